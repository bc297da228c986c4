"""Where suggesting meets the world: what of a change it is given, and what a turn's end says."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from minutebook import suggest
from minutebook.agents import turn_suggestions
from minutebook.errors import OperationError, UsageError
from minutebook.operations import suggest as suggesting
from minutebook.operations.project import Project, open_project
from minutebook.records.phr import suggestions
from minutebook.repository.config import InvalidSettings
from minutebook.repository.git.revisions import UnknownRevision
from minutebook.suggest import model
from minutebook.suggest.catalogue import catalogue
from minutebook.suggest.diff import patch
from minutebook.suggest.model import Assessment, CoveringRecord, Evidence, Topic

from agent_events import Clock, Line, Stage, actor
from command_runner import Runner
from secret_shapes import Maker

Git = Callable[..., str]

CELERY = Evidence("topic-dependency", "requirements.txt", 2, "celery==5.4", 2.0, "impact")
JOBS = Topic(
    "Background jobs", "Celery", alternatives=("RQ", "arq"), strength=0.9, evidence=(CELERY,)
)
FOUND = Assessment(
    score=0.876,
    suggested=True,
    topics=(JOBS,),
    evidence=(CELERY,),
    tests=(model.SignificanceTest("impact", True, (CELERY,)),),
    title="Run background jobs with Celery",
    brief="Background jobs: Celery",
    alternatives=("RQ", "arq"),
)


@dataclass
class Oracle:
    """Stands for the assessment: finds the decision where the change says `celery`."""

    asked: list[Mapping[str, Any]] = field(default_factory=list)
    covered: tuple[CoveringRecord, ...] = ()

    def assess(
        self, diff: str, message: str, prompt: str, response: str, **settings: Any
    ) -> Assessment:
        words = {"diff": diff, "message": message, "prompt": prompt, "response": response}
        self.asked.append({**words, **settings})
        return FOUND if "+celery" in diff else Assessment(score=0.1)

    def settle(self, found: Assessment, shelf: Any, known: Any) -> Assessment:
        earlier = tuple(
            CoveringRecord(JOBS.name, one.id, one.decision_title, page.path, one.state)
            for page, one in suggestions.iterate_suggestions(shelf)
        )
        known = self.covered + earlier
        return replace(found, suggested=found.suggested and not known, covered=known)

    @property
    def paths(self) -> list[str]:
        """The files of the last diff that it was given."""
        return [file.path for file in patch.parse_diff(self.asked[-1]["diff"])]


@pytest.fixture
def oracle(monkeypatch: pytest.MonkeyPatch) -> Oracle:
    oracle = Oracle()
    monkeypatch.setattr(suggest, "assess", oracle.assess)
    monkeypatch.setattr(suggest, "exclude_covered", oracle.settle)
    return oracle


@pytest.fixture
def project(repo: Path, git: Git) -> Project:
    """A repository with a commit."""
    (repo / "requirements.txt").write_text("fastapi==0.110\n")
    git("add", "-A")
    git("commit", "-qm", "First")
    return open_project(".")


# What a change is -------------------------------------------------------------------------------


def added(change: suggesting.Change) -> dict[str, list[str]]:
    """The lines that came, by file."""
    return {
        file.path: [text for _, text in file.added_lines] for file in patch.parse_diff(change.diff)
    }


def test_the_working_tree_and_the_next_commit(project: Project, repo: Path, git: Git) -> None:
    (repo / "a.py").write_text("a\n")
    git("add", "a.py")
    (repo / "b.py").write_text("b\n")
    assert added(suggesting.read_working_change(project)) == {"a.py": ["a"], "b.py": ["b"]}
    assert added(suggesting.read_staged_change(project)) == {"a.py": ["a"]}
    assert suggesting.read_staged_change(project).message == ""


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
    change = suggesting.read_commit_change(project, "side")
    assert (added(change), change.message) == ({"s2.py": ["s2"]}, "Add s2")


def test_a_root(project: Project, grown: Git) -> None:
    change = suggesting.read_commit_change(project, "first")
    assert (added(change), change.message) == (
        {"requirements.txt": ["fastapi==0.110"]},
        "First",
    )


def test_a_merge_is_what_it_brought_to_its_first_parent(project: Project, grown: Git) -> None:
    change = suggesting.read_commit_change(project, "merge")
    assert added(change) == {"s1.py": ["s1"], "s2.py": ["s2"]}
    assert change.message.startswith("Merge side\n\n")
    assert {"Add s1", "Add s2"} < set(change.message.split("\n"))
    assert "Add m" not in change.message


@pytest.mark.parametrize("span", ["merge~1..side", "merge~1...side"])
def test_a_range_does_not_take_back_what_the_other_side_did(
    span: str, project: Project, grown: Git
) -> None:
    change = suggesting.read_range_change(project, span)
    assert added(change) == {"s1.py": ["s1"], "s2.py": ["s2"]}
    assert [file.status for file in patch.parse_diff(change.diff)] == ["added", "added"]
    assert sorted(filter(None, change.message.split("\n"))) == ["Add s1", "Add s2"]


def test_a_side_left_out_is_head(project: Project, grown: Git) -> None:
    grown("checkout", "-q", "--detach", "side")
    assert list(added(suggesting.read_range_change(project, "side~1.."))) == ["s2.py"]
    assert added(suggesting.read_range_change(project, "..side")) == {}


@pytest.mark.parametrize("span", ["main", "", "main~1"])
def test_what_is_no_range(span: str, project: Project) -> None:
    with pytest.raises(UsageError, match="is not a commit range"):
        suggesting.read_range_change(project, span)


@pytest.mark.parametrize("span", ["main..nothing", "nothing...main", "--all..main"])
def test_a_range_of_no_commits(span: str, project: Project) -> None:
    with pytest.raises(UnknownRevision):
        suggesting.read_range_change(project, span)
    with pytest.raises(UnknownRevision):
        suggesting.read_commit_change(project, "nothing")


# What is assessed -------------------------------------------------------------------------------


def configured(repo: Path, text: str) -> Project:
    (repo / "minutebook.toml").write_text(text)
    return open_project(".")


def test_nothing_that_is_assessed_is_secret(project: Project, oracle: Oracle) -> None:
    secret = Maker(1).a(36)
    token = f"ghp_{secret}"
    line = f'+token = "{token}"\n'
    change = suggesting.Change(
        f"diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -0,0 +1 @@\n{line}", *(token,) * 3
    )
    suggesting.assess_change(project, change)
    (asked,) = oracle.asked
    assert secret not in str(asked)
    assert "[redacted: github-token]" in asked["diff"]


def test_records_are_left_out(project: Project, repo: Path, oracle: Oracle) -> None:
    for path in ("decisions/0001-a.md", "history/prompts/general/0001-a.general.prompt.md"):
        (repo / path).parent.mkdir(parents=True)
        (repo / path).write_text("# A\n")
    (repo / "docs.md").write_text("d\n")
    (repo / "a.py").write_text("a\n")
    suggesting.assess_change(project, suggesting.read_working_change(project))
    assert oracle.paths == ["a.py", "docs.md"]


def test_a_very_large_diff_is_cut(
    project: Project, repo: Path, oracle: Oracle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesting, "_MOST", 2000)
    (repo / "a.lock").write_text("l\n" * 5000)
    (repo / "b.py").write_text("b\n" * 50)
    suggesting.assess_change(project, suggesting.read_working_change(project))
    assert oracle.paths == ["a.lock", "b.py"]
    assert oracle.asked[0]["diff"].count("\n+b") == 50
    assert len(oracle.asked[0]["diff"]) <= 2000


def test_the_settings_hold(repo: Path, project: Project, oracle: Oracle) -> None:
    suggesting.assess_change(project, suggesting.Change(""))
    assert oracle.asked[-1]["threshold"] is None
    assert oracle.asked[-1]["catalogue"] is catalogue.load_catalogue()
    project = configured(repo, "suggest-score = 0.75\n")
    suggesting.assess_change(project, suggesting.Change(""))
    assert oracle.asked[-1]["threshold"] == 0.75


def test_topics_extend_the_catalogue(
    repo: Path, project: Project, oracle: Oracle, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = catalogue.load_catalogue()
    monkeypatch.setattr(catalogue, "extend_catalogue", lambda base, table: (base is known, table))
    project = configured(repo, "[topics.Caching]\nweight = 1.0\n")
    suggesting.assess_change(project, suggesting.Change(""))
    assert oracle.asked[-1]["catalogue"] == (True, {"Caching": {"weight": 1.0}})


def test_topics_that_are_none(repo: Path, project: Project, oracle: Oracle) -> None:
    project = configured(repo, "topics = { Caching = 7 }\n")
    with pytest.raises(InvalidSettings, match=r"minutebook\.toml: topics: ") as refused:
        suggesting.assess_change(project, suggesting.Change(""))
    assert refused.value.exit_status == 2
    assert refused.value.hint


# At the end of a turn ---------------------------------------------------------------------------


def turn(stage: Stage, session: str = "s", prompt: str = "Do it", **files: str) -> str:
    """A turn of Claude Code that writes files; what the person is shown."""
    one = actor("claude", session, stage.top)
    stage.take(one.ask(prompt))
    for name, text in files.items():
        stage.write(name.replace("__", "/").replace("_", "."), text)
    return said(stage.take(one.stop("Done.")))


def said(answers: list[str]) -> str:
    return json.loads(answers[-1])["systemMessage"] if answers[-1] else ""


def test_a_turn_that_decides_something(stage: Stage, oracle: Oracle) -> None:
    shown = turn(stage, prompt="Do it", requirements_txt="celery==5.4\n")
    assert shown == (
        "PHR-0001 history/prompts/general/0001-do-it.explainer.prompt.md\n"
        "📋 Architectural decision detected: Background jobs: Celery\n"
        "Document reasoning and tradeoffs? Run: "
        'minutebook adr new "Run background jobs with Celery" --from S-0001-1'
    )
    (one,) = suggestions.read_suggestions(stage.record())
    assert (one.id, one.topic, one.score, one.state) == (
        "S-0001-1",
        "Background jobs: Celery",
        0.88,
        "pending",
    )
    assert one.decision_title == "Run background jobs with Celery"
    assert one.options[0] == "Celery"
    assert one.evidence == ("requirements.txt:2 celery==5.4",)
    assert stage.log() == ""


def test_a_title_of_many_signs(stage: Stage, oracle: Oracle) -> None:
    """Its record is read anew where the row of the index does not tell all."""
    assert "--from S-0001-1" in turn(stage, prompt="Do *this* `now`", a_txt="celery\n")


def test_a_turn_that_decides_nothing(stage: Stage, oracle: Oracle) -> None:
    assert turn(stage, a_py="x\n").count("\n") == 0
    assert len(oracle.asked) == 1  # nothing is looked at twice
    assert suggestions.read_suggestions(stage.record()) == ()
    assert "suggestions" not in stage.record().text


def test_what_an_agent_was_asked_and_said_counts(stage: Stage, oracle: Oracle) -> None:
    turn(stage, prompt="Use Celery", a_py="x\n")
    assert (oracle.asked[0]["prompt"], oracle.asked[0]["response"]) == ("Use Celery", "Done.")


def test_only_what_the_turn_changed(stage: Stage, oracle: Oracle) -> None:
    stage.write("before.py", "x\n")
    turn(stage, a_py="x\n", docs__b_md="b\n", decisions__0001_md="d\n")
    assert oracle.paths == ["a.py", "docs/b.md"]


def test_commits_of_the_turn(stage: Stage, oracle: Oracle) -> None:
    one = actor("claude", "s", stage.top)
    stage.take(one.ask("Do it"))
    stage.write("a.txt", "celery\n")
    stage.git("add", "-A")
    stage.git("-c", "core.hooksPath=/dev/null", "commit", "-qm", "Run jobs")
    stage.write("b.py", "b\n")
    assert "S-0001-1" in said(stage.take(one.stop("Done.")))
    assert oracle.paths == ["a.txt", "b.py"]
    assert oracle.asked[0]["message"] == "Run jobs"


def test_before_the_first_commit(
    repo: Path, world: dict[str, str], monkeypatch: pytest.MonkeyPatch, oracle: Oracle
) -> None:
    stage = Stage(repo, world, monkeypatch)
    assert "S-0001-1" in turn(stage, a_txt="celery\n")
    assert oracle.paths == ["a.txt"]


def test_a_detached_head(stage: Stage, oracle: Oracle) -> None:
    stage.git("checkout", "-q", "--detach")
    assert "S-0001-1" in turn(stage, a_txt="celery\n")


@pytest.mark.parametrize(
    ("settings", "files"),
    [
        ('suggest = "off"\n', {"a_txt": "celery\n"}),
        ("", {}),
        ("", {"README_md": "celery\n", "docs__a_rst": "celery\n"}),
        ("", {"decisions__0001-a_md": "celery\n"}),
    ],
    ids=["off", "nothing changed", "prose alone", "records alone"],
)
def test_what_is_not_looked_at(
    settings: str, files: dict[str, str], stage: Stage, oracle: Oracle
) -> None:
    stage.write("minutebook.toml", settings)
    assert turn(stage, **files).count("\n") == 0
    assert oracle.asked == []


def test_a_subagent_leaves_it_to_its_parent(stage: Stage, oracle: Oracle) -> None:
    one = actor("claude", "s", stage.top)
    stage.take(one.ask("Do it"))
    stage.write("a.txt", "celery\n")
    answers = stage.take(one.delegated("worker", "Add jobs", "Added", "a.txt"))
    assert oracle.asked == []
    assert not any("detected" in answer for answer in answers)
    assert "S-000" in said(stage.take(one.stop("Done.")))
    held = [
        record for record, _ in suggestions.iterate_suggestions(open_project(".").load_records())
    ]
    assert [record.title for record in held] == ["Do it"]


def test_a_turn_that_goes_on_is_told_once(stage: Stage, oracle: Oracle) -> None:
    one = actor("claude", "s", stage.top)
    stage.take(one.ask("Do it"))
    stage.write("a.txt", "celery\n")
    assert "S-0001-1" in said(stage.take(one.stop("Done.")))
    stage.write("b.py", "b\n")
    assert "detected" not in said(stage.take(one.stop("Done more.")))
    assert [each.id for each in suggestions.read_suggestions(stage.record())] == ["S-0001-1"]
    assert "Done more." in stage.record().text
    # Nor is it when the next turn touches the same.
    assert "detected" not in turn(stage, "s2", "More", a_txt="celery\ncelery-beat\n")


def test_a_turn_without_topics_that_goes_on_is_told_once(
    stage: Stage, oracle: Oracle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No shelf speaks of what has no topic: its record does."""
    found = replace(FOUND, topics=())
    monkeypatch.setattr(suggest, "exclude_covered", lambda *_: found)
    one = actor("claude", "s", stage.top)
    stage.take(one.ask("Do it"))
    stage.write("a.txt", "celery\n")
    assert "S-0001-1" in said(stage.take(one.stop("Done.")))
    stage.write("b.py", "b\n")
    assert "detected" not in said(stage.take(one.stop("Done more.")))
    assert [each.id for each in suggestions.read_suggestions(stage.record())] == ["S-0001-1"]
    # What it decides beyond that is told.
    found = replace(FOUND, topics=(), brief="Caching: Redis", title="Use Redis")
    shown = said(stage.take(one.stop("Done all.")))
    assert 'adr new "Use Redis" --from S-0001-2' in shown
    assert "S-0001-1" not in shown


