"""What git's hooks do where branches meet: numbers mended after a merge, seen before a push."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from backstory import names, reader, repo
from backstory.project import Project, open_project
from backstory.record import Folder, owner

_BRANCHES = 200  # remote-tracking branches that a push is compared with, the newest ones
_UNDER_WAY = ("CHERRY_PICK_HEAD", "REVERT_HEAD")
_REBASES = ("rebase-merge", "rebase-apply")
_STASHES = ("MERGE_AUTOSTASH", "rebase-merge/autostash", "rebase-apply/autostash")


def met(cwd: str, base: str = "ORIG_HEAD", *, rebased: bool = False) -> str:
    """Mend numbers and index pages, where record files came with a merge or a rebase.

    `base` is the commit that was checked out before. Nothing is done while commits are still being
    picked; git's `post-rewrite` comes when a rebase is through, and before it clears up after
    itself (`rebased`). Gives what was done, in one line; "" where nothing was. Raises Refusal.
    """
    found = repo.find(cwd)
    if any(_there(found, name) for name in (*_UNDER_WAY, *(() if rebased else _REBASES))):
        return ""
    project = open_project(cwd)
    if not _came(project, base):
        return ""
    if any(_there(found, name) for name in _STASHES):  # git is about to put back what was changed
        return (
            "records came in while changes were stashed: run backstory renumber && backstory index"
        )
    from backstory import renumbering, verbs

    moved = renumbering.renumber(project)
    written = {*moved.paths, *verbs.reindex(project).paths}
    if not written:
        return ""
    refs = ", ".join(record.ref for record in moved.records)
    files = "1 file was" if len(written) == 1 else f"{len(written)} files were"
    return f"{f'numbers given anew: {refs}; ' if refs else ''}{files} written, to be committed"


def _there(found: repo.Repo, name: str) -> bool:
    return os.path.exists(os.path.join(found.git_dir, name))


def _places(project: Project) -> list[str]:
    return list(dict.fromkeys(folder.path for folder in project.settings.folders()))


def _came(project: Project, base: str) -> bool:
    """Whether record files differ from a commit; not where there is no such commit."""
    words = ("diff", "--name-only", "--no-ext-diff", "-z", base, "--", *_places(project))
    return bool(repo.git(project.repo, *words, ok=(0, 128)))


# Before a push ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clash:
    """A number that a push would have two records take: the paths, and the branch of the other."""

    ref: str
    path: str
    other: str
    branch: str = ""

    @property
    def message(self) -> str:
        """The clash in words."""
        where = f" on {self.branch}" if self.branch else " too"
        return f"{self.ref} is {self.path}, and {self.other}{where}"

    @property
    def hint(self) -> str:
        """How it is mended."""
        words = f"renumber {self.path}" if self.branch else "renumber"
        return f"backstory {words}, commit, and push again"


def pushed(cwd: str, remote: str, lines: Iterable[str]) -> list[Clash]:
    """The numbers that a push would have taken twice.

    `lines` are git's, `<local ref> <local sha> <remote ref> <remote sha>`. Only records that no
    branch of the remote has yet are looked at: numbers that were taken twice before stop nobody.
    Raises Refusal.
    """
    wanted = [line.split() for line in lines if len(line.split()) == 4]
    wanted = [words for words in wanted if words[1].strip("0")]
    if not wanted:
        return []
    project = open_project(cwd)
    found: dict[Clash, None] = {}
    for _, commit, into, _ in wanted:
        target = into.replace("refs/heads/", f"refs/remotes/{remote}/", 1)
        found.update(dict.fromkeys(_clashes(project, remote, commit, target)))
    return list(found)


def _clashes(project: Project, remote: str, commit: str, target: str) -> Iterator[Clash]:
    known = repo.git(project.repo, "remote").split("\n")
    words = ("log", "-c", "-z", "--format=", "--name-only", "--diff-filter=A", "--no-renames")
    seen = f"--remotes={remote}" if remote in known else "--remotes"
    said = repo.git(project.repo, *words, commit, "--not", seen, "--", *_places(project))
    added = {path.strip("\n") for path in said.split("\0")} - {""}
    if not added:
        return
    here = _rows(project, commit)
    new = {row: [path for path in paths if path in added] for row, paths in here.items()}
    new = {row: paths for row, paths in new.items() if paths}
    for row, paths in new.items():
        for path in paths[: len(here[row]) - 1]:
            other = next(one for one in here[row] if one != path)
            yield Clash(_ref(project, path), path, other)
    mine = {path for paths in here.values() for path in paths}
    for branch, tip in _tips(project, target) if new else ():
        there = _rows(project, tip)
        for row, paths in new.items():
            for other in there.get(row, ()):
                if other not in mine and not _is_known(project, commit, paths, other):
                    yield Clash(_ref(project, paths[0]), paths[0], other, branch)


def _is_known(project: Project, commit: str, paths: Sequence[str], other: str) -> bool:
    """Whether a record of another branch is one of ours by another name: moved, or renamed."""
    slug = _name(_folder(project, other), other).slug
    if any(_name(_folder(project, path), path).slug == slug for path in paths):
        return True
    return bool(repo.git(project.repo, "log", "-1", "--format=%H", commit, "--", other))


def _tips(project: Project, target: str) -> list[tuple[str, str]]:
    """The remote-tracking branches but one, each commit once: name and commit."""
    words = ("--sort=-committerdate", f"--count={_BRANCHES}", "--format=%(refname) %(objectname)")
    said = repo.git(project.repo, "for-each-ref", *words, "refs/remotes")
    tips: dict[str, str] = {}
    for line in said.split("\n"):
        name, _, commit = line.partition(" ")
        if commit and name != target:
            tips.setdefault(commit, name.removeprefix("refs/remotes/"))
    return [(name, commit) for commit, name in tips.items()]


Row = tuple[str, str, int]


def _rows(project: Project, commit: str) -> Mapping[Row, list[str]]:
    """The records of a commit's tree by what must tell them apart: kind, folder, number."""
    words = ("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, "--", *_places(project))
    rows: dict[Row, list[str]] = {}
    for path in repo.git(project.repo, *words).split("\0"):
        folder = owner(project.settings.folders(), path)
        if folder is None or not reader.is_record(folder, path):
            continue
        number = _name(folder, path).number
        if number is not None:
            scope = path.rpartition("/")[0] if folder.numbering == "folder" else ""
            rows.setdefault((folder.kind.name, scope, number), []).append(path)
    return rows


def _folder(project: Project, path: str) -> Folder:
    return owner(project.settings.folders(), path) or project.settings.folders()[0]


def _name(folder: Folder, path: str) -> names.Name:
    parent, _, name = path.rpartition("/")
    readme = name.lower() == "readme.md"
    return names.parse(folder.kind, parent.rpartition("/")[2] if readme else name)


def _ref(project: Project, path: str) -> str:
    return reader.read(_folder(project, path), path, "").ref
