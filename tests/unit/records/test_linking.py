"""Relations are made and removed on both pages, and leave nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.errors import Conflict, ForbiddenTransition, UsageError
from minutebook.records import drafts, linking, relations
from minutebook.records.linking import LinkInProse, MissingLink, UnfitRelation
from minutebook.records.model import ADR, PHR, Folder, Record, RecordSet, Write
from minutebook.records.references import Resolver
from minutebook.records.relations import RelationGraph
from minutebook.text import markdown

from paths import TEMPLATES

SHIPPED = TEMPLATES
TEMPLATES = {path.stem: path.read_text("utf-8") for path in (SHIPPED / "adr").iterdir()}
PHR_TEMPLATE = (SHIPPED / "phr.md").read_text("utf-8")
DECISIONS = Folder(ADR, "decisions")
PROMPTS = Folder(PHR, "history/prompts")


def decision(number: int, template: str = "madr", status: str = "accepted") -> tuple[str, str]:
    draft = drafts.AdrDraft(f"Decision {number}", status, "2026-01-01", context="c")
    text = drafts.render_adr(draft, f"{number:04}", TEMPLATES[template])
    return f"decisions/{number:04}-decision-{number}.md", text


def prompt(number: int) -> tuple[str, str]:
    draft = drafts.PhrDraft(f"Prompt {number}", "plan", "2026-01-01", prompt="p")
    path = f"history/prompts/general/{number:04}-prompt-{number}.plan.prompt.md"
    return path, drafts.render_phr(draft, f"{number:04}", PHR_TEMPLATE)


def shelf_of(*pages: tuple[str, str]) -> RecordSet:
    empty = RecordSet((DECISIONS, PROMPTS), ())
    return linking.simulate_writes(empty, [Write(path, text) for path, text in pages])


def texts(shelf: RecordSet) -> dict[str, str]:
    return {**{record.path: record.text for record in shelf.members}, **shelf.pages}


def at(shelf: RecordSet, ref: str) -> Record:
    (found,) = [record for record in shelf.members if record.ref == ref]
    return found


def linked(shelf: RecordSet, source: str, relation: str, target: str) -> RecordSet:
    one, other = at(shelf, source), at(shelf, target)
    writes = linking.link_records(shelf, one, relation, other)
    return linking.simulate_writes(
        shelf, linking.complete_writes(shelf, writes, [one.path, other.path])
    )


def unlinked(shelf: RecordSet, source: str, relation: str, target: str) -> RecordSet:
    one, other = at(shelf, source), at(shelf, target)
    writes = linking.unlink_records(shelf, one, relation, other)
    return linking.simulate_writes(
        shelf, linking.complete_writes(shelf, writes, [one.path, other.path])
    )


def seen(shelf: RecordSet, ref: str) -> list[tuple[str, str]]:
    graph = shelf.graph
    return sorted((name, other.ref) for name, other, _ in graph.list_relations(at(shelf, ref)))


# The shelf after writes -------------------------------------------------------------------------


def test_writes_change_the_shelf() -> None:
    one, two = decision(1), decision(2)
    shelf = shelf_of(one)
    changed = linking.simulate_writes(
        shelf,
        [
            Write(two[0], two[1]),
            Write(one[0], one[1].replace("accepted", "rejected"), one[1]),
            Write("decisions/README.md", "index\n"),
            Write("elsewhere.md", "no record\n"),
        ],
    )
    assert [record.ref for record in changed.members] == ["ADR-0001", "ADR-0002"]
    assert at(changed, "ADR-0001").state == "rejected"
    assert changed.pages == {"decisions/README.md": "index\n", "elsewhere.md": "no record\n"}
    gone = linking.simulate_writes(
        changed,
        [Write(one[0], None, one[1]), Write("elsewhere.md", None, ""), Write("never.md", None, "")],
    )
    assert [record.ref for record in gone.members] == ["ADR-0002"]
    assert gone.pages == {"decisions/README.md": "index\n"}


@pytest.mark.parametrize(
    ("groups", "wanted"),
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
def test_steps_become_one_plan(groups: list[list[Write]], wanted: tuple[Write, ...]) -> None:
    assert linking.merge_writes(*groups) == wanted


# Links ------------------------------------------------------------------------------------------


def test_a_relation_is_stored_once_and_seen_twice() -> None:
    shelf = linked(shelf_of(decision(1), decision(2)), "ADR-0002", "depends-on", "ADR-0001")
    assert seen(shelf, "ADR-0002") == [("depends-on", "ADR-0001")]
    assert seen(shelf, "ADR-0001") == [("required-by", "ADR-0002")]
    assert [link.relation for link in at(shelf, "ADR-0002").links] == ["depends-on"]
    assert at(shelf, "ADR-0001").links == ()
    for ref, words in (("ADR-0002", "depends on"), ("ADR-0001", "required by")):
        block = markdown.get_block_content(at(shelf, ref).text, "links")
        assert block is not None
        assert words in block


@pytest.mark.parametrize("words", ["required-by", "Required by", "is required by"])
def test_the_reverse_is_stored_at_the_forward_end(words: str) -> None:
    start = shelf_of(decision(1), decision(2))
    try:
        shelf = linked(start, "ADR-0001", words, "ADR-0002")
    except UsageError:
        assert words.startswith("is")
        return
    assert texts(shelf) == texts(linked(start, "ADR-0002", "depends-on", "ADR-0001"))


def test_a_symmetric_relation_holds_both_ways() -> None:
    shelf = linked(shelf_of(decision(1), decision(2)), "ADR-0002", "relates-to", "ADR-0001")
    one, two = at(shelf, "ADR-0001"), at(shelf, "ADR-0002")
    assert linking.link_records(shelf, one, "relates-to", two) == ()
    assert linking.link_records(shelf, two, "relates-to", one) == ()
    gone = unlinked(shelf, "ADR-0001", "relates-to", "ADR-0002")
    assert texts(gone) == texts(shelf_of(decision(1), decision(2)))


def test_what_is_stored_is_not_stored_again() -> None:
    for relation in ("amends", "supersedes"):
        shelf = linked(shelf_of(decision(1), decision(2)), "ADR-0002", relation, "ADR-0001")
        one, two = at(shelf, "ADR-0001"), at(shelf, "ADR-0002")
        assert linking.link_records(shelf, two, relation, one) == ()
        assert linking.complete_writes(shelf, (), [one.path, two.path]) == ()


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
def test_what_cannot_be_said_is_refused(
    source: str, relation: str, target: str, refusal: type[Exception]
) -> None:
    shelf = shelf_of(decision(1), decision(2), prompt(1), prompt(2))
    with pytest.raises(refusal):
        linking.link_records(shelf, at(shelf, source), relation, at(shelf, target))


def test_what_is_not_there_is_not_removed() -> None:
    shelf = linked(shelf_of(decision(1), decision(2)), "ADR-0002", "amends", "ADR-0001")
    for source, relation, target in (
        ("ADR-0001", "amends", "ADR-0002"),
        ("ADR-0002", "depends-on", "ADR-0001"),
        ("ADR-0002", "supersedes", "ADR-0001"),
    ):
        with pytest.raises(MissingLink) as refused:
            linking.unlink_records(shelf, at(shelf, source), relation, at(shelf, target))
        assert refused.value.exit_status == 3


# Superseding ------------------------------------------------------------------------------------


@pytest.mark.parametrize("old", TEMPLATES)
@pytest.mark.parametrize("new", TEMPLATES)
def test_both_pages_say_who_supersedes(old: str, new: str) -> None:
    start = shelf_of(decision(1, old), decision(2, new))
    one, two = at(start, "ADR-0001"), at(start, "ADR-0002")
    writes = linking.link_records(start, two, "supersedes", one)
    assert [write.path for write in writes] == [two.path, one.path]  # the successor first
    shelf = linked(start, "ADR-0002", "supersedes", "ADR-0001")
    assert at(shelf, "ADR-0001").state == "superseded"
    assert at(shelf, "ADR-0002").state == "accepted"
    assert {link.relation for link in at(shelf, "ADR-0001").links} == {"superseded-by"}
    assert {link.relation for link in at(shelf, "ADR-0002").links} == {"supersedes"}
    assert [at(shelf, ref).dialect for ref in ("ADR-0001", "ADR-0002")] == [
        one.dialect,
        two.dialect,
    ]
    assert seen(shelf, "ADR-0001") == [("superseded-by", "ADR-0002")]
    assert texts(unlinked(shelf, "ADR-0002", "supersedes", "ADR-0001")) == texts(start)
    assert texts(unlinked(shelf, "ADR-0001", "superseded-by", "ADR-0002")) == texts(start)


def test_only_what_may_be_superseded_is() -> None:
    shelf = shelf_of(decision(1, status="rejected"), decision(2))
    with pytest.raises(ForbiddenTransition):
        linking.link_records(shelf, at(shelf, "ADR-0002"), "supersedes", at(shelf, "ADR-0001"))


def test_nothing_is_superseded_by_what_it_superseded() -> None:
    shelf = shelf_of(decision(1), decision(2), decision(3))
    shelf = linked(shelf, "ADR-0002", "supersedes", "ADR-0001")
    shelf = linked(shelf, "ADR-0003", "supersedes", "ADR-0002")
    shelf = linked(shelf, "ADR-0003", "relates-to", "ADR-0001")
    for heir in ("ADR-0001", "ADR-0002"):
        with pytest.raises(Conflict):
            linking.link_records(shelf, at(shelf, heir), "supersedes", at(shelf, "ADR-0003"))


def test_pages_that_supersede_each_other_end_no_search() -> None:
    one, two, three = decision(1), decision(2), decision(3)
    round_ = [
        (one[0], one[1].replace("---\n\n", "links:\n  supersedes: [0002-decision-2]\n---\n\n", 1)),
        (two[0], two[1].replace("---\n\n", "links:\n  supersedes: [0001-decision-1]\n---\n\n", 1)),
    ]
    shelf = shelf_of(*round_, three)
    assert seen(shelf, "ADR-0001") == [("superseded-by", "ADR-0002"), ("supersedes", "ADR-0002")]
    writes = linking.link_records(shelf, at(shelf, "ADR-0003"), "supersedes", at(shelf, "ADR-0001"))
    assert len(writes) == 2


def test_one_of_two_heirs_may_go() -> None:
    shelf = shelf_of(decision(1), decision(2), decision(3))
    shelf = linked(shelf, "ADR-0002", "supersedes", "ADR-0001")
    alone = texts(shelf)
    one, three = at(shelf, "ADR-0001"), at(shelf, "ADR-0003")
    with pytest.raises(ForbiddenTransition):
        linking.link_records(shelf, three, "supersedes", one)
    # as a person writes it
    text = three.text.replace("---\n\n", "links:\n  supersedes: [0001-decision-1]\n---\n\n", 1)
    both = linking.simulate_writes(shelf, [Write(three.path, text, three.text)])
    both = linked(both, "ADR-0003", "supersedes", "ADR-0001")
    assert seen(both, "ADR-0001") == [("superseded-by", "ADR-0002"), ("superseded-by", "ADR-0003")]
    left = unlinked(both, "ADR-0003", "supersedes", "ADR-0001")
    assert at(left, "ADR-0001").state == "superseded"
    assert texts(left)[one.path] == alone[one.path]
    assert at(unlinked(left, "ADR-0002", "supersedes", "ADR-0001"), "ADR-0001").state == "accepted"


@pytest.mark.parametrize("end", ["supersedes", "superseded-by"])
def test_what_one_page_alone_says_is_completed(end: str) -> None:
    start = shelf_of(decision(1), decision(2))
    whole = linked(start, "ADR-0002", "supersedes", "ADR-0001")
    kept = "ADR-0002" if end == "supersedes" else "ADR-0001"
    page, half = at(start, kept), at(whole, kept)
    shelf = linking.simulate_writes(start, [Write(page.path, half.text, page.text)])
    assert texts(linked(shelf, "ADR-0002", "supersedes", "ADR-0001")) == texts(whole)


def test_a_status_that_cannot_be_brought_back_becomes_accepted() -> None:
    one, two = decision(1), decision(2)
    bare = "---\nstatus: superseded\nlinks:\n  superseded-by: [0002-decision-2]\n---\n\n# A\n"
    shelf = shelf_of((one[0], bare), two)
    assert seen(shelf, "ADR-0001") == [("superseded-by", "ADR-0002")]
    free = unlinked(shelf, "ADR-0002", "supersedes", "ADR-0001")
    assert at(free, "ADR-0001").state == "accepted"
    assert at(free, "ADR-0001").links == ()
    # and where the page never said by whom
    text = two[1].replace("---\n\n", "links:\n  supersedes: [0001-decision-1]\n---\n\n", 1)
    shelf = shelf_of((one[0], "---\nstatus: superseded\n---\n\n# A\n"), (two[0], text))
    free = unlinked(shelf, "ADR-0002", "supersedes", "ADR-0001")
    assert at(free, "ADR-0001").state == "accepted"


@pytest.mark.parametrize(
    "page",
    [
        "# A\n\nStatus: Superseded\n\nThis was superseded by [ADR-0002](0002-decision-2.md).\n",
        "# 1. A\n\n## Status\n\nSuperseded. In 2020 it was superseded by [2](0002-decision-2.md).\n",
    ],
)
def test_a_sentence_is_left_to_its_author(page: str) -> None:
    shelf = shelf_of((decision(1)[0], page), decision(2))
    assert seen(shelf, "ADR-0001") == [("superseded-by", "ADR-0002")]
    with pytest.raises(LinkInProse) as refused:
        unlinked(shelf, "ADR-0002", "supersedes", "ADR-0001")
    assert refused.value.message.startswith("decisions/0001-decision-1.md")
    assert refused.value.hint == "minutebook edit ADR-0001"


def test_a_sentence_about_what_it_supersedes_is_left_to_its_author() -> None:
    page = "# 2. A\n\n## Status\n\nAccepted. It amends [1](0001-decision-1.md) in part.\n"
    shelf = shelf_of(decision(1), (decision(2)[0], page))
    assert seen(shelf, "ADR-0002") == [("amends", "ADR-0001")]
    with pytest.raises(LinkInProse) as refused:
        unlinked(shelf, "ADR-0002", "amends", "ADR-0001")
    assert refused.value.hint == "minutebook edit ADR-0002"


def test_a_link_to_nothing_stays() -> None:
    one, two = decision(1), decision(2)
    text = two[1].replace("---\n\n", "links:\n  amends: [0099-gone, 0001-decision-1]\n---\n\n", 1)
    shelf = unlinked(shelf_of(one, (two[0], text)), "ADR-0002", "amends", "ADR-0001")
    assert [link.target for link in at(shelf, "ADR-0002").links] == ["0099-gone"]


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
    start = shelf_of(meant, decision(2, template), prompt(2), *([] if comes_later else [twin]))
    shelf = linking.simulate_writes(linked(start, source, relation, target), [Write(*twin)])
    assert seen(shelf, source) == [(relation, target)]
    free = unlinked(shelf, source, relation, target)
    assert at(free, source).text == at(start, source).text
    assert at(free, target).text == at(start, target).text


# What follows from writes -----------------------------------------------------------------------


def test_blocks_are_added_to_pages_that_are_aimed_at_only() -> None:
    shelf = shelf_of(decision(1), decision(2))
    one, two = at(shelf, "ADR-0001"), at(shelf, "ADR-0002")
    writes = linking.link_records(shelf, two, "amends", one)
    aimed = {write.path for write in linking.complete_writes(shelf, writes, [two.path])}
    assert aimed == {two.path}
    assert {write.path for write in linking.complete_writes(shelf, writes)} == {two.path}
    nothing = linking.complete_writes(shelf, (), [one.path, two.path])
    assert nothing == ()


def test_blocks_that_are_there_are_kept_up() -> None:
    shelf = linked(shelf_of(decision(1), decision(2)), "ADR-0002", "amends", "ADR-0001")
    two = at(shelf, "ADR-0002")
    renamed = two.text.replace("# Decision 2", "# Another name")
    writes = linking.complete_writes(shelf, [Write(two.path, renamed, two.text)])
    assert [write.path for write in writes] == [two.path, at(shelf, "ADR-0001").path]
    assert "Another name" in (writes[1].text or "")


@pytest.mark.parametrize("aimed", [True, False])
def test_a_conflict_in_a_block_goes_and_one_beside_it_stays(aimed: bool) -> None:
    shelf = linked(shelf_of(decision(1), decision(2)), "ADR-0002", "depends-on", "ADR-0001")
    page = at(shelf, "ADR-0001")
    block = markdown.get_block_content(page.text, "links")
    assert block
    marks = "<<<<<<< HEAD\n{}\n=======\nb\n>>>>>>> topic\n"
    text = page.text.replace(f"{block}\n", marks.format(block))
    beside = "\n" + marks.format("a")
    broken = linking.simulate_writes(shelf, [Write(page.path, text + beside, page.text)])
    (write,) = linking.complete_writes(broken, (), [page.path] if aimed else [])
    assert (write.path, write.text) == (page.path, page.text + beside)


def test_an_index_is_made_when_asked() -> None:
    shelf = shelf_of(decision(1), decision(2), prompt(1), prompt(2))
    assert linking.complete_writes(shelf, ()) == ()
    made = linking.complete_writes(shelf, (), make_index=True)
    assert {write.path for write in made} >= {"decisions/README.md", "history/README.md"}
    assert linking.complete_writes(linking.simulate_writes(shelf, made), (), make_index=True) == ()


refs = st.sampled_from(["ADR-0001", "ADR-0002", "ADR-0003", "PHR-0001", "PHR-0002"])
words = st.sampled_from(
    sorted({*relations.FORWARD_TO_REVERSE, *relations.FORWARD_TO_REVERSE.values()})
)
kinds = st.lists(st.sampled_from(sorted(TEMPLATES)), min_size=3, max_size=3)


def clean(shelf: RecordSet) -> bool:
    return not linking.complete_writes(shelf, (), [record.path for record in shelf.members])


@given(kinds=kinds, steps=st.lists(st.tuples(refs, words, refs), max_size=5))
def test_links_that_are_made_and_removed_leave_nothing(
    kinds: list[str], steps: Iterable[tuple[str, str, str]]
) -> None:
    start = shelf = shelf_of(
        *(decision(number + 1, kind) for number, kind in enumerate(kinds)), prompt(1), prompt(2)
    )
    made = []
    for source, relation, target in steps:
        try:
            changed = linked(shelf, source, relation, target)
        except (UnfitRelation, Conflict, ForbiddenTransition):
            continue
        if changed != shelf:
            made.append((source, relation, target))
        shelf = changed
        assert clean(shelf)
    for source, relation, target in reversed(made):
        shelf = unlinked(shelf, source, relation, target)
        assert clean(shelf)
    assert texts(shelf) == texts(start)


def test_a_superseded_decision_without_a_successor_gets_one() -> None:
    shelf = shelf_of(decision(1, status="superseded"), decision(2))
    old, new = at(shelf, "ADR-0001"), at(shelf, "ADR-0002")
    writes = linking.plan_supersession(shelf, old, new)
    assert [write.path for write in writes] == [new.path, old.path]


def test_what_supersedes_is_not_rejected_and_what_is_rejected_supersedes_nothing() -> None:
    shelf = shelf_of(decision(1), decision(2), decision(3, status="rejected"))
    first, second, third = (at(shelf, f"ADR-000{number}") for number in (1, 2, 3))
    with pytest.raises(Conflict, match="supersedes nothing"):
        linking.plan_supersession(shelf, first, third)
    linking.require_rejectable(shelf, second)
    shelf = linking.simulate_writes(shelf, linking.plan_supersession(shelf, first, second))
    linking.require_rejectable(shelf, at(shelf, "ADR-0003"))
    with pytest.raises(Conflict, match="nothing in force") as refused:
        linking.require_rejectable(shelf, at(shelf, "ADR-0002"))
    assert refused.value.hint == "minutebook unlink ADR-0002 supersedes ADR-0001, then reject it"


def test_a_supersession_builds_resolver_and_graph_once_a_record_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Three record sets: as it is, with the new relations, with the blocks that show them."""
    start = shelf_of(decision(1), decision(2))
    built: list[str] = []
    for owner in (Resolver, RelationGraph):
        build = owner.__init__

        def count(self: object, records: object, build: Callable[..., None] = build) -> None:
            built.append(type(self).__name__)
            build(self, records)

        monkeypatch.setattr(owner, "__init__", count)
    old, new = at(start, "ADR-0001"), at(start, "ADR-0002")
    writes = linking.plan_supersession(start, old, new)
    assert sorted(set(built)) == ["RelationGraph", "Resolver"]
    assert len(built) == 2
    linking.complete_writes(start, writes)
    assert (built.count("Resolver"), built.count("RelationGraph")) == (2, 2)
    linking.complete_writes(start, writes, [old.path, new.path])
    assert (built.count("Resolver"), built.count("RelationGraph")) == (4, 4)
