"""What is suggested at the end of a turn, and what that costs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from minutebook import suggest
from minutebook.agents.turns import turn_traces
from minutebook.lean.values import replace
from minutebook.operations.project import open_project
from minutebook.records.phr import suggestions
from minutebook.suggest.model import CoveringRecord, Decision

from agent_events import Clock, Line, Stage, actor
from assessment_double import FOUND, JOBS, AssessmentDouble


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch) -> AssessmentDouble:
    double = AssessmentDouble()
    monkeypatch.setattr(suggest, "assess", double.assess)
    monkeypatch.setattr(suggest, "exclude_covered", double.exclude_covered)
    return double


def turn(stage: Stage, session: str = "s", prompt: str = "Do the work", **files: str) -> str:
    """A turn of Claude Code that writes files; gives what the person is shown."""
    agent = actor("claude", session, stage.top)
    stage.take(agent.ask(prompt))
    for name, text in files.items():
        stage.write(name.replace("__", "/").replace("_", "."), text)
    return read_message(stage.take(agent.stop("Done.")))


def read_message(answers: list[str]) -> str:
    return json.loads(answers[-1])["systemMessage"] if answers[-1] else ""


def test_a_turn_that_decides_something(stage: Stage, double: AssessmentDouble) -> None:
    shown = turn(stage, prompt="Do the work", requirements_txt="celery==5.4\n")
    assert shown == (
        "minutebook's record of this turn:"
        " PHR-0001 history/prompts/general/0001-do-the-work.explainer.prompt.md\n"
        "📋 Architectural decision detected: Background jobs: Celery\n"
        "Document reasoning and tradeoffs? Run: "
        'minutebook adr new "Run background jobs with Celery" --from S-0001-1'
    )
    (suggestion,) = suggestions.read_suggestions(stage.record())
    assert (suggestion.id, suggestion.topic, suggestion.score, suggestion.state) == (
        "S-0001-1",
        "Background jobs: Celery",
        0.88,
        "pending",
    )
    assert suggestion.decision_title == "Run background jobs with Celery"
    assert suggestion.options[0] == "Celery"
    assert suggestion.evidence == ("requirements.txt:2 celery==5.4",)
    assert stage.log() == ""


def test_a_title_with_markup(stage: Stage, double: AssessmentDouble) -> None:
    """Its record is read anew where the row of the index does not tell all."""
    assert "--from S-0001-1" in turn(stage, prompt="Do *this* `now`", a_txt="celery\n")


def test_a_turn_that_decides_nothing(stage: Stage, double: AssessmentDouble) -> None:
    assert turn(stage, a_py="x\n").count("\n") == 0
    assert len(double.given) == 1  # nothing is assessed twice
    assert suggestions.read_suggestions(stage.record()) == ()
    assert "suggestions" not in stage.record().text


def test_the_prompt_and_the_answer_are_assessed(stage: Stage, double: AssessmentDouble) -> None:
    turn(stage, prompt="Use Celery", a_py="x\n")
    assert (double.given[0]["prompt"], double.given[0]["response"]) == ("Use Celery", "Done.")


def test_only_what_the_turn_changed(stage: Stage, double: AssessmentDouble) -> None:
    stage.write("before.py", "x\n")
    turn(stage, a_py="x\n", docs__b_md="b\n", decisions__0001_md="d\n")
    assert double.paths == ["a.py", "docs/b.md"]


def test_commits_of_the_turn(stage: Stage, double: AssessmentDouble) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Do the work"))
    stage.write("a.txt", "celery\n")
    stage.git("add", "-A")
    stage.git("-c", "core.hooksPath=/dev/null", "commit", "-qm", "Run jobs")
    stage.write("b.py", "b\n")
    assert "S-0001-1" in read_message(stage.take(agent.stop("Done.")))
    assert double.paths == ["a.txt", "b.py"]
    assert double.given[0]["message"] == "Run jobs"


def test_before_the_first_commit(
    repo: Path, world: dict[str, str], monkeypatch: pytest.MonkeyPatch, double: AssessmentDouble
) -> None:
    stage = Stage(repo, world, monkeypatch)
    assert "S-0001-1" in turn(stage, a_txt="celery\n")
    assert double.paths == ["a.txt"]


def test_a_detached_head(stage: Stage, double: AssessmentDouble) -> None:
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
def test_what_is_not_assessed(
    settings: str, files: dict[str, str], stage: Stage, double: AssessmentDouble
) -> None:
    stage.write("minutebook.toml", settings)
    assert turn(stage, **files).count("\n") == 0
    assert double.given == []


def test_a_subagent_leaves_it_to_its_parent(stage: Stage, double: AssessmentDouble) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Do the work"))
    stage.write("a.txt", "celery\n")
    answers = stage.take(agent.delegated("worker", "Add jobs", "Added", "a.txt"))
    assert double.given == []
    assert not any("detected" in answer for answer in answers)
    assert "S-000" in read_message(stage.take(agent.stop("Done.")))
    holders = [
        record for record, _ in suggestions.iterate_suggestions(open_project(".").load_records())
    ]
    assert [record.title for record in holders] == ["Do the work"]


def test_a_turn_that_goes_on_is_announced_once(stage: Stage, double: AssessmentDouble) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Do the work"))
    stage.write("a.txt", "celery\n")
    assert "S-0001-1" in read_message(stage.take(agent.stop("Done.")))
    stage.write("b.py", "b\n")
    assert "detected" not in read_message(stage.take(agent.stop("Done more.")))
    assert [suggestion.id for suggestion in suggestions.read_suggestions(stage.record())] == [
        "S-0001-1"
    ]
    assert "Done more." in stage.record().text
    # Nor is it when the next turn touches the same.
    assert "detected" not in turn(stage, "s2", "More", a_txt="celery\ncelery-beat\n")


def test_a_turn_without_topics_is_announced_once(
    stage: Stage, double: AssessmentDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No record covers what has no topic; the record of the turn holds it."""
    answer = replace(FOUND, topics=())
    monkeypatch.setattr(suggest, "exclude_covered", lambda *_: answer)
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Do the work"))
    stage.write("a.txt", "celery\n")
    assert "S-0001-1" in read_message(stage.take(agent.stop("Done.")))
    stage.write("b.py", "b\n")
    assert "detected" not in read_message(stage.take(agent.stop("Done more.")))
    assert [suggestion.id for suggestion in suggestions.read_suggestions(stage.record())] == [
        "S-0001-1"
    ]
    # What it decides beyond that is announced.
    answer = replace(FOUND, topics=(), decisions=(Decision("Use Redis", "Caching: Redis"),))
    shown = read_message(stage.take(agent.stop("Done all.")))
    assert 'adr new "Use Redis" --from S-0001-2' in shown
    assert "S-0001-1" not in shown


