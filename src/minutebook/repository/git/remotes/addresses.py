"""Where remotes lie, in a form in which two spellings of one place are equal."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from minutebook.lean.patterns import compile_lazily
from minutebook.repository.git.process import run_git
from minutebook.repository.git.repo import Repo, read_matching_settings

_REMOTE_LINE = compile_lazily(r"([^\t]+)\t(.*) \((?:fetch|push)\)(?: \[.*\])?")
_URL = compile_lazily(
    r"[a-z0-9+]+://(?:[^@/]*@)?(\[[^]]*\]|[^:/]*)(?::[0-9]*)?/(.*)", re.IGNORECASE
)
_SCP = compile_lazily(r"(?:[^@/:]*@)?(\[[^]]*\]|[^:/]{2,}):(.*)")  # one letter is a drive
_BRANCH_REMOTES = r"^(branch\..*\.(remote|pushremote)|remote\.pushdefault)$"
_REMOTES = "refs/remotes/"


def read_addresses(repo: Repo) -> dict[str, set[str]]:
    """The remotes of a clone, each with the addresses that it is fetched from and pushed to."""
    addresses: dict[str, set[str]] = {}
    for line in run_git(repo, "remote", "-v").splitlines():
        if match := _REMOTE_LINE.fullmatch(line):
            addresses.setdefault(match[1], set()).add(normalize_address(match[2], repo.top))
    return addresses


def normalize_address(address: str, top: str) -> str:
    """An address without what does not tell two places apart, lower case.

    That is the protocol, the user, the port, `.git` and `/` at its end. A path is one without
    links, from the top of the clone.
    """
    path = re.sub(r"^file://(localhost(?=/))?", "", address.strip())
    is_url = path == address.strip() and (_URL.fullmatch(path) or _SCP.fullmatch(path))
    if is_url and not os.path.exists(os.path.join(top, path)):
        host, rest = is_url.groups()
        rest = rest.strip("/").removesuffix(".git").strip("/").removeprefix("~/")
        return f"{host}:{rest}".casefold()
    real = os.path.realpath(os.path.join(top, os.path.expanduser(path)))
    if not os.path.exists(real) and os.path.exists(f"{real}.git"):  # git finds it, too
        real = os.path.realpath(f"{real}.git")
    return real.removesuffix(".git").rstrip("/").casefold()


def find_code_remotes(repo: Repo, *, except_branch: str) -> set[str]:
    """The remotes, by name or address, that branches go to or come from.

    One from which there is `except_branch` alone is not among them.
    """
    names = set(read_matching_settings(repo, _BRANCH_REMOTES).values())
    refs = run_git(repo, "for-each-ref", "--format=%(refname)", _REMOTES).split()
    for remote in read_addresses(repo):
        prefix = f"{_REMOTES}{remote}/"
        branches = {ref.removeprefix(prefix) for ref in refs if ref.startswith(prefix)}
        if branches - {except_branch}:
            names.add(remote)
    return names


def has_any_commit(repo: Repo, commits: Iterable[str]) -> bool:
    """Whether a clone has one of some commits or tags."""
    wanted = list(dict.fromkeys(filter(None, commits)))
    if not wanted:
        return False
    answer = run_git(repo, "cat-file", "--batch-check", stdin_text="\n".join([*wanted, ""]))
    return any(line.split()[1:2] in (["commit"], ["tag"]) for line in answer.splitlines())


def is_same_project(repo: Repo, other: Repo) -> bool:
    """Whether two clones are of one project: they have a remote, or a commit, in common.

    Each may be the other's remote.
    """
    own, theirs = (
        {address for addresses in read_addresses(each).values() for address in addresses}
        | {normalize_address(each.top, each.top), normalize_address(each.common_dir, each.top)}
        for each in (repo, other)
    )
    if own & theirs:
        return True
    roots = run_git(repo, "rev-list", "--max-parents=0", "HEAD", ok_statuses=(0, 128)).split()
    tips = run_git(other, "for-each-ref", "--format=%(objectname)").split()
    return has_any_commit(other, roots) or has_any_commit(repo, tips)
