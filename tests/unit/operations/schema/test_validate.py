from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.errors import EXIT_USAGE, UsageError
from minutebook.operations.schema import validate
from minutebook.operations.schema.new_records import NewPhr, Outcome
from minutebook.operations.schema.validate import DOCUMENTS

KEYS = [item.name for item in fields(NewPhr)]


def test_every_key() -> None:
    document = {
        "title": "Use Redis",
        "stage": "plan",
        "date": "2026-01-31",
        "feature": "cache",
        "prompt": "Which\r\ncache?\n---\n",
        "response": "Redis",
        "model": "m",
        "agent": "a",
        "surface": "cli",
        "command": "/plan",
        "labels": ["x", "y"],
        "files": ["a.py"],
        "tests": ["t.py"],
        "adr": ["ADR-7"],
        "spec": "s",
        "ticket": "t",
        "pr": "12",
        "outcome": {
            "impact": "i",
            "tests": "t",
            "files": "f",
            "next": "n",
            "reflection": "r",
        },
        "links": {"Relates to": ["PHR-1"], "related": ["PHR-2"]},
    }
    assert parse_one(json.dumps(document)) == NewPhr(
        title="Use Redis",
        stage="plan",
        date="2026-01-31",
        feature="cache",
        prompt="Which\r\ncache?\n---\n",
        response="Redis",
        model="m",
        agent="a",
        surface="cli",
        command="/plan",
        labels=("x", "y"),
        files=("a.py",),
        tests=("t.py",),
        adr=("ADR-7",),
        spec="s",
        ticket="t",
        pr="12",
        outcome=Outcome(impact="i", tests="t", files="f", next="n", reflection="r"),
        links={"relates-to": ("PHR-1", "PHR-2")},
    )


def parse_one(text: str) -> NewPhr:
    """The one prompt record that a text asks for."""
    (document,), is_many = validate.parse_new_phrs(text)
    assert not is_many
    return document


