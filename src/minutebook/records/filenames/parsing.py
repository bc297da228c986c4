"""What a file name states: number, date, slug; and the name of the next record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.records.filenames.slugs import fold_name
from minutebook.records.model import ADR, PHR, Kind

# Prompts. Prefixes known from the field; an unknown one counts only in capitals and before a number
# that begins with a zero ("TECH-0012").
_PROMPT_NUMBER = compile_lazily(
    r"(?P<prefix>(?:(?i:l?m?adr|phr|rfc|decision|dec|dr)[-_. ]?|[A-Z]{2,8}[-_](?=0[0-9]{2}))?)"
    r"(?P<digits>[0-9]{1,6})(?:[-_. ]+|\Z)"
)
_DATE = compile_lazily(
    r"(?P<year>(?:19|20)[0-9]{2})(?P<sep>[-_.]?)(?P<month>0[1-9]|1[0-2])(?P=sep)"
    r"(?P<day>0[1-9]|[12][0-9]|3[01])(?P<rest>[-_. T]+|\Z)"
)
_MONTH = compile_lazily(r"(?P<month>(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2]))-")
# Behind a date: a number of three to five digits ("2023-09-09_027-x", "20251206-0002-x"). Fewer
# begin a slug ("2024-01-02-3-tiers"), more are a time of day or an epoch.
_NUMBER_AFTER_DATE = compile_lazily(r"(?P<digits>[0-9]{3,5})(?:[-_. ]+|\Z)")
_TIME = compile_lazily(r"[0-9]{6,}(?:[-_. ]+|\Z)")
_STAGE = compile_lazily(r"\.([A-Za-z][A-Za-z0-9_-]*)\Z")

# Decisions. A number stands first ("0007-x", "#7 x"), or a label introduces it ("ADR-7-x", "DR002",
# "nr.-008-x", "ACME-ADR-0002-x", "ACME-ADR-Billing-0002-x"), or a word counts it ("第7号-x").
_SEPARATORS = "-_. :),]–—"
_WORD = compile_lazily(
    r"[^-_. #0-9]+|[0-9]+|[-_. #]+"  # a name in pieces: words, numbers, what joins them
)
_MAX_PIECES = 14
_DIGITS = compile_lazily(r"[0-9]{1,6}(?![0-9])")
_ORDINARY = compile_lazily(r"(?!19|20)([0-9]{3,6})[-_]([^-_. :),\]–—].*)\Z")
_YEAR = r"(?:19|20)[0-9]{2}"
# "2024-003-x": a series for each year. Two digits would be a month.
_YEAR_AND_NUMBER = compile_lazily(rf"(?P<prefix>{_YEAR}[-_])(?P<digits>0[0-9]{{2,4}})(?=[-_. ]|\Z)")
_LABELLED_YEAR = compile_lazily(rf"{_YEAR}[-_. ]0[0-9]{{1,4}}(?![0-9])")
_SUB_NUMBER = compile_lazily(r"\.[0-9]{1,2}(?=[-_ ]|\Z)")
_COUNTED = compile_lazily(
    r"[第제] ?(?P<digits>[0-9]{1,6}) ?(?P<counter>[号號番回条條호])(?=[-_. :：、)]|\Z)"
)
_NUMBER_SIGN = compile_lazily(r"(?:№|[Nn]\.?[º°]) ?(?=[0-9])")
_LETTER = compile_lazily(r"[A-Za-z](?=[-_. ]|\Z)")
_PLAIN_LABELS = frozenset(
    "adr adrs phr madr ladr lmadr adl decision decisions record records nr no number num "  # noqa: SIM905
    "entscheidung besluit decisión décision decisão decisione решение beslut beslutning decyzja "
    "karar rozhodnutí".split()
)
# Labels that make a series beside that of `ADR`: `DR002` and `ADR002` are two records.
_LABELS = _PLAIN_LABELS | {"rfc", "dr", "ad", "dec", "tdr", "edr", "pdr", "ddr"}
# Words of a language, too: they introduce a number that begins with a zero, or is set off by a dot.
_WEAK_LABELS = frozenset(("ad", "no", "num", "number", "record", "records", "ddr", "edr", "dec"))
_LABEL_WORDS = frozenset(("architecture", "architectural"))  # before "decision", "decision-record"
# A label after one of these is what the page is about: "replace-adr-12-x".
_VERBS = frozenset(
    "about add adopt amend an and archive deprecate drop for from how in of on per reconsider "  # noqa: SIM905
    "refine remove replace retire review revise revisit see supersede the to update use using via "
    "what when why with".split()
)
_MAX_LEADING_WORDS = 4
_MAX_WORDS_BETWEEN = 3


class ParsedName(Value):
    """What a file name states.

    `number` is None where the name has none; `digits` is the number as written, with the letter or
    sub-number that sets it apart (`024a`, `304.1`), `prefix` what stands before it ("", "adr-",
    "ADR-"). `date` is ISO 8601 for dated names, "" else. `stage` is what stands before the suffix
    of a PHR, as written. `series` are the words before the number that make a series of its own
    (`acme-adr`, `rfc`, `2024`), "" for none.
    """

    number: int | None
    digits: str
    prefix: str
    slug: str
    date: str
    stage: str
    series: str = ""


def parse_name(kind: Kind, file_name: str) -> ParsedName:
    """Read a file name (no folders), or the name of a folder whose page is a record.

    A date is never a number: `2025-11-27-x.md` and `20230518-x.md` have no number,
    `20251206-0002-x.md` has 2.
    """
    stem, stage = kind.strip_ending(file_name), ""
    if kind is PHR:
        stem = stem[:-7] if stem.lower().endswith(".prompt") else stem
        stage_match = _STAGE.search(stem)
        if stage_match:
            stage, stem = stage_match[1], stem[: stage_match.start()]
    elif match := _ORDINARY.match(stem):  # most names: what follows would say the same
        digits, slug = match.groups()
        return ParsedName(int(digits), digits, "", slug, "", "")
    dated = _parse_dated(kind, stem, stage)
    if dated:
        return dated
    if kind is PHR:
        match = _PROMPT_NUMBER.match(stem)
        if match:
            digits, slug = match["digits"], stem[match.end() :]
            return ParsedName(int(digits), digits, match["prefix"], slug, "", stage)
        return ParsedName(None, "", "", stem, "", stage)
    return _parse_decision(stem) or ParsedName(None, "", "", stem, "", "")


def find_highest(kind: Kind, names: Iterable[str]) -> int:
    """The highest number that names have; 0 where none has one."""
    return max((parse_name(kind, name).number or 0 for name in names), default=0)


def count_number_digits(digits: str) -> int:
    """How many digits the number itself has: 3 of `024a`."""
    return len(digits) - len(digits.lstrip("0123456789"))


def _parse_dated(kind: Kind, stem: str, stage: str) -> ParsedName | None:
    """A name that begins with a date or a month; None for any other.

    Behind a date the number of a decision may have a label ("2022-06-09-adr-016").
    """
    if stem[:2] not in ("19", "20"):
        return None
    date_match = _DATE.match(stem)
    if date_match:
        date = f"{date_match['year']}-{date_match['month']}-{date_match['day']}"
        rest = stem[date_match.end() :]
        if kind is not PHR and (labelled := _parse_label_behind_date(rest)):
            digits, slug = labelled.digits, labelled.slug
            return ParsedName(labelled.number, digits, "", slug, date, stage, labelled.series)
        number_match = _NUMBER_AFTER_DATE.match(rest)
        if number_match:
            digits = number_match["digits"]
            return ParsedName(int(digits), digits, "", rest[number_match.end() :], date, stage)
        time_match = _TIME.match(rest)
        slug = rest[time_match.end() :] if time_match else rest
        return ParsedName(None, "", "", slug, date, stage)
    month_match = _MONTH.match(stem)
    if month_match:
        return ParsedName(None, "", "", stem[month_match.end() :], month_match["month"], stage)
    return None


def _parse_label_behind_date(rest: str) -> ParsedName | None:
    """What follows a date and begins with the label of a record and its number; None for else."""
    found = _parse_labelled(rest) if rest[:1].isalpha() else None
    words = {word.casefold() for word, _, _ in _split_words(found.prefix)} if found else set()
    is_label = bool(words) and words <= (_LABELS | _LABEL_WORDS) and not words <= _WEAK_LABELS
    return found if is_label else None


# Decisions --------------------------------------------------------------------------------------


def _parse_decision(stem: str) -> ParsedName | None:
    """A decision's name that has a number, or a date behind a label; None for any other."""
    if stem[:1].isdecimal():
        match = _YEAR_AND_NUMBER.match(stem)
        if match:
            year = stem[:4]
            return _read_number(stem, match.start("digits"), is_labelled=True, series=year)
        if not re.match(rf"{_YEAR}[-_. ]+[A-Za-z]", stem):
            return _read_number(stem, 0)
        return _parse_labelled(stem) or _read_number(stem, 0)
    if stem.startswith(("#", "(", "[")):
        return _read_number(stem, 1)
    if match := _COUNTED.match(stem):
        digits, slug = match["digits"], stem[match.end() :].lstrip(_SEPARATORS + "：、")
        return ParsedName(int(digits), digits, stem[: match.start("digits")], slug, "", "")
    if match := _NUMBER_SIGN.match(stem):
        return _read_number(stem, match.end(), is_labelled=True)
    if not any(char in stem for char in "0123456789"):
        return None
    return _parse_labelled(stem) or _parse_capitals(stem)


