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
_MAX_RATIO = 8
_TRIES = 4


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
    work(size)  # traced, where coverage is measured: what is loaded and computed once
    for _ in range(_TRIES):
        # One run of the many is enough where it passes: the least of several would pass, too.
        many = processor_seconds(lambda: work(4 * size), 1)
        if many < _MAX_RATIO * _SMALLEST:
            return
        few = max(processor_seconds(lambda: work(size)), _SMALLEST)
        if many >= _MAX_RATIO * few:
            many = min(many, processor_seconds(lambda: work(4 * size), 1))
        ratios.append(many / few)
        if ratios[-1] < _MAX_RATIO:
            return
    raise AssertionError(f"four times the input took {min(ratios):.1f} times the processor time")
