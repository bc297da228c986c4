"""Relations and statuses are written as the pages beside have them."""

from __future__ import annotations

import pytest

from minutebook.errors import Conflict
from minutebook.records import linking, page_links
from minutebook.records.adr.edits.folder_form import read_folder_form
from minutebook.records.adr.edits.forms import NO_FORM, FolderForm, LinkList, RelationField
from minutebook.records.model import ADR, PHR, Folder, Record, RecordSet, Write

BODY = "\n\n# Use a queue\n\n## Context\n\nOrders come in bursts.\n"
LOG = (
    "adr/0009-use-a-log.md",
    f"---\nid: ADR-9\nstatus: accepted\n---{BODY}".replace("queue", "log"),
)


def make_page(fields: str, name: str = "0007-use-a-queue.md") -> tuple[str, str]:
    return f"adr/{name}", f"---\n{fields}---{BODY}"


def make_records(*pages: tuple[str, str], own_statuses: dict[str, str] | None = None) -> RecordSet:
    folder = Folder(ADR, "adr", own_statuses=own_statuses or {})
    return linking.simulate_writes(
        RecordSet((folder,), ()), [Write(path, text) for path, text in pages]
    )


def get_record(records: RecordSet, part: str) -> Record:
    (record,) = [record for record in records.members if part in record.path]
    return record


def relate(records: RecordSet, relation: str) -> str:
    """The page of ADR-7 with a relation to ADR-9."""
    return page_links.add_link(
        records, get_record(records, "0007"), relation, get_record(records, "0009")
    )


def list_new_lines(before: str, after: str) -> list[str]:
    old = before.splitlines()
    return [line for line in after.splitlines() if line not in old]


@pytest.mark.parametrize(
    ("neighbour", "relation", "lines"),
    [
        ("superseded_by:\n", "superseded-by", ["status: superseded", "superseded_by: 0009-use-a-log"]),
        ("superseded-by: []\n", "superseded-by", ["status: superseded", "superseded-by: [0009-use-a-log]"]),
        ("superseded_by: null\n", "amends", ["amends: [0009-use-a-log]"]),
        ("status: Superseded\nsuperseded_by: ADR-0009\n", "superseded-by", ["status: Superseded", "superseded_by: ADR-0009"]),
        ("status: superseded\nsuperseded-by: 0009-use-a-log.md\n", "superseded-by", ["status: superseded", "superseded-by: 0009-use-a-log.md"]),
        ("status: superseded\nsupersededBy: 9\n", "superseded-by", ["status: superseded", "supersededBy: 9"]),
        ("status: superseded by ADR-0009\n", "superseded-by", ["status: superseded by ADR-0009", "links:", "  superseded-by: [0009-use-a-log]"]),
        ("supersedes: Use a log\n", "supersedes", ["supersedes: Use a log"]),
        ("related: []\n", "relates-to", ["related: [0009-use-a-log]"]),
        ("related:\n  - ./0009-use-a-log.md\n", "relates-to", ["related: [./0009-use-a-log.md]"]),
        ("related: nowhere\n", "relates-to", ["related: 0009-use-a-log"]),
        ("x-amends: ADR-9\n", "depends-on", ["x-depends-on: [ADR-9]"]),
        ("amended_by: '#9'\n", "depends-on", ['depends_on: ["#9"]']),
        ("links:\n  - type: amends\n    ref: ADR-9\n", "depends-on", ["links:", "  - ref: ADR-9", "    type: depends-on"]),
        ("links:\n  - kind: DEPENDS_ON\n    target: /adr/0009-use-a-log.md\n", "amends", ["links:", "  - target: /adr/0009-use-a-log.md", "    kind: AMENDS"]),
        ("relations:\n  - to: 9\n    relation: depends_on\n", "relates-to", ["relations:", "  - to: 9", "    relation: relates_to"]),
        ("related:\n  - {rel: supersedes, id: ADR-0009}\n  - {x: y}\n  - 7\n", "amends", ["related:", "  - id: ADR-0009", "    rel: amends"]),
        ("links:\n  - Amends ADR-0009\n", "depends-on", ["links: [Depends on ADR-0009]"]),
        ("links:\n  - amends ADR-0009\n  - of no use\n", "depends-on", ["links: [depends on ADR-0009]"]),
        ("links:\n  amends: [0009-use-a-log]\n", "depends-on", ["links:", "  depends-on: [0009-use-a-log]"]),
        ("links: []\n", "amends", ["links:", "  amends: [0009-use-a-log]"]),
    ],
)  # fmt: skip
def test_a_relation_has_the_shape_that_the_pages_beside_have(
    neighbour: str, relation: str, lines: list[str]
) -> None:
    fields = neighbour if "status" in neighbour else f"status: accepted\n{neighbour}"
    records = make_records(
        make_page(fields, "0003-use-a-file.md"), make_page("status: accepted\n"), LOG
    )
    record = get_record(records, "0007")
    made = relate(records, relation)
    assert list_new_lines(record.text, made) == lines
    after = make_records(make_page(fields, "0003-use-a-file.md"), (record.path, made), LOG)
    linked = get_record(after, "0007")
    assert relation in [link.relation for link in linked.links]
    assert linked.state == ("superseded" if relation == "superseded-by" else "accepted")
    restored = page_links.remove_link(after, linked, relation, get_record(after, "0009"))
    left_empty = [line for line in list_new_lines(record.text, restored) if ":" in line]
    assert restored == record.text or left_empty == [
        line for line in neighbour.splitlines() if line.endswith((":", "[]", "null"))
    ]


