"""What people are shown of a page, as markdown: facts, text, prompt, response, suggestions."""

from __future__ import annotations

import pytest
from hypothesis import given

from checked_pages import make_records
from minutebook.operations.reading import page

from hostile_texts import TEXTS

PROMPT = "history/prompts/general/0001-a.general.prompt.md"
DECISION = "decisions/0001-use-x.md"


def show(path: str, text: str, **others: str) -> str:
    """The reading of one page of a set, without the line that names the page."""
    records = make_records(
        {path: text, **{f"decisions/{key}.md": value for key, value in others.items()}}
    )
    record = next(record for record in records.members if record.path == path)
    reading = page.format_reading(page.make_reading(record, records))
    return reading.replace(f"* Page: {path}\n", "").replace(f"* Page: {path}", "").strip("\n")


def show_body(path: str, text: str) -> str:
    """The reading of one page below its facts."""
    return show(path, text).partition("\n\n")[2].partition("\n\n")[2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            ("---\nstatus: accepted\ndate: 2026-01-02\ndecision-makers: [Ada, Bob]\nconsulted: Eve\n---\n\n"
            "# Use x\n\n## Context\n\nWe.\n"),
            ("# ADR-0001 Use x\n\n* Status: accepted\n* Date: 2026-01-02\n* Deciders: Ada, Bob\n* Consulted: Eve\n"
            "\n## Context\n\nWe."),
        ),
        (
            "# 1. Use x\n\nDate: 2026-01-02\n\n## Status\n\nAccepted\n",
            "# ADR-0001 Use x\n\n* Status: accepted\n* Date: 2026-01-02\n\nDate: 2026-01-02\n\n## Status\n\nAccepted",
        ),
        (
            "# Use x\n\n* Status: rejected\n* Date: 2026-01-02\n",
            "# ADR-0001 Use x\n\n* Status: rejected\n* Date: 2026-01-02\n\n* Status: rejected\n* Date: 2026-01-02",
        ),
        ("---\ntitle: Use x\nstatus: In limbo\n---\n\n# Other\n", "# ADR-0001 Other\n\n* Status: In limbo\n* Title: Use x"),
        ("# Use [x](y.md)\n", "# ADR-0001 Use x\n\n\n# Use [x](y.md)"),
        ("\ufeff# Use x\n\nText", "# ADR-0001 Use x\n\n\nText"),
        ("# Use x\n\n<!-- a comment -->\n", "# ADR-0001 Use x"),
        ("", "# ADR-0001 Use x"),
        (
            "---\nstatus: [accepted\n  a: \"b\n---\n\n# Use x\n",
            "# ADR-0001 Use x\n\n* Status: accepted\n\n```yaml\n---\nstatus: [accepted\n  a: \"b\n---\n```",
        ),
        (
            "---\nstatus: accepted\nimpact: {cost: 2, by: [a, b], none: null}\n---\n# Use x\n",
            "# ADR-0001 Use x\n\n* Status: accepted\n* Impact: cost: 2; by: a, b",
        ),
    ],
    ids=range(10),
)  # fmt: skip
def test_a_decision(text: str, expected: str) -> None:
    assert show(DECISION, text) == expected


def test_relations_of_both_pages_are_named_with_title() -> None:
    old = "---\nstatus: superseded by ADR-0002\n---\n# Use x\n"
    new = "---\nstatus: accepted\nlinks:\n  supersedes: [0001-use-x]\n  depends-on: [0009-gone]\n---\n# Use y\n"
    assert "* Superseded by: ADR-0002 Use y\n" in show(DECISION, old, **{"0002-use-y": new}) + "\n"
    shown = show("decisions/0002-use-y.md", new, **{"0001-use-x": old}) + "\n"
    assert "* Supersedes: ADR-0001 Use x\n" in shown
    assert "* Depends on: 0009-gone\n" in shown


def test_a_generated_block_of_links_is_not_shown_twice() -> None:
    text = "# Use x\n\nText\n\n<!-- minutebook:links -->\n## Links\n\n* a\n<!-- /minutebook:links -->\n\nEnd\n"
    assert show(DECISION, text) == "# ADR-0001 Use x\n\n\nText\n\nEnd"


