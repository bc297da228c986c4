"""The command line: what goes in, what comes out, and with which status."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minutebook.cli import COMMAND_MODULES, HIDDEN_COMMANDS
from minutebook.errors import Conflict
from minutebook.operations.schema import validate
from minutebook.repository import files, store

from command_runner import Played, Runner

Git = Callable[..., str]


def tree(top: Path) -> dict[str, bytes]:
    """Every file of the working tree."""
    return {
        path.relative_to(top).as_posix(): path.read_bytes()
        for path in sorted(top.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the house stands once it is built: it is built once, and then copied."""
    return tmp_path_factory.mktemp("built") / "house"


@pytest.fixture
def house(run: Runner, repo: Path, built: Path) -> Path:
    """A repository with four decisions and two prompts, with an index of both."""
    if built.exists():
        shutil.copytree(built, repo, symlinks=True, dirs_exist_ok=True)
        return repo
    (repo / "src").mkdir()
    (repo / "src/cache.py").write_text("CACHE = {}\n")
    run("init").ok()
    for title in ("Use Postgres", "Use Redis", "Use Kafka"):
        run("adr", "new", title).ok()
    run("adr", "accept", "ADR-2").ok()
    run("phr", "new", "Which cache?", "--stage", "plan", "--prompt", "Which one?").ok()
    run("phr", "new", "Write it", "--label", "db", "--file", "src/cache.py").ok()
    run("link", "ADR-3", "depends-on", "ADR-2").ok()
    run("index").ok()
    shutil.copytree(repo, built, symlinks=True)
    return repo


# Every command that writes ----------------------------------------------------------------------

WRITING = [
    ("phr", "new", "A title"),
    ("phr", "new", "A title", "--adr", "ADR-2", "--prompt", "p"),
    ("phr", "new", "A title", "--stage", "constitution", "--link", "follows:PHR-1"),
    ("adr", "new", "A title"),
    ("adr", "new", "A title", "--supersedes", "ADR-2", "--phr", "PHR-1"),
    ("adr", "new", "A title", "--template", "nygard", "--link", "depends-on:ADR-2"),
    ("adr", "accept", "ADR-3", "--reason", "it is fast"),
    ("adr", "reject", "ADR-3"),
    ("adr", "deprecate", "ADR-2"),
    ("adr", "supersede", "ADR-2", "--by", "ADR-4"),
    ("adr", "supersede", "ADR-2", "--with", "Use Valkey"),
    ("link", "PHR-1", "decides", "ADR-2"),
    ("link", "ADR-2", "decided-in", "PHR-1"),
    ("unlink", "ADR-3", "depends-on", "ADR-2"),
]


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_a_command_says_what_it_wrote(words: tuple[str, ...], house: Path, run: Runner) -> None:
    before = tree(house)
    told = run(*words, "--json").ok()
    document = told.json
    validate.validate_document("written", document)
    after = tree(house)
    assert sorted(document["writes"]) == sorted(
        path for path in after if after[path] != before.get(path)
    )
    assert told.err == ""
    assert run("check").ok().out == "nothing wrong\n"
    assert run("index", "--json").json["writes"] == []


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_a_dry_run_writes_nothing_and_says_what_it_would(
    words: tuple[str, ...], house: Path, run: Runner
) -> None:
    before = tree(house)
    would = run(*words, "--dry-run", "--json").ok().json
    validate.validate_document("written", would)
    said = run(*words, "--dry-run").ok().out
    assert tree(house) == before
    assert run(*words, "--json").ok().json == would
    assert {path for path in would["writes"] if path in said} == set(would["writes"])


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_a_command_says_it_in_words(words: tuple[str, ...], house: Path, run: Runner) -> None:
    told = run(*words).ok()
    assert told.err == ""
    assert all(
        re.fullmatch(r"(wrote|(ADR|PHR)-\d{4} ) \S+\.md", line) for line in told.out.splitlines()
    )


def test_what_is_so_already_is_not_written_again(house: Path, run: Runner) -> None:
    assert run("link", "ADR-3", "depends-on", "ADR-2").ok().out == "nothing to do\n"
    assert run("index").ok().out == "nothing to do\n"
    run("adr", "supersede", "ADR-2", "--by", "ADR-4").ok()
    again = run("adr", "supersede", "ADR-2", "--by", "ADR-4", "--json").ok().json
    assert again["writes"] == []
    validate.validate_document("written", again)


def test_a_record_is_the_same_when_made_and_when_listed(house: Path, run: Runner) -> None:
    words = [
        "--agent",
        "codex",
        "--model",
        "m",
        "--label",
        "a",
        "--feature",
        "007-x",
        "--file",
        "b",
    ]
    made = [
        run("phr", "new", "Plain", *words, "--json").ok().json["record"],
        run("adr", "new", "Plain", "--decider", "Ada", "--json").ok().json["record"],
        run("adr", "new", "a: [b] | c", "--json").ok().json["record"],
    ]
    listed = run("list", "--json").ok().json["records"]
    assert [one for one in listed if one["path"] in {each["path"] for each in made}] == made
    assert made[0]["labels"] == ["a"]


