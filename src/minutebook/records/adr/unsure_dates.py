"""Dates that may be two days, settled by what the other records show.

`05/07/2023` is a day in May or in July. The order of its numbers is that of the other dates of the
page in the same form, else of its folder's; where those do not tell, the records before and after it
may, as records are numbered in the order of their making.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from minutebook.records.adr.vocabulary import dates
from minutebook.records.model import Record, RecordSet


def settle_dates(records: RecordSet) -> RecordSet:
    """Return the records with the dates that can be settled; the same object where none can."""
    unsure = [record for record in records.members if record.date_text and not record.date]
    if not unsure:
        return records
    folders: dict[str, list[Record]] = {}
    for record in records.members:
        folders.setdefault(_get_parent(record), []).append(record)
    orders: dict[tuple[str, str], str] = {}
    settled = {
        record.path: replace(record, date=day)
        for record in unsure
        if (day := _settle(record, folders[_get_parent(record)], orders))
    }
    if not settled:
        return records
    members = tuple(settled.get(record.path, record) for record in records.members)
    return replace(records, members=members)


def _get_parent(record: Record) -> str:
    return record.path.rpartition("/")[0]


def _settle(
    record: Record, neighbours: list[Record], orders: dict[tuple[str, str], str]
) -> str:
    """The day that a record's unsure date is, "" where nothing tells.

    `orders` keeps the usual order in a folder, by folder and separator.
    """
    reading = dates.read_date(record.date_text)
    days = dict(reading.by_order)
    if not days:
        return ""
    on_page = [day for day in days.values() if day in record.text]
    if len(on_page) == 1:
        return on_page[0]
    separator = next(char for char in reading.excerpt if char in "-/.")
    shown = dates.find_orders(record.text, separator)
    order = shown.pop() if len(shown) == 1 else ""
    if not order:
        key = (_get_parent(record), separator)
        if key not in orders:
            orders[key] = _find_usual_order(neighbours, separator)
        order = orders[key]
    return days.get(order) or _choose_between(record, days.values(), neighbours)


def _find_usual_order(records: list[Record], separator: str) -> str:
    """The order of the numbers on nine of ten pages that show one, "" where there is none."""
    counts = Counter(
        order for record in records for order in dates.find_orders(record.text, separator)
    )
    for order, count in counts.most_common(1):
        if 10 * count >= 9 * counts.total():
            return order
    return ""


def _choose_between(record: Record, days: Iterable[str], neighbours: list[Record]) -> str:
    """The one of the days that lies between the dates of the records before and after."""
    if record.number is None:
        return ""
    dated = [
        (neighbour.number, neighbour.date)
        for neighbour in neighbours
        if neighbour.number is not None and len(neighbour.date) == 10
    ]
    before = max((pair for pair in dated if pair[0] < record.number), default=None)
    after = min((pair for pair in dated if pair[0] > record.number), default=None)
    if not before or not after:
        return ""
    between = [day for day in days if before[1] <= day <= after[1]]
    return between[0] if len(between) == 1 else ""
