"""A repository and its working tree: where it is, its branch, configuration, files and objects.

Each question is answered from a file where that is possible, else by one git process.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence

from minutebook.errors import OperationError
from minutebook.lean.values import Value
from minutebook.repository import files, light
from minutebook.repository.git.environment import NO_REPOSITORY, may_have_filters
from minutebook.repository.git.process import run_git

# Files and folders of git's directory that are there while an operation waits for its end.
_OPERATION_FILES = (
    "MERGE_HEAD",
    "CHERRY_PICK_HEAD",
    "REVERT_HEAD",
    "BISECT_LOG",
    "rebase-merge",
    "rebase-apply",
    "sequencer",
)
_MAX_CONFIG_CHARS = 1_000_000  # of git's own file of settings
# The path of a remote's address: `git@host:owner/name.git`, `https://host/group/owner/name`.
_REMOTE_NAME = r"(?:^[a-z+]{2,9}://[^/]+/|^[^/:]{1,200}:/?)(?:~[^/]*/)?([^:]+?)(?:\.git)?/?$"
_MAX_REFLOG_BYTES = 16 * 1024 * 1024  # bytes of HEAD's log, from its end


class Repo(Value):
    """A working tree: its top, its own git directory, and the one its worktrees share."""

    top: str
    git_dir: str
    common_dir: str


def find_repo(start: str) -> Repo:
    """The repository that `start` lies in. Raises OperationError where there is none."""
    try:
        folder = os.path.realpath(start)
    except OSError:  # the working folder was removed
        folder = ""
    if not os.path.isdir(folder):
        raise OperationError(f"{start} is not a folder", "give -C an existing folder")
    top, git_dir, common_dir = light.find_git_folders(folder)
    bare = _find_bare_repository(folder, top)
    if top and not bare:
        return Repo(top, git_dir, common_dir)
    if bare:
        raise OperationError(
            f"{bare} is a bare repository: it has no working tree that records could stand in",
            "run it in a clone of it, or in a worktree: git worktree add ../worktree",
        )
    raise OperationError("not in a git repository", "run it inside one, or make one: git init")


def _find_bare_repository(folder: str, top: str) -> str:
    """The bare repository that a folder is or lies in, below `top` if any; "" without one."""
    if ".git" in folder.split(os.sep):
        return ""
    while folder != top:
        if (
            os.path.isfile(os.path.join(folder, "HEAD"))
            and os.path.isdir(os.path.join(folder, "objects"))
            and os.path.isdir(os.path.join(folder, "refs"))
        ):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            break
        folder = parent
    return ""


def list_worktrees(repo: Repo) -> list[str]:
    """The tops of all working trees of this clone, this one first."""
    return light.list_worktrees(repo.top, repo.common_dir)


# Branches ---------------------------------------------------------------------------------------


def read_branch(repo: Repo) -> str:
    """The branch that is checked out, also before its first commit; "" where HEAD is detached."""
    head = light.read_text(os.path.join(repo.git_dir, "HEAD")).strip()
    return head.removeprefix("ref: refs/heads/") if head.startswith("ref: ") else ""


def read_branch_at(repo: Repo, timestamp: float) -> str:
    """The branch that was checked out at a moment, by HEAD's log; "" where HEAD was detached.

    `timestamp` is in seconds since the epoch.
    """
    branch = read_branch(repo)
    log = light.read_tail(os.path.join(repo.git_dir, "logs", "HEAD"), _MAX_REFLOG_BYTES)
    for line in reversed(log.strip().split("\n")):
        committer, _, action = line.partition("\t")
        stamp = committer.rpartition("> ")[2].partition(" ")[0]
        if not stamp.isdigit() or int(stamp) <= timestamp:
            break
        if action.startswith("checkout: moving from "):
            branch = action[22:].partition(" to ")[0]
    return "" if len(branch) == 40 and not branch.strip("0123456789abcdef") else branch


# Configuration ----------------------------------------------------------------------------------


def init_repository(folder: str, *, branch: str, user_name: str, user_email: str) -> Repo:
    """Make a repository with its first branch, and set its user in its own configuration."""
    repo = Repo(folder, os.path.join(folder, ".git"), os.path.join(folder, ".git"))
    run_git(repo, "init", "--quiet", "--initial-branch", branch)
    write_local_setting(repo, "user.name", user_name)
    write_local_setting(repo, "user.email", user_email)
    return repo


def read_user_name(repo: Repo) -> str:
    """The author's name that git would write into a commit; "" where git does not know."""
    name = os.environ.get("GIT_AUTHOR_NAME", "").strip() or _read_written_name(repo)
    return name or run_git(repo, "config", "user.name", ok_statuses=(0, 1)).strip()


