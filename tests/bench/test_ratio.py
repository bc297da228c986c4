"""`pytest -m bench -s`: prints each command's time as a multiple of `python -c pass`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from ratio import AIMS, COMMANDS, FULL, HOOK_AIMS, ROUNDS, files, hook_ratios, ratios, report, shelf


@pytest.mark.bench
def test_the_aims(tmp_path: Path, world: dict[str, str]) -> None:
    top = tmp_path / "shelf"
    top.mkdir()
    shelf(top, world, 50, 49)
    measured = ratios(COMMANDS, cwd=top, env=world, rounds=ROUNDS)
    print("\n" + report(measured))
    assert measured.keys() == AIMS.keys()


@pytest.mark.bench
def test_the_aims_of_the_hook(tmp_path: Path, world: dict[str, str]) -> None:
    top = tmp_path / "shelf"
    top.mkdir()
    shelf(top, world, 50, 49)
    files(top, 10_000 if FULL else 100)
    measured = hook_ratios(top, world, ROUNDS)
    print("\n" + report(measured))
    # A hook that fails leaves with 0, too: each round's end of a turn made a record.
    assert len(list((top / "history" / "prompts" / "general").glob("*.prompt.md"))) > 49 + ROUNDS
    assert measured.keys() > HOOK_AIMS.keys()


def test_a_ratio_is_told(tmp_path: Path, world: dict[str, str]) -> None:
    commands = {"pass": [sys.executable, "-c", "pass"]}
    measured = ratios(commands, cwd=tmp_path, env=world, rounds=1)
    assert list(measured) == ["pass"]
    assert report({"--version": 1.5}) == "--version                      1.50   (at most 2)"
