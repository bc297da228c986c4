"""`minutebook story`: pull requests as people and agents make them, merged as forges do it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from minutebook.text import frontmatter

from agent_events import Stage, actor
from command_runner import Runner
from json_documents import validate_document


class PullRequest:
    """A clone with a bare repository beside it, as `origin`; agents play their turns in the clone."""

    def __init__(self, stage: Stage, run: Runner) -> None:
        self.stage, self.run, self.git = stage, run, stage.git
        self.bare = stage.top.parent / "origin.git"
        # Each test says when records are committed.
        stage.write("minutebook.toml", 'commit = "no"\n')
        self.commit("Configure it")
        self.git("clone", "-q", "--bare", str(stage.top), str(self.bare))
        self.git("remote", "add", "origin", str(self.bare))
        self.git("fetch", "-q", "origin")
        self.git("remote", "set-head", "origin", "main")
        self.git("checkout", "-q", "-b", "feature")

    def commit(self, message: str, *paths: str) -> str:
        """Commit some files, or all; the commit's id."""
        self.git("add", *(paths or ("-A",)))
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD")

    def play_turn(self, session: str, prompt: str, path: str, answer: str = "Done.") -> None:
        """A turn of an agent that writes a file, runs the tests, delegates, and commits."""
        agent = actor("opencode", session, self.stage.top)
        self.stage.take([*agent.begin(), *agent.ask(prompt)])
        self.stage.write(path, f"{prompt}\n")
        self.stage.take([*agent.wrote(path), *agent.ran("pytest -q", "2 passed in 0.1s")])
        self.commit(f"Write {path}", path)
        self.stage.take(
            [
                *agent.delegated("reviewer", f"Review {path}", "It is fine.", path),
                *agent.stop(answer),
            ]
        )

    def merge(self, *, squash: bool) -> None:
        """Merge the branch on the forge, in a clone that has nothing else, and fetch that."""
        self.git("push", "-q", "origin", "feature")
        forge = self.bare.parent / "forge"
        self.git("clone", "-q", str(self.bare), str(forge))
        if squash:
            self.git("merge", "-q", "--squash", "origin/feature", cwd=forge)
            self.git("commit", "-q", "-m", "The feature (#7)", cwd=forge)
        else:
            self.git("merge", "-q", "--no-ff", "-m", "Merge it", "origin/feature", cwd=forge)
        self.git("push", "-q", "origin", "HEAD:main", cwd=forge)
        self.git("fetch", "-q", "origin")


@pytest.fixture
def pull_request(stage: Stage, run: Runner) -> PullRequest:
    return PullRequest(stage, run)


def tell(run: Runner, *args: str) -> dict[str, Any]:
    """The story as a document that its schema describes, without what it was asked for by."""
    document = run("story", *args, "--json").ok().json
    validate_document("story", document)
    return {name: part for name, part in document.items() if name != "range"}


