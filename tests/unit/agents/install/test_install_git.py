"""Git's hooks: ours beside theirs, in real commits, and out again."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.agents.install import git_hooks, merge_driver, status
from minutebook.agents.install.git_hooks import ASIDE_SUFFIX, HOOK_NAMES
from minutebook.agents.install.install import install_agents, remove_agents
from minutebook.errors import OperationError
from minutebook.operations.project import open_project

Git = Callable[..., str]
PREPARE, POST, MERGED, REWRITTEN, PUSH = HOOK_NAMES
DRIVER = (".gitattributes", ".git/config")
EVERY = (DRIVER[0], *(f".git/hooks/{name}" for name in HOOK_NAMES), DRIVER[1])


@pytest.fixture
def heard(repo: Path, world: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where hooks say that they ran; `minutebook-hook` is on PATH and says so too."""
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


def hooks(top: Path) -> dict[str, tuple[str, int]]:
    """Every hook that counts: its bytes, or where it leads, and its mode."""
    folder = top / ".git/hooks"
    return {
        path.name: (
            os.readlink(path) if path.is_symlink() else path.read_text("utf-8", "surrogateescape"),
            stat.S_IMODE(path.lstat().st_mode),
        )
        for path in sorted(folder.iterdir())
        if path.suffix != ".sample"
    }


def script(top: Path, name: str, text: str, mode: int = 0o755) -> Path:
    path = top / ".git/hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8", "surrogateescape", newline="")
    path.chmod(mode)
    return path


def put(top: Path) -> tuple[str, ...]:
    return install_agents(open_project(str(top)), ["git"]).paths


def take(top: Path) -> tuple[str, ...]:
    return remove_agents(open_project(str(top)), ["git"]).paths


def state(top: Path) -> str:
    return git_hooks.plan_hooks(open_project(str(top)).repo).state


def commit(git: Git, heard: Path) -> list[str]:
    """Make a commit; what the hooks said, in their order."""
    heard.write_text("")
    git("commit", "-q", "--allow-empty", "-m", "message")
    return heard.read_text().split("\n")[:-1]


OURS = [
    "ours git prepare-commit-msg .git/COMMIT_EDITMSG message stdin=",
    "ours git post-commit stdin=",
]


def test_hooks_run_and_leave_nothing_behind(repo: Path, git: Git, heard: Path) -> None:
    before = hooks(repo)
    assert state(repo) == "not"
    assert put(repo) == EVERY
    assert state(repo) == "installed"
    assert commit(git, heard) == OURS
    held = hooks(repo)
    assert {mode & 0o700 for _, mode in held.values()} == {0o700}
    assert put(repo) == ()
    assert hooks(repo) == held
    assert take(repo) == EVERY
    assert hooks(repo) == before
    assert take(repo) == ()


def test_a_clone_without_the_command_commits_all_the_same(repo: Path, git: Git) -> None:
    put(repo)
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
def test_a_shell_script_goes_on_as_it_was_and_first(
    text: str, mode: int, repo: Path, git: Git, heard: Path
) -> None:
    script(repo, POST, text, mode)
    before = hooks(repo)
    put(repo)
    assert set(hooks(repo)) == set(HOOK_NAMES)
    assert hooks(repo)[POST][1] == mode
    assert commit(git, heard) == [OURS[0], "theirs ", OURS[1]]
    held = hooks(repo)
    assert put(repo) == ()
    assert hooks(repo) == held
    take(repo)
    assert hooks(repo) == before


def test_a_script_gets_its_arguments_and_its_input(
    repo: Path, heard: Path, world: dict[str, str]
) -> None:
    path = script(repo, PREPARE, '#!/bin/sh\necho "theirs $# $2 $(cat)" >>$HEARD\nexit 7\n')
    put(repo)
    done = subprocess.run([path, "a", "b c", ""], input=b"in", env=world, check=False)
    assert done.returncode == 7
    assert heard.read_text() == "theirs 3 b c in\nours git prepare-commit-msg a b c  stdin=\n"


def test_a_script_that_refuses_a_commit_goes_on_refusing(repo: Path, git: Git, heard: Path) -> None:
    script(repo, PREPARE, "#!/bin/sh\nexit 1\n")
    put(repo)
    with pytest.raises(subprocess.CalledProcessError):
        commit(git, heard)


