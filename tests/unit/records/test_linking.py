"""Relations are made and removed on both pages, and leave nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_records import fill_page
from minutebook.errors import Conflict, ForbiddenTransition, UsageError
from minutebook.records import linking, relations
from minutebook.records.drafting import adr_pages, drafts, phr_pages
from minutebook.records.linking import LinkInProse, MissingLink, UnfitRelation
from minutebook.records.model import ADR, PHR, Folder, Record, RecordSet, Write
from minutebook.records.references import Resolver
from minutebook.records.relations import RelationGraph
from minutebook.text import markdown

from paths import TEMPLATES as TEMPLATE_FOLDER

TEMPLATES = {path.stem: path.read_text("utf-8") for path in (TEMPLATE_FOLDER / "adr").iterdir()}
PHR_TEMPLATE = (TEMPLATE_FOLDER / "phr.md").read_text("utf-8")
DECISIONS = Folder(ADR, "decisions")
PROMPTS = Folder(PHR, "history/prompts")


def decision(number: int, template: str = "madr", status: str = "accepted") -> tuple[str, str]:
    draft = drafts.AdrDraft(f"Decision {number}", status, "2026-01-01", context="c")
    text = adr_pages.render_adr(draft, f"{number:04}", TEMPLATES[template])
    return f"decisions/{number:04}-decision-{number}.md", text


def prompt(number: int) -> tuple[str, str]:
    draft = drafts.PhrDraft(f"Prompt {number}", "plan", "2026-01-01", prompt="p")
    path = f"history/prompts/general/{number:04}-prompt-{number}.plan.prompt.md"
    text = phr_pages.render_phr(draft, f"{number:04}", PHR_TEMPLATE)
    return path, fill_page(PROMPTS, path, text)


def make_records(*pages: tuple[str, str]) -> RecordSet:
    empty = RecordSet((DECISIONS, PROMPTS), ())
    return linking.simulate_writes(empty, [Write(path, text) for path, text in pages])


def test_a_new_companion_is_no_record_and_mdx_has_no_block_of_links() -> None:
    text = "# T\n\n## Status\n\nAccepted\n"
    records = make_records(("decisions/0001-a.mdx", text), ("decisions/0002-b.md", text))
    after = linking.simulate_writes(
        records, [Write(f"decisions/0001-{name}.md", text) for name in ("a-review", "notes")]
    )
    assert after.members == records.members
    text += "\n## Decision\n\nYes.\n"
    own = [Write("decisions/0001-a-review.md", text.replace("# T", "# Review it all"), "")]
    paths = [record.path for record in linking.simulate_writes(after, own).members]
    assert paths == ["decisions/0001-a-review.md", *(record.path for record in records.members)]
    linked = link(records, "ADR-0001", "depends-on", "ADR-0002")
    assert [markdown.find_block(record.text, "links") is None for record in linked.members] == [
        *(True, False),
    ]


def get_texts(records: RecordSet) -> dict[str, str]:
    return {**{record.path: record.text for record in records.members}, **records.pages}


def get_record(records: RecordSet, ref: str) -> Record:
    (record,) = [record for record in records.members if record.ref == ref]
    return record


def link(records: RecordSet, source: str, relation: str, target: str) -> RecordSet:
    source_record, target_record = get_record(records, source), get_record(records, target)
    writes = linking.link_records(records, source_record, relation, target_record)
    return linking.simulate_writes(
        records, linking.complete_writes(records, writes, [source_record.path, target_record.path])
    )


def unlink(records: RecordSet, source: str, relation: str, target: str) -> RecordSet:
    source_record, target_record = get_record(records, source), get_record(records, target)
    writes = linking.unlink_records(records, source_record, relation, target_record)
    return linking.simulate_writes(
        records, linking.complete_writes(records, writes, [source_record.path, target_record.path])
    )


def list_relations(records: RecordSet, ref: str) -> list[tuple[str, str]]:
    graph = records.graph
    return sorted(
        (relation.name, relation.record.ref)
        for relation in graph.list_relations(get_record(records, ref))
    )


# Record sets after writes ------------------------------------------------------------------------


def test_simulated_writes_change_the_record_set() -> None:
    first, second = decision(1), decision(2)
    records = make_records(first)
    changed = linking.simulate_writes(
        records,
        [
            Write(second[0], second[1]),
            Write(first[0], first[1].replace("accepted", "rejected"), first[1]),
            Write("decisions/README.md", "index\n"),
            Write("elsewhere.md", "no record\n"),
        ],
    )
    assert [record.ref for record in changed.members] == ["ADR-0001", "ADR-0002"]
    assert get_record(changed, "ADR-0001").state == "rejected"
    assert changed.pages == {"decisions/README.md": "index\n", "elsewhere.md": "no record\n"}
    without = linking.simulate_writes(
        changed,
        [
            Write(first[0], None, first[1]),
            Write("elsewhere.md", None, ""),
            Write("never.md", None, ""),
        ],
    )
    assert [record.ref for record in without.members] == ["ADR-0002"]
    assert without.pages == {"decisions/README.md": "index\n"}


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([], ()),
        ([[Write("a", "1", "0")], [Write("b", "1")]], (Write("a", "1", "0"), Write("b", "1"))),
        ([[Write("a", "1", "0")], [Write("a", "2", "1")]], (Write("a", "2", "0"),)),
        ([[Write("a", "1")], [Write("a", "2", "1")]], (Write("a", "2"),)),
        ([[Write("a", "1", "0")], [Write("a", "0", "1")]], ()),
        ([[Write("a", "1")], [Write("a", None, "1")]], ()),
        ([[Write("a", "0", "0")]], ()),
    ],
)
def test_merged_writes_go_from_the_first_text_to_the_last(
    groups: list[list[Write]], expected: tuple[Write, ...]
) -> None:
    assert linking.merge_writes(*groups) == expected


# Links ------------------------------------------------------------------------------------------


def test_a_relation_is_stored_on_one_page_and_shown_on_both() -> None:
    records = link(make_records(decision(1), decision(2)), "ADR-0002", "depends-on", "ADR-0001")
    assert list_relations(records, "ADR-0002") == [("depends-on", "ADR-0001")]
    assert list_relations(records, "ADR-0001") == [("required-by", "ADR-0002")]
    assert [link.relation for link in get_record(records, "ADR-0002").links] == ["depends-on"]
    assert get_record(records, "ADR-0001").links == ()
    for ref, relation in (("ADR-0002", "depends on"), ("ADR-0001", "required by")):
        block = markdown.get_block_content(get_record(records, ref).text, "links")
        assert block is not None
        assert relation in block


@pytest.mark.parametrize("relation", ["required-by", "Required by", "is required by"])
def test_the_reverse_is_stored_at_the_forward_end(relation: str) -> None:
    start = make_records(decision(1), decision(2))
    try:
        records = link(start, "ADR-0001", relation, "ADR-0002")
    except UsageError:
        assert relation.startswith("is")
        return
    assert get_texts(records) == get_texts(link(start, "ADR-0002", "depends-on", "ADR-0001"))


def test_a_symmetric_relation_holds_both_ways() -> None:
    records = link(make_records(decision(1), decision(2)), "ADR-0002", "relates-to", "ADR-0001")
    first, second = get_record(records, "ADR-0001"), get_record(records, "ADR-0002")
    assert linking.link_records(records, first, "relates-to", second) == ()
    assert linking.link_records(records, second, "relates-to", first) == ()
    unlinked = unlink(records, "ADR-0001", "relates-to", "ADR-0002")
    assert get_texts(unlinked) == get_texts(make_records(decision(1), decision(2)))


def test_a_relation_that_is_stored_is_not_stored_again() -> None:
    for relation in ("amends", "supersedes"):
        records = link(make_records(decision(1), decision(2)), "ADR-0002", relation, "ADR-0001")
        first, second = get_record(records, "ADR-0001"), get_record(records, "ADR-0002")
        assert linking.link_records(records, second, relation, first) == ()
        assert linking.complete_writes(records, (), [first.path, second.path]) == ()


@pytest.mark.parametrize(
    ("source", "relation", "target", "refusal"),
    [
        ("ADR-0001", "likes", "ADR-0002", UsageError),
        ("ADR-0001", "relates-to", "ADR-0001", UnfitRelation),
        ("ADR-0001", "follows", "PHR-0001", UnfitRelation),
        ("PHR-0001", "supersedes", "PHR-0002", UnfitRelation),
        ("ADR-0001", "decides", "PHR-0001", UnfitRelation),
        ("PHR-0001", "decided-in", "ADR-0001", UnfitRelation),
    ],
)
def test_a_relation_that_cannot_hold_is_refused(
    source: str, relation: str, target: str, refusal: type[Exception]
) -> None:
    records = make_records(decision(1), decision(2), prompt(1), prompt(2))
    with pytest.raises(refusal):
        linking.link_records(
            records, get_record(records, source), relation, get_record(records, target)
        )


def test_removing_a_relation_that_is_not_there_is_refused() -> None:
    records = link(make_records(decision(1), decision(2)), "ADR-0002", "amends", "ADR-0001")
    for source, relation, target in (
        ("ADR-0001", "amends", "ADR-0002"),
        ("ADR-0002", "depends-on", "ADR-0001"),
        ("ADR-0002", "supersedes", "ADR-0001"),
    ):
        with pytest.raises(MissingLink) as refused:
            linking.unlink_records(
                records, get_record(records, source), relation, get_record(records, target)
            )
        assert refused.value.exit_status == 3


# Superseding ------------------------------------------------------------------------------------


@pytest.mark.parametrize("old_template", TEMPLATES)
@pytest.mark.parametrize("new_template", TEMPLATES)
def test_both_pages_state_a_supersession(old_template: str, new_template: str) -> None:
    start = make_records(decision(1, old_template), decision(2, new_template))
    old_record, new_record = get_record(start, "ADR-0001"), get_record(start, "ADR-0002")
    writes = linking.link_records(start, new_record, "supersedes", old_record)
    assert [write.path for write in writes] == [
        new_record.path,
        old_record.path,
    ]  # the successor first
    records = link(start, "ADR-0002", "supersedes", "ADR-0001")
    assert get_record(records, "ADR-0001").state == "superseded"
    assert get_record(records, "ADR-0002").state == "accepted"
    assert {link.relation for link in get_record(records, "ADR-0001").links} == {"superseded-by"}
    assert {link.relation for link in get_record(records, "ADR-0002").links} == {"supersedes"}
    assert [get_record(records, ref).dialect for ref in ("ADR-0001", "ADR-0002")] == [
        old_record.dialect,
        new_record.dialect,
    ]
    assert list_relations(records, "ADR-0001") == [("superseded-by", "ADR-0002")]
    assert get_texts(unlink(records, "ADR-0002", "supersedes", "ADR-0001")) == get_texts(start)
    assert get_texts(unlink(records, "ADR-0001", "superseded-by", "ADR-0002")) == get_texts(start)


def test_a_rejected_decision_is_not_superseded() -> None:
    records = make_records(decision(1, status="rejected"), decision(2))
    with pytest.raises(ForbiddenTransition):
        linking.link_records(
            records, get_record(records, "ADR-0002"), "supersedes", get_record(records, "ADR-0001")
        )


def test_a_decision_does_not_supersede_its_successor() -> None:
    records = make_records(decision(1), decision(2), decision(3))
    records = link(records, "ADR-0002", "supersedes", "ADR-0001")
    records = link(records, "ADR-0003", "supersedes", "ADR-0002")
    records = link(records, "ADR-0003", "relates-to", "ADR-0001")
    for successor in ("ADR-0001", "ADR-0002"):
        with pytest.raises(Conflict):
            linking.link_records(
                records,
                get_record(records, successor),
                "supersedes",
                get_record(records, "ADR-0003"),
            )


def test_pages_that_supersede_each_other_can_be_superseded() -> None:
    first, second, third = decision(1), decision(2), decision(3)
    pages = [
        (
            first[0],
            first[1].replace("---\n\n", "links:\n  supersedes: [0002-decision-2]\n---\n\n", 1),
        ),
        (
            second[0],
            second[1].replace("---\n\n", "links:\n  supersedes: [0001-decision-1]\n---\n\n", 1),
        ),
    ]
    records = make_records(*pages, third)
    assert list_relations(records, "ADR-0001") == [
        ("superseded-by", "ADR-0002"),
        ("supersedes", "ADR-0002"),
    ]
    writes = linking.link_records(
        records, get_record(records, "ADR-0003"), "supersedes", get_record(records, "ADR-0001")
    )
    assert len(writes) == 2


def test_one_of_two_successors_can_be_unlinked() -> None:
    records = make_records(decision(1), decision(2), decision(3))
    records = link(records, "ADR-0002", "supersedes", "ADR-0001")
    texts_with_one = get_texts(records)
    first, third = get_record(records, "ADR-0001"), get_record(records, "ADR-0003")
    with pytest.raises(ForbiddenTransition):
        linking.link_records(records, third, "supersedes", first)
    # as a person writes it
    text = third.text.replace("---\n\n", "links:\n  supersedes: [0001-decision-1]\n---\n\n", 1)
    with_both = linking.simulate_writes(records, [Write(third.path, text, third.text)])
    with_both = link(with_both, "ADR-0003", "supersedes", "ADR-0001")
    assert list_relations(with_both, "ADR-0001") == [
        ("superseded-by", "ADR-0002"),
        ("superseded-by", "ADR-0003"),
    ]
    with_one_left = unlink(with_both, "ADR-0003", "supersedes", "ADR-0001")
    assert get_record(with_one_left, "ADR-0001").state == "superseded"
    assert get_texts(with_one_left)[first.path] == texts_with_one[first.path]
    assert (
        get_record(unlink(with_one_left, "ADR-0002", "supersedes", "ADR-0001"), "ADR-0001").state
        == "accepted"
    )


@pytest.mark.parametrize("end", ["supersedes", "superseded-by"])
def test_a_supersession_that_one_page_states_is_completed(end: str) -> None:
    start = make_records(decision(1), decision(2))
    linked = link(start, "ADR-0002", "supersedes", "ADR-0001")
    stated_in = "ADR-0002" if end == "supersedes" else "ADR-0001"
    page, changed = get_record(start, stated_in), get_record(linked, stated_in)
    records = linking.simulate_writes(start, [Write(page.path, changed.text, page.text)])
    assert get_texts(link(records, "ADR-0002", "supersedes", "ADR-0001")) == get_texts(linked)


def test_a_status_that_cannot_be_brought_back_becomes_accepted() -> None:
    first, second = decision(1), decision(2)
    page = "---\nstatus: superseded\nlinks:\n  superseded-by: [0002-decision-2]\n---\n\n# A\n"
    records = make_records((first[0], page), second)
    assert list_relations(records, "ADR-0001") == [("superseded-by", "ADR-0002")]
    unlinked = unlink(records, "ADR-0002", "supersedes", "ADR-0001")
    assert get_record(unlinked, "ADR-0001").state == "accepted"
    assert get_record(unlinked, "ADR-0001").links == ()
    # and where the page never said by whom
    text = second[1].replace("---\n\n", "links:\n  supersedes: [0001-decision-1]\n---\n\n", 1)
    records = make_records((first[0], "---\nstatus: superseded\n---\n\n# A\n"), (second[0], text))
    unlinked = unlink(records, "ADR-0002", "supersedes", "ADR-0001")
    assert get_record(unlinked, "ADR-0001").state == "accepted"


@pytest.mark.parametrize(
    "page",
    [
        "# A\n\nStatus: Superseded\n\nThis was superseded by [ADR-0002](0002-decision-2.md).\n",
        "# 1. A\n\n## Status\n\nSuperseded. In 2020 it was superseded by [2](0002-decision-2.md).\n",
    ],
)
def test_a_superseded_by_in_a_sentence_is_left_to_its_author(page: str) -> None:
    records = make_records((decision(1)[0], page), decision(2))
    assert list_relations(records, "ADR-0001") == [("superseded-by", "ADR-0002")]
    with pytest.raises(LinkInProse) as refused:
        unlink(records, "ADR-0002", "supersedes", "ADR-0001")
    assert refused.value.message.startswith("decisions/0001-decision-1.md")
    assert refused.value.hint == "minutebook edit ADR-0001"


def test_an_amends_in_a_sentence_is_left_to_its_author() -> None:
    page = "# 2. A\n\n## Status\n\nAccepted. It amends [1](0001-decision-1.md) in part.\n"
    records = make_records(decision(1), (decision(2)[0], page))
    assert list_relations(records, "ADR-0002") == [("amends", "ADR-0001")]
    with pytest.raises(LinkInProse) as refused:
        unlink(records, "ADR-0002", "amends", "ADR-0001")
    assert refused.value.hint == "minutebook edit ADR-0002"


def test_a_link_to_no_record_stays() -> None:
    first, second = decision(1), decision(2)
    text = second[1].replace(
        "---\n\n", "links:\n  amends: [0099-gone, 0001-decision-1]\n---\n\n", 1
    )
    records = unlink(make_records(first, (second[0], text)), "ADR-0002", "amends", "ADR-0001")
    assert [link.target for link in get_record(records, "ADR-0002").links] == ["0099-gone"]


TWIN_PROMPT = ("history/prompts/general/0001-decision-1.plan.prompt.md", prompt(1)[1])


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize(
    ("source", "relation", "target"),
    [
        ("ADR-0002", "depends-on", "PHR-0001"),
        ("ADR-0002", "depends-on", "ADR-0001"),
        ("PHR-0002", "relates-to", "ADR-0001"),
        ("PHR-0002", "follows", "PHR-0001"),
        ("PHR-0002", "decides", "ADR-0001"),
    ],
)
@pytest.mark.parametrize("comes_later", [False, True])
def test_a_link_tells_a_decision_and_a_prompt_of_one_name_apart(
    template: str, source: str, relation: str, target: str, comes_later: bool
) -> None:
    """Also where the one that is not meant comes after the link, as by a merge."""
    meant, twin = TWIN_PROMPT, decision(1, template)
    if target == "ADR-0001":
        meant, twin = twin, meant
    start = make_records(meant, decision(2, template), prompt(2), *([] if comes_later else [twin]))
    records = linking.simulate_writes(link(start, source, relation, target), [Write(*twin)])
    assert list_relations(records, source) == [(relation, target)]
    unlinked = unlink(records, source, relation, target)
    assert get_record(unlinked, source).text == get_record(start, source).text
    assert get_record(unlinked, target).text == get_record(start, target).text


# What follows from writes -----------------------------------------------------------------------


def test_blocks_are_added_to_linked_pages_only() -> None:
    records = make_records(decision(1), decision(2))
    first, second = get_record(records, "ADR-0001"), get_record(records, "ADR-0002")
    writes = linking.link_records(records, second, "amends", first)
    changed = {write.path for write in linking.complete_writes(records, writes, [second.path])}
    assert changed == {second.path}
    assert {write.path for write in linking.complete_writes(records, writes)} == {second.path}
    nothing = linking.complete_writes(records, (), [first.path, second.path])
    assert nothing == ()


def test_blocks_that_exist_are_kept_up_to_date() -> None:
    records = link(make_records(decision(1), decision(2)), "ADR-0002", "amends", "ADR-0001")
    second = get_record(records, "ADR-0002")
    renamed = second.text.replace("# ADR-0002 Decision 2", "# Another name")
    writes = linking.complete_writes(records, [Write(second.path, renamed, second.text)])
    assert [write.path for write in writes] == [second.path, get_record(records, "ADR-0001").path]
    assert "Another name" in (writes[1].text or "")


@pytest.mark.parametrize("is_linked", [True, False])
def test_a_conflict_in_a_block_goes_and_one_beside_it_stays(is_linked: bool) -> None:
    records = link(make_records(decision(1), decision(2)), "ADR-0002", "depends-on", "ADR-0001")
    page = get_record(records, "ADR-0001")
    block = markdown.get_block_content(page.text, "links")
    assert block
    conflict = "<<<<<<< HEAD\n{}\n=======\nb\n>>>>>>> topic\n"
    text = page.text.replace(f"{block}\n", conflict.format(block))
    outside = "\n" + conflict.format("a")
    broken = linking.simulate_writes(records, [Write(page.path, text + outside, page.text)])
    (write,) = linking.complete_writes(broken, (), [page.path] if is_linked else [])
    assert (write.path, write.text) == (page.path, page.text + outside)


def test_an_index_is_made_when_asked() -> None:
    records = make_records(decision(1), decision(2), prompt(1), prompt(2))
    assert linking.complete_writes(records, ()) == ()
    writes = linking.complete_writes(records, (), make_index=True)
    assert {write.path for write in writes} >= {"decisions/README.md", "history/README.md"}
    assert (
        linking.complete_writes(linking.simulate_writes(records, writes), (), make_index=True) == ()
    )


refs = st.sampled_from(["ADR-0001", "ADR-0002", "ADR-0003", "PHR-0001", "PHR-0002"])
relation_names = st.sampled_from(
    sorted({*relations.FORWARD_TO_REVERSE, *relations.FORWARD_TO_REVERSE.values()})
)
kinds = st.lists(st.sampled_from(sorted(TEMPLATES)), min_size=3, max_size=3)


def clean(records: RecordSet) -> bool:
    return not linking.complete_writes(records, (), [record.path for record in records.members])


@given(kinds=kinds, steps=st.lists(st.tuples(refs, relation_names, refs), max_size=5))
def test_links_made_and_removed_leave_the_pages_as_they_were(
    kinds: list[str], steps: Iterable[tuple[str, str, str]]
) -> None:
    start = records = make_records(
        *(decision(number + 1, kind) for number, kind in enumerate(kinds)), prompt(1), prompt(2)
    )
    made = []
    for source, relation, target in steps:
        try:
            changed = link(records, source, relation, target)
        except (UnfitRelation, Conflict, ForbiddenTransition):
            continue
        if changed != records:
            made.append((source, relation, target))
        records = changed
        assert clean(records)
    for source, relation, target in reversed(made):
        records = unlink(records, source, relation, target)
        assert clean(records)
    assert get_texts(records) == get_texts(start)


def test_a_superseded_decision_without_a_successor_gets_one() -> None:
    records = make_records(decision(1, status="superseded"), decision(2))
    old, new = get_record(records, "ADR-0001"), get_record(records, "ADR-0002")
    writes = linking.plan_supersession(records, old, new)
    assert [write.path for write in writes] == [new.path, old.path]


def test_what_supersedes_is_not_rejected_and_what_is_rejected_supersedes_nothing() -> None:
    records = make_records(decision(1), decision(2), decision(3, status="rejected"))
    first, second, third = (get_record(records, f"ADR-000{number}") for number in (1, 2, 3))
    with pytest.raises(Conflict, match="supersedes nothing"):
        linking.plan_supersession(records, first, third)
    linking.require_rejectable(records, second)
    records = linking.simulate_writes(records, linking.plan_supersession(records, first, second))
    linking.require_rejectable(records, get_record(records, "ADR-0003"))
    with pytest.raises(Conflict, match="nothing in force") as refused:
        linking.require_rejectable(records, get_record(records, "ADR-0002"))
    assert refused.value.hint == "minutebook unlink ADR-0002 supersedes ADR-0001"


def test_a_supersession_builds_resolver_and_graph_once_a_record_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Three record sets: as it is, with the new relations, with the blocks that show them."""
    start = make_records(decision(1), decision(2))
    built: list[str] = []
    for owner in (Resolver, RelationGraph):
        build = owner.__init__

        def count(self: object, *arguments: object, build: Callable[..., None] = build) -> None:
            built.append(type(self).__name__)
            build(self, *arguments)

        monkeypatch.setattr(owner, "__init__", count)
    old, new = get_record(start, "ADR-0001"), get_record(start, "ADR-0002")
    writes = linking.plan_supersession(start, old, new)
    assert sorted(set(built)) == ["RelationGraph", "Resolver"]
    assert len(built) == 2
    linking.complete_writes(start, writes)
    assert (built.count("Resolver"), built.count("RelationGraph")) == (1, 1)
    linking.complete_writes(start, writes, [old.path, new.path])
    assert (built.count("Resolver"), built.count("RelationGraph")) == (2, 2)


