"""Text that is safe to print: no control characters, no halves of surrogate pairs."""

from __future__ import annotations

import re

# Characters that control a terminal or reorder text: C0 and C1 controls, line separators,
# bidirectional marks.
_CONTROL_RUN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def single_line(text: str) -> str:
    """A text as one line without control characters, which every output can encode."""
    return replace_controls(encodable(text))


def replace_controls(text: str) -> str:
    """A text with a blank for each run of control characters, line ends included."""
    return _CONTROL_RUN.sub(" ", text)


def encodable(text: str) -> str:
    """A text with a replacement character for each lone surrogate, which no output can encode."""
    return _SURROGATE.sub("\ufffd", text)
