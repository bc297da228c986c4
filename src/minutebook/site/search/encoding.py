"""How the index is written: numbers in few characters, files that are scripts."""

from __future__ import annotations

import hashlib
import json
from datetime import date

from minutebook.lean.patterns import compile_lazily

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_STEP_BASE = 32
_NAME_CHARS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_ISO_DAY = compile_lazily(r"\d{4}-\d{2}-\d{2}")
_EPOCH = date(1970, 1, 1).toordinal()
_DIGEST_CHARS = 6


def format_number(number: int, base: int = 36) -> str:
    """A number that is not negative, in small letters and digits."""
    digits = ""
    while True:
        number, digit = divmod(number, base)
        digits = _DIGITS[digit] + digits
        if not number:
            return digits


def format_step(step: int) -> str:
    """How far a record's number is from the one before: small letters and digits, in base 32."""
    return format_number(step, _STEP_BASE)


def format_day(day: str) -> str:
    """A day (ISO 8601) as days since 1970, "" for anything else."""
    try:
        days = date.fromisoformat(day).toordinal() - _EPOCH if _ISO_DAY.fullmatch(day) else -1
    except ValueError:
        days = -1
    return format_number(days) if days >= 0 else ""


def format_script(name: str, data: object) -> str:
    """A script that hands plain data to the search in the browser."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # Half a pair of surrogates cannot be written in UTF-8, and the rest ends lines in old scripts.
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"minutebookSearch.take({json.dumps(name)},{text});\n"


def format_digest(text: str) -> str:
    """What tells a file from its other versions, in its address."""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_CHARS]


def format_prefix(prefix: str) -> str:
    """The beginning of words as part of a file's name: any file system takes it."""
    return "".join(char if char in _NAME_CHARS else f"_{ord(char):x}" for char in prefix)