def _read_written_name(repo: Repo) -> str:
    """The user's name as a file of settings plainly says it; "" where only git can tell.

    It saves a new record a git process and the module that starts it: half of Python's start.
    """
    home = os.environ.get("HOME", "")
    is_plain = not any(name.startswith("GIT_CONFIG") for name in os.environ)
    if not (is_plain and home and hasattr(os, "geteuid")):
        return ""
    if os.path.exists(os.path.join(repo.git_dir, "config.worktree")) or any(
        os.stat(folder).st_uid != os.geteuid() for folder in (repo.top, repo.common_dir)
    ):  # of another user's files git believes nothing
        return ""
    for path in (os.path.join(repo.common_dir, "config"), os.path.join(home, ".gitconfig")):
        name = _find_name(light.read_text(path))
        if name != "":
            return name or ""
    return ""


def _find_name(config: str) -> str | None:
    """The user's name in git's settings; "" where they have none, None where that is not sure."""
    if config.startswith("\ufeff") or "\\\n" in config:
        return None
    name, is_user = "", False
    for line in map(str.strip, config.split("\n")):
        if line.startswith("["):
            if not line.endswith("]") or line.lower().startswith("[include"):
                return None
            is_user = line.lower() == "[user]"
        elif is_user and line.partition("=")[0].strip().lower() == "name":
            name = line.partition("=")[2].strip()
            if not name or any(sign in name for sign in ('"', "\\", "#", ";", "\t", "  ")):
                return None
    return name


def read_user_email(repo: Repo) -> str:
    """The author's e-mail address that git would write into a commit; "" where it is not set."""
    email = os.environ.get("GIT_AUTHOR_EMAIL", "")
    return email.strip() or run_git(repo, "config", "user.email", ok_statuses=(0, 1)).strip()


def read_editor(repo: Repo, *, has_terminal: bool) -> str:
    """The command line of the editor that git would open for a commit message; "" for none.

    By the user's own configuration: that of the clone may have come with an archive. Without a
    terminal the editor of the system, which needs one, is none.
    """
    from minutebook.repository.git import local_programs

    environment = {} if local_programs.is_trusted(repo.top) else {"GIT_DIR": NO_REPOSITORY}
    if not has_terminal:
        environment["TERM"] = "dumb"
    # Where there is none, git fails: with 1 or 128, by its version.
    ok_statuses = (0, 1, 128)
    return run_git(
        repo, "var", "GIT_EDITOR", ok_statuses=ok_statuses, environment=environment
    ).strip()


def read_hooks_path(repo: Repo) -> str:
    """What `core.hooksPath` says, with `~` put in full; "" where it is not set."""
    answers = run_git(repo, "config", "-z", "--type=path", "--get-all", "core.hooksPath")
    values = answers.split("\0")[:-2]  # the last one is what our own git processes are told
    return values[-1] if values else ""


def read_matching_settings(repo: Repo, pattern: str) -> dict[str, str]:
    """The settings whose names match an extended regular expression: name to its last value."""
    answers = run_git(repo, "config", "-z", "--get-regexp", pattern, ok_statuses=(0, 1))
    return dict(entry.split("\n", 1) for entry in answers.split("\0") if "\n" in entry)


