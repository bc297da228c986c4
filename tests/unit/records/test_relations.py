"""Relation names, references and the graph: words in, records and edges out."""

from __future__ import annotations

import os
import shutil
import subprocess
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.errors import AmbiguousRef, UnknownRef
from minutebook.records import filenames, references, relations
from minutebook.records.index import mermaid
from minutebook.records.model import ADR, PHR, Folder, Kind, Link, Record, RecordSet
from minutebook.records.references import Resolver

from paths import SUPPORT

DECISIONS = Folder(ADR, "decisions")
PROMPTS = Folder(PHR, "history/prompts")


def record(
    path: str,
    title: str = "",
    links: tuple[Link, ...] = (),
    *,
    folder: Folder | None = None,
    state: str = "accepted",
    text: str = "",
) -> Record:
    folder = folder or (PROMPTS if path.startswith("history/prompts") else DECISIONS)
    below = path.removeprefix(folder.path + "/")
    name = path.rpartition("/")[2]
    if name == "README.md":
        name, below = below.split("/")[0], below.split("/")[0]
    said = filenames.parse_name(folder.kind, name)
    route = below.rpartition("/")[0]
    ref = f"{folder.kind.ref_prefix}-{said.number:04d}" if said.number is not None else name
    if folder.numbering == "folder" and said.number is not None:
        ref = f"{route}/{said.digits}"
    return Record(
        folder.kind,
        path,
        folder,
        said.number,
        said.digits,
        said.slug,
        ref.removesuffix(".md"),
        title or said.slug.replace("-", " ").title(),
        state,
        state,
        said.date or "2025-01-02",
        "front-matter",
        route,
        links=links,
        text=text,
    )


def shelf(*records: Record) -> RecordSet:
    folders = {one.folder.path: one.folder for one in records}
    return RecordSet(tuple(folders.values()), records)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("supersedes", "supersedes"),
        ("Superseded by", "superseded-by"),
        ("Superceded by", "superseded-by"),
        ("superceded_by", "superseded-by"),
        ("supersededBy", "superseded-by"),
        ("SUPERSEDED_BY:", "superseded-by"),
        ("Supercedes", "supersedes"),
        ("**Amended by:**", "amended-by"),
        ("Clarifies", "amends"),
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
def test_spellings(word: str, name: str | None) -> None:
    assert relations.parse_relation(word) == name


def test_every_name_and_its_reverse_are_known() -> None:
    for name, back in relations.FORWARD_TO_REVERSE.items():
        assert relations.parse_relation(name) == name
        assert relations.parse_relation(back) == back
        assert relations.reverse_relation(relations.reverse_relation(name)) == name
        assert relations.reverse_relation(name) == back
        assert relations.is_forward(name)
        assert relations.is_forward(back) == (name == back)
    assert set(relations._NAME_BY_SPELLING.values()) == {
        *relations.FORWARD_TO_REVERSE,
        *relations.FORWARD_TO_REVERSE.values(),
    }


REDIS = record("decisions/0007-use-redis.md", "Use Redis")
POSTGRES = record("decisions/0003-use-postgres.md", "Use Postgres")
DATED = record("decisions/2022-02-07-tracing/README.md", "Tracing")
ASKED = record("history/prompts/001-auth/0007-log-in.green.prompt.md", "Log in")
OTHER = record("history/prompts/002-pay/0008-pay.red.prompt.md", "Pay")
EXTRA = record("sub/adr/0012-a b.md", "A b", folder=Folder(ADR, "sub/adr"))
SHELF = shelf(REDIS, POSTGRES, DATED, ASKED, OTHER, EXTRA)


