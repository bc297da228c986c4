"""Values written as canonical YAML, and plain scalars read.

What is written here reads back the same in YAML 1.1 and 1.2, and by the strict line reader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from minutebook.lean.patterns import compile_lazily

# YAML 1.2's core schema, and nothing of 1.1: `yes` is a word, `0010` and `1.10` keep their digits.
CORE_SCALARS: dict[str, object] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_INTEGER = compile_lazily(r"(?:0|-?[1-9][0-9]{0,17})\Z")

# Words that some YAML readers take for a boolean or null.
_AMBIGUOUS_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_PLAIN_FLOW = compile_lazily(r"[^\W\d_][\w ./+@-]*\Z|[/._][\w ./+@-]*\Z")
_WORD_NUMBERS = ("inf", "nan")  # the numbers that begin with a letter
_NUMBER = compile_lazily(
    r"[-+]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9_]+)(?:e[-+]?[0-9]+)?\Z"
    r"|[-+]?(?:0x[0-9a-f_]+|0b[01_]+|0o[0-7_]+|\.?(?:inf|nan))\Z|[0-9][0-9_.,:+-]*\Z",
    re.IGNORECASE,
)
# A day is written plain, as every convention writes `date:`; YAML 1.1 readers make a date of it.
# They fail on a day that no calendar has, so that is quoted.
_DAY = compile_lazily(
    r"[12][0-9]{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)\Z"
    r"|[12][0-9](?:0[48]|[2468][048]|[13579][26])-02-29\Z"
)
_PATH = compile_lazily(r"[0-9][\w.-]*[^\W\d_][\w ./+@-]*\Z")
# What looks like a part of a template that is not filled in: its first character is escaped.
_PLACEHOLDER_START = compile_lazily(
    r"\{(?=\{)|\A\{(?=[A-Za-z][^{}:\n]{1,200}\}\Z)"
    r"|\[(?=(?:TODO|TBD)[:\] ]|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\])"
)
_TEMPLATE_NAME = compile_lazily(r"(?:TODO|TBD|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\Z")
_BLOCK_LIST_KEYS = frozenset({"files", "tests", "suggestions", "asked_before"})
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_MAX_LINE_CHARS = 90


def parse_plain(text: str) -> object:
    """The value of a scalar without quotes: None, a bool, an int of up to 18 digits, else a str.

    Floats, dates and numbers with a leading zero stay text.
    """
    if text in CORE_SCALARS:
        return CORE_SCALARS[text]
    if text[0] in "-0123456789" and _INTEGER.match(text):
        return int(text)
    return text


def format_scalar(value: object, *, quote: bool = False, flow: bool = False) -> str:
    """One value as YAML: plain where that reads back the same, else in double quotes.

    A float is written plain too, and reads back as text. `quote` forces quotes; `flow` says that
    the value stands in `[…]` or `{…}`. Lists and mappings are written in flow form.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(_format_flow_pair(key, item) for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(format_scalar(item, quote=quote, flow=True) for item in value) + "]"
    text = str(value)
    if not quote and is_plain_safe(text, flow=flow):
        return text
    return quote_double(text)


def _format_flow_pair(key: object, value: object) -> str:
    return f"{format_scalar(str(key), flow=True)}: {format_scalar(value, flow=True)}"


def is_plain_safe(text: str, *, flow: bool = False) -> bool:
    """Whether a string may stand without quotes."""
    if (
        not text
        or not text.isprintable()
        or text[-1] in " :"
        or text.casefold() in _AMBIGUOUS_WORDS
    ):
        return False
    first_char = text[0]
    is_digit_first = first_char in "0123456789"
    if is_digit_first and _DAY.match(text):
        return True
    if "-->" in text:  # it would end a comment that the value stands in
        return False
    if ("{" in text or "[" in text) and _PLACEHOLDER_START.search(text):
        return False
    if flow and _TEMPLATE_NAME.match(text):
        return False
    if first_char.isascii() and first_char.isalpha():
        if text.lower() in _WORD_NUMBERS:
            return False
    elif _NUMBER.match(text):
        return False
    if is_digit_first:
        return _PATH.match(text) is not None
    if flow:
        return _PLAIN_FLOW.match(text) is not None
    is_letter_first = first_char.isalnum() and not first_char.isdecimal()
    return (is_letter_first or first_char in "/._") and ": " not in text and " #" not in text


def quote_double(text: str) -> str:
    """A string in double quotes, escaped as JSON does; lone surrogates stay as they are."""
    content = "".join(_escape_char(char) for char in text).replace("-->", "--\\u003e")
    if "{" in content or "[" in content:
        content = _PLACEHOLDER_START.sub(lambda match: f"\\u{ord(match[0]):04x}", content)
    return f'"{content}"'


def _escape_char(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable() or "\ud800" <= char <= "\udfff" or char > "\uffff":
        return char
    return f"\\u{ord(char):04x}"


def quote_single(text: str) -> str:
    """A string in single quotes where it can stand so, else in double quotes."""
    return (
        "'" + text.replace("'", "''") + "'"
        if text.isprintable() and "-->" not in text
        else quote_double(text)
    )


def format_field(key: str, value: object, indent: str = "") -> list[str]:
    """The lines of one field, without line ends.

    Short lists stand on the line; files, tests, long lists and lists of mappings below it, one item
    or one key of an item a line. A mapping has its keys below it.
    """
    name = indent + format_scalar(key)
    if isinstance(value, Mapping) and value and not indent:
        return [
            name + ":",
            *(
                line
                for child_key, child_value in value.items()
                for line in format_field(str(child_key), child_value, "  ")
            ),
        ]
    if isinstance(value, (list, tuple)) and value and not indent:
        line = f"{name}: {format_scalar(value)}"
        has_mappings = any(isinstance(item, Mapping) for item in value)
        if has_mappings or key in _BLOCK_LIST_KEYS or len(line) > _MAX_LINE_CHARS:
            return [name + ":", *(line for item in value for line in format_item(item, "  "))]
        return [line]
    return [f"{name}: {format_scalar(value)}"]


def format_item(item: object, indent: str = "") -> list[str]:
    """The lines of one item of a list below its key; of a mapping each key has its own."""
    if not isinstance(item, Mapping) or not item:
        return [f"{indent}- {format_scalar(item)}"]
    lines = [f"{format_scalar(str(key))}: {format_scalar(value)}" for key, value in item.items()]
    return [f"{indent}{'  ' if index else '- '}{line}" for index, line in enumerate(lines)]


def format_fields(fields: Mapping[str, object]) -> str:
    r"""Front matter for a new page: the fields in the order given, each line ended "\n"."""
    return "".join(
        f"{line}\n" for key, value in fields.items() for line in format_field(key, value)
    )
