"""Rules on numbers and file names."""

from __future__ import annotations

import pytest

from checked_pages import adr, find, find_findings, phr
from minutebook.records.model import PHR, Folder


def test_number_twice() -> None:
    pages = adr(3, "b") | adr(3, "a") | adr(3, "c") | adr(4)
    assert find("number-twice", pages) == [
        (
            "error",
            "0003-b.md",
            0,
            "ADR-0003 has the number 0003, which `decisions/0003-a.md` has too.",
        ),
        (
            "error",
            "0003-c.md",
            0,
            "ADR-0003 has the number 0003, which `decisions/0003-a.md` has too.",
        ),
    ]


def test_number_twice_counts_by_value_not_by_digits() -> None:
    pages = {"decisions/003-a.md": "# A\n", "decisions/0003-b.md": "# B\n"}
    assert [row[1] for row in find("number-twice", pages)] == ["003-a.md"]


@pytest.mark.parametrize(
    ("names", "advice"),
    [
        ("003-x/README.md 003-y/adr.md", "Give `decisions/003-y/adr.md` another number by hand:"),
        ("003-x/README.md 0003-y.md", "Run `minutebook renumber`"),
        ("003-x.rst 003-y.md", "Run `minutebook renumber`"),
        ("003-x.rst 003-y.adoc", "Give `decisions/003-y.adoc` another number by hand:"),
        ("003a-x.md 003a-y.md", "Give `decisions/003a-y.md` another number by hand:"),
        ("x.md y.md", "Write another number on line 1 of `decisions/y.md`."),
    ],
)
def test_what_to_do_about_a_number_that_two_have(names: str, advice: str) -> None:
    texts = {f"decisions/{name}": "# ADR-3: T\n" for name in names.split()}
    (finding,) = find_findings("number-twice", texts)
    assert finding.fix.startswith(advice)


def test_numbers_of_other_series_and_with_letters_are_not_the_same() -> None:
    names = "ACME-ADR-0001-x.md ACME-ADR-Pay-0001-x.md 0001-x.md 0001a-x.md ADR-1.1.md RFC-1-x.md"
    assert find("number-twice", {f"decisions/{name}": "# T\n" for name in names.split()}) == []


def test_numbers_of_adopted_prompts_weigh_less() -> None:
    adopted = phr(1, "title: A", route="a") | phr(1, "title: B", route="b")
    assert [row[0] for row in find("number-twice", adopted)] == ["warning"]
    own = phr(1, "fidelity: verbatim", route="c")
    assert [row[0] for row in find("number-twice", adopted | own)] == ["error", "error"]


PROMPTS_BY_FOLDER = Folder(PHR, "history/prompts", "folder")


def test_numbers_count_by_folder_where_the_folder_says_so() -> None:
    pages = phr(1, "title: A", route="a") | phr(1, "title: B", route="b")
    assert [row[1] for row in find("number-twice", pages)] == ["0001-x.general.prompt.md"]
    assert find("number-twice", pages, PROMPTS_BY_FOLDER) == []
    assert (
        len(
            find(
                "number-twice",
                pages | phr(1, "title: C", route="b", name="y.general"),
                PROMPTS_BY_FOLDER,
            )
        )
        == 1
    )


def test_each_kind_has_its_own_numbers() -> None:
    assert find("number-twice", adr(1) | phr(1, "title: A")) == []


def test_dated_names_have_no_number() -> None:
    pages = {"decisions/2024-01-02-a.md": "# A\n", "decisions/2024-01-02-b.md": "# B\n"}
    assert find("number-twice", pages) == []


@pytest.mark.parametrize(
    ("stated", "agrees"),
    [
        ("0010", True),
        ("10", True),
        ('"0010"', True),
        ("010", True),
        ("PHR-010", True),
        ("001-010", True),
        ("20251206-0010", True),
        ("0010-some-words-2", True),
        ("2025-11-27-010", True),
        ("20251127", True),
        ("none", True),
        ("{{ID}}", True),
        ("{{ID_2}}", True),
        ("[1]", True),
        ("8", False),
        ("PHR-011", False),
        ("001-002", False),
        ("20251206-0002", False),
        ("0", False),
        ("9" * 9, True),
    ],
)
def test_id_and_file_name(stated: str, agrees: bool) -> None:
    rows = find("number-name", phr(10, f"id: {stated}\nfidelity: verbatim"))
    stated_id = stated.strip('"')
    message = f"PHR-0010 has the id `{stated_id}`, but its file name says 0010."
    assert rows == ([] if agrees else [("warning", "0010-x.general.prompt.md", 2, message)])


def test_id_zero_agrees_with_number_zero() -> None:
    assert find("number-name", phr(0, "id: '000'")) == []


def test_an_adopted_id_weighs_less_and_may_have_another_name() -> None:
    pages = phr(3, "title: A\nPHR_ID: 7")
    assert [row[:3] for row in find("number-name", pages)] == [
        ("info", "0003-x.general.prompt.md", 3)
    ]


@pytest.mark.parametrize(
    ("heading", "agrees"),
    [
        ("# 7. Use x", True),
        ("# ADR-0007: Use x", True),
        ("# ADR 7 Use x", True),
        ("# 7.5 is the version", True),
        ("# 3 tiers", True),
        ("# 2024: a year", True),
        ("# 007", True),
        ("# 0008 spies", True),
        ("# 8. Use x", False),
        ("# ACME-ADR-8: Use x", False),
        ("# ADR-0008 Use x", False),
        ("# adr 008: Use x", False),
        ("# Decision 6: Use x", False),
    ],
)
def test_heading_and_file_name(heading: str, agrees: bool) -> None:
    rows = find("number-name", {"decisions/0007-x.md": f"\n{heading}\n\n## Status\n\nAccepted\n"})
    assert [row[:3] for row in rows] == ([] if agrees else [("warning", "0007-x.md", 2)])


def test_headings_of_other_formats_are_not_compared() -> None:
    assert find("number-name", {"decisions/0007-x.adoc": "= ADR-8: X\n"}) == []


def test_names_that_some_file_systems_take_for_one() -> None:
    pages = adr(1, "Redis") | adr(1, "redis") | adr(2, "redis")
    (row,) = find("name-twice", pages)
    assert row[:3] == ("error", "0001-redis.md", 0)
    assert row[3].startswith("`decisions/0001-redis.md` and `decisions/0001-Redis.md` are one file")
    assert find("number-twice", pages) == []  # no number is to be changed
