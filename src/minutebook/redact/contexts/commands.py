"""Finds passwords on command lines: the flags of tools (`tools`), standard input, SQL, settings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.redact import heuristics
from minutebook.redact.contexts import values
from minutebook.redact.contexts.secret_names import parse_secret_name
from minutebook.redact.contexts.tools import STDIN_READERS, TOOL_TABLE
from minutebook.redact.formats import SecretSpan
from minutebook.redact.word_search import find_at_words, find_words

_LITERAL = (
    r"(?:\\?\"(?P<double>[^\"\n]{1,300}?)\\?\"|'(?P<single>[^'\n]{1,300})'"
    r"|(?P<bare>[^\s\"'`<>|;&()]{1,300}))"
)
# A part of a command line, without a pipe; a line may go on behind a backslash.
_FEW_WORDS = r"(?:[^\n|;&]|\\\r?\n){0,200}?"
_COMMAND_CHARS = 500
_MAX_TOOLS = 12  # within so many characters


def _read_tools() -> dict[str, list[tuple[bool, re.Pattern[str]]]]:
    """For each tool, whether the value may be a word, and the patterns of its options."""
    tools: dict[str, list[tuple[bool, re.Pattern[str]]]] = {}
    names: list[str] = []
    may_be_word = False
    for line in TOOL_TABLE.strip("\n").split("\n"):
        if not line.startswith(" "):
            may_be_word, names = line.startswith("!"), line.lstrip("!").split()
            continue
        pattern = re.sub(r"(?<!\\)~", lambda _: _FEW_WORDS, line.strip())
        pattern = re.sub(
            r"(?<![\\\w.])@(?![-\w\]])|(?<=[spu,:=%/?])@|(?<=\])@",
            lambda _: _LITERAL,
            pattern,
            count=1,
        )
        for name in names:
            tools.setdefault(name, []).append((may_be_word, compile_lazily(pattern)))
    return tools


_tools: dict[str, list[tuple[bool, re.Pattern[str]]]] = {}
_WORD = compile_lazily(r"(?<![\w.-])[\w.-]++(?=[ \t])")


def find_command_secrets(text: str, lower_text: str) -> Iterator[SecretSpan]:
    """The passwords and tokens on the command lines of a text."""
    global _tools
    _tools = _tools or _read_tools()
    window_end = window_count = 0
    names = _tools.keys() & set(_WORD.findall(text))
    for tool in find_at_words(_WORD, text, text, names):
        if tool[0] not in names:
            continue
        if tool.start() >= window_end:
            window_end, window_count = tool.start() + _COMMAND_CHARS, 0
        window_count += 1
        if window_count > _MAX_TOOLS:
            continue
        for may_be_word, pattern in _tools[tool[0]]:
            match = pattern.match(text, tool.end(), tool.end() + _COMMAND_CHARS)
            if match and is_argument(text, match, may_be_word=may_be_word):
                yield "password", *find_span(match)
    if "|" in text or "<<<" in text:
        yield from _find_standard_input(text)
    yield from _find_named_values(text, lower_text)


def find_span(match: re.Match[str]) -> tuple[int, int]:
    """Where the literal of a match stands, without its quotes."""
    group = next(name for name in ("double", "single", "bare") if match[name] is not None)
    return match.start(group), match.end(group)


def is_argument(text: str, match: re.Match[str], *, may_be_word: bool) -> bool:
    """Whether the literal of a match is a password: no variable, flag or word of a sentence."""
    start, end = find_span(match)
    value = text[start:end]
    is_quoted = match["bare"] is None
    if not values.is_literal(value) or (
        not is_quoted and value[0] in "-$%<{[(!&*" and not values.is_strong(value)
    ):
        return False
    if value.startswith("$") and match["single"] is None:
        return False
    if values.is_strong(value) or heuristics.is_key(value, 12, is_named=True):
        return True
    if (
        not may_be_word
        or (value.isdigit() and len(value) < 6)
        or re.fullmatch(r"[\d.:/]+|\d+:\d+.*|\W+", value)
    ):
        return False
    if is_quoted:
        return (
            len(value) >= 4
            and (" " not in value or values.is_passphrase(value))
            and not values.is_made_of_plain_words(value)
        )
    return values.is_unusual_word(value) or bool(
        re.search(r"[A-Za-z]", value)
        and re.search(r"[0-9!@#%^+]", value)
        and len(value) >= 6
        and not values.is_made_of_plain_words(value)
        and "/" not in value
        and "." not in value
    )


_ECHO = compile_lazily(
    rf"\b(?:echo|printf|print|Write-Output)\s(?:-[neE]{{1,3}}\s)?(?:[\"']%s(?:\\n|\s{1, 2})?[\"']\s"
    rf")?{_LITERAL}\s{{0,4}}\|"
    rf"(?=(?P<reader>[^\n|]{{0,200}}))"
)
_READER = compile_lazily(STDIN_READERS)
_HERE_STRING = compile_lazily(rf"<<<\s{{0,3}}{_LITERAL}")
_CHPASSWD = compile_lazily(r"\bchpasswd\b")


def _find_standard_input(text: str) -> Iterator[SecretSpan]:
    printing_commands = ("echo", "print", "Write-Output") if "|" in text else ()
    for echo in find_at_words(_ECHO, text, text, printing_commands):
        start, end = find_span(echo)
        user, colon, value = text[start:end].partition(":")
        if colon and _CHPASSWD.search(echo["reader"]):
            if values.is_literal(value):
                yield "password", start + len(user) + 1, end
        elif _READER.search(echo["reader"]) and _is_given(text[start:end], echo):
            yield "password", start, end
    position = 0
    for here_string in find_at_words(_HERE_STRING, text, text, ("<<<",)):
        start, end = find_span(here_string)
        if "\n" not in text[position:start] and position:
            continue  # a line has one
        position = end
        line_start = text.rfind("\n", max(0, start - 300), start) + 1
        command = text[max(line_start, start - 300) : start]
        if _READER.search(command) and _is_given(text[start:end], here_string):
            yield "password", start, end


def _is_given(value: str, match: re.Match[str]) -> bool:
    return (
        values.is_literal(value, 4)
        and not (match["single"] is None and "$" in value)
        and (" " not in value or values.is_passphrase(value))
    )


_LONG_FLAG = compile_lazily(
    rf"(?<![\w-])(?P<dashes>--?|/)(?P<name>[A-Za-z][\w.-]{{1,50}})(?P<sign>[= :])\s{{0,2}}"
    rf"(?={_LITERAL})"
)
# What follows a flag's value on a command line; in a sentence, a word does.
_FLAG_END = compile_lazily(r"\s*$|[ \t]*(?:\r?\n|[-|&;>\\`\"')]|\w+://|\.?/|[\w-]+[./=@]\w)")
_SECRET_FLAG_WORDS = ("pass", "pwd", "secret", "token", "key", "psk", "pw")
_NAME_REST = compile_lazily(r"[\w.-]*+")
_MAX_LITERAL_CHARS = 320  # with the sign before it and the quotes
_SECRET_FLAG = compile_lazily(r"(?i)pass|pwd|secret|token|key|psk|(?:^|[._-])pw$")


def _find_named_values(text: str, lower_text: str) -> Iterator[SecretSpan]:
    """The values of flags and settings: both have a secret's word in their name."""
    names = list(_list_names(text, lower_text))
    yield from _find_long_flags(text, names)
    yield from _find_settings(text, names)


