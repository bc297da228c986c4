"""Records of turns with commits are committed, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from minutebook.agents.audit.report import run_audit
from minutebook.errors import OperationError
from minutebook.operations.check.run import check_records
from minutebook.operations.project import open_project

from committing_turns import Committing

OPEN_OPERATIONS = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "BISECT_LOG", "rebase-merge")


# Own commits ------------------------------------------------------------------------------------


def test_a_turn_that_ended_in_a_clean_tree_leaves_a_clean_tree(committing: Committing) -> None:
    committing.play("Fix the parser", "app.py")
    assert committing.status() == []
    assert committing.subjects("-2") == ["Record PHR-0001: Fix the parser", "Write app.py"]
    record = committing.stage.record()
    assert committing.paths() == [
        "history/README.md",
        record.path,
        "history/prompts/general/README.md",
    ]
    assert committing.message() == "Record PHR-0001: Fix the parser\n\nPHR: PHR-0001"
    assert record.fields["commits"] == [committing.git("rev-parse", "HEAD^")[:12]]
    assert committing.git("log", "-1", "--format=%an %cn") == "Ada Example Ada Example"


def test_a_turn_without_commits_is_committed_by_nobody(committing: Committing) -> None:
    committing.stage.write("app.py", "x = 2\n")
    committing.play("What is it?")
    assert committing.subjects() == ["first"]
    assert f"?? {committing.stage.record().path}" in committing.status()


def test_what_the_earlier_turns_of_the_session_left_is_committed_with_it(
    committing: Committing,
) -> None:
    committing.play("Plan it")
    committing.play("Write it", "app.py")
    committing.play("Commit more", "b.py")
    assert committing.status() == []
    assert committing.message("HEAD~2").split("\n") == [
        "Record PHR-0002: Write it",
        "",
        "* PHR-0001 Plan it",
        "* PHR-0002 Write it",
        "",
        "PHR: PHR-0002",
        "PHR: PHR-0001",
    ]
    # The page of the record before shows the way to the next one, and is no new record.
    assert committing.message() == "Record PHR-0003: Commit more\n\nPHR: PHR-0003"
    assert committing.stage.records()[1].path in committing.paths()


def test_what_another_session_left_is_not_committed(committing: Committing) -> None:
    other = Committing(committing.stage, "other")
    other.play("Only a question")
    committing.play("Write it", "app.py")
    (question, _) = committing.stage.records()
    assert question.path not in committing.paths()
    assert f"?? {question.path}" in committing.status()


def test_the_index_and_other_changes_stay_as_they_are(committing: Committing) -> None:
    stage = committing.stage
    committing.commit("mine.txt", "one\n", "Begin mine")
    stage.write("mine.txt", "two\n")
    stage.git("add", "mine.txt")
    stage.write("mine.txt", "three\n")
    stage.write("intended.txt", "x\n")
    stage.git("add", "-N", "intended.txt")
    stage.write("untracked.txt", "x\n")
    before = committing.status()
    stage.take(committing.agent.ask("Fix it"))
    stage.write("app.py", "fixed\n")
    stage.git("commit", "-q", "-m", "Fix it", "--only", "--", "app.py")
    stage.take(committing.agent.stop("Done."))
    assert committing.subjects("-1") == ["Record PHR-0001: Fix it"]
    assert committing.status() == before
    assert stage.git("show", ":mine.txt") == "two"
    assert committing.paths()[1] == stage.record().path


@pytest.mark.parametrize(
    "settings", ["core.splitIndex=true", "core.untrackedCache=true", "index.version=4"]
)
def test_other_forms_of_the_index(settings: str, committing: Committing) -> None:
    committing.git("config", *settings.split("="))
    committing.git("update-index", "--refresh")
    committing.play("Fix it", "app.py")
    committing.play("Fix more", "app.py")
    assert committing.status() == []
    assert committing.subjects("-1") == ["Record PHR-0002: Fix more"]


@pytest.mark.parametrize("cone", ["--cone", "--no-cone"])
def test_a_sparse_checkout(cone: str, committing: Committing) -> None:
    committing.commit("left/out.txt", "x\n", "To be left out")
    committing.git("sparse-checkout", "set", cone, "history" if cone == "--cone" else "/history/")
    committing.play("Fix it", "history/notes.txt")
    assert committing.status() == []
    assert committing.subjects("-1") == ["Record PHR-0001: Fix it"]
    assert committing.git("ls-tree", "--name-only", "HEAD", "left/") == "left/out.txt"


def test_a_submodule_stays_as_it_is(committing: Committing, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    committing.git("clone", "-q", str(committing.stage.top), str(inner))
    committing.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "sub")
    committing.git("commit", "-q", "-m", "Add a submodule")
    entry = committing.git("ls-tree", "HEAD", "sub")
    committing.git(
        "commit", "-q", "--allow-empty", "-m", "inside", cwd=committing.stage.top / "sub"
    )
    committing.play("Fix it", "app.py")
    assert committing.git("ls-tree", "HEAD", "sub") == entry
    assert committing.status() == [" M sub"]


def test_no_hook_runs_and_no_editor_opens(committing: Committing) -> None:
    for name in (
        "pre-commit",
        "commit-msg",
        "prepare-commit-msg",
        "post-commit",
        "reference-transaction",
    ):
        hook = committing.stage.top / ".git" / "hooks" / name
        hook.write_text("#!/bin/sh\ntouch hook-ran\nexit 1\n", "utf-8")
        hook.chmod(0o755)
    committing.stage.world["GIT_EDITOR"] = "false"
    committing.stage.take(committing.agent.ask("Fix it"))
    committing.stage.write("app.py", "fixed\n")
    committing.git("-c", "core.hooksPath=/dev/null", "commit", "-qam", "Fix it")
    committing.stage.take(committing.agent.stop("Done."))
    assert committing.subjects("-1") == ["Record PHR-0001: Fix it"]
    assert committing.status() == []


def test_the_message_is_made_by_the_template(committing: Committing) -> None:
    committing.configure(
        'commit-message = "docs({stage}): {title} [{ref}, {agent}{feature}] {ref}"\n'
    )
    committing.play("Fix {ref} in it", "app.py")
    assert committing.subjects("-1") == ["docs(green): Fix {ref} in it [PHR-0001, claude] PHR-0001"]


def test_a_turn_that_goes_on_has_its_commit_made_anew(committing: Committing) -> None:
    committing.play("Fix it", "app.py", answer="I think so.")
    first = committing.git("rev-parse", "HEAD")
    committing.stage.take(committing.agent.stop("Now it is fixed."))
    assert committing.subjects() == ["Record PHR-0001: Fix it", "Write app.py", "first"]
    assert committing.git("rev-parse", "HEAD") != first
    assert committing.status() == []
    assert "Now it is fixed." in committing.read(committing.stage.record().path)


def test_a_pushed_commit_is_not_made_anew(committing: Committing) -> None:
    committing.play("Fix it", "app.py", answer="I think so.")
    committing.git("update-ref", "refs/remotes/origin/main", "HEAD")
    committing.stage.take(committing.agent.stop("Now it is fixed."))
    assert committing.subjects("-3") == ["Record PHR-0001: Fix it"] * 2 + ["Write app.py"]
    assert committing.status() == []


def test_commits_of_a_turn_that_goes_on_come_before_its_second_commit(
    committing: Committing,
) -> None:
    committing.play("Fix it", "app.py")
    committing.commit("b.py", "x\n", "Write b.py")
    committing.stage.take(committing.agent.stop("More."))
    assert committing.subjects("-4") == [
        "Record PHR-0001: Fix it",
        "Write b.py",
        "Record PHR-0001: Fix it",
        "Write app.py",
    ]
    record = committing.stage.record()
    assert record.fields["commits"] == [
        committing.git("rev-parse", f"HEAD~{count}")[:12] for count in (3, 1)
    ]
    assert record.fields["files"] == ["app.py", "b.py"]


def test_the_next_turn_does_not_count_it(committing: Committing) -> None:
    committing.play("Fix it", "app.py")
    committing.stage.take(committing.agent.stop("Said again."))
    committing.play("And now?")
    committing.play("Fix more", "b.py")
    fields = [record.fields for record in committing.stage.records()]
    assert [each.get("files", []) for each in fields] == [["app.py"], [], ["b.py"]]
    assert [len(each.get("commits", [])) for each in fields] == [1, 0, 1]


def test_the_records_of_subagents_come_with_that_of_their_turn(committing: Committing) -> None:
    stage, agent = committing.stage, committing.agent
    expert = {"agent_id": "a1", "agent_type": "expert"}
    stage.take([*agent.ask("Let the expert do it"), agent.say("SubagentStart", **expert)])
    committing.commit("made.py", "x\n", "Make it")
    stage.take(
        [
            agent.used("Bash", {"command": "git commit -qm 'Make it'"}, {"stdout": ""}, **expert),
            agent.say("SubagentStop", last_assistant_message="Made.", **expert),
        ]
    )
    assert committing.subjects("-1") == ["Make it"]  # the turn goes on: it may amend its commit
    given = {"subagent_type": "expert", "prompt": "Make it"}
    stage.take([agent.used("Task", given, {"status": "completed", "agentId": "a1"})])
    stage.take(agent.stop("Done."))
    assert committing.status() == []
    assert committing.subjects("-2") == ["Record PHR-0001: Let the expert do it", "Make it"]
    assert len(committing.stage.records()) == 2
    assert "PHR: PHR-0002" in committing.message()


# Where it waits ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OPEN_OPERATIONS)
def test_while_git_is_in_the_middle_of_something_it_waits(
    name: str, committing: Committing
) -> None:
    mark = committing.stage.top / ".git" / name
    committing.stage.take(committing.agent.ask("Fix it"))
    committing.commit("app.py", "fixed\n", "Fix it")
    if name == "rebase-merge":
        mark.mkdir()
    else:
        mark.write_text(f"{committing.git('rev-parse', 'HEAD')}\n", "utf-8")
    committing.stage.take(committing.agent.stop("Done."))
    assert committing.subjects("-1") == ["Fix it"]
    if name == "rebase-merge":
        mark.rmdir()
    else:
        mark.unlink()
    # The end of any turn in this tree is the next chance.
    Committing(committing.stage, "other").play("Just a question")
    assert committing.subjects("-1") == ["Record PHR-0001: Fix it"]
    assert [entry for entry in committing.status() if "0001" in entry] == []


def test_on_another_branch_it_waits_until_its_commits_are_there(committing: Committing) -> None:
    committing.git("checkout", "-q", "-b", "topic")
    committing.stage.take(committing.agent.ask("Fix it"))
    committing.commit("app.py", "fixed\n", "Fix it")
    committing.stage.take(committing.agent.ran("git commit -m 'Fix it'", printed(committing)))
    committing.git("checkout", "-q", "main")
    committing.stage.take(committing.agent.stop("Done."))
    assert committing.subjects("--all") == ["Fix it", "first"]
    assert committing.stage.record().fields["commits"] == [
        committing.git("rev-parse", "topic")[:12]
    ]
    committing.git("checkout", "-q", "topic")
    committing.play("Is it there?")
    assert committing.subjects("topic", "-1") == ["Record PHR-0001: Fix it"]
    assert committing.subjects("main") == ["first"]


def printed(committing: Committing) -> str:
    """What `git commit` prints."""
    return committing.git("log", "-1", "--format=[topic %h] %s")


def test_a_detached_head_moves_on(committing: Committing) -> None:
    committing.git("checkout", "-q", "--detach")
    committing.play("Fix it", "app.py")
    assert committing.subjects("-1") == ["Record PHR-0001: Fix it"]
    assert committing.git("rev-parse", "main") == committing.git("rev-parse", "HEAD~2")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ([("user.email", "")], "git does not know who commits"),
        ([("commit.gpgsign", "true"), ("gpg.program", "false")], "commits are signed here"),
    ],
)
def test_who_cannot_commit_without_a_question_does_not(
    settings: list[tuple[str, str]],
    said: str,
    committing: Committing,
    capsys: pytest.CaptureFixture[str],
) -> None:
    committing.stage.take(committing.agent.ask("Fix it"))
    committing.commit("app.py", "fixed\n", "Fix it")
    for name, value in settings:
        committing.git("config", name, value)
    committing.stage.take(committing.agent.stop("Done."))
    assert committing.subjects("-1") == ["Fix it"]
    assert said in capsys.readouterr().err
    for name, _ in settings:
        committing.git("config", "--unset", name)
    committing.play("Fix more", "b.py")
    assert committing.status() == []


def test_a_branch_that_moves_meanwhile_keeps_its_commits(
    committing: Committing, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from minutebook.repository.git.commits import record_commits

    add_to_index = record_commits.add_to_index

    def commit_first(*args: object) -> None:
        committing.git("commit", "-q", "--allow-empty", "-m", "By a person, meanwhile")
        add_to_index(*args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(record_commits, "add_to_index", commit_first)
        committing.play("Fix it", "app.py")
    assert committing.subjects("-1") == ["By a person, meanwhile"]
    assert "recorded, but not committed" in capsys.readouterr().err
    committing.play("And now?")
    assert committing.subjects("-1") == ["Record PHR-0001: Fix it"]


def test_a_git_that_fails_does_not_cost_the_record(
    committing: Committing, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from minutebook.repository.git.commits import record_commits

    def fail(*_: object) -> None:
        raise OperationError("git failed", "see why")

    with monkeypatch.context() as patch:
        patch.setattr(record_commits, "read_commit_settings", fail)
        committing.play("Fix it", "app.py")
    assert committing.stage.record().title == "Fix it"
    assert "recorded, but not committed" in capsys.readouterr().err
    committing.play("Is it there?")
    assert committing.subjects("-1") == ["Record PHR-0001: Fix it"]


def test_what_audit_makes_up_for_is_not_committed(committing: Committing) -> None:
    committing.configure('commit = "amend"\n')
    committing.play("Fix it", "app.py")
    page = committing.stage.top / committing.stage.record().path
    for note in committing.stage.spool.glob("*.done"):
        note.unlink()
    committing.git("reset", "-q", "--hard", "HEAD^")
    committing.commit("app.py", "again\n", "By hand")
    assert not page.exists()
    audit = run_audit(open_project(str(committing.stage.top)), backfill=True)
    assert len(audit.backfilled_records) == 1
    assert committing.subjects("-1") == ["By hand"]


def test_a_locked_index_has_it_wait(
    committing: Committing, capsys: pytest.CaptureFixture[str]
) -> None:
    committing.stage.take(committing.agent.ask("Fix it"))
    committing.commit("app.py", "fixed\n", "Fix it")
    lock = committing.stage.top / ".git" / "index.lock"
    lock.touch()
    committing.stage.take(committing.agent.stop("Done."))
    lock.unlink()
    assert committing.subjects("-1") == ["Fix it"]
    assert "recorded, but not committed" in capsys.readouterr().err
    committing.play("Fix more", "b.py")
    assert committing.status() == []


# Whose changes ----------------------------------------------------------------------------------


def test_a_page_with_a_persons_change_is_left_to_them(committing: Committing) -> None:
    committing.play("Fix it", "app.py")
    page = committing.stage.top / committing.stage.record().path
    page.write_text(committing.read(page) + "\nBy hand.\n", "utf-8")
    committing.play("Fix more", "b.py")
    assert [entry[:2] for entry in committing.status()] == [" M"]
    assert "By hand." not in committing.git("show", f"HEAD:{committing.stage.records()[0].path}")
    assert "By hand." in committing.read(page)


def test_an_edited_record_that_waits_is_left_to_who_edits_it(committing: Committing) -> None:
    committing.play("Plan it")
    page = committing.stage.top / committing.stage.record().path
    page.write_text(committing.read(page) + "\nBy hand.\n", "utf-8")
    committing.play("Write it", "app.py")
    assert committing.stage.records()[0].path not in committing.paths()
    page.unlink()
    committing.play("Write more", "b.py")
    assert not page.exists()


def test_ignored_records_are_not_committed(committing: Committing) -> None:
    committing.commit(".gitignore", "history/\n", "Keep the history out")
    committing.play("Fix it", "app.py")
    assert committing.subjects("-1") == ["Write app.py"]
    assert committing.status() == []
    assert committing.stage.record().title == "Fix it"


# Other ways -------------------------------------------------------------------------------------


def test_amend_adds_the_record_to_the_turns_last_commit(committing: Committing) -> None:
    committing.configure('commit = "amend"\n')
    committing.stage.take(committing.agent.ask("Fix it"))
    committing.commit("a.py", "x\n", "Write a")
    committing.stage.write("b.py", "x\n")
    committing.git("add", "b.py")
    committing.git(
        "commit",
        "-q",
        "-m",
        "Write b\n\nWith é.",
        "--author=Grace <g@example.org>",
        "--date=2026-01-02T03:04:05",
    )
    facts = committing.git("log", "-1", "--format=%an %ae %ad %B")
    committing.stage.take(committing.agent.stop("Done."))
    assert committing.subjects("-2") == ["Write b", "Write a"]
    assert committing.git("log", "-1", "--format=%an %ae %ad %B") == facts
    assert committing.status() == []
    record = committing.stage.record()
    assert {"b.py", record.path} <= set(committing.paths())
    # It cannot hold the id of the commit that it is in.
    assert record.fields["commits"] == [committing.git("rev-parse", "HEAD^")[:12]]
    committing.stage.take(committing.agent.stop("Said again."))
    assert committing.subjects("-2") == ["Write b", "Write a"]
    assert committing.status() == []


@pytest.mark.parametrize(
    "holding", ["refs/remotes/origin/main", "refs/tags/v1", "refs/heads/other"]
)
def test_amend_leaves_a_commit_that_others_have(holding: str, committing: Committing) -> None:
    committing.configure('commit = "amend"\n')
    committing.stage.take(committing.agent.ask("Fix it"))
    committing.commit("a.py", "x\n", "Write a")
    committing.git("update-ref", holding, "HEAD")
    committing.stage.take(committing.agent.stop("Done."))
    assert committing.subjects("-2") == ["Record PHR-0001: Fix it", "Write a"]
    assert committing.stage.record().fields["commits"] == [
        committing.git("rev-parse", "HEAD^")[:12]
    ]


def test_no_leaves_it_to_people(committing: Committing) -> None:
    committing.configure('commit = "no"\n')
    committing.play("Fix it", "app.py")
    assert committing.subjects("-1") == ["Write app.py"]
    assert f"?? {committing.stage.record().path}" in committing.status()


# Checkouts --------------------------------------------------------------------------------------


def test_other_branches_are_checked_out_and_back(committing: Committing) -> None:
    committing.play("Begin", "a.py")
    committing.git("checkout", "-q", "-b", "topic")
    committing.play("On the topic", "b.py")
    committing.play("A question there")  # it follows a record that main has not
    committing.git("checkout", "-q", "main")
    committing.play("A question on main")
    committing.git("checkout", "-q", "topic")
    committing.play("More on the topic", "c.py")
    committing.git("checkout", "-q", "main")
    committing.play("More on main", "d.py")
    assert committing.status() == []
    committing.git("merge", "-q", "--no-edit", "-X", "ours", "topic")
    assert len(committing.stage.records()) == 6


def test_a_question_changes_no_page_that_a_branch_has_otherwise(committing: Committing) -> None:
    committing.play("Begin", "a.py")
    committing.git("branch", "old")
    committing.play("Go on", "b.py")
    committing.play("Only a question")
    question = committing.stage.records()[-1]
    assert committing.status() == [f"?? {question.path}"]
    committing.git("checkout", "-q", "old")
    committing.git("checkout", "-q", "main")
    committing.play("Go on more", "c.py")
    assert committing.status() == []
    # The ways and rows that were left out are there by now.
    assert question.path.rpartition("/")[2] in committing.read(committing.stage.records()[1].path)
    assert question.path.removeprefix("history/") in committing.read("history/README.md")


def test_check_does_not_mind_what_is_left_out(committing: Committing) -> None:
    committing.play("Begin", "a.py")
    committing.git("update-ref", "refs/remotes/origin/main", "HEAD")
    committing.play("Only a question")
    assert committing.status() == [f"?? {committing.stage.records()[-1].path}"]
    project = open_project(str(committing.stage.top))
    assert check_records(project) == ()


@pytest.mark.parametrize("index", ["as it was made", "unknown"])
def test_a_record_that_waited_is_shown_from_its_commit_on(
    index: str, committing: Committing
) -> None:
    committing.play("Begin", "a.py")
    if index == "unknown":  # then all records are read
        text = committing.read("history/README.md")
        committing.commit("history/README.md", text.replace("* PHR-0001 ·", "* (PHR-0001)"), "Edit")
    committing.git("update-ref", "refs/remotes/origin/main", "HEAD")
    mark = committing.stage.top / ".git" / "MERGE_HEAD"
    committing.stage.take(committing.agent.ask("Go on"))
    committing.commit("b.py", "x\n", "Write b.py")
    mark.write_text(f"{committing.git('rev-parse', 'HEAD')}\n", "utf-8")
    committing.stage.take(committing.agent.stop("Done."))
    mark.unlink()
    first, second = committing.stage.records()
    assert committing.status() == [f"?? {second.path}"]
    Committing(committing.stage, "other").play("Just a question")
    assert committing.message().startswith("Record PHR-0002: Write b.py")
    assert committing.status() == [f"?? {committing.stage.records()[-1].path}"]
    assert second.path.removeprefix("history/") in committing.read("history/README.md")
    assert second.path.rpartition("/")[2] in committing.read(first.path)
