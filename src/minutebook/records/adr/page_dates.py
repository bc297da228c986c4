"""The date that a decision's page states, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain, islice

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import replace
from minutebook.records.adr.fields import fold_nested
from minutebook.records.adr.survey import Survey
from minutebook.records.adr.vocabulary import dates, labels, months, statuses
from minutebook.records.adr.vocabulary.dates import DATE_LABELS, DateReading
from minutebook.text import markdown
from minutebook.text.frontmatter import FrontMatter
from minutebook.text.markdown.sections import find_visible_lines

_CHANGELOG = frozenset(
    (
        *("changelog", "change log", "revision history", "history", "changes", "revisions"),
        *(
            "version history",
            "document history",
            "change history",
            "status history",
            "revision log",
        ),
        *("änderungsverlauf", "änderungshistorie", "änderungen", "versionshistorie", "verlauf"),
        *("historie", "historique", "historique des modifications", "journal des modifications"),
        *("historial", "historial de cambios", "historial de revisiones", "cambios", "histórico"),
        *(
            "histórico de alterações",
            "histórico de revisões",
            "alterações",
            "cronologia",
            "storico",
        ),
        *("cronologia delle modifiche", "wijzigingsgeschiedenis", "wijzigingen", "geschiedenis"),
        *(
            "история изменений",
            "история",
            "изменения",
            "变更记录",
            "变更历史",
            "修订历史",
            "修订记录",
        ),
        *(
            "更新日志",
            "更新记录",
            "變更記錄",
            "修訂記錄",
            "変更履歴",
            "更新履歴",
            "改訂履歴",
            "履歴",
        ),
        *("변경 이력", "변경 기록", "개정 이력", "이력", "historia zmian", "historie změn"),
        *("değişiklik geçmişi", "ändringshistorik", "ändringslogg", "endringslogg"),
    )
)
_MAX_CHANGELOG_LINES = 200
_MAX_LINES_ABOVE_DAY = 3
_MAX_CHARS_ABOVE_DAY = 500
_MAX_DAY_LINE_CHARS = 40
_MAX_DATE_CHARS = 80
_MAX_SECTIONS = 200  # that may hold a date
# Labels of the day when a page was begun: they count where no other date is stated.
_BEGINNING = compile_lazily(
    r"(?i)creat|introduc|propos|writ|submit|start|record|erstell|angelegt|créé|création|creac|creado"
    r"|criad|criaç|creaz|aangem|aanma|созда|创建|創建|作成|작성|생성|eingef|vorgesch|verfasst|introdui"
    r"|introdott|propues|propost|ingevoer|voorgest|введен|предлож|提出|提案|起票|제안|등록|utworz|vytvo"
    r"|oluştur|skapad|tạo"
)
_HEADING_DATE = compile_lazily(r"(?P<key>[^:：]{2,40})[:：]\s*(?P<value>\S.*)")


def read_page_date(survey: Survey, front_matter: FrontMatter, stated: str = "") -> DateReading:
    """Return the date of a page, with a fault of the text that states it where it has one.

    `stated` is a date (ISO 8601) that the page's dialect found, "" for none: it is the page's.
    A stated date counts first (in the front matter, a line, table or section), then the earliest
    sure one of a changelog, then one in the status. A date that may be two days is not replaced by
    what the page says further down.
    """
    if stated:
        return DateReading(stated)
    fault = DateReading()
    for value in _list_stated(survey, front_matter):
        reading = dates.read_date(value)
        if reading.date:
            return reading if not fault.fault else replace(fault, date=reading.date)
        if reading.fault == dates.AMBIGUOUS:
            return reading
        fault = fault if fault.fault else reading
    changelog = _read_changelog(survey)
    if changelog.date or changelog.fault:
        return changelog if not fault.fault else replace(fault, date=changelog.date)
    status = survey.find_value("status") or ""
    # "Accepted (2020-11-24)"; a date in a link is that of the other record.
    status = status.partition(statuses.FORMER)[2] or status
    reading = DateReading() if "](" in status else dates.read_date(status)
    if reading.date or reading.fault in (dates.AMBIGUOUS, dates.IMPOSSIBLE):
        return reading if not fault.fault else replace(fault, date=reading.date)
    return (
        fault if fault.fault else DateReading(_find_history_day(survey) or _find_bare_day(survey))
    )


def _find_history_day(survey: Survey) -> str:
    """The earliest day in the Status section, "" for none: a history begins with it."""
    section = survey.status_section
    if section is None:
        return ""
    end = markdown.find_own_end(survey.text, section, survey.sections)
    lines = islice(find_visible_lines(survey.text, section.body_start, end), _MAX_CHANGELOG_LINES)
    # A date in a link is that of the other record.
    readings = [dates.read_date(line.text) for line in lines if "](" not in line.text]
    return min((reading.date for reading in readings if reading.has_day), default="")


def _find_bare_day(survey: Survey) -> str:
    """The day in a line of its own right below the title, "" for none."""
    section = survey.title_section
    if section is None:
        return ""
    end = markdown.find_own_end(survey.text, section, survey.sections)
    end = min(end, section.body_start + _MAX_CHARS_ABOVE_DAY)
    lines = find_visible_lines(survey.text, section.body_start, end)
    for line in islice(lines, _MAX_LINES_ABOVE_DAY):
        if len(line.text) > _MAX_DAY_LINE_CHARS or not any(map(str.isdigit, line.text)):
            continue
        if all(map(months.find_month, re.findall(r"[^\W\d_]+", line.text))):
            reading = dates.read_date(line.text)
            if reading.has_day:
                return reading.date
    return ""


def _list_stated(survey: Survey, front_matter: FrontMatter) -> Iterator[str]:
    """The texts that are called the page's date, the likeliest first."""
    beginnings: list[str] = []
    for label, value in chain(
        _list_fields(front_matter), _list_places(survey), _list_sections(survey)
    ):
        # "Data" is a date in some languages, and something else in English.
        if label.strip(" \t*_:|>-").lower() == "data" and not dates.read_date(value).has_day:
            continue
        if _names_beginning(label):
            beginnings.append(value)
        else:
            yield value
    yield from beginnings


