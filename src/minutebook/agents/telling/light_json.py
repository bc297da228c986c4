"""JSON without the `json` module, whose patterns make it dearer than Python's start.

The same functions in C stand behind it: what is read and written is the same.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    encode_basestring_ascii: Callable[[str], str]
    make_scanner: Callable[[object], Callable[[str, int], tuple[object, int]]]
else:
    try:
        from _json import encode_basestring_ascii, make_scanner
    except ImportError:  # another implementation of Python
        from json.encoder import encode_basestring_ascii
        from json.scanner import make_scanner


class _Options:
    """What the scanner asks of a decoder."""

    strict = False  # line breaks within strings are read
    object_hook = object_pairs_hook = None
    parse_float, parse_int, parse_constant = float, int, float

    def __init__(self) -> None:
        self.memo: dict[str, str] = {}


def parse_object(raw: bytes) -> dict[str, object]:
    """The object that a JSON text holds; empty where it holds another value or cannot be read."""
    try:
        value, _ = make_scanner(_Options())(raw.decode("utf-8", "replace").lstrip(), 0)
    except Exception:  # noqa: BLE001 - whatever a broken text makes the scanner raise
        return {}
    return value if isinstance(value, dict) else {}


def format_object(fields: Mapping[str, object]) -> str:
    """An object of texts and of objects of texts as JSON, in ASCII: any stream can take it."""
    parts = []
    for key, value in fields.items():
        shown = encode_basestring_ascii(value) if isinstance(value, str) else ""
        if isinstance(value, dict):
            shown = format_object(value)
        parts.append(f"{encode_basestring_ascii(key)}: {shown}")
    return "{" + ", ".join(parts) + "}"
