"""Rules on a page's own text."""

from __future__ import annotations

import pytest

from checked_pages import adr, find, make_records, phr
from minutebook.checks import CheckInputs, check


@pytest.mark.parametrize(
    ("line", "placeholders"),
    [
        ("Impact: {{OUTCOME_IMPACT}}", "`{{OUTCOME_IMPACT}}`"),
        ("Impact: {{ OUTCOME }}", "`{{ OUTCOME }}`"),
        ("[TODO] say why", "`[TODO]`"),
        ("[TODO: say why]", "`[TODO:`"),
        ("so [TBD later]", "`[TBD later]`"),
        ("## {title of option 1}", "`{title of option 1}`"),
        ("## {a thing}", "`{a thing}`"),
        ("# ADR-0001: {Decision Title}", "`{Decision Title}`"),
        ("## [FEATURE_NAME] plan", "`[FEATURE_NAME]`"),
        ("## Plan of {{feature}}", "`{{feature}}`"),
        ("[short title of solved problem and solution]", "`[short title`"),
        ("* Good, because {argument a}", "`{argument a}`"),
        ("* Good, because [argument b]", "`[argument b]`"),
        ("* [option 1]", "`[option 1]`"),
        (
            "The change that we're proposing or have agreed to implement.",
            "`The change that we're proposing or have",
        ),
        (
            "What is the change that we're proposing and/or doing?",
            "`What is the change that we're proposing",
        ),
        ("in code `{{OUTCOME}}` and ``{{ `X` }}``", ""),
        ("`a` {{LEFT}} `b`", "`{{LEFT}}`"),
        ("${{ SECRET }} and ${{SECRET}}", ""),
        ("a template says {{ name }}", ""),
        ("## Set {id} by path", ""),
        ("### DELETE /v1/accounts/{id}", ""),
        ("### [Jest](https://jestjs.io/)", ""),
        ("## [NOT_LEFT](https://example.org)", ""),
        ("a list [todo] of things", ""),
        ("* [x] done", ""),
        ("```\n{{FENCED}}\n```", ""),
        ("<!--\n{{COMMENTED}}\n-->", ""),
    ],
)
def test_placeholder(line: str, placeholders: str) -> None:
    rows = find("placeholder", adr(1, body=f"Words.\n\n{line}\n"))
    if not placeholders:
        assert rows == []
    else:
        ((severity, name, line_number, message),) = rows
        assert (severity, name, line_number) == ("warning", "0001-x.md", 9)
        assert message.startswith(
            f"ADR-0001 still has what its template left to fill in: {placeholders[:-1]}"
        )


@pytest.mark.parametrize(
    ("head", "is_reported"),
    [
        ("feature: {{feature}}", True),
        ("decision-makers: {list everyone involved in the decision}", True),
        ('date: "{YYYY-MM-DD when the decision was last updated}"', True),
        ('status: "{proposed | rejected | accepted}"', True),
        ("title: {Decision Title}", True),
        ("tags: <tag>", True),
        ("tags: '<one | two>'", True),
        ("mail: <a@b.org>", False),
        ("labels: {}", False),
        ("labels: {a: b}", False),
        ("title: '{a} and {b}'", False),
    ],
)
def test_placeholder_in_front_matter(head: str, is_reported: bool) -> None:
    assert [row[2] for row in find("placeholder", adr(1, head=f"status: accepted\n{head}"))] == (
        [3] if is_reported else []
    )


def test_the_placeholders_of_a_page_are_one_finding() -> None:
    body = "{{A}}\n{{B}}\n{{A}}\n{{C}}\n{{D}}\n{{E}}\n"
    (row,) = find("placeholder", adr(1, body=body))
    assert row[2:] == (
        7,
        "ADR-0001 still has what its template left to fill in: `{{A}}`, `{{B}}`, `{{C}}` and 2 more.",
    )


def test_a_prompt_may_hold_placeholders() -> None:
    prompt = "## Prompt\n\nFill {{TITLE}} and [TODO]\n\n## A heading of it\n\n{{MORE}}\n\n"
    assert find("placeholder", phr(1, "title: A", prompt + "## Response snapshot\n\nDone.\n")) == []
    assert find("placeholder", phr(1, "title: A", prompt)) == []
    rest = "## Response snapshot\n\n{{RESPONSE_TEXT}}\n"
    assert [row[2] for row in find("placeholder", phr(1, "title: A", prompt + rest))] == [15]


def test_the_placeholder_of_a_prompt() -> None:
    rows = find(
        "placeholder", phr(1, "title: A", "## Prompt\n\n{{PROMPT_TEXT}}\n\n## Outcome\n\nDone.\n")
    )
    assert [row[2] for row in rows] == [7]
    fenced = "## Prompt\n\n```text\n{{PROMPT_TEXT}}\n```\n\n## Outcome\n\nDone.\n"
    assert find("placeholder", phr(1, "title: A", fenced)) == []


CONFLICT = "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n"


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (CONFLICT, 7),
        ("a\n<<<<<<< HEAD\r\n", 8),
        ("a\n\n=======\nb\n>>>>>>> other\n", 9),
        ("Heading\n=======\n", 0),
        (">>>>>>> quoted deeply\n", 0),
        ("> <<<<<<< HEAD\n<<<<<<<<<< arrows\n<<<<<<<x\n", 0),
        (f"```\n{CONFLICT}```\n", 8),
        ("```\n<<<<<<< HEAD\na\n```\n", 0),
        ("```\n>>>>>>> x\n=======\n<<<<<<< y\n```\n", 0),
    ],
)
def test_conflict_markers(body: str, line: int) -> None:
    message = "ADR-0001 has the markers of a merge that was not finished."
    rows = find("conflict-markers", adr(1, body=body))
    assert rows == ([("error", "0001-x.md", line, message)] if line else [])


