"""When a supersession takes effect: with the acceptance of its successor, and what undoes it."""

from __future__ import annotations

import pytest

from decision_pages import record_set
from minutebook.errors import Conflict, ForbiddenTransition
from minutebook.records import adr, linking, relations
from minutebook.records.model import Record, RecordSet, Write

FORMS = {
    "front-matter": "---\nstatus: {status}\n---\n\n# Page\n\nWords.\n",
    "nygard": "# 1. Page\n\n## Status\n\n{Status}\n\n## Context\n\nWords.\n",
    "bullet": "# Page\n\n- Status: {status}\n- Date: 2024-01-02\n\n## Context\n\nWords.\n",
    "spec-kit": "# ADR-0001: Page\n\n- **Status:** {Status}\n\n## Context\n\nWords.\n",
    "table": "# Page\n\n| Status | {Status} |\n|---|---|\n| Date | 2024-01-02 |\n\n## Context\n",
    "heading": "# Page\n\n## Status: {Status}\n\n## Context\n\nWords.\n",
}


def page(form: str, status: str) -> str:
    return FORMS[form].replace("{status}", status).replace("{Status}", status.capitalize())


def get_record(records: RecordSet, number: int) -> Record:
    return next(record for record in records.members if record.number == number)


def get_states(records: RecordSet) -> list[str]:
    return [record.state for record in records.members]


def write(records: RecordSet, writes: tuple[Write, ...], *numbers: int) -> RecordSet:
    paths = [get_record(records, number).path for number in numbers]
    return linking.simulate_writes(records, linking.complete_writes(records, writes, paths))


def supersede(records: RecordSet, old: int, new: int) -> RecordSet:
    writes = linking.link_records(
        records, get_record(records, new), "supersedes", get_record(records, old)
    )
    return write(records, writes, old, new)


def unlink(records: RecordSet, old: int, new: int) -> RecordSet:
    writes = linking.unlink_records(
        records, get_record(records, old), "superseded-by", get_record(records, new)
    )
    return write(records, writes, old, new)


def set_status(records: RecordSet, number: int, status: str) -> RecordSet:
    record = get_record(records, number)
    text = adr.set_status(record.text, record.dialect, status)
    return write(records, (Write(record.path, text, record.text),))


def accept(records: RecordSet, number: int) -> tuple[RecordSet, list[str], list[str]]:
    records = set_status(records, number, "accepted")
    superseded, unclear, writes = linking.plan_effects(records, get_record(records, number))
    after = write(records, writes, number, *(record.number or 0 for record in superseded))
    return after, [record.ref for record in superseded], [record.ref for record in unclear]


def show(records: RecordSet, number: int) -> list[tuple[str, str]]:
    relations_of_record = records.graph.list_relations(get_record(records, number))
    return [(relation.words, relation.record.ref) for relation in relations_of_record]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("status", ["accepted", "proposed", "deprecated"])
def test_a_proposed_successor_leaves_the_old_decision_as_it_is(form: str, status: str) -> None:
    start = record_set(page(form, status), page(form, "proposed"))
    pending = supersede(start, 1, 2)
    assert get_states(pending) == [status, "proposed"]
    assert [link.relation for link in get_record(pending, 1).links] == []
    assert [link.relation for link in get_record(pending, 2).links] == ["supersedes"]
    assert show(pending, 1) == [("would be superseded by", "ADR-0002")]
    assert show(pending, 2) == [("would supersede", "ADR-0001")]
    assert " would be superseded by [ADR-0002 Page]" in get_record(pending, 1).text
    is_block_needed = form == "front-matter"  # the others show it themselves, with a link
    assert (" would supersede [" in get_record(pending, 2).text) == is_block_needed
    assert supersede(pending, 1, 2) == pending
    assert unlink(pending, 1, 2) == start

    accepted, superseded, unclear = accept(pending, 2)
    assert (superseded, unclear) == (["ADR-0001"], [])
    assert get_states(accepted) == ["superseded", "accepted"]
    assert show(accepted, 1) == [("superseded by", "ADR-0002")]
    assert show(accepted, 2) == [("supersedes", "ADR-0001")]
    assert get_record(unlink(accepted, 1, 2), 1) == get_record(start, 1)
    assert accept(accepted, 2)[0] == accepted

    rejected = set_status(pending, 2, "rejected")
    assert get_states(rejected) == [status, "rejected"]
    assert show(rejected, 1) == []
    assert show(rejected, 2) == [("would have superseded", "ADR-0001")]
    assert write(rejected, (), 1).members[0] == start.members[0]
    with pytest.raises(Conflict, match="supersedes nothing"):
        supersede(rejected, 1, 2)


