"""Several decisions in one command, titles without quotes, and the command that comes next."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from command_runner import Runner, read_tree


def list_states(run: Runner) -> dict[str, str]:
    records = run("list", "adr", "--json").ok().json["records"]
    return {record["ref"]: record["status"] for record in records}


def test_several_decisions_are_accepted_in_one_change(filled_repo: Path, run: Runner) -> None:
    result = run("adr", "accept", "3", "adr 4", "0003-use-redis", "--reason", "measured").ok()
    assert result.out == (
        "ADR-0003  decisions/0003-use-redis.md\n"
        "ADR-0004  decisions/0004-use-kafka.md\n"
        "wrote decisions/README.md\n"
    )
    assert set(list_states(run).values()) == {"accepted"}
    assert "measured" in (filled_repo / "decisions/0004-use-kafka.md").read_text("utf-8")
    assert run("check").ok().err == ""


def test_a_document_has_one_record_for_one_reference(filled_repo: Path, run: Runner) -> None:
    assert run("adr", "reject", "3", "--json").ok().json["record"]["ref"] == "ADR-0003"
    document = run("adr", "deprecate", "2", "2", "1", "--json").ok().json
    assert [record["ref"] for record in document["records"]] == ["ADR-0002", "ADR-0001"]


@pytest.mark.parametrize(
    ("refs", "status", "message"),
    [
        ("3 99 4", 3, "no decision is called '99'"),
        ("3 2", 3, "ADR-0002 is accepted already"),
        ("4 PHR-1", 3, ""),
    ],
)
def test_where_one_cannot_be_accepted_none_is(
    refs: str, status: int, message: str, filled_repo: Path, run: Runner
) -> None:
    before = read_tree(filled_repo)
    result = run("adr", "accept", *refs.split())
    assert (result.exit, result.out) == (status, "")
    assert message in result.err
    assert read_tree(filled_repo) == before


def test_a_chain_of_successors_is_accepted_at_once(filled_repo: Path, run: Runner) -> None:
    run("adr", "new", "Use", "Valkey", "--supersedes", "2").ok()
    run("adr", "new", "Use", "Garnet", "--supersedes", "5").ok()
    result = run("adr", "accept", "5", "6").ok()
    assert "note: ADR-0002 is superseded by ADR-0005 from now on" in result.err
    assert "note: ADR-0005 is superseded by ADR-0006 from now on" in result.err
    states = list_states(run)
    assert (states["ADR-0002"], states["ADR-0005"]) == ("superseded", "superseded")
    assert states["ADR-0006"] == "accepted"
    assert run("check").ok().out.count("error") == 0


def test_one_dry_run_tells_of_all(filled_repo: Path, run: Runner) -> None:
    before = read_tree(filled_repo)
    out = run("adr", "reject", "3", "4", "--dry-run").ok().out
    assert "ADR-0003" in out
    assert "ADR-0004" in out
    assert read_tree(filled_repo) == before


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("adr new Use Valkey for sessions", "Use Valkey for sessions"),
        ("adr new Use --status accepted Valkey", "Use Valkey"),
        ("adr new --status accepted Use '  Valkey'", "Use Valkey"),
        ("adr new -- --force is gone", "--force is gone"),
        ("phr new Add a login", "Add a login"),
        ("phr new Add --stage plan 日本 page", "Add 日本 page"),
        ("retitle ADR-2 Use MySQL 9", "Use MySQL 9"),
    ],
)
def test_a_title_needs_no_quotes(line: str, title: str, filled_repo: Path, run: Runner) -> None:
    group, *words = shlex.split(line)
    document = run(group, *words[:1], "--json", *words[1:]).ok().json
    record = document.get("record") or document["records"][0]
    assert record["title"] == title


@pytest.mark.parametrize("line", ["adr new Use -x", "phr new Use --nonsense Redis"])
def test_what_looks_like_an_option_is_none_of_the_title(line: str, repo: Path, run: Runner) -> None:
    result = run(*line.split())
    assert (result.exit, result.out) == (2, "")


def test_a_title_has_to_be_there(repo: Path, run: Runner) -> None:
    for line in ("adr new", "phr new", "adr new ' '"):
        result = run(*shlex.split(line))
        assert (result.exit, "the title is empty" in result.err) == (2, True)


@pytest.mark.parametrize(
    ("line", "following"),
    [
        ("adr new Use Valkey", "minutebook adr accept ADR-0005"),
        ("adr new Use Valkey --status accepted", "minutebook show ADR-0005"),
        ("phr new Add login", "minutebook show PHR-0003"),
        ("phr new Add login --visibility private", "minutebook show PHR-0003"),
        ("adr amend 2 --with 'Use Valkey'", "minutebook adr accept ADR-0005"),
        ("adr supersede 2 --with 'Use Valkey'", ""),
        ("adr supersede 2 --by 3", ""),
        ("adr accept 3", ""),
        ("adr new Use Valkey --dry-run", ""),
        ("adr new Use Valkey --json", ""),
    ],
)
def test_the_next_command_can_be_typed(
    line: str, following: str, filled_repo: Path, run: Runner
) -> None:
    result = run(*shlex.split(line)).ok()
    lines = [each for each in result.err.splitlines() if each.startswith("next: ")]
    assert lines == ([f"next: {following}"] if following else [])
    assert "next: " not in result.out
    if following:
        assert run(*shlex.split(following)[1:]).exit == 0


def test_several_records_in_subfolder_lists(filled_repo: Path, run: Runner) -> None:
    assert run("adr", "list", "--status", "proposed").ok().out == (
        "ADR-0004  2026-01-31  proposed  Use Kafka\nADR-0003  2026-01-31  proposed  Use Redis\n"
    )
    assert run("phr", "list", "--sort", "number", "--limit", "1").ok().out == (
        "PHR-0001  2026-01-31  plan  Which cache?\n"
    )
    both = run("list", "phr", "--json").ok().json
    assert run("phr", "list", "--json").ok().json == both


@pytest.mark.parametrize("command", ["list", "adr list", "phr list"])
def test_an_unknown_order_is_refused(command: str, repo: Path, run: Runner) -> None:
    result = run(*command.split(), "--sort", "size")
    assert (result.exit, result.out) == (2, "")
    assert "one of: newest, oldest, number, title, state, feature" in result.err
