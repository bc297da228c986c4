"""The verbs that every door calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from minutebook.errors import ForbiddenTransition, UnknownRef, UsageError
from minutebook.operations import check, verbs
from minutebook.operations.project import Project, open_project
from minutebook.operations.verbs import RecordFilter
from minutebook.records import reader
from minutebook.records.drafts import AdrDraft, Outcome, PhrDraft
from minutebook.records.model import ADR, PHR, Folder, Kind, Record

from command_runner import Runner

DECISIONS = Folder(ADR, "decisions")
PROMPTS = Folder(PHR, "history/prompts")


@pytest.fixture
def project(repo: Path) -> Project:
    return open_project(".")


def read(record: Record) -> str:
    return Path(record.path).read_text("utf-8")


# New records ------------------------------------------------------------------------------------


def test_git_fills_in_what_the_draft_leaves_open(project: Project, git: Callable[..., str]) -> None:
    git("checkout", "-q", "-b", "feature/007-cart")
    made = verbs.create_phr(project, PhrDraft("A\n title ")).records[0]
    assert made.title == "A title"
    text = read(made)
    for line in (
        "stage: general", "date: 2026-01-31", "branch: feature/007-cart", "user: Ada Example",
        "feature: 007-cart",
    ):  # fmt: skip
        assert f"\n{line}\n" in text
    assert made.subfolder == "007-cart"


def test_stages_of_ones_own(project: Project) -> None:
    with pytest.raises(UsageError, match="no stage is called 'deploy'") as refused:
        verbs.create_phr(project, PhrDraft("A", stage="deploy"))
    assert "stages =" in refused.value.hint
    own = replace(project, settings=replace(project.settings, stages=("deploy",)))
    made = verbs.create_phr(own, PhrDraft("A", stage="deploy")).records[0]
    assert made.path == "history/prompts/general/0001-a.deploy.prompt.md"
    assert made.state_raw == "deploy"


TITLES_AND_TEXTS = (
    ("10. Tenth", "This supersedes ADR-1."),
    ("Use `foo`", "{{NAME}} and [TODO: fix] and [option 1]"),
    ("ADR 5 is wrong", "Supersedes: [ADR-1](0001-x.md)\n\n## Status\n\nRejected"),
    ("[TODO] decide", "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x"),
    ("{{ user }} templates", "```\nnever closed"),
    ("[SOME_NAME] and <b>", "<!-- minutebook:links -->\nx\n<!-- /minutebook:links -->"),
    ("**bold** __init__", "<!-- minutebook:silence no-such-rule why -->"),
    ("007 agents", "```text\n<<<<<<< a\n=======\n>>>>>>> b\n```"),
    ("Status: rejected", "Amends ADR-1\nRelated: ADR-99\n> superseded by ADR-3, ADR-4"),
    ("Use C #", "Half a character: \udcff"),
)


@pytest.mark.parametrize("template", ["madr", "nygard", "spec-kit", "y-statement"])
def test_check_finds_nothing_after_new(project: Project, template: str) -> None:
    for title, text in TITLES_AND_TEXTS:
        draft = AdrDraft(title, context=text, decision=text, consequences=text, options=(text,))
        made = verbs.create_adr(project, draft, template=template).records[0]
        assert (made.title, made.state, made.links) == (title, "proposed", ())
        prompt = PhrDraft(title, response=text, labels=("TODO", "SOME_NAME"), feature="{{X}} y")
        if "<<<<<<<" not in text and "\udcff" not in text:  # a response is kept byte for byte
            assert verbs.create_phr(project, prompt).records[0].title == title
    verbs.create_phr(project, PhrDraft("Last", prompt="p", outcome=Outcome(TITLES_AND_TEXTS[1][1])))
    assert check.check_records(project, "HEAD", ()) == ()


def test_a_value_needs_a_place_in_the_template(project: Project, repo: Path) -> None:
    draft = AdrDraft("A", deciders=("Bob",), drivers=("speed",))
    with pytest.raises(
        UsageError, match="'nygard' has no place for --decider and --driver"
    ) as refused:
        verbs.create_adr(project, draft, template="nygard")
    assert refused.value.hint.endswith(": madr, y-statement")
    (repo / "templates/adr").mkdir(parents=True)
    (repo / "templates/adr/ours.md").write_text(
        "# {{ title }}\n\n{{ deciders }} {{ drivers_line }}\n"
    )
    (repo / "own.md").write_text("# {{ title }}\n")
    with pytest.raises(
        UsageError, match=r"'own.md' has no place for --decider and --driver"
    ) as refused:
        verbs.create_adr(project, draft, template="own.md")
    assert refused.value.hint.endswith(": madr, ours, y-statement")
    assert verbs.create_adr(project, draft, template="ours").records[0].title == "A"
    (repo / "templates/adr/madr.md").write_text("# {{ title }}\n")
    with pytest.raises(UsageError) as refused:
        verbs.create_adr(project, replace(draft, review_by="2026-12-31", feature="f"))
    assert refused.value.hint.endswith(": y-statement")
    with pytest.raises(UsageError, match="has no place for") as refused:
        verbs.create_adr(
            project, replace(draft, consequences="c", more_information="m"), template="ours"
        )
    (repo / "templates/adr/y-statement.md").write_text("# {{ title }}\n")
    with pytest.raises(UsageError) as refused:
        verbs.create_adr(project, replace(draft, feature="f"), template="ours")
    assert "no template has a place for all of it" in refused.value.hint


def test_the_hint_lists_the_templates_there_are(project: Project, repo: Path) -> None:
    (repo / "templates/adr").mkdir(parents=True)
    (repo / "templates/adr/ours.md").write_text("# {{ title }}\n{{ nobody }}\n")
    with pytest.raises(UsageError, match="there is no template 'foo'") as refused:
        verbs.create_adr(project, AdrDraft("A"), template="foo")
    names = "madr, madr-minimal, nygard, ours, spec-kit, y-statement"
    assert refused.value.hint == f"one of: {names}; or a file of this repository"
    with pytest.raises(UsageError, match=r"^templates/adr/ours\.md, line 2: "):
        verbs.create_adr(project, AdrDraft("A"), template="ours")


@pytest.mark.parametrize("title", ["", "  ", "\n", "\x00", "\u202e"])
def test_a_title_says_something(title: str, project: Project) -> None:
    for make in (
        lambda: verbs.create_phr(project, PhrDraft(title)),
        lambda: verbs.create_adr(project, AdrDraft(title)),
    ):
        with pytest.raises(UsageError, match="title is empty"):
            make()


@pytest.mark.parametrize("status", ["proposed", "accepted", "rejected", "deprecated"])
def test_a_new_decision_has_a_status(status: str, project: Project) -> None:
    assert verbs.create_adr(project, AdrDraft("A", status)).records[0].state == status


@pytest.mark.parametrize("status", ["superseded", "Accepted", "maybe"])
def test_a_new_decision_has_no_other_status(status: str, project: Project) -> None:
    with pytest.raises(UsageError, match="a new decision cannot be"):
        verbs.create_adr(project, AdrDraft("A", status))


def test_a_new_record_is_linked_from_both_ends(project: Project) -> None:
    first = verbs.create_adr(project, AdrDraft("First", "accepted")).records[0]
    draft = PhrDraft("Ask", adr=("ADR-1",), links={"relates-to": ("ADR-1",)})
    asked = verbs.create_phr(project, draft)
    assert first.path in asked.paths
    assert "decided in [PHR-0001 Ask]" in read(first)
    heir = verbs.create_adr(
        project, AdrDraft("Second", links={"decided-in": ("PHR-1",)}), supersedes=["1"]
    )
    assert heir.paths[0] == "decisions/0002-second.md"
    assert "superseded by [ADR-0002 Second]" in read(first)
    assert "decides [ADR-0002 Second]" in read(asked.records[0])


def test_a_number_in_adr_means_a_decision(project: Project) -> None:
    verbs.create_adr(project, AdrDraft("First"))
    verbs.create_phr(project, PhrDraft("Ask"))
    made = verbs.create_phr(project, PhrDraft("Again", adr=("1",))).records[0]
    assert [link.target for link in made.links] == ["0001-first"]
    with pytest.raises(UnknownRef):
        verbs.create_phr(project, PhrDraft("Never", adr=("PHR-1",)))


# Moves and relations ----------------------------------------------------------------------------


def test_a_decision_is_moved(project: Project) -> None:
    verbs.create_adr(project, AdrDraft("First"))
    would = verbs.change_status(project, "ADR-1", "accepted", reason="it works", dry_run=True)
    assert would.records[0].state == "accepted"
    assert open_project(".").load_records().members[0].state == "proposed"
    done = verbs.change_status(project, "1", "accepted", reason="it works")
    assert done == would
    assert "it works" in read(done.records[0])
    with pytest.raises(ForbiddenTransition, match="ADR-0001 is accepted already"):
        verbs.change_status(project, "1", "accepted")
    with pytest.raises(ForbiddenTransition, match="cannot become rejected"):
        verbs.change_status(project, "1", "rejected")
    assert verbs.change_status(project, "1", "deprecated").records[0].state == "deprecated"


def test_both_records_of_a_relation_are_told(project: Project) -> None:
    for title in ("First", "Second"):
        verbs.create_adr(project, AdrDraft(title, "accepted"))
    done = verbs.supersede_decision(project, "ADR-1", "ADR-2")
    assert [(one.ref, one.state) for one in done.records] == [
        ("ADR-0002", "accepted"), ("ADR-0001", "superseded"),
    ]  # fmt: skip
    undone = verbs.relate_records(project, "ADR-2", "supersedes", "ADR-1", remove=True)
    assert [one.state for one in undone.records] == ["accepted", "accepted"]
    assert verbs.relate_records(project, "ADR-1", "relates-to", "ADR-2").paths
    assert verbs.relate_records(project, "ADR-1", "relates-to", "ADR-2").paths == []


def test_pages_changed_by_hand_are_settled(project: Project) -> None:
    made = verbs.create_adr(project, AdrDraft("First"))
    page = Path(made.records[0].path)
    page.write_text(page.read_text("utf-8").replace("# First", "# Another"), "utf-8")
    assert verbs.refresh_generated(project).paths == ["decisions/README.md"]
    assert verbs.refresh_generated(project).paths == []
    assert verbs.rebuild_indexes(project).paths == []


def test_index_makes_what_settle_leaves_alone(project: Project) -> None:
    for number in (1, 2):
        Path("decisions").mkdir(exist_ok=True)
        Path(f"decisions/000{number}-a.md").write_text("# A\n")
    assert verbs.refresh_generated(project).paths == []
    assert verbs.rebuild_indexes(project, dry_run=True).paths == ["decisions/README.md"]
    assert verbs.rebuild_indexes(project).paths == ["decisions/README.md"]


# Lists ------------------------------------------------------------------------------------------

PROMPT = reader.read_record(
    PROMPTS,
    "history/prompts/007-x/0003-a.plan.prompt.md",
    "---\ntitle: A\nstage: plan\ndate: 2026-01-15\nfeature: 007-x\nagent: codex\nlabels: [db]\n"
    "files:\n  - ./src/a.py (new)\n  - '`lib/b.py`'\n  - docs/\n---\n",
)
DECISION = reader.read_record(DECISIONS, "decisions/0001-b.md", "# B\n\n## Status\n\nIn limbo\n")


@pytest.mark.parametrize(
    ("wanted", "prompt", "decision"),
    [
        (RecordFilter(), True, True),
        (RecordFilter(kind=PHR), True, False),
        (RecordFilter(kind=ADR), False, True),
        (RecordFilter(state="plan"), True, False),
        (RecordFilter(state="In limbo"), False, True),
        (RecordFilter(feature="007-x"), True, False),
        (RecordFilter(feature="007"), False, False),
        (RecordFilter(agent="codex"), True, False),
        (RecordFilter(agent="claude"), False, False),
        (RecordFilter(label="db"), True, False),
        (RecordFilter(label="d"), False, False),
        (RecordFilter(since="2026-01-15"), True, False),  # the decision has no date
        (RecordFilter(since="2026-01-16"), False, False),
        (RecordFilter(until="2026-01-15"), True, False),
        (RecordFilter(until="2026-01-14"), False, False),
        (RecordFilter(since="2026-01-01", until="2026-01-31"), True, False),
        (RecordFilter(touched_path="src/a.py"), True, False),
        (RecordFilter(touched_path="src"), True, False),
        (RecordFilter(touched_path="lib/b.py"), True, False),
        (RecordFilter(touched_path="src/a"), False, False),
        (RecordFilter(touched_path="a.py"), False, False),
    ],
)
def test_what_a_list_shows(wanted: RecordFilter, prompt: bool, decision: bool) -> None:
    assert (wanted.matches(PROMPT), wanted.matches(DECISION)) == (prompt, decision)


def test_the_order_of_a_list() -> None:
    def record(kind: Kind, path: str, date: str = "") -> Record:
        text = f"---\ndate: {date}\n---\n" if date else ""
        return reader.read_record(DECISIONS if kind is ADR else PROMPTS, path, text)

    wanted = [
        record(PHR, "history/prompts/b/0001-a.prompt.md"),
        record(PHR, "history/prompts/a/0002-a.prompt.md", "2020-01-01"),
        record(ADR, "decisions/0009-a.md"),
        record(ADR, "decisions/0010-a.md"),
        record(ADR, "decisions/z.md", "2019-01-01"),
        record(ADR, "decisions/a.md", "2020-01-01"),
    ]
    assert verbs.sort_records(wanted[::-1]) == wanted


def test_a_new_record_is_not_what_a_mistaken_reference_names(repo: Path, run: Runner) -> None:
    run("init").ok()
    refused = run("adr", "supersede", "2", "--with", "Use Redis")
    assert refused.exit == 3
    assert "ADR-0002" in refused.err or "2" in refused.err
    assert "itself" not in refused.err
