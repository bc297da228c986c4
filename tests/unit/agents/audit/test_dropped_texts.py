"""The audit of turns whose texts the spool has dropped: their digests and transcripts tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from minutebook.agents.audit.report import run_audit
from minutebook.agents.recording import turn_end
from minutebook.operations.creation import create
from minutebook.operations.project import Project, open_project
from minutebook.records import reader
from minutebook.records.drafting.drafts import PhrDraft

import agent_transcripts as told


@pytest.fixture
def home(repo: Path, world: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which agents keep their transcripts."""
    folder = repo.parent / "home"
    folder.mkdir(exist_ok=True)
    monkeypatch.setenv("HOME", str(folder))
    (repo / "minutebook.toml").write_text('record = "all"\n')
    return folder


@pytest.fixture
def project(repo: Path) -> Project:
    return open_project(str(repo))


def record(repo: Path, *turns: tuple[str, str], session: str = "s1") -> list[Path]:
    """Turns that were recorded long ago, a minute apart; their pages."""
    for number, (prompt, answer) in enumerate(turns):
        base = told.asked(repo, session, prompt, answer, number * 60)
    recorded = turn_end.record_ended_turns(str(repo), base)
    assert len(recorded) == len(turns)
    assert turns[0][0] not in Path(f"{base}.jsonl").read_text("utf-8")
    return [repo / each.record.path for each in recorded]


def test_their_prompts_are_known_and_recorded(repo: Path, home: Path, project: Project) -> None:
    record(repo, ("Add a cart", "Added"), ("Empty the cart", "Emptied"))
    audit = run_audit(project)
    assert (len(audit.due_prompts), audit.missing_prompts, audit.false_claims) == (2, [], ())


def test_turns_of_transcripts_are_the_same_ones(repo: Path, home: Path, project: Project) -> None:
    turns = [("Go on, please", "One"), ("Go on, please", "Two"), ("Something else", "Three")]
    record(repo, *turns)
    told.claude(home, repo, "s1", *turns)
    audit = run_audit(project)
    assert (len(audit.prompts), audit.missing_prompts, audit.false_claims) == (3, [], ())


def test_what_was_hidden_may_come_from_other_texts(
    repo: Path, home: Path, project: Project
) -> None:
    """Then the digest is of another text than that of the transcript's prompt alone: time tells."""
    secret = "Xk3vQ9" + "mZp7LwT2"
    turns = [(f"Use {secret} there, please", f"password = {secret}")]
    record(repo, *turns)
    told.claude(home, repo, "s1", *turns)
    audit = run_audit(project)
    assert (len(audit.prompts), audit.missing_prompts) == (1, [])


def test_a_page_that_was_changed_is_seen(repo: Path, home: Path, project: Project) -> None:
    (page,) = record(repo, ("Add a cart", "Added"))
    page.write_text(page.read_text("utf-8").replace("Add a cart", "Add a shop"), "utf-8")
    (claim,) = run_audit(project).false_claims
    assert claim.reason == "its prompt was changed"


def test_a_page_of_which_more_was_hidden_later(repo: Path, home: Path, project: Project) -> None:
    (page,) = record(repo, ("Add a cart", "Added"))
    page.write_text(page.read_text("utf-8").replace("Add a cart", "Add [redacted: token]"), "utf-8")
    assert run_audit(project).false_claims == ()


def test_a_page_of_a_session_that_was_made_up(repo: Path, home: Path, project: Project) -> None:
    record(repo, ("Add a cart", "Added"))
    for prompt in ("Never given", "Add a cart"):
        draft = PhrDraft("Made up", prompt=prompt, session="s1", fidelity="verbatim")
        create.create_phr(project, draft)
    reasons = {claim.reason for claim in run_audit(project).false_claims}
    assert reasons == {"no such prompt was given", "repeats a prompt"}


def test_a_page_that_was_moved_is_found_by_its_digest(
    repo: Path, home: Path, project: Project
) -> None:
    (page,) = record(repo, ("Add a cart", "Added"))
    page.rename(page.with_name(page.name.replace("add-a-cart", "carts")))
    audit = run_audit(project)
    assert (audit.missing_prompts, audit.false_claims) == ([], ())


def test_a_record_that_is_gone_comes_from_the_transcript(
    repo: Path, home: Path, project: Project
) -> None:
    (page,) = record(repo, ("Add a cart", "Added"))
    page.unlink()
    audit = run_audit(project, backfill=True)
    (failure,) = audit.failures
    assert "is no longer kept" in failure
    told.claude(home, repo, "s1", ("Add a cart", "Added"))
    (made,) = run_audit(project, backfill=True).backfilled_records
    assert reader.read_prompt(made) == "Add a cart"
    assert run_audit(project).missing_prompts == []


def test_turns_that_changed_nothing(repo: Path, home: Path) -> None:
    Path("minutebook.toml").write_text('record = "changes"\n')
    base = told.asked(repo, "s1", "What is this?", "A cart")
    assert turn_end.record_ended_turns(str(repo), base) == []
    told.claude(home, repo, "s1", ("What is this?", "A cart"))
    (prompt,) = run_audit(open_project(str(repo))).prompts
    assert (prompt.is_due, prompt.reason) == (False, "it changed nothing")


def test_a_subagent_is_found_by_its_id(repo: Path, home: Path, project: Project) -> None:
    inner = {"agent_id": "a1", "agent_type": "reviewer"}
    base = told.asked(repo, "s1", "Do it all", "Done")
    told.event(
        repo,
        "s1",
        "PostToolUse",
        10,
        tool_name="Task",
        tool_input={"prompt": "Check it", "subagent_type": "reviewer"},
        tool_response={"agentId": "a1", "content": "Checked"},
    )
    told.event(repo, "s1", "SubagentStop", 20, last_assistant_message="Checked", **inner)
    told.event(repo, "s1", "Stop", 40, last_assistant_message="Done")
    assert len(turn_end.record_ended_turns(str(repo), base)) == 2
    told.claude(home, repo, "s1", ("Do it all", "Done"))
    audit = run_audit(project)
    assert audit.missing_prompts == []
