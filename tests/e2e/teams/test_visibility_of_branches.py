"""Which visibility a turn has that was on several branches, or on none: never the more open one."""

from __future__ import annotations

import io
import json
import subprocess

import pytest

from minutebook.agents.git_hooks import commits

from agent_events import Stage, actor
from command_runner import Runner

RULES = 'visibility-rules = [{ branch = "secret/*", visibility = "private" }]\n'
ANSWER = "The unicorn is fed."


@pytest.fixture
def team(stage: Stage) -> Stage:
    """A repository with a rule, its default branch, and a private branch with a commit of its own."""
    stage.write("minutebook.toml", RULES)
    stage.git("add", "-A")
    stage.git("commit", "-q", "-m", "Say what is kept apart")
    stage.git("checkout", "-q", "-b", "secret/st")
    commit(stage, "secret.txt")
    stage.git("checkout", "-q", "main")
    commit(stage, "open.txt")
    return stage


def commit(stage: Stage, path: str, text: str = "x\n") -> None:
    stage.write(path, text)
    stage.git("add", "-A")
    stage.git("commit", "-q", "-m", f"Change {path}")


def play(
    stage: Stage, before: list[str], within: list[str], after: list[str] | None = None
) -> None:
    """Play a turn: git's commands before its prompt, within it, and in a second turn."""
    agent = actor("claude", "5e55-1", stage.top)
    run_all(stage, before)
    stage.take([*agent.begin(), *agent.ask("Feed the unicorn that nobody may know of.")])
    run_all(stage, within)
    stage.take(agent.stop(ANSWER))
    if after is not None:
        run_all(stage, after)
        stage.take([*agent.ask("Now the open part of it."), *agent.wrote("open.txt")])
        stage.take(agent.stop("All of that is done."))


def run_all(stage: Stage, commands: list[str]) -> None:
    for command in commands:
        if command.startswith("commit "):
            commit(stage, command.removeprefix("commit "))
        else:
            stage.git(*command.split())


@pytest.mark.parametrize(
    ("before", "within"),
    [
        pytest.param(["checkout -q --detach secret/st"], [], id="detached"),
        pytest.param(["checkout -q --detach secret/st"], ["checkout -q main"], id="attached-later"),
        pytest.param([], ["checkout -q --detach secret/st", "commit a.txt"], id="detached-later"),
        pytest.param([], ["checkout -q --detach secret/st", "checkout -q main"], id="looked-at"),
        pytest.param(
            ["checkout -q secret/st"], ["branch -q -m secret/st open/st"], id="renamed-at-once"
        ),
        pytest.param(
            ["checkout -q secret/st"],
            ["checkout -q --detach", "symbolic-ref HEAD refs/heads/main"],
            id="head-written",
        ),
        pytest.param(["checkout -q main"], ["rebase -q main secret/st", "checkout -q main"]),
        pytest.param(
            ["checkout -q --detach main", "commit b.txt"], ["checkout -q main"], id="on-no-branch"
        ),
    ],
)
def test_what_was_on_a_private_branch_is_private(
    team: Stage, before: list[str], within: list[str]
) -> None:
    play(team, before, within)
    assert team.records() == []


def test_a_rebase_that_waits_is_work_on_its_branch(team: Stage, run: Runner) -> None:
    team.git("checkout", "-q", "secret/st")
    commit(team, "open.txt", "another\n")
    agent = actor("claude", "5e55-1", team.top)
    subprocess.run(["git", "rebase", "-q", "main"], cwd=team.top, env=team.world, check=False)
    team.take([*agent.begin(), *agent.ask("Settle the conflict.")])
    team.write("open.txt", "both\n")
    team.take([*agent.wrote("open.txt"), *agent.stop(ANSWER)])
    assert team.records() == []
    shown = json.loads(run("show", "PHR-1", "--json").out)["record"]
    assert shown["visibility"] == "private"
    assert "secret/st" in run("show", "PHR-1").out


def test_the_first_turn_after_a_private_branch_is_shown(team: Stage) -> None:
    play(team, ["checkout -q secret/st"], ["commit c.txt"], ["checkout -q main"])
    record = team.record()
    assert record.fields["branch"] == "main"
    assert "open part" in record.text


