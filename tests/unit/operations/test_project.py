"""A repository opened: its settings, its records, and numbers that nobody gets twice."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from minutebook.errors import OperationError, Refusal
from minutebook.lean.values import replace
from minutebook.operations.creation import create
from minutebook.operations.indexes import index
from minutebook.operations.project import Project, open_project
from minutebook.records.drafting.drafts import AdrDraft, PhrDraft
from minutebook.records.model import Record, RecordSet, Write
from minutebook.repository.settings import config
from minutebook.repository.settings.usual_folders import read_adr_dir

from command_runner import Runner

Git = Callable[..., str]


def write(top: Path, path: str, text: str = "") -> None:
    (top / path).parent.mkdir(parents=True, exist_ok=True)
    (top / path).write_text(text, "utf-8")


def adr(title: str = "A", top: str = ".", **fields: object) -> Record:
    result = create.create_adr(open_project(top), AdrDraft(title, **fields))  # type: ignore[arg-type]
    return result.records[0]


def phr(title: str = "A", top: str = ".", **fields: object) -> Record:
    result = create.create_phr(open_project(top), PhrDraft(title, **fields))  # type: ignore[arg-type]
    return result.records[0]


# Opening ----------------------------------------------------------------------------------------


def test_without_configuration_the_usual_places_hold(repo: Path) -> None:
    project = open_project(".")
    assert (project.settings_path, project.settings) == (None, config.Settings())
    write(repo, "docs/adr/0001-x.md", "# X\n")
    write(repo, "history/prompts/general/0001-x.general.prompt.md", "x\n")
    project = open_project(".")
    assert project.settings.adr_folders == ("docs/adr",)
    assert [record.ref for record in project.load_records().members] == ["ADR-0001", "PHR-0001"]
    write(repo, "minutebook.toml", 'adr-folders = ["decisions"]\n')
    assert open_project(".").settings.adr_folders == ("decisions",)


@pytest.mark.parametrize(
    ("content", "folder"),
    [
        ("doc/arch\n", "doc/arch"),
        ("./doc/arch/", "doc/arch"),
        ("doc\\arch\r\n", "doc/arch"),
        ("", ""),
        ("/etc", ""),
        ("../x", ""),
        ("a/../../x", ""),
    ],
)
def test_the_folder_of_adr_tools(content: str, folder: str, repo: Path) -> None:
    assert read_adr_dir(str(repo)) == ""
    write(repo, ".adr-dir", content)
    assert read_adr_dir(str(repo)) == folder


def test_the_day_is_the_clocks_or_that_of_the_build(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert open_project(".").today == "2026-01-31"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert open_project(".").today == "1970-01-01"
    assert open_project(".", "2020-02-29").today == "2020-02-29"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    before = time.strftime("%Y-%m-%d")
    assert open_project(".").today in (before, time.strftime("%Y-%m-%d"))


# Records ----------------------------------------------------------------------------------------


def test_records_and_index_pages_are_loaded(repo: Path) -> None:
    write(repo, "history/README.md", "mine\n")
    write(repo, "decisions/README.md", "mine too\n")
    write(repo, "decisions/sub/0002-b.md", "# B\n")
    write(repo, "decisions/0001-a.md", "# A\n")
    write(repo, "decisions/notes.txt", "no page\n")
    write(repo, "elsewhere/0001-x.md", "# X\n")
    records = open_project(".").load_records()
    assert [record.path for record in records.members] == [
        "decisions/0001-a.md", "decisions/sub/0002-b.md",
    ]  # fmt: skip
    assert records.pages == {"history/README.md": "mine\n", "decisions/README.md": "mine too\n"}


def test_a_page_belongs_to_the_innermost_folder(repo: Path) -> None:
    write(repo, "minutebook.toml", 'adr-folders = ["docs", "docs/adr"]\n')
    write(repo, "docs/adr/0001-a.md", "# A\n")
    (record,) = open_project(".").load_records().members
    assert record.folder.path == "docs/adr"


def test_a_page_that_is_removed_while_records_are_read(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repo, "decisions/0001-a.md", "# A\n")
    monkeypatch.setattr(
        "minutebook.repository.store.list_pages", lambda *_: ["decisions/0009-gone.md"]
    )
    assert open_project(".").read_records().members == ()


@pytest.mark.parametrize(
    ("cwd", "text", "path"),
    [
        (".", "decisions/0001-a.md", "decisions/0001-a.md"),
        ("decisions", "0001-a.md", "decisions/0001-a.md"),
        ("decisions", "./0001-a.md", "decisions/0001-a.md"),
        ("decisions/sub", "../0001-a.md", "decisions/0001-a.md"),
        ("decisions", "decisions/0001-a.md", "decisions/0001-a.md"),
        (".", "ADR-1", "ADR-1"),
        (".", "nothing.md", "nothing.md"),
        (".", "../outside.md", "../outside.md"),
        (".", "a/\0", "a/\0"),
    ],
)
def test_a_path_is_seen_from_the_top(cwd: str, text: str, path: str, repo: Path) -> None:
    write(repo, "decisions/0001-a.md", "# A\n")
    write(repo.parent, "outside.md", "")
    (repo / "decisions/sub").mkdir()
    assert open_project(cwd).resolve_if_path(text) == path


# Numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "path"),
    [
        ([], "decisions/0001-a.md"),
        (["0007-x.md"], "decisions/0008-a.md"),
        (["00012-x.md", "003-y.md"], "decisions/00013-a.md"),
        (["adr-010-x.md"], "decisions/adr-011-a.md"),
        (["2023-09-09-x.md"], "decisions/2026-01-31-a.md"),
        (["sub/0041-x.md"], "decisions/0042-a.md"),
        (["README.md", "notes.md"], "decisions/0001-a.md"),
    ],
)
def test_the_next_number_continues_the_series(names: list[str], path: str, repo: Path) -> None:
    for name in names:
        write(repo, f"decisions/{name}", "# X\n")
    assert adr().path == path


def test_each_kind_has_its_own_series(repo: Path) -> None:
    assert [adr().ref, phr().ref, phr().ref, adr().ref] == [
        "ADR-0001", "PHR-0001", "PHR-0002", "ADR-0002",
    ]  # fmt: skip
    assert (
        phr(stage="constitution").path
        == "history/prompts/constitution/0003-a.constitution.prompt.md"
    )
    assert phr(feature="My Feature").path == "history/prompts/my-feature/0004-a.general.prompt.md"


def test_each_folder_may_count_for_itself(repo: Path) -> None:
    write(
        repo,
        "minutebook.toml",
        'phr-numbering = "folder"\nadr-numbering = "folder"\nadr-folders = ["a", "b"]\n',
    )
    write(repo, "b/0041-x.md", "# X\n")
    assert [phr().ref, phr(feature="x").ref, phr().ref] == [
        "general/0001",
        "x/0001",
        "general/0002",
    ]
    assert adr().path == "a/0001-a.md"


def test_all_folders_of_a_kind_share_a_series(repo: Path) -> None:
    write(repo, "minutebook.toml", 'adr-folders = ["a", "b"]\n')
    write(repo, "b/0041-x.md", "# X\n")
    assert adr().path == "a/0042-a.md"


def test_linked_worktrees_see_each_others_numbers(repo: Path, git: Git, tmp_path: Path) -> None:
    git("commit", "-q", "--allow-empty", "-m", "first")
    other = str(tmp_path / "other")
    git("worktree", "add", "-q", "-b", "other", other)
    numbers = [adr(top=top).number for top in (".", other, ".", other, other, ".")]
    assert numbers == [1, 2, 3, 4, 5, 6]
    assert len(list((repo / "decisions").glob("0*"))) == 3


def test_numbers_on_other_branches_are_taken(repo: Path, git: Git) -> None:
    """On a branch that is not checked out, and on a remote's that was fetched."""
    git("commit", "-q", "--allow-empty", "-m", "first")
    git("checkout", "-q", "-b", "other")
    write(repo, "decisions/0004-x.md", "# X\n")
    write(repo, "history/prompts/general/0007-x.general.prompt.md", "x\n")
    git("add", "-A")
    git("commit", "-q", "-m", "x")
    git("checkout", "-q", "main")
    assert [adr().number, phr().number, adr().number] == [5, 8, 6]
    write(repo, "decisions/ADR-00021-x.md", "# X\n")
    git("add", "-A")
    git("commit", "-q", "-m", "x")
    git("update-ref", "refs/remotes/origin/theirs", "HEAD")
    git("reset", "-q", "--hard", "HEAD~1")
    assert adr().path == "decisions/ADR-00022-a.md"  # written as the one that it follows


