"""Any record set that is exported and imported into an empty repository is the same there."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from command_runner import Runner, read_tree

NEWLINES = ["\n", "\r\n"]
TITLES = ["Use Postgres", "Cache: in Redis", "Über Größe", "名前", "a | b [c](d)", "x" * 120]
STATUSES = [
    "proposed",
    "accepted",
    "Superseded by [2](0002-b.md)",
    "Parked",
    "",
    "superseded by ADR-0003",
]
BODIES = [
    "c\n\n## Decision\n\nd\n",
    "See ADR-0002, [b](0002-b.md#x) and ![p](img/p.png).\n",
    "<!-- minutebook:links -->\nold\n<!-- /minutebook:links -->\n",
    "```\nnever closed\n",
    "no end of line",
    "nul \0 escape \x1b[2J \u2028\n",
]
NAMES = [
    *("0001-a.md", "0002-b.md", "0002-c.md", "0003a-d.md", "20240102-e.md", "notes.md"),
    *("adr-0007-f.md", "0008-g.adoc", "0009-h/README.md", "old/0010-i.md", "0001-a-notes.md"),
    *("README.md", "template.md", "0011-ünï.md"),
]
PROMPT_NAMES = ["general/0001-a.general.prompt.md", "pay/0001-b.red.prompt.md", "pay/x.prompt.md"]
RAW = st.one_of(
    st.binary(max_size=60),
    st.sampled_from([b"", b"\xef\xbb\xbf# A\r\n", b"# A\r## B\r", "# A\n".encode("utf-16")]),
)
SETTINGS = [
    "",
    'adr-numbering = "folder"\n',
    'phr-numbering = "folder"\nstages = ["spike"]\n',
    'statuses = { Parked = "rejected" }\n',
    'relations = { "spiked-in" = "spike-of" }\n',
]


@st.composite
def pages(draw: st.DrawFn) -> bytes:
    """A page in one of the forms that there are, or bytes that are none."""
    form = draw(st.sampled_from(["nygard", "front-matter", "bullets", "raw"]))
    if form == "raw":
        return draw(RAW)
    title, status = draw(st.sampled_from(TITLES)), draw(st.sampled_from(STATUSES))
    body = draw(st.sampled_from(BODIES))
    head = {
        "nygard": f"# 1. {title}\n\nDate: 2024-01-02\n\n## Status\n\n{status}\n\n## Context\n\n",
        "front-matter": f"---\nstatus: {json.dumps(status)}\ntags: [a, 'b']\n---\n\n# {title}\n\n",
        "bullets": f"# {title}\n\n* Status: {status}\n* Date: 2024-01-02\n\n",
    }[form]
    text = draw(st.sampled_from(["", "\ufeff"])) + head + body
    return text.replace("\n", draw(st.sampled_from(NEWLINES))).encode()


@st.composite
def trees(draw: st.DrawFn) -> dict[str, bytes]:
    """The files of a repository with records."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=6))
    prompts = draw(st.lists(st.sampled_from(PROMPT_NAMES), unique=True, max_size=2))
    files = {f"decisions/{name}": draw(pages()) for name in names}
    files |= {f"history/prompts/{name}": draw(pages()) for name in prompts}
    if draw(st.booleans()):
        files["decisions/img/p.png"] = draw(RAW)
    settings = draw(st.sampled_from(SETTINGS))
    return {**files, "minutebook.toml": settings.encode()} if settings else files


def write(top: Path, files: Mapping[str, bytes]) -> None:
    for path, raw in files.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_bytes(raw)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=trees())
def test_a_record_set_survives_export_and_import(
    files: dict[str, bytes], empty_repository: Path, world: dict[str, str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        tops = [Path(os.path.realpath(folder), name) for name in ("here", "there")]
        for top in tops:
            shutil.copytree(empty_repository, top, symlinks=True)
        here, there = (Runner(top, world) for top in tops)
        write(here.top, files)
        exported = here("export").ok().out
        there("import", "-", stdin=exported).ok()
        assert there("list", "--json").ok().out == here("list", "--json").ok().out
        tree = read_tree(there.top)
        for path, raw in files.items():
            if path != "minutebook.toml":
                assert tree[path] == raw
        assert set(tree) - {"minutebook.toml"} == set(files) - {"minutebook.toml"}
        assert there("export").ok().out == exported
        assert there("import", "-", stdin=exported).ok().out == "nothing to do\n"
