"""The command: makes the shelves, measures the rows, prints the table and keeps it."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from scale.measuring import Command, CommandFailed, Usage, compare_commands
from scale.programs import Programs, describe_machine, install_programs
from scale.results import Figure, format_results, format_table, merge_figures, parse_results
from scale.rows import ROWS, SMALL_SIZE, Place, Row
from scale.shelves import Shelf, open_shelf

from paths import PROJECT

RESULTS = PROJECT / "tests" / "bench" / "RESULTS.md"
_SIZES = (1_000, 10_000, 100_000)
_LARGE = 100_000
_MOST_MEGABYTES = 300


@dataclass(frozen=True, slots=True)
class Limits:
    """How often a row is measured at most, and after how many seconds no round is begun."""

    runs: int
    seconds: float


def measure_row(row: Row, place: Place, limits: Limits) -> Figure:
    """The figure of a row on a shelf. Raises CommandFailed."""
    shelf, python = place.shelf, place.programs.paths["python"]
    if row.before:
        row.before(place)
    commands = {
        "start": Command((python, "-c", "pass"), shelf.top),
        "row": row.make_command(place, shelf),
    }
    other = row.compared_with(place) if row.compared_with else None
    if other:
        commands["other"] = other
    if row.is_without_start:
        commands["small"] = row.make_command(place, place.small)
    try:
        usages, counted = compare_commands(
            commands, place.programs.environment, limits.runs, limits.seconds
        )
    finally:
        if row.writes:
            shelf.restore()
    value, by_clock = (compute_ratio(usages, kind) for kind in ("processor_seconds", "seconds"))
    usage = usages["row"]
    milliseconds = 1_000 * usage.processor_seconds
    unit = "starts" if row.compared_with and not other else row.unit
    return Figure(
        *(row.name, shelf.size, value, unit, row.find_aim(shelf.size)),
        *(by_clock, milliseconds, usage.megabytes, counted),
    )


def compute_ratio(usages: dict[str, Usage], kind: str) -> float:
    """A row's time as a multiple of what it is compared with. `kind` is a field of Usage."""
    start, row = getattr(usages["start"], kind), getattr(usages["row"], kind)
    if "other" not in usages:
        return row / start
    other = getattr(usages["other"], kind)
    if "small" not in usages:
        return row / other
    return (row - getattr(usages["small"], kind)) / max(other - start, start / 100)


def derive_figures(rows: Sequence[Row], figures: Sequence[Figure]) -> Iterator[Figure]:
    """Figures that follow from others: growth with the size, time a record, most memory."""
    by_key = {figure.key: figure for figure in figures}
    for row in rows:
        for figure in figures:
            if figure.name != row.name:
                continue
            small = by_key.get((row.name, SMALL_SIZE))
            if row.growth_aim is not None and small and figure is not small:
                aim = row.growth_aim.get(figure.size, 0)
                value = figure.milliseconds / small.milliseconds
                yield Figure(f"{row.name}, growth", figure.size, value, f"× at {SMALL_SIZE}", aim)
            if row.each_aim is not None:
                aim = row.each_aim.get(figure.size, 0)
                value = 1_000 * figure.milliseconds / figure.size
                yield Figure(f"{row.name}, a record", figure.size, value, "µs", aim)
    own = {row.name for row in rows if row.program.startswith("minutebook")}
    for size in sorted({figure.size for figure in figures} - {SMALL_SIZE}):
        peaks = [each.megabytes for each in figures if each.size == size and each.name in own]
        if peaks:
            aim = _MOST_MEGABYTES if size == _LARGE else 0
            yield Figure("most memory of a command", size, max(peaks), "MB", aim)


def measure_catalog(shelf: Shelf) -> Figure | None:
    """The size of the catalog on disk; None where there is none."""
    sizes = [path.stat().st_size for path in shelf.list_catalog_files()]
    if not sizes:
        return None
    aim = _MOST_MEGABYTES if shelf.size == _LARGE else 0
    return Figure("catalog on disk", shelf.size, sum(sizes) / 1_000_000, "MB", aim)


