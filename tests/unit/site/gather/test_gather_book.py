"""A book says what the repositories' records say, and holds no texts."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.lean.values import to_dict
from minutebook.operations.project import open_project
from minutebook.site.book import Book, Count, Entry, Relation, StatusChange, TimelineEvent
from minutebook.site.gather import gather_book

from command_runner import DAY, Runner

Git = Callable[..., str]
Gather = Callable[..., Book]
WriteFile = Callable[[str, str], None]
MADR = """---
status: accepted
date: 2025-03-01
decision-makers: [Grace <grace@example.org>]
consulted: [Linus]
---

# Use Redis for carts

## Context and Problem Statement

Carts get lost.

## Decision Outcome

Chosen option: "Redis", because it is fast.
"""
NYGARD = """# 2. Use Postgres

Date: 2025-03-02

## Status

Accepted

## Context

Rows.

## Decision

We will use Postgres.

## Consequences

None.
"""
TOML = """+++
status = "accepted"
date = 2025-03-03
reach = "all services"
+++

# Use one queue

## Decision

We will use one queue.
"""


@pytest.fixture
def gather(repo: Path) -> Gather:
    """Gathers a book from the test's repository, or from those whose folders are given."""

    def call(*tops: Path, title: str = "") -> Book:
        return gather_book([open_project(str(top)) for top in tops or (repo,)], title)

    return call


@pytest.fixture
def write(repo: Path) -> WriteFile:
    """Writes a file of the repository."""

    def call(path: str, text: str) -> None:
        (repo / path).parent.mkdir(parents=True, exist_ok=True)
        (repo / path).write_text(text, "utf-8")

    return call


def find_entry(book: Book, ref: str) -> Entry:
    """The only entry with a ref."""
    (entry,) = [entry for entry in book.entries if entry.ref == ref]
    return entry


def test_a_repository_without_commits_or_records(gather: Gather) -> None:
    book = gather()
    assert (book.title, book.entries, book.files, book.day) == ("repo", (), (), "")
    assert [each.slug for each in book.repositories] == [""]
    assert gather(title="Our book").title == "Our book"


def test_records_that_are_not_committed(gather: Gather, run: Runner) -> None:
    run("adr", "new", "Use Redis", "--status", "accepted", "--decision", "We will use Redis.")
    entry = find_entry(gather(), "ADR-0001")
    assert (entry.commits, entry.group, entry.state) == ((), "in force", "accepted")
    assert entry.history == (StatusChange(DAY, "accepted", "page"),)
    assert entry.url == "decisions/0001-use-redis.html"


def test_pages_of_every_form(gather: Gather, write: WriteFile) -> None:
    write("decisions/0001-use-redis.md", MADR)
    write("decisions/0002-use-postgres.md", NYGARD)
    write("decisions/0003-use-one-queue.md", TOML)
    write("decisions/0004-use-rst.rst", "Use RST\n=======\n\nStatus: proposed\n\nIt *is* so.\n")
    book = gather()
    assert [entry.ref for entry in book.entries][:3] == ["ADR-0003", "ADR-0002", "ADR-0001"]
    madr, nygard, toml, rst = (find_entry(book, f"ADR-000{number}") for number in (1, 2, 3, 4))
    assert {entry.state for entry in (madr, nygard, toml)} == {"accepted"}
    assert [entry.date for entry in (madr, nygard, toml)] == [
        *("2025-03-01", "2025-03-02", "2025-03-03"),
    ]
    assert madr.people == ("Grace",)
    assert madr.extra_facts == (("consulted", "Linus"),)
    assert toml.extra_facts == (("reach", "all services"),)
    assert "Redis" in madr.summary
    assert nygard.summary == "We will use Postgres."
    assert (madr.previous_url, madr.next_url) == ("", nygard.url)
    assert (toml.previous_url, rst.url) == (nygard.url, "decisions/0004-use-rst.html")
    text = book.read_source(madr.key).markdown
    assert text.startswith("## Context and Problem Statement")
    assert "It *is* so." in book.read_source(rst.key).markdown
    assert "+++" not in book.read_source(toml.key).markdown
    assert book.day == "2025-03-03"