@pytest.mark.parametrize(
    ("fields", "relation", "lines"),
    [
        ("links:\n  - note: x\n    kind: Amends\n    target: ADR-0003\n", "amends", ["  - kind: Amends", "    target: 0009-use-a-log"]),
        ("links:\n  - x: y\n", "amends", ["  - target: 0009-use-a-log", "    kind: amends"]),
        ("links:\n  - Of no use\n", "amends", ["  - Amends 0009-use-a-log"]),
        ("superseded_by: none\n", "superseded-by", ["status: superseded", "superseded_by: 0009-use-a-log"]),
        ("supersedes: {}\n", "supersedes", ["supersedes:", "  - {}", "  - 0009-use-a-log"]),
        ("links:\n  Replaces: [0003-x]\n", "supersedes", ["  Replaces: [0003-x, 0009-use-a-log]"]),
        ("links: a\n", "amends", ["amends: [0009-use-a-log]"]),
        ("related:\n  - 0003-use-a-file.md\n  - Amends ADR-3\n", "relates-to", ["  - 0009-use-a-log"]),
    ],
)  # fmt: skip
def test_a_relation_has_the_shape_that_its_page_has(
    fields: str, relation: str, lines: list[str]
) -> None:
    records = make_records(make_page(f"status: accepted\n{fields}"), LOG)
    record = get_record(records, "0007")
    assert list_new_lines(record.text, relate(records, relation)) == lines


STRUCTURED = (
    "title: T\ndescription: d\ntype: adr\ncategory: data\ntags: [a]\nstatus: accepted\n"
    "created: 2025-01-02\nupdated: 2025-01-02\nauthor: Ada\nproject: shop\n"
)
MKDOCS = "id: 007\nstatus: accepted\ndate: 2025-01-02\ndeciders:\n  - Ada\n"
ADRS = "number: 7\ntitle: T\nstatus: accepted\ndate: 2025-01-02\n"


