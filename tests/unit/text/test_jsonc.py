"""JSON with comments: read with places, edited as text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from json_texts import VALUES, written
from minutebook.text import jsonc
from minutebook.text.jsonc import InvalidJson, append_item, parse, remove_item


@given(written())
def test_every_text_is_read_as_what_it_holds(case: tuple[str, object]) -> None:
    text, value = case
    assert parse(text).to_python() == value


@given(st.text(alphabet='{}[]",:/* \n\\u00atrue1.-e\ud800', max_size=40))
def test_a_text_is_read_as_json_reads_it_or_refused_with_its_line(text: str) -> None:
    try:
        value = parse(text).to_python()
    except InvalidJson as error:
        assert error.line_number in range(1, text.count("\n") + 2)  # noqa: PT017
        with pytest.raises(ValueError):  # noqa: PT011 - any
            json.loads(text, parse_constant=lambda name: 1 / 0)
    else:
        try:
            assert value == json.loads(text)
        except ValueError:
            assert "/" in text or "," in text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: the text ends too early"),
        ("[", "line 1: the text ends too early"),
        ("{\n\n}\nx", "line 4: there is text after the end"),
        ('{"a" 1}', "line 1: a colon is missing"),
        ("{'a': 1}", "line 1: a string is missing, or does not end"),
        ('{"a": "\n"}', "line 1: a string is missing, or does not end"),
        ("[1 2]", "line 1: a comma or a closing bracket is missing"),
        ("[1\n,,2]", "line 2: a value is missing"),
        ("[1}", "line 1: a comma or a closing bracket is missing"),
        ("[NaN]", "line 1: a value is missing"),
        ("[1] /* not closed", "line 1: there is text after the end"),
        ("[" * 5000, "line 1: nested deeper than 100 levels"),
        ("1" * 5000, "line 1: a number is too long"),
    ],
)
def test_what_is_not_json_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(InvalidJson) as error:
        parse(text)
    assert str(error.value) == message


def test_of_a_key_that_is_there_twice_the_last_counts() -> None:
    node = parse('{"a": 1, "a": 2}')
    assert node.get("a") is not None
    assert node.get("a").scalar == 2  # type: ignore[union-attr]
    assert node.get("b") is None
    assert parse('["a"]').get("") is None


# Editing ----------------------------------------------------------------------------------------

APPENDED = [
    ('{\n  "a": 1\n}\n', '{\n  "a": 1,\n  "k": [\n    2\n  ]\n}\n'),
    ('{\n  "a": 1,\n}', '{\n  "a": 1,\n  "k": [\n    2\n  ],\n}'),
    ('{\n\t"a": 1 // why\n}', '{\n\t"a": 1, // why\n\t"k": [\n\t\t2\n\t]\n}'),
    (
        '{\n    "a": 1, // why\n    // the end\n}',
        '{\n    "a": 1, // why\n    "k": [\n        2\n    ],\n    // the end\n}',
    ),
    ('{\r\n  "a": 1\r\n}', '{\r\n  "a": 1,\r\n  "k": [\r\n    2\r\n  ]\r\n}'),
    ('{"a": 1}', '{"a": 1, "k": [2]}'),
    ('{"a": 1,}', '{"a": 1, "k": [2],}'),
    ('{"a": 1 /* why */}', '{"a": 1, "k": [2] /* why */}'),
    ("{}", '{\n  "k": [\n    2\n  ]\n}'),
    ("{\n}\n", '{\n  "k": [\n    2\n  ]\n}\n'),
    ("{ // none yet\n}", '{ // none yet\n  "k": [\n    2\n  ]\n}'),
    ('{\n"a": 1\n}', '{\n"a": 1,\n"k": [\n  2\n]\n}'),
    ('{ /* x */ "a": 1 }', '{ /* x */ "a": 1, "k": [2] }'),
]


@pytest.mark.parametrize(("text", "wanted"), APPENDED)
def test_a_value_goes_in_as_the_text_is_written_and_out_again(text: str, wanted: str) -> None:
    new_text = append_item(text, parse(text), [2], "k")
    assert new_text == wanted
    less = remove_item(new_text, parse(new_text), len(parse(new_text).items) - 1)
    assert less == ("{}" + text[len("{\n}") :] if text.startswith("{\n}") else text)


def test_an_empty_list_on_one_line_is_filled_on_it() -> None:
    text = '{"a": [/* none */]}'
    inner = parse(text).items[0].value
    assert append_item(text, inner, 1) == '{"a": [/* none */1]}'


@pytest.mark.parametrize(
    ("text", "at", "wanted"),
    [
        ("[1, 2, 3]", 0, "[ 2, 3]"),
        ("[1, 2, 3]", 1, "[1, 3]"),
        ("[1, 2, 3]", 2, "[1, 2]"),
        ("[1]", 0, "[]"),
        ("[\n  1,\n]", 0, "[]"),
        ("[\n  // one\n  1\n]", 0, "[\n  // one\n]"),
        ("[1 /* one */, 2]", 0, "[ /* one */ 2]"),
        ("[1, /* two */ 2]", 1, "[1 /* two */]"),
        ("[1 // one\n]", 0, "[ // one\n]"),
        ("[ // one\n1]", 0, "[ // one\n]"),
        ("[ // one\r\n1]", 0, "[ // one\r\n]"),
        ("[1 /* one */, 2, 3]", 1, "[1 /* one */, 3]"),
        ("[1, 2 // two\n, 3]", 1, "[1, // two\n 3]"),
    ],
)
def test_what_is_removed_leaves_the_comments_of_others(text: str, at: int, wanted: str) -> None:
    assert remove_item(text, parse(text), at) == wanted
    items = parse(text).to_python()
    assert isinstance(items, list)
    del items[at]
    assert parse(wanted).to_python() == items


def list_containers(node: jsonc.Node) -> list[jsonc.Node]:
    inner = [container for item in node.items for container in list_containers(item.value)]
    return [node, *inner] if node.kind else inner


CONTAINERS = written(VALUES.filter(lambda value: isinstance(value, dict | list)))


@given(CONTAINERS, VALUES, st.data())
def test_an_append_adds_the_value_and_a_remove_gives_the_bytes_back(
    case: tuple[str, object], value: object, data: st.DataObject
) -> None:
    text, _ = case
    every = list_containers(parse(text))
    which = data.draw(st.integers(0, len(every) - 1))
    box = every[which]
    new_text = append_item(text, box, value, "new key" if box.kind == "{" else "")
    grown = list_containers(parse(new_text))[which]
    assert len(grown.items) == len(box.items) + 1
    assert grown.items[-1].value.to_python() == value
    assert (
        parse(remove_item(new_text, grown, len(box.items))).to_python() == parse(text).to_python()
    )
    if box.items:
        assert remove_item(new_text, grown, len(box.items)) == text


@given(CONTAINERS.filter(lambda case: bool(case[1])), st.data())
def test_a_remove_takes_one_item_and_no_comment(
    case: tuple[str, object], data: st.DataObject
) -> None:
    text, value = case
    root = parse(text)
    index = data.draw(st.integers(0, len(root.items) - 1))
    items = list(value.items()) if isinstance(value, dict) else list(value)  # type: ignore[call-overload]
    del items[index]
    less = remove_item(text, root, index)
    assert parse(less).to_python() == (dict(items) if isinstance(value, dict) else items)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": [1, 2], "b": {"c": "d"}}', []),
        ('{"a": "// no /* comment */ ,]", "b": "\\",}"}', []),
        ('{\n  // mine\n  "a": 1\n}', [("a comment", 2)]),
        ('{"a": 1, /* two\nlines */ "b": [\n1,\n]}', [("a comment", 1), ("a trailing comma", 3)]),
        ('{"a": [1], // last\n}\n', [("a trailing comma", 1), ("a comment", 1)]),
    ],
)
def test_what_strict_json_does_not_have_is_found(
    text: str, expected: list[tuple[str, int]]
) -> None:
    parse(text)
    assert list(jsonc.list_extensions(text)) == expected


@given(written())
def test_a_text_without_extensions_is_strict_json(case: tuple[str, object]) -> None:
    text, value = case
    if not list(jsonc.list_extensions(text)):
        assert json.loads(text.removeprefix("\ufeff")) == value
