"""Answers to suggestions: the operations, and the commands that call them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.checks import check
from minutebook.errors import AmbiguousRef, UnknownRef, UsageError
from minutebook.lean.values import replace
from minutebook.operations.creation import create
from minutebook.operations.indexes import index
from minutebook.operations.project import Project, open_project
from minutebook.operations.suggesting.draft_texts import format_context
from minutebook.operations.suggesting.suggestions import (
    AlreadyAnswered,
    accept_suggestion,
    accept_with_draft,
    dismiss_suggestion,
)
from minutebook.records import reader
from minutebook.records.drafting.drafts import AdrDraft, PhrDraft
from minutebook.records.model import ADR, Record
from minutebook.records.phr import suggestions
from minutebook.records.phr.suggestions import Suggestion

from command_runner import Runner
from json_documents import validate_document

PROMPT = """\
Mails are sent inside the request, and it is slow.
Move them to background jobs.

Keep the retries."""
JOBS = Suggestion(
    "",
    "Background jobs: Celery with Redis as broker",
    0.83,
    title="Run background jobs with Celery",
    topics=("Background jobs: Celery", "Message broker: Redis"),
    options=("Celery", "RQ", "arq"),
    evidence=("requirements.txt:4 new dependency celery", "app/jobs.py:1 `app = Celery`"),
)
CACHE = Suggestion("", "Caching: Redis", 0.5)


@pytest.fixture
def project(repo: Path) -> Project:
    Path("minutebook.toml").touch()  # with the defaults
    return open_project(".")


@pytest.fixture
def holder(project: Project) -> Record:
    draft = PhrDraft("Move mails", prompt=PROMPT, suggestions=(JOBS, CACHE))
    return create.create_phr(project, draft).records[0]


def read(path: str) -> str:
    return Path(path).read_text("utf-8")


def read_states(project: Project) -> dict[str, str]:
    return {
        suggestion.id: suggestion.state
        for _, suggestion in suggestions.iterate_suggestions(project.load_records())
    }


# Accepting --------------------------------------------------------------------------------------


def test_a_suggestion_becomes_a_decision(project: Project, holder: Record) -> None:
    result = accept_suggestion(project, "s-1-1")
    assert result.paths[:2] == ["decisions/0001-run-background-jobs-with-celery.md", holder.path]
    assert result.paths[2:] == [
        "decisions/README.md",  # the first decision
        *("history/README.md", "history/prompts/general/README.md"),  # which the prompt decided
    ]
    assert (
        read(result.paths[0])
        == """\
---
status: proposed
date: 2026-01-31
---

# ADR-0001 Run background jobs with Celery

## Context and Problem Statement

It was decided in the prompt of [PHR-0001](../history/prompts/general/0001-move-mails.general.prompt.md):

> Mails are sent inside the request, and it is slow.
> Move them to background jobs.
>
> Keep the retries.

What the change shows of it:

* `requirements.txt`, line 4: `new dependency celery`
* `app/jobs.py`, line 1: `` `app = Celery` ``

<!-- ## Decision Drivers: what the options are measured by, as a list. -->

## Considered Options

* Celery
* RQ
* arq

## Decision Outcome

Chosen option: "Celery".

<!-- ### Consequences: what becomes easier or harder because of this, and what has to be watched. -->

<!-- minutebook:links -->

## Links

* decided in [PHR-0001 Move mails](../history/prompts/general/0001-move-mails.general.prompt.md)

