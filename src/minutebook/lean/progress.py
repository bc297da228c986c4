"""How far a long loop is: reported to whoever shows it, without knowing who that is."""

from __future__ import annotations

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from typing import TypeVar

    Item = TypeVar("Item")

    # Is told how many things are done, and of how many; at the end of a loop both are the same.
    ProgressReporter = Callable[[int, int], None]


def track_progress(
    items: Collection[Item], report_progress: ProgressReporter | None
) -> Iterator[Item]:
    """The items, reporting before each how many are done, and at the end that all are."""
    if report_progress is None or not items:
        yield from items
        return
    total = len(items)
    try:
        for count, item in enumerate(items):
            report_progress(count, total)
            yield item
    finally:
        report_progress(total, total)
