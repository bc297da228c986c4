"""The words of decision pages: what a status, a date, a title or a reference in prose means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# What people write for each status, measured on ADRs of public repositories.
_SPELLINGS = {
    "accepted": "accepted approved active adopted agreed implemented complete completed done"
    " decided final finalised finalized merged ratified live current effective valid shipped"
    " released enforced committed mandatory",
    "proposed": "proposed proposal draft pending wip open review proposing discussion deferred"
    " postponed candidate tbd todo experimental provisional considering",
    "rejected": "rejected declined denied abandoned withdrawn cancelled canceled discarded refused",
    "deprecated": "deprecated obsolete retired reverted historic historical outdated archived"
    " sunset removed inactive invalid void expired",
}
STATUS_BY_WORD = {word: status for status, words in _SPELLINGS.items() for word in words.split()}
# Patterns are text: `re` compiles and keeps them at first use, so that a command pays for those
# that its pages need.
_PHRASES = (
    (r"\bnot[ -]yet[ -]\w+|\bin[ -]progress\b|\bon[ -]hold\b", "pending"),
    (r"\bunder[ -](?:review|discussion|consideration)\b|\bin[ -]review\b", "pending"),
    (r"\bnot[ -](?:accepted|approved|adopted|agreed)\b|\bwon'?t[ -]do\b", "rejected"),
    (r"\bno[ -]longer\b", "deprecated"),
    (r"\bin[ -](?:use|force|effect)\b", "accepted"),
)
_STRUCK = r"(~~?)[^~\n]+\1"
_COMMENT = r"<!--(?:(?!-->)[\s\S]){0,2000}(?:-->|\Z)"
_PARTLY = r"(?i)\b(?:parts?|partial|partially|partly|some)\b[^.;\n]{0,60}?\bsuper[sc]ed"
# "supersedes X" and "superseded X" in an active sentence do not count, "superseded by" does.
_SUPERSEDED = (
    r"(?im)^[\W_]*(?:super[sc]eded|replaced|obsoleted)\b"
    r"|\b(?:super[sc]eded|replaced|obsoleted)\b[^.;\n]{0,40}?\b(?:by|with|in favou?r)\b"
    r"|\b(?:is|was|been|now|got|[,;./>-]) ?super[sc]eded\b"
)
_FORMER = r"(?:;| \() ?was:? [\s\S]*"  # what the status was before: `form_edit`
_WORD = r"[a-z]+"

_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_ISO = r"(?<!\d)((?:19|20)\d\d) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{1,2})(?!\d)"
_COMPACT = r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"
_LOCAL = r"(?<!\d)(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?\2 ?((?:19|20)\d\d)(?!\d)"
_DAY_FIRST = (
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]+([A-Za-z]{3,9})\.?,?[ -]+((?:19|20)\d\d)(?!\d)"
)
_MONTH_FIRST = r"\b([A-Za-z]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +((?:19|20)\d\d)(?!\d)"
_MONTH_ONLY = r"\b([A-Za-z]{3,9})\.?,? +((?:19|20)\d\d)(?!\d)"
_MONTH = r"(?<!\d)((?:19|20)\d\d)-(0[1-9]|1[0-2])(?!\d)"
_YEAR = r"(?<!\d)((?:19|20)\d\d)(?!\d)"

# "ADR-0007: ", "ADR 7 ", "ADR: ", "Decision record - "
_WORDED = (
    r"(?i)\[?(?:architect\w+ )?(?:l?m?adr|phr|rfc|decision record)s?(?![a-z])"
    r"(?:[-_ #]*\d{1,6}(?!\w)\]?\s*[-:.)–—|]*|\]?\s*[-:–—|]+)\s*"
)
_BEGINNINGS = ("[", "adr", "madr", "ladr", "phr", "rfc", "decision", "architect")
_DIGITS = tuple("[0123456789")
_LINKED = r"!?\[((?:\\.|[^\[\]\\]){1,300})\]\([^()\s]{1,400}\)"
_MARKUP = r"`+|\*\*|(?<!\w)__|__(?!\w)"
# "3. ", "0007 - ", "[3] "; without a sign of punctuation only where it begins with a zero.
_NUMBERED = r"(?:\[\d{1,6}\]|\d{1,6}(?:[:.)]|\s+[-–—|]))\s*[-–—:]?\s+|0\d{1,5}\s+"


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name another record, and where: `[T](0003-t.md)`, `ADR-0003`, `0003-t.md`."""

    text: str
    start: int
    end: int


_MENTION = (
    r"(?i)(?P<link>\[(?:\\.|[^\[\]\\\n]|\[[^\[\]\n]{0,80}\]){1,300}\]\((?P<href><[^<>\n]{1,400}>|[^()\s]{1,400})\))"
    r"|(?P<ref>\b(?:ADR|PHR)[- #_]{0,2}\d{1,6}\b(?:-[a-z][\w-]{0,200})?)"
    r"|(?P<file>`?(?<![\w/.-])(?:[\w.-]{1,100}/){0,8}[\w.-]{0,200}?\w\.md\b`?)"
    r"|(?P<stem>(?<![\w/.-])\d{3,8}-[a-z][\w-]{2,200})"
)


