"""The rules of `check` on a repository: what git and the clock tell them, and what is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.errors import UsageError
from minutebook.operations import check
from minutebook.operations.project import open_project
from minutebook.repository.git import history
from minutebook.repository.git.revisions import UnknownRevision

from command_runner import Runner

Git = Callable[..., str]


@pytest.fixture
def top(repo: Path, run: Runner, git: Git) -> Path:
    """A repository with a first commit, in which nothing is wrong."""
    run("init").ok()
    run("adr", "new", "Use Redis").ok()
    run("phr", "new", "Ask", "--prompt", "p").ok()
    run("index").ok()
    git("add", "-A")
    git("commit", "-q", "-m", "records")
    assert found() == set()
    return repo


def found(*paths: str, base: str = "HEAD", cwd: str = ".") -> set[tuple[str, str]]:
    """Code and path of what is wrong."""
    return {
        (finding.code, finding.path)
        for finding in check.check_records(open_project(cwd), base, paths)
    }


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


DECISION = "decisions/0002-use-redis.md"


def test_a_status_is_compared_with_the_base(top: Path, git: Git) -> None:
    change(top / DECISION, "status: proposed", "status: rejected")
    git("commit", "-q", "-am", "rejected")
    change(top / DECISION, "status: rejected", "status: accepted")
    assert ("forbidden-move", DECISION) in found()
    git("commit", "-q", "-am", "moved")
    assert ("forbidden-move", DECISION) not in found()
    assert ("forbidden-move", DECISION) in found(base="HEAD~1")
    with pytest.raises(UnknownRevision, match="'nothing' names no commit"):
        found(base="nothing")


def test_files_are_compared_with_what_git_ever_had(top: Path, git: Git, run: Runner) -> None:
    (top / "gone.py").write_text("x\n")
    git("add", "-A")
    git("commit", "-q", "-m", "add")
    git("rm", "-q", "gone.py")
    git("commit", "-q", "-m", "remove")
    run("phr", "new", "B", "--file", "gone.py", "--file", "never.py").ok()
    (finding,) = check.check_records(open_project("."))
    assert finding.code == "unknown-file"
    assert "never.py" in finding.message
    assert "gone.py" not in finding.message


def test_the_day_counts(top: Path, git: Git) -> None:
    later = open_project(".", "2027-01-31")
    assert {finding.code for finding in check.check_records(later)} == {"long-proposed"}
    (top / "minutebook.toml").write_text("proposed-days = 1000\n")
    assert check.check_records(open_project(".", "2027-01-31")) == ()


def test_settings_weigh_and_silence(top: Path) -> None:
    change(top / DECISION, "status: proposed", "status: undecided")
    assert {code for code, _ in found(DECISION)} == {"unknown-status"}
    for table in (
        'rules = { unknown-status = "off" }\n',
        f'[[silence]]\ncode = "unknown-status"\npath = "{DECISION}"\nreason = "known"\n',
    ):
        (top / "minutebook.toml").write_text(table)
        assert found(DECISION) == set()
    (top / "minutebook.toml").write_text('rules = { no-such-rule = "off" }\n')
    assert ("unknown-rule", "minutebook.toml") in found()
    (top / "minutebook.toml").unlink()
    (top / "pyproject.toml").write_text('[tool.minutebook.rules]\nno-such-rule = "off"\n')
    assert ("unknown-rule", "pyproject.toml") in found()


def test_stages_of_ones_own_are_known(top: Path, run: Runner) -> None:
    (top / "minutebook.toml").write_text('stages = ["deploy"]\n')
    run("phr", "new", "Ship", "--stage", "deploy").ok()
    assert found() == set()
    (top / "minutebook.toml").write_text("")
    assert {code for code, _ in found("history")} == {"unknown-stage", "stale-index"}


@pytest.mark.parametrize(
    ("cwd", "paths", "seen"),
    [
        (".", [], True),
        (".", ["."], True),
        (".", ["decisions"], True),
        (".", ["decisions/"], True),
        (".", [DECISION], True),
        (".", ["history", DECISION], True),
        (".", ["history"], False),
        (".", ["decisions/README.md"], False),
        ("decisions", ["0002-use-redis.md"], True),
        ("decisions", ["../history"], False),
        ("decisions", [".."], True),
        ("history", [DECISION], True),  # no such file here, but one seen from the top
    ],
)
def test_only_what_is_asked_for(cwd: str, paths: list[str], seen: bool, top: Path) -> None:
    change(top / DECISION, "status: proposed", "status: undecided")
    assert (("unknown-status", DECISION) in found(*paths, cwd=cwd)) is seen


@pytest.mark.parametrize("path", ["nothing", "..", "../other", "/etc", "decision"])
def test_what_is_no_path_of_this_repository(path: str, top: Path) -> None:
    (top.parent / "other").mkdir()
    for ask in (check.check_records, check.repair_records):
        with pytest.raises(UsageError, match="no file or folder of this repository"):
            ask(open_project("."), paths=[path])


def test_repairs_stay_where_they_are_asked_for(top: Path) -> None:
    indexes = [top / "decisions/README.md", top / "history/README.md"]
    whole = [index.read_text("utf-8") for index in indexes]
    change(indexes[0], "2026-01-31", "2020-01-01")
    change(indexes[1], "Ask", "Tell")
    assert {code for code, _ in found()} == {"stale-index"}
    assert check.repair_records(open_project("."), paths=[DECISION]).paths == []
    both = ["decisions/README.md", "history/README.md"]
    assert check.repair_records(open_project(".")).paths == both
    assert [index.read_text("utf-8") for index in indexes] == whole
    assert check.repair_records(open_project(".")).paths == []


def test_a_repair_asks_git_only_what_it_needs(
    top: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def count(name: str) -> None:
        original = getattr(history, name)

        def call(*args: object) -> object:
            asked.append(name)
            return original(*args)

        monkeypatch.setattr(history, name, call)

    count("list_known_paths")
    count("read_changed_texts")
    change(top / "decisions/README.md", "2026-01-31", "2020-01-01")
    assert run("check", "--fix").ok().out.startswith("repaired decisions/README.md\n")
    assert sorted(asked) == ["list_known_paths", "read_changed_texts"]


def test_nothing_is_repaired_where_the_base_is_unknown(top: Path, run: Runner) -> None:
    change(top / "decisions/README.md", "2026-01-31", "2020-01-01")
    before = (top / "decisions/README.md").read_text("utf-8")
    assert run("check", "--fix", "--base", "nothing").exit == run("check", "--base", "nothing").exit
    assert (top / "decisions/README.md").read_text("utf-8") == before


def test_rules_are_explained() -> None:
    lines = check.explain_rule("-")
    assert len(lines) > 15
    assert all(line.count("  ") >= 2 for line in lines)
    assert check.explain_rule("stale-index")
    with pytest.raises(UsageError, match="no rule is called 'nothing'"):
        check.explain_rule("nothing")


def interrupt(run: Runner, monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    """Play a command whose process dies when the first of its files has its name."""
    from minutebook.repository import files, journal

    real, named = files._put_in_place, []

    def name(step: files._PreparedWrite) -> None:
        if named:
            raise SystemExit
        named.append(step)
        real(step)

    with monkeypatch.context() as patch:
        patch.setattr(files, "_put_in_place", name)
        patch.setattr(files, "_undo_all", lambda _: [])
        patch.setattr(files, "_remove_leftovers", lambda *_: None)
        patch.setattr(journal, "_remove_journal", lambda _: None)
        with pytest.raises(SystemExit):
            run(*words)


def test_an_interrupted_command_is_told_and_completed(
    top: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(run, monkeypatch, "adr", "new", "Use Postgres")
    assert (top / "decisions/0003-use-postgres.md").exists()
    assert list(top.glob("decisions/.minutebook-*.tmp"))
    told = run("check")
    assert told.exit == 1
    assert "decisions/README.md: error: A command was interrupted" in told.out
    assert "minutebook check --fix" in told.out
    monkeypatch.setattr("minutebook.repository.files.is_process_alive", lambda _: False)
    told = run("check", "--fix").ok()
    assert "note: completed an interrupted command" in told.err
    assert told.out == "nothing wrong\n"
    assert "use-postgres" in (top / "decisions/README.md").read_text("utf-8")
    assert not list(top.rglob(".minutebook-*.tmp"))
    assert run("check", "--fix").ok().err == ""


def test_the_next_command_completes_it(
    top: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(run, monkeypatch, "adr", "supersede", "ADR-1", "--by", "ADR-2")
    assert "note: completed" in run("phr", "new", "Next").ok().err
    assert found() == set()


def test_temporary_files_are_removed_wherever_they_lie(
    top: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    (top / "src").mkdir()
    (top / ".gitignore").write_text("history\n")
    for place in ("src", "history/prompts/general", "."):
        (top / place / ".minutebook-1-1.tmp").write_text("half")
    monkeypatch.setattr("minutebook.repository.files.is_process_alive", lambda _: False)
    told = run("check", "--fix")
    assert "note: removed src/.minutebook-1-1.tmp" in told.err
    assert not list(top.rglob(".minutebook-*.tmp"))


@pytest.mark.parametrize(
    ("one", "other"),
    [("0003-caf\u00e9.md", "0003-cafe\u0301.md"), ("0003-api.md", "0003-API.md")],
)
def test_names_that_are_one_file_elsewhere(one: str, other: str, top: Path) -> None:
    """Accents composed or apart, and case: two files here, one on macOS and Windows."""
    for name in (one, other):
        (top / "decisions" / name).write_text("---\nstatus: accepted\n---\n\n# A\n", "utf-8")
    if len(list(top.glob("decisions/0003*"))) == 1:
        pytest.skip("this is such a system")
    wrong = check.check_records(open_project("."), paths=["decisions"])
    (finding,) = [one for one in wrong if one.code.endswith("-twice")]
    assert (finding.code, finding.severity) == ("name-twice", "error")
    assert "git rm" in finding.fix
    assert "git mv" in finding.fix
