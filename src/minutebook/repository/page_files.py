"""Pages of any size and encoding: which are read whole, and which no command changes.

A record has some kilobytes. What is much larger is a mistake, or was put there to make every
command slow: its head says what it is called, and the rest is left where it is. Of other pages the
markup, the encoding or the line ends keep them from being changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from minutebook.errors import Conflict
from minutebook.records.model import MARKUP_ENDINGS, Write
from minutebook.repository import files
from minutebook.text import page_bytes

MAX_PAGE_BYTES = 1024 * 1024  # of a page that is read whole
_HEAD_BYTES = 64 * 1024  # that are read of a larger one


class PageTooLarge(Conflict):
    """A page of which only the head was read would have to be changed."""

    code = "page-too-large"


def read_page(top: str, path: str) -> tuple[str, bool] | None:
    """The text of a page, and whether it is only the head of one that is too large to be read.

    Undecodable bytes are surrogates; None and errors as for `files.read_text`.
    """
    raw = files.read_bytes(top, path, MAX_PAGE_BYTES + 1)
    if raw is None:
        return None
    is_cut = len(raw) > MAX_PAGE_BYTES
    return (_cut(raw) if is_cut else raw).decode("utf-8", "surrogateescape"), is_cut


def cut_page(text: str) -> tuple[str, bool]:
    """The same for a text that was read already."""
    if len(text) <= MAX_PAGE_BYTES // 4:
        return text, False
    raw = text.encode("utf-8", "surrogateescape")
    if len(raw) <= MAX_PAGE_BYTES:
        return text, False
    return _cut(raw).decode("utf-8", "surrogateescape"), True


def _cut(raw: bytes) -> bytes:
    """The head of a page: whole lines, or of one very long line whole characters."""
    head = raw[:_HEAD_BYTES]
    line_end = head.rfind(b"\n") + 1
    if line_end:
        return head[:line_end]
    end = len(head)
    while end and head[end - 1] & 0xC0 == 0x80:  # a byte within a character of UTF-8
        end -= 1
    return head[: end - 1] if end and head[end - 1] >= 0xC0 else head


def find_oversize(top: str, path: str) -> PageTooLarge | None:
    """The refusal to change a page of which only the head is read; None for any other."""
    try:
        size = os.stat(os.path.join(top, path)).st_size
    except (OSError, ValueError):  # it is not there
        return None
    if size <= MAX_PAGE_BYTES:
        return None
    return PageTooLarge(
        f"{path} has {size // 1024:,} KB, and only the head of a page of more than"
        f" {MAX_PAGE_BYTES // 1024:,} KB is read",
        "shorten it by hand, or move what does not belong there to another file",
    )


def require_whole_pages(top: str, writes: Iterable[Write]) -> None:
    """Raise PageTooLarge for a write that was made from the head of a page alone."""
    for write in writes:
        if write.previous is None:
            continue
        refusal = find_oversize(top, write.path)
        if refusal and (write.previous, True) == read_page(top, write.path):
            raise refusal


class NotEditable(Conflict):
    """A page would have to be changed whose format is read, but not written."""

    code = "not-editable"


def find_edit_obstacle(top: str, cwd: str, write: Write) -> NotEditable | None:
    """Why a page that is there cannot be changed; None where it can, is new, or is removed.

    The hint names the page from `cwd`, the folder that the command runs in.
    """
    old_text = write.previous
    if old_text is None or write.text is None:
        return None
    from shlex import quote

    if write.path.lower().endswith(MARKUP_ENDINGS):
        return NotEditable(
            f"{write.path} is not markdown: it is read, but no command changes it",
            f"minutebook edit {quote(write.path)}",
        )
    reason, shell_filter = page_bytes.explain_unchangeable(old_text)
    if not reason:
        reason, shell_filter = page_bytes.explain_mixture(old_text, write.text)
    if not reason:
        return None
    path = os.path.relpath(os.path.join(top, write.path), cwd)
    path, new_path = quote(path), quote(f"{path}.new")
    return NotEditable(
        f"{write.path} was left as it is: {reason}",
        f"{shell_filter} < {path} > {new_path} && mv {new_path} {path}",
    )