@pytest.mark.parametrize("form", FORMS)
def test_a_proposal_that_is_superseded_supersedes_nothing(form: str) -> None:
    start = record_set(page(form, "accepted"), page(form, "proposed"), page(form, "accepted"))
    replaced = supersede(supersede(start, 1, 2), 2, 3)
    assert get_states(replaced) == ["accepted", "superseded", "accepted"]
    assert show(replaced, 1) == []
    assert ("would have superseded", "ADR-0001") in show(replaced, 2)
    brought_back = unlink(replaced, 2, 3)
    assert get_states(brought_back) == ["accepted", "proposed", "accepted"]
    assert show(brought_back, 1) == [("would be superseded by", "ADR-0002")]
    # One that was accepted has superseded it for good.
    chain = supersede(accept(supersede(start, 1, 2), 2)[0], 2, 3)
    assert get_states(chain) == ["superseded", "superseded", "accepted"]
    assert show(chain, 1) == [("superseded by", "ADR-0002")]


def test_of_two_proposals_both_may_come_true() -> None:
    start = record_set(*(page("nygard", status) for status in ("accepted", "proposed", "proposed")))
    both = supersede(supersede(start, 1, 2), 1, 3)
    assert show(both, 1) == [
        ("would be superseded by", "ADR-0002"),
        ("would be superseded by", "ADR-0003"),
    ]
    one, _, _ = accept(both, 2)
    assert show(one, 1) == [
        ("superseded by", "ADR-0002"),
        ("would be superseded by", "ADR-0003"),
    ]
    two, superseded, _ = accept(one, 3)
    assert superseded == ["ADR-0001"]
    assert show(two, 1) == [("superseded by", "ADR-0002"), ("superseded by", "ADR-0003")]
    assert get_record(unlink(two, 1, 2), 1).state == "superseded"
    assert get_record(unlink(unlink(two, 1, 2), 1, 3), 1).text == get_record(start, 1).text
    # Taking the pending one back leaves the other in effect.
    assert get_record(unlink(one, 1, 3), 1).state == "superseded"


def test_a_decision_that_is_rejected_meanwhile_stays_that() -> None:
    start = record_set(page("nygard", "proposed"), page("nygard", "proposed"))
    pending = supersede(start, 1, 2)
    accepted, superseded, _ = accept(set_status(pending, 1, "rejected"), 2)
    assert (superseded, get_states(accepted)) == ([], ["rejected", "accepted"])
    with pytest.raises(ForbiddenTransition, match="ADR-0001 is rejected"):
        supersede(accepted, 1, 2)


def test_a_supersession_in_a_sentence_takes_no_effect_by_itself() -> None:
    new = page("nygard", "proposed").replace(
        "Words.", "This decision supersedes [1. Page](0001-x.md) for good."
    )
    records = record_set(page("nygard", "accepted"), new)
    assert show(records, 2) == [("would supersede", "ADR-0001")]
    assert show(records, 1) == []  # the other page shows nothing that may be misread
    accepted, superseded, unclear = accept(records, 2)
    assert (superseded, unclear) == ([], ["ADR-0001"])
    assert get_states(accepted) == ["accepted", "accepted"]
    assert show(accepted, 1) == []
    assert get_states(supersede(accepted, 1, 2)) == ["superseded", "accepted"]


@pytest.mark.parametrize(
    ("sentence", "status", "shown"),
    [
        ("This was superseded by [2](0002-x.md).", "Superseded", []),
        ("", "Superseded. In June it was superseded by [2](0002-x.md).", ["supersedes"]),
        ("This was superseded by [2](0002-x.md).", "Superseded by [2](0002-x.md)", ["supersedes"]),
    ],
)
def test_what_a_sentence_says_is_shown_on_its_own_page_alone(
    sentence: str, status: str, shown: list[str]
) -> None:
    old = page("nygard", "accepted").replace("Words.", sentence).replace("Accepted", status)
    records = record_set(old, page("nygard", "accepted"))
    assert show(records, 1) == [("superseded by", "ADR-0002")]
    assert [words for words, _ in show(records, 2)] == shown
    block = "<!-- minutebook:links -->\nold\n<!-- /minutebook:links -->\n"
    both = record_set(old + block, page("nygard", "accepted") + block)
    after = write(both, ())
    assert ("supersedes" in get_record(after, 2).text) == bool(shown)


def test_what_was_accepted_by_hand_is_completed() -> None:
    pending = supersede(record_set(page("table", "accepted"), page("table", "proposed")), 1, 2)
    by_hand = set_status(pending, 2, "accepted")
    assert get_states(by_hand) == ["accepted", "accepted"]
    assert show(by_hand, 1) == [("superseded by", "ADR-0002")]
    assert supersede(by_hand, 1, 2) == accept(pending, 2)[0]


