"""What the words of a decision page mean: statuses, dates, titles, mentions of other records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple  # a class of it is made in a quarter of a dataclass's time

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
STATUS_BY_WORD = {
    word: status for status, spellings in _SPELLINGS.items() for word in spellings.split()
}
# Patterns are kept as text: `re` compiles and caches them at first use, so that a command pays
# only for those that its pages need.
_PHRASE_WORDS = (
    (r"\bnot[ -]yet[ -]\w+|\bin[ -]progress\b|\bon[ -]hold\b", "pending"),
    (r"\bunder[ -](?:review|discussion|consideration)\b|\bin[ -]review\b", "pending"),
    (r"\bnot[ -](?:accepted|approved|adopted|agreed)\b|\bwon'?t[ -]do\b", "rejected"),
    (r"\bno[ -]longer\b", "deprecated"),
    (r"\bin[ -](?:use|force|effect)\b", "accepted"),
)
_STRUCK_TEXT = r"(~~?)[^~\n]+\1"
_COMMENT = r"<!--(?:(?!-->)[\s\S]){0,2000}(?:-->|\Z)"
_PARTLY_SUPERSEDED = r"(?i)\b(?:parts?|partial|partially|partly|some)\b[^.;\n]{0,60}?\bsuper[sc]ed"
# "supersedes X" and "superseded X" in an active sentence do not count, "superseded by" does.
_SUPERSEDED = (
    r"(?im)^[\W_]*(?:super[sc]eded|replaced|obsoleted)\b"
    r"|\b(?:super[sc]eded|replaced|obsoleted)\b[^.;\n]{0,40}?\b(?:by|with|in favou?r)\b"
    r"|\b(?:is|was|been|now|got|[,;./>-]) ?super[sc]eded\b"
)
_FORMER_STATUS = r"(?:;| \() ?was:? [\s\S]*"  # as `page_edits` and `dialects.front_matter` add it
_WORD = r"[a-z]+"

_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_ISO_DATE = r"(?<!\d)((?:19|20)\d\d) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{1,2})(?!\d)"
_COMPACT_DATE = r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"
_LOCAL_DATE = r"(?<!\d)(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?\2 ?((?:19|20)\d\d)(?!\d)"
_DAY_FIRST = (
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]+([A-Za-z]{3,9})\.?,?[ -]+((?:19|20)\d\d)(?!\d)"
)
_MONTH_FIRST = r"\b([A-Za-z]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +((?:19|20)\d\d)(?!\d)"
_MONTH_ONLY = r"\b([A-Za-z]{3,9})\.?,? +((?:19|20)\d\d)(?!\d)"
_ISO_MONTH = r"(?<!\d)((?:19|20)\d\d)-(0[1-9]|1[0-2])(?!\d)"
_YEAR = r"(?<!\d)((?:19|20)\d\d)(?!\d)"

# A title's label: "ADR-0007: ", "ADR 7 ", "ADR: ", "Decision record - ".
_TITLE_LABEL = (
    r"(?i)\[?(?:architect\w+ )?(?:l?m?adr|phr|rfc|decision record)s?(?![a-z])"
    r"(?:[-_ #]*\d{1,6}(?!\w)\]?\s*[-:.)–—|]*|\]?\s*[-:–—|]+)\s*"
)
_MAX_MARKUP_CHARS = 1000  # of a title from which markup is removed: a longer one is no title
_LABEL_BEGINNINGS = ("[", "adr", "madr", "ladr", "phr", "rfc", "decision", "architect")
_NUMBER_BEGINNINGS = tuple("[0123456789")
_MARKDOWN_LINK = r"!?\[((?:\\.|[^\[\]\\]){1,300})\]\([^()\s]{1,400}\)"
_MARKUP = (
    r"(?P<code>(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|!?\[(?P<label>(?:\\.|[^\[\]\\]){1,300})\]\([^()\s]{1,400}\)|\*\*|(?<!\w)__|__(?!\w)"
)
# A title's number: "3. ", "0007 - ", "[3] "; without punctuation only where it begins with a zero.
_TITLE_NUMBER = r"(?:\[\d{1,6}\]|\d{1,6}(?:[:.)]|\s+[-–—|]))\s*[-–—:]?\s+|0\d{1,5}\s+"


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


def normalise_status(raw: str) -> str:
    """Return the known status that the text of a status means, "" where it means none.

    Implemented, approved and active count as accepted; what is partly superseded stays accepted; a
    template's choice ("[ accepted | deprecated ]") has no meaning yet; text that is struck through
    does not count.
    """
    status = STATUS_BY_WORD.get(raw.lower())
    if status:
        return status
    text = re.sub(_COMMENT, " ", raw[:1000]) if "<!--" in raw else raw[:1000]
    text = remove_struck(text).replace("’", "'")
    text = re.sub(_FORMER_STATUS, "", text)
    if is_status_choice(text):
        return ""
    text = re.sub(r"\(https?:[^)\s]*\)|https?:\S+", " ", text)
    whole = "\n".join(line for line in text.split("\n") if not re.search(_PARTLY_SUPERSEDED, line))
    if re.search(_SUPERSEDED, whole):
        return "superseded"
    beginning = re.sub(r"[*_`>\[\]{}]", " ", text).strip().lower()[:80]
    if " " in beginning or "-" in beginning:
        for pattern, word in _PHRASE_WORDS:
            beginning = re.sub(pattern, word, beginning)
    statuses = [
        STATUS_BY_WORD[word] for word in re.findall(_WORD, beginning) if word in STATUS_BY_WORD
    ]
    if len(set(statuses)) > 2 or "such as" in beginning:
        return ""
    return statuses[0] if statuses else ""


def is_status_choice(text: str) -> bool:
    """Whether a text is a template's choice of statuses (`[accepted | deprecated | …]`)."""
    if "|" not in text:
        return False
    text = remove_struck(text[:400].lower().replace("superce", "superse"))
    text = re.sub(_MARKDOWN_LINK, " ", text)
    if "|" not in text:
        return False
    statuses = {
        "superseded" if "seded" in word else STATUS_BY_WORD.get(word)
        for word in re.findall(_WORD, text)
    }
    return len(statuses - {None}) > 1


