"""The only room that knows git: small questions, answered from a file or by one git child."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from minutebook.errors import OperationError
from minutebook.repository import files

# Repository content is untrusted: no hook, pager, filter program or prompt starts from here.
_QUIET = (
    "--no-pager",
    "--literal-pathspecs",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.quotePath=false",
)
_LOG = 16 * 1024 * 1024  # characters of HEAD's log
# Set by git for its hooks; they would lead a child to another repository than the one asked for.
_FOREIGN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_PREFIX")


@dataclass(frozen=True, slots=True)
class Repo:
    """A working tree: its top, its own git directory, and the one its worktrees share."""

    top: str
    git_dir: str
    common_dir: str


def find_repo(start: str) -> Repo:
    """The repository that `start` lies in. Raises Trouble where there is none."""
    try:
        folder = os.path.realpath(start)
    except OSError:  # the working folder is gone
        folder = ""
    if not os.path.isdir(folder):
        raise OperationError(f"{start} is not a folder", "give -C an existing folder")
    while True:
        dot = os.path.join(folder, ".git")
        git_dir = _git_dir(dot, folder)
        if git_dir is not None:
            return Repo(folder, git_dir, _common(git_dir))
        parent = os.path.dirname(folder)
        if parent == folder:
            raise OperationError(
                "not in a git repository", "run it inside one, or make one: git init"
            )
        folder = parent


def _git_dir(dot: str, folder: str) -> str | None:
    if os.path.isfile(os.path.join(dot, "HEAD")):
        return dot
    text = _line(dot)  # a linked worktree or a submodule: a file that says where
    if not text.startswith("gitdir: "):
        return None
    return os.path.normpath(os.path.join(folder, text[8:]))


def _common(git_dir: str) -> str:
    said = _line(os.path.join(git_dir, "commondir"))
    return os.path.normpath(os.path.join(git_dir, said)) if said else git_dir


def _line(path: str, most: int = 65536) -> str:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read(most).strip()
    except OSError:
        return ""


def read_branch(repo: Repo) -> str:
    """The branch that is checked out, also before its first commit; "" where HEAD is detached."""
    head = _line(os.path.join(repo.git_dir, "HEAD"))
    return head.removeprefix("ref: refs/heads/") if head.startswith("ref: ") else ""


def read_branch_at(repo: Repo, timestamp: float) -> str:
    """The branch that was checked out at a moment, as HEAD's log has it; "" where it was none."""
    at = read_branch(repo)
    for line in reversed(_line(os.path.join(repo.git_dir, "logs", "HEAD"), _LOG).split("\n")):
        who, _, what = line.partition("\t")
        stamp = who.rpartition("> ")[2].partition(" ")[0]
        if not stamp.isdigit() or int(stamp) <= timestamp:
            break
        if what.startswith("checkout: moving from "):
            at = what[22:].partition(" to ")[0]
    return "" if len(at) == 40 and not at.strip("0123456789abcdef") else at


def list_worktrees(repo: Repo) -> list[str]:
    """The tops of all working trees of this clone, this one first."""
    tops = [repo.top]
    main = os.path.dirname(repo.common_dir)
    if os.path.basename(repo.common_dir) == ".git" and main != repo.top:
        tops.append(main)
    try:
        names = sorted(os.listdir(os.path.join(repo.common_dir, "worktrees")))
    except OSError:
        names = []
    for name in names:
        said = _line(os.path.join(repo.common_dir, "worktrees", name, "gitdir"))
        top = os.path.dirname(said)
        if said and top not in tops and os.path.isdir(top):
            tops.append(top)
    return tops


def run_git(
    repo: Repo,
    *args: str,
    ok_statuses: Iterable[int] = (0,),
    stdin_text: str = "",
    index_file: str = "",
) -> str:
    """What git answers, as text; undecodable bytes come as surrogates.

    `given` goes to its stdin; `index` is the file to use as git's index. Raises Trouble where git
    is missing or ends with a status not in `ok`.
    """
    import subprocess

    try:
        done = subprocess.run(
            ["git", "-C", repo.top, *_QUIET, *args],
            stdin=None if stdin_text else subprocess.DEVNULL,
            input=stdin_text.encode("utf-8", "surrogateescape") if stdin_text else None,
            capture_output=True,
            env=_environment(index_file),
            check=False,
        )
    except OSError as error:
        raise _missing(error) from None
    if done.returncode not in tuple(ok_statuses):
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[0]
        raise OperationError(
            f"git {args[0]} failed: {said}", "see whether git works in this folder"
        )
    return done.stdout.decode("utf-8", "surrogateescape")


