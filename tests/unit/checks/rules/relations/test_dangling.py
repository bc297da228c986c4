"""The rule on relations that name no record."""

from __future__ import annotations

import pytest

from checked_pages import adr, find


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("0009-gone", "ADR-0001 says `amends 0009-gone`, but there is no such record."),
        ("ADR-0009", "ADR-0001 says `amends ADR-0009`, but there is no such record."),
        ("ADR-0002", ""),
        ("0002-x", ""),
        ("https://example.org/0009-gone", ""),
        ("some words of prose", ""),
        ("gone.md", "ADR-0001 says `amends gone.md`, but there is no such record."),
        ("/gone.md", ""),
        ("../docs/./old/spec.md", ""),
        ("README.md", ""),
        ("(none)", ""),
        (
            "../decisions/gone.md",
            "ADR-0001 says `amends ../decisions/gone.md`, but there is no such record.",
        ),
        (
            "[9. Gone](0009-gone.md)",
            "ADR-0001 says `amends [9. Gone](0009-gone.md)`, but there is no such record.",
        ),
        ("ADR-0003", "ADR-0001 says `amends ADR-0003`, which may mean more than one record."),
    ],
)
def test_dangling_link(target: str, message: str) -> None:
    pages = adr(1, head=f'status: accepted\nlinks:\n  amends: ["{target}"]')
    rows = find(
        "dangling-link", pages | adr(2) | adr(3, "a") | adr(3, "b") | {"decisions/README.md": ""}
    )
    assert [(row[0], row[1], row[3]) for row in rows] == (
        [("warning", "0001-x.md", message)] if message else []
    )


def test_a_link_to_a_path_that_git_had_does_not_dangle() -> None:
    pages = adr(
        1, head='status: accepted\nlinks:\n  amends: ["decisions/0009-gone.md", "0010-no.md"]'
    )
    rows = find("dangling-link", pages, known_paths=frozenset({"decisions/0009-gone.md"}))
    assert [row[3] for row in rows] == [
        "ADR-0001 says `amends 0010-no.md`, but there is no such record."
    ]
