"""Escaping of text for markdown: table cells, links, and paths from one page to another."""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily
from minutebook.text.markdown.code_spans import find_code_spans
from minutebook.text.terminal import replace_controls

_CELL_SPECIAL = compile_lazily(
    r"[|\[\]`*]|<(?=[A-Za-z/!?])|(?<![^\W_])_|_(?![^\W_])|\\(?=[!-/:-@\[-`{-~])|\\\Z"
    r"|&(?=#?\w{1,32};)|~(?=~)|(?<=~)~|\$"
)


def escape_cell(text: str) -> str:
    """Text as one line for a table cell or a link's label, escaped to be shown as it is."""
    if text.isprintable():  # no control characters, and no blanks but plain ones
        return _escape_special(" ".join(text.split()))
    return _escape_special(" ".join(replace_controls(text).split()))


def _escape_special(line: str) -> str:
    if line.replace(" ", "").replace("-", "").isalnum():
        return line
    return _CELL_SPECIAL.sub(r"\\\g<0>", line)


def escape_title(text: str) -> str:
    """A title as a link's label: code between single backticks stays code, all else is escaped."""
    line = " ".join(replace_controls(text).split())
    if "`" not in line or "\\" in line:
        return escape_cell(line)
    parts, offset = [], 0
    for start, end in find_code_spans(line):
        code = line[start + 1 : end - 1]
        if code and "`" not in code and code == code.strip():
            parts += [_escape_special(line[offset:start]), line[start:end]]
            offset = end
    return "".join([*parts, _escape_special(line[offset:])])


_HREF_UNSAFE = compile_lazily(r"[\x00-\x20\"%'()<>?#\[\]\\^`{|}&*\x7f:]|[^\x00-\x7f]")


def make_link(label: str, href: str) -> str:
    """A markdown link; `href` is a path (or a URL with `://`), not yet percent-encoded."""
    return f"[{escape_cell(label)}]({encode_href(href)})"


def encode_href(href: str) -> str:
    """A path (or a URL with `://`) with what a link cannot hold percent-encoded."""
    scheme, separator, rest = href.partition("://")
    if separator and scheme.isalpha():
        return scheme + separator + re.sub(r"[\s()<>\\`|\"]", _percent_encode, rest)
    if href.isascii() and href.replace("-", "").replace("/", "").replace(".", "").isalnum():
        return href
    return _HREF_UNSAFE.sub(_percent_encode, href)


def _percent_encode(match: re.Match[str]) -> str:
    char = match[0]
    if char > "\x7f" and char.isprintable():
        return char
    error_handler = "surrogateescape" if "\udc80" <= char <= "\udcff" else "surrogatepass"
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", error_handler))


def make_href(from_path: str, to_path: str) -> str:
    """The relative href from one page to another; both are paths from the repository's top."""
    from_folders, to_parts = from_path.split("/")[:-1], to_path.split("/")
    common = 0
    while (
        common < min(len(from_folders), len(to_parts) - 1)
        and from_folders[common] == to_parts[common]
    ):
        common += 1
    return "/".join([".."] * (len(from_folders) - common) + to_parts[common:])
