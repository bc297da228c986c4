"""Marks what a query matches in the texts that are shown, and cuts snippets around it.

FTS5 itself says what matches: the texts are put into a small table in memory, in the form in which
each character of a script without blanks is a word, and `highlight` gives the matches, phrases and
word forms included.
"""

from __future__ import annotations

from minutebook.catalog import database
from minutebook.catalog.fulltext import expression, folding
from minutebook.lean.patterns import compile_lazily

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Sequence

    from minutebook.catalog.fulltext.query import Query

    Span = tuple[int, int]  # offsets in a text
    Piece = tuple[str, bool]  # a text, and whether it is marked

MAX_SNIPPET_CHARS = 240
_MAX_MARKED_CHARS = 200_000  # of a text: a later match is not shown
_LEAD_CHARS = 60  # before the first match of a snippet
_START, _END = "\x02", "\x03"
_CONTROLS = str.maketrans({_START: " ", _END: " ", "\0": " "})
# What is not shown of markdown: headings (in code a single # is a comment), signs at the beginnings
# of lines, bold type (not the stars of `src/**` and `2**8`), marks of code.
_MARKUP = compile_lazily(
    r"(?m)^[ \t>]*#{2,6}[ \t].*$"
    r"|^[ \t]*(?:>[ \t]*|#{1,6}[ \t]+|[-*+][ \t]+|\|[ \t]*|(?:```|~~~).*$)+"
    r"|(?<![\w/*])\*\*(?=[^\s*/][^*\n]*\*\*)|(?<=[^\s*/])\*\*(?![\w/*])|`+"
)
_HEADING_SIGNS = compile_lazily(r"[ \t>]*#{2,6}[ \t]+")
_PARAGRAPH_END = compile_lazily(r"[ \t]*\r?\n[ \t>]*\r?\n\s*")
_BLANKS = compile_lazily(r"\s+")


def find_spans(query: Query, texts: Sequence[str]) -> list[list[Span]]:
    """Where the words of a query stand in each of the texts, in order, without overlaps.

    Parts of mixed words are looked for only in texts that have nothing else of the query.
    """
    match = expression.format_match(query, for_marks=True)
    if not match:
        return [[] for _ in texts]
    shown = [text[:_MAX_MARKED_CHARS].translate(_CONTROLS) for text in texts]
    spans = _match_forms(match, [folding.fold_for_marks(text) for text in shown], texts)
    others = [
        number for number, text in enumerate(shown) if not spans[number] and folding.has_parts(text)
    ]
    if others:
        forms = [_fold_parts(shown[number]) for number in others]
        asked_words = [
            term.text for group in query.required for term in group if term.text.isalnum()
        ]
        part_spans = _match_forms(match, forms, [texts[number] for number in others])
        for number, number_spans in zip(others, part_spans, strict=True):
            spans[number] = number_spans or folding.find_joined_parts(shown[number], asked_words)
    return [_merge(each) for each in spans]


def _match_forms(
    match: str, forms: Sequence[tuple[str, list[int] | None]], texts: Sequence[str]
) -> list[list[Span]]:
    """Where FTS5 finds a match in texts in a form, each with the places of its characters."""
    connection = database.connect(database.IN_MEMORY)
    connection.execute(
        f'CREATE VIRTUAL TABLE marks USING fts5(text, tokenize="{folding.TOKENIZER}")'
    )
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO marks VALUES (?)", [(folded,) for folded, _ in forms])
    rows = connection.execute(
        f"SELECT rowid, highlight(marks, 0, '{_START}', '{_END}') FROM marks WHERE marks MATCH ?",  # noqa: S608
        (match,),
    )
    spans: list[list[Span]] = [[] for _ in texts]
    for row_id, highlighted in rows:
        number = row_id - 1
        spans[number] = _read_highlights(highlighted, forms[number][1], len(texts[number]))
    connection.close()
    return spans


def _fold_parts(text: str) -> tuple[str, list[int]]:
    separated, places = folding.separate_parts(text)
    folded, inner_places = folding.fold_for_marks(separated)
    return folded, places if inner_places is None else [places[place] for place in inner_places]


def _read_highlights(highlighted: str, places: list[int] | None, text_length: int) -> list[Span]:
    """The spans between marks, as offsets in the text whose characters have these places."""
    spans: list[Span] = []
    before, *parts = highlighted.split(_START)
    offset = len(before)
    for part in parts:
        inside, _, outside = part.partition(_END)
        start, end = offset, offset + len(inside)
        offset = end + len(outside)
        if places is None:
            spans.append((start, end))
            continue
        last = places[end - 1]
        while end < len(places) and places[end] == last:
            end += 1
        spans.append((places[start], places[end] if end < len(places) else text_length))
    return spans


