"""Mentions: where a text names another record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple  # a class of it is made in a quarter of a dataclass's time


class Mention(NamedTuple):
    """Text that names another record: `[T](0003-t.md)`, `ADR-0003`, `0003-t.md`.

    `start` and `end` are its offsets in the text that was searched.
    """

    text: str
    start: int
    end: int


_MENTION = (
    r"(?i)(?P<link>\[(?:\\.|[^\[\]\\\n]|\[[^\[\]\n]{0,80}\]){1,300}\]\((?P<href><[^<>\n]{1,400}>|[^()\s]{1,400})\))"
    r"|(?P<ref>\b(?:ADR|PHR)[- #_]{0,2}\d{1,6}\b(?:-[a-z][\w-]{0,200})?)"
    r"|(?P<file>`?(?<![\w/.-])(?:[\w.-]{1,100}/){0,8}[\w.-]{0,200}?\w\.md\b`?)"
    r"|(?P<stem>(?<![\w/.-])\d{3,8}-[a-z][\w-]{2,200})"
)
_MENTION_HINT = r"[0-9]|\.md"  # a mention that is not a markdown link holds one of these


def find_mentions(text: str) -> Iterator[Mention]:
    """Find where a text names other records; links to other sites do not count."""
    if "[" not in text and not re.search(_MENTION_HINT, text):
        return
    for match in re.finditer(_MENTION, text):
        href = match["href"]
        if href is None or not re.match(r"<?(?:[a-z][a-z0-9+.-]*:|//|#)", href, re.IGNORECASE):
            yield Mention(match[0].strip("`"), match.start(), match.end())
