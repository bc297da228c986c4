"""File names and slugs: what a name states, the name of the next record, a title as a slug."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from minutebook.records.model import ADR, PHR, ROOT, Folder, Kind

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
_NUMBER_AFTER_DATE = r"(?P<digits>[0-9]{3,5})(?:[-_. ]+|\Z)"
_TIME = r"[0-9]{6,}(?:[-_. ]+|\Z)"
_STAGE = r"\.([A-Za-z][A-Za-z0-9_-]*)\Z"
_DEVICE_NAMES = r"con|prn|aux|nul|(?:com|lpt)[0-9]"  # names that Windows keeps for devices
_BLANK_LETTERS = "\u115f\u1160\u3164\uffa0"  # letters of Unicode that show nothing
_SURROGATE = "[\ud800-\udfff]"
# Controls, line separators, the byte order mark, and the marks that turn the direction of what
# follows: in a table they would turn the neighbouring cells too.
_INVISIBLE = "[\x00-\x20\x7f-\xa0\u2028-\u202e\u2066-\u2069\ufeff]+"
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['\u2019](?=[^\W\d_])")
# Names of markdown files in a folder of records that are not records.
_OTHER_PAGE = (
    r"(?i)(?:readme(?:-(?:[0-9]{4}|undated)(?:-[0-9]{1,9})?)?|index|contributing|changelog|_.*"
    r"|template(?:[-_.].*)?"
    r"|(?:m?adr|decision|record|nygard|0+)[-_]template(?:[-_.].*)?)\.md"
)
# In a repository's top, where other pages lie, too, a number must have a prefix or three digits,
# and be no year: `10-rules.md` and `2026-plans.md` are no decisions.
_NUMBER_IN_TOP = r"(?!(?:19|20)[0-9]{2}(?![0-9]))(?:[0-9]{3}|[A-Za-z])"
_TEMPLATE_FOLDERS = ("template", "templates")
_MAX_SLUG_BYTES = 180  # a file name has at most 255: room for number, stage, suffix, temporary name


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


def is_record(folder: Folder, path: str) -> bool:
    """Whether a file in a folder of records is a record: markdown, not an index, template or draft.

    A README is one in a folder of its own with a dated or numbered name
    (`2023-01-05-topic/README.md`). Right in the repository's top only what has a decision's number
    or a date is one. A folder called `templates` holds templates; below prompts it
    may be that of a feature with this name, whose records have numbers and the suffix of prompts.
    """
    parent, _, name = path.rpartition("/")
    if not name.lower().endswith(".md") or name.startswith("."):
        return False
    if name.lower() == "readme.md":
        parsed = parse_name(folder.kind, parent.rpartition("/")[2])
        is_named = bool(parsed.slug) and (bool(parsed.date) or parsed.number is not None)
        return parent != folder.path and folder.kind is ADR and is_named
    if folder.path == ROOT:
        parsed = parse_name(folder.kind, name)
        has_number = parsed.number is not None and re.match(_NUMBER_IN_TOP, name)
        return bool(parsed.date or has_number)
    subfolders = path.removeprefix(folder.path + "/").split("/")[:-1]
    if any(part.startswith(".") for part in subfolders):
        return False
    if any(part.lower() in _TEMPLATE_FOLDERS for part in subfolders):
        is_prompt_name = folder.kind is PHR and name.lower().endswith(PHR.suffix)
        return is_prompt_name and bool(parse_name(PHR, name).number)
    return not re.fullmatch(_OTHER_PAGE, name)


def parse_name(kind: Kind, file_name: str) -> ParsedName:
    """Read a file name (no folders), or the name of a dated folder that holds a README.

    A date is never a number: `2025-11-27-x.md` and `20230518-x.md` have no number,
    `20251206-0002-x.md` has 2.
    """
    stem = file_name[:-3] if file_name.lower().endswith(".md") else file_name
    stage = ""
    if kind is PHR:
        stem = stem[:-7] if stem.lower().endswith(".prompt") else stem
        stage_match = re.search(_STAGE, stem)
        if stage_match:
            stage, stem = stage_match[1], stem[: stage_match.start()]
    date_match = re.match(_DATE, stem)
    if date_match:
        date = f"{date_match['year']}-{date_match['month']}-{date_match['day']}"
        rest = stem[date_match.end() :]
        number_match = re.match(_NUMBER_AFTER_DATE, rest)
        if number_match:
            digits = number_match["digits"]
            return ParsedName(int(digits), digits, "", rest[number_match.end() :], date, stage)
        time_match = re.match(_TIME, rest)
        slug = rest[time_match.end() :] if time_match else rest
        return ParsedName(None, "", "", slug, date, stage)
    month_match = re.match(_MONTH, stem)
    if month_match:
        return ParsedName(None, "", "", stem[month_match.end() :], month_match["month"], stage)
    number_match = re.match(_NUMBER, stem)
    if not number_match:
        return ParsedName(None, "", "", stem, "", stage)
    digits, slug = number_match["digits"], stem[number_match.end() :]
    return ParsedName(int(digits), digits, number_match["prefix"], slug, "", stage)


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

    The number is one more than the highest of `existing_names` and `claimed_numbers`; or
    `reserved_number`, which was set aside for this record, as long as no name has it. Its width
    and prefix are those of the name that has the highest number (four digits where there is none
    yet). `stage` is the stage of a PHR. Where decisions have dated names without numbers
    (log4brains), the new one is dated `today` (ISO 8601), and the number is 0.
    """
    names = list(existing_names)
    parsed_names = [parse_name(kind, name) for name in names]
    numbered = [
        (parsed.number, len(parsed.digits), parsed.prefix)
        for parsed in parsed_names
        if parsed.number is not None
    ]
    dated = [name for name, parsed in zip(names, parsed_names, strict=True) if parsed.date]
    if today and kind is ADR and dated and not numbered:
        return 0, _make_dated_name(max(dated), today, slug, kind.suffix, frozenset(names))
    highest, width, prefix = max(numbered, default=(0, 4, ""))
    number = max(highest, *claimed_numbers, 0) + 1
    if reserved_number and all(reserved_number != number for number, _, _ in numbered):
        number = reserved_number
    stage_part = f".{stage}" if stage else ""
    return number, f"{prefix}{number:0{width}d}-{slug}{stage_part}{kind.suffix}"


