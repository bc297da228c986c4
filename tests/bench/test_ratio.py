"""`pytest -m bench -s`: prints each command's time as a multiple of `python -c pass`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from ratio import AIMS, COMMANDS, HOOK_AIMS, files, hook_ratios, ratios, report, shelf


@pytest.mark.bench
def test_the_aims(tmp_path: Path, world: dict[str, str]) -> None:
    top = tmp_path / "shelf"
    top.mkdir()
    shelf(top, world, 50, 49)
    measured = ratios(COMMANDS, cwd=top, env=world)
    print("\n" + report(measured))
    # Half as much again: this says that something is wrong, not that the machine was busy.
    assert {name: ratio for name, ratio in measured.items() if ratio > 1.5 * AIMS[name]} == {}


@pytest.mark.bench
def test_the_aims_of_the_hook(tmp_path: Path, world: dict[str, str]) -> None:
    top = tmp_path / "shelf"
    top.mkdir()
    shelf(top, world, 50, 49)
    files(top, 10_000)
    measured = hook_ratios(top, world)
    print("\n" + report(measured))
    # A hook that fails leaves with 0, too: each round's end of a turn made a record.
    assert len(list((top / "history" / "prompts" / "general").glob("*.prompt.md"))) > 49 + 15
    assert {name for name, aim in HOOK_AIMS.items() if measured[name] > 1.5 * aim} == set()


def test_a_ratio_is_told(tmp_path: Path, world: dict[str, str]) -> None:
    measured = ratios(
        {"slow": [sys.executable, "-c", "import time; time.sleep(0.2)"]},
        cwd=tmp_path,
        env=world,
        rounds=3,
    )
    assert measured["slow"] > 1.5
    assert report({"--version": 1.5}) == "--version                      1.50   (at most 2)"
