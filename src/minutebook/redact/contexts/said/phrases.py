"""Finds recovery phrases (12 to 24 words of a wallet) and lists of recovery codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.redact.formats import SecretSpan
from minutebook.redact.lazy_pattern import compile_lazily
from minutebook.redact.word_search import find_at_words

_PHRASE_NOUN = compile_lazily(
    r"(?:seed|recovery|backup|secret|mnemonic|wallet|bip-?39)[ _-]?(?:recovery[ _-]?"
    r"|seed[ _-]?)?(?:phrase|words|seed)"
    r"|mnemonic(?:[ _-]?(?:phrase|code))?|seed[ _-]?phrase|seed(?=[ ]?[:=])"
    r"|wiederherstellungs(?:phrase|wörter)"
    r"|phrase de récupération"
    r"|frase (?:semilla|de recuperación|de recuperação|di recupero)|seed-фраз[аы]|мнемоник\w"
    r"|助记词|助記詞"
    r"|リカバリーフレーズ|シードフレーズ"
)
_PHRASE_STARTS = (
    *("seed", "recovery", "backup", "secret", "mnemonic", "wallet", "bip", "wiederherstellungs"),
    *("phrase de", "frase ", "мнемоник", "助记词", "助記詞", "リカバリー", "シード"),
)
_COUNTED_WORDS = compile_lazily(r"\d\d[ -]words?(?: \w+)?(?=[ ]?[:=])")
_PHRASE_HINTS = (
    "phrase",
    "frase",
    "mnemonic",
    "seed",
    "wörter",
    "фраз",
    "助",
    "フレーズ",
    " words",
    "-word",
)
_WORDS = compile_lazily(
    r"(?:\(?\d{1,2}[.):]\s?)?[a-z]{3,8}(?:[\s,;|\"']{1,5}(?:[-*][ \t])?(?:\(?\d{1,2}[.):]\s?)?"
    r"[a-z]{3,8}){11,23}(?![a-z])"
)
_NUMBERED_WORDS = compile_lazily(
    r"(?<!\d)1[.):]\s?[a-z]{3,8}(?:[\s,;|]{1,5}\d{1,2}[.):]\s?[a-z]{3,8}){11,23}(?![a-z])"
)
# None of them is in the list of words that phrases are made of (BIP-39).
_WORDS_OF_PROSE = frozenset(
    [
        "the",
        "and",
        "for",
        "are",
        "was",
        "were",
        "has",
        "had",
        "from",
        "they",
        "must",
        "should",
        "been",
        "our",
        "not",
        "its",
        "but",
        "with",
        "your",
        "yes",
    ]
)
_CODES_NOUN = compile_lazily(
    r"(?:recovery|backup|scratch|emergency|rescue|2fa|mfa)[ _-](?:backup[ _-])?codes"
    r"|wiederherstellungscodes|backup-codes"
    r"|codes de (?:récupération|secours)|códigos de (?:recuperación|recuperação|respaldo)"
    r"|коды восстановления"
    r"|резервные коды|恢复代码|备用代码|リカバリーコード|バックアップコード"
)
_CODE_HINTS = ("codes", "códigos", "коды", "代码", "コード")
_CODE = compile_lazily(
    r"(?<![\w./:-])(?=[a-zA-Z-]{0,30}\d)(?:[a-zA-Z0-9]{4,10}(?:-[a-zA-Z0-9]{4,10}){1,3}|\d{8,10}"
    r"|[a-z0-9]{8,16}|\d{4} \d{4})"
    r"(?![\w/:-])"
)
_MAX_LEAD_CHARS, _MAX_LIST_CHARS = 80, 700


def find_recovery_secrets(text: str, lower_text: str) -> Iterator[SecretSpan]:
    """The recovery phrases and codes of a text. `lower_text` is as long as the text."""
    if any(hint in lower_text for hint in _PHRASE_HINTS):
        for noun in find_at_words(_PHRASE_NOUN, lower_text, lower_text, _PHRASE_STARTS):
            yield from _find_phrase(text, noun.end())
    if " word" in lower_text or "-word" in lower_text:
        for noun in _COUNTED_WORDS.finditer(lower_text):
            yield from _find_phrase(text, noun.end())
    for match in find_at_words(_NUMBERED_WORDS, text, text, ("1.", "1)", "1:")):
        if not _is_prose(match[0]):
            yield "recovery-phrase", *match.span()
    if any(hint in lower_text for hint in _CODE_HINTS):
        for noun in _CODES_NOUN.finditer(lower_text):
            yield from _find_codes(text, noun.end())


def _find_phrase(text: str, position: int) -> Iterator[SecretSpan]:
    """The words of a phrase that is mentioned just before `position`."""
    for word in re.compile(r"(?<![A-Za-z0-9])(?=[a-z(\d])").finditer(
        text, position, position + _MAX_LEAD_CHARS
    ):
        lead = text[position : word.start()]
        if not re.search(r"(?:[:=\n\"'`,“(（「*|]|\b(?:is|est|es|ist|é)|[:：是は])\s*$", lead):
            continue
        words = _WORDS.match(text, word.start())
        if words and not _is_prose(words[0]):
            yield "recovery-phrase", *words.span()
            return


def _is_prose(words: str) -> bool:
    found = re.findall("[a-z]+", words)
    return any(word in _WORDS_OF_PROSE for word in found) or len(set(found)) < 8


def _find_codes(text: str, position: int) -> Iterator[SecretSpan]:
    """The codes of a list that is announced just before `position`: two or more."""
    block = text[position : position + _MAX_LIST_CHARS]
    end = re.search(r"\n[ \t]*\n[ \t]*(?![-*\d`a-z])|[.!?][ \t]+[A-Z]", block)
    block = block[: end.start()] if end else block
    codes = list(_CODE.finditer(block))
    if (
        len(codes) >= 2
        and not re.search("[A-Za-z]", block[:2])
        and codes[0].start() < _MAX_LEAD_CHARS
    ):
        for code in codes:
            yield "recovery-code", position + code.start(), position + code.end()
