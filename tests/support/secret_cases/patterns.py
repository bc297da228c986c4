"""Random strings of a form that is written like a simple regular expression."""

from __future__ import annotations

import re
import string
from random import Random

PIECE = 6  # so many characters of a secret in a row are too many that remain

_PART = re.compile(r"\[((?:[^\]\\]|\\.)+)\](?:\{(\d+)(?:,(\d+))?\})?|\\?(.)", re.DOTALL)
_NAMED = {
    "w": string.ascii_letters + string.digits + "_",
    "W": string.ascii_letters + string.digits + "_-",  # base64url
    "b": string.ascii_letters + string.digits + "+/",  # base64
    "a": string.ascii_letters + string.digits,
    "h": "0123456789abcdef",
    "H": "0123456789ABCDEF",
    "d": string.digits,
    "l": string.ascii_lowercase + string.digits,
    "U": string.ascii_uppercase + string.digits,
    "2": string.ascii_uppercase + "234567",  # base32
    "5": "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",  # base58
}


def fill_pattern(pattern: str, random: Random) -> str:
    r"""A random string of the pattern: `ghp_[\a]{36}` gives `ghp_` and 36 letters and digits.

    In brackets stand characters, ranges, and the names of `_NAMED` after a backslash.
    """
    parts = []
    for part in _PART.finditer(pattern):
        if part[4] is not None:
            parts.append(part[4])
            continue
        chars = _expand_class(part[1])
        least = int(part[2] or 1)
        parts.append(_draw(chars, random.randint(least, int(part[3] or least)), random))
    return "".join(parts)


def _draw(chars: str, length: int, random: Random) -> str:
    """So many of the characters; with a digit, a small and a capital letter where there is room.

    A long value without a digit is what chance seldom gives, and no vendor.
    """
    while True:
        text = "".join(random.choice(chars) for _ in range(length))
        kinds = [
            kind
            for kind in (string.digits, string.ascii_lowercase, string.ascii_uppercase)
            if set(kind) & set(chars)
        ]
        if length < 16 or all(set(text) & set(kind) for kind in kinds):
            return text


def _expand_class(text: str) -> str:
    chars, index = [], 0
    while index < len(text):
        if text[index] == "\\":
            chars.append(_NAMED[text[index + 1]])
            index += 2
        elif text[index + 1 : index + 2] == "-" and index + 2 < len(text):
            chars.extend(chr(code) for code in range(ord(text[index]), ord(text[index + 2]) + 1))
            index += 3
        else:
            chars.append(text[index])
            index += 1
    return "".join(chars)
