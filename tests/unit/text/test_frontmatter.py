"""Front matter: what is read from which page, and that an edit changes one field's bytes."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from minutebook.errors import Refusal
from minutebook.text import frontmatter
from minutebook.text.frontmatter import (
    FrontMatter,
    emit,
    format_fields,
    format_scalar,
    get_field,
    get_source,
    parse,
    remove_field,
    set_field,
    set_source,
)
from minutebook.text.frontmatter import pyyaml as slow
from minutebook.text.frontmatter.emit import parse_plain, quote_double, quote_single
from minutebook.text.frontmatter.strict import NotCanonical, parse_canonical

CORPUS = os.environ.get("MINUTEBOOK_CORPUS")

PAGE = """---
id: "0042"
title: 'It''s a title'  # as said
# who and when
stage: green
date: 2025-12-10

labels: [a, "b c", 3]   # short
links:
  spec: specs/a.md
  adr: [0007-use-redis]
files:
  - src/a.py  # new
  # renamed
  - "src/b.py"
tests:
- tests/a.py
---

## Prompt
"""


def fields(text: str) -> dict[str, object]:
    return dict(parse(text)[0].fields)


def list_problems(text: str) -> list[tuple[str, str, int]]:
    return [(problem.code, problem.severity, problem.line) for problem in parse(text)[1]]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("id: 0042", {"id": "0042"}),
        (
            "a: 1\nb: -2\nc: 0\nd: +1\ne: 1.10\nf: 1_0\ng: 0x1F",
            {"a": 1, "b": -2, "c": 0, "d": "+1", "e": "1.10", "f": "1_0", "g": "0x1F"},
        ),
        ("a: 1234567890123456789", {"a": "1234567890123456789"}),
        (
            "a: true\nb: False\nc: yes\nd: no\ne: on",
            {"a": True, "b": False, "c": "yes", "d": "no", "e": "on"},
        ),
        ("a: null\nb: ~\nc:\nd: ''", {"a": None, "b": None, "c": None, "d": ""}),
        (
            "a: 2025-12-10\nb: 2025-12-10 10:00:00\nc: 1:30",
            {"a": "2025-12-10", "b": "2025-12-10 10:00:00", "c": "1:30"},
        ),
        ("a: [b, 'c d', \"e, f\", 1, null]", {"a": ["b", "c d", "e, f", 1, None]}),
        ("a: []\nb: {}\nc: [ a ]", {"a": [], "b": {}, "c": ["a"]}),
        ("a:\n  - b\n  - 1\n  - [c]", {"a": ["b", 1, ["c"]]}),
        ("a:\n- b\n- c", {"a": ["b", "c"]}),
        (
            "a:\n  - b: c\n    d: [e]\n  - f: 'g: h'\n  - i\nj: k",
            {"a": [{"b": "c", "d": ["e"]}, {"f": "g: h"}, "i"], "j": "k"},
        ),
        ("a:\n- b: 1\n\n  c: d\n- e: f", {"a": [{"b": 1, "c": "d"}, {"e": "f"}]}),
        ("a:\n  b: c\n  d: [e]\n  f:", {"a": {"b": "c", "d": ["e"], "f": None}}),
        ('a: "b\\n\\"c\\" \\\\ \\u00e9 \\/"', {"a": 'b\n"c" \\ é /'}),
        ("a: 'b ''c'''", {"a": "b 'c'"}),
        ("a: \"'b'\"", {"a": "'b'"}),
        ("# note\n\na: http://b.c:80/#d", {"a": "http://b.c:80/#d"}),
        ("data-model: b\nأ: c", {"data-model": "b", "أ": "c"}),
        # Not canonical, but YAML.
        ("a: b # c", {"a": "b"}),
        ("a: |\n  b\n  c\n", {"a": "b\nc\n"}),
        ("a: >-\n  b\n  c\n", {"a": "b c"}),
        ("a: b\n  c", {"a": "b c"}),
        ("a: {b: c, d: [e]}", {"a": {"b": "c", "d": ["e"]}}),
        ("a:\n  b:\n    c: d", {"a": {"b": {"c": "d"}}}),
        ("a:\n  - b: c\n    d: 1", {"a": [{"b": "c", "d": 1}]}),
        ("'a b': c\n\"d\": e\n1: f\ntrue: g", {"a b": "c", "d": "e", "1": "f", "true": "g"}),
        ("a: &x [b]\nc: *x", {"a": ["b"], "c": ["b"]}),
        ("a: &x {b: c}\nd:\n  <<: *x", {"a": {"b": "c"}, "d": {"<<": {"b": "c"}}}),
        (
            "a: !!float b\nc: !d e\nf: !!python/object:os.system [g]",
            {"a": "b", "c": "e", "f": ["g"]},
        ),
        ('a: "b\\x41"', {"a": "bA"}),
        ("a: [b,]\nc: [d, [e]]\nf: [-1]", {"a": ["b"], "c": ["d", ["e"]], "f": [-1]}),
        ("a: -1\nb: -c", {"a": -1, "b": "-c"}),
        ("a: 'b' # c\nd: \"e\" # f", {"a": "b", "d": "e"}),
        ("a: []  # b", {"a": []}),
        ('a: ["\\x41"]', {"a": ["A"]}),
        ("a:\n  # b\n  - c", {"a": ["c"]}),
        ("a:\n   \n  - c", {"a": ["c"]}),
        ("id: b\na:\u00a0b: c", {"id": "b", "a:\u00a0b": "c"}),
    ],
)
def test_values(text: str, fields: dict[str, object]) -> None:
    for page in (f"---\n{text}\n---\n# A\n", f"\ufeff---\n{text}\n...\nb".replace("\n", "\r\n")):
        front_matter, findings = parse(page)
        assert (dict(front_matter.fields), front_matter.shape, findings) == (fields, "fenced", ())
        assert [type(value) for value in front_matter.fields.values()] == [
            type(v) for v in fields.values()
        ]


@pytest.mark.parametrize(
    ("text", "shape", "inside", "body", "lines"),
    [
        (
            PAGE,
            "fenced",
            PAGE[4 : PAGE.index("\n---\n") + 1],
            "\n## Prompt\n",
            {
                "id": 2,
                "title": 3,
                "stage": 5,
                "date": 6,
                "labels": 8,
                "links": 9,
                "files": 12,
                "tests": 16,
            },
        ),
        ("---\na: b\n---\nc", "fenced", "a: b\n", "c", {"a": 2}),
        ("---\na: b\n---", "fenced", "a: b\n", "", {"a": 2}),
        ("---\na: b #\n--- \nc", "fenced", "a: b #\n", "c", {"a": 2}),
        ("\n\n---\nid: b\n---\nc", "fenced", "id: b\n", "c", {"id": 4}),
        ("\ufeff---\r\nid: b\r\n---\r\nc", "fenced", "id: b\r\n", "c", {"id": 2}),
        ("---\n---\na", "fenced", "", "a", {}),
        ("---\n\n---\na", "fenced", "\n", "a", {}),
        ("---\n# note\nid: b\n---\na", "fenced", "# note\nid: b\n", "a", {"id": 3}),
        ("---\n# note\n\nid: b\n---\na", "fenced", "# note\n\nid: b\n", "a", {"id": 4}),
        ("---\n\n# note\nb: c\n---\na", "fenced", "\n# note\nb: c\n", "a", {"b": 4}),
        ("---\n\n# A\n\nid: b\n---\na", "none", "", None, {}),
        (
            "---\nid: b\n\n# note\ntitle: c\n---\na",
            "fenced",
            "id: b\n\n# note\ntitle: c\n",
            "a",
            {"id": 2, "title": 5},
        ),
        (
            "---\nid: b\n# note\ntitle: c: d\n---\na",
            "fenced",
            "id: b\n# note\ntitle: c: d\n",
            "a",
            {"id": 2, "title": 4},
        ),
        ("---[]\nid: b\n---\na", "fenced", "id: b\n", "a", {"id": 2}),
        ("---\nid: b\ntitle: c", "unclosed", "id: b\ntitle: c", "", {"id": 2, "title": 3}),
        ("---\nid: b\n\nWords: c", "unclosed", "id: b\n", "\nWords: c", {"id": 2}),
        (
            "---\nid: b\n\nprompts:\n  - c\n\n  - d\n\n\nPROMPT_TEXT: e\n# F",
            "unclosed",
            "id: b\n\nprompts:\n  - c\n\n  - d\n\n\nPROMPT_TEXT: e\n",
            "# F",
            {"id": 2, "prompts": 4, "PROMPT_TEXT": 10},
        ),
        (
            "---\nid: b\n\n## C\n\nd\n\n---\n\ne: f\n",
            "unclosed",
            "id: b\n",
            "\n## C\n\nd\n\n---\n\ne: f\n",
            {"id": 2},
        ),
        (
            "---\nid: b\n\n# C\n\nd\n\n---\n",
            "unclosed",
            "id: b\n",
            "\n# C\n\nd\n\n---\n",
            {"id": 2},
        ),
        ("---\nid: b\n```\nc: d\n```\n", "unclosed", "id: b\n", "```\nc: d\n```\n", {"id": 2}),
        (
            "```yaml\nid: a\ntitle: b\n```\n# C",
            "code",
            "id: a\ntitle: b\n",
            "# C",
            {"id": 2, "title": 3},
        ),
        (
            "```\n---\nid: a\ntitle: b\n---\n```\n# C",
            "code",
            "id: a\ntitle: b\n",
            "# C",
            {"id": 3, "title": 4},
        ),
        (
            "```yml\n---\nid: a\ntitle: b\n```",
            "code",
            "id: a\ntitle: b\n",
            "",
            {"id": 3, "title": 4},
        ),
        (
            "```markdown\n---\nid: a\ntitle: b\n---\n# C\n```\n",
            "code",
            "id: a\ntitle: b\n",
            "# C\n```\n",
            {"id": 3, "title": 4},
        ),
        ("id: a\ntitle: b\n\n# C", "bare", "id: a\ntitle: b\n", "\n# C", {"id": 1, "title": 2}),
        (
            "\ufeff\r\nID: a\r\nTITLE: b\r\n---\r\nc",
            "bare",
            "ID: a\r\nTITLE: b\r\n",
            "---\r\nc",
            {"ID": 2, "TITLE": 3},
        ),
        # Pages that have none.
        ("", "none", "", "", {}),
        ("# A\n\nid: a\ntitle: b\n", "none", "", None, {}),
        ("---\n", "none", "", None, {}),
        ("---", "none", "", None, {}),
        ("----\nid: a\n---\n", "none", "", None, {}),
        ("--- id: a\n---\n", "none", "", None, {}),
        ("---\n\n# A\n\nb\n\n---\nc", "none", "", None, {}),
        ("---\n\n\n---\nc", "none", "", None, {}),
        ("---\nNote: the rest is prose.\n\nSo it is.\n\n---\nc", "none", "", None, {}),
        ("---\nNote that: this is prose.\n---\nc", "none", "", None, {}),
        ("---\nNote: the rest is prose.\n", "none", "", None, {}),
        ("---\n[a, b]\n---\n", "none", "", None, {}),
        ("```yaml\nid: a\ntitle: b\n", "none", "", None, {}),
        ("```yaml\nid: a\nb: c\n```\n", "none", "", None, {}),
        ("```python\nid: a\ntitle: b\n```\n", "none", "", None, {}),
        ("```markdown\nid: a\ntitle: b\n```\n", "none", "", None, {}),
        ("```md\n---\nid: a\ntitle: b\n```\n", "none", "", None, {}),
        ("title: a\n\nb", "none", "", None, {}),
        ("title: a\nNote: b\n", "none", "", None, {}),
        ("Note: b\ntitle: a\n", "none", "", None, {}),
        ("  id: b\n  title: a\n", "none", "", None, {}),
    ],
)
def test_where_front_matter_is(
    text: str, shape: str, inside: str, body: str | None, lines: dict[str, int]
) -> None:
    fields = parse(text)[0]
    assert fields.shape == shape
    assert text[fields.start : fields.end] == inside
    assert text[fields.body_start :] == (text if body is None else body)
    assert fields.line_numbers == lines


@pytest.mark.parametrize(
    ("text", "findings", "message", "fix"),
    [
        ("---[]\nid: a\n---\n", [("front-matter-shape", "warning", 1)], "`---[]`", "write `---`"),
        (
            "---\nid: a\n\n\nb\n",
            [("front-matter-open", "warning", 1)],
            "never closed",
            "after line 2",
        ),
        ("---\nid: a", [("front-matter-open", "warning", 1)], "never closed", "after line 2"),
        (
            "\n```\nid: a\ntitle: b\n```",
            [("front-matter-shape", "warning", 2)],
            "code fence",
            "take the code fence away",
        ),
        (
            "\nid: a\ntitle: b\n",
            [("front-matter-shape", "warning", 2)],
            "no fences",
            "before and after",
        ),
        (
            "---\nid: a\nb: c\nid: d\n---\n",
            [("front-matter-twice", "warning", 4)],
            "`id` occurs twice",
            "keep one",
        ),
        (
            "---\nid: a\nid: b: c\n---\n",
            [("front-matter", "warning", 3), ("front-matter-twice", "warning", 3)],
            "`id` is not YAML",
            "quote the value",
        ),
        (
            "---\nid: a\ntitle: b: c\n---\n",
            [("front-matter", "warning", 3)],
            "`title` is not YAML",
            "quote the value of `title`: it contains ': '",
        ),
        (
            "---\nid: {{ID}}\n---\n",
            [("front-matter", "warning", 2)],
            "`id` is not YAML",
            "fill in `id`",
        ),
        ("---\nid: @a\n---\n", [("front-matter", "warning", 2)], "`id`", "begins with `@`"),
        (
            '---\nid: a\ntitle: "b\n---\n',
            [("front-matter", "warning", 3)],
            "`title`",
            "close the quotes of `title`",
        ),
        ("---\nid:\n\t- a\n---\n", [("front-matter", "warning", 2)], "`id`", "not tabs"),
        (
            "---\nid: a\x00\n---\n",
            [("front-matter", "warning", 2)],
            "`id`",
            "unprintable characters out of `id`",
        ),
        (
            "---\nid: a\udc80\n---\n",
            [("front-matter", "warning", 2)],
            "`id`",
            "unprintable characters out of `id`",
        ),
        (
            "---\nid: |\na b\n---\n",
            [("front-matter", "warning", 2)],
            "`id`",
            "every line of the text below `id`",
        ),
        ("---\nid: a\nb\n---\n", [("front-matter", "warning", 2)], "`id`", "every line below `id`"),
        (
            "---\nid: a\n%b\ntitle: [c]\n---\n",
            [("front-matter", "warning", 2)],
            "`id`",
            "every line below `id`",
        ),
        (
            "---\na b\nid: c\n---\n",
            [("front-matter", "error", 3)],
            "field by field",
            "correct the YAML",
        ),
        ("---\nid: a\n---\n", [], "", ""),
    ],
)
def test_what_is_wrong_where_and_what_cures_it(
    text: str, findings: list[tuple[str, str, int]], message: str, fix: str
) -> None:
    assert list_problems(text) == findings
    for problem in parse(text)[1][:1]:
        assert (message in problem.message, fix in problem.fix) == (True, True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("id: a\ntitle: b: c\nx: 1", {"id": "a", "title": "b: c", "x": 1}),
        (
            "id: {{ID}}\nlabels: [{{L}}]\nfiles:\n{{F}}\nx: [1]",
            {"id": "{{ID}}", "labels": "[{{L}}]", "files": "{{F}}", "x": [1]},
        ),
        (
            'tests:\n  - a: b: c\n  - "d"\n  - 1\n  -  \nx: 2',
            {"tests": ["a: b: c", "d", 1, None], "x": 2},
        ),
        (
            "links:\n  spec: {{S}}\n  adr: [a]\n  pr:\n  x: b: c",
            {"links": {"spec": "{{S}}", "adr": ["a"], "pr": None, "x": "b: c"}},
        ),
        ("id: a\n\nb c\n\ntitle: d", {"id": "a\n\nb c", "title": "d"}),
        ('title: "a\nid: "b"', {"title": '"a', "id": "b"}),
        ("title: a: b\nid: 1: 2\nx: 'c'", {"title": "a: b", "id": "1: 2", "x": "c"}),
        (
            "title: a: b\nx: [c, {d: e}]\ny: {f: g}",
            {"title": "a: b", "x": ["c", {"d": "e"}], "y": {"f": "g"}},
        ),
        ("title: a\udc80\nid: |\n  b\udc80\n  c", {"title": "a\udc80", "id": "|\n  b\udc80\n  c"}),
        ("title: a: b\nid: a\nid: b", {"title": "a: b", "id": "b"}),
    ],
)
def test_one_bad_value_hides_no_other(text: str, found: dict[str, object]) -> None:
    for end in ("\n", "\r\n"):
        page = f"---\n{text}\n---\n# A\n".replace("\n", end)
        assert fields(page) == found
        assert ("front-matter", "warning") in [problem[:2] for problem in list_problems(page)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("id: " + "[" * 21 + "]" * 21, "nested deeper than 20"),
        ("id:\n" + "".join(" " * (n + 1) + "a:\n" for n in range(40)), "nested deeper than 20"),
        ("id: " + "- " * 500, "not allowed in this context"),
        ("id: &a b\nx: &y [c]\nz: [" + "*y, " * 17 + "]", "more than 16 aliases"),
        ("id: &a [*a]", "leads back to itself"),
        ("id: &a\n  b: *a", "leads back to itself"),
        ("id: *a", "undefined alias"),
        ("? [a]\n: b\nid: c", "a key is a list"),
        ("id: a\n--- b", "not"),
        ("id: " + "a" * 70000 + " # b", "over 64 KB"),
    ],
)
def test_what_is_too_much_for_yaml(text: str, why: str) -> None:
    (finding,) = parse(f"---\n{text}\n---\n")[1]
    assert (finding.code, why in finding.message) == ("front-matter", True)
    assert "id" in fields(f"---\n{text}\n---\n")


def test_what_looks_deep_may_be_shallow() -> None:
    page = "---\nid: a\nb: |\n  c\n" + " " * 30 + "d\ne: [" + "[], " * 30 + "[f: g]]\n---\n"
    assert list_problems(page) == []
    assert get_field(page, "e") == [*[[]] * 30, [{"f": "g"}]]


def test_many_aliases_of_words_are_harmless() -> None:
    assert get_field("---\na: &x b\nc: [" + "*x, " * 40 + "]\n---\n", "c") == ["b"] * 40


def test_a_large_page_of_broken_fields_is_read() -> None:
    many = "".join(f"k{n}: a: {n}\n" for n in range(500))
    assert fields(f"---\nid: b\n{many}---\n") == {
        "id": "b",
        **{f"k{n}": f"a: {n}" for n in range(500)},
    }
    large = "x: " + "a" * 70000 + ": b\n"
    assert fields(f"---\nid: b\n{large}y: c # d\n---\n")["y"] == "c # d"


def test_a_loader_may_have_no_c(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(yaml, "CSafeLoader")
    slow._make_loader_class.cache_clear()
    try:
        assert fields("---\na: 0010 # b\nc: &d [e]\nf: *d\n---\n") == {
            "a": "0010",
            "c": ["e"],
            "f": ["e"],
        }
        assert list_problems("---\nid: \x00\n---\n") == [("front-matter", "warning", 2)]
        assert list_problems("---\nid: b: c\n---\n") == [("front-matter", "warning", 2)]
    finally:
        slow._make_loader_class.cache_clear()


def test_a_text_that_yaml_finds_nothing_in() -> None:
    assert slow.load_yaml("# a\n") == (None, [])
    with pytest.raises(slow.UnreadableYaml, match="tab"):
        slow.load_yaml("a: b\n\tc: [")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", "0042"),
        ("links.spec", "specs/a.md"),
        ("links.pr", None),
        ("id.x", None),
        ("x", None),
        ("x.y", None),
    ],
)
def test_a_field_by_name(name: str, value: object) -> None:
    assert get_field(PAGE, name) == value


def test_a_name_with_a_dot_is_a_name() -> None:
    page = "---\na.b: c\na:\n  b: d\n---\n"
    assert get_field(page, "a.b") == "c"
    assert set_field(page, "a.b", "e") == page.replace("c", "e")
    assert remove_field(page, "a.b") == page.replace("a.b: c\n", "")


# Canonical form.


@pytest.mark.parametrize(
    ("value", "yaml_text"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (7, "7"),
        ("words here", "words here"),
        ("0042", '"0042"'),
        ("7", '"7"'),
        ("1.10", '"1.10"'),
        ("1e3", '"1e3"'),
        ("0x1F", '"0x1F"'),
        ("0o17", '"0o17"'),
        ("1_000", '"1_000"'),
        (".5", '".5"'),
        (".inf", '".inf"'),
        ("2025-12", '"2025-12"'),
        ("12:30:45", '"12:30:45"'),
        ("yes", '"yes"'),
        ("Off", '"Off"'),
        ("null", '"null"'),
        ("~", '"~"'),
        ("", '""'),
        (" a", '" a"'),
        ("a ", '"a "'),
        ("a: b", '"a: b"'),
        ("a:", '"a:"'),
        ("a #b", '"a #b"'),
        ("a#b:c", "a#b:c"),
        ("- a", '"- a"'),
        ("[a]", '"[a]"'),
        ("*a", '"*a"'),
        ("'a'", "\"'a'\""),
        ('say "a"', 'say "a"'),
        ("a\\b", "a\\b"),
        ('"a\\', '"\\"a\\\\"'),
        ("a\nb\tc\r", '"a\\nb\\tc\\r"'),
        ("\x00\x85\u2028\ufeff", '"\\u0000\\u0085\\u2028\\ufeff"'),
        ("سلام", "سلام"),
        ("🎉", '"🎉"'),
        ("\U000e0001", '"\U000e0001"'),
        ("001-add-page", "001-add-page"),
        ("specs/a.md", "specs/a.md"),
        (".github/a.yml", ".github/a.yml"),
        ("/sp.plan", "/sp.plan"),
        (["a", "b, c", 1, None], '[a, "b, c", 1, null]'),
        ([{"a": "b"}, {}], "[{a: b}, {}]"),
        ({"a": "b", "1": ["c"]}, '{a: b, "1": [c]}'),
        ([], "[]"),
        ({}, "{}"),
    ],
)
def test_a_value_as_yaml(value: object, yaml_text: str) -> None:
    assert format_scalar(value) == yaml_text
    assert yaml.safe_load(f"a: {yaml_text}") == {"a": value}
    assert fields(f"---\na: {yaml_text}\n---\n") == {"a": value}


def test_a_day_stands_plain_as_everywhere() -> None:
    assert format_scalar("2025-12-10") == "2025-12-10"
    assert format_scalar(["2025-12-10"]) == "[2025-12-10]"
    assert fields("---\na: [2025-12-10]\n---\n") == {"a": ["2025-12-10"]}


@pytest.mark.parametrize(
    ("value", "yaml_text"),
    [
        ("Fix {{ user }}", '"Fix \\u007b{ user }}"'),
        ("[TODO] decide", '"\\u005bTODO] decide"'),
        ("{a feature}", '"\\u007ba feature}"'),
        ("[auth] log in", '"[auth] log in"'),
        (["TODO", "A_NAME", "a"], '["TODO", "A_NAME", a]'),
    ],
)
def test_a_value_is_no_placeholder_of_a_template(value: object, yaml_text: str) -> None:
    assert format_scalar(value) == yaml_text
    assert parse(f"---\na: {yaml_text}\n---\n")[0].fields == {"a": value}
    assert yaml.safe_load(yaml_text) == value


def test_a_number_sign_in_quotes_begins_no_comment() -> None:
    page = '---\nid: ""\ntitle: ""\n---\n'
    changed = set_field(page, "id", ["#"])
    assert set_source(changed, "id", get_source(page, "id")) == page


def test_a_float_stands_plain_and_reads_back_as_its_words() -> None:
    assert format_fields({"a": 0.83, "b": [{"c": 0.5}]}) == "a: 0.83\nb:\n  - c: 0.5\n"
    assert fields(set_field("---\nid: b\n---\n", "a", [{"c": 0.5}])) == {
        "id": "b",
        "a": [{"c": "0.5"}],
    }


def test_quotes_can_be_asked_for() -> None:
    assert format_scalar("a", quote=True) == '"a"'
    assert format_scalar(["a", 1], quote=True) == '["a", 1]'
    assert quote_single("it's") == "'it''s'"
    assert quote_single("a\n") == quote_double("a\n") == '"a\\n"'
    assert parse_plain("-0") == "-0"


def test_a_new_head() -> None:
    given = {
        "id": "0001",
        "title": "A: b",
        "labels": ["a", "b"],
        "links": {"spec": "s.md", "adr": ["0001-a"], "x": {}, "w": {"z": 1}},
        "files": ["a.py"],
        "long": [f"a name of some length {n}" for n in range(5)],
        "ledger": [{"id": "S-1", "on": ["a"], "c": {"d": 1}}, "e", {}, {"id": "S-2"}],
        "none": [],
        "nothing": {},
        "a b": None,
    }
    text = format_fields(given)
    assert text == (
        'id: "0001"\ntitle: "A: b"\nlabels: [a, b]\nlinks:\n  spec: s.md\n  adr: [0001-a]\n  x: {}\n'
        "  w: {z: 1}\nfiles:\n  - a.py\nlong:\n"
        + "".join(f"  - a name of some length {n}\n" for n in range(5))
        + 'ledger:\n  - id: S-1\n    "on": [a]\n    c: {d: 1}\n  - e\n  - {}\n  - id: S-2\n'
        + "none: []\nnothing: {}\na b: null\n"
    )
    assert fields(f"---\n{text}---\n") == given


WORDS = st.text(st.characters(exclude_categories=())) | st.sampled_from(
    [
        "yes",
        "0010",
        "1:30",
        "2025-01-02",
        "a: b",
        "#",
        "- a",
        "'",
        '"',
        "\\",
        "null",
        "{{A}}",
        "a\r\nb",
    ]
)
CLEAN = st.text(st.characters(exclude_categories=["Cs"])) | WORDS.filter(str.isprintable)
ONE = CLEAN | st.integers(-(10**17), 10**17) | st.none() | st.booleans()
NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)
VALUES = (
    ONE
    | st.lists(ONE, max_size=4)
    | st.dictionaries(NAMES, ONE | st.lists(ONE, max_size=3), max_size=4)
    | st.lists(
        ONE | st.dictionaries(NAMES, ONE | st.lists(ONE, max_size=3), max_size=3), max_size=4
    )
)


@given(st.dictionaries(NAMES, VALUES, min_size=1))
def test_what_is_written_reads_back_the_same_for_everyone(given_: dict[str, object]) -> None:
    text = format_fields(given_)
    assert _days(yaml.safe_load(text)) == given_
    assert slow.load_yaml(text) == (given_, [])
    assert fields(f"---\n{text}---\n") == given_
    assert list_problems(f"---\n{text}---\n") == []


def _days(value: object) -> object:
    """Days as words: they alone stand plain, though YAML 1.1 makes more of them."""
    if isinstance(value, dict):
        return {key: _days(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_days(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


@given(st.dates())
def test_only_days_that_there_are_stand_plain(day: date) -> None:
    assert _days(yaml.safe_load(format_scalar(day.isoformat()))) == day.isoformat()
    assert format_scalar(day.isoformat()[:-2] + "32").startswith('"')


@given(st.dictionaries(NAMES, VALUES, min_size=1))
def test_the_strict_reader_takes_what_is_written(given_: dict[str, object]) -> None:
    fields: dict[str, object] = {}
    text = format_fields(given_)
    # Names that need quotes ("on") and signs that are unprintable even in quotes go to YAML.
    bare = all(format_scalar(key) == key for key in _keys(given_))
    if bare and text.replace("\n", "").isprintable():
        parse_canonical(text, 1, fields, {})
        assert fields == given_


def _keys(value: dict[str, object]) -> list[str]:
    items = [item for each in value.values() if isinstance(each, list) for item in each]
    inner = [key for each in (*value.values(), *items) if isinstance(each, dict) for key in each]
    return [*value, *inner]


HEAD_LINES = st.sampled_from(
    [
        "id: 1",
        "title: a b",
        "x:",
        "y: 'it''s'",
        'z: "a\\nb"',
        "w: [a, 'b', \"c\"]",
        "v: [a,b ]",
        "u: []",
        "  - a",
        "- b",
        "  - 'c'",
        "  - [d]",
        "  k: v",
        "  l:",
        "  m: [n, 1]",
        "",
        "# c",
        "t: a # b",
        "s: a:b",
        "r: - a",
        "q: {}",
        "p: a:",
        "o: 0010",
        "n: |",
        "   deep",
        "m: *a",
        "l: [a, b: c]",
        "k: [a b ]",
        "j: [a",
        "i: b]",
        "h: '",
        'g: "a" b',
        "id: 2",
        "f: [?a]",
        "e: <<",
        "d: [~, null]",
        "c: a  b",
        "b:  a",
        "a: =",
        "bb: [a, ]",
        "cc: [,]",
        "dd: [a\tb]",
        "ee: \\",
        "ff: [\"\\\\\", '']",
        'gg: "\\ud800"',
        "hh: ?a",
        "ii: [a#b]",
        "jj: a#",
        "kk: [-]",
        "ll: [- a]",
        "mm: [^a]",
        "- ",
        "-",
        "  -",
        "  - ",
        "x: ",
        "nn: %a",
        "oo: [a]b",
        "pp: ~a",
        "  # d",
        "qq: ...",
        "rr: ---",
        'ss: "\\/"',
        "tt: [=]",
        "uu: $a(b)",
        "vv: [<a>]",
        "ww: '' ''",
        'xx: "\\b\\f"',
        "yy: ;a",
        "zz: +",
        "  - k: v",
        "  - k: [a, b]",
        "  - 'k: v'",
        "  - k: v: w",
        "  - k: ",
        "  - k:",
        "  -  k: v",
        "- k: v",
        "    l: w",
        "    k: w",
        "    l:",
        "    - w",
        "     l: w",
        "    # e",
        "    l: {}",
        "    l: w # f",
        "  l: w",
    ]
)


@given(st.lists(HEAD_LINES | HEAD_LINES.map(lambda line: line + "x")))
def test_the_strict_reader_says_what_yaml_says(parts: list[str]) -> None:
    text = "\n".join(parts)
    fields: dict[str, object] = {}
    try:
        parse_canonical(text, 1, fields, {})
    except NotCanonical:
        return
    assert slow.load_yaml(text) in ((fields, []), (fields or None, []))


@given(
    st.sampled_from(["a: ", "a: [", "a:\n - ", "a:\n  b: ", "a: '", 'a: "', ""]),
    st.text(st.sampled_from("ab1:#-'\"[]{},&*!|>%@`~?\\/ .=<\n_0Nnul"), max_size=12),
    st.sampled_from(["", "]", "'", '"']),
)
def test_the_strict_reader_knows_its_limits(before: str, content: str, after: str) -> None:
    text = before + content + after
    fields: dict[str, object] = {}
    try:
        parse_canonical(text, 1, fields, {})
    except NotCanonical:
        return
    assert slow.load_yaml(text) in ((fields, []), (fields or None, []))


@pytest.mark.parametrize(
    "text",
    [
        "a: b\n  c: d",
        "a:\n - b\n  - c",
        "a:\n - b\n c: d",
        "a:\n b: c\n - d",
        "a:\n b: c\n b: d",
        "a:\n-b: c",
        "a: 1\na: 2",
        "a",
        "a b: c",
        "a:\n  - b: c\n    b: d",
        "a:\n  - b: c\n   d: e",
        "a:\n  - b: c\n      d: e",
        "a:\n  - b: c\n    d:",
        "a:\n  - b: c\n    - d",
        "a:\n  - b: c\n  d: e",
        "a:\n  - b\n    c: d",
        "a:\n  - b: c\n  - d\n    e: f",
        "a:\n  - b: ",
        "a:\n  -  b: c",
        "a:\n    b: c\n      d: e",
    ],
)
def test_the_strict_reader_leaves_the_rest_to_yaml(text: str) -> None:
    with pytest.raises(NotCanonical):
        parse_canonical(text, 1, {}, {})


# Edits.


@pytest.mark.parametrize(
    ("name", "value", "old", "new"),
    [
        ("id", "0043", '"0042"', '"0043"'),
        ("title", "It's b", "'It''s a title'", "'It''s b'"),
        ("title", "a\n", "'It''s a title'", '"a\\n"'),
        ("stage", "red", "green", "red"),
        ("stage", "a: b", "green", '"a: b"'),
        ("stage", 7, "green", "7"),
        ("stage", None, "green", "null"),
        ("stage", ["a", "b"], "green", "[a, b]"),
        ("stage", {"a": "b"}, "stage: green", "stage:\n  a: b"),
        ("stage", {}, "green", "{}"),
        ("date", "2026-01-02", "2025-12-10", "2026-01-02"),
        ("date", "soon", "2025-12-10", "soon"),
        ("title", ["x" * 90], "'It''s a title'", f"[{'x' * 90}]"),
        ("labels", ["a", "b c", 3, "d"], "3]", "3, d]"),
        ("labels", [3, "b c"], '[a, "b c", 3]', '[3, "b c"]'),
        ("labels", ("e",), '[a, "b c", 3]', "[e]"),
        ("labels", [], '[a, "b c", 3]', "[]"),
        ("labels", {"a": 1}, '[a, "b c", 3]', "{a: 1}"),
        ("links.spec", "b.md", "specs/a.md", "b.md"),
        ("links.adr", ["0007-use-redis", "0008-b"], "0007-use-redis]", "0007-use-redis, 0008-b]"),
        ("links.pr", "a/b#1", "redis]\n", 'redis]\n  pr: "a/b#1"\n'),
        ("links.supersedes", ["0001-a"], "redis]\n", "redis]\n  supersedes: [0001-a]\n"),
        ("links", {"a": "b"}, "  spec: specs/a.md\n  adr: [0007-use-redis]", "  a: b"),
        ("links", "a", "links:\n  spec: specs/a.md\n  adr: [0007-use-redis]", "links: a"),
        ("files", ["src/a.py", "src/b.py", "c"], 'b.py"\n', 'b.py"\n  - c\n'),
        ("files", ["src/b.py"], "  - src/a.py  # new\n  # renamed\n", ""),
        ("files", [], '\n  - src/a.py  # new\n  # renamed\n  - "src/b.py"', " []"),
        ("tests", ["tests/b.py", "tests/a.py"], "- tests/a.py", "- tests/b.py\n- tests/a.py"),
        ("tests", "none", "\n- tests/a.py", " none"),
        ("model", "m", "\nlabels", "model: m\n\nlabels"),
        ("zzz", 1, "tests/a.py\n", "tests/a.py\nzzz: 1\n"),
        ("digest", "a1", "tests/a.py\n", "tests/a.py\ndigest: a1\n"),
        ("suggestions", ["a"], "tests/a.py\n", "tests/a.py\nsuggestions:\n  - a\n"),
        (
            "suggestions",
            [{"id": "S-1", "topic": "A: b", "options": ["a"]}, {"id": "S-2"}],
            "tests/a.py\n",
            'tests/a.py\nsuggestions:\n  - id: S-1\n    topic: "A: b"\n    options: [a]\n  - id: S-2\n',
        ),
        ("more.a", 1, "tests/a.py\n", "tests/a.py\nmore:\n  a: 1\n"),
    ],
)
def test_one_field_is_set(name: str, value: object, old: str, new: str) -> None:
    new_page = PAGE.replace(old, new, 1)
    assert set_field(PAGE, name, value) == new_page
    assert set_source(new_page, name, get_source(PAGE, name)) == PAGE
    crlf = PAGE.replace("\n", "\r\n")
    assert set_field(crlf, name, value) == new_page.replace("\n", "\r\n")
    assert set_source(set_field(crlf, name, value), name, get_source(crlf, name)) == crlf


@pytest.mark.parametrize(
    ("page", "name", "value", "wanted"),
    [
        ("# A\n", "id", "a", "---\nid: a\n---\n# A\n"),
        ("\ufeffA\r\n", "links.adr", ["b"], "\ufeff---\r\nlinks:\r\n  adr: [b]\r\n---\r\nA\r\n"),
        ("", "files", ["a"], "---\nfiles:\n  - a\n---\n"),
        ("---\n---\nA", "id", "a", "---\nid: a\n---\nA"),
        ("---\ntitle: b", "id", "a", "---\nid: a\ntitle: b"),
        ("---\ntitle: b", "stage", "a", "---\ntitle: b\nstage: a"),
        ("---\r\ntitle: b\r\n---\r\n", "stage", "a", "---\r\ntitle: b\r\nstage: a\r\n---\r\n"),
        ("---\nx: b\ndate: c\n---\n", "id", "a", "---\nx: b\nid: a\ndate: c\n---\n"),
        ("---\nx: b\n---\n", "status", "a", "---\nx: b\nstatus: a\n---\n"),
        ("---\nlinks: {}\n---\n", "links.adr", ["b"], "---\nlinks: {adr: [b]}\n---\n"),
        (
            "---\nlinks: {a: b}  # c\n---\n",
            "links.adr",
            "d",
            "---\nlinks: {a: b, adr: d}  # c\n---\n",
        ),
        (
            "---\nlinks: {a: b, 'c': \"d\"}\n---\n",
            "links.c",
            "e",
            "---\nlinks: {a: b, 'c': \"e\"}\n---\n",
        ),
        (
            "---\nlinks: {a: [b, c], d: e}\n---\n",
            "links.a",
            ["c"],
            "---\nlinks: {a: [c], d: e}\n---\n",
        ),
        (
            "---\nlinks: {a: b,\n  c: d}\n---\n",
            "links.c",
            "e, f",
            '---\nlinks: {a: b,\n  c: "e, f"}\n---\n',
        ),
        (
            "---\nlinks:\n\n  # c\n\n    a: b\n---\n",
            "links.c",
            "e",
            "---\nlinks:\n\n  # c\n\n    a: b\n    c: e\n---\n",
        ),
        ("---\nlinks: null  # a\n---\n", "links.b", "c", "---\nlinks:  # a\n  b: c\n---\n"),
        ("---\nlinks:\nx: y\n---\n", "links.b", "c", "---\nlinks:\n  b: c\nx: y\n---\n"),
        ("---\na:\nb: c\n---\n", "a", "d", "---\na: d\nb: c\n---\n"),
        ("---\na: 'b'  \nc: d\n---\n", "a", {"e": 1}, "---\na:  \n  e: 1\nc: d\n---\n"),
        ("---\na:  \n  - b\n---\n", "a", "c", "---\na: c  \n---\n"),
        ("---\na:\n  -\n    b\n  - c\n---\n", "a", ["c"], "---\na: [c]\n---\n"),
        ("---\na: {b, c: d}\n---\n", "a.c", "e", "---\na: {b, c: e}\n---\n"),
        ("---\na: \nb: c\n---\n", "a", "d", "---\na: d\nb: c\n---\n"),
        ("---\na: # b\n  - c\n---\n", "a", "d", "---\na: d # b\n---\n"),
        ("---\na: # b\n  - c\n---\n", "a", ["c", "d"], "---\na: # b\n  - c\n  - d\n---\n"),
        ("---\na: b # c\n---\n", "a", {"d": ["e"]}, "---\na: {d: [e]} # c\n---\n"),
        ("---\na: |\n  b\n\n  c\n\nd: e\n---\n", "a", "f", "---\na: f\n\nd: e\n---\n"),
        ("---\na: 'b\n  c' \n---\n", "a", "d", "---\na: 'd'\n---\n"),
        ('---\na: "b # c" # d\n---\n', "a", "e", '---\na: "e" # d\n---\n'),
        ('---\na: ["b # c", d]   # [e]\n---\n', "a", ["d"], "---\na: [d]   # [e]\n---\n"),
        ("---\na: [b, # c\n  d]\n---\n", "a", ["d"], "---\na: [d] # c\n---\n"),
        ("---\na: it's # b\n---\n", "a", "c", "---\na: c # b\n---\n"),
        ('---\na: ["b", "c"]\n---\n', "a", ["b", "d", 1], '---\na: ["b", "d", 1]\n---\n'),
        ('---\na:\n  - "b"\n---\n', "a", ["c", 1], '---\na:\n  - "c"\n  - 1\n---\n'),
        ("---\na:\n  - b: c\n    d: e\n---\n", "a", ["f"], "---\na:\n  - f\n---\n"),
        # A list of mappings: items and keys that stay keep their lines.
        (
            "---\na:\n  # x\n  - b: 'c'  # y\n    d: e\n  - b: f\n---\n",
            "a",
            [{"b": "c", "d": "g"}, {"b": "f"}, {"b": "h", "i": ["j"]}],
            "---\na:\n  # x\n  - b: 'c'  # y\n    d: g\n  - b: f\n  - b: h\n    i: [j]\n---\n",
        ),
        (
            "---\na:\n- b: c\n  d: 'e'  # x\n  f: [g, \"h\"]\n- i\n---\n",
            "a",
            ["i", {"b": "c", "f": ["h"], "d": "k"}],
            "---\na:\n- i\n- b: c\n  f: [\"h\"]\n  d: 'k'  # x\n---\n",
        ),
        (
            "---\na:\n  - b: c\n    d:\n      - e\n  - f: g\n---\n",
            "a",
            [{"b": "c", "h": 1}, {"f": "g", "d": ["i"]}],
            "---\na:\n  - b: c\n    h: 1\n  - f: g\n    d: [i]\n---\n",
        ),
        (
            "---\na:\n  - b: c\n    d:\n      - e\n---\n",
            "a",
            [{"b": "c", "d": ["e", "f"]}],
            "---\na:\n  - b: c\n    d:\n      - e\n      - f\n---\n",
        ),
        (
            "---\na:\n  - {b: c}  # x\n---\n",
            "a",
            [{"b": "c", "d": "e"}],
            "---\na:\n  - b: c\n    d: e\n---\n",
        ),
        (
            "---\na: [{b: c}, d]\n---\n",
            "a",
            ["d", {"b": "e"}],
            "---\na: [d, {b: e}]\n---\n",
        ),
        (
            "---\na:\n  - b: c\n---\n",
            "a",
            [{"d": "e"}, {}],
            "---\na:\n  - d: e\n  - {}\n---\n",
        ),
        (
            "---\na:\n  b:\n    - c\n---\n",
            "a.b",
            ["c", "d"],
            "---\na:\n  b:\n    - c\n    - d\n---\n",
        ),
        ("---\na:\n  b: c\n---\n", "a.b", ["d"], "---\na:\n  b: [d]\n---\n"),
        ("---\na:\n  [b,\n  c]\n---\n", "a", ["b"], "---\na: [b]\n---\n"),
        ("---\na:\n  [b,\n  c]\n---\n", "a", ["d"], "---\na: [d]\n---\n"),
        ("---\na: &x\n  - b\n---\n", "a", "c", "---\na: c\n---\n"),
        ("---\na: b\na: c\n---\n", "a", "d", "---\na: b\na: d\n---\n"),
        ('---\n"a": b\n---\n', "a", "d", '---\n"a": d\n---\n'),
        ("---\nid: a: b\nstage: c: d\n---\n", "stage", "e", "---\nid: a: b\nstage: e\n---\n"),
        ("```yaml\nid: a\ntitle: b\n```\n", "title", "c", "```yaml\nid: a\ntitle: c\n```\n"),
        ("id: a\ntitle: b\n\nc", "stage", "c", "id: a\ntitle: b\nstage: c\n\nc"),
    ],
)
def test_a_field_is_set_on_any_page(page: str, name: str, value: object, wanted: str) -> None:
    assert set_field(page, name, value) == wanted
    assert get_field(wanted, name) == value
    if get_source(page, name) is not None:
        assert set_source(wanted, name, get_source(page, name)) == page


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("---\nlinks: [a]\n---\n", "links.b"),
        ("---\nlinks: {a: b\n---\n", "links.b"),
        ("---\nlinks: a\n---\n", "links.b"),
        ("---\na: [b,\nc: d]\n---\n", "a"),
        ("---\nid: [b,\nc: {d: e}]\nf: g\n---\n", "id"),
        ("---\na: &x [b]\nc: *x\n---\n", "a"),
    ],
)
def test_an_edit_that_would_change_another_field_is_refused(page: str, name: str) -> None:
    with pytest.raises(Refusal) as refused:
        set_field(page, name, "z")
    assert refused.value.hint


@pytest.mark.parametrize("name", ["id", "labels", "links", "links.spec", "files"])
def test_what_is_as_wanted_stays(name: str) -> None:
    assert set_field(PAGE, name, get_field(PAGE, name)) == PAGE
    assert set_field("---\na: null\n---\n", "a", None) == "---\na: null\n---\n"
    assert set_field("---\na: 1\n---\n", "a", True) == "---\na: true\n---\n"


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("id", ' "0042"'),
        ("title", " 'It''s a title'"),
        ("labels", ' [a, "b c", 3]'),
        ("links", "\n  spec: specs/a.md\n  adr: [0007-use-redis]"),
        ("links.adr", " [0007-use-redis]"),
        ("files", '\n  - src/a.py  # new\n  # renamed\n  - "src/b.py"'),
        ("x", None),
        ("links.x", None),
        ("id.x", None),
    ],
)
def test_the_source_of_a_value(name: str, source: str | None) -> None:
    assert get_source(PAGE, name) == source


@pytest.mark.parametrize(
    ("page", "name", "new_page"),
    [
        (PAGE, "x", PAGE),
        (PAGE, "links.x", PAGE),
        (PAGE, "stage", PAGE.replace("stage: green\n", "")),
        (PAGE, "links.spec", PAGE.replace("  spec: specs/a.md\n", "")),
        (PAGE, "tests", PAGE.replace("tests:\n- tests/a.py\n", "")),
        ("---\nlinks:\n  a: b\nx: y\n---\n", "links.a", "---\nx: y\n---\n"),
        ("---\nlinks: {a: b}\n---\n", "links.a", "---\nlinks: {}\n---\n"),
        ("---\nlinks: {a: b, c: d}\n---\n", "links.a", "---\nlinks: {c: d}\n---\n"),
        ("---\nlinks: {a: b, c: d}\n---\n", "links.c", "---\nlinks: {a: b}\n---\n"),
        ("\ufeff---\na: b\n---\nc", "a", "\ufeffc"),
        ("---\n# n\na: b\n---\nc", "a", "---\n# n\n---\nc"),
        ("---\nid: b\ntitle: c", "title", "---\nid: b"),
        ("---\r\nid: b\r\ntitle: c", "title", "---\r\nid: b"),
        ("---\nid: b", "id", "---"),
        ("id: a\ntitle: b", "title", "id: a"),
    ],
)
def test_a_field_goes(page: str, name: str, new_page: str) -> None:
    assert remove_field(page, name) == new_page
    assert set_source(page, name, None) == new_page


@pytest.mark.parametrize(
    ("page", "name"),
    [
        (PAGE, "tests"),
        ("---\nlinks:\n  a: 'b'\n  c: d\nx: y\n---\n", "links.c"),
        ("---\nx: y\nlinks:\n  a: 'b'\n---\n", "links.a"),
        ("---\nlinks: {a: b, c: d}\n---\n", "links.c"),
    ],
)
def test_a_source_can_be_put_where_there_is_none(page: str, name: str) -> None:
    assert set_source(remove_field(page, name), name, get_source(page, name)) == page


KEYS = [
    "id",
    "title",
    "status",
    "labels",
    "links",
    "files",
    "zzz",
    "links.adr",
    "links.spec",
    "zzz.a",
]
NOTES = st.sampled_from(["", " # note", "\t#\u00e9", "   ", "  # a: 'b'"])
SOURCES = (
    ONE.map(format_scalar)
    | ONE.map(lambda v: format_scalar(v, quote=True))
    | st.sampled_from(
        [
            "'it''s'",
            "[a, 'b', \"c # d\"]",
            "{a: b, adr: [c]}",
            "{}",
            "[]",
            "2025-01-02",
            "it's",
            "a: b",
            "{{A}}",
            "*x",
            '"a',
        ]
    )
)
BLOCKS = st.sampled_from(
    [
        "\n  - a\n  - 'b'",
        "\n- a # b\n- c",
        "\n  adr: [a]\n  spec: 'b' # c",
        "\n  # c\n\n  adr:\n    - a",
        " |\n  a\n\n   b",
        " >-\n  a",
        "",
        " ",
        " 'a\n  b'",
        " [a,\n  b]",
        "\n    spec: a",
        "\n  - id: a\n    b: 'c'  # d\n  - id: e",
        "\n- id: a\n  # b\n  c: [d]\n\n- e",
        "\n  - {id: a, b: c}\n  - - d",
    ]
)
ENTRIES = st.lists(
    st.fixed_dictionaries(
        {"id": st.sampled_from("ae")}, optional=dict.fromkeys(("b", "c", "on"), ONE)
    ),
    max_size=3,
)


@st.composite
def pages(draw: st.DrawFn) -> str:
    rows = [draw(st.sampled_from(["", "# top\n", "\n"]))]
    for key in draw(
        st.lists(
            st.sampled_from(["id", "title", "status", "labels", "links", "files", "x"]), unique=True
        )
    ):
        value = draw(SOURCES.map(lambda source: " " + source) | BLOCKS)
        note = "" if "\n" in value else draw(NOTES)
        rows.append(
            f"{key}:{value}{note}\n"
            + draw(st.sampled_from(["", "", "\n", "# between\n", "  # deep\n"]))
        )
    shape = draw(
        st.sampled_from(
            [
                "---\n{}---\n{}",
                "---\n{}...\n{}",
                "---[]\n{}---\n{}",
                "{}{}",
                "---\n{}",
                "```yaml\n{}```\n{}",
            ]
        )
    )
    body = draw(st.sampled_from(["", "# A\n\nb\n", "b", "\n---\nc\n"]))
    page = shape.replace("{}", "\x1a", 1).replace("{}", body).replace("\x1a", "".join(rows))
    page = draw(st.sampled_from(["", "\ufeff"])) + page
    page = page.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
    return page.removesuffix("\n").removesuffix("\r") if draw(st.booleans()) else page


def set_and_restore(page: str, name: str, value: object) -> None:
    """Set a field, see it and all others, set it back: the same bytes."""
    before = parse(page)[0]
    source = get_source(page, name)
    try:
        new_text = set_field(page, name, value)
    except Refusal:
        return
    assert get_field(new_text, name) == value
    assert set_field(new_text, name, value) == new_text
    if source is None and exempt(before, name):
        return
    assert set_source(new_text, name, source) == page


def exempt(before: FrontMatter, name: str) -> bool:
    """Taking the last field away takes the parent and the fences: only an empty one comes back not."""
    parent, dot, _ = name.partition(".")
    return (before.shape == "fenced" and not before.line_numbers) or bool(
        dot and parent in before.line_numbers
    )


@given(pages(), st.sampled_from(KEYS), VALUES | ENTRIES)
def test_a_field_set_and_set_back_leaves_the_bytes(page: str, name: str, value: object) -> None:
    if "." in name and isinstance(value, dict):
        value = str(value)
    set_and_restore(page, name, value)


@given(pages(), st.sampled_from(KEYS))
def test_a_dropped_field_is_gone_and_no_other(page: str, name: str) -> None:
    before = fields(page)
    if list_problems(page) or name not in before:
        return
    after = fields(remove_field(page, name))
    assert after == {key: value for key, value in before.items() if key != name}


@given(
    pages()
    | st.text(st.characters(exclude_categories=()))
    | st.lists(
        HEAD_LINES
        | st.sampled_from(
            [
                "---",
                "---[]",
                "...",
                "```",
                "```yaml",
                "# A",
                "\udc80: b",
                "a: \udc80",
                "\ufeff",
                "\r",
                "\x00",
                "links: {",
            ]
        )
    ).map("\n".join)
)
def test_no_page_raises(page: str) -> None:
    problems, findings = parse(page)
    assert 0 <= problems.start <= problems.end <= problems.body_start <= len(page)
    assert set(problems.line_numbers) <= set(problems.fields)
    rows = page.count("\n") + 1
    assert all(0 < problem.line <= rows and problem.fix for problem in findings)
    for name in [*problems.fields, "id", "links.adr"]:
        get_source(page, name)
        remove_field(page, name)


@pytest.mark.parametrize(
    "piece",
    [
        "a: b\n",
        "a:\n",
        "a: b # c\n",
        "- a\n",
        "  - a\n",
        "a: [\n",
        "a: '\n",
        'a: "\n',
        "a: {{b}}\n",
        "a: &b\n",
        "*a\n",
        "[",
        "{",
        '"',
        "'",
        "\\",
        '"\\',
        " ",
        "\n",
        "\r",
        "#",
        "# a\n",
        "---\n",
        "```\n",
        "a b ",
        "a.",
        "? a\n",
        "\n\n  ",
        "'',",
    ],
)
def test_a_hostile_page_takes_time_by_its_length_alone(piece: str) -> None:
    def read_and_edit(length: int) -> None:
        text = piece * (length // len(piece))
        for page in (
            text,
            f"---\n{text}",
            f"---\nid: a\nb: {text}\n---\n",
            f"---\nid: {text}\n---\n",
            f"```yaml\nid: a\ntitle: [{text}\n```\n",
            f"id: a\ntitle: '{text}",
        ):
            get_source(page, "b")
            get_source(page, "title.x")
            remove_field(page, "id")

    assert_linear(read_and_edit, 600)


def every_page() -> list[Path]:
    return sorted(Path(CORPUS or "/nowhere").rglob("*.md")) if CORPUS else []


@pytest.mark.untraced  # no page that is elsewhere counts for coverage, which would double the time
@pytest.mark.skipif(not CORPUS, reason="MINUTEBOOK_CORPUS names no folder of real records")
def test_real_pages_are_read_and_set_back() -> None:
    for path in every_page():
        page = path.read_bytes().decode("utf-8", "surrogateescape")
        found, _ = parse(page)
        names = ["status", "links.supersedes", "zzz", *found.fields][
            : 3 if found.shape == "none" else 15
        ]
        for index, name in enumerate(names):
            set_and_restore(page, name, ["0003-use-postgres"] if index % 2 else "accepted: yes")


@pytest.mark.untraced  # no page that is elsewhere counts for coverage, which would double the time
@pytest.mark.skipif(not CORPUS, reason="MINUTEBOOK_CORPUS names no folder of real records")
def test_both_readers_agree_on_real_pages() -> None:
    taken = 0
    for path in every_page():
        page = path.read_bytes().decode("utf-8", "surrogateescape").replace("\r\n", "\n")
        found, _ = parse(page)
        inside, got = page[found.start : found.end], {}
        try:
            parse_canonical(inside, 1, got, {})
        except NotCanonical:
            continue
        taken += bool(got)
        assert slow.load_yaml(inside) == (got or None, [])
    assert taken


def test_everything_is_offered() -> None:
    assert all(getattr(frontmatter, name) for name in frontmatter.__all__)


@pytest.mark.parametrize("end", ["\u2028", "\x85", "\r"])
def test_the_line_of_a_key_that_comes_twice_is_the_page_s(end: str) -> None:
    page = f"---\nstatus: accepted # {end}\nstatus: accepted\n---\n"
    (found,) = frontmatter.parse(page)[1]
    assert (found.code, found.line) == ("front-matter-twice", 3)


def test_front_matter_of_a_comment_alone_has_no_fields() -> None:
    front_matter, _ = frontmatter.parse("---\n# nothing yet\n---\n\n# Title\n")
    assert front_matter.fields == {}


@pytest.mark.parametrize("text", ["inf", "NaN", "Inf"])
def test_a_word_that_is_a_number_is_quoted(text: str) -> None:
    assert emit.format_scalar(text) == f'"{text}"'


@pytest.mark.parametrize(
    "path", ["src/a.py", "README.md", ".github/x.yml", ".env.local", "größe.py"]
)
def test_a_path_as_an_inner_key_is_read_fast(path: str) -> None:
    fields: dict[str, object] = {}
    text = format_fields({"traces": {path: "1 abcd"}})
    parse_canonical(text.removesuffix("\n"), 1, fields, {})
    assert fields == {"traces": {path: "1 abcd"}}
    with pytest.raises(NotCanonical):
        parse_canonical(f"{path}: 1", 1, {}, {})


@pytest.mark.parametrize(
    "path", [".inf", ".nan", "1.5", "1/a.py", "a b.py", "-a/b", '"a".py', "~/x"]
)
def test_a_key_that_may_be_read_otherwise_is_left_to_yaml(path: str) -> None:
    with pytest.raises(NotCanonical):
        parse_canonical(f'traces:\n  {path}: "1 abcd"', 1, {}, {})
    page = f"---\n{format_fields({'traces': {path: '1 abcd'}})}---\n"
    assert parse(page)[0].fields == {"traces": {path: "1 abcd"}}
