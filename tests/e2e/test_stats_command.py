"""`minutebook stats`: its tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from minutebook.text import frontmatter

from command_runner import Runner
from json_documents import validate_document


def test_decisions_alone_have_no_cost(run: Runner, repo: Path) -> None:
    run("adr", "new", "Use Redis", "--status", "accepted").ok()
    assert run("stats").ok().out == (
        "records by kind\n  adr            1\n\n"
        "records by status\n  accepted         1\n\n"
        "records by month\n  2026-01         1\n"
    )


def test_a_cost_that_nobody_knows_is_no_zero(run: Runner, repo: Path) -> None:
    for number in range(12):
        label = "多い" if number else "label-0"
        options = ("--feature", f"f-{number:02d}", "--label", label, "--prompt", "Do.")
        run("phr", "new", f"Do {number}", *options).ok()
    assert run("stats").ok().out.endswith("\n\ncost: not known of any of 12 turns\n")
    page = next(repo.glob("history/prompts/f-03/0004-*"))
    text = frontmatter.set_field(page.read_text("utf-8"), "tokens", 1234)
    page.write_text(frontmatter.set_field(text, "duration", "75s"), "utf-8")
    tables = run("stats").ok().out.split("\n\n")
    (features,) = (table for table in tables if table.startswith("cost by feature"))
    assert features.split("\n")[1:3] == [
        "  f-03               1        1   1,234      -       -       -  1 min 15 s",
        "  f-00               1        0       -      -       -       -           -",
    ]
    assert features.endswith("\n  … and 2 more: minutebook stats --by feature")
    assert tables[-1].split("\n") == [
        "cost   turns  counted  tokens  input  output  cached        time",
        "  all     12        1   1,234      -       -       -  1 min 15 s",
        "11 turns do not say how many tokens were used.",
        "11 turns do not say how long they took.",
        "",
    ]
    labels = run("stats", "--by", "label").ok().out.split("\n")
    assert labels[:3] == [
        "cost by label  turns  counted  tokens  input  output  cached        time",
        "  多い            11        1   1,234      -       -       -  1 min 15 s",
        "  label-0          1        0       -      -       -       -           -",
    ]
    assert len(run("stats", "--by", "feature").ok().out.split("\n")) == 17


def test_what_a_team_asks_for(filled_repo: Path, run: Runner, git: Callable[..., str]) -> None:
    page = filled_repo / "history/prompts/general/0003-jobs.general.prompt.md"
    page.write_text(
        "---\nid: 3\ntitle: Jobs\nstage: general\ndate: 2026-01-21\nmodel: opus\nuser: Ada\n"
        "files: [src/cache.py, src/jobs.py]\nlinks:\n  adr: [2]\n"
        "suggestions:\n  - id: S-3-1\n    topic: Run jobs\n    state: pending\n    title: Run jobs\n"
        "---\n"
    )
    run("adr", "new", "Use it", "--date", "2025-10-31", "--decider", "Bob").ok()
    git("add", "-A")
    git("commit", "-q", "-m", "records alone")
    (filled_repo / "a.py").write_text("1\n")
    git("add", "-A")
    git("commit", "-q", "-m", "unexplained")
    (filled_repo / "a.py").write_text("2\n")
    git("commit", "-qam", "explained\n\nPHR: PHR-0003")
    document = run("stats", "--json").ok().json
    validate_document("stats", document)
    assert document["months"] == [
        {"name": "2025-10", "prompts": 0, "decisions": 1},
        {"name": "2026-01", "prompts": 3, "decisions": 4},
    ]
    assert document["coverage"] == {
        "prompts": 3,
        "deciding_prompts": 1,
        "commits": 3,
        "explained_commits": 2,
    }
    debt = document["debt"]
    assert [(each["ref"], each["days"]) for each in debt["proposed"]] == [
        ("ADR-0005", 92),
        ("ADR-0003", 0),
        ("ADR-0004", 0),
    ]
    assert (debt["overdue"], debt["suggestions"], debt["oldest_suggestion_days"]) == (1, 1, 10)
    assert {"name": "proposed", "records": 3, "median_days": 0, "oldest_days": 92} in document[
        "ages"
    ]
    assert document["files"] == [
        {"path": "src/cache.py", "prompts": 2},
        {"path": "src/jobs.py", "prompts": 1},
    ]
    assert document["models"] == [{"name": "opus", "records": 1}]
    assert {"name": "Ada", "records": 1} in document["people"]
    assert {"name": "Bob", "records": 1} in document["deciders"]
    tables = run("stats").ok().out.split("\n\n")
    assert (
        "records by month  prompts  decisions\n"
        "  2025-10               0          1\n"
        "  2026-01               3          4"
    ) in tables
    (waiting,) = (table for table in tables if table.startswith("proposed decisions"))
    assert waiting.endswith(
        "1 for longer than proposed-days: accept or reject them.\n"
        "1 suggestion waits for an answer, up to 10 days: minutebook suggest list"
    )
    assert "prompts that made decisions: 1 of 3\n" in "\n\n".join(tables)
    assert "commits that a record explains: 2 of 3 (66 %)\n" in "\n\n".join(tables)


def test_git_is_asked_for_the_overview_alone(
    filled_repo: Path, run: Runner, git: Callable[..., str]
) -> None:
    assert run("stats", "--json").ok().json["coverage"]["commits"] == 0  # there are none yet
    git("add", "-A")
    git("commit", "-q", "-m", "start")
    assert run("stats", "--json").ok().json["coverage"]["commits"] == 1
    for args in (["--by", "month"], ["HEAD"]):
        document = run("stats", *args, "--json").ok().json
        validate_document("stats", document)
        assert document["coverage"]["commits"] is None


def test_private_records_only_count(filled_repo: Path, run: Runner) -> None:
    page = next(filled_repo.glob("history/prompts/general/0002-*"))
    page.write_text(frontmatter.set_field(page.read_text("utf-8"), "visibility", "private"))
    document = run("stats", "--json").ok().json
    assert document["coverage"]["prompts"] == 2
    assert document["files"] == []
