"""The number that a decision's page states: in a field, in its heading, or in a line for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.records.filenames.parsing import parse_name
from minutebook.records.model import ADR
from minutebook.text import markdown
from minutebook.text.frontmatter import FrontMatter

_FIELDS = (
    *("number", "adr", "adr-number", "adr-no", "adr-nr", "adr-id", "adrid", "num", "nr", "no"),
    *("decision-number", "decision-id", "decision-no", "record-number", "record-id", "id"),
)
_NUMBER = (
    r"(?P<digits>[0-9]{1,6}(?:\.[0-9]{1,2}(?=[\s:)\]–—-]|\Z)|[A-Za-z](?=[\s:.)\]–—-]|\Z))?)"
    r"(?![0-9A-Za-z]|[-/.][0-9])"
)
_STRONG = (
    r"[lm]?adr|[tep]dr|(?-i:DR)|(?:architectur(?:e|al) )?decision[ -]record"
    r"|architectur(?:e|al) decision"
)
_WEAK = (
    r"adrs|decisions?|rfc|ad|nr|no|entscheidung|besluit|d[eé]cision|decisi[oó]n|decis[aã]o"
    r"|решение|决策|決定"
)
# "ADR-12: T", "[ADR 12] T", "ACME-ADR-2: T", "ACME-ADR-Billing-0002: T", "Decision 12: T".
_LABELLED = compile_lazily(
    rf"\W{{0,4}}(?P<lead>(?:[A-Z][A-Za-z0-9]{{0,20}}[-_]){{1,4}}?|(?:[A-Z]{{2,12}} ){{1,2}})?"
    rf"(?:(?P<strong>(?i:{_STRONG}))|(?P<weak>(?i:{_WEAK})))(?![^\W\d_])"
    r"(?: \(ADR\))?(?:[ .-]{0,2}(?i:no|nr|number)\b)?[-_ #:.№：–—(\[]{0,4}"
    rf"(?:(?:[A-Za-z]{{1,20}}[-_]){{1,3}}(?=0))?(?:(?:19|20)[0-9]{{2}}[-/](?=[0-9]{{3}}))?{_NUMBER}"
)
# "12. T", "#2. T", "[12] T", "12 - T", "0012 T".
_PLAIN = compile_lazily(
    rf"(?P<mark>#|№ ?)?[\[(]?{_NUMBER}(?P<end>\]?[.):：]|\]|\s+[-–—|:·])?(?=\s+\S)"
)
# "第12号：T"
_COUNTED = compile_lazily(r"[第제] ?(?P<digits>[0-9]{1,6}) ?[号號番回条條호](?![^\W\d_]{0,1}[0-9])")
# "acme-adr-billing-5: T": any words in one piece around the label, where a separator ends them.
_ONE_PIECE = compile_lazily(
    r"(?i)\W{0,4}(?:[a-z][a-z0-9]{0,20}[-_]){0,4}?(?:[lm]?adr|dr|decision)[-_]"
    rf"(?:[a-z]{{1,20}}[-_]){{0,3}}{_NUMBER}(?=[\])】]?[:：|]|[\])】]? [-–—·] )"
)
# "ADR XII: T"
_ROMAN = compile_lazily(
    rf"\W{{0,4}}(?i:{_STRONG}|decision)[ _#-]{{1,2}}"
    r"(?P<roman>(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3}))"
    r"(?=\W{0,3}(?:[:：|)\]】.]|\s[-–—·]\s|\Z))"
)
# "T (ADR-011)"; what does something to another decision names that one there.
_AT_END = compile_lazily(rf"\A.{{1,250}}? [(\[](?i:{_STRONG})[-_ #]?{_NUMBER}[)\]]\Z")
_ABOUT_OTHER = compile_lazily(
    r"(?i)(?:supersed|replac|amend|revis|retir|deprecat|revers|undo|updat|reconsider|remov|drop"
    r"|follow|extend|clarif|review)"
)
# "ADR number: 12", "| Decision ID | PAY-12 |", "<!-- ADR: 12 -->"
_NUMBER_KEY = (
    r"(?:(?:adr|decision|record)[ _-]?(?:number|no\.?|nr\.?|num|id|#)|number|adr|id|nr\.?|no\.?"
    r"|nummer|numéro|número|numero|номер|编号|編號|番号|번호|numer|číslo|numara)"
)
_NUMBER_LINE = compile_lazily(
    rf"(?i)[ >]{{0,8}}(?:<!-- ?|[-*+] |\| ?)?[*_]{{0,3}}(?P<key>{_NUMBER_KEY})[*_]{{0,3}} ?[:：|]"
    r"[*_]{0,3} ?(?P<value>[^|\n>]{1,60})"
)
_TABLE_CELLS = compile_lazily(r"\|([^|\n]*)")
_MAX_LINES = 40  # of a page's beginning that may state its number
# "PAY-12", "PAY-DB-12" as the whole of a value that is called a number.
_PREFIXED = compile_lazily(rf"[A-Z]{{1,12}}(?:[-_/][A-Z]{{1,12}}){{0,2}}[-_ #/]{_NUMBER}")
_NUMBER_ALONE = compile_lazily(rf"(?:#|№ ?|(?i:adr)[-_ #]{{0,2}})?{_NUMBER}")
# "TECH-0012: T".
_CAPITALS = compile_lazily(
    rf"[A-Z]{{1,12}}(?:[-_][A-Z]{{2,12}}){{0,2}}[-_]?(?=0[0-9]{{2}}){_NUMBER}"
)
_SEPARATOR = compile_lazily(r"[\])]?\s*(?:[-:.)–—|：]|\Z)")
_YEAR = compile_lazily(r"(?:19|20)[0-9]{2}")
_MAX_HEADING_CHARS = 300
_MAX_BEGINNING_CHARS = 3000


class StatedNumber(Value):
    """A number as a page writes it (`0012`, `024a`), and the line (from 1) that states it."""

    digits: str
    line: int

    @property
    def number(self) -> int:
        """The number itself: 24 of `024a`."""
        return int(re.match("[0-9]*", self.digits)[0] or 0)  # type: ignore[index]


def find_stated_number(text: str, front_matter: FrontMatter) -> StatedNumber | None:
    """The number that a page states, None for none: a field comes before title and lines."""
    return (
        find_field_number(front_matter)
        or find_heading_number(text, front_matter)
        or find_line_number(text, front_matter)
    )


def find_field_number(front_matter: FrontMatter) -> StatedNumber | None:
    """The number in one of the fields that hold numbers of records."""
    keys = {key.lower().replace("_", "-"): key for key in front_matter.fields}
    for name in _FIELDS:
        value = front_matter.fields.get(keys.get(name, ""))
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            digits = parse_name(ADR, str(value).strip()).digits or _parse_value(str(value))
            if digits and not _YEAR.fullmatch(str(value).strip()):
                return StatedNumber(digits, front_matter.line_numbers.get(keys[name], 0))
    return None


def _parse_value(value: str) -> str:
    """The number that is the whole of a value: `12`, `ADR-12`, `PAY-12`; "" for none."""
    value = value.strip(" \t*_`")
    match = _NUMBER_ALONE.fullmatch(value) or _PREFIXED.fullmatch(value)
    return match["digits"] if match and not _YEAR.fullmatch(value) else ""


def find_line_number(text: str, front_matter: FrontMatter) -> StatedNumber | None:
    """The number in a line or table at a page's beginning that is called its number."""
    column, headings = -1, 0
    lines = markdown.parse_lines(
        text[: front_matter.body_start + _MAX_BEGINNING_CHARS], front_matter.body_start
    )
    for line in islice(lines, _MAX_LINES):
        headings += line.text.startswith("#")
        if headings > 1:
            return None
        if line.is_code or line.is_comment:
            continue
        cells = [cell.strip(" \t*_:-") for cell in _TABLE_CELLS.findall(line.text.strip())]
        if column >= 0 and any(cells):
            digits = _parse_value(cells[column]) if column < len(cells) else ""
            return StatedNumber(digits, line.number) if digits else None
        is_key = [re.fullmatch(rf"(?i){_NUMBER_KEY}", cell) is not None for cell in cells]
        match = _NUMBER_LINE.match(line.text)
        digits = _parse_value(match["value"].strip().removesuffix("--")) if match else ""
        if digits:
            return StatedNumber(digits, line.number)
        column = is_key.index(True) if len(cells) > 2 and True in is_key else column
    return None