def test_a_stated_number_has_what_belongs_to_it() -> None:
    text = "# {}\n\n## Status\n\nAccepted\n"
    records = make_records(
        ("decisions/0024-other.md", text.format("Other")),
        ("decisions/0024a-var.md", text.format("Var")),
        ("decisions/0304.1-x.md", text.format("X")),
    )
    texts = get_texts(link(records, "ADR-0304.1", "supersedes", "ADR-0024a"))
    assert "Supersedes [24a. Var](0024a-var.md)" in texts["decisions/0304.1-x.md"]
    assert "Superseded by [304.1. X](0304.1-x.md)" in texts["decisions/0024a-var.md"]


def test_a_page_that_is_only_read_keeps_its_relation() -> None:
    records = make_records(
        ("decisions/0001-a.adoc", "= A\n:status: superseded by ADR-2\n"),
        ("decisions/0002-b.adoc", "= B\n:status: proposed\n"),
    )
    with pytest.raises(LinkInProse, match="no command changes that page") as refusal:
        unlink(records, "ADR-0002", "supersedes", "ADR-0001")
    assert refusal.value.hint == "minutebook edit ADR-0001"


def test_a_relation_of_a_record_to_itself_can_be_taken_out() -> None:
    text = (
        "---\nstatus: accepted\n"
        "links: {supersedes: [0001-a, 0002-b], superseded-by: [0001-a]}\n---\n"
    )
    records = make_records(("decisions/0001-a.md", text), ("decisions/0002-b.md", "# B\n"))
    after = unlink(records, "ADR-0001", "supersedes", "ADR-0001")
    links = [(link.relation, link.target) for link in get_record(after, "ADR-0001").links]
    assert links == [("supersedes", "0002-b")]
