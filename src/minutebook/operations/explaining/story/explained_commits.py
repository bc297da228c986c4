"""Which records explain a commit: those that it names, that list it, or whose pages it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.operations.project import Project
from minutebook.records import filenames
from minutebook.records.adr.fields import read_field_items
from minutebook.records.index import index_pages
from minutebook.records.model import PHR, ROOT, Record, RecordSet, find_folder
from minutebook.records.references.aliases import read_aliases
from minutebook.repository.git.commits import record_commits
from minutebook.repository.git.commits.history import Commit
from minutebook.repository.pending import rewritten_commits

_TRAILER = compile_lazily(r"(?m)^[ \t*-]{0,8}PHR: *(PHR-[0-9][^\n]{0,400})")
_REF = compile_lazily(r"PHR-([0-9]{1,9})(?![0-9])")
# How a record explains a commit: that names it, that it lists, that changes its page.
NAMED, LISTED, PAGE = "named", "listed", "page"
_MIN_SHA_LENGTH = 7  # digits of a commit that a record lists
_WRITTEN_SHA_LENGTH = 12  # those that we write


class Explanation(Value):
    """Whether a commit is explained, and the records here that do it.

    A commit may name a record that is not here: it is explained all the same. `ways` say of each
    record how it explains the commit: some of NAMED, LISTED and PAGE.
    """

    is_explained: bool
    records: tuple[Record, ...] = ()
    ways: tuple[frozenset[str], ...] = ()


class CommitExplainer:
    """Finds the records that explain commits.

    A record explains a commit that names it in a trailer (in a squashed one somewhere in its
    message), that the record lists, or that changes a record's page itself; one that changes
    nothing but index pages explains itself. Of a commit that was
    rebased or amended since, it explains what that is now: `new_ids` gives the id of each by the
    old one.
    """

    def __init__(self, records: RecordSet, new_ids: Mapping[str, str] | None = None) -> None:
        self.folders = records.folders
        self.records_by_path = {record.path: record for record in records.members}
        self._index_paths = {index_pages.locate_main_page(folder) for folder in self.folders}
        self._records_by_number: dict[int, list[Record]] = {}
        # By their first digits, the shortest form that counts.
        self._listed: dict[str, list[tuple[str, Record]]] = {}
        followed = {old[:_WRITTEN_SHA_LENGTH]: new for old, new in (new_ids or {}).items()}
        for record in records.of_kind(PHR):
            for number in list_numbers(record):
                self._records_by_number.setdefault(number, []).append(record)
            for sha in read_field_items(record, "commits"):
                sha = sha.lower()
                for each in (sha, followed.get(sha[:_WRITTEN_SHA_LENGTH], "")):
                    if len(each) >= _MIN_SHA_LENGTH:
                        self._listed.setdefault(each[:_MIN_SHA_LENGTH], []).append((each, record))

    def list_listed(self) -> list[str]:
        """The ids of commits that records list, most of them in short."""
        return [sha for listed in self._listed.values() for sha, _ in listed]

    def follow(self, former_ids: Mapping[str, str]) -> None:
        """Have commits explained as those are which they were before, by their ids."""
        for sha, former in former_ids.items():
            listed = self._listed.get(former[:_MIN_SHA_LENGTH], ())
            records = [(sha, record) for each, record in listed if former.startswith(each)]
            self._listed.setdefault(sha[:_MIN_SHA_LENGTH], []).extend(records)

    def explain(self, commit: Commit) -> Explanation:
        """The records that explain a commit, those that it names first."""
        numbers = list_named_numbers(commit.message)
        explanations = [
            (record, NAMED) for each in numbers for record in self._records_by_number.get(each, ())
        ]
        listed = self._listed.get(commit.sha[:_MIN_SHA_LENGTH], ())
        explanations += [(record, LISTED) for sha, record in listed if commit.sha.startswith(sha)]
        pages = [path for path in sorted(commit.paths) if self._is_record_page(path)]
        known = (self.records_by_path.get(path) for path in pages)
        explanations += [(record, PAGE) for record in known if record is not None]
        records = {record.path: record for record, _ in explanations}
        ways: dict[str, set[str]] = {}
        for record, way in explanations:
            ways.setdefault(record.path, set()).add(way)
        is_explained = bool(numbers or records or pages) or self.changes_only_records(commit)
        return Explanation(
            is_explained, tuple(records.values()), tuple(map(frozenset, ways.values()))
        )

    def changes_only_records(self, commit: Commit) -> bool:
        """Whether all that a commit changes are pages of records, and their indexes."""
        return bool(commit.paths) and all(map(self.is_page, commit.paths))

    def is_page(self, path: str) -> bool:
        """Whether a file is a record's page or an index of records."""
        if path in self._index_paths or self._is_record_page(path):
            return True
        folder = find_folder(self.folders, path)
        is_in_folder = folder is not None and folder.path != ROOT
        return is_in_folder and filenames.is_index_page_name(path.rpartition("/")[2])

    def _is_record_page(self, path: str) -> bool:
        folder = find_folder(self.folders, path)
        return folder is not None and filenames.is_record(folder, path)


def list_numbers(record: Record) -> list[int]:
    """The numbers that a record has and had: a commit's message goes on naming the one it had."""
    former = (name.partition("-")[0] for name in read_aliases(record))
    numbers = [int(digits) for digits in former if digits.isdecimal() and len(digits) < 10]
    return list(dict.fromkeys([record.number or 0, *numbers]))


def list_named_numbers(message: str) -> list[int]:
    """The numbers of the prompts that a commit's message names in trailers, also squashed ones."""
    return [int(number) for refs in _TRAILER.findall(message) for number in _REF.findall(refs)]


def make_explainer(
    project: Project,
    records: RecordSet,
    commits: Sequence[Commit],
    *,
    newest: str = "",
    former_pages: Mapping[str, Record] | None = None,
) -> CommitExplainer:
    """Make what explains some commits, the newest first, also where they were rewritten.

    What they were before tells git's hook, else the patch that both have. `newest` is a commit in
    whose history they are, where that is not the first of them. `former_pages` are records by the
    paths that their pages had in some commit.
    """
    new_ids = rewritten_commits.read_rewritten(project.repo.common_dir)
    explainer = CommitExplainer(records, new_ids)
    explainer.records_by_path |= former_pages or {}
    unexplained = [each.sha for each in commits if not explainer.explain(each).is_explained]
    listed = explainer.list_listed() if unexplained else []
    if listed:
        newest = newest or commits[0].sha
        explainer.follow(
            record_commits.find_same_patches(project.repo, unexplained, listed, newest)
        )
    return explainer
