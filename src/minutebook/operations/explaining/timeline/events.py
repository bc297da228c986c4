"""The events of a timeline: prompts, decisions, and changes of their statuses, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from minutebook.catalog import timeline
from minutebook.catalog.selection import Selection
from minutebook.catalog.timeline import TimelineRow
from minutebook.lean.values import Value, replace
from minutebook.operations.explaining import asked_paths
from minutebook.operations.explaining.timeline import status_changes
from minutebook.operations.explaining.timeline.status_changes import StatusChange
from minutebook.operations.project import Project
from minutebook.operations.reading.cataloguing import former_names
from minutebook.operations.reading.cataloguing.derived import RecordLoader
from minutebook.operations.reading.cataloguing.opening import Catalog
from minutebook.records.model import ADR, PHR, Record, RecordSet
from minutebook.text import dates

PROMPT, DECISION, STATUS = "prompt", "decision", "status"
_DECIDING = ("decides", "implements")


class NamedRecord(Value):
    """A record that an event names: its ref, title and path."""

    ref: str
    title: str
    path: str


class Event(Value):
    """Something that happened.

    `kind` is PROMPT, DECISION or STATUS. `day` is ISO 8601, maybe less than a day, or "". `state`
    is the stage of a prompt, or the status that a decision got that day: where it has another one
    by now, "" if nothing tells it. `decisions` are what a prompt decided or implemented. `other` is
    the successor of a decision that was superseded. `told_by` says what told the day of a status:
    page, git or successor.
    """

    kind: str
    day: str
    state: str
    record: TimelineRow
    decisions: tuple[NamedRecord, ...] = ()
    other: NamedRecord | None = None
    told_by: str = ""


class Timeline(Value):
    """Events, the newest first, how many records match, and how many of them are not shown."""

    events: tuple[Event, ...]
    record_count: int
    hidden_count: int


def read_timeline(
    catalog: Catalog, selection: Selection, *, paths: Sequence[str] = (), limit: int | None = None
) -> Timeline:
    """The newest events of the records that are asked for, at most `limit`.

    With paths, from the top, folders with a `/` behind them, only of records that are about one:
    see `timeline.find_concerned`.
    """
    connection = catalog.connection
    ids = _find_concerned(catalog, paths) if paths else None
    rows, count = timeline.select_timeline(connection, selection, ids=ids, limit=limit)
    is_cut = len(rows) < count
    since = dates.find_bounds(rows[-1].date)[0] if is_cut and rows else ""
    loader = RecordLoader(catalog)
    changes: list[StatusChange] = []
    successors: dict[str, NamedRecord] = {}
    if selection.kind != "phr":
        decisions, _ = timeline.select_timeline(
            connection, replace(selection, kind="adr", has_date=None), ids=ids
        )
        changes, successors, first_states = _find_changes(
            loader, catalog.get_project(), decisions, since
        )
        changes = [change for change in changes if change.day >= since]
        rows = [_restore_state(row, changes, first_states) for row in rows]
        if selection.has_date is not None:
            changes = [change for change in changes if selection.has_date(change.day)]
    linked = loader.load_linked([row.id for row in rows if row.kind == "phr"])
    made = {record.path: _list_decisions(record, linked) for record in linked.of_kind(PHR)}
    rows_by_path = {row.path: row for row in rows}
    missing = {change.path for change in changes} - rows_by_path.keys()
    rows_by_path |= {row.path: row for row in timeline.load_rows(connection, missing)}
    events = [_make_event(row, made.get(row.path, ())) for row in rows]
    statuses = [
        Event(
            STATUS,
            change.day,
            change.status,
            rows_by_path[change.path],
            other=successors.get(change.path) if change.status == "superseded" else None,
            told_by=change.told_by,
        )
        for change in changes
    ]
    events = _sort_events(events, statuses)
    shown = events if limit is None else events[:limit]
    shown_records = sum(event.kind != STATUS for event in shown)
    return Timeline(tuple(shown), count, count - shown_records)


def _find_changes(
    loader: RecordLoader, project: Project, decisions: Iterable[TimelineRow], since: str
) -> tuple[list[StatusChange], dict[str, NamedRecord], dict[str, str]]:
    """What became of some decisions, and by path the successors and the first known statuses."""
    rows = list(decisions)
    if not rows:
        return [], {}, {}
    superseded = loader.load_linked([row.id for row in rows if row.state == "superseded"])
    successions = list(status_changes.list_successions(superseded))
    records = loader.stored.load(row.id for row in rows)
    states = {record.path: (record.state, record.date) for record in records}
    committed = status_changes.list_committed_changes(project, since)
    changes = status_changes.join_changes(
        [
            *status_changes.list_stated_changes(records),
            *committed,
            *(change for change, _ in successions),
        ],
        states,
    )
    successors = {change.path: _name(successor) for change, successor in successions}
    return changes, successors, {change.path: change.before for change in committed}


def _restore_state(
    row: TimelineRow, changes: Iterable[StatusChange], first_states: Mapping[str, str]
) -> TimelineRow:
    """A row with the status that its decision had first, where it is told when it got another."""
    if any(change.path == row.path and change.status == row.state for change in changes):
        return replace(row, state=first_states.get(row.path, ""))
    return row


def _find_concerned(catalog: Catalog, paths: Sequence[str]) -> frozenset[int]:
    """The ids of the records that are about some paths: see `timeline.find_concerned`."""
    former_names.refresh_former_names(catalog)
    connection = catalog.connection
    concerned: set[int] = set()
    for path in paths:
        # What a record says of others governs no page of it.
        is_page = bool(timeline.load_rows(connection, [path]))
        named = [] if is_page else asked_paths.list_named(catalog.top, path)
        concerned |= timeline.find_concerned(connection, path, named)
    return frozenset(concerned)


def _list_decisions(record: Record, records: RecordSet) -> tuple[NamedRecord, ...]:
    decided = {
        relation.record.path: relation.record
        for relation in records.graph.list_relations(record)
        if relation.name in _DECIDING and relation.record.kind is ADR
    }
    return tuple(map(_name, decided.values()))


def _name(record: Record) -> NamedRecord:
    return NamedRecord(record.ref, record.title, record.path)


def _make_event(row: TimelineRow, decisions: tuple[NamedRecord, ...]) -> Event:
    kind = PROMPT if row.kind == "phr" else DECISION
    return Event(kind, row.date, row.state, row, decisions)


def _sort_events(rows: Sequence[Event], statuses: Sequence[Event]) -> list[Event]:
    """Rows, which are in order, with what became of decisions; the newest first.

    Nobody knows the hours of a day: a decision is superseded behind what supersedes it, and gets
    any status behind itself. What became of decisions of other days is spread over the day.
    """
    newest_first = sorted(statuses, key=lambda event: event.state == "superseded", reverse=True)
    by_day = {day: list(group) for day, group in groupby(rows, key=lambda event: event.day)}
    became: dict[str, list[Event]] = {}
    for status in newest_first:
        became.setdefault(status.day, []).append(status)
    return [
        event
        for day in sorted({*by_day, *became}, reverse=True)
        for event in _join_day(by_day.get(day, []), became.get(day, []))
    ]


def _join_day(rows: Sequence[Event], statuses: Sequence[Event]) -> list[Event]:
    if not rows or not statuses:
        return [*statuses, *rows]
    places = {event.record.path: place for place, event in enumerate(rows)}

    def find_place(status: Event) -> int | None:
        known = (status.other.path if status.other else "", status.record.path)
        return next((places[path] for path in known if path in places), None)

    return timeline.interleave(rows, statuses, find_place)
