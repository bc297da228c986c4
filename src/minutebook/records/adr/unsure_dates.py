"""Dates that may be two days, settled by what the other records show.

`05/07/2023` is a day in May or in July. The order of its numbers is that of the other dates of the
page in the same form, else of those in its folder; where they do not tell, the records before and
after it may, as records are numbered in the order of their making.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cached_property

from minutebook.lean.values import replace
from minutebook.records.adr.vocabulary import dates
from minutebook.records.model import Record, RecordSet


def settle_dates(records: RecordSet) -> RecordSet:
    """Return the records with the dates that can be settled; the same object where none can."""
    siblings: defaultdict[str, _Group] = defaultdict(lambda: _Group(records.with_text))
    folders: defaultdict[str, _Group] = defaultdict(lambda: _Group(records.with_text))
    for record in records.members:
        siblings[_get_parent(record)].members.append(record)
        folders[record.folder.path].members.append(record)
    settled = {
        record.path: replace(record, date=day)
        for record in records.members
        if record.date_text
        and not record.date
        and (
            day := _settle(
                records.with_text(record),
                siblings[_get_parent(record)],
                folders[record.folder.path],
            )
        )
    }
    if not settled:
        return records
    members = tuple(settled.get(record.path, record) for record in records.members)
    return replace(records, members=members)


def _get_parent(record: Record) -> str:
    return record.path.rpartition("/")[0]


class _Group:
    """Records of one folder; what their dates show is found out once, when it is asked for.

    `with_text` gives a record with its text: see `RecordSet`.
    """

    def __init__(self, with_text: Callable[[Record], Record]) -> None:
        self.members: list[Record] = []
        self._with_text = with_text
        self._orders: dict[str, str] = {}

    def find_order(self, separator: str) -> str:
        """The order of the numbers on nine of ten pages that show one, "" where there is none."""
        if separator not in self._orders:
            counts = Counter(
                order
                for record in self.members
                for order in dates.find_orders(self._with_text(record).text, separator)
            )
            order, count = next(iter(counts.most_common(1)), ("", 0))
            self._orders[separator] = order if 10 * count >= 9 * counts.total() else ""
        return self._orders[separator]

    @cached_property
    def days(self) -> list[tuple[int, str]]:
        """The numbers of the records with the days that they state, in order."""
        return sorted(
            (record.number, record.date)
            for record in self.members
            if record.number is not None and len(record.date) == 10
        )


def _settle(record: Record, siblings: _Group, whole_folder: _Group) -> str:
    """The day that a record's unsure date is, "" where nothing tells.

    `siblings` are the records beside it, `whole_folder` those of all subfolders.
    """
    reading = dates.read_date(record.date_text)
    days = dict(reading.by_order)
    if not days:
        return ""
    on_page = [day for day in days.values() if day in record.text]
    if len(on_page) == 1:
        return on_page[0]
    separator = next(char for char in reading.excerpt if char in "-/")
    shown = dates.find_orders(record.text, separator)
    order = (
        shown.pop()
        if len(shown) == 1
        else siblings.find_order(separator) or whole_folder.find_order(separator)
    )
    return days.get(order) or _choose_between(record.number, list(days.values()), siblings.days)


def _choose_between(number: int | None, days: list[str], dated: list[tuple[int, str]]) -> str:
    """The one of the days that lies between those of the records before and after a number."""
    if number is None:
        return ""
    before = bisect_left(dated, (number, ""))
    after = bisect_right(dated, (number, "~"))
    if before == 0 or after == len(dated):
        return ""
    between = [day for day in days if dated[before - 1][1] <= day <= dated[after][1]]
    return between[0] if len(between) == 1 else ""
