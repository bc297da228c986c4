"""Pages in, records out; and the texts that a page keeps verbatim."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.records import reader
from minutebook.records.model import ADR, PHR, Folder, Link, Record
from minutebook.text import markdown

DECISIONS = Folder(ADR, "decisions")
PROMPTS = Folder(PHR, "history/prompts")
BY_ROUTE = Folder(PHR, "history/prompts", numbering="folder")


def adr(text: str, path: str = "decisions/0007-use-redis.md") -> Record:
    return reader.read_record(DECISIONS, path, text)


def phr(text: str, path: str = "history/prompts/login/0003-add-login.spec.prompt.md") -> Record:
    return reader.read_record(PROMPTS, path, text)


@pytest.mark.parametrize(
    ("folder", "path", "counts"),
    [
        (DECISIONS, "decisions/0001-a.md", True),
        (DECISIONS, "decisions/sub/a.MD", True),
        (DECISIONS, "decisions/0039-use-velocity-as-template-engine.md", True),
        (DECISIONS, "decisions/2022-02-03-a/README.md", True),
        (DECISIONS, "decisions/0001-a/readme.md", True),
        (DECISIONS, "decisions/2022/README.md", False),
        (DECISIONS, "decisions/sub/README.md", False),
        (DECISIONS, "decisions/README.md", False),
        (DECISIONS, "decisions/index.md", False),
        (DECISIONS, "decisions/template.md", False),
        (DECISIONS, "decisions/adr-template.md", False),
        (DECISIONS, "decisions/0000-template.md", False),
        (DECISIONS, "decisions/template-short.md", False),
        (DECISIONS, "decisions/templates/0001-a.md", False),
        (DECISIONS, "decisions/.trash/0001-a.md", False),
        (DECISIONS, "decisions/.draft.md", False),
        (DECISIONS, "decisions/0001-a.txt", False),
        (PROMPTS, "history/prompts/general/0001-a.general.prompt.md", True),
        (PROMPTS, "history/prompts/general/notes.md", True),
        (PROMPTS, "history/prompts/2022-02-03-a/README.md", False),
        (Folder(ADR, "2022-02-03-a"), "2022-02-03-a/README.md", False),
    ],
)
def test_which_files_are_records(folder: Folder, path: str, counts: bool) -> None:
    assert reader.is_record(folder, path) is counts


def test_a_decision() -> None:
    page = "# 7. Use Redis\n\nDate: 2024-05-06\n\n## Status\n\nAccepted\n\nSupersedes [3. A](0003-a.md)\n"
    got = adr(page)
    assert (got.number, got.digits, got.slug, got.ref) == (7, "0007", "use-redis", "ADR-0007")
    assert (got.title, got.state, got.state_raw, got.date) == (
        "Use Redis",
        "accepted",
        "Accepted",
        "2024-05-06",
    )
    assert got.dialect == "nygard"
    assert got.links == (Link("supersedes", "[3. A](0003-a.md)", 9),)
    assert got.text == page
    assert got.findings == ()
    assert got.subfolder == ""


def test_a_decision_that_says_nothing_of_itself() -> None:
    got = adr("Words.\n", "decisions/old/2022-10-01-use_redis.md")
    assert (got.number, got.ref, got.title) == (None, "2022-10-01-use_redis", "Use redis")
    assert (got.state, got.date, got.dialect) == ("", "2022-10-01", "plain")
    assert got.subfolder == "old"


def test_a_decision_in_a_folder_of_its_own() -> None:
    got = adr("# Use Redis\n", "decisions/2022-02-03-redis/README.md")
    assert (got.ref, got.date, got.subfolder, got.slug) == (
        "2022-02-03-redis",
        "2022-02-03",
        "",
        "redis",
    )
    deeper = adr("# Use Redis\n", "decisions/team/2022-02-03-redis/README.md")
    assert deeper.subfolder == "team"


def test_a_title_of_nothing() -> None:
    assert adr("", "decisions/0007.md").title == "0007.md"
    assert adr("# \u202e\n", "decisions/0007-a.md").title == "A"


PROMPT_PAGE = """---
id: "0003"
title: Add login
stage: spec
date: 2025-11-27
links:
  spec: specs/login/spec.md
  ticket: null
  adr: [0002-use-jwt, none]
  pr: https://example.org/pull/1
  follows: 0001-start
  strange: x
files:
  - src/login.py
---

## Prompt

````text
Add *login*.

## Not a section
```
x
```
````

## Response snapshot

Done.

## Outcome

- Impact: one