def test_a_record_that_was_removed_meanwhile(stage: Stage, double: AssessmentDouble) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Do the work"))
    stage.write("a.txt", "celery\n")
    stage.take(agent.stop("Done."))
    (stage.top / stage.record().path).unlink()
    assert stage.take(agent.stop("Done more.")) == [""]
    assert stage.records() == []


def test_a_dismissed_suggestion_is_not_made_again(stage: Stage, double: AssessmentDouble) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Do the work"))
    stage.write("a.txt", "celery\n")
    stage.take(agent.stop("Done."))
    (pending,) = suggestions.read_suggestions(stage.record())
    page = stage.top / stage.record().path
    dismissed = replace(pending, state="dismissed", reason="a trial")
    page.write_text(suggestions.put_suggestions(stage.record().text, [dismissed]), "utf-8")
    assert "detected" not in turn(stage, "s2", "More", a_txt="celery\ncelery-beat\n")


@pytest.mark.parametrize(
    ("how", "line"),
    [
        ("covered", "minutebook link PHR-0001 implements ADR-0007"),
        ("contradicts", "supersede it? minutebook adr supersede ADR-0007 --with"),
    ],
)
def test_a_decision_on_record_is_named(
    how: str, line: str, stage: Stage, double: AssessmentDouble
) -> None:
    double.covered = (
        CoveringRecord(JOBS.name, "ADR-0007", "Use Celery", "decisions/0007.md", how),
    )
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Do the work"))
    stage.write("a.txt", "celery\n")
    shown = read_message(stage.take(agent.stop("Done.")))
    assert line in shown.split("\n")[1]
    assert "detected" not in shown
    stage.write("b.py", "b\n")
    assert line not in read_message(stage.take(agent.stop("Done more.")))
    assert suggestions.read_suggestions(stage.record()) == ()


