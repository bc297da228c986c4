"""Finds tokens that a sentence gives in two parts: "first half `…`, second half `…`"."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.redact import heuristics
from minutebook.redact.contexts import values
from minutebook.redact.formats import SecretSpan
from minutebook.redact.word_search import find_at_words, find_words

_PART = r"[\"'`*]{0,2}(?P<%s>[A-Za-z0-9+/_=.-]{6,200})[\"'`*]{0,2}"
_LABEL = (
    r"[ ](?:(?:half|halves|part|piece|bit|chunk|portion|hälfte|teil|stück|moitié|partie"
    r"|mitad|parte)\b)"
)
_HALVES = compile_lazily(
    r"(?:first|1st|one|left|front|erste[rs]?|erster|première|primera|prima|primeira)"
    + _LABEL
    + r"(?:[ ](?:is|ist|est|es))?[ :=]{1,3}"
    + _PART % "first"
    + r"[^\n`\"']{0,30}?[\s,;.](?:(?:then|and|und|et|y|e)[ ])?(?:the[ ]|die[ ]|der[ ]|la[ ])?"
    + r"(?:second|2nd|other|right|back|last|rest|zweite[rs]?|andere|deuxième|seconde|segunda"
    r"|seconda)" + r"(?:" + _LABEL + r")?(?:[ ](?:is|ist|est|es))?[ :=]{1,3}" + _PART % "second"
)
_FIRST_WORDS = (
    *("first", "1st", "one", "left", "front", "erste", "première", "primera", "prima", "primeira"),
)


# Code spans or quotes that are to be joined: `…` + `…`
_SPAN_JOINTS = ("` + `", "`+`", "` then `", "` and then `", "` followed by `", "` plus `", "` .. `")
_SPAN_END = compile_lazily(r"[`](?P<first>[A-Za-z0-9_+/=.-]{6,200})$")
_SPAN_START = compile_lazily(r"(?P<second>[A-Za-z0-9_+/=.-]{4,200})[`]")


def find_halves(text: str, lower_text: str) -> Iterator[SecretSpan]:
    """Both parts of tokens that are only random together. `lower_text` is as long as the text."""
    for halves in find_at_words(_HALVES, lower_text, lower_text, _FIRST_WORDS):
        spans = halves.span("first"), halves.span("second")
        whole = "".join(text[start:end].rstrip(".,") for start, end in spans)
        has_words = values.is_made_of_plain_words(whole, min_chars=5)
        if heuristics.is_key(whole, 20) and not (has_words or heuristics.is_harmless(whole)):
            for start, end in spans:
                yield "token", start, end
    for joint_start, joint_end in find_words(text, _SPAN_JOINTS):
        window_start = max(0, joint_start - 201)
        first = _SPAN_END.search(text[window_start:joint_start])
        second = _SPAN_START.match(text, joint_end)
        if first and second and heuristics.is_random(first["first"] + second["second"], 24):
            yield "token", window_start + first.start("first"), joint_start
            yield "token", *second.span("second")