<!-- /minutebook:links -->
"""
    )
    page = read(holder.path)
    assert "links:\n  adr: [0001-run-background-jobs-with-celery]\n---\n" in page
    assert "Decides: [ADR-0001 Run background jobs with Celery]" in page
    assert "(S-0001-1), became [ADR-0001 Run background jobs with Celery](" in page
    assert read_states(project) == {"S-0001-1": "accepted", "S-0001-2": "pending"}


def test_nothing_but_the_answer_and_the_link_is_written(project: Project, holder: Record) -> None:
    accept_suggestion(project, "S-0001-2")
    before, after = holder.text.split("\n"), read(holder.path).split("\n")
    link = "[ADR-0001 Caching: Redis](../../../decisions/0001-caching-redis.md)"
    suggested = "* **Suggested decision:** Caching: Redis (S-0001-2)"
    assert [line for line in before if line not in after] == [
        "All of [general](README.md)",
        f"{suggested}, not answered yet",
    ]
    assert [line for line in after if line not in before] == [
        "links:",
        "  adr: [0001-caching-redis]",
        f"Decides: {link} · All of [general](README.md)",
        f"{suggested}, became {link}",
        "    state: accepted",
    ]


def test_the_index_is_updated(project: Project, holder: Record) -> None:
    index.rebuild_indexes(project)
    result = accept_suggestion(project, "S-1-1")
    assert "decisions/README.md" in result.paths
    assert index.rebuild_indexes(project).paths == []


def test_another_title_can_be_given(project: Project, holder: Record) -> None:
    record = accept_suggestion(project, "S-1-1", title="Use Celery").records[0]
    assert (record.title, record.path) == ("Use Celery", "decisions/0001-use-celery.md")


def test_a_dry_run_writes_nothing(project: Project, holder: Record) -> None:
    planned = accept_suggestion(project, "S-1-1", dry_run=True)
    assert not Path("decisions").exists()
    assert read(holder.path) == holder.text
    assert accept_suggestion(project, "S-1-1") == planned


def test_what_a_draft_states_is_kept(project: Project, holder: Record) -> None:
    create.create_adr(project, AdrDraft("Old", "accepted"))
    draft = AdrDraft(
        "Celery",
        "accepted",
        context="Slow.",
        options=("a", "b"),
        links={"decided-in": ("PHR-1",), "depends-on": ("ADR-1",)},
    )
    result = accept_with_draft(project, "S-1-1", draft, template="nygard", supersedes=("1",))
    page = read(result.records[0].path)
    assert result.records[0].state == "accepted"
    assert "## Context\n\nSlow.\n" in page
    assert page.count("decided in") == 1
    assert "Depends on" in page
    assert read_states(project)["S-0001-1"] == "accepted"
    assert open_project(".").load_records().of_kind(ADR)[0].state == "superseded"


@pytest.mark.parametrize("template", ["madr", "madr-minimal", "nygard", "y-statement", "spec-kit"])
def test_every_template_shows_prompt_and_evidence(
    template: str, project: Project, holder: Record
) -> None:
    record = accept_with_draft(project, "S-1-1", AdrDraft(""), template=template).records[0]
    page = read(record.path)
    assert (record.title, record.state) == (JOBS.title, "proposed")
    assert "> Keep the retries." in page
    assert "`requirements.txt`, line 4: `new dependency celery`" in page
    assert [link.relation for link in record.links] == []
    assert reader.read_record(record.folder, record.path, page).findings == ()


ANSWER = """\
Mails are sent by Celery now. The downside is one more service.

