"""`minutebook why`: lines answered by commits, paths and traces, and what is refused."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from minutebook.provenance.traces import make_trace

from command_runner import Runner

LINES = ["def load_order(number):", "    return find_order(number)", "}"]


@pytest.fixture
def traced(repo: Path, run: Runner, git: Runner) -> Path:
    """A file that a turn wrote, and a person after it."""
    run("init").ok()
    (repo / "a.py").write_text("".join(f"{line}\n" for line in LINES))
    folder = repo / "history/prompts/general"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "0001-write-it.general.prompt.md").write_text(
        '---\nid: "0001"\ntitle: Write it\nstage: general\ndate: 2026-01-01\n---\n\n'
        "# PHR-0001 Write it\n\n## Prompt\n\n> Write it.\n\n<!-- minutebook:record\n"
        f'files: [a.py]\ntraces:\n  a.py: "{make_trace(LINES)}"\nfidelity: verbatim\n-->\n'
    )
    git("add", "-A")
    git("commit", "-qm", "Write it")
    with (repo / "a.py").open("a") as file:
        file.write("changed_by_a_person_alone = 1\n")
    git("commit", "-qam", "By hand")
    return repo


def test_a_line_is_answered_with_evidence(traced: Path, run: Runner) -> None:
    out = run("why", "a.py:2").ok().out
    assert "PHR-0001 Write it" in out
    assert "certain: its page came with the commit; it lists the file; its traces have" in out
    assert "no record" in run("why", "a.py:4").ok().out


def test_a_file_is_answered_in_ranges(traced: Path, run: Runner) -> None:
    lines = run("why", "a.py", "--json").ok().json["lines"]
    found = [(each["from"], each["to"], [r["ref"] for r in each["records"]]) for each in lines]
    assert found[0][2] == ["PHR-0001"]
    assert found[-1] == (4, 4, [])


def test_renamed_and_indented_lines_are_followed(traced: Path, run: Runner, git: Runner) -> None:
    git("mv", "a.py", "b.py")
    text = (traced / "b.py").read_text()
    git("commit", "-qm", "Rename")
    (traced / "b.py").write_text("".join(f"    {line}\r\n" for line in text.splitlines()))
    git("commit", "-qam", "Indent")
    assert "PHR-0001" in run("why", "b.py:1").ok().out


def test_lines_that_are_not_committed(traced: Path, run: Runner) -> None:
    (traced / "new.py").write_text("one = 1\n")
    assert "not committed" in run("why", "new.py:1").ok().out


def test_the_decisions_of_a_file(traced: Path, run: Runner) -> None:
    run("adr", "new", "Use Redis", "--context", "We store.").ok()
    run("adr", "supersede", "ADR-2", "--with", "Use Valkey").ok()
    if "proposed" in run("show", "ADR-2").out:
        run("adr", "accept", "ADR-3").ok()
    (traced / "a.py").write_text("# as ADR-0002 has it\n" + (traced / "a.py").read_text())
    out = run("why", "a.py:2").ok().out
    assert "ADR-0002 Use Redis (superseded) -> ADR-0003 Use Valkey (accepted): line 1" in out


def test_all_commands_take_the_same_for_a_name_of_a_record(traced: Path, run: Runner) -> None:
    run("adr", "new", "Use Redis", "--status", "accepted").ok()
    run("adr", "new", "Use Rust", "--status", "accepted").ok()
    name = "0002-use-redis.md"
    for comment in (f"# see docs/{name}", "# adr 2", "# (ADR_0002)", f"# <{name.upper()}>"):
        (traced / "new.py").write_text(f"{comment}\n\n\nx = 1\n")
        for command in ("why", "context", "log"):
            out = run(command, "new.py").ok().out
            assert "ADR-0002" in out, (command, comment)
            assert "ADR-0003" not in out
    (traced / "new.py").write_text("# badr-2, adr-2b, ADR-99\n")
    for command in ("why", "context", "log"):
        assert "ADR-0002" not in run(command, "new.py").ok().out


@pytest.mark.parametrize(
    ("place", "status", "message"),
    [
        ("a.py:99", 2, "a.py has 4 lines, not 99"),
        ("a.py:0", 2, "are no lines"),
        ("a.py:3-2", 2, "are no lines"),
        (".:1", 2, "is a folder"),
        ("gone.py:1", 3, "there is no 'gone.py'"),
        ("../outside.py", 3, "outside"),
        (".git/config", 3, "git's own"),
        ("binary", 3, "is not a text"),
        ("link", 3, "is a link to a.py"),
    ],
)
def test_refusals(traced: Path, run: Runner, place: str, status: int, message: str) -> None:
    (traced / "binary").write_bytes(b"\0\1")
    (traced / "link").symlink_to("a.py")
    result = run("why", place)
    assert (result.exit, message in result.err) == (status, True), result.err


def test_a_name_with_a_colon_and_a_column(traced: Path, run: Runner) -> None:
    (traced / "c:3").write_text("x\n")
    assert run("why", "c:3").ok().out.startswith("c:3:1")
    assert "PHR-0001" in run("why", "a.py:2:5").ok().out
    # Of the two readings it is the one whose file is there, and the longer name of two that are.
    assert run("why", "c:3:1").ok().out.startswith("c:3:1")
    (traced / "c").write_text("one\ntwo\nthree\n")
    assert run("why", "c:3:1").ok().out.startswith("c:3:1  not")
    assert run("why", "c:2:1").ok().out.startswith("c:2  not")
    assert "there is no 'gone.py'" in run("why", "gone.py:3:17").err
    assert run("why", "c:3:2").err == ("error: c:3 has 1 line, not 2\nhint: minutebook why c:3:1\n")


@pytest.mark.parametrize(
    ("place", "message", "hint"),
    [
        ("a.py:1-", "'1-' is no line of a.py", "a.py:1"),
        ("a.py:", "a.py: names no line", "a.py"),
        ("a.py:1,2", "'1,2' is no line of a.py", "a.py:1"),
        ("a.py:two", "'two' is no line of a.py", "a.py"),
        ("a.py:-2", "'-2' is no line of a.py", "a.py"),
        ("a.py:0-", "'0-' is no line of a.py", "a.py"),
        ("a b.py:1-", "'1-' is no line of a b.py", "'a b.py':1"),
    ],
)
def test_what_is_no_line_is_said_with_a_hint_that_works(
    traced: Path, run: Runner, place: str, message: str, hint: str
) -> None:
    (traced / "a b.py").write_text("one\n")
    result = run("why", place)
    assert (result.exit, result.err) == (2, f"error: {message}\nhint: minutebook why {hint}\n")
    run("why", *shlex.split(hint)).ok()


def test_a_folder_gives_what_changed_it_most(traced: Path, run: Runner) -> None:
    assert run("why", ".").ok().out == "PHR-0001 Write it  1 file\n"
    assert "no record" in run("why", "decisions").ok().out


def test_a_list_of_commits_that_cannot_be_read_is_passed_over(traced: Path, run: Runner) -> None:
    (traced / ".git-blame-ignore-revs").write_text("nonsense\n")
    assert "PHR-0001" in run("why", "a.py:2").ok().out