def test_a_page_that_cannot_be_read_stays_in_the_book(gather: Gather, write: WriteFile) -> None:
    write("decisions/0001-broken.md", "---\nstatus: [accepted\n---\n\n# Broken\n\nText.\n")
    entry = find_entry(gather(), "ADR-0001")
    assert entry.title == "Broken"
    assert "Text." in gather().read_source(entry.key).markdown


def test_a_supersession_that_is_only_proposed(gather: Gather, run: Runner) -> None:
    run("adr", "new", "Use Redis", "--status", "accepted")
    run("adr", "new", "Use Valkey", "--supersedes", "1")
    book = gather()
    old, new = find_entry(book, "ADR-0001"), find_entry(book, "ADR-0002")
    assert (old.group, new.group) == ("in force", "proposed")
    assert old.relations == (
        Relation(
            *("would be superseded by", "ADR-0002", "Use Valkey", new.url, "proposed"),
            is_effective=False,
        ),
    )
    assert [(each.name, each.url) for each in new.relations] == [("would supersede", old.url)]
    assert book.figures.debt.proposed == (new.key,)


def test_a_supersession_and_what_git_tells_of_it(gather: Gather, run: Runner, git: Git) -> None:
    run("adr", "new", "Use Redis", "--date", "2025-01-01")
    git("add", "-A")
    git("commit", "-qm", "Propose Redis")
    run("adr", "accept", "1")
    git("commit", "-qam", "Accept Redis")
    run("adr", "new", "Use Valkey", "--status", "accepted", "--supersedes", "1")
    book = gather()
    old, new = find_entry(book, "ADR-0001"), find_entry(book, "ADR-0002")
    assert old.history == (
        StatusChange("2025-01-01", "proposed", "page"),
        StatusChange(DAY, "accepted", "git"),
        StatusChange(DAY, "superseded", "successor"),
    )
    assert old.group == "gone"
    assert [commit.subject for commit in old.commits] == ["Propose Redis"]
    assert [each.name for each in new.relations] == ["supersedes"]
    assert book.events == (
        TimelineEvent(DAY, "decision", new.key, "accepted"),
        TimelineEvent(DAY, "decision", old.key, "superseded"),
        TimelineEvent(DAY, "decision", old.key, "accepted"),
        TimelineEvent("2025-01-01", "decision", old.key, "proposed"),
    )


@pytest.mark.parametrize("first_status", ["proposed", "accepted"])
def test_statuses_of_the_page_s_own_day_are_in_its_history(
    first_status: str, gather: Gather, run: Runner, git: Git
) -> None:
    def commit(message: str) -> None:
        git("add", "-A")
        git("commit", "-qm", message)

    run("adr", "new", "Use Redis", "--status", first_status)
    commit("Redis")
    run("adr", "accept", "1")
    git("commit", "-qam", "Accept Redis", "--allow-empty")
    assert find_entry(gather(), "ADR-0001").history[-1].status == "accepted"
    run("adr", "new", "Use Valkey", "--supersedes", "1")
    commit("Propose Valkey")
    run("adr", "accept", "2")
    commit("Accept Valkey")
    history = find_entry(gather(), "ADR-0001").history
    expected = ["proposed", "accepted", "superseded"]
    assert [each.status for each in history] == expected[expected.index(first_status) :]
    assert {each.day for each in history} == {DAY}


def test_the_first_status_is_of_the_day_that_the_first_version_stated(
    gather: Gather, git: Git, write: WriteFile
) -> None:
    page = "---\nstatus: {}\ndate: {}\n---\n\n# Use A\n"
    for status, date in (("proposed", "2025-01-01"), ("accepted", "2025-01-05")):
        write("decisions/0001-use-a.md", page.format(status, date))
        git("add", "-A")
        git("commit", "-qm", status)
    book = gather()
    assert find_entry(book, "ADR-0001").history == (
        StatusChange("2025-01-01", "proposed", "page"),
        StatusChange(DAY, "accepted", "git"),
    )
    assert [(event.day, event.status) for event in book.events] == [
        (DAY, "accepted"),
        ("2025-01-01", "proposed"),
    ]


