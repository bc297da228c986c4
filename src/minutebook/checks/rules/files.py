"""The rule on files that prompt records list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.checks.base import (
    CheckContext,
    Problem,
    find_field_line,
    is_adopted,
    quote_excerpt,
    rule,
)
from minutebook.records import reader
from minutebook.records.model import PHR


@rule(
    "unknown-file",
    "warning",
    "A record lists files that git never had under this path: a typing error, or work that was not"
    " committed. On pages that other tools wrote it weighs little.",
    needs="known_paths",
)
def unknown_file(context: CheckContext) -> Iterator[Problem]:
    """Files that a prompt record lists and git never had: one problem for each page."""
    for record in context.records.of_kind(PHR):
        # Older records hold their files as one text, a line for each.
        items = "\n".join(reader.read_field_items(record, "files")).split("\n")
        paths = [path for path in map(_extract_path, items) if path]
        missing = [path for path in paths if not _is_known(context, path)]
        if missing:
            more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
            yield Problem(
                record.path,
                find_field_line(record, "files"),
                f"{record.ref} lists"
                f" {', '.join(quote_excerpt(path, 120) for path in missing[:3])}{more},"
                " which git never had.",
                "Correct the paths in `files`, or commit the files.",
                severity="info" if is_adopted(record) else "",
            )


_AFTER_PATH = re.compile(r"[ \t]+[(\[—–-]|[`\"'][ \t]|:[ \t]|[ \t]->")


def _extract_path(item: str) -> str:
    """The path in an item such as "- `src/a.py` (created - 950 lines)"; "" where there is none."""
    if "[redacted: " in item:  # the name that git knows holds a secret
        return ""
    path = item.strip().removeprefix("- ").strip("\"'` ")
    path = _AFTER_PATH.split(path, maxsplit=1)[0].strip("\"'` ")
    path = path.replace("\\", "/").removeprefix("./").rstrip("/")
    if " " in path or "://" in path or "{" in path or path.lower() in ("", ".", "n/a"):
        return ""
    return path if "/" in path or "." in path else ""


def _is_known(context: CheckContext, path: str) -> bool:
    """Whether git had the path; of an absolute path, or one through `..`, its tail is enough."""
    if "*" in path:
        path = path.partition("*")[0].rpartition("/")[0]
        if not path:
            return True
    if context.is_known_path(path):
        return True
    if re.match(r"/|~|\.\./|[A-Za-z]:/", path):
        tail = path
        while "/" in tail:
            tail = tail.partition("/")[2]
            if tail and context.is_known_path(tail):
                return True
    return False
