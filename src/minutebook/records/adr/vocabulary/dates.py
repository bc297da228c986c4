"""Dates in the texts of pages, as ISO 8601.

A date is only as precise as its text ("2020", "2025-11"). What is broken (`2022-99-99`) or may be
two days (`03/04/2022`) is no date, and no year either: `read_date` says what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.records.adr.vocabulary import calendars, months
from minutebook.text.dates import require_day

AMBIGUOUS, IMPOSSIBLE, UNREADABLE = "ambiguous", "impossible", "unreadable"
DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "day-first", "month-first", "year-first"

# The labels of dates on pages, folded (lower case, without colon): "date" is the day of the
# decision or of its proposal, "updated" that of a later change.
DATE_LABELS = {
    **dict.fromkeys(
        (
            *("date", "decision date", "date of decision", "date decided", "decided", "decided on"),
            *("decided at", "adr date", "effective date", "effective", "effective from"),
            *("date created", "creation date", "created", "created on", "created at"),
            *("introduced", "introduced on", "date introduced", "proposed on", "date proposed"),
            *("proposal date", "accepted on", "date accepted", "acceptance date", "approved on"),
            *("date approved", "approval date", "adopted on", "date adopted", "recorded on"),
            *("written", "written on", "date written", "start date", "submitted", "submitted on"),
            *("datum", "entscheidungsdatum", "datum der entscheidung", "entschieden am"),
            *("beschlossen am", "erstellt", "erstellt am", "erstellungsdatum", "angelegt am"),
            *(
                "date de décision",
                "date de la décision",
                "décidé le",
                "créé le",
                "date de création",
            ),
            *("fecha", "fecha de decisión", "fecha de la decisión", "fecha de creación", "creado"),
            *(
                "creado el",
                "decidido el",
                "data",
                "data da decisão",
                "data de criação",
                "criado em",
            ),
            *("decidido em", "data decisione", "data della decisione", "data di creazione"),
            *("creato il", "deciso il", "besluitdatum", "datum besluit", "aangemaakt op"),
            *("besloten op", "aanmaakdatum", "дата", "дата решения", "дата принятия", "создано"),
            *("дата создания", "принято", "日期", "決定日期", "决定日期", "决策日期", "創建日期"),
            *("创建日期", "创建时间", "日付", "決定日", "作成日", "日時", "날짜", "일자"),
            *("결정일", "작성일", "작성일자", "생성일", "결정 날짜", "data decyzji", "tarih"),
            *("datum rozhodnutí", "beslutsdatum", "beslutningsdato", "dato"),
            *("eingeführt", "eingeführt am", "vorgeschlagen am", "angenommen am", "verfasst am"),
            *("beschlussdatum", "gültig ab", "introduit le", "proposé le", "accepté le"),
            *("adopté le", "approuvé le", "introducido el", "propuesto el", "aceptado el"),
            *("aprobado el", "introduzido em", "proposto em", "aceito em", "aprovado em"),
            *("introdotto il", "proposto il", "accettato il", "approvato il", "ingevoerd op"),
            *("voorgesteld op", "goedgekeurd op", "введено", "дата введения", "предложено"),
            *("提出日期", "提案日期", "批准日期", "生效日期", "记录日期", "提案日", "承認日"),
            *("採択日", "起票日", "記録日", "제안일", "승인일", "채택일", "등록일"),
            *("data utworzenia", "data przyjęcia", "datum přijetí", "datum vytvoření"),
            *("karar tarihi", "oluşturulma tarihi", "kabul tarihi", "beslutad", "skapad"),
            *("antagen", "ngày", "ngày tạo", "ngày quyết định", "tanggal", "päivämäärä"),
            *("dátum", "дата рішення", "التاريخ", "วันที่", "दिनांक", "तिथि"),
        ),
        "date",
    ),
    **dict.fromkeys(
        (
            *("updated", "last updated", "last modified", "update date", "updated on"),
            *("updated at", "date updated", "modified", "last changed", "last reviewed"),
            *("last revised", "revised", "aktualisiert", "aktualisiert am", "zuletzt geändert"),
            *("zuletzt aktualisiert", "geändert am", "mis à jour", "mis à jour le"),
            *("dernière mise à jour", "dernière modification", "actualizado", "actualizado el"),
            *("última actualización", "última modificación", "atualizado", "atualizado em"),
            *("última atualização", "aggiornato", "aggiornato il", "ultimo aggiornamento"),
            *("bijgewerkt", "bijgewerkt op", "laatst bijgewerkt", "laatst gewijzigd", "обновлено"),
            *("дата обновления", "изменено", "последнее обновление", "更新日期", "更新时间"),
            *(
                "最后更新",
                "修改日期",
                "更新日",
                "更新日時",
                "最終更新",
                "最終更新日",
                "수정일",
                "갱신일",
            ),
            *("업데이트", "최종 수정일", "최종 업데이트", "aktualizacja", "ostatnia aktualizacja"),
            *("ostatnia zmiana", "aktualizováno", "poslední změna", "güncelleme"),
            *("son güncelleme", "uppdaterad", "senast ändrad", "senast uppdaterad"),
        ),
        "updated",
    ),
}

_MAX_CHARS = 400
_MAX_EXCERPT_CHARS = 60
_YEAR = r"(?:19|20)\d\d"
_BEGIN = r"(?<![A-Za-z\d])(?<!\d[-/.])"
_END = r"(?!\d)(?![-/.]\d)"
# Letters, with the vowel signs of India and Thailand.
_WORD = r"(?:[^\W\d_]|[\u0900-\u0e4e]){3,12}"
_ORDINAL = r"(?:st|nd|rd|th|er|o|a|-?го|-?е)?"
_OF = r"(?:(?:of|de|del|den|di)[ ]+)?"
_ISO_DATE = compile_lazily(rf"{_BEGIN}({_YEAR}) ?([-/.]) ?(\d{{1,2}}) ?\2 ?(\d{{1,2}})(?!\d)")
_WEEK = rf"{_BEGIN}({_YEAR})-?[Ww](\d\d)(?:-?([1-7]))?(?!\w)"
_ORDINAL_DAY = rf"{_BEGIN}({_YEAR})-(\d{{3}})(?!\d)"
_COMPACT_DATE = rf"{_BEGIN}({_YEAR})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"
_LOCAL_DATE = rf"{_BEGIN}(\d{{1,2}}) ?([-/.]) ?(\d{{1,2}}) ?\2 ?({_YEAR}|\d\d){_END}"
_EAST_ASIAN = (
    rf"(?<!\d)(?:({_YEAR})|(令和|平成|昭和) ?(\d{{1,2}}|元)) ?[年년] ?"
    r"(\d{1,2}) ?[月월](?: ?(\d{1,2}) ?[日号號일])?"
)
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
_VIETNAMESE = rf"{_BEGIN}(\d{{1,2}}) tháng (\d{{1,2}}),?(?: năm)? ({_YEAR})(?!\d)"
_DAY_MONTH_YEAR = (
    rf"{_BEGIN}(\d{{1,2}}){_ORDINAL}[ ./-]{{0,3}}{_OF}({_WORD})\.?[ ,./-]{{1,3}}{_OF}'?"
    rf"({_YEAR}|\d\d)(?!\d)"
)
_MONTH_DAY_YEAR = (
    rf"(?<![^\W\d_])({_WORD})\.?[ /-]{{1,2}}(\d{{1,2}}){_ORDINAL}[ ,/-]{{1,3}}'?"
    rf"({_YEAR}|(?<=')\d\d)(?!\d)"
)
_YEAR_MONTH_DAY = (
    rf"{_BEGIN}({_YEAR})[ ,./-]{{1,3}}({_WORD})\.?[ ,./-]{{1,3}}(\d{{1,2}}){_ORDINAL}(?![\w])"
)
_MONTH_YEAR = rf"(?<![^\W\d_])({_WORD})\.?(?:,? +|[-/])'?{_OF}({_YEAR})(?!\d)"
_ISO_MONTH = rf"{_BEGIN}({_YEAR})[-/](0[1-9]|1[0-2])(?!\d)(?! ?[-/.] ?\d)"
_LOCAL_MONTH = rf"{_BEGIN}(0?[1-9]|1[0-2])[/.-]({_YEAR}){_END}"
# Numbers around a year that make it look like a part of a date.
_BROKEN = compile_lazily(
    rf"\d ?[-/.] ?{_YEAR}(?!\d)|{_YEAR} ?[-/.] ?[\dWwXx?]|\b\d{{1,2}}{_ORDINAL}[ ,.-]{{1,3}}{_WORD}"
    rf"[ ,.-]{{1,3}}{_YEAR}|{_WORD}[ .]{{1,2}}\d{{1,2}}{_ORDINAL}[ ,]{{1,3}}{_YEAR}"
)
_DIGIT = compile_lazily("[0-9]")
_LINK_TARGET = compile_lazily(r"\]\([^()\s]{0,400}\)|https?://\S{1,400}")
_DASHES = str.maketrans("‐‑‒–—−", "------")


class DateReading(Value):
    """What a text says of a date.

    `date` is ISO 8601, "" where the text states none that is sure. `fault` says why then:
    AMBIGUOUS (`by_order` has the days that it may be, by the order of its numbers), IMPOSSIBLE (no
    day of the calendar), UNREADABLE, or "" where nothing in the text looks like a date. `excerpt`
    is the faulty text.
    """

    date: str = ""
    fault: str = ""
    excerpt: str = ""
    by_order: tuple[tuple[str, str], ...] = ()

    @property
    def has_day(self) -> bool:
        """Whether the date is a day."""
        return len(self.date) == 10


_NO_DATE = DateReading()


def find_date(text: str) -> str:
    """Return the first date in a text as ISO 8601, "" where there is none that is sure."""
    return read_date(text).date


def read_date(text: str, order: str = "") -> DateReading:
    """Return what a text says of a date: the first that is in it.

    `order` (DAY_FIRST or MONTH_FIRST) settles a date that may be two days. Never raises.
    """
    text = _clean_text(text)
    if not (_DIGIT.search(text) if text.isascii() else any(map(str.isdigit, text))):
        return _NO_DATE
    reading = _find_first(text)
    if reading is None:
        years = set(re.findall(rf"(?<!\d){_YEAR}(?!\d)", text))
        if len(years) == 1 and not _BROKEN.search(text) and not _has_month(text):
            return DateReading(years.pop())
        return DateReading("", UNREADABLE, _cut(text))
    settled = dict(reading.by_order).get(order) if order else ""
    return DateReading(settled) if settled else reading


def find_orders(text: str, separator: str) -> set[str]:
    """In which order the dates of a text that can be read in one way have their numbers.

    Only numeric dates with a year at their end and the `separator` count.
    """
    orders = set()
    mark = re.escape(separator)
    for match in re.finditer(rf"{_BEGIN}(\d\d?){mark}(\d\d?){mark}({_YEAR}|\d\d){_END}", text):
        first, second = int(match[1]), int(match[2])
        if 12 < first <= 31 and 1 <= second <= 12 and (separator != "-" or len(match[3]) == 4):
            orders.add(DAY_FIRST)
        elif 1 <= first <= 12 < second <= 31:
            orders.add(MONTH_FIRST)
    return orders


def _clean_text(text: str) -> str:
    """The text's first part with plain digits and dashes, without the targets of its links."""
    text = text[:_MAX_CHARS]
    if "&#" in text:
        from html import unescape

        text = unescape(text)
    if not text.isascii():
        from unicodedata import normalize

        text = normalize("NFKC", text).translate(_DASHES)
        text = "".join(str(int(char)) if char.isdecimal() else char for char in text)
        text = calendars.convert_calendar(text)
    if "://" in text or "](" in text:
        text = _LINK_TARGET.sub("]", text)
    return text


