"""Charts of relations: every title leaves the chart intact, and a chart stays within its bounds."""

from __future__ import annotations

import os
import shutil
import subprocess
from itertools import pairwise

import pytest

from made_records import make_record
from minutebook.records import relations
from minutebook.records.index import mermaid

from paths import SUPPORT

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
    with_nasty_titles = [
        make_record(f"decisions/{number:04d}-end.md", title)
        for number, title in enumerate(NASTY, 1)
    ]
    with_reserved_names = [
        make_record(f"decisions/{name}.md", name)
        for name in ("end", "o-x", "使用", "2020-01-01-end", "graph")
    ]
    all_charts = []
    for records in (with_nasty_titles, with_reserved_names):
        edges = [
            relations.Edge(name, source.path, target.path, True, True, False)
            for name in relations.FORWARD_TO_REVERSE
            for source, target in pairwise(records)
        ]
        all_charts.append(mermaid.render_chart(records, edges)[0])
    long_titles = [
        make_record(f"decisions/{number:04d}-x.md", "使用" * 60) for number in range(600)
    ]
    edges = [
        relations.Edge(
            "amends", long_titles[number].path, long_titles[number - 1].path, True, True, True
        )
        for number in range(1, 600)
    ]
    text, left_out = mermaid.render_chart(long_titles, edges)
    assert len(text.encode()) <= mermaid.MAX_CHART_BYTES
    assert text.count("-->") + left_out == len(edges)
    return [*all_charts, text]


def test_a_chart_draws_the_relations_between_its_records() -> None:
    old = make_record("decisions/0001-a.md", 'Say "a"', state="superseded")
    new, twin = make_record("decisions/0002-b.md", "B"), make_record("decisions/0002-c.md", "C")
    unrelated = make_record("decisions/0007-use-redis.md")
    edges = [
        relations.Edge("supersedes", new.path, old.path, True, True, True),
        relations.Edge("conflicts-with", old.path, twin.path, True, True, False),
        relations.Edge("depends-on", twin.path, twin.path, True, True, False),
        relations.Edge("depends-on", twin.path, "0099", False, True, False),
    ]
    assert mermaid.render_chart([old, new, twin, unrelated], edges) == (
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
    assert mermaid.render_chart([old, new], []) == ("", 0)


def test_a_supersession_that_is_not_in_effect_is_dotted_or_left_out() -> None:
    old, new = make_record("decisions/0001-a.md", "A"), make_record("decisions/0002-b.md", "B")
    edges = {
        effect: relations.Edge("supersedes", new.path, old.path, True, True, False, effect)
        for effect in (relations.PENDING, relations.LAPSED)
    }
    chart, left_out = mermaid.render_chart([old, new], [edges[relations.PENDING]])
    assert chart.endswith("\n  n_adr_0002 -.->|would supersede| n_adr_0001")
    assert left_out == 0
    assert mermaid.render_chart([old, new], [edges[relations.LAPSED]]) == ("", 0)


def test_of_too_many_relations_the_newest_are_drawn() -> None:
    records = [make_record(f"decisions/{number:04d}-x.md") for number in range(500)]
    edges = [
        relations.Edge("amends", records[number].path, records[number - 1].path, True, True, True)
        for number in range(1, 500)
    ]
    text, left_out = mermaid.render_chart(records, edges)
    assert left_out == 499 - mermaid.MAX_CHART_EDGES
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


def test_all_chartsare_bounded() -> None:
    assert all(chart.startswith("flowchart LR\n") for chart in charts())
