"""Records as a tree of markdown pages that MkDocs, Docusaurus or Backstage makes a site of."""

from __future__ import annotations

import os
from collections.abc import Iterator

from minutebook.lean.progress import track_progress
from minutebook.operations.project import Project
from minutebook.operations.reading import query
from minutebook.operations.transfer.outgoing import apart
from minutebook.operations.transfer.outgoing.markdown_site import (
    generators,
    index_pages,
    output_folder,
    places,
)
from minutebook.operations.transfer.outgoing.markdown_site.links import LinkMap
from minutebook.operations.transfer.outgoing.markdown_site.output_folder import FolderChanges
from minutebook.operations.transfer.outgoing.markdown_site.record_pages import PageMaker
from minutebook.repository import files

_MAX_ATTACHED_BYTES = 32 * 1024 * 1024


def export_pages(project: Project, generator_name: str, out: str, page_base: str) -> FolderChanges:
    """Write all records as pages into the folder `out`, or what changed of them since.

    `page_base` is how the addresses of files on the forge begin, "" where links to files lead
    nowhere. Raises UsageError for a generator that is not known and a folder with records or among
    them, OperationError for a folder with files of others.
    """
    generator = generators.require_generator(generator_name)
    apart.require_apart(project, out, "pages", "name another folder with --out")
    before = output_folder.require_own_folder(out, generator.name)
    records = project.load_records(has_texts=False)
    members = query.sort_records(records.members)
    record_places = places.choose_places(members, generator)
    folders = places.list_index_folders([*record_places.values()])
    links = LinkMap(project, records, record_places, page_base)
    maker = PageMaker(records, record_places, generator, links)

    def make_pages() -> Iterator[tuple[str, str]]:
        for record in track_progress(members, project.report_progress):
            yield record_places[record.path], maker.make_page(record)
        yield from index_pages.make_index_pages(members, record_places, folders, generator)
        for position, folder in enumerate(folders if generator.folder_file else ()):
            if folder:
                title = places.name_folder(folder)
                text = generators.format_folder_file(generator, title, position)
                yield f"{folder}/{generator.folder_file}", text
        for path, place in sorted(links.attached.items()):
            raw = files.read_bytes(project.top, path, _MAX_ATTACHED_BYTES)
            yield place, (raw or b"").decode("utf-8", "surrogateescape")

    def make_files() -> Iterator[tuple[str, str]]:
        for place, text in make_pages():
            yield generator.pages_folder + place, text
        title = os.path.basename(project.top) or "Records"
        yield from generators.format_site_file(generator, title).items()

    known = [*record_places.values(), *(f"{each}/index.md".lstrip("/") for each in folders)]
    paths = [generator.pages_folder + path for path in known]
    return output_folder.write_folder(out, generator.name, before, paths, make_files())
