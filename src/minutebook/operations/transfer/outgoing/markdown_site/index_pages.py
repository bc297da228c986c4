"""The index pages of the folder: what there is at the top, and a table for each folder below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from minutebook.operations.transfer.outgoing.markdown_site import portable
from minutebook.operations.transfer.outgoing.markdown_site.generators import (
    Generator,
    format_front_matter,
)
from minutebook.operations.transfer.outgoing.markdown_site.places import (
    KIND_FOLDERS,
    make_relative,
    name_folder,
)
from minutebook.records.model import ADR, PHR, Record

_LATEST_COUNT = 10


def make_index_pages(
    records: Iterable[Record],
    places: Mapping[str, str],
    folders: Iterable[str],
    generator: Generator,
) -> Iterator[tuple[str, str]]:
    """The paths and texts of the index pages of these folders; "" is the top."""
    newest = sorted(records, key=lambda record: (record.date, record.path), reverse=True)
    in_folder: dict[str, list[Record]] = {}
    for record in newest:
        in_folder.setdefault(places[record.path].rpartition("/")[0], []).append(record)
    names = sorted(folders)
    for folder in names:
        path = f"{folder}/index.md" if folder else "index.md"
        title = name_folder(folder)
        blocks = [f"# {portable.escape(title)}"]
        if folder:
            below = [each for each in names if each and each.rpartition("/")[0] == folder]
            blocks.append("\n".join(_list_folders(below, in_folder, path)))
            blocks.append(_make_table(in_folder.get(folder, ()), places, path))
        else:
            blocks += _make_overview(newest, places)
        matter = format_front_matter(generator, path, title, {}, ())
        if generator.has_ids:  # the page of a folder has the address of the folder
            matter = f'---\ntitle: "{title}"\n---\n\n' if title.isalnum() else matter
        text = matter + "\n\n".join(filter(None, blocks)) + "\n"
        yield path, text.encode("utf-8", "replace").decode()


def _list_folders(
    folders: Iterable[str], in_folder: Mapping[str, list[Record]], path: str
) -> Iterator[str]:
    for folder in folders:
        count = sum(
            len(each)
            for name, each in in_folder.items()
            if name == folder or name.startswith(f"{folder}/")
        )
        link = portable.make_link(
            portable.escape(name_folder(folder)), make_relative(f"{folder}/index.md", path)
        )
        yield f"-   {link} ({count:,})"


def _make_overview(newest: list[Record], places: Mapping[str, str]) -> Iterator[str]:
    for kind, words in ((ADR, "decision"), (PHR, "prompt")):
        members = [record for record in newest if record.kind is kind]
        if not members:
            continue
        folder = KIND_FOLDERS[kind.name]
        count = f"{len(members):,} {words}{'' if len(members) == 1 else 's'}"
        states: dict[str, int] = {}
        for record in members:
            state = record.state or record.state_raw or "unknown"
            states[state] = states.get(state, 0) + 1
        counted = ", ".join(
            f"{portable.escape(name)}: {number:,}" for name, number in sorted(states.items())
        )
        yield f"## {folder.capitalize()}"
        yield f"{portable.make_link(count, f'{folder}/index.md')}. {counted}."
        yield _make_table(members[:_LATEST_COUNT], places, "index.md")


def _make_table(records: Iterable[Record], places: Mapping[str, str], path: str) -> str:
    """A table of records; "" for none."""
    rows = []
    for record in records:
        target = make_relative(places[record.path], path)
        title = portable.escape(record.title or record.ref)
        state = portable.escape(record.state or record.state_raw)
        cells = (portable.escape(record.ref), portable.make_link(title, target), state, record.date)
        rows.append(f"| {' | '.join(cells)} |")
    if not rows:
        return ""
    return "\n".join(["| Record | Title | State | Date |", "|---|---|---|---|", *rows])
