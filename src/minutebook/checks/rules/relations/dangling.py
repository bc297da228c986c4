"""The rule on relations that name no record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.checks.base import CheckContext, Problem, quote_excerpt, rule
from minutebook.errors import AmbiguousRef, UnknownRef
from minutebook.records import references
from minutebook.records.model import Record, find_folder


@rule(
    "dangling-link",
    "warning",
    "A link names a record that does not exist: it was renamed or removed, or never written.",
)
def dangling_link(context: CheckContext) -> Iterator[Problem]:
    """A link that names a record where there is none, or more than one."""
    for record, link in context.graph.dangling_links:
        target = link.target
        if not _names_record(context, record, target):
            continue
        what = "but there is no such record"
        try:
            context.records.resolver.resolve(target, near_record=record)
        except AmbiguousRef:
            what = "which may mean more than one record"
        except UnknownRef:
            pass
        cure = f"Correct the link, or run `minutebook unlink {record.ref} {link.relation} REF`."
        if not record.is_editable:
            cure = f"Correct the link by hand: `minutebook edit {record.ref}`."
        yield Problem(
            record.path,
            link.line,
            f"{record.ref} says {quote_excerpt(f'{link.relation} {target}', 90)}, {what}.",
            cure,
        )


def _names_record(context: CheckContext, record: Record, target: str) -> bool:
    """Whether a link's target means a record, and not a file that is or was there.

    Where git was not asked, a path outside the record folders is taken to be there.
    """
    markdown_link = re.search(r"\(<?([^()<>\s]+)>?[^()]*\)\s*$", target[:2000])
    path = (markdown_link[1] if markdown_link else target.strip("`<> ")).partition("#")[0]
    if not path.endswith(".md") or "://" in path:
        return references.is_reference(target.strip("() "))
    folder = "" if path.startswith("/") else record.path.rpartition("/")[0]
    full_path = references.normalize_path(f"{folder}/{path}")
    is_inside = find_folder(context.records.folders, full_path) is not None
    if full_path in context.records.pages or not (is_inside or references.is_reference(target)):
        return False
    if context.inputs.known_paths is None:
        return is_inside
    return not (context.is_known_path(full_path) or context.is_known_path(path.lstrip("/")))
