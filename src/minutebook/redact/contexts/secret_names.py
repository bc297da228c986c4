"""Tells from a name whether its value is secret: `DB_PASSWORD` is, `password_hash` is not."""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.redact.contexts.said.typos import list_misspellings
from minutebook.redact.wordlists import (
    NON_SECRET_KEY_WORDS,
    NON_SECRET_TOKEN_WORDS,
    SECRET_KEY_WORDS,
    TRAILING_WORDS,
    VENDORS,
)

_WORD = compile_lazily(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_NOT_PASSWORDS = frozenset(  # of roads, filters, prompts
    [
        "bypass",
        "compass",
        "encompass",
        "surpass",
        "trespass",
        "overpass",
        "underpass",
        "lowpass",
        "highpass",
        "bandpass",
        "allpass",
        "askpass",
        "getpass",
    ]
)
# What the last word of a secret's name ends with, or is.
_KINDS = (
    (
        "password",
        compile_lazily(
            r"(?:pass(?:word|wd|phrase|code|wort)|pwd|psk|kennwort|senha|contrasena|wachtwoord"
            r"|motdepasse)$"
            r"|^(?:[a-z]{0,8}pass|passwords|passe|pw|haslo|heslo|sifre|clave)$"
        ),
    ),
    ("secret", compile_lazily("secret$")),
    ("token", compile_lazily("token$|^pat$")),
    ("pin", compile_lazily("^pin$")),
    ("salt", compile_lazily("^(?:salt|pepper)$")),
    ("api-key", compile_lazily("apikey$")),
    (
        "key",
        compile_lazily(
            "(?:secret|access|private|auth|encryption|signing|master|account|shared)key$"
        ),
    ),
    ("credential", compile_lazily("^(?:credentials?|creds?|auth)$")),
)


class SecretName(Value):
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
    words = _join_split_words([word.lower() for word in _WORD.findall(text)])
    while len(words) > 1 and (words[-1] in TRAILING_WORDS or words[-1].isdigit()):
        words.pop()
    kind, is_certain = _find_kind(words)
    if not kind:
        return None
    vendor = next((word for word in words if word in VENDORS and word not in ("x", "jwt")), "")
    if vendor:
        kind = f"{vendor}-{kind}"
    return SecretName(kind, vendor, is_certain, text.isupper(), len(words) == 1)


def _join_split_words(words: list[str]) -> list[str]:
    """The words of a name, with `pass` and `word` as one, as `dbPassWord` means them."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] == "pass" and word in ("word", "words", "phrase", "code", "wd"):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _find_kind(words: list[str]) -> tuple[str, bool]:
    """The kind of secret that a name in words means ("" for none), and whether that is certain."""
    if not words:
        return "", False
    last_word, word_before = words[-1], words[-2] if len(words) > 1 else ""
    if last_word == "key":
        if word_before in NON_SECRET_KEY_WORDS:
            return "", False
        return ("api-key" if word_before == "api" else "key"), word_before in SECRET_KEY_WORDS
    for kind, pattern in _KINDS:
        if pattern.search(last_word) and last_word not in _NOT_PASSWORDS:
            if kind == "token" and word_before in NON_SECRET_TOKEN_WORDS:
                return "", False
            if last_word in ("pat", "clave") and not word_before:
                return "", False
            return kind, last_word not in ("auth", "salt", "pepper")
    if 7 <= len(last_word) <= 9 and last_word in list_misspellings():
        return "password", True
    return "", False


def is_test_status(text: str, start: int, end: int) -> bool:
    """Whether PASS begins a line of a test runner and not the second line of "USER: …"."""
    if text[start:end] != "PASS":
        return False
    window_start = max(0, start - 200)
    line_start = max(text.rfind("\n", window_start, start) + 1, window_start)
    lines_before = text[max(0, line_start - 200) : line_start].lower()
    return not re.search(
        r"(?:user|login|host|name|mail)\w{0,10}[ \t]*[:=][^\n]*\n$", lines_before
    ) and not re.search(r"(?:user|login)\w{0,10}[ \t]*[:=]", text[line_start:start].lower())
