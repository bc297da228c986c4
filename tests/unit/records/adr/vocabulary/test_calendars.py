"""Dates in the numerals, calendars and month names of many languages."""

from __future__ import annotations

import pytest

from growth import assert_linear
from minutebook.records.adr.vocabulary import dates
from minutebook.records.adr.vocabulary.calendars import convert_calendar


@pytest.mark.parametrize(
    ("text", "converted"),
    [
        ("二〇二三年十月九日", "2023年10月9日"),
        ("二零二四年十二月二十三日", "2024年12月23日"),
        ("廿一日", "21日"),
        ("十十日", "十十日"),
        ("二三十日", "二三十日"),
        ("十二三日", "十二三日"),
        ("令和五年", "令和5年"),
        ("民國一一二年三月", "2023年3月"),
        ("十二", "十二"),
        ("พ.ศ. 2566", "2023"),
        ("5 ก.ย. 2566", "2023-09-05"),
        ("5 มี.ค. พ.ศ. 2566", "2023-03-05"),
        ("5 ก.ค. 2023", "2023-07-05"),
        ("5 ต.พ. 2023", "5 ต.พ. 2023"),
        ("2566", "2566"),
    ],
)
def test_texts_in_western_numbers(text: str, converted: str) -> None:
    assert convert_calendar(text) == converted


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("२६ जुलाई २०२३", "2023-07-26"),
        ("5 กันยายน พ.ศ. 2566", "2023-09-05"),
        ("民國112年3月1日", "2023-03-01"),
        ("mrt. 2021", "2021-03"),
        ("3 Mrz 2022", "2022-03-03"),
        ("3 mar 2022", "2022-03-03"),
        ("5. maaliskuuta 2022", "2022-03-05"),
        ("kesäkuu 2021", "2021-06"),
        ("5 noiembrie 2022", "2022-11-05"),
        ("3 de març de 2022", "2022-03-03"),
        ("12 януари 2022", "2022-01-12"),
        ("den 8 maj 2021", "2021-05-08"),
        ("23 czerwca 2021", "2021-06-23"),
        ("3. září 2021", "2021-09-03"),
        ("30 Ağustos 2021", "2021-08-30"),
    ],
)
def test_dates_of_many_languages(text: str, date: str) -> None:
    assert dates.find_date(text) == date


@pytest.mark.parametrize("part", ["十", "5 ก.", "พ.", "民國 ", "25"])
def test_the_time_grows_with_the_text(part: str) -> None:
    assert_linear(lambda size: convert_calendar(f"年ก{part * size}"), 20_000)
