"""Pages of new records, and which moves and relations there may be."""

from __future__ import annotations

import hashlib
import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.checks.run import check
from minutebook.errors import ForbiddenTransition
from minutebook.lean.values import replace
from minutebook.records import filenames, reader
from minutebook.records.drafting import adr_pages, drafts, phr_pages, placement, prediction, prose
from minutebook.records.drafting.drafts import AdrDraft, Outcome, PhrDraft
from minutebook.records.model import ADR, PHR, Folder, Record, RecordSet
from minutebook.records.phr import suggestions
from minutebook.records.phr.suggestions import Suggestion
from minutebook.text import markdown

from paths import TEMPLATES

SHIPPED = TEMPLATES
TEMPLATES = {path.stem: path.read_text("utf-8") for path in (SHIPPED / "adr").iterdir()}
PHR_TEMPLATE = (SHIPPED / "phr.md").read_text("utf-8")
DECISIONS = Folder(ADR, "decisions")
PROMPTS = Folder(PHR, "history/prompts")


def page_of(draft: PhrDraft) -> Record:
    text = phr_pages.render_phr(draft, "0007", PHR_TEMPLATE)
    return reader.read_record(PROMPTS, "history/prompts/general/0007-a.plan.prompt.md", text)


# Prompts ----------------------------------------------------------------------------------------


def test_a_prompt_record_has_all_that_is_known() -> None:
    draft = PhrDraft(
        title="Which cache?",
        stage="plan",
        date="2026-01-31",
        feature="007-cache",
        prompt="Which?",
        response="Redis.",
        model="m-1",
        agent="codex",
        surface="cli",
        branch="007-cache",
        user="Ada",
        command="/plan",
        session="s-1",
        labels=("db", "a: b"),
        files=("src/a.py", "src/b.py"),
        tests=("tests/test_a.py",),
        spec="specs/x.md",
        ticket="T-1",
        pr="12",
        outcome=Outcome("faster", "12 pass", "two", "measure", "start small"),
        evaluation="Went well.",
    )
    page = phr_pages.render_phr(draft, "0007", PHR_TEMPLATE)
    digest = hashlib.sha256(b"Which?").hexdigest()
    assert (
        page
        == f"""\
---
id: "0007"
title: Which cache?
stage: plan
date: 2026-01-31
agent: codex
model: m-1
feature: 007-cache
links:
  spec: specs/x.md
  ticket: T-1
  pr: "12"
---

# PHR-0007 Which cache?

<!-- minutebook:summary -->
<!-- /minutebook:summary -->

## Prompt

> Which?

## Response snapshot

Redis.

## Outcome

* **Impact:** faster
* **Tests:** 12 pass
* **Files:** two
* **Next prompts:** measure
* **Reflection:** start small

<!-- minutebook:outcome -->
<!-- /minutebook:outcome -->

## Evaluation notes

Went well.

<!-- markdownlint-disable-file MD004 MD024 MD025 MD026 MD049 MD050 -->
<!-- minutebook:record
surface: cli
branch: 007-cache
user: Ada
command: /plan
session: s-1
labels: [db, "a: b"]
files:
  - src/a.py
  - src/b.py
tests:
  - tests/test_a.py
fidelity: reported
digest: sha256:{digest}
-->
"""
    )


def test_a_part_of_the_outcome_that_is_unknown_is_left_out() -> None:
    page = page_of(PhrDraft("A", outcome=Outcome(tests="all pass", reflection=" \n"))).text
    assert (
        "\n\n## Outcome\n\n* **Tests:** all pass\n\n<!-- markdownlint-disable-file MD004 MD024 MD025 MD026 MD049 MD050 -->\n<!-- minutebook:record\n"
        in page
    )


