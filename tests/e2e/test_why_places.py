"""`minutebook why` where lines lie apart: waiting, moved, rewritten, cut off, or oddly named."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from minutebook.operations.explaining.certain_line import explain_certain_line
from minutebook.operations.explaining.explanation import serialize_explanation
from minutebook.operations.explaining.why import explain_place
from minutebook.operations.reading.cataloguing.opening import open_catalog
from minutebook.provenance.traces import make_trace

from agent_events import Stage, actor
from command_runner import Runner

LINES = [f"total_{number} = count_orders(customer, {number})" for number in range(6)]


def write_record(
    repo: Path, number: int, path: str, *, lines: list[str] | None = None, more: str = ""
) -> None:
    """A recorded turn that changed a file, with traces of the lines that are given."""
    folder = repo / "history/prompts/general"
    folder.mkdir(parents=True, exist_ok=True)
    traces = f'traces:\n  {path}: "{make_trace(lines)}"\n' if lines else ""
    (folder / f"{number:04d}-task-{number}.general.prompt.md").write_text(
        f'---\nid: "{number:04d}"\ntitle: Task {number}\nstage: general\ndate: 2026-01-01\n---\n\n'
        f"# PHR-{number:04d} Task {number}\n\n## Prompt\n\n> Do it.\n\n<!-- minutebook:record\n"
        f"files: [{path}]\n{more}{traces}fidelity: verbatim\n-->\n"
    )


def write_lines(path: Path, lines: list[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines))


@pytest.fixture
def traced(repo: Path, run: Runner, git: Runner) -> Path:
    """A file that a turn wrote, committed with its record."""
    run("init").ok()
    write_lines(repo / "a.py", LINES)
    write_record(repo, 1, "a.py", lines=LINES)
    git("add", "-A")
    git("commit", "-qm", "Write it\n\nPHR: PHR-0001")
    return repo


def test_a_certain_line_is_answered_as_all_lines_are(traced: Path, run: Runner) -> None:
    run("list").ok()
    catalog = open_catalog(str(traced))
    quick = explain_certain_line(catalog, "a.py:2")
    assert quick is not None
    assert serialize_explanation(quick) == serialize_explanation(explain_place(catalog, "a.py:2"))
    evidence = quick.lines[0].records[0].evidence
    assert "the commit's message names it" in evidence
    assert "its page came with the commit" in evidence


@pytest.mark.parametrize(
    "place", ["a.py", "a.py:0", "a.py:7", "a.py:x", "link:1", "../a.py:1", ":1"]
)
def test_what_is_not_one_plain_line_is_left_to_the_whole_answer(traced: Path, place: str) -> None:
    (traced / "link").symlink_to("a.py")
    assert explain_certain_line(open_catalog(str(traced)), place) is None


def test_a_line_of_two_records_is_no_certain_one(traced: Path, run: Runner, git: Runner) -> None:
    write_lines(traced / "a.py", [*LINES, "added_by_two_turns = count(1)"])
    for number in (2, 3):
        write_record(traced, number, "a.py", lines=["added_by_two_turns = count(1)"])
    git("add", "-A")
    git("commit", "-qm", "Squash")
    assert explain_certain_line(open_catalog(str(traced)), "a.py:7") is None
    assert "ambiguous: PHR-0002, PHR-0003\n" in run("why", "a.py:7").ok().out


def test_a_record_without_traces_may_not_be_the_one(traced: Path, run: Runner, git: Runner) -> None:
    write_lines(traced / "a.py", [*LINES, "written_by_somebody = count(1)"])
    write_record(traced, 2, "a.py")
    page = next((traced / "history").rglob("0002*"))
    page.write_text(page.read_text().replace("verbatim", "reported"))
    git("add", "-A")
    git("commit", "-qm", "Both")
    assert "ambiguous: PHR-0002, or none\n" in run("why", "a.py:7").ok().out
    (line,) = run("why", "a.py:7", "--json").ok().json["lines"]
    assert (line["ambiguous"], line["or_none"], line["records"][0]["sure"]) == (
        *(True, True, "possible"),
    )


def test_a_turn_that_waits_for_its_record(stage: Stage, run: Runner) -> None:
    agent = actor("claude", "s", stage.top)
    (stage.top / "new.py").write_text("limit = 3\n")
    stage.take([*agent.ask("Add the limit"), *agent.wrote("new.py")])
    out = run("why", "new.py:1").ok().out
    assert "not committed" in out
    assert "a turn of claude that is still open, in session s: Add the limit" in out


def test_a_commit_that_was_amended_since(traced: Path, run: Runner, git: Runner) -> None:
    write_lines(traced / "b.py", ["limit_of_orders = 30"])
    git("add", "-A")
    git("commit", "-qm", "Limit")
    sha = git("rev-parse", "HEAD").strip()
    write_record(traced, 2, "b.py", more=f"commits: [{sha[:12]}]\n")
    page = next((traced / "history").rglob("0002*"))
    page.write_text(page.read_text().replace("verbatim", "reported"))
    git("commit", "-q", "--amend", "-m", "Limit the orders")
    git("add", "-A")
    git("commit", "-qm", "Record it")
    out = run("why", "b.py:1").ok().out
    assert "PHR-0002" in out
    assert "it lists the commit" in out


def test_a_shallow_clone_says_that_it_is_cut(
    traced: Path, run: Runner, git: Runner, tmp_path: Path, world: dict[str, str]
) -> None:
    write_lines(traced / "b.py", ["x = 1"])
    git("add", "-A")
    git("commit", "-qm", "More")
    clone = tmp_path / "clone"
    args = ["git", "clone", "-q", "--depth", "1", f"file://{traced}", str(clone)]
    subprocess.run(args, env=world, check=True)
    assert explain_certain_line(open_catalog(str(clone)), "a.py:2") is None
    out = run("-C", str(clone), "why", "a.py:2").ok().out
    assert "the clone is shallow" in out
    assert "PHR-0001" in out  # by its text alone


def test_a_file_of_another_repository(traced: Path, run: Runner) -> None:
    (traced / "inner/.git").mkdir(parents=True)
    (traced / "inner/c.py").write_text("x = 1\n")
    result = run("why", "inner/c.py:1")
    assert result.exit == 3
    assert "minutebook -C" in result.err


def test_a_name_that_is_not_utf8(traced: Path, run: Runner, git: Runner) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    try:
        os.rename(traced / "a.py", traced / name)
    except OSError:
        pytest.skip("the disk takes no such name")
    git("add", "-A")
    git("commit", "-qm", "Rename")
    assert "PHR-0001" in run("why", f"{name}:2").ok().out


def test_lines_that_moved_to_another_file(traced: Path, run: Runner, git: Runner) -> None:
    write_lines(traced / "a.py", LINES[:1])
    write_lines(traced / "b.py", LINES[1:])
    git("add", "-A")
    git("commit", "-qm", "Move them")
    assert "no record" in run("why", "b.py:3").ok().out
    assert "PHR-0001" in run("why", "b.py:3", "--moves").ok().out


def test_the_decisions_of_a_prompt_and_of_the_file(traced: Path, run: Runner, git: Runner) -> None:
    run("adr", "new", "Count in one place", "--context", "We count.", "--governs", "*.py").ok()
    page = next((traced / "history").rglob("0001*"))
    page.write_text(page.read_text().replace("## Prompt", "Decides: ADR-0002\n\n## Prompt"))
    git("add", "-A")
    git("commit", "-qm", "Decide")
    assert explain_certain_line(open_catalog(str(traced)), "a.py:2") is None
    out = run("why", "a.py:2").ok().out
    assert "it governs *.py" in out


@pytest.mark.parametrize("line", ["DEBUG = False", "import sys", "    return 1", "TIMEOUT = 30"])
def test_a_short_line_of_the_one_record_of_its_commit(
    traced: Path, run: Runner, git: Runner, line: str
) -> None:
    write_lines(traced / "a.py", [*LINES[:3], line, *LINES[3:]])
    write_record(traced, 2, "a.py", lines=[line])
    git("add", "-A")
    git("commit", "-qm", "Short\n\nPHR: PHR-0002")
    (answer,) = run("why", "a.py:4", "--json").ok().json["lines"]
    assert [record["ref"] for record in answer["records"]] == ["PHR-0002"]
    assert (answer["records"][0]["sure"], answer["ambiguous"]) == ("likely", False)


def test_a_line_is_compared_as_it_stood_in_its_commit(
    traced: Path, run: Runner, git: Runner
) -> None:
    write_lines(traced / "a.py", [line.replace("total", "sum") for line in LINES])
    git("commit", "-qam", "Mass rename")
    (traced / ".git-blame-ignore-revs").write_text(git("rev-parse", "HEAD"))
    git("add", "-A")
    git("commit", "-qm", "Pass it over")
    out = run("why", "a.py:2").ok().out
    assert "PHR-0001 Task 1\n    certain: " in out


def test_lines_that_were_formatted_before_their_commit_are_possibly_of_its_record(
    traced: Path, run: Runner, git: Runner
) -> None:
    written = ["first_value = {'a': 1, 'b': 2}", "name = 'x'", "kept_as_it_was_written = 1"]
    write_record(traced, 2, "b.py", lines=written)
    by_hand = "added_by_a_person_alone = 1"
    write_lines(traced / "b.py", [*(each.replace("'", '"') for each in written), by_hand])
    git("add", "-A")
    git("commit", "-qm", "Values")
    for place in ("b.py:1", "b.py:2", "b.py:4"):
        out = run("why", place).ok().out
        assert "ambiguous: PHR-0002, or none\n" in out
        assert "were changed before the commit" in out
    assert "certain" in run("why", "b.py:3").ok().out


def test_records_that_do_not_list_the_file_are_counted(
    traced: Path, run: Runner, git: Runner
) -> None:
    write_lines(traced / "b.py", ["limit_of_all_orders = 30"])
    for number in range(2, 7):
        write_record(traced, number, "other.py")
        page = next((traced / "history").rglob(f"000{number}*"))
        page.write_text(page.read_text().replace("verbatim", "reported"))
    git("add", "-A")
    git("commit", "-qm", "Many")
    out = run("why", "b.py:1").ok().out
    assert "ambiguous: one of 5 records that came with the commit, or none\n" in out
    assert "PHR" not in out


def test_a_page_that_is_changed_is_no_new_one(traced: Path, run: Runner) -> None:
    page = next((traced / "history").rglob("0001*"))
    page.write_text(page.read_text() + "\nNext: another\n")
    with (traced / "a.py").open("a") as file:
        file.write("written_by_the_second_turn = 1\n")
    write_record(traced, 2, "a.py", lines=["written_by_the_second_turn = 1"])
    out = run("why", "a.py:7").ok().out
    assert "PHR-0002" in out
    assert "PHR-0001" not in out


def test_a_copy_of_a_renamed_file_is_no_former_name(traced: Path, run: Runner, git: Runner) -> None:
    git("mv", "a.py", "sums.py")
    git("commit", "-qm", "Rename")
    write_lines(traced / "else.py", [*LINES[:4], "another_line_of_a_person = 2"])
    git("add", "-A")
    git("commit", "-qm", "By hand")
    assert "it lists the file" not in run("why", "else.py:1").ok().out
    assert "certain" in run("why", "sums.py:1").ok().out


def test_a_record_that_the_commit_names_and_that_is_not_here(
    traced: Path, run: Runner, git: Runner
) -> None:
    write_lines(traced / "z.py", ["zed_value_of_something = compute(1)"])
    git("add", "-A")
    git("commit", "-qm", "Zed\n\nPHR: PHR-0042")
    out = run("why", "z.py:1").ok().out
    assert "note: its commit names PHR-0042, which is not here" in out
    assert "not here" not in run("why", "a.py:1").ok().out


def test_a_citation_that_two_decisions_answer_to_names_both(traced: Path, run: Runner) -> None:
    folder = traced / "decisions"
    for name in ("use-mysql", "use-vite"):
        run("adr", "new", f"Use {name}", "--context", "We store.").ok()
    pages = sorted(folder.rglob("000[23]*"))
    text = pages[1].read_text().replace("0003", "0002").replace("ADR-3", "ADR-2")
    pages[1].with_name(pages[1].name.replace("0003", "0002")).write_text(text)
    pages[1].unlink()
    write_lines(traced / "a.py", ["# see ADR-0002", *LINES])
    out = run("why", "a.py:1").ok().out
    assert "(ambiguous: " in out
    assert "Use use-mysql" in out
    assert "Use use-vite" in out


def test_a_short_line_that_its_commit_had_twice_may_be_the_other(
    traced: Path, run: Runner, git: Runner
) -> None:
    write_lines(traced / "a.py", ["pass", *LINES])
    git("commit", "-qam", "By hand")
    write_lines(traced / "a.py", ["pass", *LINES, "pass"])
    write_record(traced, 2, "a.py", lines=["pass"])
    git("add", "-A")
    git("commit", "-qm", "Turn")
    write_lines(traced / "a.py", [*LINES, "pass"])
    git("commit", "-qam", "Remove one")
    assert "ambiguous: PHR-0002, or none" in run("why", "a.py:7").ok().out
