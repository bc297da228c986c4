"""The rule on commands that were ended while they wrote."""

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