def is_partly_superseded(text: str) -> bool:
    """Whether a text says that only parts of a decision are superseded."""
    return re.search(_PARTLY_SUPERSEDED, remove_struck(text)) is not None


def find_date(text: str) -> str:
    """Return the first date in a text as ISO 8601, "" where there is none.

    It is only as precise as the text ("2020", "2025-11"). `03/04/2022` may be two days, so that
    only its year counts; `2019 / 2020` gives "".
    """
    text = text[:400]
    for pattern in (
        _ISO_DATE,
        _COMPACT_DATE,
        _LOCAL_DATE,
        _DAY_FIRST,
        _MONTH_FIRST,
        _MONTH_ONLY,
        _ISO_MONTH,
    ):
        for match in re.finditer(pattern, text):
            if date := _format_match(pattern, match.groups()):
                return date
    years = set(re.findall(_YEAR, text))
    return years.pop() if len(years) == 1 else ""


def _format_match(pattern: str, groups: tuple[str, ...]) -> str:
    """The date in the groups that `pattern` matched, "" where they are not one date."""
    if pattern == _ISO_DATE:
        return _format_date(groups[0], int(groups[2]), int(groups[3]))
    if pattern == _COMPACT_DATE:
        return "-".join(groups)
    if pattern == _LOCAL_DATE:
        first, second = int(groups[0]), int(groups[2])
        if first != second and first <= 12 and second <= 12 and groups[1] != ".":
            return ""  # either may be the month; with dots the day comes first
        day, month = (second, first) if second > 12 else (first, second)
        return _format_date(groups[3], month, day)
    if pattern == _DAY_FIRST:
        return _format_date(groups[2], _MONTHS.get(groups[1][:3].lower(), 0), int(groups[0]))
    if pattern == _MONTH_FIRST:
        return _format_date(groups[2], _MONTHS.get(groups[0][:3].lower(), 0), int(groups[1]))
    if pattern == _MONTH_ONLY:
        month = _MONTHS.get(groups[0][:3].lower(), 0)
        return f"{groups[1]}-{month:02d}" if month else ""
    return "-".join(groups)


def _format_date(year: str, month: int, day: int) -> str:
    return f"{year}-{month:02d}-{day:02d}" if 1 <= month <= 12 and 1 <= day <= 31 else ""


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


def remove_struck(text: str) -> str:
    """Return a text without what is struck through in it (`~~so~~`)."""
    return re.sub(_STRUCK_TEXT, " ", text) if "~" in text else text


def find_mentions(text: str) -> Iterator[Mention]:
    """Find where a text names other records; links to other sites do not count."""
    if "[" not in text and not re.search(_MENTION_HINT, text):
        return
    for match in re.finditer(_MENTION, text):
        href = match["href"]
        if href is None or not re.match(r"<?(?:[a-z][a-z0-9+.-]*:|//|#)", href, re.IGNORECASE):
            yield Mention(match[0].strip("`"), match.start(), match.end())