def test_a_record_that_was_removed_meanwhile(stage: Stage, oracle: Oracle) -> None:
    one = actor("claude", "s", stage.top)
    stage.take(one.ask("Do it"))
    stage.write("a.txt", "celery\n")
    stage.take(one.stop("Done."))
    (stage.top / stage.record().path).unlink()
    assert stage.take(one.stop("Done more.")) == [""]
    assert stage.records() == []


def test_what_was_dismissed_stays_so(stage: Stage, oracle: Oracle) -> None:
    one = actor("claude", "s", stage.top)
    stage.take(one.ask("Do it"))
    stage.write("a.txt", "celery\n")
    stage.take(one.stop("Done."))
    (was,) = suggestions.read_suggestions(stage.record())
    page = stage.top / stage.record().path
    told = replace(was, state="dismissed", reason="a trial")
    page.write_text(suggestions.put_suggestions(stage.record().text, [told]), "utf-8")
    assert "detected" not in turn(stage, "s2", "More", a_txt="celery\ncelery-beat\n")


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("covered", "minutebook link PHR-0001 implements ADR-0007"),
        ("contradicts", "supersede it? minutebook adr supersede ADR-0007 --with"),
    ],
)
def test_a_decision_that_is_there_already(
    how: str, words: str, stage: Stage, oracle: Oracle
) -> None:
    oracle.covered = (
        CoveringRecord(JOBS.name, "ADR-0007", "Use Celery", "decisions/0007.md", how),
    )
    one = actor("claude", "s", stage.top)
    stage.take(one.ask("Do it"))
    stage.write("a.txt", "celery\n")
    shown = said(stage.take(one.stop("Done.")))
    assert words in shown.split("\n")[1]
    assert "detected" not in shown
    stage.write("b.py", "b\n")
    assert words not in said(stage.take(one.stop("Done more.")))
    assert suggestions.read_suggestions(stage.record()) == ()


