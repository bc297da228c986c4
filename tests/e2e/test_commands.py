"""Commands that write: what they print, what they write, and what others do meanwhile."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from minutebook.errors import Conflict
from minutebook.repository import files, store

from command_runner import Runner, read_tree
from json_documents import validate_document

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
    ("adr", "amend", "ADR-2", "--by", "ADR-4"),
    ("adr", "amend", "ADR-2", "--with", "Use Valkey"),
    ("adr", "govern", "ADR-2", "src/**"),
    ("link", "PHR-1", "decides", "ADR-2"),
    ("link", "ADR-2", "decided-in", "PHR-1"),
    ("unlink", "ADR-3", "depends-on", "ADR-2"),
]


@pytest.mark.parametrize("args", WRITING, ids=" ".join)
def test_the_document_names_the_files_written(
    args: tuple[str, ...], filled_repo: Path, run: Runner
) -> None:
    before = read_tree(filled_repo)
    result = run(*args, "--json").ok()
    document = result.json
    validate_document("written", document)
    after = read_tree(filled_repo)
    assert sorted(document["writes"]) == sorted(
        path for path in after if after[path] != before.get(path)
    )
    assert result.err == ""
    findings = run("check", "--json").ok().json["findings"]
    assert {finding["code"] for finding in findings} <= {"no-prompt"}
    assert run("index", "--json").json["writes"] == []


@pytest.mark.parametrize("args", WRITING, ids=" ".join)
def test_a_dry_run_writes_nothing_and_names_what_it_would_write(
    args: tuple[str, ...], filled_repo: Path, run: Runner
) -> None:
    before = read_tree(filled_repo)
    planned = run(*args, "--dry-run", "--json").ok().json
    validate_document("written", planned)
    output = run(*args, "--dry-run").ok().out
    assert read_tree(filled_repo) == before
    assert run(*args, "--json").ok().json == planned
    assert {path for path in planned["writes"] if path in output} == set(planned["writes"])


@pytest.mark.parametrize("args", WRITING, ids=" ".join)
def test_the_output_names_the_files_written(
    args: tuple[str, ...], filled_repo: Path, run: Runner
) -> None:
    result = run(*args).ok()
    assert all(
        line.startswith(("note: ADR-", "next: minutebook ")) for line in result.err.splitlines()
    )
    assert all(
        re.fullmatch(r"(wrote|(ADR|PHR)-\d{4} ) \S+\.md", line) for line in result.out.splitlines()
    )


def test_what_holds_already_is_not_written_again(filled_repo: Path, run: Runner) -> None:
    assert run("link", "ADR-3", "depends-on", "ADR-2").ok().out == "nothing to do\n"
    assert run("index").ok().out == "nothing to do\n"
    run("adr", "supersede", "ADR-2", "--by", "ADR-4").ok()
    again = run("adr", "supersede", "ADR-2", "--by", "ADR-4", "--json").ok().json
    assert again["writes"] == []
    validate_document("written", again)


def test_a_record_is_the_same_when_created_and_when_listed(filled_repo: Path, run: Runner) -> None:
    options = [
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
    created = [
        run("phr", "new", "Plain", *options, "--json").ok().json["record"],
        run("adr", "new", "Plain", "--decider", "Ada", "--json").ok().json["record"],
        run("adr", "new", "a: [b] | c", "--json").ok().json["record"],
    ]
    listed = run("list", "--sort", "number", "--json").ok().json["records"]
    paths = {record["path"] for record in created}
    assert [record for record in listed if record["path"] in paths] == created
    assert created[0]["labels"] == ["a"]


def test_an_empty_repository_has_no_records(repo: Path, run: Runner) -> None:
    result = run("list").ok()
    assert result.out == ""
    assert "minutebook phr new" in result.err
    assert run("list", "--json").ok().json["records"] == []
    assert run("check").ok().out == "nothing wrong\n"
    assert read_tree(repo) == {}


def test_init_lists_what_it_adopted(run: Runner, repo: Path) -> None:
    (repo / "doc/adr").mkdir(parents=True)
    (repo / "doc/adr/0001-x.md").write_text("# X\n")
    output = run("init", "--dry-run").ok().out
    adopted = "adopted doc/adr: 1 ADR record; not a byte changed"
    assert output == f"{adopted}\nwould write minutebook.toml\nwould write .gitattributes\n"
    lines = run("init").ok().out.splitlines()
    assert lines[:3] == [adopted, "wrote minutebook.toml", "wrote .gitattributes"]
    assert lines[3].startswith("next: ")
    assert run("init").ok().out == "already set up: minutebook.toml\n"
    (repo / "minutebook.toml").unlink()
    document = run("init", "--json").ok().json
    validate_document("init", document)
    assert document["adopted"] == [
        {
            "kind": "adr",
            "folder": "doc/adr",
            "records": 1,
            "numbering": "repository",
        }
    ]


def test_a_page_that_changed_meanwhile_is_a_conflict(
    filled_repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = filled_repo / "decisions/0003-use-redis.md"
    apply_writes = store.apply_writes

    def edit_first(*args: object, **kwargs: object) -> None:
        page.write_bytes(page.read_bytes() + b"\nby hand\n")
        apply_writes(*args, **kwargs)  # type: ignore[arg-type]

    before = read_tree(filled_repo)
    with monkeypatch.context() as patch:
        patch.setattr(store, "apply_writes", edit_first)
        result = run("adr", "accept", "ADR-3", "--json")
    assert (result.exit, result.json["error"]["code"]) == (3, "conflict")
    assert "run the command again" in result.json["error"]["hint"]
    after = read_tree(filled_repo)
    assert after.pop("decisions/0003-use-redis.md").endswith(b"by hand\n")
    assert after == {path: raw for path, raw in before.items() if path in after}
    run("adr", "accept", "ADR-3").ok()


def test_a_number_taken_meanwhile_is_passed_over(
    filled_repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a process that does not hold our lock: an editor, an older tool."""
    place_new_file, taken_paths = files.place_new_file, []

    def take_first(temporary: str, target: str, path: str) -> None:
        if not taken_paths:
            taken_paths.append(path)
            Path(target).write_text("# theirs\n")
        place_new_file(temporary, target, path)

    monkeypatch.setattr(files, "place_new_file", take_first)
    created = run("adr", "new", "Mine", "--json").ok().json
    assert taken_paths == ["decisions/0005-mine.md"]
    assert created["record"]["path"] == "decisions/0006-mine.md"
    assert (filled_repo / "decisions/0005-mine.md").read_text("utf-8") == "# theirs\n"


