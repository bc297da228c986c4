"""The table of figures: for people, and in `RESULTS.md`, from which the next run reads it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_HEADERS = (
    "what",
    "records",
    "value",
    "unit",
    "at most",
    "× by the clock",
    "ms",
    "peak MB",
    "runs",
)
_NAME = "# What commands cost"
_INTRODUCTION = f"""\
{_NAME}

Written by `python tests/bench/scale.py --write`, which compares the next run with it.

A value in starts is a multiple of the processor time of `python -c pass`; `×` another program is a
multiple of what that takes for the same work, in the same run. Beside it stand the same multiple by
the clock, which counts whatever else the machine did, the processor time in milliseconds, and the
most memory that was held at once. All are medians of alternating runs.
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table.

    `value` is in `unit`, and should be `at_most` that where it is not 0. `by_clock` is the same as
    `value` with times by the clock; 0 for what is no time. `milliseconds` of processor time and
    `megabytes` at the peak are those of one process, `runs` the number of them.
    """

    name: str
    size: int
    value: float
    unit: str
    at_most: float = 0
    by_clock: float = 0
    milliseconds: float = 0
    megabytes: float = 0
    runs: int = 0

    @property
    def key(self) -> tuple[str, int]:
        """What a figure is of: its name and its size."""
        return self.name, self.size

    @property
    def is_missed(self) -> bool:
        """Whether the value is above what it should be at most."""
        return bool(self.at_most) and self.value > self.at_most


def format_results(figures: Iterable[Figure], run: str) -> str:
    """The page of `RESULTS.md`. `run` says in a line where and when it was measured."""
    return "\n".join([_INTRODUCTION, run, "", *_format_rows(_HEADERS, map(_list_cells, figures))])


def parse_results(text: str) -> list[Figure]:
    """The figures of a page that `format_results` made; none of another one."""
    figures = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == len(_HEADERS) and _is_number(cells[2]):
            name, size, value, unit, *numbers = cells
            numbers = [number or "0" for number in numbers]
            figures.append(
                Figure(
                    name, int(size), float(value), unit, *map(float, numbers[:4]), int(numbers[4])
                )
            )
    return figures


def format_table(figures: Sequence[Figure], previous: Sequence[Figure]) -> str:
    """The table for people: what is above its aim is marked, and compared with the previous run."""
    former = {figure.key: figure for figure in previous}
    rows = [
        (*_list_cells(figure), _compare(figure, former.get(figure.key)), "!" * figure.is_missed)
        for figure in figures
    ]
    return "\n".join(_format_rows((*_HEADERS, "was", ""), rows))


def merge_figures(measured: Sequence[Figure], previous: Sequence[Figure]) -> list[Figure]:
    """The previous run's figures with those that were measured again, new ones behind them."""
    by_key = {figure.key: figure for figure in previous} | {each.key: each for each in measured}
    return list(by_key.values())


def _list_cells(figure: Figure) -> tuple[str, ...]:
    numbers = (figure.at_most, figure.by_clock, figure.milliseconds, figure.megabytes)
    return (
        figure.name,
        str(figure.size),
        _format_number(figure.value),
        figure.unit,
        *(_format_number(number) if number else "" for number in numbers),
        str(figure.runs or ""),
    )


def _compare(figure: Figure, former: Figure | None) -> str:
    if former is None or former.unit != figure.unit or not former.value:
        return ""
    change = 100 * (figure.value / former.value - 1)
    return f"{_format_number(former.value)} ({change:+.0f} %)"


def _format_number(number: float) -> str:
    return f"{number:.0f}" if abs(number) >= 100 else f"{number:.3g}"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _format_rows(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table of markdown whose columns are as wide as their widest cell; numbers to the right."""
    table = [tuple(headers), *rows]
    widths = [max(3, *(len(cells[column]) for cells in table)) for column in range(len(headers))]
    is_text = [header in ("what", "unit", "was", "") for header in headers]
    rule = [
        "-" * width if left else "-" * (width - 1) + ":"
        for width, left in zip(widths, is_text, strict=True)
    ]
    return [
        "| "
        + " | ".join(
            cell.ljust(width) if left else cell.rjust(width)
            for cell, width, left in zip(cells, widths, is_text, strict=True)
        )
        + " |"
        for cells in (table[0], rule, *table[1:])
    ]
