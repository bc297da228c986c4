"""The rules on files that prompt records list, and on records that git does not take."""

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
from minutebook.checks.page import Fact, Page
from minutebook.lean.patterns import compile_lazily
from minutebook.records.model import PHR


def _list_files(page: Page) -> tuple[int, list[str]] | None:
    """The paths of the files that a prompt record lists, and the line of their field."""
    if page.record.kind is not PHR:
        return None
    from minutebook.records.adr.fields import read_field_items

    # Older records hold their files as one text, a line for each.
    items = "\n".join(read_field_items(page.record, "files")).split("\n")
    paths = [path for path in map(_extract_path, items) if path]
    return (find_field_line(page, "files"), paths) if paths else None


_FILES = Fact("files", _list_files)


@rule(
    "unknown-file",
    "warning",
    "A record lists files that git never had under this path: a typing error, or work that was not"
    " committed. On pages that other tools wrote it weighs little.",
    needs="known_paths",
    facts=(_FILES,),
)
def unknown_file(context: CheckContext) -> Iterator[Problem]:
    """Files that a prompt record lists and git never had: one problem for each page."""
    for record, (line, paths) in context.list_facts(_FILES):
        missing = [path for path in paths if not _is_known(context, path)]
        if missing:
            more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
            yield Problem(
                record.path,
                line,
                f"{record.ref} lists"
                f" {', '.join(quote_excerpt(path, 120) for path in missing[:3])}{more},"
                " which git never had.",
                "Correct the paths in `files`, or commit the files.",
                severity="info" if is_adopted(record) else "",
            )


@rule(
    "ignored-record",
    "warning",
    "A line of `.gitignore` keeps records out of git, so that nobody else gets them.",
    needs="ignored_pages",
    in_baseline=False,
)
def ignored_record(context: CheckContext) -> Iterator[Problem]:
    """The lines of the repository's own ignore files that ignore records: one problem for each."""
    for path, line_number, pattern in sorted(set((context.inputs.ignored_pages or {}).values())):
        yield Problem(
            path,
            line_number,
            f"git ignores records, by {quote_excerpt(pattern, 120)}.",
            "Remove the line, or add one below it that begins with `!`.",
        )


_AFTER_PATH = compile_lazily(r"[ \t]+[(\[—–-]|[`\"'][ \t]|:[ \t]|[ \t]->")


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
