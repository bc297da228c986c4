"""The two lines that announce a suggestion, and titles as a shell takes them."""

from __future__ import annotations

import re

from minutebook.records.filenames import clean_title


def format_announcement(brief: str, title: str, suggestion_id: str = "") -> tuple[str, str]:
    """Return the two lines that announce a suggestion.

    The second one holds a command that a POSIX shell takes as it is written; `suggestion_id` is
    named in it where given.
    """
    command = f"minutebook adr new {quote_title(title)}"
    if suggestion_id:
        safe = re.fullmatch(r"[\w.-]+", suggestion_id, re.ASCII)
        command += f" --from {suggestion_id if safe else quote_title(suggestion_id)}"
    return (
        f"📋 Architectural decision detected: {clean_title(brief)}",
        f"Document reasoning and tradeoffs? Run: {command}",
    )


def quote_title(title: str) -> str:
    """Quote a title for a POSIX shell.

    A title with `!` stands in single quotes: interactive shells expand it in double quotes.
    """
    title = clean_title(title).lstrip("-–— ") or "Decision"
    if "!" in title:
        return "'" + title.replace("'", "'\\''") + "'"
    return '"' + re.sub(r'(["\\$`])', r"\\\1", title) + '"'
