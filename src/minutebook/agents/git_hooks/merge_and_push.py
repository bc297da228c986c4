"""What git's hooks do where branches meet: repair numbers after a merge, check before a push."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from minutebook.errors import Refusal
from minutebook.lean.values import Value
from minutebook.operations.project import Project, open_project
from minutebook.records import filenames, reader
from minutebook.records.model import Folder, find_folder
from minutebook.records.renaming import clashes
from minutebook.records.renaming.renumber import NumberKey
from minutebook.repository.git import diffs, revisions
from minutebook.repository.git.commits import history
from minutebook.repository.git.repo import Repo, find_repo, read_committed_page

_ALL_COMMANDS = "minutebook renumber && minutebook index"
_DEFAULT_BRANCHES = ("HEAD", "main", "master", "trunk")
# Files of git's directory that are there while commits are picked, rebased or stashed.
_PICK_FILES = ("CHERRY_PICK_HEAD", "REVERT_HEAD")
_REBASE_FOLDERS = ("rebase-merge", "rebase-apply")
_STASH_FILES = ("MERGE_AUTOSTASH", "rebase-merge/autostash", "rebase-apply/autostash")


# After a merge ----------------------------------------------------------------------------------


def repair_after_merge(
    cwd: str,
    previous_commit: str = "ORIG_HEAD",
    *,
    is_rebase: bool = False,
    is_squash: bool = False,
) -> tuple[str, tuple[str, ...]]:
    """Repair numbers and index pages, where record files came with a merge or a rebase.

    `previous_commit` was checked out before. Nothing is done while commits are still being picked;
    git's `post-rewrite` comes when a rebase is through, and before it clears up after itself
    (`is_rebase`). Of a squashed merge (`is_squash`) nothing is committed yet: it is only reported.
    Returns what was done, in one line ("" where nothing was), and what a person has to look at.
    Raises Refusal.
    """
    repository = find_repo(cwd)
    if _has_any(repository, _PICK_FILES) or (
        not is_rebase and _has_any(repository, _REBASE_FOLDERS)
    ):
        return "", ()
    project = open_project(cwd)
    folders = _list_folder_paths(project)
    if not diffs.list_changed_paths(repository, previous_commit, paths=folders):
        return "", ()
    if is_squash:
        return "records came with a squashed merge: its commit settles their numbers", ()
    if _has_any(repository, _STASH_FILES):  # git is about to put back what was changed
        summary = "records came in while changes were stashed"
        return f"{summary}: run {_list_commands(project)}", ()
    from minutebook.operations.indexes import index
    from minutebook.operations.renaming import renumber

    renumbered = renumber.renumber_records(project)
    if not renumbered.paths and revisions.list_branch_tips(repository, "refs/remotes"):
        return _describe_behind(project), renumbered.notes
    written = {*renumbered.paths, *index.rebuild_indexes(project, only_kept=True).paths}
    if not written:
        return "", renumbered.notes
    refs = ", ".join(record.ref for record in renumbered.records)
    new_numbers = f"new numbers: {refs}; " if refs else ""
    files = "1 file was" if len(written) == 1 else f"{len(written)} files were"
    return f"{new_numbers}{files} written, to be committed", renumbered.notes


def _describe_behind(project: Project) -> str:
    """What to run where pages are behind in a clone of a remote; "" for nothing.

    One commit on the remote's branch serves all clones. Written in each of them, the pages would
    stop git's next checkout or pull.
    """
    from minutebook.operations.creation import ci
    from minutebook.operations.indexes import index

    if (
        ci.has_workflow(project)
        or not index.rebuild_indexes(project, only_kept=True, dry_run=True).paths
    ):
        return ""
    return "index pages are behind what came in: minutebook index, then commit"


def suggest_commands(cwd: str) -> str:
    """What to run where the repair could not be done: index pages only where they are kept."""
    try:
        return _list_commands(open_project(cwd))
    except Refusal:
        return _ALL_COMMANDS


def _list_commands(project: Project) -> str:
    return _ALL_COMMANDS if project.keeps_index_pages else "minutebook renumber"


def _has_any(repository: Repo, names: Iterable[str]) -> bool:
    """Whether git's directory has one of some files or folders."""
    return any(os.path.exists(os.path.join(repository.git_dir, name)) for name in names)


