"""The lines of a page that state its facts, as lines of a template: `- Status: {{ status }}`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby

from minutebook.lean.patterns import compile_lazily
from minutebook.records.adr.fact_places import KEYED_LINE, TABLE_CELL, FactPlace, parse_fact_name
from minutebook.records.adr.survey import Survey
from minutebook.text import markdown

# The facts that a draft has, with the names that templates have for them. A page that names two
# dates has the new page's for both.
_NAMES_BY_FACT = {
    **{name: name for name in ("status", "date", "deciders", "governs")},
    "updated": "date",
}
# Facts that are read from no line of a page, but have their labels there.
_NAMES_BY_LABEL = {
    **dict.fromkeys(("feature",), "feature"),
    **dict.fromkeys(("title", "titel", "titre", "título", "titolo", "标题", "タイトル"), "title"),
    **dict.fromkeys(("number", "no", "nr", "id", "adr", "adr number", "adr id"), "number"),
    **dict.fromkeys(
        (
            *("author", "authors", "author(s)", "owner", "owners", "owner(s)", "proposer"),
            *("written by", "autor", "autoren", "verfasser", "auteur", "auteurs", "autores"),
            *("autore", "autori", "автор", "авторы", "作者", "著者", "작성자"),
        ),
        "author",
    ),
}
_ROW_OF_DASHES = compile_lazily(r"[ \t]*\|?(?:[ \t]*:?-{1,200}:?[ \t]*\|?)+[ \t]*")
# What pages may happen to share: a label of what led to one decision. Tags and links are facts.
_OF_ONE_PAGE = (
    r"(?i)[ \t>*_+-]{0,8}(?:\w+ )?(?:story|stories|tickets?|issues?|epic|jira|pr|pull requests?"
    r"|discussions?|proposed by|consulted|informed|reviewers?|approvers?|approved by|stakeholders?"
    r"|contributors?|participants?|konsultiert|informiert|prüfer)\b[*_ ]{0,4}[:|]"
)
_FACT_PLACEHOLDER = r"\{\{ (?:status|status_title|date) \}\}"
_NUMBER_VALUE = r"(?P<lead>[A-Za-z]{0,5}[- ]?)(?P<digits>\d{1,9})"  # "7", "0007", "ADR-0007"
_MAX_LINES = 60  # above a page's first section that may state facts


def make_fact_lines(
    survey: Survey, start: int, end: int, common_lines: Collection[str]
) -> list[str]:
    """The lines of a page between two offsets as lines of a template.

    A line that states a fact of a draft has a placeholder for it, and a line that the folder's
    other pages have, too (`common_lines`), stays as it is. All others are left out: what they
    state is of that page alone.
    """
    lines = [
        line
        for line, _ in zip(
            markdown.parse_lines(survey.text, start), range(_MAX_LINES), strict=False
        )
        if line.start < end
    ]
    # By their beginnings: the lines of some sections are looked through twice.
    places_by_start = {place.start: place for place in survey.places}
    made: list[str] = []
    for index, line in enumerate(lines):
        text = line.text.rstrip()
        hard_break = "  " if line.text.endswith("  ") else ""
        if _has_template_signs(text):
            continue
        line_end = line.start + len(line.text)
        places = [
            places_by_start[start] for start in places_by_start if line.start <= start <= line_end
        ]
        filled = _fill_line(survey.text, line.start, text, places)
        next_text = lines[index + 1].text if index + 1 < len(lines) else ""
        if filled is not None:
            made.append(filled + hard_break)
        elif (
            not text.strip()
            or (text.strip() in common_lines and not places and not re.match(_OF_ONE_PAGE, text))
            or _is_row_of_dashes(text)
            or (text.lstrip().startswith("|") and _is_row_of_dashes(next_text))
        ):
            made.append(text)
    return list(_drop_empty_tables(made))


def _fill_line(text: str, line_start: int, line: str, places: list[FactPlace]) -> str | None:
    """A line with a placeholder for each fact that it states; None where it states none."""
    if not places:
        return _fill_labelled(line)
    named = [place for place in places if place.name in _NAMES_BY_FACT]
    if not named or any(place.style == "badge" for place in named):
        return None
    changes = [_fill_place(line, line_start, place) for place in places]
    cells = list(TABLE_CELL.finditer(line)) if line.lstrip().startswith("|") else []
    if any(
        _is_below_head(cells, change[0], place)
        for change, place in zip(changes, places, strict=True)
    ):
        starts = [start for start, _, _ in changes]
        changes += [
            (*cell.span(1), "")
            for cell in cells
            if not any(cell.start() <= start <= cell.end() for start in starts)
        ]
    for start, end, value in sorted(changes, reverse=True):
        line = line[:start] + value + line[end:]
    return line


def _fill_place(line: str, line_start: int, place: FactPlace) -> tuple[int, int, str]:
    """Where a line states a value, from and to, and the placeholder that takes its place."""
    start = min(place.start - line_start, len(line))
    end = min(place.end - line_start, len(line))
    name = _NAMES_BY_FACT.get(place.name)
    if name is None:
        return start, end, ""
    if name == "status" and re.match(r"\W*[^\W\d_]", line[start:end]):
        first_letter = re.sub(r"\A[\W\d_]+", "", line[start:end])[:1]
        name = "status_title" if first_letter.isupper() else "status"
    # After a label without a value ("- Status:") a blank is missing.
    is_tight = start == end and not line[:start].endswith((" ", "\t", "|"))
    return start, end, f"{' ' * is_tight}{{{{ {name} }}}}"


def _is_below_head(cells: list[re.Match[str]], start: int, place: FactPlace) -> bool:
    """Whether a cell's label stands above it, in the head of its table, and not before it."""
    index = next((index for index, cell in enumerate(cells) if cell.end() >= start), -1)
    return index >= 0 and (index == 0 or parse_fact_name(cells[index - 1][1]) != place.name)


