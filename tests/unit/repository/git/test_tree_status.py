"""What the hooks ask git: the status of the working tree, HEAD, the last commit."""

from __future__ import annotations

import os

import pytest

from minutebook.repository.git import process, tree_status

from agent_events import Stage


def read_marks(stage: Stage) -> dict[str, str]:
    """What differs: path to mark."""
    _, lines = tree_status.read_status(str(stage.top))
    return {path: mark for mark, _, path in (entry.partition(" ") for entry in lines)}


def test_a_clean_tree(stage: Stage) -> None:
    assert tree_status.read_status(str(stage.top)) == (stage.git("rev-parse", "HEAD"), [])


def test_every_kind_of_difference_is_listed(stage: Stage) -> None:
    stage.write("app.py", "x = 'changed'\n")
    stage.write("a new/file, with é.txt", "x")
    stage.write("staged.py", "x")
    stage.git("add", "staged.py")
    stage.git("mv", "old.py", "moved.py")
    stage.write(".gitignore", "*.log\n")
    stage.write("x.log", "ignored\n")
    marks = read_marks(stage)
    assert set(marks) == {
        "app.py",
        "a new/file, with é.txt",
        "staged.py",
        "old.py",
        "moved.py",
        ".gitignore",
    }
    assert marks["old.py"] == "-"
    assert all(mark.count(":") == 2 for path, mark in marks.items() if path != "old.py")


def test_a_fingerprint_differs_with_the_content(stage: Stage) -> None:
    stage.write("app.py", "x = 2\n")
    before = read_marks(stage)
    assert read_marks(stage) == before
    os.utime(stage.top / "app.py", ns=(1, 1))
    assert read_marks(stage) != before
    assert tree_status.fingerprint_file(str(stage.top), "nul\0l") == "-"


def test_a_conflict(stage: Stage) -> None:
    stage.git("checkout", "-q", "-b", "topic")
    stage.write("app.py", "x = 'topic'\n")
    stage.git("commit", "-qam", "topic")
    stage.git("checkout", "-q", "main")
    stage.write("app.py", "x = 'main'\n")
    stage.git("commit", "-qam", "main")
    with pytest.raises(Exception, match="merge"):
        stage.git("merge", "-q", "topic")
    assert set(read_marks(stage)) == {"app.py"}


def test_before_the_first_commit(stage: Stage) -> None:
    stage.git("checkout", "-q", "--orphan", "empty")
    stage.git("rm", "-rqf", ".")
    stage.write("x", "x")
    commit, lines = tree_status.read_status(str(stage.top))
    assert commit == ""
    assert [entry.rpartition(" ")[2] for entry in lines] == ["x"]


def test_a_failing_git_gives_nothing(tmp_path) -> None:  # type: ignore[no-untyped-def]
    assert process.query_git(str(tmp_path), "status") == ""
    assert tree_status.read_status(str(tmp_path)) == ("", [])


def test_no_program_of_the_repository_is_run(stage: Stage) -> None:
    """A repository may name programs in its settings: they are not started by looking at it."""
    script = stage.write("run.sh", f"#!/bin/sh\ntouch {stage.top}/was-run\n")
    script.chmod(0o755)
    stage.git("config", "core.fsmonitor", str(script))
    read_marks(stage)
    assert not (stage.top / "was-run").exists()


def test_the_last_commit_and_its_trailers(stage: Stage) -> None:
    message = stage.write("message", "Subject\n")
    for _ in range(2):
        tree_status.add_trailer(str(stage.top), "message", "PHR: PHR-0001")
    assert message.read_text("utf-8") == "Subject\n\nPHR: PHR-0001\n"
    first = tree_status.read_head(str(stage.top))
    stage.git("commit", "-q", "--allow-empty", "-F", "message")
    commit, parents, text = tree_status.read_last_commit(str(stage.top))
    assert (commit, parents) == (stage.git("rev-parse", "HEAD"), [first])
    assert text.strip() == "Subject\n\nPHR: PHR-0001"
    stage.git("checkout", "-q", "--orphan", "empty")
    assert tree_status.read_last_commit(str(stage.top)) == ("", [], "")
    assert tree_status.read_head(str(stage.top)) == ""
