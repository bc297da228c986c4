"""Decisions held against a repository and its history."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.operations.project import Project, open_project
from minutebook.operations.suggesting import drift
from minutebook.records.model import Record
from minutebook.repository.git.commits import pickaxe
from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.drift import choices
from minutebook.suggest.drift.choices import Choice

from command_runner import Runner

Git = Callable[..., str]


class Shop:
    """A repository whose commits have days of their own."""

    def __init__(self, top: Path, git: Git, world: dict[str, str]) -> None:
        self.top, self._git, self._world = top, git, world

    def decide(self, number: int, title: str, status: str = "accepted", day: str = "01") -> None:
        folder = self.top / "decisions"
        folder.mkdir(exist_ok=True)
        (folder / f"{number:04d}-x.md").write_text(
            f"---\nstatus: {status}\ndate: 2026-08-{day}\n---\n\n# {title}\n\n"
            "## Context and Problem Statement\n\nWe have to choose.\n\n## Decision Outcome\n\nSo.\n"
        )

    def require(self, *packages: str, path: str = "requirements.txt") -> None:
        (self.top / path).write_text("".join(f"{name}==1.0\n" for name in packages))

    def commit(self, day: str, message: str = "Go on") -> str:
        """Commit all of it on a day, `MM-DD`; the commit's id."""
        time = f"2026-{day}T10:00:00Z"
        self._world |= {"GIT_AUTHOR_DATE": time, "GIT_COMMITTER_DATE": time}
        self._git("add", "-A")
        self._git("commit", "-qm", message)
        return self._git("rev-parse", "HEAD").strip()

    def find(self, today: str = "2026-12-01") -> list[tuple[str, str, str, str]]:
        """The drifts: kind, decision, technology, commit."""
        return [
            (each.kind, each.ref, each.technology, each.commit)
            for each in drift.find_drifts(self.open(today))
        ]

    def open(self, today: str = "2026-12-01") -> Project:
        from minutebook.lean.values import replace

        return replace(open_project("."), today=today)


@pytest.fixture
def shop(repo: Path, git: Git, world: dict[str, str]) -> Shop:
    return Shop(repo, git, world)


def test_what_was_chosen_left(shop: Shop) -> None:
    shop.decide(1, "Use Redis for caching")
    shop.require("fastapi", "redis")
    shop.commit("08-02")
    assert shop.find() == []
    shop.require("fastapi")
    commit = shop.commit("09-01")
    shop.require("fastapi", "uvicorn")
    shop.commit("09-02")
    assert shop.find() == [("left", "ADR-0001", "Redis", commit)]
    (found,) = drift.find_drifts(shop.open())
    assert (found.evidence.path, found.evidence.line) == ("requirements.txt", 2)
    assert drift.count_days(shop.open("2026-09-11"), found) == 10


def test_what_never_came_did_not_leave(shop: Shop) -> None:
    shop.decide(1, "Use Redis for caching")
    shop.require("fastapi")
    shop.commit("08-02")
    assert shop.find() == []


def test_what_left_before_the_decision_is_no_drift(shop: Shop) -> None:
    shop.require("redis")
    shop.commit("07-01")
    shop.require("fastapi")
    shop.commit("07-02")
    shop.decide(1, "Use Redis for caching")
    shop.commit("08-02")
    assert shop.find() == []


@pytest.mark.parametrize(
    ("path", "is_drift"),
    [("settings.py", False), ("docs/history.md", True), ("tests/test_cache.py", True)],
)
def test_what_the_code_still_names_may_be_in_use(shop: Shop, path: str, is_drift: bool) -> None:
    shop.decide(1, "Use Redis for caching")
    shop.require("redis")
    (shop.top / path).parent.mkdir(exist_ok=True)
    (shop.top / path).write_text('URL = "redis://cache"\n')
    shop.commit("08-02")
    shop.require("fastapi")
    shop.commit("09-01")
    assert bool(shop.find()) is is_drift


def test_another_manifest_keeps_it(shop: Shop) -> None:
    shop.decide(1, "Use Redis for caching")
    shop.require("redis")
    shop.require("redis", path="worker-requirements.txt")
    shop.commit("08-02")
    shop.require("fastapi")
    shop.commit("09-01")
    assert shop.find() == []