def read_remote_names(repo: Repo) -> frozenset[str]:
    """What forges call this repository, as its remotes' addresses say: `owner/name`, lower case.

    Read from git's own file: a page's links are looked at by every command that lists records, and
    none of them should cost a process.
    """
    try:
        with open(os.path.join(repo.common_dir, "config"), encoding="utf-8", errors="replace") as f:
            config = f.read(_MAX_CONFIG_CHARS)
    except OSError:
        return frozenset()
    if "url" not in config:  # without a remote, as quick as can be
        return frozenset()
    addresses = re.findall(r"(?m)^[ \t]*url[ \t]*=[ \t]*(\S{1,500})[ \t]*$", config)
    names = (re.search(_REMOTE_NAME, address) for address in addresses)
    return frozenset(name[1].lower() for name in names if name)


def read_local_setting(repo: Repo, name: str) -> str:
    """A setting of this clone's own configuration; "" where it is not set."""
    args = ("config", "--local", "-z", "--get", name)
    return run_git(repo, *args, ok_statuses=(0, 1)).rstrip("\0")


def write_local_setting(repo: Repo, name: str, value: str) -> None:
    """Set a setting in this clone's own configuration, in place of all its values."""
    run_git(repo, "config", "--local", "--replace-all", name, value)


def remove_local_setting(repo: Repo, name: str) -> None:
    """Remove a setting from this clone's own configuration; git drops an empty section."""
    run_git(repo, "config", "--local", "--unset-all", name, ok_statuses=(0, 5))


# Files and objects ------------------------------------------------------------------------------


def list_files(repo: Repo) -> list[str]:
    """All files of the working tree that git tracks or would track, relative to the top.

    Our own temporary files are among them, though git is told to ignore them.
    """
    unignored = f"--exclude=!{files.TEMPORARY_FILE_PATTERN}"
    args = ("ls-files", "-z", "--cached", "--others", unignored, "--exclude-standard")
    return sorted(set(filter(None, run_git(repo, *args).split("\0"))))


def list_ignored(repo: Repo, paths: Iterable[str]) -> dict[str, tuple[str, int, str]]:
    """The paths that git ignores and does not have: by which file, which line there, which pattern.

    The file is as seen from the top, or absolute. None where a path leads through a link.
    """
    stdin_text = "".join(f"./{path}\0" for path in paths)
    if not stdin_text:
        return {}
    args = ("check-ignore", "--verbose", "-z", "--stdin")
    fields = run_git(repo, *args, stdin_text=stdin_text, ok_statuses=(0, 1, 128)).split("\0")
    rows = zip(*(iter(fields),) * 4, strict=False)
    return {
        path.removeprefix("./"): (source, int(line), pattern)
        for source, line, pattern, path in rows
        if not pattern.startswith("!")
    }


def list_marked_paths(
    repo: Repo, attributes: Sequence[str], paths: Sequence[str]
) -> frozenset[str]:
    """Those of some files that git's attributes give one of some marks, set or `true`."""
    if not paths:
        return frozenset()
    stdin_text = "".join(f"{path}\0" for path in paths)
    answer = run_git(repo, "check-attr", "-z", "--stdin", *attributes, stdin_text=stdin_text)
    rows = zip(*(iter(answer.split("\0")),) * 3, strict=False)
    return frozenset(path for path, _, value in rows if value in ("set", "true"))


def stage_paths(repo: Repo, paths: Iterable[str], *, only_tracked: bool = False) -> None:
    """Add files to git's index; with `only_tracked` none that it does not have.

    Raises OperationError, as where another git holds the index, or a filter may not run.
    """
    paths = list(paths)
    require_trusted_filters(repo, paths)
    run_git(repo, "add", *(["--update"] if only_tracked else []), "--", *paths)


def list_staged_objects(repo: Repo, paths: Iterable[str]) -> dict[str, str]:
    """The objects that git's index has of some files, by their paths."""
    wanted = list(paths)
    output = run_git(repo, "ls-files", "--stage", "-z", "--", *wanted) if wanted else ""
    entries = (entry.partition("\t") for entry in output.split("\0"))
    return {path: facts.split(" ")[1] for facts, _, path in entries if path}


def list_changed_paths(repo: Repo, paths: Iterable[str]) -> set[str]:
    """Those of some tracked files that are not what git's index has, or not there."""
    wanted = list(paths)
    args = ("diff", "--no-ext-diff", "--name-only", "-z", "--")
    return set(filter(None, run_git(repo, *args, *wanted).split("\0"))) if wanted else set()