@pytest.mark.parametrize("squash", [True, False], ids=["squash", "merge"])
def test_a_story_survives_its_merge(pull_request: PullRequest, squash: bool) -> None:
    pull_request.play_turn("s-1", "Add a cache", "cache.py")
    pull_request.run("adr", "new", "Cache in memory", "--status", "accepted", "--phr", "1").ok()
    pull_request.commit("Record the turn, and decide")
    pull_request.stage.write("by_hand.py", "x")
    pull_request.commit("By hand\n\nReviewed-by: Ann Example <ann@example.org>")
    before = tell(pull_request.run, "origin/main..feature")
    assert [(each["title"], each["subagent"], each["depth"]) for each in before["prompts"]] == [
        ("Add a cache", "", 0),
        ("Review cache.py", "reviewer", 1),
    ]
    assert [(each["ref"], each["change"]) for each in before["decisions"]] == [
        ("ADR-0001", "added")
    ]
    assert before["files"] == [{"path": "cache.py", "records": 2, "changed": True}]
    assert before["unlisted_files"] == 1
    assert before["tests"] == [{"command": "pytest -q", "result": "2 passed", "runs": 1}]
    assert before["commits"]["unexplained"][0]["subject"] == "By hand"
    assert (before["commits"]["known"], before["commits"]["records_only"]) == (2, 1)
    assert before["cost"]["by_model"][0]["input"] == 900 * before["cost"]["counted_turns"]
    assert before["disclosure"]["reviewed_by"] == ["Ann Example"]
    assert before == tell(pull_request.run)  # of the branch that is checked out

    pull_request.merge(squash=squash)
    # Another clone, which has neither the branch nor a spool.
    clone = pull_request.bare.parent / "clone"
    pull_request.git("clone", "-q", str(pull_request.bare), str(clone))
    if squash:
        pull_request.git("push", "-q", "origin", "--delete", "feature")
    after = tell(Runner(clone, pull_request.stage.world), "main")
    for part in ("prompts", "files", "unlisted_files", "tests", "decisions", "cost"):
        assert after[part] == before[part]
    if squash:
        assert (after["commits"]["known"], after["commits"]["explained"]) == (1, 1)
    else:
        assert after == before
        assert tell(pull_request.run, "feature") == before  # a branch that is merged already


def test_only_what_is_checked_out_has_a_working_tree(pull_request: PullRequest) -> None:
    pull_request.play_turn("s-1", "Add a cache", "cache.py")
    page = pull_request.run("story").ok().out
    assert "* PHR-0001 Add a cache · green · opencode · " in page
    assert page.count(" · not committed\n") == 2
    assert tell(pull_request.run, "feature")["prompts"] == []
    pull_request.commit("Record the turn")
    pull_request.git("checkout", "-q", "main")
    assert len(tell(pull_request.run, "feature")["prompts"]) == 2  # read from git's objects
    result = pull_request.run("story", "main..main").ok()
    assert result.err.startswith("note: nothing is in main..main: name a range")


def test_a_turn_that_went_on_and_a_record_that_moved(pull_request: PullRequest) -> None:
    run, git = pull_request.run, pull_request.git
    for title in ("First", "Second", "Third"):
        run("phr", "new", title, "--prompt", f"{title}.", "--file", "a.py").ok()
        run("adr", "new", f"Decide {title}").ok()
    run("adr", "new", "Decide Fourth", "--status", "accepted").ok()
    pull_request.commit("Records of before")
    git("checkout", "-q", "-b", "next")
    run("retitle", "PHR-1", "Renamed").ok()
    run("retitle", "ADR-1", "Decide First").ok()
    path = next(pull_request.stage.top.glob("history/prompts/general/0002-*"))
    page = path.read_text("utf-8")
    path.write_text(frontmatter.set_field(page, "tests", ["pytest (2 passed)"]), "utf-8")
    run("renumber", "PHR-3").ok()
    run("renumber", "ADR-1").ok()
    run("adr", "accept", "ADR-2").ok()
    run("adr", "supersede", "ADR-4", "--by", "ADR-2").ok()
    run("remove", "ADR-3", "--force").ok()
    pull_request.commit("Upkeep")
    document = tell(run, "feature..next")
    assert [(each["title"], each["change"]) for each in document["prompts"]] == [
        ("Second", "continued")
    ]
    assert [(each["title"], each["change"]) for each in document["decisions"]] == [
        ("Decide Second", "accepted"),
        ("Decide Third", "removed"),
        ("Decide Fourth", "superseded"),
    ]


