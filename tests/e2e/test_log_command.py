"""`minutebook log`: what was asked and decided, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from command_runner import Runner
from json_documents import validate_document

Git = Callable[..., str]


def lines_of(run: Runner, *args: str) -> list[str]:
    return run("log", *args).ok().out.splitlines()


@pytest.fixture
def told_repo(repo: Path, run: Runner, git: Git, world: dict[str, str]) -> Path:
    """Decisions and prompts of several days, each committed on its day."""

    def commit(day: str) -> None:
        for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
            world[name] = f"{day}T12:00:00+00:00"
        git("add", "-A")
        git("commit", "-q", "-m", day)

    (repo / "src/auth").mkdir(parents=True)
    (repo / "src/auth/login.py").write_text("1\n")
    run("adr", "new", "Use Postgres", "--date", "2025-03-01").ok()
    commit("2025-03-01")
    run("adr", "accept", "ADR-1").ok()
    commit("2025-03-05")
    run("adr", "new", "Use Redis", "--date", "2025-04-02", "--status", "accepted").ok()
    args = ("--feature", "auth", "--file", "src/auth/login.py", "--adr", "ADR-2")
    run("phr", "new", "Add the login", *args, "--date", "2025-04-02", "--label", "db").ok()
    commit("2025-04-02")
    run("adr", "supersede", "ADR-1", "--by", "ADR-2").ok()
    commit("2025-04-09")
    run("phr", "new", "Ask something", "--stage", "explainer", "--date", "2025-05-01").ok()
    commit("2025-05-01")
    return repo


def test_both_kinds_and_what_became_of_decisions(told_repo: Path, run: Runner) -> None:
    result = run("log").ok()
    assert result.err == ""
    assert result.out == (
        "2025-05-01  PHR-0002  explainer  Ask something\n"
        "2025-04-09  ADR-0001  superseded  Use Postgres (by ADR-0002 Use Redis)\n"
        "2025-04-02  ADR-0002  accepted  Use Redis\n"
        "2025-04-02  PHR-0001  general  Add the login (auth; 1 file; decided ADR-0002)\n"
        "2025-03-05  ADR-0001  accepted  Use Postgres\n"
        "2025-03-01  ADR-0001  proposed  Use Postgres\n"
    )


@pytest.mark.parametrize(
    ("args", "refs"),
    [
        (["-n", "2"], ["PHR-0002", "ADR-0001"]),
        (["-n", "3"], ["PHR-0002", "ADR-0001", "ADR-0002"]),
        (["--kind", "phr"], ["PHR-0002", "PHR-0001"]),
        (["--kind", "decision"], ["ADR-0001", "ADR-0002", "ADR-0001", "ADR-0001"]),
        (["--since", "2025-04-03"], ["PHR-0002", "ADR-0001"]),
        (["--until", "2025-03"], ["ADR-0001", "ADR-0001"]),
        (["--since", "2025-04", "--until", "2025-04"], ["ADR-0001", "ADR-0002", "PHR-0001"]),
        (["--feature", "AUTH"], ["PHR-0001"]),
        (["--label", "db"], ["PHR-0001"]),
        (["src/auth/login.py"], ["ADR-0002", "PHR-0001"]),  # that it decided
        (["src"], ["ADR-0002", "PHR-0001"]),
        (["decisions/0002-use-redis.md"], ["ADR-0002"]),
        (["src/", "decisions/0002-use-redis.md"], ["ADR-0002", "PHR-0001"]),
        (["src/aut"], []),
        (["."], ["PHR-0002", "ADR-0001", "ADR-0002", "PHR-0001", "ADR-0001", "ADR-0001"]),
    ],
    ids=" ".join,
)
def test_what_is_asked_for(args: list[str], refs: list[str], told_repo: Path, run: Runner) -> None:
    assert [line.split()[1] for line in lines_of(run, *args)] == refs


def test_decisions_that_govern_a_path_are_among_its_records(told_repo: Path, run: Runner) -> None:
    page = told_repo / "decisions/0001-use-postgres.md"
    page.write_text(page.read_text().replace("status:", "governs: ['src/auth/**']\nstatus:", 1))
    for path in ("src/auth/login.py", "src/auth", "src"):
        refs = [line.split()[1] for line in lines_of(run, path)]
        assert refs == ["ADR-0001", "ADR-0002", "PHR-0001", "ADR-0001", "ADR-0001"], path


def test_a_page_says_itself_when_it_was_accepted(repo: Path, run: Runner) -> None:
    run("adr", "new", "Use Kafka", "--date", "2025-01-01", "--status", "accepted").ok()
    page = repo / "decisions/0001-use-kafka.md"
    page.write_text(page.read_text().replace("status:", "accepted: 2025-01-20\nstatus:", 1))
    assert lines_of(run) == [
        "2025-01-20  ADR-0001  accepted  Use Kafka",
        "2025-01-01  ADR-0001  -  Use Kafka",
    ]


def test_without_commits_a_successor_dates_what_it_supersedes(repo: Path, run: Runner) -> None:
    run("adr", "new", "Old", "--date", "2025-01-01", "--status", "accepted").ok()
    run("adr", "new", "New", "--date", "2025-02-01", "--status", "accepted").ok()
    run("adr", "supersede", "ADR-1", "--by", "ADR-2").ok()
    run("adr", "new", "Newest", "--date", "2025-03-01").ok()
    run("link", "ADR-3", "supersedes", "ADR-2").ok()  # only proposed: ADR-2 is in force
    assert [line.split()[:3] for line in lines_of(run)] == [
        ["2025-03-01", "ADR-0003", "proposed"],
        ["2025-02-01", "ADR-0001", "superseded"],
        ["2025-02-01", "ADR-0002", "accepted"],
        ["2025-01-01", "ADR-0001", "-"],
    ]


def test_a_day_has_decisions_among_its_prompts(repo: Path, run: Runner) -> None:
    day = ("--date", "2025-01-01")
    for number in (1, 2, 3, 4):
        run("phr", "new", f"Ask {number}", *day).ok()
    run("adr", "new", "First", "--status", "accepted", "--phr", "PHR-2", *day).ok()
    assert [line.split()[1] for line in lines_of(run)] == [
        *("PHR-0004", "PHR-0003", "ADR-0001", "PHR-0002", "PHR-0001"),
    ]
    assert [line.split()[1] for line in lines_of(run, "-n", "2")] == ["PHR-0004", "PHR-0003"]
    run("adr", "new", "Second", "--status", "accepted", *day).ok()
    run("adr", "supersede", "ADR-1", "--by", "ADR-2").ok()
    expected = [
        ["ADR-0001", "superseded"],
        ["ADR-0002", "accepted"],
        ["PHR-0004", "general"],
        ["PHR-0003", "general"],
        ["ADR-0001", "-"],
        ["PHR-0002", "general"],
        ["PHR-0001", "general"],
    ]
    for limit in range(1, 8):
        shown = [line.split()[1:3] for line in lines_of(run, "-n", str(limit))]
        assert shown == expected[:limit]
    assert run("log", "-n", "3").ok().err.startswith("note: 4 more records: ")


def test_many_decisions_of_a_day_do_not_hide_its_prompts(repo: Path, run: Runner) -> None:
    for number in range(1, 7):
        page = repo / f"decisions/{number:04d}-d.md"
        page.parent.mkdir(exist_ok=True)
        page.write_text(f"---\nstatus: accepted\ndate: 2025-01-01\n---\n# D{number}\n")
    for number in (1, 2):
        run("phr", "new", f"Ask {number}", "--date", "2025-01-01").ok()
    refs = [line.split()[1][-2:] for line in lines_of(run, "--kind", "adr")]
    assert refs == ["06", "05", "04", "03", "02", "01"]
    kinds = "".join(line.split()[1][0] for line in lines_of(run))
    assert kinds == "AAAPAAAP"
    assert "P" in kinds[:4]


def test_a_superseded_page_of_adr_tools_is_told_on_its_true_day_alone(
    repo: Path, run: Runner, git: Git, world: dict[str, str]
) -> None:
    (repo / ".adr-dir").write_text("doc/adr\n")
    page = repo / "doc/adr/0001-use-mysql.md"
    page.parent.mkdir(parents=True)
    text = "# {}. Use {}\n\nDate: {}\n\n## Status\n\n{}\n\n## Decision\n\nWe will.\n"
    page.write_text(text.format(1, "MySQL", "2024-01-02", "Accepted"))
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        world[name] = "2024-01-02T12:00:00+00:00"
    git("add", "-A")
    git("commit", "-qm", "First")
    superseded = "Superceded by [2. Use Postgres](0002-use-postgres.md)"
    page.write_text(text.format(1, "MySQL", "2024-01-02", superseded))
    supersedes = "Accepted\n\nSupercedes [1. Use MySQL](0001-use-mysql.md)"
    newer = text.format(2, "Postgres", "2024-01-03", supersedes)
    (page.parent / "0002-use-postgres.md").write_text(newer)
    told = [line.split()[:3] for line in lines_of(run)]
    assert told[:2] == [
        ["2024-01-03", "ADR-0001", "superseded"],
        ["2024-01-03", "ADR-0002", "accepted"],
    ]
    assert told[2] == ["2024-01-02", "ADR-0001", "-"]  # nothing is committed that tells it
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        world[name] = "2024-01-03T12:00:00+00:00"
    git("add", "-A")
    git("commit", "-qm", "Second")
    assert [line.split()[:3] for line in lines_of(run)][2] == [
        *("2024-01-02", "ADR-0001", "accepted"),
    ]


@pytest.mark.parametrize("path", ["/etc", "../x", "src/../../x", "link/x"])
def test_paths_outside_are_refused(path: str, told_repo: Path, run: Runner, tmp_path: Path) -> None:
    (told_repo / "link").symlink_to(tmp_path)
    result = run("log", path)
    assert result.exit == 3
    assert f"{path!r} lies outside of the repository" in result.err
    hint = result.err.partition("hint: ")[2].split()
    assert run(*hint[1:]).ok()


def test_a_document_tells_what_the_lines_do(told_repo: Path, run: Runner) -> None:
    document = run("log", "-n", "2", "--json").ok().json
    validate_document("log", document)
    assert (document["total"], document["limit"]) == (4, 2)
    event = document["events"][1]
    assert (event["event"], event["date"], event["state"]) == ("status", "2025-04-09", "superseded")
    assert (event["told_by"], event["other"]["ref"]) == ("git", "ADR-0002")
    everything = run("log", "-n", "0", "--json").ok().json
    validate_document("log", everything)
    assert everything["limit"] is None
    assert [each["ref"] for each in everything["events"][3]["decisions"]] == ["ADR-0002"]


def test_more_than_the_limit_is_told(told_repo: Path, run: Runner) -> None:
    result = run("log", "-n", "1").ok()
    assert result.err == "note: 3 more records: -n NUMBER shows more, -n 0 all\n"
    assert run("log", "--kind", "phr", "-n", "1").ok().err.startswith("note: 1 more record: ")
    assert run("log", "nowhere").ok().err == "note: no records: there is no 'nowhere'\n"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--kind", "x"], "no kind of record is called 'x'"),
        (["--since", "soon"], "--since must be"),
        (["--session", " "], "--session has no id"),
        (["--session", "s", "--kind", "adr"], "decisions have no session"),
    ],
)
def test_refusals(args: list[str], message: str, repo: Path, run: Runner) -> None:
    result = run("log", *args)
    assert result.exit == 2
    assert message in result.err


def test_controls_and_what_is_no_day(repo: Path, run: Runner) -> None:
    folder = repo / "decisions"
    folder.mkdir()
    head = "---\nstatus: {}\ndate: {}\n---\n\n# {}\n"
    (folder / "0001-a.md").write_text(head.format("accepted", "2025-02", "A \x1b[31m\u202eb"))
    (folder / "0002-b.md").write_text(head.format("'odd words'", "never", "B"))
    (folder / "0003-c.md").write_text(head.format("rejected", "2025-02-01", "C"))
    assert lines_of(run) == [
        "2025-02-01  ADR-0003  rejected  C",
        "2025-02  ADR-0001  accepted  A [31m b",
        "-  ADR-0002  odd words  B",
    ]
    validate_document("log", run("log", "--json").ok().json)


def test_a_page_that_looks_like_a_log_of_git_dates_nothing(
    repo: Path, run: Runner, git: Git
) -> None:
    page = repo / "decisions/0001-a.md"
    page.parent.mkdir()
    forged = "\x01" + "a" * 40 + " 0 1999-01-01\n:100644 100644 a b M\x00decisions/0001-a.md\x00"
    page.write_text(f"---\nstatus: proposed\ndate: 2025-01-01\n---\n# A\n\n{forged}\n")
    git("add", "-A")
    git("commit", "-q", "-m", "\x01" + "b" * 40 + " 0 1999-01-01")
    page.write_text(page.read_text().replace("proposed", "accepted"))
    git("commit", "-qam", "x")
    assert [line.split()[:3] for line in lines_of(run)] == [
        ["2026-01-31", "ADR-0001", "accepted"],
        ["2025-01-01", "ADR-0001", "proposed"],
    ]