@pytest.mark.parametrize(
    ("words", "near", "kind", "found"),
    [
        ("ADR-7", None, None, REDIS),
        ("adr 7", None, None, REDIS),
        ("adr7", None, None, REDIS),
        ("ADR-0007: Use Redis", None, None, REDIS),
        ("ADR-0007 (draft)", None, None, REDIS),
        ("phr-7", None, None, ASKED),
        ("7", None, ADR, REDIS),
        ("#7", None, PHR, ASKED),
        ("0007", POSTGRES, None, REDIS),
        ("3", None, None, POSTGRES),
        ("8", None, None, OTHER),
        ("decisions/0007-use-redis.md", None, None, REDIS),
        ("./decisions/0007-use-redis.md", None, None, REDIS),
        ("/decisions/0007-use-redis.md", POSTGRES, None, REDIS),
        ("0007-use-redis.md", POSTGRES, None, REDIS),
        ("../../../decisions/0007-use-redis.md", ASKED, None, REDIS),
        ("../decisions/./0007-use-redis.md#status", POSTGRES, None, REDIS),
        ("/home/me/code/decisions/0007-use-redis.md", ASKED, None, REDIS),
        ("https://git.example/o/r/blob/main/decisions/0007-use-redis.md?a=1", None, None, REDIS),
        ("https://docs.example/adr/7/", None, None, REDIS),
        ("/adr/7", None, None, REDIS),
        ("../adr%2F12", None, None, EXTRA),
        ("0007-use-redis", None, None, REDIS),
        ("ADR-0007-use-redis", None, None, REDIS),
        ("0007-USE-redis.md", None, None, REDIS),
        ("use-redis", None, None, REDIS),
        ("0009-use-redis.md", None, None, REDIS),  # renumbered
        ("0007-log-in", None, None, ASKED),
        ("0007-log-in.green", None, None, ASKED),
        ("0007-log-in.red.prompt.md", None, None, ASKED),  # the stage has changed
        ("001-auth/0007", None, None, ASKED),
        ("001-auth/7", None, None, ASKED),
        ("prompts/001-auth/PHR-0007", None, None, ASKED),
        ("001-auth/0007-log-in", None, None, ASKED),
        ("elsewhere/0007-log-in", None, None, ASKED),
        ("2022-02-07-tracing", None, None, DATED),
        ("../2022-02-07-tracing/", record("decisions/2023-01-01-x/README.md"), None, DATED),
        ("2022-02-07-tracing/README.md", POSTGRES, None, DATED),
        ("[7. Use Redis](0007-use-redis.md)", POSTGRES, None, REDIS),
        ("superseded by [ADR-0007](gone.md)", POSTGRES, None, REDIS),
        ("[8. Use Redis](0008-use-r.md)", POSTGRES, None, REDIS),  # by its title
        ("[x](<../sub/adr/0012-a b.md>)", POSTGRES, None, EXTRA),
        ("[x](../sub/adr/0012-a%20b.md)", POSTGRES, None, EXTRA),
        ("`0007-use-redis`", None, None, REDIS),
        ("[[0007-use-redis]]", None, None, REDIS),
    ],
)
def test_words_find_their_record(
    words: str, near: Record | None, kind: Kind | None, found: Record
) -> None:
    assert references.resolve(SHELF, words, near_record=near, kind=kind).path == found.path


@pytest.mark.parametrize(
    ("words", "kind", "message", "hint"),
    [
        ("adr 99", ADR, "no decision ADR-0099", "minutebook list adr"),
        ("phr-99", PHR, "no prompt record PHR-0099", "minutebook list phr"),
        ("nothing here", None, "no record nothing here", "minutebook list"),
        ("0007-use-cassandra", ADR, "no decision 0007-use-cassandra", "did you mean decisions/0007-use-redis.md?"),
        ("PHR-7", ADR, "no decision PHR-0007", "did you mean decisions/0007-use-redis.md?"),
        ("7" * 5000, None, f"no record {'7' * 79}…", "minutebook list"),
        ("README.md", None, "no record README.md", "minutebook list"),
        ("", None, "no record ", "minutebook list"),
        ("https://elsewhere.example/0007-use-redis", None, "no record https://elsewhere.example/0007-use-redis", "did you mean history/prompts/001-auth/0007-log-in.green.prompt.md, decisions/0007-use-redis.md?"),
        ("003-x/0007", None, "no record 003-x/0007", "did you mean history/prompts/001-auth/0007-log-in.green.prompt.md, decisions/0007-use-redis.md?"),
    ],
)  # fmt: skip
def test_words_that_find_nothing(words: str, kind: Kind | None, message: str, hint: str) -> None:
    with pytest.raises(UnknownRef) as refused:
        references.resolve(SHELF, words, kind=kind)
    assert (refused.value.message, refused.value.hint) == (message, hint)


def test_several_that_answer_are_named() -> None:
    twins = [record(f"decisions/0007-{name}.md") for name in "abcdefg"]
    with pytest.raises(AmbiguousRef) as refused:
        references.resolve(shelf(*twins), "7")
    assert refused.value.message == "7 names 7 records"
    assert refused.value.hint == (
        "say which: decisions/0007-a.md, decisions/0007-b.md, decisions/0007-c.md, "
        "decisions/0007-d.md, decisions/0007-e.md …"
    )
    with pytest.raises(AmbiguousRef, match="names 2 records"):
        references.resolve(SHELF, "7")