def _parse_labelled(stem: str) -> ParsedName | None:
    """A name in which a label introduces the number."""
    pieces = list(_split_words(stem))
    for index, (word, _, end) in enumerate(pieces):
        folded = word.casefold()
        leading = [piece[0] for piece in pieces[:index]]
        if folded in _LABELS and _may_lead(leading, word):
            next_word = pieces[index + 1][0].casefold() if index + 1 < len(pieces) else ""
            if folded in ("decision", "decisions") and next_word in ("record", "records"):
                continue  # the label is longer: "decision-record-12"
            found = _find_number(stem, pieces, index, end)
            if found:
                return found
        if index >= _MAX_LEADING_WORDS:
            break
    return None


def _split_words(stem: str) -> Iterator[tuple[str, int, int]]:
    """The words and numbers of a name with their offsets; at most so many as are looked at."""
    for count, match in enumerate(_WORD.finditer(stem)):
        if count >= _MAX_PIECES:
            return
        if match[0][0] not in "-_. #":
            yield match[0], match.start(), match.end()


def _may_lead(words: list[str], label: str) -> bool:
    """Whether words may stand before a label: an organisation, a team, a year."""
    words = [word for word in words if word.casefold() not in _LABEL_WORDS | _LABELS]
    if not words:
        return True
    is_shouted = label.isupper() and all(word[:1].isupper() or word.isdecimal() for word in words)
    is_short = len(words) == 1 and words[0].casefold() not in _VERBS
    return label.casefold() not in _WEAK_LABELS and (is_shouted or is_short)


