"""Reads all records from pages, wherever these lie: in a working tree, or in git's objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from minutebook.lean.progress import track_progress
from minutebook.records import filenames, reader
from minutebook.records.model import MARKUP_ENDINGS, Folder, RecordSet, find_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.lean.progress import ProgressReporter

Page = tuple[str, bool]  # the text, and whether it is only the head of a page that is too large


def read_record_set(
    folders: tuple[Folder, ...],
    paths: Iterable[str],
    index_paths: Iterable[str],
    read_page: Callable[[str], Page | None],
    own_names: frozenset[str],
    index_templates: Mapping[str, tuple[str, str]],
    report_progress: ProgressReporter | None = None,
) -> RecordSet:
    """The records among some pages, and the other pages that an operation may have to change.

    `paths` are those below the folders, `index_paths` the main index pages, which may lie beside
    them. `read_page` gives None for a page that cannot be read. The last two are as in `RecordSet`.
    """

    def read_text(path: str) -> str:
        page = read_page(path)
        return page[0] if page else ""

    records, pages = [], {}
    paths = sorted(paths)
    folder_by_path = filenames.select_records(folders, paths, read_text)
    for path in track_progress(paths, report_progress):
        home = folder_by_path.get(path)
        if home is None and not _is_editable_page(folders, path):
            continue
        page = read_page(path)
        if page is None:
            continue
        if home is not None:
            records.append(reader.read_record(home, path, page[0], is_cut=page[1]))
        else:
            pages[path] = page[0]
    for path in index_paths:  # they may lie beside the folders that they list, not in them
        page = read_page(path)
        if page is not None:
            pages[path] = page[0]
    return reader.settle_dates(
        RecordSet(folders, tuple(records), pages, own_names, index_templates)
    )


def _is_editable_page(folders: tuple[Folder, ...], path: str) -> bool:
    """Whether a page that is no record lies in a folder of records and may be changed."""
    return find_folder(folders, path) is not None and not path.lower().endswith(MARKUP_ENDINGS)