def _list_names(text: str, lower_text: str) -> Iterator[tuple[int, int]]:
    """The start and end of each run of letters, digits, `.` and `-` that has a secret's word."""
    name_end = 0
    for word_start, word_end in find_words(lower_text, _SECRET_FLAG_WORDS):
        if word_start < name_end:
            continue
        name_start = word_start
        while name_start > name_end and _is_name_char(text[name_start - 1]):
            name_start -= 1
        rest = _NAME_REST.match(text, word_end)
        name_end = rest.end() if rest else word_end
        yield name_start, name_end


def _is_name_char(character: str) -> bool:
    return character.isalnum() or character in "_.-"


def _find_long_flags(text: str, names: list[tuple[int, int]]) -> Iterator[SecretSpan]:
    """`--db-password …`, `-Ddb.password=…`, `/pass:…`: flags that say themselves what they are."""
    for start, end in names:
        # The dashes are part of a name's run, the slash stands before it.
        flag = _LONG_FLAG.search(text, max(0, start - 1), end + _MAX_LITERAL_CHARS)
        if not flag or flag.start() >= end or not _SECRET_FLAG.search(flag["name"]):
            continue
        is_define = flag["dashes"] == "-"
        if (flag["dashes"] == "/") != (flag["sign"] == ":") or (
            is_define and flag["sign"] != "=" and len(flag["name"]) < 8
        ):
            continue
        name = parse_secret_name(flag["name"])
        start, end = find_span(flag)
        value = text[start:end].rstrip(",)") if flag["bare"] else text[start:end]
        if name is None or not name.is_certain or not value or not values.is_literal(value):
            continue
        if not name.kind.endswith("password"):
            is_secret = heuristics.is_key(value, 12, is_named=True) and not heuristics.is_reference(
                value
            )
        else:
            is_closed = flag["sign"] != " " or flag["bare"] is None or _FLAG_END.match(text, end)
            is_secret = values.is_strong(value) or bool(
                is_closed
                and (
                    values.is_unusual_word(value)
                    or (flag["bare"] is None and values.is_passphrase(value))
                )
            )
        if is_secret:
            yield name.kind, start, start + len(value)


