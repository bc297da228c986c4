"""How decisions got their statuses: from what pages, git and successors tell."""

from __future__ import annotations

from collections.abc import Mapping

from minutebook.operations.explaining.timeline import status_changes
from minutebook.operations.project import Project
from minutebook.records.model import ADR, Record, RecordSet
from minutebook.site.book import StatusChange

# A page that says so seldom has the day of it: its date is that of the decision.
_ENDS = ("deprecated", "superseded")
_LAST = 1 << 62  # a unix second that never comes


def list_histories(project: Project, records: RecordSet) -> Mapping[str, tuple[StatusChange, ...]]:
    """The statuses that decisions had, by the paths of their pages, the oldest first."""
    decisions = records.of_kind(ADR)
    if not decisions:
        return {}
    committed = status_changes.list_committed_changes(project)
    changes = status_changes.join_changes(
        [
            *status_changes.list_stated_changes(decisions),
            *committed,
            *(change for change, _ in status_changes.list_successions(records)),
        ],
        # What is told of a page's own day is a part of its history: no status leaves it out.
        {record.path: ("", record.date) for record in decisions},
    )
    oldest = {change.path: change for change in committed}  # the oldest comes last
    by_path: dict[str, list[status_changes.StatusChange]] = {}
    for change in changes:
        by_path.setdefault(change.path, []).append(change)
    return {
        record.path: _join(record, by_path.get(record.path, []), oldest.get(record.path))
        for record in decisions
    }


def _join(
    record: Record,
    changes: list[status_changes.StatusChange],
    oldest: status_changes.StatusChange | None,
) -> tuple[StatusChange, ...]:
    """The changes of a decision, behind the status that it had first.

    `oldest` is the first change that git knows. The page's version before it says the first day:
    the date of a page may move with each status.
    """
    ordered = sorted(changes, key=_make_key)
    history = [StatusChange(each.day, each.status, each.told_by) for each in ordered]
    first_state = oldest.before if oldest else ""
    first_day = (oldest.before_day if oldest else "") or record.date
    if not first_state and not any(each.status == record.state for each in history):
        first_state = "" if record.state in _ENDS else record.state
    is_first = not history or (first_day <= history[0].day and history[0].status != first_state)
    if first_day and first_state and is_first:
        history.insert(0, StatusChange(first_day, first_state, status_changes.BY_PAGE))
    return tuple(history)


def _make_key(change: status_changes.StatusChange) -> tuple[str, int, int]:
    """Where a change stands: of those of one day an end of unknown hour comes last."""
    status = change.status
    hour = change.time or (_LAST if status in _ENDS else 0)
    return change.day, hour, ADR.states.index(status) if status in ADR.states else 0
