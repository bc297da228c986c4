"""Which decisions govern a file, by rows of the catalog."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from minutebook.catalog import database, governing, looks, names, rows, tables
from minutebook.catalog.governing import BY_NAME, BY_PROMPT, NOT_IN_FORCE, find_governing
from minutebook.operations.schema.serialize import list_labels
from minutebook.records import reader
from minutebook.records.model import ADR, PHR, Folder, Record
from minutebook.records.references import Resolver
from minutebook.records.references.name_index import list_keys

DECISIONS = Folder(ADR, "decisions")
PROMPTS = Folder(PHR, "history/prompts")


def make_decision(
    number: int, *, status: str = "accepted", governs: str = "", more: str = "", date: str = ""
) -> Record:
    fields = f"status: {status}\n" if status else ""
    fields += f"governs: [{governs}]\n" if governs else ""
    fields += f"date: {date}\n" if date else ""
    return reader.read_record(
        DECISIONS, f"decisions/{number:04d}-d{number}.md", f"---\n{fields}{more}---\n# D{number}\n"
    )


def make_prompt(number: int, files: str, links: str = "") -> Record:
    text = f"---\ntitle: P\nfiles: [{files}]\n{links}---\n# P{number}\n"
    return reader.read_record(PROMPTS, f"history/prompts/general/{number:04d}-p.md", text)


def fill_catalog(records: Iterable[Record]) -> database.Connection:
    """A catalog in memory with records, their names, links and touched files."""
    connection = database.open_in_memory("1")
    columns = ", ".join(rows.COLUMNS)
    ids = {}
    for number, record in enumerate(records, 1):
        row = (number, number, *rows.make_row(record, list_labels(record), b""))
        marks = database.list_placeholders(row)
        connection.execute(f"INSERT INTO records (id, text_id, {columns}) VALUES ({marks})", row)
        ids[number] = record
    names.add_names(connection, {each: list_keys(record) for each, record in ids.items()})
    tables.store_touched(connection, {n: rows.list_touched(each) for n, each in ids.items()})
    folders = {each.path: each for each in (DECISIONS, PROMPTS)}
    stored = names.StoredNames(connection, folders, lambda _: "")
    names.store_links(connection, ids, stored, Resolver(stored))
    return connection


def find(
    records: Iterable[Record], path: str, named: Iterable[str] = ()
) -> list[tuple[str, str, bool]]:
    found = find_governing(fill_catalog(records), path, named)
    return [(row.ref, row.evidence, row.is_in_force) for row in found]


def test_the_narrowest_glob_comes_first_and_each_decision_once() -> None:
    records = [
        make_decision(1, governs="'**'"),
        make_decision(2, governs="src/**, src/auth/**"),
        make_decision(3, governs="src/auth/login.py"),
        make_decision(4, governs="docs/**"),
    ]
    assert find(records, "src/auth/login.py") == [
        ("ADR-0003", "governs src/auth/login.py", True),
        ("ADR-0002", "governs src/auth/**", True),
        ("ADR-0001", "governs **", True),
    ]


@pytest.mark.parametrize(
    "name", ["ADR-0007", "adr-7", "ADR 7", "adr_07", "0007-d7.md", "0007-d7", "0007-D7.md"]
)
def test_a_file_names_a_decision(name: str) -> None:
    assert find([make_decision(7)], "a.py", [name]) == [("ADR-0007", "named in the file", True)]


@pytest.mark.parametrize("name", ["7", "ADR-8", "PHR-7", "", "adr-", "0007"])
def test_a_file_names_no_decision(name: str) -> None:
    assert find([make_decision(7)], "a.py", [name]) == []


def test_a_name_that_two_decisions_have_says_nothing() -> None:
    other = reader.read_record(DECISIONS, "decisions/0007-other.md", "# Other\n")
    assert find([make_decision(7), other], "a.py", ["ADR-7"]) == []


def test_a_file_names_a_prompt_that_decides() -> None:
    prompt = make_prompt(3, "b.py", "links: {decides: [ADR-7]}\n")
    assert find([make_decision(7), prompt], "a.py", ["PHR-0003"]) == [
        ("ADR-0007", "PHR-0003, named in the file, decides it", True)
    ]


def test_prompts_that_changed_a_file_bind_more_the_fewer_files_they_changed() -> None:
    records = [
        make_decision(1),
        make_decision(2),
        make_decision(3),
        make_prompt(1, "a.py, b.py, c.py", "links: {decides: [ADR-1]}\n"),
        make_prompt(2, "a.py", "links: {implements: [ADR-2]}\n"),
        make_prompt(3, "a.py", "links: {relates-to: [ADR-3]}\n"),
    ]
    assert find(records, "a.py") == [
        ("ADR-0002", "PHR-0002 changed the file, and implements it", True),
        ("ADR-0001", "PHR-0001 changed the file, and decides it", True),
    ]
    assert find(records, "new.py") == []


def test_a_decision_may_name_the_prompt_that_it_was_made_in() -> None:
    decision = make_decision(1, more="links: {decided-in: [PHR-5]}\n")
    assert find([decision, make_prompt(5, "a.py")], "a.py") == [
        ("ADR-0001", "PHR-0005 changed the file, and decides it", True)
    ]


def test_what_a_decision_states_outweighs_what_a_prompt_changed() -> None:
    decision = make_decision(1, governs="src/**")
    prompt = make_prompt(1, "README.md, src/a.py", "links: {decides: [ADR-1]}\n")
    assert find([decision, prompt], "README.md") == []
    assert find([decision, prompt], "README.md", ["ADR-1"]) == [
        ("ADR-0001", "named in the file", True)
    ]


@pytest.mark.parametrize("status", ["superseded", "rejected", "deprecated", "proposed", "Odd"])
def test_what_is_not_in_force_comes_behind(status: str) -> None:
    records = [make_decision(1, status=status, governs="a.py"), make_decision(2, governs="'*.py'")]
    found = find_governing(fill_catalog(records), "a.py")
    assert [(row.ref, row.state, row.is_in_force) for row in found] == [
        ("ADR-0002", "accepted", True),
        ("ADR-0001", status, False),
    ]
    assert found[0].rank < BY_NAME <= NOT_IN_FORCE <= found[1].rank


def test_a_decision_without_a_status_is_in_force_until_another_one_supersedes_it() -> None:
    old = make_decision(1, status="", governs="a.py")
    assert find([old], "a.py")[0][2]
    newer = make_decision(2, more="links: {supersedes: [ADR-1]}\n")
    assert find([old, newer], "a.py") == [
        ("ADR-0002", "supersedes ADR-0001 (governs a.py)", True),
        ("ADR-0001", "governs a.py", False),
    ]


def test_a_superseded_decision_leads_to_the_one_in_force() -> None:
    records = [
        make_decision(1, status="superseded", governs="a.py"),
        make_decision(2, status="superseded", more="links: {supersedes: [ADR-1]}\n"),
        make_decision(3, more="links: {supersedes: [ADR-2]}\n"),
    ]
    assert find(records, "a.py") == [
        ("ADR-0003", "supersedes ADR-0002, ADR-0001 (governs a.py)", True),
        ("ADR-0002", "supersedes ADR-0001 (governs a.py)", False),
        ("ADR-0001", "governs a.py", False),
    ]


def test_a_successor_that_the_old_page_alone_names_is_found() -> None:
    old = make_decision(1, status="superseded", governs="a.py", more="superseded-by: ADR-2\n")
    assert find([old, make_decision(2)], "a.py")[0] == (
        *("ADR-0002", "supersedes ADR-0001 (governs a.py)", True),
    )


def test_a_successor_that_governs_other_files_does_not_govern_what_the_old_one_did() -> None:
    old = make_decision(1, status="superseded", governs="src/**")
    newer = make_decision(2, governs="src/auth/**", more="links: {supersedes: [ADR-1]}\n")
    assert [ref for ref, *_ in find([old, newer], "src/a.py")] == ["ADR-0001"]
    assert [ref for ref, *_ in find([old, newer], "src/a.py", ["ADR-1"])] == ["ADR-0001"]
    assert [ref for ref, *_ in find([old, newer], "b.py", ["ADR-1"])] == ["ADR-0002", "ADR-0001"]


def test_a_successor_that_is_only_proposed_would_supersede() -> None:
    newer = make_decision(2, status="proposed", more="links: {supersedes: [ADR-1]}\n")
    amending = make_decision(3, more="links: {amends: [ADR-1]}\n")
    assert find([make_decision(1, governs="a.py"), newer, amending], "a.py") == [
        ("ADR-0003", "amends ADR-0001 (governs a.py)", True),
        ("ADR-0001", "governs a.py", True),
        ("ADR-0002", "would supersede ADR-0001 (governs a.py)", False),
    ]


def test_circles_of_supersessions_end() -> None:
    first = make_decision(1, governs="a.py", more="links: {supersedes: [ADR-2]}\n")
    second = make_decision(2, more="links: {supersedes: [ADR-1]}\n")
    assert len(find([first, second], "a.py")) == 2


def test_equal_evidence_puts_the_newer_decision_first() -> None:
    records = [
        make_decision(1, governs="a.py", date="2026-01-01"),
        make_decision(2, governs="a.py", date="2026-03-01"),
        make_decision(3, governs="a.py"),
    ]
    assert [ref for ref, *_ in find(records, "a.py")] == ["ADR-0002", "ADR-0001", "ADR-0003"]


def test_a_folder_is_governed_by_what_governs_anything_in_it() -> None:
    records = [
        make_decision(1, governs="src/auth/login.py"),
        make_decision(2, governs="docs/**"),
        make_decision(3),
        make_prompt(1, "src/auth/a.py", "links: {decides: [ADR-3]}\n"),
    ]
    assert [ref for ref, *_ in find(records, "src/")] == ["ADR-0001", "ADR-0003"]
    assert [ref for ref, *_ in find(records, "")] == ["ADR-0001", "ADR-0002"]


def test_the_sentence_comes_with_the_row_once_it_is_known() -> None:
    connection = fill_catalog([make_decision(1, governs="a.py")])
    assert find_governing(connection, "a.py")[0].sentence is None
    tables.store_derived(connection, "sentence", {1: "Do it."})
    assert find_governing(connection, "a.py")[0].sentence == "Do it."


def test_files_with_many_names_bind_less() -> None:
    names_in_file = [f"ADR-{number}" for number in range(1, 150)]
    found = find_governing(fill_catalog([make_decision(1)]), "a.py", names_in_file)
    assert found[0].rank == BY_PROMPT - 1


# Whether rows can be trusted --------------------------------------------------------------------

LONG_AGO = 1_000_000_000


@pytest.fixture
def looked_at(tmp_path: Path) -> tuple[database.Connection, Path]:
    """A catalog and the folder that it was made from, all of it old."""
    for path in ("decisions/0001-d1.md", "history/prompts/general/0001-p.md"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("# A\n")
    connection = fill_catalog([make_decision(1), make_prompt(1, "a.py")])

    def list_folder(folder: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        entries = sorted(os.scandir(tmp_path / folder), key=lambda entry: entry.name)
        folders = tuple(entry.name for entry in entries if entry.is_dir())
        return folders, tuple(entry.name for entry in entries if entry.is_file())

    roots = ("decisions", "history/prompts")
    tables.store_dependencies(connection, roots, "", {})
    changes = looks.find_changes(str(tmp_path), roots, {}, list_folder)
    tables.store_looks(connection, changes.folders)
    return connection, tmp_path


@pytest.fixture(autouse=True)
def _trust_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look is trusted however shortly after a write it was taken."""
    monkeypatch.setattr(looks, "_is_unsure", lambda time, now: False)


