"""Repositories with several folders of records, dotted ones, and decisions right in the top."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from minutebook.operations.project import open_project
from minutebook.operations.suggesting import suggest

from command_runner import Runner, read_tree
from json_documents import validate_document

Git = Callable[..., str]
DECISION = "# {}\n\n## Status\n\nAccepted\n\n## Context\n\nc\n\n## Decision\n\nd\n"


def write_pages(top: Path, paths: Iterable[str], text: str = DECISION) -> None:
    for path in paths:
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text.format(path.rpartition("/")[2]), "utf-8")


@pytest.fixture
def monorepo(repo: Path, run: Runner) -> Path:
    write_pages(repo, [f"docs/adr/000{number}-a.md" for number in (1, 2)])
    write_pages(repo, [f"packages/billing/docs/adr/000{number}-b.md" for number in (1, 2, 3)])
    write_pages(repo, ["packages/web/.decisions/0001-w.md"])
    for folder in ("packages/billing/src", "packages/other", "docs/adr/backend"):
        (repo / folder).mkdir(parents=True)
    run("init").ok()
    return repo


def test_init_says_what_it_adopts_and_what_it_passes_over(repo: Path, run: Runner) -> None:
    write_pages(
        repo, ["docs/adr/0001-a.md", "packages/web/adr/0001-w.md", "vendor/x/adr/0001-v.md"]
    )
    write_pages(repo, [f"docs/rfcs/00{number}-r.md" for number in (1, 2, 3)], "# Notes\n")
    before = read_tree(repo)
    told = run("init", "--dry-run").ok().out.splitlines()
    facts = ": 1 ADR record, numbers of its own; not a byte changed"
    assert told == [
        f"adopted docs/adr{facts}",
        f"adopted packages/web/adr{facts}",
        "passed over docs/rfcs (3 pages): none has the headings of a decision",
        "passed over vendor/x/adr (1 page): vendored code",
        "to have one of them read all the same, add it to adr-folders in minutebook.toml",
        "would write minutebook.toml",
        "would write .gitattributes",
    ]
    assert read_tree(repo) == before
    document = run("init", "--json").ok().json
    validate_document("init", document)
    assert [found["numbering"] for found in document["adopted"]] == ["folder", "folder"]
    assert document["passed_over"][1] == {
        "folder": "vendor/x/adr",
        "pages": 1,
        "reason": "vendored code",
    }
    assert (document["passed_over_total"], document["configuration"]) == (2, None)
    after = read_tree(repo)
    assert {path: after[path] for path in before} == before


def test_only_some_of_what_was_passed_over_is_shown(repo: Path, run: Runner) -> None:
    write_pages(repo, [f"vendor/x{number:03}/adr/0001-v.md" for number in range(120)])
    told = run("init", "--dry-run").ok().out.splitlines()
    assert sum(line.startswith("passed over vendor") for line in told) == 10
    assert "passed over 110 more: minutebook init --dry-run --json lists them" in told
    document = run("init", "--dry-run", "--json").ok().json
    validate_document("init", document)
    assert (len(document["passed_over"]), document["passed_over_total"]) == (100, 120)


def test_init_offers_what_a_configuration_leaves_out(repo: Path, run: Runner) -> None:
    write_pages(repo, ["docs/adr/0001-a.md", "web/adr/0001-w.md"])
    (repo / "minutebook.toml").write_text('adr-folders = ["docs/adr"]\n')
    run("init").ok()  # marks the index pages to come as generated
    before = read_tree(repo)
    assert run("init").ok().out.splitlines() == [
        "already set up: minutebook.toml",
        "not configured: web/adr: 1 ADR record",
        "to have them read, write in minutebook.toml:",
        '    adr-folders = ["docs/adr", "web/adr"]',
        '    adr-numbering = "folder"',
    ]
    document = run("init", "--json").ok().json
    validate_document("init", document)
    assert document["configuration"] == "minutebook.toml"
    assert document["addition"] == {
        "adr-folders": ["docs/adr", "web/adr"],
        "adr-numbering": "folder",
    }
    assert [found["folder"] for found in document["offered"]] == ["web/adr"]
    assert read_tree(repo) == before
    # Without a number that both have, one series may go on.
    (repo / "web/adr/0001-w.md").rename(repo / "web/adr/0002-w.md")
    assert list(run("init", "--json").ok().json["addition"]) == ["adr-folders"]


@pytest.mark.parametrize(
    ("cwd", "options", "path"),
    [
        (".", [], "docs/adr/0003-t.md"),
        ("packages/billing/src", [], "packages/billing/docs/adr/0004-t.md"),
        ("packages/web", [], "packages/web/.decisions/0002-t.md"),
        ("packages/other", [], "docs/adr/0003-t.md"),
        ("packages/other", ["--folder", "billing"], "packages/billing/docs/adr/0004-t.md"),
        ("packages/other", ["--folder", "../web/.decisions"], "packages/web/.decisions/0002-t.md"),
        (".", ["--folder", "docs/adr/backend"], "docs/adr/backend/0003-t.md"),
        (".", ["--folder", "backend"], "docs/adr/backend/0003-t.md"),
    ],
)
def test_a_new_decision_goes_to_the_nearest_folder_or_the_one_that_is_named(
    cwd: str, options: list[str], path: str, monorepo: Path, run: Runner
) -> None:
    planned = run("-C", cwd, "adr", "new", "T", *options, "--dry-run", "--json").ok().json
    assert not (monorepo / path).exists()
    document = run("-C", cwd, "adr", "new", "T", *options, "--json").ok().json
    validate_document("written", document)
    assert document["record"]["path"] == planned["record"]["path"] == path
    assert path in {record["path"] for record in run("list", "--json").ok().json["records"]}
    run("index").ok()
    assert run("check").ok().out == "nothing wrong\n"


def test_an_unknown_folder_is_refused_with_those_that_there_are(
    monorepo: Path, run: Runner
) -> None:
    before = read_tree(monorepo)
    for command in (["adr", "new", "T"], ["phr", "new", "T"]):
        refused = run(*command, "--folder", "nope")
        assert refused.exit == 2
        assert "'nope' is not a folder of" in refused.err
    assert "one of: docs/adr, packages/billing/docs/adr, packages/web/.decisions" in run(
        "adr", "new", "T", "--folder", "nope"
    ).err  # fmt: skip
    assert read_tree(monorepo) == before


def test_refs_name_the_folder(monorepo: Path, run: Runner) -> None:
    for ref in ("billing/0003", "billing/docs/adr/0003", "packages/billing/docs/adr/0003-b.md"):
        shown = run("show", ref, "--json").ok().json["record"]
        assert shown["path"] == "packages/billing/docs/adr/0003-b.md"
    assert (
        run("show", "3", "--json")
        .ok()
        .json["record"]["path"]
        .endswith("billing/docs/adr/0003-b.md")
    )


def test_a_successor_is_made_beside_what_it_supersedes(monorepo: Path, run: Runner) -> None:
    made = run("adr", "supersede", "billing/0002", "--with", "Better", "--json").ok().json
    assert made["record"]["path"] == "packages/billing/docs/adr/0004-better.md"


def test_a_suggested_decision_takes_a_folder(monorepo: Path, run: Runner) -> None:
    refused = run("adr", "new", "T", "--from", "S-0001-1", "--folder", "billing")
    assert refused.exit == 3  # there is no such suggestion: the option is understood


def test_prompts_go_to_the_nearest_folder_and_a_document_names_another(
    repo: Path, run: Runner
) -> None:
    write_pages(repo, ["history/prompts/general/0001-x.general.prompt.md"], "# x\n")
    write_pages(repo, ["apps/web/history/prompts/a/0001-y.plan.prompt.md"], "# y\n")
    (repo / "apps/web/src").mkdir()
    run("init").ok()

    def create(*args: str, text: str = "") -> str:
        if text:
            (repo / "document.json").write_text(text)
        path = run("-C", "apps/web/src", "phr", "new", *args, "--json").ok().json["record"]["path"]
        return str(path)

    assert create("T").startswith("apps/web/history/prompts/general/0001-t.")
    assert create("T", "--folder", "history/prompts").startswith("history/prompts/general/0002-t.")
    for folder, expected in {
        "../../../history/prompts": "history/prompts/general/0003-t.general.prompt.md",
        "web": "apps/web/history/prompts/general/0002-t.general.prompt.md",
        str(repo / "history/prompts/own"): "history/prompts/own/0001-t.general.prompt.md",
    }.items():
        document = {"title": "T", "folder": folder}
        assert (
            create("--from-json", str(repo / "document.json"), text=json.dumps(document))
            == expected
        )
    other = create(
        "--from-json",
        str(repo / "document.json"),
        "--folder",
        "web",
        text='{"title": "T", "folder": "nope"}',
    )  # the option comes before the document
    assert other.startswith("apps/web/")
    (repo / "document.json").write_text('{"title": "T", "folder": 1}')
    assert run("phr", "new", "--from-json", str(repo / "document.json")).exit == 2


def test_subfolders_that_count_for_themselves_go_on_so(repo: Path, run: Runner) -> None:
    write_pages(repo, [f"adr/backend/000{number}-{number}.md" for number in (1, 2)])
    write_pages(repo, [f"adr/frontend/000{number}-x{number}.md" for number in (1, 2, 3)])
    run("init").ok()
    assert run("check").ok().out == "nothing wrong\n"
    made = run("adr", "new", "T", "--folder", "backend", "--json").ok().json["record"]
    assert (made["path"], made["ref"]) == ("adr/backend/0003-t.md", "backend/0003")
    assert run("renumber").ok().out == "nothing to do\n"
    rows = run("numbers", "--json").ok().json["rows"]
    assert {row["folder"]: row["next"] for row in rows if row["kind"] == "adr"} == {
        "adr": 4,
        "adr/backend": 4,
        "adr/frontend": 4,
    }


def test_a_number_is_reserved_in_the_folder_that_is_named(
    monorepo: Path, run: Runner, git: Git, tmp_path: Path
) -> None:
    git("init", "-q", "--bare", str(tmp_path / "origin.git"))
    git("remote", "add", "origin", str(tmp_path / "origin.git"))
    with (monorepo / "minutebook.toml").open("a") as config:
        config.write('reserve = "origin"\n')
    run("adr", "new", "T", "--folder", "billing").ok()
    claims = run("numbers", "--json").ok().json["claims"]
    assert [(claim["row"], claim["number"]) for claim in claims] == [
        ("adr=packages=2f=billing=2f=docs=2f=adr", 4)
    ]


def test_decisions_right_in_the_top(repo: Path, run: Runner, git: Git) -> None:
    write_pages(repo, ["0001-x.md", "0002-y.md", "src/0007-z.md"])
    write_pages(repo, ["README.md", "SECURITY.md", "2024-plans.md"], "# Own\n")
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    assert "adopted the top folder: 2 ADR records" in run("init").ok().out
    assert run("adr", "new", "T", "--json").ok().json["record"]["path"] == "0003-t.md"
    run("-C", "src", "adr", "new", "U").ok()
    run("index").ok()
    assert (repo / "README.md").read_text() == "# Own\n"
    assert run("check").ok().out == "nothing wrong\n"
    (repo / "README.md").write_text(
        "# Own\n\n<!-- minutebook:index -->\n<!-- /minutebook:index -->\n"
    )
    assert run("index").ok().out == "wrote README.md\n"
    assert "](0004-u.md)" in (repo / "README.md").read_text()
    run("adr", "supersede", "1", "--by", "3").ok()
    run("adr", "new", "V").ok()
    (repo / "0005-other.md").write_text((repo / "0005-v.md").read_text())
    assert "number-twice" in run("check").out
    run("renumber").ok()
    assert run("check").ok().out == "nothing wrong\n"
    listed = [
        record["path"]
        for record in run("adr", "list", "--sort", "number", "--json").ok().json["records"]
    ]
    assert [path[:4] for path in listed] == ["0001", "0002", "0003", "0004", "0005", "0006"]
    assert not any("/" in path for path in listed)


def test_decisions_in_the_top_make_no_suggestion_of_their_own(
    repo: Path, run: Runner, git: Git
) -> None:
    write_pages(repo, ["0001-x.md", "0002-y.md"])
    run("init").ok()
    project = open_project(str(repo))
    diff = "diff --git a/{0} b/{0}\n--- a/{0}\n+++ b/{0}\n@@ -0,0 +1 @@\n+x"
    shown = "\n".join(map(diff.format, ("0001-x.md", "README.md", "src/a.py")))
    kept = suggest.assessable_diff(project, shown)
    assert ("0001-x.md" in kept, "README.md" in kept, "src/a.py" in kept) == (False, True, True)


def test_the_top_and_another_folder(repo: Path, run: Runner) -> None:
    write_pages(repo, ["0001-x.md", "0002-y.md", "docs/adr/0001-z.md"])
    run("init").ok()
    assert run("show", "./0001", "--json").ok().json["record"]["path"] == "0001-x.md"
    assert run("show", "adr/0001", "--json").ok().json["record"]["path"] == "docs/adr/0001-z.md"
    made = run("-C", "docs", "adr", "new", "T", "--json").ok().json["record"]
    assert made["path"] == "docs/adr/0002-t.md"
    made = run("-C", "docs", "adr", "new", "T", "--folder", "..", "--json").ok().json["record"]
    assert made["path"] == "0003-t.md"


def test_a_dotted_folder_is_read_in_a_sparse_checkout_too(
    repo: Path, run: Runner, git: Git
) -> None:
    write_pages(repo, [".decisions/0001-x.md", "src/a.md"])
    run("init").ok()
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    listed = run("list").ok().out
    git("sparse-checkout", "set", "--cone", "src")
    assert not (repo / ".decisions").exists()
    assert run("list").ok().out == listed != ""
    assert run("adr", "new", "T", "--json").ok().json["record"]["path"] == ".decisions/0002-t.md"


def test_the_merge_driver_is_for_pages_right_in_the_top(repo: Path, run: Runner) -> None:
    write_pages(repo, ["0001-x.md", "0002-y.md"])
    run("init").ok()
    run("agents", "install", "git").ok()
    assert "\n/*.md merge=minutebook\n" in (repo / ".gitattributes").read_text()