def test_nothing_is_suggested_for_a_turn_of_long_ago(
    stage: Stage, clock: Clock, double: AssessmentDouble
) -> None:
    """What is in the tree by then is not what the turn changed."""
    agent = actor("claude", "s", stage.top)
    clock.offset = -10_000.0
    stage.take(agent.ask("Do the work"))
    stage.write("a.txt", "celery\n")
    clock.offset = 0.0
    stage.take(agent.ask("And that"))
    stage.take(agent.stop("Done."))
    assert [record.title for record in stage.records()] == ["Do the work", "And that"]
    assert not any("celery" in texts["diff"] for texts in double.given)


@pytest.mark.parametrize("name", ["assess", "exclude_covered"])
def test_a_failure_does_not_keep_a_turn_from_being_recorded(
    name: str,
    stage: Stage,
    double: AssessmentDouble,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(suggest, name, lambda *_, **__: 1 / 0)
    assert turn(stage, a_txt="celery\n").startswith("minutebook's record of this turn: PHR-0001 ")
    assert stage.record().title == "Do the work"
    assert "nothing is suggested: ZeroDivisionError" in capsys.readouterr().err
    assert "ZeroDivisionError" in stage.log()


def test_very_many_files(
    stage: Stage, double: AssessmentDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn_traces, "_MAX_PATH_CHARS", 20)
    turn(stage, **{f"file{number}_py": "x\n" for number in range(9)})
    assert double.paths == ["file0.py", "file1.py"]
    assert len(stage.record().fields["files"]) == 9


# What it costs ----------------------------------------------------------------------------------

PROBE = """
import os, sys
exit_process = os._exit
def leave(status):
    with open(os.environ["MODULES"], "w") as file:
        file.write("\\n".join(sys.modules))
    exit_process(status)
os._exit = leave
from minutebook.agents.hook import main
main()
"""


def list_loaded_modules(stage: Stage, lines: list[Line]) -> set[str]:
    """The modules that the last line's process has when it leaves."""
    modules_file = stage.top.parent / "modules"
    for args, payload in lines:
        subprocess.run(
            [sys.executable, "-c", PROBE, *args],
            input=json.dumps(payload).encode(),
            cwd=stage.top,
            env={**stage.world, "MODULES": str(modules_file)},
            check=True,
        )
    return set(modules_file.read_text().split("\n"))


@pytest.mark.parametrize(
    ("settings", "path", "is_loaded"),
    [
        ("", "a.py", True),
        ('suggest = "off"\n', "a.py", False),
        ("", "README.md", False),
        ("", "decisions/0001-a.md", False),
    ],
)
def test_the_end_of_a_turn_loads_what_it_needs(
    settings: str, path: str, is_loaded: bool, stage: Stage
) -> None:
    stage.write("minutebook.toml", settings)
    agent = actor("claude", "s", stage.top)
    assert "minutebook.suggest" not in list_loaded_modules(stage, agent.ask("Do the work"))
    stage.write(path, "x\n")
    names = list_loaded_modules(stage, agent.stop("Done."))
    assert "minutebook.agents.recording.turn_end" in names
    assert ("minutebook.suggest.catalogue.catalogue" in names) is is_loaded
    # Nothing was suggested: what tells of it is not needed.
    assert not names & {
        "minutebook.suggest.wording.report",
        "minutebook.records.phr.suggestions",
        "minutebook.checks.base",
        "pydantic",
    }
