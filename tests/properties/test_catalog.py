"""The catalog says what the pages say, whatever was written, moved and removed in between."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from minutebook.catalog.selection import Selection, select_records
from minutebook.operations.project import open_project
from minutebook.operations.reading import listing, query
from minutebook.operations.reading.cataloguing import whole_set
from minutebook.operations.reading.cataloguing.derived import RecordLoader
from minutebook.operations.reading.cataloguing.opening import Catalog, open_catalog
from minutebook.operations.schema import serialize
from minutebook.records.relations import resolve_link

NAMES = (
    "decisions/0001-use-redis.md",
    "decisions/0001-use-redis-notes.md",
    "decisions/0002-use-a-queue.md",
    "decisions/0002-x/README.md",
    "decisions/team/0003-drop-redis.md",
    "decisions/README.md",
    "decisions/code-review.md",
    "history/prompts/001-auth/0001-log-in.green.prompt.md",
    "history/prompts/general/0002-ask.general.prompt.md",
)
TARGETS = (
    "0001",
    "ADR-2",
    "0002-use-a-queue",
    "0003-drop-redis",
    "PHR-1",
    "../0001-use-redis.md",
    "gone",
)
RELATIONS = ("supersedes", "amends", "depends-on", "relates-to", "inspired-by", "superseded-by")
MOVES = tuple(f"-> {folder}" for folder in ("decisions", "decisions/team", "other/part"))
DATES = ("2026-01-05", "05/07/2023", "2025", "")


@st.composite
def pages(draw: st.DrawFn) -> str:
    links = draw(
        st.lists(st.tuples(st.sampled_from(RELATIONS), st.sampled_from(TARGETS)), max_size=3)
    )
    status = draw(st.sampled_from(("proposed", "accepted", "superseded", "rejected", "in limbo")))
    alias = draw(st.sampled_from(("", "aliases: [0009-old]\n")))
    session = draw(st.sampled_from(("", "session: s1\n")))
    listed = "".join(f"  {relation}: [{target}]\n" for relation, target in dict(links).items())
    head = f"links:\n{listed}" if listed else ""
    title = draw(st.sampled_from(("Use Redis", "Use a queue", "\udce4 bad", "رسائل")))
    date = draw(st.sampled_from(DATES))
    return (
        f"---\nstatus: {status}\nstage: red\ndate: {date}\n{alias}{session}{head}---\n# {title}\n"
    )


CHANGE = st.one_of(
    st.tuples(st.sampled_from(NAMES), pages()),
    st.tuples(st.sampled_from(NAMES), st.none()),
    st.tuples(st.sampled_from(NAMES), st.sampled_from(MOVES)),
)


def make_repository(top: Path) -> None:
    subprocess.run(["git", "init", "-q", str(top)], check=True)
    (top / "minutebook.toml").write_text(
        "phr-numbering = 'folder'\nadr-folders = ['decisions', 'other']\n"
    )
    (top / "decisions").mkdir()  # where no folder of records is there, no catalog is kept


def change(top: Path, name: str, text: str | None) -> None:
    path = top / name
    if text is not None and text.startswith("-> "):
        target = top / text.removeprefix("-> ") / path.name
        if path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)
    elif text is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    elif path.is_file():
        path.unlink()


def require_same(top: Path, catalog: Catalog) -> None:
    """Fail where the catalog differs from what is read anew."""
    records = open_project(str(top)).read_records()
    listed = select_records(catalog.connection, Selection(), "number")
    expected = query.sort_records(records.members)
    assert [each.ref for each in listed] == [each.ref for each in expected]
    assert [each.title for each in listed] == [each.title for each in expected]
    assert [each.date for each in listed] == [each.date for each in expected]
    assert listing.list_notes(catalog, listed) == query.describe_effects(expected, records)
    documents = [json.loads(text) for text in listing.list_documents(catalog, listed)]
    assert documents == [
        json.loads(json.dumps(serialize.serialize_record(each, records.graph), default=str))
        for each in expected
    ]
    loader = RecordLoader(catalog)
    for record in records.members:
        for link in record.links:
            known, other = (
                resolve_link(resolver, record, link)
                for resolver in (records.resolver, loader.resolver)
            )
            assert (known and known.path) == (other and other.path)


def play(steps: list[list[tuple[str, str | None]]], reopen: Callable[[Path], Catalog]) -> None:
    with TemporaryDirectory() as folder:
        top = Path(os.path.realpath(folder)) / "repository"
        make_repository(top)
        for step in steps:
            for name, text in step:
                change(top, name, text)
            catalog = reopen(top)
            if (top / "decisions").exists():
                assert catalog.path == str(top / ".git" / "minutebook" / "catalog.sqlite")
            require_same(top, catalog)
            require_same_set(top)
            catalog.connection.close()


@given(st.lists(st.lists(CHANGE, min_size=1, max_size=4), min_size=1, max_size=5))
def test_a_catalog_follows_all_changes(steps: list[list[tuple[str, str | None]]]) -> None:
    play(steps, lambda top: open_catalog(str(top)))


def require_same_set(top: Path) -> None:
    """Fail where the set of all records differs by whether the catalog gives it."""
    project = open_project(str(top))
    if (top / "decisions").exists():
        assert whole_set.load_records(project, has_texts=True) is not None
    records, expected = project.load_records(), project.read_records()
    assert records == expected
    for record in records.members:
        assert records.graph.list_relations(record) == expected.graph.list_relations(record)
    assert records.graph.edges == expected.graph.edges
    assert records.graph.dangling_links == expected.graph.dangling_links
