"""Finds values beside a secret's name: `DB_PASSWORD=…`, `"apiKey": "…"`, "the key is …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.redact import heuristics
from minutebook.redact.contexts import literals, pairs, values
from minutebook.redact.contexts.said import sentences
from minutebook.redact.contexts.secret_names import SecretName, is_test_status, parse_secret_name
from minutebook.redact.formats import SecretSpan, lower_keeping_length
from minutebook.redact.word_search import find_words

_SECRET_WORDS = (
    *("pass", "pwd", "secret", "token", "key", "cred", "auth", "psk", "kennwort", "senha"),
    *("contrasena", "wachtwoord", "haslo", "heslo", "sifre"),
)
_SECRET_ENDINGS = ("pat", "pw", "pin", "salt", "pepper", "clave")  # no letter follows
_NAME_REST = compile_lazily(r"[A-Za-z0-9_-]{0,41}")
_MAX_NAME_START_CHARS = 48  # of a name before the word that makes it a secret's
_MAX_EXAMINED_CHARS = 200  # of a value, to judge it
_NAME_CHARS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.$")

# Between a name and its value: an assignment, with a type or without, a pair of JSON, an argument
# of a call, a flag, an element or attribute of XML, a list of Kubernetes.
_SEPARATOR = compile_lazily(
    r"(?P<close>\\{0,2}[\"'`]|\*\*|\))?(?:\[\w{0,12}\]|\])?(?P<space>[ \t]{0,40})(?:"
    r"(?P<xml>(?(close)|(?:(?:encoding|type|Type|xsi:type|format|encrypted|plain"
    r"|xmlns[\w:]{0,12})=\"[^\"<>\n]{0,80}\"[ ]?){0,4})>)|"
    r"(?P<type>:[ \t]{0,4}(?:[&*?]{0,2}(?:'\w{1,12} )?(?:\[[\w; :]{0,24}\][ ]?(?:const[ ])?)?"
    r"[A-Za-z_][\w.:]{0,40}(?:<[\w<>&', \[\]]{1,40}>)?"
    r"|&?(?:'\w{1,12} )?\[\w{1,12}(?:;[ ]?\w{1,20})?\])"
    r"[\w.\[\]]{0,10}(?:[ \t]?\|[ \t]?\w{1,20})?"
    r"[ \t]{0,4}"
    r"=(?![=>])[ \t]{0,12}|(?<=[ \t])(?:[Aa]s[ ])?(?:\*"
    r"|\[\])?[A-Za-z_][\w.]{1,30}[ \t]{0,4}=[ \t]{0,4}(?"
    r"=\"|\[\]byte\())"
    r"|(?P<sign>\{(?=\")|:=|=>|<-|->|={1,3}|!==?|\?=|\+=|\|\|=|:(?!:)|→)(?:\*\*)?[ \t]{0,12}"
    r"|(?P<comma>,)[ \t]{0,12}(?=\\{0,2}[\"'`])"
    r"|(?P<attribute>\s{1,24}(?:value|default)[ \t]?[:=][ \t]?)"
    r"|(?P<flag>(?<=[ \t]))"
    r")"
)


def find_assigned_secrets(text: str) -> Iterator[SecretSpan]:
    """The values that a name, a label or a sentence says are secret. They may overlap."""
    lower_text = lower_keeping_length(text)
    name_end = 0
    for word_start, word_end in find_words(lower_text, (*_SECRET_WORDS, *_SECRET_ENDINGS)):
        if word_start < name_end:
            continue
        if "a" <= lower_text[word_end : word_end + 1] <= "z" and (
            lower_text[word_start:word_end] in _SECRET_ENDINGS
        ):
            continue
        name_start = _find_name_start(text, word_start)
        name_rest = _NAME_REST.match(text, word_end)
        name_end = name_rest.end() if name_rest else word_end
        name = parse_secret_name(text[name_start:name_end])
        if name_end - word_end > 40 or name is None or _is_of_resource(text, name_start):
            continue
        spans = list(_find_value(text, name_start, name_end, name))
        spans = spans or list(pairs.find_paired_value(text, name_start, name_end, name))
        yield from spans or sentences.find_stated_secrets(
            text, lower_text, name_start, name_end, name
        )


def _is_of_resource(text: str, name_start: int) -> bool:
    """Whether a name is a part of the name of a cloud's resource or of a type: `arn:…:secret:`."""
    before = text[max(0, name_start - 160) : name_start]
    return before.endswith(":") and bool(_RESOURCE.search(before))


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
    is_env = (
        separator["sign"] == "="
        and not separator["space"]
        and _starts_shell_assignment(text, name_start, name)
    )
    is_env = is_env or (
        separator["flag"] is not None and name.is_uppercase and text[name_start - 1] == " "
    )
    lead, value_start = "", separator.end()
    if separator["sign"] in _ASSIGNING or separator["xml"] or separator["type"]:
        lead, value_start = literals.read_lead(text, value_start)
    literal = literals.read_quoted(text, value_start, lead) or literals.read_bare(
        text, value_start, _MAX_EXAMINED_CHARS, lead, until_space=is_env
    )
    if literal.is_quoted:  # as shells and YAML write it; with spaces, or in JSON, it may be code
        is_env = is_env or (
            name.is_uppercase
            and separator["sign"] is not None
            and not (separator["close"] or separator["space"])
        )
    elif not is_env and name.is_uppercase and separator["sign"] == ":":
        is_env = "_" in text[name_start:name_end] and name.kind.endswith("password")
    if not literal.value or is_test_status(text, name_start, name_end):
        return
    if name.kind.endswith("pin") and separator["type"]:
        return  # a number of a library
    if literal.is_quoted and " " in literal.value and text[literal.start - 1] == "`":
        return  # the output of a command
    if lead in ("block", "heredoc", "newline") and not literal.is_quoted:
        is_secret = (
            separator["close"] != ")"
            and literals.is_alone(text, literal)
            and is_lone_value(literal, name)
        )
    else:
        is_secret = is_secret_value(
            literal.value, name, is_quoted=literal.is_quoted, is_env=is_env
        ) or _is_word_beside(text, name_start, separator, literal, name)
    is_list = lead != "" and bool(_LIST_GOES_ON.match(text, literal.end))
    if (
        not is_secret
        or is_list
        or (not literal.is_quoted and text[literal.end : literal.end + 1] == "(")
    ):
        return
    if not literal.is_quoted and len(literal.value) == _MAX_EXAMINED_CHARS:
        literal = literals.read_bare(text, value_start, len(text), lead, until_space=is_env)
    yield name.kind, literal.start, literals.find_end(text, literal, is_env=is_env)


