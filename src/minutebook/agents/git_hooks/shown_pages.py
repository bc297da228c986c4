"""Finds pages that a push would publish, and that are to be kept apart: it cannot be taken back."""

from __future__ import annotations

from collections.abc import Iterable

from minutebook.lean.values import Value
from minutebook.operations.private_texts.default_rules import read_default_settings
from minutebook.operations.project import open_project
from minutebook.records import reader
from minutebook.records.drafting import summary_pages
from minutebook.records.filenames import is_record
from minutebook.records.model import PHR, Record, find_folder
from minutebook.records.phr import visibility
from minutebook.repository.git import repo, revisions
from minutebook.repository.git.commits import history
from minutebook.repository.settings.config import Settings


class ShownPage(Value):
    """A record that a push would publish, and the visibility that it is to have."""

    ref: str
    path: str
    wanted: str

    @property
    def message(self) -> str:
        """What is wrong, as a sentence."""
        what = "it" if self.wanted == visibility.PRIVATE else "its texts"
        return f"{self.ref} is to be {self.wanted}, and what is pushed has {what}: {self.path}"

    @property
    def hint(self) -> str:
        """What a person can do about it."""
        return (
            f"minutebook phr hide {self.path} --as {self.wanted}, and take it out of the commits"
            " that are not pushed yet: git commit --amend, or git rebase -i; to publish it all the"
            " same: git push --no-verify"
        )


def find_shown_pages(cwd: str, remote: str, update_lines: Iterable[str]) -> list[ShownPage]:
    """The prompt records that a push would show more of than their visibility lets it.

    `update_lines` are git's, `<local ref> <local sha> <remote ref> <remote sha>`. Every version
    counts that a commit has which the remote has not: what was taken out later is published, too.
    Rules of the default branch hold beside those of the working tree. Raises Refusal.
    """
    commits = [
        fields[1]
        for fields in (line.split() for line in update_lines)
        if len(fields) == 4 and fields[1].strip("0")
    ]
    if not commits:
        return []
    project = open_project(cwd)
    folders = project.settings.list_folders()
    paths = list(dict.fromkeys(folder.path for folder in folders if folder.kind is PHR))
    known_remote = remote if remote in revisions.list_remotes(project.repo) else ""
    versions = {
        version
        for commit in commits
        for version in history.list_unpushed_objects(project.repo, commit, known_remote, paths)
        if (folder := find_folder(folders, version[0])) is not None
        and folder.kind is PHR
        and is_record(folder, version[0])
    }
    if not versions:
        return []
    all_settings = [project.settings, *read_default_settings(project)]
    texts = repo.read_blobs(project.repo, (name for _, name in versions))
    shown: dict[str, ShownPage] = {}
    for path, name in sorted(versions):
        folder = find_folder(folders, path)
        if folder is None or name not in texts:
            continue
        record = reader.read_record(folder, path, texts[name])
        wanted = _find_wanted(record, all_settings)
        if wanted:
            shown.setdefault(path, ShownPage(record.ref, path, wanted))
    return list(shown.values())


def _find_wanted(record: Record, all_settings: Iterable[Settings]) -> str:
    """The strictest visibility that a page is to have, where it shows more; "" where not."""
    wanted = [
        summary_pages.find_wanted_visibility(record, settings.visibility, settings.visibility_rules)
        for settings in all_settings
    ]
    return visibility.choose_strictest(wanted) if any(wanted) else ""
