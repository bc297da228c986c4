"""The rows of index pages: a bullet for each record, and the rows of its session beneath it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, replace
from minutebook.records.filenames import parse_name
from minutebook.records.model import INDEX_BLOCK, PHR, Record
from minutebook.records.references import normalize_path
from minutebook.records.relations import Relation, format_relation, make_sort_key
from minutebook.text.markdown import (
    encode_href,
    escape_cell,
    escape_title,
    find_bullet_sign,
    get_block_content,
    make_href,
    make_link,
    remove_block,
)

MAX_TITLE_CHARS = 200
MAX_STATE_CHARS = 40
MAX_LINKS = 12  # in one row, and in the list of links that lead to no record
# The relations of a prompt that are shown beneath its row, and how such a line begins.
NOTED_RELATIONS = ("decides", "implements")
OTHERS = "and others"  # ends a list that is cut
_BULLET, _INDENT, SEPARATOR = "* ", "  ", " · "
_OTHER_BULLET = compile_lazily(r"(?m)^[ \t>]*[-+] ")
_NOTE_STARTS = (*(f"{relation} " for relation in NOTED_RELATIONS), OTHERS)
_LABEL = r"\[(?:[^\]\\`]|\\.|`[^`]*`)*\]"
_ROW = compile_lazily(rf"((?:[^\[\\]|\\.)* · )?({_LABEL}\(([^()\s]*)\).*)", re.DOTALL)
_DAY = compile_lazily(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_UNCLEAR_LABELS = frozenset(["click here", "here", "link", "more"])  # a linter's rule names these


class Row(Value):
    """One record in a list.

    `path` is the record's, `date` its day ("" or ISO 8601), `name` what it is called (escaped; ""
    for none), `body` the link to it and what is said of it, as markdown. `group` is the list that
    """

    path: str
    date: str
    name: str
    body: str
    notes: tuple[str, ...] = ()
    group: str = ""
    turns: tuple[Row, ...] = ()

    def list_all(self) -> tuple[Row, ...]:
        """The row, and those beneath it."""
        return (replace(self, turns=()), *self.turns) if self.turns else (self,)

    def count_bytes(self) -> int:
        """How long the row's lines are, with those beneath it and a heading for its day."""
        return sum(
            len("".join([row.name, row.body, *row.notes]).encode("utf-8", "surrogatepass"))
            + 50
            + 7 * len(row.notes)
            for row in self.list_all()
        )


def make_row(
    page_path: str,
    record: Record,
    facts: Iterable[str],
    *,
    name: str = "",
    notes: Iterable[str] = (),
    group: str = "",
) -> Row:
    """The row of a record on the page at `page_path`; `facts` are what it says after the link."""
    name = escape_cell(name).replace(" ", "\N{NO-BREAK SPACE}")
    label = _make_label(record)
    if label.strip(" .!?").lower() in _UNCLEAR_LABELS:
        label = f"{escape_cell(record.ref)} {label}"
    href = encode_href(make_href(page_path, record.path))
    body = SEPARATOR.join([f"[{label}]({href})", *(fact for fact in facts if fact)])
    day = escape_cell(format_day(record))
    return Row(record.path, day, name, body, tuple(notes), group)


def make_age_key(row: Row) -> tuple[object, ...]:
    """A sort key by the day and the number of the row itself, whatever stands beneath it.

    So a session stays where it is when it goes on. On one date the higher number is newer.
    """
    return row.date, make_sort_key(row.path.rpartition("/")[2]), row.path


def read_block(text: str) -> str | None:
    """The content of a page's index, with our own bullets; None where the page has none."""
    content = get_block_content(text, INDEX_BLOCK)
    if content is None or (sign := find_sign(text)) == _BULLET[0]:
        return content
    return re.sub(rf"(?m)^( *){re.escape(sign)} ", rf"\1{_BULLET}", content)


def use_sign(content: str, text: str) -> str:
    """The content of an index with the bullets of the page that it goes to: of its `text`."""
    sign = find_sign(text)
    return content if sign == _BULLET[0] else re.sub(r"(?m)^( *)\* ", rf"\1{sign} ", content)


def find_sign(text: str) -> str:
    """The sign of the bullets on a page outside its index; an asterisk where it has none."""
    if not _OTHER_BULLET.search(text):
        return _BULLET[0]
    return find_bullet_sign(remove_block(text, INDEX_BLOCK))


def format_rows(rows: Iterable[Row], *, is_dated: bool) -> str:
    """Rows as a list.

    With `is_dated` each names its day; without, only those beneath a row of another day do.
    """
    lines: list[str] = []
    for row in rows:
        lines += _format_row(row, row.date if is_dated else "", "")
        for turn in row.turns:
            lines += _format_row(turn, turn.date if turn.date != row.date else "", _INDENT)
    return "\n".join(lines)


def _format_row(row: Row, shown_date: str, indent: str) -> list[str]:
    """The bullet of a row and those of its notes, without the rows beneath it."""
    first_line = SEPARATOR.join(part for part in (row.name, shown_date, row.body) if part)
    return [
        f"{indent}{_BULLET}{first_line}",
        *(f"{indent}{_INDENT}{_BULLET}{note}" for note in row.notes),
    ]


