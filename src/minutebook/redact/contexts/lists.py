"""Finds secrets in lists: `"apiKeys": ["…"]`, `["--requirepass", "…"]`, `root:…` of chpasswd."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.redact import heuristics
from minutebook.redact.contexts import values
from minutebook.redact.contexts.secret_names import SecretName, parse_secret_name
from minutebook.redact.formats import SecretSpan
from minutebook.redact.word_search import find_at_words

_LITERAL = compile_lazily(
    r"\s{0,80}[rbu]?(?P<quote>[\"'])(?P<value>[^\"'\n]{1,400})(?P=quote)\s{0,20},?"
)
_ITEM = compile_lazily(
    r"[ \t]*-[ \t]{1,4}[\"']?(?P<value>[^\s\"'#:]{4,400})[\"']?[ \t]*(?:#[^\n]*)?(?:\r?\n|$)"
)
# Matched against text in small letters: the end of a list's name, and how it begins.
_NAMED_LIST = compile_lazily(
    r"(?:password|secret|token|key|passphrase)(?P<plural>s)[\"']?[ \t]?(?::[ \t]*\w"
    r"[\w\[\], ]{0,40})?"
    r"[ \t]?(?:(?::=|=>|[:=])[ \t\n]{0,40}(?:\[\]string)?[\[({](?P<inline>)"
    r"|:[ \t]*\r?\n(?=[ \t]*- ))"
)
_LIST_WORDS = ("password", "passphrase", "secret", "token", "key")
_NAME_START = compile_lazily(r"[\w.-]{0,60}$")
_FLAG = compile_lazily(
    r"(?P<quote>[\"'])--?(?P<name>[A-Za-z][\w.-]{2,40})(?P=quote),\s{0,40}(?P<open>[\"'])"
    r"(?P<value>[^\"'\n]{4,300})"
    r"(?P=open)"
)
_FLAG_ITEM = compile_lazily(
    r"(?m)^[ \t]*-[ \t]{1,4}[\"']?--?(?P<name>[A-Za-z][\w.-]{2,40})[\"']?[ \t]*\r?\n"
    r"[ \t]*-[ \t]{1,4}[\"']?(?P<value>[^\s\"']{4,300})[\"']?[ \t]*$"
)
_TOOL_FLAG = compile_lazily(
    r"[\"'](?:sshpass|mysql|mysqldump|mysqladmin|redis-cli|plink|pscp|7z|docker|unzip|zip|curl"
    r"|ldapsearch)[\"'],[^\[\]\n]{0,160}?"
    r"[\"']-(?:p|pw|a|P|w)[\"'],\s{0,20}(?P<open>[\"'])(?P<value>[^\"'\n]{4,200})(?P=open)"
)
# A key in two parts: the first has a name of its own.
_JOINED = compile_lazily(
    r"(?:token|key|secret)(?P<sign>[ ]?(?::=|=)[ ]?)(?P<part>[a-z_$]\w{0,40})[ ]?(?:\+|\.|\.\."
    r"|<>|&)[ ]?"
    r"(?P<quote>[\"'])(?P<value>[a-z0-9+/_=.-]{4,200})(?P=quote)"
)
_ASSIGNED = compile_lazily(
    r"\b(?P<name>[A-Za-z_$]\w{0,40})[ ]?:?=[ ]?[\"'](?P<value>[^\"'\n]{4,200})[\"']"
)
_FALLBACK = compile_lazily(
    r"\$\{(?:\w[\w.]{0,20}[:.])?(?P<name>[\w./-]{2,80})(?:[ ]?,[ ]?|:?[-=]"
    r"|:)(?P<quote>[\"']?)(?P<value>[^\s\"'{}$]{4,300})"
    r"(?P=quote)\}"
)
_USERS_OF_CHPASSWD = compile_lazily(
    r"chpasswd(?:[^\n:]{0,40}<<-?[ ]?[\"']?\w{2,12}[\"']?[^\n]{0,40}|[\"']?:)[ \t]*\r?\n"
    r"(?:[ \t]*(?:expire|list|users)[^\n]{0,40}\n){0,2}"
)
_USER = compile_lazily(
    r"[ \t]*(?:-[ \t])?[\"']?[a-z_][\w.-]{0,40}:(?P<value>[^\s\"'#]{4,200})[\"']?[ \t]*(?:\r?\n|$)"
)
_MAX_ITEMS = 60


def find_listed_secrets(text: str, lower_text: str) -> Iterator[SecretSpan]:
    """The secrets in lists, and in the defaults of variables. `lower_text` is as long as `text`."""
    for named in find_at_words(_NAMED_LIST, lower_text, lower_text, _LIST_WORDS):
        yield from _find_items(text, named)
    if "--" in text or "-p" in text:
        for pattern in (_FLAG, _FLAG_ITEM):
            yield from _find_named_values(text, pattern)
    if "${" in text:
        yield from _find_named_values(text, _FALLBACK)
    if '"-' in text or "'-" in text:
        for flag in _TOOL_FLAG.finditer(text):
            if values.is_strong(flag["value"]):
                yield "password", *flag.span("value")
    for joined in find_at_words(_JOINED, lower_text, lower_text, ("token", "key", "secret")):
        yield from _find_parts(text, joined)
    if "chpasswd" in lower_text:
        for head in _USERS_OF_CHPASSWD.finditer(text):
            yield from _find_users(text, head.end())


def _find_items(text: str, named: re.Match[str]) -> Iterator[SecretSpan]:
    """The secrets of a list whose name is a secret's in the plural."""
    name = _parse_name(text, named.start(), named.start("plural"))
    if name is None or not name.is_certain:
        return
    pattern, position = _ITEM if named["inline"] is None else _LITERAL, named.end()
    for _ in range(_MAX_ITEMS):
        item = pattern.match(text, position)
        if item is None:
            return
        if _is_secret(item["value"], name):
            yield name.kind, *item.span("value")
        position = item.end()


