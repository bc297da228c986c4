"""What other tools keep in git: notes on commits, trees below refs of their own, trailers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from minutebook.lean.values import Value
from minutebook.repository.git.process import run_git
from minutebook.repository.git.repo import Repo

_END = "\2"  # of a field; a name hardly holds it


class CommitFacts(Value):
    """A commit: its id, its author's name, and when it was made, in unix seconds."""

    sha: str
    author: str
    time: float


def list_refs(repo: Repo, *patterns: str) -> list[tuple[str, str]]:
    """The refs that match some patterns (a ref, the beginning of a path, a glob): ref and object.

    In the order of their names.
    """
    lines = run_git(repo, "for-each-ref", "--format=%(objectname) %(refname)", *patterns)
    return [(ref, name) for name, _, ref in (line.partition(" ") for line in lines.splitlines())]


def list_tree_objects(repo: Repo, tree: str, path: str = "") -> dict[str, str]:
    """The files below a path of a commit or tree, each with its object's id."""
    args = ("ls-tree", "-r", "-z", "--full-tree", tree, "--", *([path] if path else ()))
    entries = run_git(repo, *args, ok_statuses=(0, 128)).split("\0")
    return {
        name: facts.split()[2]
        for facts, _, name in (entry.partition("\t") for entry in entries)
        if facts.split()[1:2] == ["blob"]
    }


def read_first_time(repo: Repo, path: str, revision: str = "HEAD") -> float:
    """When a path was first committed, in unix seconds; 0.0 where it never was."""
    args = ("log", "--format=%ct", "--diff-filter=A", revision, "--", path)
    times = run_git(repo, *args, ok_statuses=(0, 128)).split()
    return float(times[-1]) if times else 0.0


def list_notes(repo: Repo, ref: str) -> dict[str, str]:
    """The notes of a ref below `refs/notes/`: the commit that each is on, with the note's object.

    Git spreads many notes over folders: `ab/cdef…`.
    """
    return {path.replace("/", ""): name for path, name in list_tree_objects(repo, ref).items()}


def read_commit_facts(repo: Repo) -> dict[str, CommitFacts]:
    """The commits of all branches and tags, by their ids."""
    return {facts.sha: facts for facts, _ in _log(repo, "", "--branches", "--remotes", "--tags")}


def find_trailers(repo: Repo, key: str, without: str) -> Mapping[str, list[CommitFacts]]:
    """The commits of all branches and tags that have a trailer, by the values that it has there.

    The newest come first. Branches whose names match the glob `without` are left out.
    """
    branches = (f"--exclude={without}", "--branches", f"--exclude=*/{without}", "--remotes")
    commits: dict[str, list[CommitFacts]] = {}
    for facts, values in _log(repo, key, f"--grep=^{key}:", *branches, "--tags"):
        for value in values:
            commits.setdefault(value, []).append(facts)
    return commits


def _log(repo: Repo, key: str, *options: str) -> Iterator[tuple[CommitFacts, list[str]]]:
    trailers = f"%(trailers:key={key},valueonly,separator=%x20)" if key else ""
    args = ("log", f"--format=%H%x02%ct%x02{trailers}%x02%an", *options, "--")
    for line in run_git(repo, *args, ok_statuses=(0, 128)).splitlines():
        sha, time, values, author = (line + _END * 3).split(_END)[:4]
        if time.isdigit():
            yield CommitFacts(sha, author, float(time)), values.split()
