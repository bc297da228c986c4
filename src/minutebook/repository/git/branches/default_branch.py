"""Which branch is the default one, and whether it is the one that is checked out.

Answered from git's files: each command that creates a record asks, and a process would take time.
"""

from __future__ import annotations

import os
import re

from minutebook.lean.patterns import compile_lazily
from minutebook.repository import light
from minutebook.repository.git.process import run_git
from minutebook.repository.git.repo import Repo

# The names that a default branch has where the remote's choice is not known here.
_USUAL_NAMES = ("main", "master", "trunk")
_HEADS, _REMOTES = "refs/heads/", "refs/remotes/"
_SECTION = compile_lazily(r'[ \t]*\[(branch|remote)[ \t]+"((?:[^"\\]|\\.)*)"\]')
_REMOTE_LINE = compile_lazily(r"[ \t]*remote[ \t]*=[ \t]*(\S+)")
# The files that name the branch which a rebase has taken HEAD from.
_REBASED_BRANCH_FILES = ("rebase-merge/head-name", "rebase-apply/head-name")


def is_on_default_branch(repo: Repo) -> bool:
    """Whether the working tree has the default branch checked out.

    A detached HEAD is on no branch, wherever it points: what is written there goes to none. Where
    no default branch is known, all branches count as one if there is no remote, and none does if
    there is one: what comes from all of them meets there.
    """
    branch = _read_branch(repo)
    if not branch:
        return False
    branch_remote, remotes = _read_remotes(repo, branch)
    default = _find_name(repo, branch, branch_remote, remotes)
    return branch == default if default else not remotes


def find_default_branch(repo: Repo) -> str:
    """The name of the default branch; "" where it is not known."""
    branch = _read_branch(repo)
    return _find_name(repo, branch, *_read_remotes(repo, branch))


def list_other_tips(repo: Repo) -> list[str]:
    """The last commits of the default branch and of the branches of remotes.

    Those of the branch that is checked out are left out, under its own name on each remote.
    """
    from minutebook.repository.git.revisions import list_branch_tips, list_remotes

    branch, default = _read_branch(repo), find_default_branch(repo)
    own_names = {_HEADS + branch, *(f"{_REMOTES}{each}/{branch}" for each in list_remotes(repo))}
    prefixes = [_REMOTES, *([_HEADS + default] if default else [])]
    tips = list_branch_tips(repo, *prefixes)
    return list(dict.fromkeys(commit for ref, commit in tips if ref not in own_names))


def suggest_naming(repo: Repo) -> str:
    """The command by which git knows of a default branch from then on; "" where one is known."""
    from shlex import quote

    branch = _read_branch(repo)
    branch_remote, remotes = _read_remotes(repo, branch)
    if _find_name(repo, branch, branch_remote, remotes):
        return ""
    if remotes:
        remote = (*_list_candidates(branch_remote, remotes), remotes[0])[0]
        return f"git remote set-head {quote(remote)} --auto"
    local_names = sorted(
        ref.removeprefix(_HEADS) for ref in _list_branches(repo) if ref.startswith(_HEADS)
    )
    name = branch if branch in local_names else (*local_names, "main")[0]
    return f"git config init.defaultBranch {quote(name)}"


def _list_candidates(branch_remote: str, remotes: list[str]) -> list[str]:
    """The remotes whose default branch may be the one here, the first to be asked first."""
    candidates = [branch_remote] if branch_remote in remotes else []
    candidates += ["origin"] if "origin" in remotes else []
    candidates += remotes if len(remotes) == 1 else []
    return list(dict.fromkeys(candidates))


