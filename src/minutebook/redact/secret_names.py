"""Tells from a name whether its value is secret: `DB_PASSWORD` is, `password_hash` is not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from minutebook.redact.wordlists import (
    NON_SECRET_KEY_WORDS,
    NON_SECRET_TOKEN_WORDS,
    SECRET_KEY_WORDS,
    TRAILING_WORDS,
    VENDORS,
)

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_NOT_PASSWORDS = ("bypass", "compass", "encompass", "surpass", "trespass", "overpass", "underpass")
# What the last word of a secret's name ends with, or is.
_KINDS = (
    (
        "password",
        re.compile(r"(?:pass(?:word|wd|phrase|code|wort)|pwd|psk)$|^(?:[a-z]{0,8}pass)$"),
    ),
    ("secret", re.compile("secret$")),
    ("token", re.compile("token$")),
    ("api-key", re.compile("apikey$")),
    (
        "key",
        re.compile("(?:secret|access|private|auth|encryption|signing|master|account|shared)key$"),
    ),
    ("credential", re.compile("^(?:credentials?|creds?|auth)$")),
)


@dataclass(frozen=True, slots=True)
class SecretName:
    """A name whose value is secret.

    `kind` is what its placeholder says, `vendor` the vendor that the name mentions, or "".
    `is_certain`: the name alone is enough (`api_key`, not `map_key`). `is_uppercase`: as variables
    of the environment are. `is_bare`: the name is a single word.
    """

    kind: str
    vendor: str
    is_certain: bool
    is_uppercase: bool
    is_bare: bool


def parse_secret_name(text: str) -> SecretName | None:
    """The facts of a secret's name; None where the name is not one."""
    words = [word.lower() for word in _WORD.findall(text)]
    while len(words) > 1 and (words[-1] in TRAILING_WORDS or words[-1].isdigit()):
        words.pop()
    kind, is_certain = _find_kind(words)
    if not kind:
        return None
    vendor = next((word for word in words if word in VENDORS and word not in ("x", "jwt")), "")
    if vendor:
        kind = f"{vendor}-{kind}"
    return SecretName(kind, vendor, is_certain, text.isupper(), len(words) == 1)


def _find_kind(words: list[str]) -> tuple[str, bool]:
    """The kind of secret that a name in words means ("" for none), and whether that is certain."""
    last_word, word_before = words[-1], words[-2] if len(words) > 1 else ""
    if last_word == "key":
        if word_before in NON_SECRET_KEY_WORDS:
            return "", False
        return ("api-key" if word_before == "api" else "key"), word_before in SECRET_KEY_WORDS
    for kind, pattern in _KINDS:
        if pattern.search(last_word) and last_word not in _NOT_PASSWORDS:
            if kind == "token" and word_before in NON_SECRET_TOKEN_WORDS:
                return "", False
            return kind, last_word != "auth"
    return "", False
