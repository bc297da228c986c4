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
STATUS_WORDS = {word: status for status, words in _SPELLINGS.items() for word in words.split()}
_PHRASES = (
    (re.compile(r"\bnot[ -]yet[ -]\w+|\bin[ -]progress\b|\bon[ -]hold\b"), "pending"),
    (re.compile(r"\bunder[ -](?:review|discussion|consideration)\b|\bin[ -]review\b"), "pending"),
    (re.compile(r"\bnot[ -](?:accepted|approved|adopted|agreed)\b|\bwon'?t[ -]do\b"), "rejected"),
    (re.compile(r"\bno[ -]longer\b"), "deprecated"),
    (re.compile(r"\bin[ -](?:use|force|effect)\b"), "accepted"),
)
_STRUCK = re.compile(r"(~~?)[^~\n]+\1")
_COMMENT = re.compile(r"<!--(?:(?!-->)[\s\S]){0,2000}(?:-->|\Z)")
_PARTLY = re.compile(
    r"\b(?:parts?|partial|partially|partly|some)\b[^.;\n]{0,60}?\bsuper[sc]ed", re.IGNORECASE
)
# "supersedes X" and "superseded X" in an active sentence do not count, "superseded by" does.
_SUPERSEDED = re.compile(
    r"^[\W_]*(?:super[sc]eded|replaced|obsoleted)\b"
    r"|\b(?:super[sc]eded|replaced|obsoleted)\b[^.;\n]{0,40}?\b(?:by|with|in favou?r)\b"
    r"|\b(?:is|was|been|now|got|[,;./>-]) ?super[sc]eded\b",
    re.IGNORECASE | re.MULTILINE,
)
_FORMER = re.compile(r"(?:;| \() ?was:? [\s\S]*")  # what the status was before: `form_edit`
_WORD = re.compile(r"[a-z]+")