def select_rows(names: Sequence[str], programs: Programs) -> tuple[list[Row], list[str]]:
    """The rows that have one of some texts in their names, or all; and why others are left out."""
    missing_commands = {
        name for name in {row.needs for row in ROWS if row.needs} if not programs.has_command(name)
    }
    rows, notes = [], [f"not there: {explanation}" for explanation in programs.missing]
    for row in ROWS:
        if names and not any(name in row.name for name in names):
            continue
        if row.needs in missing_commands:
            notes.append(f"not there: `minutebook {row.needs}`, for the row {row.name!r}")
        elif row.program in programs.paths:
            rows.append(row)
    return rows, notes


def measure_rows(
    rows: Sequence[Row], shelf: Shelf, small: Shelf, programs: Programs, limits: Limits
) -> tuple[list[Figure], list[str]]:
    """The figures of the rows on a shelf, and notes on those that could not be measured."""
    figures, notes = [], []
    place = Place(shelf, small, programs)
    for row in rows:
        if (row.sizes and shelf.size not in row.sizes) or (row.is_without_start and shelf is small):
            continue
        try:
            figure = measure_row(row, place, limits)
        except CommandFailed as error:
            notes.append(f"not measured: {row.name} at {shelf.size}: {error}")
            print(notes[-1], file=sys.stderr, flush=True)
            continue
        figures.append(figure)
        line = f"{figure.name} at {figure.size}: {figure.value:.3g} {figure.unit}"
        print(line, file=sys.stderr, flush=True)
    catalog = measure_catalog(shelf)
    return figures + ([catalog] if catalog else []), notes


def describe_run(runs: int) -> str:
    """The day, the commit and the machine of a run, in a line."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=PROJECT, capture_output=True, text=True
    ).stdout.strip()
    day = datetime.now(UTC).date().isoformat()
    return f"Measured on {day} at {commit or 'no commit'}, with up to {runs} runs: {describe_machine()}."


def parse_sizes(text: str) -> list[int]:
    """Sizes as given on the command line: `1000,10000`."""
    return [int(size.replace("_", "")) for size in text.split(",")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and keep the figures where that is asked for. Gives an exit status."""
    parser = argparse.ArgumentParser(description="Prints what commands cost on large record sets.")
    parser.add_argument("--sizes", type=parse_sizes, default=list(_SIZES), metavar="N,N,…")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="parts of row names")
    parser.add_argument("--runs", type=int, default=20, help="alternating runs of each row")
    parser.add_argument("--seconds", type=float, default=60, help="of a row: then no run is begun")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--cache",
        type=Path,
        default=Path(tempfile.gettempdir()) / "minutebook-bench",
        help="a folder for the record sets and the programs, which is kept",
    )
    parser.add_argument("--results", type=Path, default=RESULTS, help="the previous run")
    parser.add_argument("--write", action="store_true", help="keep this run as the previous one")
    options = parser.parse_args(arguments)
    limits = Limits(options.runs, options.seconds)
    programs = install_programs(options.cache)
    rows, notes = select_rows(options.only, programs)
    small = open_shelf(options.cache, SMALL_SIZE, options.seed, programs)
    figures: list[Figure] = []
    for size in sorted({SMALL_SIZE, *options.sizes}):
        shelf = (
            open_shelf(options.cache, size, options.seed, programs) if size != SMALL_SIZE else small
        )
        measured, failures = measure_rows(rows, shelf, small, programs, limits)
        figures += measured
        notes += failures
    figures += derive_figures(rows, figures)
    order = {row.name: position for position, row in enumerate(rows)}
    figures.sort(key=lambda each: order.get(each.name, len(order)))
    previous = parse_results(options.results.read_text("utf-8")) if options.results.exists() else []
    print(format_table(figures, previous))
    print("\n".join(notes))
    if options.write:
        kept = merge_figures(figures, previous)
        options.results.write_text(f"{format_results(kept, describe_run(options.runs))}\n", "utf-8")
    return 0
