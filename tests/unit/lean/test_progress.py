"""How far a loop is."""

from __future__ import annotations

import pytest

from minutebook.lean.progress import track_progress


def test_each_step_is_reported_and_the_end() -> None:
    reports: list[tuple[int, int]] = []
    items = track_progress(["a", "b"], lambda done, total: reports.append((done, total)))
    assert list(items) == ["a", "b"]
    assert reports == [(0, 2), (1, 2), (2, 2)]


def test_a_loop_that_breaks_off_is_at_its_end() -> None:
    reports: list[tuple[int, int]] = []
    items = track_progress(["a", "b"], lambda done, total: reports.append((done, total)))
    next(items)
    items.close()  # type: ignore[attr-defined]
    assert reports == [(0, 2), (2, 2)]


@pytest.mark.parametrize("items", [[], ["a"]])
def test_nobody_has_to_be_told(items: list[str]) -> None:
    assert list(track_progress(items, None)) == items