_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_LOCAL = re.compile(r"(?<!\d)(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?\2 ?((?:19|20)\d\d)(?!\d)")
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]+([A-Za-z]{3,9})\.?,?[ -]+((?:19|20)\d\d)(?!\d)"
)
_MONTH_FIRST = re.compile(
    r"\b([A-Za-z]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +((?:19|20)\d\d)(?!\d)"
)
_MONTH_ONLY = re.compile(r"\b([A-Za-z]{3,9})\.?,? +((?:19|20)\d\d)(?!\d)")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)-(0[1-9]|1[0-2])(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")

# "ADR-0007: ", "ADR 7 ", "ADR: ", "Decision record - "
_WORDED = re.compile(
    r"\[?(?:architect\w+ )?(?:l?m?adr|phr|rfc|decision record)s?(?![a-z])"
    r"(?:[-_ #]*\d{1,6}(?!\w)\]?\s*[-:.)–—|]*|\]?\s*[-:–—|]+)\s*",
    re.IGNORECASE,
)
_LINKED = re.compile(r"!?\[((?:\\.|[^\[\]\\]){1,300})\]\([^()\s]{1,400}\)")
_MARKUP = re.compile(r"`+|\*\*|(?<!\w)__|__(?!\w)")
# "3. ", "0007 - ", "[3] "; without a sign of punctuation only where it begins with a zero.
_NUMBERED = re.compile(r"(?:\[\d{1,6}\]|\d{1,6}(?:[:.)]|\s+[-–—|]))\s*[-–—:]?\s+|0\d{1,5}\s+")


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name another record, and where: `[T](0003-t.md)`, `ADR-0003`, `0003-t.md`."""

    words: str
    start: int
    end: int


_MENTION = re.compile(
    r"(?P<link>\[(?:\\.|[^\[\]\\\n]|\[[^\[\]\n]{0,80}\]){1,300}\]\((?P<href><[^<>\n]{1,400}>|[^()\s]{1,400})\))"
    r"|(?P<ref>\b(?:ADR|PHR)[- #_]{0,2}\d{1,6}\b(?:-[a-z][\w-]{0,200})?)"
    r"|(?P<file>`?(?<![\w/.-])(?:[\w.-]{1,100}/){0,8}[\w.-]{0,200}?\w\.md\b`?)"
    r"|(?P<stem>(?<![\w/.-])\d{3,8}-[a-z][\w-]{2,200})",
    re.IGNORECASE,
)


def normalise(raw: str) -> str:
    """The known status that the words of a page mean, "" for none.

    Implemented, approved, active count as accepted; partly superseded stays accepted; a template's
    choice ("[ accepted | deprecated ]") means nothing yet. Struck words do not count.
    """
    words = without_struck(_COMMENT.sub(" ", raw[:1000])).replace("’", "'")
    words = _FORMER.sub("", words)
    if choice(words):
        return ""
    bare = re.sub(r"\(https?:[^)\s]*\)|https?:\S+", " ", words)
    whole = "\n".join(line for line in bare.split("\n") if not _PARTLY.search(line))
    if _SUPERSEDED.search(whole):
        return "superseded"
    head = re.sub(r"[*_`>\[\]{}]", " ", bare).strip().lower()[:80]
    for pattern, word in _PHRASES:
        head = pattern.sub(word, head)
    found = [STATUS_WORDS[word] for word in _WORD.findall(head) if word in STATUS_WORDS]
    if len(set(found)) > 2 or "such as" in head:
        return ""
    return found[0] if found else ""


def choice(words: str) -> bool:
    """Whether words are a template's choice of statuses (`[accepted | deprecated | …]`)."""
    words = _LINKED.sub(" ", without_struck(words[:400].lower().replace("superce", "superse")))
    if "|" not in words:
        return False
    found = {
        "superseded" if "seded" in word else STATUS_WORDS.get(word) for word in _WORD.findall(words)
    }
    return len(found - {None}) > 1


def partly(words: str) -> bool:
    """Whether words say that only parts are superseded."""
    return _PARTLY.search(without_struck(words)) is not None


def date_of(words: str) -> str:
    """The first date in words as ISO 8601, "" for none.

    Only as precise as the words ("2020", "2025-11"). Of `03/04/2022` and of
    `2019 / 2020` no reading is sure: "".
    """
    words = words[:400]
    for pattern in (_ISO, _COMPACT, _LOCAL, _DAY_FIRST, _MONTH_FIRST, _MONTH_ONLY, _MONTH):
        for found in pattern.finditer(words):
            if date := _date(pattern, found.groups()):
                return date
    years = set(_YEAR.findall(words))
    return years.pop() if len(years) == 1 else ""


def _date(pattern: re.Pattern[str], parts: tuple[str, ...]) -> str:
    if pattern is _ISO:
        return _iso(parts[0], int(parts[2]), int(parts[3]))
    if pattern is _COMPACT:
        return "-".join(parts)
    if pattern is _LOCAL:
        one, two = int(parts[0]), int(parts[2])
        if one != two and one <= 12 and two <= 12 and parts[1] != ".":
            return ""
        day, month = (two, one) if two > 12 else (one, two)
        return _iso(parts[3], month, day)
    if pattern is _DAY_FIRST:
        return _iso(parts[2], _MONTHS.get(parts[1][:3].lower(), 0), int(parts[0]))
    if pattern is _MONTH_FIRST:
        return _iso(parts[2], _MONTHS.get(parts[0][:3].lower(), 0), int(parts[1]))
    if pattern is _MONTH_ONLY:
        month = _MONTHS.get(parts[0][:3].lower(), 0)
        return f"{parts[1]}-{month:02d}" if month else ""
    return "-".join(parts)


def _iso(year: str, month: int, day: int) -> str:
    return f"{year}-{month:02d}-{day:02d}" if 1 <= month <= 12 and 1 <= day <= 31 else ""


def title_of(words: str) -> str:
    """A heading without what only numbers it: `ADR-0007: Use Redis`, `3. Use Redis`."""
    words = " ".join(words.split())
    found = _WORDED.match(words) or _NUMBERED.match(words)
    rest = words[found.end() :] if found else words
    return _plain(rest or words)


def _plain(words: str) -> str:
    """Words as they show when rendered: no link targets, code ticks or bold marks."""
    return _MARKUP.sub("", _LINKED.sub(r"\1", words)).strip() or words


def without_struck(words: str) -> str:
    """Words without those that are struck through (`~~so~~`)."""
    return _STRUCK.sub(" ", words)


def mentions(words: str) -> Iterator[Mention]:
    """The references to records in words; links to other sites are none."""
    for found in _MENTION.finditer(words):
        href = found["href"]
        if href is None or not re.match(r"<?(?:[a-z][a-z0-9+.-]*:|//|#)", href, re.IGNORECASE):
            yield Mention(found[0].strip("`"), found.start(), found.end())
