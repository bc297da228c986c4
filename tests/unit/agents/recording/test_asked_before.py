"""Turns without a record of their own: their prompts are lines of the session's next record."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.agents.audit.prompts import ASKED, NOTHING
from minutebook.agents.audit.report import Audit, run_audit
from minutebook.agents.recording import turn_end
from minutebook.operations.project import open_project
from minutebook.records import reader
from minutebook.records.model import Record
from minutebook.records.phr.asked_before import read_asked_before

from agent_events import Stage, actor
from command_runner import Runner

HOUR = 3600.0


@pytest.fixture(autouse=True)
def default_settings(stage: Stage) -> None:
    """Tasks are recorded, as by default."""
    stage.git("rm", "-q", "minutebook.toml")
    stage.git("commit", "-qm", "The default")


def talk(stage: Stage, prompt: str, answer: str = "OK.", session: str = "s") -> None:
    agent = actor("claude", session, stage.top)
    stage.take([*agent.ask(prompt), *agent.stop(answer)])


def work(stage: Stage, prompt: str, path: str, answer: str = "Done.", session: str = "s") -> None:
    agent = actor("claude", session, stage.top)
    stage.take(agent.ask(prompt))
    stage.write(path, "x\n")
    stage.take([*agent.wrote(path), *agent.stop(answer)])


def list_asked(record: Record) -> list[str]:
    return [asked.prompt for asked in read_asked_before(record)]


def end_session(stage: Stage, session: str = "s") -> None:
    stage.take(actor("claude", session, stage.top).end())


def audit(stage: Stage, *, backfill: bool = False) -> Audit:
    return run_audit(open_project(str(stage.top)), backfill=backfill)


def list_reasons(stage: Stage) -> list[tuple[str, str, bool]]:
    """The prompts that have no record of their own: the reason, the page's name, and if it counts."""
    return [
        (prompt.reason, prompt.record_path.rpartition("/")[2][:4], prompt.is_due)
        for prompt in audit(stage).prompts
        if prompt.reason in (ASKED, NOTHING)
    ]


def test_small_talk_is_a_line_of_the_next_record(stage: Stage) -> None:
    talk(stage, "hi", "Hi! What shall I do?")
    talk(stage, "Postgres", "Partitioned by month?")
    assert (stage.records(), stage.claims()) == ([], [])
    work(stage, "month", "a.sql", "I added the table `events`, partitioned by month.")
    record = stage.record()
    assert (record.ref, record.title) == (
        "PHR-0001",
        "Added the table `events`, partitioned by month",
    )
    assert list_asked(record) == ["hi", "Postgres"]
    assert "Asked before:\n\n* “hi”\n* “Postgres”\n\n" in record.text
    assert reader.read_prompt(record) == "month"
    assert list_reasons(stage) == [(ASKED, "0001", True)] * 2
    assert audit(stage).missing_prompts == []
    assert audit(stage).false_claims == ()


def test_records_follow_each_other_past_turns_without_one(stage: Stage) -> None:
    work(stage, "Add a", "a.py")
    talk(stage, "thanks", "You're welcome!")
    talk(stage, "ok")
    work(stage, "Add b", "b.py")
    first, second = stage.records()
    assert second.fields["links"] == {"follows": [first.path.rpartition("/")[2].partition(".")[0]]}
    assert f"Next: [{second.ref} Add b]" in first.text
    assert (list_asked(first), list_asked(second)) == ([], ["thanks", "ok"])


def test_other_sessions_and_subagents_take_no_lines(stage: Stage) -> None:
    talk(stage, "hi")
    work(stage, "Add b", "b.py", session="other")
    agent = actor("claude", "s", stage.top)
    lines = agent.delegated("reviewer", "Review it", "Fine.", "x.py")
    stage.take([*agent.ask("go ahead"), *lines, *agent.stop("Done.")])
    asked = {reader.read_prompt(record): list_asked(record) for record in stage.records()}
    assert asked == {"Add b": [], "Review it": [], "go ahead": ["hi"]}


def test_a_secret_in_a_line_is_hidden(stage: Stage) -> None:
    talk(stage, "my password is correct-horse-battery")
    assert "horse" not in "".join(path.read_text() for path in stage.spool.glob("*.asked"))
    work(stage, "yes", "a.py")
    assert list_asked(stage.record()) == ["my password is [redacted: password]"]
    assert list_reasons(stage) == [(ASKED, "0001", True)]


