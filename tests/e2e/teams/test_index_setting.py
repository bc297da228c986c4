"""The setting `index`: where operations write index pages, and where `check` reports them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.agents.git_hooks import merge_and_push
from minutebook.repository import store

from command_runner import Runner, read_tree

Git = Callable[..., str]

PAGES = ("decisions/README.md", "history/README.md", "history/prompts/general/README.md")


@pytest.fixture
def commit(filled_repo: Path, git: Git) -> Callable[[], str]:
    """Commits everything; the repository has records and is on `main`."""

    def call() -> str:
        git("add", "-A")
        git("commit", "-q", "--allow-empty", "-m", "more")
        return git("rev-parse", "HEAD").strip()

    call()
    return call


def set_index(repo: Path, mode: str) -> None:
    path = repo / "minutebook.toml"
    path.write_text(f'{path.read_text("utf-8")}index = "{mode}"\n', "utf-8")


def list_changed(git: Git) -> set[str]:
    """The index pages that differ from the last commit, or are new."""
    names = git("status", "--porcelain", "-uall").splitlines()
    return {name[3:] for name in names if name.endswith("README.md")}


@pytest.mark.parametrize(
    ("mode", "branch", "is_written"),
    [
        ("", "main", True),
        ("", "work", False),
        ("default-branch", "work", False),
        ("always", "work", True),
        ("never", "main", False),
    ],
)
def test_index_pages_are_written_where_the_setting_says(
    mode: str,
    branch: str,
    is_written: bool,
    filled_repo: Path,
    commit: Callable[[], str],
    run: Runner,
    git: Git,
) -> None:
    if branch != "main":
        git("checkout", "-q", "-b", branch)
    if mode:
        set_index(filled_repo, mode)
    before = {path: (filled_repo / path).read_bytes() for path in PAGES}
    for args in (
        ["adr", "new", "Use Valkey", "--context", "So.", "--consequences", "Then.", "--decision", "It."],
        ["phr", "new", "Do it", "--prompt", "Please.", "--adr", "5"],
        ["link", "PHR-3", "follows", "PHR-1"],
        ["adr", "supersede", "ADR-2", "--by", "ADR-5"],
        ["adr", "accept", "ADR-5"],
        ["link", "ADR-4", "relates-to", "ADR-5"],
        ["retitle", "ADR-3", "Use Garnet"],
        ["adr", "reject", "ADR-4", "--reason", "No."],
    ):  # fmt: skip
        result = run(*args).ok()
        assert ("README.md" in result.out) == is_written, args
    run("phr", "new", "Elsewhere", "--prompt", "Go.", "--feature", "billing").ok()
    after = {path: (filled_repo / path).read_bytes() for path in PAGES}
    begun = (filled_repo / "history/prompts/billing/README.md").exists()
    assert begun == is_written
    if is_written:
        assert not any(after[path] == before[path] for path in PAGES)
    else:
        assert after == before
    findings = run("check", "--json").json["findings"]
    assert [each["code"] for each in findings if each["severity"] != "info"] == []
    # Asked for by its name, the index is compared and written on every branch.
    assert (run("index", "--check").exit == 0) == is_written
    run("index").ok()
    run("index", "--check").ok()
    assert "Use Garnet" in (filled_repo / PAGES[0]).read_text("utf-8")
    assert (filled_repo / "history/prompts/billing/README.md").exists()


def test_what_is_behind_is_a_finding_on_the_default_branch(
    filled_repo: Path, commit: Callable[[], str], run: Runner, git: Git
) -> None:
    git("checkout", "-q", "-b", "feature/x")
    run("adr", "new", "Use Valkey").ok()
    assert "stale-index" not in run("check").out
    assert run("check", "--fix").ok().out.find("README") == -1
    commit()
    git("checkout", "-q", "--detach")
    assert "stale-index" not in run("check").out
    git("checkout", "-q", "main")
    git("merge", "-q", "feature/x")
    stale = run("check", "--only", "stale-index")
    assert "`decisions/README.md` does not show the records" in stale.out
    set_index(filled_repo, "never")
    assert "stale-index" not in run("check", "--only", "stale-index").out


def test_git_hooks_refresh_indexes_on_the_default_branch_alone(
    filled_repo: Path,
    commit: Callable[[], str],
    run: Runner,
    git: Git,
) -> None:
    start = commit()
    git("checkout", "-q", "-b", "feature/x")
    run("phr", "new", "Bill", "--prompt", "Go.", "--feature", "billing").ok()
    commit()
    git("checkout", "-q", "-b", "feature/y", start)
    run("phr", "new", "Pay", "--prompt", "Go.", "--feature", "payment").ok()
    previous = commit()
    git("merge", "-q", "--no-edit", "feature/x")
    summary, _ = merge_and_push.repair_after_merge(".", previous)
    assert summary == ""
    assert list_changed(git) == set()
    commit()
    git("checkout", "-q", "main")
    git("merge", "-q", "--no-edit", "feature/y")
    summary, _ = merge_and_push.repair_after_merge(".", start)
    assert summary == "3 files were written, to be committed"
    assert list_changed(git) == {
        "history/README.md",
        "history/prompts/billing/README.md",
        "history/prompts/payment/README.md",
    }
    run("check").ok()


def test_what_hooks_advise_depends_on_the_branch(
    filled_repo: Path, commit: Callable[[], str], git: Git, tmp_path: Path
) -> None:
    both = "minutebook renumber && minutebook index"
    assert merge_and_push.suggest_commands(".") == both
    assert merge_and_push.suggest_commands(str(tmp_path)) == both  # no repository: nothing is known
    git("checkout", "-q", "-b", "feature/x")
    assert merge_and_push.suggest_commands(".") == "minutebook renumber"


def test_a_persons_text_on_an_index_page_follows_on_every_branch(
    filled_repo: Path, commit: Callable[[], str], run: Runner, git: Git
) -> None:
    page = filled_repo / "decisions/README.md"
    own = "\nMind [the cache](0002-use-postgres.md).\n"
    page.write_text(page.read_text("utf-8") + own, "utf-8")
    commit()
    git("checkout", "-q", "-b", "feature/x")
    before = page.read_text("utf-8")
    run("retitle", "ADR-2", "Use SQLite").ok()
    assert page.read_text("utf-8") == before.replace(own, own.replace("postgres", "sqlite"))


def test_a_secret_does_not_wait_for_the_default_branch(
    filled_repo: Path, commit: Callable[[], str], run: Runner, git: Git
) -> None:
    run("adr", "new", "Use hunter22 for Redis").ok()
    commit()
    git("checkout", "-q", "-b", "feature/x")
    run("redact", "--in-record", "ADR-5", "--values", "-", stdin="hunter22\n")
    page = (filled_repo / "decisions/README.md").read_text("utf-8")
    assert "hunter22" not in page


def test_new_reads_no_index_page_where_it_writes_none(
    filled_repo: Path,
    commit: Callable[[], str],
    run: Runner,
    git: Git,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    git("checkout", "-q", "-b", "feature/x")
    read: list[str] = []
    read_page = store.read_page

    def note(top: str, path: str) -> tuple[str, bool] | None:
        read.append(path)
        return read_page(top, path)

    monkeypatch.setattr(store, "read_page", note)
    run("adr", "new", "Use Valkey").ok()
    run("phr", "new", "Do it", "--prompt", "Please.").ok()
    assert not [path for path in read if path.endswith("README.md")]
    run("adr", "new", "Use Valkey").ok()  # a link by the slug may mean either now: all are read
    assert [path for path in read if path.endswith("README.md")]


def test_an_index_that_cannot_be_written_is_no_matter_where_none_is(
    filled_repo: Path, commit: Callable[[], str], run: Runner, git: Git
) -> None:
    (filled_repo / PAGES[0]).unlink()
    (filled_repo / PAGES[0]).mkdir()
    assert "was left out" in run("adr", "new", "Use Valkey").ok().err
    assert "link-in-the-way" in run("check").out
    git("checkout", "-q", "-b", "feature/x")
    result = run("adr", "new", "Use Garnet").ok()
    assert result.err == "next: minutebook adr accept ADR-0006\n"
    assert "link-in-the-way" not in run("check").out


def test_init_begins_no_index_on_another_branch(repo: Path, run: Runner, git: Git) -> None:
    git("commit", "-q", "--allow-empty", "-m", "first")
    git("checkout", "-q", "-b", "feature/records")
    run("init").ok()
    assert not [path for path in read_tree(repo) if path.endswith("README.md")]
    run("check").ok()


def test_a_value_that_is_none_is_refused(repo: Path, run: Runner) -> None:
    (repo / "minutebook.toml").write_text('index = "sometimes"\n')
    result = run("list")
    assert result.exit == 2
    assert 'index is "sometimes", not one of "default-branch", "always", "never"' in result.err
