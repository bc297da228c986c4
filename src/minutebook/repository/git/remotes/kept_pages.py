"""Kept pages on a remote: a branch that has nothing else, written by every clone.

Their objects lie in a bare repository of their own in git's directory, never among those of the
clone: whoever pushes all of its refs, or copies its objects, takes no kept text along.

As for claims, only a remote that is configured is asked, nobody is asked for a password, and no
program that the clone's own configuration names is run.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from minutebook.errors import Conflict, OperationError
from minutebook.repository import guard
from minutebook.repository.git.process import run_git, run_network_git
from minutebook.repository.git.remotes import addresses, remote_claims
from minutebook.repository.git.repo import Repo

BRANCH = "minutebook-texts"
_SYNCED_REF = "refs/heads/synced"  # what this clone and the remote had in common the last time
_TIP_REF = "refs/heads/tip"  # what the remote had when it was asked last
_GIT_FOLDER = "texts.git"
_TIMEOUT_SECONDS = 60.0
_MODE = "100644"


class TextsUnavailable(OperationError):
    """The remote cannot be asked for kept texts, or does not take them."""

    code = "texts-remote"


class SharedRemote(Conflict):
    """The remote for kept texts is the one that the code goes to."""

    code = "texts-shared"

    def __init__(self, remote: str) -> None:
        super().__init__(
            f"the code of this clone goes to {remote}: whoever reads it would read the texts",
            'git remote add texts ADDRESS; then texts = "texts" in the configuration',
        )


def fetch_pages(repo: Repo, remote: str) -> str:
    """Ask the remote for its kept pages; the commit that has them, "" for none.

    Raises SharedRemote where a branch or tag of it is at a commit that this clone has: whatever its
    address looks like, the code is there. Raises TextsUnavailable.
    """
    _make_repository(repo)
    status, out, err = _run_on_remote(repo, remote, "ls-remote", "--refs", "--", "URL")
    if status:
        raise _explain(remote, err)
    commits = {ref: commit for commit, _, ref in (row.partition("\t") for row in out.split("\n"))}
    tip = commits.pop(_branch(), "")
    if addresses.has_any_commit(repo, commits.values()):
        raise SharedRemote(remote)
    if not tip:
        return ""
    refspec = f"+{_branch()}:{_TIP_REF}"
    options = ("--no-tags", "--no-recurse-submodules", "--quiet", "--no-write-fetch-head")
    status, _, err = _run_on_remote(repo, remote, "fetch", *options, "--", "URL", refspec)
    if status:
        raise _explain(remote, err)
    return tip


def read_synced(repo: Repo) -> str:
    """The commit that this clone and the remote had in common the last time; "" for none."""
    _make_repository(repo)
    args = ("rev-parse", "--verify", "--quiet", _SYNCED_REF)
    return run_git(repo, *args, ok_statuses=(0, 1, 128), environment=_own(repo)).strip()


def note_synced(repo: Repo, commit: str) -> None:
    """Note the commit that this clone and the remote have in common now."""
    run_git(repo, "update-ref", _SYNCED_REF, commit, environment=_own(repo))


def read_pages(repo: Repo, commit: str, folder: str) -> dict[str, str]:
    """The pages of a commit below a folder, by their paths from there."""
    if not commit:
        return {}
    args = ("ls-tree", "-r", "-z", "--full-tree", commit, "--", folder)
    entries = run_git(repo, *args, environment=_own(repo)).split("\0")
    pages = {}
    for facts, _, path in (entry.partition("\t") for entry in entries if entry):
        if facts.split()[1] == "blob" and path.startswith(f"{folder}/"):
            blob = facts.split()[2]
            text = run_git(repo, "cat-file", "blob", blob, environment=_own(repo))
            pages[path[len(folder) + 1 :]] = text
    return pages


def commit_pages(
    repo: Repo, parent: str, folder: str, pages: Mapping[str, str | None], message: str
) -> str:
    """Make a commit that has these pages below a folder, None for those that go; its id."""
    index = os.path.join(_locate(repo), f"index.{os.getpid()}")
    environment = {
        **_own(repo),
        "GIT_INDEX_FILE": index,
        **{f"GIT_{who}_NAME": "minutebook" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_EMAIL": "minutebook@localhost" for who in ("AUTHOR", "COMMITTER")},
    }
    try:
        run_git(repo, "read-tree", parent or "--empty", environment=environment)
        lines = []
        for path, text in pages.items():
            if text is None:
                lines.append(f"0 {'0' * 40}\t{folder}/{path}")
                continue
            hashing = ("hash-object", "-w", "--stdin", "--no-filters")
            name = run_git(repo, *hashing, stdin_text=text, environment=environment).strip()
            lines.append(f"{_MODE} {name}\t{folder}/{path}")
        entries = "".join(f"{line}\0" for line in lines)
        adding = ("update-index", "-z", "--index-info")
        run_git(repo, *adding, stdin_text=entries, environment=environment)
        tree = run_git(repo, "write-tree", environment=environment).strip()
        parents = ("-p", parent) if parent else ()
        committing = ("commit-tree", "--no-gpg-sign", *parents, "-m", message, tree)
        return run_git(repo, *committing, environment=environment).strip()
    finally:
        for path in (index, f"{index}.lock"):
            if os.path.exists(path):
                os.unlink(path)


def push_commit(repo: Repo, remote: str, commit: str) -> bool:
    """Push a commit of kept pages; False where another clone was quicker.

    Raises TextsUnavailable.
    """
    options = ("--porcelain", "--no-verify", "--no-follow-tags", "--no-signed", "--quiet")
    args = ("push", *options, "--", "URL", f"{commit}:{_branch()}")
    status, out, err = _run_on_remote(repo, remote, *args)
    if status and ("non-fast-forward" in out or "fetch first" in out or "[rejected]" in out):
        return False
    if status:
        raise _explain(remote, f"{err}\n{out}")
    return True


def _branch() -> str:
    return f"refs/heads/{BRANCH}"


def _locate(repo: Repo) -> str:
    return os.path.join(repo.common_dir, guard.STATE_FOLDER, _GIT_FOLDER)


def _own(repo: Repo) -> dict[str, str]:
    """The variables by which git works in the repository of kept pages."""
    return {"GIT_DIR": _locate(repo)}


def _make_repository(repo: Repo) -> None:
    folder = guard.make_state_folder(repo.common_dir, _GIT_FOLDER, mode=0o700)
    if not os.path.exists(os.path.join(folder, "HEAD")):
        args = ("init", "--quiet", "--bare", "--template=", folder)
        run_git(repo, *args)


def _run_on_remote(repo: Repo, remote: str, *args: str) -> tuple[int, str, str]:
    """Run a git command, in which `URL` stands for the remote's address."""
    environment = remote_claims.build_remote_environment(repo, remote)
    address = run_git(repo, "remote", "get-url", "--push", remote).strip()
    args = tuple(address if arg == "URL" else arg for arg in args)
    try:
        return run_network_git(
            repo,
            *args,
            timeout_seconds=_TIMEOUT_SECONDS,
            environment={**environment, **_own(repo)},
        )
    except TimeoutError:
        raise _explain(remote, "it did not answer in time") from None


def _explain(remote: str, output: str) -> TextsUnavailable:
    """The refusal for a remote that failed, with the line of git's output that says most."""
    lines = [line.strip() for line in output.split("\n") if line.strip()]
    telling = [line for line in lines if line.startswith(("fatal:", "error:", "ssh:", "!"))]
    reason = (telling or lines or ["no answer"])[0].replace("\t", " ")
    return TextsUnavailable(
        f"{remote} was not reached for kept texts: {reason}", f"git ls-remote {remote}"
    )
