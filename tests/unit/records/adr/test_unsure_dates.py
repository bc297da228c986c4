"""Dates that may be two days, and what the other records show."""

from __future__ import annotations

import pytest

from minutebook.records import reader
from minutebook.records.model import ADR, Folder, RecordSet

DECISIONS = Folder(ADR, "decisions")
UNSURE = "05/07/2023"
MAY, JULY = "2023-05-07", "2023-07-05"


def settle(*pages: tuple[str, str]) -> dict[str, str]:
    """The dates of pages, given as name and date line, by name."""
    members = tuple(
        reader.read_record(DECISIONS, f"decisions/{name}.md", f"# A\n\nDate: {date}\n")
        for name, date in pages
    )
    settled = reader.settle_dates(RecordSet((DECISIONS,), members))
    return {record.path[10:-3]: record.date for record in settled.members}


@pytest.mark.parametrize(
    ("date", "others", "expected"),
    [
        # The page's own dates.
        (f"{UNSURE}\n\nSeen on 25/12/2022.", [("0001-a", "12/25/2022")], JULY),
        (f"{UNSURE}\n\nSeen on 12/25/2022.", [], MAY),
        (f"{UNSURE}\n\nMerged on {JULY}.", [("0001-a", "12/25/2022")], JULY),
        (f"{UNSURE}\n\n25/12/2022, 12/25/2022", [("0001-a", "12/25/2022")], ""),
        # Those of the folder.
        (UNSURE, [("0001-a", "25/12/2022")], JULY),
        (UNSURE, [("0001-a", "4/21/21")], MAY),
        (UNSURE, [("0001-a", "25-12-2022")], ""),
        (UNSURE, [("other/0001-a", "25/12/2022")], JULY),
        (UNSURE, [("other/0001-a", "25/12/2022"), ("0001-a", "12/25/2022")], MAY),
        (UNSURE, [("0001-a", "25/12/2022"), ("0003-a", "12/25/2022")], ""),
        (UNSURE, [*((f"{number:04}-a", "25/12/2022") for number in range(3, 13)), ("0013-a", "12/25/2022")], JULY),
        # The records before and after.
        (UNSURE, [("0001-a", "2023-04-01"), ("0003-a", "2023-06-01")], MAY),
        (UNSURE, [("0001-a", "2023-06-01"), ("0002-b", "2023-06-02"), ("0009-a", "2023-07-05")], JULY),
        (UNSURE, [("0001-a", "2023-04-01"), ("0003-a", "2023-08-01")], ""),
        (UNSURE, [("0001-a", "2023-04-01")], ""),
        (UNSURE, [("0003-a", "2023-06-01")], ""),
        (UNSURE, [("0001-a", "2023-04"), ("0003-a", "2023-06-01"), ("a", "2023-06-01")], ""),
        ("05-07-08", [("0001-a", "2007-01-01"), ("0003-a", "2008-06-01")], "2008-05-07"),
        # What is no day at all.
        ("2023-13-45", [("0001-a", "25/12/2022")], ""),
        (UNSURE, [], ""),
    ],
)  # fmt: skip
def test_a_date_is_settled(date: str, others: list[tuple[str, str]], expected: str) -> None:
    assert settle(("0002-x", date), *others)["0002-x"] == expected


def test_several_dates_of_a_folder_are_settled() -> None:
    pages = [("0001-a", "25/12/2022"), ("0002-a", UNSURE), ("0003-a", UNSURE)]
    assert settle(*pages) == {"0001-a": "2022-12-25", "0002-a": JULY, "0003-a": JULY}


def test_a_record_without_a_number_has_none_before_it() -> None:
    pages = [("0001-a", "2023-04-01"), ("x", UNSURE), ("0003-a", "2023-06-01")]
    assert settle(*pages)["x"] == ""


def test_records_whose_dates_are_sure_stay_as_they_are() -> None:
    sure = reader.read_record(DECISIONS, "decisions/0001-a.md", "# A\n\nDate: 2023-01-01\n")
    unsure = reader.read_record(DECISIONS, "decisions/0002-a.md", f"# A\n\nDate: {UNSURE}\n")
    for members in ((sure,), (sure, unsure), ()):
        records = RecordSet((DECISIONS,), members)
        assert reader.settle_dates(records) is records
    assert unsure.date_text == UNSURE