def test_a_branch_that_is_older_than_the_rule_follows_it(team: Stage, run: Runner) -> None:
    team.git("checkout", "-q", "--orphan", "secret/old")
    team.git("rm", "-q", "-r", "-f", ".")
    commit(team, "old.txt")
    assert not (team.top / "minutebook.toml").exists()
    play(team, [], ["commit d.txt"])
    assert team.records() == []
    made = ("phr", "new", "Tea", "--prompt", "Tea.", "--branch", "secret/old")
    run(*made, "--visibility", "full").ok()
    page = team.record()
    team.write(page.path, page.text.replace("visibility: full\n", ""))
    assert "PHR-0002 is to be private" in run("check").out


def test_settings_that_are_changed_in_a_turn_hold_all_the_same(team: Stage) -> None:
    team.git("checkout", "-q", "secret/st")
    agent = actor("claude", "5e55-1", team.top)
    team.take([*agent.begin(), *agent.ask("Drop the rule.")])
    commit(team, "minutebook.toml", "# none\n")
    team.take([*agent.wrote("minutebook.toml"), *agent.stop(ANSWER)])
    assert team.records() == []


def test_a_feature_that_is_left_in_a_turn_counts(team: Stage) -> None:
    rule = 'visibility-rules = [{ feature = "billing-*", visibility = "private" }]\n'
    team.write(".specify/feature.json", '{"feature_directory": "specs/billing-x"}')
    commit(team, "minutebook.toml", rule)
    agent = actor("claude", "5e55-1", team.top)
    team.take([*agent.begin(), *agent.ask("Begin another feature.")])
    team.write(".specify/feature.json", '{"feature_directory": "specs/login"}')
    team.take(agent.stop(ANSWER))
    assert team.records() == []


@pytest.mark.parametrize("is_written", [True, False])
def test_work_in_a_worktree_of_a_private_branch(team: Stage, is_written: bool) -> None:
    tree = team.top.parent / "other-tree"
    team.git("worktree", "add", "-q", str(tree), "secret/st")
    agent = actor("claude", "5e55-1", team.top)
    team.take([*agent.begin(), *agent.ask("Work over there.")])
    (tree / "e.txt").write_text("x")
    work = agent.wrote(str(tree / "e.txt")) if is_written else agent.ran("ls ../other-tree", "e")
    team.take([*work, *agent.stop(ANSWER)])
    assert team.records() == []


def test_an_answer_to_an_earlier_private_prompt_is_private(team: Stage) -> None:
    team.git("checkout", "-q", "secret/st")
    agent = actor("claude", "5e55-1", team.top)
    team.take([*agent.begin(), *agent.ask("Who is it?")])
    team.git("checkout", "-q", "main")
    team.take([*agent.ask("Go on."), *agent.stop(ANSWER)])
    assert team.records() == []
    team.take([*agent.ask("And the rest of it?"), *agent.stop("That is open.")])
    assert [record.fields["branch"] for record in team.records()] == ["main"]


def test_a_push_does_not_publish_what_is_kept_apart(
    team: Stage, run: Runner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hub = team.top.parent / "hub.git"
    team.git("clone", "-q", "--bare", str(team.top), str(hub))
    team.git("remote", "add", "origin", str(hub))
    team.git("fetch", "-q", "origin")
    made = ("phr", "new", "Feed it", "--prompt", "Feed the unicorn.", "--branch", "secret/st")
    run(*made, "--visibility", "full").ok()
    page = team.record()
    assert "visibility: full\n" in page.text
    commit(team, page.path, page.text.replace("visibility: full\n", ""))

    def may_push() -> bool:
        head = team.git("rev-parse", "HEAD").strip()
        line = f"refs/heads/main {head} refs/heads/main {'0' * 40}\n"
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line.encode())))
        return commits.run_git_hook(str(team.top), ["pre-push", "origin"])

    assert not may_push()
    assert "PHR-0001 is to be private, and what is pushed has it" in capsys.readouterr().err
    # What a later commit takes out is pushed with the earlier one.
    run("phr", "hide", "PHR-1", "--as", "private").ok()
    team.git("commit", "-q", "-a", "-m", "Hide it")
    assert not may_push()
    team.git("reset", "-q", "--soft", "HEAD~2")
    team.git("commit", "-q", "--allow-empty", "-m", "Nothing of it")
    assert may_push()
