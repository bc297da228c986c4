"""Regular expressions that come with a repository: those that take a bounded time are let through.

Python's `re` tries one way after another. How many ways there are is told from the parsed pattern:
a repeat can stop at any character (at one place only where a character follows that it does not
take), each alternative is one more way, and what stands in a row multiplies. A pattern of many
ways, and one whose ways cannot be told, is refused.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    Operation = tuple[str, Any]

MAX_PATTERN_CHARS = 500
MAX_SUBJECT_CHARS = 200  # of a text that such a pattern is matched with
_MAX_SEARCHED_WAYS = 300  # of one that is searched for: it is tried at each character
_MAX_WAYS = 20_000_000  # two hundred times two hundred, and some alternatives of both
_MAX_GROUPS = 50
# What a pattern consists of, as `re` calls it; all else makes the time hard to tell.
_SINGLE = frozenset({"LITERAL", "NOT_LITERAL", "ANY", "IN", "CATEGORY", "AT", "RANGE", "NEGATE"})


def find_fault(pattern: str, *, is_searched: bool = False) -> str:
    """Why a pattern is not used, as the end of a sentence; "" for one that is fine.

    `is_searched`: it may match anywhere in a text, not at its beginning alone.
    """
    max_ways = _MAX_SEARCHED_WAYS if is_searched else _MAX_WAYS
    if len(pattern) > MAX_PATTERN_CHARS:
        return f"is longer than {MAX_PATTERN_CHARS} characters"
    try:
        parsed = re._parser.parse(pattern)  # type: ignore[attr-defined]
        if parsed.state.groups > _MAX_GROUPS:
            return f"has more than {_MAX_GROUPS} groups"
        ways = _count_ways(parsed)
        if ways <= max_ways:
            re.compile(pattern)
    except _Unbounded as error:
        return str(error)
    except (re.error, RecursionError, OverflowError) as error:
        return f"is not a regular expression: {error}"
    return "" if ways <= max_ways else "can match in too many ways: it has many repeats in a row"


class _Unbounded(Exception):
    """A part of a pattern whose time cannot be told."""


def _count_ways(
    parsed: Iterable[Any], following: Operation | None = None, *, is_repeated: bool = False
) -> int:
    """In how many ways a sequence can match a text of MAX_SUBJECT_CHARS at one place, at most.

    `following` is the operation behind it. With `is_repeated` the sequence stands in a repeat: it
    may have single characters only.
    """
    operations: list[Operation] = [(str(operation), argument) for operation, argument in parsed]
    ways = 1
    for index, (name, argument) in enumerate(operations):
        behind = operations[index + 1] if index + 1 < len(operations) else following
        if name in _SINGLE:
            continue
        if is_repeated and name != "SUBPATTERN":
            raise _Unbounded("repeats a part that has repeats or alternatives in it")
        if name == "SUBPATTERN":
            ways *= _count_ways(argument[-1], behind, is_repeated=is_repeated)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            ways *= _count_stops(argument, behind)
        elif name == "BRANCH":
            ways *= sum(_count_ways(branch, behind) for branch in argument[1])
        else:
            raise _Unbounded("looks ahead, behind or back at a group")
    return ways


def _count_stops(repeat: tuple[Any, Any, Any], following: Operation | None) -> int:
    """In how many ways a repeat can match: its least and largest count, and what it repeats."""
    least, most, part = int(repeat[0]), min(int(repeat[1]), MAX_SUBJECT_CHARS), repeat[2]
    if most <= 1:
        return 1 + _count_ways(part, following)
    _count_ways(part, is_repeated=True)
    is_single = len(part) == 1 and str(part[0][0]) in ("LITERAL", "NOT_LITERAL", "IN")
    if following and following[0] == "LITERAL" and is_single and not _takes(part[0], following[1]):
        return 1
    return max(1, most - least + 1)


def _takes(operation: tuple[Any, Any], code: int) -> bool:
    """Whether a character, or a set of them, takes the character of a code, in whatever case."""
    char = chr(code)
    codes = {ord(variant) for variant in (char, *char.lower(), *char.upper())}
    name, argument = str(operation[0]), operation[1]
    if name in ("LITERAL", "NOT_LITERAL"):
        return (argument in codes) == (name == "LITERAL")
    items = [(str(item), value) for item, value in argument]
    is_negated = items[0][0] == "NEGATE"
    is_listed = any(
        (item == "LITERAL" and value in codes)
        or (item == "RANGE" and any(value[0] <= code <= value[1] for code in codes))
        or (item == "CATEGORY" and _is_in_category(str(value), char))
        for item, value in items
    )
    return is_listed != is_negated


def _is_in_category(category: str, char: str) -> bool:
    """Whether a character is a digit, a blank or a word character, or with NOT_ is none."""
    kind = category.rpartition("_")[2]
    pattern = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}[kind]
    return bool(re.match(pattern, char)) != ("NOT" in category)