def _find_name(repo: Repo, branch: str, branch_remote: str, remotes: list[str]) -> str:
    """The name that a remote says; else one that its branches have; without any, a local one.

    Of the branches of a place it is the one with a usual name, the only one, or the one that git's
    `init.defaultBranch` names. That one decides, too, where there are `main` and `master`.
    """
    candidates = _list_candidates(branch_remote, remotes)
    for remote in candidates:
        prefix = f"{_REMOTES}{remote}/"
        target = _read_target(repo, f"{prefix}HEAD")
        # A remote's branch that was renamed leaves a HEAD behind that leads nowhere.
        if target.startswith(prefix) and _has_ref(repo, target):
            return target[len(prefix) :]
    refs = _list_branches(repo)

    def list_names(prefix: str) -> set[str]:
        return {ref.removeprefix(prefix) for ref in refs if ref.startswith(prefix)} - {"HEAD"}

    local_names = list_names(_HEADS)
    places = [list_names(f"{_REMOTES}{remote}/") for remote in candidates]
    # A local branch says nothing where remotes have several: it may be any of theirs.
    places = [names for names in places if names] or [local_names]
    if places == [set()]:  # before the first commit
        return branch
    return next(filter(None, (_choose_name(repo, names) for names in places)), "")


def _choose_name(repo: Repo, names: set[str]) -> str:
    """The default branch by the names of all branches of a place; "" where they do not tell."""
    usual_names = [name for name in _USUAL_NAMES if name in names]
    if len(usual_names) == 1 or len(names) == 1:
        return usual_names[0] if usual_names else next(iter(names))
    configured = run_git(repo, "config", "init.defaultBranch", ok_statuses=(0, 1)).strip()
    if configured in (usual_names or names):
        return configured
    return usual_names[0] if usual_names else ""


# Git's files ------------------------------------------------------------------------------------


def _read_branch(repo: Repo) -> str:
    """The branch that is checked out, or that a rebase will go back to; "" for none."""
    if branch := _read_target(repo, "HEAD"):
        return branch.removeprefix(_HEADS)
    for name in _REBASED_BRANCH_FILES:
        text = light.read_text(os.path.join(repo.git_dir, name)).strip()
        if text.startswith(_HEADS):
            return text.removeprefix(_HEADS)
    return ""


def _read_remotes(repo: Repo, branch: str) -> tuple[str, list[str]]:
    """The remote that a branch is fetched from, "" for none, and the names of all remotes."""
    branch_remote, remotes, section = "", list[str](), ("", "")
    for line in light.read_text(os.path.join(repo.common_dir, "config")).split("\n"):
        if match := _SECTION.match(line):
            section = (match[1], re.sub(r"\\(.)", r"\1", match[2]))
            if match[1] == "remote":
                remotes.append(section[1])
        elif line.lstrip().startswith("["):
            section = ("", "")
        elif section == ("branch", branch) and (value := _REMOTE_LINE.match(line)):
            branch_remote = value[1].strip('"')
    return branch_remote, list(dict.fromkeys(remotes))


def _has_reftable(repo: Repo) -> bool:
    """Whether refs stand in a form that git alone reads."""
    return os.path.isdir(os.path.join(repo.common_dir, "reftable"))


def _read_target(repo: Repo, ref: str) -> str:
    """The ref that a symbolic ref leads to; "" where it is none."""
    if _has_reftable(repo):
        return run_git(repo, "symbolic-ref", "--quiet", ref, ok_statuses=(0, 1, 128)).strip()
    folder = repo.git_dir if ref == "HEAD" else repo.common_dir
    text = light.read_text(os.path.join(folder, ref)).strip()
    return text.removeprefix("ref:").strip() if text.startswith("ref:") else ""


def _has_ref(repo: Repo, ref: str) -> bool:
    if os.path.isfile(os.path.join(repo.common_dir, ref)):
        return True
    return ref in _list_branches(repo)


def _list_branches(repo: Repo) -> set[str]:
    """The full names of all branches, local and of remotes."""
    if _has_reftable(repo):
        options = ("--format=%(refname)", _HEADS, _REMOTES)
        return set(run_git(repo, "for-each-ref", *options).split())
    packed = light.read_text(os.path.join(repo.common_dir, "packed-refs"))
    refs = {line.partition(" ")[2] for line in packed.split("\n") if line[:1] not in ("#", "^")}
    for prefix in (_HEADS, _REMOTES):
        for folder, _, names in os.walk(os.path.join(repo.common_dir, prefix)):
            path = os.path.relpath(folder, repo.common_dir).replace(os.sep, "/")
            refs.update(f"{path}/{name}" for name in names if not name.endswith(".lock"))
    return {ref for ref in refs if ref.startswith((_HEADS, _REMOTES))}