def test_a_reserved_number_that_a_branch_took_meanwhile(repo: Path, git: Git) -> None:
    write(repo, "history/prompts/general/0002-x.general.prompt.md", "x\n")
    git("add", "-A")
    git("commit", "-q", "-m", "x")
    git("update-ref", "refs/remotes/origin/theirs", "HEAD")
    git("update-ref", "-d", "HEAD")
    git("rm", "-rqf", ".")
    project = open_project(".")
    draft = PhrDraft("A")
    numbers = [
        create.create_phr(project, draft, reserved_number=reserved).records[0].number
        for reserved in (2, 1)
    ]
    assert numbers == [3, 1]


@pytest.mark.parametrize("where", ["sparse", "submodule", "bare", "detached", "shallow"])
def test_numbers_wherever_a_working_tree_is(
    where: str, repo: Path, git: Git, tmp_path: Path
) -> None:
    write(repo, "decisions/0003-x.md", "# X\n")
    write(repo, "src/app.py", "x\n")
    git("add", "-A")
    git("commit", "-q", "-m", "x")
    top = tmp_path / "top"
    if where == "sparse":
        git("clone", "-q", "--no-checkout", str(repo), str(top))
        git("-C", str(top), "sparse-checkout", "set", "src")
        git("-C", str(top), "checkout", "-q", "main")
    elif where == "submodule":
        git("init", "-q", str(top))
        allowed = ("-c", "protocol.file.allow=always")
        git("-C", str(top), *allowed, "submodule", "--quiet", "add", str(repo), "part")
        top /= "part"
        (top / "decisions/0003-x.md").unlink()
    elif where == "bare":
        git("clone", "-q", "--bare", str(repo), str(tmp_path / "bare.git"))
        git("-C", str(tmp_path / "bare.git"), "worktree", "add", "-q", "--detach", str(top))
        git("-C", str(top), "rm", "-q", "-r", "decisions")
    elif where == "detached":
        top = repo
        git("checkout", "-q", "--detach")
        git("branch", "-q", "-D", "main")
        git("rm", "-q", "-r", "decisions")
    else:
        git("clone", "-q", "--depth", "1", f"file://{repo}", str(top))
        git("-C", str(top), "rm", "-q", "-r", "decisions")
    assert not (top / "decisions/0003-x.md").exists()
    write(top, "minutebook.toml", 'adr-folders = ["decisions"]\n')
    assert [adr(top=str(top)).number for _ in range(2)] == [4, 5]


