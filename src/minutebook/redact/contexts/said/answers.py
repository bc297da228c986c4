"""Finds what is said in other orders: "X is the password", "It's X", "log in with bob / X"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.redact import heuristics
from minutebook.redact.contexts import values
from minutebook.redact.contexts.plain_words import PLAIN_WORDS
from minutebook.redact.contexts.said import codes
from minutebook.redact.contexts.said.joints import (
    AS_WORDS,
    BARE,
    CLAUSE_END,
    OTHER_SUBJECT,
    TRAILING,
    VALUE,
    compile_once,
)
from minutebook.redact.contexts.said.languages import CODE, KEY, PASSWORD, PIN
from minutebook.redact.formats import SecretSpan
from minutebook.redact.wordlists import VENDORS

_AHEAD_CHARS, _BEHIND_CHARS = 260, 120
_OPENING, _CLOSING = "\"'`“„«‘「『《【‚»*_(", "\"'`”“»’」』》】‘«*_"
_BEFORE_NOUN = (
    rf"(?P<gap>[\"'`”»」』*_)]{{0,3}}[ \t]{{1,2}}(?:{AS_WORDS})(?:[ \t](?:the|a|an|my|your|our"
    rf"|its|das|dein|le|la|el|mi|il|o|su|it)"
    r"|[ \t](?:asks?|asked|prompted|you)|[ \t][\w'’-]{1,20}){0,5}[ \t]?"
    r"|[「」『』\"'`]?[ \t]?(?:作为|做|を|को)[ \t]?)$"
)
_CLEAR_AS = compile_lazily(
    r"\W{0,4}(?:is|was|as|ist|als|war|est|comme|es|como|è|come|é|это|как|jako|olarak|som|作为|做"
    r"|当|を)(?!\w)"
)
_USE = compile_lazily(
    r"(?:\b(?:use|used|using|uses|try|type|enter|put|set|take|nimm|nehme|verwende|utilise"
    r"|utilisez|usa|usar|use|poner|gebruik|użyj)"
    r"|используй|возьми|введи|用|使用)[ \t]{0,2}[\"'`“„«‘「]?$"
)
_RUN = compile_lazily(rf"{BARE}{{4,100}}+")


def find_behind(text: str, start: int, kind: str) -> SecretSpan | None:
    """A value before the noun at `start`: "X is the password", "use X as password"."""
    window_start = max(0, start - _BEHIND_CHARS)
    window = text[window_start:start]
    window_start += window.rfind("\n") + 1
    window = text[window_start:start]
    for run in reversed(list(_RUN.finditer(window))[-8:]):
        value = run[0].rstrip(TRAILING) if not run[0].endswith("...") else run[0]
        lead, rest = window[: run.start()], window[run.start() + len(value) :]
        if not compile_once(_BEFORE_NOUN).fullmatch(rest):
            continue
        is_quoted = lead[-1:] in _OPENING and lead != ""
        is_used = bool(_USE.search(lead.lower()))
        if kind in (PIN, CODE):
            value = value.removeprefix("G-") if value[:1] == "G" else value
            is_secret = codes.is_code(value, kind, "login code")
        elif kind == KEY:
            is_secret = heuristics.is_key(value, 16) and not heuristics.is_harmless(value)
        else:
            is_quoted = is_quoted and rest[:1] in _CLOSING and rest != ""
            is_secret = values.is_strong(value) or (
                (is_quoted or is_used)
                and bool(_CLEAR_AS.match(rest))
                and values.is_unusual_word(value, in_sentence=True)
            )
        if is_secret and not OTHER_SUBJECT.search(rest.lower()):
            position = window_start + run.start() + run[0].find(value)
            return kind, position, position + len(value)
    return None


_LATER = compile_lazily(
    r"[^\n]{0,60}?(?P<sign>[?.!,:;]|\n|[ ][-–—])[ \t\n]{0,3}(?:from now on[ ])?(?:it['’]?s|it is"
    r"|that['’]?s|still|try|use"
    r"|i (?:always |usually |just )?(?:used?|typed?|entered?|tried)"
    r"|namely|now|(?:the )?new one(?: is)?:?|es ist|c['’]est|это|es)"
    r"(?:[ \t](?:still|now|just|simply))?[ \t:]{1,3}",
    re.IGNORECASE,
)
_KEEP_QUIET = compile_lazily(
    r"[.!]?[,.;!]?[ \t-]{0,3}(?:don['’]?t|do not|keep|but keep|pss?t|shh|please|between|nicht|$"
    r"|\n)",
    re.IGNORECASE,
)


def find_later(text: str, end: int, kind: str) -> SecretSpan | None:
    """A value that the next sentence gives: "The wifi password? It's …"."""
    window = text[end : end + _AHEAD_CHARS]
    later = _LATER.match(window)
    value_match = VALUE.match(window, later.end()) if later else None
    if not later or not value_match or kind != PASSWORD:
        return None
    group = "bare" if value_match["quoted"] is None else "quoted"
    value = value_match[group].rstrip(TRAILING)
    start = end + value_match.start(group)
    is_asked = later["sign"] == "?" or bool(
        _KEEP_QUIET.match(text, start + len(value), start + len(value) + 12)
    )
    if values.is_strong(value) or (
        is_asked and values.is_unusual_word(value, in_sentence=True) and later["sign"] in "?:,"
    ):
        return kind, start, start + len(value)
    return None


# A second password behind the first: "from … to …", "the old one is …, the new one …".
_SECOND = compile_lazily(
    rf"(?:[ \t](?:to|auf|zu|a|en|на)[ \t]|[^\n]{{0,40}}?\b(?:new|other|second|old|next) (?:one"
    rf"|password) (?:is|was)[ \t]:?)"
    rf"[\"'`]?(?P<value>{BARE}{{4,100}}+)"
)


def find_second(text: str, end: int) -> Iterator[SecretSpan]:
    """The password behind another that ends at `end`."""
    second = _SECOND.match(text, end, end + 200)
    value = second["value"].rstrip(TRAILING) if second else ""
    if second and values.is_strong(value):
        yield PASSWORD, second.start("value"), second.start("value") + len(value)


_PERSON = r"[\w.+-]{2,30}(?:@[\w.-]{3,40})?"
_LOGIN = compile_lazily(
    r"(?P<lead>[^\n:]{0,24}?(?:[ \t](?:with|as|using|via|are|is|mit|als|avec|con|com|с|sont|son"
    r"|são|in as|on)|[ \t]?[:=：→—–]|[ \t]->)"
    r"(?:\*\*)?)(?:[ \t]{1,2}|(?<=：))(?P<open>[\"'`*]{0,2})"
    rf"(?P<user>{_PERSON})[\"'`*]{{0,2}}(?P<join>[ \t]?/[ \t]?|:[ \t]?|,[ \t]|[ \t]?\|[ \t]?"
    rf"|[ \t](?:and|with|und|et|y|e|и|/)[ \t])"
    r"(?:(?:the[ \t])?(?:password|pass|pw|passwort)[ \t:=]{1,3})?[\"'`*]{0,2}"
    rf"(?P<value>{BARE}{{4,100}}+)"
)


# Without a word before it, only for users of that name: "mit root / …".
_KNOWN_LOGIN = compile_lazily(
    rf"(?:with|mit|als|avec|con|com|с)[ \t](?P<user>root|admin|administrator|sa"
    rf"|postgres)[ \t]?[/:][ \t]?"
    rf"(?P<value>{BARE}{{6,100}}+)"
)


def find_known_logins(text: str) -> Iterator[SecretSpan]:
    """The passwords of users that every system has: "with root / …"."""
    for login in _KNOWN_LOGIN.finditer(text):
        value = login["value"].rstrip(TRAILING)
        if values.is_strong(value):
            yield PASSWORD, login.start("value"), login.start("value") + len(value)


def find_login(text: str, end: int) -> Iterator[SecretSpan]:
    """The password of "log in with bob / …", "creds: bob:…"; `end` is behind the first words."""
    login = _LOGIN.match(text, end, end + 200)
    if not login or "/" in login["lead"]:
        return
    user = login["user"].lower()
    value = login["value"].rstrip(TRAILING)
    start, join = login.start("value"), login["join"].strip()
    if user in ("http", "https", "ssh", "git", "file") or (
        user not in _USERS and (user in PLAIN_WORDS or user in VENDORS)
    ):
        return
    is_word = join in ("/", ":") and values.is_unusual_word(value, in_sentence=True)
    if values.is_strong(value) or (
        is_word and CLAUSE_END.match(text, start + len(value), start + len(value) + 40)
    ):
        yield PASSWORD, start, start + len(value)


_USERS = frozenset(
    [
        "admin",
        "administrator",
        "root",
        "user",
        "test",
        "guest",
        "demo",
        "sa",
        "postgres",
        "dev",
        "deploy",
        "app",
        "api",
        "service",
    ]
)
