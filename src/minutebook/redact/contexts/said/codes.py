"""Tells PINs and one-time codes from the other numbers of a text."""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily
from minutebook.redact.contexts.said.languages import CODE, PIN

_UNITS = compile_lazily(
    r"[ \t-]?(?:digit|line|char|long|byte|bit|ms\b|sec|min|hour|day|item|row|point|%|token|time"
    r"|stelle|zeichen|ziffer"
    r"|chiffre|caract|dígito|цифр|символ|位|文字|桁|個|个|[./:,]\d|°|px|em\b|kb|mb|gb|people"
    r"|user|request|year|lign|l[ií]nea|linha|zeile|righe|riga|строк|iteration|per[ ](?:day|sec"
    r"|min|hour|user|request|week|month|page)|rows|entr"
    r"|attempt|versuch"
    r"|tentativ|octet|case|test|commit|file|message|retr)"
)
_YEAR = compile_lazily(r"(?:19|20)\d\d[ ][^\W\d_]")
_VERB_PIN = compile_lazily(
    r"(?:\b(?:gpio|to|we|i|please|must|can|should|will|led|and|or|then|chip|cs|tx|rx|data)"
    r"|[-_.$])[ \t]?$"
)
_NON_SECRET_CODE = compile_lazily(
    r"(?:exit|status|error|return|response|http|country|zip|postal|area|source|result|reason"
    r"|language|lang|currency"
    r"|color|colour|key|op|byte|machine|dead|legacy|of|a|no|fehler|this)[ -]?$"
)
_DETERMINER = compile_lazily(
    r"(?:^|[\s\"'(,:*])(?:the|my|your|our|der|mein|dein|le|el|mi|il|o|your new|its"
    r"|this week's)[ \t]$"
)
_CODE = compile_lazily("code|código|codigo|codice|код")  # alone: it may be of anything
_SPLIT_CODE = compile_lazily(r"\d{3}[ -]\d{3}(?![\d-])")
_LETTERED_CODE = compile_lazily(
    r"(?=[^\d]*\d)(?:[A-Z0-9]{6,10}|[A-Z]-\d{5,8}|[a-z0-9]{4,8}(?:-[a-z0-9]{4,8}){1,3})"
)


def may_be_secret(kind: str, noun: str, before: str) -> bool:
    """Whether a noun means a secret number: not "GPIO pin", "pin it to", "exit code".

    `before` is the text before it, in small letters.
    """
    if kind == PIN:
        return not _VERB_PIN.search(before)
    if kind == CODE and _CODE.fullmatch(noun):
        return not _NON_SECRET_CODE.search(before) and (
            noun == "код" or bool(_DETERMINER.search(before))
        )
    return True


def read_code(text: str, start: int, value: str, kind: str, noun: str) -> str:
    """The code that begins at `start`, where `value` was read up to a blank; "" for none."""
    split_code = _SPLIT_CODE.match(text, start)
    code = split_code[0] if split_code else value.rstrip("#*")
    end = start + len(code)
    if not is_code(code, kind, noun) or _UNITS.match(text, end, end + 12):
        return ""
    if kind == CODE and _YEAR.match(text, start):
        return ""  # "the new code - 2025 edition"
    return code


def is_code(value: str, kind: str, noun: str) -> bool:
    """Whether a value has the form of a PIN (4 to 8 digits) or of a code, and is no example."""
    if "1234567890".startswith(value) or len(set(value)) == 1:
        return False
    if re.fullmatch(r"\d{4,8}|\d{3}[ -]\d{3}", value):
        return noun != "code" or len(value) >= 6
    return kind == CODE and bool(re.search("[ -]", noun) and _LETTERED_CODE.fullmatch(value))
