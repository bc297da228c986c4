"""Text that is safe to print: no control characters, no halves of surrogate pairs.

Paths, titles and pages come from others: a name may hold what clears a terminal, hides a line or
shows another one in its place. All that is printed goes through here.
"""

from __future__ import annotations

import re

# Characters that control a terminal or reorder text: C0 and C1 controls, line separators,
# bidirectional marks.
_CONTROL_RUN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
# The same without tab and line feed, which do no more than they say.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def escape_text(text: str) -> str:
    r"""A text of several lines in which no character controls a terminal or reorders what it shows.

    Such a character is shown as Python writes it: `\x1b`. Line ends become line feeds.
    """
    return _CONTROL.sub(_escape, text.replace("\r\n", "\n"))


def escape_line(text: str) -> str:
    r"""A text as `escape_text` makes it, in one line: its line feeds are shown, too (`\x0a`)."""
    return _CONTROL.sub(_escape, text).replace("\n", "\\x0a")


def escape_json(text: str) -> str:
    r"""A JSON document in which no character controls a terminal; its strings stay the same.

    JSON itself escapes the first 32 characters only.
    """
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def single_line(text: str) -> str:
    """A text as one line without control characters, which every output can encode."""
    return replace_controls(encodable(text))


def replace_controls(text: str) -> str:
    """A text with a blank for each run of control characters, line ends included."""
    return _CONTROL_RUN.sub(" ", text)


def encodable(text: str) -> str:
    """A text with a replacement character for each lone surrogate, which no output can encode."""
    return _SURROGATE.sub("\ufffd", text)