@pytest.mark.parametrize("is_claimed", [True, False])
def test_a_link_without_the_status_is_completed(is_claimed: bool) -> None:
    old = "---\nstatus: accepted\nsuperseded-by: [0002-x]\n---\n\n# Page\n"
    claim = "supersedes: [0001-x]\n" if is_claimed else ""
    new = f"---\nstatus: proposed\n{claim}---\n\n# Page\n"
    records = record_set(old, new)
    assert show(records, 1) == [("would be superseded by", "ADR-0002")]
    if is_claimed:
        accepted, superseded, _ = accept(records, 2)
        assert superseded == ["ADR-0001"]
    else:
        assert accept(records, 2)[1:] == ([], [])
        accepted = supersede(set_status(records, 2, "accepted"), 1, 2)
    assert get_states(accepted) == ["superseded", "accepted"]
    assert get_record(accepted, 1).text.startswith(
        "---\nstatus: superseded\nsuperseded-by: [0002-x]\n---\n"
    )


def test_pages_that_would_supersede_each_other_have_no_effect() -> None:
    first = page("nygard", "accepted").replace("Accepted", "Accepted\n\nSupersedes [2](0002-x.md)")
    second = page("nygard", "proposed").replace("Proposed", "Proposed\n\nSupersedes [1](0001-x.md)")
    accepted, superseded, _ = accept(record_set(first, second), 2)
    assert (superseded, get_states(accepted)) == ([], ["accepted", "accepted"])


def test_an_old_page_that_reads_as_superseded_already_is_that() -> None:
    """As other tools and earlier versions write it: both pages at once."""
    old = page("nygard", "superseded by [2](0002-x.md)")
    new = page("nygard", "proposed").replace("Proposed", "Proposed\n\nSupersedes [1](0001-x.md)")
    records = record_set(old, new)
    assert show(records, 1) == [("superseded by", "ADR-0002")]
    assert accept(records, 2)[1:] == ([], [])
    with pytest.raises(Conflict, match="nothing in force"):
        linking.require_rejectable(records, get_record(records, 2))
    assert get_states(unlink(records, 1, 2)) == ["accepted", "proposed"]


def test_a_decision_without_a_status_is_left_without_one() -> None:
    start = record_set("# Page\n\nWords.\n", page("nygard", "proposed"))
    assert unlink(supersede(start, 1, 2), 1, 2) == start


def test_a_decision_that_others_supersede_too_stays_superseded() -> None:
    claim = "---\nstatus: accepted\nsupersedes: 0001-x\n---\n\n# Page\n"
    records = record_set("---\nstatus: superseded\n---\n\n# Page\n", claim, claim)
    one_left = unlink(records, 1, 2)
    assert get_states(one_left) == ["superseded", "accepted", "accepted"]
    assert get_states(unlink(one_left, 1, 3)) == ["accepted", "accepted", "accepted"]


@pytest.mark.parametrize("form", FORMS)
def test_an_amendment_changes_no_status_and_waits_for_its_acceptance(form: str) -> None:
    start = record_set(page(form, "accepted"), page(form, "proposed"))
    writes = linking.link_records(start, get_record(start, 2), "amends", get_record(start, 1))
    amended = write(start, writes, 1, 2)
    assert get_states(amended) == ["accepted", "proposed"]
    assert show(amended, 1) == [("would be amended by", "ADR-0002")]
    assert (" would amend [" in get_record(amended, 2).text) == (form == "front-matter")
    accepted = set_status(amended, 2, "accepted")
    assert get_states(accepted) == ["accepted", "accepted"]
    assert show(accepted, 1) == [("amended by", "ADR-0002")]
    shown = " amends [ADR-0001 Page]" in get_record(accepted, 2).text
    # Pages that say it themselves, where readers can follow it, have no second list of it.
    assert shown == ("links:\n" in get_record(accepted, 2).text)
    rejected = set_status(amended, 2, "rejected")
    assert (show(rejected, 1), show(rejected, 2)) == ([], [("would have amended", "ADR-0001")])


def test_what_a_page_says_of_its_own_amendment_is_so() -> None:
    old = "---\nstatus: accepted\namended-by: 0002-x\n---\n\n# Page\n"
    assert show(record_set(old, page("nygard", "proposed")), 1) == [("amended by", "ADR-0002")]


def test_what_prompts_say_has_no_effect_to_wait_for() -> None:
    assert relations.format_relation("depends-on", relations.PENDING) == "depends on"
    path = "history/prompts/general/0001-x.general.prompt.md"
    prompt = (path, "---\nstage: proposed\nlinks:\n  supersedes: [ADR-0001]\n---\n\n# X\n")
    graph = record_set(page("nygard", "accepted"), prompt).graph
    assert [edge.effect for edge in graph.edges] == [relations.IN_EFFECT]
