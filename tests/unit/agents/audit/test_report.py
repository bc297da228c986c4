"""The audit: prompts, commits and records are joined, and what is missing is made."""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook import redact
from minutebook.agents.audit import match, report
from minutebook.agents.audit.report import Audit, run_audit
from minutebook.agents.recording import record_turn, turn_end
from minutebook.errors import Refusal, UsageError
from minutebook.lean.values import replace
from minutebook.operations.creation import create
from minutebook.operations.project import Project, open_project
from minutebook.operations.redaction import text_limits
from minutebook.operations.renaming import remove
from minutebook.operations.schema import serialize
from minutebook.records import reader
from minutebook.records.adr.fields import read_field_items
from minutebook.records.drafting.drafts import PhrDraft
from minutebook.records.model import PHR, Record
from minutebook.repository import light, spool
from minutebook.repository.git import repo as repo_room
from minutebook.repository.git import tree_status

import agent_transcripts as told

Git = Callable[..., str]


@pytest.fixture(autouse=True)
def home(repo: Path, world: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in told.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    (repo / "minutebook.toml").write_text('record = "all"\n')
    return Path(world["HOME"])


@pytest.fixture
def project(repo: Path) -> Project:
    return open_project(".")


def records(project: Project) -> list[Record]:
    return list(project.load_records().of_kind(PHR))


def backfill_records(project: Project) -> list[Record]:
    """The records that a backfill makes, as they stand in the tree."""
    paths = [record.path for record in run_audit(project, backfill=True).backfilled_records]
    return [record for path in paths for record in records(project) if record.path == path]


def missing_prompts(audit: Audit) -> list[tuple[str, str]]:
    return [(prompt.turn.prompt, prompt.reason) for prompt in audit.missing_prompts]


def record_turn_by_hook(
    repo: Path, session: str, prompt: str, response: str, seconds: float = 0
) -> None:
    """A turn that was recorded at its end, as hooks do it."""
    base = told.asked(repo, session, prompt, response, seconds)
    assert turn_end.record_ended_turns(str(repo), base)


# Prompts ----------------------------------------------------------------------------------------


def test_nothing_is_known_of_a_new_repository(project: Project) -> None:
    audit = run_audit(project)
    assert (audit.prompts, audit.false_claims, audit.commits, audit.broken_spool_lines) == (
        (),
        (),
        (),
        (),
    )
    assert audit.has_coverage(100)
    assert not os.path.exists(os.path.join(project.repo.common_dir, "minutebook"))


def test_recorded_by_hooks_and_read_again_in_the_transcript(
    repo: Path, home: Path, project: Project
) -> None:
    record_turn_by_hook(repo, "s1", "Add a cart", "Added")
    told.claude(home, repo, "s1", ("Add a cart", "Added"), ("Empty it", "Emptied"))
    audit = run_audit(project)
    assert missing_prompts(audit) == [("Empty it", "no event of it came")]
    assert [prompt.record_path for prompt in audit.due_prompts] == [records(project)[0].path, ""]
    assert not audit.has_coverage(51)
    assert audit.has_coverage(50)


def test_backfill_makes_each_record_once(repo: Path, home: Path, project: Project) -> None:
    record_turn_by_hook(repo, "s1", "Add a cart", "Added")
    for make in told.AGENTS.values():
        make(home, repo)
    audit = run_audit(project, backfill=True)
    assert len(audit.backfilled_records) == len(told.AGENTS)
    assert audit.missing_prompts == []
    prompts = {reader.read_prompt(record) for record in records(project)}
    assert prompts == {"Add a cart", *(f"Ask {agent}" for agent in told.AGENTS)}
    assert {serialize.format_field(record, "fidelity") for record in records(project)} == {
        "verbatim"
    }
    assert {serialize.format_field(record, "surface") for record in records(project)} == set(
        told.AGENTS
    )
    for _ in range(2):
        again = run_audit(project, backfill=True)
        assert (
            again.backfilled_records,
            again.missing_prompts,
            again.false_claims,
            again.failures,
        ) == ((), [], (), ())
    assert len(records(project)) == 1 + len(told.AGENTS)


def test_the_oldest_comes_first(repo: Path, home: Path, project: Project) -> None:
    told.claude(home, repo, "late", ("Third", "3"), at=600)
    told.claude(home, repo, "early", ("First", "1"), ("Second", "2"))
    made = backfill_records(project)
    assert [(record.number, record.title, record.date) for record in made] == [
        (1, "First", "2026-01-05"), (2, "Second", "2026-01-05"), (3, "Third", "2026-01-05"),
    ]  # fmt: skip


def test_the_same_prompt_twice_is_two_prompts(repo: Path, home: Path, project: Project) -> None:
    told.claude(home, repo, "s1", ("Go on", "One"), ("Go on", "Two"), ("Go on", "Three"))
    record_turn_by_hook(repo, "s1", "Go on", "Two", seconds=60)
    assert len(run_audit(project).missing_prompts) == 2
    made = backfill_records(project)
    assert [reader.read_response(record) for record in made] == ["One", "Three"]
    assert run_audit(project, backfill=True).backfilled_records == ()


def test_a_session_resumed_into_another_file_is_one(
    repo: Path, home: Path, project: Project
) -> None:
    path = told.claude(home, repo, "s1", ("Add a cart", "Added"))
    copy = path.read_text("utf-8").replace('"sessionId": "s1"', '"sessionId": "s2"')
    path.with_name("s2.jsonl").write_text(copy)
    record_turn_by_hook(repo, "s1", "Add a cart", "Added")
    audit = run_audit(project, backfill=True)
    assert (len(audit.due_prompts), audit.backfilled_records) == (1, ())


def test_a_redacted_prompt_is_matched(
    repo: Path, home: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "ghp_" + "".join(chr(97 + (index * 7) % 26) + str(index % 10) for index in range(18))
    told.claude(home, repo, "s1", (f"Push with {key}, then tag.", "Pushed"))
    (made,) = backfill_records(project)
    assert serialize.format_field(made, "fidelity") == "redacted"
    assert key not in made.text
    assert "[redacted: " in (reader.read_prompt(made) or "")
    audit = run_audit(project, backfill=True)
    assert (audit.backfilled_records, audit.false_claims) == ((), ())

    # Rules that hide something else today do not make it another prompt.
    for path in Path(spool.locate_spool(project.repo.common_dir)).iterdir():
        path.unlink()
    monkeypatch.setattr(redact, "redact_text", lambda text, **_: redact.RedactedText(text, ()))
    audit = run_audit(project)
    assert (audit.missing_prompts, audit.false_claims) == ([], ())


def test_line_ends_and_blanks_do_not_matter(repo: Path, home: Path, project: Project) -> None:
    told.claude(home, repo, "s1", ("One\r\ntwo\n", "Done"))
    (made,) = backfill_records(project)
    page = Path(repo, made.path)
    page.write_bytes(page.read_bytes().replace(b"\r\n", b"\n"))
    for path in Path(spool.locate_spool(project.repo.common_dir)).iterdir():
        path.unlink()
    assert run_audit(project).missing_prompts == []


def test_a_prompt_too_long_is_matched_by_its_beginning(
    repo: Path, home: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_limits, "MAX_PROMPT_BYTES", 4000)
    monkeypatch.setattr(text_limits, "_SHOWN_PROMPT_BYTES", 1000)
    told.claude(home, repo, "s1", ("word " * 1000, "Read"))
    (made,) = backfill_records(project)
    assert serialize.format_field(made, "fidelity") == "truncated"
    audit = run_audit(project, backfill=True)
    assert (audit.backfilled_records, audit.false_claims) == ((), ())


def test_a_record_without_a_session_may_have_the_prompt(
    repo: Path, home: Path, project: Project
) -> None:
    create.create_phr(project, PhrDraft("Cart", prompt="Add a cart"))
    told.claude(home, repo, "s1", ("Add a cart", "Added"))
    assert run_audit(project).missing_prompts == []


def test_a_record_that_is_gone_is_made_again(
    repo: Path, home: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(light, "LINGER_SECONDS", math.inf)
    record_turn_by_hook(repo, "s1", "Add a cart", "Added")
    (removed,) = records(project)
    Path(repo, removed.path).unlink()
    assert missing_prompts(run_audit(project)) == [("Add a cart", "its record is not there")]
    (made,) = backfill_records(project)
    assert reader.read_prompt(made) == "Add a cart"


def test_a_record_that_was_removed_is_not_missing(
    repo: Path, home: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(light, "LINGER_SECONDS", math.inf)
    record_turn_by_hook(repo, "s1", "Add a cart", "Added")
    (record,) = records(project)
    remove.remove_records(project, [record.ref], force=True)
    audit = run_audit(project)
    assert [prompt.turn.prompt for prompt in audit.removed_prompts] == ["Add a cart"]
    assert (audit.due_prompts, audit.unrecorded_prompts) == ([], [])
    assert backfill_records(project) == []


def test_a_record_on_another_branch_counts(
    repo: Path, home: Path, project: Project, git: Git
) -> None:
    git("commit", "-q", "--allow-empty", "-m", "first")
    git("checkout", "-q", "-b", "topic")
    record_turn_by_hook(repo, "s1", "Add a cart", "Added")
    git("add", "-A")
    git("commit", "-q", "-m", "cart")
    git("checkout", "-q", "main")
    assert records(project) == []
    told.claude(home, repo, "s1", ("Add a cart", "Added"), ("Add a cart", "Again"))
    assert len(run_audit(project).missing_prompts) == 1  # one record is one prompt's


def test_a_record_in_another_working_tree_counts(
    repo: Path, home: Path, project: Project, git: Git, tmp_path: Path
) -> None:
    git("commit", "-q", "--allow-empty", "-m", "first")
    tree = tmp_path / "tree"
    git("worktree", "add", "-q", str(tree))
    base = f"{spool.ensure_spool(project.repo.common_dir)}/claude-s1"
    event = {"session_id": "s1", "cwd": str(tree), "hook_event_name": "UserPromptSubmit"}
    stop = {**event, "hook_event_name": "Stop", "last_assistant_message": "Done"}
    for seconds, payload in ((0, {**event, "prompt": "In the tree"}), (9, stop)):
        line = json.dumps({"at": told.BEGIN + seconds, "agent": "claude", "event": payload}) + "\n"
        light.append_bytes(f"{base}.jsonl", line.encode())
    turn_end.record_ended_turns(str(tree), base)
    assert records(project) == []
    assert run_audit(project).missing_prompts == []


def test_the_files_of_another_tree_are_those_of_this_one(
    repo: Path, home: Path, project: Project, git: Git, tmp_path: Path
) -> None:
    git("commit", "-q", "--allow-empty", "-m", "first")
    tree = tmp_path / "tree"
    git("worktree", "add", "-q", str(tree))
    path = told.claude(home, tree, "s1", ("Write it", ""))
    calls = [
        {"type": "tool_use", "id": name, "name": "Write", "input": {"file_path": f"{tree}/{name}"}}
        for name in ("a.py", "b.py")
    ]
    rows = [
        {"type": "assistant", "message": {"id": "m", "role": "assistant", "content": calls}},
        {
            "type": "user",
            "message": {
                "content": [
                    {
                        "type": "tool_result",
                        "tool_use_id": "b.py",
                        "is_error": True,
                        "content": "no",
                    }
                ]
            },
        },
        {"type": "assistant", "message": {"id": "n", "role": "assistant", "content": "Written"}},
    ]
    with path.open("a") as file:
        for row in rows:
            base = {"sessionId": "s1", "cwd": str(tree), "timestamp": told.stamp(9)}
            file.write(json.dumps({**base, **row}) + "\n")
    (made,) = backfill_records(project)
    assert read_field_items(made, "files") == ("a.py",)  # what failed wrote nothing


def test_commits_of_a_backfilled_turn_are_in_its_record(
    repo: Path, home: Path, project: Project, git: Git
) -> None:
    git("commit", "-q", "--allow-empty", "-m", "first")
    printed = git("commit", "--allow-empty", "-m", "second")
    sha = git("rev-parse", "HEAD").strip()
    assert len(run_audit(project).unexplained_commits) == 2
    path = told.claude(home, repo, "s1", ("Commit it", ""))
    tool_call = {
        "type": "tool_use",
        "id": "t",
        "name": "Bash",
        "input": {"command": "git commit -m x"},
    }
    printed += "[main 1234567] that git does not have\n"
    result = {"type": "tool_result", "tool_use_id": "t", "content": printed}
    base = {"sessionId": "s1", "cwd": str(repo), "timestamp": told.stamp(9)}
    with path.open("a") as file:
        for kind, content in (
            ("assistant", [tool_call]),
            ("user", [result]),
            ("assistant", "Done"),
        ):
            file.write(json.dumps({**base, "type": kind, "message": {"content": content}}) + "\n")
    (made,) = backfill_records(project)
    assert read_field_items(made, "commits") == (sha[:12],)
    audit = run_audit(project)
    assert [commit.subject for commit in audit.unexplained_commits] == ["first"]


def test_the_branch_is_that_of_the_time(repo: Path, home: Path, project: Project, git: Git) -> None:
    git("commit", "-q", "--allow-empty", "-m", "first")
    git("checkout", "-q", "-b", "feature/007-cart")
    told.claude(home, repo, "s1", ("Add a cart", "Added"))
    (made,) = backfill_records(project)
    assert (
        serialize.format_field(made, "branch") == "main"
    )  # all that happened since is of another day
    assert serialize.format_field(made, "feature") == ""


def test_a_record_of_a_subagent_follows_that_of_its_prompt(
    repo: Path, home: Path, project: Project
) -> None:
    told.claude(home, repo, "s1", ("Do it all", "Done"))
    inner = {
        "sessionId": "s1", "cwd": str(repo), "type": "user", "uuid": "side", "isSidechain": True,
        "agentId": "x1", "timestamp": told.stamp(6), "message": {"content": "Check it"},
    }  # fmt: skip
    response = {**inner, "uuid": "b", "type": "assistant", "message": {"content": "Checked"}}
    run_audit(project, backfill=True)
    told.put(
        home / ".claude/projects" / told.folder(repo) / "s1/subagents/agent-x1.jsonl",
        [inner, response],
    )
    (made,) = backfill_records(project)
    (parent,) = (record for record in records(project) if record.path != made.path)
    assert reader.read_prompt(made) == "Check it"
    assert [(link.relation, link.target) for link in made.links] == [
        ("follows", parent.link_target)
    ]
    assert run_audit(project, backfill=True).backfilled_records == ()


@pytest.mark.parametrize("named", [True, False])
def test_subagents_that_the_spool_knows_are_not_made_again(
    repo: Path, home: Path, project: Project, named: bool
) -> None:
    base = told.event(repo, "s1", "UserPromptSubmit", 0, prompt="Do it all")
    tool_input = {"prompt": "Check it", "subagent_type": "checker"}
    inner = {"agent_id": "x1", "agent_type": "checker"} if named else {}
    told.event(
        repo, "s1", "PreToolUse", 5, tool_name="Task", tool_input=tool_input, tool_use_id="t1"
    )
    told.event(repo, "s1", "SubagentStop", 20, last_assistant_message="Checked", **inner)
    told.event(repo, "s1", "Stop", 40, last_assistant_message="Done")
    assert len(turn_end.record_ended_turns(str(repo), base)) == 2
    told.claude(home, repo, "s1", ("Do it all", "Done"))
    line = {
        "sessionId": "s1", "cwd": str(repo), "type": "user", "uuid": "side", "isSidechain": True,
        "agentId": "x1", "timestamp": told.stamp(6), "message": {"content": "Check it"},
    }  # fmt: skip
    told.put(home / ".claude/projects" / told.folder(repo) / "s1/subagents/agent-x1.jsonl", [line])
    audit = run_audit(project, backfill=True)
    assert (len(audit.due_prompts), audit.backfilled_records, audit.false_claims) == (2, (), ())


@pytest.mark.parametrize("where", ["a folder of its own", "below a repository of its own", "gone"])
def test_turns_of_other_folders_are_left_out(
    repo: Path, home: Path, project: Project, git: Git, where: str
) -> None:
    inner = repo / "inner"
    if where == "gone":  # a folder that was in this tree
        told.claude(home, inner, "s1", ("Was here", "Yes"))
        assert len(run_audit(project).due_prompts) == 1
        return
    inner.mkdir()
    if where == "a folder of its own":
        told.claude(home, repo.parent / "other", "s1", ("Elsewhere", "Yes"))
    else:
        git("init", "-q", str(inner))
        told.claude(home, inner, "s1", ("Elsewhere", "Yes"))
    assert run_audit(project).due_prompts == []


def test_transcripts_may_be_given_by_path(
    repo: Path, home: Path, project: Project, tmp_path: Path
) -> None:
    told.claude(tmp_path / "sent", repo, "s1", ("Sent", "Yes"))
    told.claude(tmp_path / "sent", tmp_path / "foreign", "s2", ("Foreign", "Yes"))
    path = told.cursor(tmp_path / "loose", repo)
    audit = run_audit(project, transcript_paths=[str(tmp_path / "sent"), str(path)])
    assert sorted(prompt.turn.prompt for prompt in audit.missing_prompts) == ["Ask cursor", "Sent"]
    assert audit.foreign_prompt_count == 1
    audit = run_audit(
        project, transcript_paths=[str(tmp_path / "sent"), str(path)], agents=["cursor"]
    )
    assert [prompt.turn.prompt for prompt in audit.missing_prompts] == ["Ask cursor"]
    with pytest.raises(UsageError, match="is not a transcript"):
        run_audit(project, transcript_paths=[str(tmp_path / "nothing.jsonl")])
    with pytest.raises(UsageError, match="no agent is called 'clod'"):
        run_audit(project, agents=["clod"])


# The spool's own --------------------------------------------------------------------------------


def test_spooled_turns_without_a_record_are_listed(repo: Path, project: Project) -> None:
    told.asked(repo, "s1", "Was lost")
    told.asked(repo, "s1", "Was stopped", "Yes", at=100)
    told.event(repo, "s2", "Stop", 200, last_assistant_message="An answer to nothing")
    now = time.time() - told.BEGIN
    told.asked(repo, "s3", "Goes on", at=now)
    told.asked(repo, "s4", "Died", at=300)
    base = told.event(repo, "s1", "SessionEnd", 400)
    light.append_bytes(f"{base}.jsonl", b'{"at": 1, "agen\nnothing\n')
    audit = run_audit(project)
    assert [
        (prompt.turn.prompt, prompt.reason, prompt.is_due) for prompt in audit.unrecorded_prompts
    ] == [
        ("Was lost", "its stop never came", True),
        ("Was stopped", "recording it failed", True),
        ("", "no prompt is known of it", False),
        ("Died", "its stop never came", True),
        ("Goes on", "still open", False),
    ]
    assert [prompt.turn.session_id for prompt in audit.unprompted] == ["s2"]
    assert audit.broken_spool_lines == (("claude-s1", 2),)
    assert [record.title for record in run_audit(project, backfill=True).backfilled_records] == [
        "Was lost", "Was stopped", "Died",
    ]  # fmt: skip
    assert run_audit(project, backfill=True).backfilled_records == ()
    assert turn_end.record_ended_turns(str(repo), base) == []


def test_a_lost_stop_is_made_up_for_by_the_transcript(
    repo: Path, home: Path, project: Project
) -> None:
    told.asked(repo, "s1", "Add a cart")
    told.asked(repo, "s1", "Empty it", "Emptied", at=60)
    told.claude(home, repo, "s1", ("Add a cart", "Added"), ("Empty it", "Emptied"))
    first, _ = backfill_records(project)
    assert reader.read_response(first) == "Added"
    assert read_field_items(first, "labels") == ()


def test_a_prompt_that_the_transcript_had_too_late_is_due(
    repo: Path, home: Path, project: Project
) -> None:
    base = told.event(repo, "s1", "Stop", 30, last_assistant_message="Added")
    assert turn_end.record_ended_turns(str(repo), base) == []
    told.claude(home, repo, "s1", ("Add a cart", "Added"))
    assert missing_prompts(run_audit(project)) == [("Add a cart", "its prompt came too late")]
    (made,) = backfill_records(project)
    assert reader.read_prompt(made) == "Add a cart"
    assert run_audit(project, backfill=True).backfilled_records == ()


def test_a_turn_that_may_still_be_answered_is_not_due(
    repo: Path, home: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    told.claude(home, repo, "s1", ("Add a cart", "Added"), ("Empty it", ""))
    assert len(run_audit(project).missing_prompts) == 2  # it is days ago
    monkeypatch.setattr(time, "time", lambda: told.BEGIN + 100)
    assert missing_prompts(run_audit(project)) == [("Add a cart", "no event of it came")]
    monkeypatch.setattr(time, "time", lambda: told.BEGIN + 10_000)
    assert len(run_audit(project).missing_prompts) == 2
    monkeypatch.setenv("CLAUDE_CODE_SESSION_ID", "s1")  # it is the one that runs the audit
    assert len(run_audit(project).missing_prompts) == 1


def test_turns_that_changed_nothing_are_not_due(repo: Path, home: Path, project: Project) -> None:
    project = replace(project, settings=replace(project.settings, record="changes"))
    Path("minutebook.toml").write_text('record = "changes"\n')
    base = told.asked(repo, "s1", "What is this?", "A cart")
    assert turn_end.record_ended_turns(str(repo), base) == []
    told.asked(repo, "s2", "And that?", "A shop", at=60)  # of which nobody knows yet
    told.claude(home, repo, "s3", ("Who are you?", "An agent"))
    audit = run_audit(project, backfill=True)
    assert (audit.backfilled_records, audit.due_prompts) == ((), [])
    assert {prompt.reason for prompt in audit.prompts} == {"it changed nothing"}


def test_a_prompt_that_cannot_be_recorded_stays_missing(
    repo: Path, home: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    told.claude(home, repo, "s1", ("First", "1"), ("Second", "2"), ("Third", "3"))
    write_record = record_turn.record_turn

    def record(project: Project, session: object, turn: object, turns: object) -> object:
        if turn.prompt == "First":  # type: ignore[attr-defined]
            raise RuntimeError("a detector")
        if turn.prompt == "Second":  # type: ignore[attr-defined]
            raise UsageError("no", "so")
        return write_record(project, session, turn, turns)  # type: ignore[arg-type]

    monkeypatch.setattr(record_turn, "record_turn", record)
    audit = run_audit(project, backfill=True)
    assert [backfilled.title for backfilled in audit.backfilled_records] == ["Third"]
    assert audit.failures == ("claude s1: a detector", "claude s1: no")
    assert [prompt for prompt, _ in missing_prompts(audit)] == ["First", "Second"]
    monkeypatch.undo()
    log = Path(project.repo.common_dir, "minutebook", "log").read_text("utf-8")
    assert "RuntimeError" in log


# Records that claim too much --------------------------------------------------------------------


def test_records_whose_prompt_was_never_given_are_named(
    repo: Path, home: Path, project: Project
) -> None:
    record_turn_by_hook(repo, "s1", "Add a cart", "Added")
    (true,) = records(project)
    told.claude(home, repo, "s2", ("Hello", "Hi"))
    for number, (session, fidelity, prompt) in enumerate(
        [
            ("s1", "verbatim", "Something nobody asked"),
            ("s1", "redacted", "Add a cart"),
            ("s1", "reported", "In the agent's own words"),
            ("s9", "verbatim", "Of a session that nobody knows"),
            ("", "verbatim", "Of no session"),
        ]
    ):
        create.create_phr(
            project, PhrDraft(f"Record {number}", session=session, fidelity=fidelity, prompt=prompt)
        )
    audit = run_audit(project)
    assert [(claim.record.title, claim.reason) for claim in audit.false_claims] == [
        ("Record 0", "no such prompt was given"), ("Record 1", "repeats a prompt"),
    ]  # fmt: skip
    page = Path(repo, true.path)
    page.write_text(page.read_text("utf-8").replace("\n> Add a cart\n", "\n> Add two carts\n"))
    assert ("Add a cart", "its prompt was changed") in [
        (claim.record.title, claim.reason) for claim in run_audit(project).false_claims
    ]


WORDS = st.text("ab [redacted:1]\n", max_size=12)


@given(st.lists(WORDS, min_size=1, max_size=4), st.lists(WORDS, max_size=4))
def test_any_text_may_have_been_redacted(parts: list[str], hidden: list[str]) -> None:
    values = [*hidden, *["x"] * len(parts)][: len(parts) - 1]
    whole = parts[0] + "".join(value + rest for value, rest in zip(values, parts[1:], strict=True))
    first, *rest = parts
    if rest:
        assert match._has_parts_in_order(whole, first, rest)
        assert not match._has_parts_in_order("#" + whole, "." + first, rest)


# Commits ----------------------------------------------------------------------------------------


def test_commits_without_a_record_are_named(repo: Path, project: Project, git: Git) -> None:
    def commit(message: str, *paths: str) -> str:
        for path in paths:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_text(message)
        git("add", "-A")
        git("commit", "-q", "--allow-empty", "-m", message)
        return git("rev-parse", "HEAD").strip()

    commit("by hand", "a.py")
    commit("with a trailer\n\nPHR: PHR-0001", "b.py")
    commit("squashed\n\n* one\n  PHR: PHR-0002\n* two", "c.py")
    commit("a PHR: PHR-0003 in a sentence", "d.py")
    listed = commit("listed", "e.py")
    commit("a decision", "decisions/0001-use-redis.md", "f.py")
    commit("an index alone", "decisions/README.md")
    noted = commit("noted", "g.py")
    git("checkout", "-q", "-b", "side", "HEAD~1")
    commit("side", "h.py")
    git("checkout", "-q", "main")
    git("merge", "-q", "--no-edit", "side")
    create.create_phr(project, PhrDraft("A", prompt="A", commits=(listed[:12], "abc")))
    os.makedirs(os.path.join(project.repo.common_dir, "minutebook"), exist_ok=True)
    light.append_bytes(
        os.path.join(project.repo.common_dir, "minutebook", "uncovered"), f"{noted} 1\n".encode()
    )
    audit = run_audit(project)
    assert len(audit.commits) == 9
    assert {
        unexplained.subject: unexplained.reason for unexplained in audit.unexplained_commits
    } == {
        "by hand": "no record names it",
        "a PHR: PHR-0003 in a sentence": "no record names it",
        "noted": "made while no turn was going on",
        "side": "no record names it",
    }
    assert not audit.has_coverage(60)  # no prompt is known: the commits count
    assert audit.has_coverage(55)
    ranged = run_audit(project, "side~1..side")
    assert [audited.subject for audited in ranged.commits] == ["side"]
    assert not ranged.has_coverage(1)


def test_commits_count_where_they_are_asked_for(repo: Path, project: Project, git: Git) -> None:
    git("commit", "-q", "--allow-empty", "-m", "by hand")
    record_turn_by_hook(repo, "s1", "Add a cart", "Added")
    assert run_audit(project).has_coverage(100)
    assert not run_audit(project, "main").has_coverage(100)


@pytest.mark.parametrize("span", ["nothing..here", "--all", "-1"])
def test_a_range_that_names_no_commits(project: Project, git: Git, span: str) -> None:
    git("commit", "-q", "--allow-empty", "-m", "by hand")
    with pytest.raises(Refusal, match=r"is not a commit range|names no commit"):
        run_audit(project, span)


def test_only_the_last_commits_are_looked_at(
    project: Project, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        git("commit", "-q", "--allow-empty", "-m", f"commit {number}")
    monkeypatch.setattr(report, "MAX_DEFAULT_COMMITS", 2)
    assert [commit.subject for commit in run_audit(project).commits] == ["commit 2", "commit 1"]


# What auditing asked of other rooms -------------------------------------------------------------


def test_a_turn_recorded_late_has_not_the_files_of_the_next(
    repo: Path, project: Project, git: Git
) -> None:
    git("commit", "-q", "--allow-empty", "-m", "first")

    def begin_turn(base: str, seconds: float) -> None:
        commit, entries = tree_status.read_status(str(repo))
        parts = ["", "phr", commit, str(repo), "", *entries]
        light.append_bytes(f"{base}.{told.BEGIN + seconds:.6f}.start", "\0".join(parts).encode())

    base = told.asked(repo, "s1", "Write a")
    begin_turn(base, 0)
    Path("a.py").write_text("a")
    told.asked(repo, "s1", "Write b", "Done", at=60)
    begin_turn(base, 60)
    Path("b.py").write_text("b")
    told.asked(repo, "s1", "Write c", "Done", at=120)
    begin_turn(base, 120)
    Path("c.py").write_text("c")  # long ago; since then it may have been anybody
    made = backfill_records(project)
    assert [read_field_items(record, "files") for record in made] == [
        ("a.py",),
        ("b.py",),
        (),
    ]


@pytest.mark.parametrize(
    ("when", "branch"), [(5, "main"), (15, "topic"), (25, ""), (35, "other"), (99, "now")]
)
def test_the_branch_at_a_moment_is_read_from_the_log(
    project: Project, git: Git, when: int, branch: str
) -> None:
    git("checkout", "-q", "-b", "now")
    sha = "0123456789" * 4
    moves = [("main", "topic"), ("topic", sha), (sha, "other"), ("other", "now")]
    lines = [
        f"{sha} {sha} Ada <ada@example.org> {seconds * 10} +0000\tcheckout: moving from {a} to {b}\n"
        for seconds, (a, b) in enumerate(moves, 1)
    ]
    lines.insert(2, f"{sha} {sha} Ada <ada@example.org> 22 +0000\tcommit: moving from x to y\n")
    Path(project.repo.git_dir, "logs").mkdir(exist_ok=True)
    Path(project.repo.git_dir, "logs", "HEAD").write_text("".join(lines))
    assert repo_room.read_branch_at(project.repo, when) == branch