OURS = "---\ntitle: A\nstage: green\nfidelity: verbatim\n---\n\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            OURS + "## Prompt\n\n```text\n  # a\n\n<!-- b -->\n```\n\n## Response snapshot\n\nDone.\n",
            "## Prompt\n\n>   # a\n>\n> <!-- b -->\n\n## Response snapshot\n\nDone.",
        ),
        (
            OURS + "## Prompt\n\n```text\na\n```\n\n## Response snapshot\n\n```markdown\n# H\n\n## I\n```\n\n## Notes\n\nx\n",
            "## Prompt\n\n> a\n\n## Response snapshot\n\n### H\n\n#### I\n\n## Notes\n\nx",
        ),
        (
            OURS + "## Prompt\n\n```text\na\n```\n\n## Response snapshot\n\n```python\n# code\n```\n",
            "## Prompt\n\n> a\n\n## Response snapshot\n\n```python\n# code\n```",
        ),
        (
            OURS + "# PHR-0001 A\n\n<!-- minutebook:summary -->\ngreen\n<!-- /minutebook:summary -->\n\n## Prompt\n\n"
            "```text\na\n```\n\n## Outcome\n\n* b\n\n<!-- minutebook:record\nsession: x\n-->\n",
            "## Prompt\n\n> a\n\n## Outcome\n\n* b",
        ),
        # a prompt with headings of its own, and a section that follows the generated block
        (
            "---\nstage: spec\n---\n## Prompt\n\nAdd\n\n# Important\n\nx\n\n## Response snapshot\n\nDone\n\n## Outcome\n\n- a\n",
            "## Prompt\n\n> Add\n>\n> # Important\n>\n> x\n\n## Response snapshot\n\nDone\n\n## Outcome\n\n- a",
        ),
        ("---\nstage: spec\n---\n## Prompt\n\n```\nnever closed\n", "## Prompt\n\n> ```\n> never closed"),
        ("---\nstage: spec\nprompt: |\n  Do it\n---\n## Notes\n\nx\n", "## Prompt\n\n> Do it\n\n## Notes\n\nx"),
        ("---\nstage: spec\n---\n**Prompt**: Do it\n\n**Response**: Done\n", "**Prompt**: Do it\n\n**Response**: Done"),
        ("---\nstage: spec\nprompt: Do it\nresponse: |\n  # Done\n---\n", "## Prompt\n\n> Do it\n\n## Response\n\n### Done"),
        ("---\nstage: spec\n---\nNothing else\n", "Nothing else"),
    ],
    ids=range(10),
)  # fmt: skip
def test_a_prompt_record(text: str, expected: str) -> None:
    assert show_body(PROMPT, text) == expected


def test_what_stands_below_a_generated_block_is_not_lost() -> None:
    text = (
        OURS
        + "## Prompt\n\n> quoted\n\n<!-- minutebook:links -->\n* a\n<!-- /minutebook:links -->\n\n"
        "A remark\n"
    )
    assert show_body(PROMPT, text).endswith("\n\nA remark")


def test_the_facts_of_a_prompt_record() -> None:
    text = (
        "---\ntitle: A\nstage: green\ndate: 2026-01-02\nagent: claude\nmodel: m-1\nfeature: shop\nlabels: [b]\n"
        "files: [a.py, b.py]\ntests: [t.py]\nsession: s1\nfidelity: redacted\ndigest: x\nlinks:\n  ticket: T-1\n---\n"
    )
    assert show(PROMPT, text).splitlines()[2:] == [
        *(
            "* Stage: green",
            "* Date: 2026-01-02",
            "* Agent: claude · m-1",
            "* Feature: shop",
            "* Labels: b",
        ),
        *(
            "* Files: a.py, b.py",
            "* Tests: t.py",
            "* Session: s1",
            "* Fidelity: redacted",
            "* Ticket: T-1",
        ),
    ]


def test_many_files_are_counted() -> None:
    files = ", ".join(f"f{number}" for number in range(300))
    assert "f7, and 292 more" in show(PROMPT, f"---\nstage: green\nfiles: [{files}]\n---\n")


def test_the_neighbours_in_the_session() -> None:
    pages = {
        f"history/prompts/general/000{number}-a{number}.general.prompt.md": f"---\nstage: green\ndate: 2026-01-0{number}\nsession: s\n---\n"
        for number in (1, 2, 3)
    }
    records = make_records(pages)
    shown = page.format_reading(page.make_reading(records.members[1], records))
    assert "* Session: s (2 of 3)\n* Previous: PHR-0001 A1\n* Next: PHR-0003 A3\n" in shown