def test_the_next_digits(repo: Path) -> None:
    write(repo, "decisions/00041-x.md", "# X\n")
    project = open_project(".")
    prompts, decisions = project.settings.list_folders()
    assert project.find_next_digits(decisions.kind, decisions, decisions.path) == "00042"
    assert project.find_next_digits(decisions.kind, decisions, decisions.path, [42, 43]) == "00044"
    assert project.find_next_digits(prompts.kind, prompts, f"{prompts.path}/general") == "0001"


def start_creating(top: str, count: int, world: dict[str, str]) -> subprocess.Popen[bytes]:
    code = (
        "import sys; from minutebook.cli import run\n"
        f"print('ready', flush=True); sys.stdin.readline()\n"
        f"sys.exit(max(run(['-C', {top!r}, 'phr', 'new', f'A {{n}}', '--prompt', 'x'])"
        f" for n in range({count})))"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env=world,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.slow
@pytest.mark.parametrize("trees", [1, 2])
def test_two_processes_never_get_one_number(
    trees: int, repo: Path, run: Runner, git: Git, world: dict[str, str], tmp_path: Path
) -> None:
    """At once, in one working tree and in two that are linked."""
    run("init").ok()
    (repo / "minutebook.toml").write_text('index = "always"\n')
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    tops = [str(repo), str(repo)]
    if trees == 2:
        tops[1] = str(tmp_path / "other")
        git("worktree", "add", "-q", "-b", "other", tops[1])
    children = [start_creating(top, 25, world) for top in tops]
    for child in children:
        assert child.stdout
        child.stdout.readline()
    numbers = []
    for child in children:
        assert child.stdin
        child.stdin.write(b"go\n")
        child.stdin.flush()
    for child in children:
        out, err = child.communicate(timeout=120)
        assert child.returncode == 0, err
        assert all(line.startswith(b"next: ") for line in err.splitlines()), err
        numbers += re.findall(r"^PHR-(\d+) ", out.decode(), re.MULTILINE)
    assert sorted(map(int, numbers)) == list(range(1, 51))
    for top in dict.fromkeys(tops):
        assert run("-C", top, "index", "--check").ok().out == ""
        assert run("-C", top, "check").ok().out == "nothing wrong\n"
        assert not [name for name in os.listdir(f"{top}/history/prompts/general") if ".tmp" in name]


# Operations -------------------------------------------------------------------------------------


def test_an_operation_is_given_the_records_as_they_are(repo: Path) -> None:
    project = open_project(".")
    write(repo, "decisions/0001-a.md", "# A\n")

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        (record,) = records.members
        return [record], [
            Write(record.path, "# B\n", record.text),
            Write("decisions/0002-c.md", "# C\n"),
        ]

    planned = project.run_operation(plan, dry_run=True)
    assert (repo / "decisions/0001-a.md").read_text() == "# A\n"
    result = project.run_operation(plan)
    assert result == planned
    assert [record.title for record in result.records] == ["B"]
    assert result.paths == ["decisions/0001-a.md", "decisions/0002-c.md"]
    assert (repo / "decisions/0001-a.md").read_text() == "# B\n"


def test_a_removed_record_is_given_as_it_was(repo: Path) -> None:
    write(repo, "decisions/0001-a.md", "# A\n")
    result = open_project(".").run_operation(
        lambda records: (records.members, [Write(records.members[0].path, None, "# A\n")])
    )
    assert [record.title for record in result.records] == ["A"]
    assert not (repo / "decisions/0001-a.md").exists()


def test_a_configured_folder_that_is_not_there_is_noted(repo: Path, run: Runner) -> None:
    (repo / "minutebook.toml").write_text('adr-folders = ["decisions", "docs/adrr"]\n')
    (repo / "decisions").mkdir()
    note = (
        "note: adr-folders: there is no folder 'docs/adrr' yet; the first record in it makes it\n"
    )
    assert run("check").ok().err == note
    assert run("config").ok().err == note
    (repo / "docs/adrr").mkdir(parents=True)
    assert run("check").ok().err == ""


def test_an_operation_waits_for_the_lock(repo: Path) -> None:
    project = replace(open_project("."), lock_timeout_seconds=0.02)
    with project.lock():
        with pytest.raises(OperationError, match="lock"):
            create.create_adr(project, AdrDraft("A"))
        with pytest.raises(OperationError, match="lock"):
            project.run_operation(lambda _: ((), ()))
        # what writes nothing needs no lock
        create.create_adr(project, AdrDraft("A"), dry_run=True)
        project.run_operation(lambda _: ((), ()), dry_run=True)


def test_creating_a_record_reads_no_others(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index.rebuild_indexes(open_project("."))
    for number in range(3):
        adr(f"Title {number}")
        phr(f"Title {number}")

    def refuse(self: Project) -> RecordSet:
        raise AssertionError("the records are read")

    monkeypatch.setattr(Project, "load_records", refuse)
    assert adr("Another").ref == "ADR-0004"
    assert phr("Another").ref == "PHR-0004"
    assert "Another" in (repo / "decisions/README.md").read_text("utf-8")


def test_records_are_read_where_the_index_does_not_tell_enough(repo: Path) -> None:
    adr("First")
    adr("Second")
    index = repo / "decisions/README.md"
    index.write_text(
        index.read_text("utf-8")
        .replace("## In force", "by hand")
        .replace("## Proposed", "by hand"),
        "utf-8",
    )
    adr("Third")
    text = index.read_text("utf-8")
    assert "by hand" not in text
    assert [f"* ADR-000{number} ·" in text for number in (1, 2, 3)] == [True, True, True]


def test_the_first_record_here_gets_an_index(repo: Path, git: Git, tmp_path: Path) -> None:
    git("commit", "-q", "--allow-empty", "-m", "first")
    git("worktree", "add", "-q", "-b", "other", str(tmp_path / "other"))
    write(tmp_path / "other", "minutebook.toml", 'index = "always"\n')
    adr("Here")
    assert adr("There", top=str(tmp_path / "other")).number == 2
    assert "There" in (tmp_path / "other/decisions/README.md").read_text("utf-8")


def test_a_folder_in_the_place_of_the_index(repo: Path) -> None:
    write(repo, "decisions/0001-x.md", "# X\n")
    (repo / "decisions/README.md").mkdir()
    assert adr().path == "decisions/0002-a.md"
    with pytest.raises(OperationError, match="is a folder"):
        index.rebuild_indexes(open_project("."))


def test_creating_a_record_makes_no_index_that_was_not_kept(repo: Path) -> None:
    write(repo, "decisions/0001-x.md", "# X\n")
    adr("Second")
    assert not (repo / "decisions/README.md").exists()


@pytest.mark.parametrize(
    "options",
    [
        {"supersedes": ["ADR-9"]},
        {"supersedes": ["ADR-2"]},
        {"template": "nothing"},
    ],
)
def test_a_new_record_that_cannot_be_linked_is_not_made(
    options: dict[str, object], repo: Path
) -> None:
    adr("First")
    adr("Rejected", status="rejected")
    open_project(".").load_records()  # which makes the catalog
    before = sorted(repo.rglob("*"))
    with pytest.raises(Refusal):
        create.create_adr(open_project("."), AdrDraft("A"), **options)  # type: ignore[arg-type]
    assert sorted(repo.rglob("*")) == before


def test_names_taken_meanwhile_are_passed_over(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By processes that do not hold our lock: the name is the claim."""
    from minutebook.repository import files

    place_new_file, tried_paths = files.place_new_file, []

    def take_first(temporary: str, target: str, path: str) -> None:
        tried_paths.append(path)
        if len(tried_paths) <= 2:
            Path(target).write_text("# Theirs\n")
        place_new_file(temporary, target, path)

    adr("First")
    monkeypatch.setattr(files, "place_new_file", take_first)
    assert adr().path == "decisions/0004-a.md"
    assert tried_paths == [f"decisions/000{number}-a.md" for number in (2, 3, 4)]


def test_the_search_for_a_number_ends(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from minutebook.repository import store

    def refuse(*_: object, **__: object) -> None:
        raise store.PathTaken("there already", "name another path")

    monkeypatch.setattr(store, "apply_writes", refuse)
    with pytest.raises(OperationError, match="no free number"):
        adr()


def test_folders_that_are_configured_and_not_there_are_named(repo: Path) -> None:
    (repo / "docs/adr").mkdir(parents=True)
    project = open_project(".")
    assert project.find_missing_folders() == []
    settings = config.Settings(adr_folders=("docs/adr", "docs/adrr"))
    assert replace(project, settings=settings).find_missing_folders() == [
        "adr-folders: there is no folder 'docs/adrr' yet; the first record in it makes it"
    ]


def test_records_of_a_commit_are_read_from_git(run: Runner, repo: Path, git: Git) -> None:
    for title in ("Use Redis", "Use Postgres"):
        run("adr", "new", title).ok()
        git("add", "-A")
        git("commit", "-q", "-m", title)
    project = open_project(str(repo))
    before = project.load_records()
    git("rm", "-q", "-r", "--cached", ".")
    for record in before.members:
        (repo / record.path).unlink()
    project = Project(project.repo, project.settings, None, project.today, project.cwd)
    assert project.load_committed_records("HEAD").members == before.members
    assert [record.title for record in project.load_committed_records("HEAD~1").members] == [
        "Use Redis"
    ]