def test_a_status_with_a_link_is_plain_text(gather: Gather, write: WriteFile) -> None:
    status = 'status: "superseded by [ADR-0002](0002-use-b.md)"'
    write("decisions/0001-use-a.md", f"---\n{status}\n---\n\n# Use A\n")
    write("decisions/0002-use-b.md", "---\nstatus: accepted\n---\n\n# Use B\n")
    entry = find_entry(gather(), "ADR-0001")
    assert (entry.state, entry.state_shown) == ("superseded", "superseded by ADR-0002")


def test_a_summary_says_more_than_the_title(gather: Gather, write: WriteFile) -> None:
    page = "---\nstatus: accepted\n---\n\n# {}\n\n## Decision\n\n{}\n"
    write("decisions/0001-use-a.md", page.format("Use <b>A</b> and `B`", "y"))
    write("decisions/0002-use-b.md", page.format("Use B", "Use B for all carts."))
    book = gather()
    assert find_entry(book, "ADR-0001").summary == ""
    assert find_entry(book, "ADR-0002").summary == "Use B for all carts."


def test_reviews_that_were_due(gather: Gather, write: WriteFile) -> None:
    statuses = ("accepted", "2026-01-30"), ("proposed", "2026-01-02"), ("accepted", DAY)
    for number, (status, due) in enumerate((*statuses, ("rejected", "2026-01-01")), start=1):
        page = f"---\nstatus: {status}\nreview-by: {due}\n---\n\n# Use {number}\n"
        write(f"decisions/000{number}-use-{number}.md", page)
    book = gather()
    keys = ("decisions/0002-use-2.md", "decisions/0001-use-1.md")
    assert book.figures.debt.reviews_due == keys
    assert find_entry(book, "ADR-0001").review_due == "2026-01-30"
    assert find_entry(book, "ADR-0003").review_due == ""


def test_links_that_lead_nowhere_and_words_of_the_page(gather: Gather, write: WriteFile) -> None:
    links = "links:\n  inspired-by: [0002-use-b]\n  amends: [0099-gone]\n"
    write("decisions/0001-use-a.md", f"---\nstatus: accepted\n{links}---\n\n# Use A\n")
    write("decisions/0002-use-b.md", "---\nstatus: accepted\n---\n\n# Use B\n")
    book = gather()
    first, second = find_entry(book, "ADR-0001"), find_entry(book, "ADR-0002")
    assert ("inspired by", second.url) in [(each.name, each.url) for each in first.relations]
    assert ("amends", "", "0099-gone") in [
        (each.name, each.url, each.title) for each in first.relations
    ]
    assert [each.url for each in second.relations] == [first.url]


