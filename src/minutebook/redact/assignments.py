"""Finds values beside a secret's name: `DB_PASSWORD=…`, `"apiKey": "…"`, "the key is …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.redact import heuristics, sentences
from minutebook.redact.formats import SecretSpan, lower_keeping_length
from minutebook.redact.secret_names import SecretName, parse_secret_name

_SECRET_WORD = re.compile("pass|pwd|secret|token|key|cred|auth|psk")
_NAME_REST = re.compile(r"[A-Za-z0-9_-]{0,41}")
_MAX_NAME_START_CHARS = 48  # of a name before the word that makes it a secret's
_MAX_EXAMINED_CHARS = 200  # of a value, to judge it
_NAME_CHARS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.$")

# Between a name and its value: an assignment, with a type or without, a pair of JSON, an argument
# of a call, a flag, an element or attribute of XML, a list of Kubernetes.
_SEPARATOR = re.compile(
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
_QUOTED_VALUE = re.compile(
    r"[rbfuL]{0,2}(?P<quote>\\{0,3}[\"'`])(?P<value>(?:(?!(?P=quote))[^\r\n]){1,4096}+)(?P=quote)"
)
_OPENING_QUOTE = re.compile(r"[rbfuL]{0,2}\\{0,3}[\"'`]")
_BARE_VALUE = re.compile(r"[^\s\"'`<>]++")
_VALUE_END = re.compile(r"[,;)\]}&|]|\\+[nrt](?![A-Za-z0-9]{0,3}\d)")


def find_assigned_secrets(text: str) -> Iterator[SecretSpan]:
    """The values that a name, a label or a sentence says are secret. They may overlap."""
    lower_text = lower_keeping_length(text)
    name_end = 0
    for word in _SECRET_WORD.finditer(lower_text):
        if word.start() < name_end:
            continue
        name_start = _find_name_start(text, word.start())
        name_rest = _NAME_REST.match(text, word.end())
        name_end = name_rest.end() if name_rest else word.end()
        name = parse_secret_name(text[name_start:name_end])
        if name_end - word.end() > 40 or name is None:
            continue
        spans = list(_find_value(text, name_start, name_end, name))
        yield from spans or sentences.find_stated_secrets(
            text, lower_text, name_start, name_end, name
        )


def _find_name_start(text: str, position: int) -> int:
    """Where the name begins that has a secret's word at `position`."""
    lowest = max(0, position - _MAX_NAME_START_CHARS)
    while position > lowest and text[position - 1] in _NAME_CHARS:
        position -= 1
    return position


def _find_value(
    text: str, name_start: int, name_end: int, name: SecretName
) -> Iterator[SecretSpan]:
    separator = _SEPARATOR.match(text, name_end)
    if not separator or not _can_join(text, name_start, separator, name):
        return
    value_start = separator.end()
    quoted = _QUOTED_VALUE.match(text, value_start)
    is_env = (
        separator["sign"] == "="
        and not separator["space"]
        and _starts_shell_assignment(text, name_start, name)
    )
    if quoted:
        value, value_start = quoted["value"], quoted.start("value")
    else:
        # A quote that is not closed: the text is cut off, or the value longer than is read at once.
        opening_quote = _OPENING_QUOTE.match(text, value_start)
        value_start = opening_quote.end() if opening_quote else value_start
        value = _read_bare_value(
            text, value_start, value_start + _MAX_EXAMINED_CHARS, until_space=is_env
        )
    if quoted:  # as shells and YAML write it; with spaces, or in JSON, it may be a constant in code
        is_env = is_env or (
            name.is_uppercase
            and separator["sign"] is not None
            and not (separator["close"] or separator["space"])
        )
    elif not is_env and name.is_uppercase and separator["sign"] == ":":
        is_env = "_" in text[name_start:name_end] and name.kind.endswith("password")
    if value and is_secret_value(value, name, is_quoted=bool(quoted), is_env=is_env):
        if not quoted and len(value) == _MAX_EXAMINED_CHARS:
            value = _read_bare_value(text, value_start, len(text), until_space=is_env)
        yield name.kind, value_start, value_start + len(value)