# Every document ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["list", "--json"], "list"),
        (["list", "adr", "--limit", "1", "--offset", "1", "--json"], "list"),
        (["list", "--status", "rejected", "--json"], "list"),
        (["show", "ADR-3", "--json"], "show"),
        (["show", "PHR-1", "--json"], "show"),
        (["index", "--json"], "written"),
        (["index", "--check", "--json"], "written"),
        (["check", "--json"], "check"),
        (["check", "--format", "json"], "check"),
        (["check", "--format=json", "--fix"], "check"),
        (["config", "--json"], "config"),
        (["init", "--json"], "init"),
        (["init", "--dry-run", "--json"], "init"),
    ],
    ids=" ".join,
)
def test_a_document_is_as_described(words: list[str], name: str, house: Path, run: Runner) -> None:
    told = run(*words).ok()
    validate.validate_document(name, told.json)
    assert told.out.count("\n") == 1
    assert told.err == ""


def test_list_counts_what_it_leaves_out(house: Path, run: Runner) -> None:
    page = run("list", "adr", "--limit", "2", "--offset", "1", "--json").ok().json
    assert (page["total"], page["limit"], page["offset"]) == (4, 2, 1)
    assert [one["ref"] for one in page["records"]] == ["ADR-0002", "ADR-0003"]
    assert run("list", "--json").ok().json["limit"] is None
    assert run("list", "--limit", "0", "--json").ok().json["records"] == []