def test_prompts_with_files_cost_session_and_decisions(
    gather: Gather, run: Runner, git: Git, write: WriteFile
) -> None:
    write("src/cart.py", "x = 1\n")
    run("adr", "new", "Use Redis", "--status", "accepted")
    asked = "Keep <b>carts</b>\n\n# even when\n\nit restarts."
    options = ["--feature", "carts", "--stage", "green", "--agent", "claude", "--model", "m-1"]
    options += ["--file", "src/cart.py", "--file", "/etc/passwd", "--label", "cache"]
    options += ["--user", "Ada <ada@example.org>", "--response", "Done.\n\n## How\n\nRedis."]
    run("phr", "new", "Keep carts", "--prompt", asked, "--adr", "1", *options)
    run("phr", "new", "Test carts", "--prompt", "Test them.", *options)
    for page in Path("history/prompts/carts").glob("0*.md"):
        facts = "session: s-1\ntokens: 1200\nduration: 1m 5s\nstage:"
        page.write_text(page.read_text("utf-8").replace("stage:", facts, 1), "utf-8")
    git("add", "-A")
    git("commit", "-qm", "Carts\n\nPHR: PHR-0001")
    git("remote", "add", "origin", "git@github.com:acme/shop.git")
    book = gather()
    prompt, follower = find_entry(book, "PHR-0001"), find_entry(book, "PHR-0002")
    decision = find_entry(book, "ADR-0001")
    assert prompt.url == "prompts/carts/0001-keep-carts.html"
    assert (prompt.agent, prompt.model, prompt.people) == ("claude", "m-1", ("Ada",))
    assert (prompt.feature, prompt.labels, prompt.group) == ("carts", ("cache",), "")
    assert (prompt.next_url, follower.previous_url) == (follower.url, prompt.url)
    assert [(each.path, each.url) for each in prompt.files] == [
        ("src/cart.py", "files/src/cart.py.html")
    ]
    assert [each.name for each in prompt.relations] == ["decides"]
    assert prompt.summary == "Keep <b>carts</b> # even when it restarts."
    source = book.read_source(prompt.key)
    assert source.prompt == asked
    assert source.markdown.startswith("## Response")
    assert "minutebook:" not in source.markdown
    assert "Keep" not in source.markdown
    assert (prompt.tokens, prompt.seconds, book.figures.seconds) == (1200, 65, 130)
    (file,) = book.files
    assert file.governed_by == (decision.key,)
    assert file.named_by == (follower.key, prompt.key)
    (commit,) = prompt.commits
    assert commit.subject == "Carts"
    assert decision.commits == (commit,)
    assert commit.url.startswith("https://github.com/acme/shop/commit/" + commit.id)
    assert book.repositories[0].files_url == "https://github.com/acme/shop/blob/main/"
    assert book.title == "shop"
    assert book.figures.agents == (Count("claude", 2, 0, 2400),)
    json.dumps([to_dict(entry) for entry in book.entries], default=to_dict)


def test_files_that_a_decision_governs(
    gather: Gather, run: Runner, git: Git, write: WriteFile
) -> None:
    for name in ("a.py", "b.py", "c.txt"):
        write(f"src/{name}", "")
    run("adr", "new", "Use Python", "--status", "accepted", "--governs", "src/*.py")
    run("adr", "new", "Use text", "--governs", "src")
    git("add", "-A")
    book = gather()
    first, second = find_entry(book, "ADR-0001"), find_entry(book, "ADR-0002")
    assert first.governed_globs == ("src/*.py",)
    assert [each.path for each in first.files] == ["src/a.py", "src/b.py"]
    pages = {page.path: page for page in book.files}
    assert (pages["src/a.py"].governed_by, pages["src/a.py"].named_by) == (
        *((first.key,), (second.key,)),
    )
    assert (pages["src/c.txt"].governed_by, pages["src/c.txt"].named_by) == ((), (second.key,))


@pytest.mark.parametrize("visibility", ["private", "summary"])
def test_texts_that_are_kept_apart_do_not_enter(
    gather: Gather, run: Runner, visibility: str
) -> None:
    asked = ("--prompt", "The heron is secret.", "--response", "The heron flew.")
    run("phr", "new", "Work on birds", *asked, "--visibility", visibility)
    book = gather()
    shown = json.dumps([to_dict(entry) for entry in book.entries], default=to_dict)
    shown += "".join(str(to_dict(book.read_source(entry.key))) for entry in book.entries)
    assert "heron" not in shown
    assert [entry.is_private for entry in book.entries] == [True] * (visibility == "summary")


def test_a_private_page_in_the_tree_is_not_shown(gather: Gather, write: WriteFile) -> None:
    page = (
        "---\nid: '0001'\ntitle: Heron\nvisibility: private\nlinks:\n  adr: [0001-a]\n---\n\n# H\n"
    )
    write("history/prompts/birds/0001-heron.green.prompt.md", page)
    write("decisions/0001-a.md", "---\nstatus: accepted\n---\n\n# Use A\n")
    book = gather()
    (entry,) = book.entries
    assert (entry.ref, entry.relations) == ("ADR-0001", ())


