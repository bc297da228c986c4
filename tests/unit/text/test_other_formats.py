"""Front matter in TOML and JSON: text in, fields out; one field changed."""

from __future__ import annotations

import pytest

from growth import assert_linear
from minutebook.errors import Refusal
from minutebook.text import frontmatter


@pytest.mark.parametrize(
    ("text", "shape", "fields", "body"),
    [
        ('+++\na = "x"\nb = 2021-05-03\n+++\nT\n', "toml", {"a": "x", "b": "2021-05-03"}, "T\n"),
        ("\ufeff\n+++\r\na = [1, 2.5]\r\n+++\r\nT", "toml", {"a": [1, "2.5"]}, "T"),
        ("---toml\na = 1\n---", "toml", {"a": 1}, ""),
        ("+++\n[a]\nb = true\n+++\n", "toml", {"a": {"b": True}}, ""),
        ('---json\n{"a": null}\n---\nT', "json", {"a": None}, "T"),
        ('---\n{\n  "a": {"b": "c"}}\n---\nT', "json", {"a": {"b": "c"}}, "T"),
        ("+++\na = x\n+++\nT", "toml", {}, "T"),
        ("---json\n[1]\n---\nT", "json", {}, "T"),
        ("---json\n" + "[" * 100_000 + "\n---\nT", "json", {}, "T"),
        ("+++\na = 1\n# T\n", "none", {}, "+++\na = 1\n# T\n"),
        ("+++ a\n+++\n", "none", {}, "+++ a\n+++\n"),
    ],
)
def test_front_matter_is_read(text: str, shape: str, fields: dict[str, object], body: str) -> None:
    front_matter, _ = frontmatter.parse(text)
    assert (front_matter.shape, front_matter.fields) == (shape, fields)
    assert text[front_matter.body_start :] == body


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("+++\na = x\n+++\nT", "the front matter is not TOML: "),
        ("\n---json\n[1]\n---\nT", "the front matter is not JSON: it is not an object"),
        ("---json\n" + " " * 300_000 + "\n---\nT", "the front matter is not JSON: it is too long"),
    ],
)
def test_what_cannot_be_read_is_a_problem(text: str, message: str) -> None:
    (problem,) = frontmatter.parse(text)[1]
    assert problem.code == "front-matter"
    assert problem.message.startswith(message)


FLOW = "---\n{{{}}}\n---\n# T\n"


@pytest.mark.parametrize(
    ("fields", "name", "value", "expected"),
    [
        ("status: proposed, date: 2024-01-01", "status", "accepted", "status: accepted, date: 2024-01-01"),
        ("status: 'proposed'", "status", "accepted", "status: 'accepted'"),
        ("\n  status: x, # a\n  # b\n  tags: [c]\n", "tags", ["c", "d"], "\n  status: x, # a\n  # b\n  tags: [c, d]\n"),
        ("\n  a: x,\n  b: c\n", "b", "d", "\n  a: x,\n  b: d\n"),
        ("\n  a: x,\n  b: c,\n", "d", "e, f", '\n  a: x,\n  b: c, d: "e, f",\n'),
        ("a: x", "links.amends", ["0002-b"], "a: x, links: {amends: [0002-b]}"),
        ("a: x, links: {amends: [c]}", "links.related", ["d"], "a: x, links: {amends: [c], related: [d]}"),
        ("a: x, links: null", "links.amends", ["c"], "a: x, links: {amends: [c]}"),
        ("a: x, b: c", "a", None, "b: c"),
        ("a: x, b: c", "b", None, "a: x"),
        ("a: x, b: {c: d, e: f}", "b.c", None, "a: x, b: {e: f}"),
    ],
)  # fmt: skip
def test_a_map_in_braces_is_edited_in_place(
    fields: str, name: str, value: object, expected: str
) -> None:
    page = FLOW.format(fields)
    assert frontmatter.parse(page)[0].shape == "flow"
    assert not frontmatter.parse(page)[1]
    changed = (
        frontmatter.remove_field(page, name)
        if value is None
        else frontmatter.set_field(page, name, value)
    )
    assert changed == FLOW.format(expected)


def test_a_map_in_braces_has_lines_and_what_is_none_is_a_problem() -> None:
    page = FLOW.format("\n  a: x, b: y,\n  c: z\n")
    assert frontmatter.parse(page)[0].line_numbers == {"a": 3, "b": 3, "c": 4}
    for fields in ("a: [", "a: x}, {b: y"):
        assert frontmatter.parse(FLOW.format(fields))[1][0].code == "front-matter"


def test_each_key_has_its_line() -> None:
    text = '+++\na = 1\n\n"b" = 2\n[c]\na = 3\nd = 4\n+++\n'
    assert frontmatter.parse(text)[0].line_numbers == {"a": 2, "b": 4}


