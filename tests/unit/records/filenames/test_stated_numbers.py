"""The number that a page states: a page in, the number and its line out."""

from __future__ import annotations

import pytest

from minutebook.records.filenames.stated_numbers import (
    StatedNumber,
    find_stated_number,
    parse_heading_number,
)
from minutebook.text import frontmatter


def find(text: str) -> tuple[str, int] | None:
    stated = find_stated_number(text, frontmatter.parse(text)[0])
    return stated and (stated.digits, stated.line)


@pytest.mark.parametrize(
    ("heading", "digits"),
    [
        ("ADR-12: T", "12"),
        ("ADR 12 T", "12"),
        ("[ADR #12] T", "12"),
        ("ADR: 0012 - T", "0012"),
        ("ADR0007", "0007"),
        ("**ADR-5** T", "5"),
        ("✅ ADR-3: T", "3"),
        ("DR002: T", "002"),
        ("LADR-003 T", "003"),
        ("AD-14: T", "14"),
        ("ACME-ADR-2: T", "2"),
        ("ACME ADR 2: T", "2"),
        ("ACME-ADR-Billing-0002: T", "0002"),
        ("ADR-2024-003: T", "003"),
        ("ADR-304.1: T", "304.1"),
        ("ADR-024a: T", "024a"),
        ("Architecture Decision Record 7: T", "7"),
        ("Architecture Decision Record: 7 - T", "7"),
        ("Decision 12: T", "12"),
        ("Entscheidung 4: X", "4"),
        ("决策 12：T", "12"),
        ("RFC 12: T", "12"),
        ("ADR – 12: T", "12"),
        ("ADR No. 12: T", "12"),
        ("ADR (12): T", "12"),
        ("Architecture Decision Record (ADR) 12: T", "12"),
        ("Decision #12: T", "12"),
        ("TECH-0012: T", "0012"),
        ("D012 - T", "012"),
        ("PROJ-123: T", ""),
        ("AES-012 keys", ""),
        ("12. T", "12"),
        ("12) T", "12"),
        ("12: T", "12"),
        ("12 - T", "12"),
        ("[12] T", "12"),
        ("#2. T", "2"),
        ("#12 T", "12"),
        ("0012 T", "0012"),
        ("3 ways to do X", ""),
        ("2 phase commit", ""),
        ("2-phase commit", ""),
        ("404 pages", ""),
        ("80/20 rule", ""),
        ("2024: plans", ""),
        ("2024 plans", ""),
        ("2024-05-06 T", ""),
        ("3.5 is the version", ""),
        ("1.2.3 upgrade", ""),
        ("12", ""),
        ("ADR 2024-01-02: T", ""),
        ("ADRs 3 and 4", ""),
        ("Decision 12 monkeys", ""),
        ("RFC 7807: problems", ""),
        ("Supersede ADR-12", ""),
        ("Use ADR 12", ""),
        ("Dr 3 who", ""),
        ("", ""),
    ],
)
def test_the_number_in_a_heading(heading: str, digits: str) -> None:
    assert parse_heading_number(heading) == digits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\nid: 0010\n---\n\n# T\n", ("0010", 2)),
        ("---\ntitle: T\nnumber: '0012'\n---\n", ("0012", 3)),
        ("---\nadr: 12\n---\n", ("12", 2)),
        ("---\nADR_Number: 5\n---\n", ("5", 2)),
        ("---\nid: ADR-0012-use-x\n---\n\n# 3. T\n", ("0012", 2)),
        ("---\nid: 304.1\n---\n", ("304.1", 2)),
        ("---\nid: 2024\n---\n", None),
        ("---\nid: 2024-01-02\n---\n", None),
        ("---\nid: true\n---\n", None),
        ("---\nid: [1]\n---\n", None),
        ("---\nid: use-x\n---\n\n# ADR-3: T\n", ("3", 5)),
        ("---\ntitle: 'ADR-7: T'\n---\n\n## Context\n", ("7", 2)),
        ("---\ntitle: 'ADR-7: T'\n---\n\n# T\n", ("7", 2)),
        ("---\ntitle: T\n---\n\n# T\n", None),
        ("---\ntitle: 7\n---\n\n## Context\n", None),
        ("\n# 12. T\n", ("12", 2)),
        ("## ADR-4: T\n\n### Status\n", ("4", 1)),
        ("## 4. T\n\n### Status\n", None),
        ("# 1. Context\n\n# 2. Decision\n", None),
        ("# 1. T\n\n# Notes\n", ("1", 1)),
        ("# T\n\nADR-12: no heading\n", None),
        ("T\n", None),
    ],
)
def test_the_number_on_a_page(text: str, expected: tuple[str, int] | None) -> None:
    assert find(text) == expected