<!-- minutebook:links -->
- decides [ADR-0002](../../../decisions/0002-use-jwt.md)
<!-- /minutebook:links -->
"""


def test_a_prompt() -> None:
    got = phr(PROMPT_PAGE)
    assert (got.number, got.ref, got.title, got.subfolder) == (3, "PHR-0003", "Add login", "login")
    assert (got.state, got.state_raw, got.date) == ("spec", "spec", "2025-11-27")
    assert got.links == (Link("decides", "0002-use-jwt", 6), Link("follows", "0001-start", 6))
    assert got.fields["id"] == "0003"
    assert reader.read_prompt(got) == "Add *login*.\n\n## Not a section\n```\nx\n```"
    assert reader.read_response(got) == "Done."
    assert reader.read_sections(got)["Outcome"] == "- Impact: one"
    assert list(reader.read_sections(got)) == ["Prompt", "Response snapshot", "Outcome"]


def test_the_number_is_the_names_not_the_ids() -> None:
    got = phr("---\nid: 0010\n---\n", "history/prompts/login/0003-a.spec.prompt.md")
    assert (got.number, str(got.fields["id"])) == (3, "0010")


def test_a_route_may_count_for_itself() -> None:
    got = reader.read_record(BY_ROUTE, "history/prompts/login/7-a.spec.prompt.md", "")
    assert got.ref == "login/7"
    assert reader.read_record(BY_ROUTE, "history/prompts/7-a.spec.prompt.md", "").ref == "prompts/7"


@pytest.mark.parametrize(
    ("page", "name", "state", "raw"),
    [
        ("", "0001-a.red.prompt.md", "red", "red"),
        ("---\nstage: Green\n---\n", "0001-a.red.prompt.md", "green", "Green"),
        ("---\nSTAGE: general\n---\n", "0001-a.prompt.md", "general", "general"),
        ("", "0001-a.phase6.prompt.md", "", "phase6"),
        ("", "0001-a.prompt.md", "", ""),
        ("---\nstage: [a]\n---\n", "0001-a.red.prompt.md", "red", "red"),
    ],
)
def test_the_stage_of_a_prompt(page: str, name: str, state: str, raw: str) -> None:
    got = phr(page, f"history/prompts/general/{name}")
    assert (got.state, got.state_raw) == (state, raw)


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("---\ntitle: One\n---\n# Two\n", "One"),
        ("# PHR-0003: Two\n\n## Prompt\n", "Two"),
        ("## Prompt\n", "Add login"),
        ("---\ntitle: 42\n---\n", "42"),
    ],
)
def test_the_title_of_a_prompt(page: str, title: str) -> None:
    assert phr(page).title == title


OLD_PAGE = """---
PHR_ID: 12
DATE_ISO: 2026-01-13
FILES_YAML:
  - a.py
files_modified: [b.py, a.py, N/A, null]
tests_run: none
prompt_text: |
  Do it.
LINKS:
  ADR: null
  SPEC: x
---
"""


def test_fields_of_older_pages_go_by_other_names() -> None:
    got = phr(OLD_PAGE)
    assert got.date == "2026-01-13"
    assert str(reader.read_field(got, "id")) == "12"
    assert reader.read_field(got, "review-by") is None
    assert reader.read_field_items(got, "files") == ("a.py", "b.py")
    assert reader.read_field_items(got, "tests") == ()
    assert reader.read_field_items(got, "deciders") == ()
    assert reader.read_prompt(got) == "Do it.\n"
    assert reader.read_response(got) is None
    assert got.links == ()


def test_links_that_are_no_map_are_none() -> None:
    assert phr("---\nlinks: none\n---\n").links == ()


@pytest.mark.parametrize(
    ("body", "prompt", "response"),
    [
        ("## Prompt\n\nDo it.\n\n## Response\n\nDone.\n", "Do it.", "Done."),
        ("## PROMPT\n\nDo\n\n## Outline\n\nmore\n\n## RESPONSE\n\nDone\n\n## Next\n\n## Outcome\n\nx\n", "Do\n\n## Outline\n\nmore", "Done\n\n## Next"),
        ("# Prompt\n\nDo it.\n", "Do it.", None),
        ("## Prompt\n", "", None),
        ("## Prompt\n\n~~~\na\r\n~~~\n", "a\r", None),
        ("## Prompt\n\n```\na\n```\nand more\n", "```\na\n```\nand more", None),
        ("## Prompt\n\n  indented\n\n", "  indented", None),
        ("<!-- minutebook:links -->\n- x\n<!-- /minutebook:links -->\n\n## Prompt\n\nDo it.\n", "Do it.", None),
        ("Words.\n", None, None),
    ],
)  # fmt: skip
def test_prompt_and_response_of_any_page(
    body: str, prompt: str | None, response: str | None
) -> None:
    got = phr(body)
    assert (reader.read_prompt(got), reader.read_response(got)) == (prompt, response)


@given(
    st.text(st.characters())
    | st.lists(st.sampled_from(["```", "~~~~", "\n", "\r\n", "\r", "---\n", "## Outcome", "## Prompt", "<!--", "-->",
                                "<!-- minutebook:links -->", "<!-- /minutebook:links -->", "x", " ", "\x0b", "\u2028"])).map("".join)
)  # fmt: skip
def test_a_fenced_prompt_comes_back_byte_for_byte(prompt: str) -> None:
    body = (
        f"---\ntitle: a\n---\n\n## Prompt\n\n{markdown.wrap_in_fence(prompt)}\n\n## Outcome\n\nx\n"
    )
    got = phr(body)
    assert reader.read_prompt(got) == prompt
    assert reader.read_sections(got)["Outcome"] == "x"


def test_sections_with_one_title_are_joined() -> None:
    page = "## A\n\none\n\n### B\n\n## A\n\n## A\n\ntwo\n"
    assert reader.read_sections(phr(page)) == {"A": "one\n\n### B\n\ntwo"}


@given(
    st.text(st.characters(), max_size=300),
    st.text(st.characters(exclude_characters="/"), min_size=1, max_size=40),
)
def test_any_page_of_any_name_can_be_read(text: str, name: str) -> None:
    for folder in (DECISIONS, BY_ROUTE):
        got = reader.read_record(folder, f"{folder.path}/{name}.md", text)
        assert got.text == text
        assert got.title
        assert got.ref
        reader.read_prompt(got)
        reader.read_response(got)
        reader.read_sections(got)
