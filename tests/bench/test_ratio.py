"""`pytest -m bench -s`: prints each command's time as a multiple of `python -c pass`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from ratio import (
    AIMS,
    COMMANDS,
    FULL,
    HOOK_AIMS,
    ROUNDS,
    commit_files,
    format_report,
    measure_hook_ratios,
    measure_ratios,
    write_repository,
)


@pytest.mark.bench
def test_commands_with_an_aim_are_measured(tmp_path: Path, world: dict[str, str]) -> None:
    top = tmp_path / "repository"
    top.mkdir()
    write_repository(top, world, 50, 49)
    measured = measure_ratios(COMMANDS, cwd=top, env=world, rounds=ROUNDS)
    print("\n" + format_report(measured))
    assert measured.keys() == AIMS.keys()


@pytest.mark.bench
def test_hook_calls_with_an_aim_are_measured(tmp_path: Path, world: dict[str, str]) -> None:
    top = tmp_path / "repository"
    top.mkdir()
    write_repository(top, world, 50, 49)
    commit_files(top, 10_000 if FULL else 100)
    measured = measure_hook_ratios(top, world, ROUNDS)
    print("\n" + format_report(measured))
    # A failing hook exits with 0 too: check that each round's end of a turn made a record.
    assert len(list((top / "history" / "prompts" / "general").glob("*.prompt.md"))) > 49 + ROUNDS
    assert measured.keys() > HOOK_AIMS.keys()


def test_a_report_has_the_ratio_and_its_aim(tmp_path: Path, world: dict[str, str]) -> None:
    commands = {"pass": [sys.executable, "-c", "pass"]}
    measured = measure_ratios(commands, cwd=tmp_path, env=world, rounds=1)
    assert list(measured) == ["pass"]
    assert (
        format_report({"--version": 1.5}) == "--version                      1.50   (at most 1.3)"
    )
