"""A chart of records over time: a bar for each day, week, month or year, as numbers to draw."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from minutebook.site.book import Entry

_MAX_DAYS, _MAX_WEEKS, _MAX_MONTHS = 31, 26, 60  # that are bars of their own
_USUAL_BARS = 24  # bars of fewer days are narrower, so that two of them are no walls
_HEIGHT = 100.0  # of the highest bar, in the units of the drawing
_SLOT, _BAR, _GAP = 10.0, 7.0, 1.0


def make_chart(entries: Iterable[Entry]) -> dict[str, object]:
    """Bars of prompts, upwards, and of decisions, downwards, both on one scale.

    The result has `unit` ("day", "week", "month", "year"), `bars` (the oldest first, without gaps,
    each with its name, its counts and where its two rectangles lie), and the size of the drawing;
    `bars` is empty where no entry has a date.
    """
    days = [(day, entry.kind) for entry in entries if (day := _read_day(entry.date))]
    if not days:
        return {"bars": []}
    first, last = min(day for day, _ in days), max(day for day, _ in days)
    unit = _choose_unit(first, last)
    counts: dict[date, list[int]] = {start: [0, 0] for start in _list_starts(first, last, unit)}
    for day, kind in days:
        counts[_find_start(day, unit)][kind == "adr"] += 1
    prompt_peak = max(prompts for prompts, _ in counts.values())
    decision_peak = max(decisions for _, decisions in counts.values())
    scale = _HEIGHT / max(prompt_peak, decision_peak)
    baseline = round(prompt_peak * scale, 2)
    bar_width = round(_BAR * min(1.0, len(counts) / _USUAL_BARS), 2)
    bars = [
        {
            "name": _name_start(start, unit),
            "prompts": prompts,
            "decisions": decisions,
            "x": round(position * _SLOT + (_SLOT - bar_width) / 2, 2),
            "prompt_y": round(baseline - prompts * scale, 2),
            "prompt_height": round(prompts * scale, 2),
            "decision_height": round(decisions * scale, 2),
        }
        for position, (start, (prompts, decisions)) in enumerate(counts.items())
    ]
    return {
        "unit": unit,
        "bars": bars,
        "width": len(counts) * _SLOT,
        "height": round(baseline + _GAP + decision_peak * scale, 2),
        "baseline": baseline,
        "decision_y": baseline + _GAP,
        "bar_width": bar_width,
    }


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _choose_unit(first: date, last: date) -> str:
    span = (last - first).days + 1
    if span <= _MAX_DAYS:
        return "day"
    if span <= _MAX_WEEKS * 7:
        return "week"
    return "month" if span <= _MAX_MONTHS * 31 else "year"


def _find_start(day: date, unit: str) -> date:
    """The first day of the day's week, month or year."""
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=min(day.weekday(), (day - date.min).days))
    return day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def _list_starts(first: date, last: date, unit: str) -> Iterable[date]:
    start = _find_start(first, unit)
    while start <= last:
        yield start
        try:
            start = _find_start(start + timedelta(days=_STEP_DAYS[unit]), unit)
        except OverflowError:  # the calendar ends with the year 9999
            return


# Long enough to reach the next one from its first day, too short to reach the one after.
_STEP_DAYS = {"day": 1, "week": 7, "month": 31, "year": 366}


def _name_start(start: date, unit: str) -> str:
    text = start.isoformat()
    return {"month": text[:7], "year": text[:4]}.get(unit, text)
