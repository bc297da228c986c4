"""Where pages hold what they must not: secrets, and links to sessions that vendors host."""

from __future__ import annotations

from minutebook import redact
from minutebook.records.phr import page_forms


def find_places(text: str) -> tuple[tuple[str, int], ...]:
    """The kind and the line of each on a page, no pair twice, also of those quoted with markup."""
    places: dict[tuple[str, int], None] = {}
    opened = page_forms.lay_open(text)
    for span in redact.find_secrets(opened):
        start = span.start if opened == text else text.find(opened[span.start : span.end])
        # Folded or escaped, it stands in a quotation: in the first, for want of a better line.
        line_number = text.count("\n", 0, start) + 1 if start >= 0 else span.line_number
        places[span.kind, line_number] = None
    return tuple(places)