@pytest.mark.parametrize(
    ("fields", "relation", "lines"),
    [
        (STRUCTURED, "superseded-by", ["status: superseded", "x-superseded-by: 0009-use-a-log.md"]),
        (STRUCTURED, "amends", ["x-amends: [0009-use-a-log.md]"]),
        (f"{STRUCTURED}related: []\n", "relates-to", ["related: [0009-use-a-log.md]"]),
        (MKDOCS, "superseded-by", ["status: superseded", "superseded_by: 9"]),
        (MKDOCS, "depends-on", ["depends_on: [9]"]),
        (ADRS, "superseded-by", ["status: superseded", "links:", "  - target: 9", "    kind: supersededby"]),
        (ADRS, "depends-on", ["links:", "  - target: 9", "    kind: depends-on"]),
        (f"{ADRS}links: []\n", "amends", ["links:", "  - target: 9", "    kind: amends"]),
        (f"{ADRS}links:\n  - target: 3\n    kind: relatesto\n", "relates-to", ["  - target: 9"]),
        (f"{ADRS}links:\n  amends: [ADR-3]\n", "relates-to", ["  relates-to: [0009-use-a-log]"]),
        (f"{ADRS}superseded_by:\n", "superseded-by", ["status: superseded", "superseded_by: 0009-use-a-log"]),
    ],
)  # fmt: skip
def test_a_page_of_a_known_format_stays_one_that_its_tool_reads(
    fields: str, relation: str, lines: list[str]
) -> None:
    records = make_records(make_page(fields), LOG)
    record = get_record(records, "0007")
    made = relate(records, relation)
    assert [line for line in list_new_lines(record.text, made) if line] == lines
    after = make_records((record.path, made), LOG)
    assert relation in [link.relation for link in get_record(after, "0007").links]


def test_a_status_that_the_tool_does_not_know_is_refused() -> None:
    records = make_records(make_page(STRUCTURED.replace("accepted", "proposed")))
    with pytest.raises(Conflict, match=r"structured-madr.*knows no status 'rejected'") as refusal:
        page_links.set_status(records, records.members[0], "rejected")
    assert refusal.value.hint == "minutebook edit adr/0007-use-a-queue.md"
    assert "status: accepted" in page_links.set_status(records, records.members[0], "accepted")


def test_a_field_for_one_record_takes_no_second() -> None:
    fields = MKDOCS.replace("accepted", "superseded") + "superseded_by: 3\n"
    records = make_records(make_page(fields), LOG)
    with pytest.raises(Conflict, match="has room for one record, and names 3"):
        relate(records, "superseded-by")


def test_one_of_two_records_leaves_a_field_as_the_pages_have_it() -> None:
    neighbour = make_page("status: superseded\nsuperseded_by: ADR-0009\n", "0003-use-a-file.md")
    other = make_page("status: superseded\nsuperseded_by: ADR-0009\n", "0004-use-a-tape.md")
    page = make_page("status: superseded\nsuperseded_by: [ADR-0009, ADR-0012]\n")
    newer = make_page("status: accepted\n", "0012-use-a-bus.md")
    records = make_records(neighbour, other, page, LOG, newer)
    shorter = page_links.remove_link(
        records, get_record(records, "0007"), "superseded-by", get_record(records, "0009")
    )
    assert "superseded_by: ADR-0012\n" in shorter
    assert "status: superseded\n" in shorter


@pytest.mark.parametrize(
    ("words", "status", "expected"),
    [
        (["Approved", "Approved", "accepted"], "proposed", "Approved"),
        (["ACCEPTED"], "Proposed", "ACCEPTED"),
        (["Implemented", "Done"], "proposed", "accepted"),  # a later stage
        (["Superseded"], "proposed", "accepted"),
        (["Accepté"], "proposed", "Accepté"),
        (["Approved"], "Vorgeschlagen", "Akzeptiert"),  # a page in a language of its own
        (["in Kraft"], "vorgeschlagen", "in Kraft"),
        (["approved, at last"], "proposed", "accepted"),
    ],
)
def test_a_status_is_the_word_of_the_pages_beside(
    words: list[str], status: str, expected: str
) -> None:
    pages = [
        make_page(f"status: {word}\n", f"00{10 + index}-x.md") for index, word in enumerate(words)
    ]
    records = make_records(make_page(f"status: {status}\n"), *pages)
    made = page_links.set_status(records, get_record(records, "0007"), "accepted")
    assert f"\nstatus: {expected}\n" in made