@pytest.mark.parametrize(
    ("words", "refs"),
    [
        ([], "PHR-0001 PHR-0002 ADR-0001 ADR-0002 ADR-0003 ADR-0004"),
        (["phr"], "PHR-0001 PHR-0002"),
        (["--status", "proposed"], "ADR-0003 ADR-0004"),
        (["--stage", "plan"], "PHR-0001"),
        (["--label", "db"], "PHR-0002"),
        (["--touching", "src"], "PHR-0002"),
        (["--touching", "src/"], "PHR-0002"),
        (["--touching", "src/cache.py"], "PHR-0002"),
        (["--touching", "src/c"], ""),
        (["--since", "2026-02-01"], ""),
        (["--since", "2026-01-31", "--until", "2026-01-31", "phr"], "PHR-0001 PHR-0002"),
        (["--agent", "nobody"], ""),
        (["--feature", "none"], ""),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_list_shows_what_is_asked_for(
    words: list[str], refs: str, house: Path, run: Runner
) -> None:
    assert [
        one["ref"] for one in run("list", *words, "--json").ok().json["records"]
    ] == refs.split()
    told = run("list", *words).ok()
    assert [line.split(" ")[0] for line in told.out.splitlines()] == refs.split()
    assert (told.err == "note: no records\n") == (not refs)


def test_an_empty_repository_has_no_records(repo: Path, run: Runner) -> None:
    told = run("list").ok()
    assert told.out == ""
    assert "minutebook phr new" in told.err
    assert run("list", "--json").ok().json["records"] == []
    assert run("check").ok().out == "nothing wrong\n"
    assert tree(repo) == {}


def test_links_are_shown_from_both_ends(house: Path, run: Runner) -> None:
    (link,) = run("show", "ADR-2", "--json").ok().json["record"]["links"]
    path = "decisions/0003-use-redis.md"
    assert link == {
        "relation": "required-by",
        "target": "0003-use-redis",
        "path": path,
        "stored": False,
    }


def test_show_prints_the_page(house: Path, run: Runner) -> None:
    page = (house / "decisions/0003-use-redis.md").read_text("utf-8")
    for ref in (
        "ADR-3",
        "adr 3",
        "3-use-redis",
        "decisions/0003-use-redis.md",
        "0003-use-redis",
        "ADR-0003",
    ):
        told = run("show", ref).ok().out
        assert told == f"ADR-0003  decisions/0003-use-redis.md\n\n{page}"


def test_paths_are_seen_from_where_the_command_runs(house: Path, run: Runner) -> None:
    told = run("-C", "decisions", "show", "0003-use-redis.md", "--json").ok().json
    assert told["record"]["ref"] == "ADR-0003"
    assert run("-Cdecisions", "show", "../decisions/0003-use-redis.md").exit == 0
    assert run("-C", "decisions", "check", "0003-use-redis.md").ok()
    (house / "prompt.txt").write_text("From above\n")
    made = run(
        "-C", "decisions", "phr", "new", "A", "--prompt-file", "../prompt.txt", "--json"
    ).ok()
    shown = run("show", made.json["record"]["path"], "--json").json["record"]
    assert shown["prompt"] == "From above\n"


@pytest.mark.parametrize("name", ["", *validate.DOCUMENTS])
def test_every_document_has_its_schema(name: str, run: Runner, repo: Path) -> None:
    document = run("schema", *filter(None, [name])).ok().json
    assert document == validate.build_schema(name or None)


def test_config_lists_every_option(house: Path, run: Runner) -> None:
    (house / "minutebook.toml").write_text('adr-folders = ["decisions"]\nproposed-days = 9\n')
    out = run("config").ok().out
    assert out.startswith(f"# from {house / 'minutebook.toml'}\n")
    assert "proposed-days = 9  (set)\n" in out
    assert 'phr-folders = ["history/prompts"]\n' in out
    (house / "minutebook.toml").unlink()
    (house / "doc/adr").mkdir(parents=True)
    assert run("config").ok().out.startswith("# no configuration")
    table = run("config", "--markdown").ok().out.splitlines()
    options = run("config", "--json").ok().json["options"]
    assert len(table) == len(options) + 2
    assert all(line.count("|") - line.count("\\|") == 4 for line in table)


# Refusals ---------------------------------------------------------------------------------------

REFUSED = [
    # wrong words
    (["nothing"], 2, "usage"),
    (["list", "--nothing"], 2, "usage"),
    (["list", "rfc"], 2, "usage"),
    (["list", "--limit", "-1"], 2, "usage"),
    (["list", "--status", "a", "--stage", "b"], 2, "usage"),
    (["list", "--since", "yesterday"], 2, "usage"),
    (["list", "--until", "2026-02-30"], 2, "usage"),
    (["adr", "new"], 2, "usage"),
    (["adr", "new", ""], 2, "usage"),
    (["adr", "new", " \n\t"], 2, "usage"),
    (["adr", "new", "A", "--status", "superseded"], 2, "usage"),
    (["adr", "new", "A", "--status", "maybe"], 2, "usage"),
    (["adr", "new", "A", "--date", "20260131"], 2, "usage"),
    (["adr", "new", "A", "--review-by", "soon"], 2, "usage"),
    (["adr", "new", "A", "--link", "ADR-1"], 2, "usage"),
    (["adr", "new", "A", "--link", "likes:ADR-1"], 2, "usage"),
    (["adr", "new", "A", "--template", "nothing"], 2, "usage"),
    (["adr", "new", "A", "--template", "../../etc/passwd"], 2, "usage"),
    (["adr", "supersede", "ADR-2"], 2, "usage"),
    (["adr", "supersede", "ADR-2", "--by", "ADR-3", "--with", "B"], 2, "usage"),
    (["phr", "new"], 2, "usage"),
    (["phr", "new", "A", "--stage", "nowhere"], 2, "usage"),
    (["phr", "new", "A", "--prompt", "a", "--prompt-file", "b"], 2, "usage"),
    (["phr", "new", "A", "--prompt-file", "-", "--response-file", "-"], 2, "usage"),
    (["phr", "new", "A", "--outcome", "impact"], 2, "usage"),
    (["phr", "new", "A", "--outcome", "mood=good"], 2, "usage"),
    (["phr", "new", "A", "--from-json", "-"], 2, "usage"),
    (["phr", "new", "--from-json", "-"], 2, "usage"),
    (["link", "ADR-2", "likes", "ADR-3"], 2, "usage"),
    (["check", "--format", "xml"], 2, "usage"),
    (["check", "nothing"], 2, "usage"),
    (["check", ".."], 2, "usage"),
    (["check", "--explain", "nothing"], 2, "usage"),
    (["schema", "nothing"], 2, "usage"),
    # refused
    (["show", "ADR-99"], 3, "unknown-ref"),
    (["show", "no such"], 3, "unknown-ref"),
    (["adr", "accept", "PHR-1"], 3, "unknown-ref"),
    (["show", "1"], 3, "ambiguous-ref"),
    (["adr", "accept", "ADR-2"], 3, "forbidden-move"),
    (["adr", "deprecate", "ADR-3"], 3, "forbidden-move"),
    (["unlink", "ADR-1", "amends", "ADR-2"], 3, "no-link"),
    # the surroundings
    (["-C", "nowhere", "list"], 4, "surroundings"),
    (["-C", "..", "list"], 4, "surroundings"),
    (["phr", "new", "A", "--prompt-file", "nothing.txt"], 4, "surroundings"),
    (["phr", "new", "A", "--prompt-file", "decisions"], 4, "surroundings"),
    (["check", "--base", "nothing"], 3, "unknown-revision"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "status", "code"),
    REFUSED,
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_refusal_has_a_status_a_code_and_a_hint(
    words: list[str], status: int, code: str, house: Path, run: Runner
) -> None:
    before = tree(house)
    told = run(*words)
    assert told.exit == status
    assert told.out == ""
    error, hint, rest = told.err.split("\n", 2)
    assert error.startswith("error: ")
    assert hint.startswith("hint: ")
    assert rest == ""
    if words[0] == "schema":
        assert tree(house) == before
        return
    as_json = run(*words, "--json")
    assert as_json.exit == status
    assert as_json.err == ""
    validate.validate_document("error", as_json.json)
    said = as_json.json["error"]
    assert said["code"] == code
    assert (f"error: {said['message']}", f"hint: {said['hint']}") == (error, hint)
    assert tree(house) == before


def test_no_words_are_answered_by_help(run: Runner, repo: Path) -> None:
    for words in ([], ["adr"], ["phr"]):
        told = run(*words)
        assert told.exit == 2
        assert told.out == ""
        assert told.err.startswith("Usage: minutebook")


@pytest.mark.parametrize(
    "command", ["", *COMMAND_MODULES, "adr new", "adr accept", "adr supersede", "phr new"]
)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_helps(command: str, option: str, run: Runner, repo: Path) -> None:
    told = run(*command.split(), option).ok()
    assert told.out.startswith("Usage: minutebook " + command)
    assert told.err == ""


def test_the_version(run: Runner, repo: Path) -> None:
    from minutebook import __version__

    for words in (["--version"], ["-C", ".", "--version"]):
        assert run(*words).ok().out == f"minutebook {__version__}\n"


def test_findings_that_remain_are_status_1(house: Path, run: Runner) -> None:
    page = house / "decisions/0003-use-redis.md"
    page.write_text(page.read_text("utf-8") + "\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n", "utf-8")
    for form in ("text", "json", "sarif", "github"):
        told = run("check", "--format", form)
        assert told.exit == 1, form
        assert "conflict-markers" in told.out
    assert run("check", "decisions/0002-use-postgres.md").exit == 0
    assert run("check", "decisions").exit == 1


def test_warnings_count_when_asked(house: Path, run: Runner) -> None:
    page = house / "decisions/0003-use-redis.md"
    page.write_text(page.read_text("utf-8").replace("proposed", "undecided"), "utf-8")
    run("index").ok()
    (finding, *_) = run("check", "--json").json["findings"]
    plain, strict = run("check").exit, run("check", "--strict").exit
    assert strict == 1
    assert plain == (finding["severity"] == "error")


def test_a_stale_index_is_told_and_repaired(house: Path, run: Runner) -> None:
    (house / "decisions/README.md").write_text("mine\n")
    told = run("index", "--check")
    assert (told.exit, told.out) == (1, "out of date: decisions/README.md\n")
    as_json = run("index", "--check", "--json")
    assert (as_json.exit, as_json.json["writes"]) == (1, ["decisions/README.md"])
    assert (house / "decisions/README.md").read_text("utf-8") == "mine\n"
    run("index").ok()
    assert (
        (house / "decisions/README.md")
        .read_text("utf-8")
        .startswith("mine\n\n<!-- minutebook:index")
    )
    page = house / "decisions/README.md"
    page.write_text(page.read_text("utf-8").replace("Use Redis", "Use Nothing"), "utf-8")
    assert "stale-index" in run("check").out
    fixed = run("check", "--fix").ok()
    assert fixed.out == "repaired decisions/README.md\nnothing wrong\n"


@pytest.mark.parametrize("code", ["-", "dangling-link"])
def test_rules_are_explained(code: str, run: Runner, repo: Path) -> None:
    assert "dangling-link" in run("check", "--explain", code).ok().out


def test_an_interrupt_is_status_130(
    house: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    before = tree(house)
    monkeypatch.setattr("minutebook.repository.store.apply_writes", interrupted)
    assert run("adr", "new", "A").exit == 130
    assert tree(house) == before


def test_a_bug_is_status_70_with_a_log(
    house: Path, run: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def wrong(*_: object, **__: object) -> None:
        raise ZeroDivisionError("of all things \udcff")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("minutebook.repository.store.apply_writes", wrong)
    told = run("adr", "new", "A")
    assert told.exit == 70
    assert told.err.startswith("error: a bug in minutebook: ZeroDivisionError: of all things")
    (log,) = tmp_path.glob("minutebook-*.log")
    assert f"hint: please report it with {log}" in told.err
    assert "Traceback" in log.read_text("utf-8")
    as_json = run("adr", "new", "A", "--json")
    assert (as_json.exit, as_json.json["error"]["code"]) == (70, "bug")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    nowhere = run("adr", "new", "A")
    assert nowhere.exit == 70
    assert "Traceback" in nowhere.err


# What happens meanwhile -------------------------------------------------------------------------


def test_a_page_that_changed_meanwhile_is_a_conflict(
    house: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = house / "decisions/0003-use-redis.md"
    real = store.apply_writes

    def late(*words: object, **more: object) -> None:
        page.write_bytes(page.read_bytes() + b"\nby hand\n")
        real(*words, **more)  # type: ignore[arg-type]

    before = tree(house)
    with monkeypatch.context() as patch:
        patch.setattr(store, "apply_writes", late)
        told = run("adr", "accept", "ADR-3", "--json")
    assert (told.exit, told.json["error"]["code"]) == (3, "conflict")
    assert "run the command again" in told.json["error"]["hint"]
    after = tree(house)
    assert after.pop("decisions/0003-use-redis.md").endswith(b"by hand\n")
    assert after == {path: raw for path, raw in before.items() if path in after}
    run("adr", "accept", "ADR-3").ok()


def test_a_number_taken_meanwhile_is_left_to_its_taker(
    house: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a process that does not hold our lock: an editor, an older tool."""
    real, late = files.place_new_file, []

    def claim(temporary: str, target: str, path: str) -> None:
        if not late:
            late.append(path)
            Path(target).write_text("# theirs\n")
        real(temporary, target, path)

    monkeypatch.setattr(files, "place_new_file", claim)
    made = run("adr", "new", "Mine", "--json").ok().json
    assert late == ["decisions/0005-mine.md"]
    assert made["record"]["path"] == "decisions/0006-mine.md"
    assert (house / "decisions/0005-mine.md").read_text("utf-8") == "# theirs\n"


def test_numbers_are_not_sought_for_ever(
    house: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(*_: object, **__: object) -> None:
        raise store.PathTaken("there already", "name another path")

    monkeypatch.setattr(store, "apply_writes", taken)
    told = run("adr", "new", "Mine")
    assert told.exit == 4
    assert "no free number" in told.err


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_a_disk_that_may_not_be_written_changes_nothing(
    words: tuple[str, ...], house: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def read_only(path: str, flags: int, *more: int, **rest: int) -> int:
        if flags & os.O_CREAT and ".git" not in str(path):
            raise OSError(30, "Read-only file system")
        return real(path, flags, *more, **rest)

    before = tree(house)
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", read_only)
        told = run(*words, "--json")
    assert (told.exit, told.json["error"]["code"]) == (4, "surroundings")
    assert "Read-only file system" in told.json["error"]["message"]
    assert tree(house) == before


def test_a_folder_that_leads_away_is_neither_read_nor_written(
    house: Path, run: Runner, tmp_path: Path
) -> None:
    away = tmp_path / "away"
    (house / "decisions").rename(away)
    (house / "decisions").symlink_to(away)
    before = tree(away)
    assert run("list", "adr", "--json").ok().json["records"] == []
    told = run("adr", "new", "A")
    assert told.exit == 4
    assert "leads out of the repository" in told.err
    assert tree(away) == before


def test_conflict_is_what_a_changed_file_raises() -> None:
    assert issubclass(store.PathTaken, Conflict)
    assert (Conflict.code, Conflict.exit_status) == ("conflict", 3)


# Titles -----------------------------------------------------------------------------------------

TITLES = [
    ("فیصلہ محفوظ کریں", "0001-فیصلہ-محفوظ-کریں"),
    ("决定 使用 缓存", "0001-决定-使用-缓存"),
    ("🚀", "0001-rocket"),
    ("../x", "0001-x"),
    ("../../../etc/passwd", "0001-etc-passwd"),
    ("a\nb\r\nc", "0001-a-b-c"),
    ("a\0b", "0001-a-b"),
    ("\x1b[31mred\x07", "0001-31mred"),
    ('"quoted" \'and\' `ticked`', "0001-quoted-and-ticked"),
    ("con", None),
    ("-rf --json", "0001-rf-json"),
    ("a/b\\c:d*e?f", None),
    ("...", None),
    ("---", None),
    ("x" * 300, "0001-" + "x" * 60),
    ("many words " * 40, None),
    ("漢" * 300, None),
    ("\udcff\udc80", None),
    ("a: b # c", "0001-a-b-c"),
    ("| <b>x</b> [y](z) | $1", None),
    ("yes", "0001-yes"),
    ("007", "0001-007"),
    ("Ümläute & Łódź", "0001-ümläute-łódź"),
]  # fmt: skip


@pytest.mark.parametrize("kind", ["phr", "adr"])
@pytest.mark.parametrize(("title", "stem"), TITLES, ids=lambda value: ascii(value)[:30])
def test_a_title_in_any_script(
    title: str, stem: str | None, kind: str, repo: Path, run: Runner
) -> None:
    made = run(kind, "new", "--json", "--", title).ok().json["record"]
    path = repo / made["path"]
    assert path.is_file()
    assert path.parent == repo / ("decisions" if kind == "adr" else "history/prompts/general")
    assert len(path.name.encode("utf-8", "surrogateescape")) <= 255
    assert not re.search(r'[\x00-\x20\x7f/\\:*?"<>|]', path.name)
    name = path.name.removesuffix(".md").removesuffix(".general.prompt")
    assert name == stem or (stem is None and re.fullmatch("0001-[^-.].*", name))
    shown = run("show", made["path"], "--json").ok().json["record"]
    assert shown["findings"] == []
    assert shown["title"] == made["title"]
    assert "\n" not in made["title"]
    assert len(made["title"]) >= 1
    if title.isprintable() and not (kind == "adr" and re.search("[`[]", title)):  # markdown there
        assert made["title"] == title.strip()
    assert run("index").ok()
    assert run("check").ok().out == "nothing wrong\n"


# Prompts ----------------------------------------------------------------------------------------

fragments = st.sampled_from(
    [
        "---\n", "---", "## Prompt\n", "# x\n", "## Response snapshot\n", "```\n", "````text\n",
        "~~~\n", "<!--", "-->", "<!-- minutebook:links -->\n", "<!-- /minutebook:links -->\n",
        "<!-- minutebook:index -->\n", "\r\n", "\r", "\n", "\n\n\n", " ", "\t", "    indented\n",
        "id: x\n", "{{ title }}", "{% raw %}", "{# c #}", "\x0b", "\x0c", "\x1c", "\x85", "\u2028",
        "\ufeff", "\0", "a", "漢字", "اردو", "🎉", "<<<<<<< HEAD\n", "=======\n", "- [ ] do\n",
    ]
)  # fmt: skip
prompts = (
    st.lists(fragments | st.text(max_size=10), min_size=1, max_size=12).map("".join).filter(bool)
)
awkward = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


def recorded(run: Runner, made: Played) -> dict[str, object]:
    record = run("show", made.ok().json["record"]["path"], "--json").ok().json["record"]
    assert isinstance(record, dict)
    return record


@given(prompt=prompts, response=prompts)
@awkward
def test_a_prompt_comes_back_as_it_was_given(
    prompt: str, response: str, repo: Path, run: Runner
) -> None:
    (repo / "p.txt").write_bytes(prompt.encode())
    (repo / "r.txt").write_bytes(response.encode())
    both = {"prompt": prompt, "response": response}
    ways = [
        run("phr", "new", "A", "--prompt-file", "p.txt", "--response-file", "r.txt", "--json"),
        run(
            "phr", "new", "A", "--prompt-file", "-", "--response", response, "--json", stdin=prompt
        ),
        run("phr", "new", "--from-json", "-", "--json", stdin=json.dumps({"title": "A", **both})),
    ]
    for made in ways:
        shown = recorded(run, made)
        assert (shown["prompt"], shown["response"]) == (prompt, response)
        assert shown["findings"] == []


def test_a_prompt_of_200_kilobytes(repo: Path, run: Runner) -> None:
    prompt = "".join(f"{number} ``` ---\r\n## {'`' * (number % 9)} 漢\n" for number in range(9000))
    assert len(prompt.encode()) > 200_000
    (repo / "p.txt").write_bytes(prompt.encode())
    document = json.dumps({"title": "A", "prompt": prompt, "response": prompt})
    shown = [
        recorded(run, run("phr", "new", "A", "--prompt-file", "p.txt", "--json")),
        recorded(run, run("phr", "new", "--from-json", "-", "--json", stdin=document)),
    ]
    assert [one["prompt"] == prompt for one in shown] == [True, True]
    assert shown[1]["response"] == prompt
    findings = run("check", "--json").json["findings"]
    assert [one for one in findings if one["code"] == "prompt-edited"] == []


def test_what_is_no_text_is_refused(repo: Path, run: Runner) -> None:
    (repo / "p.bin").write_bytes(b"a \xff\xfe b")
    refused = run("phr", "new", "A", "--prompt-file", "p.bin")
    assert (refused.exit, refused.out) == (2, "")
    assert refused.err.startswith("error: p.bin is not UTF-8 text: byte 3 cannot be read\nhint: ")
    assert not (repo / "history").exists()


def test_a_nul_comes_back_and_is_no_finding(repo: Path, run: Runner) -> None:
    (repo / "p.bin").write_bytes(b"a \x00 b")
    shown = recorded(run, run("phr", "new", "A", "--prompt-file", "p.bin", "--json"))
    assert shown["prompt"] == "a \x00 b"
    assert run("check").ok().out == "nothing wrong\n"


def test_everything_can_be_given_as_json(house: Path, run: Runner) -> None:
    given_ = {
        "title": "All of it", "stage": "green", "date": "2025-12-24", "feature": "007-x",
        "prompt": "p", "response": "r", "model": "m", "agent": "a", "surface": "cli",
        "command": "/plan", "labels": ["l"], "files": ["f.py"], "tests": ["t"], "adr": ["ADR-2"],
        "spec": "specs/x.md", "ticket": "T-1", "pr": "12",
        "outcome": {"impact": "i", "tests": "o", "files": "g", "next": "n", "reflection": "e"},
        "links": {"follows": ["PHR-1"]},
    }  # fmt: skip
    validate.validate_document("new-phr", given_)
    shown = recorded(run, run("phr", "new", "--from-json", "-", "--json", stdin=json.dumps(given_)))
    fields = shown["fields"]
    assert isinstance(fields, dict)
    for name in ("title", "stage", "date", "feature", "model", "agent", "surface", "command",
                 "labels", "files", "tests"):  # fmt: skip
        assert fields[name] == given_[name], name
    assert fields["links"] == {
        "spec": "specs/x.md", "ticket": "T-1", "pr": "12",
        "adr": ["0002-use-postgres"], "follows": ["0001-which-cache"],
    }  # fmt: skip
    assert shown["path"] == "history/prompts/007-x/0003-all-of-it.green.prompt.md"
    sections = shown["sections"]
    assert isinstance(sections, dict)
    for text in ("i", "o", "g", "n", "e"):
        assert re.search(rf"\*\* {text}$", sections["Outcome"], re.MULTILINE)
    assert run("check", "--json").json["counts"].get("error", 0) == 0


def test_what_git_knows_is_filled_in(repo: Path, run: Runner, git: Git) -> None:
    git("checkout", "-q", "-b", "feature/042-fast-search")
    fields = recorded(run, run("phr", "new", "A", "--json"))["fields"]
    assert isinstance(fields, dict)
    assert fields["branch"] == "feature/042-fast-search"
    assert fields["feature"] == "042-fast-search"
    assert fields["user"] == "Ada Example"
    assert fields["date"] == "2026-01-31"
    said = ["--branch", "b", "--feature", "f", "--user", "u", "--date", "2020-02-29"]
    own = recorded(run, run("phr", "new", "A", *said, "--json"))["fields"]
    assert isinstance(own, dict)
    assert [own[name] for name in ("branch", "feature", "user", "date")] == [
        "b", "f", "u", "2020-02-29",
    ]  # fmt: skip


# What others wrote ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        "x: .nan",
        "x: .inf",
        "x: !!binary aGVsbG8=",
        "x: !!set {a, b}",
        "x: 2026-01-31T10:00:00Z",
        "? [a, b]\n: c",
        "1: one\n2.5: two\ntrue: three\nnull: four",
        "x: &a [*a]",
        "x: !!python/object:os.system y",
        "links: 7",
        "links: [a, {b: c}]",
        "labels: {a: {b: [c]}}",
        "title: [a, b]",
        "agent: {a: b}",
        "status: [accepted]",
        "date: {a: b}",
        'x: "\\ud800"',
    ],
)
@pytest.mark.parametrize("kind", ["adr", "phr"])
def test_any_front_matter_makes_a_document(head: str, kind: str, house: Path, run: Runner) -> None:
    path = (
        "decisions/0009-own.md" if kind == "adr" else "history/prompts/general/0009-own.prompt.md"
    )
    page = house / path
    page.write_text(f"---\n{head}\n---\n\n# Own\n", "utf-8")
    before = page.read_bytes()

    def constant(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    for words, name in ((["list"], "list"), (["show", path], "show"), (["check"], "check")):
        told = run(*words, "--json")
        assert told.exit in (0, 1)
        validate.validate_document(name, json.loads(told.out, parse_constant=constant))
    run("list").ok()
    run("index").ok()
    run(kind, "new", "Another").ok()
    assert page.read_bytes() == before


def test_bytes_that_are_no_text_come_as_escapes(house: Path, run: Runner) -> None:
    (house / "decisions/0009-latin.md").write_bytes(b"# caf\xe9\n\n## Status\n\nAccepted\n")
    record = run("show", "ADR-9", "--json").ok().json["record"]
    assert record["status"] == "accepted"
    validate.validate_document("show", {"schema": "minutebook.v1", "record": record})
    assert run("show", "ADR-9").exit == 0
    assert run("list").exit == 0


def test_a_status_that_would_steer_the_terminal(house: Path, run: Runner) -> None:
    page = "# A\n\n## Status\n\nwhat\x1b[2Jever\n"
    (house / "decisions/0009-a.md").write_text(page)
    assert "\x1b" not in run("list").ok().out


def test_templates_of_the_repository(house: Path, run: Runner) -> None:
    (house / "templates/adr").mkdir(parents=True)
    (house / "templates/adr/madr.md").write_text("# {{ title }}\n\nMine.\n")
    (house / "templates/phr.md").write_text(
        "---\n{{ front_matter }}\n---\n\nMine.\n\n## Prompt\n\n{{ prompt }}\n"
    )
    (house / "docs").mkdir()
    (house / "docs/own.md").write_text("# {% if status %}{{ title | upper }}{% endif %}\n")
    made = [
        run("adr", "new", "A", "--json"),
        run("phr", "new", "A", "--prompt", "p", "--json"),
        run("adr", "new", "B", "--template", "docs/own.md", "--json"),
        run("-C", "docs", "adr", "new", "C", "--template", "own.md", "--json"),
    ]
    pages = [(house / one.ok().json["record"]["path"]).read_text("utf-8") for one in made]
    assert pages[0] == "# A\n\nMine.\n"
    assert "\nMine.\n\n## Prompt\n\n```text\np\n```\n" in pages[1]
    assert pages[2:] == ["# B\n", "# C\n"]
    (house / "docs/own.md").write_text("{{ nobody }}\n")
    bad = run("adr", "new", "D", "--template", "docs/own.md")
    assert bad.exit == 2
    assert "nobody" in bad.err


# The editor, the demo, completion ---------------------------------------------------------------


def test_a_record_is_edited(
    house: Path, run: Runner, monkeypatch: pytest.MonkeyPatch, world: dict[str, str]
) -> None:
    assert run("edit", "ADR-3").ok().out == "unchanged\n"
    monkeypatch.setenv("VISUAL", "sed -i s/Redis/Valkey/")
    told = run("edit", "ADR-3").ok().out.splitlines()
    assert told[0] == "ADR-0003  decisions/0003-use-redis.md"
    assert "wrote decisions/README.md" in told[1:]
    assert "Use Valkey" in (house / "decisions/README.md").read_text("utf-8")
    assert run("check").ok().out == "nothing wrong\n"


@pytest.mark.parametrize("editor", ["false", "no-such-editor", "'"])
def test_an_editor_that_fails(
    editor: str, house: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", editor)
    told = run("edit", "ADR-3")
    assert told.exit == 4
    assert "editor" in told.err


def test_gits_editor_is_the_last_resort(
    house: Path, run: Runner, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EDITOR")
    git("config", "core.editor", "false")
    assert run("edit", "ADR-3").exit == 4
    git("config", "core.editor", "true")
    assert run("edit", "ADR-3").ok().out == "unchanged\n"


def test_completion_knows_the_commands(
    house: Path, spawn: Callable[..., Played], world: dict[str, str]
) -> None:
    script = spawn("--show-completion", "bash")
    assert script.exit in (0, 2)
    world["_MINUTEBOOK_COMPLETE"] = "complete_bash"
    for typed, word, completed in (
        ("minutebook ", "1", set(COMMAND_MODULES) - HIDDEN_COMMANDS),
        ("minutebook adr a", "2", {"accept"}),
        ("minutebook li", "1", {"list", "link"}),
    ):
        world |= {"COMP_WORDS": typed, "COMP_CWORD": word}
        told = spawn().ok()
        assert set(told.out.split()) == completed


def test_the_demo_plays_and_stays(run: Runner, repo: Path, tmp_path: Path) -> None:
    told = run("demo", str(tmp_path / "demo")).ok().out
    assert "$ minutebook init" in told
    assert "exit status 3: refused" in told
    assert run("-C", str(tmp_path / "demo"), "check").ok().out == "nothing wrong\n"
    assert run("demo", str(tmp_path / "demo")).exit == 4


def test_a_reader_that_goes_early_is_no_trouble(house: Path, world: dict[str, str]) -> None:
    (house / "decisions/0009-long.md").write_text("# Long\n" + "word " * 200_000)
    words = [sys.executable, "-m", "minutebook", "show", "ADR-9"]
    with subprocess.Popen(
        words, cwd=house, env=world, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout
        assert child.stderr
        child.stdout.read(10)
        child.stdout.close()
        assert child.stderr.read() == b""
    assert child.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("words", [["list"], ["schema"], ["--version"]])
def test_a_full_disk_behind_stdout(words: list[str], house: Path, world: dict[str, str]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "minutebook", *words],
            cwd=house, env=world, stdout=full, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert done.returncode == 4
    assert b"Traceback" not in done.stderr
    assert b"No space left" in done.stderr


# The process ------------------------------------------------------------------------------------


class Left(BaseException):
    """In the place of the process's end."""


def left(
    monkeypatch: pytest.MonkeyPatch, words: list[str], out: io.TextIOWrapper, err: io.TextIOWrapper
) -> int:
    """The status with which `main` leaves."""
    from minutebook import cli

    def leave(status: int) -> None:
        raise Left(status)

    with monkeypatch.context() as patch:
        patch.setattr(os, "_exit", leave)
        patch.setattr("gc.set_threshold", lambda *_: None)
        patch.setattr(sys, "argv", ["minutebook", *words])
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        with pytest.raises(Left) as gone:
            cli.main()
    return int(gone.value.args[0])


class Broken(io.BytesIO):
    """A stream that takes nothing."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error

    def write(self, raw: object) -> int:
        raise self.error


def test_main_leaves_with_the_status(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = io.TextIOWrapper(io.BytesIO(), "ascii"), io.TextIOWrapper(io.BytesIO(), "ascii")
    (house / "decisions/0009-a.md").write_bytes("# 漢 \udcff\n".encode("utf-8", "surrogateescape"))
    assert left(monkeypatch, ["list"], out, err) == 0
    assert "漢 \ufffd".encode() in out.buffer.getvalue()  # type: ignore[attr-defined]
    assert left(monkeypatch, ["show", "ADR-9"], out, err) == 0
    assert "漢 \\udcff".encode() in out.buffer.getvalue()  # type: ignore[attr-defined]
    assert left(monkeypatch, ["show", "ADR-99"], out, err) == 3
    assert err.buffer.getvalue().startswith(b"error: ")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [(BrokenPipeError(), 0, b""), (OSError(28, "No space left"), 4, b"No space left")],
)
@pytest.mark.parametrize("lines", [1, 20_000])
def test_main_tells_what_becomes_of_its_words(
    error: OSError,
    status: int,
    said: bytes,
    lines: int,
    house: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whether they are lost when they are said, or when the last of them are let go."""
    (house / "decisions/0009-a.md").write_text("# A\n" + "line\n" * lines)
    out, err = io.TextIOWrapper(Broken(error), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    assert left(monkeypatch, ["show", "ADR-9"], out, err) == status
    told = err.buffer.getvalue()  # type: ignore[attr-defined]
    assert (said in told) if said else told == b""
    out.detach()


def test_an_interrupt_before_the_command_begins(
    run: Runner, repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("minutebook.cli.app.build_app", interrupted)
    assert run("list").exit == 130


def test_init_says_what_it_found(run: Runner, repo: Path) -> None:
    (repo / "doc/adr").mkdir(parents=True)
    (repo / "doc/adr/0001-x.md").write_text("# X\n")
    would = run("init", "--dry-run").ok().out
    assert (
        would == "adopted doc/adr: 1 ADR record, not a byte changed\nwould write minutebook.toml\n"
    )
    lines = run("init").ok().out.splitlines()
    assert lines[:2] == [
        "adopted doc/adr: 1 ADR record, not a byte changed",
        "wrote minutebook.toml",
    ]
    assert lines[2].startswith("next: ")
    assert run("init").ok().out == "already set up\n"
    (repo / "minutebook.toml").unlink()
    document = run("init", "--json").ok().json
    validate.validate_document("init", document)
    assert document["adopted"] == [
        {"kind": "adr", "folder": "doc/adr", "records": 1, "numbering": "repository"}
    ]


def test_lines_are_as_long_as_the_terminal(
    house: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("adr", "new", "word " * 40).ok()
    assert max(map(len, run("list").ok().out.splitlines())) > 200
    monkeypatch.setattr("minutebook.cli.output.get_line_width", lambda: 40)
    assert max(map(len, run("list").ok().out.splitlines())) == 40


def test_what_came_of_it_is_told_key_by_key(house: Path, run: Runner) -> None:
    words = ["--outcome", "impact=faster = better", "--outcome", "tests=all pass"]
    shown = recorded(run, run("phr", "new", "A", *words, "--json"))
    assert shown["sections"] == {"Outcome": "- **Impact:** faster = better\n- **Tests:** all pass"}
