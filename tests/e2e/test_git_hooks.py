"""Branches that meet in real repositories: the merge driver, and git's hooks around it."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from minutebook.agents import hook
from minutebook.agents.git_hooks import merge_and_push
from minutebook.agents.install.install import install_agents
from minutebook.operations.project import open_project
from minutebook.repository.git import process

from agent_events import HOOK_SCRIPT
from command_runner import Runner

INDEXES = ("decisions/README.md", "history/README.md")


@dataclass
class Clone:
    """A working tree, and what is called in it."""

    top: Path
    world: dict[str, str]

    def git(self, *words: str, ok: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            ["git", *words], cwd=self.top, env=self.world, capture_output=True, text=True
        )
        assert done.returncode == 0 or not ok, done.stderr + done.stdout
        return done

    def said(self, *words: str) -> str:
        return self.git(*words).stdout.strip()

    def run(self, *words: str) -> str:
        return Runner(self.top, self.world)(*words).ok().out

    def decide(self, *titles: str) -> None:
        for title in titles:
            self.run("adr", "new", title, "--status", "accepted")

    def ask(self, *titles: str) -> None:
        for title in titles:
            self.run("phr", "new", title, "--prompt", f"{title}?")

    def commit(self, message: str) -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        return self.said("rev-parse", "HEAD")

    def read(self, path: str) -> str:
        return (self.top / path).read_text("utf-8")

    def names(self, folder: str) -> list[str]:
        return sorted(path.name for path in (self.top / folder).rglob("0*.md"))

    def clean(self) -> None:
        assert self.run("check") == "nothing wrong\n"

    def other(self, name: str) -> Clone:
        """Another clone of the same remote, with the hooks installed."""
        top = self.top.parent / name
        self.git("clone", "-q", str(self.top.parent / "remote.git"), str(top))
        clone = Clone(top, self.world)
        install_agents(open_project(str(top)), ["git"])
        return clone


@pytest.fixture
def world(world: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Both commands are on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, words in (
        ("minutebook", "-m minutebook"),
        ("minutebook-hook", f'-c "{HOOK_SCRIPT}"'),
    ):
        path = folder / name
        path.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n')
        path.chmod(0o755)
    world["PATH"] = f"{folder}{os.pathsep}{world['PATH']}"
    monkeypatch.setenv("PATH", world["PATH"])
    return world


@pytest.fixture
def clone(repo: Path, world: dict[str, str]) -> Clone:
    """A repository that keeps records, with git's hooks and the merge driver installed."""
    made = Clone(repo, world)
    made.run("init")
    made.ask("Begin")
    install_agents(open_project(str(repo)), ["git"])
    made.commit("first")
    return made


@pytest.fixture
def shared(clone: Clone) -> Clone:
    """The same with a remote."""
    clone.git("init", "-q", "--bare", str(clone.top.parent / "remote.git"))
    clone.git("remote", "add", "origin", "../remote.git")
    clone.git("push", "-q", "-u", "origin", "main")
    return clone


def two_sides(clone: Clone) -> None:
    """Two branches that each made decisions and prompts, the second one not knowing the first.

    Branches of one clone know each other's numbers; those of two clones do not.
    """
    clone.git("checkout", "-q", "-b", "topic")
    clone.decide("Use Redis", "Use Kafka")
    clone.ask("Which cache", "Which queue")
    tip = clone.commit("topic")
    clone.git("checkout", "-q", "main")
    clone.git("branch", "-q", "-D", "topic")
    clone.git("tag", "topic", tip)
    clone.decide("Use Postgres", "Use Python")
    clone.ask("Which base", "Which language", "Which host")
    clone.commit("main")


def test_two_branches_meet(clone: Clone) -> None:
    two_sides(clone)
    assert clone.names("decisions")[1:] == ["0002-use-postgres.md", "0003-use-python.md"]
    done = clone.git("merge", "-q", "--no-edit", "topic")
    assert "CONFLICT" not in done.stdout, done
    assert clone.names("decisions")[1:] == [
        "0002-use-postgres.md",
        "0003-use-python.md",
        "0004-use-redis.md",
        "0005-use-kafka.md",
    ]
    assert "minutebook: new numbers: " in done.stderr
    assert len(clone.names("history/prompts")) == 6
    clone.clean()
    clone.commit("mended")
    assert clone.run("index", "--check") == ""


