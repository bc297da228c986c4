"""Commits of records: some files alone, beside git's index and whatever else was changed.

They are made by git's plumbing, not by `git commit`: no hook runs, no editor opens, nobody is asked
for a passphrase, and of the index nothing is touched but the entries of these files. Partially
staged files, intents to add, submodules, a split index and a sparse checkout stay as they are.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

from minutebook.errors import OperationError
from minutebook.lean.values import Value
from minutebook.repository.git import revisions
from minutebook.repository.git.environment import add_settings
from minutebook.repository.git.process import run_git
from minutebook.repository.git.repo import (
    Repo,
    read_branch,
    read_matching_settings,
    require_trusted_filters,
)
from minutebook.repository.git.trees import is_object_id

_SETTINGS = r"^((user|author|committer)\.(name|email)|commit\.gpgsign)$"
_FALSE_VALUES = ("false", "no", "off", "0", "")
_REGULAR_MODES = ("100644", "100755")
# The temporary index is one plain file, whatever is configured for git's own.
_PLAIN_INDEX = (("core.splitIndex", "false"), ("index.sparse", "false"))
_OWN_IDENTITY = (("user.useConfigOnly", "true"), ("i18n.commitEncoding", "UTF-8"))
_SHA1_LENGTH = 40
INDEX_LOCK_SECONDS = 2.0  # that a lock of git's index is waited for
_INDEX_LOCK_STEP = 0.05  # seconds between two looks at it
_MAX_PATCHES = 300  # commits whose patches are compared


class CommitSettings(Value):
    """What git's configuration says of commits: who makes them, and whether they are signed.

    `has_identity`: a name and an address are configured, so that git need not guess them.
    """

    has_identity: bool
    is_signed: bool


class HeadCommit(Value):
    """The commit that is checked out, with its header and message as git stores them.

    `ref` is the full name of the branch, `HEAD` where it is detached.
    """

    sha: str
    header: str
    message: str
    ref: str

    @property
    def parents(self) -> list[str]:
        """The commits that it was made on."""
        lines = self.header.split("\n")
        return [line.removeprefix("parent ") for line in lines if line.startswith("parent ")]

    @property
    def is_signed(self) -> bool:
        """Whether it has a signature, which no other commit can have."""
        return "\ngpgsig" in self.header


class IndexEntry(Value):
    """A file as git's index has it; all empty for one that git would track.

    `is_plain`: it has no conflict and is not left out by a sparse checkout.
    """

    mode: str = ""
    object_id: str = ""
    is_plain: bool = True


def read_commit_settings(repo: Repo) -> CommitSettings:
    """Read what git's configuration and variables say of commits."""
    settings = read_matching_settings(repo, _SETTINGS)

    def is_known(role: str, fact: str) -> bool:
        variable = os.environ.get(f"GIT_{role}_{fact}".upper(), "")
        names = (f"{role}.{fact}", f"user.{fact}")
        return bool(variable.strip() or any(settings.get(name, "").strip() for name in names))

    roles = [(role, fact) for role in ("author", "committer") for fact in ("name", "email")]
    return CommitSettings(
        all(is_known(role, fact) for role, fact in roles),
        settings.get("commit.gpgsign", "").lower() not in _FALSE_VALUES,
    )


def read_head_commit(repo: Repo) -> HeadCommit | None:
    """Read the commit that is checked out; None before the first one."""
    answer = run_git(repo, "cat-file", "--batch", stdin_text="HEAD\n")
    facts, _, content = answer.partition("\n")
    sha, kind, *_ = [*facts.split(" "), ""]
    if kind != "commit":
        return None
    header, _, message = content.partition("\n\n")
    branch = read_branch(repo)
    return HeadCommit(sha, header, message, f"refs/heads/{branch}" if branch else "HEAD")


def is_ancestor(repo: Repo, commit: str, descendant: str) -> bool:
    """Whether a commit is another one or lies in its history; False where git has it not."""
    # Git does not say it by its output.
    args = ("rev-list", "--max-count=1", f"{commit}^{{commit}}", f"^{descendant}")
    try:
        return not run_git(repo, *args).strip()
    except OperationError:
        return False


def is_on_branch(repo: Repo, commit: str, prefix: str = "refs/heads") -> bool:
    """Whether a branch below `prefix` has a commit: on a local one it was not amended since."""
    args = (f"--contains={commit}", "--format=%(refname)", "--count=1", prefix)
    return bool(run_git(repo, "for-each-ref", *args, ok_statuses=(0, 129)).strip())


def find_branch_with(repo: Repo, commit: str) -> str:
    """A local branch that has a commit, one that ends with it first; "" where none has it."""
    line_format = "%(objectname) %(refname:lstrip=2)"
    args = (f"--contains={commit}", f"--format={line_format}", "refs/heads")
    lines = run_git(repo, "for-each-ref", *args, ok_statuses=(0, 129)).splitlines()
    lines.sort(key=lambda line: not line.startswith(commit))
    return lines[0].partition(" ")[2] if lines else ""


