"""Fields in the comment at a page's end: read with the front matter, changed where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.errors import Refusal
from minutebook.text import frontmatter
from minutebook.text.frontmatter import edit, record_block
from minutebook.text.frontmatter.table_width import fits_table

BLOCK = "<!-- minutebook:record\nsession: s-1\nlinks:\n  follows: [b]\n-->\n"
PAGE = f'---\nid: "0001"\nlinks:\n  adr: [a]\n---\n\n# T\n\n{BLOCK}'


def test_the_fields_of_both_places_are_read() -> None:
    front_matter, problems = frontmatter.parse(PAGE)
    assert front_matter.fields == {
        "id": "0001",
        "links": {"adr": ["a"], "follows": ["b"]},
        "session": "s-1",
    }
    assert front_matter.line_numbers == {"id": 2, "links": 3, "session": 10}
    assert problems == ()


@pytest.mark.parametrize(
    "text",
    [
        PAGE.replace("-->\n", ""),
        PAGE.replace("session: s-1", "session: --> x"),
        PAGE.replace("<!-- minutebook:record", "see <!-- minutebook:record"),
        PAGE.replace(BLOCK, f"```\n{BLOCK}```\n\nmore\n"),
        PAGE.replace(BLOCK, f"> {BLOCK}\nmore\n"),
        PAGE.replace(BLOCK, f"<!-- of old:\n{BLOCK}\nmore\n"),
        # In an answer of the former form.
        f"---\nid: a\nfidelity: verbatim\n---\n\n## Response\n\n{BLOCK}\n## Outcome\n\nx\n",
        f"---\nid: a\nfidelity: verbatim\n---\n\n## Response\n\n{BLOCK}",
    ],
)
def test_what_is_not_below_a_page_is_no_block(text: str) -> None:
    assert "session" not in frontmatter.parse(text)[0].fields


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (BLOCK, {"session": "s-1", "links": {"follows": ["b"]}}),
        ("<!-- minutebook:record\n-->", {}),
        ("<!-- minutebook:record\r\nsession: s\r\n-->\r\n", {"session": "s"}),
        ("<!-- minutebook:record\nform: {levels: [1]}\nsession: s\n-->", {"session": "s"}),
        ("<!-- minutebook:record\nsession: &x s\ncopy: *x\n-->", {"session": "s", "copy": "s"}),
        ("---\nid: a\nid: b\n---\n<!-- minutebook:record\nid: c\n-->", {"id": "b"}),
    ],
)
def test_a_block_of_any_form_is_read(text: str, fields: dict[str, object]) -> None:
    assert frontmatter.parse(text)[0].fields == fields


NOTES = [
    "\nA note of mine.\n",
    "A note of mine.",
    "\n## Outcome\n\nIt works.\n",
    f"\nAs in the other one:\n\n```\n{BLOCK.replace('s-1', 's-9')}```\n",
    f"\n> {BLOCK.replace('s-1', 's-9')}\nmore\n",
    f"\nsee {BLOCK.replace('s-1', 's-9')}\nmore\n",
    "\n```\nnever closed\n",
]


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_people_may_write_below_the_block(note: str, newline: str) -> None:
    page, text = (each.replace("\n", newline) for each in (PAGE, PAGE + note))
    end = text.removeprefix(page)
    assert frontmatter.parse(text)[0].fields == frontmatter.parse(page)[0].fields
    for name, value in (("session", "s-2"), ("tokens", 1), ("id", "0002"), ("links.pr", "x")):
        assert frontmatter.set_field(text, name, value) == (
            frontmatter.set_field(page, name, value) + end
        )
    assert frontmatter.remove_field(text, "session") == (
        frontmatter.remove_field(page, "session") + end
    )


def test_a_field_is_changed_where_it_stands() -> None:
    text = frontmatter.set_field(PAGE, "session", "s-2")
    assert text == PAGE.replace("s-1", "s-2")
    assert frontmatter.set_field(text, "id", "0002") == text.replace('"0001"', '"0002"')
    assert frontmatter.set_field(text, "links.follows", ["c"]) == text.replace("[b]", "[c]")
    assert frontmatter.remove_field(text, "session") == text.replace("session: s-2\n", "")
    assert frontmatter.remove_field(text, "none") == text
    assert "title: T\nlinks:\n" in frontmatter.set_field(text, "title", "T")
    assert "  adr: [a]\n  pr: x\n" in frontmatter.set_field(text, "links.pr", "x")


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("tokens", 12, "tokens: 12\n"),
        ("commits", ["1--> 2"], 'commits: ["1--\\u003e 2"]\n'),
        ("labels", list("abcd"), "labels: [a, b, c, d]\n"),
        ("links.adr", list("abcd"), "  adr: [a, b, c, d]\n"),
        ("user", "x" * 200, f"user: {'x' * 200}\n"),  # the table would scroll
    ],
)
def test_a_new_field_goes_where_it_has_room(name: str, value: object, line: str) -> None:
    text = frontmatter.set_field(PAGE, name, value)
    assert line in text[text.index(record_block.MARKER) :]
    assert frontmatter.get_field(text, name) == value
    shorter = frontmatter.remove_field(text, name)
    assert frontmatter.get_field(shorter, name) is None
    assert frontmatter.parse(shorter)[0].fields["session"] == "s-1"


def test_a_marker_elsewhere_makes_no_block() -> None:
    text = PAGE.replace("<!-- m", "see <!-- m")
    edited = frontmatter.set_field(text, "tokens", 1)
    assert edited == text.replace("---\n\n#", "tokens: 1\n---\n\n#")
    assert frontmatter.remove_field(edited, "tokens") == text


def test_a_block_with_nothing_takes_fields_and_stays() -> None:
    empty = "# T\n\n<!-- minutebook:record\n-->\n"
    text = frontmatter.set_field(empty, "session", "s")
    assert text == "# T\n\n<!-- minutebook:record\nsession: s\n-->\n"
    assert frontmatter.remove_field(text, "session") == empty
    assert edit.set_block_field("# T\n", "form", {"levels": [1]}) == "# T\n"


def test_a_field_of_the_form_is_no_fact() -> None:
    text = edit.set_block_field(PAGE, "form", {"levels": [1]})
    assert "form:\n  levels: [1]\n-->" in text
    assert frontmatter.parse(text)[0].fields == frontmatter.parse(PAGE)[0].fields
    assert edit.set_block_field(text, "form", None) == PAGE


VALUES = st.text(max_size=20) | st.lists(st.text(max_size=10), max_size=5)


@given(st.dictionaries(st.sampled_from(["session", "commits", "files", "digest", "x"]), VALUES))
def test_no_value_ends_the_comment(fields: dict[str, object]) -> None:
    fields = {name: value for name, value in fields.items() if value not in ("", [])}
    text = f"# T\n\n{record_block.format_record_block(fields)}\n"
    assert frontmatter.parse(text)[0].fields == fields


@pytest.mark.parametrize(
    ("fields", "is_fitting"),
    [
        (
            {
                "id": "0001",
                "title": "A title of some words",
                "stage": "green",
                "date": "2026-01-31",
            },
            True,
        ),
        (dict.fromkeys("abcdefghijklmnopqrst", "short"), False),
        ({"digest": "f" * 120}, False),
        ({"words": " ".join(["word"] * 500), "hyphens": "a-" * 500}, True),
        ({"title": "漢" * 500}, True),
        ({"files": ["src/package/module_one.py", "src/package/module_two.py"] * 2}, False),
        ({"links": {"adr": ["0007-use-redis"], "spec": "specs/x.md"}}, True),
        ({"empty": ""}, True),
    ],
)
def test_a_table_that_a_forge_would_scroll(fields: dict[str, object], is_fitting: bool) -> None:
    assert fits_table(fields) is is_fitting


def test_fields_get_room_in_their_order_of_weight() -> None:
    fields = {
        "id": "0001",
        "title": "Move the mails to background jobs",
        "surface": "cli-of-the-agent",
        "agent": "claude",
        "branch": "feature/background-jobs-for-all",
        "labels": ["db", "mail", "jobs"],
        "files": ["src/mail/background_jobs.py"],
        "session": "s",
        "tests": list("abcd"),
    }
    front, hidden = record_block.split_fields(fields)
    assert list(front) == ["id", "title", "surface", "agent", "branch", "labels"]
    assert list(hidden) == ["files", "session", "tests"]


@pytest.mark.parametrize("marker", ["<<<<<<< ours", ">>>>>>> theirs"])
def test_front_matter_in_conflict_is_not_edited(marker: str) -> None:
    text = PAGE.replace("links:\n  adr", f"links:\n{marker}\n  adr")
    for edited in (
        lambda: frontmatter.set_field(text, "id", "0002"),
        lambda: frontmatter.remove_field(text, "id"),
    ):
        with pytest.raises(Refusal, match="a merge that was not finished"):
            edited()
