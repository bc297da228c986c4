"""Finds passwords that no noun stands beside: "unlock it with …", "from … to …", "admin and …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.redact.contexts import values
from minutebook.redact.contexts.said.joints import BARE, TRAILING
from minutebook.redact.formats import SecretSpan
from minutebook.redact.lazy_pattern import compile_lazily

_OPENED = compile_lazily(
    r"(?i:\b(?:unlock|unlocks|unlocked|decrypt|decrypts|decrypted|unzip|unseal|log ?in|logged in|logging in|sign in|signed in|authenticate"
    r"|entsperre|entsperren|entschlüsseln?|anmelden|déverrouille[rz]?|desbloquea|разблокируй)\b[^\n.:]{0,60}?[ ]"
    r"(?:with|using|mit|avec|con|com|с|via))[ ][\"'`“«]?[ ]?"
    rf"(?P<value>{BARE}{{6,100}}+)"
)
_CHANGED = compile_lazily(
    r"(?i:[ ](?:from|von|de|del|da|с))[ ][\"'`“]?"
    rf"(?P<old>{BARE}{{6,60}}+)[\"'`”]?[ ](?:to|auf|zu|in|à|a|para|на)[ ][\"'`“]?(?P<new>{BARE}{{6,60}}+)"
)
_PASSWORD_NOUN = compile_lazily(
    r"(?i)pass(?:word|phrase|wor[td]|code)|\bpw\b|\bpwd\b|kennwort|mot de passe|contraseña|senha|парол"
)
_USER_AND = compile_lazily(
    r"(?im)(?:^|[:?.,][ \t])[ \t>*-]{0,8}(?:(?:use|try|it['’]?s|with|user)[ ])?[\"'`*]{0,2}(?:admin|administrator|root|guest|demo"
    r"|staging|postgres|user|test|deploy|dev|sa|service|[\w.+-]{2,30}@[\w.-]{3,40})[\"'`*]{0,2}"
    r"(?:[ ](?:and|with|und|et|y|e|и)[ ]|[ ]/[ ]|[ ]then[ ])(?:(?:the[ ])?(?:password|pass|pw)[ :]{1,2})?[\"'`*]{0,2}"
    rf"(?P<value>{BARE}{{6,100}}+)"
)
_USER_WITH = compile_lazily(
    r"(?i:\b(?:user(?:name)?|usr|login|u|benutzer|usuario|utilisateur)[ ]?[ :=][ ]?)[\"'`]?[\w.+@-]{2,60}[\"'`]?[ ]?[ ,;/|][ ]?"
    r"(?i:(?:and|with|und|y|et)[ ])?(?i:pass|pw|pwd|p|passwort|mdp|kennwort)(?:[ ]?[:=][ ]?|[ ])[\"'`]?"
    rf"(?P<value>{BARE}{{6,100}}+)"
)
_LISTED = compile_lazily(
    r"(?im)\b(?:credentials|creds|logins?|log in|zugangsdaten|identifiants|credenciales|доступы?)\b[^\n]{0,60}:[ \t]*\r?\n"
    r"(?:[ \t]*\r?\n)?[ \t]{0,8}(?:[-*•]|\d[.)])[ \t](?:user(?:name)?:?[ ])?[\"'`]?[\w.+@-]{2,60}[\"'`]?[ \t]*\r?\n"
    r"[ \t]{0,8}(?:[-*•]|\d[.)])[ \t][\"'`]?"
    rf"(?P<value>{BARE}{{6,100}}+)[\"'`]?[ \t]*$"
)
_PINNED = compile_lazily(r"/|^[\w.-]+@v?\d|^[\w-]+=[\w.-]+$(?<=\D\d)|^\W")
_MIXED = compile_lazily(r"(?=.*[^\W\d_])(?=.*(?:[!@#$%^&*+=?~]|\d)).*[!@#$%^&*+=?~]|[^\W\d_]{3,}.*\d{2,}.*[A-Za-z]")


def find_used_passwords(text: str, lower_text: str) -> Iterator[SecretSpan]:
    """The passwords that are only used. `lower_text` is as long as the text."""
    for match in _OPENED.finditer(text) if _may_open(lower_text) else ():
        yield from _find_value(match, "value")
    for match in _CHANGED.finditer(text) if _PASSWORD_NOUN.search(text) else ():
        line_start = text.rfind("\n", max(0, match.start() - 200), match.start()) + 1
        around = text[max(line_start, match.start() - 200) : match.end() + 100].partition("\n")[0]
        if _PASSWORD_NOUN.search(around) and all(
            _is_marked(match[group].rstrip(TRAILING)) for group in ("old", "new")
        ):
            yield from _find_value(match, "old")
            yield from _find_value(match, "new")
    for match in _USER_AND.finditer(text):
        yield from _find_value(match, "value")
    for match in _LISTED.finditer(text):
        yield from _find_value(match, "value")
    for match in _USER_WITH.finditer(text):
        value = match["value"].rstrip(TRAILING)
        if values.is_strong(value) and not _PINNED.search(value):
            yield "password", match.start("value"), match.start("value") + len(value)


def _may_open(lower_text: str) -> bool:
    return any(
        word in lower_text
        for word in ("lock", "crypt", " in ", "login", "entsperr", "déver", "authent", "zip")
    )


def _find_value(match: re.Match[str], group: str) -> Iterator[SecretSpan]:
    value = match[group].rstrip(TRAILING)
    if _is_marked(value):
        yield "password", match.start(group), match.start(group) + len(value)


def _is_marked(value: str) -> bool:
    """Whether a value has the form of a password, with a sign that words have not."""
    return bool(_MIXED.match(value)) and values.is_strong(value) and not _PINNED.search(value)