- Trade-off: receipts come later
- Drawback: <b>bold</b>
"""


def test_options_and_tradeoffs_are_in_every_template(project: Project) -> None:
    suggestion = replace(JOBS, options=("Celery", "RQ: simpler, but no retries"))
    pages = {}
    for template in ("madr", "madr-minimal", "nygard", "y-statement", "spec-kit"):
        record = create.create_phr(
            project, PhrDraft("Ask", prompt=PROMPT, response=ANSWER, suggestions=(suggestion,))
        ).records[0]
        result = accept_with_draft(project, f"S-{record.digits}-1", AdrDraft(""), template=template)
        pages[template] = read(result.records[0].path)
    options = "* Celery\n* RQ: simpler, but no retries\n"
    tradeoffs = "* The downside is one more service.\n* Trade-off: receipts come later\n"
    for template in ("madr", "madr-minimal", "spec-kit"):
        assert f"\n\n{options}" in pages[template]
        assert "Options:" not in pages[template]
    assert f"`\n\nOptions:\n\n{options}\n## Decision\n" in pages["nygard"]
    indented = "".join(f"  {line}\n" for line in options.splitlines())
    assert f"\n  Options:\n{indented}* **facing:**" in pages["y-statement"]
    assert "* **and neglected:** RQ\n" in pages["y-statement"]
    tradeoff_line = "The downside is one more service. Trade-off: receipts come later\n"
    assert f"* **accepting that:** {tradeoff_line}" in pages["y-statement"]
    for template in ("madr", "nygard", "spec-kit"):
        assert f"Consequences\n\n{tradeoffs}" in pages[template]
    choices = {"nygard": "We choose Celery.", "y-statement": "* **we decided for:** Celery.\n"}
    choices["spec-kit"] = choices["nygard"]
    for template, page in pages.items():
        assert choices.get(template, 'Chosen option: "Celery".') in page
        assert "<b>" not in page


def test_options_of_a_suggestion_without_a_context(project: Project) -> None:
    suggestion = Suggestion("", "Caching: Redis", 0.5, options=("Redis",))
    create.create_phr(project, PhrDraft("Ask", suggestions=(suggestion,)))
    record = accept_with_draft(project, "S-1-1", AdrDraft(""), template="nygard").records[0]
    assert "## Context\n\nOptions:\n\n* Redis\n\n## Decision\n\nWe choose Redis.\n" in read(
        record.path
    )


def test_the_prompt_is_not_its_own_evidence() -> None:
    evidence = (
        "prompt Move them to …",
        "prompt:3 Keep the retries.",
        "prompt other words",
        "a.py:1 x",
    )
    context = format_context(PROMPT, evidence, "")
    assert context.partition("of it:\n\n")[2] == (
        '* The prompt says: "other words"\n* `a.py`, line 1: `x`'
    )
    assert "shows of it" not in format_context(PROMPT, evidence[:2], "")
    assert format_context("", evidence[:1], "").endswith('* The prompt says: "Move them to …"')


@pytest.mark.parametrize(
    "text",
    [
        "---\n# x\n```\n~~~\n<!-- minutebook:links -->\nb",
        "Fill in {{NAME}} and [TODO: it], see ADR-0099 and [x](../y.md).",
        "<<<<<<< a\n=======\n>>>>>>> b",
        "> - a\n> ```\nStatus: accepted\n* Status: rejected\n## Status\n\nSuperseded by ADR-0009",
        "<script>alert(1)</script> ` `` \x0b\x85\u2028\u202e \x00",
        "a\r\nb\rc",
    ],
)
def test_no_quoted_text_makes_a_finding(text: str, project: Project) -> None:
    index.rebuild_indexes(project)
    for template in ("madr", "madr-minimal", "nygard", "y-statement", "spec-kit"):
        suggestion = replace(JOBS, evidence=(text, "c"), title="")
        draft = PhrDraft("Ask", prompt=text, suggestions=(suggestion,))
        record = create.create_phr(project, draft).records[0]
        result = accept_with_draft(project, f"S-{record.digits}-1", AdrDraft(""), template=template)
        assert (result.records[0].state, result.records[0].title) == ("proposed", JOBS.topic)
    findings = check(project.load_records())
    assert [
        finding
        for finding in findings
        if finding.path.startswith("decisions") or "sugg" in finding.code
    ] == []


def test_answers_leave_no_findings(run: Runner, holder: Record) -> None:
    run("index").ok()
    run("adr", "new", "Use Celery", "--from", "S-1-1").ok()
    run("suggest", "dismiss", "S-1-2", "--reason", "a trial").ok()
    assert run("check").ok().out == "nothing wrong\n"


@pytest.mark.parametrize("answer", ["accepted", "dismissed"])
def test_a_suggestion_is_answered_once(answer: str, project: Project, holder: Record) -> None:
    if answer == "accepted":
        accept_suggestion(project, "S-1-1")
        message = "S-0001-1 is accepted already"
        hint = "minutebook show PHR-0001 shows the decision that was made of it"
    else:
        dismiss_suggestion(project, "S-1-1", "a trial")
        message = "S-0001-1 is dismissed already: a trial"
        hint = "to decide it all the same: minutebook adr new TITLE --phr PHR-0001"
    before = read(holder.path)
    for answer_again in (
        lambda: accept_suggestion(project, "S-1-1"),
        lambda: accept_suggestion(project, "S-1-1", dry_run=True),
        lambda: dismiss_suggestion(project, "S-1-1", "no"),
        lambda: accept_with_draft(project, "S-1-1", AdrDraft("B")),
    ):
        with pytest.raises(AlreadyAnswered) as error:
            answer_again()
        assert (error.value.message, error.value.hint) == (message, hint)
        assert error.value.exit_status == 3
    assert read(holder.path) == before
    assert len(project.load_records().of_kind(ADR)) == (answer == "accepted")


def test_of_two_that_accept_at_once_one_is_refused(
    project: Project, holder: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one was faster between the first look and the lock."""
    create_adr = create.create_adr

    def accept_first(*args: object, **kwargs: object) -> object:
        monkeypatch.setattr(create, "create_adr", create_adr)
        accept_suggestion(project, "S-1-1")
        return create_adr(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(create, "create_adr", accept_first)
    with pytest.raises(AlreadyAnswered):
        accept_suggestion(project, "S-1-1", title="Another")
    assert [record.title for record in project.load_records().of_kind(ADR)] == [JOBS.title]


def test_an_unknown_suggestion(project: Project, holder: Record) -> None:
    for answer in (
        lambda: accept_suggestion(project, "S-1-3"),
        lambda: dismiss_suggestion(project, "S-2-1", "no"),
    ):
        with pytest.raises(UnknownRef):
            answer()
    page = Path(holder.path)
    page.write_text(holder.text.replace("S-0001-2", "S-0001-1"))
    with pytest.raises(AmbiguousRef):
        accept_suggestion(project, "S-1-1")


# Dismissing -------------------------------------------------------------------------------------


def test_a_suggestion_is_dismissed_for_a_reason(project: Project, holder: Record) -> None:
    planned = dismiss_suggestion(project, "S-1-2", "a\n trial: it goes ", dry_run=True)
    assert read(holder.path) == holder.text
    result = dismiss_suggestion(project, "S-1-2", "a\n trial: it goes ")
    assert result == planned
    assert (result.records[0].ref, result.paths) == ("PHR-0001", [holder.path])
    pending = "    state: pending\nfidelity"
    assert read(holder.path) == holder.text.replace(
        pending, '    state: dismissed\n    reason: "a trial: it goes"\nfidelity'
    ).replace("(S-0001-2), not answered yet", "(S-0001-2), dismissed: a trial: it goes")
    assert read_states(project) == {"S-0001-1": "pending", "S-0001-2": "dismissed"}


@pytest.mark.parametrize("reason", ["", " ", "\n\t"])
def test_a_dismissal_needs_a_reason(reason: str, project: Project, holder: Record) -> None:
    with pytest.raises(UsageError, match="dismissed for a reason") as error:
        dismiss_suggestion(project, "S-1-1", reason)
    assert "--reason" in error.value.hint


# A turn that is recorded again ------------------------------------------------------------------


def test_a_record_that_is_written_again_keeps_what_was_answered(
    project: Project, holder: Record
) -> None:
    dismiss_suggestion(project, "S-1-2", "a trial")
    draft = PhrDraft(
        "Move mails",
        prompt=PROMPT,
        suggestions=(
            replace(CACHE, score=0.9),
            replace(JOBS, score=0.9),
            Suggestion("", "CORS", 0.7),
        ),
    )
    result = create.rewrite_phr(project, holder.path, draft)
    assert [
        (suggestion.id, suggestion.score, suggestion.state)
        for suggestion in suggestions.read_suggestions(result.records[0])
    ] == [
        ("S-0001-1", 0.9, "pending"),
        ("S-0001-2", 0.5, "dismissed"),
        ("S-0001-3", 0.7, "pending"),
    ]
    again = create.rewrite_phr(project, holder.path, replace(draft, suggestions=()))
    assert again.paths == []


# The context of a decision ----------------------------------------------------------------------

LONG = "word " * 200
SENTENCES = f"Cache the pages in Redis, because they are slow. {'And so on. ' * 30}"
SAID = "It was decided in the prompt of [PHR-0001](p.md):\n\n"
SHOWN = "What the change shows of it:\n\n"


@pytest.mark.parametrize(
    ("prompt", "evidence", "context"),
    [
        ("", (), ""),
        ("Do it.\r\nNow.\r\n", (), f"{SAID}> Do it.\n> Now."),
        ("See [it](a.md).", (), f"{SAID}```text\nSee [it](a.md).\n```"),
        ("Fill {{ NAME }}", (), f"{SAID}```text\nFill {{{{ NAME }}}}\n```"),
        ("# A\n\nb", (), f"{SAID}```text\n# A\n\nb\n```"),
        ("```\na", (), f"{SAID}````text\n```\na\n````"),
        (
            "a\n<<<<<<< b\n=======\nc\n>>>>>>> d",
            (),
            f"{SAID}```text\na\n <<<<<<< b\n =======\nc\n >>>>>>> d\n```",
        ),
        # The first sentences of a long one, else its first words.
        ("Short.\n\n" + LONG, (), f"{SAID}> Short. …"),
        (SENTENCES, (), f"{SAID}> {SENTENCES[:48]}{' And so on.' * 22} …"),
        (LONG, (), f"{SAID}> {LONG[:299]} …"),
        ("x" * 900, (), f"{SAID}> {'x' * 300} …"),
        # Places with their code; a line that was cut, by its place alone.
        (" \n", ("a b.py:1 x = `y`",), f"{SHOWN}* `a b.py`, line 1: `` x = `y` ``"),
        ("", ("a.py:7",), f"{SHOWN}* `a.py`, line 7"),
        ("", ("a.py:7 some long line of …",), f"{SHOWN}* `a.py`, line 7"),
        ("", (f"a.py:7 {'x' * 118}",), f"{SHOWN}* `a.py`, line 7"),
        ("", ("docker/app.yml",), f"{SHOWN}* `docker/app.yml`"),
        # Prose stays prose, unless something in it would be taken for more.
        ("", ("a.yml how it is built",), f"{SHOWN}* `a.yml`: how it is built"),
        ("", ("it begins something",), f"{SHOWN}* it begins something"),
        ("", ('message:1 Use "Redis" now',), f"{SHOWN}* The commit says: \"Use 'Redis' now\""),
        ("", ("response We took …",), f'{SHOWN}* The answer says: "We took …"'),
        ("", ("response see [x](y)",), f"{SHOWN}* The answer says: `see [x](y)`"),
        ("", ("message as ADR-0007 says",), f"{SHOWN}* The commit says: `as ADR-0007 says`"),
        ("", ("`", "a\n``b``"), f"{SHOWN}* `` ` ``\n* ``` a ``b`` ```"),
    ],
)
def test_a_context_of_prompt_and_evidence(
    prompt: str, evidence: tuple[str, ...], context: str
) -> None:
    assert format_context(prompt, evidence, "[PHR-0001](p.md)") == context


@pytest.mark.parametrize(
    ("commits", "named"),
    [
        ((), ""),
        (("0123456789abcdef",), " (commit `0123456`)"),
        (("0123456789", 7654321), " (commits `0123456`, `7654321`)"),
        (("a", "b", "c", "d"), ""),  # the record names them
        (("`x`", "[y](z)"), ""),
    ],
)
def test_the_commits_of_a_change_are_named(commits: tuple[object, ...], named: str) -> None:
    context = format_context("", ("a.py:1",), "", commits)
    assert context == f"What the change shows of it{named}:\n\n* `a.py`, line 1"


CHOSEN = "We use Celery, because mails have to be sent again. RQ is simpler, since it is small."


@pytest.mark.parametrize(
    ("prompt", "options", "outcome"),
    [
        (CHOSEN, ("Celery", "RQ"), 'Chosen option: "Celery", because mails have to be sent again.'),
        (CHOSEN, ("RQ", "Celery"), 'Chosen option: "RQ", because it is small.'),
        # The reason that stands with the option comes first.
        (CHOSEN, ("Celery: it retries", "RQ"), 'Chosen option: "Celery", because it retries.'),
        (
            "Use Celery so that mails do not wait.",
            ("Celery",),
            'Chosen option: "Celery".\n\nIt was chosen so that mails do not wait.',
        ),
        ("Drop Celery because of its size.", ("Remove Celery", "Keep Celery"), 'Chosen option: "Remove Celery", because of its size.'),
        # Nothing is said of it, or in a way that is not safe to repeat.
        ("Mails wait because Celery is not there.", ("Celery",), 'Chosen option: "Celery".\n\n'),
        ("Use Celery because ADR-0009 says so.", ("Celery",), 'Chosen option: "Celery".\n\n'),
        ("Use Celery because [x](y) says so.", ("Celery",), 'Chosen option: "Celery".\n\n'),
        (f"Use Celery {'very ' * 300}because it is.", ("Celery",), 'Chosen option: "Celery".\n\n'),
    ],
)  # fmt: skip
def test_the_reason_stands_in_the_outcome(
    prompt: str, options: tuple[str, ...], outcome: str, project: Project
) -> None:
    suggestion = replace(JOBS, options=options, evidence=())
    create.create_phr(project, PhrDraft("Ask", prompt=prompt, suggestions=(suggestion,)))
    page = read(accept_suggestion(project, "S-1-1").records[0].path)
    assert f"## Decision Outcome\n\n{outcome}" in page


def test_each_decision_has_its_own_costs(project: Project) -> None:
    answer = (
        "There is one drawback: none.\n\nCelery sends the mails. The downside is one more service."
        " Pages are cached in Redis. The drawback is that they may be old."
    )
    caching = replace(CACHE, options=("Redis", "Memcached"))
    draft = PhrDraft("Ask", prompt=PROMPT, response=answer, suggestions=(JOBS, caching))
    create.create_phr(project, draft)
    jobs = read(accept_suggestion(project, "S-1-1").records[0].path)
    cache = read(accept_suggestion(project, "S-1-2").records[0].path)
    assert "Consequences\n\n* The downside is one more service.\n" in jobs
    assert "Consequences\n\n* The drawback is that they may be old.\n" in cache
    assert "may be old" not in jobs
    assert "one more service" not in cache


def test_accepting_a_reversal_supersedes(project: Project) -> None:
    old = create.create_adr(project, AdrDraft("Use RQ", "accepted")).records[0]
    create.create_adr(project, AdrDraft("Use pytest", "deprecated"))
    suggestion = replace(JOBS, supersedes=(old.link_target, "0002-use-pytest", "0009-gone"))
    for number in ("1", "2"):
        create.create_phr(project, PhrDraft("Ask", prompt=PROMPT, suggestions=(suggestion,)))
        draft = AdrDraft("", "accepted")
        result = accept_with_draft(
            project, f"S-{number}-1", draft, supersedes=("1",)[: number == "1"]
        )
    states = [(record.number, record.state) for record in project.load_records().of_kind(ADR)]
    assert states == [(1, "superseded"), (2, "deprecated"), (3, "accepted"), (4, "accepted")]
    assert result.records[0].number == 4  # what has ended is not superseded once more


# Commands ---------------------------------------------------------------------------------------


def test_suggestions_are_listed(holder: Record, run: Runner) -> None:
    result = run("suggest", "list").ok()
    assert result.out == (
        "S-0001-1  2026-01-31  pending  Background jobs: Celery with Redis as broker\n"
        "S-0001-2  2026-01-31  pending  Caching: Redis\n"
    )
    assert "minutebook suggest accept ID" in result.err
    run("suggest", "dismiss", "S-1-2", "--reason", "a trial").ok()
    assert run("suggest", "list").out.count("\n") == 1
    dismissed = run("suggest", "list", "--state", "dismissed").ok()
    assert (dismissed.out, dismissed.err) == (
        "S-0001-2  2026-01-31  dismissed  Caching: Redis\n",
        "",
    )
    assert run("suggest", "list", "--state", "accepted").ok().err == (
        "note: no accepted suggestions\n"
    )
    document = run("suggest", "list", "--state", "ALL", "--json").ok().json
    validate_document("suggestions", document)
    assert [(item["id"], item["state"], item["reason"]) for item in document["suggestions"]] == [
        ("S-0001-1", "pending", ""),
        ("S-0001-2", "dismissed", "a trial"),
    ]
    assert document["total"] == 2
    refused = run("suggest", "list", "--state", "open")
    assert (refused.exit, "one of: pending" in refused.err) == (2, True)


def test_no_suggestions(repo: Path, run: Runner) -> None:
    result = run("suggest", "list", "--state", "all").ok()
    assert (result.out, result.err) == ("", "note: no suggestions\n")
    assert run("suggest", "list", "--json").ok().json["suggestions"] == []


def test_accepting_and_dismissing_by_command(holder: Record, run: Runner) -> None:
    planned = run("suggest", "accept", "S-1-1", "--dry-run").ok().out
    assert "would write " + holder.path in planned
    document = run("suggest", "accept", "S-1-1", "--title", "Use Celery", "--json").ok().json
    validate_document("written", document)
    assert (document["record"]["title"], document["writes"][:2]) == (
        "Use Celery",
        ["decisions/0001-use-celery.md", holder.path],
    )
    again = run("suggest", "accept", "S-1-1", "--json")
    validate_document("error", again.json)
    assert (again.exit, again.json["error"]["code"]) == (3, "suggestion-answered")
    assert run("suggest", "dismiss", "S-1-2").exit == 2
    document = run("suggest", "dismiss", "S-1-2", "--reason", "no", "--json").ok().json
    validate_document("written", document)
    assert (document["record"]["ref"], document["writes"]) == ("PHR-0001", [holder.path])


def test_a_new_decision_from_a_suggestion(holder: Record, run: Runner) -> None:
    args = ["adr", "new", "Use Celery", "--from", "S-1-1", "--status", "accepted"]
    planned = run(*args, "--dry-run", "--json").ok().json
    document = run(*args, "--json").ok().json
    validate_document("written", document)
    assert document == planned
    assert (document["record"]["status"], document["record"]["title"]) == ("accepted", "Use Celery")
    assert "* RQ\n" in read(document["record"]["path"])
    assert run(*args).exit == 3
    assert run("adr", "new", "B", "--from", "S-9-1").exit == 3


def test_a_record_is_shown_with_its_suggestions(holder: Record, run: Runner) -> None:
    out = run("show", "PHR-1").ok().out
    assert [out.count(suggestion) for suggestion in ("S-0001-1", "S-0001-2")] == [1, 1]
    assert "(S-0001-1), not answered yet\n" in out
    record = run("show", "PHR-1", "--json").ok().json["record"]
    assert [item["id"] for item in record["fields"]["suggestions"]] == ["S-0001-1", "S-0001-2"]
    run("adr", "new", "A").ok()
    assert "Suggested" not in run("show", "ADR-1").ok().out


def test_a_suggestion_that_waits_is_a_finding(
    holder: Record, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Path(holder.path)
    page.write_text(page.read_text().replace("date: 2026-01-31", "date: 2026-01-16"))
    run("index").ok()
    findings = run("check", "--format", "json").json["findings"]
    lines = page.read_text().splitlines()
    assert [(finding["code"], lines[finding["line"] - 1]) for finding in findings] == [
        ("suggestion-pending", "  - id: S-0001-1"),
        ("suggestion-pending", "  - id: S-0001-2"),
    ]
    Path("minutebook.toml").write_text("suggestion-days = 15\n")
    assert run("check").ok().out == "nothing wrong\n"
    assert "suggestion-days" in run("check", "--explain", "suggestion-pending").ok().out


def test_other_commands_do_not_load_suggestions(repo: Path, git: Callable[..., str]) -> None:
    """What runs all day does not pay for what runs seldom."""
    import subprocess
    import sys

    code = (
        "import sys\nfrom minutebook import cli\nassert cli.run(sys.argv[1:]) == 0\n"
        "print([n for n in sys.modules if n.startswith('minutebook.') and 'suggest' in n])"
    )
    for args in (["adr", "new", "A"], ["phr", "new", "B", "--prompt", "C"], ["list"]):
        result = subprocess.run(
            [sys.executable, "-c", code, *args], capture_output=True, text=True, check=True
        )
        assert result.stdout.rstrip().endswith("\n[]"), result.stdout
