"""Rules on supersessions."""

from __future__ import annotations

import pytest

from checked_pages import adr, find, find_findings, phr

LINKS = "{supersedes: [0001-x]}"
NAME_ONE = (
    "Name its successor, or make it deprecated: `minutebook edit ADR-0001`."
    " `minutebook adr supersede --help` says how it is done where the successor is known."
)
SUPERSEDING = f"status: accepted\nlinks: {LINKS}"


def test_a_supersession_that_the_old_page_does_not_state() -> None:
    pages = adr(2, head="status: accepted\nlinks:\n  supersedes: [0001-x]")
    assert find("one-way-supersession", adr(1) | pages) == [
        (
            "warning",
            "0001-x.md",
            0,
            "ADR-0002 supersedes ADR-0001, but ADR-0001 still reads as accepted.",
        )
    ]
    assert find("one-way-supersession", adr(1, head="date: 2024-01-02") | pages) == [
        (
            "warning",
            "0001-x.md",
            0,
            "ADR-0002 supersedes ADR-0001, but ADR-0001 still reads as if it were in force.",
        )
    ]
    assert find("one-way-supersession", adr(1, head="status: superseded") | pages) == [
        ("info", "0001-x.md", 0, "ADR-0001 is superseded by ADR-0002, but does not say by what.")
    ]


def test_a_supersession_that_the_new_page_does_not_state() -> None:
    old = adr(1, head="status: superseded by ADR-0002")
    assert find("one-way-supersession", old | adr(2)) == [
        (
            "info",
            "0002-x.md",
            0,
            "ADR-0001 says that ADR-0002 supersedes it, but ADR-0002 does not say so.",
        )
    ]
    new = adr(2, head="status: accepted\nlinks:\n  supersedes: [0001-x]")
    assert find("one-way-supersession", old | new) == []


def test_the_fix_of_a_one_way_supersession() -> None:
    plain, unclear = (
        "Run `minutebook check --fix`, which writes the missing half.",
        "Read both pages, and correct the one that is wrong.",
    )
    command = "Run `minutebook adr supersede ADR-0001 --by ADR-0002`, if that is meant."
    first = adr(1, head="status: accepted\nlinks:\n  supersedes: [0002-x]")
    second = adr(2, head=SUPERSEDING)
    in_prose = adr(2, body="This supersedes ADR-0001.")
    in_a_sentence = adr(1, head="status: superseded", body="This is superseded by ADR-0002.")
    for pages, fixes in (
        (adr(1) | second, [command]),
        (adr(1, head="status: superseded") | second, [command]),
        (adr(1, head="status: wobbly") | second, [command]),
        (adr(1, head="status: proposed") | second, [command]),
        (first | second, [unclear, unclear]),
        (adr(1, head="status: rejected") | second, []),
        (adr(1, head="status: superseded by ADR-0002") | adr(2), [plain]),
        (in_a_sentence | adr(2), [command]),
        (adr(1, head="status: accepted\nsuperseded-by: ADR-0002"), []),
        (adr(1, head="status: accepted\nsuperseded-by: ADR-0002") | adr(2), [command]),
        (adr(1, head="status: accepted\nsuperseded-by: ADR-0002") | second, [command]),
        (adr(1, head="status: rejected\nsuperseded-by: ADR-0002") | second, [unclear]),
        (adr(1, body="This is superseded by ADR-0002.") | second, [command]),
        (adr(1, body="This is superseded by ADR-0002.") | in_prose, []),
        (
            adr(1, head="status: superseded by ADR-0002") | adr(2, head="status: rejected"),
            [unclear],
        ),
    ):
        assert [finding.fix for finding in find_findings("one-way-supersession", pages)] == fixes


def test_a_page_that_names_its_successor_and_reads_as_in_force() -> None:
    old = adr(1, head="status: accepted\nsuperseded-by: ADR-0002")
    assert find("one-way-supersession", old | adr(2, head=SUPERSEDING)) == [
        (
            "warning",
            "0001-x.md",
            0,
            "ADR-0001 names ADR-0002 as its successor, but still reads as accepted.",
        )
    ]


def test_the_command_names_records_so_that_it_can_be_typed() -> None:
    pages = adr(1) | adr(2, head=SUPERSEDING) | adr(2, "other")
    (finding,) = find_findings("one-way-supersession", pages)
    assert "`minutebook adr supersede ADR-0001 --by decisions/0002-x.md`" in finding.fix
    dated = {"decisions/2024-01-02-a b.md": "---\nstatus: accepted\n---\n# A\n"}
    new = adr(2, head="status: accepted\nsupersedes: 2024-01-02-a b.md")
    (finding,) = find_findings("one-way-supersession", dated | new)
    assert "`minutebook adr supersede '2024-01-02-a b' --by ADR-0002`" in finding.fix