def test_a_decision_that_has_ended_drifts_no_more(shop: Shop) -> None:
    shop.decide(1, "Use Redis for caching", "deprecated")
    shop.require("redis")
    shop.commit("08-02")
    shop.require("fastapi")
    shop.commit("09-01")
    assert shop.find() == []


@pytest.mark.parametrize(
    ("title", "status", "what"),
    [
        ("Do not use an ORM", "accepted", "ORM"),
        ("Replace SQLAlchemy with plain SQL", "accepted", "SQLAlchemy"),
        ("Use SQLAlchemy as the ORM", "rejected", "SQLAlchemy"),
    ],
)
def test_what_was_refused_came(shop: Shop, title: str, status: str, what: str) -> None:
    shop.decide(4, title, status)
    shop.require("fastapi")
    shop.commit("08-02")
    shop.require("fastapi", "sqlalchemy")
    commit = shop.commit("09-01")
    assert shop.find() == [("came", "ADR-0004", "SQLAlchemy", commit)]
    (found,) = drift.find_drifts(shop.open())
    assert (found.what, found.successor) == (what, "")
    shop.decide(5, "Use SQLAlchemy as the ORM", day="20")
    assert drift.find_drifts(shop.open())[0].successor == "ADR-0005"


def test_what_was_there_before_the_decision_did_not_come(shop: Shop) -> None:
    shop.require("sqlalchemy")
    shop.commit("07-01")
    shop.decide(4, "Do not use an ORM")
    shop.commit("08-02")
    assert shop.find() == []


def test_the_order_of_commits_counts_on_one_day(shop: Shop) -> None:
    shop.decide(4, "Do not use an ORM")
    shop.require("sqlalchemy")
    shop.commit("08-01")
    assert shop.find() == []  # they came together
    shop.require("sqlalchemy", "fastapi")
    shop.decide(5, "Do not use a message broker")
    shop.commit("08-01")
    shop.require("sqlalchemy", "fastapi", "kafka-python")
    commit = shop.commit("08-01")
    assert shop.find() == [("came", "ADR-0005", "Kafka", commit)]


def test_what_serves_development_alone_did_not_come(shop: Shop) -> None:
    shop.decide(4, "Do not use an ORM")
    shop.commit("08-02")
    shop.require("sqlalchemy", path="requirements-dev.txt")
    shop.commit("09-01")
    assert shop.find() == []


def test_what_is_only_proposed_is_in_use(shop: Shop) -> None:
    shop.decide(9, "Use Celery for background jobs", "proposed")
    shop.require("celery")
    commit = shop.commit("08-02")
    shop.require("celery", "fastapi")
    shop.commit("08-20")
    assert shop.find("2026-08-15") == []  # for less than fourteen days
    assert shop.find("2026-08-16") == [("unaccepted", "ADR-0009", "Celery", commit)]


def test_use_begins_anew_after_it_ended(shop: Shop) -> None:
    shop.decide(9, "Use Celery for background jobs", "proposed")
    for day, packages in (("08-01", ["celery"]), ("08-05", ["rq"]), ("10-01", ["celery"])):
        shop.require(*packages)
        commit = shop.commit(day)
    assert shop.find() == [("unaccepted", "ADR-0009", "Celery", commit)]