_SETTING = compile_lazily(
    rf"(?<=[\s,;\"'=?&:])(?P<name>(?:[\w-]{{1,40}}\.){{0,5}}[A-Za-z_][\w-]{{1,40}}"
    rf"(?:\.\w{{1,20}})?)[ ]?=[ ]?(?={_LITERAL})"
)
_SETTING_COMMAND = compile_lazily(
    r"\b(?:helm|kubectl|vault|terraform|tofu|ansible|ansible-playbook|heroku|fly|flyctl|mount"
    r"|docker|podman|java|mvn|gradle"
    r"|psql|pg_dump|make|wrangler|dokku|nomad|consul|oc|sudo|env|packer|pulumi|cap|rake"
    r"|systemd-run|railway|netlify)\b[^\n]{0,400}$"
    r"|(?:host|user|uid|user id|username|server|data source|dbname|database|driver|ansible_\w+"
    r"|jdbc:[a-z]+:[^\s\"']*|[?&;]\w+)[ ]?=[ ]?[^\n]{0,160}$"
    r"|jdbc:[a-z]+:[^\n]{0,200}$",
    re.IGNORECASE,
)


def _find_settings(text: str, names: list[tuple[int, int]]) -> Iterator[SecretSpan]:
    """`--set a.password=…`, `user=a password=…`, `Uid=a;Pwd=…;`: settings in a row."""
    long_value_end = 0
    for name_start, _ in names:
        setting = _SETTING.match(text, name_start)
        if not setting or name_start < long_value_end:
            continue
        name = parse_secret_name(setting["name"]) if _SECRET_FLAG.search(setting["name"]) else None
        if name is None or not name.is_certain or not name.kind.endswith("password"):
            continue
        start, end = find_span(setting)
        long_value_end = end if end - start >= 200 else 0
        value = text[start:end]
        if setting["bare"]:
            value = re.split(r"[,;)\]}]", value, maxsplit=1)[0]
        is_call = setting["bare"] is not None and text[end : end + 1] == "("
        if (
            is_call
            or not values.is_clear(value)
            or (setting["single"] is None and value.startswith("$"))
        ):
            continue
        line_start = text.rfind("\n", max(0, start - 600), setting.start()) + 1
        if _SETTING_COMMAND.search(text[max(line_start, start - 600) : setting.start()]):
            yield name.kind, start, start + len(value)
