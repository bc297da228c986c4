"""Text that is safe to print: no control characters, no halves of surrogate pairs."""

from __future__ import annotations

import re

# What steers a terminal or reorders text: C0 and C1 controls, line separators, bidirectional marks.
CONTROL_CHARACTERS = "\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
_CONTROL = re.compile(f"[{CONTROL_CHARACTERS}]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def single_line(text: str) -> str:
    """A text as one line that steers no terminal, and that every output can encode."""
    return _CONTROL.sub(" ", encodable(text))


def encodable(text: str) -> str:
    """A text whose unpaired surrogates, which no output can encode, are replacement characters."""
    return _SURROGATE.sub("\ufffd", text)
