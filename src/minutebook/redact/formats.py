"""Finds the tokens whose form says what they are, by the tables of `rules` and `services`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from minutebook.redact import heuristics
from minutebook.redact.formats_platforms import PLATFORM_FORMATS
from minutebook.redact.formats_services import SERVICE_FORMATS

SecretSpan = tuple[str, int, int]  # kind, start, end

_SHORT = {
    "%A": "[A-Za-z0-9]",
    "%U": "[A-Za-z0-9_-]",
    "%H": "[0-9A-Fa-f]",
    "%B": "[A-Za-z0-9+/]",
}
# Every token lies within one such run: what is no run needs no search.
_RUN = re.compile(r"[A-Za-z0-9_+/=.:~$%@,!-]{16,}+")
_MIXED = re.compile("[0-9]|[a-z][A-Z]|[A-Z]{4}")


@dataclass(frozen=True, slots=True)
class TokenFormat:
    """One form of a kind of token: the word it begins with (or has in it), and the pattern.

    `anchored`: the pattern is of what follows the word; else of the whole. `weak`: what follows
    must look drawn by chance. `source` is where the vendor documents the form.
    """

    kind: str
    keyword: str
    pattern: str
    is_anchored: bool
    is_weak: bool
    source_url: str


def _read(table: str) -> Iterator[TokenFormat]:
    kind = source = ""
    for line in table.strip().replace("\n        ", "").split("\n"):
        if not line.startswith(" "):
            kind, _, source = line.partition(" ")
            continue
        *words, pattern = line.split()
        weak = pattern.startswith("?")
        for short, meant in _SHORT.items():
            pattern = pattern.replace(short, meant)
        for word in words:
            anchored = not word.startswith("~")
            yield TokenFormat(
                kind,
                word.removeprefix("~"),
                pattern.removeprefix("?"),
                anchored,
                weak,
                source.strip(),
            )


_RULES: tuple[TokenFormat, ...] = ()


def load_formats() -> tuple[TokenFormat, ...]:
    """All rules of the tables, read once."""
    global _RULES
    _RULES = _RULES or (*_read(PLATFORM_FORMATS), *_read(SERVICE_FORMATS))
    return _RULES


def find_tokens(text: str) -> Iterator[SecretSpan]:
    """The tokens of a text, in no order; they may overlap. Linear in the text's length."""
    # Only in runs that are mixed or long: in most texts few are left.
    spans = [run.span() for run in _RUN.finditer(text)]
    spans = [
        (start, end) for start, end in spans if end - start > 24 or _MIXED.search(text, start, end)
    ]
    if not spans:
        return
    runs = "\n".join(text[start:end] for start, end in spans)
    for rule in load_formats():
        if rule.keyword in runs:
            yield from _anchored(rule, text) if rule.is_anchored else _anywhere(rule, text, spans)


def _anchored(rule: TokenFormat, text: str) -> Iterator[SecretSpan]:
    pattern = re.compile(rule.pattern)
    at = text.find(rule.keyword)
    while at >= 0:
        after = at + len(rule.keyword)
        if is_token_start(text, at) and not (rule.is_weak and text[at - 1 : at] in ("+", "/")):
            found = pattern.match(text, after)
            if found and _holds(rule, text[after : found.end()]):
                yield rule.kind, at, found.end()
                after = found.end()
        at = text.find(rule.keyword, after)


def _anywhere(rule: TokenFormat, text: str, spans: list[tuple[int, int]]) -> Iterator[SecretSpan]:
    pattern = re.compile(rule.pattern)
    for start, end in spans:
        if text.find(rule.keyword, start, end) >= 0:
            for found in pattern.finditer(text, start, end):
                if _holds(rule, found[0]):
                    yield rule.kind, found.start(), found.end()


def _holds(rule: TokenFormat, rest: str) -> bool:
    """Whether it is no example and no words, and where the form is weak, drawn by chance."""
    if heuristics.is_example(rest) or (len(rest) < 120 and _WORDS.fullmatch(rest)):
        return False
    return not rule.is_weak or heuristics.is_random(rest, 12, is_named=len(rule.keyword) > 2)


_WORDS = re.compile(r"[a-z]{2,12}(?:[-_.][a-z]{2,12})+|[A-Z]{2,12}(?:[-_.][A-Z]{2,12})+")
_ESCAPE = re.compile(r"\\[nrtbf]|%[0-9A-Fa-f]{2}|\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\x1b\[[0-9;]*m")


def is_token_start(text: str, position: int) -> bool:
    """Whether a token may begin here: after no letter or digit, save those of an escape."""
    if position == 0 or not text[position - 1].isalnum():
        return True
    before = text[max(0, position - 8) : position]
    return any(found.end() == len(before) for found in _ESCAPE.finditer(before))


def lower_keeping_length(text: str) -> str:
    """The text in small letters, every one where it was: none whose small form is longer."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return re.sub("[A-Z]+", lambda found: found[0].lower(), text)
