"""A site with Pagefind's search: its pages let that run, and its index is part of the site."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Sequence

from minutebook.site.page import Page
from minutebook.site.search import pagefind
from minutebook.site.writing import output_files
from minutebook.site.writing.manifest import ManifestWriter, WrittenFile
from minutebook.site.writing.page_writer import Drawing

FOLDER = "pagefind/"
_DIGEST = "pagefind"  # of the files that it makes: they are never compared
_INDEXED_ARTICLE = '<article data-pagefind-body class="record">'
_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)')


class PagefindDrawing:
    """Draws pages as another drawing does, with leave for Pagefind's scripts to run."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing

    @property
    def lookups(self) -> Sequence[str]:
        """As those of the other drawing."""
        return self._drawing.lookups

    def render(self, page: Page) -> str:
        """The text of a page, which tells scripts which search there is."""
        text = self._drawing.render(page)
        text = text.replace("<html ", '<html data-search="pagefind" ', 1)
        # Else it finds lists, too.
        text = text.replace('<article class="record">', _INDEXED_ARTICLE, 1)
        return _POLICY.sub(_extend_policy, text, count=1)

    def template_digest(self) -> str:
        """Another one than that of the other drawing."""
        return f"{self._drawing.template_digest()} {_DIGEST}"

    def digest_answers(self, lookups: Sequence[str]) -> str:
        """As the other drawing does."""
        return self._drawing.digest_answers(lookups)


def _extend_policy(match: re.Match[str]) -> str:
    return match[1] + html.escape(pagefind.extend_policy(html.unescape(match[2])), quote=False)


def write_index(out: str, kept: ManifestWriter, *, has_changed: bool) -> None:
    """Have Pagefind index a site, unless nothing has changed since it did.

    Raises OperationError where it is not installed, or fails.
    """
    before = [url for url in kept.known if url.startswith(FOLDER)]
    is_whole = all(output_files.read_size(out, url) == kept.known[url].size for url in before)
    if before and is_whole and not has_changed:
        return
    for url in before:  # its names have digests: it would leave the old ones
        if output_files.read_size(out, url) is not None:
            output_files.remove_file(out, url)
        del kept.known[url]
    pagefind.run_pagefind(out)
    for folder, _, names in os.walk(os.path.join(out, FOLDER)):
        for name in names:
            path = os.path.join(folder, name)
            url = os.path.relpath(path, out).replace(os.sep, "/")
            kept.add(url, WrittenFile(_DIGEST, os.path.getsize(path)))
