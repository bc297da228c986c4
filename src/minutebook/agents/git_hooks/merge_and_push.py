"""What git's hooks do where branches meet: numbers mended after a merge, seen before a push."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from minutebook.operations.project import Project, open_project
from minutebook.records import filenames, reader
from minutebook.records.model import Folder, find_folder
from minutebook.repository.git import repo

_BRANCHES = 200  # remote-tracking branches that a push is compared with, the newest ones
_MAINS = ("HEAD", "main", "master", "trunk")
_UNDER_WAY = ("CHERRY_PICK_HEAD", "REVERT_HEAD")
_REBASES = ("rebase-merge", "rebase-apply")
_STASHES = ("MERGE_AUTOSTASH", "rebase-merge/autostash", "rebase-apply/autostash")


def repair_after_merge(
    cwd: str,
    previous_commit: str = "ORIG_HEAD",
    *,
    is_rebase: bool = False,
    is_squash: bool = False,
) -> tuple[str, tuple[str, ...]]:
    """Mend numbers and index pages, where record files came with a merge or a rebase.

    `base` is the commit that was checked out before. Nothing is done while commits are still being
    picked; git's `post-rewrite` comes when a rebase is through, and before it clears up after
    itself (`rebased`). Of a squashed merge nothing is committed yet: it is only told (`squashed`).
    Gives what was done, in one line ("" where nothing was), and what a person has to look at.
    Raises Refusal.
    """
    found = repo.find_repo(cwd)
    if any(_there(found, name) for name in (*_UNDER_WAY, *(() if is_rebase else _REBASES))):
        return "", ()
    project = open_project(cwd)
    if not _came(project, previous_commit):
        return "", ()
    if is_squash:
        return "records came with a squashed merge: its commit settles their numbers", ()
    if any(_there(found, name) for name in _STASHES):  # git is about to put back what was changed
        said = "records came in while changes were stashed"
        return f"{said}: run minutebook renumber && minutebook index", ()
    from minutebook.operations import index
    from minutebook.operations.numbers import renumber

    moved = renumber.renumber_records(project)
    written = {*moved.paths, *index.rebuild_indexes(project).paths}
    if not written:
        return "", moved.notes
    refs = ", ".join(record.ref for record in moved.records)
    files = "1 file was" if len(written) == 1 else f"{len(written)} files were"
    anew = f"numbers given anew: {refs}; " if refs else ""
    return f"{anew}{files} written, to be committed", moved.notes


def _there(found: repo.Repo, name: str) -> bool:
    return os.path.exists(os.path.join(found.git_dir, name))


def _places(project: Project) -> list[str]:
    return list(dict.fromkeys(folder.path for folder in project.settings.list_folders()))


def _came(project: Project, base: str) -> bool:
    """Whether record files differ from a commit; not where there is no such commit."""
    words = ("diff", "--name-only", "--no-ext-diff", "-z", base, "--", *_places(project))
    return bool(repo.run_git(project.repo, *words, ok_statuses=(0, 128)))


NumberKey = tuple[str, str, int]

# Before a push ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NumberClash:
    """A number that a push would have two records take: the paths, and the branch of the other."""

    ref: str
    path: str
    other_path: str
    other_branch: str = ""

    @property
    def message(self) -> str:
        """The clash in words."""
        where = f" on {self.other_branch}" if self.other_branch else " too"
        return f"{self.ref} is {self.path}, and {self.other_path}{where}"

    @property
    def hint(self) -> str:
        """How it is mended."""
        words = f"renumber {self.path}" if self.other_branch else "renumber"
        return f"minutebook {words}, commit, and push again"


def find_push_clashes(cwd: str, remote: str, update_lines: Iterable[str]) -> list[NumberClash]:
    """The numbers that a push would have taken twice.

    `lines` are git's, `<local ref> <local sha> <remote ref> <remote sha>`. Numbers that the
    remote's branch, or its default branch, had twice before stop nobody. With other branches, only
    records that none of the remote's has yet are compared. Raises Refusal.
    """
    wanted = [line.split() for line in update_lines if len(line.split()) == 4]
    wanted = [words for words in wanted if words[1].strip("0")]
    if not wanted:
        return []
    project = open_project(cwd)
    found: dict[NumberClash, None] = {}
    for _, commit, into, old in wanted:
        target = into.replace("refs/heads/", f"refs/remotes/{remote}/", 1)
        here = _rows(project, commit)
        twice = {row: paths for row, paths in here.items() if len(paths) > 1}
        if twice:
            was = (old, target) if old.strip("0") else ()
            found.update(dict.fromkeys(_twice(project, remote, twice, was)))
        found.update(dict.fromkeys(_clashes(project, remote, commit, target, here)))
    return list(found)


def _twice(
    project: Project, remote: str, twice: Mapping[NumberKey, list[str]], was: Sequence[str]
) -> Iterator[NumberClash]:
    """The numbers that the tree to be pushed has twice and what it replaces has not.

    `was` are names of the commit that the remote's branch is at, none for a new branch. What the
    default branch has as it is, no other branch has to answer for; where none is known, any branch
    of the remote counts for it.
    """
    mains = tuple(f"refs/remotes/{remote}/{name}" for name in _MAINS)
    main = _first(project, mains)
    old = _first(project, was) or main
    place = f"refs/remotes/{remote}" if remote in _remotes(project) else "refs/remotes"
    tips = [main] if main else [tip for _, tip in _tips(project, place=place)]
    had = _rows(project, old) if old else {}
    elsewhere = [had if tip == old else _rows(project, tip) for tip in tips]
    for row, paths in twice.items():
        before = had.get(row, ())
        known = any(set(paths) <= set(one.get(row, ())) for one in elsewhere)
        if known or len(paths) <= len(before):
            continue
        came = [path for path in paths if path not in before] or paths
        for path in came[: len(paths) - 1]:
            other = next(one for one in paths if one != path)
            yield NumberClash(_ref(project, path), path, other)


def _first(project: Project, names: Iterable[str]) -> str:
    """The commit of the first of some names that this clone has; "" where it has none."""
    for name in names:
        words = ("rev-parse", "--quiet", "--verify", f"{name}^{{commit}}")
        if commit := repo.run_git(project.repo, *words, ok_statuses=(0, 1, 128)).strip():
            return commit
    return ""


def _remotes(project: Project) -> list[str]:
    return repo.run_git(project.repo, "remote").split("\n")


def _clashes(
    project: Project, remote: str, commit: str, target: str, here: Mapping[NumberKey, list[str]]
) -> Iterator[NumberClash]:
    """The numbers that new records have, and records of other branches that are known."""
    words = ("log", "-c", "-z", "--format=", "--name-only", "--diff-filter=A", "--no-renames")
    seen = f"--remotes={remote}" if remote in _remotes(project) else "--remotes"
    said = repo.run_git(project.repo, *words, commit, "--not", seen, "--", *_places(project))
    added = {path.strip("\n") for path in said.split("\0")} - {""}
    if not added:
        return
    new = {row: [path for path in paths if path in added] for row, paths in here.items()}
    new = {row: paths for row, paths in new.items() if paths}
    mine = {path for paths in here.values() for path in paths}
    for branch, tip in _tips(project, target) if new else ():
        there = _rows(project, tip)
        for row, paths in new.items():
            for other in there.get(row, ()):
                if other not in mine and not _is_known(project, commit, paths, other):
                    yield NumberClash(_ref(project, paths[0]), paths[0], other, branch)


def _is_known(project: Project, commit: str, paths: Sequence[str], other: str) -> bool:
    """Whether a record of another branch is one of ours by another name: moved, or renamed."""
    slug = _name(_folder(project, other), other).slug
    if any(_name(_folder(project, path), path).slug == slug for path in paths):
        return True
    return bool(repo.run_git(project.repo, "log", "-1", "--format=%H", commit, "--", other))


def _tips(project: Project, target: str = "", place: str = "refs/remotes") -> list[tuple[str, str]]:
    """The remote-tracking branches of a place but one, each commit once: name and commit."""
    words = ("--sort=-committerdate", f"--count={_BRANCHES}", "--format=%(refname) %(objectname)")
    said = repo.run_git(project.repo, "for-each-ref", *words, place)
    tips: dict[str, str] = {}
    for line in said.split("\n"):
        name, _, commit = line.partition(" ")
        if commit and name != target:
            tips.setdefault(commit, name.removeprefix("refs/remotes/"))
    return [(name, commit) for commit, name in tips.items()]


def _rows(project: Project, commit: str) -> Mapping[NumberKey, list[str]]:
    """The records of a commit's tree by what must tell them apart: kind, folder, number."""
    words = ("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, "--", *_places(project))
    rows: dict[NumberKey, list[str]] = {}
    for path in repo.run_git(project.repo, *words).split("\0"):
        folder = find_folder(project.settings.list_folders(), path)
        if folder is None or not filenames.is_record(folder, path):
            continue
        number = _name(folder, path).number
        if number is not None:
            scope = path.rpartition("/")[0] if folder.numbering == "folder" else ""
            rows.setdefault((folder.kind.name, scope, number), []).append(path)
    return rows


def _folder(project: Project, path: str) -> Folder:
    return find_folder(project.settings.list_folders(), path) or project.settings.list_folders()[0]


def _name(folder: Folder, path: str) -> filenames.ParsedName:
    parent, _, name = path.rpartition("/")
    readme = name.lower() == "readme.md"
    return filenames.parse_name(folder.kind, parent.rpartition("/")[2] if readme else name)


def _ref(project: Project, path: str) -> str:
    return reader.read_record(_folder(project, path), path, "").ref