def test_the_search_for_a_number_ends(
    filled_repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise store.PathTaken("there already", "name another path")

    monkeypatch.setattr(store, "apply_writes", refuse)
    result = run("adr", "new", "Mine")
    assert result.exit == 4
    assert "no free number" in result.err


@pytest.mark.parametrize("args", WRITING, ids=" ".join)
def test_a_disk_that_may_not_be_written_changes_nothing(
    args: tuple[str, ...], filled_repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    os_open = os.open

    def open_read_only(path: str, flags: int, *args: int, **kwargs: int) -> int:
        if flags & os.O_CREAT and ".git" not in str(path):
            raise OSError(30, "Read-only file system")
        return os_open(path, flags, *args, **kwargs)

    before = read_tree(filled_repo)
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", open_read_only)
        result = run(*args, "--json")
    assert (result.exit, result.json["error"]["code"]) == (4, "surroundings")
    assert "Read-only file system" in result.json["error"]["message"]
    assert read_tree(filled_repo) == before


def test_a_folder_outside_of_the_repository_is_neither_read_nor_written(
    filled_repo: Path, run: Runner, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    (filled_repo / "decisions").rename(outside)
    (filled_repo / "decisions").symlink_to(outside)
    before = read_tree(outside)
    assert run("list", "adr", "--json").ok().json["records"] == []
    result = run("adr", "new", "A")
    assert result.exit == 3
    assert f"decisions is a link to {outside}" in result.err
    assert read_tree(outside) == before


def test_conflict_is_what_a_changed_file_raises() -> None:
    assert issubclass(store.PathTaken, Conflict)
    assert (Conflict.code, Conflict.exit_status) == ("conflict", 3)


@pytest.mark.parametrize(
    "words", ["Use Redis", "use redis", "3 Use Redis", "ADR-0003 use-redis", "adr 3"]
)
def test_a_record_is_shown_by_its_title_without_quotes(
    words: str, filled_repo: Path, run: Runner
) -> None:
    assert run("show", *words.split(), "--raw").ok().out == run("show", "ADR-3", "--raw").ok().out


@pytest.mark.parametrize("words", ["ADR-3 ADR-2", "ADR-3 redis"])
def test_of_several_references_none_is_shown(words: str, filled_repo: Path, run: Runner) -> None:
    result = run("show", *words.split())
    assert (result.exit, result.out) == (2, "")
    assert result.err.endswith("hint: minutebook show ADR-0003\n")


def test_pages_of_older_rows_are_no_records(filled_repo: Path, run: Runner) -> None:
    """Also where an earlier version took them for records: `index` takes what it does not need."""
    listed = run("list", "--json").ok().json
    prompt = next(each for each in listed["records"] if each["kind"] == "phr")
    folder = (filled_repo / prompt["path"]).parent
    block = "<!-- minutebook:index -->\nrows\n<!-- /minutebook:index -->\n"
    names = ["README-2026-0-2.md", "README-2026-250-3.md", "README-undated-0-2.md"]
    for name in names:
        year = name.removeprefix("README-").removesuffix(".md")
        (folder / name).write_text(f"# {folder.name} {year}\n\n{block}", "utf-8")
    assert run("list", "--json").ok().json["records"] == listed["records"]
    run("index").ok()
    assert not any((folder / name).exists() for name in names)
    assert run("index").ok().out == "nothing to do\n"
