"""Git's hooks and the merge driver: installed beside others' hooks, in real commits, and removed."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.agents.adapters.base import make_git_call
from minutebook.agents.install import git_hooks, merge_driver, status
from minutebook.agents.install.git_hooks import ASIDE_SUFFIX, HOOK_NAMES
from minutebook.agents.install.install import install_agents, remove_agents
from minutebook.errors import OperationError
from minutebook.operations.project import open_project

from command_runner import Runner

Git = Callable[..., str]
PREPARE, POST, MERGED, REWRITTEN, PUSH = HOOK_NAMES
DRIVER = (".gitattributes", ".git/config")
GUARD = "! command -v minutebook-hook >/dev/null 2>&1"
ALL_PATHS = (DRIVER[0], *(f".git/hooks/{name}" for name in HOOK_NAMES), DRIVER[1])


@pytest.fixture
def hook_log(repo: Path, world: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which hooks note that they ran; a `minutebook-hook` on PATH does so too."""
    log = repo.parent / "heard"
    log.write_text("")
    hook = repo.parent / "bin/minutebook-hook"
    hook.parent.mkdir()
    hook.write_text(f'#!/bin/sh\necho "ours $* stdin=$(cat)" >>{log}\nexit 5\n')
    hook.chmod(0o755)
    world["PATH"] = f"{hook.parent}{os.pathsep}{world['PATH']}"
    world["HEARD"] = str(log)
    monkeypatch.setenv("PATH", world["PATH"])
    return log


def read_hooks(top: Path) -> dict[str, tuple[str, int]]:
    """Every active hook: its text, or what its link points to, and its mode."""
    folder = top / ".git/hooks"
    return {
        path.name: (
            os.readlink(path) if path.is_symlink() else path.read_text("utf-8", "surrogateescape"),
            stat.S_IMODE(path.lstat().st_mode),
        )
        for path in sorted(folder.iterdir())
        if path.suffix != ".sample"
    }


def write_hook(top: Path, name: str, text: str, mode: int = 0o755) -> Path:
    path = top / ".git/hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8", "surrogateescape", newline="")
    path.chmod(mode)
    return path


def install(top: Path) -> tuple[str, ...]:
    return install_agents(open_project(str(top)), ["git"]).paths


def uninstall(top: Path) -> tuple[str, ...]:
    return remove_agents(open_project(str(top)), ["git"]).paths


def read_state(top: Path) -> str:
    return git_hooks.plan_hooks(open_project(str(top)).repo).state


def commit(git: Git, hook_log: Path) -> list[str]:
    """Make a commit; what the hooks noted, in their order."""
    hook_log.write_text("")
    git("commit", "-q", "--allow-empty", "-m", "message")
    return hook_log.read_text().split("\n")[:-1]


OURS = [
    "ours git prepare-commit-msg .git/COMMIT_EDITMSG message stdin=",
    "ours git post-commit stdin=",
]


def test_hooks_are_called_and_removed_completely(repo: Path, git: Git, hook_log: Path) -> None:
    before = read_hooks(repo)
    assert read_state(repo) == "not"
    assert install(repo) == ALL_PATHS
    assert read_state(repo) == "installed"
    assert commit(git, hook_log) == OURS
    installed_hooks = read_hooks(repo)
    assert {mode & 0o700 for _, mode in installed_hooks.values()} == {0o700}
    assert install(repo) == ()
    assert read_hooks(repo) == installed_hooks
    assert uninstall(repo) == ALL_PATHS
    assert read_hooks(repo) == before
    assert uninstall(repo) == ()


def test_without_the_command_a_commit_succeeds(repo: Path, git: Git) -> None:
    install(repo)
    git("commit", "-q", "--allow-empty", "-m", "message")