def test_rows_are_fresh_where_nothing_changed(looked_at: tuple[database.Connection, Path]) -> None:
    connection, top = looked_at
    assert governing.are_decisions_fresh(connection, str(top))


@pytest.mark.parametrize(
    ("path", "is_fresh"),
    [
        ("decisions/0001-d1.md", False),
        ("decisions/0002-new.md", False),
        ("decisions/sub/0003-new.md", False),
        ("history/prompts/general/0001-p.md", True),
        ("history/prompts/general/0002-new.md", True),
        ("src/a.py", True),
    ],
)
def test_only_pages_of_decisions_make_rows_stale(
    looked_at: tuple[database.Connection, Path], path: str, is_fresh: bool
) -> None:
    connection, top = looked_at
    (top / path).parent.mkdir(parents=True, exist_ok=True)
    (top / path).write_text("# Other text\n")
    assert governing.are_decisions_fresh(connection, str(top)) is is_fresh


def test_a_removed_decision_makes_rows_stale(looked_at: tuple[database.Connection, Path]) -> None:
    connection, top = looked_at
    (top / "decisions/0001-d1.md").unlink()
    assert not governing.are_decisions_fresh(connection, str(top))


def test_what_a_file_uses_binds_least() -> None:
    records = [
        make_decision(1),
        make_decision(2, governs="docs/**"),
        make_decision(3, status=""),
        make_decision(4, more="links:\n  supersedes: [ADR-3]\n"),
        make_decision(5),
    ]
    used = {1: ["Redis", "Kafka"], 2: ["Redis"], 3: ["Redis"], 5: ["Redis"]}
    rows = find_governing(fill_catalog(records), "src/a.py", ["ADR-5"], used)
    assert [(row.ref, row.evidence) for row in rows] == [
        ("ADR-0005", "named in the file"),
        ("ADR-0001", "uses Redis, Kafka"),
    ]
