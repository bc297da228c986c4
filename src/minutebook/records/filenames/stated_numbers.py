"""The number that a decision's page states: in a field, or in its heading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

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
_LABELLED = (
    rf"\W{{0,4}}(?P<lead>(?:[A-Z][A-Za-z0-9]{{0,20}}[-_]){{1,4}}?|(?:[A-Z]{{2,12}} ){{1,2}})?"
    rf"(?:(?P<strong>(?i:{_STRONG}))|(?P<weak>(?i:{_WEAK})))(?![^\W\d_])"
    r"(?: \(ADR\))?(?:[ .-]{0,2}(?i:no|nr|number)\b)?[-_ #:.№：–—(\[]{0,4}"
    rf"(?:(?:[A-Za-z]{{1,20}}[-_]){{1,3}}(?=0))?(?:(?:19|20)[0-9]{{2}}[-/](?=[0-9]{{3}}))?{_NUMBER}"
)
# "12. T", "#2. T", "[12] T", "12 - T", "0012 T".
_PLAIN = rf"(?P<mark>#|№ ?)?\[?{_NUMBER}(?P<end>\]?[.):：]|\]|\s+[-–—|:])?(?=\s+\S)"
# "TECH-0012: T".
_CAPITALS = rf"[A-Z]{{1,12}}(?:[-_][A-Z]{{2,12}}){{0,2}}[-_]?(?=0[0-9]{{2}}){_NUMBER}"
_SEPARATOR = r"[\])]?\s*(?:[-:.)–—|：]|\Z)"
_YEAR = r"(?:19|20)[0-9]{2}"
_MAX_HEADING_CHARS = 300


class StatedNumber(NamedTuple):
    """A number as a page writes it (`0012`, `024a`), and the line (from 1) that states it."""

    digits: str
    line: int

    @property
    def number(self) -> int:
        """The number itself: 24 of `024a`."""
        return int(re.match("[0-9]*", self.digits)[0] or 0)  # type: ignore[index]


def find_stated_number(text: str, front_matter: FrontMatter) -> StatedNumber | None:
    """The number that a page states, None for none: a field comes before the title."""
    return find_field_number(front_matter) or find_heading_number(text, front_matter)


def find_field_number(front_matter: FrontMatter) -> StatedNumber | None:
    """The number in one of the fields that hold numbers of records."""
    keys = {key.lower().replace("_", "-"): key for key in front_matter.fields}
    for name in _FIELDS:
        value = front_matter.fields.get(keys.get(name, ""))
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            parsed = parse_name(ADR, str(value).strip())
            if parsed.number is not None and not re.fullmatch(_YEAR, str(value).strip()):
                return StatedNumber(parsed.digits, front_matter.line_numbers.get(keys[name], 0))
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
    if not digits:
        return _find_title_field(front_matter)
    others = (section.title for section in sections if section.level == 1 and section != first)
    if any(re.match(_PLAIN, other) for other in others) and re.match(_PLAIN, first.title):
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
    match = re.match(_LABELLED, heading)
    if match:
        digits, rest = match["digits"], heading[match.end() :]
        is_sure = re.match(_SEPARATOR, rest) or (digits.startswith("0") and len(digits) > 1)
        if match["weak"]:
            # RFC 7807 is no record of a repository.
            is_foreign = match["weak"].lower() == "rfc" and len(digits) > 3 and digits[0] != "0"
            return digits if is_sure and not is_foreign else ""
        return digits
    match = re.match(_CAPITALS, heading)
    if match and re.match(_SEPARATOR, heading[match.end() :]):
        return match["digits"]
    match = None if is_labelled else re.match(_PLAIN, heading)
    if not match:
        return ""
    digits = match["digits"]
    is_padded = digits.startswith("0") and len(digits) > 2
    if re.fullmatch(_YEAR, digits) or not (match["end"] or match["mark"] or is_padded):
        return ""
    return digits
