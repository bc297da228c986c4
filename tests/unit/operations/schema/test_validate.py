from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.errors import EXIT_USAGE, UsageError
from minutebook.operations.schema import validate
from minutebook.operations.schema.records import NewPhr, Outcome
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
    assert validate.parse_new_phr(json.dumps(document)) == NewPhr(
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


def test_only_a_title() -> None:
    assert validate.parse_new_phr('\ufeff {"title": "x"} ') == NewPhr(title="x")
    assert validate.parse_new_phr('{"title": "x", "date": ""}') == NewPhr(title="x")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("", "the JSON is empty", "give it an object with a title"),
        (" \n", "the JSON is empty", "give it an object with a title"),
        ("{", "the JSON breaks off at line 1, column 2:", "let a JSON library write it"),
        ('{"title": "a\nb"}', "the JSON breaks off at line 1, column 13:", "let a JSON"),
        ('{"title": "a"} x', "the JSON breaks off at line 1, column 16:", "let a JSON library"),
        ('["a"]', "the JSON must be an object, not a list", "begin it with"),
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
        ('{"titel": "x"}', 'unknown key "titel" (and 1 more)', 'did you mean "title"?'),
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
        validate.parse_new_phr(text)
    assert message in refusal.value.message
    assert hint in refusal.value.hint
    assert refusal.value.exit_status == EXIT_USAGE


@pytest.mark.parametrize("text", ['{"title": "a\\ud800b"}', '{"title": "a\udc80b"}'])
def test_a_lone_surrogate_is_replaced(text: str) -> None:
    assert validate.parse_new_phr(text).title == "a\ufffdb"


def test_a_pair_of_surrogates_is_a_character() -> None:
    assert validate.parse_new_phr('{"title": "\\ud83d\\ude00"}').title == "😀"


@given(st.text())
def test_a_prompt_comes_in_as_it_is(prompt: str) -> None:
    record = validate.parse_new_phr(json.dumps({"title": "x", "prompt": prompt}))
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
        validate.parse_new_phr(json.dumps(document))
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