@lru_cache(maxsize=1000)  # most pages have the same labels
def _names_beginning(label: str) -> bool:
    return _BEGINNING.search(label) is not None


def _list_fields(front_matter: FrontMatter) -> Iterator[tuple[str, str]]:
    for key, stated in fold_nested(front_matter.fields).items():
        value: object = stated
        label = key.replace("-", " ").removesuffix(" iso")
        if DATE_LABELS.get(label) != "date":
            continue
        if isinstance(value, Mapping) and list(value.values()) == [None]:
            value = next(iter(value))  # `date: { 2023-11-21 }`
        elif isinstance(value, list) and len(value) == 1:
            value = value[0]
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            yield label, str(value)


def _list_places(survey: Survey) -> Iterator[tuple[str, str]]:
    for place in survey.places:
        if place.name == "date":
            yield survey.text[place.lines_start : place.start], survey.get_value(place)


def _list_sections(survey: Survey) -> Iterator[tuple[str, str]]:
    """The dates in headings ("## Date: 2024-01-31") and below headings that are called so."""
    titled_sections = zip(survey.sections, survey.folded_titles, strict=True)
    for section, title in islice(titled_sections, _MAX_SECTIONS):
        if labels.find_fact(title) == "date":
            end = markdown.find_own_end(survey.text, section, survey.sections)
            for line in islice(find_visible_lines(survey.text, section.body_start, end), 1):
                if len(line.text) <= _MAX_DATE_CHARS:  # a longer one is a sentence
                    yield title, line.text
        elif (":" in section.title or "：" in section.title) and (
            (match := _HEADING_DATE.match(section.title))
            and labels.find_fact(markdown.fold_title(match["key"])) == "date"
        ):
            yield match["key"], match["value"]


def _read_changelog(survey: Survey) -> DateReading:
    """The earliest sure date of a changelog: a day where it has one; with the first faulty date."""
    changelog = survey.find_section(_CHANGELOG)
    if not changelog:
        return DateReading()
    end = markdown.find_own_end(survey.text, changelog, survey.sections)
    lines = islice(find_visible_lines(survey.text, changelog.body_start, end), _MAX_CHANGELOG_LINES)
    readings = [dates.read_date(line.text) for line in lines]
    days = [reading.date for reading in readings if reading.has_day]
    known_dates = days or [reading.date for reading in readings if reading.date]
    faults = (dates.AMBIGUOUS, dates.IMPOSSIBLE)
    fault = next((reading for reading in readings if reading.fault in faults), DateReading())
    return replace(fault, date=min(known_dates, default=""))
