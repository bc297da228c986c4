"""Graphs: which records they have, and how they are drawn."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest

from made_records import make_record, make_record_set
from minutebook.lean.values import replace
from minutebook.operations.explaining.graph.choose import Graph, choose_graph
from minutebook.operations.explaining.graph.drawings import draw_dot, draw_mermaid, serialize_graph
from minutebook.operations.explaining.story.page_addresses import make_address
from minutebook.records.index.mermaid import MAX_CHART_BYTES, MAX_CHART_EDGES
from minutebook.records.model import ADR, PHR, Link, Record

from paths import SUPPORT

HOSTILE = (
    'Say "a"',
    "%%{init: {'theme':'x'}}%%",
    "end\n  class n_adr_0001 proposed",
    'a"]; x[shape=box, URL="javascript:alert(1)"',
    "back\\slash\\N \\",
    "<b>&lt; &amp;</b> <script>",
    "style:#x; click a href",
    "\x1b[31m\x00 密 e\u0301 \ud800 \u202e",
    "```\n# x",
    "x" * 500,
    "subgraph",
    "graph TD; a-->b",
    "{{ title }}",
    "",
)


def decision(number: int, *links: Link, title: str = "", state: str = "accepted") -> Record:
    return make_record(f"decisions/{number:04d}-d.md", title or f"D{number}", links, state=state)


def prompt(number: int, *links: Link) -> Record:
    return make_record(f"history/prompts/f/{number:04d}-p.green.prompt.md", "P", links)


def refs(graph: Graph) -> list[str]:
    return [record.ref for record in graph.records]


def address(graph: Graph, base: str = "https://x.example/b/") -> dict[str, str]:
    return {record.path: make_address(base, record.path) for record in graph.records}


CHAIN = (
    decision(1),
    decision(2, Link("amends", "1")),
    decision(3, Link("depends-on", "2"), Link("relates-to", "0099"), Link("relates-to", "3")),
    decision(4, Link("supersedes", "3"), state="proposed"),
    decision(5, Link("supersedes", "4"), state="rejected"),
    decision(6, state="proposed"),
    prompt(1, Link("decides", "2")),
    prompt(2, Link("follows", "1")),
)


def test_what_a_graph_has() -> None:
    records = make_record_set(*CHAIN)
    graph = choose_graph(records)
    assert refs(graph) == ["ADR-0001", "ADR-0002", "ADR-0003", "ADR-0004"]
    assert graph.lone_count == 2  # what was rejected supersedes nothing
    assert [(record.ref, link.target) for record, link in graph.dead_ends] == [("ADR-0003", "0099")]
    everything = choose_graph(records, has_lone=True)
    assert (len(everything.records), everything.lone_count) == (6, 0)
    assert refs(choose_graph(records, kinds=(ADR, PHR)))[-1:] == ["PHR-0001"]
    assert refs(choose_graph(records, kinds=(PHR,))) == ["PHR-0001", "PHR-0002"]
    assert refs(choose_graph(records, state="Proposed", has_lone=True)) == ["ADR-0004", "ADR-0006"]


@pytest.mark.parametrize(
    ("number", "depth", "found"),
    [(1, 0, [1]), (1, 1, [1, 2]), (2, 1, [1, 2, 3]), (1, None, [1, 2, 3, 4]), (6, None, [6])],
)
def test_how_far_a_graph_goes(number: int, depth: int | None, found: list[int]) -> None:
    graph = choose_graph(make_record_set(*CHAIN), [CHAIN[number - 1]], depth=depth)
    assert [record.number for record in graph.records] == found


def test_circles_and_links_of_two_meanings_come_to_an_end() -> None:
    circle = [decision(n, Link("depends-on", str(n % 3 + 1))) for n in (1, 2, 3)]
    twin = make_record("decisions/0001-other.md", "Twin")
    graph = choose_graph(make_record_set(*circle), circle[:1])
    assert len(graph.edges) == 3
    ambiguous = choose_graph(make_record_set(*circle, twin))
    assert [link.target for _, link in ambiguous.dead_ends] == ["1"]
    assert refs(ambiguous) == ["ADR-0001", "ADR-0002", "ADR-0003"]


def test_private_records_are_in_no_graph() -> None:
    private = replace(prompt(9, Link("decides", "1")), fields={"visibility": "private"})
    records = make_record_set(decision(1), private)
    graph = choose_graph(records, kinds=(ADR, PHR), has_lone=True)
    assert refs(graph) == ["ADR-0001"]
    assert refs(choose_graph(records, [private], kinds=(ADR, PHR))) == []
    assert "history" not in draw_dot(graph, address(graph)) + draw_mermaid(graph, {})[0]


def test_a_drawing_in_mermaid() -> None:
    graph = choose_graph(make_record_set(*CHAIN), kinds=(ADR, PHR), state="")
    text, left = draw_mermaid(graph, {graph.records[0].path: "https://x.example/a.md"})
    assert left == 0
    assert text == (
        "flowchart LR\n"
        '  n_adr_0001["ADR-0001 D1"]\n'
        '  n_adr_0002["ADR-0002 D2"]\n'
        '  n_adr_0003["ADR-0003 D3"]\n'
        '  n_adr_0004["ADR-0004 D4"]\n'
        '  n_phr_0001(["PHR-0001 P"])\n'
        "  n_phr_0001 -->|decides| n_adr_0002\n"
        "  n_adr_0002 -->|amends| n_adr_0001\n"
        "  n_adr_0003 -->|depends on| n_adr_0002\n"
        "  n_adr_0004 -.->|would supersede| n_adr_0003\n"
        '  click n_adr_0001 href "https://x.example/a.md"\n'
        "  classDef accepted fill:#dafbe1,stroke:#1a7f37,color:#1f2328\n"
        "  classDef proposed fill:#fff8c5,stroke:#9a6700,color:#1f2328\n"
        "  classDef prompt fill:#ddf4ff,stroke:#0969da,color:#1f2328\n"
        "  class n_adr_0001 accepted\n"
        "  class n_adr_0002 accepted\n"
        "  class n_adr_0003 accepted\n"
        "  class n_adr_0004 proposed\n"
        "  class n_phr_0001 prompt"
    )


def hostile_graph() -> Graph:
    members = [
        decision(number, Link("depends-on", str(number - 1)), title=title)
        for number, title in enumerate(HOSTILE, 2)
    ]
    odd = make_record('decisions/0050-a"] b#;%x.md', "Odd", (Link('inspired-by "end"', "2"),))
    return choose_graph(make_record_set(decision(1), *members, odd), has_lone=True)


def long_graph() -> Graph:
    return choose_graph(
        make_record_set(
            decision(1), *(decision(n, Link("amends", str(n - 1))) for n in range(2, 1001))
        )
    )


def test_of_too_many_records_the_last_are_drawn() -> None:
    graph = long_graph()
    text, left = draw_mermaid(graph, address(graph))
    assert 0 < left < 1000
    assert len(text.encode()) <= MAX_CHART_BYTES
    assert text.count("-->") == 1000 - left - 1 <= MAX_CHART_EDGES
    assert 'n_adr_1000["ADR-1000 D1000"]' in text
    assert draw_dot(graph, address(graph)).count(" -> ") == 999
    assert len(serialize_graph(graph)["nodes"]) == 1000  # type: ignore[arg-type]


def test_nothing_in_a_title_ends_its_quotes() -> None:
    graph = hostile_graph()
    text, _ = draw_mermaid(graph, address(graph))
    for line in text.splitlines()[1:]:
        assert re.fullmatch(
            r'  (?:n_\w+\["[^"\[\]{}<>\\`]*"\]'
            r'|n_\w+ -->\|(?:[a-z ]+|"[^"|]*")\| n_\w+'
            r'|click n_\w+ href "https://x\.example/b/[\w%/.~-]+"'
            r"|classDef \w+ [\w#:,-]+|class n_\w+ \w+)",
            line,
        ), line
    value = r'"(?:[^"\\]|\\["\\])*"'
    for line in draw_dot(graph, address(graph)).splitlines()[4:-1]:
        assert re.fullmatch(rf"  n_\w+(?: -> n_\w+)? \[\w+={value}(?:, \w+={value})*\];", line), (
            line
        )


def test_drawings_are_the_same_in_whatever_order_records_come() -> None:
    graphs = [
        choose_graph(make_record_set(*members), kinds=(ADR, PHR))
        for members in (CHAIN, CHAIN[::-1])
    ]
    assert draw_mermaid(graphs[0], {}) == draw_mermaid(graphs[1], {})
    assert draw_dot(graphs[0], {}) == draw_dot(graphs[1], {})
    assert serialize_graph(graphs[0]) == serialize_graph(graphs[1])


def test_an_empty_graph_is_a_drawing() -> None:
    graph = choose_graph(make_record_set(decision(1)))
    assert draw_mermaid(graph, {}) == ("flowchart LR", 0)
    assert draw_dot(graph, {}).startswith("digraph minutebook {\n")


def test_graphviz_draws_every_graph() -> None:
    program = shutil.which("dot")
    if program is None:
        pytest.skip("graphviz is not installed")
    for graph in (hostile_graph(), choose_graph(make_record_set(*CHAIN)), Graph((), (), (), 0)):
        done = subprocess.run(
            [program, "-Tplain"],
            input=draw_dot(graph, address(graph)).encode("utf-8", "strict"),
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        assert done.stdout.count(b"\nnode ") == len(graph.records)
        assert done.stdout.count(b"\nedge ") == len(graph.edges)


def test_mermaid_parses_every_graph() -> None:
    modules, node = os.environ.get("MINUTEBOOK_MERMAID", ""), shutil.which("node")
    if node is None or not os.path.isdir(os.path.join(modules, "mermaid")):
        pytest.skip("MINUTEBOOK_MERMAID does not name a node_modules folder with mermaid")
    graphs = (
        hostile_graph(),
        choose_graph(make_record_set(*CHAIN), kinds=(ADR, PHR)),
        long_graph(),
    )
    texts = [draw_mermaid(graph, address(graph))[0] for graph in graphs]
    script = SUPPORT / "mermaid" / "parse.mjs"
    done = subprocess.run(
        [node, script], input="\0".join(texts).encode(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
