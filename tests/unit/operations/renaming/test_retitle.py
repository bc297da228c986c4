"""Records get other titles in a working tree: what is refused, what follows, what is said."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from minutebook.errors import Conflict, Refusal, UsageError
from minutebook.operations.creation import create
from minutebook.operations.project import NotEditable, open_project
from minutebook.operations.renaming import renumber
from minutebook.operations.renaming.moved_files import format_diff
from minutebook.operations.renaming.retitle import TitleTaken, retitle_record
from minutebook.records.drafting.drafts import AdrDraft, PhrDraft

PAGE = "# {}\n\n## Status\n\nAccepted\n\n## Context\n\nc\n\n## Decision\n\nd\n"


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")


def test_the_former_name_and_the_former_slug_find_the_record(repo: Path) -> None:
    project = open_project(".")
    for title in ("First", "Use Redis"):
        create.create_adr(project, AdrDraft(title, "accepted"))
    result = retitle_record(project, "ADR-2", "  Use\nValkey ")
    assert [record.title for record in result.records] == ["Use Valkey"]
    renumber.renumber_records(project, "ADR-2")
    retitle_record(project, "ADR-3", "Use nothing")
    records = project.load_records()
    for name in ("use-redis", "0002-use-redis", "use-valkey", "0003-use-valkey", "ADR-2"):
        assert project.resolve_reference(records, name).path == "decisions/0003-use-nothing.md"


def test_a_live_record_comes_before_a_former_slug(repo: Path) -> None:
    project = open_project(".")
    create.create_adr(project, AdrDraft("Use Redis", "accepted"))
    retitle_record(project, "ADR-1", "Use Valkey")
    create.create_adr(project, AdrDraft("Use Redis", "accepted"))
    records = project.load_records()
    assert project.resolve_reference(records, "use-redis").number == 2
    with pytest.raises(Refusal):
        project.resolve_reference(records, "phr-0001-use-redis")


@pytest.mark.parametrize(
    ("front", "description"),
    [
        ("title: Old\ndescription: Old\n", "New"),
        ("title: Old\ndescription: Old story\n", "Old story"),
        ("status: accepted\ndescription: Old\n", "Old"),
    ],
)
def test_a_description_that_is_the_title_goes_on_being_it(
    repo: Path, front: str, description: str
) -> None:
    write("decisions/0001-old.md", f"---\n{front}---\n\n# Old\n\n## Decision\n\nd\n")
    retitle_record(open_project("."), "ADR-1", "New")
    page = Path("decisions/0001-new.md").read_text("utf-8")
    assert f"\ndescription: {description}\n" in page


@pytest.mark.parametrize("manifest", [".minutebook-site.json", ".minutebook-export.json"])
def test_what_minutebook_wrote_of_the_record_is_left_to_the_next_build(
    manifest: str, repo: Path
) -> None:
    """The manifest tells a file that somebody changed: it would stay as it is from then on."""
    project = open_project(".")
    create.create_adr(project, AdrDraft("Use Redis", "accepted"))
    citation = "decisions/0001-use-redis.md\n"
    for path in ("docs/x.md", "public/deep/x.md", f"public/{manifest}"):
        write(path, citation)
    retitle_record(project, "ADR-1", "Use Valkey")
    assert Path("docs/x.md").read_text() == "decisions/0001-use-valkey.md\n"
    assert Path("public/deep/x.md").read_text() == citation
    assert Path(f"public/{manifest}").read_text() == citation


def test_nothing_is_done_for_the_title_that_is_there(repo: Path) -> None:
    project = open_project(".")
    create.create_adr(project, AdrDraft("Use Redis", "accepted"))
    result = retitle_record(project, "ADR-1", "Use Redis")
    assert (result.writes, result.moves) == ((), ())
    result = retitle_record(project, "ADR-1", "Use Redis!")
    assert result.paths == ["decisions/0001-use-redis.md", "decisions/README.md"]
    assert result.moves == ()


def test_a_secret_in_a_title_is_hidden(repo: Path) -> None:
    project = open_project(".")
    create.create_adr(project, AdrDraft("Use Redis", "accepted"))
    token = "ghp_" + "aB3dE5fG7h" * 3 + "J8kL9m"
    result = retitle_record(project, "ADR-1", f"Use {token}")
    (warning,) = result.warnings
    assert "github-token" in warning
    assert not any(token in path.read_text("utf-8") for path in Path("decisions").iterdir())
    assert not any(token.lower() in path.name for path in Path("decisions").iterdir())


@pytest.mark.parametrize("title", ["", " \n", "\u200b"])
def test_an_empty_title_is_wrong_usage(repo: Path, title: str) -> None:
    project = open_project(".")
    create.create_adr(project, AdrDraft("Use Redis", "accepted"))
    with pytest.raises(UsageError, match="the title is empty"):
        retitle_record(project, "ADR-1", title)


@pytest.mark.parametrize("name", ["0001-use-valkey.md", "0001-Use-Valkey.md"])
def test_a_name_that_is_taken_is_refused(repo: Path, name: str) -> None:
    project = open_project(".")
    create.create_adr(project, AdrDraft("Use Redis", "accepted"))
    write(f"decisions/{name}", PAGE.format("Other"))
    with pytest.raises(TitleTaken, match=f"decisions/{name} has the name") as refusal:
        retitle_record(project, "decisions/0001-use-redis.md", "Use Valkey")
    assert refusal.value.hint


def test_a_page_that_is_only_read_is_refused(repo: Path) -> None:
    write("decisions/0001-a.adoc", "= A\n:status: accepted\n")
    with pytest.raises(NotEditable) as refusal:
        retitle_record(open_project("."), "ADR-1", "B")
    assert refusal.value.hint == "minutebook edit decisions/0001-a.adoc"


def test_a_page_in_another_encoding_takes_no_other_letters(repo: Path) -> None:
    Path("decisions").mkdir()
    Path("decisions/0001-a.md").write_bytes((PAGE.format("A") + "Caf\xe9\n").encode("latin-1"))
    project = open_project(".")
    with pytest.raises(NotEditable, match="not UTF-8"):
        retitle_record(project, "ADR-1", "缓存")


def test_a_file_in_another_encoding_goes_on_by_the_former_name(repo: Path) -> None:
    project = open_project(".")
    create.create_adr(project, AdrDraft("Use Redis", "accepted"))
    Path("a.py").write_bytes("# caf\xe9: 0001-use-redis".encode("latin-1"))
    result = retitle_record(project, "ADR-1", "缓存")
    assert result.notes == ("a.py stays as it is: it is not UTF-8",)
    assert Path("a.py").read_bytes().endswith(b"0001-use-redis")
    retitle_record(project, "ADR-1", "Use Redis")
    retitle_record(project, "ADR-1", "Use Valkey")
    assert Path("a.py").read_bytes().endswith(b"\xe9: 0001-use-valkey")


def test_a_page_that_is_too_large_is_refused(repo: Path) -> None:
    write("decisions/0001-a.md", PAGE.format("A") + "x\n" * 600_000)
    with pytest.raises(Conflict, match="only the head"):
        retitle_record(open_project("."), "ADR-1", "B")


def test_a_folder_with_its_page_alone_moves(repo: Path) -> None:
    write("decisions/0001-record.md", PAGE.format("1. Record"))
    write("decisions/0002-use-redis/README.md", PAGE.format("2. Use Redis"))
    write("a.md", "[2. Use Redis](decisions/0002-use-redis/README.md)")
    project = open_project(".")
    result = retitle_record(project, "2", "Use Valkey")
    assert [record.path for record in result.records] == ["decisions/0002-use-valkey/README.md"]
    assert not Path("decisions/0002-use-redis").exists()
    assert "[2. Use Valkey](decisions/0002-use-valkey/README.md)" in Path("a.md").read_text()


def test_a_folder_with_other_files_is_moved_by_git_first(repo: Path) -> None:
    write("decisions/0001-record.md", PAGE.format("1. Record"))
    write("decisions/0002-use-redis/README.md", PAGE.format("2. Use Redis"))
    write("decisions/0002-use-redis/model.svg", "<svg/>")
    subprocess.run(["git", "add", "-A"], check=True)
    project = open_project(".")
    with pytest.raises(Conflict, match="decisions/0002-use-redis cannot move") as refusal:
        retitle_record(project, "2", "Use 'Valkey'")
    git_command, own_command = refusal.value.hint.split(" && ")
    subprocess.run(git_command, shell=True, check=True)
    assert own_command == (
        "minutebook retitle decisions/0002-use-valkey/README.md -- 'Use '\"'\"'Valkey'\"'\"''"
    )
    result = retitle_record(project, "decisions/0002-use-valkey/README.md", "Use 'Valkey'")
    assert [record.title for record in result.records] == ["Use 'Valkey'"]


def test_a_folder_whose_new_name_is_taken_stays(repo: Path) -> None:
    write("decisions/0001-record.md", PAGE.format("1. Record"))
    write("decisions/0002-use-redis/README.md", PAGE.format("2. Use Redis"))
    write("decisions/0002-use-valkey/notes.txt", "x")
    with pytest.raises(TitleTaken, match="decisions/0002-use-valkey has"):
        retitle_record(open_project("."), "2", "Use Valkey")


def test_a_page_without_a_title_is_called_by_its_name(repo: Path) -> None:
    write("decisions/0001-use-redis.md", "Status: accepted\n\nText.\n")
    result = retitle_record(open_project("."), "1", "Use Valkey: now")
    assert [record.title for record in result.records] == ["Use valkey now"]
    (note,) = result.notes
    assert note.startswith("decisions/0001-use-valkey-now.md states no title that can be read")


@pytest.mark.parametrize("title", ["Use Valkey", "Use Redis!"])
def test_a_dry_run_is_a_diff_that_git_applies(repo: Path, title: str) -> None:
    project = open_project(".")
    create.create_adr(project, AdrDraft("Use Redis", "accepted"))
    create.create_phr(project, PhrDraft("Ask", prompt="p", adr=("ADR-1",)))
    subprocess.run("git add -A && git commit -qm x", shell=True, check=True)
    planned = retitle_record(project, "ADR-1", title, dry_run=True)
    diff = format_diff(planned, planned.moves)
    subprocess.run(["git", "apply", "--index", "-"], input=diff, text=True, check=True)
    subprocess.run(["git", "stash", "-q"], check=True)
    retitle_record(project, "ADR-1", title)
    subprocess.run(["git", "add", "-A"], check=True)
    assert subprocess.run(["git", "diff", "--quiet", "stash@{0}"], check=False).returncode == 0
