"""Records that are brought down: to their summaries, or out of the tree."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from command_runner import Runner

PROMPT = "The whales are ours."
PAGES = "history/prompts/general"


@pytest.fixture
def record(repo: Path, run: Runner) -> Path:
    """A record with its texts, which another one follows and a decision names."""
    run("phr", "new", "Whales are ours", "--prompt", PROMPT, "--response", "So be it.").ok()
    run("phr", "new", "Later", "--prompt", "Later.", "--link", "follows:PHR-1").ok()
    return repo / PAGES / "0001-whales-are-ours.general.prompt.md"


def read_all(repo: Path) -> str:
    return "".join(path.read_text("utf-8") for path in (repo / "history").rglob("*.md"))


def test_a_summary_has_another_name(record: Path, repo: Path, run: Runner) -> None:
    hidden = run("phr", "hide", "PHR-1", "--as", "summary").ok()
    assert f"PHR-0001  {PAGES}/0001-task.general.prompt.md\n" in hidden.out
    assert hidden.err == ""  # nothing was committed
    assert "hales" not in read_all(repo)
    assert not record.exists()
    assert run("show", "PHR-1", "--json").json["record"]["prompt"] == PROMPT
    assert run("phr", "verify").ok().out.count("verified: ") == 2
    assert run("check").out == "nothing wrong\n"
    again = run("phr", "hide", "PHR-1", "--as", "summary").ok()
    assert again.out == "nothing to do\n"


def test_a_person_gives_the_title_of_a_summary(record: Path, repo: Path, run: Runner) -> None:
    run("phr", "hide", "PHR-1", "--as", "summary", "--title", "On the sea").ok()
    assert (repo / PAGES / "0001-on-the-sea.general.prompt.md").is_file()


@pytest.mark.parametrize("wanted", ["summary", "private"])
def test_a_dry_run_writes_nothing(record: Path, repo: Path, run: Runner, wanted: str) -> None:
    before = read_all(repo)
    hidden = run("phr", "hide", "PHR-1", "--as", wanted, "--dry-run").ok()
    assert "would write" in hidden.out
    assert read_all(repo) == before
    assert not (repo / ".git/minutebook/texts").exists()


def test_a_private_record_leaves_nothing_but_its_number(
    record: Path, repo: Path, run: Runner
) -> None:
    run("phr", "hide", "PHR-2", "--as", "summary").ok()
    run("phr", "hide", "PHR-2", "--as", "private").ok()
    run("phr", "hide", "PHR-1", "--as", "private").ok()
    assert list((repo / PAGES).glob("0*")) == []
    assert run("list").out == ""
    assert [line.split()[0] for line in run("list", "--private").out.splitlines()] == [
        "PHR-0002",
        "PHR-0001",
    ]
    assert run("show", "PHR-2", "--json").json["record"]["prompt"] == "Later."
    assert "* Page: in no tree" in run("show", "PHR-1").out
    assert "PHR-0003" in run("phr", "new", "Next", "--prompt", "Next.").out
    assert run("check").out == "nothing wrong\n"
    assert run("numbers").out.count("private") == 2
    assert [claim["private"] for claim in run("numbers", "--json").json["claims"]] == [True, True]


def test_commits_that_have_the_texts_are_named(
    record: Path, run: Runner, git: Callable[..., str]
) -> None:
    git("add", "-A")
    git("commit", "-q", "-m", "Records")
    commit = git("rev-parse", "HEAD")[:10]
    hidden = run("phr", "hide", "PHR-1", "--as", "summary").ok()
    assert f"note: git's history still has the texts: {commit}; " in hidden.err
    # The page has another name by now, and no commit.
    hidden = run("phr", "hide", "PHR-1", "--as", "private").ok()
    assert f"git's history still has the page: {commit}; " in hidden.err


@pytest.mark.parametrize("wanted", ["summary", "private"])
def test_a_page_that_is_staged_is_told_of(
    record: Path, run: Runner, git: Callable[..., str], wanted: str
) -> None:
    git("add", "-A")
    hidden = run("phr", "hide", "PHR-1", "--as", wanted).ok()
    assert "git's index still has the page as it was, for the next commit: " in hidden.err
    git(*hidden.err.strip().rpartition(": git ")[2].split())
    assert "whales" not in git("grep", "--cached", "-h", "", "--", "history").lower()


@pytest.mark.parametrize(
    ("args", "status", "message"),
    [
        (("PHR-1", "--as", "secret"), 2, "a record is not hidden as 'secret'"),
        (("PHR-9", "--as", "summary"), 3, "PHR-0009"),
        (("ADR-1", "--as", "summary"), 2, "ADR-0001 is a decision"),
    ],
)
def test_what_is_not_hidden(
    record: Path, run: Runner, args: tuple[str, ...], status: int, message: str
) -> None:
    run("adr", "new", "Whales swim").ok()
    refused = run("phr", "hide", *args)
    assert (refused.exit, message in refused.err) == (status, True)


def test_a_page_in_a_form_that_is_not_cut(repo: Path, run: Runner) -> None:
    page = repo / PAGES / "0001-x.general.prompt.md"
    page.parent.mkdir(parents=True)
    page.write_text("# Whales\n\n**Prompt:** The whales are ours.\n", "utf-8")
    refused = run("phr", "hide", "PHR-1", "--as", "summary")
    assert (refused.exit, "hint: minutebook phr hide PHR-0001 --as private" in refused.err) == (
        3,
        True,
    )
    run("phr", "hide", "PHR-1", "--as", "private").ok()
    assert not page.exists()


def test_kept_texts_follow_their_record(record: Path, repo: Path, run: Runner) -> None:
    run("phr", "hide", "PHR-1", "--as", "summary").ok()
    kept = repo / ".git/minutebook/texts" / PAGES
    run("retitle", "PHR-1", "Sea").ok()
    run("renumber", "PHR-1").ok()
    assert [path.name for path in kept.iterdir()] == ["0003-sea.general.prompt.md"]
    assert "# PHR-0003 Whales are ours" in next(kept.iterdir()).read_text("utf-8")
    assert run("show", "PHR-3", "--json").json["record"]["prompt"] == PROMPT
    # A name that another clone gave is no matter: session and digests tell.
    page = next((repo / PAGES).glob("0003-*"))
    page.rename(page.with_name("0007-other.general.prompt.md"))
    assert run("show", "PHR-7", "--json").json["record"]["prompt"] == PROMPT
    refused = run("remove", "PHR-2", "PHR-7")
    assert refused.exit == 3


def test_texts_are_removed_with_their_record(
    repo: Path, run: Runner, git: Callable[..., str]
) -> None:
    run("phr", "new", "X", "--prompt", PROMPT, "--visibility", "summary").ok()
    git("add", "-A")
    git("commit", "-q", "-m", "Records")
    refused = run("remove", "PHR-1")
    assert (refused.exit, "so they would be lost" in refused.err) == (3, True)
    run("remove", "PHR-1", "--force").ok()
    texts = repo / ".git/minutebook/texts"
    assert [path for path in texts.rglob("*") if path.is_file()] == []


def test_a_private_record_is_removed(repo: Path, run: Runner) -> None:
    run("phr", "new", "X", "--prompt", PROMPT, "--visibility", "private").ok()
    refused = run("remove", "PHR-1")
    assert (refused.exit, "hint: minutebook remove PHR-1 --force" in refused.err) == (3, True)
    run("remove", "PHR-1", "--force", "--dry-run").ok()
    assert run("remove", "PHR-1", "--force").ok().out.startswith("removed PHR-0001  ")
    assert run("list", "--private").out == ""
    assert run("remove", "PHR-1", "--force").exit == 3
    assert "PHR-0002" in run("phr", "new", "Y", "--prompt", "Y.").out