def test_what_would_be_markup_is_shown_as_it_is(stage: Stage, run: Runner) -> None:
    prompts = ["# ok", "- ok", "1. ok", "ok *x*", "ok |", "ok $x$", "ok --", "ok: 'x'", 'ok "x" #']
    for prompt in prompts:
        talk(stage, prompt)
    work(stage, "Add a", "a.py")
    assert list_asked(stage.record()) == prompts
    assert "\n* “# ok”\n" in stage.record().text
    assert "\n* “ok \\*x\\*”\n" in stage.record().text
    run("check").ok()


def test_a_record_that_is_written_again_keeps_its_lines(stage: Stage) -> None:
    talk(stage, "hi")
    work(stage, "Add a", "a.py")
    stage.take(actor("claude", "s", stage.top).stop("Done, and more."))
    assert reader.read_response(stage.record()) == "Done, and more."
    assert list_asked(stage.record()) == ["hi"]
    talk(stage, "thanks")
    work(stage, "Add b", "b.py")
    assert [list_asked(record) for record in stage.records()] == [["hi"], ["thanks"]]


def test_a_turn_that_goes_on_gets_its_record(stage: Stage) -> None:
    """Its number was released meanwhile, and another prompt has it."""
    talk(stage, "hi")
    other = actor("claude", "other", stage.top)
    stage.take(other.ask("Add b"))
    agent = actor("claude", "s", stage.top)
    stage.write("a.py", "x\n")
    stage.take([*agent.wrote("a.py"), *agent.stop("I added a file.")])
    stage.take(other.stop("Added."))
    records = {reader.read_prompt(record): record.number for record in stage.records()}
    assert records == {"hi": 2, "Add b": 1}
    work(stage, "Add c", "c.py")
    assert list_asked(stage.records()[-1]) == []


def test_an_answer_that_comes_late_makes_the_record(stage: Stage, tmp_path: Path) -> None:
    agent, path = actor("claude", "s", stage.top), tmp_path / "s.jsonl"
    shared = {"prompt_id": "p1", "transcript_path": str(path)}
    answer = "`load` reads the file twice: once in `Config.read`, and again in `main`."
    stage.take([agent.say("UserPromptSubmit", prompt="continue", **shared)])
    for kind, content in (("user", "continue"), ("assistant", [{"type": "text", "text": answer}])):
        message = {"role": kind, "id": kind, "content": content}
        row = {"type": kind, "uuid": kind, "cwd": str(stage.top), "sessionId": "s"}
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({**row, "message": message}) + "\n")
        if kind == "user":
            stage.take([agent.say("Stop", **shared)])
            assert stage.records() == []
    work(stage, "Add a", "a.py")
    prompts = {reader.read_prompt(record): list_asked(record) for record in stage.records()}
    assert prompts == {"continue": [], "Add a": []}


# The end of a session ---------------------------------------------------------------------------


def test_at_the_end_lines_go_into_the_last_record(stage: Stage) -> None:
    work(stage, "Add a", "a.py")
    talk(stage, "ok, thanks", "You're welcome!")
    assert list_asked(stage.record()) == []
    end_session(stage)
    assert list_asked(stage.record()) == ["ok, thanks"]
    assert "Asked after:\n\n* “ok, thanks”\n" in stage.record().text
    assert list_reasons(stage) == [(ASKED, "0001", True)]
    work(stage, "Add b", "b.py")  # the session is resumed
    assert [list_asked(record) for record in stage.records()] == [["ok, thanks"], []]


def commit(stage: Stage) -> None:
    stage.git("add", "-A")
    stage.git("commit", "-qm", "Work")


def edit(stage: Stage) -> None:
    page = stage.top / stage.record().path
    page.write_text(page.read_text().replace("Done.", "By hand."))


def remove(stage: Stage) -> None:
    (stage.top / stage.record().path).unlink()


