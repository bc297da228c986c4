"""The baseline of a repository: its file, written anew and compared with what is found."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from minutebook.checks import baseline
from minutebook.lean.values import Value
from minutebook.operations.project import Project
from minutebook.records.model import Finding, Record, RecordSet, Write, join_path
from minutebook.repository import files, store


class BaselineChange(Value):
    """What became of a baseline: its path, how many findings it has, how many are new and gone.

    `errors_left` counts the errors that no baseline may hold. `write` is the file, None where it
    stays as it was.
    """

    path: str
    total: int
    added: int
    dropped: int
    errors_left: int
    write: Write | None

    @property
    def counts(self) -> dict[str, object]:
        """All but the file's text."""
        return {
            "path": self.path,
            "total": self.total,
            "added": self.added,
            "dropped": self.dropped,
        }


def mark_findings(
    project: Project, records: RecordSet, findings: Sequence[Finding]
) -> tuple[Finding, ...]:
    """The findings, those of the repository's baseline marked."""
    text = read_baseline(project)
    return baseline.mark_findings(findings, text, records) if text else tuple(findings)


def write_baseline(project: Project, *, dry_run: bool = False) -> BaselineChange:
    """Write the findings of today as the baseline; no file where there are none.

    Findings that no baseline may hold are left out: see `checks.baseline`.
    """
    from minutebook.operations.check.run import check_records

    path = locate_baseline(project)
    records = project.load_records()
    findings = check_records(project, use_baseline=False)
    previous = files.read_text(project.top, path)
    entries = baseline.make_entries(findings, records)
    text = baseline.format_entries(entries) if entries else None
    added, dropped = baseline.compare(baseline.parse_entries(previous or ""), entries)
    write = None if text == previous else Write(path, text, previous)
    if write and not dry_run:
        with project.lock():
            store.apply_writes(project.top, (write,))
    errors_left = sum(
        finding.severity == "error" and not baseline.is_allowed(finding) for finding in findings
    )
    return BaselineChange(path, len(entries), added, dropped, errors_left, write)


def read_baseline(project: Project) -> str:
    """The text of the baseline; "" where there is none."""
    return files.read_text(project.top, locate_baseline(project)) or ""


def plan_without(
    project: Project, records: RecordSet, removed: Iterable[Record]
) -> tuple[Write, ...]:
    """The write that takes the entries on some records out of the baseline; none without any."""
    path = locate_baseline(project)
    text = files.read_text(project.top, path)
    new_text = baseline.drop_entries(text or "", removed, records)
    return () if text is None or new_text == text else (Write(path, new_text or None, text),)


def read_entries(project: Project) -> list[baseline.Entry]:
    """The entries of the repository's baseline, none where it has none."""
    return baseline.parse_entries(read_baseline(project))


def plan_copy(project: Project, entries: Sequence[baseline.Entry]) -> tuple[Write, ...]:
    """The write of a baseline that comes from elsewhere; none where one is here already."""
    path = locate_baseline(project)
    if not entries or files.read_text(project.top, path) is not None:
        return ()
    return (Write(path, baseline.format_entries(entries)),)


def locate_baseline(project: Project) -> str:
    """The path of the baseline from the top: beside the configuration, in the top without one."""
    folder = os.path.dirname(project.settings_path) if project.settings_path else project.top
    path = os.path.relpath(folder, project.top).replace(os.sep, "/")
    return join_path(path, baseline.FILE_NAME)
