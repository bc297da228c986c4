"""Figures and events of entries."""

from __future__ import annotations

from minutebook.site.book import Count, Entry, StatusChange, Suggestion, TimelineEvent
from minutebook.site.gather.totals import list_events, sum_figures


def make_entry(kind: str, number: int, date: str, **facts: object) -> Entry:
    key = f"{kind}-{number}"
    return Entry(key, f"{key}.html", "", kind, key, number, key, key, date, **facts)  # type: ignore[arg-type]


def test_months_have_no_gaps_and_odd_dates_are_left_out() -> None:
    entries = [
        make_entry("phr", 1, "2025-11-30", tokens=5),
        make_entry("adr", 1, "2026-02"),
        make_entry("adr", 2, "2026"),
        make_entry("adr", 3, ""),
        make_entry("adr", 4, "2026-13-01"),
    ]
    figures = sum_figures(entries, "2026-02", {"": 30}, commits=3, explained_commits=2)
    assert figures.months == (
        Count("2025-11", 1, 0, 5),
        *(Count("2025-12"), Count("2026-01")),
        Count("2026-02", 0, 1, 0),
    )
    assert (figures.tokens, figures.commits, figures.explained_commits) == (5, 3, 2)


def test_what_waits_is_as_old_as_on_the_newest_day() -> None:
    pending = (Suggestion("Use Redis", "pending"), Suggestion("Use Kafka", "dismissed"))
    entries = [
        make_entry("adr", 2, "2026-01-20", state="proposed"),
        make_entry("adr", 1, "2026-01-01", state="proposed"),
        make_entry("adr", 3, "2026-01-01", state="accepted"),
        make_entry("phr", 1, "2026-01-10", suggestions=pending),
    ]
    debt = sum_figures(entries, "2026-02-01", {"": 14}, commits=0, explained_commits=0).debt
    assert debt.proposed == ("adr-1", "adr-2")
    assert (debt.overdue_count, debt.suggestion_count, debt.oldest_suggestion_days) == (1, 1, 22)


def test_people_are_counted_for_what_they_asked_and_decided() -> None:
    entries = [
        make_entry("phr", 1, "2026-01-01", people=("Ada",), tokens=7),
        make_entry("adr", 1, "2026-01-01", people=("Ada", "Grace")),
    ]
    figures = sum_figures(entries, "2026-01-01", {"": 1}, commits=0, explained_commits=0)
    assert figures.people == (Count("Ada", 1, 1, 7), Count("Grace", 0, 1, 0))


def test_events_are_the_newest_first() -> None:
    history = (StatusChange("2026-01-03", "accepted"), StatusChange("2026-01-05", "superseded"))
    entries = [
        make_entry("adr", 2, "2026-01-05", history=(StatusChange("2026-01-05", "accepted"),)),
        make_entry("adr", 1, "2026-01-02", history=history),
        make_entry("adr", 0, ""),
        make_entry("phr", 1, "2026-01-04"),
    ]
    assert list_events(entries) == (
        TimelineEvent("2026-01-05", "decision", "adr-2", "accepted"),
        TimelineEvent("2026-01-05", "decision", "adr-1", "superseded"),
        TimelineEvent("2026-01-04", "prompt", "phr-1"),
        TimelineEvent("2026-01-03", "decision", "adr-1", "accepted"),
        TimelineEvent("2026-01-02", "decision", "adr-1"),
    )