@pytest.mark.slow
def test_without_the_hooks_the_driver_alone_spares_the_conflicts(clone: Clone) -> None:
    two_sides(clone)
    clone.git("-c", "core.hooksPath=/dev/null", "merge", "-q", "--no-edit", "topic")
    assert all("<<<<<<<" not in clone.read(path) for path in INDEXES)
    clone.run("renumber")
    clone.run("index")
    clone.clean()


@pytest.mark.slow
def test_where_the_command_is_missing_git_merges_by_itself(clone: Clone) -> None:
    two_sides(clone)
    folder = Path(clone.world["PATH"].partition(os.pathsep)[0])
    for path in folder.iterdir():
        path.unlink()
    clone.world["PATH"] = f"{folder}{os.pathsep}/usr/bin:/bin"
    done = clone.git("merge", "--no-edit", "topic", ok=False)
    assert "CONFLICT (content): Merge conflict in decisions/README.md" in done.stdout
    text = clone.read("decisions/README.md")
    assert "<<<<<<< ours\n" in text
    assert "use-redis" in text
    assert "use-postgres" in text


@pytest.mark.slow
@pytest.mark.parametrize("status", [1, 127])
def test_where_the_driver_fails_nothing_of_theirs_is_lost(status: int, clone: Clone) -> None:
    """A command that breaks before it does anything, be it with the status of a conflict."""
    two_sides(clone)
    folder = Path(clone.world["PATH"].partition(os.pathsep)[0])
    (folder / "minutebook").write_text(f"#!/bin/sh\nexit {status}\n")
    done = clone.git("merge", "--no-edit", "topic", ok=False)
    assert "CONFLICT" in done.stdout
    assert "use-redis" in clone.read("decisions/README.md")


@pytest.mark.slow
def test_without_driver_and_hooks_two_commands_mend_a_merge(clone: Clone) -> None:
    """Two branches with 20 records each, merged as text: `renumber` and `index` leave nothing."""
    (clone.top / ".gitattributes").unlink()
    clone.git("config", "--remove-section", "merge.minutebook")
    clone.git("checkout", "-q", "-b", "topic")
    clone.decide(*(f"Theirs {at}" for at in range(10)))
    clone.ask(*(f"Theirs {at}" for at in range(10)))
    clone.run("link", "ADR-0011", "supersedes", "ADR-0002")
    tip = clone.commit("topic")
    clone.git("checkout", "-q", "main")
    clone.git("branch", "-q", "-D", "topic")
    clone.decide(*(f"Ours {at}" for at in range(10)))
    clone.ask(*(f"Ours {at}" for at in range(10)))
    clone.commit("main")
    done = clone.git("merge", tip, ok=False)
    assert done.stdout.count("CONFLICT") == 3
    told = Runner(clone.top, clone.world)("check", "--json")
    assert told.exit == 1
    found = [one for one in told.json["findings"] if one["code"] == "conflict-markers"]
    assert [one["path"] for one in found] == sorted([*INDEXES, "history/prompts/general/README.md"])
    assert {one["fix"] for one in found} == {"Run `minutebook index`."}
    clone.run("renumber")
    clone.run("index")
    clone.clean()
    assert len(clone.names("decisions")) == 21
    clone.commit("merged")


@pytest.mark.slow
def test_a_linked_worktree_merges_like_any(clone: Clone) -> None:
    two_sides(clone)
    clone.git("worktree", "add", "-q", "-b", "there", "../there", "main")
    there = Clone(clone.top.parent / "there", clone.world)
    done = there.git("merge", "-q", "--no-edit", "topic")
    assert "new numbers: " in done.stderr
    there.clean()
    assert clone.git("status", "--short").stdout == ""