@pytest.mark.parametrize(
    ("text", "name", "value", "expected"),
    [
        ('+++\na = "x" # c\nb = 1\n+++\n', "a", 'y"z', '+++\na = "y\\"z" # c\nb = 1\n+++\n'),
        ("+++\na = 'x'\n+++\n", "a", "x", "+++\na = 'x'\n+++\n"),
        ("+++\na = ['x', 'y']\n+++\n", "a", ["z"], '+++\na = ["z"]\n+++\n'),
        ("+++\r\na = 1\r\n[t]\r\n+++\r\n", "b", "x", '+++\r\na = 1\r\nb = "x"\r\n[t]\r\n+++\r\n'),
        ("+++\n[t]\na = 1\n[u]\n+++\n", "t.a", 2, "+++\n[t]\na = 2\n[u]\n+++\n"),
        ("+++\n[t]\na = 1\n[u]\n+++\n", "t.b", 2, "+++\n[t]\na = 1\nb = 2\n[u]\n+++\n"),
        ("+++\na = 1\n+++\n", "t.b", 2, "+++\na = 1\nt.b = 2\n+++\n"),
        ("+++\na = 1\nb = 2\n+++\n", "a", None, "+++\nb = 2\n+++\n"),
        ("+++\na = 1\n[t]\nx = ['b']\n+++\n", "t", None, "+++\na = 1\n+++\n"),
        ("+++\nt.x = 1\na = 1\nt.y = 2\n+++\n", "t", None, "+++\na = 1\n+++\n"),
        ("+++\n[t]\nx = 1\n[t.u]\ny = 1\n[v]\nz = 1\n+++\n", "t", None, "+++\n[v]\nz = 1\n+++\n"),
        ("+++\n[[t]]\nx = 1\n[[t]]\nx = 2\n+++\n", "t", None, "+++\n+++\n"),
        ("+++\n[t] # c\nx = 1\n[t.u]\ny = 1\n+++\n", "t", {}, "+++\n[t] # c\n+++\n"),
        ("+++\na = 1\n[t]\nx = 1\n[u]\n+++\n", "t", [], "+++\na = 1\nt = []\n[u]\n+++\n"),
        ("+++\nt = {x = ['b'], y = 1}\na = 1\n+++\n", "t", None, "+++\na = 1\n+++\n"),
        ("+++\na = 2024-01-01 # c\n+++\n", "a", "2026-11-30", "+++\na = 2026-11-30 # c\n+++\n"),
        ("+++\na = 2024-01-01T10:00:00Z\n+++\n", "a", "2026-11-30", "+++\na = 2026-11-30\n+++\n"),
        ("+++\na = 2024-01-01\n+++\n", "a", "2026-11-31", '+++\na = "2026-11-31"\n+++\n'),
        ("+++\na = '2024-01-01'\n+++\n", "a", "2026-11-30", '+++\na = "2026-11-30"\n+++\n'),
        ("+++\na = 1\n+++\n", "b", None, "+++\na = 1\n+++\n"),
        ('---json\n{"a": "x"}\n---\n', "a", "y", '---json\n{"a": "y"}\n---\n'),
        ('---json\n{"a": "x"}\n---\n', "b", "y", '---json\n{\n  "b": "y","a": "x"}\n---\n'),
        ("---json\n{}\n---\n", "b", "y", '---json\n{\n  "b": "y"}\n---\n'),
        ("---json\r\n{}\r\n---\r\n", "b.c", 1, '---json\r\n{\r\n  "b": {"c": 1}}\r\n---\r\n'),
        ('---json\n{"a": 1, "b": 2}\n---\n', "a", None, '---json\n{"b": 2}\n---\n'),
        ('---json\n{"a": 1, "b": 2}\n---\n', "b", None, '---json\n{"a": 1}\n---\n'),
        ('---json\n{\n  "a": 1,\n  "b": 2\n}\n---\n', "a", None, '---json\n{\n  "b": 2\n}\n---\n'),
        ('---json\n{"a": 1}\n---\n', "b", None, '---json\n{"a": 1}\n---\n'),
        ('---json\n{"p": {"a": 1}}\n---\n', "p.a", 2, '---json\n{"p": {"a": 2}}\n---\n'),
    ],
)  # fmt: skip
def test_one_field_is_changed(text: str, name: str, value: object, expected: str) -> None:
    changed = (
        frontmatter.remove_field(text, name)
        if value is None
        else frontmatter.set_field(text, name, value)
    )
    assert changed == expected


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ('+++\na = """\nx\n"""\n+++\n', "a", "y"),
        ("+++\na = 1\n[a-b]\n+++\n", "a.c", 1),
        ("+++\na = 2021-05-03 10:00:00\n+++\n", "a", "y"),
        ('---json\n{"p": {"a": 1}, "a": 2}\n---\n', "a", 3),
        ('---json\n{"p": {"a": 1}}\n---\n', "p.b", 3),
        ('---json\n{"a": {"b": 1}}\n---\n', "a", "x"),
    ],
)
def test_what_is_no_line_of_its_own_is_refused(text: str, name: str, value: object) -> None:
    with pytest.raises(Refusal, match=name):
        frontmatter.set_field(text, name, value)


@pytest.mark.parametrize("part", ["+++\n", "a = ", '"', "{", "\n", "+", '"a": '])
def test_the_time_grows_with_the_page(part: str) -> None:
    assert_linear(lambda size: frontmatter.parse(f"+++\n{part * size}\n+++\n"), 5_000)