def _find_first(text: str) -> DateReading | None:
    """The reading of what looks like a date first; None where nothing does."""
    match = _ISO_DATE.search(text)
    best = (match.start(), _read_iso(match)) if match else None
    if best and not best[0]:
        return best[1]
    for pattern, read in _FORMS:
        for match in re.finditer(pattern, text):
            if best and match.start() >= best[0]:
                break
            reading = read(match)
            if reading is not None:
                best = (match.start(), reading)
                break
    return best[1] if best else None


def _read_iso(match: re.Match[str]) -> DateReading:
    return _make_day(match, match[1], int(match[3]), int(match[4]))


def _read_week(match: re.Match[str]) -> DateReading:
    from datetime import date

    if not match[3]:
        return DateReading("", UNREADABLE, match[0])
    try:
        day = date.fromisocalendar(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return DateReading("", IMPOSSIBLE, match[0])
    return DateReading(day.isoformat())


def _read_ordinal_day(match: re.Match[str]) -> DateReading:
    return DateReading("", UNREADABLE, match[0])


def _read_compact(match: re.Match[str]) -> DateReading:
    return _make_day(match, match[1], int(match[2]), int(match[3]))


def _read_local(match: re.Match[str]) -> DateReading | None:
    first, second, separator, year = int(match[1]), int(match[3]), match[2], match[4]
    readings: dict[str, str] = {}
    if len(year) == 2:
        if separator == "." and len(match[1]) + len(match[3]) < 4:
            return None  # a version
        if separator == "-" and (day := _format_day(_find_century(match[1]), second, int(year))):
            readings[YEAR_FIRST] = day
        year = _find_century(year)
    if day := _format_day(year, second, first):
        readings[DAY_FIRST] = day
    # With dots the day comes first.
    if separator != "." and (day := _format_day(year, first, second)):
        readings[MONTH_FIRST] = day
    days = set(readings.values())
    if len(days) == 1:
        return DateReading(days.pop())
    if not days:
        return DateReading("", IMPOSSIBLE, match[0])
    return DateReading("", AMBIGUOUS, match[0], tuple(readings.items()))


def _read_east_asian(match: re.Match[str]) -> DateReading:
    year = match[1] or str(_ERAS[match[2]] + (1 if match[3] == "元" else int(match[3])))
    if match[5]:
        return _make_day(match, year, int(match[4]), int(match[5]))
    return _make_month(match, year, int(match[4]))


def _read_vietnamese(match: re.Match[str]) -> DateReading:
    return _make_day(match, match[3], int(match[2]), int(match[1]))


def _read_day_month_year(match: re.Match[str]) -> DateReading | None:
    return _make_named_day(match, match[3], match[2], match[1])


def _read_month_day_year(match: re.Match[str]) -> DateReading | None:
    return _make_named_day(match, match[3], match[1], match[2])


def _read_year_month_day(match: re.Match[str]) -> DateReading | None:
    return _make_named_day(match, match[1], match[2], match[3])


def _read_month_year(match: re.Match[str]) -> DateReading | None:
    month = months.find_month(match[1])
    return DateReading(f"{match[2]}-{month:02d}") if month else None


def _read_iso_month(match: re.Match[str]) -> DateReading:
    return _make_month(match, match[1], int(match[2]))


def _read_local_month(match: re.Match[str]) -> DateReading:
    return _make_month(match, match[2], int(match[1]))


_FORMS: tuple[tuple[str, Callable[[re.Match[str]], DateReading | None]], ...] = (
    (_LOCAL_DATE, _read_local),
    (_WEEK, _read_week),
    (_ORDINAL_DAY, _read_ordinal_day),
    (_COMPACT_DATE, _read_compact),
    (_EAST_ASIAN, _read_east_asian),
    (_VIETNAMESE, _read_vietnamese),
    (_DAY_MONTH_YEAR, _read_day_month_year),
    (_MONTH_DAY_YEAR, _read_month_day_year),
    (_YEAR_MONTH_DAY, _read_year_month_day),
    (_MONTH_YEAR, _read_month_year),
    (_ISO_MONTH, _read_iso_month),
    (_LOCAL_MONTH, _read_local_month),
)


def _make_named_day(
    match: re.Match[str], year: str, month_name: str, day: str
) -> DateReading | None:
    """The day with the month of a name; None where the name is no month's."""
    month = months.find_month(month_name)
    if not month:
        return None
    return _make_day(match, year if len(year) == 4 else _find_century(year), month, int(day))


def _make_day(match: re.Match[str], year: str, month: int, day: int) -> DateReading:
    formatted = _format_day(year, month, day)
    return DateReading(formatted) if formatted else DateReading("", IMPOSSIBLE, match[0])


def _make_month(match: re.Match[str], year: str, month: int) -> DateReading:
    if 1 <= month <= 12:
        return DateReading(f"{year}-{month:02d}")
    return DateReading("", IMPOSSIBLE, match[0])


def _format_day(year: str, month: int, day: int) -> str:
    """A day as ISO 8601, "" where the calendar has no such day."""
    try:
        return require_day(f"{year}-{month:02d}-{day:02d}")
    except ValueError:
        return ""


def _find_century(year: str) -> str:
    """A year of two digits with its century: 70 and later are of the last one, as POSIX has it."""
    number = int(year)
    return f"{'19' if number >= 70 else '20'}{number:02d}"


def _has_month(text: str) -> bool:
    return any(map(months.find_month, re.findall(_WORD, text)))


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return f"{text[:_MAX_EXCERPT_CHARS]}…" if len(text) > _MAX_EXCERPT_CHARS else text
