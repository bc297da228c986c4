"""Where a text names other records."""

from __future__ import annotations

import pytest

from minutebook.records.adr.vocabulary import mentions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see [ADR-1](0001-a.md) and ADR-2", ["[ADR-1](0001-a.md)", "ADR-2"]),
        ("[a \\[b\\] | c](<0001 a.md>)", ["[a \\[b\\] | c](<0001 a.md>)"]),
        ("[ADR 3](/adr/3)", ["[ADR 3](/adr/3)"]),
        ("`0009-scan.md` or ../x/0010-y.md", ["0009-scan.md", "../x/0010-y.md"]),
        ("20201016-use-slugs", ["20201016-use-slugs"]),
        ("ADR 12, PHR-0004, adr#7", ["ADR 12", "PHR-0004", "adr#7"]),
        ("[site](https://example.org/adr) [top](#top) [cdn](//x.org/a)", []),
        ("ADR-0024a, ADR-304.1 and ADR-3.", ["ADR-0024a", "ADR-304.1", "ADR-3"]),
        ("ADRs 60, 61 and 62", ["ADRs 60", "61", "62"]),
        ("`0009-scan.rst`, 0010-y.adoc", ["0009-scan.rst", "0010-y.adoc"]),
        ("[ADR-9: x][9] and [see ADR-8]", ["[ADR-9: x][9]", "ADR-8"]),
        (
            "https://git.example/o/r/blob/main/adr/0009-x.md",
            ["https://git.example/o/r/blob/main/adr/0009-x.md"],
        ),
        (
            "[a](https://docs.example/adr/9) [b](https://docs.example/adr)",
            ["[a](https://docs.example/adr/9)"],
        ),
        ("XADR-1 ADR-1234567 and README", []),
    ],
)
def test_mentions_of_other_records(text: str, expected: list[str]) -> None:
    assert [mention.text for mention in mentions.find_mentions(text)] == expected
