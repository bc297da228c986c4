"""Numbers claimed on a remote: lost races, remotes that refuse or are away, many clones at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from minutebook.errors import OperationError, Refusal
from minutebook.operations.creation import create
from minutebook.operations.numbers import later, series
from minutebook.operations.project import Project, open_project
from minutebook.records.drafting.drafts import AdrDraft, PhrDraft
from minutebook.repository import number_blocks, store
from minutebook.repository.git import repo as repos
from minutebook.repository.git.remotes import remote_claims
from minutebook.repository.git.remotes.remote_claims import RemoteUnavailable
from minutebook.repository.settings import config

from agent_events import Stage, actor
from command_runner import Runner

Git = Callable[..., str]


@pytest.fixture
def remote(repo: Path, git: Git, tmp_path: Path) -> Path:
    """A bare repository that the clone knows as `origin`, and asks for numbers one by one."""
    remote = tmp_path / "origin.git"
    git("init", "-q", "--bare", str(remote))
    git("remote", "add", "origin", str(remote))
    (repo / "minutebook.toml").write_text('reserve = "origin"\nreserve-block = 1\n')
    return remote


def list_claims(remote: Path) -> list[str]:
    answer = subprocess.run(
        ["git", "-C", str(remote), "for-each-ref", "--format=%(refname)", "refs/minutebook"],
        check=True,
        capture_output=True,
        text=True,
    )
    return sorted(name.removeprefix("refs/minutebook/") for name in answer.stdout.split())


def claim_elsewhere(git: Git, remote: Path, row: str, *numbers: int) -> None:
    """Claims of another clone."""
    token = git("hash-object", "-w", "-t", "blob", "/dev/null").strip()
    for number in numbers:
        git("push", "-q", str(remote), f"{token}:refs/minutebook/{row}/{number}")


def adr(title: str = "A", top: str = ".") -> tuple[str, tuple[str, ...]]:
    result = create.create_adr(open_project(top), AdrDraft(title))
    return result.records[0].ref, result.warnings


def open_repo() -> repos.Repo:
    return open_project(".").repo


def hook(remote: Path, name: str, text: str) -> None:
    path = remote / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


# New records ------------------------------------------------------------------------------------


def test_a_new_record_claims_its_number(repo: Path, remote: Path) -> None:
    assert [adr(), adr()] == [("ADR-0001", ()), ("ADR-0002", ())]
    assert create.create_phr(open_project("."), PhrDraft("P", prompt="x")).warnings == ()
    assert list_claims(remote) == ["adr/1", "adr/2", "phr/1"]
    assert store.read_claimed_numbers(open_repo().common_dir, "adr") == frozenset()


def test_numbers_that_others_claimed_are_passed_over(repo: Path, git: Git, remote: Path) -> None:
    claim_elsewhere(git, remote, "adr", 1, 2, 7)
    assert adr() == ("ADR-0008", ())
    assert list_claims(remote) == ["adr/1", "adr/2", "adr/7", "adr/8"]


def test_a_number_that_another_clone_claims_meanwhile_is_passed_over(
    repo: Path, git: Git, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another clone claims the number between our question and our push, three times."""
    push, tried = remote_claims.push_claim, []

    def push_late(repository: repos.Repo, name: str, row: str, number: int, seconds: float) -> bool:
        tried.append(number)
        if len(tried) <= 3:
            claim_elsewhere(git, remote, row, number)
        return push(repository, name, row, number, seconds)

    monkeypatch.setattr(remote_claims, "push_claim", push_late)
    assert adr() == ("ADR-0004", ())
    assert tried == [1, 2, 3, 4]
    assert store.read_claimed_numbers(open_repo().common_dir, "adr") == frozenset()


