"""Files: which records and decisions govern each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from urllib.parse import quote

from minutebook.site.book import Entry, FilePage
from minutebook.site.page import Page
from minutebook.site.pages.index import BookIndex, cut_pages
from minutebook.site.pages.plain import keep_web_address

_MAX_REFS = 4  # decisions that are named in a file's row


def list_file_pages(index: BookIndex) -> Iterator[Page]:
    """The pages of `files/index.html`, and a page for each file."""
    files = sorted(
        index.book.files, key=lambda file: (file.repository, _find_folder(file), file.path)
    )
    for url, listed, paging in cut_pages("files/index.html", files):
        yield index.make_page(
            url,
            "lists/files.html",
            "Files",
            "files",
            folders=[
                {"name": folder, "repository_name": repository, "files": list(members)}
                for (repository, folder), members in _group_by_folder(index, listed)
            ],
            paging=paging,
        )
    for file in files:
        yield _make_file_page(index, file)


def _group_by_folder(
    index: BookIndex, files: Sequence[FilePage]
) -> Iterator[tuple[tuple[str, str], list[dict[str, object]]]]:
    for (slug, folder), members in groupby(
        files, key=lambda file: (file.repository, _find_folder(file))
    ):
        yield (
            (index.name_repository(slug), folder),
            [_describe_file(index, file) for file in members],
        )


def _find_folder(file: FilePage) -> str:
    return file.path.rpartition("/")[0]


def _describe_file(index: BookIndex, file: FilePage) -> dict[str, object]:
    governing = _find_entries(index, file.governed_by)
    return {
        "name": file.path.rpartition("/")[2],
        "path": file.path,
        "url": file.url,
        "governed_by": [
            {"ref": entry.ref, "title": entry.title, "url": entry.url}
            for entry in governing[:_MAX_REFS]
        ],
        "governed_count": len(governing),
        "named_count": len(file.named_by),
    }


def _make_file_page(index: BookIndex, file: FilePage) -> Page:
    files_url = keep_web_address(index.book.find_repository(file.repository).files_url)
    named = _find_entries(index, file.named_by)
    return index.make_page(
        file.url,
        "file.html",
        file.path,
        "files",
        path=file.path,
        repository_name=index.name_repository(file.repository),
        address=files_url + quote(file.path) if files_url else "",
        governed_by=index.make_rows(_find_entries(index, file.governed_by)),
        prompts=index.make_rows(entry for entry in named if entry.kind == "phr"),
        other_decisions=index.make_rows(entry for entry in named if entry.kind == "adr"),
    )


def _find_entries(index: BookIndex, keys: Sequence[str]) -> list[Entry]:
    return [index.entries[key] for key in keys if key in index.entries]
