"""The decisions that a prompt's record says its agent to have been told of."""

from __future__ import annotations

from minutebook.records import reader
from minutebook.records.model import ADR, PHR, Folder, Record, RecordSet
from minutebook.records.phr import told

DECISIONS, PROMPTS = Folder(ADR, "decisions"), Folder(PHR, "history")


def make_records(field: str) -> tuple[Record, RecordSet]:
    page = f"---\nid: PHR-0001\nstage: green\n{field}---\n\n# PHR-0001 Do it\n"
    prompt = reader.read_record(PROMPTS, "history/general/0001-do-it.green.prompt.md", page)
    decisions = [
        reader.read_record(DECISIONS, f"decisions/{name}.md", f"# {name}\n")
        for name in ("0001-one", "0007-use-redis")
    ]
    return prompt, RecordSet((DECISIONS, PROMPTS), (*decisions, prompt))


def test_they_are_named_by_their_refs_in_the_order_of_the_telling() -> None:
    record, records = make_records("told: [0007-use-redis, 0001, gone, 0007-use-redis]\n")
    assert told.list_told_refs(record, records) == ["ADR-0007", "ADR-0001", "gone"]
    assert [name for name, other in told.find_told(record, records) if other is None] == ["gone"]


def test_a_record_that_was_told_of_none() -> None:
    record, records = make_records("")
    assert told.list_told_refs(record, records) == []


def test_a_decision_is_told_of_none() -> None:
    _, records = make_records("")
    page = "---\nstatus: accepted\ntold: [0007-use-redis]\n---\n\n# Two\n"
    decision = reader.read_record(DECISIONS, "decisions/0002-two.md", page)
    assert told.list_told_refs(decision, records) == []
