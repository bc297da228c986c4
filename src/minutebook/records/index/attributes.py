"""Index pages in `.gitattributes`: forges fold what is generated in the diff of a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from minutebook.lean.patterns import compile_lazily
from minutebook.records.index import index_pages, paging
from minutebook.records.model import INDEX_BLOCK, PHR, Folder
from minutebook.text.markdown import detect_newline, find_block

ATTRIBUTES_FILE = ".gitattributes"
# The lines around our part of the file. It goes to the beginning: git uses the last of several
# lines for a page, so that a person's own line counts.
BLOCK_START = "# >>> minutebook: index pages are generated >>>"
BLOCK_END = "# <<< minutebook <<<"
_MARKS = "linguist-generated gitlab-generated"  # of GitHub and Gitea, and of GitLab
_PAGE_PATTERNS = ("README.md", "README-[0-9]*.md")
_BLOCK = compile_lazily(
    rf"(?:^|(?<=\A\ufeff)){re.escape(BLOCK_START)}\r?\n.*?^{re.escape(BLOCK_END)}(?:\r?\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
_BYTE_ORDER_MARK = "\ufeff"


def mark_generated(text: str | None, folders: Iterable[Folder], pages: Mapping[str, str]) -> str:
    """The text of `.gitattributes` (None: no file) with the index pages of folders as generated.

    `pages` are the main index pages that are there, path to text: one without a generated part is
    a person's own, and so is the README at the top.
    """
    text = text or ""
    newline = detect_newline(text)
    patterns = dict.fromkeys(
        f"/{escape_pattern(folder)}/{below}{name}"
        for folder, below in _list_page_folders(folders, pages)
        for name in _PAGE_PATTERNS
    )
    lines = [BLOCK_START, *(f"{quote_pattern(each)} {_MARKS}" for each in patterns), BLOCK_END, ""]
    block = newline.join(lines) if patterns else ""
    if _BLOCK.search(text):
        return _BLOCK.sub(lambda _: block, text, count=1)
    mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
    return f"{mark}{block}{text[len(mark) :]}"


def unmark_generated(text: str) -> str:
    """The text of `.gitattributes` without our part."""
    return _BLOCK.sub("", text, count=1)


def _list_page_folders(
    folders: Iterable[Folder], pages: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The folders of index pages, each with the pattern of those below it that have some too."""
    for folder in folders:
        page = paging.match_existing_case(pages, index_pages.locate_main_page(folder))
        page_folder = page.rpartition("/")[0]
        is_own = page in pages and find_block(pages[page], INDEX_BLOCK) is None
        if page_folder and not is_own:
            yield page_folder, ""
        if folder.kind is PHR:
            yield folder.path, "**/"


def escape_pattern(path: str) -> str:
    r"""A path as a pattern that matches it alone: `[`, `*`, `?` and `\` are escaped."""
    return re.sub(r"[\\*?\[]", r"\\\g<0>", path)


def quote_pattern(pattern: str) -> str:
    """A pattern as `.gitattributes` takes it, also with blanks in it."""
    if not re.search(r"[\s\"\x00-\x1f]", pattern):
        return pattern
    escaped = pattern.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
