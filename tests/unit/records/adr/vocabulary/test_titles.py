"""Titles: headings without their number, label and markup."""

from __future__ import annotations

import pytest

from minutebook.records.adr.vocabulary import titles


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("3. Use Redis", "Use Redis"),
        ("0007 - Use Redis", "Use Redis"),
        ("0007 Use Redis", "Use Redis"),
        ("[7] Use Redis", "Use Redis"),
        ("ADR-0007: Use Redis", "Use Redis"),
        ("ADR 263: Proxies", "Proxies"),
        ("ADR0003 Go Path", "Go Path"),
        ("[ADR-0007] Use Redis", "Use Redis"),
        ("ADR: Use Redis", "Use Redis"),
        ("Architecture Decision Record: Use Redis", "Use Redis"),
        ("ADRs need numbers", "ADRs need numbers"),
        ("ADR 7", "ADR 7"),
        ("2 phase commit", "2 phase commit"),
        ("404 pages", "404 pages"),
        ("Use `--input` and [Pop](https://example.org/pop)", "Use `--input` and Pop"),
        (r"Use \*args\* and `\*`", r"Use *args* and `\*`"),
        ("use_json_for_data", "use_json_for_data"),
        ("**Bold** move", "Bold move"),
        ("``", "``"),
        ("", ""),
    ],
)
def test_a_heading_without_its_number(heading: str, title: str) -> None:
    assert titles.strip_title_number(heading) == title