def _make_dated_name(
    example: str, today: str, slug: str, suffix: str, existing_names: frozenset[str]
) -> str:
    """A name dated `today`, the date written as in `example`; a second one of a day gets "-2"."""
    day = today if example[4:5] == "-" else today.replace("-", "")
    taken = {fold_name(name) for name in existing_names}
    name, count = f"{day}-{slug}{suffix}", 1
    while fold_name(name) in taken:
        count += 1
        name = f"{day}-{slug}-{count}{suffix}"
    return name


def slugify(title: str, max_chars: int = 60) -> str:
    """A title as part of a file name: lower case, words joined by `-`, never empty.

    Letters, marks and digits of any script stay (NFC); pictographs become their Unicode names;
    all else parts words. At most `max_chars` characters and 180 bytes of UTF-8, cut at a word
    where that keeps half. Never `.` or `..`, a leading `-`, or a name that Windows keeps for
    devices.
    """
    title = _APOSTROPHE.sub("", title)  # "agent's" is one word: agents
    if title.isascii():
        slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    else:
        slug = _slugify_unicode(title)
    slug = _shorten_slug(slug, max_chars) or "record"
    return f"{slug}-record" if re.fullmatch(_DEVICE_NAMES, slug) else slug


def clean_title(title: str) -> str:
    """A title as one line: controls, line ends and direction marks become one space.

    Surrogates without a pair, which no file can hold, become U+FFFD.
    """
    if title.isascii() and title.isprintable() and "  " not in title:
        return title.strip()
    return re.sub(_INVISIBLE, " ", re.sub(_SURROGATE, "\ufffd", title)).strip()


def fold_name(name: str) -> str:
    """A name or path as the least careful file system compares it: without case, marks composed."""
    if name.isascii():
        return name.lower()
    from unicodedata import normalize

    # Folding may part what was composed, and composing may join what was folded.
    return normalize("NFC", normalize("NFC", name).casefold())


def _slugify_unicode(title: str) -> str:
    """A title as words joined by `-`: what `slugify` does where a title is not ASCII."""
    import unicodedata

    parts: list[str] = []
    is_after_letter = False  # a mark stays only on a letter: an emoji's variation selector goes
    for char in unicodedata.normalize("NFC", unicodedata.normalize("NFC", title).lower()):
        category = unicodedata.category(char)
        if char in _BLANK_LETTERS:
            continue
        if category[0] == "L" or category in ("Nd", "Nl"):
            parts.append(char)
            is_after_letter = True
        elif category in ("Mn", "Mc") and is_after_letter and not "\ufe00" <= char <= "\ufe0f":
            parts.append(char)
        elif category == "So" and _is_pictograph(char):
            name = unicodedata.name(char, "").lower()
            flag = name.removeprefix("regional indicator symbol letter ")
            parts.append(flag if flag != name else f"-{name}-")
            is_after_letter = False
        elif category == "Cf" and char != "\u200c":
            continue  # joiners and direction marks part no words; the non-joiner does
        elif category[0] != "M":
            parts.append("-")
            is_after_letter = False
    # Once more: what was left out may have parted a letter from its mark.
    joined = unicodedata.normalize("NFC", "".join(parts))
    return re.sub(r"[ '_-]+", "-", joined).strip("-")


def _is_pictograph(char: str) -> bool:
    """Whether a symbol is worth its name: emoji are, `™` or a box-drawing line are not."""
    return "\u2300" <= char < "\u2400" or "\u2600" <= char < "\ufff0" or char >= "\U0001f000"


def _shorten_slug(slug: str, max_chars: int) -> str:
    """A slug of so many characters, and of so many bytes, cut between words where half stays."""
    shortened = slug[:max_chars]
    encoded = shortened.encode()
    if len(encoded) > _MAX_SLUG_BYTES:
        shortened = encoded[:_MAX_SLUG_BYTES].decode(errors="ignore")
    if len(shortened) < len(slug) and slug[len(shortened)] != "-":
        whole_words = shortened.rpartition("-")[0]
        if 2 * len(whole_words) >= len(shortened):
            shortened = whole_words
    return shortened.strip("-")