def is_held_elsewhere(repo: Repo, head: HeadCommit) -> bool:
    """Whether a tag, a remote-tracking branch or another branch has the commit checked out."""
    prefixes = ("refs/remotes", "refs/tags", "refs/heads")
    args = (f"--contains={head.sha}", "--format=%(refname)", "--count=2", *prefixes)
    refs = run_git(repo, "for-each-ref", *args).split()
    return any(ref != head.ref for ref in refs)


# Files ------------------------------------------------------------------------------------------


def list_index_entries(repo: Repo, paths: Iterable[str]) -> dict[str, IndexEntry]:
    """The entries of some files in git's index, and those that git would track as empty ones.

    Files that git ignores, and those that are not there, are left out.
    """
    wanted = list(paths)
    if not wanted:
        return {}
    options = ("-z", "-t", "--stage", "--cached", "--others", "--exclude-standard")
    entries: dict[str, IndexEntry] = {}
    for line in run_git(repo, "ls-files", *options, "--", *wanted).split("\0"):
        tag, _, rest = line.partition(" ")
        if tag == "?":
            entries.setdefault(rest, IndexEntry())
        elif tag:
            facts, _, path = rest.partition("\t")
            mode, object_id, stage = facts.split(" ")
            is_plain = tag == "H" and stage == "0" and mode in _REGULAR_MODES
            entries[path] = IndexEntry(mode, object_id, is_plain)
    return entries


def list_tree_objects(repo: Repo, commit: str, paths: Iterable[str]) -> dict[str, str]:
    """The objects that some files have in a commit, by their paths; none before the first one."""
    wanted = list(paths)
    args = ("ls-tree", "-z", "--full-tree", commit, "--", *wanted)
    entries = run_git(repo, *args, ok_statuses=(0, 128)).split("\0") if wanted else []
    pairs = (entry.partition("\t") for entry in entries if entry)
    return {path: facts.split(" ")[2] for facts, _, path in pairs}


def list_unsafe_paths(repo: Repo, paths: Iterable[str]) -> set[str]:
    """Those of some files whose change in the working tree may stop git's checkout or pull.

    A branch has them otherwise than the commit that is checked out; or that has them, and others
    may push a change of them, as the clone has branches of a remote.
    """
    wanted = list(paths)
    tips = revisions.list_branch_tips(repo, "refs/heads", "refs/remotes") if wanted else []
    if not tips or any("\n" in path for path in wanted):
        return set(wanted) if tips else set()
    has_remote = any(ref.startswith("refs/remotes/") for ref, _ in tips)
    versions = _list_versions(repo, ["HEAD", *(commit for _, commit in tips)], wanted)
    return {
        path
        for path, (here, *others) in versions.items()
        if (has_remote and here) or any(other != here for other in others)
    }


def list_present_paths(repo: Repo, commits: Iterable[str], paths: Iterable[str]) -> set[str]:
    """Those of some files that one of some commits has, or may have."""
    wanted, commits = list(paths), list(commits)
    if not commits or not wanted:
        return set()
    if any("\n" in path for path in wanted):
        return set(wanted)
    versions = _list_versions(repo, commits, wanted)
    return {path for path, objects in versions.items() if any(objects)}


def _list_versions(
    repo: Repo, commits: Iterable[str], paths: Sequence[str]
) -> dict[str, list[str]]:
    """The objects that files have in commits, "" for none, in the order of the commits, by path."""
    commits = dict.fromkeys(commits)
    names = "".join(f"{commit}:{path}\n" for commit in commits for path in paths)
    answer = run_git(repo, "cat-file", "--batch-check=%(objectname)", stdin_text=names)
    # What is not there has a line of its own, which begins with the commit.
    objects = [line if is_object_id(line) else "" for line in answer.split("\n")[:-1]]
    return {path: objects[position :: len(paths)] for position, path in enumerate(paths)}


def is_object_of(repo: Repo, path: str, text: str, object_id: str) -> bool:
    """Whether an object is what a text would be as the file `path`, after git's filters."""
    import hashlib

    raw = text.encode("utf-8", "surrogateescape")
    data = b"blob %d\0%b" % (len(raw), raw)
    algorithm = hashlib.sha1 if len(object_id) == _SHA1_LENGTH else hashlib.sha256
    if algorithm(data).hexdigest() == object_id:  # most pages: no process is needed
        return True
    args = ("hash-object", "--stdin", "--path", path)
    return run_git(repo, *args, stdin_text=text).strip() == object_id


def store_files(repo: Repo, paths: Sequence[str]) -> dict[str, str]:
    """Store files of the working tree as objects, after git's filters; the objects by path.

    Raises OperationError, as where a filter may not run.
    """
    require_trusted_filters(repo, paths)
    names = "".join(f"{path}\n" for path in paths)
    objects = run_git(repo, "hash-object", "-w", "--stdin-paths", stdin_text=names).split()
    return dict(zip(paths, objects, strict=True))


# Commits ----------------------------------------------------------------------------------------


