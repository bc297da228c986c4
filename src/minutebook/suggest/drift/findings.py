"""Where a decision and the repository have drifted apart, and how that is said."""

from __future__ import annotations

from minutebook.lean.values import Value
from minutebook.suggest.model import Evidence
from minutebook.suggest.wording.announcement import quote_title
from minutebook.suggest.wording.lines import shorten_title

LEFT, UNACCEPTED, CAME = "left", "unaccepted", "came"


class Drift(Value):
    """A decision that the repository no longer agrees with.

    `kind` is LEFT (what was chosen is no longer used), UNACCEPTED (what is only proposed is in use)
    or CAME (what was refused is used). `ref`, `title`, `record_path` and `state` are the
    decision's; `what` is what it names. `technology` was seen in `evidence`, whose line counts in
    the file as it was before where it left. `commit` (full) took it up or gave it up, on the day
    `date`.
    `successor` is a decision in force that chose what this one refuses; "" for none.
    """

    kind: str
    ref: str
    title: str
    record_path: str
    state: str
    what: str
    technology: str
    evidence: Evidence
    commit: str
    date: str
    successor: str = ""


def describe(drift: Drift, days: int = -1) -> str:
    """The drift as a sentence; `days` have gone by since its commit (-1: its day is named)."""
    place = drift.evidence.path
    if drift.evidence.line:
        place = f"{place}:{drift.evidence.line}"
    decision = f"{drift.ref} ({shorten_title(drift.title)})"
    commit = f"{drift.commit[:10]} ({drift.date})"
    if drift.kind == LEFT:
        return f"{decision}: {drift.technology} left {place} with {commit}"
    if drift.kind == UNACCEPTED:
        since = f"for {days} days" if days >= 0 else f"since {drift.date}"
        return (
            f"{decision} is only proposed; {drift.technology} has been in use {since}: {place},"
            f" with {commit}"
        )
    refusal = " was rejected; " if drift.state == "rejected" else ": "
    return f"{decision}{refusal}{drift.technology} came to {place} with {commit}"


def suggest_command(drift: Drift) -> str:
    """A command that settles it, as a shell takes it."""
    if drift.kind == UNACCEPTED:
        return f"minutebook adr accept {drift.ref}"
    if drift.successor and drift.state != "rejected":
        return f"minutebook adr supersede {drift.ref} --by {drift.successor}"
    verb = "Stop using" if drift.kind == LEFT else "Use"
    title = quote_title(f"{verb} {drift.technology}")
    if drift.state == "rejected":  # it holds nothing that another could take over
        return f"minutebook adr new {title}"
    return f"minutebook adr supersede {drift.ref} --with {title}"