def _list_folder_paths(project: Project) -> list[str]:
    return list(dict.fromkeys(folder.path for folder in project.settings.list_folders()))


# Before a push ----------------------------------------------------------------------------------


class NumberClash(Value):
    """A number that a push would have two records take: the paths, and the branch of the other.

    `holder` is the remote that holds the number for another clone: its record is not known here.
    """

    ref: str
    path: str
    other_path: str = ""
    other_branch: str = ""
    holder: str = ""

    @property
    def message(self) -> str:
        """The clash as a sentence."""
        if self.holder:
            return (
                f"{self.ref} is {self.path}, and {self.holder} holds the number for another clone"
            )
        where = f" on {self.other_branch}" if self.other_branch else " too"
        return f"{self.ref} is {self.path}, and {self.other_path}{where}"

    @property
    def hint(self) -> str:
        """The command that repairs it."""
        is_named = self.other_branch or self.holder
        command = f"renumber {self.path}" if is_named else "renumber"
        again = f"minutebook {command}, commit, and push again"
        return f"{again}; git push --no-verify where it is that record" if self.holder else again


def find_push_clashes(cwd: str, remote: str, update_lines: Iterable[str]) -> list[NumberClash]:
    """The numbers that a push would have taken twice.

    `update_lines` are git's, `<local ref> <local sha> <remote ref> <remote sha>`. Numbers that the
    remote's branch, or its default branch, had twice before stop nobody. With other branches, only
    records that none of the remote's has yet are compared; and with the claims of other clones,
    where numbers are claimed on this remote. Raises Refusal.
    """
    updates = [line.split() for line in update_lines if len(line.split()) == 4]
    updates = [fields for fields in updates if fields[1].strip("0")]  # not a deletion
    if not updates:
        return []
    check = _PushCheck(open_project(cwd), remote)
    push_clashes: dict[NumberClash, None] = {}
    for _, commit, remote_ref, old_commit in updates:
        tracking_ref = remote_ref.replace("refs/heads/", f"refs/remotes/{remote}/", 1)
        push_clashes.update(dict.fromkeys(check.find_clashes(commit, tracking_ref, old_commit)))
    return list(push_clashes)


