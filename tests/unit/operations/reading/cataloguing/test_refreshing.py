"""The catalog of a working tree is brought up to date: what is read, and what is left alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.catalog import database
from minutebook.catalog.selection import Selection, select_records
from minutebook.errors import OperationError
from minutebook.operations.project import open_project
from minutebook.operations.reading.cataloguing import page_changes, refreshing, whole_set
from minutebook.operations.reading.cataloguing.opening import Catalog, open_catalog
from minutebook.records import reader

CATALOG = ".git/minutebook/catalog.sqlite"


def write(repo: Path, path: str, text: str) -> None:
    page = repo / path
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text, "utf-8")


def list_paths(catalog: Catalog) -> list[str]:
    return [row[0] for row in catalog.connection.execute("SELECT path FROM records ORDER BY path")]


def list_dates(catalog: Catalog) -> list[str]:
    listed = select_records(catalog.connection, Selection(), "number")
    return [record.date for record in listed]


@pytest.fixture
def read_paths(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that were taken apart, one after the other."""
    paths: list[str] = []
    read_record = reader.read_record

    def note(folder: object, path: str, text: str, **options: object) -> object:
        paths.append(path)
        return read_record(folder, path, text, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(page_changes.reader, "read_record", note)
    return paths


def test_only_what_changed_is_taken_apart_again(repo: Path, read_paths: list[str]) -> None:
    for number in (1, 2, 3):
        write(repo, f"decisions/000{number}-x.md", f"# X{number}\n")
    open_catalog(".")
    assert len(read_paths) == 3
    read_paths.clear()
    (repo / "decisions/0001-x.md").touch()
    write(repo, "decisions/0002-x.md", "# Other\n")
    write(repo, "decisions/0004-x.md", "# X4\n")
    open_catalog(".")
    assert sorted(read_paths) == ["decisions/0002-x.md", "decisions/0004-x.md"]


def test_progress_is_reported(repo: Path) -> None:
    for number in range(1, 4):
        write(repo, f"decisions/000{number}-x.md", "# X\n")
    reports: list[tuple[int, int]] = []
    open_catalog(".", lambda done, total: reports.append((done, total)))
    assert reports == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_a_page_beside_another_may_become_a_record_and_cease_to_be_one(repo: Path) -> None:
    write(repo, "decisions/0001-use-x-notes.md", "# Notes\n")
    assert list_paths(open_catalog(".")) == ["decisions/0001-use-x-notes.md"]
    write(repo, "decisions/0001-use-x.md", "# Use X\n")
    assert list_paths(open_catalog(".")) == ["decisions/0001-use-x.md"]
    # Its own text makes it a decision.
    write(
        repo,
        "decisions/0001-use-x-notes.md",
        "# Keep notes\n\n## Status\n\naccepted\n\n## Context\n\nC\n\n## Decision\n\nD\n",
    )
    before = {record.path for record in open_project(".").read_records().members}
    assert set(list_paths(open_catalog("."))) == before
    (repo / "decisions/0001-use-x.md").unlink()
    assert list_paths(open_catalog(".")) == ["decisions/0001-use-x-notes.md"]


def test_a_date_is_settled_by_pages_that_come_later(repo: Path) -> None:
    write(repo, "decisions/0001-x.md", "# X\n\nDate: 05/07/2023\n")
    assert list_dates(open_catalog(".")) == [""]
    write(repo, "decisions/0002-y.md", "# Y\n\nDate: 25/07/2023\n")
    assert list_dates(open_catalog(".")) == ["2023-07-05", "2023-07-25"]
    (repo / "decisions/0002-y.md").unlink()
    assert list_dates(open_catalog(".")) == [""]


def test_a_page_that_is_no_record_is_known(repo: Path) -> None:
    write(repo, "decisions/README.md", "# All\n")
    write(repo, "decisions/0001-x.md", "# X\n")
    assert set(open_project(".").load_records().pages) == {"decisions/README.md"}
    (repo / "decisions/README.md").unlink()
    assert open_project(".").load_records().pages == {}


def test_nothing_is_kept_where_the_disk_does_not_tell_all(repo: Path, tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/0001-x.md", "# X\n")
    (repo / "docs").mkdir()
    write(repo, "pages/0001-x.md", "# X\n")
    (repo / "decisions").symlink_to(repo / "pages")
    catalog = open_catalog(".")
    assert (catalog.path, list_paths(catalog)) == (":memory:", ["decisions/0001-x.md"])


def test_a_catalog_that_another_process_holds_is_done_without(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repo, "decisions/0001-x.md", "# X\n")
    open_catalog(".").connection.close()
    write(repo, "decisions/0002-y.md", "# Y\n")
    monkeypatch.setattr(database, "_WAIT_SECONDS", 0.0)
    with sqlite3.connect(repo / CATALOG, isolation_level=None) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        catalog = open_catalog(".")
        assert (catalog.path, len(list_paths(catalog))) == (":memory:", 2)
        connection.execute("ROLLBACK")
    assert open_catalog(".").path == str(repo / CATALOG)


def test_a_mistake_of_ours_is_not_hidden(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(repo, "decisions/0001-x.md", "# X\n")
    monkeypatch.setattr(page_changes, "_INSERT", "INSERT INTO pages VALUES (?)")
    with pytest.raises(sqlite3.ProgrammingError):
        open_catalog(".")


def test_an_interrupted_refresh_leaves_what_was_there(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repo, "decisions/0001-x.md", "# X\n")
    open_catalog(".").connection.close()
    write(repo, "decisions/0002-y.md", "# Y\n")

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(page_changes.reader, "read_record", interrupt)
        with pytest.raises(KeyboardInterrupt):
            open_catalog(".")
    with sqlite3.connect(repo / CATALOG) as connection:
        assert connection.execute("SELECT count(*) FROM records").fetchone() == (1,)
    assert len(list_paths(open_catalog("."))) == 2


def test_a_file_that_cannot_be_removed_is_done_without(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repo, "decisions/0001-x.md", "# X\n")
    (repo / ".git/minutebook").mkdir()
    (repo / CATALOG).write_text("no database")

    def refuse(_: str) -> None:
        raise PermissionError("not yours")

    monkeypatch.setattr(refreshing.database, "remove_database", refuse)
    assert open_catalog(".").path == ":memory:"
    assert len(open_project(".").load_records().members) == 1


def test_a_page_that_changes_while_it_is_loaded_is_read_anew(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repo, "decisions/0001-x.md", "# X\n")
    write(repo, "decisions/0002-y.md", "# Y\n")
    load: Callable[..., object] = whole_set.tables.list_facts

    def change_meanwhile(connection: object) -> object:
        write(repo, "decisions/0001-x.md", "# Changed\n")
        (repo / "decisions/0002-y.md").unlink()
        return load(connection)

    open_catalog(".").connection.close()
    monkeypatch.setattr(whole_set.tables, "list_facts", change_meanwhile)
    (record,) = open_project(".").load_records().members
    assert (record.title, record.text) == ("Changed", "# Changed\n")


def test_rows_that_are_damaged_are_not_used(repo: Path) -> None:
    write(repo, "decisions/0001-x.md", "# X\n")
    open_catalog(".").connection.close()
    with sqlite3.connect(repo / CATALOG) as connection:
        connection.execute("UPDATE records SET facts = x'00000000ff'")
    project = open_project(".")
    assert whole_set.load_records(project, has_texts=True) is None
    assert whole_set.load_judged_records(project, "", lambda _: "") is None
    assert len(project.load_records().members) == 1


def test_pages_are_judged_once_under_a_signature(repo: Path) -> None:
    write(repo, "decisions/0001-x.md", "# X\n")
    write(repo, "decisions/0002-y.md", "# Y\n")
    project, judged = open_project("."), []

    def judge_under(signature: str) -> dict[str, str]:
        judged.clear()

        def judge(record: reader.Record) -> str:
            judged.append(record.path)
            return f"verdict on {record.text.strip()}"

        answer = whole_set.load_judged_records(project, signature, judge)
        assert answer is not None
        assert all(record.text == "" for record in answer[0].members)
        return answer[1]

    verdicts = {"decisions/0001-x.md": "verdict on # X", "decisions/0002-y.md": "verdict on # Y"}
    assert judge_under("a") == verdicts
    assert len(judged) == 2
    assert judge_under("a") == verdicts
    assert judged == []
    write(repo, "decisions/0002-y.md", "# Z\n")
    assert judge_under("a")["decisions/0002-y.md"] == "verdict on # Z"
    assert judged == ["decisions/0002-y.md"]
    judge_under("b")
    assert len(judged) == 2


def test_a_folder_that_is_gone_is_refused_and_one_below_the_top_has_all_records(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repo, "decisions/0001-x.md", "# X\n")
    (repo / "sub").mkdir()
    monkeypatch.chdir(repo / "sub")
    assert open_catalog(".").path == str(repo / CATALOG)
    assert len(list_paths(open_catalog("."))) == 1
    with pytest.raises(OperationError, match="is not a folder"):
        open_catalog(str(repo / "gone"))


def list_indexes(catalog: Catalog) -> list[str]:
    query = "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
    return [row[0] for row in catalog.connection.execute(query)]


def test_a_catalog_of_many_pages_has_the_same_indexes_and_finds_the_same(repo: Path) -> None:
    write(repo, "decisions/0001-x.md", "# X\n")
    few = list_indexes(open_catalog("."))
    for number in range(2, 1_102):
        head = f"---\nlinks:\n  relates-to: [{number - 1:04}-x, 9999-gone]\n---\n"
        write(repo, f"decisions/{number:04}-x.md", f"{head}# X {number}\n")
    (repo / CATALOG).unlink()
    many = open_catalog(".")
    assert [" ".join(each.split()) for each in list_indexes(many)] == few
    project = open_project(".")
    records, expected = project.load_records(), project.read_records()
    assert records == expected
    assert records.graph.edges == expected.graph.edges
    assert sum(edge.is_resolved for edge in records.graph.edges) == 1_100


def test_a_set_without_texts_says_the_same_and_reads_a_text_when_asked(repo: Path) -> None:
    write(repo, "decisions/0001-x.md", "---\ncustom: [a, 2026-01-05]\n---\n# X\n")
    project = open_project(".")
    records, expected = project.load_records(has_texts=False), project.read_records()
    [record], [whole] = records.members, expected.members
    assert not record.text
    assert records.with_text(record) == whole
