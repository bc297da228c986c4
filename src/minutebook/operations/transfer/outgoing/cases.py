"""Writes prompts as cases to run: what was asked, where from, and the tests that came of it.

A case is the prompt as it was given, the commit before its work, and the tests that the work added.
Whoever runs it checks that commit out, has the prompt done again, puts the files of the tests in
place as the last of `commits` has them, and runs the commands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from minutebook.catalog.rows import list_touched
from minutebook.lean.progress import track_progress
from minutebook.operations.explaining.story.page_addresses import find_repository_address
from minutebook.operations.project import Project
from minutebook.operations.reading import query
from minutebook.operations.schema import serialize
from minutebook.operations.transfer.outgoing.work_commits import WorkCommits
from minutebook.records import reader
from minutebook.records.adr.fields import read_field_items
from minutebook.records.drafting.drafts import compute_digest
from minutebook.records.model import PHR, Record, RecordSet
from minutebook.records.phr import shown_blocks, visibility
from minutebook.repository.git.commits import page_versions
from minutebook.suggest.diff import file_roles

# Why a record is left out, in the order in which it is looked at.
KEPT_APART, NOT_VERBATIM, CHANGED, NO_COMMIT, NO_PARENT, NO_TESTS, NO_COMMAND, FAILED = (
    "its texts are not in the tree",
    "the prompt is not verbatim",
    "the prompt was changed since it was recorded",
    "its commits are not here",
    "no commit is before its first one",
    "its work added no file of tests",
    "it names no command of a test",
    "its tests failed in the end",
)


class _LeftOut(Exception):
    """A record is no case; says why."""


def export_cases(
    project: Project, remote_address: str, left_out: dict[str, int]
) -> Iterator[dict[str, object]]:
    """A case for each prompt that is one, in the order of their numbers.

    `remote_address` is where the clone comes from, which is given without what may be secret in
    it. What is left out is counted in `left_out` by the reason.
    """
    records = project.load_records(has_texts=False)
    prompts = query.sort_records(records.of_kind(PHR))
    commits = WorkCommits(project, prompts)
    repository = find_repository_address(remote_address)
    works = {record.path: commits.find(record).work for record in prompts}
    differences = _Differences(project, {work[0] for work in works.values() if work})
    for record in track_progress(prompts, project.report_progress):
        try:
            prompt = _read_verbatim(record, records)
            case = _make_case(record, works[record.path], differences)
        except _LeftOut as reason:
            left_out[str(reason)] = left_out.get(str(reason), 0) + 1
            continue
        yield {
            "schema": "minutebook.v1",
            "id": _make_id(record),
            "ref": record.ref,
            "path": record.path,
            "title": record.title,
            "date": record.date,
            "prompt": prompt,
            "repository": repository,
            **case,
        }


def _make_id(record: Record) -> str:
    """What tells a case from all others, also where its record gets another number."""
    digest = serialize.format_field(record, "digest").rpartition(":")[2]
    return f"{record.slug}-{digest[:12]}" if record.slug else digest[:12]


def _read_verbatim(record: Record, records: RecordSet) -> str:
    """The prompt of a record as it was given. Raises _LeftOut."""
    if visibility.keeps_texts_apart(record):
        raise _LeftOut(KEPT_APART)
    if serialize.format_field(record, "fidelity") != "verbatim":
        raise _LeftOut(NOT_VERBATIM)
    prompt = reader.read_prompt(records.with_text(record))
    if not prompt or compute_digest(prompt) != serialize.format_field(record, "digest"):
        raise _LeftOut(CHANGED)
    return prompt


class _Differences:
    """What some commits come after, asked of git at once, and the files that they added."""

    def __init__(self, project: Project, first_commits: Iterable[str]) -> None:
        self._repo = project.repo
        self._parents = page_versions.find_first_parents(project.repo, sorted(first_commits))
        self._last: tuple[str, str] = ("", "")
        self._added: frozenset[str] = frozenset()

    def find_parent(self, commit: str) -> str:
        """The commit before another one. Raises _LeftOut where there is none here."""
        if commit not in self._parents:
            raise _LeftOut(NO_PARENT)
        return self._parents[commit]

    def list_added(self, parent: str, commit: str) -> frozenset[str]:
        """The files that a commit has more; kept for the next record: a squash brings several."""
        if self._last != (parent, commit):
            added = page_versions.list_added_paths(self._repo, parent, commit)
            self._last, self._added = (parent, commit), frozenset(added)
        return self._added


def _make_case(
    record: Record, work: tuple[str, ...], differences: _Differences
) -> dict[str, object]:
    """Where a case starts, and what it is measured by. Raises _LeftOut."""
    if not work:
        raise _LeftOut(NO_COMMIT)
    parent = differences.find_parent(work[0])
    touched = [
        path for path in list_touched(record) if file_roles.find_role(path) == file_roles.TEST
    ]
    added = differences.list_added(parent, work[-1]) if touched else frozenset()
    tests = [path for path in touched if path in added]
    if not tests:
        raise _LeftOut(NO_TESTS)
    runs = _list_runs(record)
    if not runs:
        raise _LeftOut(NO_COMMAND)
    after = _judge(list(runs.values()))
    if after == "failed":
        raise _LeftOut(FAILED)
    return {
        "parent": parent,
        "commits": list(work),
        "test_files": tests,
        "tests": [{"command": command, "result": result} for command, result in runs.items()],
        "expected": {"before": "unknown", "after": after},
    }


def _list_runs(record: Record) -> dict[str, str]:
    """The commands that ran tests, each with its last result, in the order of these."""
    runs: dict[str, str] = {}
    for item in read_field_items(record, "tests"):
        command, result = shown_blocks.split_test_result(item)
        is_file = " " not in command and file_roles.find_role(command) == file_roles.TEST
        if command and not is_file:
            runs.pop(command, None)
            runs[command] = result
    return runs


def _judge(results: list[str]) -> str:
    """What tests were in the end, as far as their results tell: passed, failed or unknown."""
    folded = [result.casefold() for result in results]
    if any("fail" in result or "error" in result for result in folded):
        return "failed"
    return "passed" if all("passed" in result for result in folded) else "unknown"