class _PushCheck:
    """The comparison of what is pushed with what branches of a remote have."""

    def __init__(self, project: Project, remote: str) -> None:
        self.repo = project.repo
        self.project = project
        self.remote = remote
        self.is_known_remote = remote in revisions.list_remotes(project.repo)
        self.folders = project.settings.list_folders()
        self.folder_paths = _list_folder_paths(project)

    def find_clashes(
        self, commit: str, tracking_ref: str, old_commit: str
    ) -> Iterator[NumberClash]:
        """The clashes in a commit's own tree, and with other branches.

        `tracking_ref` is the branch that it is pushed to, which was at `old_commit` (zeros for a
        new branch).
        """
        numbers = self._read_numbers(commit)
        duplicates = {key: paths for key, paths in numbers.items() if len(paths) > 1}
        if duplicates:
            replaced = (old_commit, tracking_ref) if old_commit.strip("0") else ()
            yield from self._find_duplicates(duplicates, replaced)
        yield from self._find_branch_clashes(commit, tracking_ref, numbers)

    def _find_duplicates(
        self, duplicates: Mapping[NumberKey, list[str]], replaced: Sequence[str]
    ) -> Iterator[NumberClash]:
        """The numbers that the tree to be pushed has twice and the one that it replaces has not.

        `replaced` are names of the commit that the remote's branch is at, none for a new branch.
        What the default branch has as it is, no other branch has to answer for; where none is
        known, any branch of the remote counts for it.
        """
        refs = [f"refs/remotes/{self.remote}/{name}" for name in _DEFAULT_BRANCHES]
        default_commit = revisions.find_first_commit(self.repo, refs)
        base = revisions.find_first_commit(self.repo, replaced) or default_commit
        prefix = f"refs/remotes/{self.remote}" if self.is_known_remote else "refs/remotes"
        tips = [default_commit] if default_commit else list(self._list_tips(prefix))
        base_numbers = self._read_numbers(base) if base else {}
        tip_numbers = [base_numbers if tip == base else self._read_numbers(tip) for tip in tips]
        for key, paths in duplicates.items():
            base_paths = base_numbers.get(key, ())
            is_on_tip = any(set(paths) <= set(numbers.get(key, ())) for numbers in tip_numbers)
            if is_on_tip or len(paths) <= len(base_paths):
                continue
            new_paths = [path for path in paths if path not in base_paths] or paths
            for path in new_paths[: len(paths) - 1]:
                other_path = next(other for other in paths if other != path)
                yield NumberClash(self._format_ref(path), path, other_path)

    def _find_branch_clashes(
        self, commit: str, tracking_ref: str, numbers: Mapping[NumberKey, list[str]]
    ) -> Iterator[NumberClash]:
        """The numbers that new records have, and records of other branches, too."""
        remote = self.remote if self.is_known_remote else ""
        added = history.list_unpushed_paths(self.repo, commit, remote, self.folder_paths)
        if not added:
            return
        new = {key: [path for path in paths if path in added] for key, paths in numbers.items()}
        new = {key: paths for key, paths in new.items() if paths}
        own_paths = {path for paths in numbers.values() for path in paths}
        if new and remote and remote == self.project.settings.reserve:
            yield from self._find_claimed(new)
        tips = self._list_tips("refs/remotes", excluded_ref=tracking_ref) if new else {}
        for tip, branch in tips.items():
            for path, other_path in clashes.find_clashes(
                new, self._read_numbers(tip), own_paths, partial(self._is_renamed, commit)
            ):
                yield NumberClash(self._format_ref(path), path, other_path, branch)

    def _find_claimed(self, new: Mapping[NumberKey, list[str]]) -> Iterator[NumberClash]:
        """The numbers of new records that the remote, if it answers, holds for other clones."""
        from minutebook.operations.numbers import planned
        from minutebook.repository import number_blocks
        from minutebook.repository.git.remotes import remote_claims

        try:
            all_claims = remote_claims.fetch_claims(self.repo, self.remote)
        except remote_claims.RemoteUnavailable:  # the push itself will say what is wrong
            return
        for paths in new.values() if all_claims else ():
            for path in paths:
                record = reader.read_record(self._find_folder(path), path, "")
                name = planned.find_series_name(self.project, record)
                holder = all_claims.get(name, {}).get(record.number or 0, "")
                own_claims = number_blocks.read_own_claims(self.repo.common_dir, name)
                if holder and own_claims.get(record.number or 0) != holder:
                    yield NumberClash(record.ref, path, holder=self.remote)

    def _is_renamed(self, commit: str, path: str, other_path: str) -> bool:
        """Whether a record of another branch is one of ours under another path."""
        if self._parse_name(path).slug == self._parse_name(other_path).slug:
            return True
        return history.has_path_in_history(self.repo, commit, other_path)

    def _list_tips(self, prefix: str, excluded_ref: str = "") -> dict[str, str]:
        """The last commits of remote-tracking branches, each with the name of a branch."""
        tips: dict[str, str] = {}
        for ref, commit in revisions.list_branch_tips(self.repo, prefix):
            if ref != excluded_ref:
                tips.setdefault(commit, ref.removeprefix("refs/remotes/"))
        return tips

    def _read_numbers(self, commit: str) -> Mapping[NumberKey, list[str]]:
        """The records of a commit's tree by what must tell them apart: kind, folder, number."""
        return clashes.group_by_number(
            self.folders,
            revisions.list_commit_paths(self.repo, commit, self.folder_paths),
            lambda path: read_committed_page(self.repo, commit, path),
        )

    def _find_folder(self, path: str) -> Folder:
        return find_folder(self.folders, path) or self.folders[0]

    def _parse_name(self, path: str) -> filenames.ParsedName:
        return filenames.parse_path(self._find_folder(path), path)

    def _format_ref(self, path: str) -> str:
        return reader.read_record(self._find_folder(path), path, "").ref