@pytest.mark.parametrize(
    ("text", "bullet"),
    [
        ("one line", " one line"),
        ("  one line\n", " one line"),
        ("two\nlines", " two\n  lines"),
        ("two\r\nlines", " two\n  lines"),
        ("a\n\npara", " a\n\n  para"),
        ("- a\n- b", "\n  - a\n  - b"),
        ("## Prompt\n\nfake", "\n  ```markdown\n  ## Prompt\n\n  fake\n  ```"),
        ("a\n---", "\n  ```markdown\n  a\n  ---\n  ```"),
        ("<!-- minutebook:links -->", "\n  ```markdown\n  <!-- minutebook:links -->\n  ```"),
        ("```\na\n```", "\n  ````markdown\n  ```\n  a\n  ```\n  ````"),
    ],
)
def test_what_came_of_it_stays_in_its_bullet(text: str, bullet: str) -> None:
    record = page_of(PhrDraft("A", prompt="p", outcome=Outcome(impact=text, next="n")))
    bullets = f"* **Impact:**{bullet}\n* **Next prompts:** n\n"
    assert (
        f"## Outcome\n\n{bullets}\n<!-- markdownlint-disable-file MD004 MD024 MD025 MD026 MD049 MD050 -->\n<!-- minutebook:record\n"
        in record.text
    )
    assert list(reader.read_sections(record)) == ["Prompt", "Outcome"]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
lines = st.sampled_from(
    ["# a", "## Prompt", "###", "a", "===", "---", "", "  ", "```", "~~~~", "````text", "<!--", "-->",
     "<details>", "<!-- minutebook:links -->", "<!-- /minutebook:links -->", "- a", "\t", "    # a",
     "a\r", "\r", "[x]: y", "\x0b", "\x85", "\u2028"]
)  # fmt: skip
joined_lines = st.lists(lines | texts, min_size=1, max_size=8).map("\n".join).filter(bool)


@given(prompt=joined_lines, response=joined_lines, impact=joined_lines, evaluation=joined_lines)
def test_prompt_and_response_come_back_as_they_were(
    prompt: str, response: str, impact: str, evaluation: str
) -> None:
    draft = PhrDraft(
        "A", prompt=prompt, response=response, outcome=Outcome(impact), evaluation=evaluation
    )
    record = page_of(draft)
    assert reader.read_prompt(record) == prompt
    assert reader.read_response(record) == response
    assert record.findings == ()
    assert set(reader.read_sections(record)) <= {
        "Prompt", "Response snapshot", "Outcome", "Evaluation notes",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("response", "fenced"),
    [
        ("Done.", False),
        ("Done.\n\n### Third level\n\n- a\n\n```python\n# b\n```", False),
        ("漢字 اردو 🎉", False),
        (" Done.", True),
        ("Done.\n", True),
        ("a\r\nb", True),
        ("# First", True),
        ("## Second", True),
        ("Title\n=====", True),
        ("```\nnever closed", True),
        ("```\nall of it\n```", True),
        ("<details>\nx", True),
        ("a <!-- b", True),
        ("```html\n<!-- in a fence -->\n```\nand words", False),
    ],
)
def test_a_response_is_rendered_where_that_is_safe(response: str, fenced: bool) -> None:
    formatted = prose.format_response(response)
    assert (formatted != response) is fenced
    if fenced:
        assert markdown.unwrap_fence(formatted) == response


@pytest.mark.parametrize(
    ("prompt", "raw"),
    [("a\nb", b"a\nb"), ("a\r\nb", b"a\nb"), ("a\rb", b"a\rb"), ("漢", "漢".encode()), ("\udcff", b"\xff")],
)  # fmt: skip
def test_the_digest_is_of_the_prompts_bytes(prompt: str, raw: bytes) -> None:
    assert drafts.compute_digest(prompt) == "sha256:" + hashlib.sha256(raw).hexdigest()


def test_a_prompt_record_holds_its_suggestions() -> None:
    asked = Suggestion("", "Caching: Redis", 0.83, options=("Redis", "Memcached"))
    draft = PhrDraft(
        title="A",
        stage="plan",
        prompt="B",
        tests=("t.py",),
        suggestions=(asked, replace(asked, topic="CORS")),
    )
    page = page_of(draft)
    assert 'record\nsuggestions:\n  - id: S-0007-1\n    topic: "Caching: Redis"\n' in page.text
    assert "\n    options: [Redis, Memcached]\nfidelity: reported\n" in page.text
    assert [suggestion.id for suggestion in suggestions.read_suggestions(page)] == [
        "S-0007-1",
        "S-0007-2",
    ]
    path = page.path
    sketched = prediction.predict_record(PROMPTS, path, draft, page.text)
    assert sketched is not None


