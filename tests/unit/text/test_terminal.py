"""Text for terminals: nothing that is printed moves the cursor, sets a title or reorders a line."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.text.terminal import escape_hidden, escape_json, escape_line, escape_text

CONTROLS = {
    *(chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n"),
    *"\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é 漢字 🎉\ttab", "plain é 漢字 🎉\ttab"),
        ("\x1b[2J\x1b]0;title\x07", r"\x1b[2J\x1b]0;title\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("safe\rX", r"safe\x0dX"),
        ("a\r\nb\n", "a\nb\n"),
        ("user\u202etxt.exe\u2066", r"user\u202etxt.exe\u2066"),
        ("a\x00b\x7fc\x08", r"a\x00b\x7fc\x08"),
    ],
)
def test_what_controls_a_terminal_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert escape_text(text) == shown


def test_a_line_stays_one_line() -> None:
    assert escape_line("a\nerror: b\r\n") == r"a\x0aerror: b\x0d\x0a"


@given(st.text())
def test_no_text_holds_a_control_afterwards(text: str) -> None:
    assert not CONTROLS & set(escape_text(text))
    assert not (CONTROLS | {"\n"}) & set(escape_line(text))


@given(st.dictionaries(st.text(), st.text()))
def test_json_stays_exact(document: dict[str, str]) -> None:
    printed = escape_json(json.dumps(document, ensure_ascii=False))
    assert json.loads(printed) == document
    assert not CONTROLS & set(printed)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain \x1b", "plain \\x1b"),
        ("a\U000e0072b", "a\\U000e0072b"),
        ("a\u200bb\ufeff", "a\\u200bb\\ufeff"),
        ("\u202ea", "\\u202ea"),
        ("\u200c\u200c", "\\u200c\\u200c"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("\u2764\ufe0f", "\u2764\ufe0f"),
        (
            "\U0001f3f4\U000e0067\U000e0062\U000e007f",
            "\U0001f3f4\U000e0067\U000e0062\U000e007f",
        ),
    ],
)
def test_what_nobody_sees_is_shown_to_agents(text: str, shown: str) -> None:
    assert escape_hidden(text) == shown


def test_what_nobody_sees_is_shown_in_json_and_stays_the_same() -> None:
    document = json.dumps(["a\U000e0072b", "\u200b", "\u2764\ufe0f"], ensure_ascii=False)
    shown = escape_json(document)
    assert shown == '["a\\udb40\\udc72b", "\\u200b", "\u2764\ufe0f"]'
    assert json.loads(shown) == json.loads(document)
