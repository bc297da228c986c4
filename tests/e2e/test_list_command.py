"""`list` and `show`: which records, and how they are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_runner import Runner


def test_a_page_of_a_list_counts_all_matches(filled_repo: Path, run: Runner) -> None:
    page = run("list", "adr", "--limit", "2", "--offset", "1", "--json").ok().json
    assert (page["total"], page["limit"], page["offset"]) == (4, 2, 1)
    assert [record["ref"] for record in page["records"]] == ["ADR-0003", "ADR-0002"]
    assert run("list", "--json").ok().json["limit"] is None
    assert run("list", "--limit", "0", "--json").ok().json["records"] == []


@pytest.mark.parametrize(
    ("args", "refs"),
    [
        ([], "ADR-0004 ADR-0003 ADR-0002 PHR-0002 ADR-0001 PHR-0001"),
        (["phr"], "PHR-0002 PHR-0001"),
        (["--status", "proposed"], "ADR-0004 ADR-0003"),
        (["--stage", "plan"], "PHR-0001"),
        (["--label", "db"], "PHR-0002"),
        (["--touching", "src"], "PHR-0002"),
        (["--touching", "src/"], "PHR-0002"),
        (["--touching", "src/cache.py"], "PHR-0002"),
        (["--touching", "src/c"], ""),
        (["--since", "2026-02-01"], ""),
        (["--since", "2026-01-31", "--until", "2026-01-31", "phr"], "PHR-0002 PHR-0001"),
        (["--status", "PROPOSED"], "ADR-0004 ADR-0003"),
        (["--stage", "Plan"], "PHR-0001"),
        (["--since", "2026-01", "phr"], "PHR-0002 PHR-0001"),
        (["--since", "yesterday", "phr"], "PHR-0002 PHR-0001"),
        (["--since", "2w", "--until", "today", "phr"], "PHR-0002 PHR-0001"),
        (["--until", "yesterday"], ""),
        (["--until", "2025-12"], ""),
        (["--until", "2026", "phr"], "PHR-0002 PHR-0001"),
        (["--agent", "nobody"], ""),
        (["--feature", "none"], ""),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_filters(args: list[str], refs: str, filled_repo: Path, run: Runner) -> None:
    records = run("list", *args, "--json").ok().json["records"]
    assert [record["ref"] for record in records] == refs.split()
    result = run("list", *args).ok()
    assert [line.split(" ")[0] for line in result.out.splitlines()] == refs.split()
    assert (result.err.startswith("note: no records\n")) == (not refs)


def test_the_state_of_the_other_kind_is_refused(repo: Path, run: Runner) -> None:
    refused = run("list", "phr", "--status", "accepted")
    assert (refused.exit, refused.out) == (2, "")
    assert refused.err.startswith("error: prompts have no status\nhint: --stage STAGE")
    refused = run("list", "adr", "--stage", "plan")
    assert (refused.exit, refused.out) == (2, "")
    assert refused.err.startswith("error: decisions have no stage\nhint: --status STATUS")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["adr", "--session", "x"], "decisions have no session"),
        (["--session", ""], "--session has no id"),
    ],
)
def test_a_session_that_nothing_can_have_is_refused(
    args: list[str], message: str, repo: Path, run: Runner
) -> None:
    result = run("list", *args)
    assert (result.exit, message in result.err, "--session ID" in result.err) == (2, True, True)


def test_links_are_shown_from_both_ends(filled_repo: Path, run: Runner) -> None:
    (link,) = run("show", "ADR-2", "--json").ok().json["record"]["links"]
    path = "decisions/0003-use-redis.md"
    assert link == {
        "relation": "required-by",
        "target": "0003-use-redis",
        "path": path,
        "stored": False,
        "in_effect": True,
    }


def test_show_prints_the_page(filled_repo: Path, run: Runner) -> None:
    for ref in (
        "ADR-3",
        "adr 3",
        "3-use-redis",
        "decisions/0003-use-redis.md",
        "0003-use-redis",
        "ADR-0003",
    ):
        output = run("show", ref).ok().out
        notice, _, page = output.partition("\n\n")
        assert notice.startswith("Record ADR-0003 (decision")
        assert page.startswith("# ADR-0003 Use Redis\n\n* Status: ")
        assert "\n* Page: decisions/0003-use-redis.md\n" in output
        assert output.count("We store.") == 1


def test_paths_are_relative_to_where_the_command_runs(filled_repo: Path, run: Runner) -> None:
    document = run("-C", "decisions", "show", "0003-use-redis.md", "--json").ok().json
    assert document["record"]["ref"] == "ADR-0003"
    assert run("-Cdecisions", "show", "../decisions/0003-use-redis.md").exit == 0
    assert run("-C", "decisions", "-C", "..", "-Cdecisions", "show", "0003-use-redis.md").exit == 0
    assert run("-C", "decisions", "check", "0003-use-redis.md").ok()
    (filled_repo / "prompt.txt").write_text("From above\n")
    created = run(
        "-C", "decisions", "phr", "new", "A", "--prompt-file", "../prompt.txt", "--json"
    ).ok()
    shown = run("show", created.json["record"]["path"], "--json").json["record"]
    assert shown["prompt"] == "From above\n"


def test_control_characters_are_not_printed(filled_repo: Path, run: Runner) -> None:
    page = "# A\n\n## Status\n\nwhat\x1b[2Jever\n"
    (filled_repo / "decisions/0009-a.md").write_text(page)
    assert "\x1b" not in run("list").ok().out


def test_a_record_of_a_month_is_listed_on_its_days(filled_repo: Path, run: Runner) -> None:
    (filled_repo / "decisions/2025-11-month.md").write_text("# A\n\nDate: 2025-11\n")
    for args, is_listed in (
        (["--until", "2025-11-30"], True),
        (["--since", "2025-11-15", "--until", "2025-11-15"], True),
        (["--since", "2025-11"], True),
        (["--until", "2025-10"], False),
        (["--since", "2025-12-01"], False),
    ):
        assert ("2025-11-month" in run("list", *args).ok().out) is is_listed, args


def test_a_state_that_a_record_states_can_be_listed(filled_repo: Path, run: Runner) -> None:
    (filled_repo / "decisions/0009-a.md").write_text("# A\n\n## Status\n\nIn limbo\n")
    assert run("list", "--status", "in limbo").ok().out.startswith("ADR-0009")
    (filled_repo / "minutebook.toml").write_text('stages = ["deploy"]\n')
    assert run("list", "--stage", "deploy").ok().out == ""
    refused = run("list", "--stage", "nonsense")
    assert refused.exit == 2
    assert "hint: one of: constitution" in refused.err
    assert refused.err.endswith("deploy\n")


def test_lines_are_as_long_as_the_terminal(
    filled_repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("adr", "new", "word " * 40).ok()
    assert max(map(len, run("list").ok().out.splitlines())) > 200
    monkeypatch.setattr("minutebook.cli.output.get_line_width", lambda: 40)
    assert max(map(len, run("list").ok().out.splitlines())) == 40


def test_the_records_of_a_session_in_their_order(filled_repo: Path, run: Runner) -> None:
    folder = filled_repo / "history/prompts/general"
    for number, session, day in ((7, "ab-1", 3), (8, "ab-2", 2), (9, "ab-1", 2)):
        (folder / f"000{number}-x.general.prompt.md").write_text(
            f'---\nid: "000{number}"\ntitle: X\ndate: 2026-01-0{day}\nsession: {session}\n'
            "fidelity: verbatim\n---\n\n## Prompt\n\n```text\nx\n```\n"
        )

    def list_refs(session: str) -> list[str]:
        return [line.split()[0] for line in run("list", "--session", session).ok().out.splitlines()]

    assert list_refs("ab-1") == ["PHR-0009", "PHR-0007"]
    assert list_refs("ab") == ["PHR-0008", "PHR-0009", "PHR-0007"]
    unknown = run("list", "--session", "b-1").ok()
    assert (unknown.out, unknown.err) == ("", "note: no records\n")


@pytest.mark.parametrize(
    ("args", "note"),
    [
        (("--limit", "0"), "6 records, and none is shown"),
        (("--offset", "100"), "6 records, and none is shown"),
        (("--label", "db", "--offset", "1"), "1 record, and it is not shown"),
        (("--until", "1999", "--limit", "0"), "no records"),
    ],
)
def test_a_list_that_shows_none_of_its_records_says_so(
    args: tuple[str, ...], note: str, filled_repo: Path, run: Runner
) -> None:
    result = run("list", *args).ok()
    assert (result.out, result.err) == ("", f"note: {note}\n")


@pytest.mark.parametrize("word", ["ADR", "decision", "Decisions", "adrs"])
def test_a_kind_is_called_as_in_a_search(word: str, filled_repo: Path, run: Runner) -> None:
    assert run("list", word).ok().out == run("list", "adr").ok().out
    assert run("search", f"kind:{word}").ok().out == run("search", "kind:adr").ok().out
    assert run("list", f"{word}x").exit == 2
