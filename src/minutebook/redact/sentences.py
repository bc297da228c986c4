"""Finds secrets in sentences: "the Datadog key is …", "password `…`", "… is my API token"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.redact import heuristics
from minutebook.redact.formats import SecretSpan
from minutebook.redact.secret_names import SecretName
from minutebook.redact.wordlists import (
    NON_SECRET_KEY_WORDS,
    NON_SECRET_TOKEN_WORDS,
    SECRET_KEY_WORDS,
    VENDORS,
)

_AHEAD, _BACK, _BEFORE = 140, 160, 80  # characters
_MOST = 4  # words that could be values, and are none, before it is given up
_CANDIDATE = re.compile(r"[^\s\"'`<>(){}\[\],;|“”‘’«»„]{6,4096}+")
# What leads to a value at once.
_TIED = re.compile(
    r"(?:^|[:=|→>–—-]|\b(?:is|was|be|as|to|are|use|used|using|with|of|reads?|equals?|it|this|that|one))"
    r"(?:[\s\"'`(*_\[“„«‘]|\b(?:now|still|currently|just|set|exactly|literally|simply)\b)*$"
)
# The value is of something else.
_OTHER = re.compile(
    r"\b(?:sha\d*|md5|commits?|hash(?:ed|es)?|digests?|checksums?|revisions?|rev|blobs?|trees?|etag|uuids?"
    r"|guid|ids?|identifiers?|fingerprints?|trace|span|requests?|versions?|integrity|builds?|images?"
    r"|objects?|head|tags?|blocks?|tx|transactions?|addresse?s?|public|files?|path|branch|class|function"
    r"|method|module|table|column|record|issue|ticket|thumbprint|cid|nonce|length|size|count|expires?"
    r"|named|called|from|see|example|cursor|slug|page|run|job|deployment)\b"
)
_STOP = re.compile(
    r"[.!?](?=\s)|\n[ \t]*\n[ \t]*(?![`~ ]|[A-Za-z0-9+/_=.-]{16})|\n(?=[ \t]*[-*#>] )"
)
_CODE = re.compile(r"[=!<>]=|\w_\w|\b_\w|\)\s*[:{]|;|\w\.\w[^\n]*=\s*$|\\n")
# A value may stand on the next line, in a fence too, where the line before leads to it.
_NEXT_LINE = re.compile(
    r"[^\n]*|(?:[^\n]*(?::|=|\bis|→|->)|\**)[ \t*]*\r?\n"
    r"(?:[ \t>]*(?:(?:```|~~~)\w{0,12})?[ \t]*\r?\n){0,2}[ \t>\"'`]*"
)
_HINT = re.compile(r"[0-9!@#$%^&+~]")  # no value is without
_WORDS = re.compile(r"[a-z][a-z0-9]+")


def find_stated_secrets(
    text: str, lower_text: str, start: int, end: int, name: SecretName
) -> Iterator[SecretSpan]:
    """What a sentence says is the secret that `text[start:end]` names; at most one.

    `lower` is the text in small letters, as long as the text.
    """
    if not name.is_bare and "_" in text[start:end]:
        return
    ahead = _stopped(text[end : end + _AHEAD])
    if not _HINT.search(ahead) and not _HINT.search(text, max(0, start - _BACK), start):
        return
    before = lower_text[max(0, start - _BEFORE) : start]
    before = before[before.rfind("\n") + 1 :]
    words = _WORDS.findall(before[-40:])
    last = words[-1] if words else ""
    verb = text[start:end].lower() == "pass"
    vendor = name.vendor or _vendor(before)
    sure = name.is_certain
    kind = name.kind
    if kind == "key":
        if last in NON_SECRET_KEY_WORDS:
            return
        if last in SECRET_KEY_WORDS:
            sure, kind = True, "api-key" if last == "api" else "key"
    elif kind == "token" and last in NON_SECRET_TOKEN_WORDS:
        return
    if kind == "key" and not sure and text[start - 1 : start] in ("'", '"') and text[end : end + 1]:
        return  # "key": "…" of a document
    if verb and not re.match(r"[\"'`*]{0,3}\s{0,2}(?:[:=]|is\b)", text[end : end + 12]):
        return
    vendor = vendor or _vendor(lower_text[end : end + min(len(ahead), 60)])
    if vendor and not name.vendor:
        kind = f"{vendor}-{kind}"
    sure = sure or bool(vendor)
    span = _ahead(text, end, ahead, kind, sure=sure, named=bool(vendor))
    if span is None and (sure or vendor):
        span = _behind(text, start, kind)
    if span is not None:
        yield span


def _vendor(words: str) -> str:
    return next(
        (word for word in reversed(_WORDS.findall(words)) if word in VENDORS and word != "x"), ""
    )


def _stopped(ahead: str) -> str:
    found = _STOP.search(ahead)
    return ahead[: found.start()] if found else ahead


def _ahead(
    text: str, end: int, ahead: str, kind: str, *, sure: bool, named: bool
) -> SecretSpan | None:
    tried = 0
    for found in _CANDIDATE.finditer(ahead):
        if found.start() == 0 or not _HINT.search(found[0]):
            continue
        tried += 1
        if tried > _MOST:
            break
        gap = ahead[: found.start()]
        if _OTHER.search(gap.lower()) or _CODE.search(gap) or not _NEXT_LINE.fullmatch(gap):
            break
        # The window may have cut the value: it is read whole from the text.
        whole = _CANDIDATE.match(text, end + found.start())
        value = (whole[0] if whole else found[0]).lstrip("*_=:")
        value = value if value.endswith("...") else value.rstrip(".,:;!?*_")
        at = text.find(value, end + found.start()) if value else -1
        if at >= 0 and _says(value[:200], gap, kind, sure=sure, named=named):
            return kind, at, at + len(value)
    return None


def _says(value: str, gap: str, kind: str, *, sure: bool, named: bool) -> bool:
    if (
        heuristics.is_example(value)
        or heuristics.is_public(value)
        or heuristics.is_reference(value)
    ):
        return False
    tied = bool(_TIED.search(gap.lower()))
    close = len(gap.strip(" \t\"'`([*_")) == 0
    if kind.endswith("password"):
        marked = (gap[-1:] in "\"'`*“„«‘" and not re.search(r"\w=\w", value)) or bool(
            re.search(r"(?::|=|\bis|\bwas|\bto|→|->)[\s\"'`(*]*$", gap)
        )
        return (tied and marked and heuristics.is_password(value)) or (
            close and heuristics.is_random(value, 10)
        )
    if heuristics.is_hex_key(value) or heuristics.is_uuid(value):
        return sure and (tied or named)
    if heuristics.is_random(value, 16):
        return named or (tied if sure else tied and not close)
    return sure and named and tied and heuristics.is_random(value, 14)


_BEHIND = re.compile(
    r"[\"'`)*”’]{0,3}(?:\s+(?:is|was|as|being|for)\b|\s*[(=←—–-])\s*(?:[A-Za-z']+\s+){0,5}$"
)


def _behind(text: str, start: int, kind: str) -> SecretSpan | None:
    """A value that the sentence names afterwards: "0123… is the Datadog API key"."""
    low = max(0, start - _BACK)
    before = text[low:start]
    for found in reversed(list(_CANDIDATE.finditer(before))[-8:]):
        value = found[0].rstrip(".,:;!?*_")
        gap = before[found.start() + len(value) :]
        if "\n" in gap:
            return None
        if not (
            heuristics.is_hex_key(value)
            or heuristics.is_uuid(value)
            or heuristics.is_random(value, 20)
        ):
            continue
        if heuristics.is_example(value) or _OTHER.search(gap.lower()) or not _BEHIND.match(gap):
            return None
        return kind, low + found.start(), low + found.start() + len(value)
    return None
