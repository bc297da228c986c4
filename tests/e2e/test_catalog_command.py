"""The catalog: made anew whenever it is in doubt, and never in the way."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from command_runner import Runner

CATALOG = ".git/minutebook/catalog.sqlite"


@pytest.fixture
def records(repo: Path, run: Runner) -> Path:
    """A repository with three decisions and a catalog that has them."""
    for title in ("Use Redis", "Use a queue", "Drop Redis"):
        run("adr", "new", title).ok()
    run("adr", "supersede", "1", "--by", "3").ok()
    run("list").ok()
    return repo


def read_status(run: Runner) -> dict[str, object]:
    return json.loads(run("catalog", "status", "--json").out)["catalog"]


def list_titles(run: Runner, folder: Path | str = ".") -> list[str]:
    listed = json.loads(run("-C", str(folder), "list", "--json").out)["records"]
    return sorted(record["title"] for record in listed)


def test_a_catalog_is_told_about(records: Path, run: Runner) -> None:
    status = read_status(run)
    assert (status["records"], status["path"]) == (3, str(records / CATALOG))
    assert run("catalog", "rebuild").out.startswith(f"fresh: {records / CATALOG}\n3 records, ")
    (records / "decisions" / "0001-use-redis.md").unlink()
    assert run("catalog", "status").out.endswith("page came, went or changed since\n")


def damage_head(path: Path) -> None:
    path.write_bytes(b"This is no database at all.\n" * 400)


def damage_tail(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def damage_pages(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:4096] + os.urandom(len(content) - 4096))


def empty_file(path: Path) -> None:
    path.write_bytes(b"")


def damage_facts(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE records SET facts = x'0000', document = NULL, note = NULL")


def drop_table(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE names")


def change_version(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE meta SET value = '0 0.0.1 3.11' WHERE name = 'version'")


DAMAGES = [
    damage_head,
    damage_tail,
    damage_pages,
    empty_file,
    damage_facts,
    drop_table,
    change_version,
    Path.unlink,
]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("command", ["list", "list --json", "show ADR-1", "show ADR-1 --json"])
def test_a_catalog_that_cannot_be_read_is_made_anew(
    damage: Callable[[Path], None], command: str, records: Path, run: Runner
) -> None:
    before = run(*command.split())
    damage(records / CATALOG)
    after = run(*command.split())
    assert (after.exit, after.out, after.err) == (before.exit, before.out, before.err)
    run(*command.split()).ok()


def test_damage_is_told(records: Path, run: Runner) -> None:
    damage_head(records / CATALOG)
    assert read_status(run)["state"] == "damaged"
    run("catalog", "rebuild").ok()
    assert read_status(run)["state"] == "fresh"
    change_version(records / CATALOG)
    assert read_status(run)["state"] == "of another version"
    (records / CATALOG).unlink()
    assert read_status(run)["state"] == "missing"


def test_a_page_of_the_same_size_and_time_is_read_again(records: Path, run: Runner) -> None:
    page = records / "decisions" / "0002-use-a-queue.md"
    status = page.stat()
    page.write_text(page.read_text("utf-8").replace("Use a queue", "Use a qUeUe"), "utf-8")
    os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert "Use a qUeUe" in list_titles(run)


def test_changed_settings_are_followed(records: Path, run: Runner) -> None:
    (records / "docs" / "adr").mkdir(parents=True)
    (records / "docs" / "adr" / "0001-other.md").write_text("# Other\n")
    assert len(list_titles(run)) == 3
    (records / "minutebook.toml").write_text('adr-folders = ["docs/adr"]\n')
    assert list_titles(run) == ["Other"]
    (records / "minutebook.toml").unlink()
    assert len(list_titles(run)) == 3


def test_a_folder_with_its_own_settings_has_its_own_catalog(records: Path, run: Runner) -> None:
    part = records / "parts" / "api"
    (part / "decisions").mkdir(parents=True)
    (part / "minutebook.toml").write_text("")
    (part / "decisions" / "0001-part.md").write_text("# Part\n")
    assert len(list_titles(run)) == 3
    assert list_titles(run, part) == ["Part"]
    assert (records / ".git/minutebook/catalog-parts=api.sqlite").is_file()
    assert len(list_titles(run)) == 3


def test_each_worktree_has_its_own_catalog(
    records: Path, run: Runner, git: Callable[..., str]
) -> None:
    git("add", "-A")
    git("commit", "-q", "-m", "records")
    git("worktree", "add", "-q", str(records.parent / "other"))
    (records.parent / "other" / "decisions" / "0002-use-a-queue.md").unlink()
    assert len(list_titles(run, records.parent / "other")) == 2
    assert len(list_titles(run)) == 3


def test_a_catalog_that_cannot_be_written_is_done_without(records: Path, run: Runner) -> None:
    before = run("list").out
    shutil.rmtree(records / ".git" / "minutebook")
    (records / ".git" / "minutebook").write_text("in the way")
    assert run("list").out == before
    assert read_status(run)["state"] == "in memory"
    assert run("show", "ADR-1").out.startswith("Record ADR-0001")


@pytest.mark.slow
def test_many_readers_and_writers_at_once(records: Path, world: dict[str, str]) -> None:
    (records / CATALOG).unlink()
    commands = [
        ["list", "--json"],
        ["adr", "new", "One more"],
        ["show", "ADR-1"],
        ["adr", "new", "And more"],
        ["list"],
    ] * 4
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "minutebook", *command],
            cwd=records,
            env=world,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for command in commands
    ]
    for process, command in zip(processes, commands, strict=True):
        _, problems = process.communicate(timeout=120)
        problems = "".join(line for line in problems.splitlines() if not line.startswith("next: "))
        assert (process.returncode, problems) == (0, ""), command
    listed = subprocess.run(
        [sys.executable, "-m", "minutebook", "list", "adr", "--json"],
        cwd=records,
        env=world,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(listed.stdout)["total"] == 11


def zero_looks(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE looks SET stat = NULL")


def cut_witnesses(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE meta SET value = 'a' WHERE name = 'witnesses'")


def lose_records(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE links SET target = 99")
        connection.execute("UPDATE records SET document = NULL, note = NULL")


@pytest.mark.parametrize("damage", [zero_looks, cut_witnesses, lose_records])
@pytest.mark.parametrize("command", ["list --json", "check", "catalog rebuild", "search redis"])
def test_damage_that_sqlite_does_not_see_is_healed(
    damage: Callable[[Path], None], command: str, records: Path, run: Runner
) -> None:
    run(*command.split()).ok()
    expected = run("list", "--json").out
    damage(records / CATALOG)
    assert run(*command.split()).exit == 0
    assert run("list", "--json").out == expected


def test_a_page_that_moves_is_found_by_the_links_that_name_it(repo: Path, run: Runner) -> None:
    pages = {"a/sub/0001-use-redis.md": "", "a/sub/0003-other.md": "", "c/0009-k.md": ""}
    pages["b/0002-use-valkey.md"] = "Supersedes [x](../a/sub/0001-use-redis.md)"
    for path, line in pages.items():
        (repo / path).parent.mkdir(parents=True, exist_ok=True)
        (repo / path).write_text(f"# T\n\n## Status\n\naccepted\n\n{line}\n")
    (repo / "minutebook.toml").write_text(
        'adr-folders = ["a", "b", "c"]\nadr-numbering = "folder"\n'
    )
    run("list").ok()
    (repo / "a/sub/0001-use-redis.md").rename(repo / "c/0001-use-redis.md")
    warm = run("list", "--json").out
    (repo / CATALOG).unlink()
    assert run("list", "--json").out == warm
    assert '"path": "c/0001-use-redis.md"' in warm


def test_a_page_that_grows_too_large_behind_its_head_is_seen(records: Path, run: Runner) -> None:
    with open(records / "decisions/0002-use-a-queue.md", "ab") as page:
        page.write(b"text " * 300_000)
    assert "page-too-large" in run("check").out