def test_what_is_suggested_and_what_is_contradicted(pull_request: PullRequest) -> None:
    run, stage = pull_request.run, pull_request.stage
    run(
        "adr", "new", "Use RQ for background jobs", "--status", "accepted",
        "--option", "RQ", "--option", "Celery", "--decision", "We use RQ, and not Celery.",
    ).ok()  # fmt: skip
    run("adr", "new", "Keep the monolith", "--status", "accepted").ok()
    pull_request.commit("Decide")
    pull_request.git("checkout", "-q", "-b", "celery")
    stage.write("requirements.txt", "celery[redis]==5.4\n")
    stage.write("tasks.py", "from celery import Celery\n\napp = Celery('tasks')\n")
    run("phr", "new", "Use Celery", "--prompt", "Use Celery instead of RQ.").ok()
    run("adr", "new", "Split it", "--link", "conflicts-with:ADR-2").ok()
    pull_request.commit("Use Celery instead of RQ for background jobs")
    document = tell(run, "feature..celery")
    assert [(each["ref"], each["why"]) for each in document["contradicted"]] == [
        ("ADR-0002", "ADR-0003 states that it conflicts"),
        ("ADR-0001", "on Background jobs: Celery"),
    ]
    page = run("story", "feature..celery").ok().out
    assert "## Goes against decisions in force\n" in page


def test_a_comment_links_to_the_pull_requests_own_commit(
    pull_request: PullRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    pull_request.play_turn("s-1", "Ask @octocat, fixes #12", "cache.py")
    pull_request.commit("Record the turn")
    head = pull_request.git("rev-parse", "HEAD")
    assert "](" not in pull_request.run("story", "--format", "github").ok().out
    pull_request.git("remote", "set-url", "origin", "https://u:s3cret@github.com/acme/shop.git")
    page = pull_request.run("story", "--format", "github").ok().out
    base = f"https://github.com/acme/shop/blob/{head}/history/prompts/general/"
    assert page.startswith("<!-- minutebook:story -->\n")
    assert f"* [PHR-0001 Ask @&#8203;octocat, fixes #&#8203;12]({base}0001-" in page
    # In a workflow HEAD is a trial merge that nobody keeps.
    pull_request.git("checkout", "-q", "--detach", "main")
    pull_request.git("merge", "-q", "--no-ff", "-m", "Trial", "feature")
    for name, value in {
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "acme/shop",
        "GITHUB_SHA": pull_request.git("rev-parse", "HEAD"),
        "GITHUB_HEAD_REF": "feature",
    }.items():
        monkeypatch.setenv(name, value)
    assert base in pull_request.run("story", "main..HEAD", "--format", "github").ok().out


def test_figures_of_a_change_and_of_a_time(pull_request: PullRequest) -> None:
    run = pull_request.run
    pull_request.play_turn("s-1", "Add a cache", "cache.py")
    pull_request.commit("Record the turn")
    run("phr", "new", "Of before", "--prompt", "x", "--date", "2025-03-01", "--feature", "old").ok()
    run("adr", "new", "Cache in memory", "--status", "accepted", "--phr", "1").ok()
    everything = run("stats", "--json").ok().json
    validate_document("stats", everything)
    assert everything["records"]["kind"] == [
        {"name": "phr", "records": 3},
        {"name": "adr", "records": 1},
    ]
    assert (everything["total"]["turns"], everything["total"]["counted_turns"]) == (3, 2)
    assert [
        (each["name"], each["tokens"]) for each in everything["cost"]["decision"]
    ] == [("ADR-0001 Cache in memory", 1000), ("", 1000)]  # fmt: skip
    change = run("stats", "feature", "--by", "model", "--json").ok().json
    assert list(change["cost"]) == ["model"]
    assert (change["total"]["turns"], change["records"]["status"]) == (2, [])
    since = run("stats", "--since", "2025-12", "--by", "feature").ok().out
    assert since.startswith("cost by feature  turns  counted  tokens")
    assert "old" not in since
    overview = run("stats").ok().out
    assert "\n  opencode         2        2   2,000  1,800     200       0" in overview
    assert "1 turn does not say how many tokens were used." in overview
    assert run("stats", "feature", "--since", "2025").exit == 2
    assert run("stats", "--by", "weather").exit == 2
    assert run("story", "--json", "--format", "github").exit == 2
    assert run("-C", str(pull_request.bare.parent), "stats").exit == 4


def test_before_anything_is_there(run: Runner, repo: Path) -> None:
    assert run("story").ok().err.startswith("note: nothing is in main")
    assert run("stats").ok().err == "note: no records\n"