def test_the_closest_of_several_is_meant() -> None:
    by_folder = Folder(PHR, "p", "folder")
    here, there = (record(f"p/{route}/0001-x.red.prompt.md", folder=by_folder) for route in "ab")
    top = record("p/0001-x.red.prompt.md", folder=by_folder)
    other = record("q/0001-x.red.prompt.md", folder=Folder(PHR, "q"))
    found = Resolver((here, there, top, other))
    assert found.resolve("0001-x", near_record=here).path == here.path
    assert found.resolve("1", near_record=there).path == there.path
    assert found.resolve("p/0001", near_record=other).path == top.path
    with pytest.raises(AmbiguousRef):
        found.resolve("0001-x", near_record=record("p/c/0002-y.red.prompt.md", folder=by_folder))
    assert (
        Resolver((there, other)).resolve("1", near_record=here).path == there.path
    )  # the same folder


@pytest.mark.parametrize(
    ("words", "claims"),
    [
        ("ADR-7", True),
        ("0007", True),
        ("0007-use-redis", True),
        ("history/adr/0007-use-redis.md", True),
        ("../2022-02-07-tracing/", True),
        ("[3. Title](gone.md)", True),
        ("[ADR-3](https://elsewhere.example/x)", False),
        ("use-redis", True),
        ("use-redis.md", True),
        ("specs/001-x/spec.md", False),
        ("app/main.py", False),
        ("main.py", False),
        ("https://tracker.example/browse/X-1", False),
        ("{{LINKS_ADR}}", False),
        ("none", False),
        ("N/A", False),
        ("", False),
        ("the decision about caches", False),
    ],
)
def test_what_claims_to_be_a_record(words: str, claims: bool) -> None:
    assert references.is_reference(words) is claims


@given(st.text())
def test_any_words_are_taken(words: str) -> None:
    references.is_reference(words)
    relations.parse_relation(words)
    try:
        found = references.resolve(SHELF, words, near_record=ASKED)
    except (UnknownRef, AmbiguousRef) as refused:
        said = refused.message
    else:
        said = found.path
    assert "\n" not in said


def linked(path: str, *links: str, state: str = "accepted") -> Record:
    pairs = (link.split(" ", 1) for link in links)
    return record(path, links=tuple(Link(name, words) for name, words in pairs), state=state)


def seen(graph: relations.RelationGraph, one: Record) -> list[tuple[str, str, bool]]:
    return [
        (name, other.path.rpartition("/")[2][:4], stored)
        for name, other, stored in graph.list_relations(one)
    ]


def test_a_graph_has_each_relation_once() -> None:
    one = linked("decisions/0001-a.md", "superseded-by 0002-b", "relates-to 0003-c")
    two = linked("decisions/0002-b.md", "supersedes [1. A](0001-a.md)", "supersedes 0001-a")
    three = linked("decisions/0003-c.md", "relates-to ADR-1", "superseded-by 4", "relates-to 3")
    four = linked("decisions/0004-d.md", "supersedes 0099-x", "superseded-by https://x.example/y")
    asked = linked("history/prompts/0002-b.spec.prompt.md", "decides 0002-b", "follows 0001-z")
    graph = shelf(one, two, three, four, asked).graph
    told = {(edge.relation, edge.source, edge.target): edge for edge in graph.edges}
    assert len(told) == len(graph.edges) == 8
    both = told["supersedes", two.path, one.path]
    assert (
        both.is_resolved,
        both.is_stated_by_source,
        both.is_stated_by_target,
        both.is_one_way,
    ) == (True, True, True, False)
    back = told["supersedes", four.path, three.path]
    assert (
        back.is_resolved,
        back.is_stated_by_source,
        back.is_stated_by_target,
        back.is_one_way,
    ) == (True, False, True, True)
    lost = told["supersedes", four.path, "0099-x"]
    assert (
        lost.is_resolved,
        lost.is_stated_by_source,
        lost.is_stated_by_target,
        lost.is_one_way,
    ) == (False, True, False, False)
    gone = told["supersedes", "https://x.example/y", four.path]
    assert (gone.is_resolved, gone.is_stated_by_source, gone.is_stated_by_target) == (
        False,
        False,
        True,
    )
    assert [(at.path, link.target) for at, link in graph.dangling_links] == [
        (four.path, "0099-x"),
        (four.path, "https://x.example/y"),
        (asked.path, "0001-z"),
    ]
    # The forward end is the stored one; the back end counts only where nothing else says it.
    assert seen(graph, two) == [("supersedes", "0001", True), ("decided-in", "0002", False)]
    assert seen(graph, one) == [("superseded-by", "0002", False), ("relates-to", "0003", True)]
    assert seen(graph, three) == [("superseded-by", "0004", True), ("relates-to", "0001", True)]
    assert seen(graph, four) == [("supersedes", "0003", False)]
    assert seen(graph, asked) == [("decides", "0002", True)]
    assert graph.list_relations(REDIS) == ()


