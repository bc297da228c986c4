"""Suggestions that need no answer any more: what was decided since, and what has gone again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.lean.values import replace
from minutebook.operations.creation import create
from minutebook.operations.project import Project, open_project
from minutebook.operations.suggesting import settled
from minutebook.records.drafting.drafts import AdrDraft, PhrDraft
from minutebook.records.model import Record
from minutebook.records.phr import suggestions
from minutebook.records.phr.suggestions import Suggestion
from minutebook.repository.git.commits import words
from minutebook.suggest.catalogue.catalogue import load_catalogue
from minutebook.suggest.model import Topic

from command_runner import Runner

Commit = Callable[..., str]
JOBS = Suggestion(
    "",
    "Background jobs: Celery",
    0.8,
    title="Use Celery for background jobs",
    evidence=("prompt Use Celery", "requirements.txt:2 celery[redis]==5.4"),
)
WITH, WITHOUT = "fastapi==0.1\ncelery[redis]==5.4\n", "fastapi==0.1\n"


@pytest.fixture
def commit(git: Callable[..., str]) -> Commit:
    def commit_files(files: dict[str, str]) -> str:
        for name, text in files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text)
        git("add", "-A", "--", *files)
        git("commit", "-qm", "Change", "--", *files)
        return git("rev-parse", "HEAD").strip()

    return commit_files


@pytest.fixture
def project(repo: Path, commit: Commit) -> Project:
    commit({"requirements.txt": WITHOUT, "minutebook.toml": ""})
    return open_project(".")


def suggest(project: Project, *made: Suggestion, branch: str = "") -> Record:
    draft = PhrDraft("Move mails", prompt="Ask", suggestions=made or (JOBS,), branch=branch)
    return create.create_phr(project, draft).records[0]


def list_settled(project: Project) -> list[tuple[str, str]]:
    found = settled.find_settled(project, project.load_records(has_texts=False))
    return [(suggestion_id, reason) for (_, suggestion_id), reason in found.items()]


# Its cause has gone -----------------------------------------------------------------------------


def test_a_commit_took_it_out_again(project: Project, commit: Commit) -> None:
    commit({"requirements.txt": WITH})
    suggest(project)
    assert list_settled(project) == []
    removal = commit({"requirements.txt": WITHOUT})
    commit({"other.txt": "x\n"})
    assert list_settled(project) == [("S-0001-1", f"Celery was removed again with {removal[:7]}")]


@pytest.mark.parametrize(
    "evidence",
    [
        ("app/jobs.py:1 from celery import Celery",),  # no manifest showed it
        ("requirements.txt:2 kombu==5",),  # another package
        ("requirements.txt celery",),  # no line
        (),
    ],
)
def test_where_no_manifest_showed_it_nothing_is_known(
    evidence: tuple[str, ...], project: Project, commit: Commit
) -> None:
    commit({"requirements.txt": WITH})
    suggest(project, replace(JOBS, evidence=evidence))
    commit({"requirements.txt": WITHOUT})
    assert list_settled(project) == []


@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": "fastapi==0.1\nCelery==5.5\n"},  # another version
        {"requirements.txt": WITHOUT, "worker/requirements.txt": "celery==5\n"},  # it moved
    ],
)
def test_it_is_there_still(files: dict[str, str], project: Project, commit: Commit) -> None:
    commit({"requirements.txt": WITH})
    suggest(project)
    commit(files)
    assert list_settled(project) == []


def test_what_is_not_committed_is_in_doubt(project: Project, commit: Commit) -> None:
    """It may be stashed, or on another branch."""
    suggest(project)  # it was never committed
    assert list_settled(project) == []
    commit({"requirements.txt": WITH})
    Path("requirements.txt").write_text(WITHOUT)
    assert list_settled(project) == []
    commit({"requirements.txt": WITHOUT})
    Path("requirements.txt").write_text(WITH)
    assert list_settled(project) == []


def test_what_went_before_the_suggestion_is_something_else(
    project: Project, commit: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "find_last_change", lambda *_: ("abc1234", "2020-01-01"))
    commit({"requirements.txt": WITH})
    commit({"requirements.txt": WITHOUT})
    suggest(project)
    assert list_settled(project) == []


def test_a_suggestion_of_an_unknown_day_waits(project: Project, commit: Commit) -> None:
    commit({"requirements.txt": WITH})
    page = Path(suggest(project).path)
    page.write_text(page.read_text().replace("date: 2026-01-31", "date: in spring"))
    commit({"requirements.txt": WITHOUT})
    create.create_adr(project, AdrDraft("Use Celery for background jobs", "accepted"))
    assert list_settled(project) == []


def test_a_package_without_a_row_is_known_by_its_name(project: Project, commit: Commit) -> None:
    own = replace(JOBS, topic="Billing: kill-bill", evidence=("requirements.txt:2 Kill-Bill==2",))
    commit({"requirements.txt": "fastapi\nKill-Bill==2\n"})
    suggest(project, own, replace(own, topic="Split billing from orders"))
    removal = commit({"requirements.txt": WITHOUT})
    assert list_settled(project) == [
        ("S-0001-1", f"kill-bill was removed again with {removal[:7]}")
    ]


def test_what_is_dropped_is_not_judged_by_the_manifests(project: Project, commit: Commit) -> None:
    suggest(project, replace(JOBS, topic="Background jobs: Celery removed"))
    commit({"requirements.txt": WITH})
    assert list_settled(project) == []


def test_a_git_that_fails_settles_nothing(
    project: Project, commit: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    from minutebook.errors import OperationError

    def fail(*_: object) -> None:
        raise OperationError("git fails")

    commit({"requirements.txt": WITH})
    suggest(project)
    commit({"requirements.txt": WITHOUT})
    monkeypatch.setattr(words, "find_words_in_commit", fail)
    assert list_settled(project) == []


def test_before_the_first_commit(repo: Path) -> None:
    Path("minutebook.toml").touch()
    suggest(open_project("."))
    assert list_settled(open_project(".")) == []


# It was decided ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "status", "date", "is_decided"),
    [
        ("Use Celery for background jobs", "accepted", "", True),
        ("Use Celery for background jobs", "proposed", "", False),
        ("Use RQ for background jobs", "accepted", "", False),
        ("Use pytest", "accepted", "", False),
        ("Use Celery for background jobs", "accepted", "2020-01-01", False),  # it was known then
    ],
)
def test_a_decision_that_was_accepted_since(
    title: str, status: str, date: str, is_decided: bool, project: Project
) -> None:
    suggest(project)
    create.create_adr(project, AdrDraft(title, status, date=date))
    expected = [("S-0001-1", "ADR-0001 decides it")] if is_decided else []
    assert list_settled(project) == expected


def test_nothing_is_read_where_nothing_is_pending(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggest(project, replace(JOBS, state="dismissed", reason="a trial"))
    monkeypatch.setattr(settled, "catalogue_in_force", lambda _: 1 / 0)
    assert list_settled(project) == []


# Commands ---------------------------------------------------------------------------------------


def test_it_is_not_asked_again(project: Project, commit: Commit, run: Runner) -> None:
    commit({"requirements.txt": WITH})
    suggest(project, JOBS, Suggestion("", "Caching: Redis", 0.5))
    commit({"requirements.txt": WITHOUT})
    listed = run("suggest", "list").ok()
    assert listed.out == "S-0001-2  2026-01-31  pending  Caching: Redis\n"
    assert "note: S-0001-1 needs no answer any more: Celery was removed again with " in listed.err
    assert run("suggest", "list", "--json").ok().json["total"] == 1
    findings = run("check", "--only", "suggestion-settled", "--json").json["findings"]
    assert [finding["severity"] for finding in findings] == ["info"]
    run("index").ok()
    run("check", "--fix", "--only", "suggestion-settled").ok()
    assert run("check").ok().out == "nothing wrong\n"
    everything = run("suggest", "list", "--state", "all").ok().out
    assert everything.startswith("S-0001-1  2026-01-31  closed   Background jobs: Celery\n")
    (dismissed,) = run("suggest", "list", "--state", "dismissed", "--json").ok().json["suggestions"]
    assert (dismissed["state"], dismissed["closed"]) == ("dismissed", True)
    assert "closed: Celery was removed again with " in run("show", "PHR-1").ok().out
    refused = run("suggest", "accept", "S-1-1")
    assert "S-0001-1 is dismissed already: Celery was removed again with" in refused.err


# At the end of a turn ---------------------------------------------------------------------------

ENDED = Topic("Background jobs", "Celery", "drop")
REPLACED = Topic("Background jobs", "RQ", "replace", "Celery")
PATHS = ("app/jobs.py", "requirements.txt")


def find_gone(project: Project, *topics: Topic, paths: tuple[str, ...] = PATHS) -> list[str]:
    gone = settled.find_gone(project, paths, topics, load_catalogue())
    return [each.reason for each in gone]


def test_a_turn_takes_away_the_cause(project: Project) -> None:
    suggest(project, branch="elsewhere")
    assert find_gone(project, ENDED) == ["Celery was removed again"]
    assert find_gone(project, REPLACED) == ["RQ replaced Celery"]
    assert find_gone(project, Topic("Caching", "Redis", "drop")) == []
    assert find_gone(project, ENDED, paths=("app/jobs.py", "pyproject.toml")) == []
    assert find_gone(project, ENDED, paths=("app/jobs.py",)) == []
    Path("requirements.txt").write_text(WITH)
    assert find_gone(project, ENDED) == []


def test_what_was_not_committed_has_gone_on_its_own_branch(
    project: Project, git: Callable[..., str]
) -> None:
    branch = git("branch", "--show-current").strip()
    suggest(project, branch=branch)
    assert find_gone(project) == ["Celery was removed again"]
    git("checkout", "-qb", "other")
    assert find_gone(project) == []
    assert find_gone(project, ENDED) == ["Celery was removed again"]


def test_a_turn_takes_up_again_what_was_dropped(project: Project) -> None:
    suggest(project, replace(JOBS, topic="Background jobs: Celery removed"))
    adopted = Topic("Background jobs", "Celery")
    assert find_gone(project, adopted) == []
    Path("requirements.txt").write_text(WITH)
    assert find_gone(project, adopted) == ["Celery was added again"]
    assert find_gone(project) == []


def test_a_suggestion_is_closed_once(project: Project) -> None:
    record = suggest(project, JOBS, Suggestion("", "Caching: Redis", 0.5))
    gone = (
        settled.Gone(record.path, "S-0001-1", "Celery was removed again"),
        settled.Gone("history/prompts/general/0009-gone.md", "S-0009-1", "It was removed again"),
    )
    assert [write.path for write in settled.close(project, gone, "PHR-0002")] == [record.path]
    assert settled.close(project, gone, "PHR-0003") == ()
    assert settled.close(project, (), "PHR-0003") == ()
    closed, other = (each for _, each in suggestions.iterate_suggestions(project.load_records()))
    assert (closed.state, closed.reason) == ("dismissed", "Celery was removed again in PHR-0002")
    assert closed.is_closed
    assert (other.state, other.is_closed) == ("pending", False)
    assert (
        "(S-0001-1), closed: Celery was removed again in PHR-0002" in Path(record.path).read_text()
    )
