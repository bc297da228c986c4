"""Tells texts in which no finder can find anything, by their words, without loading the finders.

Titles and short prompts are such texts as a rule. Each finder needs something that a plain text
has not: a sign beside letters, digits and those of sentences, a long word, a word that names
secrets, or the name of a tool. A text that is not plain need not have a secret.
"""

from __future__ import annotations

from collections.abc import Sequence

_CHARS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:?!()#+'-\n")
_MIN_TOKEN_CHARS = 16  # of the runs that formats and base64 are searched in
_MIN_PASSWORD_CHARS = 6
# What a word must not contain: what names secrets and people's folders ...
_PARTS = (
    *(
        "pass",
        "paswsord",
        "pw",
        "secret",
        "token",
        "key",
        "cred",
        "auth",
        "psk",
        "pat",
        "pin",
        "salt",
    ),
    *("pepper", "clave", "kennwort", "senha", "contrasena", "wachtwoord", "haslo", "heslo"),
    *("sifre", "bearer", "ssws", "cookie", "code", "kodu", "phrase", "frase", "word", "seed"),
    *("mnemonic", "login", "logg", "identified", "home", "users", "settings"),
    *("mysql", "curl", "redis-cli"),
    *("1.", "1)", "1:"),  # a list of words
)
# ... and how none of its parts may begin: what opens a statement (`contexts.said.languages`).
_STARTS = (
    *("2fa", "accedi", "acceso", "adgang", "anahtar", "anmeld", "chave", "chiave", "codi"),
    *("connecte", "connexion", "entra", "entre", "geheim", "get", "identifiant", "jeton"),
    *(
        "kata",
        "klucz",
        "kod",
        "log",
        "mdp",
        "melde",
        "mfa",
        "otp",
        "puk",
        "combination",
        "parola",
        "salasana",
    ),
    *("sign", "sleutel", "sms", "ssh", "mtan", "nip", "tan", "totp", "wif", "zugang"),
)
_SIGNS_TO_BLANKS = str.maketrans(dict.fromkeys(".,:?!()#+'-", " "))
_SENTENCE_SIGNS_TO_BLANKS = str.maketrans(dict.fromkeys(",:?!()#+'", " "))
_MAX_KNOWN_WORDS = 20_000

_plain_words: set[str] = set()
_tools: frozenset[str] = frozenset()


def is_plain(text: str, home_dirs: Sequence[str] = ()) -> bool:
    """Whether no finder finds a secret or home folder in the text; False where that is not sure.

    It does not hold for personal data. Lines count as texts of their own behind an empty line; a
    text with other line ends is not plain. `home_dirs` as `redact_texts` takes them.
    """
    if not _CHARS.issuperset(text) or ("\n" in text and "\n" in text.replace("\n\n", "")):
        return False
    words = text.split()
    if not _plain_words.issuperset(words):
        for word in words:
            if word not in _plain_words and not _is_plain_word(word):
                return False
            if len(_plain_words) >= _MAX_KNOWN_WORDS:
                _plain_words.clear()
            _plain_words.add(word)
    # Whatever else home folders are spelled like has a sign that plain texts have not.
    return all("/" in folder or "\\" in folder for folder in home_dirs)


def _is_plain_word(word: str) -> bool:
    if len(word) >= _MIN_TOKEN_CHARS or ":" in word[:-1]:
        return False
    lower_word = word.lower()
    for part in _PARTS:
        if part in lower_word:
            return False
    if ("'" in word or "-" in word) and not _stands_within(word):
        return False
    if _is_mixed(word):
        return False
    for part in lower_word.translate(_SIGNS_TO_BLANKS).split():
        if part.startswith(_STARTS):
            return False
    return _load_tools().isdisjoint(word.translate(_SENTENCE_SIGNS_TO_BLANKS).split())


def _is_mixed(word: str) -> bool:
    """Whether a word may be a password that nothing names: of letters and digits, or signs."""
    bare_word = word.strip(".,:?!()")
    if bare_word.isalpha() or bare_word.isdecimal():
        return False
    return not set("!?#+").isdisjoint(bare_word[1:-1]) or (
        len(bare_word) >= _MIN_PASSWORD_CHARS
        and any(character.isdecimal() for character in bare_word)
        and any(character.isalpha() for character in bare_word)
    )


def _stands_within(word: str) -> bool:
    """Whether an apostrophe or hyphen stands between letters or digits, or alone."""
    if word in ("-", "--"):
        return True
    signs = [index for index, character in enumerate(word) if character in "'-"]
    return word.count("'") <= 1 and all(
        word[index - 1 : index].isalnum() and word[index + 1 : index + 2].isalnum()
        for index in signs
    )


def _load_tools() -> frozenset[str]:
    """The names of the tools that are given passwords on the command line, read once."""
    global _tools
    if not _tools:
        from minutebook.redact.contexts.tools import TOOL_TABLE

        _tools = frozenset(
            name
            for line in TOOL_TABLE.strip("\n").split("\n")
            if not line.startswith(" ")
            for name in line.lstrip("!").split()
        )
    return _tools
