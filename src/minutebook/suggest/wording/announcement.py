"""The two lines that announce a suggestion, and titles as they are quoted."""

from __future__ import annotations

import re

from minutebook.records.filenames import clean_title

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from minutebook.suggest.model import Decision

_MAX_TITLE_CHARS = 80


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


def announce_decision(decision: Decision, suggestion_id: str = "") -> tuple[str, str]:
    """Return the two lines that announce one decision of a change.

    One that reverses what is on record says so, and how to supersede that; with `suggestion_id`,
    the command of the second line does so by itself. What was rejected has nothing to supersede.
    """
    first, second = format_announcement(decision.brief, decision.title, suggestion_id)
    if not decision.reverses:
        return first, second
    named = " and ".join(name_decision(other.ref, other.title) for other in decision.reverses)
    superseded = [other.ref for other in decision.reverses if can_be_superseded(other.state)]
    if not superseded:
        return f"{first}: this reverses {named}", second
    if not suggestion_id:
        title = quote_title(decision.title)
        oldest, *others = superseded
        command = f"minutebook adr supersede {oldest} --with {title}"
        if others:
            refs = " ".join(f"--supersedes {ref}" for ref in (oldest, *others))
            command = f"minutebook adr new {title} {refs}"
        return f"{first}: this reverses {named}", f"Supersede it? Run: {command}"
    return f"{first}: this reverses {named}", second.replace(
        "Document reasoning and tradeoffs?", "Supersede it?", 1
    )


def can_be_superseded(state: str) -> bool:
    """Whether a decision of a status can be superseded: a rejected one was never in force."""
    return state != "rejected"


def name_decision(ref: str, title: str) -> str:
    """A decision by its ref, and its title as a quotation.

    Agents read these lines, and others write titles.
    """
    return f"{ref} (its title: {quote_shortly(title)})"


def quote_shortly(text: str) -> str:
    """A text of others as a quotation of bounded length."""
    shown = text.replace('"', "'")
    return f'"{shown[: _MAX_TITLE_CHARS - 1]}…"' if len(shown) > _MAX_TITLE_CHARS else f'"{shown}"'


def quote_title(title: str) -> str:
    """Quote a title for a POSIX shell.

    A title with `!` stands in single quotes: interactive shells expand it in double quotes.
    """
    title = clean_title(title).lstrip("-–— ") or "Decision"
    if "!" in title:
        return "'" + title.replace("'", "'\\''") + "'"
    return '"' + re.sub(r'(["\\$`])', r"\\\1", title) + '"'
