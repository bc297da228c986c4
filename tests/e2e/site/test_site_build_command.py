"""`site build`: what it writes and prints, where, and what it refuses."""

from __future__ import annotations

import importlib.util
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from command_runner import Runner, read_tree
from json_documents import validate_document

pytest.importorskip("pygments", reason="the site needs minutebook[site]")


def list_files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_site_is_built_and_all_its_links_lead_somewhere(filled_repo: Path, run: Runner) -> None:
    result = run("site", "build", "--check").ok()
    head, *others = result.out.splitlines()
    assert head.startswith("wrote ")
    assert head.endswith(" files of site, 0 unchanged, 0 removed")
    assert others == ["every link leads somewhere"]
    assert result.err == (
        "note: git would add site; to have it ignored: echo /site/ >> .gitignore\n"
    )
    files = list_files(filled_repo / "site")
    assert {
        *("index.html", "decisions/index.html", "prompts/index.html", "search.html", "feed.xml"),
        *(".nojekyll", "decisions/0003-use-redis.html"),
    } <= files
    again = run("site", "build").ok()
    assert again.out == (
        f"wrote 0 files of site, {len(files) - 2} unchanged, 0 removed\n"
        "to look at it: site/index.html\n"
    )
    assert again.err == ""


def test_records_stay_as_they_are(filled_repo: Path, run: Runner) -> None:
    before = read_tree(filled_repo)
    run("site", "build").ok()
    after = read_tree(filled_repo)
    assert {path: text for path, text in after.items() if not path.startswith("site/")} == before


def test_a_dry_run_counts_and_writes_nothing(filled_repo: Path, run: Runner) -> None:
    out = run("site", "build", "--dry-run").ok().out
    assert out.startswith("would write ")
    assert not (filled_repo / "site").exists()
    assert run("site", "build", "--dry-run", "--check").exit == 2


def test_the_document_counts_pages(filled_repo: Path, run: Runner, tmp_path: Path) -> None:
    args = ("site", "build", "--out", "../public", "--json")
    first = run(*args).ok().json
    validate_document("site", first)
    assert first["out"] == str(tmp_path / "public")
    assert first["pages"]["written"] > 20
    run("retitle", "ADR-3", "Use Valkey").ok()
    second = run(*args, "--check").ok().json
    validate_document("site", second)
    assert second["findings"] == []
    assert second["pages"]["removed"] == 1
    assert second["pages"]["unchanged"] > 0
    assert not (tmp_path / "public/decisions/0003-use-redis.html").exists()
    assert (tmp_path / "public/decisions/0003-use-valkey.html").exists()