def test_only_a_title() -> None:
    assert parse_one('\ufeff {"title": "x"} ') == NewPhr(title="x")
    assert parse_one('{"title": "x", "date": ""}') == NewPhr(title="x")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("", "the JSON is empty", "give it an object with a title"),
        (" \n", "the JSON is empty", "give it an object with a title"),
        ("{", "the JSON breaks off at line 1, column 2:", "let a JSON library write it"),
        ('{"title": "a\nb"}', "the JSON breaks off at line 1, column 13:", "let a JSON"),
        ('{"title": "a"} x', "the JSON breaks off at line 1, column 16:", "let a JSON library"),
        ('["a"]', "record 1: must be an object, not a string", "minutebook schema new-phr"),
        ("[]", "the JSON has no records", "give it an object with a title"),
        ('[{"title": "a"}, {"title": ""}]', "record 2: title must not be blank", "correct title"),
        ('{"title": "a"}\n\n{"titel": "b"}', 'record 2: unknown key "titel"', '"title"?'),
        ('{"title": "a"}\r\n[]', "record 2: must be an object, not a list", "new-phr"),
        ('{"title": "a"}\n\n{"title"', "record 2: the JSON breaks off at line 3, col", "let a"),
        ('{"title": "a"}\n{"title": "b", "title": "c"}', "record 2: the JSON has the", "keep one"),
        ('"a"', "the JSON must be an object, not a string", "begin it with"),
        ("true", "the JSON must be an object, not true or false", "begin it with"),
        ("null", "the JSON must be an object, not null", "begin it with"),
        ("1.5", "the JSON must be an object, not a number", "begin it with"),
        ('{"a": 1, "title": "x", "title": "y"}', 'has the key "title" twice', "keep one of them"),
        ('{"outcome": {"next": "", "next": ""}}', 'has the key "next" twice', "keep one of them"),
        ('{"title": NaN}', "the JSON has NaN, which JSON does not know", "leave the key out"),
        (
            '{"title": -Infinity}',
            "the JSON has -Infinity, which JSON does not know",
            "leave the key out",
        ),
        ("[" * 100_000, "the JSON is nested too deeply", "minutebook schema"),
        ('{"title": ' + "1" * 5000 + "}", "a number that is too long", "write it as a string"),
        (
            '{"title": "' + "x" * validate.MAX_DOCUMENT_CHARACTERS,
            "at most 10,000,000 are taken",
            "record what",
        ),
        ("{}", "title is missing", "add the key title"),
        ('{"title": "x", "titel": 1}', 'unknown key "titel"', 'did you mean "title"?'),
        ('{"titel": "x"}', 'unknown key "titel"; title is missing', 'did you mean "title"?'),
        (
            '{"titel": "x", "date": 1, "labels": 1, "pr": 1}',
            'unknown key "titel"; title is missing; date must be a string, not a number (and 2 more)',
            'did you mean "title"?',
        ),
        ('{"title": "x", "Prompt_Text": ""}', 'unknown key "Prompt_Text"', 'mean "prompt"?'),
        ('{"title": "x", "ö": ""}', 'unknown key "ö"', "known: title, stage, date"),
        ('{"title": "x", "outcome": {"impct": ""}}', '"impct" in outcome', 'mean "impact"?'),
        ('{"title": "x", "' + "k" * 99 + '": 1}', "k" * 59 + "…", "known: title"),
        ('{"title": 1}', "title must be a string, not a number", 'write it in quotes: "1"'),
        ('{"title": null}', "title must be a string, not null", "leave title out"),
        ('{"title": " "}', "title must not be blank", "correct title"),
        ('{"title": "x", "pr": 12}', "pr must be a string, not a number", 'in quotes: "12"'),
        ('{"title": "x", "labels": "a"}', "labels must be a list, not a string", 'a list: ["a"]'),
        ('{"title": "x", "labels": {}}', "labels must be a list, not an object", "schema new-phr"),
        ('{"title": "x", "files": ["a", 1]}', "files[1] must be a string, not a n", 'quotes: "1"'),
        ('{"title": "x", "outcome": "a"}', "outcome must be an object, not a s", "schema new-phr"),
        ('{"title": "x", "outcome": {"next": []}}', "outcome.next must be a string, not a", "sch"),
        ('{"title": "x", "date": "2026-02-30"}', "date must be a day that the calen", "correct"),
        ('{"title": "x", "date": "1850-01-01"}', "date must be in the years 1900", "correct"),
        ('{"title": "x", "date": "20260131"}', "date must be a date such as 2026-01", "correct"),
        ('{"title": "x", "links": []}', "links must be an object, not a list", "schema new-phr"),
        ('{"title": "x", "links": {"follows": "a"}}', "links.follows must be a list", '["a"]'),
        ('{"title": "x", "links": {" ": []}}', "links", "correct links"),
    ],
)
def test_refused(text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as refusal:
        parse_one(text)
    assert message in refusal.value.message
    assert hint in refusal.value.hint
    assert refusal.value.exit_status == EXIT_USAGE


@pytest.mark.parametrize(
    "text",
    [
        '[{"title": "a"}, {"title": "b"}]',
        '\ufeff\n [\n{"title": "a"},{"title": "b"}\n]\n',
        '{"title": "a"}\n{"title": "b"}',
        '\ufeff{"title": "a"}\r\n\r\n{"title": "b"}\r\n',
    ],
)
def test_many_records(text: str) -> None:
    assert validate.parse_new_phrs(text) == ([NewPhr(title="a"), NewPhr(title="b")], True)
    adrs, is_many = validate.parse_new_adrs(text)
    assert ([adr.title for adr in adrs], is_many) == (["a", "b"], True)


def test_one_document_over_several_lines_is_one() -> None:
    assert parse_one('{\n"title": "a"\n}\n') == NewPhr(title="a")
    assert validate.parse_new_phrs('[{"title": "a"}]') == ([NewPhr(title="a")], True)


@pytest.mark.parametrize("text", ['{"title": "a\\ud800b"}', '{"title": "a\udc80b"}'])
def test_a_lone_surrogate_is_replaced(text: str) -> None:
    assert parse_one(text).title == "a\ufffdb"


def test_a_pair_of_surrogates_is_a_character() -> None:
    assert parse_one('{"title": "\\ud83d\\ude00"}').title == "😀"


@given(st.text())
def test_a_prompt_comes_in_as_it_is(prompt: str) -> None:
    record = parse_one(json.dumps({"title": "x", "prompt": prompt}))
    assert record.prompt == prompt


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda below: (
            st.lists(below) | st.dictionaries(st.sampled_from(sorted(KEYS)) | st.text(), below)
        ),
    )
)
def test_any_document_is_taken_or_refused(document: Any) -> None:
    outcome = "a record"
    try:
        validate.parse_new_phrs(json.dumps(document))
    except UsageError as refusal:
        outcome = refusal.message and refusal.hint
    assert outcome


def test_the_schemas_are_whole() -> None:
    everything = validate.build_schema()
    refs = _refs(everything)
    assert refs
    for ref in refs:
        assert ref.removeprefix("#/$defs/") in everything["$defs"]
    for name in DOCUMENTS:
        schema = validate.build_schema(name)
        assert schema["$schema"] == everything["$schema"]
        assert schema["additionalProperties"] is False


def test_the_schema_of_a_new_record_names_what_is_accepted() -> None:
    schema = validate.build_schema("new-phr")
    assert list(schema["properties"]) == KEYS
    assert schema["required"] == ["title"]
    assert schema["properties"]["prompt"]["description"] == "The prompt, verbatim."


def test_an_unknown_schema() -> None:
    with pytest.raises(UsageError, match="no schema is called 'lst'") as refusal:
        validate.build_schema("lst")
    assert refusal.value.hint == 'did you mean "list"?'


def _refs(node: object) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(_refs(item) for item in node.values()))
    if isinstance(node, list):
        return set().union(*(_refs(item) for item in node))
    return set()
