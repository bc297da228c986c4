"""The files that records govern or name, each with the records about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from minutebook.catalog.rows import list_touched
from minutebook.operations.project import Project
from minutebook.records.model import ADR, PHR, Record, RecordSet
from minutebook.repository.git import repo
from minutebook.site.book import FilePage
from minutebook.site.gather.governed import GovernedFiles
from minutebook.site.gather.urls import UrlClaims, make_file_url

MAX_FILES_OF_RECORD = 500
_MAX_PATH_CHARS = 300
# The files of a prompt times the decisions that it made, up to which each is about each.
_MAX_DECIDED_PAIRS = 30
_DECIDING = ("decides", "implements")


class NamedFiles:
    """The files of records: by the path of a page those that it governs or changed."""

    def __init__(self, project: Project, records: RecordSet) -> None:
        self._records = records
        has_globs = any(record.governs for record in records.members)
        self._governed = GovernedFiles(repo.list_files(project.repo) if has_globs else ())
        self.by_record = {record.path: self._list_files(record) for record in records.members}

    def _list_files(self, record: Record) -> tuple[str, ...]:
        if record.kind is ADR:
            paths = [path for glob in record.governs for path in self._governed.find(glob)]
        else:
            paths = [path for path in list_touched(record) if _is_path(path)]
        return tuple(dict.fromkeys(paths))[:MAX_FILES_OF_RECORD]

    def make_pages(
        self,
        keys: Mapping[str, str],
        in_force: frozenset[str],
        *,
        repository: str,
        prefix: str,
        claims: UrlClaims,
        max_pages: int,
    ) -> list[FilePage]:
        """The pages of the files that most records are about, at most `max_pages`, by their paths.

        `keys` are the keys of entries by the paths of records, the newest first. `in_force` are the
        paths of decisions. A decision in force governs a file by a glob; one without globs by a
        prompt that changed the file, and few others, and decided it.
        """
        governing: dict[str, list[str]] = {}
        naming: dict[str, list[str]] = {}
        decided = self._list_decided()
        for path in keys:
            for file in self.by_record[path]:
                (governing if path in in_force else naming).setdefault(file, []).append(path)
            for file in decided.get(path, ()):
                (governing if path in in_force else naming).setdefault(file, []).append(path)
        counts = {
            file: len(governing.get(file, ())) + len(naming.get(file, ()))
            for file in {*governing, *naming}
        }
        chosen = sorted(counts, key=lambda file: (-counts[file], file))[:max_pages]
        return [
            FilePage(
                file,
                claims.claim(prefix + make_file_url(file)),
                repository,
                tuple(keys[path] for path in governing.get(file, ())),
                tuple(keys[path] for path in naming.get(file, ())),
            )
            for file in sorted(chosen)
        ]

    def _list_decided(self) -> Mapping[str, Iterable[str]]:
        """By decisions that state no globs the files of the prompts that decided them."""
        files: dict[str, dict[str, None]] = {}
        for prompt in self._records.of_kind(PHR):
            paths = self.by_record[prompt.path]
            decided = {
                relation.record.path: relation.record
                for relation in self._records.graph.list_relations(prompt)
                if relation.name in _DECIDING and relation.record.kind is ADR
            }
            if len(paths) * len(decided) > _MAX_DECIDED_PAIRS:
                continue
            for path, other in decided.items():
                if not other.governs:
                    files.setdefault(path, {}).update(dict.fromkeys(paths))
        return files


def _is_path(text: str) -> bool:
    """Whether what a prompt's page lists is the path of a file from the repository's top."""
    parts = text.split("/")
    is_plain = text.isprintable() and len(text) <= _MAX_PATH_CHARS
    return is_plain and not any(part in ("", ".", "..") for part in parts) and parts[0] != "~"
