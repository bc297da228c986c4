"""Finds secrets in sentences: "the Datadog key is …", "password `…`", "… is my API token"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.redact import heuristics
from minutebook.redact.contexts.secret_names import SecretName
from minutebook.redact.formats import SecretSpan
from minutebook.redact.wordlists import (
    NON_SECRET_KEY_WORDS,
    NON_SECRET_TOKEN_WORDS,
    SECRET_KEY_WORDS,
    VENDORS,
)

_AHEAD_CHARS, _BACK_CHARS = 140, 160  # where a value may stand, after the name and before it
_CONTEXT_CHARS = 80  # before the name, where a vendor may be mentioned
_MAX_CANDIDATES = 4  # that are not the value, before the search ends
_CANDIDATE = compile_lazily(r"[^\s\"'`<>(){}\[\],;|“”‘’«»„]{6,4096}+")
# What stands directly before a value.
_LEADS_TO_VALUE = compile_lazily(
    r"(?:^|[:=|→>–—-]|\b(?:is|was|be|as|to|are|use|used|using|with|of|reads?|equals?|it|this"
    r"|that|one))"
    r"(?:[\s\"'`(*_\[“„«‘]|\b(?:now|still|currently|just|set|exactly|literally|simply)\b)*$"
)
# What says that the value is of something else.
_OTHER_SUBJECT = compile_lazily(
    r"\b(?:sha\d*|md5|commits?|hash(?:ed|es)?|digests?|checksums?|revisions?|rev|blobs?|trees?"
    r"|etag|uuids?"
    r"|guid|ids?|identifiers?|fingerprints?|trace|span|requests?|versions?|integrity|builds?"
    r"|images?"
    r"|objects?|head|tags?|blocks?|tx|transactions?|addresse?s?|public|files?|path|branch|class"
    r"|function"
    r"|method|module|table|column|record|issue|ticket|thumbprint|cid|nonce|length|size|count"
    r"|expires?"
    r"|named|called|from|see|example|cursor|slug|page|run|job|deployment)\b"
)
_SENTENCE_END = compile_lazily(
    r"[.!?](?=\s)|\n[ \t]*\n[ \t]*(?![`~ ]|[A-Za-z0-9+/_=.-]{16})|\n(?=[ \t]*[-*#>] )"
)
_CODE = compile_lazily(r"[=!<>]=|\w_\w|\b_\w|\)\s*[:{]|;|\w\.\w[^\n]*=\s*$|\\n")
# What may stand between: the value may be on the next line, also in a fence, after a colon or "is".
_GAP = compile_lazily(
    r"[^\n]*|(?:[^\n]*(?::|=|\bis|→|->)|\**)[ \t*]*\r?\n"
    r"(?:[ \t>]*(?:(?:```|~~~)\w{0,12})?[ \t]*\r?\n){0,2}[ \t>\"'`]*"
)
_VALUE_CHAR = compile_lazily(r"[0-9!@#$%^&+~]")  # every value has one
_WORD = compile_lazily(r"[a-z][a-z0-9]+")


def find_stated_secrets(
    text: str, lower_text: str, start: int, end: int, name: SecretName
) -> Iterator[SecretSpan]:
    """The value that a sentence gives for the secret's name at `text[start:end]`; at most one.

    `lower_text` is the text in small letters, as long as the text.
    """
    if name.kind.endswith(("password", "pin")) or (not name.is_bare and "_" in text[start:end]):
        return  # `statements` finds passwords
    ahead = _cut_at_sentence_end(text[end : end + _AHEAD_CHARS])
    if not _VALUE_CHAR.search(ahead) and not _VALUE_CHAR.search(
        text, max(0, start - _BACK_CHARS), start
    ):
        return
    before = lower_text[max(0, start - _CONTEXT_CHARS) : start]
    before = before[before.rfind("\n") + 1 :]
    words = _WORD.findall(before[-40:])
    last_word = words[-1] if words else ""
    vendor = name.vendor or _find_vendor(before)
    is_certain = name.is_certain
    kind = name.kind
    if kind == "key":
        if last_word in NON_SECRET_KEY_WORDS:
            return
        if last_word in SECRET_KEY_WORDS:
            is_certain, kind = True, "api-key" if last_word == "api" else "key"
    elif kind == "token" and last_word in NON_SECRET_TOKEN_WORDS:
        return
    if (
        kind == "key"
        and not is_certain
        and text[start - 1 : start] in ("'", '"')
        and text[end : end + 1]
    ):
        return  # "key": "…" of a document
    vendor = vendor or _find_vendor(lower_text[end : end + min(len(ahead), 60)])
    if vendor and not name.vendor:
        kind = f"{vendor}-{kind}"
    is_certain = is_certain or bool(vendor)
    span = _find_ahead(text, end, ahead, kind, is_certain=is_certain, has_vendor=bool(vendor))
    if span is None and (is_certain or vendor):
        span = _find_behind(text, start, kind)
    if span is not None and not (
        _KEY_ID.fullmatch(text, span[1], span[2])
        and (_PUBLIC_KEY.search(before) or (last_word == "signing" and span[2] - span[1] == 40))
    ):
        yield span


# The id of a public key, as GnuPG and git print it: "using RSA key 25DF…".
_KEY_ID = compile_lazily(r"(?:0x)?(?:[0-9A-F]{8}|[0-9A-F]{16}|(?i:[0-9A-F]{32}|[0-9A-F]{40}))")
_PUBLIC_KEY = compile_lazily(
    r"\b(?:gpg\d?|gnupg|pgp|openpgp|sshd?|git|apt|rpm|keyring|keyserver|signature|signed|revoked"
    r"|trusted)\b"
    r"|\b(?:rsa|dsa|eddsa|ecdsa|ed25519|cv25519|elgamal)\d{0,4}[ ]$"
)


def _find_vendor(text: str) -> str:
    """The last vendor that a text in small letters mentions; "" for none."""
    return next(
        (word for word in reversed(_WORD.findall(text)) if word in VENDORS and word != "x"), ""
    )


def _cut_at_sentence_end(ahead: str) -> str:
    sentence_end = _SENTENCE_END.search(ahead)
    return ahead[: sentence_end.start()] if sentence_end else ahead


def _find_ahead(
    text: str, end: int, ahead: str, kind: str, *, is_certain: bool, has_vendor: bool
) -> SecretSpan | None:
    """A value after the name, which ends at `end`; `ahead` is the rest of the sentence."""
    candidate_count = 0
    for candidate in _CANDIDATE.finditer(ahead):
        if candidate.start() == 0 or not _VALUE_CHAR.search(candidate[0]):
            continue
        candidate_count += 1
        if candidate_count > _MAX_CANDIDATES:
            break
        gap = ahead[: candidate.start()]
        if _OTHER_SUBJECT.search(gap.lower()) or _CODE.search(gap) or not _GAP.fullmatch(gap):
            break
        # `ahead` may end within the value: it is read again from the text.
        whole_candidate = _CANDIDATE.match(text, end + candidate.start())
        value = (whole_candidate[0] if whole_candidate else candidate[0]).lstrip("*_=:")
        value = value if value.endswith("...") else value.rstrip(".,:;!?*_")
        start = text.find(value, end + candidate.start()) if value else -1
        if start >= 0 and _is_stated_secret(
            value[:200], gap, kind, is_certain=is_certain, has_vendor=has_vendor
        ):
            return kind, start, start + len(value)
    return None


def _is_stated_secret(
    value: str, gap: str, kind: str, *, is_certain: bool, has_vendor: bool
) -> bool:
    """Whether a value is the secret, by its form and by the text between it and the name."""
    if heuristics.is_harmless(value) or re.search(r"\w=[^=]|#\d+$", value):
        return False
    leads_to_value = bool(_LEADS_TO_VALUE.search(gap.lower()))
    is_adjacent = len(gap.strip(" \t\"'`([*_")) == 0
    if heuristics.is_hex_key(value) or heuristics.is_uuid(value):
        return is_certain and (leads_to_value or has_vendor)
    if heuristics.is_random(value, 16):
        return has_vendor or (leads_to_value if is_certain else leads_to_value and not is_adjacent)
    return is_certain and has_vendor and leads_to_value and heuristics.is_random(value, 14)


_GAP_TO_NAME = compile_lazily(
    r"[\"'`)*”’]{0,3}(?:\s+(?:is|was|as|being|for)\b|\s*[(=←—–-])\s*(?:[A-Za-z']+\s+){0,5}$"
)


def _find_behind(text: str, start: int, kind: str) -> SecretSpan | None:
    """A value before the name, which begins at `start`: "0123… is the Datadog API key"."""
    window_start = max(0, start - _BACK_CHARS)
    before = text[window_start:start]
    for candidate in reversed(list(_CANDIDATE.finditer(before))[-8:]):
        value = candidate[0].rstrip(".,:;!?*_")
        gap = before[candidate.start() + len(value) :]
        if "\n" in gap:
            return None
        if not heuristics.is_key(value, 20):
            continue
        if (
            heuristics.is_example(value)
            or _OTHER_SUBJECT.search(gap.lower())
            or not _GAP_TO_NAME.match(gap)
        ):
            return None
        return kind, window_start + candidate.start(), window_start + candidate.start() + len(value)
    return None
