"""File names and slugs: the number, date, slug and stage that a name states, and the next name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from minutebook.records.model import ADR, PHR, Kind

# Prefixes known from the field. An unknown one counts only in capitals and before a number that
# begins with a zero ("TECH-0012"): "http-404-handling" has no number.
_NUMBER = (
    r"(?P<prefix>(?:(?i:l?m?adr|phr|rfc|decision|dec|dr)[-_. ]?|[A-Z]{2,8}[-_](?=0[0-9]{2}))?)"
    r"(?P<digits>[0-9]{1,6})(?:[-_. ]+|\Z)"
)
_DATE = (
    r"(?P<year>(?:19|20)[0-9]{2})(?P<sep>[-_.]?)(?P<month>0[1-9]|1[0-2])(?P=sep)"
    r"(?P<day>0[1-9]|[12][0-9]|3[01])(?P<rest>[-_. T]+|\Z)"
)
_MONTH = r"(?P<month>(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2]))-"
# Behind a date: a number of three to five digits ("2023-09-09_027-x", "20251206-0002-x"). Fewer
# begin a slug ("2024-01-02-3-tiers"), more are a time of day or an epoch.
_AFTER_DATE = r"(?P<digits>[0-9]{3,5})(?:[-_. ]+|\Z)"
_TIME = r"[0-9]{6,}(?:[-_. ]+|\Z)"
_STAGE = r"\.([A-Za-z][A-Za-z0-9_-]*)\Z"
_RESERVED = r"con|prn|aux|nul|(?:com|lpt)[0-9]"  # names that Windows keeps for devices
_FILLERS = "\u115f\u1160\u3164\uffa0"  # letters that show nothing
_SURROGATE = "[\ud800-\udfff]"
# Controls, line separators, the byte order mark, and the marks that turn the direction of what
# follows: in a table they would turn the neighbouring cells too.
_UNSEEN = "[\x00-\x20\x7f-\xa0\u2028-\u202e\u2066-\u2069\ufeff]+"
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['\u2019](?=[^\W\d_])")
_MAX_BYTES = 180  # a file name has at most 255: room for number, stage, suffix, temporary name


@dataclass(frozen=True, slots=True)
class ParsedName:
    """What a file name states.

    `number` is None where the name has none; `digits` is the number as written, `prefix` what
    stands before it ("", "adr-", "ADR-"). `date` is ISO 8601 for dated names, "" else. `stage` is
    what stands before the suffix of a PHR, as written.
    """

    number: int | None
    digits: str
    prefix: str
    slug: str
    date: str
    stage: str


def parse_name(kind: Kind, file_name: str) -> ParsedName:
    """Read a file name (no folders), or the name of a dated folder that holds a README.

    A date is never a number: `2025-11-27-x.md` and `20230518-x.md` have no number,
    `20251206-0002-x.md` has 2.
    """
    stem = file_name[:-3] if file_name.lower().endswith(".md") else file_name
    stage = ""
    if kind is PHR:
        stem = stem[:-7] if stem.lower().endswith(".prompt") else stem
        found = re.search(_STAGE, stem)
        if found:
            stage, stem = found[1], stem[: found.start()]
    dated = re.match(_DATE, stem)
    if dated:
        date = f"{dated['year']}-{dated['month']}-{dated['day']}"
        rest = stem[dated.end() :]
        numbered = re.match(_AFTER_DATE, rest)
        if numbered:
            digits = numbered["digits"]
            return ParsedName(int(digits), digits, "", rest[numbered.end() :], date, stage)
        timed = re.match(_TIME, rest)
        return ParsedName(None, "", "", rest[timed.end() :] if timed else rest, date, stage)
    monthly = re.match(_MONTH, stem)
    if monthly:
        return ParsedName(None, "", "", stem[monthly.end() :], monthly["month"], stage)
    numbered = re.match(_NUMBER, stem)
    if not numbered:
        return ParsedName(None, "", "", stem, "", stage)
    digits = numbered["digits"]
    return ParsedName(int(digits), digits, numbered["prefix"], stem[numbered.end() :], "", stage)


def compute_next_name(
    kind: Kind,
    existing_names: Iterable[str],
    slug: str,
    stage: str = "",
    *,
    claimed_numbers: Iterable[int] = (),
    reserved_number: int = 0,
    today: str = "",
) -> tuple[int, str]:
    """The number and file name of the next record, from the names that are there alone.

    The number is one more than the highest, of names and of numbers that others have `claimed`; or
    the one that was `reserved` for this record, as long as no name has it. Its width and prefix
    are those of the name that has the highest number (four digits where there is none yet).
    `stage` names the stage of a PHR. Decisions whose names have dates and no numbers (log4brains)
    go on so with `today` (ISO 8601): the number is 0 then.
    """
    there = list(existing_names)
    parsed = [parse_name(kind, name) for name in there]
    taken = [
        (name.number, len(name.digits), name.prefix) for name in parsed if name.number is not None
    ]
    dated = [name for name, one in zip(there, parsed, strict=True) if one.date]
    if today and kind is ADR and dated and not taken:
        return 0, _dated_name(max(dated), today, slug, kind.suffix, frozenset(there))
    highest, width, prefix = max(taken, default=(0, 4, ""))
    number = max(highest, *claimed_numbers, 0) + 1
    if reserved_number and all(reserved_number != number for number, _, _ in taken):
        number = reserved_number
    middle = f".{stage}" if stage else ""
    return number, f"{prefix}{number:0{width}d}-{slug}{middle}{kind.suffix}"


def _dated_name(model: str, today: str, slug: str, suffix: str, taken: frozenset[str]) -> str:
    """The name of a page of today, its date written as in `model`; a second one gets a "-2"."""
    day = today if model[4:5] == "-" else today.replace("-", "")
    names = (f"{day}-{slug}{f'-{at}' if at > 1 else ''}{suffix}" for at in range(1, len(taken) + 2))
    there = {fold_name(name) for name in taken}
    return next(name for name in names if fold_name(name) not in there)


def slugify(title: str, max_chars: int = 60) -> str:
    """A title as part of a file name: lower case, words joined by `-`, never empty.

    Letters, marks and digits of any script stay (NFC); pictographs become their Unicode names;
    all else parts words. At most `limit` characters and 180 bytes of UTF-8, cut at a word where
    that keeps half. Never `.` or `..`, a leading `-`, or a name that Windows keeps for devices.
    """
    title = _APOSTROPHE.sub("", title)  # "agent's" is one word: agents
    if title.isascii():
        slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    else:
        slug = _unicode_slug(title)
    slug = _cut(slug, max_chars) or "record"
    return f"{slug}-record" if re.fullmatch(_RESERVED, slug) else slug


def clean_title(title: str) -> str:
    """A title as one line: controls, line ends and direction marks become one space.

    Surrogates without a pair, which no file can hold, become U+FFFD.
    """
    if title.isascii() and title.isprintable() and "  " not in title:
        return title.strip()
    return re.sub(_UNSEEN, " ", re.sub(_SURROGATE, "\ufffd", title)).strip()


def fold_name(name: str) -> str:
    """A name or path as the least careful file system compares it: without case, marks composed."""
    if name.isascii():
        return name.lower()
    from unicodedata import normalize

    # Folding may part what was composed, and composing may join what was folded.
    return normalize("NFC", normalize("NFC", name).casefold())


def _unicode_slug(title: str) -> str:
    import unicodedata

    out: list[str] = []
    lettered = False  # a mark stays only on a letter: an emoji's variation selector goes
    for char in unicodedata.normalize("NFC", unicodedata.normalize("NFC", title).lower()):
        category = unicodedata.category(char)
        if char in _FILLERS:
            continue
        if category[0] == "L" or category in ("Nd", "Nl"):
            out.append(char)
            lettered = True
        elif category in ("Mn", "Mc") and lettered and not "\ufe00" <= char <= "\ufe0f":
            out.append(char)
        elif category == "So" and _pictograph(char):
            name = unicodedata.name(char, "").lower()
            flag = name.removeprefix("regional indicator symbol letter ")
            out.append(flag if flag != name else f"-{name}-")
            lettered = False
        elif category == "Cf" and char != "\u200c":
            continue  # joiners and direction marks part no words; the non-joiner does
        elif category[0] != "M":
            out.append("-")
            lettered = False
    # Once more: what was left out may have parted a letter from its mark.
    joined = unicodedata.normalize("NFC", "".join(out))
    return re.sub(r"[ '_-]+", "-", joined).strip("-")


def _pictograph(char: str) -> bool:
    """Whether a symbol is worth its name: emoji are, `™` or a box-drawing line are not."""
    return "\u2300" <= char < "\u2400" or "\u2600" <= char < "\ufff0" or char >= "\U0001f000"


def _cut(slug: str, limit: int) -> str:
    cut = slug[:limit]
    raw = cut.encode()
    if len(raw) > _MAX_BYTES:
        cut = raw[:_MAX_BYTES].decode(errors="ignore")
    if len(cut) < len(slug) and slug[len(cut)] != "-":
        word = cut.rpartition("-")[0]
        if 2 * len(word) >= len(cut):
            cut = word
    return cut.strip("-")