def test_dead_links_are_findings(
    filled_repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    from minutebook.site import pages
    from minutebook.site.page import Page

    def list_pages(*args: object, **options: object) -> list[Page]:
        return [Page(f"{n}.html", "", {"text": '<p>\n<a href="x">'}) for n in range(120)]

    monkeypatch.setattr(pages, "list_pages", list_pages)
    result = run("site", "build", "--check")
    assert result.exit == 1
    lines = result.out.splitlines()
    assert lines[1] == "0.html:2: error: leads nowhere: x [dead-link]"
    assert lines[-2:] == ["20 more: minutebook site build --check --json", "120 errors"]
    document = run("site", "build", "--check", "--json")
    validate_document("site", document.json)
    assert (document.exit, len(document.json["findings"])) == (1, 120)


def test_a_record_with_errors_is_shown_all_the_same(filled_repo: Path, run: Runner) -> None:
    (filled_repo / "decisions/0009-broken.md").write_bytes(
        b"---\nstatus: [\ndate: nonsense\n---\n\n# Caf\xe9 {{ x }} </script>\n\n[a](../../../etc)\n"
    )
    (filled_repo / "decisions/0002-use-postgres.md").write_text("")
    run("site", "build", "--check").ok()
    assert (filled_repo / "site/decisions/0009-broken.html").exists()


def test_several_repositories_are_one_site(
    filled_repo: Path, run: Runner, other: Runner, tmp_path: Path
) -> None:
    other("init").ok()
    result = run("site", "build", ".", "../other", ".", "--title", "Both", "--check").ok()
    assert "every link leads somewhere" in result.out
    site = filled_repo / "site"
    folders = {path.parent.parent.name for path in site.glob("*/decisions/*.html")}
    assert folders == {"repo", "other"}
    assert "Both" in (site / "index.html").read_text("utf-8")
    # With repositories named it goes where the command is typed, not into one of them.
    work = tmp_path / "work"
    work.mkdir()
    elsewhere = Runner(work, run.world)
    elsewhere("site", "build", "../repo").ok()
    assert (work / "site/index.html").exists()


def test_from_a_folder_below_it_goes_to_the_top(filled_repo: Path, run: Runner) -> None:
    Runner(filled_repo / "src", run.world)("site", "build").ok()
    assert (filled_repo / "site/index.html").exists()
    assert run("-C", "src", "site", "build", "--json").ok().json["pages"]["written"] == 0


@pytest.mark.parametrize(
    ("args", "exit_status", "message"),
    [
        (("--out", "decisions/site"), 2, "would lie among the records of decisions"),
        (("--out", "."), 2, "would have in it the records of"),
        (("--out", "src"), 3, "has files that are no site of minutebook, such as cache.py"),
        (("--out", ".git/site"), 3, "is in a git directory"),
        (("--search", "google"), 2, "there is no search 'google'"),
        (("--url", "example.org"), 2, "'example.org' is no address of a site"),
        (("/",), 4, "error: /: not in a git repository"),
        ((".", "/"), 4, "error: /: not in a git repository"),
        ((".", "nosuch"), 4, "error: nosuch is not a folder\nhint: name the folders of"),
        (("--out", "src/cache.py/site"), 4, "no folder can be made at "),
    ],
)
def test_what_is_refused(
    args: tuple[str, ...], exit_status: int, message: str, filled_repo: Path, run: Runner
) -> None:
    before = read_tree(filled_repo)
    result = run("site", "build", *args)
    assert result.exit == exit_status
    assert message in result.err
    assert "\nhint: " in result.err
    assert read_tree(filled_repo) == before


def test_without_the_extra_it_says_what_to_install(
    filled_repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    from minutebook.site.writing import extras

    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    needs = {
        "build": "the site needs pygments",
        "serve": "the preview of the site needs pygments and watchfiles",
    }
    for command, message in needs.items():
        result = run("site", command)
        assert (result.exit, result.err) == (
            4,
            f"error: {message}\nhint: pip install 'minutebook[site]'\n",
        )
    assert not (filled_repo / "site").exists()


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_without_pagefind_the_site_that_is_there_stays(
    filled_repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    run("site", "build", "--guide").ok()
    before = read_tree(filled_repo / "site")
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == "pagefind" else find_spec(name)
    )

    result = run("site", "build", "--search", "pagefind", *options)

    assert (result.exit, result.out) == (4, "")
    assert "hint: pip install 'pagefind[extended]'\n" in result.err
    assert read_tree(filled_repo / "site") == before


def test_a_site_that_is_committed_needs_no_ignoring(
    filled_repo: Path, run: Runner, git: Callable[..., str]
) -> None:
    (filled_repo / "docs").mkdir()
    (filled_repo / "docs/CNAME").write_text("example.org\n")
    git("add", "docs/CNAME")
    assert run("site", "build", "--out", "docs").ok().err == ""
    assert (filled_repo / "docs/CNAME").read_text() == "example.org\n"


def test_the_same_site_comes_out_on_another_day(
    filled_repo: Path, run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("site", "build", "--out", "../one").ok()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1893456000")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    run("site", "build", "--out", "../two").ok()
    one, two = read_tree(tmp_path / "one"), read_tree(tmp_path / "two")
    assert one == two


def test_a_clone_that_git_may_not_write_can_be_shown(filled_repo: Path, run: Runner) -> None:
    """As in a sandbox: the catalog cannot be kept there."""
    if os.name == "nt" or os.getuid() == 0:
        pytest.skip("everything may be written by this user")
    subprocess.run(["chmod", "-R", "a-w", ".git"], cwd=filled_repo, check=True)
    try:
        run("site", "build").ok()
    finally:
        subprocess.run(["chmod", "-R", "u+w", ".git"], cwd=filled_repo, check=True)
