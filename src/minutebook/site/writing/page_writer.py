"""Decides for each page whether it has to be drawn, and writes those that changed."""

from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Protocol

from minutebook.lean.values import Value, to_dict
from minutebook.site.page import Page
from minutebook.site.writing import output_files
from minutebook.site.writing.manifest import ManifestWriter, WrittenFile


class Drawing(Protocol):
    """What draws pages: `rendering.Renderer`."""

    @property
    def lookups(self) -> Sequence[str]:
        """What the texts of the page that was drawn last asked the book for."""

    def render(self, page: Page) -> str:
        """The text of a page."""

    def template_digest(self) -> str:
        """Differs where any page may be drawn in another way."""

    def digest_answers(self, lookups: Sequence[str]) -> str:
        """Differs where the book answers something in another way."""


class PageWriter:
    """Writes the files of one build. `known` is what the last one has written, by url.

    Without a manifest to keep nothing is written: it is only counted what would be. Files in
    `kept_folders` (urls that end with a slash) are the business of another.
    """

    def __init__(
        self,
        out: str,
        drawing: Drawing,
        known: MutableMapping[str, WrittenFile],
        kept: ManifestWriter | None,
        kept_folders: Sequence[str] = (),
    ) -> None:
        self.out, self.known = out, known
        self.written = self.unchanged = self.removed = self.drawn = 0
        self.warnings: list[str] = []
        self._drawing, self._kept = drawing, kept
        self._template_digest = drawing.template_digest()
        self._urls = {url for url in known if url.startswith(tuple(kept_folders))}

    def write_asset(self, url: str, content: bytes) -> None:
        """Write a file whose content is there already."""
        self._urls.add(url)
        digest = hashlib.sha256(content).hexdigest()
        if self._is_current(url, digest):
            self.unchanged += 1
        elif self._kept is None:
            self.written += 1
        else:
            self._put(url, content, WrittenFile(digest, len(content)))

    def write_page(self, page: Page) -> None:
        """Draw a page and write it, if it is not there as it would be drawn now."""
        if page.url in self._urls:
            self.warnings.append(f"two pages have the address {page.url}: the first one is there")
            return
        if not page.template:
            text = page.data.get("text")
            plain_text = str(page.read_texts()["text"] if text is None else text)
            self.write_asset(page.url, _encode(plain_text))
            return
        self._urls.add(page.url)
        digest = digest_page(page, self._template_digest)
        if self._is_current(page.url, digest):
            self.unchanged += 1
        elif self._kept is None:
            self.written += 1
        else:
            content = _encode(self._drawing.render(page))
            self.drawn += 1
            lookups = tuple(self._drawing.lookups)
            answers = self._drawing.digest_answers(lookups) if lookups else ""
            self._put(page.url, content, WrittenFile(digest, len(content), lookups, answers))

    def remove_others(self) -> None:
        """Remove the files of the last build that this one does not have."""
        for url in sorted(set(self.known) - self._urls):
            size = output_files.read_size(self.out, url)
            if size is not None and self.known[url].size not in (-1, size):
                self.warnings.append(f"{url} is no longer a page, and stays: somebody changed it")
            elif size is not None:
                self.removed += 1
                if self._kept is not None:
                    output_files.remove_file(self.out, url)
            if self._kept is not None:
                del self.known[url]

    def _is_current(self, url: str, digest: str) -> bool:
        """Whether a file is there as it would be written now."""
        last = self.known.get(url)
        if last is None or last.digest != digest:
            return False
        if last.lookups and self._drawing.digest_answers(last.lookups) != last.answers:
            return False
        return output_files.read_size(self.out, url) == last.size

    def _put(self, url: str, content: bytes, written: WrittenFile) -> None:
        """Write a file, unless it has these bytes already, and note it."""
        if self._kept is None:
            return
        if output_files.has_content(self.out, url, content):
            self._kept.add(url, written)
            self.unchanged += 1
            return
        self._kept.announce(url)
        try:
            output_files.write_file(self.out, url, content)
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG:
                raise
            # The name of a record or a file that another system could keep.
            self.warnings.append(f"left out, since its name is too long for this disk: {url}")
            del self.known[url]
            return
        self._kept.add(url, written)
        self.written += 1


def digest_page(page: Page, template_digest: str) -> str:
    """What tells a page from any that would be drawn in another way."""
    contents = [template_digest, page.url, page.template, page.data]
    text = json.dumps(
        contents, default=_make_plain, ensure_ascii=True, separators=(",", ":"), sort_keys=True
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _make_plain(value: object) -> object:
    """A value as JSON has it. Raises TypeError for what pages may not be made from."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Value):
        return to_dict(value)
    raise TypeError(f"pages are not made from {type(value).__name__}")


def _encode(text: str) -> bytes:
    """A text as UTF-8; undecodable bytes of pages become the sign for them."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace").encode()
