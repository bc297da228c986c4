"""What a shell is offered for a word that is begun, as its completion script asks for it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from command_runner import Runner

Complete = Callable[..., list[str]]


@pytest.fixture
def complete(repo: Path, world: dict[str, str]) -> Complete:
    """Gives what is offered for the last of some words; nothing may be said on stderr."""

    def run(*words: str, shell: str = "bash", cwd: Path = repo) -> list[str]:
        line = " ".join(["minutebook", *words])
        variables = {
            "_MINUTEBOOK_COMPLETE": f"complete_{shell}",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(words)),
            "_TYPER_COMPLETE_ARGS": line,
            "_TYPER_COMPLETE_WORD_TO_COMPLETE": words[-1],
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        }
        result = subprocess.run(
            [sys.executable, "-m", "minutebook"],
            cwd=cwd,
            env={**world, **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.stderr == ""
        assert "Traceback" not in result.stdout
        return result.stdout.rstrip("\n").split("\n") if result.stdout.strip() else []

    return run


ALL_DECISIONS = ["ADR-0004", "ADR-0003", "ADR-0002", "ADR-0001"]


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("adr acc", ["accept"]),
        ("show ", ["ADR-0004", "ADR-0003", "ADR-0002", "PHR-0002", "ADR-0001", "PHR-0001"]),
        ("show P", ["PHR-0001", "PHR-0002"]),
        ("show phr-0002", ["phr-0002"]),
        ("adr accept ", ["ADR-0004", "ADR-0003"]),
        ("adr accept ADR", ["ADR-0003", "ADR-0004"]),
        ("adr accept 2", []),
        ("adr reject ", ["ADR-0004", "ADR-0003"]),
        ("adr deprecate ", ["ADR-0002", "ADR-0001"]),
        ("adr supersede ", ALL_DECISIONS),
        ("adr accept 3", ["3-use-redis"]),
        ("show 0003", ["0003-use-redis"]),
        ("show use-r", ["use-redis"]),
        ("show Use-r", ["Use-redis"]),
        ("adr supersede 2 --by use-k", ["use-kafka"]),
        ("remove ADR-0001 ADR-0003", ["ADR-0003"]),
        ("link ADR-0001 req", ["required-by"]),
        ("adr new --link dec", ["decides:", "decided-in:"]),
        ("adr new --status ", ["proposed", "accepted", "rejected", "deprecated"]),
        ("adr new --phr P", ["PHR-0001", "PHR-0002"]),
        ("list --status d", ["deprecated"]),
        ("list --stage pl", ["plan"]),
        ("phr new --stage s", ["spec"]),
        ("list --label ", ["db"]),
        ("list a", ["adr"]),
        ("adr list --sort n", ["newest", "number"]),
        ("check --only stale-i", ["stale-index"]),
        ("check --explain number-t", ["number-twice"]),
        ("agents install cu", ["cursor"]),
        ("phr new --visibility p", ["private"]),
        ("-C decisions show ADR-0003", ["ADR-0003"]),
        ("-C nowhere show A", []),
        ("show nothing-is-called-so", []),
        ("nonsense x", []),
    ],
)
def test_bash(line: str, offers: list[str], filled_repo: Path, complete: Complete) -> None:
    assert complete(*line.split(" ")) == offers


def test_a_quote_that_is_open_is_no_word(filled_repo: Path, complete: Complete) -> None:
    assert len(complete("show", "'")) == 6


def test_other_shells_are_told_what_a_reference_means(
    filled_repo: Path, run: Runner, complete: Complete
) -> None:
    run("adr", "new", "[red]Use 'x': a\\b[/]", "--status", "accepted").ok()
    zsh = "\n".join(complete("show", "ADR-0003", shell="zsh"))
    assert zsh == '_arguments \'*: :(("ADR-0003":"Use Redis"))\''
    fish = complete("show", "ADR-000", shell="fish")
    assert fish[2] == "ADR-0003\tUse Redis"
    assert fish[4].startswith("ADR-0005\t(red)Use 'x'")
    powershell = complete("show", "ADR-0003", shell="powershell")
    assert powershell == ["ADR-0003:::Use Redis"]


def test_values_come_from_the_records(filled_repo: Path, run: Runner, complete: Complete) -> None:
    run("phr", "new", "A", "--feature", "shop", "--agent", "codex", "--label", "web").ok()
    run("adr", "new", "B", "--decider", "Ada", "--feature", "cart").ok()
    assert complete("list", "--feature", "") == ["cart", "shop"]
    assert complete("phr", "list", "--agent", "") == ["codex"]
    assert complete("phr", "list", "--label", "") == ["db", "web"]
    assert complete("adr", "list", "--decider", "") == ["Ada"]


def test_nothing_is_offered_where_there_is_no_repository(
    tmp_path: Path, complete: Complete
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert complete("show", "", cwd=elsewhere) == []
    assert complete("adr", "new", "--status", "acc", cwd=elsewhere) == ["accepted"]


def test_a_catalog_that_is_damaged_is_no_matter(filled_repo: Path, complete: Complete) -> None:
    complete("show", "")
    (filled_repo / ".git/minutebook/catalog.sqlite").write_bytes(b"no database\n" * 400)
    assert complete("show", "PHR") == ["PHR-0001", "PHR-0002"]


def test_shells_that_are_not_known_are_offered_nothing(
    filled_repo: Path, complete: Complete
) -> None:
    assert complete("show", "", shell="tcsh") == []
