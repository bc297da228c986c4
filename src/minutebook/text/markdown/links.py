"""Text set safely into markdown: table cells, links, paths from page to page."""

from __future__ import annotations

import re

from minutebook.text.terminal import CONTROL_CHARACTERS

_CELL = re.compile(
    r"[|\[\]`*]|<(?=[A-Za-z/!?])|(?<![^\W_])_|_(?![^\W_])|\\(?=[!-/:-@\[-`{-~])|\\\Z"
    r"|&(?=#?\w{1,32};)|~(?=~)|(?<=~)~|\$"
)
_UNSEEN = re.compile(f"[{CONTROL_CHARACTERS}]")


def escape_cell(text: str) -> str:
    """Text for a table cell or a link's words: one line, and it shows as it is written."""
    return _CELL.sub(r"\\\g<0>", " ".join(_UNSEEN.sub(" ", text).split()))


_HREF = re.compile(r"[\x00-\x20\"%'()<>?#\[\]\\^`{|}&*\x7f:]|[^\x00-\x7f]")


def make_link(label: str, href: str) -> str:
    """A markdown link; `href` is a path (or a URL with `://`), not yet percent-encoded."""
    return f"[{escape_cell(label)}]({_encoded(href)})"


def _encoded(href: str) -> str:
    scheme, sep, rest = href.partition("://")
    if sep and scheme.isalpha():
        return scheme + sep + re.sub(r"[\s()<>\\`|\"]", _percent, rest)
    return _HREF.sub(_percent, href)


def _percent(found: re.Match[str]) -> str:
    char = found[0]
    if char > "\x7f" and char.isprintable():
        return char
    how = "surrogateescape" if "\udc80" <= char <= "\udcff" else "surrogatepass"
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", how))


def make_href(from_path: str, to_path: str) -> str:
    """The href that leads from one page to another; both are paths from the repository's top."""
    here, there = from_path.split("/")[:-1], to_path.split("/")
    common = 0
    while common < min(len(here), len(there) - 1) and here[common] == there[common]:
        common += 1
    return "/".join([".."] * (len(here) - common) + there[common:])
