"""The patterns of a statement: what joins a noun to its value, the value, and where it ends.

They are made of the words of all languages; the long ones are compiled when a text needs them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from minutebook.lean.patterns import compile_lazily
from minutebook.redact.contexts.said.languages import (
    CODE,
    KEY,
    LANGUAGES,
    LOGIN,
    PASSWORD,
    PIN,
    split_words,
)

# Compiling takes longer than reading a short text: a pattern is compiled when a text needs it.
compile_once = lru_cache(maxsize=None)(re.compile)


def _any_of(words: list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _read_column(name: str) -> list[str]:
    return [word for language in LANGUAGES for word in split_words(getattr(language, name))]


def _read_nouns() -> tuple[tuple[str, str, str], ...]:
    """The nouns: what a text is searched for, the kind, and the pattern of the whole noun."""
    nouns = [
        (re.split(r"[(?\\]|\[", noun)[0], kind, noun.replace(" ", r"[ \t]"))
        for column, kind in (
            ("passwords", PASSWORD),
            ("pins", PIN),
            ("codes", CODE),
            ("keys", KEY),
            ("logins", LOGIN),
        )
        for noun in _read_column(column)
    ]
    return tuple(sorted(nouns, key=lambda noun: -len(noun[0])))


NOUNS = _read_nouns()
_JOINS = _any_of([word for word in _read_column("joins") if word.isascii() or word[0] < "\u0590"])
_OTHER_JOINS = _any_of([word for word in _read_column("joins") if word[0] >= "\u0590"])
_FILLERS = _any_of(_read_column("fillers"))
AS_WORDS = _any_of(_read_column("as_words"))

# Between a noun and its value: nothing, or "for the database", and then a colon or a verb.
_MARK = (
    r"(?P<mark>\*\*|__|[`\"'”])?[ \t]{0,2}(?:[(\[（][^()\[\]\n]{1,40}[)\]）])?(?P<mark2>\*\*|__)?"
)
_COLON = (
    r"(?P<colon>[ \t]{0,4}(?:(?<=[ \t])-(?=[ \t])|\?(?=\s)|:=|[=：→⇒—–]|:(?!:)|->"
    r"|=>)(?!=)(?:\*\*|__)?)"
)
_VERB = (
    rf"(?P<verb>[ \t](?:{_JOINS})\b(?:[ \t](?:now|still|just|currently|simply|again|always|also"
    rf"|actually"
    r"|jetzt|nun|noch|maintenant|ahora|agora|теперь|the same|literally|exactly|probably"
    r"|set to))?:?)"
    rf"|(?P<other>[ \t]?(?:{_OTHER_JOINS})[:：]?)"
)
_GAP = (
    r"(?P<gap>[ \t]{0,12}(?:\r?\n(?:[ \t>]{0,12}(?:(?:```|~~~)\w{0,12})?[ \t]{0,4}\r?\n){0,2}"
    r"[ \t>]{0,12})?)"
)
_FILLER_CHARS = r"(?:[^\n.!?:=\"`;→]|\.(?=\w))"
JOINTS = (
    rf"{_MARK}(?P<filler>)(?:{_COLON}|{_VERB}){_GAP}",
    (
        rf"{_MARK}(?P<filler>[ \t](?:{_FILLERS})(?:\b|(?<=['’])){_FILLER_CHARS}{{1,60}}?)"
        rf"(?:{_COLON}|{_VERB}){_GAP}"
    ),
)
# Anything, then a colon: "the password everybody got by mail: …".
FAR_JOINT = rf"{_MARK}(?P<filler>[ \t]{_FILLER_CHARS}{{1,60}})(?:{_COLON}(?=\s)|{_VERB}){_GAP}"
# Nothing stands between: "with password …".
NEAR = (
    r"(?P<mark>\*\*|__|[`\"'”])?(?P<filler>[ \t](?:to|from|auf|von|на|с|en|a|de"
    r"|(?:(?:от|для|к|на|у)[ \t])?[а-яё]{4,20}))?(?P<gap>[ \t]\(|[ \t]{1,3}|(?=[「“])|,[ \t])"
)
BARE = (
    r"[^\s\"'`“”„«»‘’<>()\[\]{}|、。，；：「」『』《》！？\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]"
)
VALUE = compile_lazily(
    r"(?P<open>\*\*|__|«[ \u00a0\u202f]?|[\"'`“„‘「『](?:\*\*)?)"
    r"(?P<quoted>[^\n\"`”“»」』]{1,200}?)(?:\*\*|__|[ \u00a0\u202f]?»"
    r"|[\"'`”“’」』‘])(?![A-Za-z0-9])"
    rf"|(?P<bare>{BARE}{{1,4096}}+)"
)
CLAUSE_END = compile_lazily(
    r"[.,;!?:)\]*_\"'”。，、！？؛،।۔)）]{0,3}(?:\s*(?:\n|$)|[ \t]+(?:and|but|for|on|und|et|y|e"
    r"|or|please|pls|now|btw|until"
    r"|not|it|if|thx|thanks|in|at|by|which|we|i|you|he|she|they|don|do|so|as|with|from|is"
    r"|everywhere|aber|и|а|mais|pero"
    r"|mas|ہے|है|[(#–—-]|//)(?![\w/])|(?<=[.,;!?)])[ \t]|[ \t]?(?:です|だ|で[すし]|입니다|이에요"
    r"|。|,|，))"
)
TRAILING = ".,;:)]…"
OTHER_SUBJECT = compile_lazily(
    r"\b(?:hash|length|policy|field|reset|link|file|manager|strength|format|rule|type|column|id"
    r"|name|expir|version"
    r"|commit|sha\d*\b|digest|hint|page|count|limit|path|variable|env|parameter|prompt|argument"
    r"|flag|option|ttl|timeout|interval|lifetime|flow\b)"
)


def strip_end(value: str, before: str) -> str:
    """A bare value without the signs of the sentence around it; what may be a part of it stays."""
    if value.endswith("..."):
        return value
    value = value.rstrip(TRAILING)
    return value.rstrip("*_") if before.endswith(("*", "_")) else value