_RESOURCE = compile_lazily(r"(?:\b(?:arn|urn|crn):[^\s\"']{0,150}|::)$")  # of a cloud, or a type
_LIST_GOES_ON = compile_lazily(r"[\"'`]{1,3}\s{0,20},")  # several literals in parentheses
_ASSIGNING = (":", "=", ":=", "=>", "?=", "->")


def is_lone_value(literal: literals.Literal, name: SecretName) -> bool:
    """Whether the only value of a line below its name is a secret: a block of YAML, or a value."""
    if name.kind.endswith("password"):
        return values.is_strong(literal.value) or (
            literal.is_block and values.is_unusual_word(literal.value)
        )
    return (
        name.is_certain
        and values.is_literal(literal.value)
        and not heuristics.is_reference(literal.value)
        and heuristics.is_key(literal.value, 12, is_named=True)
    )


_LINE_START = compile_lazily(r"(?:^|\n)[ \t>#*+-]{0,24}(?:[\w-]{1,40}\.){0,8}$")
_PLAIN_SETTING = compile_lazily(
    r"\[[\w .:-]{1,40}\]\s*$|[ \t]*[\w.-]*(?:user|login|host|port|mail|server|url|uri|name|db"
    r"|database|driver)\w*"
    r"[ \t]{0,20}[=:][ \t]{0,20}[^\s\"'({]+[ \t]*$",
    re.IGNORECASE,
)


def _is_word_beside(
    text: str,
    name_start: int,
    separator: re.Match[str],
    literal: literals.Literal,
    name: SecretName,
) -> bool:
    """Whether a word of letters only is the value of a password: in quotes, or in settings."""
    value = literal.value
    if not name.is_certain or separator["sign"] in ("->", "<-", "+="):
        return False
    if not name.kind.endswith("password"):
        return (
            literal.is_quoted
            and (
                name.kind.endswith("secret")
                or "secret" in text[name_start : separator.start()].lower()
            )
            and separator["sign"] in _ASSIGNING
            and len(value) >= 8
            and values.is_unusual_word(value)
        )
    if literal.is_quoted:
        if separator["comma"] and not (
            _CALL_START.search(text, max(0, name_start - 60), name_start)
            and text.startswith(")", literal.end + 1)
        ):
            return False  # one of several words
        if value.isdigit():
            return 6 <= len(value) <= 16 and values.is_literal(value)
        return values.is_unusual_word(value) or values.is_passphrase(value, min_words=4)
    if separator["xml"]:
        return values.is_unusual_word(value) and text.startswith("</", literal.end)
    is_setting = name.is_uppercase and separator["sign"] in ("=", "?=", ":=")
    if not (is_setting or separator["sign"] in (":", "=")) or not values.is_unusual_word(value):
        return False
    line = text[max(0, name_start - 120) : name_start]
    if not _LINE_START.search(line) or not literals.is_alone(text, literal):
        return False
    if text[literal.end : literal.end + 1] in (",", ";", ")", "}"):
        return False
    if value[0].isupper() and text[name_start:].lstrip("-_")[:1].islower():
        return False  # a type
    return (
        is_setting or separator["sign"] == ":" or _stands_in_settings(text, name_start, literal.end)
    )