def _merge(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def cut_snippet(text: str, spans: Sequence[Span]) -> list[Piece]:
    """The part of a text that shows most of the matches, in one line, as marked and other pieces.

    Headings are left out where nothing in them matches. Without a match it is the beginning of the
    text.
    """
    start, end = _choose_window(text, spans)
    inside = [
        (max(span_start, start), min(span_end, end))
        for span_start, span_end in spans
        if span_start < end and span_end > start
    ]
    cleaned = _clean_pieces(_remove_markup(text, (start, end), inside))
    if start > 0 and cleaned:
        cleaned[0] = ("…" + cleaned[0][0].lstrip(), False) if not cleaned[0][1] else cleaned[0]
    if end < len(text.rstrip()) and cleaned:
        cleaned.append(("…", False))
    return cleaned


def split_pieces(text: str, spans: Sequence[Span]) -> list[Piece]:
    """A text as pieces that are marked and pieces that are not."""
    pieces: list[Piece] = []
    offset = 0
    for start, end in spans:
        pieces += [(text[offset:start], False), (text[start:end], True)]
        offset = end
    return [piece for piece in [*pieces, (text[offset:], False)] if piece[0]]


def _choose_window(text: str, spans: Sequence[Span]) -> Span:
    """The span of the snippet: the most different words that match, the first of equal ones."""
    best_start, best_count = 0, 0
    for index, (start, _) in enumerate(spans[:200]):
        limit = start + MAX_SNIPPET_CHARS - _LEAD_CHARS
        inside = {text[a:b].lower() for a, b in spans[index : index + 20] if b <= limit}
        if len(inside) > best_count:
            best_start, best_count = start, len(inside)
    if not best_count and spans:
        best_start = spans[0][0]
    start = max(0, best_start - _LEAD_CHARS)
    if start and (blank := _BLANKS.search(text, start, best_start)):
        start = blank.end()
    end = min(len(text), start + MAX_SNIPPET_CHARS)
    if end < len(text):
        blank_start = max(text.rfind(" ", start, end), text.rfind("\n", start, end))
        end = blank_start if blank_start > start + MAX_SNIPPET_CHARS // 2 else end
    return start, end


def _remove_markup(text: str, window: Span, spans: Sequence[Span]) -> list[Piece]:
    """The pieces of a part of a text without signs of markdown; what is marked stays whole.

    The signs are looked for in the text, not in the pieces: only there lines begin where they do.
    """
    removed: list[Span] = []
    line_start = text.rfind("\n", 0, window[0]) + 1  # the first line may be cut, and a heading
    for match in _MARKUP.finditer(text, line_start, window[1]):
        start, end = max(match.start(), window[0]), match.end()
        if end <= start:
            continue
        if any(span_start < end and span_end > start for span_start, span_end in spans):
            signs = _HEADING_SIGNS.match(text, start, end)
            if signs is None:
                continue
            end = signs.end()
        removed.append((start, end))
    pieces: list[Piece] = []
    offset = window[0]
    cuts = sorted([*((*span, True) for span in spans), *((*span, False) for span in removed)])
    for start, end, is_marked in cuts:
        pieces += [(text[offset:start], False), (text[start:end] if is_marked else "", is_marked)]
        offset = end
    return _join_pieces([*pieces, (text[offset : window[1]], False)])


def _join_pieces(pieces: list[Piece]) -> list[Piece]:
    """Pieces without empty ones, and with neighbours that are not marked as one."""
    joined: list[Piece] = []
    for text, is_marked in pieces:
        if joined and not is_marked and not joined[-1][1]:
            joined[-1] = (joined[-1][0] + text, False)
        elif text:
            joined.append((text, is_marked))
    return [piece for piece in joined if piece[0]]


def _clean_pieces(pieces: list[Piece]) -> list[Piece]:
    """Pieces in one line, with a dot between paragraphs."""
    cleaned: list[Piece] = []
    ends_blank = True
    for text, is_marked in pieces:
        shown = text if is_marked else _PARAGRAPH_END.sub(" · ", text)
        shown = _BLANKS.sub(" ", shown)
        if ends_blank:
            shown = shown.lstrip(" ·" if not cleaned else None)
        if shown:
            cleaned.append((shown, is_marked))
            ends_blank = shown.endswith(" ")
    while cleaned and not cleaned[-1][1]:
        text = cleaned.pop()[0].rstrip(" ·")
        if text:
            return [*cleaned, (text, False)]
    return cleaned