def test_a_symmetric_relation_is_stored_where_it_is_written() -> None:
    one, two = linked("decisions/0001-a.md", "conflicts-with 2"), linked("decisions/0002-b.md")
    graph = shelf(one, two).graph
    assert seen(graph, one) == [("conflicts-with", "0002", True)]
    assert seen(graph, two) == [("conflicts-with", "0001", False)]


def test_the_block_lists_what_readers_click() -> None:
    one = linked("decisions/0001-a.md", "superseded-by 0002-b", "relates-to 2022-02-07-tracing")
    two = record("decisions/0002-b.md", "Use [b] | <b>")
    asked = linked("history/prompts/x y/0003-b.spec.prompt.md", "decides ADR-1")
    graph = shelf(one, two, asked, DATED).graph
    assert relations.render_links_block(one, graph) == (
        "**Links**\n"
        "\n"
        "- superseded by [ADR-0002 Use \\[b\\] \\| \\<b>](0002-b.md)\n"
        "- decided in [PHR-0003 B](../history/prompts/x%20y/0003-b.spec.prompt.md)\n"
        "- relates to [Tracing](2022-02-07-tracing/README.md)"
    )
    assert relations.render_links_block(REDIS, graph) == ""


PROMPT_3 = record("history/prompts/0003-use-redis.spec.prompt.md")
DECISION_3 = record("decisions/0003-use-redis.md")
PROMPT_4 = record("history/prompts/0004-pay.spec.prompt.md")


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
    now = shelf(*{one.path: one for one in (source, target, *twins)}.values())
    assert relations.choose_link_target(now, target, source, relation) == stored
    page = record(source.path, links=(Link(relation, stored),))
    for twins in ((), (PROMPT_3, DECISION_3)):
        later = {one.path: one for one in (target, *twins, page)}
        graph = shelf(*later.values()).graph
        others = [other.path for name, other, _ in graph.list_relations(page) if name == relation]
        assert others == [target.path]


def test_a_target_whose_record_is_gone_leads_to_no_record_of_the_other_kind() -> None:
    pages = shelf(POSTGRES, DECISION_3)
    for target in ("phr-0003-use-redis", "PHR-0099-use-redis"):
        with pytest.raises(UnknownRef):
            references.resolve(pages, target, near_record=POSTGRES)


def test_a_name_that_the_kind_does_not_tell_apart_is_stored_as_a_path() -> None:
    twins = [record(f"history/prompts/{route}/0003-b.spec.prompt.md") for route in "xy"]
    notes = record("history/prompts/notes.md")
    pages = shelf(*twins, notes, POSTGRES)
    for target in (*twins, notes):
        assert relations.choose_link_target(pages, target, POSTGRES, "depends-on") == target.path


@pytest.mark.parametrize(
    ("paths"),
    [
        ["9-x.md", "10-x.md", "0011-x.md"],
        ["adr-9.md", "adr-010.md"],
        ["0001-a.md", "0001-b.md"],
        ["2023-09-09_027-x.md", "2023-10-01_028-a.md"],
    ],
)
def test_people_count_so(paths: list[str]) -> None:
    assert sorted(set(paths), key=relations.make_sort_key) == paths


# The chart -----------------------------------------------------------------------------------------