@pytest.mark.parametrize(
    ("context", "bullet"),
    [
        ("One\ntwo.", "One\n  two."),
        ("One.\n\nTwo.\n\n\nThree.", "One.\\\n  Two.\\\n  Three."),
        ("One.\n\n- three\n- four", "One.\n  * three\n  * four"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n\n"),
        ("One.\n\na | b\n-- | --\n1 | 2", "One.\n\n  a | b\n  -- | --\n  1 | 2\n\n"),
        ("One.\n\n> two\n\nThree.", "One.\n\n  > two\n\n  Three."),
        ("- a\n\n- b", "\n  * a\n\n  * b"),
        ("One.\n\n```text\na\n\nb\n```", "One.\n\n  ```text\n  a\n\n  b\n  ```"),
        ("```text\na\n```", "\n\n  ````markdown\n  ```text\n"),
    ],
)
def test_a_text_of_many_lines_stays_in_its_bullet(context: str, bullet: str) -> None:
    draft = AdrDraft("A", "proposed", context=context)
    page = adr_pages.render_adr(draft, "0001", TEMPLATES["y-statement"])
    assert f"* **In the context of:**{'' if bullet[0] == chr(10) else ' '}{bullet}" in page
    assert "\n* **facing:**" in page
    for name in TEMPLATES.keys() - {"y-statement"}:
        page = adr_pages.render_adr(draft, "0001", TEMPLATES[name])
        assert draft.context.replace("\n\n\n", "\n\n") in page.replace("* ", "- ")


# Decisions --------------------------------------------------------------------------------------

FULL = AdrDraft(
    title="Use Redis",
    status="accepted",
    date="2026-01-31",
    deciders=("Ada", "Bo: b"),
    feature="007-cache",
    review_by="2026-12-31",
    context="It is slow.",
    drivers=("latency", "cost"),
    options=("Redis", "A\ndictionary"),
    decision="Redis, because it is shared.",
    consequences="- Good, because fast.",
    more_information="Later.",
)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_decision_is_read_as_it_was_written(name: str) -> None:
    text = adr_pages.render_adr(FULL, "0007", TEMPLATES[name])
    record = reader.read_record(DECISIONS, "decisions/0007-use-redis.md", text)
    assert (record.title, record.state, record.date) == ("Use Redis", "accepted", "2026-01-31")
    assert record.dialect == {"nygard": "nygard", "spec-kit": "bullet"}.get(name, "front-matter")
    assert record.findings == ()
    choice = {"madr": 'Chosen option: "Redis"', "y-statement": "Redis"}.get(
        name.removesuffix("-minimal"), "We choose Redis"
    )
    for words in ("It is slow.", f"{choice}, because it is shared."):
        assert words in text


def test_the_madr_template_has_all_that_is_known() -> None:
    assert (
        adr_pages.render_adr(FULL, "0007", TEMPLATES["madr"])
        == """\
---
status: accepted
date: 2026-01-31
review-by: 2026-12-31
decision-makers: [Ada, "Bo: b"]
feature: 007-cache
---

# ADR-0007 Use Redis

## Context and Problem Statement

It is slow.

## Decision Drivers

* latency
* cost

## Considered Options

* Redis
* A dictionary

## Decision Outcome

Chosen option: "Redis", because it is shared.

### Consequences

* Good, because fast.

## More Information

Later.
"""
    )


def test_a_comment_says_what_a_decision_is_made_of() -> None:
    page = adr_pages.render_adr(AdrDraft("A", "proposed", "2026-01-31"), "0007", TEMPLATES["madr"])
    headings = [section.title for section in markdown.parse_sections(page, page.index("# A"))]
    assert headings == ["ADR-0007 A"]
    hints = [line for line in page.split("\n") if line.startswith("<!-- #")]
    assert [hint.partition(":")[0] for hint in hints] == [
        "<!-- ## Context and Problem Statement", "<!-- ## Decision Drivers",
        "<!-- ## Considered Options", "<!-- ## Decision Outcome", "<!-- ### Consequences",
    ]  # fmt: skip
    assert "<!--" not in adr_pages.render_adr(FULL, "0007", TEMPLATES["madr"])


def test_headings_that_other_tools_need_stay_above_a_comment() -> None:
    page = adr_pages.render_adr(AdrDraft("A", "proposed", decision="x"), "7", TEMPLATES["nygard"])
    assert re.sub(r": .*-->", ": -->", page).endswith(
        "\n## Status\n\nProposed\n\n## Context\n\n<!-- Context: -->\n\n## Decision\n\nx\n\n"
        "## Consequences\n\n<!-- Consequences: -->\n"
    )


def test_a_heading_stays_above_a_section_with_text_in_it() -> None:
    draft = AdrDraft("A", "proposed", consequences="It is fast.")
    page = adr_pages.render_adr(draft, "0007", TEMPLATES["madr"])
    advice = "<!-- Decision Outcome: which option was chosen, and because of what. -->"
    assert page.endswith(f"\n## Decision Outcome\n\n{advice}\n\n### Consequences\n\nIt is fast.\n")
    draft = AdrDraft("A", "proposed", decision="We do it.")
    page = adr_pages.render_adr(draft, "0007", TEMPLATES["madr"])
    assert "\n## Decision Outcome\n\nWe do it.\n\n<!-- ### Consequences: " in page


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_comment_for_a_section_states_nothing(name: str) -> None:
    page = adr_pages.render_adr(AdrDraft("A", "proposed", "2026-01-31"), "0007", TEMPLATES[name])
    bare = re.sub(r"<!-- .*-->\n\n?", "", page)
    read = [reader.read_record(DECISIONS, "decisions/0007-a.md", text) for text in (page, bare)]
    facts = [(one.title, one.state, one.date, one.links, one.findings) for one in read]
    assert facts[0] == facts[1]


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_is_unknown_leaves_no_gap(name: str) -> None:
    page = adr_pages.render_adr(AdrDraft("A", "proposed", "2026-01-31"), "0007", TEMPLATES[name])
    assert "\n\n\n" not in page
    assert "None" not in page
    assert not re.search(r"[ \t]$", page, re.MULTILINE)


def test_options_in_one_line_stay_there() -> None:
    draft = replace(FULL, drivers=("a\nb",), options=("c\r\nd", "e"))
    page = adr_pages.render_adr(draft, "0007", TEMPLATES["y-statement"])
    assert "* **facing:** a b\n" in page
    assert "* **and neglected:** c d, e\n" in page


HARD_TITLES = (
    "10. Tenth", "Use `foo`", "ADR 5 is wrong", "Status: rejected", "Context", "**b** __init__", "- a",
    "Use C #", "Use {#anchor}", "007 agents", "[x](0001-y.md)", "{{ user }}", "`", "a\\*b", "# a",
)  # fmt: skip
HARD_TEXTS = (
    "This supersedes ADR-1.", "Supersedes: [ADR-1](0001-a.md)", "## Status\n\nRejected", "```\nopen",
    "Status: rejected\nDate: 1999-01-01\nReplaced by ADR-2", "| Status | rejected |\n| --- | --- |",
    "This supersedes `ADR-1`", "<!-- minutebook:links -->\nx\n<!-- /minutebook:links -->", "a\n---",
)  # fmt: skip


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("digits", ["0007", ""])
def test_no_title_or_text_states_other_facts(name: str, digits: str) -> None:
    if name == "nygard" and not digits:
        pytest.skip("its heading begins with the number")
    path = f"decisions/{digits or '2026-01-31'}-x.md"
    cases = [*product(HARD_TITLES, [""]), *product(["Use Redis", "10. Tenth"], HARD_TEXTS)]
    for title, text in cases:
        if (name, title) == ("nygard", "Context"):
            continue  # "7. Context" is the heading of a section; the title comes from the file name
        draft = AdrDraft(
            title, "proposed", "2026-01-31", context=text, decision=text, drivers=(text, "b") if text
            else (), options=(text,) if text else (), consequences=text, more_information=text,
        )  # fmt: skip
        page = adr_pages.render_adr(draft, digits, TEMPLATES[name])
        record = reader.read_record(DECISIONS, path, page)
        facts = (record.title, record.state, record.date, record.links, record.findings)
        assert facts == (title, "proposed", "2026-01-31", (), ()), page


def test_a_label_goes_before_a_title_with_a_number() -> None:
    page = adr_pages.render_adr(AdrDraft("10. Tenth", "proposed"), "0007", TEMPLATES["madr"])
    assert "\n# ADR-0007 10. Tenth\n" in page
    page = adr_pages.render_adr(AdrDraft("Use `a`", "proposed"), "0007", TEMPLATES["madr"])
    assert "\n# ADR-0007 Use `a`\n" in page


@pytest.mark.parametrize(
    ("draft", "template", "options"),
    [
        (FULL, "madr", []),
        (replace(FULL, more_information=""), "nygard", ["--decider", "--feature", "--review-by", "--driver"]),
        (AdrDraft("A", options=("b",)), "nygard", []),  # they end the context
        (AdrDraft("A", deciders=("Ada",), consequences="c"), "madr-minimal", ["--consequences"]),
        (replace(FULL, drivers=()), "spec-kit", ["--decider", "--review-by"]),
        (FULL, "y-statement", []),
    ],
)  # fmt: skip
def test_values_that_a_template_has_no_place_for(
    draft: AdrDraft, template: str, options: list[str]
) -> None:
    assert placement.find_unplaced_options(draft, TEMPLATES[template]) == options


def test_values_that_nobody_asked_for_need_no_place() -> None:
    draft = placement.drop_unplaced_values(FULL, TEMPLATES["madr-minimal"])
    assert (draft.drivers, draft.consequences, draft.more_information) == ((), "", "")
    assert (draft.context, draft.options, draft.deciders) == (
        FULL.context,
        FULL.options,
        FULL.deciders,
    )


def test_a_response_alone_has_no_placeholder() -> None:
    for draft in (
        PhrDraft("A", response="Fill in [TODO]."),
        PhrDraft("A", prompt="p", response="Fill in [TODO]."),
    ):
        page = page_of(draft)
        assert "\n\nFill in [TODO].\n" in page.text
        assert reader.read_response(page) == "Fill in [TODO]."
        assert check(RecordSet((PROMPTS,), (page,)), only=["placeholder"]) == ()
    former = PHR_TEMPLATE.replace("{{ record_block }}", "")
    text = phr_pages.render_phr(PhrDraft("A", response="Fill in [TODO]."), "0001", former)
    assert "```markdown\nFill in [TODO].\n```" in text


# Sketches ---------------------------------------------------------------------------------------

titles = st.sampled_from(
    ["Use Redis", "Use Redis.", "a", "ADR 7", "yes", "1e3", "0x1f", "2026-01-31", "# a", "a #b",
     "*a*", "a_b_c", "`a`", "[a](b)", "<b>", "a: b", "Title, and more", "漢字", "Ünïcode x", "a  b",
     "Status", "A1", "12", "Nr. 5 of it", "null", "ADR-0001", "Use {#anchor}", "a\\b", "&amp;"]
).map(filenames.clean_title) | st.text(min_size=1).map(filenames.clean_title).filter(bool)  # fmt: skip


def list_facts(record: Record) -> tuple[object, ...]:
    """What index pages tell of a record, and what its ref is."""
    return (
        record.ref, record.path, record.title, record.state, record.state_raw, record.date,
        record.subfolder, record.number, record.digits, record.slug, record.dialect, record.links,
        record.kind, record.folder,
    )  # fmt: skip


@given(title=titles, stage=st.sampled_from(PHR.states), feature=st.sampled_from(["", "007-x"]))
def test_a_sketch_of_a_prompt_is_what_is_read(title: str, stage: str, feature: str) -> None:
    draft = PhrDraft(title, stage, "2026-01-31", feature, "p", "r")
    for folder in (PROMPTS, replace(PROMPTS, numbering="folder")):
        path = f"{folder.path}/{feature or 'general'}/0007-{filenames.slugify(title)}.{stage}.prompt.md"
        text = phr_pages.render_phr(draft, "0007", PHR_TEMPLATE)
        sketched = prediction.predict_record(folder, path, draft, text)
        if sketched is not None:
            assert list_facts(sketched) == list_facts(reader.read_record(folder, path, text))


@given(
    title=titles,
    status=st.sampled_from(["proposed", "accepted", "rejected"]),
    name=st.sampled_from(sorted(TEMPLATES)),
    context=joined_lines,
)
def test_a_sketch_of_a_decision_is_what_is_read(
    title: str, status: str, name: str, context: str
) -> None:
    draft = AdrDraft(title, status, "2026-01-31", context=context)
    path = f"decisions/0007-{filenames.slugify(title)}.md"
    text = adr_pages.render_adr(draft, "0007", TEMPLATES[name])
    sketched = prediction.predict_record(DECISIONS, path, draft, text)
    if sketched is not None:
        assert list_facts(sketched) == list_facts(reader.read_record(DECISIONS, path, text))


@pytest.mark.parametrize(
    ("title", "path", "text", "sketched"),
    [
        ("Use Redis", "decisions/0007-use-redis.md", None, True),
        ("*Use*", "decisions/0007-use.md", None, False),
        ("Use Redis", "decisions/use-redis.md", None, False),
        ("Use Redis", "decisions/0007-use-redis.md", "# Another page\n", False),
    ],
)
def test_when_a_page_must_be_read(title: str, path: str, text: str | None, sketched: bool) -> None:
    draft = AdrDraft(title, "proposed", "2026-01-31")
    page = text or adr_pages.render_adr(draft, "0007", TEMPLATES["madr"])
    assert (prediction.predict_record(DECISIONS, path, draft, page) is not None) is sketched


# Moves and relations ----------------------------------------------------------------------------


def decision(state: str, number: int = 1) -> Record:
    text = f"---\nstatus: {state}\n---\n\n# A\n"
    return reader.read_record(DECISIONS, f"decisions/{number:04}-a.md", text)


def prompt(number: int) -> Record:
    return reader.read_record(PROMPTS, f"history/prompts/general/{number:04}-a.plan.prompt.md", "")


@pytest.mark.parametrize(
    ("state", "to", "allowed"),
    [
        ("proposed", "accepted", True),
        ("proposed", "rejected", True),
        ("proposed", "superseded", True),
        ("proposed", "deprecated", False),
        ("accepted", "deprecated", True),
        ("accepted", "superseded", True),
        ("accepted", "proposed", False),
        ("accepted", "rejected", False),
        ("deprecated", "superseded", True),
        ("rejected", "accepted", False),
        ("superseded", "accepted", False),
        # nothing is lost by it where the page states nothing that is known
        ("in limbo", "accepted", True),
        ("", "deprecated", True),
    ],
)
def test_moves(state: str, to: str, allowed: bool) -> None:
    if allowed:
        drafts.require_transition(ADR, decision(state), to)
        return
    with pytest.raises(ForbiddenTransition) as refused:
        drafts.require_transition(ADR, decision(state), to)
    assert f"ADR-0001 is {state}" in refused.value.message
    ends = state in ("rejected", "superseded")
    assert ("adr new" if ends else "goes to: ") in refused.value.hint


def test_stages_are_not_moved_between() -> None:
    drafts.require_transition(PHR, prompt(1), "green")


@pytest.mark.parametrize(
    ("relation", "source", "target", "why"),
    [
        ("supersedes", decision("accepted"), decision("accepted", 2), ""),
        ("amends", decision("accepted"), decision("accepted", 2), ""),
        ("amends", prompt(1), prompt(2), ""),
        ("decides", prompt(1), decision("accepted"), ""),
        ("follows", prompt(2), prompt(1), ""),
        ("relates-to", prompt(2), decision("accepted"), ""),
        ("relates-to", prompt(2), prompt(2), "itself"),
        ("supersedes", prompt(1), decision("accepted"), "one kind"),
        ("amends", decision("accepted"), prompt(1), "one kind"),
        ("supersedes", prompt(1), prompt(2), "do not supersede"),
        ("decides", decision("accepted"), decision("accepted", 2), "decides"),
        ("decides", prompt(1), prompt(2), "decides"),
        ("follows", prompt(1), decision("accepted"), "two prompts"),
        ("follows", decision("accepted"), decision("accepted", 2), "two prompts"),
    ],
)
def test_which_relations_fit(relation: str, source: Record, target: Record, why: str) -> None:
    problem = drafts.find_relation_problem(relation, source, target)
    assert why in problem
    assert bool(problem) is bool(why)


def test_options_that_a_template_has_no_room_for_end_the_context() -> None:
    draft = AdrDraft("Use Redis", context="It is slow.", options=("Redis", "Memcached"))
    bare = "# {{ title }}\n\n## Context\n\n{{ context }}\n"
    assert adr_pages.render_adr(draft, "0002", bare).endswith(
        "It is slow.\n\nOptions:\n\n* Redis\n* Memcached\n"
    )
    roomy = bare + "\n## Options\n\n{{ options }}\n"
    assert adr_pages.render_adr(draft, "0002", roomy).count("Memcached") == 1
    assert "Options:" not in adr_pages.render_adr(draft, "0002", roomy)