@pytest.mark.slow
def test_a_person_conflict_is_left_to_the_person(clone: Clone) -> None:
    """The merge ends in a commit, which is told by `post-commit` alone."""
    page = clone.top / "decisions/README.md"
    clone.git("checkout", "-q", "-b", "topic")
    page.write_text(page.read_text().replace("Why things", "What things"))
    clone.decide("Use Redis")
    tip = clone.commit("topic")
    clone.git("checkout", "-q", "main")
    clone.git("branch", "-q", "-D", "topic")
    page.write_text(page.read_text().replace("Why things", "How things"))
    clone.decide("Use Postgres")
    clone.commit("main")
    done = clone.git("merge", "--no-edit", tip, ok=False)
    assert "CONFLICT (content): Merge conflict in decisions/README.md" in done.stdout
    text = page.read_text()
    assert text.count("<<<<<<<") == 1
    assert text.index(">>>>>>>") < text.index("<!-- minutebook:index -->")
    ours, theirs = text.partition("=======\n")[0::2]
    page.write_text(ours.replace("<<<<<<< ours\n", "") + theirs.partition(">>>>>>> theirs\n")[2])
    clone.git("add", "-A")
    said = clone.git("commit", "--no-edit").stderr
    assert "new numbers: ADR-0003" in said
    assert clone.names("decisions")[1:] == ["0002-use-postgres.md", "0003-use-redis.md"]
    assert "How things" in page.read_text()
    clone.clean()


@pytest.mark.slow
def test_a_rebase_is_mended_at_its_end(clone: Clone) -> None:
    two_sides(clone)
    clone.git("checkout", "-q", "-b", "later", "topic")
    clone.decide("Use Rust")
    clone.commit("later")
    done = clone.git("rebase", "main")
    assert done.stderr.count("new numbers: ") == 1
    assert not (clone.top / ".git/rebase-merge").exists()
    assert [name[:4] for name in clone.names("decisions")] == [f"000{at}" for at in range(1, 7)]
    clone.clean()
    clone.commit("mended")


@pytest.mark.slow
def test_a_rebase_that_stops_is_left_alone_until_it_ends(clone: Clone) -> None:
    two_sides(clone)
    clone.git("checkout", "-q", "-b", "later", "topic")
    (clone.top / "a").write_text("theirs\n")
    clone.commit("a")
    clone.git("checkout", "-q", "main")
    (clone.top / "a").write_text("ours\n")
    clone.commit("a too")
    clone.git("checkout", "-q", "later")
    stopped = clone.git("rebase", "main", ok=False)
    assert "CONFLICT" in stopped.stdout
    assert "minutebook" not in stopped.stderr
    assert clone.git("status", "--short").stdout == "AA a\n"
    (clone.top / "a").write_text("both\n")
    clone.git("add", "a")
    clone.git("commit", "-q", "-m", "a")
    clone.git("commit", "-q", "--amend", "-m", "both")  # within the rebase: `post-rewrite amend`
    assert clone.git("status", "--short").stdout == ""
    assert "new numbers: " in clone.git("rebase", "--continue").stderr
    clone.clean()


@pytest.mark.slow
def test_a_stash_that_git_puts_back_is_waited_for(clone: Clone) -> None:
    two_sides(clone)
    page = clone.top / "history/README.md"
    page.write_text(page.read_text() + "\nmine\n")
    done = clone.git("merge", "--autostash", "--no-edit", "topic")
    assert "while changes were stashed" in done.stderr
    assert "Applied autostash" in done.stderr + done.stdout
    assert clone.git("status", "--short").stdout == " M history/README.md\n"
    clone.run("renumber")
    clone.run("index")
    clone.clean()
    assert "mine" in clone.read("history/README.md")


