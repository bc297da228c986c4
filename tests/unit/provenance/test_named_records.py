"""Which records a file's text names."""

from __future__ import annotations

import pytest

from minutebook.provenance.named_records import find_named_records


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("# ADR-0007: keep it", ["adr-0007"]),
        ("// see adr 7, and PHR_12.", ["adr-7", "phr-12"]),
        ("ADR#7 (ADR-7) ADR0007", ["adr-7", "adr-0007"]),
        ("ACME-ADR-0002", ["acme-adr-0002"]),
        ("-ADR-2", ["adr-2"]),
        ("[x](../decisions/0007-use-redis.md#why)", ["0007-use-redis.md"]),
        ("decisions/0007-use-redis.rst", ["0007-use-redis.rst"]),
        ("padr-7 ADR- adr adr-x adr-7x adr-7_a quadrant", []),
        ("ADR 2024-01-02 was a day", []),
        ("README.md, notes.mdx, 7.mdown", []),
        ("", []),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert find_named_records(text) == names


def test_hostile_texts_take_bounded_work() -> None:
    many = " ".join(f"ADR-{number} {number}.md" for number in range(1000))
    assert len(find_named_records(many)) == 300
    assert find_named_records("a" * 300_000 + "adr" * 10_000 + ".md" * 10_000) == []