def test_digits_with_a_letter_have_a_number() -> None:
    assert StatedNumber("024a", 1).number == 24
    assert StatedNumber("0010", 1).number == 10


def test_a_hostile_heading_takes_no_time() -> None:
    for part in ("A-", "ADR-", "ADR ", "1", "#", "a_", "ADR-a-", " - "):
        parse_heading_number(part * 200_000)


@pytest.mark.parametrize(
    ("heading", "digits"),
    [
        ("Throw pictures away (ADR-011)", "011"),
        ("Throw pictures away [ADR 11]", "11"),
        ("Replace the cache (ADR-3)", ""),
        ("Use X (see ADR-3)", ""),
        ("ADR XII: Maps", "12"),
        ("ADR IV - Maps", "4"),
        ("Decision IX", "9"),
        ("ADR Internal: x", ""),
        ("ADR MIX: x", ""),
        ("V: x", ""),
        ("acme-adr-identity-5: Keys", "5"),
        ("acme-adr-5 · Keys", "5"),
        ("acme-adr-5 keys", ""),
        ("(009) Reads", "009"),
        ("12 · Reads", "12"),
        ("第12号：x", "12"),
        ("第3世代の選択", ""),
        ("404 pages", ""),
        ("2 phase commit", ""),
    ],
)
def test_the_number_in_headings_of_more_kinds(heading: str, digits: str) -> None:
    assert parse_heading_number(heading) == digits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ndecision_id: PAY-13\nstatus: accepted\n---\n# T\n", ("13", 2)),
        ("---\nid: PAY-DB-013\nstatus: accepted\n---\n# T\n", ("013", 2)),
        ("---\nid: oauth2\nstatus: accepted\n---\n# T\n", None),
        ("---\nid: use-redis-2\nstatus: accepted\n---\n# T\n", None),
        ("---\nid: 2024\nstatus: accepted\n---\n# T\n", None),
        ("# T\n\n- **ADR number**: 12\n", ("12", 3)),
        ("# T\n\nID: PAY-12\n", ("12", 3)),
        ("# T\n<!-- ADR number: 12 -->\n", ("12", 2)),
        ("# T\n\n编号：12\n", ("12", 3)),
        ("# T\n\n| Number | 12 |\n", ("12", 3)),
        ("# T\n\n| Status | Number | Date |\n|---|---|---|\n| A | 12 | x |\n", ("12", 5)),
        ("# T\n\n| Status | Date | Number |\n|---|---|---|\n| A | x |\n", None),
        ("# T\n\n| ID | Status | Date |\n|---|---|---|\n| x | A | x |\n", None),
        ("# T\n\nNo: 3 ways\n", None),
        ("# T\n\nNumber: 2024\n", None),
        ("# T\n\n```\nADR: 12\n```\n\nWords.\n", None),
        ("# T\n\n<!--\nADR: 12\n-->\n", None),
        ("# T\n\n## Related\n\nADR: 12\n", None),
        ("# Architecture Decision Record\n\n# ADR 12: T\n", ("12", 3)),
        ("# Architecture Decision Record\n\n# T\n", None),
        ("# Architecture Decision Record\n\nWords.\n\n# ADR 12: T\n", None),
        ("\ufeff# ADR 5: T\n", ("5", 1)),
    ],
)
def test_the_number_in_fields_and_lines(text: str, expected: tuple[str, int] | None) -> None:
    assert find(text) == expected


def test_a_hostile_page_takes_no_time() -> None:
    for part in ("| ", "ADR: ", "- **", "\n", "a-"):
        find(part * 200_000)
