"""What a change adds, for a `check` of that alone: findings on its lines, and of its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from minutebook.operations.check.check_inputs import find_fork
from minutebook.operations.project import Project
from minutebook.records.model import Finding, RecordSet
from minutebook.repository.git import diffs, revisions
from minutebook.suggest.diff.patch import parse_diff


def list_added_lines(project: Project, base: str) -> Mapping[str, frozenset[int]]:
    """The lines (from 1) that the working tree has and a commit has not, by file.

    A file that was changed without a new line is there with none. Of a branch the commit is the one
    where HEAD left it. What git does not track yet is new, but for what it ignores.
    """
    commit = revisions.find_commit(project.repo, base)
    fork = find_fork(project, commit) if commit and base != "HEAD" else ""
    diff = diffs.read_worktree_diff(
        project.repo, fork or commit or revisions.find_empty_tree(project.repo)
    )
    return {
        file.path: frozenset(number for number, _ in file.added_lines) for file in parse_diff(diff)
    }


def select_changed(
    findings: Sequence[Finding], records: RecordSet, added_lines: Mapping[str, frozenset[int]]
) -> tuple[Finding, ...]:
    """The findings on added lines, on changed files as a whole, and on changed records."""
    record_paths = {record.path for record in records.members}
    return tuple(
        finding
        for finding in findings
        if finding.path in added_lines
        and (
            not finding.line
            or finding.path in record_paths
            or finding.line in added_lines[finding.path]
        )
    )
