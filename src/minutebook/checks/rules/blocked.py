"""The rule on links where records and index pages are or would be written."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.checks.base import CheckContext, Problem, rule


@rule(
    "link-in-the-way",
    "error",
    "A link, a pipe or the like has the name of a record, an index page or a folder of them."
    " Nothing is written through it: a clone may bring a link that leads to git's own files, or out"
    " of the repository. A link that stays in the working tree is read, and weighs less.",
    in_baseline=False,
)
def link_in_the_way(context: CheckContext) -> Iterator[Problem]:
    """A link, or what is not a file, where a page is or would be written."""
    for blocked in context.inputs.blocked_paths:
        yield Problem(
            blocked.path,
            0,
            f"{blocked.reason}.",
            f"Run `{blocked.cure}`.",
            "warning" if blocked.stays_inside else "",
        )
