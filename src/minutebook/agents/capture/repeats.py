"""Finds events that came twice: agents load each other's settings, and report to all of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable

from minutebook.agents.capture.tool_calls import merge_calls
from minutebook.agents.capture.turn import Event
from minutebook.lean.values import Value, field, replace

__all__ = ["mark_repeats"]

_MAX_SECONDS = 2.0  # between two reports of one event
_MAX_STOP_SECONDS = 60.0  # the same of a stop: its second hook may wait for the first
_MAX_REPORTS = 32  # of equal events, among which the first report of one is looked for
_SECOND_REPORT = "afterFileEdit"  # of Cursor, beside the event of the tool that writes
_STOPS = ("stop", "subagent-stop")


class _Report(Value, frozen=False):
    """An event as it was reported first: its place, and whose settings reported it so far."""

    index: int
    event: Event
    reporters: set[str] = field(default_factory=set)


def mark_repeats(events: Iterable[Event]) -> tuple[Event, ...]:
    """Mark the events of a session that other settings have reported before.

    Two reports of one event come through different settings (`Event.reported_by`), by two processes
    at once, each in the form that its settings ask for: they say the same of the same moment. The
    first gets what the second knows besides. Two equal events through the same settings are two.
    """
    marked = list(events)
    if len({_name_reporter(event) for event in marked}) < 2:
        return tuple(marked)
    reports: dict[Hashable, deque[_Report]] = {}
    for index, event in enumerate(marked):
        if event.is_repeat or not event.reported_by:
            continue
        key = _make_key(event)
        twin = _find_twin(event, reports.get(key, ()))
        if twin is None:
            if event.kind == "prompt" and not event.subagent_id:
                reports.pop(("stop", ""), None)  # those of earlier turns
            report = _Report(index, event, {_name_reporter(event)})
            reports.setdefault(key, deque(maxlen=_MAX_REPORTS)).append(report)
            continue
        twin.reporters.add(_name_reporter(event))
        marked[twin.index] = twin.event = _merge_events(twin.event, event)
        marked[index] = replace(event, is_repeat=True)
    return tuple(marked)


def _name_reporter(event: Event) -> str:
    """Whose settings reported an event, and in which form where they report it in two."""
    is_second = event.name == _SECOND_REPORT
    return f"{event.reported_by} {event.name}" if is_second else event.reported_by


def _make_key(event: Event) -> Hashable:
    """What two reports of one event say both."""
    key = event.kind, event.subagent_id
    if event.kind in _STOPS:
        return key
    if event.tool is None:
        return *key, event.prompt
    return *key, event.tool.command, event.tool.files, event.tool.subagent_prompt


def _find_twin(event: Event, reports: Iterable[_Report]) -> _Report | None:
    """The report of the same event through other settings that is nearest in time."""
    limit = _MAX_STOP_SECONDS if event.kind in _STOPS else _MAX_SECONDS
    twins = [
        report
        for report in reports
        if _name_reporter(event) not in report.reporters
        and _measure_distance(report.event, event) <= limit
        and _may_be_same_call(report.event, event)
    ]
    return min(twins, key=lambda report: _measure_distance(report.event, event), default=None)


def _measure_distance(event: Event, other: Event) -> float:
    """The seconds between two events, by the agent's own clock where it says the time."""
    if event.moment and other.moment:
        return abs(event.moment - other.moment)
    return abs(event.time - other.time)


def _may_be_same_call(event: Event, other: Event) -> bool:
    """Whether the ids of two calls are equal, as far as both are known."""
    ids = {each.tool.id for each in (event, other) if each.tool and each.tool.id}
    return len(ids) < 2


def _merge_events(first: Event, second: Event) -> Event:
    """The first report with what the second knows besides."""
    tool = first.tool
    if tool is not None and second.tool is not None:
        tool = replace(merge_calls(tool, second.tool), name=tool.name)
    return replace(
        first,
        tool=tool,
        response=first.response or second.response,
        model=first.model or second.model,
        turn_id=first.turn_id or second.turn_id,
        transcript_path=first.transcript_path or second.transcript_path,
        subagent_type=first.subagent_type or second.subagent_type,
        tokens=second.tokens if first.tokens is None else first.tokens,
        is_interrupted=first.is_interrupted or second.is_interrupted,
    )
