"""`check` and `index`: findings, repairs, and what a rule is for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from command_runner import Runner, read_tree
from json_documents import validate_document


def test_findings_that_remain_are_status_1(filled_repo: Path, run: Runner) -> None:
    page = filled_repo / "decisions/0003-use-redis.md"
    page.write_text(page.read_text("utf-8") + "\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n", "utf-8")
    for output_format in ("text", "json", "sarif", "github"):
        result = run("check", "--format", output_format)
        assert result.exit == 1, output_format
        assert "conflict-markers" in result.out
    assert run("check", "decisions/0002-use-postgres.md").exit == 0
    assert run("check", "decisions").exit == 1


def test_warnings_count_when_asked(filled_repo: Path, run: Runner) -> None:
    page = filled_repo / "decisions/0003-use-redis.md"
    page.write_text(page.read_text("utf-8").replace("proposed", "puzzling"), "utf-8")
    run("index").ok()
    (finding, *_) = run("check", "--json").json["findings"]
    plain, strict = run("check").exit, run("check", "--strict").exit
    assert strict == 1
    assert plain == (finding["severity"] == "error")


def test_a_stale_index_is_reported_and_repaired(filled_repo: Path, run: Runner) -> None:
    (filled_repo / "decisions/README.md").write_text("mine\n")
    result = run("index", "--check")
    assert (result.exit, result.out) == (1, "out of date: decisions/README.md\n")
    as_json = run("index", "--check", "--json")
    assert (as_json.exit, as_json.json["writes"]) == (1, ["decisions/README.md"])
    assert (filled_repo / "decisions/README.md").read_text("utf-8") == "mine\n"
    run("index").ok()
    assert (
        (filled_repo / "decisions/README.md")
        .read_text("utf-8")
        .startswith("mine\n\n<!-- minutebook:index")
    )
    page = filled_repo / "decisions/README.md"
    page.write_text(page.read_text("utf-8").replace("Use Redis", "Use Nothing"), "utf-8")
    assert "stale-index" in run("check").out
    fixed = run("check", "--fix").ok()
    assert fixed.out == "repaired decisions/README.md\nnothing wrong\n"


def test_a_target_is_a_path_or_a_reference(filled_repo: Path, run: Runner) -> None:
    page = filled_repo / "decisions/0003-use-redis.md"
    page.write_text(page.read_text("utf-8") + "\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n", "utf-8")
    for target in ("ADR-3", "adr 3", "decisions", "decisions/0003-use-redis.md"):
        assert run("check", target).exit == 1, target
    for target in ("ADR-2", "PHR-1", "history", "decisions/0002-use-postgres.md"):
        assert run("check", target).exit == 0, target


def test_a_repair_stays_within_its_targets(filled_repo: Path, run: Runner) -> None:
    for path in ("decisions/README.md", "history/README.md"):
        page = filled_repo / path
        page.write_text(page.read_text("utf-8").replace("2026-01-31", "2020-01-01"), "utf-8")
    (filled_repo / "history/.minutebook-1-1.tmp").write_text("left by a process that is gone")
    before = read_tree(filled_repo)
    assert run("check", "--fix", "decisions").ok().out.startswith("repaired decisions/README.md\n")
    after = read_tree(filled_repo)
    changed = {path for path in before if after.get(path) != before[path]}
    assert changed == {"decisions/README.md"}
    assert run("check", "--fix").ok().out == "repaired history/README.md\nnothing wrong\n"


@pytest.mark.parametrize("code", ["-", "dangling-link"])
def test_rules_are_explained(code: str, run: Runner, repo: Path) -> None:
    text = run("check", "--explain", code).ok().out
    document = run("check", "--explain", code, "--json").ok().json
    validate_document("rules", document)
    assert "dangling-link" in text
    assert "dangling-link" in {rule["code"] for rule in document["rules"]}
    assert (len(document["rules"]) == 1) == (code == "dangling-link")
    assert all(rule["why"] in text for rule in document["rules"])


@pytest.mark.parametrize("fact", ["superseded by ADR-0003", "superseded"])
def test_a_dry_run_prints_what_a_repair_would_write(
    fact: str, filled_repo: Path, run: Runner
) -> None:
    page = filled_repo / "decisions/0002-use-postgres.md"
    text = page.read_text("utf-8").replace("status: accepted", f"status: {fact}", 1)
    page.write_text(text, "utf-8")
    before = read_tree(filled_repo)
    planned = run("check", "--fix", "--dry-run", "--json").ok().json
    validate_document("check", planned)
    shown = run("check", "--fix", "--dry-run").ok()
    assert read_tree(filled_repo) == before
    assert planned["diff"] in shown.out
    fixed = run("check", "--fix", "--json").ok().json
    validate_document("check", fixed)
    assert (fixed["writes"], fixed["findings"]) == (planned["writes"], planned["findings"])
    assert ("decisions/0003-use-redis.md" in fixed["writes"]) == (fact != "superseded")
    marker = "<!-- minutebook:links"
    assert page.read_text("utf-8").split(marker)[0] == text.split(marker)[0]
    assert run("check", "--fix", "--dry-run", "--json").ok().json["diff"] == ""


def test_a_supersession_that_one_page_claims_is_proposed(filled_repo: Path, run: Runner) -> None:
    page = filled_repo / "decisions/0003-use-redis.md"
    text = page.read_text("utf-8").replace("status: proposed", "status: accepted")
    page.write_text(text.replace("links:", "links:\n  supersedes: [0002-use-postgres]"), "utf-8")
    before = (filled_repo / "decisions/0002-use-postgres.md").read_bytes()
    result = run("check", "--fix", "--only", "one-way-supersession")
    assert (filled_repo / "decisions/0002-use-postgres.md").read_bytes() == before
    command = "minutebook adr supersede ADR-0002 --by ADR-0003"
    assert f"Run `{command}`" in result.out
    run(*command.split()[1:]).ok()
    assert run("check").ok().out == "nothing wrong\n"


@pytest.mark.parametrize(
    ("args", "message", "hint"),
    [
        (
            ["--only", "stale"],
            "no rule is called 'stale'; did you mean 'stale-index' or 'stale-block' or 'no-stage'?",
            "minutebook check --explain stale-index",
        ),
        (["--fix", "--only", "a,secret"], "no rule is called 'a'", "minutebook check --explain -"),
        (["--dry-run"], "--dry-run goes with --fix", "minutebook check --fix --dry-run"),
    ],
)
def test_wrong_usage(args: list[str], message: str, hint: str, repo: Path, run: Runner) -> None:
    refused = run("check", *args)
    assert (refused.exit, refused.out) == (2, "")
    assert refused.err.startswith(f"error: {message}\nhint: {hint}")


def test_a_rule_finds_the_same_alone_and_with_others(
    repo: Path, run: Runner, git: Callable[..., str]
) -> None:
    folder = repo / "docs/adr"
    folder.mkdir(parents=True)
    (folder / "0002-old-one.md").write_text("---\nstatus: accepted\n---\n\n# Old one\n")
    page = (
        "---\nstatus: accepted\nsupersedes: [0002-old-one.md, ../../rfcs/0007-x.md]\n---\n\n# New\n"
    )
    (folder / "0003-new.md").write_text(page)
    git("add", "-A")
    git("commit", "-q", "-m", "both")
    git("rm", "-q", "docs/adr/0002-old-one.md")

    def find(*args: str) -> list[str]:
        findings = run("check", *args, "--json").json["findings"]
        return [each["message"] for each in findings if each["code"] == "dangling-link"]

    messages = find()
    assert len(messages) == 2
    assert find("--only", "dangling-link") == messages
    assert find("--only", "dangling-link,unknown-file") == messages


def test_a_branch_that_is_behind_moved_no_status(
    filled_repo: Path, run: Runner, git: Callable[..., str]
) -> None:
    page = filled_repo / "decisions/0003-use-redis.md"
    proposed = page.read_text("utf-8")

    def commit_on(branch: str, text: str) -> None:
        git("checkout", "-q", branch)
        page.write_text(text, "utf-8")
        git("commit", "-qam", f"on {branch}")

    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", "all")
    git("branch", "-f", "base")
    git("checkout", "-q", "-b", "topic")
    commit_on("base", proposed.replace("proposed", "rejected"))
    git("checkout", "-q", "topic")
    args = ("check", "--base", "base", "--only", "forbidden-move")
    assert run(*args).ok().out == "nothing wrong\n"
    git("merge", "-q", "base")
    assert run(*args).exit == 0
    commit_on("topic", proposed)  # what was rejected comes back
    result = run(*args)
    assert (result.exit, "from rejected to proposed" in result.out) == (1, True)


def test_hints_keep_the_options(repo: Path, run: Runner) -> None:
    run("init").ok()
    for number in (20, 21, 22):
        page = repo / f"decisions/00{number}-x{number}.md"
        page.write_text("---\nstatus: wobbly\n---\n\n# X\n")
    hint = "minutebook check --only unknown-status --limit 0 --strict --no-baseline decisions"
    result = run("check", "--no-baseline", "--limit", "1", "--strict", "decisions")
    assert f"2 more of unknown-status: {hint}\n" in result.out
    assert run(*hint.split()[1:]).out.count("[unknown-status]") == 3
    run("check", "--baseline").ok()
    odd = "--no-such-thing"
    (repo / odd).mkdir()
    output = run("check", "--only", "unknown-status", "--", odd, "decisions").ok().out
    hint = f"minutebook check --only unknown-status --no-baseline -- {odd} decisions"
    assert output.endswith(f"3 findings of the baseline: {hint}\n")
    assert run(*hint.split()[1:]).ok().out.count("[unknown-status]") == 3


@pytest.mark.parametrize(
    "command", [["check", "--format", "sarif"], ["suggest", "--format", "github"]]
)
def test_two_formats_are_refused(command: list[str], repo: Path, run: Runner) -> None:
    result = run(*command, "--json")
    assert result.exit == 2
    assert "ask for two formats" in result.out
    assert run("check", "--json", "--format", "json").exit == 0


def test_records_that_git_ignores(repo: Path, run: Runner) -> None:
    run("init").ok()
    ignore_file = repo / ".gitignore"
    ignore_file.write_text("build/\ndecisions/\n", "utf-8")
    (finding,) = run("check", "--only", "ignored-record", "--json").json["findings"]
    assert (finding["path"], finding["line"]) == (".gitignore", 2)
    assert (finding["severity"], "`decisions/`" in finding["message"]) == ("warning", True)
    ignore_file.write_text("decisions/*\n!decisions/*\n", "utf-8")
    run("check", "--only", "ignored-record").ok()
    ignore_file.unlink()
    (repo / ".git/info/exclude").write_text("decisions/\n", "utf-8")  # a user's own affair
    run("check", "--only", "ignored-record").ok()


def test_a_clone_without_the_merge_driver_is_told(
    repo: Path, run: Runner, git: Callable[..., str]
) -> None:
    run("init").ok()
    run("agents", "install", "git").ok()
    git("config", "--remove-section", "merge.minutebook")
    run("check", "--only", "missing-merge-driver").ok()
    assert run("check").out == "nothing wrong\n"  # it is not committed: it may not come to be
    git("add", "-A")
    git("-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", "first")
    (finding,) = run("check", "--json").ok().json["findings"]
    assert (finding["code"], finding["severity"]) == ("missing-merge-driver", "info")
    assert (finding["path"], finding["line"]) == (".gitattributes", 10)
    assert finding["fix"] == "Run `minutebook agents install git`."
    git("checkout", "-q", "--detach")  # as in CI, where nothing is merged
    assert run("check").out == "nothing wrong\n"
    git("checkout", "-q", "main")
    run("agents", "install", "git").ok()
    assert run("check").out == "nothing wrong\n"
