"""Which of the records that share a number keeps it, and that both sides of a merge agree."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.errors import Conflict, UsageError
from minutebook.operations.project import open_project
from minutebook.operations.renaming import renumber

from command_runner import Runner

Git = Callable[..., str]
KAFKA, REDIS = "decisions/0002-use-kafka.md", "decisions/0002-use-redis.md"


@pytest.fixture
def commit(repo: Path, git: Git) -> Callable[..., None]:
    """Writes files, path to text, and commits them at an hour of the day."""

    def call(hour: int, files: dict[str, str], message: str = "more") -> None:
        for path, text in files.items():
            (repo / path).parent.mkdir(parents=True, exist_ok=True)
            (repo / path).write_text(text)
        git("add", "-A")
        git("commit", "-qm", message, "--date", f"2026-01-31T{hour}:00:00+00:00")

    return call


def page(title: str, date: str, text: str = "") -> str:
    return f"---\nstatus: accepted\ndate: {date}\n---\n\n# {title}\n\n{text or title}.\n"


@pytest.fixture
def merged(repo: Path, git: Git, run: Runner, commit: Callable[..., None]) -> Git:
    """Two sides that each gave 0002: `main` has Kafka, later on the page and later committed.

    `topic` has Redis, which more places name. Each is merged into the other.
    """
    run("init").ok()
    commit(9, {})
    git("checkout", "-qb", "topic")
    commit(
        10,
        {
            REDIS: page("Use Redis", "2026-01-10"),
            "cache.py": "# see ADR-0002\n# and ADR-2\n",
            "doc.md": "See [Redis](decisions/0002-use-redis.md).\n",
        },
    )
    git("checkout", "-q", "main")
    commit(11, {KAFKA: page("Use Kafka", "2026-01-20"), "queue.py": "# see ADR-0002\n"})
    git("checkout", "-qb", "both")
    git("merge", "-q", "--no-edit", "topic")
    git("checkout", "-qb", "other-way", "topic")
    git("merge", "-q", "--no-edit", "both~1")
    git("checkout", "-q", "both")
    return git


def find_kept(keep: str = "") -> str:
    """The record that keeps its number."""
    result = renumber.renumber_records(open_project("."), keep=keep, dry_run=True)
    (move,) = result.moves
    return ({KAFKA, REDIS} - {move.record.path}).pop()


@pytest.mark.parametrize(
    ("keep", "kept"), [("", KAFKA), ("merged", KAFKA), ("older", REDIS), ("cited", REDIS)]
)
def test_who_keeps_the_number(keep: str, kept: str, merged: Git) -> None:
    for branch in ("both", "other-way"):
        merged("checkout", "-q", branch)
        assert find_kept(keep) == kept


@pytest.mark.parametrize(
    ("keep", "kept"), [("", REDIS), ("merged", KAFKA), ("older", REDIS), ("cited", REDIS)]
)
def test_a_setting_is_a_teams_habit(keep: str, kept: str, merged: Git, repo: Path) -> None:
    (repo / "minutebook.toml").write_text('keep-number = "older"\n')
    assert find_kept(keep) == kept


def test_of_one_date_the_older_commit_counts(
    merged: Git, repo: Path, commit: Callable[..., None]
) -> None:
    commit(12, {path: page("Use it", "2026-01-20") for path in (KAFKA, REDIS)})
    assert find_kept("older") == REDIS
    commit(13, {REDIS: "# Use Redis\n\n## Status\n\nAccepted\n"})
    assert find_kept("older") == KAFKA  # a page without a date comes last


def test_trailers_of_commits_count_for_the_side_that_they_are_on(
    merged: Git, repo: Path, commit: Callable[..., None]
) -> None:
    """Three on the side of Kafka, so that more places name that."""
    merged("checkout", "-q", "main")
    for hour in (12, 13, 14):
        commit(hour, {f"queue{hour}.py": "x\n"}, f"Queue {hour}\n\nADR: ADR-0002")
    merged("checkout", "-q", "both")
    merged("merge", "-q", "--no-edit", "main")
    assert find_kept("cited") == KAFKA
    assert find_kept("older") == REDIS


def test_a_page_that_names_itself_does_not_count(
    merged: Git, repo: Path, commit: Callable[..., None]
) -> None:
    own = "ADR-0002, 0002-use-kafka, [this](0002-use-kafka.md), decisions/0002-use-kafka.md"
    commit(12, {KAFKA: page("Use Kafka", "2026-01-20", own)})
    assert find_kept("cited") == REDIS


def test_records_that_nothing_names_are_kept_as_by_default(
    merged: Git, repo: Path, commit: Callable[..., None]
) -> None:
    for name in ("cache.py", "doc.md", "queue.py"):
        (repo / name).write_text("x\n")
    commit(12, {})
    assert find_kept("cited") == KAFKA


def test_before_the_first_commit(repo: Path) -> None:
    (repo / "decisions").mkdir()
    (repo / KAFKA).write_text(page("Use Kafka", "2026-01-20"))
    (repo / REDIS).write_text(page("Use Redis", "2026-01-10"))
    (repo / "doc.md").write_text("0002-use-kafka\n")
    assert (find_kept(), find_kept("older"), find_kept("cited")) == (KAFKA, REDIS, KAFKA)


def test_on_the_command_line(merged: Git, run: Runner) -> None:
    result = run("renumber", "--keep", "newer")
    assert (result.exit, result.err.split("\n")[1]) == (2, "hint: one of: merged, older, cited")
    assert run("renumber", "ADR-1", "--keep", "older").exit == 2
    assert (
        "ADR-0002 -> ADR-0003  decisions/0003-use-kafka.md"
        in run("renumber", "--keep", "cited").ok().out
    )
    with pytest.raises(UsageError):
        renumber.renumber_records(open_project("."), keep="x")


# Shallow clones ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("depth", "keep", "kept"),
    [
        (1, "merged", ""),  # both came with the one commit that is here
        (1, "older", "Use Redis"),  # the pages say so
        (2, "merged", "Use Kafka"),  # the merge brought the other one
        (2, "cited", ""),  # a trailer of any commit may cite
        (9, "cited", "Use Redis"),
    ],
)
def test_a_shallow_clone_moves_nothing_where_the_order_is_not_known(
    depth: int, keep: str, kept: str, merged: Git, repo: Path, tmp_path: Path
) -> None:
    merged("checkout", "-q", "main")
    merged("reset", "-q", "--hard", "both")
    top = tmp_path / "shallow"
    merged("clone", "-q", f"--depth={depth}", repo.as_uri(), str(top))
    project = open_project(str(top))
    if kept:
        renumber.renumber_records(project, keep=keep)
        (record,) = (each for each in project.load_records().members if each.number == 2)
        assert record.title == kept
    else:
        with pytest.raises(Conflict) as refusal:
            renumber.renumber_records(project, keep=keep)
        assert "which of the records ADR-0002 keeps the number" in refusal.value.message
        assert (refusal.value.exit_status, refusal.value.hint) == (3, "git fetch --unshallow")


def test_what_is_not_committed_comes_last_in_a_shallow_clone(
    merged: Git, repo: Path, tmp_path: Path
) -> None:
    top = tmp_path / "shallow"
    merged("clone", "-q", "--depth=1", "--branch=topic", repo.as_uri(), str(top))
    (top / KAFKA).write_text(page("Use Kafka", "2026-01-20"))
    (record,) = renumber.renumber_records(open_project(str(top))).records
    assert record.title == "Use Kafka"


def test_an_option_without_its_value_names_the_help_of_its_command(run: Runner) -> None:
    assert run("renumber", "--keep").err == (
        "error: option '--keep' requires an argument\nhint: minutebook renumber --help\n"
    )
