"""The dates that are read in texts of pages."""

from __future__ import annotations

import pytest

from minutebook.records.adr.vocabulary import dates


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2020-08-04 (Updated 2021-12-20)", "2020-08-04"),
        ("[2022-10-05]", "2022-10-05"),
        ("2024/7/1", "2024-07-01"),
        ("20240701", "2024-07-01"),
        ("2023-09- 21", "2023-09-21"),
        ("31/12/2022", "2022-12-31"),
        ("12/31/2022", "2022-12-31"),
        ("05/05/2022", "2022-05-05"),
        ("03.04.2022", "2022-04-03"),
        ("03/04/2022", "2022"),
        ("99/99/2022", "2022"),
        ("26 September 2022", "2022-09-26"),
        ("26th of Sep, 2022", "2022-09-26"),
        ("September 26, 2022", "2022-09-26"),
        ("Sept. 2022", "2022-09"),
        ("around 2022", "2022"),
        ("26 Foo 2022", "2022"),
        ("2022-11", "2022-11"),
        ("2020 / 2021", ""),
        ("2022-99-99", "2022"),
        ("soon", ""),
        ("", ""),
    ],
)
def test_the_first_date_in_a_text(text: str, date: str) -> None:
    assert dates.find_date(text) == date
