"""Finds a secret whose name stands in a field of its own: `name: DB_PASSWORD`, then `value: …`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.redact import heuristics
from minutebook.redact.contexts import values
from minutebook.redact.contexts.secret_names import SecretName
from minutebook.redact.formats import SecretSpan

LITERAL = (
    r"(?:[rbBfuLN@]{0,2}\\{0,2}\"(?P<double>[^\"\n]{1,400})\""
    r"|[rbBfuLN]{0,2}\\{0,2}'(?P<single>[^'\n]{1,400})')"
)
_VALUE_KEY = (
    r"(?:value|default|defaultvalue|val|secretstring|default_value|stringvalue|content|password)"
)
_AFTER = (
    # name and value as fields of one object, in JSON, YAML, XML or HCL
    compile_lazily(
        rf"\\?[\"']?[ \t]{{0,4}}(?:,\s{{0,40}}|\s{{1,40}})\\?[\"']?{_VALUE_KEY}\\?[\"']?"
        rf"\s{{0,4}}[:=]\s{{0,4}}(?:{LITERAL}"
        r"|(?P<bare>[^\s\"'{}\[\]<>,]{4,400}+)[ \t]*(?:\n|$|[,}]))",
        re.IGNORECASE,
    ),
    compile_lazily(
        rf"[\"']?[ \t]{{0,4}}:\s{{0,4}}\{{\s{{0,60}}[\"']?value[\"']?\s{{0,4}}:\s{{0,4}}{LITERAL}"
    ),
    # a variable of Terraform
    compile_lazily(rf"\"\s?\{{[^{{}}]{{0,300}}?\bdefault\s{{0,20}}=\s{{0,20}}{LITERAL}"),
    # an option of a command line, a field of a model
    compile_lazily(
        rf"[\"']\s?,[^()\n]{{0,160}}?\b(?:default|value|initial|defaultValue"
        rf"|default_value)\s?[=:]\s?{LITERAL}"
    ),
    compile_lazily(
        rf"(?:\s?:\s?[\w\[\]|. ]{{1,30}})?\s?=\s?[A-Za-z_][\w.]{{1,30}}\([^()\n]{{0,120}}?\b"
        rf"(?:default|value|initial|server_default)\s?=\s?{LITERAL}"
    ),
    # the value below the name, beside a description: a variable of GitLab's CI
    compile_lazily(
        rf"[\"']?:[ \t]*\r?\n(?:[ \t]{{1,40}}(?!value)[a-z_]{{2,20}}:[^\n]{{0,120}}\n){{0,2}}"
        rf"[ \t]{{1,40}}(?:value|default):[ \t]{{1,4}}(?:{LITERAL}"
        rf"|(?P<bare>[^\s\"'{{}}\[\]<>,]{{4,400}}+)"
        r"[ \t]*(?:\n|$))"
    ),
    # an element of XML or of a property list behind the one that has the name
    compile_lazily(
        r"</(?:key|name|Key|Name)>\s{0,60}<(?:string|value|val|Value|data)>\s{0,20}"
        r"(?P<bare>[^<>\s]{4,400}+)\s{0,20}</"
    ),
    # an element of XML whose attribute is the name
    compile_lazily(r"\\?[\"'][^<>\n]{0,60}>\s{0,40}(?P<bare>[^<>\s]{4,400}+)\s{0,40}</"),
)
_BEFORE = compile_lazily(
    rf"\bvalue[\"']?\s{{0,3}}[:=]\s{{0,3}}(?:{LITERAL}"
    rf"|(?P<bare>[^\s\"'{{}}\[\]<>,]{{4,200}}+))[ \t]*,?\s{{1,24}}"
    r"[\"']?(?:name|key)[\"']?\s{0,3}[:=]\s{0,3}[\"']?$",
    re.IGNORECASE,
)
_FIELD_OF_A_NAME = compile_lazily(
    r"(?:\b(?:name|key|id|field|label|variable|env|path)[\"']?\s{0,3}[:=]\s{0,3}"
    r"|[\"'])[\"']?(?:[\w./-]{0,40}[./-])?$",
    re.IGNORECASE,
)


def find_paired_value(text: str, start: int, end: int, name: SecretName) -> Iterator[SecretSpan]:
    """The value whose name stands at `text[start:end]` in another field, or as an argument."""
    if not name.is_certain:
        return
    before = text[max(0, start - 60) : start]
    if text.startswith("</", end):
        patterns: tuple[re.Pattern[str], ...] = _AFTER[6:7]
    elif _FIELD_OF_A_NAME.search(before) or before.endswith("--"):
        patterns = _AFTER
    elif text[end : end + 1] in " =:":
        patterns = _AFTER[4:6]
    else:
        return
    for pattern in patterns:
        match = pattern.match(text, end)
        if match and is_value_of(
            read_literal(match), name, is_quoted=pattern is not _AFTER[0] or match["bare"] is None
        ):
            yield name.kind, *find_literal_span(match)
            return
    match = _BEFORE.search(text, max(0, start - 300), start)
    if match and is_value_of(read_literal(match), name, is_quoted=match["bare"] is None):
        yield name.kind, *find_literal_span(match)


def find_literal_span(match: re.Match[str]) -> tuple[int, int]:
    """Where the literal of a match stands, without its quotes."""
    for group in ("double", "single", "bare"):
        if group in match.re.groupindex and match[group] is not None:
            return match.start(group), match.end(group)
    raise AssertionError(match.re.pattern)


def read_literal(match: re.Match[str]) -> str:
    """The literal of a match, without its quotes."""
    start, end = find_literal_span(match)
    return match.string[start:end]


def is_value_of(value: str, name: SecretName, *, is_quoted: bool) -> bool:
    """Whether a value in a field beside a certain name is its secret."""
    value = value.strip()
    if name.kind.endswith("password"):
        return values.is_strong(value) or (
            values.is_unusual_word(value) if is_quoted or name.is_uppercase else False
        )
    return (
        values.is_literal(value, 8)
        and (
            heuristics.is_key(value, 12, is_named=True)
            or (
                is_quoted
                and (
                    values.is_strong(value) or (values.is_unusual_word(value) and name.is_uppercase)
                )
            )
        )
        and not heuristics.is_reference(value)
    )
