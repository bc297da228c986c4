"""Both ends of a relation stand where the readers of adr-tools look for them."""

from __future__ import annotations

from minutebook.records import linking, page_links
from minutebook.records.model import ADR, PHR, Folder, Record, RecordSet, Write

PAGE = "# {0}. T{0}\n\nDate: 2025-01-0{0}\n\n## Status\n\n{1}\n\n## Context\n\nWords.\n"
LINK_1, LINK_2 = "[1. T1](0001-t1.md)", "[2. T2](0002-t2.md)"


def make_records(*statuses: str) -> RecordSet:
    pages = [
        Write(f"adr/000{number}-t{number}.md", PAGE.format(number, status))
        for number, status in enumerate(statuses, 1)
    ]
    pages.append(Write("history/general/0001-p.plan.prompt.md", "---\nid: 1\n---\n"))
    return linking.simulate_writes(
        RecordSet((Folder(ADR, "adr"), Folder(PHR, "history")), ()), pages
    )


def get(records: RecordSet, number: int) -> Record:
    return next(one for one in records.members if one.path.startswith(f"adr/000{number}"))


def link(records: RecordSet, source: int, relation: str, target: int) -> RecordSet:
    writes = linking.link_records(records, get(records, source), relation, get(records, target))
    return linking.simulate_writes(records, writes)


def get_texts(records: RecordSet) -> list[str]:
    return [get(records, number).text for number in (1, 2)]


def test_both_pages_tell_of_a_relation_and_neither_when_it_is_gone() -> None:
    records = make_records("Accepted", "Accepted")
    linked = link(records, 2, "amends", 1)
    assert get_texts(linked) == [
        PAGE.format(1, f"Accepted\n\nAmended by {LINK_2}"),
        PAGE.format(2, f"Accepted\n\nAmends {LINK_1}"),
    ]
    assert [len(linked.graph.list_relations(get(linked, number))) for number in (1, 2)] == [1, 1]
    writes = linking.unlink_records(linked, get(linked, 1), "amended-by", get(linked, 2))
    assert get_texts(linking.simulate_writes(linked, writes)) == get_texts(records)


def test_an_amendment_is_told_by_the_older_page_when_it_is_accepted() -> None:
    records = link(make_records("Accepted", "Proposed"), 2, "amends", 1)
    assert get(records, 1).text == PAGE.format(1, "Accepted")
    new = get(records, 2)
    accepted_text = page_links.set_status(records, new, "accepted")
    accepted = linking.simulate_writes(records, [Write(new.path, accepted_text, new.text)])
    _, _, effects = linking.plan_effects(accepted, get(accepted, 2))
    after = linking.simulate_writes(accepted, effects)
    assert get(after, 1).text == PAGE.format(1, f"Accepted\n\nAmended by {LINK_2}")
    assert linking.plan_effects(after, get(after, 2))[2] == ()


def test_a_prompt_tells_of_decisions_alone() -> None:
    records = make_records("Accepted", "Accepted")
    prompt = next(one for one in records.members if one.kind is PHR)
    (write,) = linking.link_records(records, prompt, "decides", get(records, 1))
    assert write.path == prompt.path


def test_a_page_that_no_command_changes_is_left_as_it_is() -> None:
    records = linking.simulate_writes(
        RecordSet((Folder(ADR, "adr"),), ()),
        [
            Write("adr/0001-t1.adoc", "= T1\n:status: accepted\n"),
            Write("adr/0002-t2.md", PAGE.format(2, "Accepted\n\nSupersedes [1](0001-t1.adoc)")),
        ],
    )
    superseded, _, effects = linking.plan_effects(records, get(records, 2))
    assert [record.path for record in superseded] == ["adr/0001-t1.adoc"]
    assert effects == ()