@pytest.mark.slow
def test_where_nothing_met_nothing_is_said(clone: Clone) -> None:
    clone.git("checkout", "-q", "-b", "topic")
    (clone.top / "a").write_text("a\n")
    clone.commit("a")
    clone.git("checkout", "-q", "main")
    (clone.top / "b").write_text("b\n")
    clone.commit("b")
    assert "minutebook" not in clone.git("merge", "--no-edit", "topic").stderr
    clone.git("commit", "-q", "--amend", "-m", "anew")
    clone.decide("Use Redis")
    clone.commit("decision")
    assert "minutebook" not in clone.git("commit", "--amend", "-m", "decision, anew").stderr
    clone.git("checkout", "-q", "-b", "more")
    clone.decide("Use Kafka")
    clone.commit("more")
    clone.git("checkout", "-q", "main")
    assert "minutebook" not in clone.git("merge", "-q", "more").stderr  # as it was on the branch
    assert clone.git("status", "--short").stdout == ""


@pytest.mark.slow
def test_trouble_fails_no_merge(
    clone: Clone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    two_sides(clone)
    (clone.top / "minutebook.toml").write_text("adr-folders = 1\n")
    assert "minutebook: " in clone.git("merge", "--no-edit", "topic").stderr
    assert called(clone, "post-merge", "0", monkeypatch=monkeypatch) == 0
    assert "then run minutebook renumber && minutebook index" in capsys.readouterr().err


QUIET = ("-c", "core.hooksPath=/dev/null")


def called(clone: Clone, *words: str, given: str = "", monkeypatch: pytest.MonkeyPatch) -> int:
    """What git's hook ends with, called in this process."""
    monkeypatch.chdir(clone.top)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
    return hook.run(["git", *words])


@pytest.mark.slow
def test_what_the_hooks_say(
    clone: Clone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    two_sides(clone)
    before = clone.said("rev-parse", "HEAD")
    clone.git(*QUIET, "merge", "-q", "--no-edit", "topic")
    stash = clone.top / ".git/MERGE_AUTOSTASH"
    picking = clone.top / ".git/CHERRY_PICK_HEAD"
    rebase = clone.top / ".git/rebase-merge"
    mended = "minutebook: new numbers: "
    for words, given, there, said in (
        (("post-merge", "0"), "", picking, ""),
        (("post-rewrite", "rebase"), "", picking, ""),
        (("post-merge", "0"), "", stash, "minutebook: records came in while changes were stashed"),
        (("post-rewrite", "amend"), f"{before} {before}\n", rebase, ""),
        (("post-rewrite", "amend"), f"{'f' * 40} {before}\n", None, ""),
        (("post-rewrite", "rebase"), f"{before} {before}\n", rebase, mended),
        (("post-merge", "0"), "", None, ""),
        (("post-rewrite", "amend"), f"{before} {before}\n", None, ""),
        (("unknown",), "", None, ""),
    ):
        if there:
            there.touch()
        assert called(clone, *words, given=given, monkeypatch=monkeypatch) == 0
        if there:
            there.unlink()
        told = capsys.readouterr().err
        assert told.startswith(said), words
        assert bool(told) is bool(said), words
    clone.clean()


@pytest.mark.slow
def test_an_index_alone_is_mended_too(
    clone: Clone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clone.decide("Use Redis")
    before = clone.commit("redis")
    page = clone.top / "decisions/0002-use-redis.md"
    page.write_text(page.read_text().replace("# Use Redis", "# Use Valkey"))
    commit = clone.commit("title")
    given = f"{before} {commit}\n"
    assert called(clone, "post-rewrite", "amend", given=given, monkeypatch=monkeypatch) == 0
    assert capsys.readouterr().err == "minutebook: 1 file was written, to be committed\n"
    assert "Use Valkey" in clone.read("decisions/README.md")
    monkeypatch.setattr("sys.stdin", None)
    assert hook.run(["git", "post-rewrite", "amend"]) == 0  # nobody says what was rewritten


@pytest.mark.slow
def test_a_merge_that_ends_in_a_commit(
    clone: Clone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    two_sides(clone)
    clone.git(*QUIET, "merge", "-q", "--no-edit", "topic")
    assert called(clone, "post-commit", monkeypatch=monkeypatch) == 0
    assert capsys.readouterr().err.startswith("minutebook: new numbers: ")


def test_what_the_hook_says_before_a_push(
    shared: Clone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shared.git("checkout", "-q", "-b", "theirs")
    shared.decide("Use Kafka")
    shared.ask("Which queue")
    shared.commit("kafka")
    shared.git("push", "-q", "-u", "origin", "theirs")
    shared.git("checkout", "-q", "main")
    shared.git("branch", "-q", "-D", "theirs")
    shared.git("update-ref", "refs/kept", "refs/remotes/origin/theirs")
    shared.git("update-ref", "-d", "refs/remotes/origin/theirs")
    shared.decide("Use Redis")
    shared.run("phr", "new", "Which queue", "--stage", "plan", "--prompt", "Which?")
    (shared.top / "decisions/0009-topic").mkdir()
    (shared.top / "decisions/0009-topic/README.md").write_text("# Topic\n")
    (shared.top / "decisions/nine.md").write_text("# Nine\n")
    commit = shared.commit("redis")
    shared.git("update-ref", "refs/remotes/origin/theirs", "refs/kept")
    line = f"refs/heads/main {commit} refs/heads/main {'0' * 40}\n"
    for remote in ("origin", "https://example.org/x.git"):
        assert called(shared, "pre-push", remote, given=line, monkeypatch=monkeypatch) == 1
        told = capsys.readouterr().err.split("\n")
        assert len(told) == 3
        assert told[0].endswith("and decisions/0002-use-kafka.md on origin/theirs")
    line = line.replace("heads/main ", "heads/theirs ")  # over theirs: git itself says no to that
    assert called(shared, "pre-push", "origin", given=line, monkeypatch=monkeypatch) == 0
    line = f"refs/heads/main {shared.said('rev-parse', 'main~')} refs/heads/x {'0' * 40}\n"
    assert called(shared, "pre-push", "origin", given=line, monkeypatch=monkeypatch) == 0


# Before a push ------------------------------------------------------------------------------------


def test_a_number_that_another_branch_has_stops_the_push(shared: Clone) -> None:
    other = shared.other("other")
    other.git("checkout", "-q", "-b", "theirs")
    other.decide("Use Kafka")
    other.commit("kafka")
    other.git("push", "-q", "-u", "origin", "theirs")
    shared.git("checkout", "-q", "-b", "ours")
    shared.decide("Use Redis")
    shared.commit("redis")
    shared.git("fetch", "-q")
    done = shared.git("push", "origin", "ours", ok=False)
    assert done.returncode == 1
    assert done.stderr.startswith(
        "error: ADR-0002 is decisions/0002-use-redis.md,"
        " and decisions/0002-use-kafka.md on origin/theirs\n"
        "hint: minutebook renumber decisions/0002-use-redis.md, commit, and push again\n"
    )
    shared.run("renumber", "decisions/0002-use-redis.md")
    shared.commit("renumbered")
    shared.git("push", "-q", "origin", "ours")
    shared.clean()


@pytest.mark.slow
def test_a_push_without_a_look(shared: Clone) -> None:
    (shared.top / "decisions/0001-again.md").write_text("# Again\n\n## Status\n\nAccepted\n")
    shared.commit("twice")
    done = shared.git("push", "origin", "main", ok=False)
    assert "ADR-0001 is decisions/0001-again.md, and decisions/0001-record" in done.stderr
    assert "hint: minutebook renumber, commit, and push again" in done.stderr
    shared.git("push", "-q", "--no-verify", "origin", "main")
    (shared.top / "a").write_text("a\n")
    shared.decide("Use Redis")
    shared.commit("more")
    shared.git("push", "-q", "origin", "main")  # what was there twice before stops nobody


@pytest.mark.slow
def test_a_record_that_moved_is_no_other(shared: Clone) -> None:
    shared.decide("Use Redis")
    shared.commit("redis")
    shared.git("push", "-q", "origin", "main")
    shared.git("checkout", "-q", "-b", "topic")
    shared.git("mv", "decisions/0002-use-redis.md", "decisions/0002-use-valkey.md")
    (path,) = (shared.top / "history/prompts").rglob("0001-begin.*")
    shared.git("mv", str(path), str(path.with_name("0001-begin.green.prompt.md")))
    shared.run("index")
    shared.commit("renamed")
    shared.git("push", "-q", "origin", "topic")
    shared.git("push", "-q", "origin", "--delete", "topic")
    shared.git("tag", "-a", "v1", "-m", "one")
    shared.git("push", "-q", "origin", "v1")


@pytest.mark.slow
def test_pre_commit_tells_it_in_its_own_way(
    shared: Clone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from minutebook.agents.git_hooks import commits

    (shared.top / "decisions/0001-again.md").write_text("# Again\n")
    commit = shared.commit("twice")
    monkeypatch.setattr(commits, "_read_stdin", lambda: "")
    assert commits.run_git_hook(str(shared.top), ["pre-push"])
    for name, value in {
        "LOCAL_BRANCH": "refs/heads/main", "TO_REF": commit, "REMOTE_BRANCH": "refs/heads/main",
        "FROM_REF": "0" * 40, "REMOTE_NAME": "origin",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"PRE_COMMIT_{name}", value)
    assert not commits.run_git_hook(str(shared.top), ["pre-push"])
    assert capsys.readouterr().err.startswith("error: ADR-0001 is ")
    monkeypatch.setenv("PRE_COMMIT_TO_REF", "f" * 40)
    assert commits.run_git_hook(str(shared.top), ["pre-push"])
    assert "minutebook: numbers were not checked: " in capsys.readouterr().err


@pytest.mark.slow
def test_what_is_not_about_records_costs_three_questions(
    shared: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shared.top / "a").write_text("a\n")
    commit = shared.commit("a")
    asked = []
    build_command = process._build_command
    monkeypatch.setattr(
        process,
        "_build_command",
        lambda folder, args: asked.append(args[0]) or build_command(folder, args),
    )
    zero = "0" * 40
    lines = [
        f"refs/heads/main {commit} refs/heads/main {zero}",
        f"(delete) {zero} refs/heads/x {zero}",
    ]
    assert merge_and_push.find_push_clashes(str(shared.top), "origin", lines) == []
    assert asked == ["remote", "ls-tree", "log"]
    assert merge_and_push.find_push_clashes(str(shared.top), "origin", lines[1:]) == []
    assert merge_and_push.find_push_clashes(str(shared.top), "origin", ["", "what?"]) == []
    assert asked == ["remote", "ls-tree", "log"]


def both_pushed(shared: Clone) -> Clone:
    """Two branches of the remote, `a` and `b`, have ADR-0002 each; the other clone had `b`."""
    other = shared.other("other")
    for clone, branch, title in ((shared, "a", "Use Postgres"), (other, "b", "Use Kafka")):
        clone.git("checkout", "-q", "-b", branch)
        clone.decide(title)
        clone.commit(title)
        clone.git("push", "-q", "origin", branch)
    shared.git("checkout", "-q", "main")
    shared.git("merge", "-q", "--ff-only", "a")
    shared.git("push", "-q", "origin", "main")
    other.git("fetch", "-q")
    other.git("checkout", "-q", "main")
    other.git("merge", "-q", "--ff-only", "origin/main")
    return other


@pytest.mark.slow
@pytest.mark.parametrize("into", ["main", "b", "new"])
def test_a_merge_of_what_is_pushed_is_looked_at_too(shared: Clone, into: str) -> None:
    other = both_pushed(shared)
    other.git("merge", "-q", "--no-edit", "origin/b")  # the repair is not committed
    done = other.git("push", "origin", f"main:{into}", ok=False)
    assert done.returncode == 1
    assert "error: ADR-0002 is decisions/0002-use-" in done.stderr
    assert "hint: minutebook renumber, commit, and push again\n" in done.stderr
    other.commit("repaired")
    other.git("push", "-q", "origin", f"main:{into}")
    other.clean()


@pytest.mark.slow
def test_what_a_branch_had_twice_stops_its_pushes_no_more(shared: Clone) -> None:
    other = both_pushed(shared)
    other.git(*QUIET, "merge", "-q", "--no-edit", "origin/b")
    other.git("push", "-q", "--no-verify", "origin", "main:c")
    (other.top / "a").write_text("a\n")
    other.commit("more")
    other.git("push", "-q", "origin", "main:c")
    assert other.git("push", "origin", "main", ok=False).returncode == 1  # it is another's
    other.git("push", "-q", "--no-verify", "origin", "main")
    other.git("push", "-q", "origin", "main:d")  # the default branch has it, so anybody may
    (other.top / "decisions/0002-use-cats.md").write_text("# Use cats\n")
    other.commit("a third one")
    done = other.git("push", "origin", "main", ok=False)
    assert "ADR-0002 is decisions/0002-use-cats.md, and " in done.stderr


@pytest.mark.slow
def test_without_a_default_branch_any_branch_of_the_remote_counts(shared: Clone) -> None:
    other = both_pushed(shared)
    other.git(*QUIET, "merge", "-q", "--no-edit", "origin/b")
    other.git("remote", "set-head", "origin", "--delete")
    other.git("update-ref", "-d", "refs/remotes/origin/main")
    assert other.git("push", "origin", "main:d", ok=False).returncode == 1
    other.git("push", "-q", "--no-verify", "origin", "main:c")
    other.git("push", "-q", "origin", "main:d")


# A merge that is squashed -------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("place", ["here", "linked"])
def test_a_squashed_merge_is_settled_by_its_commit(clone: Clone, place: str) -> None:
    two_sides(clone)
    if place == "linked":
        clone.git("worktree", "add", "-q", "-b", "there", "../there", "main")
        clone = Clone(clone.top.parent / "there", clone.world)
    done = clone.git("merge", "--squash", "topic")
    assert done.stderr.count("minutebook: ") == 1
    assert "minutebook: records came with a squashed merge: its commit settles" in done.stderr
    assert "0002-use-redis.md" in clone.names("decisions")
    done = clone.git("commit", "-q", "-m", "squashed")
    assert "minutebook: new numbers: ADR-0004, ADR-0005, " in done.stderr
    assert clone.names("decisions")[3:] == ["0004-use-redis.md", "0005-use-kafka.md"]
    clone.clean()
    assert "minutebook" not in clone.git("commit", "-qam", "mended").stderr


@pytest.mark.slow
def test_a_squashed_merge_with_conflicts_is_settled_too(clone: Clone) -> None:
    two_sides(clone)
    clone.git("checkout", "-q", "topic")
    (clone.top / "a").write_text("theirs\n")
    clone.git("tag", "-f", "topic", clone.commit("a"))
    clone.git("checkout", "-q", "main")
    (clone.top / "a").write_text("ours\n")
    clone.commit("a too")
    done = clone.git("merge", "--squash", "topic", ok=False)
    assert "CONFLICT" in done.stdout
    clone.git("add", "-A")
    assert "new numbers: " in clone.git("commit", "-q", "-m", "squashed").stderr
    clone.clean()


@pytest.mark.slow
def test_a_squash_without_records_is_silent(clone: Clone) -> None:
    clone.git("checkout", "-q", "-b", "topic")
    (clone.top / "a").write_text("a\n")
    clone.commit("a")
    clone.git("checkout", "-q", "main")
    assert "minutebook" not in clone.git("merge", "--squash", "topic").stderr
    assert "minutebook" not in clone.git("commit", "-q", "-m", "a").stderr


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 5, 7])
def test_what_a_person_has_to_look_at_is_told(clone: Clone, count: int) -> None:
    two_sides(clone)
    for at in range(count):  # not committed: nobody can tell what they mean
        (clone.top / f"n{at}.py").write_text("# ADR-0002\n")
    done = clone.git("merge", "-q", "--no-edit", "topic")
    notes = [line for line in done.stderr.split("\n") if line.startswith("note: ")]
    assert notes[0].startswith("note: n0.py:1 says ADR-0002, and git cannot tell")
    assert len(notes) == min(count, 6)
    assert (notes[-1] == "note: and 2 more") is (count == 7)