def find_heading_number(text: str, front_matter: FrontMatter) -> StatedNumber | None:
    """The number in the title: the page's first heading, else the field of that name."""
    sections = markdown.parse_sections(text, front_matter.body_start)
    first = next((section for section in sections if section.level == 1), None)
    if first is None:
        title = _find_title_field(front_matter)
        if title is not None or not sections:
            return title
        digits = parse_heading_number(sections[0].title, is_labelled=True)
        return StatedNumber(digits, sections[0].line_number) if digits else None
    digits = parse_heading_number(first.title)
    second = sections[sections.index(first) + 1 :][:1]
    if not digits and second and not text[first.body_start : second[0].start].strip():
        # "# Architecture Decision Record" above "# ADR 12: T"
        digits = parse_heading_number(second[0].title, is_labelled=True)
        if digits:
            return StatedNumber(digits, second[0].line_number)
    if not digits:
        return _find_title_field(front_matter)
    others = (section.title for section in sections if section.level == 1 and section != first)
    if any(_PLAIN.match(other) for other in others) and _PLAIN.match(first.title):
        return None  # chapters: "# 1. Context", "# 2. Decision"
    return StatedNumber(digits, first.line_number)


def _find_title_field(front_matter: FrontMatter) -> StatedNumber | None:
    fields: Mapping[str, object] = front_matter.fields
    for key in fields:
        title = fields[key]
        if key.lower() == "title" and isinstance(title, str):
            digits = parse_heading_number(title)
            if digits:
                return StatedNumber(digits, front_matter.line_numbers.get(key, 0))
    return None