@pytest.mark.parametrize("change", [commit, edit, remove])
def test_a_page_that_is_no_longer_ours_stays(stage: Stage, change: Callable[[Stage], None]) -> None:
    """The line waits, and a session that is resumed takes it."""
    work(stage, "Add a", "a.py")
    talk(stage, "thanks")
    change(stage)
    before = stage.git("status", "--porcelain"), [record.text for record in stage.records()]
    end_session(stage)
    assert before == (
        stage.git("status", "--porcelain"),
        [record.text for record in stage.records()],
    )
    assert list_reasons(stage) == [(NOTHING, "", False)]
    work(stage, "Add b", "b.py")
    assert list_asked(stage.records()[-1]) == ["thanks"]


def test_a_session_that_was_killed_is_closed_later(stage: Stage, clock: object) -> None:
    work(stage, "Add a", "a.py")
    talk(stage, "thanks")
    clock.offset = HOUR  # type: ignore[attr-defined]
    stage.take(actor("claude", "next", stage.top).begin())
    assert list_asked(stage.record()) == []  # it may go on
    clock.offset = 9 * HOUR  # type: ignore[attr-defined]
    stage.take(actor("claude", "next", stage.top).begin())
    assert list_asked(stage.record()) == ["thanks"]


def test_a_session_without_a_record(stage: Stage, run: Runner) -> None:
    talk(stage, "hi")
    talk(stage, "bye")
    end_session(stage)
    assert stage.records() == []
    assert list_reasons(stage) == [(NOTHING, "", False)] * 2
    assert "2 with nothing to record" in run("audit").ok().out
    assert len(json.loads(run("audit", "--json").ok().out)["prompts"]["nothing"]) == 2
    assert list(stage.spool.glob("*.settled"))


def test_a_line_is_staged_with_its_page(stage: Stage) -> None:
    stage.write("minutebook.toml", "stage = true\n")
    work(stage, "Add a", "a.py")
    talk(stage, "thanks")
    end_session(stage)
    assert "thanks" in stage.git("show", f":{stage.record().path}")


def test_the_texts_are_dropped_and_the_lines_stay(stage: Stage) -> None:
    talk(stage, "Postgres", "A very special answer, is it?")
    talk(stage, "ok")
    talk(stage, "hm")
    (events,) = stage.spool.glob("*.jsonl")
    assert "very special" not in events.read_text()
    work(stage, "Add a", "a.py")
    assert list_asked(stage.record()) == ["Postgres", "ok", "hm"]


# Other settings, and other ways -----------------------------------------------------------------


def test_where_changes_are_recorded_there_are_no_lines(stage: Stage) -> None:
    stage.write("minutebook.toml", 'record = "changes"\n')
    commit(stage)
    talk(stage, "Why is that?", "Because of `a`.")
    work(stage, "Add a", "a.py")
    assert list_asked(stage.record()) == []
    assert list(stage.spool.glob("*.asked")) == []


def test_a_page_in_the_form_of_spec_kit_states_them(stage: Stage) -> None:
    stage.write("minutebook.toml", 'phr-template = "spec-kit"\n')
    commit(stage)
    talk(stage, "hi")
    work(stage, "Add a", "a.py")
    assert list_asked(stage.record()) == ["hi"]
    assert list_reasons(stage) == [(ASKED, "0001", True)]


def test_many_lines_are_shown_in_part(stage: Stage) -> None:
    for number in range(25):
        talk(stage, f"ok {number}")
    work(stage, "Add a", "a.py")
    assert len(list_asked(stage.record())) == 25
    assert stage.record().text.count("* “ok ") == 20
    assert "* 5 earlier ones\n* “ok 5”" in stage.record().text


def test_interrupted_and_failed_turns(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Write the tests for the export"))
    stage.take([*agent.ask("continue"), *agent.stop("API Error: 529 Overloaded")])
    assert [record.title for record in stage.records()] == ["Write the tests for the export"]
    end_session(stage)
    assert list_asked(stage.record()) == ["continue"]


def test_the_title_is_what_was_proposed(stage: Stage) -> None:
    talk(stage, "hm", "It gives up at once. Shall I add a retry?")
    work(stage, "yes please", "a.py", "Done!")
    assert stage.record().title == "Add a retry"


def test_a_failure_while_lines_are_written_is_logged(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    work(stage, "Add a", "a.py")
    talk(stage, "thanks")

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(turn_end, "_add_waiting_prompts", fail)
        end_session(stage)
    assert "the disk is full" in capsys.readouterr().err
    end_session(stage)
    assert list_asked(stage.record()) == ["thanks"]