def test_suggestions_and_the_decision_that_one_became(
    gather: Gather, write: WriteFile, run: Runner
) -> None:
    run("adr", "new", "Use Redis", "--status", "accepted")
    write(
        "history/prompts/carts/0001-keep-carts.green.prompt.md",
        """---
id: "0001"
title: Keep carts
stage: green
date: 2026-01-01
suggestions:
  - {id: S-0001-1, topic: Use Redis, score: 0.9, state: accepted}
  - {id: S-0001-2, topic: Use Kafka, score: 0.7, state: pending}
links:
  adr: [0001-use-redis]
---

# PHR-0001 Keep carts
""",
    )
    book = gather()
    answers = [
        (each.title, each.state, each.url) for each in find_entry(book, "PHR-0001").suggestions
    ]
    assert answers == [
        ("Use Redis", "accepted", "decisions/0001-use-redis.html"),
        ("Use Kafka", "pending", ""),
    ]
    assert book.figures.debt.suggestion_count == 1
    assert book.figures.debt.oldest_suggestion_days == 30


def test_several_repositories(gather: Gather, run: Runner, repo: Path, tmp_path: Path) -> None:
    run("adr", "new", "Use Redis", "--status", "accepted", "--date", "2025-11-30")
    run("phr", "new", "Keep carts", "--prompt", "Keep them.", "--feature", "carts")
    other = tmp_path / "more" / "repo"
    shutil.copytree(repo, other)
    book = gather(repo, other)
    assert [(each.name, each.slug) for each in book.repositories] == [
        *(("repo", "repo"), ("repo", "repo-2")),
    ]
    assert sorted(entry.url for entry in book.entries) == [
        "repo-2/decisions/0001-use-redis.html",
        "repo-2/prompts/carts/0001-keep-carts.html",
        "repo/decisions/0001-use-redis.html",
        "repo/prompts/carts/0001-keep-carts.html",
    ]
    assert len({entry.key for entry in book.entries}) == 4
    assert {entry.repository for entry in book.entries} == {"repo", "repo-2"}
    prompt = next(entry for entry in book.entries if entry.url.startswith("repo-2/prompts"))
    assert book.read_source(prompt.key).prompt == "Keep them."
    assert [month.name for month in book.figures.months] == ["2025-11", "2025-12", "2026-01"]
    assert book.title == "repo, repo"


def test_names_that_differ_by_case_alone(gather: Gather, write: WriteFile) -> None:
    for folder in ("decisions/Web", "decisions/web"):
        write(f"{folder}/0001-use-a.md", "---\nstatus: accepted\n---\n\n# Use A\n")
    urls = [entry.url for entry in gather().entries]
    assert len({url.casefold() for url in urls}) == len(urls) == 2


def test_no_text_is_held_where_the_catalog_is_kept(gather: Gather, write: WriteFile) -> None:
    write("decisions/0001-a.md", "---\nstatus: accepted\n---\n\n# Use A\n\nBefore.\n")
    book = gather()
    write("decisions/0001-a.md", "---\nstatus: accepted\n---\n\n# Use A\n\nBehind.\n")
    assert book.read_source(book.entries[0].key).markdown == "Behind."


def test_pages_that_a_sparse_checkout_leaves_out(
    gather: Gather, write: WriteFile, git: Git, repo: Path
) -> None:
    text = "## Decision\n\nWe will use A."
    write("decisions/0001-a.md", f"---\nstatus: accepted\n---\n\n# Use A\n\n{text}\n")
    write("src/a.py", "")
    git("add", "-A")
    git("commit", "-qm", "Use A")
    git("sparse-checkout", "set", "src")
    assert not (repo / "decisions").exists()
    (entry,) = gather().entries
    assert (entry.title, entry.summary, bool(entry.digest)) == ("Use A", "We will use A.", True)
    assert gather().read_source(entry.key).markdown == text


def test_a_digest_tells_of_a_changed_page(gather: Gather, write: WriteFile) -> None:
    write("decisions/0001-a.md", "---\nstatus: accepted\n---\n\n# Use A\n\nBefore.\n")
    before = gather().entries[0].digest
    assert gather().entries[0].digest == before
    write("decisions/0001-a.md", "---\nstatus: accepted\n---\n\n# Use A\n\nBehind it.\n")
    assert gather().entries[0].digest not in ("", before)