def write_tree(repo: Repo, commit: str, objects: Mapping[str, str]) -> str:
    """Make the tree of a commit with some other files in it; its id."""
    import tempfile

    lines = "".join(f"100644 {object_id}\t{path}\0" for path, object_id in objects.items())
    with tempfile.TemporaryDirectory(prefix="minutebook-") as folder:
        environment = _build_environment(_PLAIN_INDEX)
        environment["GIT_INDEX_FILE"] = os.path.join(folder, "index")
        run_git(repo, "read-tree", commit, environment=environment)
        args = ("update-index", "--add", "-z", "--index-info")
        run_git(repo, *args, stdin_text=lines, environment=environment)
        return run_git(repo, "write-tree", environment=environment).strip()


def create_commit(repo: Repo, tree: str, parents: Iterable[str], message: str) -> str:
    """Make a commit by the configured person, without a signature; its id.

    No branch has it yet. Raises OperationError where git does not know who makes it.
    """
    args = [arg for parent in parents for arg in ("-p", parent)]
    environment = _build_environment(_OWN_IDENTITY)
    return run_git(
        repo, "commit-tree", *args, "-F", "-", tree, stdin_text=message, environment=environment
    ).strip()


def replace_tree(repo: Repo, head: HeadCommit, tree: str) -> str:
    """Make a commit that is the one checked out with another tree; its id.

    Message, author and author's date stay; the person who commits is the configured one.
    """
    environment = _build_environment(_OWN_IDENTITY)
    committer = run_git(repo, "var", "GIT_COMMITTER_IDENT", environment=environment).strip()
    new_lines = {"tree": f"tree {tree}", "committer": f"committer {committer}"}
    lines = [new_lines.get(line.partition(" ")[0], line) for line in head.header.split("\n")]
    text = "\n".join(lines) + f"\n\n{head.message.removesuffix(chr(10))}"
    return run_git(repo, "hash-object", "-t", "commit", "-w", "--stdin", stdin_text=text).strip()


def _build_environment(settings: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The variables that give git some settings beside those of this process's variables."""
    given = {name: value for name, value in os.environ.items() if name.startswith("GIT_CONFIG_")}
    return add_settings(given, settings)


def add_to_index(repo: Repo, paths: Sequence[str]) -> None:
    """Bring the entries of some files in git's index up to date. Raises OperationError.

    Another git process may hold the index for a moment: it is waited for.
    """
    import time

    names = "".join(f"{path}\0" for path in paths)
    deadline = time.monotonic() + INDEX_LOCK_SECONDS
    while True:
        try:
            run_git(repo, "update-index", "--add", "-z", "--stdin", stdin_text=names)
            return
        except OperationError as error:
            if "index.lock" not in error.message or time.monotonic() > deadline:
                raise
        time.sleep(_INDEX_LOCK_STEP)


def restore_index(repo: Repo, paths: Sequence[str]) -> None:
    """Have git's index say of some files what the commit that is checked out says."""
    run_git(repo, "reset", "--quiet", "--", *paths)


def move_head(repo: Repo, head: HeadCommit, commit: str, note: str) -> None:
    """Have the branch, or a detached HEAD, point to another commit, with a note in its log.

    Raises OperationError where it does not point to `head` any more.
    """
    options = ("-m", note, *(["--no-deref"] if head.ref == "HEAD" else []))
    run_git(repo, "update-ref", *options, head.ref, commit, head.sha)


# Rewritten commits ------------------------------------------------------------------------------


def find_same_patches(
    repo: Repo, commits: Sequence[str], former: Sequence[str], newest: str
) -> dict[str, str]:
    """Those of some commits that have the patch of one that was there before, with that one's id.

    `former` are ids, or their first digits. Those that git has no more, and those in the history of
    the commit `newest`, are nothing's former form.
    """
    names = "".join(f"{name}^{{commit}}\n" for name in former)
    answer = run_git(repo, "cat-file", "--batch-check=%(objectname)", stdin_text=names or "\n")
    present = [line for line in answer.split("\n") if is_object_id(line)]
    if not present:
        return {}
    stdin_text = "".join(f"{name}\n" for name in (*present, f"^{newest}"))
    outside = set(run_git(repo, "rev-list", "--stdin", stdin_text=stdin_text).split())
    former_ids = _read_patch_ids(repo, [name for name in present if name in outside])
    patch_ids = _read_patch_ids(repo, commits) if former_ids else {}
    former_by_patch = {patch_id: commit for commit, patch_id in former_ids.items()}
    return {
        commit: former_by_patch[patch_id]
        for commit, patch_id in patch_ids.items()
        if patch_id in former_by_patch
    }


def _read_patch_ids(repo: Repo, commits: Sequence[str]) -> dict[str, str]:
    """The ids of the patches of some commits, by commit; merges and empty ones have none."""
    wanted = commits[:_MAX_PATCHES]
    if not wanted:
        return {}
    options = ("--no-ext-diff", "--no-textconv", "--no-color", "--no-renames", "--root", "-p")
    stdin_text = "".join(f"{commit}\n" for commit in wanted)
    patches = run_git(repo, "diff-tree", "--stdin", *options, stdin_text=stdin_text)
    lines = run_git(repo, "patch-id", "--stable", stdin_text=patches or "\n").split("\n")
    pairs = [line.split(" ") for line in lines if line]
    return {commit: patch_id for patch_id, commit in pairs}
