"""The lines of `search`: for each hit ref, date, state and title, and below it a snippet.

What matches is bold on a terminal with colours, and plain elsewhere: a sign of our own could not be
told from the text's. In a pipe a line tells an agent first that these are records.
"""

from __future__ import annotations

from minutebook.cli.lists.record_list import STATE_STYLES
from minutebook.cli.output import count_cells
from minutebook.lean.patterns import compile_lazily
from minutebook.text.terminal import encodable, escape_hidden, escape_line

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from minutebook.operations.reading.search import Hit

    Piece = tuple[str, bool]  # a text, and whether it is marked

_GAP = "  "
_INDENT = 4
_MAX_SNIPPET_LINES = 2
_MIN_TITLE_CELLS = 24  # before the date goes
_TOKEN = compile_lazily(r" +|[^ ]+")


def format_hits(hits: Sequence[Hit], width: int | None, *, has_colours: bool) -> Iterator[str]:
    """The hits as lines no longer than `width` cells; None is a pipe, where nothing is cut."""
    columns = [
        (hit.record.ref, hit.record.date, hit.record.state or hit.record.state_raw[:20] or "-")
        for hit in hits
    ]
    shown_columns = [[_escape(cell) for cell in row] for row in columns]
    if width is not None and not _has_room(hits, shown_columns, width):
        shown_columns = [[ref, state] for ref, _, state in shown_columns]
    widths = [max(map(count_cells, column)) for column in zip(*shown_columns, strict=True)]
    if width is None:
        from minutebook.operations.reading.notice import RECORDS_NOTICE

        yield RECORDS_NOTICE
    for hit, (*plain_cells, state) in zip(hits, shown_columns, strict=True):
        style = STATE_STYLES.get(state, "") if has_colours else ""
        shown_state = f"\x1b[{style}m{state}\x1b[0m" if style else state
        cells = zip((*plain_cells, shown_state), (*plain_cells, state), widths, strict=True)
        head = "".join(
            shown + " " * (cell_width - count_cells(plain)) + _GAP
            for shown, plain, cell_width in cells
        )
        room = None if width is None else max(1, width - sum(widths) - len(_GAP) * len(widths))
        titles = _wrap(hit.title, room, 1)
        yield head + (_style(titles[0], has_colours) if titles else "")
        snippet_room = None if width is None else max(1, width - _INDENT)
        snippet = hit.snippet if snippet_room is None else _cut_lead(hit.snippet, snippet_room)
        for line in _wrap(snippet, snippet_room, _MAX_SNIPPET_LINES):
            yield " " * _INDENT + _style(line, has_colours)


def _has_room(hits: Sequence[Hit], rows: Sequence[Sequence[str]], width: int) -> bool:
    """Whether all columns leave room for the titles, or for a good part of them."""
    used = sum(max(map(count_cells, column)) + len(_GAP) for column in zip(*rows, strict=True))
    title = max(count_cells(_escape(hit.record.title)) for hit in hits)
    return used + min(title, _MIN_TITLE_CELLS) <= width


def _cut_lead(pieces: Sequence[Piece], width: int) -> list[Piece]:
    """A snippet with no more before its first match than a line of so many cells has room for."""
    first = next((index for index, (_, is_marked) in enumerate(pieces) if is_marked), 0)
    lead = "".join(text for text, _ in pieces[:first])
    if count_cells(_escape(lead)) <= width:
        return [*pieces]
    kept: list[str] = []
    room = width // 2
    for token in reversed([text for text, _ in _split_tokens([(lead, False)], width)]):
        room -= count_cells(_escape(token))
        if room < 1:
            break
        kept.insert(0, token)
    return [("…" + "".join(kept).lstrip(" ·"), False), *pieces[first:]]


def _escape(text: str) -> str:
    return escape_hidden(escape_line(encodable(text)))


def _style(pieces: Iterable[Piece], has_colours: bool) -> str:
    if not has_colours:
        return "".join(text for text, _ in pieces).rstrip()
    runs: list[Piece] = []  # what is marked stands in one pair of sequences
    for text, is_marked in pieces:
        if runs and runs[-1][1] == is_marked:
            runs[-1] = (runs[-1][0] + text, is_marked)
        else:
            runs.append((text, is_marked))
    return "".join(f"\x1b[1m{text}\x1b[0m" if is_marked else text for text, is_marked in runs)


def _wrap(pieces: Iterable[Piece], width: int | None, max_lines: int) -> list[list[Piece]]:
    """Pieces as lines of so many cells, escaped; the last one ends with `…` where more follows."""
    escaped = [(_escape(text), is_marked) for text, is_marked in pieces]
    if width is None:
        return [escaped] if escaped else []
    lines: list[list[Piece]] = [[]]
    room = width
    for text, is_marked in _split_tokens(escaped, width):
        cells = count_cells(text)
        if cells > room:
            if len(lines) == max_lines:
                while room < 1:
                    room += count_cells(lines[-1].pop()[0])
                lines[-1].append(("…", False))
                break
            lines.append([])
            room = width
            if text.isspace():
                continue
        lines[-1].append((text, is_marked))
        room -= cells
    return [line for line in lines if line]


def _split_tokens(pieces: Iterable[Piece], width: int) -> Iterator[Piece]:
    """Words and blanks; words of wide letters, and words longer than a line, letter by letter."""
    for text, is_marked in pieces:
        for token in _TOKEN.findall(text):
            if token.isascii() and len(token) < width:
                yield token, is_marked
            else:
                yield from ((char, is_marked) for char in token)