def parse_rows(page_path: str, text: str, *, day: str = "", group: str = "") -> list[Row] | None:
    """The inverse of `format_rows`, of rows of one `day`; None where a line is not a row."""
    rows: list[Row] = []
    for line in text.split("\n") if text else ():
        content = line.lstrip(" ")
        level = (len(line) - len(content)) // len(_INDENT)
        if not content.startswith(_BULLET) or (level and not rows):
            return None
        content = content.removeprefix(_BULLET)
        if level and content.startswith(_NOTE_STARTS):
            rows[-1] = _add_note(rows[-1], content, level)
            continue
        row = _parse_row(page_path, content, day, group)
        if row is None:
            return None
        if level:
            row = replace(row, date=row.date or rows[-1].date)
            rows[-1] = replace(rows[-1], turns=(*rows[-1].turns, row))
        else:
            rows.append(row)
    return rows


def _add_note(row: Row, note: str, level: int) -> Row:
    """The row with a note, which is that of the last row beneath it where it stands deeper."""
    if level == 1 or not row.turns:
        return replace(row, notes=(*row.notes, note))
    *others, turn = row.turns
    return replace(row, turns=(*others, replace(turn, notes=(*turn.notes, note))))


def _parse_row(page_path: str, content: str, day: str, group: str) -> Row | None:
    match = _ROW.fullmatch(content)
    if not match:
        return None
    names = (match[1] or "").removesuffix(SEPARATOR).split(SEPARATOR)
    path = resolve_href(page_path, match[3])
    if len(names) == 1 and _DAY.fullmatch(names[0]):
        if "-" in names[0]:
            names = ["", names[0]]
        elif names[0] != parse_name(PHR, path.rpartition("/")[2]).digits:
            return None  # a year, or not what the record is called
    if len(names) > 2 or (len(names) == 2 and not _DAY.fullmatch(names[1])):
        return None
    date = names[1] if len(names) == 2 else day
    return Row(path, date, names[0], match[2], group=group)


def resolve_href(page_path: str, href: str) -> str:
    """The path that a relative href on a page leads to: the inverse of `make_href`."""
    if "%" in href:
        from urllib.parse import unquote

        href = unquote(href, errors="surrogateescape")
    return normalize_path(f"{page_path.rpartition('/')[0]}/{href}")


# What rows say ----------------------------------------------------------------------------------


def format_day(record: Record) -> str:
    """The record's date without a time."""
    return record.date[:10]


def shorten_text(text: str, max_chars: int) -> str:
    """The text on one line, cut with an ellipsis where it is longer than `max_chars` characters."""
    text = " ".join(text[: 10 * max_chars].split())
    return text if len(text) <= max_chars else text[: max_chars - 1].rstrip() + "…"


def _make_label(record: Record) -> str:
    """The label of a link to a record: its title, which is not always one that can be seen."""
    return escape_title(shorten_text(record.title, MAX_TITLE_CHARS)) or escape_title(record.stem)


def format_state(state: str) -> str:
    """A stage or status as a fact in a row."""
    return escape_cell(shorten_text(state, MAX_STATE_CHARS))


def format_relations(page_path: str, relations: Iterable[Relation]) -> list[str]:
    """Relations as facts in a row: "amended by [17](…) and [25](…)"."""
    links_by_words: dict[str, list[str]] = {}
    phrases: list[str] = []
    relations = list(relations)
    for relation in relations[:MAX_LINKS]:
        link = make_link(_shorten_ref(relation.record), make_href(page_path, relation.record.path))
        phrase = relation.phrase(link)
        if phrase.endswith(link):
            links_by_words.setdefault(phrase[: -len(link)], []).append(link)
        else:
            phrases.append(phrase)
    if len(relations) > MAX_LINKS:
        phrases.append(OTHERS)
    return [words + _join_links(links) for words, links in links_by_words.items()] + phrases


def format_notes(page_path: str, relations: Iterable[Relation]) -> list[str]:
    """Relations as notes of a row: "decides ADR-0031 · [Take an export as it is](…)"."""
    notes = []
    for relation in relations:
        other = relation.record
        href = encode_href(make_href(page_path, other.path))
        ref = "" if other.number is None else f"{escape_cell(other.ref)}{SEPARATOR}"
        notes.append(f"{relation.words} {ref}[{_make_label(other)}]({href})")
    if len(notes) > MAX_LINKS:
        notes[MAX_LINKS:] = [OTHERS]
    return notes


def _join_links(links: list[str]) -> str:
    *others, last = links
    return f"{', '.join(others)} and {last}" if others else last


def _shorten_ref(record: Record) -> str:
    """What a row calls another record: its number, or its ref where that says more."""
    if record.number is None or record.folder.numbering == "folder":
        return record.ref
    return f"{record.number}{record.suffix}"


def format_dangling_links(page_path: str, links: Iterable[tuple[Record, str, str]]) -> str | None:
    """The list of links that lead to no record: the record, its relation, and the target."""
    lines = [
        f"{_BULLET}{make_link(record.ref, make_href(page_path, record.path))}"
        f" {format_relation(relation)} {escape_cell(shorten_text(target, 80))}"
        for record, relation, target in links
    ]
    if len(lines) > MAX_LINKS:
        lines[MAX_LINKS:] = [_BULLET + OTHERS]
    return "\n".join(lines) or None
