"""The records that lines of a file may be from: found in the catalog, by commits and by paths."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping

from minutebook.catalog import rows, tables
from minutebook.operations.explaining.story import explained_commits
from minutebook.operations.project import Project
from minutebook.operations.reading.cataloguing.derived import RecordLoader
from minutebook.operations.reading.cataloguing.opening import Catalog
from minutebook.provenance import matching
from minutebook.provenance.matching import Candidate
from minutebook.provenance.traces import MAX_FILES, Trace, read_traces
from minutebook.records import filenames
from minutebook.records.adr.fields import read_field_items
from minutebook.records.model import PHR, Record, RecordSet, find_folder
from minutebook.repository.git.commits.blame import BlamedCommit
from minutebook.repository.git.commits.history import Commit

_REPORTED = "reported"  # the fidelity of what a person, or an agent by hand, has recorded
_DAY_SECONDS = 86_400
_MAX_ABSENT = 5  # records that are named
_WAYS = {explained_commits.NAMED: matching.NAMED, explained_commits.LISTED: matching.LISTED}


class LineCandidates:
    """The records that may be what a file's lines are from."""

    def __init__(
        self,
        project: Project,
        catalog: Catalog,
        loader: RecordLoader,
        paths: Iterable[str],
        commits: Mapping[str, BlamedCommit],
    ) -> None:
        """`paths` are the names of the file, now and in `commits`, which its lines came from."""
        self._project, self._connection, self._loader = project, catalog.connection, loader
        self._commits = commits
        self._paths = dict.fromkeys(paths)
        for blamed in commits.values():
            for path in list(self._paths):
                if path in blamed.former_paths:
                    self._paths[blamed.former_paths[path]] = None
        self.records: dict[str, Record] = {}
        self._pages: dict[str, Record] = {}  # by the path that the page had in some commit
        self._common: set[str] | None = None
        self._load()
        self._ways_by_commit: dict[str, dict[str, frozenset[str]]] = {}

    def _load(self) -> None:
        ids = {
            each for path in self._paths for each in tables.list_touching(self._connection, path)
        }
        self._keep(self._loader.stored.load(ids))
        folders = self._project.settings.list_folders()
        for blamed in self._commits.values():
            for path in blamed.commit.paths:
                folder = find_folder(folders, path)
                if folder is None or folder.kind is not PHR:
                    continue
                if filenames.is_record(folder, path) and (record := self._find_page(path)):
                    self._keep([record])
                    self._pages[path] = record
            for number in explained_commits.list_named_numbers(blamed.commit.message):
                self._keep(self._loader.resolver.find_candidates(f"PHR-{number}", kind=PHR))

    def _keep(self, records: Iterable[Record]) -> None:
        self.records |= {record.path: record for record in records if record.kind is PHR}

    def _find_page(self, path: str) -> Record | None:
        """The record whose page had a path in some commit: it may have got another stage since."""
        record = self._loader.stored.find_at(path)
        if record is not None:
            return record
        folder_path, _, name = path.rpartition("/")
        parsed = filenames.parse_name(PHR, name)
        if not parsed.slug:
            return None
        reference = f"{parsed.digits}-{parsed.slug}" if parsed.digits else parsed.slug
        prompts = self._loader.resolver.find_candidates(reference, kind=PHR)
        near = [each for each in prompts if each.path.rpartition("/")[0] == folder_path] or prompts
        return near[0] if len(near) == 1 else None

    @property
    def may_have_more(self) -> bool:
        """Whether records may have touched the file under names that are not known yet."""
        query = "SELECT 1 FROM touched LIMIT 1"
        return self._connection.execute(query).fetchone() is not None

    def add_paths(self, paths: Iterable[str]) -> bool:
        """Take further names of the file into account; whether that gave further records."""
        before = len(self.records)
        for path in paths:
            if path not in self._paths:
                self._paths[path] = None
                self._keep(self._loader.stored.load(tables.list_touching(self._connection, path)))
        return len(self.records) > before

    def explain_commits(self) -> None:
        """Find the records that came with each commit, also where it was rewritten since."""
        folders = self._project.settings.list_folders()
        records = RecordSet(folders, tuple(self.records.values()))
        newest_first = sorted(
            self._commits.values(), key=lambda each: each.commit.commit_time, reverse=True
        )
        commits = [each.commit for each in newest_first]
        explainer = explained_commits.make_explainer(
            self._project, records, commits, newest="HEAD", former_pages=self._pages
        )
        for commit in commits:
            explanation = explainer.explain(commit)
            self._ways_by_commit[commit.sha] = {
                record.path: self._describe_ways(record, commit, ways)
                for record, ways in zip(explanation.records, explanation.ways, strict=True)
            }

    def _describe_ways(
        self, record: Record, commit: Commit, ways: Collection[str]
    ) -> frozenset[str]:
        described = {_WAYS[way] for way in ways if way in _WAYS}
        if explained_commits.PAGE in ways:
            added = self._commits[commit.sha].added_paths
            is_added = record.path in added or any(
                self._pages.get(path) is record for path in added
            )
            described.add(matching.ADDED if is_added else matching.CHANGED)
        return frozenset(described)

    def describe_absent(self, commit: str) -> str:
        """Which records a commit names that are not here, in a sentence without a stop; or ""."""
        blamed = self._commits.get(commit)
        numbers = explained_commits.list_named_numbers(blamed.commit.message) if blamed else []
        records = self.records.values() if numbers else ()
        here = {number for each in records for number in explained_commits.list_numbers(each)}
        absent = [f"PHR-{each:04d}" for each in dict.fromkeys(numbers) if each not in here]
        if not absent:
            return ""
        more = f" and {len(absent) - _MAX_ABSENT} more" if len(absent) > _MAX_ABSENT else ""
        verb = "are" if len(absent) > 1 else "is"
        return f"its commit names {', '.join(absent[:_MAX_ABSENT])}{more}, which {verb} not here"

    def is_common(self, line_hash: str) -> bool:
        """Whether turns added a line of a hash to other files, too: it may stand anywhere."""
        if self._common is None:
            self._common = {
                each
                for record in self.records.values()
                for path, trace in _read_traces(record).items()
                if path not in self._paths
                for each in trace.hashes
            }
        return line_hash in self._common

    def list_for(self, commit: str) -> list[Candidate]:
        """The records that lines of a commit may be from."""
        ways_by_path = self._ways_by_commit.get(commit, {})
        blamed = self._commits.get(commit)
        latest = _format_day(blamed.commit.author_time + _DAY_SECONDS) if blamed else ""
        return [
            self._make_candidate(record, ways_by_path.get(path, frozenset()))
            for path, record in self.records.items()
            if path in ways_by_path or not (latest and record.date > latest)
        ]

    def list_uncommitted(self, uncommitted_pages: Collection[str]) -> list[Candidate]:
        """The records that lines which are not committed may be from."""
        waiting, none = frozenset({matching.WAITING}), frozenset[str]()
        return [
            self._make_candidate(record, waiting if path in uncommitted_pages else none)
            for path, record in self.records.items()
        ]

    def _make_candidate(self, record: Record, ways: frozenset[str]) -> Candidate:
        listed = rows.list_touched(record)
        by_path = _read_traces(record)
        read = [by_path[path] for path in self._paths if path in by_path]
        lists_all = str(record.fields.get("fidelity") or _REPORTED) != _REPORTED
        # Where turns were recorded with traces before, one without them added nothing.
        is_traced = len(by_path) < MAX_FILES if by_path else lists_all and self._has_earlier(record)
        return Candidate(
            key=record.path,
            ways=ways,
            lists_file=any(map(self._is_of_file, listed)) if listed else None,
            lists_all=lists_all,
            traces=tuple(read),
            is_traced=bool(read) or is_traced,
        )

    def _has_earlier(self, record: Record) -> bool:
        """Whether a record from before has traces."""
        return any(
            each.fields.get("traces") and (each.number or 0) < (record.number or 0)
            for each in self.records.values()
        )

    def _is_of_file(self, listed_path: str) -> bool:
        """Whether a path that a record lists is one of the file's, or of a folder around it."""
        folder = f"{listed_path.rstrip('/')}/"
        return listed_path in self._paths or any(path.startswith(folder) for path in self._paths)


def _read_traces(record: Record) -> dict[str, Trace]:
    return read_traces(record.fields, read_field_items(record, "files"))


def _format_day(timestamp: int) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(timestamp))
