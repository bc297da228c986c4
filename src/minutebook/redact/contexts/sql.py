"""Finds passwords in statements of SQL and commands of Redis: `IDENTIFIED BY '…'`, `AUTH …`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.redact.contexts import values
from minutebook.redact.contexts.commands import find_span
from minutebook.redact.contexts.pairs import is_value_of
from minutebook.redact.contexts.secret_names import parse_secret_name
from minutebook.redact.formats import SecretSpan

_SQL_LITERAL = (
    r"N?(?:'(?P<single>[^'\n]{1,200})'|\\?\"(?P<double>[^\"\n\\]{1,200})\\?\""
    r"|(?P<bare>(?!(?i:EXPIRE|NULL|BY|FOR|VALID|USING|PASSWORD|AS|VALUES|EXTERNALLY"
    r"|GLOBALLY)\b)[\w!@#%+*?^.-]{4,60})(?=\s?;|\s{1,20}(?i:DEFAULT|TEMPORARY|QUOTA|PROFILE"
    r"|ACCOUNT|PASSWORD|CONTAINER"
    r"|REQUIRE|WITH|REPLACE)\b|\s*$))"
)
# A word that a text must have, in small letters, and the pattern.
_SQL_PASSWORDS = (
    (
        "identified",
        compile_lazily(rf"(?i:\bIDENTIFIED\s(?:WITH\s[\w.]{{2,40}}\s)?(?:BY|AS))\s{_SQL_LITERAL}"),
    ),
    (
        "password",
        compile_lazily(
            rf"(?i:\b(?:ALTER|CREATE)\s(?:USER|ROLE|LOGIN|DATABASE\sSCOPED\sCREDENTIAL|MASTER\sKEY"
            rf"|GROUP)\b)[^;\n]{{0,200}}?(?i:\bPASSWORD\s?=?)\s?{_SQL_LITERAL}"
        ),
    ),
    (
        "password",
        compile_lazily(
            rf"(?i:\bSET\sPASSWORD\b)[^;\n]{{0,80}}?=\s?(?:(?i:PASSWORD)\s?\()?\s?{_SQL_LITERAL}"
        ),
    ),
    (
        "update",
        compile_lazily(
            rf"(?i:\bUPDATE\s\w{{1,40}}\sSET\b)[^;\n]{{0,200}}?(?i:\bpass(?:word"
            rf"|wd)?)\s?=\s?{_SQL_LITERAL}"
        ),
    ),
    (
        "(",
        compile_lazily(
            rf"(?:(?<![\w.])(?:PASSWORD|SHA2|AES_ENCRYPT)|\b(?i:crypt"
            rf"|pgp_sym_encrypt)(?=\([^()\n]{{0,200}},\s?gen_salt))\(\s?{_SQL_LITERAL}\s?[,)]"
        ),
    ),
    (
        "config",
        compile_lazily(
            r"(?i:\bCONFIG\sSET\s(?:requirepass|masterauth))\s(?:'(?P<single>[^'\n]{1,200})'"
            r"|\"(?P<double>[^\"\n]{1,200})\"|(?P<bare>\S{4,100}))"
        ),
    ),
)
# A table of settings: the name of the setting stands in another column.
_SQL_SETTING = compile_lazily(
    r"\bset\s[\w.\"`\[\]]{0,20}val(?:ue)?[\"`\]]?\s?=\s?n?'(?P<value>[^'\n]{4,300})'[^;\n]{0,100}?"
    r"\bwhere\s[^;\n]{0,60}?[\w\"`\]]\s?=\s?n?'(?P<name>[\w.-]{2,80})'"
)
# redis.io/docs/latest/operate/oss_and_stack/management/security/acl
_REDIS_ACL = compile_lazily(
    r"(?:acl\ssetuser|^user|(?<=\n)user)\s\S{1,60}(?=\s)[^\n]{0,80}?\s>(?P<value>[^\s\"']{4,200})"
)
# redis.io/docs/latest/commands/auth
_REDIS_AUTH = compile_lazily(
    r"(?:^|(?<=[\n`])|(?<=> ))[ \t]*AUTH[ ](?:\w{1,30}[ ])?(?P<value>[^\s\"'`]{5,100})[ \t]*(?="
    r"\n|$|`)"
)
_INSERT = compile_lazily(
    r"(?i)\bINSERT\s(?:IGNORE\s)?INTO\s[\w.`\"\[\]]{1,80}\s?\((?P<columns>"
    r"[^()]{1,400})\)\s*VALUES\s*(?=\()"
)
_ROW = compile_lazily(
    r"\s{0,20},?\s{0,20}\((?P<row>(?>(?:[^()'\n]|'[^'\n]{0,300}'|\([^()\n]{0,60}\)){1,600}))\)"
)
_CELL = compile_lazily(r"\s*(?:N?'(?P<text>[^'\n]*)'|(?P<other>(?:[^,'()]|\([^()]*\))+))\s*(?:,|$)")


def find_sql_passwords(text: str, lower_text: str) -> Iterator[SecretSpan]:
    """The passwords of statements in SQL and of commands of Redis."""
    if (
        "password" in lower_text
        or "identified" in lower_text
        or "crypt" in lower_text
        or "auth " in lower_text
        or "requirepass" in lower_text
    ):
        for word, pattern in _SQL_PASSWORDS:
            for match in pattern.finditer(text) if word in lower_text else ():
                start, end = find_span(match)
                if values.is_literal(text[start:end], 4) and (
                    match["bare"] is None or values.is_clear(text[start:end])
                ):
                    yield "password", start, end
    for match in _REDIS_AUTH.finditer(text) if "AUTH " in text else ():
        if values.is_clear(match["value"]):
            yield "password", *match.span("value")
    for acl in _REDIS_ACL.finditer(lower_text) if "user " in lower_text else ():
        if values.is_clear(text[slice(*acl.span("value"))]):
            yield "password", *acl.span("value")
    yield from _find_settings(text, lower_text)
    if "insert" in lower_text and "values" in lower_text:
        for insert in _INSERT.finditer(text):
            yield from _find_inserted(text, insert)


def _find_settings(text: str, lower_text: str) -> Iterator[SecretSpan]:
    """The values of a table of settings."""
    for setting in _SQL_SETTING.finditer(lower_text) if "where" in lower_text else ():
        name = parse_secret_name(text[slice(*setting.span("name"))])
        value = text[slice(*setting.span("value"))]
        if name and name.is_certain and is_value_of(value, name, is_quoted=True):
            yield name.kind, *setting.span("value")


def _find_inserted(text: str, insert: re.Match[str]) -> Iterator[SecretSpan]:
    columns = [parse_secret_name(column) for column in insert["columns"].split(",")]
    if not any(columns):
        return
    position = insert.end()
    while row := _ROW.match(text, position):
        for name, cell in zip(columns, _CELL.finditer(row["row"]), strict=False):
            if name and name.is_certain and cell["text"] and values.is_clear(cell["text"]):
                yield (
                    name.kind,
                    row.start("row") + cell.start("text"),
                    row.start("row") + cell.end("text"),
                )
        position = row.end()
