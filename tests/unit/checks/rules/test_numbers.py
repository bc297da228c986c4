"""Rules on numbers and file names."""

from __future__ import annotations

import pytest

from checked_pages import adr, find, find_findings, phr
from minutebook.checks.base import BaseBranch
from minutebook.lean.values import replace
from minutebook.records.model import ADR, PHR, Folder


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
        ("003-x/README.md 003-y/adr.md", "Give `decisions/003-y/adr.md` another number by hand,"),
        ("003-x/README.md 0003-y.md", "Run `minutebook renumber`"),
        ("003-x.rst 003-y.md", "Run `minutebook renumber`"),
        ("003-x.rst 003-y.adoc", "Give `decisions/003-y.adoc` another number by hand,"),
        ("003a-x.md 003a-y.md", "Give `decisions/003a-y.md` another number by hand,"),
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
    pages = {f"decisions/000{number}-n.md": f"# {number}. N\n" for number in (1, 2)}
    pages |= {"decisions/0007-x.md": f"\n{heading}\n\n## Status\n\nAccepted\n"}
    rows = find("number-name", pages)
    assert [row[:3] for row in rows] == ([] if agrees else [("warning", "0007-x.md", 2)])


@pytest.mark.parametrize(
    ("page", "neighbour", "is_reported"),
    [
        ("---\nid: 4711\n---\n\n# X\n", "---\nid: 4712\n---\n\n# Y\n", False),
        ("---\nid: ARCH-77\n---\n\n# X\n", "# Y\n", False),
        ("---\nid: use-redis-2\n---\n\n# X\n", "---\nid: use-y-3\n---\n\n# Y\n", False),
        ("---\nid: 3f2a-11\n---\n\n# X\n", "---\nid: 9c-13\n---\n\n# Y\n", False),
        ("---\nid: 77\n---\n\n# X\n", "---\nid: 1\n---\n\n# Y\n", True),
        ("---\nid: ADR-77\n---\n\n# X\n", "---\nid: ADR-0001\n---\n\n# Y\n", True),
        ("---\nnumber: 77\n---\n\n# X\n", "# Y\n", True),
        ("# 2. Quartal: Migration\n", "# Use y\n", False),
        ("# 16: 9 video\n", "# Use y\n", False),
        ("# 1. We split, 2. we wait\n", "# Use y\n", False),
        ("# 2. Use x\n", "# 1. Use y\n", True),
        ("# ADR-0002: Use x\n", "# Use y\n", True),
    ],
)
def test_ids_and_numbers_before_titles_count_where_the_others_have_them(
    page: str, neighbour: str, is_reported: bool
) -> None:
    pages = {"decisions/0007-x.md": page, "decisions/0001-y.md": neighbour}
    pages |= {
        "decisions/y.md": "# 9. Without a number in the name\n",
        "other/0001-y.md": "# 1. Y\n",
    }
    folders = (Folder(ADR, "decisions"), Folder(ADR, "other"))
    rows = find("number-name", pages, *folders)
    assert [row[1] for row in rows] == (["0007-x.md"] if is_reported else [])


def test_headings_of_other_formats_are_not_compared() -> None:
    assert find("number-name", {"decisions/0007-x.adoc": "= ADR-8: X\n"}) == []


def test_names_that_some_file_systems_take_for_one() -> None:
    pages = adr(1, "Redis") | adr(1, "redis") | adr(2, "redis")
    (row,) = find("name-twice", pages)
    assert row[:3] == ("error", "0001-redis.md", 0)
    assert row[3].startswith("`decisions/0001-redis.md` and `decisions/0001-Redis.md` are one file")
    assert find("number-twice", pages) == []  # no number is to be changed


@pytest.mark.parametrize(
    ("page", "line"),
    [
        ("---\nnumber: 8\n---\n\n# Use x\n", "number: 8"),
        ("---\nadr: 8\nnumber: 8\n---\n\n# Use x\n", "number: 8"),
        ("---\ntitle: 'ADR-0008: x'\n---\n", "title: 'ADR-0008: x'"),
        ("---\nnumber: 7\n---\n\n# 8. Use x\n", "# 8. Use x"),
        ("# 8 - Use x\n", "# 8 - Use x"),
        ("---\nnumber: 7\n---\n\n# 7. Use x\n", ""),
        ("---\nnumber: seven\n---\n\n# Use x\n", ""),
        ("# 8 tiers\n", ""),
    ],
)
def test_the_number_that_a_decision_states(page: str, line: str) -> None:
    rows = find("number-name", {"decisions/0007-x.md": page, "decisions/0001-y.md": "# 1. Y\n"})
    message = f"ADR-0007 has the line `{line}`, but its file name says 0007."
    assert [row[3] for row in rows] == ([message] if line else [])