OTHERS = {
    "python": '#!/usr/bin/env python3\nimport os, sys\nopen(os.environ["HEARD"], "a").write("theirs\\n")\n',
    "no shebang": "echo theirs >>$HEARD\n",
    "one line": "#!/bin/sh",
    "fish": "#!/usr/bin/fish\n",
    "csh": "#!/bin/csh\n",
    "crlf": "#!/bin/sh\r\n",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_another_script_is_moved_aside_and_called(text: str, repo: Path) -> None:
    script(repo, POST, text, 0o750)
    before = hooks(repo)
    put(repo)
    held = hooks(repo)
    assert held[POST + ASIDE_SUFFIX] == before[POST]
    assert held[POST][0].startswith("#!/bin/sh\n")
    assert state(repo) == "installed"
    assert put(repo) == ()
    assert hooks(repo) == held
    take(repo)
    assert hooks(repo) == before


def test_a_script_moved_aside_runs_first_and_its_failure_counts(
    repo: Path, git: Git, heard: Path, world: dict[str, str]
) -> None:
    script(repo, POST, OTHERS["python"])
    path = script(repo, PREPARE, "#!/usr/bin/env python3\nimport sys\nsys.exit(9)\n")
    put(repo)
    assert subprocess.run([path], env=world, check=False).returncode == 9
    path.with_name(PREPARE + ASIDE_SUFFIX).write_text("#!/usr/bin/env python3\n")
    assert commit(git, heard) == [OURS[0], "theirs", OURS[1]]


def test_a_script_that_was_switched_off_stays_so(repo: Path, git: Git, heard: Path) -> None:
    script(repo, POST, SHELLS["plain"], 0o644)
    before = hooks(repo)
    put(repo)
    assert commit(git, heard) == OURS
    take(repo)
    assert hooks(repo) == before


def test_a_link_stays_a_link(repo: Path, git: Git, heard: Path) -> None:
    (repo / "tools").mkdir()
    (repo / "tools/hook").write_text(SHELLS["plain"])
    (repo / "tools/hook").chmod(0o755)
    (repo / ".git/hooks" / POST).symlink_to("../../tools/hook")
    before = hooks(repo)
    put(repo)
    assert commit(git, heard) == [OURS[0], "theirs ", OURS[1]]
    assert (repo / "tools/hook").read_text() == SHELLS["plain"]
    take(repo)
    assert hooks(repo) == before


def test_what_others_add_to_our_script_stays(repo: Path, git: Git, heard: Path) -> None:
    put(repo)
    path = repo / ".git/hooks" / POST
    path.write_text(path.read_text() + "echo later >>$HEARD\n")
    assert commit(git, heard) == [*OURS, "later"]
    assert put(repo) == ()
    take(repo)
    assert path.read_text() == "#!/bin/sh\necho later >>$HEARD\n"


def test_what_others_add_to_a_script_that_calls_another_is_told(repo: Path) -> None:
    script(repo, POST, OTHERS["python"])
    put(repo)
    path = repo / ".git/hooks" / POST
    path.write_text(path.read_text() + "echo later\n")
    before = hooks(repo)
    left = remove_agents(open_project(str(repo)), ["git"]).manual_steps
    assert left == (f".git/hooks/{POST} was changed by hand: join it with {POST}{ASIDE_SUFFIX}",)
    assert hooks(repo) == {POST: before[POST], POST + ASIDE_SUFFIX: before[POST + ASIDE_SUFFIX]}


@pytest.mark.parametrize("text", [SHELLS["plain"], None])
def test_an_old_block_is_renewed(text: str | None, repo: Path) -> None:
    if text:
        script(repo, POST, text)
    put(repo)
    held = hooks(repo)
    path = repo / ".git/hooks" / POST
    path.write_text(path.read_text().replace("git post-commit", "git of-old"))
    assert put(repo) == (f".git/hooks/{POST}",)
    assert hooks(repo) == held


def test_a_name_that_is_taken_is_told(repo: Path) -> None:
    script(repo, POST, OTHERS["python"])
    script(repo, POST + ASIDE_SUFFIX, "precious")
    before = hooks(repo)
    changed = install_agents(open_project(str(repo)), ["git"])
    assert changed.paths == tuple(path for path in EVERY if path != f".git/hooks/{POST}")
    assert "is in the way" in changed.manual_steps[0]
    assert state(repo) == "partly"
    take(repo)
    assert hooks(repo) == before


def test_a_script_of_others_with_a_name_like_ours_beside_it_is_left_there(repo: Path) -> None:
    script(repo, POST, SHELLS["plain"])
    script(repo, POST + ASIDE_SUFFIX, "precious")
    before = hooks(repo)
    put(repo)
    take(repo)
    assert hooks(repo) == before


def test_a_failed_write_puts_the_script_back(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(repo, POST, OTHERS["python"])
    before = hooks(repo)
    plan = git_hooks.plan_hooks(open_project(str(repo)).repo)

    def fail(*_: object) -> None:
        raise OperationError("no disk")

    monkeypatch.setattr(git_hooks.store, "apply_writes", fail)
    aside = git_hooks.GitHooks(plan.folder, plan.hooks[1:2])
    with pytest.raises(OperationError, match="no disk"):
        git_hooks.write_hooks(aside)
    assert hooks(repo) == before
    with pytest.raises(OperationError, match="no disk"):
        git_hooks.write_hooks(git_hooks.GitHooks(plan.folder, plan.hooks[:1]))


def test_a_script_that_cannot_be_moved_is_told(repo: Path) -> None:
    script(repo, POST, OTHERS["python"])
    plan = git_hooks.plan_hooks(open_project(str(repo)).repo)
    (repo / ".git/hooks" / POST).unlink()
    with pytest.raises(OperationError, match="cannot be moved"):
        git_hooks.write_hooks(git_hooks.GitHooks(plan.folder, plan.hooks[1:]))


def test_a_script_that_cannot_be_read_is_told(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = repo / ".git/hooks" / POST
    path.symlink_to(POST)  # leads to itself
    with pytest.raises(OperationError, match="cannot be read"):
        put(repo)


def test_a_folder_in_a_hooks_place_is_refused(repo: Path) -> None:
    (repo / ".git/hooks" / POST).mkdir()
    with pytest.raises(OperationError):
        put(repo)


def test_a_hook_that_is_not_executable_is_told(repo: Path) -> None:
    put(repo)
    (repo / ".git/hooks" / POST).chmod(0o644)
    plan = git_hooks.plan_hooks(open_project(str(repo)).repo)
    assert plan.problems == (f".git/hooks/{POST} is not executable: chmod +x it",)


# Where hooks are ----------------------------------------------------------------------------------


def test_linked_worktrees_share_their_hooks(repo: Path, git: Git, heard: Path) -> None:
    git("commit", "-q", "--allow-empty", "-m", "first")
    git("worktree", "add", "-q", str(repo.parent / "two"))
    paths = put(repo.parent / "two")
    shared = [*(f"hooks/{name}" for name in HOOK_NAMES), "config"]
    assert paths == (".gitattributes", *(str(repo / ".git" / path) for path in shared))
    assert commit(git, heard) == OURS


@pytest.mark.parametrize("missing", [True, False])
def test_a_hooks_folder_of_the_repository_is_used(
    missing: bool, repo: Path, git: Git, heard: Path
) -> None:
    git("config", "core.hooksPath", ".githooks")
    if not missing:
        (repo / ".githooks").mkdir()
    own = [f".githooks/{name}" for name in HOOK_NAMES]
    assert put(repo) == (".gitattributes", *own, ".git/config")
    assert commit(git, heard) == OURS
    take(repo)
    assert not list((repo / ".githooks").iterdir())


def test_a_hooks_folder_that_is_not_there_yet_is_made(repo: Path) -> None:
    for path in (repo / ".git/hooks").iterdir():
        path.unlink()
    (repo / ".git/hooks").rmdir()
    put(repo)
    assert set(hooks(repo)) == set(HOOK_NAMES)


# Where others write the hooks ---------------------------------------------------------------------


def by_hand(top: Path) -> tuple[str, ...]:
    before = hooks(top)
    changed = install_agents(open_project(str(top)), ["git"])
    assert changed.paths == DRIVER
    assert hooks(top) == before
    assert state(top) == "by hand"
    return changed.manual_steps


@pytest.mark.parametrize(
    ("said", "file"), [(".husky", ".husky"), (".husky/_", ".husky"), ("web/.husky/_", "web/.husky")]
)
def test_huskys_hooks_are_edited_by_hand(said: str, file: str, repo: Path, git: Git) -> None:
    git("config", "core.hooksPath", said)
    assert (
        by_hand(repo)[0]
        == f'husky runs the hooks: add to {file}/{PREPARE}: minutebook-hook git {PREPARE} "$@"'
    )
    (repo / file).mkdir(parents=True)
    for name in HOOK_NAMES:
        (repo / file / name).write_text(f'minutebook-hook git {name} "$@"\n')
    assert state(repo) == "installed"
    assert put(repo) == ()
    left = remove_agents(open_project(str(repo)), ["git"]).manual_steps
    assert (
        left[1]
        == f"husky runs the hooks: take out of {file}/{POST} what calls minutebook-hook git {POST}"
    )


@pytest.mark.parametrize("file", ["lefthook.yml", ".lefthook.toml", ".config/lefthook.json"])
def test_lefthooks_hooks_are_edited_by_hand(file: str, repo: Path) -> None:
    (repo / file).parent.mkdir(exist_ok=True)
    (repo / file).write_text("")
    assert f"lefthook runs the hooks: add to {file}: {PREPARE}: " in by_hand(repo)[0]
    assert remove_agents(open_project(str(repo)), ["git"]).manual_steps == ()


def test_what_is_added_for_a_manager_is_yaml(repo: Path) -> None:
    import yaml

    (repo / "lefthook.yml").write_text("")
    said = by_hand(repo)[0].partition("lefthook.yml: ")[2]
    assert yaml.safe_load(said) == {
        PREPARE: {"commands": {"minutebook": {"run": f"minutebook-hook git {PREPARE} {{0}}"}}}
    }
    (repo / "lefthook.yml").unlink()
    script(repo, POST, "#!/bin/sh\n# File generated by pre-commit: https://pre-commit.com\n")
    (left,) = install_agents(open_project(str(repo)), ["git"]).manual_steps
    (hook,) = yaml.safe_load(left.partition(".yaml: ")[2])["hooks"]
    assert (hook["entry"], hook["stages"]) == (f"minutebook-hook git {POST}", [POST])


def test_a_hook_that_pre_commit_writes_is_edited_by_hand(repo: Path) -> None:
    text = "#!/usr/bin/env bash\n# File generated by pre-commit: https://pre-commit.com\n"
    script(repo, POST, text)
    changed = install_agents(open_project(str(repo)), ["git"])
    assert changed.paths == tuple(path for path in EVERY if path != f".git/hooks/{POST}")
    assert "pre-commit runs the hooks: add to .pre-commit-config.yaml" in changed.manual_steps[0]
    assert hooks(repo)[POST][0] == text
    assert state(repo) == "partly"
    (repo / ".pre-commit-config.yaml").write_text(f"entry: minutebook-hook git {POST}\n")
    assert state(repo) == "installed"


def test_hooks_of_all_repositories_are_edited_by_hand(repo: Path, git: Git) -> None:
    everywhere = repo.parent / "everywhere"
    git("config", "core.hooksPath", str(everywhere))
    assert f"core.hooksPath runs the hooks: add to {everywhere}/{PREPARE}: " in by_hand(repo)[0]
    assert not everywhere.exists()
    everywhere.mkdir()
    for name in HOOK_NAMES:
        (everywhere / name).write_text(f"minutebook-hook git {name}\n")
    assert state(repo) == "installed"


def test_ours_goes_out_though_a_manager_came_later(repo: Path) -> None:
    before = hooks(repo)
    put(repo)
    (repo / "lefthook.yml").write_text("")
    take(repo)
    assert hooks(repo) == before


def test_an_empty_setting_is_none(repo: Path, git: Git) -> None:
    git("config", "core.hooksPath", "")
    assert put(repo) == EVERY


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
    ("name", "ours", "theirs", "status"),
    [
        (PUSH, 0, 0, 0),
        (PUSH, 1, 0, 1),  # a push that we stop
        (PUSH, 127, 0, 0),  # ours is broken, which stops nobody
        (PUSH, 0, 7, 7),
        (REWRITTEN, 1, 0, 0),
        (REWRITTEN, 0, 7, 7),
    ],
)
def test_both_get_what_git_says(
    text: str, name: str, ours: int, theirs: int, status: int,
    repo: Path, heard: Path, world: dict[str, str],
) -> None:  # fmt: skip
    hook = repo.parent / "bin/minutebook-hook"
    said = hook.read_text().replace("$(cat)", '$(cat | tr "\\n" ,)')
    hook.write_text(said.replace("exit 5", f"exit {ours}"))
    path = script(repo, name, text)
    put(repo)
    world["THEIRS"] = str(theirs)
    for given in (b"a b c d\ne f g h\n", b""):
        heard.write_text("")
        done = subprocess.run([path, "origin", "a b"], input=given, env=world, capture_output=True)
        words = given.decode().replace("\n", ",")
        lines = [f"theirs origin a b {words}", f"ours git {name} origin a b stdin={words}"]
        called = lines[:1] if theirs and (name == PUSH or text == PYTHON) else lines
        assert (done.returncode, heard.read_text().split("\n")[:-1]) == (status, called)
        assert done.stderr == b""


def test_a_script_that_reads_nothing_is_no_trouble(
    repo: Path, heard: Path, world: dict[str, str]
) -> None:
    path = script(repo, PUSH, "#!/bin/sh\nexit 0\n")
    put(repo)
    (repo.parent / "bin/minutebook-hook").write_text("#!/bin/sh\nexit 0\n")
    done = subprocess.run([path], input=b"x" * 1_000_000, env=world, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


def test_what_a_manager_has_to_pass_on_is_said(repo: Path) -> None:
    import yaml

    (repo / "lefthook.yml").write_text("")
    said = [words.partition("lefthook.yml: ")[2] for words in by_hand(repo)]
    told = {name: hook for words in said for name, hook in yaml.safe_load(words).items()}
    assert [name for name in HOOK_NAMES if "use_stdin" in told[name]["commands"]["minutebook"]] == [
        REWRITTEN,
        PUSH,
    ]
    (repo / "lefthook.yml").unlink()
    for name in HOOK_NAMES:
        script(repo, name, "#!/bin/sh\n# File generated by pre-commit: https://pre-commit.com\n")
    left = install_agents(open_project(str(repo)), ["git"]).manual_steps
    (prepare, *_, push) = (
        yaml.safe_load(words.partition(".yaml: ")[2])["hooks"][0] for words in left
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


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, BLOCK),
        ("*.md text\n", f"*.md text\n{BLOCK}"),
        ("*.md text", f"*.md text\n{BLOCK}"),
        ("*.md text\r\n", "*.md text\r\n" + BLOCK.replace("\n", "\r\n")),
        (f"a\n{BLOCK.replace('history', 'old')}b\n", f"a\n{BLOCK}b\n"),
    ],
)
def test_attributes(before: str | None, after: str, repo: Path, git: Git) -> None:
    path = repo / ".gitattributes"
    if before is not None:
        path.write_text(before, newline="")
    config = (repo / ".git/config").read_bytes()
    put(repo)
    assert path.read_bytes().decode() == after
    said = git(
        "check-attr", "merge", "history/README-2024.md", "decisions/a/0001-x.md", "README.md"
    )
    assert [line.rpartition(": ")[2] for line in said.split("\n")[:-1]] == [
        "minutebook",
        "minutebook",
        "unspecified",
    ]
    assert put(repo) == ()
    take(repo)
    assert (repo / ".git/config").read_bytes() == config
    if before is None:
        assert not path.exists()
    elif "minutebook" not in before:
        assert path.read_bytes().decode() == before
    else:
        assert path.read_text() == "a\nb\n"


def test_folders_are_named_as_they_are(repo: Path, git: Git) -> None:
    odd = ["docs/my adr", "a[b]*", 'say "x"', "back\\slash", "caf\u00e9"]
    folders = ", ".join(f"'{name}'" for name in odd)
    (repo / "minutebook.toml").write_text(f"adr-folders = [{folders}]\nphr-folders = ['prompts']\n")
    put(repo)
    for name in (*odd, "prompts"):
        said = git("check-attr", "-z", "merge", f"{name}/0001-x.md").split("\0")
        assert said[2] == "minutebook", name
    assert git("check-attr", "-z", "merge", "abc/0001-x.md").split("\0")[2] == "unspecified"


def problems(top: Path) -> tuple[str, tuple[str, ...]]:
    (report,) = status.read_agent_statuses(open_project(str(top)), ["git"])
    words = [one for one in report.problems if one != status.HOOK_NOT_ON_PATH]
    return report.state, tuple(words)


def test_status_tells_of_the_driver(repo: Path, git: Git) -> None:
    assert problems(repo) == ("not", ())
    put(repo)
    assert problems(repo) == ("installed", ())
    git("config", "--remove-section", "merge.minutebook")
    cure = "minutebook agents install git"
    assert problems(repo) == ("partly", (f"git merges generated blocks as text: {cure}",))
    put(repo)
    (repo / ".gitattributes").write_text("")
    said = f".gitattributes does not name all record folders: {cure}"
    assert problems(repo) == ("partly", (said,))
    put(repo)
    (repo / ".git/hooks" / PUSH).unlink()
    assert problems(repo) == ("partly", (f"a part is missing: {cure}",))


def test_a_colleagues_clone_is_told_what_it_lacks(repo: Path) -> None:
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
def test_a_drivers_own_form_stays(value: str, kept: bool, repo: Path, git: Git) -> None:
    git("config", "merge.minutebook.driver", value)
    put(repo)
    held = git("config", "merge.minutebook.driver").strip("\n")
    assert held == (value if kept else merge_driver.DRIVER_COMMAND)
    take(repo)
    assert "merge" not in (repo / ".git/config").read_text()
