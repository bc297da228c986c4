"""The dates that are read in texts of pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from minutebook.records.adr.vocabulary import dates, months
from minutebook.records.adr.vocabulary.dates import (
    AMBIGUOUS,
    DAY_FIRST,
    IMPOSSIBLE,
    MONTH_FIRST,
    UNREADABLE,
    YEAR_FIRST,
)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2020-08-04 (Updated 2021-12-20)", "2020-08-04"),
        ("Updated 4 May 2020, first written 2019-01-01", "2020-05-04"),
        ("[2022-10-05]", "2022-10-05"),
        ("[2022-10-05](https://example.org/2021-01-01)", "2022-10-05"),
        ("see https://example.org/2021-01-01, 2022-10-05", "2022-10-05"),
        ("2024/7/1", "2024-07-01"),
        ("20240701", "2024-07-01"),
        ("20240701T101500Z", "2024-07-01"),
        ("2024-07-01T10:15:00Z", "2024-07-01"),
        ("2023-09- 21", "2023-09-21"),
        ("2023‑09‑21", "2023-09-21"),
        ("31/12/2022", "2022-12-31"),
        ("12/31/2022", "2022-12-31"),
        ("12/31/22", "2022-12-31"),
        ("31-12-99", "1999-12-31"),
        ("99-12-31", "1999-12-31"),
        ("05/05/2022", "2022-05-05"),
        ("03.04.2022", "2022-04-03"),
        ("03.04.22", "2022-04-03"),
        ("&#x31;2/16/2024", "2024-12-16"),
        ("26 September 2022", "2022-09-26"),
        ("26th of Sep, 2022", "2022-09-26"),
        ("26-Sep-22", "2022-09-26"),
        ("26 Sep '22", "2022-09-26"),
        ("September 26, 2022", "2022-09-26"),
        ("Sep 26th, '22", "2022-09-26"),
        ("2022 September 26: draft", "2022-09-26"),
        ("Monday, Septmber 26, 2022", "2022-09-26"),
        ("by 3 people 2022-09-26", "2022-09-26"),
        ("Sept. 2022", "2022-09"),
        ("September, 2022", "2022-09"),
        ("2022-11", "2022-11"),
        ("2022/11", "2022-11"),
        ("11/2022", "2022-11"),
        ("2024-W10-2", "2024-03-05"),
        ("2024W101", "2024-03-04"),
        ("around 2022", "2022"),
        ("Q3 2022", "2022"),
        ("5. März 2024", "2024-03-05"),
        ("1er février 2024", "2024-02-01"),
        ("5 août 2024", "2024-08-05"),
        ("5 de marzo de 2024", "2024-03-05"),
        ("1º de março de 2024", "2024-03-01"),
        ("5 maggio 2024", "2024-05-05"),
        ("5 maart 2024", "2024-03-05"),
        ("5 марта 2024 г.", "2024-03-05"),
        ("5 мая 2024", "2024-05-05"),
        ("5 stycznia 2024", "2024-01-05"),
        ("2024. március 5.", "2024-03-05"),
        ("5 Ağustos 2024", "2024-08-05"),
        ("5 Ιουλίου 2024", "2024-07-05"),
        ("5 يناير 2024", "2024-01-05"),
        ("ngày 5 tháng 3 năm 2024", "2024-03-05"),
        ("2024年3月5日", "2024-03-05"),
        ("2024年 3月", "2024-03"),
        ("2024년 3월 5일", "2024-03-05"),
        ("令和6年3月5日", "2024-03-05"),
        ("平成元年2月3日", "1989-02-03"),
        ("２０２４／０３／０５", "2024-03-05"),
        ("۲۰۲۴/۰۳/۰۵", "2024-03-05"),
        ("٢٠٢٤-٠٣-٠٥", "2024-03-05"),
        ("soon", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_the_first_date_in_a_text(text: str, date: str) -> None:
    assert dates.read_date(text) == dates.DateReading(date)
    assert dates.find_date(text) == date


@pytest.mark.parametrize(
    ("text", "fault", "excerpt"),
    [
        ("03/04/2022", AMBIGUOUS, "03/04/2022"),
        ("on 3/4/22, say", AMBIGUOUS, "3/4/22"),
        ("03-04-2022 (again 2023-01-01)", AMBIGUOUS, "03-04-2022"),
        ("23-05-07", AMBIGUOUS, "23-05-07"),
        ("99/99/2022", IMPOSSIBLE, "99/99/2022"),
        ("2022-99-99", IMPOSSIBLE, "2022-99-99"),
        ("2022-24-05", IMPOSSIBLE, "2022-24-05"),
        ("2025-02-30", IMPOSSIBLE, "2025-02-30"),
        ("20250230", IMPOSSIBLE, "20250230"),
        ("31/02/2022", IMPOSSIBLE, "31/02/2022"),
        ("31 April 2022", IMPOSSIBLE, "31 April 2022"),
        ("2024年13月5日", IMPOSSIBLE, "2024年13月5日"),
        ("2024年13月", IMPOSSIBLE, "2024年13月"),
        ("2024-W60-1", IMPOSSIBLE, "2024-W60-1"),
        ("2024-W10", UNREADABLE, "2024-W10"),
        ("2024-065", UNREADABLE, "2024-065"),
        ("2024-XX-XX", UNREADABLE, "2024-XX-XX"),
        ("26 Foo 2022", UNREADABLE, "26 Foo 2022"),
        ("Foo 26, 2022", UNREADABLE, "Foo 26, 2022"),
        ("January , 2026", UNREADABLE, "January , 2026"),
        ("2020 / 2021", UNREADABLE, "2020 / 2021"),
        ("1.2.20", UNREADABLE, "1.2.20"),
        ("۱۴۰۳/۰۵/۲۱", UNREADABLE, "1403/05/21"),
        ("20201-02-13", UNREADABLE, "20201-02-13"),
        ("in sprint 12 " + "of many " * 20, UNREADABLE, ("in sprint 12 " + "of many " * 20)[:60] + "…"),
    ],
)  # fmt: skip
def test_a_broken_date_is_none_and_no_year(text: str, fault: str, excerpt: str) -> None:
    reading = dates.read_date(text)
    assert (reading.date, reading.fault, reading.excerpt) == ("", fault, excerpt)


@pytest.mark.parametrize(
    ("text", "by_order"),
    [
        ("03/04/2022", {DAY_FIRST: "2022-04-03", MONTH_FIRST: "2022-03-04"}),
        ("03/04/71", {DAY_FIRST: "1971-04-03", MONTH_FIRST: "1971-03-04"}),
        ("23-05-07", {YEAR_FIRST: "2023-05-07", DAY_FIRST: "2007-05-23"}),
        (
            "08-02-11",
            {YEAR_FIRST: "2008-02-11", DAY_FIRST: "2011-02-08", MONTH_FIRST: "2011-08-02"},
        ),
    ],
)
def test_the_days_that_a_date_may_be(text: str, by_order: dict[str, str]) -> None:
    assert dict(dates.read_date(text).by_order) == by_order
    for order, day in by_order.items():
        assert dates.read_date(text, order) == dates.DateReading(day)
    assert dates.read_date(text, "unknown").fault == AMBIGUOUS


@pytest.mark.parametrize(
    ("text", "separator", "orders"),
    [
        ("25/12/2019 and 03/04/2020", "/", {DAY_FIRST}),
        ("on 4/21/21", "/", {MONTH_FIRST}),
        ("25/12/2019, 12/25/2019", "/", {DAY_FIRST, MONTH_FIRST}),
        ("25-12-2019", "/", set()),
        ("25-12-2019", "-", {DAY_FIRST}),
        ("25-12-19", "-", set()),
        ("99/99/2022 1/2/3/4 03/04/2020", "/", set()),
        ("2019-12-25", "-", set()),
    ],
)
def test_the_order_of_the_numbers_in_a_text(text: str, separator: str, orders: set[str]) -> None:
    assert dates.find_orders(text, separator) == orders


@pytest.mark.parametrize(
    ("word", "month"),
    [
        ("May", 5), ("maj", 5), ("mai", 5), ("май", 5), ("Febuary", 2), ("Septmber", 9), ("juin", 6),
        ("juil", 7), ("jui", 0), ("Marble", 0), ("mar", 3), ("dé", 0), ("déc", 12), ("xyz", 0), ("", 0),
    ],
)  # fmt: skip
def test_the_month_that_a_word_names(word: str, month: int) -> None:
    assert months.find_month(word) == month


def test_labels_of_dates_are_folded() -> None:
    assert all(label == label.strip().lower() for label in dates.DATE_LABELS)
    assert set(dates.DATE_LABELS.values()) == {"date", "updated"}


@given(st.text(st.sampled_from("0123456789/-. ,年月日WTMaryjun'thof"), max_size=40))
def test_what_is_read_is_a_day_a_month_or_a_year(text: str) -> None:
    reading = dates.read_date(text)
    assert len(reading.date) in (0, 4, 7, 10)
    assert not (reading.date and reading.fault)
    assert bool(reading.by_order) == (reading.fault == AMBIGUOUS)
    if reading.fault and len(reading.excerpt) < 50:  # what is kept of a page tells the same
        assert dates.read_date(reading.excerpt).fault == reading.fault


@pytest.mark.parametrize("part", ["1/2/", "25/12/2019 ", "12-", "1 "])
def test_the_time_grows_with_the_text(part: str) -> None:
    assert_linear(lambda size: dates.find_orders(part * size, "/"), 20_000)