def parse_heading_number(heading: str, *, is_labelled: bool = False) -> str:
    """The number of the record in a heading, as written; "" for none.

    A number alone is one where punctuation or zeros set it apart ("12. T", "0012 T"), not in "3
    ways to do it", nor as a year. With `is_labelled` only one with a label counts ("ADR-12: T").
    """
    heading = heading.strip()[:_MAX_HEADING_CHARS].lstrip("*_`")
    match = _LABELLED.match(heading)
    if match:
        digits, rest = match["digits"], heading[match.end() :]
        is_sure = _SEPARATOR.match(rest) or (digits.startswith("0") and len(digits) > 1)
        if match["weak"]:
            # RFC 7807 is no record of a repository.
            is_foreign = match["weak"].lower() == "rfc" and len(digits) > 3 and digits[0] != "0"
            return digits if is_sure and not is_foreign else ""
        return digits
    match = _CAPITALS.match(heading)
    if match and _SEPARATOR.match(heading[match.end() :]):
        return match["digits"]
    if match := _ONE_PIECE.match(heading) or _COUNTED.match(heading):
        return match["digits"]
    if (match := _ROMAN.match(heading)) and match["roman"]:
        return str(_read_roman(match["roman"]))
    if (match := _AT_END.match(heading)) and not _ABOUT_OTHER.match(heading):
        return match["digits"]
    match = None if is_labelled else _PLAIN.match(heading)
    if not match:
        return ""
    digits = match["digits"]
    is_padded = digits.startswith("0") and len(digits) > 2
    if _YEAR.fullmatch(digits) or not (match["end"] or match["mark"] or is_padded):
        return ""
    return digits


def _read_roman(text: str) -> int:
    """A Roman number up to XXXIX."""
    values = [{"I": 1, "V": 5, "X": 10}[char] for char in text]
    following = [*values[1:], 0]
    return sum(-one if one < after else one for one, after in zip(values, following, strict=True))