def test_a_shallow_clone_does_not_know_when_something_came(
    shop: Shop, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.decide(9, "Use Celery for background jobs", "proposed")
    shop.require("celery")
    shop.commit("08-02")
    assert shop.find()
    git("clone", "-q", "--depth=1", shop.top.as_uri(), str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    assert shop.find() == []


def test_a_history_that_is_too_long_does_not_tell_when_something_came(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.decide(9, "Use Celery for background jobs", "proposed")
    shop.require("celery")
    shop.commit("08-02")
    shop.require("celery", "fastapi", path="worker-requirements.txt")
    shop.commit("08-03")
    assert shop.find()
    monkeypatch.setattr(pickaxe, "MAX_COMMITS", 1)
    monkeypatch.setattr(drift, "MAX_COMMITS", 1)
    assert shop.find() == []


def test_a_repository_without_commits_or_decisions_has_no_drifts(shop: Shop) -> None:
    assert shop.find() == []
    shop.require("celery")
    shop.commit("08-02")
    assert shop.find() == []


def test_a_history_that_cannot_be_read_says_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from minutebook.errors import OperationError

    def fail(*_: object) -> None:
        raise OperationError("git log failed", "")

    shop.decide(9, "Use Celery for background jobs", "proposed")
    shop.require("celery")
    shop.commit("08-02")
    monkeypatch.setattr(drift, "list_word_changes", fail)
    assert shop.find() == []


def test_words_of_one_technology_are_not_another(shop: Shop) -> None:
    shop.decide(1, "Use pytest for tests")
    shop.require("fastapi")
    shop.commit("08-02")
    shop.require("fastapi", "pytest-django")
    shop.commit("09-01")
    shop.require("fastapi")
    shop.commit("09-02")
    assert shop.find() == []


# The command, and the rule of `check` -----------------------------------------------------------


def test_the_command_tells_and_check_does(shop: Shop, run: Runner) -> None:
    shop.decide(1, "Use Redis for caching")
    shop.require("fastapi", "redis")
    shop.commit("08-02")
    assert run("drift").err == "note: decisions and what is used agree, as far as it shows\n"
    shop.require("fastapi")
    commit = shop.commit("09-01")
    lines = run("drift").out.splitlines()
    assert lines == [
        (
            f"ADR-0001 (Use Redis for caching): Redis left requirements.txt:2 with {commit[:10]}"
            " (2026-09-01)"
        ),
        '    minutebook adr supersede ADR-0001 --with "Stop using Redis"',
    ]
    document = run("drift", "--json").json
    assert document["total"] == 1
    assert document["drifts"][0]["message"] == lines[0]
    assert "decision-drift" in run("drift", "--format", "github").out
    assert "decision-drift" in run("drift", "--format", "sarif").out
    for _ in range(2):  # found, and as it was kept
        (finding,) = run("check", "--only", "decision-drift", "--json").json["findings"]
        assert finding["message"] == f"{lines[0]}."
        assert finding["severity"] == "info"


@pytest.mark.parametrize("kept", ["", "no json", "{}", "[[1]]", '{"key": 1, "problems": [[1]]}'])
def test_a_damaged_cache_is_made_again(shop: Shop, run: Runner, kept: str) -> None:
    shop.decide(1, "Use Redis for caching")
    shop.require("redis")
    shop.commit("08-02")
    shop.require("fastapi")
    shop.commit("09-01")
    run("check", "--only", "decision-drift")
    cache = shop.top / ".git/minutebook/drift"
    cache.write_text(kept)
    assert run("check", "--only", "decision-drift", "--json").json["findings"]
    cache.unlink()
    cache.mkdir()
    assert run("check", "--only", "decision-drift", "--json").json["findings"]


def test_pages_that_did_not_change_are_not_read_again(
    shop: Shop, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    list_choices = choices.list_choices

    def note_read(record: Record, catalogue: Catalogue) -> list[Choice]:
        read.append(record.ref)
        return list_choices(record, catalogue)

    monkeypatch.setattr(choices, "list_choices", note_read)
    for number in (1, 2):
        shop.decide(number, "Use Redis for caching")
    shop.require("redis")
    shop.commit("08-02")
    run("check")
    shop.require("fastapi")
    shop.decide(2, "Use Redis as a cache")
    shop.commit("09-01")
    findings = run("check", "--only", "decision-drift", "--json").json["findings"]
    assert [finding["path"] for finding in findings] == [
        "decisions/0001-x.md",
        "decisions/0002-x.md",
    ]
    assert read == ["ADR-0001", "ADR-0002", "ADR-0002"]


def test_a_decision_that_is_not_on_the_disk_is_left_out(shop: Shop, run: Runner, git: Git) -> None:
    shop.decide(1, "Use Redis for caching")
    shop.require("redis")
    shop.commit("08-02")
    shop.require("fastapi")
    shop.commit("09-01")
    git("sparse-checkout", "set", "--no-cone", "/*", "!/decisions/")
    assert run("check", "--only", "decision-drift", "--json").json["findings"]