def test_a_claim_cannot_be_pushed_twice(repo: Path, remote: Path) -> None:
    """Also where the same is pushed again: it is never "up to date"."""
    assert remote_claims.push_claim(open_repo(), "origin", "adr", 1)
    assert not remote_claims.push_claim(open_repo(), "origin", "adr", 1)
    assert remote_claims.fetch_claimed_numbers(open_repo(), "origin", "adr") == {1}
    assert remote_claims.fetch_claimed_numbers(open_repo(), "origin", "phr") == frozenset()


def test_a_number_reserved_at_the_prompt(repo: Path, git: Git, remote: Path) -> None:
    """It is claimed when the record is written; where it is lost, the next one is taken."""

    def phr(reserved: int) -> str:
        result = create.create_phr(
            open_project("."), PhrDraft("P", prompt="x"), reserved_number=reserved
        )
        return result.records[0].ref

    assert phr(5) == "PHR-0005"
    claim_elsewhere(git, remote, "phr", 6)
    assert phr(6) == "PHR-0007"
    assert phr(4) == "PHR-0008"  # below what the remote has: it may be given and pruned
    assert list_claims(remote) == ["phr/5", "phr/6", "phr/7", "phr/8"]


def test_a_name_that_comes_while_the_claim_is_made(
    repo: Path, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a pull, say: the number is given already, whatever the remote says."""
    push, tried = remote_claims.push_claim, []

    def push_late(repository: repos.Repo, name: str, row: str, number: int, seconds: float) -> bool:
        tried.append(number)
        if len(tried) == 1:
            (repo / "decisions").mkdir()
            (repo / "decisions/0001-theirs.md").write_text("# Theirs\n")
        return push(repository, name, row, number, seconds)

    monkeypatch.setattr(remote_claims, "push_claim", push_late)
    assert adr() == ("ADR-0002", ())
    assert tried == [1, 2]


def test_each_route_has_a_series_where_folders_count(repo: Path, remote: Path) -> None:
    (repo / "minutebook.toml").write_text(
        'reserve = "origin"\nreserve-block = 1\nphr-numbering = "folder"\n'
    )
    project = open_project(".")
    for feature in ("", "003-Über shop", "x" * 200):
        result = create.create_phr(project, PhrDraft("P", prompt="x", feature=feature))
        assert (result.records[0].number, result.warnings) == (1, ())
    rows = {name.rpartition("/")[0] for name in list_claims(remote)}
    assert len(rows) == 3
    assert "phr=history=2f=prompts=2f=general" in rows
    assert max(map(len, rows)) < 130


@pytest.mark.parametrize(
    "path", ["docs/adr", "docs/ADR", "ä/b", "=/b", "x/" * 90 + "1", "x/" * 90 + "2"]
)
def test_a_series_name_can_be_part_of_a_ref_and_a_file(path: str, repo: Path, git: Git) -> None:
    settings = config.Settings(adr_folders=(path,), adr_numbering="folder")
    name = series.find_series(settings, settings.list_folders()[1], path).name
    git("check-ref-format", f"refs/minutebook/{name}/1")
    assert (name.isascii(), "/" in name, len(name) < 130) == (True, False, True)
    other_settings = config.Settings(adr_folders=(path + "x",), adr_numbering="folder")
    assert (
        series.find_series(other_settings, other_settings.list_folders()[1], path + "x").name
        != name
    )


def test_names_with_dates_claim_nothing(repo: Path, remote: Path) -> None:
    (repo / "decisions").mkdir()
    (repo / "decisions/20240102-x.md").write_text("# X\n")
    result = create.create_adr(open_project("."), AdrDraft("A"))
    assert (result.paths[0], result.warnings) == ("decisions/20260131-a.md", ())
    assert list_claims(remote) == []


def test_a_dry_run_asks_nobody(repo: Path, remote: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(remote_claims, "_run_on_remote")
    result = create.create_adr(open_project("."), AdrDraft("A"), dry_run=True)
    assert (result.records[0].ref, result.warnings) == ("ADR-0001", ())


def test_a_record_that_cannot_be_written_releases_the_claim(repo: Path, remote: Path) -> None:
    (repo / "templates/adr").mkdir(parents=True)
    (repo / "templates/adr/madr.md").write_text("{% if %}")
    with pytest.raises(Refusal):
        adr()
    assert store.read_claimed_numbers(open_repo().common_dir, "adr") == frozenset()


# Remotes that are away, or refuse ---------------------------------------------------------------


def test_offline_a_number_holds_for_this_clone(
    repo: Path, git: Git, remote: Path, run: Runner
) -> None:
    assert adr() == ("ADR-0001", ())
    os.rename(remote, remote.parent / "away")
    result = run("adr", "new", "B").ok()
    assert result.out.startswith("ADR-0002  ")
    assert result.err.startswith("warning: no number can be claimed on origin: fatal: ")
    assert result.err.count("warning: ") == 1
    assert run("phr", "new", "C", "--prompt", "x").ok().err.startswith("warning: ")
    result = run("adr", "new", "D", "--json").ok()
    assert (result.json["record"]["ref"], result.err[:9]) == ("ADR-0003", "warning: ")


@pytest.mark.parametrize("name", ["nowhere", "sub/dir", "backup"])
def test_only_a_remote_that_is_configured_is_asked(
    name: str, repo: Path, git: Git, remote: Path
) -> None:
    """A name that is none would be the path of a repository, of which anybody could write one."""
    git("init", "-q", "--bare", "sub/dir")
    git("config", "remote.backup.pushurl", str(remote))
    (repo / "minutebook.toml").write_text(f'reserve = "{name}"\n')
    ref, (warning,) = adr()
    assert ref == "ADR-0001"
    assert warning == f"no number can be claimed on {name}: no such remote here"
    assert list_claims(repo / "sub/dir") == []


def test_a_remote_that_refuses(repo: Path, remote: Path) -> None:
    hook(remote, "update", 'case "$1" in refs/minutebook/*) exit 1;; esac')
    ref, (warning,) = adr()
    assert (ref, list_claims(remote)) == ("ADR-0001", [])
    assert "[remote rejected] (hook declined)" in warning
    with pytest.raises(RemoteUnavailable):
        remote_claims.delete_claims(open_repo(), "origin", "adr", {9: "f" * 40})


def test_claims_of_others_count_where_the_remote_refuses_ours(
    repo: Path, git: Git, remote: Path
) -> None:
    claim_elsewhere(git, remote, "adr", 1, 4)
    hook(remote, "pre-receive", "exit 1")
    ref, warnings = adr()
    assert (ref, len(warnings)) == ("ADR-0005", 1)


def test_a_push_that_does_not_get_through(repo: Path, git: Git, remote: Path) -> None:
    """As where reading is everybody's, and writing is not."""
    claim_elsewhere(git, remote, "adr", 2)
    git("config", "remote.origin.pushurl", str(remote.parent / "nowhere"))
    ref, (warning,) = adr()
    assert ref == "ADR-0003"
    assert warning.startswith("no number can be claimed on origin: fatal: ")


def test_a_server_that_is_busy_is_asked_again(repo: Path, remote: Path) -> None:
    hook(remote, "update", 'test -e "$GIT_DIR/once" || { touch "$GIT_DIR/once"; exit 1; }')
    assert adr() == ("ADR-0001", ())
    assert list_claims(remote) == ["adr/1"]


def test_a_push_whose_answer_was_lost_is_recognized(
    repo: Path, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The push went through, and what said so did not: the claim is ours, by its object."""
    push = remote_claims._push

    def push_and_lose_answer(*args: object) -> tuple[int, str, str]:
        push(*args)
        return 1, "!\tx\t[remote failure]", ""

    monkeypatch.setattr(remote_claims, "_push", push_and_lose_answer)
    assert adr() == ("ADR-0001", ())
    assert list_claims(remote) == ["adr/1"]


def test_a_remote_that_does_not_answer(
    repo: Path,
    git: Git,
    remote: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    run: Runner,
) -> None:
    """It is waited for once, by whatever command, and what git started for it ends."""
    ssh = tmp_path / "ssh"
    ssh.write_text(f'#!/bin/sh\necho $$ "$@" >> {tmp_path}/asked\nexec sleep 60\n')
    ssh.chmod(0o755)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(ssh))
    monkeypatch.setattr(remote_claims, "REMOTE_TIMEOUT_SECONDS", 0.5)
    git("remote", "set-url", "origin", "ssh://git@example.org/x.git")
    for number in (1, 2):
        ref, (warning,) = adr()
        assert ref == f"ADR-000{number}"
        assert warning == "no number can be claimed on origin: it did not answer in time"
    for words in (["numbers"], ["numbers", "prune"]):
        assert run(*words).ok().err == f"warning: {warning}\n"
    (call,) = (tmp_path / "asked").read_text().splitlines()
    pid, *words = call.split()
    assert "-oBatchMode=yes" in words
    assert is_dead(Path(f"/proc/{pid}/stat"))


def is_dead(state: Path) -> bool:
    """Whether a process that was killed has ended; the system may take a moment."""
    for _ in range(200):
        try:
            if state.read_text().split()[2] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize(
    ("said", "age", "is_skipped"),
    [
        ("10.0 origin", 0, True),
        ("10.0 origin", 50, True),
        ("10.0 origin", 61, False),
        ("10.0 origin", -100, False),  # the clock was set back
        ("4.0 origin", 0, False),  # of one that did not wait long
        ("10.0 upstream", 0, False),
        ("", 0, False),
    ],
)
def test_a_remote_that_did_not_answer_is_left_alone_for_a_while(
    said: str, age: float, is_skipped: bool, repo: Path, remote: Path
) -> None:
    note = repo / ".git/minutebook/unanswered"
    note.parent.mkdir(exist_ok=True)
    note.write_text(said)
    os.utime(note, (time.time() - age,) * 2)
    if is_skipped:
        with pytest.raises(RemoteUnavailable, match="did not answer in time"):
            remote_claims.fetch_claims(open_repo(), "origin")
    else:
        assert remote_claims.fetch_claims(open_repo(), "origin") == {}


@pytest.mark.parametrize(
    ("variable", "option", "command"),
    [
        ("", "", "ssh -oBatchMode=yes"),
        ("/usr/bin/ssh -4", "", "/usr/bin/ssh -4 -oBatchMode=yes"),
        ("", "ssh -i key", "ssh -i key -oBatchMode=yes"),
        ("plink.exe", "ssh", "plink.exe"),
        (r"C:\bin\ssh.exe", "", r"C:\bin\ssh.exe -oBatchMode=yes"),
    ],
)
def test_ssh_asks_nobody(
    variable: str,
    option: str,
    command: str,
    repo: Path,
    git: Git,
    remote: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if variable:
        monkeypatch.setenv("GIT_SSH_COMMAND", variable)
    if option:
        git("config", "core.sshCommand", option)
        with pytest.raises(RemoteUnavailable, match=r"core\.sshcommand .* minutebook\.trust "):
            remote_claims.build_remote_environment(open_repo(), "origin")
        monkeypatch.setenv("GIT_CONFIG_COUNT", "1")  # as the user's own configuration says it
        monkeypatch.setenv("GIT_CONFIG_KEY_0", "minutebook.trust")
        monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(repo))
    environment = remote_claims.build_remote_environment(open_repo(), "origin")
    assert environment["GIT_SSH_COMMAND"] == command
    assert environment["GIT_ASKPASS"] == ""
    monkeypatch.setenv("GIT_SSH", "/opt/ssh")
    assert (
        "GIT_SSH_COMMAND" in remote_claims.build_remote_environment(open_repo(), "origin")
    ) is bool(variable or option)


def test_other_refs_are_not_claims(repo: Path, git: Git, remote: Path) -> None:
    claim_elsewhere(git, remote, "adr", 3)
    claim_elsewhere(git, remote, "adr/deep", 4)
    token = git("hash-object", "-w", "-t", "blob", "/dev/null").strip()
    for name in ("adr/x", "adr/007", "adr/9999999999", "top"):
        git("push", "-q", str(remote), f"{token}:refs/minutebook/{name}")
    assert remote_claims.fetch_claims(open_repo(), "origin") == {"adr": {3: token}}


def test_a_remote_that_gives_every_number_to_others(
    repo: Path, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_claims, "push_claim", lambda *_: False)
    monkeypatch.setattr(series, "_MAX_ATTEMPTS", 3)
    ref, (warning,) = adr()
    assert (ref, "gave every number to others" in warning) == ("ADR-0004", True)


def test_a_folder_of_claims_that_may_not_be_written(repo: Path, remote: Path) -> None:
    claims = repo / ".git/minutebook/claims"
    claims.parent.mkdir(exist_ok=True)
    claims.write_text("x")
    with pytest.raises(OperationError, match="no number can be claimed in"):
        adr()


def test_a_number_that_a_prompt_reserves_meanwhile_is_passed_over(
    repo: Path, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hook claims without our lock: what it took between is passed over."""
    claims = Path(store.locate_claims(open_repo().common_dir, "adr"))
    claims.mkdir(parents=True)
    (claims / "1").touch()
    monkeypatch.setattr(store, "read_claimed_numbers", lambda *_: frozenset())
    assert adr() == ("ADR-0002", ())


# Many at once -----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("block_size", [1, 4])
def test_two_clones_with_several_processes_share_no_number(
    block_size: int,
    repo: Path,
    git: Git,
    remote: Path,
    run: Runner,
    world: dict[str, str],
    tmp_path: Path,
) -> None:
    settings = f'reserve = "origin"\nreserve-block = {block_size}\n'
    (repo / "minutebook.toml").write_text(settings)
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    git("push", "-q", "origin", "main")
    git("clone", "-q", "-b", "main", str(remote), str(tmp_path / "clone"))
    code = (
        "import sys; from minutebook.cli import run\n"
        "sys.exit(max(run(['-C', sys.argv[1], 'phr', 'new', f'A {n}']) for n in range(3)))"
    )
    children = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(top)],
            env=world,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for top in (repo, tmp_path / "clone")
        for _ in range(2)
    ]
    outputs = [child.communicate(timeout=120) for child in children]
    problems = [line for _, error in outputs for line in error.splitlines()]
    assert [line for line in problems if not line.startswith("next: ")] == []
    numbers = [
        line[:8] for out, _ in outputs for line in out.split("\n") if line.startswith("PHR-")
    ]
    assert len(numbers) == len(set(numbers)) == 12
    assert len(list_claims(remote)) in range(12, 12 + 2 * block_size)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """The claims that a process of its own is to make: series and number. None is started."""
    claims: list[tuple[str, int]] = []
    monkeypatch.setattr(
        later,
        "start_claim",
        lambda repo, remote, name, number, size: claims.append((name, number)),
    )
    return claims


