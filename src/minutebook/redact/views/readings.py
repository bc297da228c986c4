"""Three readings of a text: what is seen of it, what its encodings mean, its lines unwrapped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.redact.views.view import Edit, View

# Escape sequences of terminals, as such or as JSON, C and shells write them.
_TERMINAL_CODE = compile_lazily(
    r"(?:(?:\x1b|\\{1,4}(?:x1b|u001b|033|e))\[[0-9;:?]{0,30}[ -/]?[A-Za-z])+"
    r"|\x9b[0-9;]{0,30}m|\x1b\][^\x07\x1b\n]{0,2000}(?:\x07|\x1b\\)",
    re.IGNORECASE,
)
# Signs without width: soft hyphen, joiners, marks of direction, selectors of variants, tags.
_INVISIBLE = compile_lazily(
    "[\u00ad\u034f\u061c\u115f\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]+"
    r"|(?:\\{1,4}u(?:00ad|200[b-f]|202[a-e]|206[0-9a-f]|feff))+",
    re.IGNORECASE,
)
_FRAGMENT = compile_lazily(r"[A-Za-z0-9_+/=.~%$:-]{1,64}")
_PIECE = compile_lazily(
    r"[0-9]|[a-z][A-Z]|[A-Z]{2}[a-z]|[A-Z]{4}|[A-Za-z]{16}|(?i:[b-df-hj-np-tv-xz]{4})"
)
_LINE_REST = compile_lazily(r"[ \t\"'`|│┃,;.)}\]\\*]{0,80}(?:\r?\n|$)")
# What begins a line of its own: an address, a number of things, the name of a file in capitals.
_NO_PIECE = compile_lazily(
    r"(?i:[a-z][a-z0-9+.-]{1,20}(?:://|:\\/\\/|%3A%2F%2F))|[0-9]{1,4} [A-Za-z]{2}"
    r"|[A-Z]{3,16}(?:\.[a-z]{2,4})? [a-z]"
)
# Where terminals, mail and PEM wrap lines.
_LINE_WIDTHS = frozenset({60, 64, 70, 72, 75, 76, 77, 78, 79, 80, 100, 120, 132})


def may_be_piece(text: str) -> bool:
    """Whether a text of letters, digits and signs may be a piece of a token, and is no word."""
    return bool(_PIECE.search(text))


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether a token may go on behind `text[start:end]`: a piece of one stands there, no word.

    A word that is alone in its line may be the end of a token, too, below a line that is as wide as
    lines are wrapped.
    """
    fragment = _FRAGMENT.match(text, end)
    if not fragment or _NO_PIECE.match(text, end):
        return False
    if may_be_piece(fragment[0]):
        return True
    line_chars = start - 1 - text.rfind("\n", max(0, start - 134), start)
    return (
        line_chars in _LINE_WIDTHS
        and text.find("\n", start, end) >= 0
        and bool(_LINE_REST.match(text, fragment.end()))
    )


def is_wrapped_line(text: str, position: int) -> bool:
    """Whether the line that ends at a position is as wide as lines are wrapped."""
    end = text.find("\n", position)
    end = len(text) if end < 0 else end
    return end - 1 - text.rfind("\n", max(0, position - 134), position) in _LINE_WIDTHS


def is_alone_in_line(text: str, position: int) -> bool:
    """Whether nothing but one piece of a token or link stands on the rest of a line."""
    fragment = _FRAGMENT.match(text, position)
    return bool(fragment and _LINE_REST.match(text, fragment.end()))


