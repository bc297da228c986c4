"""The benchmark of large record sets: at a small size it has all its rows, and reads back its results.

`python tests/bench/scale.py` makes the large ones and prints all figures.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from statistics import median

import pytest
from scale import command as scale_command
from scale.facts import draw_facts
from scale.measuring import Command, CommandFailed, Usage, compare_commands, run_command
from scale.pages import make_pages, make_sources
from scale.programs import Programs
from scale.results import Figure, format_results, format_table, merge_figures, parse_results
from scale.rows import ROWS, SMALL_SIZE
from scale.texts import LANGUAGES

from command_runner import Runner

_needs_posix = pytest.mark.skipif(not hasattr(os, "wait4"), reason="what processes use needs POSIX")
_SCRIPT = Path(__file__).with_name("scale.py")
FIGURES = [
    Figure("list", 1_000, 12.5, "starts", 2.5, 11.9, 125.0, 30.5, 20),
    Figure("list, growth", 1_000, 3.1, "× at 100"),
    Figure("check, from nothing, a record", 1_000, 15_434, "µs"),
]


# The record sets ---------------------------------------------------------------------------------


def test_a_seed_gives_the_same_pages_each_time() -> None:
    assert list(make_pages(40)) == list(make_pages(40))
    assert dict(make_pages(40)) != dict(make_pages(40, seed=2))


def test_pages_have_two_to_four_kilobytes() -> None:
    sizes = [len(text.encode()) for _, text in make_pages(300)]
    assert 2_000 < median(sizes) < 4_096
    assert sum(1_500 < size < 4_500 for size in sizes) > 290


def test_a_record_set_has_both_kinds_nested_folders_links_statuses_and_all_scripts() -> None:
    all_facts = draw_facts(random.Random(1), 2_000)
    decisions = [facts for facts in all_facts if not facts.stage]
    assert 0.25 < len(decisions) / len(all_facts) < 0.35
    assert {facts.language for facts in all_facts} == set(LANGUAGES)
    assert {facts.path.count("/") for facts in all_facts} == {1, 3}
    assert {facts.status.split(" ")[0] for facts in decisions} == {
        *("accepted", "deprecated", "proposed", "rejected", "superseded")
    }
    relations = Counter(relation for facts in all_facts for relation in facts.links)
    assert relations.keys() == {
        *("adr", "amends", "depends-on", "follows", "relates-to", "superseded-by", "supersedes")
    }
    assert len({facts.day.year for facts in all_facts}) == 8
    assert len({facts.path for facts in all_facts}) == len(all_facts)


def test_check_finds_nothing_in_a_made_up_record_set(repo: Path, run: Runner) -> None:
    for path, text in (*make_sources(), *make_pages(80)):
        (repo / path).parent.mkdir(parents=True, exist_ok=True)
        (repo / path).write_text(text, "utf-8", newline="")
    (repo / "minutebook.toml").touch()
    run("index")
    for arguments in (["add", "-A"], ["commit", "-q", "-m", "records"]):
        subprocess.run(["git", *arguments], cwd=repo, check=True)
    assert run("check").out == "nothing wrong\n"


# The results -------------------------------------------------------------------------------------


def test_results_are_read_back_as_they_were_written() -> None:
    assert parse_results(format_results(FIGURES, "Measured today.")) == FIGURES


@pytest.mark.parametrize("text", ["", "# Notes\n", "| a | b |\n| - | - |\n| 1 | 2 |\n"])
def test_another_page_has_no_results(text: str) -> None:
    assert parse_results(text) == []


def test_the_table_marks_what_is_missed_and_says_what_changed() -> None:
    former = [Figure("list", 1_000, 10, "starts"), Figure("list, growth", 1_000, 2, "MB")]
    lines = format_table(FIGURES, former).splitlines()
    assert "| 10 (+25 %) | !" in lines[2]
    assert "%" not in lines[3]  # the unit is another
    assert "!" not in lines[3]


def test_a_run_of_some_rows_keeps_the_results_of_the_others() -> None:
    again = Figure("list", 1_000, 2.1, "starts", 2.5, 2.2, 21.0, 12.5, 20)
    new = Figure("search", 1_000, 0.4, "× text search", 0.6)
    assert merge_figures([again, new], FIGURES) == [again, *FIGURES[1:], new]


# The measuring -----------------------------------------------------------------------------------


def make_usages(**seconds: float) -> dict[str, Usage]:
    return {name: Usage(0, value, 0) for name, value in seconds.items()}


@pytest.mark.parametrize(
    ("usages", "ratio"),
    [
        (make_usages(start=2, row=8), 4),
        (make_usages(start=2, row=8, other=16), 0.5),
        (make_usages(start=2, row=8, other=4, small=5), 1.5),
    ],
)
def test_a_row_is_compared_with_a_start_or_another_program_or_both_without_their_starts(
    usages: dict[str, Usage], ratio: float
) -> None:
    assert scale_command.compute_ratio(usages, "processor_seconds") == ratio


def test_growth_time_for_each_record_and_most_memory_follow_from_the_figures() -> None:
    by_name = {row.name: row for row in ROWS}
    rows = [by_name["list"], by_name["check, from nothing"]]
    figures = [
        Figure("list", SMALL_SIZE, 2, "starts", milliseconds=20, megabytes=10),
        Figure("list", 100_000, 3, "starts", milliseconds=30, megabytes=400),
        Figure("check, from nothing", 100_000, 90, "starts", milliseconds=9_000, megabytes=20),
    ]
    derived = list(scale_command.derive_figures(rows, figures))
    assert derived == [
        Figure("list, growth", 100_000, 1.5, "× at 100", 1.1),
        Figure("check, from nothing, a record", 100_000, 90, "µs", 100),
        Figure("most memory of a command", 100_000, 400, "MB", 300),
    ]
    assert [figure.is_missed for figure in derived] == [True, False, True]


@_needs_posix
def test_commands_run_in_turn_and_the_first_round_is_not_counted(tmp_path: Path) -> None:
    def make_command(letter: str) -> Command:
        code = f"open('log', 'a').write('{letter}{{run}}')"
        return Command([sys.executable, "-S", "-c", code], tmp_path)

    commands = {"a": make_command("a"), "b": make_command("b")}
    usages, counted = compare_commands(commands, os.environ, 2, 600)
    assert (tmp_path / "log").read_text() == "a0b0a1b1a2b2"
    assert counted == 2
    assert usages["a"].megabytes > 1
    assert compare_commands(commands, os.environ, 20, 0)[1] == 1


@_needs_posix
def test_a_command_that_fails_is_not_measured(tmp_path: Path) -> None:
    failing = [sys.executable, "-S", "-c", "import sys; sys.exit('no such page')"]
    with pytest.raises(CommandFailed, match="exit status 1: no such page"):
        run_command(Command(failing, tmp_path), os.environ)
    assert run_command(Command(failing, tmp_path, statuses=(0, 1)), os.environ).seconds > 0


def test_rows_of_commands_and_programs_that_are_not_there_are_left_out_with_a_note(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Programs, "has_command", lambda _, name: name != "search")
    paths = {"minutebook": "minutebook", "minutebook-hook": "hook"}
    programs = Programs(paths, {}, "", ["decree: no such package"])
    rows, notes = scale_command.select_rows([], programs)
    assert {row.program for row in rows} == {"minutebook", "minutebook-hook"}
    assert {row.needs for row in rows} == {"", "catalog"}
    assert notes[0] == "not there: decree: no such package"
    assert "not there: `minutebook search`, for the row 'search, first'" in notes
    assert [row.name for row in scale_command.select_rows(["hook, w"], programs)[0]] == [
        "hook, within a turn"
    ]


@_needs_posix
@pytest.mark.bench
def test_a_run_at_a_small_size_has_its_rows_and_keeps_them(
    tmp_path: Path, world: dict[str, str]
) -> None:
    cache, results = tmp_path / "cache", tmp_path / "RESULTS.md"
    arguments = ("--sizes", "200", "--runs", "1", "--cache", str(cache), "--results", str(results))
    command = [sys.executable, str(_SCRIPT), *arguments, "--write"]
    result = subprocess.run(command, env=world, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    print(f"\n{result.stdout}")
    figures = {figure.key for figure in parse_results(results.read_text("utf-8"))}
    expected = {
        (row.name, 200)
        for row in ROWS
        if row.program.startswith("minutebook") and not row.sizes and not row.needs
    }
    assert expected <= figures
    (top,) = cache.glob("shelf-200-*[0-9]")
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=top, env=world, capture_output=True, text=True
    )
    assert status.stdout == ""
    check = [str(cache / "minutebook" / "bin" / "minutebook"), "check"]
    checked = subprocess.run(check, cwd=top, env=world, capture_output=True, text=True)
    assert checked.stdout == "nothing wrong\n"