SHELLS = {
    "plain": '#!/bin/sh\necho "theirs $*" >>$HEARD\n',
    "exit": '#!/bin/bash -e\necho "theirs $*" >>$HEARD\nexit 0\necho never >>$HEARD',
    "exec": '#!/usr/bin/env sh\nexec sh -c \'echo "theirs $*" >>$HEARD\' "$0" "$@"\n',
    "trap": '#! /bin/sh\ntrap \'echo "theirs $ARGS" >>$HEARD\' EXIT\nARGS="$*"\n',
    "named": '#!/bin/sh\n[ "${0##*/}" = post-commit ] || exit 3\necho "theirs $*" >>$HEARD\n',
    "clean": '#!/bin/sh\n[ -z "${MINUTEBOOK_CHAINED+x}" ] && echo "theirs $*" >>$HEARD\n',
    "crlf inside": '#!/bin/sh\necho "theirs $*" >>$HEARD\n# caf\udce9\r\n',
}


@pytest.mark.parametrize("text", SHELLS.values(), ids=SHELLS)
@pytest.mark.parametrize("mode", [0o755, 0o700])
def test_an_existing_shell_script_runs_unchanged_and_first(
    text: str, mode: int, repo: Path, git: Git, hook_log: Path
) -> None:
    write_hook(repo, POST, text, mode)
    before = read_hooks(repo)
    install(repo)
    assert set(read_hooks(repo)) == set(HOOK_NAMES)
    assert read_hooks(repo)[POST][1] == mode
    assert commit(git, hook_log) == [OURS[0], "theirs ", OURS[1]]
    installed_hooks = read_hooks(repo)
    assert install(repo) == ()
    assert read_hooks(repo) == installed_hooks
    uninstall(repo)
    assert read_hooks(repo) == before


def test_an_existing_script_gets_its_arguments_and_input(
    repo: Path, hook_log: Path, world: dict[str, str]
) -> None:
    path = write_hook(repo, PREPARE, '#!/bin/sh\necho "theirs $# $2 $(cat)" >>$HEARD\nexit 7\n')
    install(repo)
    done = subprocess.run([path, "a", "b c", ""], input=b"in", env=world, check=False)
    assert done.returncode == 7
    assert hook_log.read_text() == "theirs 3 b c in\nours git prepare-commit-msg a b c  stdin=\n"


def test_an_existing_script_can_still_refuse_a_commit(repo: Path, git: Git, hook_log: Path) -> None:
    write_hook(repo, PREPARE, "#!/bin/sh\nexit 1\n")
    install(repo)
    with pytest.raises(subprocess.CalledProcessError):
        commit(git, hook_log)