def test_a_turn_waits_for_no_remote(
    stage: Stage, git: Git, monkeypatch: pytest.MonkeyPatch, started: list[tuple[str, int]]
) -> None:
    """One that accepts and is silent costs nothing: it is not asked."""
    asked: list[object] = []
    monkeypatch.setattr(remote_claims, "run_network_git", lambda *args, **_: asked.append(args))
    stage.write("minutebook.toml", 'record = "all"\nreserve = "origin"\nreserve-block = 1\n')
    git("remote", "add", "origin", "ssh://git@example.org/x.git")
    agent = actor("claude", "s", stage.top)
    lines = [*agent.begin(), *agent.ask("Do it"), *agent.stop("Done."), *agent.ask("And more")]
    for args, payload in [*lines, *agent.stop("Done."), *agent.end()]:
        result = stage.run(args, json.dumps(payload).encode())
        assert (result.exit, result.err) == (0, "")
    assert [record.ref for record in stage.records()] == ["PHR-0001", "PHR-0002"]
    assert asked == []
    assert started == [("phr", 1), ("phr", 2)]


def test_a_turns_number_is_claimed_behind_it(
    stage: Stage, git: Git, tmp_path: Path, started: list[tuple[str, int]]
) -> None:
    """The next turn knows what the remote held then."""
    remote = tmp_path / "origin.git"
    stage.write("minutebook.toml", 'record = "all"\nreserve = "origin"\nreserve-block = 1\n')
    git("init", "-q", "--bare", str(remote))
    git("remote", "add", "origin", str(remote))
    agent = actor("claude", "s", stage.top)
    stage.take([*agent.ask("Do it"), *agent.stop("Done.")])
    assert list_claims(remote) == []
    claim_elsewhere(git, remote, "phr", 7)
    later.main([str(stage.top), "origin", *map(str, started[0]), "1"])
    assert list_claims(remote) == ["phr/1", "phr/7"]
    stage.take([*agent.ask("And more"), *agent.stop("Done.")])
    assert [record.ref for record in stage.records()] == ["PHR-0001", "PHR-0008"]
    git("remote", "remove", "origin")
    later.main([str(stage.top), "origin", "phr", "8", "1"])
    assert "no such remote here" in stage.log()


