"""What a change is, what of it is assessed, and what is hidden before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook import suggest
from minutebook.errors import OperationError, UsageError
from minutebook.lean.values import replace
from minutebook.operations.project import Project, open_project
from minutebook.operations.redaction.redactor import Redactor
from minutebook.operations.suggesting import suggest as operation
from minutebook.repository.git.revisions import UnknownRevision
from minutebook.repository.settings.config import InvalidSettings
from minutebook.suggest.catalogue import catalogue
from minutebook.suggest.diff import patch

from assessment_double import AssessmentDouble
from command_runner import Runner
from secret_shapes import Maker

Git = Callable[..., str]


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch) -> AssessmentDouble:
    double = AssessmentDouble()
    monkeypatch.setattr(suggest, "assess", double.assess)
    monkeypatch.setattr(suggest, "exclude_covered", double.exclude_covered)
    return double


@pytest.fixture
def project(repo: Path, git: Git) -> Project:
    """A repository with a commit."""
    (repo / "requirements.txt").write_text("fastapi==0.110\n")
    git("add", "-A")
    git("commit", "-qm", "First")
    return open_project(".")


# What a change is -------------------------------------------------------------------------------


def list_added_lines(change: operation.Change) -> dict[str, list[str]]:
    """The added lines, by file."""
    return {
        file.path: [text for _, text in file.added_lines] for file in patch.parse_diff(change.diff)
    }


def test_the_working_tree_and_the_next_commit(project: Project, repo: Path, git: Git) -> None:
    (repo / "a.py").write_text("a\n")
    git("add", "a.py")
    (repo / "b.py").write_text("b\n")
    assert list_added_lines(operation.read_working_change(project)) == {
        "a.py": ["a"],
        "b.py": ["b"],
    }
    assert list_added_lines(operation.read_staged_change(project)) == {"a.py": ["a"]}
    assert operation.read_staged_change(project).message == ""


@pytest.fixture
def grown(project: Project, repo: Path, git: Git) -> Git:
    """Two branches and a merge of them, tagged `merge`; `side` has two commits."""
    git("tag", "first")
    git("checkout", "-q", "-b", "side")
    for name in ("s1", "s2"):
        (repo / f"{name}.py").write_text(f"{name}\n")
        git("add", "-A")
        git("commit", "-qm", f"Add {name}")
    git("checkout", "-q", "main")
    (repo / "m.py").write_text("m\n")
    git("add", "-A")
    git("commit", "-qm", "Add m")
    git("merge", "-q", "--no-ff", "-m", "Merge side", "side")
    git("tag", "merge")
    return git


def test_one_commit(project: Project, grown: Git) -> None:
    change = operation.read_commit_change(project, "side")
    assert (list_added_lines(change), change.message) == ({"s2.py": ["s2"]}, "Add s2")


def test_a_root(project: Project, grown: Git) -> None:
    change = operation.read_commit_change(project, "first")
    assert (list_added_lines(change), change.message) == (
        {"requirements.txt": ["fastapi==0.110"]},
        "First",
    )


def test_a_merge_is_what_it_brought_to_its_first_parent(project: Project, grown: Git) -> None:
    change = operation.read_commit_change(project, "merge")
    assert list_added_lines(change) == {"s1.py": ["s1"], "s2.py": ["s2"]}
    assert change.message.startswith("Merge side\n\n")
    assert {"Add s1", "Add s2"} < set(change.message.split("\n"))
    assert "Add m" not in change.message


@pytest.mark.parametrize("commit_range", ["merge~1..side", "merge~1...side"])
def test_a_range_does_not_take_back_what_the_other_side_did(
    commit_range: str, project: Project, grown: Git
) -> None:
    change = operation.read_range_change(project, commit_range)
    assert list_added_lines(change) == {"s1.py": ["s1"], "s2.py": ["s2"]}
    assert [file.status for file in patch.parse_diff(change.diff)] == ["added", "added"]
    assert sorted(filter(None, change.message.split("\n"))) == ["Add s1", "Add s2"]


def test_a_side_left_out_is_head(project: Project, grown: Git) -> None:
    grown("checkout", "-q", "--detach", "side")
    assert list(list_added_lines(operation.read_range_change(project, "side~1.."))) == ["s2.py"]
    assert list_added_lines(operation.read_range_change(project, "..side")) == {}


@pytest.mark.parametrize("commit_range", ["main", "", "main~1"])
def test_what_is_not_a_range(commit_range: str, project: Project) -> None:
    with pytest.raises(UsageError, match="is not a commit range"):
        operation.read_range_change(project, commit_range)


@pytest.mark.parametrize("commit_range", ["main..nothing", "nothing...main", "--all..main"])
def test_a_range_of_no_commits(commit_range: str, project: Project) -> None:
    with pytest.raises(UnknownRevision):
        operation.read_range_change(project, commit_range)
    with pytest.raises(UnknownRevision):
        operation.read_commit_change(project, "nothing")


# What is assessed -------------------------------------------------------------------------------


def configure(repo: Path, text: str) -> Project:
    (repo / "minutebook.toml").write_text(text)
    return open_project(".")


def test_nothing_that_is_assessed_is_secret(project: Project, double: AssessmentDouble) -> None:
    secret = Maker(1).a(36)
    token = f"ghp_{secret}"
    line = f'+token = "{token}"\n'
    change = operation.Change(
        f"diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -0,0 +1 @@\n{line}", *(token,) * 3
    )
    operation.assess_change(project, change)
    (texts,) = double.given
    assert secret not in str(texts)
    assert "[redacted: github-token]" in texts["diff"]


def test_records_are_not_assessed(project: Project, repo: Path, double: AssessmentDouble) -> None:
    for path in ("decisions/0001-a.md", "history/prompts/general/0001-a.general.prompt.md"):
        (repo / path).parent.mkdir(parents=True)
        (repo / path).write_text("# A\n")
    (repo / "docs.md").write_text("d\n")
    (repo / "a.py").write_text("a\n")
    operation.assess_change(project, operation.read_working_change(project))
    assert double.paths == ["a.py", "docs.md"]


def test_a_very_large_diff_is_cut(
    project: Project, repo: Path, double: AssessmentDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operation, "_MAX_DIFF_CHARACTERS", 2000)
    (repo / "a.lock").write_text("l\n" * 5000)
    (repo / "b.py").write_text("b\n" * 50)
    operation.assess_change(project, operation.read_working_change(project))
    assert double.paths == ["a.lock", "b.py"]
    assert double.given[0]["diff"].count("\n+b") == 50
    assert len(double.given[0]["diff"]) <= 2000


def test_the_configured_score_is_used(
    repo: Path, project: Project, double: AssessmentDouble
) -> None:
    operation.assess_change(project, operation.Change(""))
    assert double.given[-1]["threshold"] is None
    assert double.given[-1]["catalogue"] is catalogue.load_catalogue()
    project = configure(repo, "suggest-score = 0.75\n")
    operation.assess_change(project, operation.Change(""))
    assert double.given[-1]["threshold"] == 0.75


def test_topics_extend_the_catalogue(
    repo: Path, project: Project, double: AssessmentDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = catalogue.load_catalogue()
    monkeypatch.setattr(
        catalogue, "extend_catalogue", lambda base, table: (base is packaged, table)
    )
    project = configure(repo, "[topics.Caching]\nweight = 1.0\n")
    operation.assess_change(project, operation.Change(""))
    assert double.given[-1]["catalogue"] == (True, {"Caching": {"weight": 1.0}})


def test_invalid_topics(repo: Path, project: Project, double: AssessmentDouble) -> None:
    project = configure(repo, "topics = { Caching = 7 }\n")
    with pytest.raises(InvalidSettings, match=r"minutebook\.toml: topics: ") as error:
        operation.assess_change(project, operation.Change(""))
    assert error.value.exit_status == 2
    assert error.value.hint


# What was there before ---------------------------------------------------------------------------

CACHE = "import redis\n\nstore = redis.Redis()\n\n\ndef cached(key):\n    return store.get(key)\n"


@pytest.mark.parametrize(
    ("manifest", "message", "is_suggested"),
    [
        ("fastapi==0.115\n", "Keep prices in Redis", True),
        ("fastapi==0.115\nredis==5.0\n", "", False),  # one more use of what is there
        ("fastapi==0.115\nredis==5.0\n", "Cache prices in Redis instead of in memory", True),
    ],
)
def test_one_more_use_of_a_dependency_is_not_a_decision(
    repo: Path, git: Git, manifest: str, message: str, is_suggested: bool
) -> None:
    (repo / "requirements.txt").write_text(manifest)
    git("add", "-A")
    git("commit", "-q", "-m", "Begin")
    if "redis" not in manifest:
        (repo / "requirements.txt").write_text(manifest + "redis==5.0\n")
    (repo / "prices.py").write_text(CACHE)
    project = open_project(str(repo))
    change = replace(operation.read_working_change(project), message=message)
    assert operation.assess_change(project, change).suggested is is_suggested


def test_a_pattern_that_never_ends_is_stopped(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repo / "minutebook.toml").write_text(
        '[topics.Caching.Mine]\npattern = "(a+)+$"\nhints = "aaaa"\n'
    )
    (repo / "a.py").write_text(f"x = '{'a' * 40}!'\n")
    monkeypatch.setattr(operation, "_ASSESS_TIMEOUT_SECONDS", 0.2)
    monkeypatch.setattr("minutebook.suggest.catalogue.schema.check_patterns", lambda *_: None)
    monkeypatch.setattr("minutebook.suggest.topics.policies.MAX_SUBJECT_CHARS", 1_000)
    project = open_project(str(repo))
    with pytest.raises(OperationError, match="could not be assessed in"):
        operation.assess_change(project, operation.read_working_change(project))


def test_index_pages_are_no_part_of_a_change(repo: Path, run: Runner) -> None:
    run("init").ok()
    run("phr", "new", "One").ok()
    project = open_project(str(repo))
    redacted = operation.redact_change(
        project, operation.read_working_change(project), Redactor(project)
    )
    assert "+++ b/decisions/README.md" not in redacted.diff
    assert "+++ b/history/README.md" not in redacted.diff
    assert "minutebook.toml" in redacted.diff


# How large changes are here --------------------------------------------------------------------


def test_the_usual_size_is_told_by_the_history(repo: Path, git: Git, run: Runner) -> None:
    (repo / "minutebook.toml").write_text("")
    files = {"history/prompts/general/a.md": "r\n" * 99, "package.json": "{}\n" * 7}
    for path, text in files.items():
        (repo / path).parent.mkdir(parents=True, exist_ok=True)
        (repo / path).write_text(text)
    git("add", "-A")
    git("commit", "-qm", "First")
    for number in range(12):
        (repo / "boats.py").write_text("boat\n" * 400 * (number + 1))
        (repo / "history/prompts/general/a.md").write_text(f"{number}\n" * 999)
        git("add", "-A")
        git("commit", "-qm", "Boats")
        (repo / "package.json").write_text(f"{{}}\n{number}\n")
        git("add", "-A")
        git("commit", "-qm", "Bump")
    (repo / "requirements.txt").write_text("redis==5.0\n")
    (repo / "queue.py").write_text("import redis\n\nqueue = redis.Redis()\n")
    git("add", "-A")
    git("commit", "-qm", "Keep boats in Redis")
    assessment = operation.assess_change(
        open_project("."), operation.read_commit_change(open_project("."), "HEAD")
    )
    assert [piece.excerpt for piece in assessment.evidence if piece.signal == "usual-size"] == [
        "a change here has 400 lines as a rule"
    ]


def test_a_first_commit_has_no_usual_size(repo: Path, git: Git) -> None:
    (repo / "requirements.txt").write_text("redis==5.0\n")
    (repo / "queue.py").write_text("import redis\n\nqueue = redis.Redis()\n")
    git("add", "-A")
    git("commit", "-qm", "Keep boats in Redis")
    project = open_project(".")
    assessment = operation.assess_change(project, operation.read_commit_change(project, "HEAD"))
    assert assessment.suggested
    assert "usual-size" not in {piece.signal for piece in assessment.evidence}
