"""The verbs that every door calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from minutebook.errors import ForbiddenTransition, UnknownRef, UsageError
from minutebook.operations import create, decisions, index, links, query
from minutebook.operations.project import Project, open_project
from minutebook.operations.query import RecordFilter
from minutebook.records import reader
from minutebook.records.drafts import AdrDraft, PhrDraft
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
    made = create.create_phr(project, PhrDraft("A\n title ")).records[0]
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
        create.create_phr(project, PhrDraft("A", stage="deploy"))
    assert "stages =" in refused.value.hint
    own = replace(project, settings=replace(project.settings, stages=("deploy",)))
    made = create.create_phr(own, PhrDraft("A", stage="deploy")).records[0]
    assert made.path == "history/prompts/general/0001-a.deploy.prompt.md"
    assert made.state_raw == "deploy"


@pytest.mark.parametrize("title", ["", "  ", "\n", "\x00", "\u202e"])
def test_a_title_says_something(title: str, project: Project) -> None:
    for make in (
        lambda: create.create_phr(project, PhrDraft(title)),
        lambda: create.create_adr(project, AdrDraft(title)),
    ):
        with pytest.raises(UsageError, match="title is empty"):
            make()


@pytest.mark.parametrize("status", ["proposed", "accepted", "rejected", "deprecated"])
def test_a_new_decision_has_a_status(status: str, project: Project) -> None:
    assert create.create_adr(project, AdrDraft("A", status)).records[0].state == status


@pytest.mark.parametrize("status", ["superseded", "Accepted", "maybe"])
def test_a_new_decision_has_no_other_status(status: str, project: Project) -> None:
    with pytest.raises(UsageError, match="a new decision cannot be"):
        create.create_adr(project, AdrDraft("A", status))


def test_a_new_record_is_linked_from_both_ends(project: Project) -> None:
    first = create.create_adr(project, AdrDraft("First", "accepted")).records[0]
    draft = PhrDraft("Ask", adr=("ADR-1",), links={"relates-to": ("ADR-1",)})
    asked = create.create_phr(project, draft)
    assert first.path in asked.paths
    assert "decided in [PHR-0001 Ask]" in read(first)
    heir = create.create_adr(
        project, AdrDraft("Second", links={"decided-in": ("PHR-1",)}), supersedes=["1"]
    )
    assert heir.paths[0] == "decisions/0002-second.md"
    assert "superseded by [ADR-0002 Second]" in read(first)
    assert "decides [ADR-0002 Second]" in read(asked.records[0])


def test_a_number_in_adr_means_a_decision(project: Project) -> None:
    create.create_adr(project, AdrDraft("First"))
    create.create_phr(project, PhrDraft("Ask"))
    made = create.create_phr(project, PhrDraft("Again", adr=("1",))).records[0]
    assert [link.target for link in made.links] == ["0001-first"]
    with pytest.raises(UnknownRef):
        create.create_phr(project, PhrDraft("Never", adr=("PHR-1",)))


# Moves and relations ----------------------------------------------------------------------------


def test_a_decision_is_moved(project: Project) -> None:
    create.create_adr(project, AdrDraft("First"))
    would = decisions.change_status(project, "ADR-1", "accepted", reason="it works", dry_run=True)
    assert would.records[0].state == "accepted"
    assert open_project(".").load_records().members[0].state == "proposed"
    done = decisions.change_status(project, "1", "accepted", reason="it works")
    assert done == would
    assert "it works" in read(done.records[0])
    with pytest.raises(ForbiddenTransition, match="ADR-0001 is accepted already"):
        decisions.change_status(project, "1", "accepted")
    with pytest.raises(ForbiddenTransition, match="cannot become rejected"):
        decisions.change_status(project, "1", "rejected")
    assert decisions.change_status(project, "1", "deprecated").records[0].state == "deprecated"


def test_both_records_of_a_relation_are_told(project: Project) -> None:
    for title in ("First", "Second"):
        create.create_adr(project, AdrDraft(title, "accepted"))
    done = decisions.supersede_decision(project, "ADR-1", "ADR-2")
    assert [(one.ref, one.state) for one in done.records] == [
        ("ADR-0002", "accepted"), ("ADR-0001", "superseded"),
    ]  # fmt: skip
    undone = links.relate_records(project, "ADR-2", "supersedes", "ADR-1", remove=True)
    assert [one.state for one in undone.records] == ["accepted", "accepted"]
    assert links.relate_records(project, "ADR-1", "relates-to", "ADR-2").paths
    assert links.relate_records(project, "ADR-1", "relates-to", "ADR-2").paths == []


def test_pages_changed_by_hand_are_settled(project: Project) -> None:
    made = create.create_adr(project, AdrDraft("First"))
    page = Path(made.records[0].path)
    page.write_text(page.read_text("utf-8").replace("# First", "# Another"), "utf-8")
    assert index.refresh_generated(project).paths == ["decisions/README.md"]
    assert index.refresh_generated(project).paths == []
    assert index.rebuild_indexes(project).paths == []


def test_index_makes_what_settle_leaves_alone(project: Project) -> None:
    for number in (1, 2):
        Path("decisions").mkdir(exist_ok=True)
        Path(f"decisions/000{number}-a.md").write_text("# A\n")
    assert index.refresh_generated(project).paths == []
    assert index.rebuild_indexes(project, dry_run=True).paths == ["decisions/README.md"]
    assert index.rebuild_indexes(project).paths == ["decisions/README.md"]


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
    assert query.sort_records(wanted[::-1]) == wanted


def test_a_new_record_is_not_what_a_mistaken_reference_names(repo: Path, run: Runner) -> None:
    run("init").ok()
    refused = run("adr", "supersede", "2", "--with", "Use Redis")
    assert refused.exit == 3
    assert "ADR-0002" in refused.err or "2" in refused.err
    assert "itself" not in refused.err
