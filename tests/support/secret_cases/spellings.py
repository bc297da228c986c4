"""Ways to write a value: encoded, escaped, or broken up by other signs."""

from __future__ import annotations

import base64
import itertools
import json
import textwrap
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spelling:
    """`is_broken`: the value's characters are all there, with other signs between them."""

    write: Callable[[str], str]
    is_broken: bool = False


def _encode(value: str) -> str:
    return base64.b64encode(value.encode()).decode()


def _escape(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)[1:-1]


def _split(sign: str, *places: float) -> Callable[[str], str]:
    """Puts a sign at places of a value, each a part of its length."""

    def write(value: str) -> str:
        cuts = [0, *(round(place * len(value)) for place in places), len(value)]
        return sign.join(value[start:end] for start, end in itertools.pairwise(cuts))

    return write


def _wrap(width: int, end: str) -> Callable[[str], str]:
    """Breaks lines after so many characters, also those that are lines already."""

    def write(value: str) -> str:
        return end.join(
            line[start : start + width]
            for line in value.split("\n")
            for start in range(0, len(line), width)
        )

    return write


def _indent(prefix: str) -> Callable[[str], str]:
    return lambda value: value.replace("\n", "\n" + prefix)


def _number(value: str) -> str:
    """Lines with their numbers before them, as `cat -n` and agents' tools print them."""
    first, *rest = value.split("\n")
    return "\n".join([first, *(f"{number:6}\t{line}" for number, line in enumerate(rest, 3))])


def _number_words(value: str) -> str:
    return " ".join(f"{number}. {word}" for number, word in enumerate(value.split(), 1))


SPELLINGS = {
    "b64": Spelling(_encode),
    "b64nopad": Spelling(lambda value: _encode(value).rstrip("=")),
    "b64lines": Spelling(lambda value: "\n".join(textwrap.wrap(_encode(value), 64)), True),
    "hex": Spelling(lambda value: value.encode().hex()),
    "url": Spelling(lambda value: urllib.parse.quote(value, safe="")),
    "json": Spelling(_escape),
    "json2": Spelling(lambda value: _escape(_escape(value))),
    "json3": Spelling(lambda value: _escape(_escape(_escape(value)))),
    "xml": Spelling(lambda value: value.replace("&", "&amp;").replace("!", "&#33;")),
    "numbered-words": Spelling(_number_words),
    "cut": Spelling(lambda value: value[: len(value) * 3 // 5]),
    # Lines of a value that has several
    "in2": Spelling(_indent("  "), True),
    "in4": Spelling(_indent("    "), True),
    "in8": Spelling(_indent("        "), True),
    "tab": Spelling(_indent("\t"), True),
    "quoted": Spelling(_indent("> "), True),
    "commented": Spelling(_indent("# "), True),
    "starred": Spelling(_indent(" * "), True),
    "added": Spelling(_indent("+"), True),
    "removed": Spelling(_indent("-"), True),
    "numbered": Spelling(_number, True),
    "grep": Spelling(_indent("key.pem:"), True),
    "coloured": Spelling(lambda value: value.replace("\n", "\x1b[0m\n\x1b[32m"), True),
    "crlf": Spelling(lambda value: value.replace("\n", "\r\n"), True),
    "spaces": Spelling(lambda value: value.replace("\n", " "), True),
    "rows": Spelling(lambda value: value.replace("\n", '",\n    "'), True),
    "literals": Spelling(lambda value: value.replace("\n", '\\n" +\n    "'), True),
    "oneline": Spelling(lambda value: value.replace("\n", ""), True),
    # Signs within
    "zero-width": Spelling(_split("\u200b", 0.5), True),
    "zero-widths": Spelling(_split("\u200b", 0.2, 0.4, 0.6, 0.8), True),
    "joiner": Spelling(_split("\u2060", 0.3), True),
    "no-joiner": Spelling(_split("\u200c", 0.1, 0.7), True),
    "byte-order": Spelling(_split("\ufeff", 0.4), True),
    "soft-hyphen": Spelling(_split("\u00ad", 0.5), True),
    "soft-hyphens": Spelling(_split("\u00ad", 0.25, 0.5, 0.75), True),
    "direction": Spelling(_split("\u200e", 0.6), True),
    "colour": Spelling(_split("\x1b[31m", 0.3), True),
    "colours": Spelling(_split("\x1b[1;33m\x1b[K", 0.4, 0.7), True),
    "stars": Spelling(_split("**", 0.4, 0.8), True),
    "ticks": Spelling(_split("`", 0.5), True),
    "underlines": Spelling(_split("__", 0.5), True),
    "tag": Spelling(_split("<wbr>", 0.5), True),
    "newline": Spelling(_split("\n", 0.6), True),
    "newline2": Spelling(_split("\n  ", 0.5), True),
    "backslash": Spelling(_split("\\\n", 0.55), True),
    "quote-wrap": Spelling(_split("\n> ", 0.5), True),
    "comment-wrap": Spelling(_split("\n# ", 0.5), True),
    "table-wrap": Spelling(_split("<br>", 0.5), True),
    "plus": Spelling(_split('" + "', 0.45), True),
    "plus-line": Spelling(_split('" +\n    "', 0.35, 0.7), True),
    "single-plus": Spelling(_split("' + '", 0.5), True),
    "adjacent": Spelling(_split('"\n    "', 0.3, 0.6), True),
    "dots": Spelling(_split("' . '", 0.5), True),
    "ampersand": Spelling(_split('" & "', 0.5), True),
    "wrap20": Spelling(_wrap(20, "\n"), True),
    "wrap48": Spelling(_wrap(48, "\n"), True),
    "wrap30-in": Spelling(_wrap(30, "\n      "), True),
}