OTHERS = {
    "python": '#!/usr/bin/env python3\nimport os, sys\nopen(os.environ["HEARD"], "a").write("theirs\\n")\n',
    "no shebang": "echo theirs >>$HEARD\n",
    "one line": "#!/bin/sh",
    "fish": "#!/usr/bin/fish\n",
    "csh": "#!/bin/csh\n",
    "crlf": "#!/bin/sh\r\n",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_a_script_that_is_not_shell_is_moved_aside_and_called(text: str, repo: Path) -> None:
    write_hook(repo, POST, text, 0o750)
    before = read_hooks(repo)
    install(repo)
    installed_hooks = read_hooks(repo)
    assert installed_hooks[POST + ASIDE_SUFFIX] == before[POST]
    assert installed_hooks[POST][0].startswith("#!/bin/sh\n")
    assert read_state(repo) == "installed"
    assert install(repo) == ()
    assert read_hooks(repo) == installed_hooks
    uninstall(repo)
    assert read_hooks(repo) == before


def test_a_script_moved_aside_runs_first_and_its_failure_is_the_hooks(
    repo: Path, git: Git, hook_log: Path, world: dict[str, str]
) -> None:
    write_hook(repo, POST, OTHERS["python"])
    path = write_hook(repo, PREPARE, "#!/usr/bin/env python3\nimport sys\nsys.exit(9)\n")
    install(repo)
    assert subprocess.run([path], env=world, check=False).returncode == 9
    path.with_name(PREPARE + ASIDE_SUFFIX).write_text("#!/usr/bin/env python3\n")
    assert commit(git, hook_log) == [OURS[0], "theirs", OURS[1]]


def test_a_script_that_is_not_executable_stays_off(repo: Path, git: Git, hook_log: Path) -> None:
    write_hook(repo, POST, SHELLS["plain"], 0o644)
    before = read_hooks(repo)
    install(repo)
    assert commit(git, hook_log) == OURS
    uninstall(repo)
    assert read_hooks(repo) == before


def test_a_link_stays_a_link(repo: Path, git: Git, hook_log: Path) -> None:
    (repo / "tools").mkdir()
    (repo / "tools/hook").write_text(SHELLS["plain"])
    (repo / "tools/hook").chmod(0o755)
    (repo / ".git/hooks" / POST).symlink_to("../../tools/hook")
    before = read_hooks(repo)
    install(repo)
    assert commit(git, hook_log) == [OURS[0], "theirs ", OURS[1]]
    assert (repo / "tools/hook").read_text() == SHELLS["plain"]
    uninstall(repo)
    assert read_hooks(repo) == before


def test_lines_that_others_add_to_our_script_stay(repo: Path, git: Git, hook_log: Path) -> None:
    install(repo)
    path = repo / ".git/hooks" / POST
    path.write_text(path.read_text() + "echo later >>$HEARD\n")
    assert commit(git, hook_log) == [*OURS, "later"]
    assert install(repo) == ()
    uninstall(repo)
    assert path.read_text() == "#!/bin/sh\necho later >>$HEARD\n"


def test_a_changed_script_that_calls_another_is_left_and_reported(repo: Path) -> None:
    write_hook(repo, POST, OTHERS["python"])
    install(repo)
    path = repo / ".git/hooks" / POST
    path.write_text(path.read_text() + "echo later\n")
    before = read_hooks(repo)
    manual_steps = remove_agents(open_project(str(repo)), ["git"]).manual_steps
    assert manual_steps == (
        f".git/hooks/{POST} was changed by hand: join it with {POST}{ASIDE_SUFFIX}",
    )
    assert read_hooks(repo) == {
        POST: before[POST],
        POST + ASIDE_SUFFIX: before[POST + ASIDE_SUFFIX],
    }


@pytest.mark.parametrize("text", [SHELLS["plain"], None])
def test_an_old_block_is_replaced(text: str | None, repo: Path) -> None:
    if text:
        write_hook(repo, POST, text)
    install(repo)
    installed_hooks = read_hooks(repo)
    path = repo / ".git/hooks" / POST
    path.write_text(path.read_text().replace("git post-commit", "git of-old"))
    assert install(repo) == (f".git/hooks/{POST}",)
    assert read_hooks(repo) == installed_hooks


def test_a_name_that_is_taken_is_reported(repo: Path) -> None:
    write_hook(repo, POST, OTHERS["python"])
    write_hook(repo, POST + ASIDE_SUFFIX, "precious")
    before = read_hooks(repo)
    result = install_agents(open_project(str(repo)), ["git"])
    assert result.paths == tuple(path for path in ALL_PATHS if path != f".git/hooks/{POST}")
    assert "is in the way" in result.manual_steps[0]
    assert read_state(repo) == "partly"
    uninstall(repo)
    assert read_hooks(repo) == before


def test_a_file_with_our_suffix_beside_a_script_is_left_alone(repo: Path) -> None:
    write_hook(repo, POST, SHELLS["plain"])
    write_hook(repo, POST + ASIDE_SUFFIX, "precious")
    before = read_hooks(repo)
    install(repo)
    uninstall(repo)
    assert read_hooks(repo) == before


def test_a_failed_write_restores_the_script(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_hook(repo, POST, OTHERS["python"])
    before = read_hooks(repo)
    plan = git_hooks.plan_hooks(open_project(str(repo)).repo)

    def fail(*_: object) -> None:
        raise OperationError("no disk")

    monkeypatch.setattr(git_hooks.store, "apply_writes", fail)
    aside = git_hooks.GitHooks(plan.folder, plan.hooks[1:2])
    with pytest.raises(OperationError, match="no disk"):
        git_hooks.write_hooks(aside)
    assert read_hooks(repo) == before
    with pytest.raises(OperationError, match="no disk"):
        git_hooks.write_hooks(git_hooks.GitHooks(plan.folder, plan.hooks[:1]))


def test_a_script_that_cannot_be_moved_is_an_error(repo: Path) -> None:
    write_hook(repo, POST, OTHERS["python"])
    plan = git_hooks.plan_hooks(open_project(str(repo)).repo)
    (repo / ".git/hooks" / POST).unlink()
    with pytest.raises(OperationError, match="cannot be moved"):
        git_hooks.write_hooks(git_hooks.GitHooks(plan.folder, plan.hooks[1:]))


def test_a_script_that_cannot_be_read_is_an_error(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = repo / ".git/hooks" / POST
    path.symlink_to(POST)  # leads to itself
    with pytest.raises(OperationError, match="cannot be read"):
        install(repo)


def test_a_folder_instead_of_a_hook_is_refused(repo: Path) -> None:
    (repo / ".git/hooks" / POST).mkdir()
    with pytest.raises(OperationError):
        install(repo)


def test_a_hook_that_is_not_executable_is_a_problem(repo: Path) -> None:
    install(repo)
    (repo / ".git/hooks" / POST).chmod(0o644)
    plan = git_hooks.plan_hooks(open_project(str(repo)).repo)
    assert plan.problems == (f".git/hooks/{POST} is not executable: chmod +x it",)


# Where hooks are ----------------------------------------------------------------------------------


def test_linked_worktrees_share_their_hooks(repo: Path, git: Git, hook_log: Path) -> None:
    git("commit", "-q", "--allow-empty", "-m", "first")
    git("worktree", "add", "-q", str(repo.parent / "two"))
    paths = install(repo.parent / "two")
    shared = [*(f"hooks/{name}" for name in HOOK_NAMES), "config"]
    assert paths == (".gitattributes", *(str(repo / ".git" / path) for path in shared))
    assert commit(git, hook_log) == OURS


@pytest.mark.parametrize("missing", [True, False])
def test_a_hooks_folder_of_the_repository_is_used(
    missing: bool, repo: Path, git: Git, hook_log: Path
) -> None:
    git("config", "core.hooksPath", ".githooks")
    if not missing:
        (repo / ".githooks").mkdir()
    paths = [f".githooks/{name}" for name in HOOK_NAMES]
    assert install(repo) == (".gitattributes", *paths, ".git/config")
    assert commit(git, hook_log) == OURS
    uninstall(repo)
    assert not list((repo / ".githooks").iterdir())


def test_a_missing_hooks_folder_is_made(repo: Path) -> None:
    for path in (repo / ".git/hooks").iterdir():
        path.unlink()
    (repo / ".git/hooks").rmdir()
    install(repo)
    assert set(read_hooks(repo)) == set(HOOK_NAMES)


# Where others write the hooks ---------------------------------------------------------------------


def install_by_hand(top: Path) -> tuple[str, ...]:
    before = read_hooks(top)
    result = install_agents(open_project(str(top)), ["git"])
    assert result.paths == DRIVER
    assert read_hooks(top) == before
    assert read_state(top) == "by hand"
    return result.manual_steps


@pytest.mark.parametrize(
    ("hooks_path", "folder"),
    [(".husky", ".husky"), (".husky/_", ".husky"), ("web/.husky/_", "web/.husky")],
)
def test_huskys_hooks_are_edited_by_hand(
    hooks_path: str, folder: str, repo: Path, git: Git
) -> None:
    git("config", "core.hooksPath", hooks_path)
    assert (
        install_by_hand(repo)[0] == f"husky runs the hooks: add to {folder}/{PREPARE}: "
        f'{GUARD} || minutebook-hook git {PREPARE} "$@"'
    )
    (repo / folder).mkdir(parents=True)
    for name in HOOK_NAMES:
        (repo / folder / name).write_text(f'minutebook-hook git {name} "$@"\n')
    assert read_state(repo) == "installed"
    old = f"in {folder}/{PREPARE}, put for minutebook-hook git {PREPARE}: {GUARD} || "
    assert old in install_agents(open_project(str(repo)), ["git"]).manual_steps[0]
    for name in HOOK_NAMES:
        (repo / folder / name).write_text(f'{GUARD} || minutebook-hook git {name} "$@"\n')
    assert read_state(repo) == "installed"
    assert install(repo) == ()
    manual_steps = remove_agents(open_project(str(repo)), ["git"]).manual_steps
    assert (
        manual_steps[1]
        == f"husky runs the hooks: take out of {folder}/{POST} what calls minutebook-hook git {POST}"
    )


@pytest.mark.parametrize("line", ["husky", "pre-commit"])
@pytest.mark.parametrize("is_installed", [True, False])
def test_a_line_for_colleagues_runs_in_a_commit_and_is_quiet_without_minutebook(
    line: str, is_installed: bool, repo: Path, git: Git, hook_log: Path, world: dict[str, str]
) -> None:
    text = f'{GUARD} || minutebook-hook git {PREPARE} "$@" || :'
    if line == "pre-commit":
        text = f'{make_git_call(f"minutebook-hook git {PREPARE}")} "$@" || :'
    git("commit", "-q", "--allow-empty", "-m", "Begin")
    write_hook(repo, PREPARE, f'#!/bin/sh -e\n{text}\necho "rest" >>"$HEARD"\n')
    if not is_installed:
        (repo.parent / "bin/minutebook-hook").unlink()
        world["PATH"] = os.pathsep.join(
            folder
            for folder in world["PATH"].split(os.pathsep)
            if not os.path.exists(os.path.join(folder, "minutebook-hook"))
        )
    git("worktree", "add", "-q", "../linked")
    result = subprocess.run(
        ["git", "commit", "-q", "--allow-empty", "-m", "Add"],
        cwd=repo.parent / "linked",
        env=world,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (result.stdout, result.stderr) == ("", "")
    lines = hook_log.read_text().splitlines()
    assert lines[-1] == "rest"
    assert len(lines) == 1 + is_installed
    if is_installed:
        assert lines[0].startswith(f"ours git {PREPARE} ")
        assert "COMMIT_EDITMSG message" in lines[0]


@pytest.mark.parametrize("file", ["lefthook.yml", ".lefthook.toml", ".config/lefthook.json"])
def test_lefthooks_hooks_are_edited_by_hand(file: str, repo: Path) -> None:
    (repo / file).parent.mkdir(exist_ok=True)
    (repo / file).write_text("")
    assert f"lefthook runs the hooks: add to {file}: {PREPARE}: " in install_by_hand(repo)[0]
    assert remove_agents(open_project(str(repo)), ["git"]).manual_steps == ()


def test_the_entry_for_a_hook_manager_is_yaml(repo: Path) -> None:
    import yaml

    (repo / "lefthook.yml").write_text("")
    entry = install_by_hand(repo)[0].partition("lefthook.yml: ")[2]
    assert yaml.safe_load(entry) == {
        PREPARE: {
            "commands": {
                "minutebook": {"run": make_git_call(f"minutebook-hook git {PREPARE}") + " {0}"}
            }
        }
    }
    (repo / "lefthook.yml").unlink()
    write_hook(repo, POST, "#!/bin/sh\n# File generated by pre-commit: https://pre-commit.com\n")
    (manual_step,) = install_agents(open_project(str(repo)), ["git"]).manual_steps
    (hook,) = yaml.safe_load(manual_step.partition(".yaml: ")[2])["hooks"]
    assert (hook["entry"], hook["stages"]) == (make_git_call(f"minutebook-hook git {POST}"), [POST])


def test_a_hook_that_pre_commit_writes_is_edited_by_hand(repo: Path) -> None:
    text = "#!/usr/bin/env bash\n# File generated by pre-commit: https://pre-commit.com\n"
    write_hook(repo, POST, text)
    result = install_agents(open_project(str(repo)), ["git"])
    assert result.paths == tuple(path for path in ALL_PATHS if path != f".git/hooks/{POST}")
    assert "pre-commit runs the hooks: add to .pre-commit-config.yaml" in result.manual_steps[0]
    assert read_hooks(repo)[POST][0] == text
    assert read_state(repo) == "partly"
    (repo / ".pre-commit-config.yaml").write_text(f"entry: minutebook-hook git {POST}\n")
    assert read_state(repo) == "installed"


def test_hooks_of_all_repositories_are_edited_by_hand(repo: Path, git: Git) -> None:
    everywhere = repo.parent / "everywhere"
    git("config", "core.hooksPath", str(everywhere))
    assert (
        f"core.hooksPath runs the hooks: add to {everywhere}/{PREPARE}: "
        in install_by_hand(repo)[0]
    )
    assert not everywhere.exists()
    everywhere.mkdir()
    for name in HOOK_NAMES:
        (everywhere / name).write_text(f"minutebook-hook git {name}\n")
    assert read_state(repo) == "installed"


def test_our_hooks_are_removed_though_a_manager_came_later(repo: Path) -> None:
    before = read_hooks(repo)
    install(repo)
    (repo / "lefthook.yml").write_text("")
    uninstall(repo)
    assert read_hooks(repo) == before


def test_an_empty_hooks_path_is_ignored(repo: Path, git: Git) -> None:
    git("config", "core.hooksPath", "")
    assert install(repo) == ALL_PATHS


# Hooks that are given input ----------------------------------------------------------------------


READING = '#!/bin/sh\necho "theirs $* $(cat | tr "\\n" ,)" >>$HEARD\nexit ${THEIRS:-0}\n'
PYTHON = """#!/usr/bin/env python3
import os, sys
said = sys.stdin.read().replace("\\n", ",")
open(os.environ["HEARD"], "a").write(f"theirs {' '.join(sys.argv[1:])} {said}\\n")
sys.exit(int(os.environ.get("THEIRS", "0")))
"""


@pytest.mark.parametrize("text", [READING, PYTHON], ids=["shell", "python"])
@pytest.mark.parametrize(
    ("name", "our_status", "their_status", "status"),
    [
        (PUSH, 0, 0, 0),
        (PUSH, 1, 0, 1),  # a push that we stop
        (PUSH, 127, 0, 0),  # ours is broken, which stops nobody
        (PUSH, 0, 7, 7),
        (REWRITTEN, 1, 0, 0),
        (REWRITTEN, 0, 7, 7),
    ],
)
def test_both_scripts_get_gits_input(
    text: str, name: str, our_status: int, their_status: int, status: int,
    repo: Path, hook_log: Path, world: dict[str, str],
) -> None:  # fmt: skip
    hook = repo.parent / "bin/minutebook-hook"
    script = hook.read_text().replace("$(cat)", '$(cat | tr "\\n" ,)')
    hook.write_text(script.replace("exit 5", f"exit {our_status}"))
    path = write_hook(repo, name, text)
    install(repo)
    world["THEIRS"] = str(their_status)
    for input_bytes in (b"a b c d\ne f g h\n", b""):
        hook_log.write_text("")
        done = subprocess.run(
            [path, "origin", "a b"], input=input_bytes, env=world, capture_output=True
        )
        input_text = input_bytes.decode().replace("\n", ",")
        both_calls = [
            f"theirs origin a b {input_text}",
            f"ours git {name} origin a b stdin={input_text}",
        ]
        expected_calls = (
            both_calls[:1] if their_status and (name == PUSH or text == PYTHON) else both_calls
        )
        assert (done.returncode, hook_log.read_text().split("\n")[:-1]) == (status, expected_calls)
        assert done.stderr == b""


def test_a_script_that_does_not_read_its_input_works(
    repo: Path, hook_log: Path, world: dict[str, str]
) -> None:
    path = write_hook(repo, PUSH, "#!/bin/sh\nexit 0\n")
    install(repo)
    (repo.parent / "bin/minutebook-hook").write_text("#!/bin/sh\nexit 0\n")
    done = subprocess.run([path], input=b"x" * 1_000_000, env=world, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


def test_entries_for_managers_pass_on_the_hooks_input(repo: Path) -> None:
    import yaml

    (repo / "lefthook.yml").write_text("")
    entries = [entry.partition("lefthook.yml: ")[2] for entry in install_by_hand(repo)]
    entries_by_hook = {
        name: hook for entry in entries for name, hook in yaml.safe_load(entry).items()
    }
    assert [
        name
        for name in HOOK_NAMES
        if "use_stdin" in entries_by_hook[name]["commands"]["minutebook"]
    ] == [
        REWRITTEN,
        PUSH,
    ]
    (repo / "lefthook.yml").unlink()
    for name in HOOK_NAMES:
        write_hook(
            repo, name, "#!/bin/sh\n# File generated by pre-commit: https://pre-commit.com\n"
        )
    manual_steps = install_agents(open_project(str(repo)), ["git"]).manual_steps
    (prepare, *_, push) = (
        yaml.safe_load(entry.partition(".yaml: ")[2])["hooks"][0] for entry in manual_steps
    )
    assert (prepare["pass_filenames"], push["pass_filenames"]) == (True, False)


# The merge driver ---------------------------------------------------------------------------------


BLOCK = (
    "# >>> minutebook: written by `minutebook agents install git` >>>\n"
    "/history/prompts/**/*.md merge=minutebook\n"
    "/history/README*.md merge=minutebook\n"
    "/decisions/**/*.md merge=minutebook\n"
    "# <<< minutebook <<<\n"
)


MARKS = (
    "# >>> minutebook: index pages are generated >>>\n"
    "/history/README.md linguist-generated gitlab-generated\n"
    "/history/README-[0-9]*.md linguist-generated gitlab-generated\n"
    "/history/prompts/**/README.md linguist-generated gitlab-generated\n"
    "/history/prompts/**/README-[0-9]*.md linguist-generated gitlab-generated\n"
    "/decisions/README.md linguist-generated gitlab-generated\n"
    "/decisions/README-[0-9]*.md linguist-generated gitlab-generated\n"
    "# <<< minutebook <<<\n"
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, MARKS + BLOCK),
        ("*.md text\n", f"{MARKS}*.md text\n{BLOCK}"),
        ("*.md text", f"{MARKS}*.md text\n{BLOCK}"),
        ("*.md text\r\n", f"{MARKS}*.md text\n{BLOCK}".replace("\n", "\r\n")),
        (f"a\n{BLOCK.replace('history', 'old')}b\n", f"{MARKS}a\n{BLOCK}b\n"),
        (f"{MARKS.replace('history', 'old')}*.md text\n", f"{MARKS}*.md text\n{BLOCK}"),
    ],
)
def test_the_attributes_name_all_record_folders(
    before: str | None, after: str, repo: Path, git: Git
) -> None:
    path = repo / ".gitattributes"
    if before is not None:
        path.write_text(before, newline="")
    config = (repo / ".git/config").read_bytes()
    install(repo)
    assert path.read_bytes().decode() == after
    output = git(
        "check-attr", "merge", "history/README-2024.md", "decisions/a/0001-x.md", "README.md"
    )
    assert [line.rpartition(": ")[2] for line in output.split("\n")[:-1]] == [
        "minutebook",
        "minutebook",
        "unspecified",
    ]
    assert install(repo) == ()
    uninstall(repo)
    assert (repo / ".git/config").read_bytes() == config
    if before is None:
        assert not path.exists()
    elif "minutebook" not in before:
        assert path.read_bytes().decode() == before
    else:
        assert path.read_text() in ("a\nb\n", "*.md text\n")


def test_folders_with_special_characters_are_matched(repo: Path, git: Git) -> None:
    names = ["docs/my adr", "a[b]*", 'say "x"', "back\\slash", "caf\u00e9"]
    folders = ", ".join(f"'{name}'" for name in names)
    (repo / "minutebook.toml").write_text(f"adr-folders = [{folders}]\nphr-folders = ['prompts']\n")
    install(repo)
    for name in (*names, "prompts"):
        fields = git("check-attr", "-z", "merge", f"{name}/0001-x.md").split("\0")
        assert fields[2] == "minutebook", name
    assert git("check-attr", "-z", "merge", "abc/0001-x.md").split("\0")[2] == "unspecified"


def problems(top: Path) -> tuple[str, tuple[str, ...]]:
    (agent_status,) = status.read_agent_statuses(open_project(str(top)), ["git"])
    messages = [problem for problem in agent_status.problems if problem != status.HOOK_NOT_ON_PATH]
    return agent_status.state, tuple(messages)


def test_status_has_the_drivers_problems(repo: Path, git: Git) -> None:
    assert problems(repo) == ("not", ())
    install(repo)
    assert problems(repo) == ("installed", ())
    git("config", "--remove-section", "merge.minutebook")
    cure = "minutebook agents install git"
    assert problems(repo) == ("partly", (f"git merges generated blocks as text: {cure}",))
    install(repo)
    (repo / ".gitattributes").write_text("")
    message = f".gitattributes does not name all record folders: {cure}"
    assert problems(repo) == ("partly", (message,))
    install(repo)
    (repo / ".git/hooks" / PUSH).unlink()
    assert problems(repo) == ("partly", (f"a part is missing: {cure}",))


def test_a_clone_without_the_drivers_settings_has_a_problem(repo: Path) -> None:
    (repo / ".gitattributes").write_text(BLOCK)
    cure = "minutebook agents install git"
    assert problems(repo) == ("not", (f"git merges generated blocks as text: {cure}",))


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("/opt/bin/minutebook merge-driver %O %A %B %P", True),
        ("minutebook merge-driver --old %O", False),
        ("true", False),
    ],
)
def test_a_persons_own_form_of_the_driver_stays(
    value: str, kept: bool, repo: Path, git: Git
) -> None:
    git("config", "merge.minutebook.driver", value)
    install(repo)
    command = git("config", "merge.minutebook.driver").strip("\n")
    assert command == (value if kept else merge_driver.DRIVER_COMMAND)
    uninstall(repo)
    assert "merge" not in (repo / ".git/config").read_text()


@pytest.mark.parametrize("hooks_path", ["", "tools/hooks", "../outside", ".git/refs/heads"])
def test_hooks_that_lie_elsewhere_are_left_to_a_person(
    hooks_path: str, repo: Path, git: Git
) -> None:
    """A link, or the settings of a repository that came as an archive, may lead anywhere."""
    outside = repo.parent / "outside"
    outside.mkdir()
    (repo / "tools").symlink_to(outside)
    if hooks_path:
        git("config", "core.hooksPath", hooks_path)
    else:
        (repo / ".git/hooks").rmdir()
        (repo / ".git/hooks").symlink_to(outside)
    before = sorted((repo / ".git/refs").rglob("*"))
    plan = git_hooks.plan_hooks(open_project(str(repo)).repo)
    git_hooks.write_hooks(plan)
    assert len(plan.manual_hints) == len(git_hooks.HOOK_NAMES)
    assert list(outside.iterdir()) == []
    assert sorted((repo / ".git/refs").rglob("*")) == before


def test_the_marks_of_index_pages_that_are_there_stay(repo: Path, run: Runner) -> None:
    run("init").ok()
    before = (repo / ".gitattributes").read_bytes()
    assert b"linguist-generated" in before
    install(repo)
    assert (repo / ".gitattributes").read_bytes() != before
    uninstall(repo)
    assert (repo / ".gitattributes").read_bytes() == before