_REFERRING = r"[0-9]|\.md"  # no reference without a bracket is without one of them


def normalise_status(raw: str) -> str:
    """The known status that the words of a page mean, "" for none.

    Implemented, approved, active count as accepted; partly superseded stays accepted; a template's
    choice ("[ accepted | deprecated ]") means nothing yet. Struck words do not count.
    """
    plain = STATUS_BY_WORD.get(raw.lower())
    if plain:
        return plain
    words = re.sub(_COMMENT, " ", raw[:1000]) if "<!--" in raw else raw[:1000]
    words = remove_struck(words).replace("’", "'")
    words = re.sub(_FORMER, "", words)
    if is_status_choice(words):
        return ""
    bare = re.sub(r"\(https?:[^)\s]*\)|https?:\S+", " ", words)
    whole = "\n".join(line for line in bare.split("\n") if not re.search(_PARTLY, line))
    if re.search(_SUPERSEDED, whole):
        return "superseded"
    head = re.sub(r"[*_`>\[\]{}]", " ", bare).strip().lower()[:80]
    if " " in head or "-" in head:
        for pattern, word in _PHRASES:
            head = re.sub(pattern, word, head)
    found = [STATUS_BY_WORD[word] for word in re.findall(_WORD, head) if word in STATUS_BY_WORD]
    if len(set(found)) > 2 or "such as" in head:
        return ""
    return found[0] if found else ""


def is_status_choice(text: str) -> bool:
    """Whether words are a template's choice of statuses (`[accepted | deprecated | …]`)."""
    if "|" not in text:
        return False
    text = re.sub(_LINKED, " ", remove_struck(text[:400].lower().replace("superce", "superse")))
    if "|" not in text:
        return False
    found = {
        "superseded" if "seded" in word else STATUS_BY_WORD.get(word)
        for word in re.findall(_WORD, text)
    }
    return len(found - {None}) > 1


def is_partly_superseded(text: str) -> bool:
    """Whether words say that only parts are superseded."""
    return re.search(_PARTLY, remove_struck(text)) is not None


def find_date(text: str) -> str:
    """The first date in words as ISO 8601, "" for none.

    Only as precise as the words ("2020", "2025-11"). Of `03/04/2022` and of
    `2019 / 2020` no reading is sure: "".
    """
    text = text[:400]
    for pattern in (_ISO, _COMPACT, _LOCAL, _DAY_FIRST, _MONTH_FIRST, _MONTH_ONLY, _MONTH):
        for found in re.finditer(pattern, text):
            if date := _date(pattern, found.groups()):
                return date
    years = set(re.findall(_YEAR, text))
    return years.pop() if len(years) == 1 else ""


def _date(pattern: str, parts: tuple[str, ...]) -> str:
    if pattern == _ISO:
        return _iso(parts[0], int(parts[2]), int(parts[3]))
    if pattern == _COMPACT:
        return "-".join(parts)
    if pattern == _LOCAL:
        one, two = int(parts[0]), int(parts[2])
        if one != two and one <= 12 and two <= 12 and parts[1] != ".":
            return ""
        day, month = (two, one) if two > 12 else (one, two)
        return _iso(parts[3], month, day)
    if pattern == _DAY_FIRST:
        return _iso(parts[2], _MONTHS.get(parts[1][:3].lower(), 0), int(parts[0]))
    if pattern == _MONTH_FIRST:
        return _iso(parts[2], _MONTHS.get(parts[0][:3].lower(), 0), int(parts[1]))
    if pattern == _MONTH_ONLY:
        month = _MONTHS.get(parts[0][:3].lower(), 0)
        return f"{parts[1]}-{month:02d}" if month else ""
    return "-".join(parts)


def _iso(year: str, month: int, day: int) -> str:
    return f"{year}-{month:02d}-{day:02d}" if 1 <= month <= 12 and 1 <= day <= 31 else ""


def strip_title_number(heading: str) -> str:
    """A heading without what only numbers it: `ADR-0007: Use Redis`, `3. Use Redis`."""
    heading = " ".join(heading.split())
    found = None
    if heading.lower().startswith(_BEGINNINGS):
        found = re.match(_WORDED, heading)
    if not found and heading[:1] in _DIGITS:
        found = re.match(_NUMBERED, heading)
    rest = heading[found.end() :] if found else heading
    return _plain(rest or heading)


def _plain(words: str) -> str:
    """Words as they show when rendered: no link targets, code ticks or bold marks."""
    if not any(sign in words for sign in "[`*_"):
        return words
    return re.sub(_MARKUP, "", re.sub(_LINKED, r"\1", words)).strip() or words


def remove_struck(text: str) -> str:
    """Words without those that are struck through (`~~so~~`)."""
    return re.sub(_STRUCK, " ", text) if "~" in text else text


def find_mentions(text: str) -> Iterator[Mention]:
    """The references to records in words; links to other sites are none."""
    if "[" not in text and not re.search(_REFERRING, text):
        return
    for found in re.finditer(_MENTION, text):
        href = found["href"]
        if href is None or not re.match(r"<?(?:[a-z][a-z0-9+.-]*:|//|#)", href, re.IGNORECASE):
            yield Mention(found[0].strip("`"), found.start(), found.end())
