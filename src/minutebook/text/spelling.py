"""How far two words are from each other, in typos."""

from __future__ import annotations

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Iterator


def measure_distance(first: str, second: str, limit: int) -> int:
    """How many letters have to be changed, added, left out or swapped with the next one.

    More than `limit` is given as `limit + 1`.
    """
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    *_, last = _measure_beginnings(first, second, limit)
    return min(last, limit + 1)


def measure_beginning(word: str, beginning: str, limit: int) -> int:
    """The distance as above of a text from the nearest beginning of a word."""
    return min(*_measure_beginnings(word, beginning, limit), limit + 1)


def _measure_beginnings(first: str, second: str, limit: int) -> Iterator[int]:
    """The distance of each beginning of one word from another; ends with one beyond `limit`."""
    before_last: list[int] = []
    last = list(range(len(second) + 1))
    yield last[-1]
    for row, letter in enumerate(first, 1):
        current = [row]
        for column, other in enumerate(second, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != other))
            is_swapped = (
                row > 1 and column > 1 and letter == second[column - 2] and other == first[row - 2]
            )
            current.append(min(cost, before_last[column - 2] + 1) if is_swapped else cost)
        if min(current) > limit:
            yield limit + 1
            return
        yield current[-1]
        before_last, last = last, current