def list_committed_paths(repo: Repo, paths: Iterable[str]) -> set[str]:
    """Those of some files that HEAD has, or that a commit on any branch or in the stash changed."""
    wanted = list(paths)
    if not wanted:
        return set()
    args = ("log", "--all", "-m", "--first-parent", "--format=", "--name-only", "-z", "--")
    return set(run_git(repo, *args, *wanted).replace("\n", "\0").split("\0")) & set(wanted)


def is_operation_open(repo: Repo) -> bool:
    """Whether a merge, a rebase, a pick, a revert or a bisection has begun and not ended."""
    return any(os.path.lexists(os.path.join(repo.git_dir, name)) for name in _OPERATION_FILES)


def require_trusted_filters(repo: Repo, paths: Iterable[str]) -> None:
    """Raise OperationError where a filter of files would be left out: it may have to encrypt."""
    if not may_have_filters(repo.top):
        return
    from minutebook.repository.git import local_programs

    untrusted = local_programs.find_untrusted_filters(repo.top)
    answer = run_git(repo, "check-attr", "-z", "filter", "--", *paths) if untrusted else ""
    for path, name in zip(answer.split("\0")[::3], answer.split("\0")[2::3], strict=False):
        if name in untrusted:
            raise OperationError(
                f"{path} was not staged: the filter {name!r} is this clone's own",
                local_programs.format_trust_command(repo.top),
            )


def is_sparse(repo: Repo) -> bool:
    """Whether git may leave files out of the working tree. Costs one look at the disk."""
    return os.path.exists(os.path.join(repo.git_dir, "info", "sparse-checkout"))


def find_omitted_objects(repo: Repo, paths: Iterable[str]) -> dict[str, str]:
    """The objects of the files that a sparse checkout leaves out, at or below some paths.

    The keys are paths; links and submodules are not among them.
    """
    wanted_paths = list(paths)
    if not wanted_paths or not is_sparse(repo):
        return {}
    objects = {}
    for entry in run_git(repo, "ls-files", "-t", "-s", "-z", "--", *wanted_paths).split("\0"):
        facts, _, path = entry.partition("\t")
        tag, *mode_object_stage = facts.split(" ")
        if tag == "S":
            mode, object_id, stage = mode_object_stage
            if mode.startswith("100") and stage == "0":
                objects[path] = object_id
    return objects


def read_committed_page(repo: Repo, commit: str, path: str) -> str:
    """The text that a file has in a commit. Raises OperationError where it cannot be read."""
    return run_git(repo, "cat-file", "blob", f"{commit}:{path}")


def read_objects(repo: Repo, object_ids: Iterable[str]) -> dict[str, str]:
    """The texts of objects, read by one git process. Raises OperationError where one is missing."""
    wanted_ids = list(dict.fromkeys(object_ids))
    texts = read_blobs(repo, wanted_ids)
    missing = next((object_id for object_id in wanted_ids if object_id not in texts), "")
    if missing:
        raise OperationError(
            "records that the sparse checkout leaves out cannot be read: "
            f"{missing} is not in this clone",
            "git fetch, or take them in with git sparse-checkout add",
        )
    return texts


def read_blobs(repo: Repo, object_ids: Iterable[str]) -> dict[str, str]:
    """The texts of files by their ids, read by one git process; those that are missing left out.

    Bytes that are not UTF-8 come as surrogates.
    """
    wanted_ids = list(dict.fromkeys(object_ids))
    if not wanted_ids:
        return {}
    answer = run_git(repo, "cat-file", "--batch", stdin_text="\n".join([*wanted_ids, ""]))
    raw, position, texts = answer.encode("utf-8", "surrogateescape"), 0, {}
    for object_id in wanted_ids:
        line_end = raw.index(b"\n", position)
        facts = raw[position:line_end].split()
        position = line_end + 1
        if len(facts) == 3 and facts[2].isdigit():
            end = position + int(facts[2])
            if facts[1] == b"blob":
                texts[object_id] = raw[position:end].decode("utf-8", "surrogateescape")
            position = end + 1
    return texts
