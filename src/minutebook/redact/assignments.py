"""Finds values that something names a secret: `DB_PASSWORD=…`, `"apiKey": "…"`, "the key is …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.redact import heuristics, sentences
from minutebook.redact.formats import SecretSpan, lower_keeping_length
from minutebook.redact.secret_names import SecretName, parse_secret_name

_STEM = re.compile("pass|pwd|secret|token|key|cred|auth|psk")
_TAIL = re.compile(r"[A-Za-z0-9_-]{0,41}")
_LEFT = 48  # characters of a name before the word that makes it a secret's
_ENOUGH = 200  # characters of a value tell what it is
_IDENTIFIER = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.$")

# Between a name and its value: an assignment, with a type or without, a pair of JSON, an argument
# of a call, a flag, an element or attribute of XML, a list of Kubernetes.
_GLUE = re.compile(
    r"(?P<close>\\{0,2}[\"'`]|\*\*|\))?\]?(?P<space>[ \t]{0,12})(?:"
    r"(?P<type>:[ \t]{0,4}[A-Za-z_][\w.\[\]]{0,40}(?:[ \t]?\|[ \t]?\w{1,20})?[ \t]{0,4}=(?![=>])"
    r"[ \t]{0,12})"
    r"|(?P<sign>:=|=>|->|={1,3}|!==?|\?=|\+=|\|\|=|:(?!:)|→)(?:\*\*)?[ \t]{0,12}"
    r"|(?P<comma>,)[ \t]{0,12}(?=\\{0,2}[\"'`])"
    r"|(?P<xml>>)"
    r"|(?P<attribute>\s{1,24}(?:value|default)[ \t]?[:=][ \t]?)"
    r"|(?P<flag>(?<=[ \t]))"
    r")"
)
_QUOTED = re.compile(
    r"[rbfuL]{0,2}(?P<quote>\\{0,3}[\"'`])(?P<value>(?:(?!(?P=quote))[^\r\n]){1,4096}+)(?P=quote)"
)
_OPENED = re.compile(r"[rbfuL]{0,2}\\{0,3}[\"'`]")
_BARE = re.compile(r"[^\s\"'`<>]++")
_ENDS = re.compile(r"[,;)\]}&|]|\\+[nrt](?![A-Za-z0-9]{0,3}\d)")


def find_assigned_secrets(text: str) -> Iterator[SecretSpan]:
    """The values of a text that a name, a label or a sentence says are secret. They may overlap."""
    lower = lower_keeping_length(text)
    done = 0
    for found in _STEM.finditer(lower):
        if found.start() < done:
            continue
        start = _begin(text, found.start())
        tail = _TAIL.match(text, found.end())
        done = tail.end() if tail else found.end()
        name = parse_secret_name(text[start:done])
        if done - found.end() > 40 or name is None:
            continue
        spans = list(_assigned(text, start, done, name))
        yield from spans or sentences.find_stated_secrets(text, lower, start, done, name)


def _begin(text: str, at: int) -> int:
    """Where the name begins that has a telling word at `at`."""
    low = max(0, at - _LEFT)
    while at > low and text[at - 1] in _IDENTIFIER:
        at -= 1
    return at


def _assigned(text: str, start: int, end: int, name: SecretName) -> Iterator[SecretSpan]:
    glue = _GLUE.match(text, end)
    if not glue or not _fits(text, start, glue, name):
        return
    at = glue.end()
    quoted = _QUOTED.match(text, at)
    env = glue["sign"] == "=" and not glue["space"] and _line_begins(text, start, name)
    if quoted:
        value, at = quoted["value"], quoted.start("value")
    else:
        opened = _OPENED.match(text, at)  # and not closed: cut off, or longer than is read at once
        at = opened.end() if opened else at
        value = _bare(text, at, at + _ENOUGH, whole=env)
    if quoted:  # as shells and YAML write it; with spaces, or in JSON, it may be a constant of code
        env = env or (
            name.is_uppercase and glue["sign"] is not None and not (glue["close"] or glue["space"])
        )
    elif not env and name.is_uppercase and glue["sign"] == ":":
        env = "_" in text[start:end] and name.kind.endswith("password")
    if value and is_secret_value(value, name, is_quoted=bool(quoted), is_env=env):
        if not quoted and len(value) == _ENOUGH:
            value = _bare(text, at, len(text), whole=env)
        yield name.kind, at, at + len(value)


def _bare(text: str, at: int, limit: int, *, whole: bool) -> str:
    """The value that begins at `at` without quotes; `whole`: up to white space, as shells read."""
    found = _BARE.match(text, at, limit)
    if not found:
        return ""
    if whole and text[at] not in "$(":
        return found[0]
    ends = _ENDS.search(found[0])
    value = found[0][: ends.start()] if ends else found[0]
    return value if value.endswith("...") else value.rstrip(".:!?*")


def _fits(text: str, start: int, glue: re.Match[str], name: SecretName) -> bool:
    """Whether what stands between can join this name to a value."""
    before = text[start - 1 : start]
    if glue["flag"] is not None:
        return text.startswith("--", start) or text[start - 2 : start] == "--"
    if glue["xml"]:
        return before == "<"
    if glue["comma"]:
        return bool(glue["close"]) and text[start - 2 : start - 1] == "("
    if glue["attribute"]:  # in XML, or on the next line of a list of Kubernetes
        return bool(glue["close"]) or "\n" in glue["attribute"]
    if before == "{" and text[glue.end() : glue.end() + 1] == "-":
        return False  # ${NAME:-default}
    return not (glue["close"] == ")" and glue["sign"] != ":")


_LINE = re.compile(
    r"(?:^|[\n\"'`])[ \t>+|-]*"
    r"(export |set |setx |env |ENV |ARG |\$env:|-e |--env |declare -x |- )?$"
)


def _line_begins(text: str, at: int, name: SecretName) -> bool:
    """Whether what may stand before an assignment of a shell stands before, and nothing else.

    A name in capitals may stand anywhere in a line, as an environment variable in a sentence. One
    in small letters must begin the line: further in, it is an argument of a call.
    """
    before = text[max(0, at - 40) : at]
    if name.is_uppercase and before[-1:] in (" ", "\t", "("):
        return True  # "run it with DB_PASSWORD=… make test"
    found = _LINE.search(before)
    return bool(found and (name.is_uppercase or found[1] or before[-1:] in ("", "\n")))


def is_secret_value(value: str, name: SecretName, *, is_quoted: bool, is_env: bool) -> bool:
    """Whether a value that stands where a secret would is one, and no reference, word or code.

    `env`: it stands in a line as `.env` files have them, where even a plain word is a value.
    """
    value = value[:_ENOUGH]
    if not is_quoted and not is_env and re.search(r"\w=\w", value):  # minified code, a query
        return False
    if len(value) < 4 or heuristics.is_example(value) or heuristics.is_public(value):
        return False
    if not name.is_certain:  # some_key: names many things
        if (
            name.is_bare or heuristics.is_hex_key(value) or heuristics.is_uuid(value)
        ):  # a sentence may tell more
            return name.vendor != "" and heuristics.is_hex_key(value)
        return heuristics.is_random(value, 16)
    password = name.kind.endswith("password")
    if " " in value or "\t" in value:
        return is_env and is_quoted and password and len(value) >= 10
    if is_env and not is_quoted and not heuristics.is_reference(value) and value[-1] not in ",)":
        return heuristics.is_config_secret(value) and (password or len(value) >= 6)
    if password:
        return _password(value, quoted=is_quoted, env=is_env)
    return not heuristics.is_reference(value) and _drawn(value, quoted=is_quoted, env=is_env)


def _password(value: str, *, quoted: bool, env: bool) -> bool:
    if heuristics.is_reference(value) and not (quoted and value[:1] in "!@&*~"):
        return False
    return heuristics.is_password(value) or (quoted and env and heuristics.is_config_secret(value))


def _drawn(value: str, *, quoted: bool, env: bool) -> bool:
    """Whether a key or token looks like one; in quotes less will do."""
    if (
        heuristics.is_random(value, 12, is_named=True)
        or heuristics.is_hex_key(value)
        or heuristics.is_uuid(value)
    ):
        return True
    if env:  # in quotes: without them it was weighed before
        return len(value) >= 6 and heuristics.is_config_secret(value)
    return (
        quoted
        and len(value) >= 8
        and not heuristics.is_code_name(value)
        and heuristics.is_password(value)
    )
