"""Titles of pages: headings without their number, label and markup."""

from __future__ import annotations

import re

# A title's label: "ADR-0007: ", "ADR 7 ", "ADR: ", "Decision record - ".
_TITLE_LABEL = (
    r"(?i)\[?(?:architect\w+ )?(?:l?m?adr|phr|rfc|decision record)s?(?![a-z])"
    r"(?:[-_ #]*\d{1,6}(?!\w)\]?\s*[-:.)–—|]*|\]?\s*[-:–—|]+)\s*"
)
_MAX_MARKUP_CHARS = 1000  # of a title from which markup is removed: a longer one is no title
_LABEL_BEGINNINGS = ("[", "adr", "madr", "ladr", "phr", "rfc", "decision", "architect")
_NUMBER_BEGINNINGS = tuple("[0123456789")
_MARKUP = (
    r"(?P<code>(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|!?\[(?P<label>(?:\\.|[^\[\]\\]){1,300})\]\([^()\s]{1,400}\)|\*\*|(?<!\w)__|__(?!\w)"
)
# A title's number: "3. ", "0007 - ", "[3] "; without punctuation only where it begins with a zero.
_TITLE_NUMBER = r"(?:\[\d{1,6}\]|\d{1,6}(?:[:.)]|\s+[-–—|]))\s*[-–—:]?\s+|0\d{1,5}\s+"


def strip_title_number(heading: str) -> str:
    """Return a heading without its number (`ADR-0007: Use Redis`, `3. Use Redis`) and markup."""
    heading = " ".join(heading.split())
    match = None
    if heading.lower().startswith(_LABEL_BEGINNINGS):
        match = re.match(_TITLE_LABEL, heading)
    if not match and heading[:1] in _NUMBER_BEGINNINGS:
        match = re.match(_TITLE_NUMBER, heading)
    rest = heading[match.end() :] if match else heading
    return _strip_markup(rest or heading)


def _strip_markup(text: str) -> str:
    """A text as it is rendered: no link targets, bold marks or escapes; code keeps its ticks."""
    if len(text) > _MAX_MARKUP_CHARS or not any(char in text for char in "[*_\\"):
        return text
    return re.sub(_MARKUP, _render_markup, text).strip() or text


def _render_markup(match: re.Match[str]) -> str:
    label = match["label"]
    return _strip_markup(label) if label else match["code"] or match["escaped"] or ""