NASTY = [
    'a "quoted" `title`',
    "end",
    "[x](y) {z} (w) ((v)) >u] [/t/]",
    "#quot; #35; # ; %% %%{init: {}}%% style a fill:#f00;",
    "<script>alert(1)</script> <br/> &amp;",
    "使用 Redis 🎉 مرحبا \u202eabc\u202c \udc80",
    "a --> b --- c -.-> d ==> e | f",
    "1. a list\n2. with lines\x00\x1b",
    "graph TD; subgraph x; click a; class b; classDef; linkStyle; direction",
    "\\ \\n ' ` $ ~ ^ @ * _ __ ** :::x",
    "- [ ] task",
    "x" * 300,
]  # fmt: skip


def charts() -> list[str]:
    """Charts of every nasty title, and one as large as charts may be."""
    nasty = [record(f"decisions/{at:04d}-end.md", title) for at, title in enumerate(NASTY, 1)]
    ends = [
        record(f"decisions/{name}.md", name)
        for name in ("end", "o-x", "使用", "2020-01-01-end", "graph")
    ]
    out = []
    for records in (nasty, ends):
        edges = [
            relations.Edge(name, a.path, b.path, True, True, False)
            for name in relations.FORWARD_TO_REVERSE
            for a, b in pairwise(records)
        ]
        out.append(mermaid.render_chart(records, edges)[0])
    many = [record(f"decisions/{at:04d}-x.md", "使用" * 60) for at in range(600)]
    edges = [
        relations.Edge("amends", many[at].path, many[at - 1].path, True, True, True)
        for at in range(1, 600)
    ]
    text, more = mermaid.render_chart(many, edges)
    assert len(text) <= mermaid.MAX_CHART_CHARS
    assert text.count("-->") + more == len(edges)
    return [*out, text]


def test_a_chart() -> None:
    one = record("decisions/0001-a.md", 'Say "a"', state="superseded")
    two, twin = record("decisions/0002-b.md", "B"), record("decisions/0002-c.md", "C")
    edges = [
        relations.Edge("supersedes", two.path, one.path, True, True, True),
        relations.Edge("conflicts-with", one.path, twin.path, True, True, False),
        relations.Edge("depends-on", twin.path, twin.path, True, True, False),
        relations.Edge("depends-on", twin.path, "0099", False, True, False),
    ]
    assert mermaid.render_chart([one, two, twin, REDIS], edges) == (
        (
            "flowchart LR\n"
            '  n_adr_0001["ADR-0001 Say #34;a#34;"]\n'
            '  n_adr_0002["ADR-0002 B"]\n'
            '  n_adr_0002__2["ADR-0002 C"]\n'
            "  n_adr_0001 ---|conflicts with| n_adr_0002__2\n"
            "  n_adr_0002 -->|supersedes| n_adr_0001\n"
            "  classDef over stroke-dasharray:4\n"
            "  class n_adr_0001 over"
        ),
        0,
    )
    assert mermaid.render_chart([one, two], []) == ("", 0)


def test_the_newest_relations_are_drawn() -> None:
    many = [record(f"decisions/{at:04d}-x.md") for at in range(500)]
    edges = [
        relations.Edge("amends", many[at].path, many[at - 1].path, True, True, True)
        for at in range(1, 500)
    ]
    text, more = mermaid.render_chart(many, edges)
    assert more == 499 - mermaid.MAX_CHART_EDGES
    assert "n_adr_0499 -->|amends| n_adr_0498" in text
    assert "n_adr_0001 " not in text


def test_mermaid_parses_every_chart() -> None:
    modules = os.environ.get("MINUTEBOOK_MERMAID", "")
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    if not os.path.isdir(os.path.join(modules, "mermaid")):
        pytest.skip("MINUTEBOOK_MERMAID does not name a node_modules folder with mermaid")
    script = SUPPORT / "mermaid" / "parse.mjs"

    def parse(texts: list[str]) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [node, script], input="\0".join(texts).encode(), capture_output=True, check=False
        )

    done = parse(charts())
    assert (done.returncode, done.stderr) == (0, b"")
    assert parse(['flowchart LR\n  a["a "quote" in it"]']).returncode == 1


def test_charts_are_bounded() -> None:
    assert all(chart.startswith("flowchart LR\n") for chart in charts())


def test_names_are_found_however_their_letters_are_written() -> None:
    """Case, and accents composed or apart: a page may come from another system than the link."""
    there = record("decisions/0003-caf\u00e9.md")
    for words in (
        "0003-cafe\u0301",
        "decisions/0003-Cafe\u0301.md",
        "CAF\u00c9",
        "[x](0003-cafe\u0301.md)",
    ):
        assert references.resolve(shelf(there), words).path == there.path