def test_a_status_of_the_repository_gives_way_and_is_written() -> None:
    own_statuses = {"ratified by all": "accepted", "shelved": "deprecated"}
    pages = [make_page("status: shelved\n", "0010-x.md"), make_page("status: ratified by all\n")]
    records = make_records(*pages, own_statuses=own_statuses)
    made = page_links.set_status(records, get_record(records, "0007"), "deprecated")
    assert "\nstatus: shelved\n" in made


def test_pages_of_adr_tools_want_both_ends() -> None:
    page = "# 7. T\n\nDate: 2025-01-02\n\n## Status\n\nAccepted\n\n## Context\n"
    records = make_records(("adr/0007-t.md", page), ("adr/0008-t.md", page.replace("Date", "On")))
    forms = [read_folder_form(records, record) for record in records.members]
    assert [form.states_both_ends for form in forms] == [True, False]


def test_labels_of_links_are_as_the_pages_have_them() -> None:
    page = "# T\n\n- Status: accepted\n{}\n## Context\n"
    linked = page.format("- Amends: [0009-use-a-log](0009-use-a-log.md)\n")
    records = make_records(
        ("adr/0003-x.md", linked), ("adr/0007-y.md", page.format("- Depends on: ADR-3\n")), LOG
    )
    assert "- Amends: [0009-use-a-log](0009-use-a-log.md)\n" in relate(records, "amends")


def test_what_superseded_pages_say_in_bullets() -> None:
    page = "# T\n\n* Status: {}\n* Date: 2025-01-02\n{}\n## Context\n"
    superseded = page.format("superseded", "* Superseded by: ADR-0009\n")
    records = make_records(
        ("adr/0003-x.md", superseded), ("adr/0007-y.md", page.format("accepted", "")), LOG
    )
    made = relate(records, "superseded-by")
    assert made == page.format("superseded", "* Superseded by: [ADR-0009](0009-use-a-log.md)\n")


def test_what_superseded_pages_say_in_a_section() -> None:
    page = "# T\n\n## Status\n\n{}\n\n## Context\n"
    superseded = page.format("Superseded\n\nSuperseded by [ADR-0009](0009-use-a-log.md)")
    records = make_records(
        ("adr/0003-x.md", superseded), ("adr/0007-y.md", page.format("Approved")), LOG
    )
    assert relate(records, "superseded-by") == superseded


def test_log4brains_reads_no_word_before_superseded() -> None:
    page = "# T\n\n- Status: draft\n\n## Context\n"
    records = make_records(
        ("adr/20250102-t.md", page), ("adr/20250103-u.md", page.replace("draft", "accepted"))
    )
    made = page_links.add_link(records, records.members[0], "superseded-by", records.members[1])
    assert "- Status: superseded by [20250103-u](20250103-u.md)\n" in made


def test_a_prompt_has_no_neighbours() -> None:
    records = linking.simulate_writes(
        RecordSet((Folder(PHR, "history"),), ()),
        [Write("history/general/0001-x.plan.prompt.md", "---\nid: 1\n---\n")],
    )
    assert read_folder_form(records, records.members[0]) is NO_FORM


def test_the_spelling_of_what_no_page_has() -> None:
    assert FolderForm().find_field("amends") is None
    form = FolderForm(fields={"amends": RelationField("x_amends")}, field_prefix="x-")
    assert form.find_field("depends-on") == RelationField("x-depends-on")
    assert form.find_field("amends") == RelationField("x_amends")
    assert LinkList("links", "target", "kind", {}).spell_kind("depends-on") == "depends-on"