def _read_bare_value(text: str, start: int, end: int, *, until_space: bool) -> str:
    """The value that begins at `start` without quotes, up to `end` at most.

    `until_space`: up to white space, as shells read it. "" where there is none.
    """
    run = _BARE_VALUE.match(text, start, end)
    if not run:
        return ""
    if until_space and text[start] not in "$(":
        return run[0]
    value_end = _VALUE_END.search(run[0])
    value = run[0][: value_end.start()] if value_end else run[0]
    return value if value.endswith("...") else value.rstrip(".:!?*")


def _can_join(text: str, name_start: int, separator: re.Match[str], name: SecretName) -> bool:
    """Whether a separator can join this name to a value."""
    before = text[name_start - 1 : name_start]
    if separator["flag"] is not None:
        return text.startswith("--", name_start) or text[name_start - 2 : name_start] == "--"
    if separator["xml"]:
        return before == "<"
    if separator["comma"]:
        return bool(separator["close"]) and text[name_start - 2 : name_start - 1] == "("
    if separator["attribute"]:  # in XML, or on the next line of a list of Kubernetes
        return bool(separator["close"]) or "\n" in separator["attribute"]
    if before == "{" and text[separator.end() : separator.end() + 1] == "-":
        return False  # ${NAME:-default}
    return not (separator["close"] == ")" and separator["sign"] != ":")


_ASSIGNMENT_START = re.compile(
    r"(?:^|[\n\"'`])[ \t>+|-]*"
    r"(export |set |setx |env |ENV |ARG |\$env:|-e |--env |declare -x |- )?$"
)


def _starts_shell_assignment(text: str, name_start: int, name: SecretName) -> bool:
    """Whether the name begins an assignment as in a shell or a `.env` file.

    A name in capitals may stand anywhere in a line, as an environment variable in a sentence. One
    in small letters must begin the line: further in, it is an argument of a call.
    """
    before = text[max(0, name_start - 40) : name_start]
    if name.is_uppercase and before[-1:] in (" ", "\t", "("):
        return True  # "run it with DB_PASSWORD=… make test"
    line_start = _ASSIGNMENT_START.search(before)
    return bool(line_start and (name.is_uppercase or line_start[1] or before[-1:] in ("", "\n")))


def is_secret_value(value: str, name: SecretName, *, is_quoted: bool, is_env: bool) -> bool:
    """Whether a value beside a secret's name is a secret, not a reference, a word or code.

    `is_env`: it is assigned as in a `.env` file, where even a plain word is a value.
    """
    value = value[:_MAX_EXAMINED_CHARS]
    if not is_quoted and not is_env and re.search(r"\w=\w", value):  # minified code, a query
        return False
    if len(value) < 4 or heuristics.is_example(value) or heuristics.is_public(value):
        return False
    if not name.is_certain:  # some_key: names many things
        if (
            name.is_bare or heuristics.is_hex_key(value) or heuristics.is_uuid(value)
        ):  # the sentence around it may say more
            return name.vendor != "" and heuristics.is_hex_key(value)
        return heuristics.is_random(value, 16)
    is_password = name.kind.endswith("password")
    if " " in value or "\t" in value:
        return is_env and is_quoted and is_password and len(value) >= 10
    if is_env and not is_quoted and not heuristics.is_reference(value) and value[-1] not in ",)":
        return heuristics.is_config_secret(value) and (is_password or len(value) >= 6)
    if is_password:
        return _is_assigned_password(value, is_quoted=is_quoted, is_env=is_env)
    return not heuristics.is_reference(value) and _is_assigned_key(
        value, is_quoted=is_quoted, is_env=is_env
    )


def _is_assigned_password(value: str, *, is_quoted: bool, is_env: bool) -> bool:
    if heuristics.is_reference(value) and not (is_quoted and value[:1] in "!@&*~"):
        return False
    return heuristics.is_password(value) or (
        is_quoted and is_env and heuristics.is_config_secret(value)
    )


def _is_assigned_key(value: str, *, is_quoted: bool, is_env: bool) -> bool:
    """Whether the value of a key or token looks like one; in quotes less is needed."""
    if heuristics.is_key(value, 12, is_named=True):
        return True
    if is_env:  # it is quoted: without quotes it was judged before
        return len(value) >= 6 and heuristics.is_config_secret(value)
    return (
        is_quoted
        and len(value) >= 8
        and not heuristics.is_code_name(value)
        and heuristics.is_password(value)
    )
