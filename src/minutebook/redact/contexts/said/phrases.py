"""Finds recovery phrases (12 to 24 words of a wallet) and lists of recovery codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.redact.contexts.plain_words import PLAIN_WORDS
from minutebook.redact.contexts.values import is_passphrase
from minutebook.redact.formats import SecretSpan
from minutebook.redact.word_search import find_at_words

_PHRASE_NOUN = compile_lazily(
    r"(?:seed|recovery|backup|secret|mnemonic|wallet|bip-?39)[ _-]?(?:recovery[ _-]?"
    r"|seed[ _-]?)?(?:phrase|words|seed)"
    r"|mnemonic(?:[ _-]?(?:phrase|code))?|seed[ _-]?phrase|seed(?=[ ]?[:=])"
    r"|wiederherstellungs(?:phrase|wörter)"
    r"|phrase de récupération"
    r"|(?:сид|ключевая|секретная|мнемоническая)[- ]фраз[аы]|фраз[аы] восстановления"
    r"|frase (?:semilla|de recuperación|de recuperação|di recupero)|seed-фраз[аы]|мнемоник\w"
    r"|助记词|助記詞"
    r"|リカバリーフレーズ|シードフレーズ"
)
_PHRASE_STARTS = (
    *("seed", "recovery", "backup", "secret", "mnemonic", "wallet", "bip", "wiederherstellungs"),
    *(
        "phrase de",
        "frase ",
        "сид",
        "ключевая",
        "секретная",
        "мнем",
        "фраз",
        "助记词",
        "助記詞",
        "リカバリー",
        "シード",
    ),
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
_PHRASE_WORD = compile_lazily("[a-z]{3,8}")
_QUOTED_WORDS = compile_lazily(
    r"(?P<quote>[\"'`“«])(?P<words>[a-z]{3,8}(?: [a-z]{3,8}){11,23})[\"'`”»]"
)
_WALLET = compile_lazily(
    r"mnemonic|seed|phrase|wallet|recover|restor|bip-?39|ledger|trezor|metamask"
)
_APP_PASSWORD = compile_lazily(
    r"app(?:lication)?(?:[ -]specific)?[ -]pass(?:word|wort|code)|app[ -]pw"
    r"|mot de passe d['’]application"
    r"|contraseña de aplicación|senha de app|пароль приложения|应用专用密码|アプリ パスワード"
    r"|アプリパスワード"
)
_BLOCKS = compile_lazily(
    r"(?<![\w-])(?:[a-z]{4}(?: [a-z]{4}){3}|[a-z]{4}(?:-[a-z]{4}){3})(?![\w-])"
)
_NAMED_PHRASE = compile_lazily(
    r"(?:phrase|words|sentence)(?:[ ]is)?:?[ ][\"“'`«](?P<words>[^\"”'`»\n]{8,120})[\"”'`»]"
)
_OPENED = compile_lazily(
    r"\b(?:unlock|decrypt|encrypt|open|key|vault|wallet|disk|volume|drive|keepass|archive"
    r"|backup)\b[^\n]*$"
)
_SEED_NOUN = compile_lazily(
    r"(?:2fa|mfa|totp|otp|two-factor|authenticator)(?:['’]s)?(?:[ -]\w{1,12})?[ -](?:seed|secret"
    r"|key)|setup key"
)
_SEED = compile_lazily(
    r"(?<![\w-])(?:[A-Z2-7]{16,64}|[A-Z2-7]{4}(?:[ -][A-Z2-7]{4}){3,15}"
    r"|[a-z2-7]{4}(?: [a-z2-7]{4}){3,15})(?![\w-])"
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
    for position in _find_phrase_nouns(lower_text):
        yield from _find_phrase(text, position)
    for match in find_at_words(_NUMBERED_WORDS, text, text, ("1.", "1)", "1:")):
        if not _is_prose(match[0]):
            yield "recovery-phrase", *match.span()
    if "phrase" in lower_text or " words" in lower_text or "sentence" in lower_text:
        yield from _find_named_phrases(text, lower_text)
    if any(hint in lower_text for hint in ("mnemonic", "seed", "phrase", "wallet")):
        yield from _find_quoted_phrases(text)
    if (
        "app" in lower_text
        or "пароль п" in lower_text
        or "aplica" in lower_text
        or "应用专" in text
    ):
        yield from _find_app_passwords(text, lower_text)
    if "seed" in lower_text or "secret" in lower_text or "key" in lower_text:
        yield from _find_seeds(text, lower_text)
    if any(hint in lower_text for hint in _CODE_HINTS):
        for noun in _CODES_NOUN.finditer(lower_text):
            yield from _find_codes(text, noun.end())


def _find_phrase_nouns(lower_text: str) -> Iterator[int]:
    """Where nouns end that a phrase follows."""
    if any(hint in lower_text for hint in _PHRASE_HINTS):
        for noun in find_at_words(_PHRASE_NOUN, lower_text, lower_text, _PHRASE_STARTS):
            yield noun.end()
    if " word" in lower_text or "-word" in lower_text:
        for noun in _COUNTED_WORDS.finditer(lower_text):
            yield noun.end()


def _find_phrase(text: str, position: int) -> Iterator[SecretSpan]:
    """The words of a phrase that is mentioned just before `position`."""
    for word in re.compile(r"(?<![A-Za-z0-9])(?=[a-z(\d])").finditer(
        text, position, position + _MAX_LEAD_CHARS
    ):
        lead = text[position : word.start()]
        if not re.search(
            r"(?:[:=\n\"'`,“(（「*|]|\b(?:is|are|was|were|est|sont|es|son|ist|sind|lautet|lauten"
            r"|é|são|это)|[:：是は])\s*$",
            lead,
        ):
            continue
        word_run = _WORDS.match(text, word.start())
        end = _find_phrase_end(word_run) if word_run else 0
        if end and not _is_prose(text[word.start() : end]):
            yield "recovery-phrase", word.start(), end
            return


def _find_phrase_end(words: re.Match[str]) -> int:
    """Where a phrase ends in a run of words: the sentence may go on behind a comma."""
    parts = list(_PHRASE_WORD.finditer(words[0]))
    for index in range(12, len(parts)):
        gap = words[0][parts[index - 1].end() : parts[index].start()]
        if parts[index][0] in _WORDS_OF_PROSE:
            return words.start() + parts[index // 3 * 3 - 1].end()
        if gap.strip() != words[0][parts[0].end() : parts[1].start()].strip() and "," in gap:
            return words.start() + parts[index - 1].end()
    return words.end()


def _find_quoted_phrases(text: str) -> Iterator[SecretSpan]:
    """Twelve words or more that are all of a literal, where the text beside speaks of a phrase."""
    for literal in _QUOTED_WORDS.finditer(text):
        around = text[max(0, literal.start() - 160) : literal.end() + 100].lower()
        count = literal["words"].count(" ") + 1
        if count % 3 == 0 and _WALLET.search(around) and not _is_prose(literal["words"]):
            yield "recovery-phrase", *literal.span("words")


def _find_app_passwords(text: str, lower_text: str) -> Iterator[SecretSpan]:
    """Four blocks of four letters, as Google and Apple make them for programs."""
    for noun in _APP_PASSWORD.finditer(lower_text):
        for blocks in _BLOCKS.finditer(text, noun.end(), noun.end() + 80):
            if not any(block in PLAIN_WORDS for block in re.split("[ -]", blocks[0].lower())):
                yield "password", *blocks.span()
                break


def _find_named_phrases(text: str, lower_text: str) -> Iterator[SecretSpan]:
    """`unlock the key with the phrase "…"`."""
    for named in _NAMED_PHRASE.finditer(lower_text):
        before = lower_text[max(0, named.start() - 80) : named.start()]
        if _OPENED.search(before) and is_passphrase(text[slice(*named.span("words"))]):
            yield "password", *named.span("words")


def _find_seeds(text: str, lower_text: str) -> Iterator[SecretSpan]:
    """What an authenticator makes its codes of, in base32, whole or in blocks of four."""
    for noun in _SEED_NOUN.finditer(lower_text):
        seed = _SEED.search(text, noun.end(), noun.end() + 120)
        if seed and (seed[0].isupper() or seed[0].islower()) and re.search("[2-7]", seed[0]):
            yield "totp-seed", *seed.span()


def _is_prose(words: str) -> bool:
    phrase_words = re.findall("[a-z]+", words)
    return any(word in _WORDS_OF_PROSE for word in phrase_words) or len(set(phrase_words)) < 8


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