_BLANK = compile_lazily("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
# Full-width letters, and the alphabets of mathematics.
_WIDE = compile_lazily("[\uff01-\uff5e\U0001d400-\U0001d7ff]")
_ODD = compile_lazily(
    "[\x1b\x9b\u00a0\u2000-\u200a\u202f\u205f\u3000\u00ad\u034f\u061c\u115f\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\uff01-\uff5e\U0001d400-\U0001d7ff\U000e0000-\U000e0fff]"
    r"|(?i:\\(?:x1b|u001b|033|e\[|u00ad|u20[026]|ufeff))"
)


def read_visible(text: str) -> View:
    """What a reader sees: no signs without width, no colours, and letters in their usual form."""
    view = View(text)
    if (text.isascii() and "\x1b" not in text and "\\" not in text) or not _ODD.search(text):
        return view
    edits = []
    for match in _TERMINAL_CODE.finditer(text):
        is_joint = not _FRAGMENT.match(text, match.end()) or _goes_on(text, *match.span())
        edits.append(Edit(*match.span(), "" if is_joint else " ", is_certain=False))
    edits += [Edit(*match.span()) for match in _INVISIBLE.finditer(text)]
    edits += [Edit(*match.span(), " ") for match in _BLANK.finditer(text)]
    if _WIDE.search(text):
        import unicodedata

        for match in _WIDE.finditer(text):
            if (folded := unicodedata.normalize("NFKC", match[0])).isascii():
                edits.append(Edit(*match.span(), folded))
    return view.edit(_drop_overlaps(edits))


def _drop_overlaps(edits: list[Edit]) -> list[Edit]:
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


# Each alternative begins with a sign of its own, so that a search for all of them is fast.
_ESCAPE = compile_lazily(
    r"%(?:25){0,2}(?P<percent>[2-7][0-9A-Fa-f]|0[ADad])"
    r"|\\\\{0,3}(?:(?:u00|x|u\{)(?P<hex>[2-7][0-9A-Fa-f])\}?|(?P<sign>[_*~.=+/$:!-]))"
    r"|\\\\{2,31}(?P<quote>[\"'])"  # of JSON in JSON in JSON
    r"|&(?:amp;)?(?:#(?P<decimal>[0-9]{2,5})|#[xX](?P<entity>[0-9A-Fa-f]{2,4})"
    r"|(?P<name>[A-Za-z]{2,16}));"
)
# Marks of emphasis and code, and tags within a word.
_MARK = compile_lazily(
    r"(?P<mark>\*\*?\*?|``?|~~(?!~)|__(?!_))(?P<opening>(?=[A-Za-z0-9_-]{1,200}(?P=mark)))?"
    r"|</?(?:a|b|i|u|em|strong|code|span|mark|wbr|br|kbd|tt)\b[^<>\n]{0,200}>"
)
# Where a literal ends and the next begins: `"a" + "b"`, `'a''b'`, or on two lines.
_LITERAL_JOINT = compile_lazily(
    r"(?P<quote>[\"'])(?:[ \t]{0,40}(?:\+|\.\.?|&|~|<>|\|\|)\s{0,80}"
    r"|[ \t]{0,40}\\?\r?\n\s{0,80}(?:(?:\+|\.\.?|&|~|<>|\|\|)[ \t]{0,40})?)?[rbfuL]{0,2}(?P=quote)"
)
_ENTITIES = {
    "lowbar": "_", "UnderBar": "_", "hyphen": "-", "dash": "-", "period": ".", "sol": "/",
    "equals": "=", "plus": "+", "colon": ":", "dollar": "$", "num": "#", "ast": "*", "excl": "!",
    "commat": "@", "percnt": "%", "amp": "&", "quot": '"', "apos": "'", "shy": "",
    "zwj": "", "zwnj": "", "ZeroWidthSpace": "", "NoBreak": "",
}  # fmt: skip
_INVISIBLE_CODES = frozenset([0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF])
_WORD_BEFORE = compile_lazily(r"[A-Za-z0-9_+/=.~$:-]")


def read_decoded(view: View) -> View:
    """What stands behind entities, percent and other escapes, markup and joined literals."""
    text = view.text
    edits = [
        Edit(*match.span(), sign)
        for match in _ESCAPE.finditer(text)
        if (sign := _read_escape(match)) is not None
    ]
    edits += _list_mark_edits(text)
    edits += [
        Edit(*match.span(), is_certain=False)
        for match in _LITERAL_JOINT.finditer(text)
        if _is_within_word(text, *match.span())
    ]
    return view.edit(_drop_overlaps(edits))


def _read_escape(escape: re.Match[str]) -> str | None:
    """The sign that is escaped; "" for one that nobody sees, None where it is no escape."""
    if escape["sign"] or escape["quote"]:
        return escape["sign"] or escape["quote"]
    if escape["name"]:
        return _ENTITIES.get(escape["name"])
    number = int(escape["decimal"] or 0) or int(
        escape["percent"] or escape["hex"] or escape["entity"], 16
    )
    if 0x20 <= number < 0x7F or number in (0x0A, 0x0D):
        return chr(number)
    return "" if number in _INVISIBLE_CODES else None


def _list_mark_edits(text: str) -> Iterator[Edit]:
    """The marks within a word. One that ends a word stays, unless it began in the word."""
    open_mark = None
    for match in _MARK.finditer(text):
        start, end = match.span()
        if not _WORD_BEFORE.match(text[max(0, start - 1) : start]):
            continue
        is_closing = match["mark"] is not None and match["mark"] == open_mark
        open_mark = match["mark"] if match["opening"] is not None else None
        if is_closing or open_mark:
            yield Edit(start, end)
        elif _goes_on(text, start, end):
            yield Edit(start, end, is_certain=False)


def _is_within_word(text: str, start: int, end: int) -> bool:
    return bool(_WORD_BEFORE.match(text[max(0, start - 1) : start])) and _goes_on(text, start, end)


# What stands before text that is quoted, a comment, a change, a row or a numbered line.
_LINE_START = compile_lazily(
    r"\n(?:[ \t]{0,80}(?:[>+|│┃#;%]{1,3}|\*(?=[ \t])|//+|--(?=[ \t])"
    r"|[0-9]{1,6}(?:[→|│]|:(?=[ \t])|\t))){0,4}"
    r"[ \t]{0,80}(?:(?<=\n)[+-])?(?=[A-Za-z0-9_+/=.~%$:-])"
)
_LINE_TAIL_CHARS = 160


def read_unwrapped(view: View) -> View:
    """The text with each line joined to the next, where a token may go on there."""
    text = view.text
    edits = []
    for match in _LINE_START.finditer(text):
        tail = text[max(0, match.start() - _LINE_TAIL_CHARS) : match.start()]
        rest = tail.rstrip(" \t\r").rstrip("\\|│┃↵⏎=").rstrip(" \t")
        start = match.start() - len(tail) + len(rest)
        if rest and _WORD_BEFORE.match(rest[-1]) and _goes_on(text, start, match.end()):
            edits.append(Edit(start, match.end(), is_certain=False))
    return view.edit(edits)