def test_a_claim_is_made_by_a_process_of_its_own(
    repo: Path, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no module of the working tree."""
    (repo / "minutebook").mkdir()
    (repo / "minutebook/__init__.py").write_text("raise SystemExit")
    (repo / "typing.py").write_text("raise SystemExit")
    children: list[subprocess.Popen[bytes]] = []
    real_popen = subprocess.Popen

    def start(*args: Any, **more: Any) -> subprocess.Popen[bytes]:
        children.append(real_popen(*args, **more))
        return children[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    later.start_claim(open_repo(), "origin", "phr", 3)
    os.waitpid(children[0].pid, 0)
    assert list_claims(remote) == ["phr/3"]
    assert number_blocks.read_known_highest(str(repo / ".git"), "phr") == 3


@pytest.mark.parametrize("text", ["", "x", "-1", "1\n2", "9" * 12, "\u0663"])
def test_a_note_of_the_remotes_numbers_that_is_not_understood(text: str, repo: Path) -> None:
    path = repo / ".git/minutebook/remote/phr"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    assert number_blocks.read_known_highest(str(repo / ".git"), "phr") == 0


def test_all_answers_have_one_time_together(
    repo: Path, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A remote that answers slowly, each time within the limit of one answer."""
    now, limits = [1000.0], []

    def fetch(_repo: object, _remote: str, _name: str, limit: float) -> frozenset[int]:
        limits.append(limit)
        now[0] += 3.0
        return frozenset()

    def push(_repo: object, _remote: str, _name: str, _number: int, limit: float) -> bool:
        fetch(_repo, _remote, _name, limit)
        if limit <= 0:
            raise RemoteUnavailable("it did not answer in time")
        return False

    monkeypatch.setattr(series.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(remote_claims, "fetch_claimed_numbers", fetch)
    monkeypatch.setattr(remote_claims, "push_claim", push)
    monkeypatch.setattr(store, "lock_repository", lambda *_, **__: nullcontext())
    ref, warnings = adr()
    assert warnings == ("it did not answer in time",)
    assert [round(limit) for limit in limits] == [8, 5, 2, -1]
    assert ref == "ADR-0003"


def test_the_next_digits_are_what_new_gives(repo: Path, git: Git, remote: Path) -> None:
    project: Project = open_project(".")
    folder = project.settings.list_folders()[1]
    assert project.find_next_digits(folder.kind, folder, folder.path) == "0001"
    assert (
        project.find_next_digits(folder.kind, folder, folder.path, taken_numbers=[1, 5]) == "0006"
    )
    (repo / "decisions").mkdir()
    (repo / "decisions/20240102-x.md").write_text("# X\n")
    assert project.find_next_digits(folder.kind, folder, folder.path) == ""
