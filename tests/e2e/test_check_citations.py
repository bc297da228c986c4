"""`check`: citations in the files of a repository, and what a change adds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from command_runner import Runner

CODES = "citation-unknown,citation-ambiguous,citation-superseded"


@pytest.fixture
def cited_repo(filled_repo: Path, git: Callable[..., str], run: Runner) -> Path:
    """A repository with citations in many kinds of files, all committed."""
    run("adr", "supersede", "ADR-2", "--by", "ADR-3").ok()
    run("adr", "accept", "ADR-3").ok()
    files = {
        "src/cache.py": "CACHE = {}  # ADR-0009\n",
        "docs/guide.md": "See ADR-2.\n",
        ".gitmessage": "PHR-0009\n",
        "vendor/lib/x.md": "ADR-9\n",
        "third/x.md": "ADR-9\n",
        ".gitattributes": "third/** linguist-vendored\n",
        "CHANGELOG.md": "ADR-9\n",
        "tests/data/x.json": '{"a": "ADR-9"}\n',
        "tests/test_x.py": "# ADR-9\n",
        "conf.yaml": "adr: ADR-9\n",
    }
    for name, text in files.items():
        (filled_repo / name).parent.mkdir(parents=True, exist_ok=True)
        (filled_repo / name).write_text(text, "utf-8")
    git("add", "-A")
    git("commit", "-qm", "x")
    return filled_repo


def list_findings(run: Runner, *args: str) -> list[tuple[str, int, str, str]]:
    findings = run("check", "--only", CODES, "--json", *args).ok().json["findings"]
    return [(each["path"], each["line"], each["code"][9:], each["severity"]) for each in findings]


def test_files_are_read_by_what_they_are(cited_repo: Path, run: Runner) -> None:
    assert list_findings(run) == [
        (".gitmessage", 1, "unknown", "warning"),
        ("conf.yaml", 1, "unknown", "warning"),
        ("docs/guide.md", 1, "superseded", "info"),
        ("src/cache.py", 1, "unknown", "warning"),
        ("tests/test_x.py", 1, "unknown", "info"),
    ]


@pytest.mark.parametrize("manifest", [".minutebook-site.json", ".minutebook-export.json"])
def test_what_minutebook_wrote_of_the_records_is_passed_over(
    manifest: str, cited_repo: Path, run: Runner
) -> None:
    """A site that git was not told to ignore repeats what records say of each other."""
    before = list_findings(run)
    script = cited_repo / "public/assets/search/0.js"
    script.parent.mkdir(parents=True)
    script.write_text("// ADR-2 ADR-9\n")
    assert {each[0] for each in list_findings(run)} - {each[0] for each in before}
    (cited_repo / "public" / manifest).write_text("{}")
    assert list_findings(run) == before
    assert list_findings(run, "--changed") == []
    # In the top it would hide everything.
    (cited_repo / manifest).write_text("{}")
    assert list_findings(run) == before


def test_only_what_a_change_adds(cited_repo: Path, run: Runner, git: Callable[..., str]) -> None:
    assert list_findings(run, "--changed") == []
    guide = cited_repo / "docs/guide.md"
    guide.write_text("See ADR-2.\nAnd ADR-8.\n", "utf-8")
    (cited_repo / "new.md").write_text("See ADR-7.\n", "utf-8")  # not tracked yet
    added = [("docs/guide.md", 2, "unknown", "warning"), ("new.md", 1, "unknown", "warning")]
    assert list_findings(run, "--changed") == added
    git("add", "-A")
    assert list_findings(run, "--changed") == added
    git("checkout", "-qb", "topic")
    git("commit", "-qm", "y")
    assert list_findings(run, "--changed") == []
    assert list_findings(run, "--changed", "--base", "main") == added
    git("checkout", "-q", "main")
    (cited_repo / "z.md").write_text("ADR-6\n", "utf-8")
    git("add", "-A")
    git("commit", "-qm", "z")
    git("checkout", "-q", "topic")
    assert list_findings(run, "--changed", "--base", "main") == added


def test_a_changed_record_is_shown_as_a_whole(cited_repo: Path, run: Runner) -> None:
    page = next(cited_repo.glob("decisions/0002-*"))
    page.write_text(page.read_text("utf-8") + "\nSee [x](gone.md).\n", "utf-8")
    findings = run("check", "--changed", "--json").json["findings"]
    assert ("dead-link", page.name) in {
        (each["code"], Path(each["path"]).name) for each in findings
    }
    assert {each["path"] for each in findings} == {f"decisions/{page.name}"}


def test_before_the_first_commit_all_is_new(repo: Path, run: Runner) -> None:
    run("adr", "new", "Use x").ok()
    (repo / "a.md").write_text("See ADR-2.\n", "utf-8")
    assert list_findings(run, "--changed") == [("a.md", 1, "unknown", "warning")]


@pytest.mark.parametrize("option", ["--fix", "--baseline"])
def test_what_does_not_go_together(option: str, repo: Path, run: Runner) -> None:
    assert run("check", "--changed", option).exit == 2