def test_suggestions_are_told_in_words() -> None:
    text = (
        OURS[:-5] + "suggestions:\n- {id: S-0001-1, topic: 'Caching: Redis', state: pending}\n"
        "- {id: S-0001-2, topic: Queue, state: dismissed, reason: a trial}\n"
        "- {id: S-0001-3, topic: Web, state: accepted}\n---\n\n## Prompt\n\n```text\na\n```\n"
    )
    assert show_body(PROMPT, text).endswith(
        "## Suggested decisions\n\n"
        "* S-0001-1 Caching: Redis (waits for an answer: `minutebook suggest accept S-0001-1`)\n"
        "* S-0001-2 Queue (dismissed: a trial)\n"
        "* S-0001-3 Web (accepted)"
    )
    text += "\n## Outcome\n\n<!-- minutebook:outcome -->\n* S-0001-1 S-0001-2 S-0001-3\n<!-- /minutebook:outcome -->\n"
    assert "Suggested" not in show_body(PROMPT, text)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "a.rst",
            ("1. Use x\n========\n\n:Status: Accepted\n\nText with ``code``\n\n.. code-block:: py\n\n   x = 1\n\n"
            "+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+\n\n.. image:: a.png\n"),
            "Text with `code`\n\n       x = 1\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n![](a.png)",
        ),
        (
            "a.adoc",
            "= Use x\n:status: accepted\n\nText\n\n|===\n|A |B\n\n|1 |2\n|===\n\nEnd\n",
            "Text\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\nEnd",
        ),
    ],
)  # fmt: skip
def test_pages_of_other_formats_keep_code_tables_and_images(
    name: str, text: str, expected: str
) -> None:
    assert show_body(f"decisions/0001-{name}", text) == expected


@given(text=TEXTS)
@pytest.mark.parametrize("path", [PROMPT, DECISION, "decisions/0001-a.rst"])
def test_any_page_can_be_shown(path: str, text: str) -> None:
    records = make_records({path: text})
    assert page.format_reading(page.make_reading(records.members[0], records)).startswith("# ")


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ("title: Use **x**", ""),
        ("title: 'ADR-0001: Use x'", ""),
        ("title: Use y", "Title: Use y"),
        ("x-depends-on: [0002-b.md]", "Depends on: ADR-0002 B"),
        ("x-supersedes: 0002-b.md", "Supersedes: ADR-0002 B"),
        ("x-cost: 3", "X cost: 3"),
        ("status-reason: ['good, cheap', late]", "Status reason: good, cheap; late"),
        ("hosts: [a, b]", "Hosts: a, b"),
    ],
)
def test_no_field_is_shown_twice(field: str, shown: str) -> None:
    text = f"---\nstatus: accepted\n{field}\n---\n\n# Use x\n\nText.\n"
    facts = show(DECISION, text, **{"0002-b": "---\nstatus: accepted\n---\n\n# B\n"})
    assert facts.partition("\n\n")[2].partition("\n\n")[0] == "\n".join(
        f"* {fact}" for fact in ("Status: accepted", shown) if fact
    )


def test_a_title_with_an_address_is_not_shown_twice() -> None:
    heading = r"# Use \[x](https://a.example)"
    text = f"{heading}\n\nText.\n"
    assert show(DECISION, text) == "# ADR-0001 Use [x](https://a.example)\n\n\nText."


@pytest.mark.parametrize("sign", ["\x1b[31m", "\u202e"])
def test_a_title_that_would_control_a_terminal_is_shown_with_that(sign: str) -> None:
    assert f"# Use {sign}x" in show(DECISION, f"# Use {sign}x\n\nText.\n")


def test_the_turn_before_is_named_once() -> None:
    folder = "history/prompts/general"
    page_text = "---\nid: {0}\nsession: s\n{1}---\n\n# PHR-000{0} T{0}\n\n## Prompt\n\n> a\n"
    texts = {
        f"{folder}/000{number}-t{number}.general.prompt.md": page_text.format(number, links)
        for number, links in ((1, ""), (2, "links:\n  follows: [0001-t1]\n"), (3, ""))
    }
    records = make_records(texts)
    facts = {
        record.number: {fact.name: fact.values for fact in page.make_reading(record, records).facts}
        for record in records.members
    }
    assert "follows" not in facts[2]
    assert "followed by" not in facts[1]
    assert facts[2]["previous"][0].startswith("PHR-0001")
    assert facts[1]["next"][0].startswith("PHR-0002")
