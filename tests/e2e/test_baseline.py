"""Adopting records does not turn a build red: what was there is the baseline, new findings count."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from command_runner import Runner, read_tree
from json_documents import validate_document

BASELINE = ".minutebook-baseline.jsonl"
OLD = "docs/adr/0001-old.md"
TWIN = "docs/adr/0001-twin.md"


@pytest.fixture
def adopted(repo: Path, run: Runner) -> Path:
    """A repository whose records have errors: two have one number, one is in the midst of a merge."""
    folder = repo / "docs/adr"
    folder.mkdir(parents=True)
    page = "# {}. {}\n\n## Status\n\nAccepted\n\n## Context\n\nc\n\n## Decision\n\nd\n"
    (repo / OLD).write_text(page.format(1, "Old") + "\n<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n")
    (repo / TWIN).write_text(page.format(1, "Twin"))
    (folder / "0002-fine.md").write_text(page.format(2, "Fine"))
    (folder / "0003-fine.md").write_text(page.format(3, "Fine too"))
    output = run("init").ok().out
    assert f"wrote {BASELINE}\n" in output
    assert "not counted, since it was there before: 2 findings" in output
    return repo


def test_what_was_there_does_not_fail_a_build(adopted: Path, run: Runner) -> None:
    result = run("check", "--strict").ok()
    assert (
        result.out
        == "nothing new\n2 findings of the baseline: minutebook check --no-baseline --strict\n"
    )
    assert run("check", "--format", "github").ok().out == ""
    assert run("check", "--no-baseline").exit == 1
    document = run("check", "--json").ok().json
    validate_document("check", document)
    assert [(each["code"], each["baseline"]) for each in document["findings"]] == [
        ("conflict-markers", True),
        ("number-twice", True),
    ]
    assert (document["counts"]["error"], document["baseline_count"]) == (0, 2)
    (sarif,) = run("check", "--format", "sarif").ok().json["runs"]
    assert {each["baselineState"] for each in sarif["results"]} == {"unchanged"}


def test_it_holds_when_the_page_changes_in_other_respects(adopted: Path, run: Runner) -> None:
    page = adopted / OLD
    page.write_text("<!-- a line more -->\n\n" + page.read_text().replace("Old", "Older"))
    run("check").ok()


def test_what_is_new_counts(adopted: Path, run: Runner) -> None:
    (adopted / "docs/adr/0003-other.md").write_text("# 3. Other\n\n## Status\n\nAccepted\n")
    result = run("check")
    assert result.exit == 1
    assert "0003-other.md: error: ADR-0003 has the number 0003" in result.out
    assert "2 findings of the baseline" in result.out
    written = run("check", "--baseline").ok()
    assert written.err == f"note: wrote {BASELINE}: 3 findings, 1 added, 0 dropped\n"
    run("check").ok()
    (adopted / "docs/adr/0003-other.md").unlink()
    written = run("check", "--baseline", "--json").ok()
    validate_document("check", written.json)
    assert written.json["baseline"] == {"path": BASELINE, "total": 2, "added": 0, "dropped": 1}


def test_a_record_with_another_number_stays_known(adopted: Path, run: Runner) -> None:
    run("renumber", OLD).ok()
    (finding,) = run("check", "--json").ok().json["findings"]
    assert (finding["code"], finding["baseline"]) == ("conflict-markers", True)
    assert "0001" not in finding["path"]


def test_the_file_has_a_finding_a_line(adopted: Path, run: Runner) -> None:
    lines = (adopted / BASELINE).read_text("utf-8").splitlines()
    assert lines == sorted(lines)
    assert [json.loads(line)["code"] for line in lines] == ["conflict-markers", "number-twice"]
    assert not any('"line"' in line for line in lines)


def test_two_branches_merge_line_by_line(
    adopted: Path, run: Runner, git: Callable[..., str]
) -> None:
    git("add", "-A")
    git("commit", "-q", "-m", "adopt")
    for branch, number in (("one", 2), ("two", 3)):
        git("checkout", "-q", "-b", branch, "main")
        twin = f"docs/adr/000{number}-{branch}.md"
        (adopted / twin).write_text(f"# {number}. {branch}\n\n## Status\n\nAccepted\n")
        run("check", "--baseline").ok()
        git("add", "-A")
        git("commit", "-q", "-m", branch)
    git("config", "merge.conflictStyle", "merge")
    merged = read_tree(adopted)[BASELINE].decode()
    other = git("show", f"one:{BASELINE}")
    # A merge that git leaves to a person is read all the same.
    (adopted / BASELINE).write_text(f"<<<<<<< two\n{merged}=======\n{other}>>>>>>> one\n")
    git("checkout", "one", "--", "docs/adr/0002-one.md")
    findings = run("check", "--json").ok().json["findings"]
    assert all(finding["baseline"] for finding in findings if finding["severity"] == "error")


def test_secrets_are_in_no_baseline(repo: Path, run: Runner) -> None:
    (repo / "docs/adr").mkdir(parents=True)
    (repo / OLD).write_text("# 1. Old\n\n## Status\n\nwobbly\n\npassword = 'hunter2-9fK3x!qLm'\n")
    output = run("init").ok().out
    assert "to be mended first, secrets for example: 1 error: minutebook check\n" in output
    result = run("check")
    assert result.exit == 1
    assert "[secret]" in result.out
    assert "1 finding of the baseline" in result.out


def test_no_file_where_nothing_is_wrong(repo: Path, run: Runner) -> None:
    (repo / "docs/adr").mkdir(parents=True)
    (repo / OLD).write_text("# 1. Old\n\n## Status\n\nAccepted\n")
    run("init").ok()
    assert not (repo / BASELINE).exists()
    assert run("check", "--baseline").ok().err == (
        f"note: did not change {BASELINE}: 0 findings, 0 added, 0 dropped\n"
    )
    (repo / BASELINE).write_text('{"path": "a", "code": "b", "message": "c"}\n')
    assert run("check", "--baseline", "--dry-run").ok().err == (
        f"note: would remove {BASELINE}: 0 findings, 0 added, 1 dropped\n"
    )
    assert (repo / BASELINE).exists()
    assert run("check", "--baseline").ok().err.startswith(f"note: removed {BASELINE}")
    assert not (repo / BASELINE).exists()


def test_a_dry_run_of_init_names_the_baseline(repo: Path, run: Runner) -> None:
    (repo / "docs/adr").mkdir(parents=True)
    (repo / OLD).write_text("# 1. Old\n\n## Status\n\nwobbly\n")
    planned = run("init", "--dry-run", "--json").ok().json
    assert planned["writes"] == ["minutebook.toml", ".gitattributes", BASELINE]
    assert planned["baseline"]["total"] == 1
    assert not (repo / BASELINE).exists()
    validate_document("init", run("init", "--json").ok().json)
    assert (repo / BASELINE).exists()


def test_many_findings_of_a_rule_are_summed_up(repo: Path, run: Runner) -> None:
    run("init").ok()
    for number in range(20, 35):
        (repo / f"decisions/00{number}-x{number}.md").write_text(
            "---\nstatus: wobbly\n---\n\n# X\n"
        )
    output = run("check").ok().out
    assert output.count("[unknown-status]") == 10
    assert "5 more of unknown-status: minutebook check --only unknown-status --limit 0" in output
    assert run("check", "--only", "unknown-status", "--limit", "0").ok().out.count("[unknown") == 15
    assert run("check", "--limit", "2").ok().out.count("[unknown-status]") == 2
    assert len(run("check", "--json").ok().json["findings"]) > 15


def test_a_number_that_the_base_branch_took(
    filled_repo: Path, run: Runner, git: Callable[..., str]
) -> None:
    git("add", "-A")
    git("commit", "-q", "-m", "records")
    git("checkout", "-q", "-b", "topic")
    git("checkout", "-q", "main")
    (filled_repo / "decisions/0005-theirs.md").write_text("---\nstatus: proposed\n---\n\n# T\n")
    git("add", "-A")
    git("commit", "-q", "-m", "theirs")
    git("checkout", "-q", "topic")
    (filled_repo / "decisions/0005-ours.md").write_text("---\nstatus: proposed\n---\n\n# O\n")
    assert run("check").exit == 0
    result = run("check", "--base", "main", "--only", "number-on-base")
    assert result.exit == 1
    assert "`decisions/0005-ours.md` has the number 0005" in result.out
    assert "`decisions/0005-theirs.md` on `main` has too" in result.out
    assert run("renumber", "ADR-0005").ok()
    assert run("check", "--base", "main", "--only", "number-on-base").exit == 0
    git("checkout", "-q", "--orphan", "unrelated")  # as in a shallow clone: nothing in common
    git("commit", "-q", "-m", "alone")
    run("check", "--base", "main", "--only", "number-on-base").ok()
    git("checkout", "-q", "-f", "main")
    run("check", "--base", "topic", "--only", "number-on-base").ok()
    run("check", "--base", "main", "--only", "number-on-base").ok()


def test_entries_on_a_removed_record_go_with_it(
    adopted: Path, run: Runner, git: Callable[..., str]
) -> None:
    run("retitle", OLD, "Older").ok()
    git("add", "-A")
    git("commit", "-qm", "x")
    before = (adopted / BASELINE).read_text().splitlines()
    page = "docs/adr/0001-older.md"
    assert BASELINE in run("remove", page, "--dry-run").ok().out
    run("remove", page).ok()
    after = (adopted / BASELINE).read_text().splitlines()
    assert after == [line for line in before if page not in line.partition('"code"')[0]]
    assert 0 < len(after) < len(before)
    git("commit", "-qam", "y")
    run("remove", TWIN).ok()
    assert not (adopted / BASELINE).exists()
    run("check", "--strict").ok()


@pytest.mark.parametrize("by", ["name", "alias"])
def test_numbers_that_were_shared_before_are_left_to_a_person(
    by: str, repo: Path, run: Runner
) -> None:
    """One record has another title since: its former name is that in the baseline."""
    folder = repo / "doc/adr"
    folder.mkdir(parents=True)
    for name in ("0001-a.md", "0002-b.md", "0002-c.md", "0002-d.md"):
        (folder / name).write_text(f"# {name[5:-3].upper()}\n\n## Status\n\nAccepted\n")
    run("init").ok()
    if by == "alias":
        run("retitle", "doc/adr/0002-b.md", "Other").ok()
    before = read_tree(folder)
    result = run("renumber").ok()
    assert result.out == "nothing to do\n"
    assert result.err == (
        "note: 3 records keep numbers that they shared before, as the baseline has it: minutebook"
        f" renumber {'doc/adr/0002-other.md' if by == 'alias' else 'doc/adr/0002-d.md'} gives that"
        " one another\n"
    )
    assert read_tree(folder) == before
    document = run("renumber", "--dry-run", "--json").ok().json
    assert (document["writes"], len(document["notes"])) == ([], 1)
