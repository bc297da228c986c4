"""Which commits hold the work of a prompt: those that its record states, or that brought it."""

from __future__ import annotations

from collections.abc import Iterable

from minutebook.lean.values import Value
from minutebook.operations.project import Project
from minutebook.records.adr.fields import read_field_items
from minutebook.records.model import PHR, Record
from minutebook.repository.git.commits import page_versions
from minutebook.repository.pending import rewritten_commits

_WRITTEN_ID_CHARS = 12  # of a commit that a record lists


class WorkCommits:
    """Finds the commits of prompts in this clone; git is asked for all of them at once."""

    def __init__(self, project: Project, records: Iterable[Record]) -> None:
        folders = [folder for folder in project.settings.list_folders() if folder.kind is PHR]
        self._additions = page_versions.list_additions(
            project.repo, [folder.path for folder in folders]
        )
        new_ids = rewritten_commits.read_rewritten(project.repo.common_dir)
        self._followed = {old[:_WRITTEN_ID_CHARS]: new for old, new in new_ids.items()}
        stated = {each for record in records for each in self._list_stated(record)}
        self._known = page_versions.find_commits(project.repo, sorted(stated))

    def _list_stated(self, record: Record) -> list[str]:
        """The ids that a record states, and what those commits are now."""
        ids = [each.lower() for each in read_field_items(record, "commits")]
        return [self._followed.get(each[:_WRITTEN_ID_CHARS], each) for each in ids]

    def find(self, record: Record) -> RecordCommits:
        """The commits of a record."""
        stated = [self._known[each] for each in self._list_stated(record) if each in self._known]
        added, time = self._additions.get(record.path, ("", 0))
        return RecordCommits(tuple(dict.fromkeys(stated)), added, time)


class RecordCommits(Value):
    """The commits of a record that are here.

    `stated` are those that its page states, the first one first. `added` is the one that brought
    its page, "" where none did yet, `added_time` the unix second at which that was written.
    """

    stated: tuple[str, ...]
    added: str
    added_time: int

    @property
    def work(self) -> tuple[str, ...]:
        """The commits that hold the work: those that are stated, else what brought the page."""
        return self.stated or ((self.added,) if self.added else ())
