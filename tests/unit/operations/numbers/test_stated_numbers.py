"""Numbers that stand on pages or in folders' names: taken, found on branches, not given again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from minutebook.errors import Conflict
from minutebook.operations import check, project
from minutebook.operations.changes import decisions, links
from minutebook.operations.creation import create
from minutebook.operations.project import NotEditable, open_project
from minutebook.operations.redaction import written_records
from minutebook.operations.renaming import renumber
from minutebook.records.drafting.drafts import AdrDraft

Git = Callable[..., str]
MARKDOWN = "# {}\n\n## Status\n\nAccepted\n"


def write(texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        path = Path("decisions", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def make_new() -> str:
    return create.create_adr(open_project("."), AdrDraft("New")).records[0].file_name


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        ({"use-x.md": MARKDOWN.format("ADR-12: Use x")}, "0013-new.md"),
        ({"0003-a.md": "# A\n", "use-x.md": "---\nid: 0010\n---\n\n# X\n"}, "0011-new.md"),
        ({"0003-a.md": "# A\n", "use-x.adoc": "= ADR-7: X\n"}, "0008-new.md"),
        ({"0009-x.rst": "X\n===\n"}, "0010-new.md"),
        ({"0003-a.md": "# A\n", "use-x.md": "# 3 ways to do it\n"}, "0004-new.md"),
        ({"0003-a.md": "# A\n", "template.md": "# ADR-99: T\n"}, "0004-new.md"),
        ({"007-x/README.md": "# X\n"}, "008-new.md"),
        ({"003-a.md": "# A\n", "007-x/adr.md": "# X\n"}, "008-new.md"),
        ({"0003-a.md": "# A\n", "2024/README.md": "# 2024\n"}, "0004-new.md"),
    ],
)
def test_what_a_page_or_a_folder_has_is_not_given_again(
    texts: dict[str, str], name: str, repo: Path, git: Git
) -> None:
    write(texts)
    assert make_new() == name
    # The same where it is on another branch alone.
    git("commit", "-q", "--allow-empty", "-m", "first")
    Path("decisions", name).unlink()
    git("checkout", "-q", "-b", "other")
    git("add", "-A")
    git("commit", "-q", "-m", "pages")
    git("checkout", "-q", "-")
    assert not Path("decisions").exists() or not any(Path("decisions").rglob("*.md"))
    for _ in range(2):  # the second time it comes from the cache
        assert make_new() == name
        Path("decisions", name).unlink()


def test_a_number_on_a_page_is_checked_and_resolved_but_not_changed(repo: Path) -> None:
    write({"use-x.md": MARKDOWN.format("ADR-12: X"), "use-y.md": MARKDOWN.format("12. Y")})
    opened = open_project(".")
    findings = check.check_records(opened)
    assert [(finding.code, finding.path) for finding in findings] == [
        ("number-twice", "decisions/use-y.md")
    ]
    assert "line 1 of" in findings[0].fix
    result = renumber.renumber_records(opened)
    assert result.moves == ()
    assert "its number stands on its line 1" in result.notes[0]
    write({"use-y.md": MARKDOWN.format("Y")})
    record = opened.resolve_reference(opened.load_records(), "ADR-0012")
    assert record.path == "decisions/use-x.md"
    assert record.link_target == "use-x"
    with pytest.raises(Conflict, match="its number stands on its line 1") as refusal:
        renumber.renumber_records(opened, "12")
    assert refusal.value.hint == "minutebook edit ADR-0012"


def test_a_name_gives_way_to_a_page(repo: Path, git: Git) -> None:
    write({"use-x.md": MARKDOWN.format("ADR-12: X"), "0012-y.md": MARKDOWN.format("Y")})
    git("add", "-A")
    git("commit", "-q", "-m", "both")
    (move,) = renumber.renumber_records(open_project(".")).moves
    assert (move.record.path, move.new_path) == ("decisions/0012-y.md", "decisions/0013-y.md")
    assert check.check_records(open_project(".")) == ()


def test_numbers_with_letters_are_numbers_of_their_own(repo: Path) -> None:
    write(
        {
            "024-x.md": MARKDOWN.format("X"),
            "024a-y.md": MARKDOWN.format("Y"),
            "ADR-304.1-z.md": MARKDOWN.format("Z"),
        }
    )
    opened = open_project(".")
    records = opened.load_records()
    assert check.check_records(opened) == ()
    assert [record.ref for record in records.members] == ["ADR-0024", "ADR-0024a", "ADR-0304.1"]
    for reference in ("024a", "24a", "ADR-24a", "adr-0024A", "ADR-024a", "0024a"):
        assert opened.resolve_reference(records, reference).path.endswith("024a-y.md"), reference
    for reference in ("24", "ADR-24", "0024"):
        assert opened.resolve_reference(records, reference).path.endswith("024-x.md")
    for reference in ("ADR-304.1", "304.1", "ADR-0304.1"):
        assert opened.resolve_reference(records, reference).path.endswith("304.1-z.md")
    with pytest.raises(Conflict, match="belongs to another one") as refusal:
        renumber.renumber_records(opened, "24a")
    assert refusal.value.hint == "git mv decisions/024a-y.md decisions/305-y.md"
    assert make_new() == "ADR-305-new.md"


def test_series_of_organisations_share_numbers(repo: Path) -> None:
    write(
        {
            "ACME-ADR-0001-x.md": MARKDOWN.format("X"),
            "ACME-ADR-Billing-0001-y.md": MARKDOWN.format("Y"),
        }
    )
    opened = open_project(".")
    records = opened.load_records()
    assert check.check_records(opened) == ()
    assert opened.resolve_reference(records, "ACME-ADR-0001").slug == "x"
    assert opened.resolve_reference(records, "acme-adr-billing-0001").slug == "y"


def test_pages_of_other_formats_are_read_and_not_changed(repo: Path) -> None:
    write(
        {
            "0002-k.adoc": "= K\n:status: proposed\n\nSee link:0003-x.md[x]. api_key\n",
            "0003-x.md": MARKDOWN.format("X"),
            "0002-r.rst": "R\n===\n\n:Status: Accepted\n",
        }
    )
    opened = open_project(".")
    before = Path("decisions/0002-k.adoc").read_text("utf-8")
    refused: list[Callable[[], object]] = [
        lambda: decisions.change_status(opened, ["0002-k"], "accepted"),
        lambda: decisions.change_status(opened, ["0002-k"], "accepted", dry_run=True),
        lambda: decisions.supersede_decision(opened, "0002-r", "3"),
        lambda: links.relate_records(opened, "0002-k", "depends-on", "3"),
        lambda: written_records.redact_record(opened, "0002-k", values=["api_key"]),
    ]
    create.create_adr(opened, AdrDraft("Newer"), supersedes=["0002-r"])  # waits for acceptance
    for operation in refused:
        with pytest.raises(NotEditable) as refusal:
            operation()
        assert refusal.value.exit_status == 3
        assert refusal.value.hint.startswith("minutebook edit decisions/0002-")
    # What waits for acceptance takes effect; the page that is not changed says nothing of it.
    result = decisions.change_status(opened, ["Newer"], "accepted")
    assert result.paths == ["decisions/0004-newer.md"]
    with pytest.raises(Conflict, match="not changed") as conflict:
        renumber.renumber_records(opened, "0002-k")
    assert conflict.value.hint == "git mv decisions/0002-k.adoc decisions/0005-k.adoc"
    notes = renumber.renumber_records(opened).notes
    assert len(notes) == 1
    assert Path("decisions/0002-k.adoc").read_text("utf-8") == before
    assert sorted(path.name for path in Path("decisions").iterdir()) == [
        *("0002-k.adoc", "0002-r.rst", "0003-x.md", "0004-newer.md"),
    ]


def test_a_page_of_another_format_names_what_was_renumbered(repo: Path, git: Git) -> None:
    write({"0003-x.md": MARKDOWN.format("X"), "0002-k.adoc": "= K\n\nSee ADR-0003.\n"})
    git("add", "-A")
    git("commit", "-q", "-m", "pages")
    renumber.renumber_records(open_project("."), "3")
    assert "ADR-0004" in Path("decisions/0002-k.adoc").read_text("utf-8")


def test_index_pages_list_records_of_other_formats(repo: Path) -> None:
    from minutebook.operations.indexes import index

    write({"0002-k.adoc": "= K\n:status: accepted\n", "0003-x.md": MARKDOWN.format("X")})
    links.relate_records(open_project("."), "3", "depends-on", "2")
    index.rebuild_indexes(open_project("."))
    page = Path("decisions/README.md").read_text("utf-8")
    assert "## In force\n\n* ADR-0002 · [K](0002-k.adoc) ·" in page
    assert Path("decisions/0002-k.adoc").read_text("utf-8") == "= K\n:status: accepted\n"
    assert check.check_records(open_project(".")) == ()
    check.repair_records(open_project("."))
    assert Path("decisions/0002-k.adoc").read_text("utf-8") == "= K\n:status: accepted\n"


def test_other_pages_of_other_formats_are_left_alone(repo: Path) -> None:
    write({"index.rst": "ADRs\n====\n", "notes-on-x.md": "# T\n", "README.md": "# R\n"})
    records = open_project(".").load_records()
    assert [record.path for record in records.members] == ["decisions/notes-on-x.md"]
    assert set(records.pages) == {"decisions/README.md"}
    assert project.NotEditable.code == "not-editable"
