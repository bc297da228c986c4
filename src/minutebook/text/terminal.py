"""Text that is safe to print: no control characters, no halves of surrogate pairs.

Paths, titles and pages come from others: a name may hold what clears a terminal, hides a line or
shows another one in its place. All that is printed goes through here.
"""

from __future__ import annotations

from minutebook.lean.patterns import compile_lazily

TYPE_CHECKING = False  # a list of plain titles needs no pattern
if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

# Characters that control a terminal or reorder text: C0 and C1 controls, line separators,
# bidirectional marks.
_CONTROL_RUN = compile_lazily("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
# The same without tab and line feed, which do no more than they say.
_CONTROL = compile_lazily("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
# What shows nothing and may carry a text: tags (the flags of regions are made of some), signs of no
# width in a row, selectors of variants in a row.
_HIDDEN = compile_lazily(
    "(?<!\U0001f3f4)(?<![\U000e0020-\U000e007e])[\U000e0000-\U000e007f]+"
    "|[\u200b\u200e\u200f\u2060-\u2064\ufeff]+|[\u200c\u200d]{2,}|[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}"
)
_SURROGATE = compile_lazily("[\ud800-\udfff]")


def escape_text(text: str) -> str:
    r"""A text of several lines in which no character controls a terminal or reorders what it shows.

    Such a character is shown as Python writes it: `\x1b`. Line ends become line feeds.
    """
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return _CONTROL.sub(_escape, text.replace("\r\n", "\n"))


def escape_line(text: str) -> str:
    r"""A text as `escape_text` makes it, in one line: its line feeds are shown, too (`\x0a`)."""
    if text.isprintable():
        return text
    return _CONTROL.sub(_escape, text).replace("\n", "\\x0a")


def escape_hidden(text: str) -> str:
    r"""A text as `escape_text` makes it, in which signs that nobody sees are shown, too: `\u200b`.

    For what agents read: a text may be hidden in such signs. Emoji and the joiners of scripts stay.
    """
    escaped = escape_text(text)
    if escaped.isascii():
        return escaped
    return _HIDDEN.sub(lambda match: "".join(map(_escape_char, match[0])), escaped)


def escape_json(text: str) -> str:
    r"""A JSON document in which no character controls a terminal or hides; its strings stay.

    JSON itself escapes the first 32 characters only.
    """
    escaped = _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return escaped if escaped.isascii() else _HIDDEN.sub(_escape_units, escaped)


def format_document(parts: Mapping[str, object]) -> str:
    """A JSON document of the contract in one line, with its `schema`; undecodable bytes escaped."""
    import json

    text = json.dumps({"schema": "minutebook.v1", **parts}, ensure_ascii=False, default=str)
    return escape_json(text.encode("utf-8", "backslashreplace").decode())


def _escape_units(match: re.Match[str]) -> str:
    """Characters as JSON writes them: by their units of UTF-16."""
    units = match[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))


def _escape(match: re.Match[str]) -> str:
    return _escape_char(match[0])


def _escape_char(char: str) -> str:
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def single_line(text: str) -> str:
    """A text as one line without control characters, which every output can encode."""
    return replace_controls(encodable(text))


def replace_controls(text: str) -> str:
    """A text with a blank for each run of control characters, line ends included."""
    return text if text.isprintable() else _CONTROL_RUN.sub(" ", text)


def encodable(text: str) -> str:
    """A text with a replacement character for each lone surrogate, which no output can encode."""
    return text if text.isascii() or text.isprintable() else _SURROGATE.sub("\ufffd", text)
