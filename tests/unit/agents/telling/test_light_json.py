"""JSON is read and written as the `json` module does it."""

from __future__ import annotations

import json

import pytest

from minutebook.agents.telling.light_json import format_object, parse_object

VALUES = [
    {},
    {"a": {"b": [1, 2.5, -3e8, True, None, "x"]}},
    {'é\n\t"\\': "长 \ud800 \u2028"},
    {"deep": [[[[{"a": [{}]}]]]]},
]


@pytest.mark.parametrize("value", VALUES)
def test_an_object_is_read(value: dict[str, object]) -> None:
    for ascii_only in (True, False):
        text = json.dumps(value, ensure_ascii=ascii_only)
        raw = text.encode("utf-8", "replace")
        assert parse_object(b" \n" + raw) == json.loads(raw.decode())


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b'"x"', b"{", b'{"a" 1}', b"nul", b"[" * 100_000, b'{"a":' * 100_000]
)
def test_anything_else_is_no_object(raw: bytes) -> None:
    assert parse_object(raw) == {}


def test_line_breaks_within_a_text_are_read() -> None:
    assert parse_object(b'{"a": "x\ny"}') == {"a": "x\ny"}


@pytest.mark.parametrize("text", ["", 'a "b" \\ \n\x00\x7f', "长\ud800\u2028"])
def test_an_object_of_texts_is_written(text: str) -> None:
    written = format_object({"a": text, text: {"b": text, "c": {}}})
    assert written.isascii()
    assert json.loads(written) == {"a": text, text: {"b": text, "c": {}}}
