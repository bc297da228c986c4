"""What a template may call: filters, tests and methods of texts, each with what it costs.

A function is called when its cost has been charged. None is offered whose result or time cannot be
told from its arguments before it runs: padding to a width, formatting by a pattern, random texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value

_MAX_STRIPPED_CHARS = 64  # that are taken off a text's ends: each is looked for at each place
_WORD_START = compile_lazily(r"([-\s({\[<]+)")
ITEM_CHARS = 8  # that an item of a list takes beside its own
MAX_SHOWN = 20  # characters that one character, or a number, may be shown as


class TemplateFunction(Value):
    """A function of the value before the `|` or the dot, and of its arguments.

    `measure` gives how many characters it reads and makes at most, for the same arguments; where
    there is none it makes no more than it reads.
    """

    call: Callable[..., Any]
    measure: Callable[..., int] | None = None


def weigh(value: object) -> int:
    """How many characters a value takes: those of its texts, and some for each item of a list."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, range):
        return ITEM_CHARS * len(value)
    if isinstance(value, dict):
        return sum(2 * ITEM_CHARS + weigh(key) + weigh(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return sum(ITEM_CHARS + weigh(item) for item in value)
    return 1


# Costs ------------------------------------------------------------------------------------------


def _measure_replace(text: object, old: object, new: object, count: object = None) -> int:
    shown, removed = str(text), str(old)
    places = shown.count(removed) if removed else len(shown) + 1
    return len(shown) + places * len(str(new))


def _measure_join(items: Sequence[object], d: object = "") -> int:
    return MAX_SHOWN * weigh(items) + len(items) * len(str(d))


def _measure_text_join(separator: str, items: Sequence[object]) -> int:
    return _measure_join(items, separator)


def _measure_strip(text: object, chars: str | None = None) -> int:
    if chars is not None and len(chars) > _MAX_STRIPPED_CHARS:
        raise ValueError(f"at most {_MAX_STRIPPED_CHARS} characters can be stripped")
    return weigh(text)


def _measure_indent(
    text: object, width: int | str = 4, first: object = False, blank: object = False
) -> int:
    shown = str(text)
    return len(shown) + (shown.count("\n") + 2) * (len(width) if isinstance(width, str) else width)


def _measure_letters(text: object) -> int:
    return 3 * weigh(text)  # a letter in another case may be three


def measure_items(value: object, *_arguments: object) -> int:
    """What it costs to take a value apart: a text has as many items as characters."""
    return (1 + ITEM_CHARS) * (1 + weigh(value))


def _measure_sort(
    items: Sequence[object], reverse: object = False, case_sensitive: object = False
) -> int:
    return MAX_SHOWN * weigh(items)  # each item is compared as often as the number has digits


def _measure_shown(value: object) -> int:
    return MAX_SHOWN * weigh(value)


# Filters ----------------------------------------------------------------------------------------


def _default(value: object, default_value: object = "", boolean: object = False) -> object:
    return default_value if boolean and not value else value


def _first(items: Sequence[object]) -> object:
    return items[0]


def _last(items: Sequence[object]) -> object:
    return items[-1]


def _indent(
    text: object, width: int | str = 4, first: object = False, blank: object = False
) -> str:
    margin = width if isinstance(width, str) else " " * width
    lines = str(text).split("\n")
    indented = [margin + line if line or blank else line for line in lines[1:]]
    return "\n".join([margin + lines[0] if first else lines[0], *indented])


def _join(items: Sequence[object], d: object = "") -> str:
    return str(d).join(map(str, items))


def _replace(text: object, old: object, new: object, count: int | None = None) -> str:
    return str(text).replace(str(old), str(new), -1 if count is None else count)


def _reverse(items: Any) -> Any:
    return items[::-1]


def _sort(
    items: Sequence[Any], reverse: object = False, case_sensitive: object = False
) -> list[Any]:
    def fold(item: Any) -> Any:
        return item.lower() if isinstance(item, str) and not case_sensitive else item

    return sorted(items, key=fold, reverse=bool(reverse))


def _title(text: object) -> str:
    parts = _WORD_START.split(str(text))
    return "".join(part[:1].upper() + part[1:].lower() for part in parts)


def _truncate(
    text: object, length: int = 255, killwords: object = False, end: str = "...", leeway: int = 5
) -> str:
    shown = str(text)
    if len(shown) <= length + leeway:
        return shown
    cut = shown[: max(0, length - len(end))]
    return (cut if killwords else cut.rsplit(" ", 1)[0]) + end


def _unique(items: Sequence[Any]) -> list[Any]:
    by_key: dict[Any, Any] = {}
    for item in items:
        by_key.setdefault(item.lower() if isinstance(item, str) else item, item)
    return list(by_key.values())


def _yaml(value: object) -> str:
    from minutebook.text.frontmatter import format_scalar

    return format_scalar(value)


FILTERS = {
    "capitalize": TemplateFunction(lambda text: str(text).capitalize(), _measure_letters),
    "default": TemplateFunction(_default),
    "first": TemplateFunction(_first),
    "indent": TemplateFunction(_indent, _measure_indent),
    "int": TemplateFunction(lambda value: int(float(value) if "." in str(value) else value)),
    "join": TemplateFunction(_join, _measure_join),
    "last": TemplateFunction(_last),
    "length": TemplateFunction(len),
    "list": TemplateFunction(list, measure_items),
    "lower": TemplateFunction(lambda text: str(text).lower(), _measure_letters),
    "replace": TemplateFunction(_replace, _measure_replace),
    "reverse": TemplateFunction(_reverse),
    "sort": TemplateFunction(_sort, _measure_sort),
    "string": TemplateFunction(str, _measure_shown),
    "title": TemplateFunction(_title, _measure_letters),
    "trim": TemplateFunction(lambda text, chars=None: str(text).strip(chars), _measure_strip),
    "truncate": TemplateFunction(_truncate),
    "unique": TemplateFunction(_unique, measure_items),
    "upper": TemplateFunction(lambda text: str(text).upper(), _measure_letters),
    "wordcount": TemplateFunction(lambda text: len(re.findall(r"\w+", str(text))), measure_items),
    "yaml": TemplateFunction(_yaml, _measure_shown),
}
FILTERS |= {"count": FILTERS["length"], "d": FILTERS["default"]}


# Tests ------------------------------------------------------------------------------------------

TESTS: dict[str, Callable[..., object]] = {
    "divisibleby": lambda value, number: value % number == 0,
    "eq": lambda value, other: value == other,
    "equalto": lambda value, other: value == other,
    "even": lambda value: value % 2 == 0,
    "in": lambda value, items: value in items,
    "lower": lambda value: str(value).islower(),
    "ne": lambda value, other: value != other,
    "none": lambda value: value is None,
    "number": lambda value: isinstance(value, int | float),
    "odd": lambda value: value % 2 == 1,
    "string": lambda value: isinstance(value, str),
    "upper": lambda value: str(value).isupper(),
}


# Methods ----------------------------------------------------------------------------------------


def _list_methods(
    owner: type, names: str, measure: Callable[..., int] | None = None
) -> dict[str, TemplateFunction]:
    return {name: TemplateFunction(getattr(owner, name), measure) for name in names.split()}


_TEXT_METHODS = {
    **_list_methods(str, "count endswith find index isalnum isalpha isascii isdigit islower"),
    **_list_methods(str, "isnumeric isspace istitle isupper removeprefix removesuffix"),
    **_list_methods(str, "rfind rindex startswith"),
    **_list_methods(str, "capitalize casefold lower swapcase title upper", _measure_letters),
    **_list_methods(str, "partition rpartition rsplit split splitlines", measure_items),
    **_list_methods(str, "lstrip rstrip strip", _measure_strip),
    **_list_methods(str, "replace", _measure_replace),
    **_list_methods(str, "join", _measure_text_join),
}
_TABLE_METHODS = {
    **_list_methods(dict, "get"),
    "items": TemplateFunction(lambda table: list(table.items())),
    "keys": TemplateFunction(list),
    "values": TemplateFunction(lambda table: list(table.values())),
}


def find_method(value: object, name: str) -> TemplateFunction | None:
    """The method of a value that a template may call, None for any other."""
    if isinstance(value, str):
        return _TEXT_METHODS.get(name)
    return _TABLE_METHODS.get(name) if isinstance(value, dict) else None
