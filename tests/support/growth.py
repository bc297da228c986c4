"""How the work of a function grows with its input: no clock on the wall takes part.

A machine that is busy makes everything slower, by any factor. What stays is how many calls are made,
and how much more processor time four times the input takes than the input.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable

_SMALLEST = 0.002  # seconds of processor time below which noise is all there is
_MAX_RATIO = 10
_TRIES = 4
# What takes so many seconds is dear enough to show its growth at a smaller size, down to the least.
_ENOUGH = 0.05
_LEAST_SIZE = 1_000


def call_untraced(work: Callable[[], object]) -> None:
    """Call `work` without the tracing of coverage, which would be most of what is measured."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        work()
    finally:
        sys.settrace(tracer)


def count_calls(work: Callable[[], object]) -> int:
    """The number of Python and C functions that `work` calls."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        if event in ("call", "c_call"):
            calls += 1

    def count_work() -> None:
        before = sys.getprofile()
        sys.setprofile(count)
        try:
            work()
        finally:
            sys.setprofile(before)

    call_untraced(count_work)
    return calls


def processor_seconds(work: Callable[[], object], runs: int = 2) -> float:
    """The least processor time of this thread that `work` took, of so many runs."""
    times = []
    gc.disable()  # what other tests left behind is no part of it
    try:
        for _ in range(runs):
            started = time.thread_time()
            call_untraced(work)
            times.append(time.thread_time() - started)
    finally:
        gc.enable()
    return min(times)


def assert_linear(work: Callable[[int], object], size: int) -> None:
    """Assert that `work(4 * size)` takes about four times the processor time of `work(size)`.

    A quadratic step takes sixteen times. What is measured twice on a busy machine may differ by
    half: it fails only where every one of several tries says so.
    """
    ratios = []
    # What is loaded and computed once; all of it where coverage is measured, since it is traced.
    work(size if sys.gettrace() else min(size, _LEAST_SIZE))
    few, size = _measure_affordable(work, size)
    for _ in range(_TRIES):
        # One run of each is enough where it passes: the least of several runs of the many would
        # pass, too, and the few that took twice their time do not hide a quadratic step.
        many = processor_seconds(lambda: work(4 * size), 1)
        if many < _MAX_RATIO * _SMALLEST:
            return
        if many >= _MAX_RATIO * few:
            many = min(many, processor_seconds(lambda: work(4 * size), 1))
        ratios.append(many / max(few, _SMALLEST))
        if ratios[-1] < _MAX_RATIO:
            return
        few = processor_seconds(lambda: work(size))
    raise AssertionError(f"four times the input took {min(ratios):.1f} times the processor time")


def _measure_affordable(work: Callable[[int], object], size: int) -> tuple[float, int]:
    """The processor time of `work(size)`, and the size: a smaller one where that is dear."""
    while True:
        seconds = processor_seconds(lambda: work(size), 1)  # noqa: B023 - called at once
        if seconds <= _ENOUGH or size <= _LEAST_SIZE:
            return seconds, size
        size //= 2
