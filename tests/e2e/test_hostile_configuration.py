"""A repository whose own configuration names programs, as an archive can bring it: none is run."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from agent_events import Stage, actor
from command_runner import Runner

Git = Callable[..., str]

ATTRIBUTES = "* filter=evil diff=evil merge=evil\n*.bin filter=lfs\n"
# Every setting by which git runs a program, with PROGRAM for it.
PROGRAM_SETTINGS = {
    "core.fsmonitor": "PROGRAM",
    "core.hooksPath": "evil-hooks",
    "core.pager": "PROGRAM",
    "core.editor": "PROGRAM",
    "core.sshCommand": "PROGRAM",
    "core.askPass": "PROGRAM",
    "core.gitProxy": "PROGRAM",
    "core.alternateRefsCommand": "PROGRAM",
    "sequence.editor": "PROGRAM",
    "pager.log": "PROGRAM",
    "pager.status": "PROGRAM",
    "pager.diff": "PROGRAM",
    "pager.grep": "PROGRAM",
    "pager.blame": "PROGRAM",
    "pager.config": "PROGRAM",
    "alias.log": "!PROGRAM",
    "alias.status": "!PROGRAM",
    "alias.st": "!PROGRAM",
    "credential.helper": "!PROGRAM",
    "credential.https://example.org.helper": "!PROGRAM",
    "diff.external": "PROGRAM",
    "diff.evil.command": "PROGRAM",
    "diff.evil.textconv": "PROGRAM",
    "diff.evil.cachetextconv": "true",
    "diff.submodule": "diff",
    "status.submoduleSummary": "true",
    "filter.evil.clean": "PROGRAM",
    "filter.evil.smudge": "PROGRAM",
    "filter.evil.process": "PROGRAM",
    "filter.evil.required": "true",
    "filter.lfs.clean": "PROGRAM",
    "filter.lfs.process": "PROGRAM",
    "filter.a=b.clean": "PROGRAM",
    "merge.evil.driver": "PROGRAM",
    "mergetool.evil.cmd": "PROGRAM",
    "gpg.program": "PROGRAM",
    "gpg.ssh.program": "PROGRAM",
    "gpg.ssh.defaultKeyCommand": "PROGRAM",
    "gpg.x509.program": "PROGRAM",
    "log.showSignature": "true",
    "commit.gpgSign": "true",
    "push.gpgSign": "true",
    "trailer.phr.command": "PROGRAM",
    "trailer.phr.cmd": "PROGRAM",
    "trailer.other.command": "PROGRAM",
    "uploadpack.packObjectsHook": "PROGRAM",
    "protocol.ext.allow": "always",
    "protocol.allow": "always",
    "remote.origin.url": "ext::PROGRAM",
    "remote.origin.fetch": "+refs/heads/*:refs/remotes/origin/*",
    "remote.origin.promisor": "true",
    "remote.origin.uploadpack": "PROGRAM",
    "remote.origin.receivepack": "PROGRAM",
    "extensions.partialClone": "origin",
    "submodule.sub.update": "!PROGRAM",
    "web.browser": "PROGRAM",
    "interactive.diffFilter": "PROGRAM",
    "man.evil.cmd": "PROGRAM",
    "rebase.instructionFormat": "x",
    "lfs.extension.evil.clean": "PROGRAM",
    "lfs.customtransfer.evil.path": "PROGRAM",
}
COMMANDS = (
    ("list",),
    ("check",),
    ("check", "--fix"),
    ("index",),
    ("show", "ADR-1"),
    ("phr", "new", "A prompt", "--prompt", "x"),
    ("adr", "new", "A decision"),
    ("adr", "supersede", "ADR-1", "--by", "ADR-2"),
    ("suggest",),
    ("suggest", "--staged"),
    ("suggest", "--range", "HEAD~1..HEAD"),
    ("audit",),
    ("renumber",),
    ("retitle", "ADR-1", "Other"),
    ("remove", "ADR-1"),
    ("numbers",),
    ("agents", "status"),
    ("agents", "install", "claude", "git"),
    ("agents", "remove"),
    ("edit", "ADR-1"),
)


class Trap:
    """A program that leaves a mark when it is run, and says that it did as it was told."""

    def __init__(self, folder: Path) -> None:
        self.mark, self.program = folder / "mark", folder / "program"
        self.program.write_text(f'#!/bin/sh\necho "$0 $*" >>{shlex.quote(str(self.mark))}\ncat\n')
        self.program.chmod(0o755)

    def assert_unsprung(self, after: object) -> None:
        assert not self.mark.exists(), (after, self.mark.read_text())


@pytest.fixture
def trap(tmp_path: Path) -> Trap:
    return Trap(tmp_path)


def set_trap(repo: Path, trap: Trap, git: Git) -> None:
    """Two decisions that were committed, and then a configuration that names programs."""
    (repo / "src").mkdir(exist_ok=True)
    (repo / "src/app.py").write_text("x = 1\n")
    (repo / "a.bin").write_text("x\n")
    (repo / ".gitattributes").write_text(ATTRIBUTES)
    for number in (1, 2):
        git("add", "-A")
        git("commit", "-q", "--allow-empty", "-m", f"commit {number}")
    add_nested_repository(repo, trap, git)
    for name, value in PROGRAM_SETTINGS.items():
        git("config", name, value.replace("PROGRAM", str(trap.program)))
    hooks = repo / "evil-hooks"
    hooks.mkdir()
    for name in ("post-index-change", "pre-push", "reference-transaction", "fsmonitor-watchman"):
        (hooks / name).symlink_to(trap.program)
        (repo / ".git/hooks" / name).symlink_to(trap.program)
    # Entries of the index that are older than their files: git has to read the files.
    for path in repo.rglob("*"):
        if path.is_file() and not path.is_symlink() and ".git" not in path.parts:
            os.utime(path, (1, 1))
    (repo / "src/app.py").write_text("import redis\nx = 2\n")


def add_nested_repository(repo: Path, trap: Trap, git: Git) -> None:
    """A submodule whose configuration names programs, too."""
    nested = str(repo / "sub")
    git("init", "-q", nested)
    (repo / "sub/.gitattributes").write_text(ATTRIBUTES)
    (repo / "sub/x.txt").write_text("x\n")
    git("-C", nested, "add", "-A")
    git("-C", nested, "commit", "-q", "-m", "x")
    git("-c", "advice.addEmbeddedRepo=false", "add", "sub")
    git("commit", "-q", "-m", "sub")
    for name in ("core.fsmonitor", "filter.evil.clean", "diff.evil.textconv"):
        git("-C", nested, "config", name, str(trap.program))
    os.utime(repo / "sub/x.txt", (1, 1))


def test_no_command_runs_a_program_of_the_clone(
    repo: Path, run: Runner, git: Git, trap: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    for title in ("One", "Two"):
        run("adr", "new", title).ok()
    set_trap(repo, trap, git)
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(trap.program))
    monkeypatch.delenv("EDITOR")
    monkeypatch.setenv("GIT_EDITOR", "true")
    for command in COMMANDS:
        status = run(*command).exit
        trap.assert_unsprung(command)
        assert status in (0, 1, 3), command


@pytest.mark.parametrize("settings", ["", 'reserve = "origin"\n', "stage = true\n"])
def test_no_hook_runs_a_program_of_the_clone(
    settings: str, stage: Stage, git: Git, trap: Trap
) -> None:
    (stage.top / "minutebook.toml").write_text(settings)
    set_trap(stage.top, trap, git)
    agent = actor("claude", "s", stage.top)
    lines = [
        *agent.begin(),
        *agent.ask("Do it"),
        *agent.wrote("src/app.py"),
        *agent.stop("Done."),
    ]
    for args, payload in lines:
        assert stage.run(args, json.dumps(payload).encode()).exit == 0
        trap.assert_unsprung(args)
    assert len(stage.records()) == 1
    message = stage.top / ".git/COMMIT_EDITMSG"
    message.write_text("a commit\n")
    stage.run(*[agent.ask("More")[0][0]], json.dumps(agent.ask("More")[0][1]).encode())
    for hook in (
        ["prepare-commit-msg", ".git/COMMIT_EDITMSG"],
        ["post-commit"],
        ["post-merge", "0"],
        ["post-merge", "1"],
        ["post-rewrite", "amend"],
        ["pre-push", "origin", "url"],
    ):
        assert stage.run(["git", *hook]).exit == 0
        trap.assert_unsprung(hook)
    assert message.read_text() == "a commit\n\nPHR: PHR-0002\n"


def test_no_claim_runs_a_program_of_the_clone(
    repo: Path, run: Runner, git: Git, trap: Trap
) -> None:
    """Each setting alone: the next ones would hide that one is not seen."""
    (repo / "minutebook.toml").write_text('reserve = "origin"\n')
    bare = repo / "vendor.git"
    git("init", "-q", "--bare", str(bare))
    (bare / "hooks").mkdir(exist_ok=True)
    (bare / "hooks/pre-receive").symlink_to(trap.program)
    outside = repo.parent / "origin.git"
    git("init", "-q", "--bare", str(outside))
    ssh = "ssh://example.org/x"
    for number, (url, name) in enumerate(
        [
            (f"ext::{trap.program}", "remote.origin.fetch"),
            (f"ext::{trap.program}", "protocol.ext.allow"),
            (str(bare), "remote.origin.fetch"),
            ("vendor.git", "remote.origin.fetch"),
            (f"file://{bare}", "remote.origin.fetch"),
            (ssh, "core.sshCommand"),
            (str(outside), "remote.origin.receivepack"),
            (str(outside), "remote.origin.uploadpack"),
            ("nothing", f"url.ext::{trap.program}.insteadOf"),
        ]
    ):
        git("config", "remote.origin.url", url)
        value = PROGRAM_SETTINGS.get(name, "nothing").replace("PROGRAM", str(trap.program))
        git("config", name, value)
        result = run("adr", "new", f"Decision {number}").ok()
        trap.assert_unsprung((url, name))
        assert "no number can be claimed on origin" in result.err, (url, name)
        git("config", "--unset", name)


# What is trusted --------------------------------------------------------------------------------


def read_status(repo: Path) -> list[str]:
    from minutebook.repository.git import tree_status

    return tree_status.read_status(str(repo))[1]


@pytest.mark.parametrize("scope", ["--local", "--global", "trusted", "trusted for another"])
def test_a_filter_runs_where_the_user_named_it(
    scope: str, repo: Path, git: Git, trap: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As git-lfs is set up for a user, and git-crypt for a clone."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(repo.parent / "gitconfig"))
    git_global = ("config", "--file", str(repo.parent / "gitconfig"))
    git(*git_global, "user.name", "A")
    git(*git_global, "user.email", "a@example.org")
    (repo / ".gitattributes").write_text("*.bin filter=own\n")
    (repo / "a.bin").write_text("x\n")
    git("add", "-A")
    git("commit", "-q", "-m", "x")
    where = git_global if scope == "--global" else ("config",)
    git(*where, "filter.own.clean", str(trap.program))
    if scope.startswith("trusted"):
        git(*git_global, "minutebook.trust", str(repo if scope == "trusted" else repo.parent))
    os.utime(repo / "a.bin", (1, 1))
    assert read_status(repo) == []
    assert trap.mark.exists() is (scope in ("--global", "trusted"))


def test_a_filter_of_the_clone_that_the_user_has_too_is_the_users(
    repo: Path, git: Git, trap: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(repo.parent / "gitconfig"))
    git("config", "--file", str(repo.parent / "gitconfig"), "filter.own.clean", "tr a-z A-Z")
    (repo / ".gitattributes").write_text("*.bin filter=own\n")
    (repo / "a.bin").write_text("x\n")
    git("add", "-A")
    git("config", "filter.own.clean", str(trap.program))
    os.utime(repo / "a.bin", (1, 1))
    assert [entry.rpartition(" ")[2] for entry in read_status(repo)] == [".gitattributes", "a.bin"]
    trap.assert_unsprung("status")


def test_a_record_is_not_staged_past_a_filter_that_may_not_run(
    stage: Stage, git: Git, trap: Trap
) -> None:
    """It may be there to encrypt the record."""
    (stage.top / "minutebook.toml").write_text('stage = true\nrecord = "all"\n')
    (stage.top / ".gitattributes").write_text("history/** filter=crypt\n")
    git("config", "filter.crypt.clean", str(trap.program))
    agent = actor("claude", "s", stage.top)
    err = ""
    for args, payload in [*agent.ask("Do it"), *agent.stop("Done.")]:
        err += stage.run(args, json.dumps(payload).encode()).err
    assert "was not staged: the filter 'crypt' is this clone's own" in err
    assert "recorded, but not staged" in err
    assert "not recorded yet" not in err
    assert err.count("\n") == 1
    assert len(stage.records()) == 1
    assert git("diff", "--cached", "--name-only") == ""


def test_a_partial_clone_fetches_where_no_program_of_its_own_would_run(
    repo: Path, run: Runner, git: Git, trap: Trap, tmp_path: Path
) -> None:
    """Old texts come from the remote when a command needs them; in a hook nothing is fetched."""
    from minutebook.repository.git import environment

    run("adr", "new", "One").ok()
    git("add", "-A")
    git("commit", "-q", "-m", "x")
    git("config", "uploadpack.allowFilter", "true")
    clone = str(tmp_path / "partial")
    git("clone", "-q", "--filter=blob:none", f"file://{repo}", clone)
    variables = environment.build_environment(clone, ["log"], None)
    assert "GIT_ALLOW_PROTOCOL" not in variables
    with environment.WithinHook():
        variables = environment.build_environment(clone, ["log"], None)
    assert variables["GIT_ALLOW_PROTOCOL"] == "none"
    git("-C", clone, "config", "remote.origin.uploadpack", str(trap.program))
    variables = environment.build_environment(clone, ["log"], None)
    assert variables["GIT_ALLOW_PROTOCOL"] == "none"
    run("-C", clone, "check")
    trap.assert_unsprung("check")


# Where git is led ---------------------------------------------------------------------------------


def test_a_working_tree_that_is_configured_elsewhere(repo: Path, git: Git, run: Runner) -> None:
    """Git would take the files there for those of the repository."""
    outside = repo.parent / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("x\n")
    git("config", "core.worktree", str(outside))
    (repo / "here.txt").write_text("x\n")
    assert [entry.rpartition(" ")[2] for entry in read_status(repo)] == ["here.txt"]
    run("adr", "new", "One").ok()
    run("check").ok()
    assert [path.name for path in outside.iterdir()] == ["secret.txt"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="chown is for root")
def test_a_repository_of_another_user_is_refused_with_the_cure(
    repo: Path, git: Git, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(repo.parent / "gitconfig"))
    git("config", "--file", str(repo.parent / "gitconfig"), "user.name", "A")
    for path in (repo, repo / ".git"):
        os.chown(path, 12345, 12345)
    result = run("check")
    assert result.exit == 4
    assert f"{repo} belongs to another user" in result.err
    hint = next(line for line in result.err.split("\n") if line.startswith("hint: "))
    subprocess.run(hint.removeprefix("hint: "), shell=True, check=True)
    run("check").ok()


@pytest.mark.parametrize("name", [".gitignore", ".gitattributes"])
def test_git_is_not_waited_for_without_end(
    name: str, stage: Stage, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opens a pipe of these names, and waits for somebody to write into it."""
    from minutebook.repository.git import environment

    for limit in ("_HOOK_TIMEOUT_SECONDS", "_WALK_TIMEOUT_SECONDS"):
        monkeypatch.setattr(environment, limit, 0.3)
    os.mkfifo(stage.top / name)
    result = run("check")
    assert result.exit == 4
    assert "did not end" in result.err
    agent = actor("claude", "s", stage.top)
    for args, payload in [*agent.ask("Do it"), *agent.stop("Done.")]:
        assert stage.run(args, json.dumps(payload).encode()).exit == 0
    assert len(stage.records()) == 1
