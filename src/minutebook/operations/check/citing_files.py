"""The files outside of the records that may cite them, read for the rules of `check`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from minutebook.checks.cited.citing_file import CODE, OTHER, PROSE, TEST, CitingFile
from minutebook.checks.cited.suspects import Suspects
from minutebook.operations.check import baseline
from minutebook.operations.project import Project
from minutebook.records.model import RecordSet
from minutebook.repository import store
from minutebook.repository.git.commits import lineage
from minutebook.repository.git.repo import list_marked_paths
from minutebook.suggest.diff import file_roles

_MAX_CHARS = 1024 * 1024  # of a file that people write
_IGNORED_ROLES = frozenset((file_roles.LOCK, file_roles.GENERATED, file_roles.ASSET))
_ROLES = {
    **dict.fromkeys((file_roles.CODE, file_roles.SCHEMA, file_roles.MIGRATION), CODE),
    file_roles.DOC: PROSE,
    file_roles.TEST: TEST,
}
_VENDORED = ("linguist-vendored", "linguist-generated")


def make_lister(project: Project, records: RecordSet) -> Callable[[], Iterator[CitingFile]]:
    """What lists the files that may cite what does not hold: it asks git, and reads those alone."""

    def list_citing_files() -> Iterator[CitingFile]:
        own_paths = {record.path for record in records.members} | set(records.pages)
        own_paths.add(baseline.locate_baseline(project))
        suspects = Suspects(records)
        pattern = suspects.build_pattern()
        for path in lineage.find_matches(project.repo, pattern, suspects.may_be_faulty):
            role = "" if path in own_paths else choose_role(path)
            text = store.read_text(project.top, path) if role else None
            if text and len(text) <= _MAX_CHARS:
                yield CitingFile(path, text, role)

    return list_citing_files


def choose_role(path: str) -> str:
    """What a file that cites records is, by its path; "" for one that nobody here writes."""
    role = file_roles.find_role(path)
    if role in _IGNORED_ROLES:
        return ""
    is_code = role in (file_roles.CODE, file_roles.TEST)
    if not is_code and file_roles.find_role(f"{path.rpartition('/')[0]}/x.py") == file_roles.TEST:
        return ""  # data of tests
    if role == file_roles.TEST and not file_roles.is_code_name(path):
        return ""
    return _ROLES.get(role, OTHER)


def make_generated_lister(project: Project) -> Callable[[Sequence[str]], frozenset[str]]:
    """What tells which of some files git's attributes call vendored or generated."""

    def list_generated(paths: Sequence[str]) -> frozenset[str]:
        return list_marked_paths(project.repo, _VENDORED, paths)

    return list_generated