def test_late_nothing_is_suggested(stage: Stage, clock: Clock, oracle: Oracle) -> None:
    """What lies in the tree is not the turn's any more."""
    one = actor("claude", "s", stage.top)
    clock.offset = -10_000.0
    stage.take(one.ask("Do it"))
    stage.write("a.txt", "celery\n")
    clock.offset = 0.0
    stage.take(one.ask("And that"))
    stage.take(one.stop("Done."))
    assert [record.title for record in stage.records()] == ["Do it", "And that"]
    assert not any("celery" in asked["diff"] for asked in oracle.asked)


@pytest.mark.parametrize("name", ["assess", "exclude_covered"])
def test_trouble_keeps_no_turn_from_being_recorded(
    name: str,
    stage: Stage,
    oracle: Oracle,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(suggest, name, lambda *_, **__: 1 / 0)
    assert turn(stage, a_txt="celery\n").startswith("PHR-0001 ")
    assert stage.record().title == "Do it"
    assert "nothing is suggested: ZeroDivisionError" in capsys.readouterr().err
    assert "ZeroDivisionError" in stage.log()


def test_very_many_files(stage: Stage, oracle: Oracle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn_suggestions, "_PATHS", 20)
    turn(stage, **{f"file{number}_py": "x\n" for number in range(9)})
    assert oracle.paths == ["file0.py", "file1.py"]
    assert len(stage.record().fields["files"]) == 9


# What it costs ----------------------------------------------------------------------------------

PROBE = """
import os, sys
real = os._exit
def leave(status):
    with open(os.environ["MODULES"], "w") as file:
        file.write("\\n".join(sys.modules))
    real(status)
os._exit = leave
from minutebook.agents.hook import main
main()
"""


def loaded(stage: Stage, lines: list[Line]) -> set[str]:
    """The modules that the last line's process has when it leaves."""
    told = stage.top.parent / "modules"
    for words, payload in lines:
        subprocess.run(
            [sys.executable, "-c", PROBE, *words],
            input=json.dumps(payload).encode(),
            cwd=stage.top,
            env={**stage.world, "MODULES": str(told)},
            check=True,
        )
    return set(told.read_text().split("\n"))


@pytest.mark.parametrize(
    ("settings", "path", "wanted"),
    [
        ("", "a.py", True),
        ('suggest = "off"\n', "a.py", False),
        ("", "README.md", False),
        ("", "decisions/0001-a.md", False),
    ],
)
def test_what_the_end_of_a_turn_loads(settings: str, path: str, wanted: bool, stage: Stage) -> None:
    stage.write("minutebook.toml", settings)
    one = actor("claude", "s", stage.top)
    assert "minutebook.suggest" not in loaded(stage, one.ask("Do it"))
    stage.write(path, "x\n")
    names = loaded(stage, one.stop("Done."))
    assert "minutebook.agents.recording" in names
    assert ("minutebook.suggest" in names) is wanted
    # Nothing was suggested: what tells of it is not needed.
    assert not names & {
        "minutebook.suggest.report",
        "minutebook.records.phr.suggestions",
        "minutebook.checks.base",
        "pydantic",
    }


# What was there before ---------------------------------------------------------------------------

CACHE = "import redis\n\nstore = redis.Redis()\n\n\ndef cached(key):\n    return store.get(key)\n"


@pytest.mark.parametrize(
    ("manifest", "message", "is_suggested"),
    [
        ("fastapi==0.115\n", "Keep prices in a cache", True),
        ("fastapi==0.115\nredis==5.0\n", "", False),  # one more use of what is there
        ("fastapi==0.115\nredis==5.0\n", "Cache prices in Redis instead of in memory", True),
    ],
)
def test_one_more_use_of_what_the_manifest_has_is_no_choice(
    repo: Path, git: Git, manifest: str, message: str, is_suggested: bool
) -> None:
    (repo / "requirements.txt").write_text(manifest)
    git("add", "-A")
    git("commit", "-q", "-m", "Begin")
    if "redis" not in manifest:
        (repo / "requirements.txt").write_text(manifest + "redis==5.0\n")
    (repo / "prices.py").write_text(CACHE)
    project = open_project(str(repo))
    change = replace(suggesting.read_working_change(project), message=message)
    assert suggesting.assess_change(project, change).suggested is is_suggested


def test_a_pattern_that_never_ends_is_stopped(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repo / "minutebook.toml").write_text(
        '[topics.Caching.Mine]\npattern = "(a+)+$"\nhints = "aaaa"\n'
    )
    (repo / "a.py").write_text(f"x = '{'a' * 40}!'\n")
    monkeypatch.setattr(suggesting, "_PATIENCE", 0.2)
    project = open_project(str(repo))
    with pytest.raises(OperationError, match="looked at for"):
        suggesting.assess_change(project, suggesting.read_working_change(project))


def test_index_pages_are_no_part_of_a_change(repo: Path, run: Runner) -> None:
    run("init").ok()
    run("phr", "new", "One").ok()
    project = open_project(str(repo))
    hidden = suggesting.redact_change(project, suggesting.read_working_change(project))
    assert "README.md" not in hidden.diff
    assert "minutebook.toml" in hidden.diff