def _stands_in_settings(text: str, name_start: int, value_end: int) -> bool:
    """Whether a line is one of an INI or properties file: by its name or by a line beside it."""
    window_start = max(0, name_start - 200)
    line_start = max(text.rfind("\n", window_start, name_start) + 1, window_start)
    if re.search(r"\w\.[\w.-]*$", text[line_start : name_start + 30].partition("=")[0].strip()):
        return True
    window_start = max(0, line_start - 200)
    previous_start = max(text.rfind("\n", window_start, max(0, line_start - 1)) + 1, window_start)
    next_start = text.find("\n", value_end, value_end + 200) + 1
    next_end = text.find("\n", next_start, next_start + 200)
    return bool(
        _PLAIN_SETTING.match(text[previous_start : line_start - 1] if line_start else "")
        or (
            next_start
            and _PLAIN_SETTING.match(
                text[next_start : next_end if next_end > 0 else next_start + 200]
            )
        )
    )


def _can_join(text: str, name_start: int, separator: re.Match[str], name: SecretName) -> bool:
    """Whether a separator can join this name to a value."""
    before = text[name_start - 1 : name_start]
    if separator["type"] and before == "<":
        return False  # an attribute
    if separator["flag"] is not None:
        return (
            text.startswith("--", name_start)
            or text[name_start - 2 : name_start] == "--"
            or (
                (name.is_uppercase or text[separator.end() : separator.end() + 1] in ("'", '"'))
                and bool(_DEFINING.search(text[max(0, name_start - 12) : name_start]))
            )
        )
    if separator["xml"]:
        return before == "<" or (
            separator["close"] is None
            and bool(_XML_NAME.search(text[max(0, name_start - 40) : name_start]))
        )
    if separator["comma"]:
        return bool(separator["close"]) and bool(
            _FIRST_ARGUMENT.search(text[max(0, name_start - 16) : name_start - 1])
        )
    if separator["attribute"]:  # in XML, or on the next line of a list of Kubernetes
        return bool(separator["close"]) or "\n" in separator["attribute"]
    if before == "{" and text[separator.end() : separator.end() + 1] in ("-", "?", "+"):
        return False  # ${NAME:-default}: `lists` reads it
    return not (separator["close"] == ")" and separator["sign"] != ":")


_FIRST_ARGUMENT = compile_lazily(
    r"(?:[\w\])>!]|\b(?:define|env|set|VALUES|values)[ ])\([ \t]{0,4}\\{0,2}$"
)
_CALL_START = compile_lazily(r"\w\(\\{0,2}[\"'`][\w.-]{0,50}$")
_DEFINING = compile_lazily(
    r"(?:^|[\s#(])(?:define|set(?:[ ]-\w{1,3})?|setx|setenv|local|let|def|ENV)[ ]$"
)
_XML_NAME = compile_lazily(r"<(?:\w{1,30}[:.])?\w{0,30}$")
_ASSIGNMENT_START = compile_lazily(
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
    if name.kind.endswith("pin"):
        return bool(re.fullmatch(r"\d{4,8}", value)) and len(set(value)) > 1
    if len(value) < 4 or heuristics.is_example(value) or heuristics.is_public(value):
        return False
    if not name.is_certain and is_quoted and name.is_uppercase and values.is_dense(value):
        return True
    if not name.is_certain:  # some_key: names many things
        if (
            name.is_bare or heuristics.is_hex_key(value) or heuristics.is_uuid(value)
        ):  # the sentence around it may say more
            return name.vendor != "" and heuristics.is_hex_key(value)
        return heuristics.is_random(value, 16) or (
            name.kind.endswith("salt") and heuristics.is_key(value, 16)
        )
    is_password = name.kind.endswith("password")
    if " " in value or "\t" in value:
        return (
            is_quoted
            and not value.startswith(("$(", "${"))
            and (
                (is_env and is_password and len(value) >= 10)
                or (is_password and values.is_mixed_phrase(value))
                or values.is_dense(value)
            )
        )
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
    return (
        (heuristics.is_password(value) and (values.is_strong(value) or is_env))
        or values.is_strong(value)
        or (is_quoted and is_env and heuristics.is_config_secret(value))
    )


def _is_assigned_key(value: str, *, is_quoted: bool, is_env: bool) -> bool:
    """Whether the value of a key or token looks like one; in quotes less is needed."""
    if is_quoted and values.is_dense(value):
        return True
    if values.is_in_code(value):
        return False
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
