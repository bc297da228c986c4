"""Whether a page's bytes let it be changed: its encoding, and the ends of its lines.

A byte of a page that is not UTF-8 is read as a lone surrogate, and written as it was.
"""

from __future__ import annotations

import re

_ESCAPED_BYTE = "[\ud800-\udfff]"
_CONTROL = r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]"
_UTF_16_MARKS = ("\udcff\udcfe", "\udcfe\udcff")


def find_escaped_byte(text: str) -> int:
    """The offset of the first byte that is not UTF-8; -1 where there is none."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return error.start
    return -1


def is_utf16(text: str) -> bool:
    """Whether a page is UTF-16: it begins with a byte order mark, or with a character and a NUL."""
    return text.startswith(_UTF_16_MARKS) or "\0" in text[:4]


def is_binary(text: str) -> bool:
    """Whether a page is no text: of bytes that are, few control characters come among the others.

    One that slipped in makes none of it, nor do bytes of another encoding.
    """
    if "\0" not in text and find_escaped_byte(text) < 0:
        return False
    controls = len(re.findall(_CONTROL, text))
    escaped = len(re.findall(_ESCAPED_BYTE, text))
    return 4 * controls >= len(text) or (20 * controls >= len(text) and 4 * escaped >= len(text))


def has_old_line_ends(text: str) -> bool:
    """Whether the lines of a page end with a carriage return alone, as those of old Macs did."""
    if "\r" not in text:
        return False
    return text.count("\r") > 2 * text.count("\n")  # two before a line feed are a slip of a tool


def read_line_ends(text: str) -> str:
    """The page with line feeds where a carriage return alone ends its lines; all offsets stay."""
    return text.replace("\r", "\n") if has_old_line_ends(text) else text


def explain_unchangeable(text: str) -> tuple[str, str]:
    """Why no command changes a page, and the shell filter that makes it changeable; "" for none."""
    if is_utf16(text):
        return "it is UTF-16, not UTF-8", "iconv -f utf-16 -t utf-8"
    if is_binary(text):
        return "it is not text", r"tr -cd '\11\12\15\40-\176'"
    if has_old_line_ends(text):
        return "its lines end with carriage returns alone", r"tr '\r' '\n'"
    return "", ""


def explain_mixture(old_text: str, new_text: str) -> tuple[str, str]:
    """Why a change would spoil a page, and the filter that keeps it from that; "" for none.

    A page in another encoding stays what it is byte by byte where ASCII alone is added to it;
    another character would be one in UTF-8 among others that are not.
    """
    if find_escaped_byte(old_text) < 0 or _count_utf8(new_text) <= _count_utf8(old_text):
        return "", ""
    return "it is not UTF-8, and would be in two encodings", "iconv -f latin1 -t utf-8"


def _count_utf8(text: str) -> int:
    """How many characters of a text are in UTF-8 and not in ASCII."""
    return sum(char > "\x7f" and not "\ud800" <= char <= "\udfff" for char in text)
