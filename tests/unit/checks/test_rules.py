"""Each rule: pages in, findings out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from minutebook.checks import CheckInputs, CheckSettings, base, check
from minutebook.records import drafts, reader
from minutebook.records.model import ADR, PHR, Finding, Folder, RecordSet
from minutebook.text import markdown

DECISIONS = Folder(ADR, "decisions")
PROMPTS = Folder(PHR, "history/prompts")
EACH = Folder(PHR, "history/prompts", "folder")


def shelf(pages: Mapping[str, str], *folders: Folder) -> RecordSet:
    """Pages of two folders, as they are read; what is no record is another page."""
    folders = folders or (DECISIONS, PROMPTS)
    records, others = [], {}
    for path, text in pages.items():
        folder = next((one for one in folders if path.startswith(f"{one.path}/")), None)
        if folder is None or path.endswith("README.md"):
            others[path] = text
        else:
            records.append(reader.read_record(folder, path, text))
    return RecordSet(folders, tuple(records), others)


def found(
    code: str,
    pages: Mapping[str, str],
    *folders: Folder,
    settings: CheckSettings | None = None,
    **surroundings: object,
) -> list[tuple[str, str, int, str]]:
    """What a rule finds: severity, file name, line, message."""
    around = CheckInputs(**surroundings)  # type: ignore[arg-type]
    return [
        (finding.severity, finding.path.rpartition("/")[2], finding.line, finding.message)
        for finding in check(shelf(pages, *folders), around, settings)
        if finding.code == code
    ]


def adr(
    number: int, slug: str = "x", head: str = "status: accepted", body: str = ""
) -> dict[str, str]:
    name = f"decisions/{number:04d}-{slug}.md"
    return {name: f"---\n{head}\n---\n\n# Use {slug}\n\n{body}"}


def phr(
    number: int, head: str, body: str = "", route: str = "general", name: str = "x.general"
) -> dict[str, str]:
    return {f"history/prompts/{route}/{number:04d}-{name}.prompt.md": f"---\n{head}\n---\n\n{body}"}


# States ---------------------------------------------------------------------------------------


def test_unknown_status() -> None:
    pages = (
        adr(1, head="status: wobbly")
        | adr(2)
        | adr(3, head="status: '{{STATUS}}'")
        | adr(4, head="status: ...")
    )
    assert found("unknown-status", pages) == [
        ("warning", "0001-x.md", 2, "ADR-0001 has the status `wobbly`, which is not a known one.")
    ]


def test_unknown_status_line_where_the_words_stand_alone() -> None:
    pages = {
        "decisions/0001-a.md": "# 1. A\n\nDate: 2024-01-02\n\n## Status\n\nWobbly\n\n## Context\n\nStatus: Wobbly?\n"
    }
    assert found("unknown-status", pages)[0][:3] == ("warning", "0001-a.md", 11)


@pytest.mark.parametrize(
    ("head", "settings", "severities"),
    [
        ("stage: phase6", CheckSettings(), ["info"]),
        ("stage: phase6\nfidelity: verbatim", CheckSettings(), ["warning"]),
        ("stage: phase6", CheckSettings(stages=("phase6",)), []),
        ("stage: green", CheckSettings(), []),
    ],
)
def test_unknown_stage(head: str, settings: CheckSettings, severities: list[str]) -> None:
    rows = found("unknown-stage", phr(1, head, name="x.phase6"), settings=settings)
    assert [row[0] for row in rows] == severities


def test_unknown_stage_names_its_cure() -> None:
    (finding,) = _of("unknown-stage", phr(1, "stage: phase6", name="x.phase6"))
    assert finding.fix.endswith("general, or add `phase6` to `stages` in the configuration.")
    assert finding.line == 2


def test_no_status_counts_only_where_most_state_one() -> None:
    bare = {"decisions/plain.md": "# Plain\n\nWords.\n"}
    assert found("no-status", bare) == []
    assert found("no-status", bare | adr(2)) == []
    assert found("no-status", bare | adr(2) | adr(3)) == [
        ("info", "plain.md", 0, "plain states no status, though most records in decisions do.")
    ]


def test_no_stage() -> None:
    pages = phr(1, "title: A", name="x") | phr(2, "stage: green") | phr(3, "stage: red")
    assert [row[:3] for row in found("no-stage", pages)] == [("info", "0001-x.prompt.md", 0)]


# Numbers --------------------------------------------------------------------------------------


def test_number_twice() -> None:
    pages = adr(3, "b") | adr(3, "a") | adr(3, "c") | adr(4)
    assert found("number-twice", pages) == [
        (
            "error",
            "0003-b.md",
            0,
            "ADR-0003 has the number 0003, which `decisions/0003-a.md` has too.",
        ),
        (
            "error",
            "0003-c.md",
            0,
            "ADR-0003 has the number 0003, which `decisions/0003-a.md` has too.",
        ),
    ]


def test_number_twice_counts_by_value_not_by_digits() -> None:
    pages = {"decisions/003-a.md": "# A\n", "decisions/0003-b.md": "# B\n"}
    assert [row[1] for row in found("number-twice", pages)] == ["003-a.md"]


def test_adopted_prompts_repeat_numbers_as_a_matter_of_course() -> None:
    theirs = phr(1, "title: A", route="a") | phr(1, "title: B", route="b")
    assert [row[0] for row in found("number-twice", theirs)] == ["warning"]
    ours = phr(1, "fidelity: verbatim", route="c")
    assert [row[0] for row in found("number-twice", theirs | ours)] == ["error", "error"]


def test_numbers_count_by_folder_where_the_folder_says_so() -> None:
    pages = phr(1, "title: A", route="a") | phr(1, "title: B", route="b")
    assert [row[1] for row in found("number-twice", pages)] == ["0001-x.general.prompt.md"]
    assert found("number-twice", pages, EACH) == []
    assert (
        len(found("number-twice", pages | phr(1, "title: C", route="b", name="y.general"), EACH))
        == 1
    )


def test_kinds_count_for_themselves() -> None:
    assert found("number-twice", adr(1) | phr(1, "title: A")) == []


def test_dated_names_have_no_number_to_take_twice() -> None:
    pages = {"decisions/2024-01-02-a.md": "# A\n", "decisions/2024-01-02-b.md": "# B\n"}
    assert found("number-twice", pages) == []


@pytest.mark.parametrize(
    ("stated", "agrees"),
    [
        ("0010", True),
        ("10", True),
        ('"0010"', True),
        ("010", True),
        ("PHR-010", True),
        ("001-010", True),
        ("20251206-0010", True),
        ("0010-some-words-2", True),
        ("2025-11-27-010", True),
        ("20251127", True),
        ("none", True),
        ("{{ID}}", True),
        ("{{ID_2}}", True),
        ("[1]", True),
        ("8", False),
        ("PHR-011", False),
        ("001-002", False),
        ("20251206-0002", False),
        ("0", False),
        ("9" * 9, True),
    ],
)
def test_id_and_file_name(stated: str, agrees: bool) -> None:
    rows = found("number-name", phr(10, f"id: {stated}\nfidelity: verbatim"))
    words = stated.strip('"')
    message = f"PHR-0010 has the id `{words}`, but its file name says 0010."
    assert rows == ([] if agrees else [("warning", "0010-x.general.prompt.md", 2, message)])


def test_id_zero_agrees_with_number_zero() -> None:
    assert found("number-name", phr(0, "id: '000'")) == []


def test_an_adopted_id_weighs_little_and_is_found_under_other_names() -> None:
    pages = phr(3, "title: A\nPHR_ID: 7")
    assert [row[:3] for row in found("number-name", pages)] == [
        ("info", "0003-x.general.prompt.md", 3)
    ]


@pytest.mark.parametrize(
    ("heading", "agrees"),
    [
        ("# 7. Use x", True),
        ("# ADR-0007: Use x", True),
        ("# ADR 7 Use x", True),
        ("# 7.5 is the version", True),
        ("# 3 tiers", True),
        ("# 2024: a year", False),
        ("# 8. Use x", False),
        ("# ADR-0008 Use x", False),
        ("# adr 008: Use x", False),
        ("# Decision 6: Use x", False),
    ],
)
def test_heading_and_file_name(heading: str, agrees: bool) -> None:
    rows = found("number-name", {"decisions/0007-x.md": f"\n{heading}\n\n## Status\n\nAccepted\n"})
    assert [row[:3] for row in rows] == ([] if agrees else [("info", "0007-x.md", 2)])


# Relations ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("0009-gone", "ADR-0001 says `amends 0009-gone`, but there is no such record."),
        ("ADR-0009", "ADR-0001 says `amends ADR-0009`, but there is no such record."),
        ("ADR-0002", ""),
        ("0002-x", ""),
        ("https://example.org/0009-gone", ""),
        ("some words of prose", ""),
        ("gone.md", "ADR-0001 says `amends gone.md`, but there is no such record."),
        ("/gone.md", ""),
        ("../docs/./old/spec.md", ""),
        ("README.md", ""),
        ("(none)", ""),
        (
            "../decisions/gone.md",
            "ADR-0001 says `amends ../decisions/gone.md`, but there is no such record.",
        ),
        (
            "[9. Gone](0009-gone.md)",
            "ADR-0001 says `amends [9. Gone](0009-gone.md)`, but there is no such record.",
        ),
        ("ADR-0003", "ADR-0001 says `amends ADR-0003`, which may mean more than one record."),
    ],
)
def test_dangling_link(target: str, message: str) -> None:
    pages = adr(1, head=f'status: accepted\nlinks:\n  amends: ["{target}"]')
    rows = found(
        "dangling-link", pages | adr(2) | adr(3, "a") | adr(3, "b") | {"decisions/README.md": ""}
    )
    assert [(row[0], row[1], row[3]) for row in rows] == (
        [("warning", "0001-x.md", message)] if message else []
    )


def test_a_path_that_git_had_does_not_dangle() -> None:
    pages = adr(
        1, head='status: accepted\nlinks:\n  amends: ["decisions/0009-gone.md", "0010-no.md"]'
    )
    rows = found("dangling-link", pages, known_paths=frozenset({"decisions/0009-gone.md"}))
    assert [row[3] for row in rows] == [
        "ADR-0001 says `amends 0010-no.md`, but there is no such record."
    ]


def test_supersession_that_the_old_page_knows_nothing_of() -> None:
    pages = adr(2, head="status: accepted\nlinks:\n  supersedes: [0001-x]")
    assert found("one-way-supersession", adr(1) | pages) == [
        (
            "warning",
            "0001-x.md",
            0,
            "ADR-0002 supersedes ADR-0001, but ADR-0001 still reads as accepted.",
        )
    ]
    assert found("one-way-supersession", adr(1, head="date: 2024-01-02") | pages) == [
        (
            "warning",
            "0001-x.md",
            0,
            "ADR-0002 supersedes ADR-0001, but ADR-0001 still reads as if it were in force.",
        )
    ]
    assert found("one-way-supersession", adr(1, head="status: superseded") | pages) == [
        ("info", "0001-x.md", 0, "ADR-0001 is superseded by ADR-0002, but does not say by what.")
    ]


def test_supersession_that_the_new_page_knows_nothing_of() -> None:
    old = adr(1, head="status: superseded by ADR-0002")
    assert found("one-way-supersession", old | adr(2)) == [
        (
            "info",
            "0002-x.md",
            0,
            "ADR-0001 says that ADR-0002 supersedes it, but ADR-0002 does not say so.",
        )
    ]
    new = adr(2, head="status: accepted\nlinks:\n  supersedes: [0001-x]")
    assert found("one-way-supersession", old | new) == []


def test_supersession_that_does_not_follow_from_the_other_page() -> None:
    plain, unclear = (
        "Run `minutebook check --fix`, which writes the missing half.",
        "Read both pages, and correct the one that is wrong.",
    )
    first = adr(1, head="status: accepted\nlinks:\n  supersedes: [0002-x]")
    second = adr(2, head="status: accepted\nlinks:\n  supersedes: [0001-x]")
    rejected = adr(1, head="status: rejected")
    for pages, fixes in (
        (adr(1) | second, [plain]),
        (adr(1, head="status: superseded") | second, [plain]),
        (adr(1, head="status: wobbly") | second, [plain]),
        (first | second, [unclear, unclear]),
        (rejected | second, [unclear]),
    ):
        assert [one.fix for one in _of("one-way-supersession", pages)] == fixes


def test_only_another_decision_is_superseded() -> None:
    itself = adr(1, head="status: accepted\nlinks:\n  supersedes: [0001-x]")
    prompts = phr(1, "title: A") | phr(2, "links:\n  supersedes: [PHR-0001]")
    mixed = phr(3, "links:\n  supersedes: [ADR-0001]")
    assert found("one-way-supersession", itself | prompts | mixed) == []


def test_no_successor() -> None:
    alone = adr(1, head="status: superseded")
    assert found("no-successor", alone | adr(2)) == [
        ("warning", "0001-x.md", 2, "ADR-0001 is superseded, but nothing says by which decision.")
    ]
    assert (
        found(
            "no-successor", alone | adr(2, head="status: accepted\nlinks:\n  supersedes: [0001-x]")
        )
        == []
    )
    heir = "status: rejected\nlinks:\n  supersedes: [0001-x]"
    assert [row[3] for row in found("no-successor", alone | adr(2, head=heir))] == [
        "ADR-0001 is superseded, but what supersedes it is rejected."
    ]
    lost = adr(1, head="status: superseded by ADR-0009")
    assert found("no-successor", lost) == []
    assert [row[1] for row in found("dangling-link", lost)] == ["0001-x.md"]


@pytest.mark.parametrize(
    ("was", "now", "message"),
    [
        (
            "status: rejected",
            "status: accepted",
            "ADR-0001 went from rejected to accepted, which a decision may not.",
        ),
        (
            "status: accepted",
            "status: proposed",
            "ADR-0001 went from accepted to proposed, which a decision may not.",
        ),
        (
            "status: deprecated",
            "status: accepted",
            "ADR-0001 went from deprecated to accepted, which a decision may not.",
        ),
        (
            "status: rejected",
            "status: superseded",
            "ADR-0001 went from rejected to superseded, which a decision may not.",
        ),
        ("status: proposed", "status: accepted", ""),
        ("status: proposed", "status: deprecated", ""),  # accepted between the two commits
        ("status: accepted", "status: superseded", ""),
        ("status: accepted", "status: accepted\ndate: 2024-01-02", ""),
        ("status: wobbly", "status: accepted", ""),
        ("date: 2024-01-02", "status: accepted", ""),
        ("status: accepted", "status: wobbly", ""),
    ],
)
def test_forbidden_move(was: str, now: str, message: str) -> None:
    before = adr(1, head=was) | {"decisions/0009-gone.md": ""}
    rows = found("forbidden-move", adr(1, head=now) | adr(2), previous_texts=before)
    assert rows == ([("error", "0001-x.md", 2, message)] if message else [])


def test_a_page_that_did_not_change_did_not_move() -> None:
    pages = adr(1, head="status: rejected")
    assert found("forbidden-move", pages, previous_texts=pages) == []


def test_prompts_may_move_as_they_like() -> None:
    before, now = phr(1, "stage: green"), phr(1, "stage: red")
    assert found("forbidden-move", now, previous_texts=before) == []


# Text -----------------------------------------------------------------------------------------


def test_not_text() -> None:
    pages = adr(1, body="a\nb \udce9\n") | adr(2, body="ü\n") | adr(3, body="\x00") | adr(4)
    message = "ADR-0001 has bytes that are not UTF-8 text, so part of it cannot be read."
    assert found("not-text", pages)[0] == ("warning", "0001-x.md", 8, message)
    assert [row[1] for row in found("not-text", pages)] == ["0001-x.md"]


@pytest.mark.parametrize(
    ("line", "words"),
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
def test_placeholder(line: str, words: str) -> None:
    rows = found("placeholder", adr(1, body=f"Words.\n\n{line}\n"))
    if not words:
        assert rows == []
    else:
        ((severity, name, at, message),) = rows
        assert (severity, name, at) == ("warning", "0001-x.md", 9)
        assert message.startswith(
            f"ADR-0001 still has what its template left to fill in: {words[:-1]}"
        )


@pytest.mark.parametrize(
    ("head", "left"),
    [
        ("feature: {{feature}}", True),
        ("decision-makers: {list everyone involved in the decision}", True),
        ('date: "{YYYY-MM-DD when the decision was last updated}"', True),
        ('status: "{proposed | rejected | accepted}"', True),
        ("title: {Decision Title}", True),
        ("labels: {}", False),
        ("labels: {a: b}", False),
        ("title: '{a} and {b}'", False),
    ],
)
def test_placeholder_in_front_matter(head: str, left: bool) -> None:
    assert [row[2] for row in found("placeholder", adr(1, head=f"status: accepted\n{head}"))] == (
        [3] if left else []
    )


def test_placeholders_make_one_finding_a_page() -> None:
    body = "{{A}}\n{{B}}\n{{A}}\n{{C}}\n{{D}}\n{{E}}\n"
    (row,) = found("placeholder", adr(1, body=body))
    assert row[2:] == (
        7,
        "ADR-0001 still has what its template left to fill in: `{{A}}`, `{{B}}`, `{{C}}` and 2 more.",
    )


def test_a_prompt_may_say_what_it_likes() -> None:
    prompt = "## Prompt\n\nFill {{TITLE}} and [TODO]\n\n## A heading of it\n\n{{MORE}}\n\n"
    assert (
        found("placeholder", phr(1, "title: A", prompt + "## Response snapshot\n\nDone.\n")) == []
    )
    assert found("placeholder", phr(1, "title: A", prompt)) == []
    rest = "## Response snapshot\n\n{{RESPONSE_TEXT}}\n"
    assert [row[2] for row in found("placeholder", phr(1, "title: A", prompt + rest))] == [15]


def test_a_prompt_that_was_never_filled_in() -> None:
    rows = found(
        "placeholder", phr(1, "title: A", "## Prompt\n\n{{PROMPT_TEXT}}\n\n## Outcome\n\nDone.\n")
    )
    assert [row[2] for row in rows] == [7]
    fenced = "## Prompt\n\n```text\n{{PROMPT_TEXT}}\n```\n\n## Outcome\n\nDone.\n"
    assert found("placeholder", phr(1, "title: A", fenced)) == []


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
    rows = found("conflict-markers", adr(1, body=body))
    assert rows == ([("error", "0001-x.md", line, message)] if line else [])


def test_a_prompt_may_hold_a_conflict() -> None:
    inside = f"## Prompt\n\n{CONFLICT}\n## Response snapshot\n\nSolved.\n"
    assert found("conflict-markers", phr(1, "title: A", inside)) == []
    fenced = f"## Prompt\n\n```text\n{CONFLICT}```\n\n## Response snapshot\n\nSolved.\n"
    assert found("conflict-markers", phr(1, "title: A", fenced)) == []
    after = f"## Prompt\n\nSolve it.\n\n## Response snapshot\n\n{CONFLICT}"
    assert [row[2] for row in found("conflict-markers", phr(1, "title: A", after))] == [11]


@pytest.mark.parametrize(
    ("text", "line", "cure"),
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
def test_a_conflict_in_an_index_page(text: str, line: int, cure: str) -> None:
    pages = {**adr(1), "decisions/README.md": text, "docs/a.md": CONFLICT}
    findings = [
        (one.path, one.line, one.message, one.fix)
        for one in check(shelf(pages), CheckInputs(), None)
        if one.code == "conflict-markers"
    ]
    message = "`decisions/README.md` has the markers of a merge that was not finished."
    assert findings == ([("decisions/README.md", line, message, cure)] if line else [])


def test_a_conflict_in_the_front_matter() -> None:
    rows = found("conflict-markers", phr(1, f"title: A\n{CONFLICT}stage: green"))
    assert [row[2] for row in rows] == [3]


def recorded(prompt: str, digest: str) -> dict[str, str]:
    return phr(
        1,
        f"title: A\nfidelity: verbatim\ndigest: {digest}",
        f"## Prompt\n\n{markdown.wrap_in_fence(prompt)}\n",
    )


@pytest.mark.parametrize(
    "prompt", ["Do it.", "a\r\nb", "a\rb", "```\n## x\n```", "ü\udce9", "\n", "---\n"]
)
def test_a_prompt_as_recorded(prompt: str) -> None:
    assert found("prompt-edited", recorded(prompt, drafts.compute_digest(prompt))) == []
    turned = {
        path: text.replace("\r\n", "\n").replace("\n", "\r\n")
        for path, text in recorded(prompt, drafts.compute_digest(prompt)).items()
    }
    assert found("prompt-edited", turned) == []
    assert [
        row[:3]
        for row in found("prompt-edited", recorded(f"{prompt}!", drafts.compute_digest(prompt)))
    ] == [("error", "0001-x.general.prompt.md", 4)]


def test_a_prompt_that_is_gone() -> None:
    pages = phr(1, f"title: A\ndigest: {drafts.compute_digest('x')}", "## Outcome\n\nDone.\n")
    message = "The prompt of PHR-0001 is gone from the page, though its digest is there."
    assert found("prompt-edited", pages) == [("error", "0001-x.general.prompt.md", 3, message)]


def test_a_prompt_that_no_file_can_hold_was_not_recorded_so() -> None:
    assert [row[0] for row in found("prompt-edited", recorded("\ud800", "sha256:0"))] == ["error"]


def test_pages_without_a_digest_are_taken_as_they_are() -> None:
    pages = phr(1, "title: A", "## Prompt\n\nx\n") | phr(
        2, "title: A\ndigest: ''", "## Prompt\n\nx\n"
    )
    assert found("prompt-edited", pages | adr(1, head="status: accepted\ndigest: x")) == []


@pytest.mark.parametrize(
    ("route", "feature", "agrees"),
    [
        ("004-login", "004-login", True),
        ("004-login", "login", True),
        ("login", "004-login", True),
        ("phase-1/004-login", "Login", True),
        ("phase-1/004-login", "phase-1", True),
        ("004-login", "phase-1/004-login", True),
        ("004-login", "005-logout", False),
        ("004-login", "none", True),
        ("004-login", "N/A", True),
        ("004-login", "{{FEATURE}}", True),
        ("004-login", "[a]", True),
        ("004", "004", True),
        ("cart-add-item", "cart/Add_Item", True),
        ("general", "004-login", True),
        ("constitution", "004-login", True),
        ("tasks", "004-login", True),
    ],
)
def test_route_and_feature(route: str, feature: str, agrees: bool) -> None:
    rows = found("route-feature", phr(1, f"fidelity: verbatim\nfeature: {feature}", route=route))
    message = f"PHR-0001 says that it belongs to the feature `{feature}`, but lies in the folder of `{route}`."
    assert rows == ([] if agrees else [("warning", "0001-x.general.prompt.md", 3, message)])


def test_an_adopted_route_weighs_little() -> None:
    assert [row[0] for row in found("route-feature", phr(1, "Feature: a", route="b"))] == ["info"]
    assert (
        found(
            "route-feature", {"history/prompts/0001-x.general.prompt.md": "---\nfeature: a\n---\n"}
        )
        == []
    )


KNOWN = frozenset({"src/app/main.py", "README.md", "Makefile", "docs/a b.md"})


@pytest.mark.parametrize(
    ("item", "is_known"),
    [
        ("src/app/main.py", True),
        ("./src/app/main.py", True),
        ("src/app/", True),
        ("src/app/*.py", True),
        ("*.py", True),
        ("lib/*.py", False),
        ("src/app/main.py (created - 950 lines)", True),
        ("`src/app/main.py` - changed", True),
        ("src/app/main.py: the entry", True),
        ("'src/app/main.py'", True),
        ("src\\app\\main.py", True),
        ("/home/me/project/src/app/main.py", True),
        ("C:/me/src/app/main.py", True),
        ("../project/README.md", True),
        ("/home/me/project/src/app/gone.py", False),
        ("/home/me/", False),
        ("src/gone.py", False),
        ("gone.py (deleted)", False),
        ("none", True),
        ("", True),
        ("N/A (no code)", True),
        ("all the tests of the app", True),
        ("https://example.org/a.py", True),
        ("{{FILES_YAML}}", True),
        (".", True),
    ],
)
def test_files_that_git_never_had(item: str, is_known: bool) -> None:
    head = f"fidelity: verbatim\nfiles:\n  - {_quoted(item)}"
    rows = found("unknown-file", phr(1, head), known_paths=KNOWN)
    assert [row[:3] for row in rows] == (
        [] if is_known else [("warning", "0001-x.general.prompt.md", 3)]
    )


def _quoted(item: str) -> str:
    import json

    return json.dumps(item)


def test_lost_files_make_one_finding_a_page() -> None:
    pages = phr(1, "files_yaml: |\n  - a.py\n  - b.py\n  - README.md\n  - c.py\n  - d.py")
    assert found("unknown-file", pages, known_paths=KNOWN) == [
        (
            "info",
            "0001-x.general.prompt.md",
            2,
            "PHR-0001 lists `a.py`, `b.py`, `c.py` and 1 more, which git never had.",
        )
    ]


def test_files_are_not_asked_for_where_git_was_not() -> None:
    assert found("unknown-file", phr(1, "files: [gone.py]")) == []
    assert found("unknown-file", phr(1, "files: 7") | adr(1), known_paths=KNOWN) == []
    assert len(found("unknown-file", phr(1, "files: [gone.py]"), known_paths=frozenset())) == 1


# Dates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("status: accepted\nreview-by: 2024-05-31", "was to be reviewed by 2024-05-31"),
        ("status: proposed\nreview_by: 2024-05-31", "was to be reviewed by 2024-05-31"),
        ("status: accepted\nReview-By: '2024-05-31'", "was to be reviewed by 2024-05-31"),
        ("status: accepted\nreview-by: 2024-06-01", ""),
        (
            "status: accepted\nreview-by: next spring",
            "has the review date `next spring`, which is not a date",
        ),
        ("status: accepted\nreview-by: '{{DATE}}'", ""),
        ("status: superseded\nreview-by: 2024-05-31", ""),
        ("status: accepted\nreview-by:", ""),
        ("status: accepted", ""),
    ],
)
def test_review_date(head: str, words: str) -> None:
    rows = found("review-due", adr(1, head=head), today="2024-06-01")
    assert rows == ([("warning", "0001-x.md", 3, f"ADR-0001 {words}.")] if words else [])
    assert found("review-due", adr(1, head=head)) == []


@pytest.mark.parametrize(
    ("head", "days"),
    [
        ("status: proposed\ndate: 2024-04-01", 61),
        ("status: proposed\ndate: 2024-04-02", None),
        ("status: proposed\ndate: 2024-13-45", None),
        ("status: proposed", None),
        ("status: accepted\ndate: 2020-01-01", None),
    ],
)
def test_proposed_for_long(head: str, days: int | None) -> None:
    rows = found("long-proposed", adr(1, head=head), today="2024-06-01")
    assert rows == (
        [("info", "0001-x.md", 2, f"ADR-0001 has been proposed for {days} days.")] if days else []
    )


def test_proposed_for_as_long_as_the_settings_say() -> None:
    pages = adr(1, head="status: proposed\ndate: 2024-04-01")
    settings = CheckSettings(proposed_days=61)
    assert found("long-proposed", pages, settings=settings, today="2024-06-01") == []


def test_a_date_that_no_calendar_has_is_left_alone() -> None:
    pages = shelf(adr(1, head="status: proposed"))
    odd = replace(
        pages, members=tuple(replace(record, date="2024-13-45") for record in pages.members)
    )
    assert not [one for one in check(odd, CheckInputs("2024-06-01")) if one.code == "long-proposed"]


# Generated ------------------------------------------------------------------------------------


def test_stale_block() -> None:
    block = "<!-- minutebook:links -->\n- amends nothing\n<!-- /minutebook:links -->\n"
    pages = adr(1, head="status: accepted\nlinks:\n  amends: [0002-x]", body=block) | adr(2)
    assert found("stale-block", pages) == [
        (
            "warning",
            "0001-x.md",
            9,
            "`decisions/0001-x.md` has a block of links that no longer holds.",
        )
    ]


def test_stale_index() -> None:
    index = "# Decisions\n\n<!-- minutebook:index -->\nnothing\n<!-- /minutebook:index -->\n"
    assert found("stale-index", adr(1) | {"decisions/README.md": index}) == [
        ("warning", "README.md", 3, "`decisions/README.md` does not show the records as they are.")
    ]


def _of(code: str, pages: Mapping[str, str], **surroundings: object) -> list[Finding]:
    around = CheckInputs(**surroundings)  # type: ignore[arg-type]
    return [finding for finding in check(shelf(pages), around) if finding.code == code]


def test_a_folder_is_known_by_its_files() -> None:
    known = frozenset({"app/api/a.py", "app/api/b.py", "app/c.py"})
    context = base.CheckContext(
        RecordSet((), ()), base.CheckInputs(known_paths=known), base.CheckSettings()
    )
    assert [context.is_known_path(path) for path in ("app", "app/api/", "app/c.py", "api")] == [
        True,
        True,
        True,
        False,
    ]


def test_the_line_of_words() -> None:
    text = "status: a\nb\nStatus: b\n"
    assert (base.find_line_number(text, "b"), base.find_line_number(text, "b", "status")) == (2, 3)
    assert (base.find_line_number(text, "z"), base.find_line_number(text, "")) == (0, 0)


# Suggestions ------------------------------------------------------------------------------------

ASKED = "date: 2024-05-01\nsuggestions:\n  - id: S-0001-1\n    topic: {topic}\n    state: {state}\nfidelity: v"


@pytest.mark.parametrize(
    ("state", "days", "today", "waited"),
    [
        ("pending", 14, "2024-05-16", 15),
        ("pending", 14, "2024-05-15", None),
        ("pending", 0, "2024-05-02", 1),
        ("accepted", 14, "2024-06-01", None),
        ("dismissed", 14, "2024-06-01", None),
        ("pending", 14, "", None),
    ],
)
def test_a_suggestion_that_waits(state: str, days: int, today: str, waited: int | None) -> None:
    pages = phr(1, ASKED.format(topic="'`Caching`'", state=state))
    settings = CheckSettings(suggestion_days=days)
    message = f"S-0001-1 has waited for {waited} days: `'Caching'`."
    assert found("suggestion-pending", pages, settings=settings, today=today) == (
        [("warning", "0001-x.general.prompt.md", 4, message)] if waited else []
    )


@pytest.mark.parametrize("day", ["", "date: soon", "date: 2024-13-45"])
def test_a_suggestion_without_a_day_waits_for_none(day: str) -> None:
    pages = phr(1, ASKED.format(topic="T", state="pending").replace("date: 2024-05-01", day))
    assert found("suggestion-pending", pages, today="2026-01-31") == []


def test_a_suggestion_that_waits_names_its_cure() -> None:
    pages = shelf(phr(1, ASKED.format(topic="T", state="pending")))
    (finding,) = (
        one
        for one in check(pages, CheckInputs(today="2024-06-01"))
        if one.code == "suggestion-pending"
    )
    assert finding.fix == (
        "Run `minutebook suggest accept S-0001-1`,"
        " or `minutebook suggest dismiss S-0001-1 --reason …`."
    )


def test_a_decision_holds_no_suggestions() -> None:
    head = "status: accepted\n" + ASKED.format(topic="T", state="odd")
    assert found("suggestion-pending", adr(1, head=head), today="2026-01-31") == []
    assert found("suggestion-unclear", adr(1, head=head)) == []


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ("  - {id: S-1, topic: T}", []),
        ("  - {id: S-1}", ["has a suggestion (number 1) without id or topic"]),
        (
            "  - {id: S-1, topic: T, state: done}\n  - {id: S-1, topic: U}",
            [
                "has the suggestion S-1 in the state `done`, which is not known",
                "has the suggestion S-1 twice",
            ],
        ),
    ],
)
def test_a_ledger_that_is_unclear(entries: str, told: list[str]) -> None:
    rows = found("suggestion-unclear", phr(1, f"title: A\nsuggestions:\n{entries}"))
    name = "0001-x.general.prompt.md"
    assert rows == [("warning", name, 3, f"PHR-0001 {words}.") for words in told]


def test_a_ledger_that_is_unclear_names_its_cure() -> None:
    (finding,) = _of("suggestion-unclear", phr(1, "suggestions: none yet"))[:1]
    assert finding.fix == (
        "Give each entry an `id` of its own and a `topic`, and as its `state`"
        " pending, accepted or dismissed."
    )
