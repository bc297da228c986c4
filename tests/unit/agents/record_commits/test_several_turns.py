"""Commits of records where several turns, sessions or branches meet."""

from __future__ import annotations

import json

import pytest

from minutebook.agents.audit.report import run_audit
from minutebook.agents.record_commits import commit_records
from minutebook.operations.project import open_project
from minutebook.repository.git.commits import record_commits

from committing_turns import Committing


def test_a_record_of_another_branch_does_not_join(committing: Committing) -> None:
    committing.git("checkout", "-q", "-b", "one")
    committing.play("Explain what the parser does")
    committing.git("checkout", "-q", "-b", "two", "main")
    committing.play("Write it", "app.py")
    (question, written) = committing.stage.records()
    assert written.path in committing.paths()
    assert question.path not in committing.paths()
    committing.git("checkout", "-q", "one")
    committing.play("Write more", "b.py")
    assert question.path in committing.paths()


def test_a_record_of_the_default_branch_joins_the_branch_that_began_there(
    committing: Committing,
) -> None:
    committing.play("Explain what the parser does")
    committing.git("checkout", "-q", "-b", "one")
    committing.play("Write it", "app.py")
    assert committing.stage.records()[0].path in committing.paths()


def test_two_sessions_that_end_at_once_have_both_their_records_committed(
    committing: Committing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The branch moves between the plan of the first one and its commit."""
    stage, other = committing.stage, Committing(committing.stage, "other")
    note_waiting = commit_records._note_waiting
    stage.take([*committing.agent.ask("Write a"), *other.agent.ask("Write b")])
    for session, path in ((committing, "a.py"), (other, "b.py")):
        session.commit(path, "x\n", f"Write {path}")
        stage.take(session.agent.ran(f"git commit -m 'Write {path}'", ""))
    moves = ["By another session, meanwhile"]

    def commit_first(*args: object) -> object:
        if moves:
            committing.git("commit", "-q", "--allow-empty", "-m", moves.pop())
        return note_waiting(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(commit_records, "_note_waiting", commit_first)
    stage.take(committing.agent.stop("Done."))
    stage.take(other.agent.stop("Done."))
    assert committing.status() == []
    assert committing.subjects("-2") == ["Record PHR-0002: Write b", "Record PHR-0001: Write a"]


def test_a_commit_that_comes_in_between_is_followed(
    committing: Committing, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_to_index, moves = record_commits.add_to_index, ["By a person, meanwhile"]

    def commit_first(*args: object) -> None:
        if moves:
            committing.git("commit", "-q", "--allow-empty", "-m", moves.pop())
        add_to_index(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(record_commits, "add_to_index", commit_first)
    committing.play("Fix it", "app.py")
    assert committing.subjects("-2") == ["Record PHR-0001: Fix it", "By a person, meanwhile"]
    assert committing.status() == []


def test_an_index_that_is_locked_for_a_moment_is_waited_for(
    committing: Committing, monkeypatch: pytest.MonkeyPatch
) -> None:
    committing.stage.take(committing.agent.ask("Fix it"))
    committing.commit("app.py", "fixed\n", "Fix it")
    lock = committing.stage.top / ".git" / "index.lock"
    lock.touch()
    monkeypatch.setattr("time.sleep", lambda _: lock.unlink(missing_ok=True))
    committing.stage.take(committing.agent.stop("Done."))
    assert committing.status() == []
    assert committing.subjects("-1") == ["Record PHR-0001: Fix it"]


def test_what_waits_is_committed_at_the_end_of_a_turn_without_a_record(
    committing: Committing, monkeypatch: pytest.MonkeyPatch
) -> None:
    committing.configure('record = "changes"\n')
    monkeypatch.setattr(record_commits, "INDEX_LOCK_SECONDS", 0.0)
    committing.stage.take(committing.agent.ask("Fix it"))
    committing.commit("app.py", "fixed\n", "Fix it")
    lock = committing.stage.top / ".git" / "index.lock"
    lock.touch()
    committing.stage.take(committing.agent.stop("Done."))
    lock.unlink()
    assert committing.subjects("-1") == ["Fix it"]
    Committing(committing.stage, "other").play("Thanks")
    assert committing.subjects("-1") == ["Record PHR-0001: Fix it"]
    assert committing.status() == []


# Records that go --------------------------------------------------------------------------------


def test_the_number_of_a_committed_record_is_not_given_again(committing: Committing) -> None:
    committing.git("checkout", "-q", "--detach")
    committing.play("Fix it", "app.py")
    committing.git("checkout", "-q", "main")
    committing.play("Fix it otherwise", "b.py")
    assert [record.ref for record in committing.stage.records()] == ["PHR-0002"]


@pytest.mark.parametrize("is_pushed", [True, False])
def test_the_agent_is_told_that_the_record_is_not_pushed(
    is_pushed: bool, committing: Committing
) -> None:
    committing.stage.take(committing.agent.ask("Fix it"))
    committing.commit("app.py", "fixed\n", "Fix it")
    if is_pushed:  # as git notes it
        committing.git("update-ref", "refs/remotes/origin/main", "HEAD")
    (answer,) = filter(None, committing.stage.take(committing.agent.stop("Done.")))
    assert ("PHR-0001 is committed, not pushed" in json.dumps(json.loads(answer))) == is_pushed


def test_audit_brings_back_a_record_whose_commit_went(committing: Committing) -> None:
    committing.play("Fix it", "app.py")
    page = committing.stage.record().path
    text = committing.read(page)
    committing.git("reset", "-q", "--hard", "HEAD~1")
    assert committing.stage.records() == []
    audit = run_audit(open_project(str(committing.stage.top)), backfill=True)
    assert [record.path for record in audit.backfilled_records] == [page]
    assert (audit.failures, committing.read(page)) == ((), text)


def test_a_record_that_was_staged_and_then_got_its_next_one_is_committed(
    committing: Committing,
) -> None:
    committing.play("Explain what the parser does")
    committing.git("add", "history")
    committing.stage.take(committing.agent.ask("Write it"))
    committing.stage.write("app.py", "written\n")
    committing.git("commit", "-q", "-m", "Write it", "--only", "--", "app.py")
    committing.stage.take(committing.agent.stop("Done."))
    assert committing.status() == []
