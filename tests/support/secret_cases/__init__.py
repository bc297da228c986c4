"""Secrets in contexts and texts that look like them, made by chance from a seed.

For measuring how well secrets are hidden: `tests/bench/test_redact.py`, `tests/unit/redact`. Written
from what vendors document and developers write, with no look at what the program can find. No value
is a real one. There are two families of contexts, which have no context in common: what is made better
with the one in sight is judged by the other.
"""

from __future__ import annotations

from . import code, files, hard, harmless, keys, prose, tokens, urls_and_headers
from .base import Case, is_hidden, list_remains, make_cases

__all__ = ["GROUPS", "Case", "is_hidden", "list_remains", "make_look_alikes", "make_secrets"]

GROUPS = ("tokens", "files", "urls", "headers", "keys", "prose", "code", "hard")

_ROWS = {
    "files": files.ROWS,
    "urls": urls_and_headers.URLS,
    "headers": urls_and_headers.HEADERS,
    "keys": keys.ROWS,
    "prose": prose.ROWS,
    "code": code.ROWS,
    "hard": hard.ROWS,
}


def make_secrets(seed: int, family: int) -> list[Case]:
    """Texts with secrets that must be hidden whole, in all of `GROUPS`; `family` is 0 or 1."""
    return [
        case
        for group in GROUPS
        for case in make_cases(
            group,
            _ROWS[group][family::2] if group in _ROWS else tokens.list_rows(seed, family),
            seed,
        )
    ]


def make_look_alikes(seed: int) -> list[Case]:
    """Texts without a secret, which must stay byte for byte as they are."""
    return [case for group, rows in harmless.ROWS.items() for case in make_cases(group, rows, seed)]
