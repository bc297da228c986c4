"""Pages whose bytes are not to be touched, or only some of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.operations import check
from minutebook.operations.changes import decisions, links
from minutebook.operations.creation import create
from minutebook.operations.indexes import index
from minutebook.operations.project import NotEditable, open_project
from minutebook.operations.redaction import written_records
from minutebook.records.drafting.drafts import AdrDraft

PAGE = (
    "# {}\n\nDate: 2020-01-02\n\n## Status\n\nProposed\n\n## Context\n\n{}\n\n## Decision\n\nSo.\n"
)
SECRET = "password = hunter2hunter2XyZ9"
FOLDER = Path("decisions")


@pytest.fixture
def pages(repo: Path) -> Path:
    FOLDER.mkdir(exist_ok=True)
    texts = {
        "0001-utf-16.md": PAGE.format("Wide", SECRET).encode("utf-16"),
        "0002-returns.md": PAGE.format("Old", "Why").replace("\n", "\r").encode(),
        "0003-use-cafe.md": PAGE.format("Use caf\u00e9", "\u00fc").encode("latin-1"),
        "0004-secret.md": PAGE.format("Secret", f"\u00fc {SECRET} \u00e9").encode("latin-1"),
        "0005-plain.md": PAGE.format("Na\u00efve", "Why").encode(),
    }
    for name, raw in texts.items():
        (FOLDER / name).write_bytes(raw)
    return repo


def read_pages() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in FOLDER.glob("0*.md")}


def test_pages_that_no_command_changes(pages: Path) -> None:
    before = read_pages()
    opened = open_project(".")
    refused: list[Callable[[], object]] = [
        lambda: decisions.change_status(opened, ["1"], "accepted"),
        lambda: decisions.change_status(opened, ["2"], "rejected", dry_run=True),
        lambda: decisions.change_status(opened, ["2"], "accepted"),
        lambda: links.relate_records(opened, "1", "depends-on", "5"),
        lambda: written_records.redact_record(opened, "1"),
        lambda: written_records.redact_record(opened, "2", values=["Proposed"]),
        # It would be in two encodings.
        lambda: links.relate_records(opened, "3", "depends-on", "5"),
        lambda: links.relate_records(opened, "5", "depends-on", "3"),
    ]
    for operation in refused:
        with pytest.raises(NotEditable, match="was left as it is") as refusal:
            operation()
        assert " < decisions/000" in refusal.value.hint
    assert read_pages() == before
    check.repair_records(opened)
    assert read_pages() == before


def test_lines_that_end_with_a_carriage_return_are_read(pages: Path) -> None:
    record = open_project(".").resolve_reference(open_project(".").load_records(), "2")
    assert (record.title, record.date, record.state) == ("Old", "2020-01-02", "proposed")


def test_a_hint_is_for_the_folder_that_the_command_runs_in(pages: Path) -> None:
    with pytest.raises(NotEditable) as refusal:
        decisions.change_status(open_project("decisions"), ["2"], "accepted")
    assert " < 0002-returns.md > 0002-returns.md.new && mv " in refusal.value.hint


def test_a_page_that_is_no_text_is_not_written_to(pages: Path) -> None:
    page = FOLDER / "0006-picture.md"
    page.write_bytes(bytes(range(253, -1, -1)))
    opened = open_project(".")
    decisions.change_status(opened, ["5"], "accepted")
    for operation in (
        lambda: decisions.change_status(opened, ["6"], "deprecated"),
        lambda: decisions.supersede_decision(opened, "6", "5"),
    ):
        with pytest.raises(NotEditable, match="was left as it is: it is not text") as refusal:
            operation()
        assert refusal.value.hint.startswith(
            r"tr -cd '\11\12\15\40-\176' < decisions/0006-picture.md"
        )
    assert page.read_bytes() == bytes(range(253, -1, -1))


def test_bytes_of_another_encoding_stay(pages: Path) -> None:
    before = read_pages()
    opened = open_project(".")
    assert not written_records.redact_record(opened, "3").writes
    hidden = written_records.redact_record(opened, "4").hidden
    decisions.change_status(opened, ["3"], "accepted")
    after = read_pages()
    assert [place.kind for place in hidden] == ["password"]
    assert after["0003-use-cafe.md"] == before["0003-use-cafe.md"].replace(b"Proposed", b"Accepted")
    secret = before["0004-secret.md"]
    assert after["0004-secret.md"].startswith(secret[: secret.index(b"hunter2")])
    assert after["0004-secret.md"].endswith(secret[secret.index(b"XyZ9") + 4 :])
    assert b"hunter2" not in after["0004-secret.md"]


def test_a_title_that_cannot_be_read_is_not_written_elsewhere(pages: Path) -> None:
    result = create.create_adr(open_project("."), AdrDraft("Newer"), supersedes=["3"])
    page = Path(result.paths[0]).read_bytes()
    assert b"Use cafe" in page
    assert "\ufffd" not in page.decode()


def test_an_index_page_of_another_encoding_is_left_out(pages: Path) -> None:
    opened = open_project(".")
    index.rebuild_indexes(opened)
    raw = (FOLDER / "README.md").read_text("utf-8").replace("Na\u00efve", "Na").encode()
    raw = raw.replace(b"# ", b"# caf\xe9 ", 1)
    (FOLDER / "README.md").write_bytes(raw)
    result = create.create_adr(opened, AdrDraft("Na\u00efve"))
    assert "README.md was left out" in " ".join(result.warnings)
    assert (FOLDER / "README.md").read_bytes() == raw
    with pytest.raises(NotEditable):
        index.rebuild_indexes(opened)


def test_a_repair_that_would_mix_encodings_is_left_out(repo: Path) -> None:
    FOLDER.mkdir(exist_ok=True)
    old = PAGE.format("Na\u00efve", "Why").replace(
        "Proposed", "Superseded by [2. Newer](0002-newer.md)"
    )
    (FOLDER / "0001-naive.md").write_text(old, "utf-8")
    newer = PAGE.format("Newer", "\u00fc").replace("Proposed", "Accepted").encode("latin-1")
    (FOLDER / "0002-newer.md").write_bytes(newer)
    result = check.repair_records(open_project("."))
    assert result.warnings == (
        "decisions/0002-newer.md was left as it is: it is not UTF-8, and would be in two encodings",
    )
    assert (FOLDER / "0002-newer.md").read_bytes() == newer
