"""A timeline as a part of a JSON document."""

from __future__ import annotations

from minutebook.operations.explaining.timeline.events import Event, NamedRecord, Timeline


def serialize_timeline(timeline: Timeline, limit: int | None) -> dict[str, object]:
    """The answer of `log --json`, without its schema."""
    return {
        "events": [_serialize_event(event) for event in timeline.events],
        "total": timeline.record_count,
        "limit": limit,
    }


def _serialize_event(event: Event) -> dict[str, object]:
    row = event.record
    record = {"kind": row.kind, "ref": row.ref, "title": row.title, "path": row.path}
    return {
        "event": event.kind,
        "date": event.day,
        "state": event.state,
        "record": record,
        "feature": row.feature,
        "files": row.file_count,
        "decisions": [_serialize_named(each) for each in event.decisions],
        "other": _serialize_named(event.other) if event.other else None,
        "told_by": event.told_by,
    }


def _serialize_named(record: NamedRecord) -> dict[str, str]:
    return {"ref": record.ref, "title": record.title, "path": record.path}
