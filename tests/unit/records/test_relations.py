"""Relation names, the graph of links, and what is stored for a link."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_records import make_record, make_record_set
from minutebook.errors import UnknownRef
from minutebook.records import references, relations
from minutebook.records.adr.vocabulary import relation_words
from minutebook.records.index import page_blocks
from minutebook.records.model import Link, Record


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("supersedes", "supersedes"),
        ("Superseded by", "superseded-by"),
        ("Superceded by", "superseded-by"),
        ("superceded_by", "superseded-by"),
        ("supersededBy", "superseded-by"),
        ("SUPERSEDED_BY:", "superseded-by"),
        ("Supercedes", "supersedes"),
        ("**Amended by:**", "amended-by"),
        ("Clarifies", None),  # a word of its own
        ("Deprecates", None),
        ("Partially superseded by", None),
        ("depends_on", "depends-on"),
        ("relates to", "relates-to"),
        ("related", "relates-to"),
        ("links-to", "relates-to"),
        ("conflicts with", "conflicts-with"),
        ("decided in", "decided-in"),
        ("spec", None),
        ("Implemented", None),  # a status
        ("", None),
        ("supersedes " * 50, None),
    ],
)
def test_spellings_of_relations(spelling: str, name: str | None) -> None:
    assert relations.parse_relation(spelling) == name


def test_every_name_and_its_reverse_are_known() -> None:
    for name, reverse in relations.FORWARD_TO_REVERSE.items():
        assert relations.parse_relation(name) == name
        assert relations.parse_relation(reverse) == reverse
        assert relations.reverse_relation(relations.reverse_relation(name)) == name
        assert relations.reverse_relation(name) == reverse
        assert relation_words.is_forward(name)
        assert relation_words.is_forward(reverse) == (name == reverse)
    assert set(relation_words._NAME_BY_SPELLING.values()) == {
        *relations.FORWARD_TO_REVERSE,
        *relations.FORWARD_TO_REVERSE.values(),
    }


REDIS = make_record("decisions/0007-use-redis.md", "Use Redis")
POSTGRES = make_record("decisions/0003-use-postgres.md", "Use Postgres")
DATED = make_record("decisions/2022-02-07-tracing/README.md", "Tracing")


@given(st.text())
def test_any_text_may_be_asked_for_its_relation(text: str) -> None:
    assert relations.parse_relation(text) in {None, *relation_words._NAME_BY_SPELLING.values()}


def linked(path: str, *links: str, state: str = "accepted") -> Record:
    pairs = (link.split(" ", 1) for link in links)
    return make_record(path, links=tuple(Link(name, target) for name, target in pairs), state=state)


def seen(graph: relations.RelationGraph, record: Record) -> list[tuple[str, str, bool]]:
    return [
        (relation.name, relation.record.path.rpartition("/")[2][:4], relation.is_stored)
        for relation in graph.list_relations(record)
    ]


def test_a_graph_has_each_relation_once() -> None:
    first = linked("decisions/0001-a.md", "superseded-by 0002-b", "relates-to 0003-c")
    second = linked("decisions/0002-b.md", "supersedes [1. A](0001-a.md)", "supersedes 0001-a")
    third = linked("decisions/0003-c.md", "relates-to ADR-1", "superseded-by 4", "relates-to 3")
    fourth = linked("decisions/0004-d.md", "supersedes 0099-x", "superseded-by https://x.example/y")
    prompt = linked("history/prompts/0002-b.spec.prompt.md", "decides 0002-b", "follows 0001-z")
    graph = make_record_set(first, second, third, fourth, prompt).graph
    edges = {(edge.relation, edge.source, edge.target): edge for edge in graph.edges}
    assert len(edges) == len(graph.edges) == 8
    stated_twice = edges["supersedes", second.path, first.path]
    assert (
        stated_twice.is_resolved,
        stated_twice.is_stated_by_source,
        stated_twice.is_stated_by_target,
        stated_twice.is_one_way,
    ) == (True, True, True, False)
    stated_by_target = edges["supersedes", fourth.path, third.path]
    assert (
        stated_by_target.is_resolved,
        stated_by_target.is_stated_by_source,
        stated_by_target.is_stated_by_target,
        stated_by_target.is_one_way,
    ) == (True, False, True, True)
    to_nothing = edges["supersedes", fourth.path, "0099-x"]
    assert (
        to_nothing.is_resolved,
        to_nothing.is_stated_by_source,
        to_nothing.is_stated_by_target,
        to_nothing.is_one_way,
    ) == (False, True, False, False)
    from_nothing = edges["supersedes", "https://x.example/y", fourth.path]
    assert (
        from_nothing.is_resolved,
        from_nothing.is_stated_by_source,
        from_nothing.is_stated_by_target,
    ) == (
        False,
        False,
        True,
    )
    assert [(record.path, link.target) for record, link in graph.dangling_links] == [
        (fourth.path, "0099-x"),
        (fourth.path, "https://x.example/y"),
        (prompt.path, "0001-z"),
    ]
    # The forward end is the stored one; the back end counts only where nothing else says it.
    assert seen(graph, second) == [("supersedes", "0001", True), ("decided-in", "0002", False)]
    assert seen(graph, first) == [("superseded-by", "0002", False), ("relates-to", "0003", True)]
    assert seen(graph, third) == [("superseded-by", "0004", True), ("relates-to", "0001", True)]
    assert seen(graph, fourth) == [("supersedes", "0003", False)]
    assert seen(graph, prompt) == [("decides", "0002", True)]
    assert graph.list_relations(REDIS) == ()


def test_a_symmetric_relation_is_stored_where_it_is_written() -> None:
    first, second = linked("decisions/0001-a.md", "conflicts-with 2"), linked("decisions/0002-b.md")
    graph = make_record_set(first, second).graph
    assert seen(graph, first) == [("conflicts-with", "0002", True)]
    assert seen(graph, second) == [("conflicts-with", "0001", False)]


def test_the_block_of_links_lists_the_relations() -> None:
    first = linked("decisions/0001-a.md", "superseded-by 0002-b", "relates-to 2022-02-07-tracing")
    second = make_record("decisions/0002-b.md", "Use [b] | <b>")
    prompt = linked("history/prompts/x y/0003-b.spec.prompt.md", "decides ADR-1")
    graph = make_record_set(first, second, prompt, DATED).graph
    assert page_blocks.render_links_block(first, graph) == (
        "## Links\n"
        "\n"
        "* superseded by [ADR-0002 Use \\[b\\] \\| \\<b>](0002-b.md)\n"
        "* decided in [PHR-0003 B](../history/prompts/x%20y/0003-b.spec.prompt.md)\n"
        "* relates to [Tracing](2022-02-07-tracing/README.md)"
    )
    assert page_blocks.render_links_block(REDIS, graph) == ""


PROMPT_3 = make_record("history/prompts/0003-use-redis.spec.prompt.md")
DECISION_3 = make_record("decisions/0003-use-redis.md")
PROMPT_4 = make_record("history/prompts/0004-pay.spec.prompt.md")


@pytest.mark.parametrize(
    ("source", "relation", "target", "stored"),
    [
        (POSTGRES, "depends-on", DECISION_3, "0003-use-redis"),
        (POSTGRES, "depends-on", PROMPT_3, "phr-0003-use-redis"),
        (PROMPT_4, "follows", PROMPT_3, "0003-use-redis"),
        (PROMPT_4, "decides", DECISION_3, "0003-use-redis"),
        (PROMPT_4, "relates-to", DECISION_3, "adr-0003-use-redis"),
        (POSTGRES, "decided-in", PROMPT_3, "0003-use-redis"),
        (PROMPT_4, "relates-to", DATED, "adr-2022-02-07-tracing"),
    ],
)
@pytest.mark.parametrize("is_twin_there", [True, False])
def test_a_stored_target_leads_to_its_record_before_and_after_a_twin_of_the_other_kind_comes(
    source: Record, relation: str, target: Record, stored: str, is_twin_there: bool
) -> None:
    twins = (PROMPT_3, DECISION_3) if is_twin_there else ()
    records = make_record_set(
        *{record.path: record for record in (source, target, *twins)}.values()
    )
    assert relations.choose_link_target(records, target, source, relation) == stored
    page = make_record(source.path, links=(Link(relation, stored),))
    for twins in ((), (PROMPT_3, DECISION_3)):
        later = {record.path: record for record in (target, *twins, page)}
        graph = make_record_set(*later.values()).graph
        others = [
            other.record.path for other in graph.list_relations(page) if other.name == relation
        ]
        assert others == [target.path]


def test_a_target_whose_record_is_gone_leads_to_no_record_of_the_other_kind() -> None:
    records = make_record_set(POSTGRES, DECISION_3)
    for target in ("phr-0003-use-redis", "PHR-0099-use-redis"):
        with pytest.raises(UnknownRef):
            references.resolve(records, target, near_record=POSTGRES)


def test_a_name_that_the_kind_does_not_tell_apart_is_stored_as_a_path() -> None:
    twins = [make_record(f"history/prompts/{route}/0003-b.spec.prompt.md") for route in "xy"]
    notes = make_record("history/prompts/notes.md")
    records = make_record_set(*twins, notes, POSTGRES)
    for target in (*twins, notes):
        assert relations.choose_link_target(records, target, POSTGRES, "depends-on") == target.path


@pytest.mark.parametrize(
    ("paths"),
    [
        ["9-x.md", "10-x.md", "0011-x.md"],
        ["adr-9.md", "adr-010.md"],
        ["0001-a.md", "0001-b.md"],
        ["2023-09-09_027-x.md", "2023-10-01_028-a.md"],
    ],
)
def test_paths_are_sorted_by_their_numbers(paths: list[str]) -> None:
    assert sorted(set(paths), key=relations.make_sort_key) == paths