def _find_named_values(text: str, pattern: re.Pattern[str]) -> Iterator[SecretSpan]:
    for match in pattern.finditer(text):
        name = parse_secret_name(match["name"])
        if name and name.is_certain and _is_secret(match["value"], name):
            yield name.kind, *match.span("value")


def _is_secret(value: str, name: SecretName) -> bool:
    """Whether a value of a list is a secret: a strong password, or a random key."""
    if name.kind.endswith("password"):
        return values.is_strong(value)
    return values.is_stated_key(value) or (
        values.is_literal(value, 16) and heuristics.is_hex_key(value)
    )


def _find_parts(text: str, joined: re.Match[str]) -> Iterator[SecretSpan]:
    """Both parts of a key that is joined of a variable and a literal."""
    name = _parse_name(text, joined.start(), joined.start("sign"))
    if name is None or not name.is_certain:
        return
    start, end = joined.span("value")
    part = text[slice(*joined.span("part"))]
    firsts = [
        first
        for first in _ASSIGNED.finditer(text, max(0, joined.start() - 400), joined.start())
        if first["name"] == part
    ]
    if firsts and values.is_stated_key(firsts[-1]["value"] + text[start:end]):
        yield name.kind, *firsts[-1].span("value")
        yield name.kind, start, end


def _parse_name(text: str, start: int, end: int) -> SecretName | None:
    """The name that ends at `end`, of whose last word `start` is known."""
    name_start = _NAME_START.search(text[max(0, start - 60) : start])
    return parse_secret_name((name_start[0] if name_start else "") + text[start:end])


def _find_users(text: str, position: int) -> Iterator[SecretSpan]:
    """The passwords of lines `user:password`."""
    for _ in range(_MAX_ITEMS):
        user = _USER.match(text, position)
        if user is None:
            return
        if values.is_literal(user["value"], 4) and user["value"] != "RANDOM":
            yield "password", *user.span("value")
        position = user.end()
