"""Dates in the texts of pages, as ISO 8601."""

from __future__ import annotations

import re

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