BASE = BaseBranch(
    "origin/main",
    frozenset({"decisions/0007-theirs.md", "decisions/README.md", "docs/0008-x.md",
               "decisions/0009-both.md", "decisions/notes.md"}),
    frozenset({"decisions/0007-theirs.md", "decisions/0001-x.md", "decisions/0009-both.md"}),
)  # fmt: skip


def test_a_number_that_the_base_branch_took_meanwhile() -> None:
    pages = adr(1) | adr(7, "ours") | adr(8) | adr(9, "both")
    (finding,) = find_findings("number-on-base", pages, base_branch=BASE)
    assert (finding.severity, finding.path) == ("error", "decisions/0007-ours.md")
    assert finding.message == (
        "`decisions/0007-ours.md` has the number 0007, which `decisions/0007-theirs.md` on"
        " `origin/main` has too."
    )
    assert finding.fix.startswith("Run `minutebook renumber ADR-0007`: ")
    assert find("number-on-base", pages) == []


def test_a_record_that_the_base_branch_has_under_its_former_name() -> None:
    alias = "<!-- minutebook:alias 0007-theirs -->"
    assert find("number-on-base", adr(7, "ours", body=alias), base_branch=BASE) == []
    known = replace(BASE, known_paths=BASE.known_paths | {"decisions/0007-ours.md"})
    assert find("number-on-base", adr(7, "ours"), base_branch=known) == []
    both = adr(7, "ours") | adr(7, "theirs")
    assert find("number-on-base", both, base_branch=BASE) == []  # `number-twice` says so


@pytest.mark.parametrize(
    ("ours", "theirs", "is_same"),
    [
        ("<!-- minutebook:alias 0007-old -->", "<!-- minutebook:alias 0007-old -->", True),
        ("", "<!-- minutebook:alias 0007-ours -->", True),
        ("<!-- minutebook:alias 0007-old -->", "<!-- minutebook:alias 0007-older -->", False),
    ],
)
def test_a_record_that_both_sides_retitled(ours: str, theirs: str, is_same: bool) -> None:
    base = replace(BASE, read_text=lambda _: f"# Theirs\n\n{theirs}\n")
    found = find("number-on-base", adr(7, "ours", body=ours), base_branch=base)
    assert bool(found) is not is_same


@pytest.mark.parametrize(
    ("session", "prompt", "is_same"),
    [("s1", "Do it", True), ("s2", "Do it", False), ("s1", "Do that", False)],
)
def test_a_prompt_record_that_was_renamed_by_hand(session: str, prompt: str, is_same: bool) -> None:
    """On the base, too: its session and its prompt are the same."""
    page = "---\nsession: {}\n---\n\n# X\n\n## Prompt\n\n> {}\n"
    path = "history/prompts/0007-theirs.general.prompt.md"
    base = BaseBranch(
        "main", frozenset({path}), frozenset({path}), lambda _: page.format(session, prompt)
    )
    ours = {"history/prompts/0007-ours.general.prompt.md": page.format("s1", "Do it")}
    assert bool(find("number-on-base", ours, base_branch=base)) is not is_same


def test_two_records_of_one_title_and_number() -> None:
    """Two branches may use one title: that is not one record."""
    path = "history/prompts/0007-x.red.prompt.md"
    base = BaseBranch("main", frozenset({path}), frozenset({path}), lambda _: "# X\n")
    ours = {"history/prompts/0007-x.green.prompt.md": "# X\n"}
    assert find("number-on-base", ours, base_branch=base)


def test_of_two_records_in_the_tree_the_one_that_the_base_has_not_is_to_change() -> None:
    """As in a checkout of a pull request that was merged for a trial."""
    both = adr(7, "a-ours") | adr(7, "theirs") | adr(8, "x") | adr(8, "y")
    base = replace(BASE, added_paths=frozenset())
    findings = {
        finding.path: finding for finding in find_findings("number-twice", both, base_branch=base)
    }
    assert set(findings) == {"decisions/0007-a-ours.md", "decisions/0008-y.md"}
    ours = findings["decisions/0007-a-ours.md"]
    assert ours.line == 1
    assert "which `decisions/0007-theirs.md` on `origin/main` has too" in ours.message
    assert "`minutebook renumber decisions/0007-a-ours.md`" in ours.fix
    assert findings["decisions/0008-y.md"].fix.startswith("Run `minutebook renumber`: one of them")


def test_a_number_on_the_base_that_no_command_changes() -> None:
    pages = {"decisions/0007-x.adoc": "= X\n", "decisions/unnumbered.md": "# U\n"}
    (finding,) = find_findings("number-on-base", pages, base_branch=BASE)
    assert "git mv" in finding.fix
