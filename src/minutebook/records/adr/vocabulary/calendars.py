"""Dates in numerals and calendars of Asia, rewritten in those of the West."""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily

_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")}
_DIGITS |= {"零": "0", "○": "0", "元": "1"}
_TENS = {"十": 10, "廿": 20, "卅": 30}
# Numerals before a word for a year, month or day: "二〇二三年十月九日", "令和五年".
_NUMERALS = compile_lazily(r"[〇○零元一二三四五六七八九十廿卅]{1,4}(?=\s?[年月日号號])")
# The years of the republic: "民國112年".
_REPUBLIC_YEAR = compile_lazily(r"(?:民國|民国) ?(\d{1,3})(?= ?年)")
# The Buddhist era, in Thailand and around: "พ.ศ. 2566"; there the number alone is enough.
_BUDDHIST_YEAR = compile_lazily(r"(?:พ\.? ?ศ\.? ?)?(?<!\d)(2[45]\d\d)(?!\d)")
_THAI_MONTHS = dict(
    zip(
        "มค กพ มีค เมย พค มิย กค สค กย ตค พย ธค".split(),  # noqa: SIM905
        range(1, 13),
        strict=True,
    )
)
# "5 ก.ย. 2566"
_THAI_DAY = compile_lazily(
    r"(?<!\d)(\d{1,2}) ?((?:ม|ก|มี|เม|พ|มิ|ส|ต|ธ)\. ?[คพย])\.? ?(?:พ\.? ?ศ\.? ?)?(\d{4})(?!\d)"
)


def convert_calendar(text: str) -> str:
    """Return a text with its Chinese numerals in dates, and years of other eras, as digits."""
    if any(char in text for char in "年月日"):
        text = _NUMERALS.sub(lambda match: _read_numerals(match[0]), text)
        text = _REPUBLIC_YEAR.sub(lambda match: str(int(match[1]) + 1911), text)
    if any("\u0e00" <= char <= "\u0e7f" for char in text):
        text = _THAI_DAY.sub(_read_thai_day, text)
        text = _BUDDHIST_YEAR.sub(lambda match: str(int(match[1]) - 543), text)
    return text


def _read_thai_day(match: re.Match[str]) -> str:
    month = _THAI_MONTHS.get(re.sub(r"[. ]", "", match[2]))
    year = int(match[3]) - (543 if match[3] > "2400" else 0)
    return f"{year}-{month:02d}-{int(match[1]):02d}" if month else match[0]


def _read_numerals(text: str) -> str:
    """A number in Chinese numerals: digit by digit ("二〇二三"), or with tens ("二十三")."""
    tens = next((char for char in text if char in _TENS), "")
    if not tens:
        return "".join(map(_DIGITS.__getitem__, text))
    before, _, after = text.partition(tens)
    if len(before) > 1 or len(after) > 1 or any(char in _TENS for char in after):
        return text
    factor = int(_DIGITS[before]) if before else 1
    return str(factor * _TENS[tens] + int(_DIGITS.get(after, "0")))
