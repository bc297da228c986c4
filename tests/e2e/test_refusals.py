"""What is refused, and with which exit status."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest

from command_runner import Runner, read_tree
from json_documents import validate_document

REFUSED = [
    # wrong usage
    (["nothing"], 2, "usage"),
    (["list", "--nothing"], 2, "usage"),
    (["list", "rfc"], 2, "usage"),
    (["list", "--limit", "-1"], 2, "usage"),
    (["list", "--status", "a", "--stage", "b"], 2, "usage"),
    (["list", "--since", "someday"], 2, "usage"),
    (["list", "--since", "2025-W01-1"], 2, "usage"),
    (["list", "phr", "--status", "accepted"], 2, "usage"),
    (["list", "adr", "--stage", "plan"], 2, "usage"),
    (["list", "--status", "nonsense"], 2, "usage"),
    (["list", "--stage", "nonsense"], 2, "usage"),
    (["suggest", "list", "--state", "nonsense"], 2, "usage"),
    (["adr", "new", "A", "--date", "2025-W01-1"], 2, "usage"),
    (["adr", "new", "A", "--date", "1850-01-01"], 2, "usage"),
    (["phr", "new", "A", "--date", "2150-01-01"], 2, "usage"),
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
    (["check", "--explain", "nothing"], 2, "usage"),
    (["schema", "nothing"], 2, "usage"),
    # refused
    (["show", "ADR-99"], 3, "unknown-ref"),
    (["show", "no such"], 3, "unknown-ref"),
    (["check", "ADR-99"], 3, "unknown-ref"),
    (["check", "nothing"], 3, "unknown-ref"),
    (["check", ".."], 3, "unknown-ref"),
    (["adr", "accept", "PHR-1"], 3, "unknown-ref"),
    (["show", "1"], 3, "ambiguous-ref"),
    (["adr", "accept", "ADR-2"], 3, "forbidden-move"),
    (["adr", "deprecate", "ADR-3"], 3, "forbidden-move"),
    (["unlink", "ADR-1", "amends", "ADR-2"], 3, "no-link"),
    (["check", "--base", "nothing"], 2, "usage"),
    # the environment fails
    (["-C", "nowhere", "list"], 4, "surroundings"),
    (["-C", "..", "list"], 4, "surroundings"),
    (["phr", "new", "A", "--prompt-file", "nothing.txt"], 4, "surroundings"),
    (["phr", "new", "A", "--prompt-file", "decisions"], 4, "surroundings"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("args", "status", "code"),
    REFUSED,
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_refusal_has_a_status_a_code_and_a_hint(
    args: list[str], status: int, code: str, filled_repo: Path, run: Runner
) -> None:
    before = read_tree(filled_repo)
    result = run(*args)
    assert result.exit == status
    assert result.out == ""
    error, hint, rest = result.err.split("\n", 2)
    assert error.startswith("error: ")
    assert hint.startswith("hint: ")
    assert rest == ""
    if args[0] == "schema":
        assert read_tree(filled_repo) == before
        return
    as_json = run(*args, "--json")
    assert as_json.exit == status
    assert as_json.err == ""
    validate_document("error", as_json.json)
    refusal = as_json.json["error"]
    assert refusal["code"] == code
    assert (f"error: {refusal['message']}", f"hint: {refusal['hint']}") == (error, hint)
    assert read_tree(filled_repo) == before


def test_an_interrupt_is_status_130(
    filled_repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    before = read_tree(filled_repo)
    monkeypatch.setattr("minutebook.repository.store.apply_writes", interrupt)
    assert run("adr", "new", "A").exit == 130
    assert read_tree(filled_repo) == before


def test_an_interrupt_before_the_command_begins(
    run: Runner, repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("minutebook.cli.app.build_app", interrupt)
    assert run("list", "--help").exit == 130


def test_a_bug_is_status_70_with_a_log(
    filled_repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("of all things \udcff")

    state = tmp_path / "state"
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    monkeypatch.setattr("minutebook.repository.store.apply_writes", fail)
    old_log = state / "minutebook" / "bug-20200101T000000-1.log"
    old_log.parent.mkdir(parents=True, mode=0o755)
    old_log.write_text("old", "utf-8")
    os.utime(old_log, (0, 0))
    result = run("adr", "new", "A title of mine", "--context", "s3cret")
    assert result.exit == 70
    assert result.err.startswith("error: a bug in minutebook: ZeroDivisionError: of all things")
    (log,) = set(old_log.parent.glob("bug-*.log")) - {old_log}
    assert f"hint: please report it with {log}" in result.err
    text = log.read_text("utf-8")
    assert "command: adr\n" in text
    assert "\nZeroDivisionError\nTraceback (most recent call last):\n" in text
    assert "  operations/creation/create.py:" in text
    for value in ("of all things", "A title of mine", "s3cret"):
        assert value not in text
    if os.name == "posix":
        assert (log.stat().st_mode & 0o777, log.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    run("list").ok()
    assert list(old_log.parent.iterdir()) == [log]
    as_json = run("adr", "new", "A", "--json")
    assert (as_json.exit, as_json.json["error"]["code"]) == (70, "bug")
    for no_place in ("/dev/null/state", str(tmp_path / "link")):
        (tmp_path / "link").mkdir(exist_ok=True)
        with contextlib.suppress(FileExistsError):
            (tmp_path / "link" / "minutebook").symlink_to(state / "minutebook")
        monkeypatch.setenv("XDG_STATE_HOME", no_place)
        without_log = run("adr", "new", "A")
        assert without_log.exit == 70
        assert "Traceback" in without_log.err


def test_two_successors_of_a_decision_are_refused_as_two(filled_repo: Path, run: Runner) -> None:
    refused = run("adr", "supersede", "ADR-2", "--by", "ADR-3", "--with", "B")
    assert refused.err.startswith("error: --by and --with exclude each other\nhint: --by REF")
    refused = run("adr", "supersede", "ADR-2")
    assert refused.err.startswith("error: say what supersedes it\nhint: --by REF")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("list", "--limit", "-1"), "--limit must be a whole number from 0"),
        (("list", "--offset", "abc"), "--offset must be a whole number from 0"),
        (("search", "x", "--limit", "1.5"), "--limit must be a whole number from 0"),
        (("check", "--limit", ""), "--limit must be a whole number from 0"),
        (("audit", "--min-coverage", "101"), "--min-coverage must be a number from 0 to 100"),
        (("audit", "--min-coverage", "x"), "--min-coverage must be a number from 0 to 100"),
    ],
)
def test_a_number_is_asked_for_in_our_words(
    args: tuple[str, ...], message: str, filled_repo: Path, run: Runner
) -> None:
    """Those of typer are of its version."""
    result = run(*args)
    assert (result.exit, result.err.splitlines()[0]) == (2, f"error: {message}")


@pytest.mark.parametrize("command", [["show"], ["adr", "accept"], ["why"]])
@pytest.mark.parametrize("ref", ["x" * 90_000, "d/" + "x" * 90_000 + ".py", "x y " * 20_000])
def test_a_long_reference_is_not_repeated(
    command: list[str], ref: str, repo: Path, run: Runner
) -> None:
    refused = run(*command, ref)
    assert refused.exit != 0
    assert len(refused.err) < 1000
    assert "hint: minutebook" in refused.err


def test_a_path_of_something_else_changes_no_record(
    repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    for title in ("Use A", "Use X"):
        run("adr", "new", title).ok()
    (repo / "drafts").mkdir()
    copy = repo / "drafts/0002-use-x.md"
    copy.write_bytes((repo / "decisions/0002-use-x.md").read_bytes())
    before = read_tree(repo)
    for path in ("drafts/0002-use-x.md", "gone/0002-use-x.md", "gone/0002-use-x"):
        for command in (
            ["adr", "accept", path],
            ["adr", "govern", path, "src/*.py"],
            ["adr", "supersede", "1", "--by", path],
            ["link", "1", "relates-to", path],
            ["retitle", path, "Y"],
            ["remove", path],
            ["show", path],
        ):
            result = run(*command)
            assert result.exit == 3, command
            assert "did you mean decisions/0002-use-x.md?" in result.err
    assert read_tree(repo) == before
    monkeypatch.setattr(run, "top", repo / "drafts")
    assert run("adr", "accept", "0002-use-x.md").exit == 3
    assert run("adr", "accept", "0002-use-x").exit == 0
    (repo / "linked").symlink_to("decisions")
    monkeypatch.undo()
    run("show", "linked/0002-use-x.md").ok()
    run("show", str(repo / "decisions/0002-use-x.md")).ok()