def test_a_prompt_may_hold_a_conflict() -> None:
    inside = f"## Prompt\n\n{CONFLICT}\n## Response snapshot\n\nSolved.\n"
    assert find("conflict-markers", phr(1, "title: A", inside)) == []
    fenced = f"## Prompt\n\n```text\n{CONFLICT}```\n\n## Response snapshot\n\nSolved.\n"
    assert find("conflict-markers", phr(1, "title: A", fenced)) == []
    after = f"## Prompt\n\nSolve it.\n\n## Response snapshot\n\n{CONFLICT}"
    assert [row[2] for row in find("conflict-markers", phr(1, "title: A", after))] == [11]


@pytest.mark.parametrize(
    ("text", "line", "fix"),
    [
        (f"# D\n{CONFLICT}", 2, "Decide which side holds, and take the marker lines out."),
        (
            f"<!-- minutebook:index -->\n{CONFLICT}<!-- /minutebook:index -->\n",
            2,
            "Run `minutebook index`.",
        ),
        (
            f"<!-- minutebook:index -->\n{CONFLICT}<!-- /minutebook:index -->\n{CONFLICT}",
            2,
            "Run `minutebook index`, then decide which side holds.",
        ),
        ("# D\n", 0, ""),
    ],
)
def test_a_conflict_in_an_index_page(text: str, line: int, fix: str) -> None:
    pages = {**adr(1), "decisions/README.md": text, "docs/a.md": CONFLICT}
    findings = [
        (finding.path, finding.line, finding.message, finding.fix)
        for finding in check(make_records(pages), CheckInputs(), None)
        if finding.code == "conflict-markers"
    ]
    message = "`decisions/README.md` has the markers of a merge that was not finished."
    assert findings[:1] == ([("decisions/README.md", line, message, fix)] if line else [])
    assert len(findings) == text.count("<<<<")


def test_a_conflict_in_the_front_matter() -> None:
    rows = find("conflict-markers", phr(1, f"title: A\n{CONFLICT}stage: green"))
    assert [row[2] for row in rows] == [3]


@pytest.mark.parametrize(
    ("body", "titles"),
    [
        ("## Context\n\n## Decision\n\nx\n", "`Context`"),
        ("## 1. Context\n\n<!-- say why -->\n\n## Decision\n\n\n### Consequences\n", "`1. Context`, `Consequences`"),
        ("## Décision\n\n## 背景\n", "`Décision`, `背景`"),
        ("## Context\nx\n\n## Consequences\n\n<!-- minutebook:links -->\ny\n<!-- /minutebook:links -->\n", "`Consequences`"),
        ("## Context\n\n### Forces\n\nx\n", ""),
        ("## Context\n\nx\n\n## Notes\n\n### Neutral\n\n## References\n", ""),
        ("## Alternatives\n\n## Option A\n\nx\n", ""),
        ("```\n## Context\n\n## Decision\n```\n", ""),
        ("## Status\n\n## Date\n\n2024\n", ""),
        ("Context\n-------\n\nDecision\n--------\n\nd\n", "`Context`"),
        ("Context\n-------\n\nc\n\nDecision\n--------\n", "`Decision`"),
        ("## Context\n\n-\n\n## Decision\n\n> \n\n## Consequences\n\n---\n", "`Context`, `Decision`, `Consequences`"),
        ("## Context\n\n1.\n- [ ]\n\n## Decision\n\n| | |\n|---|---|\n", "`Context`, `Decision`"),
        ("## Context\n\n- c\n\n## Decision\n\n> 1\n\n## Consequences\n\n![](a.png)\n", ""),
        ("## Context\n\n1.5\n\n## Decision\n\n\u2705\n", ""),
    ],
)  # fmt: skip
def test_empty_sections_of_an_accepted_decision(body: str, titles: str) -> None:
    rows = find("empty-section", adr(1, body=body))
    message = f"ADR-0001 is accepted, and has no text for {titles}."
    assert [(row[0], row[3]) for row in rows] == ([("info", message)] if titles else [])
    assert find("empty-section", adr(1, head="status: proposed", body=body)) == []


def test_a_comment_that_stands_for_a_section_is_no_text() -> None:
    page = adr(1, body="# 1. A\n\n<!-- ## Context: why. -->\n\n## Decision\n\nWe do it.\n\n{}")
    hint = "<!-- ## Consequences: what. -->\n"
    (row,) = find("empty-section", {path: text.format(hint) for path, text in page.items()})
    assert row[3] == "ADR-0001 is accepted, and has no text for `Context`, `Consequences`."
    more = "<!-- ## Decision Drivers: how. -->\n\n```text\n<!-- ## Decision: what. -->\n```\n"
    written = f"{more}## Consequences\n\nNone.\n\n{hint}\n## Context\n\nWords.\n"
    pages = {path: text.replace("<!-- ## Context: why. -->\n\n", "") for path, text in page.items()}
    assert find("empty-section", {path: text.format(written) for path, text in pages.items()}) == []
    assert find("placeholder", {path: text.format(hint) for path, text in page.items()}) == []


def test_pages_that_are_only_read_may_have_empty_sections() -> None:
    page = {"decisions/0001-x.adoc": "= X\n:status: accepted\n\n## Context\n\n## Decision\n"}
    assert find("empty-section", page) == []