@pytest.mark.parametrize(
    "successor",
    [
        "status: proposed",
        "status: rejected",
        "status: superseded by ADR-0003 (was proposed)",
        "status: superseded by ADR-0003 (was draft)",
    ],
)
@pytest.mark.parametrize("old", ["accepted", "proposed", "deprecated", "rejected"])
def test_a_supersession_that_is_not_in_effect_is_no_fault(old: str, successor: str) -> None:
    pages = adr(1, head=f"status: {old}") | adr(2, head=f"{successor}\nlinks: {LINKS}")
    third = adr(3, head="status: accepted\nlinks:\n  supersedes: [0002-x]")
    for code in ("one-way-supersession", "no-successor", "early-supersession"):
        findings = find_findings(code, pages | third)
        assert [finding for finding in findings if "ADR-0001" in finding.message] == []


def test_a_superseded_successor_was_accepted_where_nothing_says_otherwise() -> None:
    second = adr(2, head=f"status: superseded by ADR-0003\nlinks: {LINKS}")
    third = adr(3, head="status: accepted\nlinks:\n  supersedes: [0002-x]")
    assert [row[1] for row in find("one-way-supersession", adr(1) | second | third)] == [
        "0001-x.md"
    ]


def test_a_decision_that_reads_as_superseded_by_a_proposal() -> None:
    old = adr(1, head="status: superseded by ADR-0002")
    new = adr(2, head=f"status: proposed\nlinks: {LINKS}")
    (finding,) = find_findings("early-supersession", old | new)
    assert (finding.severity, finding.line, finding.message) == (
        "info",
        2,
        "ADR-0001 reads as superseded by ADR-0002, which is only proposed.",
    )
    assert finding.fix == (
        "Run `minutebook adr accept ADR-0002`; or, to keep ADR-0001 in force until then,"
        " `minutebook unlink ADR-0002 supersedes ADR-0001`."
    )
    assert find("one-way-supersession", old | new) == []
    with_another = adr(1, head="status: superseded\nlinks:\n  superseded-by: [0002-x, 0003-x]")
    elsewhere = adr(1, head="status: superseded\nlinks:\n  superseded-by: [0002-x, 0009-gone]")
    for pages in (with_another | new | adr(3), elsewhere | new, old | adr(2)):
        assert find("early-supersession", pages) == []


def test_only_supersessions_of_another_decision_count() -> None:
    itself = adr(1, head="status: accepted\nlinks:\n  supersedes: [0001-x]")
    prompts = phr(1, "title: A") | phr(2, "links:\n  supersedes: [PHR-0001]")
    mixed = phr(3, "links:\n  supersedes: [ADR-0001]")
    assert find("one-way-supersession", itself | prompts | mixed) == []


def test_no_successor() -> None:
    alone = adr(1, head="status: superseded")
    assert find("no-successor", alone | adr(2)) == [
        ("warning", "0001-x.md", 2, "ADR-0001 is superseded, but nothing says by which decision.")
    ]
    assert (
        find(
            "no-successor", alone | adr(2, head="status: accepted\nlinks:\n  supersedes: [0001-x]")
        )
        == []
    )
    successor = "status: rejected\nlinks:\n  supersedes: [0001-x]"
    assert [row[3] for row in find("no-successor", alone | adr(2, head=successor))] == [
        "ADR-0001 is superseded, but what supersedes it is rejected."
    ]
    proposed = "status: proposed\nlinks:\n  supersedes: [0001-x]"
    (finding,) = find_findings("no-successor", alone | adr(2, head=proposed))
    assert finding.fix == NAME_ONE
    (finding,) = find_findings("no-successor", alone | adr(2, head=successor))
    assert finding.fix == NAME_ONE
    stated = adr(1, head="status: superseded by ADR-0002")
    (finding,) = find_findings("no-successor", stated | adr(2, head="status: rejected"))
    assert finding.fix == (
        "Run `minutebook unlink ADR-0001 superseded-by ADR-0002` to have it as it was before."
    )
    lost = adr(1, head="status: superseded by ADR-0009")
    assert find("no-successor", lost) == []
    assert [row[1] for row in find("dangling-link", lost)] == ["0001-x.md"]


def test_cures_for_pages_that_are_only_read() -> None:
    pages = {
        "decisions/0001-a.adoc": "= A\n:status: superseded by ADR-2\n",
        "decisions/0002-b.adoc": "= B\n:status: proposed\n",
        "decisions/0003-c.rst": "C\n=\n\n:Status: Superseded\n",
        "decisions/0004-d.adoc": "= D\n:status: superseded by ADR-9\n",
        "decisions/0005-e.md": "---\nstatus: superseded\nlinks:\n  superseded-by: [ADR-2]\n---\n\n# E\n",
    }
    for code in ("early-supersession", "one-way-supersession", "no-successor", "dangling-link"):
        findings = find_findings(code, pages)
        assert findings
        for finding in findings:
            assert "minutebook edit ADR-" in finding.fix
            assert not any(word in finding.fix for word in ("accept", "unlink", "--fix", "--by"))
    pages = {
        "decisions/0001-a.adoc": "= A\n:status: superseded by ADR-2\n",
        "decisions/0002-b.md": "---\nstatus: rejected\n---\n\n# B\n",
    }
    (finding,) = find_findings("no-successor", pages)
    assert "minutebook edit ADR-0001" in finding.fix