def run_git_bounded(
    repo: Repo, *args: str, max_bytes: int, timeout_seconds: float, index_file: str = ""
) -> str:
    """The first `most` bytes of what git answers within some seconds; the rest is left out.

    Raises Trouble as `git` does.
    """
    import subprocess
    from threading import Timer

    try:
        child = subprocess.Popen(
            ["git", "-C", repo.top, *_QUIET, *args],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a pipe that nobody reads would stop the child
            env=_environment(index_file),
        )
    except OSError as error:
        raise _missing(error) from None
    late = Timer(timeout_seconds, child.kill)
    late.start()
    with child:
        raw = child.stdout.read(max_bytes) if child.stdout else b""
        cut = len(raw) == max_bytes or not late.is_alive()
        if cut:
            child.kill()
    late.cancel()
    if child.returncode and not cut:
        told = " ".join(("git", *args))
        raise OperationError(f"git {args[0]} failed", f"see what it says: {told}")
    return raw.decode("utf-8", "surrogateescape")


def run_network_git(
    repo: Repo, *args: str, timeout_seconds: float, environment: Mapping[str, str] | None = None
) -> tuple[int, str, str]:
    """Status, stdout and stderr of a git child that needs the network; it is shown no prompt.

    It has no terminal, and ends after some seconds with all that it started. Raises TimeoutError
    then, and Trouble where git is missing.
    """
    import subprocess

    try:
        child = subprocess.Popen(
            ["git", "-C", repo.top, *_QUIET, *args],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**_environment(""), **(environment or {})},
            start_new_session=True,
        )
    except OSError as error:
        raise _missing(error) from None
    with child:
        try:
            out, err = child.communicate(timeout=timeout_seconds)
        except BaseException as error:
            _end(child.pid)
            child.kill()
            if isinstance(error, subprocess.TimeoutExpired):
                raise TimeoutError from None
            raise
    return child.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "replace")


def _end(group: int) -> None:
    """End a child and what it started: `ssh` and the like would keep its pipes open."""
    if hasattr(os, "killpg"):
        import signal

        with suppress(OSError):
            os.killpg(group, signal.SIGKILL)


def _environment(index: str) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    environment.update(GIT_OPTIONAL_LOCKS="0", GIT_TERMINAL_PROMPT="0", LC_ALL="C")
    if index:
        environment["GIT_INDEX_FILE"] = index
    return environment


def _missing(error: OSError) -> OperationError:
    return OperationError(f"git cannot be run: {error}", "install git, or put it on PATH")


def read_user_name(repo: Repo) -> str:
    """Who git says is at work: the author's name, "" where git does not know."""
    said = os.environ.get("GIT_AUTHOR_NAME", "")
    return said.strip() or run_git(repo, "config", "user.name", ok_statuses=(0, 1)).strip()


def list_files(repo: Repo) -> list[str]:
    """All files of the working tree that git tracks or would track, relative to the top.

    Our own temporary files are among them, though git is told to pass them over.
    """
    seen = f"--exclude=!{files.TEMPORARY_FILE_PATTERN}"
    said = run_git(repo, "ls-files", "-z", "--cached", "--others", seen, "--exclude-standard")
    return sorted(set(filter(None, said.split("\0"))))


# Sparse checkouts -------------------------------------------------------------------------------


def is_sparse(repo: Repo) -> bool:
    """Whether git may leave files out of the working tree. Costs one look at the disk."""
    return os.path.exists(os.path.join(repo.git_dir, "info", "sparse-checkout"))


def find_omitted_objects(repo: Repo, paths: Iterable[str]) -> dict[str, str]:
    """The objects of the files that a sparse checkout leaves out, at or below some places.

    The keys are paths; links and submodules are not among them.
    """
    asked = list(paths)
    if not asked or not is_sparse(repo):
        return {}
    found = {}
    for entry in run_git(repo, "ls-files", "-t", "-s", "-z", "--", *asked).split("\0"):
        about, _, path = entry.partition("\t")
        words = about.split(" ")
        if words[0] == "S" and words[1].startswith("100") and words[3] == "0":
            found[path] = words[2]
    return found


def read_objects(repo: Repo, object_ids: Iterable[str]) -> dict[str, str]:
    """The texts of objects, read by one git child. Raises Trouble where one cannot be had."""
    wanted = list(dict.fromkeys(object_ids))
    if not wanted:
        return {}
    said = run_git(repo, "cat-file", "--batch", stdin_text="\n".join([*wanted, ""]))
    raw, at, found = said.encode("utf-8", "surrogateescape"), 0, {}
    for name in wanted:
        end = raw.index(b"\n", at)
        words = raw[at:end].split()
        if words[1:2] != [b"blob"]:
            raise OperationError(
                "records that the sparse checkout leaves out cannot be read: "
                f"{name} is not in this clone",
                "git fetch, or take them in with git sparse-checkout add",
            )
        at = end + 1 + int(words[2])
        found[name] = raw[end + 1 : at].decode("utf-8", "surrogateescape")
        at += 1
    return found
