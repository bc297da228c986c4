"""Diffs as git prints them, made from the texts of files."""

from __future__ import annotations

import difflib


def diff(path: str, old: str | None, new: str | None) -> str:
    """What git says of a file that read `old` and reads `new`; None where there is no file."""
    head = [f"diff --git a/{path} b/{path}"]
    if old is None:
        head.append("new file mode 100644")
    if new is None:
        head.append("deleted file mode 100644")
    lines = difflib.unified_diff(
        split_lines(old or ""),
        split_lines(new or ""),
        "/dev/null" if old is None else f"a/{path}",
        "/dev/null" if new is None else f"b/{path}",
        lineterm="",
    )
    return "\n".join([*head, *lines]) + "\n"


def split_lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []
