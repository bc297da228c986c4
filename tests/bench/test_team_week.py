"""A week of a simulated team: the figures are printed; some of them have to be 0.

`python tests/bench/team_week.py` plays the whole week and prints all figures.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import team_week
from ratio import FULL
from team.forge import count_collisions, kind_of_path
from team.plan import COMMITS, SMALL_TALK, PullRequest, Turn, count_turns, make_plan
from team.texts import ORDERS
from team.texts import SMALL_TALK as SMALL_TALK_TEXTS

_needs_posix = pytest.mark.skipif(not hasattr(os, "wait4"), reason="processor times need POSIX")


def list_pull_requests(seed: int, count: int) -> list[PullRequest]:
    """The pull requests of a plan, in the order in which they are merged."""
    return [step.pull_request for step in make_plan(seed, count) if step.action == "merge"]


def list_turns(seed: int, count: int) -> list[Turn]:
    return [step.turn for step in make_plan(seed, count) if step.turn]


@pytest.mark.parametrize(("count", "turns", "small_talk"), [(4, 20, 7), (6, 30, 10), (12, 60, 20)])
@pytest.mark.parametrize("seed", range(5))
def test_a_third_of_the_turns_is_small_talk(
    seed: int, count: int, turns: int, small_talk: int
) -> None:
    assert count_turns(make_plan(seed, count)) == turns
    assert sum(turn.kind == SMALL_TALK for turn in list_turns(seed, count)) == small_talk


@pytest.mark.parametrize("count", [4, 12])
@pytest.mark.parametrize("seed", range(5))
def test_pull_requests_are_merged_out_of_order_and_half_of_them_by_squash(
    seed: int, count: int
) -> None:
    merged = list_pull_requests(seed, count)
    numbers = [each.number for each in merged]
    assert sorted(numbers) == list(range(1, count + 1)) != numbers
    assert sum(each.is_squashed for each in merged) == count // 2
    assert sum(each.is_rebased for each in merged) == 1
    assert {each.person for each in merged} == {"ada", "ben", "cleo"}
    for each in merged:
        turns = (*each.turns, *each.review_turns)
        assert any(turn.kind == COMMITS for turn in turns), each


@pytest.mark.parametrize("seed", range(5))
def test_what_is_said_tells_which_turn_a_record_is_of(seed: int) -> None:
    turns = list_turns(seed, 12)
    work = [turn.said.prompt for turn in turns if turn.kind != SMALL_TALK]
    work += [said.prompt for turn in turns for said in (turn.beside, turn.task) if said]
    assert len(work) == len(set(work))
    small_talk = {prompt for prompt, _ in SMALL_TALK_TEXTS}
    assert not small_talk & ({*work} | {*ORDERS})
    assert {turn.said.prompt for turn in turns if turn.kind == SMALL_TALK} <= small_talk


def test_the_same_seed_gives_the_same_plan() -> None:
    assert make_plan(3, 12) == make_plan(3, 12) != make_plan(4, 12)


def test_collisions_are_counted_by_kind() -> None:
    paths = [
        "history/prompts/stock/0001-a.green.prompt.md",
        "history/prompts/taxes/0001-b.green.prompt.md",
        "history/prompts/taxes/0001-c.plan.prompt.md",
        "history/prompts/taxes/0002-c.plan.prompt.md",
        "history/prompts/taxes/README.md",
        "decisions/0001-d.md",
        "decisions/0002-e.md",
        "src/0001-x.py",
    ]
    assert count_collisions(paths) == 2
    assert [kind_of_path(path) for path in paths[3:]] == [
        *("prompt record", "index page", "decision", "decision", "work")
    ]


@pytest.mark.parametrize(
    ("setting", "line"),
    [
        ("index=always", 'index = "always"'),
        ("stage=true", "stage = true"),
        ("reserve-block=20", "reserve-block = 20"),
        ('phr-folders=["a"]', 'phr-folders = ["a"]'),
        ("reserve=origin", 'reserve = "origin"'),
    ],
)
def test_a_setting_becomes_a_line_of_the_plays_configuration(setting: str, line: str) -> None:
    assert team_week.format_setting(setting) == line


def play(world: dict[str, str], *arguments: str) -> dict[str, Any]:
    """The figures of a play in a process of its own, which adopts what its hooks leave behind."""
    command = [sys.executable, str(Path(team_week.__file__)), "--json", *arguments]
    result = subprocess.run(command, env=world, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    figures = json.loads(result.stdout)
    print(f"\n{team_week.format_table(figures)}")
    return figures


@_needs_posix
@pytest.mark.bench
def test_a_week_of_a_team(world: dict[str, str]) -> None:
    pull_requests = 12 if FULL else 4
    figures = play(world, "--pull-requests", str(pull_requests))
    assert (figures["turns"], figures["merges"]) == (5 * pull_requests, pull_requests)
    assert figures["work_without_record"] == 0
    assert figures["collisions_after_recipe"] == 0
    assert figures["hook_messages"] == []


@_needs_posix
@pytest.mark.slow
def test_a_team_has_no_conflicts_no_collisions_and_no_noise(world: dict[str, str]) -> None:
    figures = play(world, "--seed", "3", "--pull-requests", "4", "--settings", "reserve=origin")
    expected = {
        "conflicts": 0,
        "collisions": 0,
        "noise_pages": 0,
        "work_without_record": 0,
        "dirty_after_commits": 0,
        "checkouts_blocked": 0,
        "stashes_lost": 0,
    }
    assert {name: figures[name] for name in expected} == expected
    assert figures["missed_records_by_kind"].get("turns that committed", 0) == 0
