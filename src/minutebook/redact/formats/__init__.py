"""Finds tokens and links by their format: tables in `platforms`, `services`, `tools`, and more."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.redact import heuristics
from minutebook.redact.formats.platforms import PLATFORM_FORMATS
from minutebook.redact.formats.services import SERVICE_FORMATS
from minutebook.redact.formats.session_links import find_session_links
from minutebook.redact.formats.tools import TOOL_FORMATS

SecretSpan = tuple[str, int, int]  # kind, start, end

# How long tokens are as a rule, with their keyword, where nearly all are equally long.
_USUAL_CHARS = {
    "ghp_": 40, "gho_": 40, "ghu_": 40, "ghr_": 40, "github_pat_": 93, "npm_": 40, "AKIA": 20,
    "ASIA": 20, "AIza": 39, "hf_": 37, "SG.": 69, "dckr_pat_": 36, "rubygems_": 54, "shpat_": 38,
    "dop_v1_": 71, "lin_api_": 48, "gsk_": 56, "r8_": 40, "GOCSPX-": 35, "sk-ant-api03-": 108,
    "glpat-": 26, "AGE-SECRET-KEY-1": 74, "PMAK-": 64, "tfp_": 59, "figd_": 45, "nfp_": 40,
}  # fmt: skip
_ABBREVIATIONS = {
    "%A": "[A-Za-z0-9]",
    "%U": "[A-Za-z0-9_-]",
    "%H": "[0-9A-Fa-f]",
    "%B": "[A-Za-z0-9+/]",
}
_MIN_CHARS_AROUND_A_SIGN = 40  # of a token whose keyword is a single sign: every text has it
# Every token lies within one such run: the rest of a text needs no search.
# It begins only where a run does, so that short runs are not tried again at each character.
_TOKEN_RUN = compile_lazily(r"(?<![A-Za-z0-9_+/=.:~$%@,!-])[A-Za-z0-9_+/=.:~$%@,!-]{16,}+")
_TOKEN_LIKE = compile_lazily("[0-9]|[a-z][A-Z]|[A-Z]{4}")


class TokenFormat(Value):
    """One format of a kind of token: the keyword it begins with (or contains), and the pattern.

    `is_anchored`: the token begins with the keyword, and the pattern is of what follows; else the
    pattern is of the whole token. `is_weak`: what follows must look random. `source_url` is where
    the vendor documents the format.
    """

    kind: str
    keyword: str
    pattern: str
    is_anchored: bool
    is_weak: bool
    source_url: str


def _read_table(table: str) -> Iterator[TokenFormat]:
    """The formats of a table, as `platforms` describes it."""
    kind = source = ""
    for line in table.strip().replace("\n        ", "").split("\n"):
        if not line.startswith(" "):
            kind, _, source = line.partition(" ")
            continue
        *keywords, pattern = line.split()
        is_weak = pattern.startswith("?")
        for abbreviation, expansion in _ABBREVIATIONS.items():
            pattern = pattern.replace(abbreviation, expansion)
        for keyword in keywords:
            is_anchored = not keyword.startswith("~")
            yield TokenFormat(
                kind,
                keyword.removeprefix("~"),
                pattern.removeprefix("?"),
                is_anchored,
                is_weak,
                source.strip(),
            )


_FORMATS: tuple[TokenFormat, ...] = ()


def load_formats() -> tuple[TokenFormat, ...]:
    """All formats of the tables, read once."""
    global _FORMATS
    if not _FORMATS:
        tables = (PLATFORM_FORMATS, SERVICE_FORMATS, TOOL_FORMATS)
        _FORMATS = tuple(row for table in tables for row in _read_table(table))
    return _FORMATS


def find_tokens(text: str) -> Iterator[SecretSpan]:
    """The tokens of a text, and links to sessions, in no order; they may overlap.

    Linear in the text's length.
    """
    yield from find_session_links(text)
    # Most texts have few runs that are long or mixed.
    spans = [run.span() for run in _TOKEN_RUN.finditer(text)]
    spans = [
        (start, end)
        for start, end in spans
        if end - start > 24 or _TOKEN_LIKE.search(text, start, end)
    ]
    if not spans:
        return
    runs = "\n".join(text[start:end] for start, end in spans)
    for token_format in load_formats():
        if token_format.keyword in runs:
            yield from (
                _find_anchored(token_format, text)
                if token_format.is_anchored
                else _find_anywhere(token_format, text, spans)
            )


def _find_anchored(token_format: TokenFormat, text: str) -> Iterator[SecretSpan]:
    pattern = re.compile(token_format.pattern)
    start = text.find(token_format.keyword)
    while start >= 0:
        end = start + len(token_format.keyword)
        if _may_start(token_format, text, start):
            match = pattern.match(text, end)
            if match and _is_plausible(token_format, text[end : match.end()]):
                yield token_format.kind, start, match.end()
                end = match.end()
        start = text.find(token_format.keyword, end)


def _may_start(token_format: TokenFormat, text: str, start: int) -> bool:
    before = text[start - 1 : start]
    if token_format.is_weak and before in ("+", "/"):
        return False
    # No word ends in a digit: `build42ghp_…`.
    is_after_number = (
        before.isdigit()
        and not token_format.is_weak
        and len(token_format.keyword) >= 4
        and token_format.keyword[-1] in "-_"
        and re.search("(?:^|[^A-Za-z0-9])[a-z]{0,12}[0-9]{1,6}$", text[max(0, start - 20) : start])
    )
    # Nor has a token a letter that is not ASCII: `fürghp_…`.
    is_after_word = (
        before.isalpha()
        and not token_format.is_weak
        and len(token_format.keyword) >= 4
        and token_format.keyword[-1] in "-_"
        and re.search(r"[^\W\d_a-zA-Z][a-zA-Z]{1,12}$", text[max(0, start - 20) : start])
    )
    return bool(is_after_number or is_after_word) or is_token_start(text, start)


def _find_anywhere(
    token_format: TokenFormat, text: str, spans: list[tuple[int, int]]
) -> Iterator[SecretSpan]:
    pattern = re.compile(token_format.pattern)
    min_chars = _MIN_CHARS_AROUND_A_SIGN if len(token_format.keyword) == 1 else 0
    for start, end in spans:
        if end - start >= min_chars and text.find(token_format.keyword, start, end) >= 0:
            for match in pattern.finditer(text, start, end):
                if _is_plausible(token_format, match[0]):
                    yield token_format.kind, match.start(), match.end()


def _is_plausible(token_format: TokenFormat, value: str) -> bool:
    """Whether a value is not an example or words and, where the format is weak, looks random."""
    if heuristics.is_example(value) or (len(value) < 120 and _PLAIN_WORDS.fullmatch(value)):
        return False
    return not token_format.is_weak or heuristics.is_random(
        value, 12, is_named=len(token_format.keyword) > 2
    )


def get_usual_chars(text: str, start: int) -> int | None:
    """How long the token that begins at `start` is as a rule, in characters; None: not known."""
    for keyword, chars in _USUAL_CHARS.items():
        if text.startswith(keyword, start):
            return chars
    return None


_PLAIN_WORDS = compile_lazily(r"[a-z]{2,12}(?:[-_.][a-z]{2,12})+|[A-Z]{2,12}(?:[-_.][A-Z]{2,12})+")
_ESCAPE = compile_lazily(r"\\[nrtbf]|%[0-9A-Fa-f]{2}|\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\x1b\[[0-9;]*m")


def is_token_start(text: str, position: int) -> bool:
    """Whether a token may begin here: not after a letter or digit, except those of an escape.

    Letters that are not ASCII belong to no token: scripts without blanks stand beside it.
    """
    if position == 0 or not (text[position - 1].isascii() and text[position - 1].isalnum()):
        return True
    before = text[max(0, position - 8) : position]
    return any(escape.end() == len(before) for escape in _ESCAPE.finditer(before))


def lower_keeping_length(text: str) -> str:
    """The text in small letters, as long as before: a letter whose small form is longer stays."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return re.sub("[A-Z]+", lambda match: match[0].lower(), text)
