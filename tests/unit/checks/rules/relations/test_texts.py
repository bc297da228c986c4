"""The rules on what the texts of decisions name, and the repair of dead links."""

from __future__ import annotations

from checked_pages import adr, find, find_findings, make_records, phr
from minutebook import checks
from minutebook.checks import CheckInputs

INPUTS = CheckInputs(today="2024-06-01", current_paths=frozenset({"docs/guide.md"}))


def test_a_dead_link_and_one_that_is_alive() -> None:
    pages = adr(1, body="See [b](0002-b.md).\n\nAnd [c](0003-c.md).\n") | adr(2, "b")
    assert find("dead-link", pages, current_paths=frozenset()) == [
        ("warning", "0001-x.md", 9, "ADR-0001 links to `0003-c.md`, which is not there.")
    ]
    (finding,) = find_findings("dead-link", pages, current_paths=frozenset())
    assert finding.fix == "Correct the link, or take it out: `minutebook edit ADR-0001`."
    assert find("dead-link", pages) == []  # git was not asked


def test_a_link_to_a_record_with_another_name() -> None:
    pages = adr(1, body="[ADR-2](0002-old.md#why)\n") | adr(2, "new")
    (finding,) = find_findings("dead-link", pages, current_paths=frozenset())
    assert finding.message == "ADR-0001 links to `0002-old.md#why`, which is not there."
    assert finding.fix.startswith("ADR-0002 is `0002-new.md`: run")
    assert "`minutebook check --fix --only dead-link`" in finding.fix


def test_what_a_relation_says_is_reported_once() -> None:
    pages = {"decisions/0001-x.md": "# X\n\n## Status\n\nSuperseded by [9. Y](0009-y.md)\n"}
    assert find("dead-link", pages, current_paths=frozenset()) == []
    assert len(find("dangling-link", pages)) == 1


def test_prompt_records_and_pages_that_are_only_read_are_left_alone() -> None:
    pages = phr(1, "title: T", "## Prompt\n\n[x](gone.md) ADR-0009\n") | {
        "decisions/0001-x.adoc": "= X\n\n[x](gone.md) ADR-0009\n"
    }
    assert find("dead-link", pages, current_paths=frozenset()) == []
    assert find("dead-ref", pages) == []


def test_the_repair_writes_addresses_and_keeps_statuses() -> None:
    text = (
        "# 1. X\n\n## Status\n\nSuperseded by [ADR-2](0002-old.md)\n\n## Context\n\n"
        "[see there](0002-older.md), [gone](gone.md), ![i](0002-older.md)\n"
    )
    pages = {"decisions/0001-x.md": text} | adr(2, "new")
    records = make_records(pages)
    findings = checks.find_fixable(records, INPUTS, only=["dead-link"])
    repair = checks.fix_findings(records, findings, INPUTS)
    assert repair.omissions == ()
    (write,) = [write for write in repair.writes if write.path == "decisions/0001-x.md"]
    healed = text.replace("(0002-old.md)", "(0002-new.md)")
    assert write.text == healed.replace("[see there](0002-older.md)", "[see there](0002-new.md)")
    assert checks.fix_findings(records, [], INPUTS).writes == ()


def test_the_repair_of_relations() -> None:
    pages = adr(1, head="status: superseded by 0002-old\nlinks: {amends: [0003-was, 0004-was]}")
    pages |= adr(2, "new") | adr(3, "now") | adr(4, "now4")
    pages |= {"decisions/0005-a.adoc": "= A\n:status: superseded by ADR-9\n"}
    records = make_records(pages)
    findings = checks.find_fixable(records, INPUTS, only=["dangling-link"])
    assert [finding.fix.partition(",")[0] for finding in findings][:3] == [
        "Run `minutebook check --fix --only dangling-link`"
    ] * 3
    writes = checks.fix_findings(records, findings, INPUTS).writes
    (text,) = [write.text for write in writes if write.path == "decisions/0001-x.md"]
    assert text is not None
    assert "status: superseded by 0002-new\nlinks: {amends: [0003-now, 0004-now4]}" in text


def test_a_relation_that_cannot_be_healed_stays() -> None:
    pages = adr(1, head="status: accepted\nlinks: {amends: [0042-gone]}", body="")
    records = make_records(pages)
    (finding,) = checks.find_fixable(records, INPUTS, only=["dangling-link"])
    assert finding.fix.endswith("run `minutebook unlink ADR-0001 amends 0042-gone`.")
    assert checks.fix_findings(records, [finding], INPUTS).writes == ()


def test_a_sentence_is_corrected_by_hand() -> None:
    pages = adr(1, body="This is superseded by ADR-0077.\n")
    (finding,) = find_findings("dangling-link", pages)
    assert finding.fix == "Correct the sentence: `minutebook edit ADR-0001`."


def test_refs() -> None:
    pages = adr(1, body="As ADR-0002 says, and ADR-0042, and ADR-0042, and PHR-9.\n") | adr(2)
    assert find("dead-ref", pages) == [
        ("info", "0001-x.md", 7, "ADR-0001 names ADR-0042, but there is no such record.")
    ]  # there are no prompt records at all
    pages |= phr(1, "title: T")
    assert [row[3] for row in find("dead-ref", pages)] == [
        "ADR-0001 names ADR-0042, but there is no such record.",
        "ADR-0001 names PHR-9, but there is no such record.",
    ]


def test_a_former_number_is_none() -> None:
    alias = "<!-- minutebook:alias 0042-b -->\n"
    pages = adr(1, body="ADR-0042\n") | adr(2, "b", body=alias)
    assert find("dead-ref", pages) == []
    assert find("dead-ref", pages | adr(3, "c", body=alias)) == []  # it may be either
    assert (
        find("dead-ref", adr(1, head="status: accepted\namends: ADR-0042", body="ADR-0042")) == []
    )


def test_why_a_dead_link_is_not_corrected() -> None:
    pages = adr(1, body="[data base](0002-old.md)\n") | adr(2, "new")
    (finding,) = find_findings("dead-link", pages, current_paths=frozenset())
    assert finding.fix.endswith(
        "It is not corrected by itself: ADR-0002 has that number, but the label says another title."
    )
