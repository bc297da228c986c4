"""The rules on what keeps pages from being written: links in the way, and commands cut short."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.checks.base import CheckContext, Problem, quote_excerpt, rule


@rule(
    "interrupted",
    "error",
    "A command was ended while it wrote, so that some of its files are there and others are not."
    " The next command that writes completes it.",
    fixes="writes the files that are missing, as the command had planned them.",
    in_baseline=False,
)
def interrupted(context: CheckContext) -> Iterator[Problem]:
    """A file that a command did not write, because its process was ended before."""
    for path in context.inputs.interrupted_paths:
        yield Problem(
            path,
            0,
            f"A command was interrupted before it came to {quote_excerpt(path, 200)}.",
            "Run `minutebook check --fix`.",
        )


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
