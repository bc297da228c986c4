"""Finds passwords that no noun stands beside: "unlock it with …", "from … to …", "admin and …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.redact import heuristics
from minutebook.redact.contexts import values
from minutebook.redact.contexts.said.joints import BARE, TRAILING
from minutebook.redact.formats import SecretSpan
from minutebook.redact.word_search import find_at_words, find_words

# The patterns are matched against text in small letters, which is as long as the text.
_VALUE = rf"(?P<value>{BARE}{{6,100}}+)"
_OPENED = compile_lazily(
    r"(?:unlock|sudo|decrypt|unzip|unseal|log ?in|logged in|logging in|sign in|signed in"
    r"|authenticate"
    r"|entsperre|entschlüssel|anmelden|déverrouille|desbloquea|разблокируй)[^\n.:]{0,66}?[ ]"
    rf"(?:with|using|mit|avec|con|com|с|via)[ ][\"'`“«]?[ ]?{_VALUE}"
)
_CHANGED = compile_lazily(
    r"[ ](?:from|von|de|del|da|с)[ ][\"'`“]?"
    rf"(?P<old>{BARE}{{6,60}}+)[\"'`”]?[ ](?:to|auf|zu|in|à|a|para|на)[ ][\"'`“]?"
    rf"(?P<new>{BARE}{{6,60}}+)"
)
_PASSWORD_NOUN = compile_lazily(
    r"pass(?:word|phrase|wort|code)|\bpwd?\b|kennwort|mot de passe|contraseña|senha|парол"
)
_USER_AND = compile_lazily(
    r"(?<![\w.@/-])(?:admin|administrator|root|guest|demo|staging|postgres|user|test|deploy|dev|sa"
    r"|service)[\"'`*]{0,2}(?:[ ](?:and|with|und|et|y|e|и|then)[ ]|[ ]/[ ])"
    rf"(?:(?:the[ ])?(?:password|pass|pw)[ :]{{1,2}})?[\"'`*]{{0,2}}{_VALUE}"
)
_STARTS_ANSWER = compile_lazily(
    r"(?:^|\n|[:?.,][ \t])[ \t>*-]{0,8}(?:(?:use|try|it['’]?s|with|user)[ ])?[\"'`*]{0,2}$"
)
_LISTED = compile_lazily(
    r"(?:credentials|creds|logins?|log in|zugangsdaten|identifiants|credenciales|доступы?)\b"
    r"[^\n]{0,60}:[ \t]*\r?\n"
    r"(?:[ \t]*\r?\n)?[ \t]{0,8}(?:[-*•]|\d[.)])[ \t](?:user(?:name)?:?[ ])?[\"'`]?[\w.+@-]{2,60}"
    r"[\"'`]?[ \t]*\r?\n"
    rf"[ \t]{{0,8}}(?:[-*•]|\d[.)])[ \t][\"'`]?{_VALUE}[\"'`]?[ \t]*(?:\n|$)"
)
_USER_WITH = compile_lazily(
    r"\b(?:user|username|usr|login|u|benutzer|usuario"
    r"|utilisateur)[ ]?[ :=][ ]?[\"'`]?[\w.+@-]{2,60}"
    r"[\"'`]?[ ]?[ ,;/|][ ]?(?:(?:and|with|und|y|et)[ ])?(?:pass|pw|pwd|p|passwort|mdp|kennwort)"
    rf"(?:[ ]?[:=][ ]?|[ ])[\"'`]?{_VALUE}"
)
_USED_AS = compile_lazily(
    r"\b(?:use|using|used|try|take|put|set|enter|nimm|nutze|verwende|utilise|utilisez|mets|usa"
    r"|utiliza|usar"
    r"|bruk|gebruik)[ ][\"'`*]{0,2}"
    rf"(?P<value>{BARE}{{6,100}}+)[\"'`*]{{0,2}}[ ](?:as|for|als|für|comme|pour|como|para|come"
    rf"|per|som)[ ]"
    r"(?:(?:the|my|our|your|das|dein|mein|le|la|el|il|o|a|an|its|his"
    r"|her)[ ])?(?:[\w-]{1,20}[ ]){0,3}?"
    r"(?:pass|pw|pwd|passwd|passwort|kennwort|mdp|mot[ ]de[ ]passe|contraseña|clave|senha|secret"
    r"|creds?"
    r"|login|password|passphrase)(?=[.,;:!?)\"'`*]|[ ]*(?:\n|$|[—–(-])"
    r"|[ ](?:and|then|for|on|in|of|at|to|please|pls|so|but|that|until|from|if|when|we|i|it|now"
    r"|und|et|y|e"
    r"|pour|für|ein|para|per)\b)"
)
_USING_WORDS = (
    *("use", "using", "try", "take", "put", "set", "enter", "nimm", "nutze", "verwende", "utilis"),
    *("mets", "usa", "utiliza", "bruk", "gebruik"),
)
_TYPED = compile_lazily(
    r"\b(?:typing|type|typed|entering|entered|enter|trying|tried|pasting|pasted|putting[ ]in"
    r"|put[ ]in|giving|tippe"
    r"|tippe[ ]ich|eingegeben|gebe|tape|saisis|escribo|tecleo|digito"
    r"|scrivo)[ ](?:in[ ])?[\"'`*]{0,2}" + _VALUE
)
_TYPING_WORDS = (
    *(
        "typ",
        "enter",
        "try",
        "tried",
        "past",
        "put",
        "giving",
        "tippe",
        "eingegeben",
        "gebe",
        "tape",
    ),
    *("saisis", "escribo", "tecleo", "digito", "scrivo"),
)
_MIXED = compile_lazily(
    r"(?=.*[^\W\d_])(?=.*(?:[!@#$%^&*+=?~]|\d)).*[!@#$%^&*+=?~]|[^\W\d_]{3,}.*\d{2,}.*[A-Za-z]"
)
_PINNED = compile_lazily(r"(?i)/|(?:ctrl|alt|cmd|shift|meta|option|command)[+-]|^[\w.-]+@v?\d|^\W")
# What each pattern begins with.
_OPENING_WORDS = (
    *("unlock", "sudo", "decrypt", "unzip", "unseal", "log in", "login", "logged in", "logging in"),
    *("sign in", "signed in", "authenticate", "entsperre", "entschlüssel", "anmelden"),
    *("déverrouille", "desbloquea", "разблокируй"),
)
_LOGIN_WORDS = (
    *("credentials", "creds", "login", "log in", "zugangsdaten", "identifiants", "credenciales"),
    "доступ",
)
_USERS = (
    *("admin", "root", "guest", "demo", "staging", "postgres", "user", "test", "deploy", "dev"),
    *("sa", "service"),
)
_USER_WORDS = (*("user", "usr", "login", "u ", "u:", "u=", "benutzer", "usuario", "utilisateur"),)
_CHANGE_WORDS = (" from ", " von ", " de ", " del ", " da ", " с ")


# Behind a value and before a noun: "… — the old password", "… (wifi password)", "… <- my password".
_BEFORE_NOUN = compile_lazily(
    rf"(?:^|[\s\"'`(*])(?P<value>{BARE}{{6,60}})[\"'`*]{{0,2}}[ ]?(?:(?:[—–,]|-{{1,2}}|<-{{1,2}}"
    rf"|←|\()[ ]?"
    r"(?:(?:that|it|this)(?:['’]s|[ ]is|[ ]was)[ ])?(?:the|my|our|his|her|their|das|le|la|el|il)[ ]"
    r"|(?:[ ]<-{1,2}|[ ]←|\()[ ]?)(?:[\w-]{1,15}[ ]){0,2}$"
)
_KEY_NOUN = compile_lazily(
    r"[\"'`*]{0,2}[ ](?:as|for)[ ](?:(?:the|your|my|our)[ ])?(?:(?:api|secret|access|auth"
    r"|bearer)[ -])?"
    r"(?:key|token)(?![\w-]|[ ]\w)"
)
_USED_KEY = compile_lazily(
    r"(?:use|using|take|put|set|try)[ ][\"'`*]{0,2}(?P<value>"
    r"[\w+/=.-]{16,200}+)"
)


def find_used_passwords(text: str, lower_text: str) -> Iterator[SecretSpan]:
    """The passwords that are only used. `lower_text` is as long as the text."""
    for pattern, words in ((_OPENED, _OPENING_WORDS), (_LISTED, _LOGIN_WORDS)):
        for match in find_at_words(pattern, lower_text, lower_text, words):
            yield from _find_value(text, match, "value")
    for match in find_at_words(_USER_AND, lower_text, lower_text, _USERS):
        if _STARTS_ANSWER.search(lower_text[max(0, match.start() - 20) : match.start()]):
            yield from _find_value(text, match, "value")
    for match in find_at_words(_USER_WITH, lower_text, lower_text, _USER_WORDS):
        yield from _find_value(text, match, "value", is_named=True)
    for match in find_at_words(_USED_AS, lower_text, lower_text, _USING_WORDS):
        yield from _find_value(text, match, "value", is_named=True)
    yield from _find_used_keys(text, lower_text)
    if not _PASSWORD_NOUN.search(lower_text):
        return
    yield from _find_before_nouns(text, lower_text)
    yield from _find_typed(text, lower_text)
    yield from _find_changed(text, lower_text)


def _find_changed(text: str, lower_text: str) -> Iterator[SecretSpan]:
    """Both passwords of "from … to …"."""
    for match in find_at_words(_CHANGED, lower_text, lower_text, _CHANGE_WORDS):
        spans = [*_find_value(text, match, "old"), *_find_value(text, match, "new")]
        if len(spans) == 2 and _PASSWORD_NOUN.search(_read_line(lower_text, match)):
            yield from spans


def _find_typed(text: str, lower_text: str) -> Iterator[SecretSpan]:
    """What is typed where a password was mentioned just before."""
    for match in find_at_words(_TYPED, lower_text, lower_text, _TYPING_WORDS):
        if _PASSWORD_NOUN.search(lower_text, max(0, match.start() - 160), match.start()):
            yield from _find_value(text, match, "value")


def _find_used_keys(text: str, lower_text: str) -> Iterator[SecretSpan]:
    """The keys of "use … as key"."""
    for match in find_at_words(_USED_KEY, lower_text, lower_text, _USING_WORDS):
        span = match.span("value")
        is_key = values.is_stated_key(text[slice(*span)]) and heuristics.is_random(
            text[slice(*span)]
        )
        if is_key and _KEY_NOUN.match(lower_text, span[1]):
            yield "key", *span


def _find_before_nouns(text: str, lower_text: str) -> Iterator[SecretSpan]:
    """The passwords of "… — the old password", "… (db password)"."""
    for start, _ in find_words(lower_text, ("password", "passwort", "passphrase", "mot de passe")):
        window_start = max(0, start - 110)
        before = _BEFORE_NOUN.search(lower_text[window_start:start])
        if before:
            value_start = window_start + before.start("value")
            value = text[value_start : window_start + before.end("value")].rstrip(TRAILING)
            if _MIXED.match(value) and values.is_strong(value) and not _PINNED.search(value):
                yield "password", value_start, value_start + len(value)


def _read_line(text: str, match: re.Match[str]) -> str:
    """What stands beside a match in its line."""
    before = text[max(0, match.start() - 200) : match.start()].rpartition("\n")[2]
    return before + text[match.end() : match.end() + 100].partition("\n")[0]


def _find_value(
    text: str, match: re.Match[str], group: str, *, is_named: bool = False
) -> Iterator[SecretSpan]:
    """The value of a group if it is a password; where none is named, a sign must show it."""
    start = match.start(group)
    value = text[start : match.end(group)].rstrip(TRAILING)
    if (is_named or _MIXED.match(value)) and values.is_strong(value) and not _PINNED.search(value):
        yield "password", start, start + len(value)