def _find_number(
    stem: str, pieces: list[tuple[str, int, int]], label_index: int, label_end: int
) -> ParsedName | None:
    """The number that the label introduces: behind it, or behind some words of its series."""
    label = pieces[label_index][0]
    following = pieces[label_index + 1 :]
    if following and (dated := _parse_dated(ADR, stem[following[0][1] :], "")) and dated.date:
        return dated
    years: list[str] = []
    if following and _LABELLED_YEAR.match(stem[following[0][1] :]):  # "ADR-2024-003"
        years = [following.pop(0)[0]]
    leading = [
        word.casefold()
        for word, _, _ in pieces[:label_index]
        if word.casefold() not in _LABEL_WORDS | _LABELS
    ]
    own = [] if label.casefold() in _PLAIN_LABELS and not leading else [label.casefold()]
    for position, (word, start, end) in enumerate(following[: _MAX_WORDS_BETWEEN + 1]):
        between = following[:position]
        if not word.isdecimal():
            continue
        if between and between[-1][2] == start:  # "v2" is a word
            return None
        is_padded = word.startswith("0") and len(word) > 1
        is_last = end == len(stem) and label.isupper() and not re.fullmatch(_YEAR, word)
        joint = stem[label_end:start]
        is_weak = (
            label.casefold() in _WEAK_LABELS
            and not label.isupper()
            and "." not in joint
            and pieces[label_index - 1][0].casefold() != "decision"
        )
        if (between and not (is_padded or is_last)) or (is_weak and not is_padded):
            return None
        words = [*leading, *own, *years, *(piece[0].casefold() for piece in between)]
        return _read_number(stem, start, is_labelled=True, series="-".join(words))
    return None


def _parse_capitals(stem: str) -> ParsedName | None:
    """A name with a prefix in capitals before a number with a zero: `TECH-0012`, `TECH-DB-012`."""
    match = re.match(r"(?P<series>[A-Z]{1,12}(?:[-_][A-Z]{2,12}){0,2})[-_]?(?=0[0-9]{2})", stem)
    if not match:
        return None
    series = match["series"].lower().replace("_", "-")
    return _read_number(stem, match.end(), is_labelled=True, series=series)


def _read_number(
    stem: str, start: int, *, is_labelled: bool = False, series: str = ""
) -> ParsedName | None:
    """The name with the number that begins at an offset; None where the digits are a word's."""
    match = _DIGITS.match(stem, start)
    if not match:
        return None
    digits, end = match[0], match.end()
    next_char = stem[end : end + 1]
    is_padded = digits.startswith("0") and len(digits) > 2
    if sub_number := _SUB_NUMBER.match(stem, end):
        end = sub_number.end()
    elif letter := _LETTER.match(stem, end):
        # "024a" is a number; "3d", "5g" and "24h" are words.
        is_ordinal = len(digits) > 1 and letter[0].lower() in "abcdef"
        if not (is_labelled or is_padded or is_ordinal):
            return None
        end = letter.end()
    elif next_char.isalpha():
        if not (is_padded or (is_labelled and len(digits) > 1)):  # "002adr-types", not "2fa"
            return None
    elif next_char and next_char not in _SEPARATORS:
        return None
    slug = stem[end:].lstrip(_SEPARATORS)
    return ParsedName(int(digits), stem[start:end], stem[:start], slug, "", "", series)


# The next name ----------------------------------------------------------------------------------


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
        (parsed.number, count_number_digits(parsed.digits), parsed.prefix)
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
    prefix = prefix.lstrip("#([")
    counter = _find_counter(names) if prefix[:1] in ("第", "제") else ""
    if today and kind is ADR:
        prefix = re.sub(rf"(?<![0-9]){_YEAR}(?=[-_])", today[:4], prefix, count=1)
    return number, f"{prefix}{number:0{width}d}{counter}-{slug}{stage_part}{kind.suffix}"


def _find_counter(names: Iterable[str]) -> str:
    """The word behind the number of counted names: 号 of "第7号-x"."""
    return max(match["counter"] for name in names if (match := _COUNTED.match(name)))


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
