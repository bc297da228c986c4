"""Pages in, records out; and the texts that a page keeps verbatim."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.records import filenames, reader
from minutebook.records.adr.fields import read_field, read_field_items
from minutebook.records.model import ADR, PHR, Folder, Link, Record

DECISIONS = Folder(ADR, "decisions")
PROMPTS = Folder(PHR, "history/prompts")
BY_ROUTE = Folder(PHR, "history/prompts", numbering="folder")


def read_adr(text: str, path: str = "decisions/0007-use-redis.md") -> Record:
    return reader.read_record(DECISIONS, path, text)


def read_phr(
    text: str, path: str = "history/prompts/login/0003-add-login.spec.prompt.md"
) -> Record:
    return reader.read_record(PROMPTS, path, text)


@pytest.mark.parametrize(
    ("folder", "path", "expected"),
    [
        (DECISIONS, "decisions/0001-a.md", True),
        (DECISIONS, "decisions/sub/a.MD", True),
        (DECISIONS, "decisions/0039-use-velocity-as-template-engine.md", True),
        (DECISIONS, "decisions/2022-02-03-a/README.md", True),
        (DECISIONS, "decisions/0001-a/readme.md", True),
        (DECISIONS, "decisions/2022/README.md", False),
        (DECISIONS, "decisions/sub/README.md", False),
        (DECISIONS, "decisions/README.md", False),
        (DECISIONS, "decisions/README-2025.md", False),
        (DECISIONS, "decisions/README-undated-2.md", False),
        (DECISIONS, "decisions/README-ours.md", True),
        (PROMPTS, "history/prompts/general/README-2025-2.md", False),
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
        (PROMPTS, "history/prompts/templates/0001-a.general.prompt.md", True),
        (PROMPTS, "history/prompts/Template/0001-a.prompt.md", True),
        (PROMPTS, "history/prompts/templates/0000-a.general.prompt.md", False),
        (PROMPTS, "history/prompts/templates/phr-template.prompt.md", False),
        (PROMPTS, "history/prompts/templates/0001-a.md", False),
        (DECISIONS, "decisions/templates/0001-a.prompt.md", False),
        (Folder(ADR, "2022-02-03-a"), "2022-02-03-a/README.md", False),
    ],
)
def test_which_files_are_records(folder: Folder, path: str, expected: bool) -> None:
    assert filenames.is_record(folder, path) is expected


def test_facts_of_a_decision() -> None:
    page = "# 7. Use Redis\n\nDate: 2024-05-06\n\n## Status\n\nAccepted\n\nSupersedes [3. A](0003-a.md)\n"
    record = read_adr(page)
    assert (record.number, record.digits, record.slug, record.ref) == (
        7,
        "0007",
        "use-redis",
        "ADR-0007",
    )
    assert (record.title, record.state, record.state_raw, record.date) == (
        "Use Redis",
        "accepted",
        "Accepted",
        "2024-05-06",
    )
    assert record.dialect == "nygard"
    assert record.links == (Link("supersedes", "[3. A](0003-a.md)", 9),)
    assert record.text == page
    assert record.findings == ()
    assert record.subfolder == ""


def test_a_decision_that_states_nothing_is_known_by_its_name() -> None:
    record = read_adr("Words.\n", "decisions/old/2022-10-01-use_redis.md")
    assert (record.number, record.ref, record.title) == (
        *(None, "old/2022-10-01-use_redis", "Use redis"),
    )
    assert (record.state, record.date, record.dialect) == ("", "2022-10-01", "plain")
    assert record.subfolder == "old"


def test_a_decision_in_a_folder_of_its_own_is_known_by_the_folder() -> None:
    record = read_adr("# Use Redis\n", "decisions/2022-02-03-redis/README.md")
    assert (record.ref, record.date, record.subfolder, record.slug) == (
        "2022-02-03-redis",
        "2022-02-03",
        "",
        "redis",
    )
    deeper = read_adr("# Use Redis\n", "decisions/team/2022-02-03-redis/README.md")
    assert deeper.subfolder == "team"


def test_a_page_without_a_title_is_called_by_its_name() -> None:
    assert read_adr("", "decisions/0007.md").title == "0007.md"
    assert read_adr("# \u202e\n", "decisions/0007-a.md").title == "A"


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


def test_facts_and_texts_of_a_prompt() -> None:
    record = read_phr(PROMPT_PAGE)
    assert (record.number, record.ref, record.title, record.subfolder) == (
        3,
        "PHR-0003",
        "Add login",
        "login",
    )
    assert (record.state, record.state_raw, record.date) == ("spec", "spec", "2025-11-27")
    assert record.links == (Link("decides", "0002-use-jwt", 6), Link("follows", "0001-start", 6))
    assert record.fields["id"] == "0003"
    assert reader.read_prompt(record) == "Add *login*.\n\n## Not a section\n```\nx\n```"
    assert reader.read_response(record) == "Done."
    assert reader.read_sections(record)["Outcome"] == "- Impact: one"
    assert list(reader.read_sections(record)) == ["Prompt", "Response snapshot", "Outcome"]


def test_the_number_is_that_of_the_name_not_of_the_id() -> None:
    record = read_phr("---\nid: 0010\n---\n", "history/prompts/login/0003-a.spec.prompt.md")
    assert (record.number, str(record.fields["id"])) == (3, "0010")


def test_refs_where_each_folder_has_its_own_numbers() -> None:
    record = reader.read_record(BY_ROUTE, "history/prompts/login/7-a.spec.prompt.md", "")
    assert record.ref == "login/7"
    assert reader.read_record(BY_ROUTE, "history/prompts/7-a.spec.prompt.md", "").ref == "prompts/7"


@pytest.mark.parametrize(
    ("page", "name", "state", "state_raw"),
    [
        ("", "0001-a.red.prompt.md", "red", "red"),
        ("---\nstage: Green\n---\n", "0001-a.red.prompt.md", "green", "Green"),
        ("---\nSTAGE: general\n---\n", "0001-a.prompt.md", "general", "general"),
        ("", "0001-a.phase6.prompt.md", "", "phase6"),
        ("", "0001-a.prompt.md", "", ""),
        ("---\nstage: [a]\n---\n", "0001-a.red.prompt.md", "red", "red"),
        ("---\nstage: {{STAGE}}\n---\n", "0001-a.red.prompt.md", "red", "red"),
        ("---\nstage: '{{STAGE}}'\n---\n", "0001-a.prompt.md", "", ""),
        ("## Metadata\n\n- **Stage**: plan\n", "0001-a.red.prompt.md", "plan", "plan"),
        ("```\n- **Stage**: plan\n```\n", "0001-a.red.prompt.md", "red", "red"),
    ],
)
def test_the_stage_of_a_prompt(page: str, name: str, state: str, state_raw: str) -> None:
    record = read_phr(page, f"history/prompts/general/{name}")
    assert (record.state, record.state_raw) == (state, state_raw)


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
    assert read_phr(page).title == title


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


def test_fields_of_older_pages_are_read_by_their_other_names() -> None:
    record = read_phr(OLD_PAGE)
    assert record.date == "2026-01-13"
    assert str(read_field(record, "id")) == "12"
    assert read_field(record, "review-by") is None
    assert read_field_items(record, "files") == ("a.py", "b.py")
    assert read_field_items(record, "tests") == ()
    assert read_field_items(record, "deciders") == ()
    assert reader.read_prompt(record) == "Do it.\n"
    assert reader.read_response(record) is None
    assert record.links == ()


def test_links_that_are_not_a_map_are_left_out() -> None:
    assert read_phr("---\nlinks: none\n---\n").links == ()


def test_sections_with_one_title_are_joined() -> None:
    page = "## A\n\none\n\n### B\n\n## A\n\n## A\n\ntwo\n"
    assert reader.read_sections(read_phr(page)) == {"A": "one\n\n### B\n\ntwo"}


@given(
    st.text(st.characters(), max_size=300),
    st.text(st.characters(exclude_characters="/"), min_size=1, max_size=40),
)
def test_any_page_of_any_name_can_be_read(text: str, name: str) -> None:
    for folder in (DECISIONS, BY_ROUTE):
        record = reader.read_record(folder, f"{folder.path}/{name}.md", text)
        assert record.text == text
        assert record.title
        assert record.ref
        reader.read_prompt(record)
        reader.read_response(record)
        reader.read_sections(record)


def test_the_head_of_a_page_is_a_record_with_that_finding_alone() -> None:
    text = "---\nstatus: [accepted\n\n# Use Redis\n"
    record = reader.read_record(
        Folder(ADR, "decisions"), "decisions/0007-use-redis.md", text, is_cut=True
    )
    assert (record.ref, record.is_cut) == ("ADR-0007", True)
    assert [(finding.code, finding.line) for finding in record.findings] == [("page-too-large", 0)]


@pytest.mark.parametrize(
    ("head", "title", "date", "date_text"),
    [
        ("title: Log in\ndateIso: 2026-01-13", "Log in", "2026-01-13", ""),
        ("TITLE: Log in\nDATE_ISO: '2026-01-13T10:00:00Z'", "Log in", "2026-01-13", ""),
        ("created: 13 January 2026", "Add login", "2026-01-13", ""),
        ("created_at: 2026-01-13\ndate: '{{DATE_ISO}}'", "Add login", "2026-01-13", ""),
        ("title: '{{TITLE}}'\ndate: 2026-02-30", "Add login", "", "2026-02-30"),
        ("date: 01/02/2026\ncreated: 2026-02-01", "Add login", "2026-02-01", ""),
        ("stage: plan", "Add login", "", ""),
    ],
)
def test_title_and_date_of_a_prompt_record(
    head: str, title: str, date: str, date_text: str
) -> None:
    record = read_phr(f"---\n{head}\n---\n\n## Prompt\n\nDo it.\n")
    assert (record.title, record.date, record.date_text) == (title, date, date_text)


def test_a_prompt_record_that_lists_its_facts() -> None:
    page = "## Metadata\n\n- **Title**: Log in\n- **Date:** `2026-01-13 11:02`\n- **Stage**: plan\n"
    record = read_phr(page)
    assert (record.title, record.date, record.state) == ("Log in", "2026-01-13", "plan")
    assert read_phr("# Prompt\n\nDo it.\n").title == "Add login"
    assert read_phr("# 3. Log in\n").title == "Log in"


def test_a_title_without_the_number_of_its_record() -> None:
    assert read_adr("# PX-7: Use Valkey\n").title == "Use Valkey"
    assert read_adr("# PX-8: Use Valkey\n").title == "PX-8: Use Valkey"
