"""How a folder writes the dates of its decisions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minutebook.records.model import Record

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
# Forms of dates in which no day can be taken for a month.
_FORMS = (
    "{year}-{month}-{day}",
    "{year}/{month}/{day}",
    "{year}.{month}.{day}",
    "{day}.{month}.{year}",
    "{plain_day} {name} {year}",
    "{name} {plain_day}, {year}",
    "{plain_day} {short_name} {year}",
    "{short_name} {plain_day}, {year}",
)


def format_date(date: str, form: str) -> str:
    """An ISO date in a form of `find_form`; "" stands for ISO."""
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", date)
    if not form or not match:
        return date
    year, month, day = match.groups()
    name = _MONTHS[int(month) - 1]
    return form.format(
        year=year, month=month, day=day, plain_day=int(day), name=name, short_name=name[:3]
    )


def is_date(text: str) -> bool:
    """Whether a text is an ISO date and nothing else."""
    return re.fullmatch(r"(?:19|20)\d\d-\d\d-\d\d", text.strip()) is not None


def find_form(pages: Sequence[Record]) -> str:
    """The form of the first page's date; "" for ISO, and for one that is not known here."""
    for record in pages:
        if not record.date:
            continue
        for form in _FORMS[1:]:
            written = format_date(record.date, form)
            if re.search(rf"(?<![\w.,]){re.escape(written)}(?!\w)", record.text[:4000]):
                return "" if record.date in record.text[:4000] else form
        return ""
    return ""
