"""What the links of records lead to in the folder of pages: other pages, pictures, the forge."""

from __future__ import annotations

import html
from collections.abc import Container, Mapping
from urllib.parse import quote, unquote

from minutebook.lean.patterns import compile_lazily
from minutebook.operations.explaining.story.page_addresses import make_address
from minutebook.operations.project import Project
from minutebook.operations.transfer.outgoing.markdown_site.places import (
    KIND_FOLDERS,
    make_relative,
)
from minutebook.records.index import index_pages
from minutebook.records.model import RecordSet
from minutebook.records.renaming.incoming import attached
from minutebook.repository import files
from minutebook.text.markdown.destinations import decode_href

FILES_FOLDER = "files"  # of the pictures and documents that pages show
_SCHEME = compile_lazily(r"[^/?#]*:")
_OPEN_SCHEMES = ("http:", "https:", "mailto:")
_INVISIBLE = compile_lazily(r"[\x00-\x20\x7f-\xa0\\]+")


class LinkMap:
    """Knows where each path of the repository is to be seen, and which files have to come along."""

    def __init__(
        self, project: Project, records: RecordSet, places: Mapping[str, str], page_base: str
    ) -> None:
        self._project = project
        self._page_base = page_base
        self._places = dict(places)
        for folder in records.folders:
            kind_folder = KIND_FOLDERS[folder.kind.name]
            self._places.setdefault(folder.path, f"{kind_folder}/index.md")
            main_page = index_pages.locate_main_page(folder)
            self._places.setdefault(main_page, f"{kind_folder}/index.md")
        for path, place in places.items():  # a page of a folder, and the folder itself
            folder_path, index_place = path.rpartition("/")[0], place.rpartition("/")[0]
            self._places.setdefault(folder_path, f"{index_place}/index.md")
            self._places.setdefault(f"{folder_path}/README.md", f"{index_place}/index.md")
        self.attached: dict[str, str] = {}  # path from the top -> place

    def find_target(
        self, href: str, record_path: str, place: str, anchors: Container[str]
    ) -> str | None:
        """What a link of a record leads to, seen from the record's page; None for nothing.

        `anchors` are those of the page itself.
        """
        plain = _INVISIBLE.sub("", html.unescape(html.unescape(href)))
        scheme = _SCHEME.match(plain)
        if scheme or plain.startswith("//"):
            is_open = scheme is not None and scheme[0].lower() in _OPEN_SCHEMES
            return href if is_open else None
        if plain.startswith("#"):
            return href if unquote(plain[1:]) in anchors else None
        written, mark, fragment = href.partition("#")
        path = decode_href(written.partition("?")[0])
        folder = "" if path.startswith("/") else record_path.rpartition("/")[0]
        target = attached.resolve_path(folder, path.lstrip("/")).rstrip("/") if path else ""
        if not target:
            return None
        if target in self._places:
            return quote(make_relative(self._places[target], place)) + mark + fragment
        if attached.is_attachment(target) and files.is_file_below(self._project.top, target):
            self.attached[target] = f"{FILES_FOLDER}/{target}"
            return quote(make_relative(self.attached[target], place))
        if self._page_base and files.is_file_below(self._project.top, target):
            return make_address(self._page_base, target) + mark + fragment
        return None