def _fill_labelled(line: str) -> str | None:
    """A line whose label names a fact that is read from no line; None for any other."""
    match = KEYED_LINE.match(line)
    if match:
        value = _make_placeholder(match["key"], match["value"])
        return f"{line[: match.start('value')].rstrip()} {value}" if value else None
    cells = list(TABLE_CELL.finditer(line)) if line.lstrip().startswith("|") else []
    value = _make_placeholder(cells[0][1], cells[1][1]) if len(cells) > 1 else ""
    if not value:
        return None
    start, end = cells[1].span(1)
    padding = " " if line[start:end].endswith(" ") else ""
    return f"{line[:start]}{value}{padding}{line[end:]}"


def _make_placeholder(label: str, value: str) -> str:
    """The placeholder for a value by its label; "" where the label says nothing of a draft."""
    name = _NAMES_BY_LABEL.get(label.strip(" \t*_:：`").casefold())
    if name == "number":
        digits = re.fullmatch(_NUMBER_VALUE, value.strip(" *_`"))
        if not digits:
            return ""
        width = "padded_number" if digits["digits"].startswith("0") else "number"
        return f"{digits['lead']}{{{{ {width} }}}}"
    return f"{{{{ {name} }}}}" if name else ""


def add_missing_lines(lines: list[str], missing: Mapping[str, str]) -> list[str]:
    """The lines with one for each fact that they do not state, in the form of the last that does.

    `missing` are the labels of facts by their names in templates. Nothing is added where no line
    shows how.
    """
    for index in range(len(lines) - 1, -1, -1):
        if not re.search(_FACT_PLACEHOLDER, lines[index]):
            continue
        made = [
            line
            for name, label in missing.items()
            if (line := _make_like(lines[index], name, label))
        ]
        if not made:
            continue  # the line of a Status section
        is_apart = not re.match(r"[ \t>]*(?:[-*+] |\|)", made[0])
        added = [part for line in made for part in (("", line) if is_apart else (line,))]
        return [*lines[: index + 1], *added, *lines[index + 1 :]]
    return lines


def _make_like(line: str, name: str, label: str) -> str:
    """A line that states another fact in the form of a line; "" where that cannot be told."""
    match = KEYED_LINE.match(line)
    if match and line.count("{{") == 1:
        key = label[:1].upper() + label[1:] if match["key"][:1].isupper() else label
        before, between = line[: match.start("key")], line[match.end("key") : match.start("value")]
        return f"{before}{key}{between}{{{{ {name} }}}}"
    cells = list(TABLE_CELL.finditer(line)) if line.lstrip().startswith("|") else []
    if len(cells) > 1 and line.count("{{") == 1:
        return f"| {label[:1].upper()}{label[1:]} | {{{{ {name} }}}} |"
    return ""


def _has_template_signs(text: str) -> bool:
    return any(sign in text for sign in ("{{", "{%", "{#"))


def _drop_empty_tables(lines: list[str]) -> Iterator[str]:
    """The lines without the tables in which no fact is left."""
    for is_table, group in groupby(lines, lambda line: line.lstrip().startswith("|")):
        rows = list(group)
        if not is_table or any("{{" in row for row in rows):
            yield from rows


def _is_row_of_dashes(line: str) -> bool:
    return "|" in line and _ROW_OF_DASHES.fullmatch(line.strip()) is not None


def list_lines(survey: Survey, start: int, end: int) -> Iterator[str]:
    """The lines of a page between two offsets that say something, without blanks around them."""
    for line in survey.text[start:end].splitlines():
        if line.strip():
            yield line.strip()


def find_label(surveys: Iterable[Survey], fact: str) -> str:
    """The label that the first of some pages that states a fact has for it; "" for none."""
    for survey in surveys:
        place = survey.find_place(fact)
        if place is None:
            continue
        line = survey.text[place.lines_start : place.start]
        label = re.search(r"(?P<label>[^\W\d_][^:：|*\n]{1,40}?)[*_ \t]*[:：|][*_ \t]*\Z", line)
        if label:
            return label["label"]
    return ""
