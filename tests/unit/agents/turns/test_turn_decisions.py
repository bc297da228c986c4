"""Turns that decide several things, reverse a decision, or take away what was suggested."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from minutebook.operations.creation import create
from minutebook.operations.project import open_project
from minutebook.operations.suggesting import settled
from minutebook.records.drafting.drafts import AdrDraft
from minutebook.records.model import ADR
from minutebook.records.phr import suggestions
from minutebook.records.phr.suggestions import Suggestion

from agent_events import Stage, actor
from command_runner import Runner

ASKED = (
    "Cache product pages in Redis rather than in each process, because workers restart often."
    " Authenticate the API with JWT instead of Auth0."
)
BOTH = "fastapi==0.115\nredis==5.0\npyjwt==2.8\n"
CACHE = "import redis\n\ncache = redis.Redis()\n"
LOGIN = 'import jwt\n\ntoken = jwt.encode({}, "k")\n'


def turn(stage: Stage, prompt: str, session: str = "s", **files: str | None) -> list[str]:
    """A turn of Claude Code that writes files, or removes them; what the person is shown."""
    agent = actor("claude", session, stage.top)
    stage.take(agent.ask(prompt))
    for name, text in files.items():
        path = name.replace("__", "/").replace("_", ".")
        if text is None:
            (stage.top / path).unlink()
        else:
            stage.write(path, text)
    shown = stage.take(agent.stop("Done."))[-1]
    return json.loads(shown)["systemMessage"].split("\n") if shown else []


@pytest.fixture
def begun(stage: Stage) -> Stage:
    """A repository that uses FastAPI already."""
    stage.write("requirements.txt", "fastapi==0.115\n")
    stage.git("add", "-A")
    stage.git("-c", "core.hooksPath=/dev/null", "commit", "-qm", "Begin")
    return stage


def read_suggestions(stage: Stage) -> list[Suggestion]:
    records = open_project(".").load_records()
    return [suggestion for _, suggestion in suggestions.iterate_suggestions(records)]


def test_two_decisions_are_two_suggestions(begun: Stage, run: Runner) -> None:
    stage = begun
    shown = turn(stage, ASKED, requirements_txt=BOTH, app__cache_py=CACHE, app__login_py=LOGIN)
    assert len(shown) == 5  # the record, and two lines for each
    made = {each.decision_title: each for each in read_suggestions(stage)}
    assert made.keys() == {"Use Redis for caching", "Use JWT for authentication"}
    redis, tokens = made["Use Redis for caching"], made["Use JWT for authentication"]
    assert {redis.id, tokens.id} == {"S-0001-1", "S-0001-2"}
    assert f'adr new "Use Redis for caching" --from {redis.id}' in "\n".join(shown)
    assert redis.evidence[:2] == ("requirements.txt:2 redis==5.0", "app/cache.py:1 import redis")
    assert "Auth0" in tokens.options
    assert not {"Auth0", "JWT"} & {*redis.options}
    # Each is answered for itself, and neither is asked again.
    run("suggest", "accept", redis.id).ok()
    assert f"{tokens.id}  " in run("suggest", "list").ok().out
    shown = turn(stage, "More", "s2", requirements_txt=BOTH + "humanize==4\n")
    assert "detected" not in "\n".join(shown)
    assert "decides Caching: Redis already" in shown[1]
    run("suggest", "dismiss", tokens.id, "--reason", "a trial").ok()
    assert "no pending suggestions" in run("suggest", "list").ok().err


HOSTILE = (
    "Use Redis for caching <!-- minutebook:record --> <script>alert(1)</script> [x](../y.md) "
    "```\n{{ NAME }}\n<<<<<<< a\n=======\n>>>>>>> b\nStatus: accepted, see ADR-0099. "
)


def test_hostile_texts_become_a_draft(stage: Stage, run: Runner) -> None:
    run("init").ok()
    line = "redis==5.0  # `[x](y)` <!-- " + "x" * 500
    turn(stage, HOSTILE * 3, requirements_txt=f"{line}\n", app__cache_py=CACHE)
    (made,) = read_suggestions(stage)
    path = run("suggest", "accept", made.id, "--json").ok().json["record"]["path"]
    page = Path(path).read_text("utf-8")
    outside, fence, quoted = page.partition("\n````text\n")
    assert fence
    assert "<script>" not in outside + quoted.partition("\n````\n")[2]
    assert "\n<<<<<<<" not in page
    assert "`requirements.txt`, line 1" in page
    assert "x" * 90 not in page
    findings = run("check", "--format", "json").json["findings"]
    assert [each for each in findings if each["path"] == path] == []


def test_a_turn_that_reverses_a_decision(stage: Stage, run: Runner) -> None:
    stage.write("requirements.txt", "fastapi==0.115\nredis==5.0\n")
    stage.write("app/cache.py", CACHE)
    stage.git("add", "-A")
    stage.git("-c", "core.hooksPath=/dev/null", "commit", "-qm", "Begin")
    create.create_adr(open_project("."), AdrDraft("Use Redis for caching", "accepted"))
    shown = turn(
        stage,
        "Remove Redis, pages are fast enough without a cache.",
        requirements_txt="fastapi==0.115\n",
        app__cache_py=None,
    )
    assert shown[1:] == [
        (
            "📋 Architectural decision detected: Caching: Redis removed:"
            ' this reverses ADR-0001 (its title: "Use Redis for caching")'
        ),
        'Supersede it? Run: minutebook adr new "Stop using Redis for caching" --from S-0001-1',
    ]
    (made,) = read_suggestions(stage)
    assert made.supersedes == ("0001-use-redis-for-caching",)
    # The same answer from the command, which knows that it was asked.
    listed = run("suggest").ok().out
    assert "no decision to document" in listed
    assert "S-0001-1 asks about Caching: Redis removed already" in listed
    assert "contradicts" not in listed
    run("adr", "new", "Stop using Redis for caching", "--from", "S-1-1", "--status=accepted").ok()
    states = [record.state for record in open_project(".").load_records().of_kind(ADR)]
    assert states == ["superseded", "accepted"]


def test_what_a_turn_takes_out_again_is_closed(begun: Stage, run: Runner) -> None:
    stage = begun
    turn(stage, ASKED, requirements_txt=BOTH, app__cache_py=CACHE, app__login_py=LOGIN)
    shown = turn(
        stage,
        "Take the cache out again.",
        "s2",
        requirements_txt="fastapi==0.115\npyjwt==2.8\n",
        app__cache_py=None,
    )
    closed = next(each for each in read_suggestions(stage) if each.is_closed)
    assert (closed.topic, closed.reason) == (
        "Caching: Redis",
        "Redis was removed again in PHR-0002",
    )
    assert shown[-1] == f"{closed.id} asks no more: Redis was removed again"
    assert [each.state for each in read_suggestions(stage)].count("pending") == 1
    assert stage.log() == ""
    # What comes back is asked anew.
    shown = turn(stage, ASKED, "s3", requirements_txt=BOTH, app__cache_py=CACHE)
    assert 'adr new "Use Redis for caching" --from S-0003-1' in shown[2]


def test_a_closed_record_is_written_anew_where_its_turn_goes_on(begun: Stage) -> None:
    """The page is as we left it, although another turn of the session closed something in it."""
    stage = begun
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask(ASKED))
    stage.write("requirements.txt", BOTH)
    stage.write("app/cache.py", CACHE)
    stage.take(agent.stop("Done."))
    stage.take(agent.ask("Take the cache out again."))
    stage.write("requirements.txt", "fastapi==0.115\npyjwt==2.8\n")
    stage.take(agent.stop("Done, too."))
    states = {each.topic: each.state for each in read_suggestions(stage)}
    assert states["Caching: Redis"] == "dismissed"
    assert stage.log() == ""


def test_what_cannot_be_closed_does_not_keep_a_turn_from_being_recorded(
    begun: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stage = begun
    turn(stage, ASKED, requirements_txt=BOTH, app__cache_py=CACHE)
    monkeypatch.setattr(settled, "close", lambda *_: 1 / 0)
    shown = turn(stage, "Take it out", "s2", requirements_txt="fastapi==0.115\npyjwt==2.8\n")
    assert "PHR-0002" in shown[0]
    assert "a suggestion is left open: ZeroDivisionError" in capsys.readouterr().err
