"""A turn that ended becomes a record: what it says, when it is written, and when not."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from minutebook.agents import recording
from minutebook.errors import OperationError
from minutebook.operations import create, redaction
from minutebook.records import reader
from minutebook.redact import detect_secrets
from minutebook.repository import store

from agent_events import DOOR, Clock, Line, Stage, actor
from secret_shapes import Maker


def turn(
    stage: Stage, prompt: str = "Do it", answer: str = "Done.", *between: Line, session: str = "s"
) -> list[str]:
    """A whole turn of Claude Code; the answers."""
    one = actor("claude", session, stage.top)
    return stage.take([*one.ask(prompt), *between, *one.stop(answer)])


def text(stage: Stage) -> str:
    """The page of the last record."""
    return stage.records()[-1].text


# What is said -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "prompt",
    [
        "Do it",
        "  leading and trailing \n\n",
        "---\nid: 7\n---\n",
        "```text\nfence\n```\n````",
        "## Prompt\n\n## Response snapshot\n",
        "<!-- minutebook:links -->\nx\n<!-- /minutebook:links -->",
        "line\r\nends\rof all\nsorts",
        "\N{BYTE ORDER MARK}BOM, \N{NO-BREAK SPACE}, \x85, \u2028, é, 漢字, 🎉",
        "{{ template }} {% raw %}",
        "x" * 200_000,
    ],
    ids=range(10),
)
def test_a_prompt_is_word_for_word(prompt: str, stage: Stage) -> None:
    turn(stage, prompt)
    record = stage.record()
    assert reader.read_prompt(record) == prompt
    assert record.fields["fidelity"] == "verbatim"
    raw = prompt.replace("\r\n", "\n").encode()
    assert record.fields["digest"] == "sha256:" + hashlib.sha256(raw).hexdigest()


def test_what_others_put_in_is_left_out(stage: Stage) -> None:
    turn(stage, "Do it\n<system-reminder>\nnot the user's\n</system-reminder>")
    assert (reader.read_prompt(stage.record()) or "").strip() == "Do it"


def test_half_a_surrogate_pair_keeps_nothing_from_being_recorded(stage: Stage) -> None:
    one = actor("claude", "s\ud800", stage.top)
    lines = [
        *one.ask("cut \ud83d here"),
        *one.ran("pytest \udfff", "1 passed"),
        *one.stop("\ude00"),
    ]
    stage.take(lines)
    record = stage.record()
    assert reader.read_prompt(record) == "cut \ufffd here"
    assert reader.read_response(record) == "\ufffd"
    assert record.fields["session"] == "s\ufffd"
    assert stage.log() == ""


@given(st.text(st.characters(codec=None, categories=None)))
@example("\ud83d\ude00")
@example("\ufeff\ufeffx")
def test_sound_words_can_be_written(words: str) -> None:
    sound = redaction.replace_lone_surrogates(words)
    sound.encode()
    if not any("\ud800" <= char <= "\udfff" for char in words):
        assert sound == words


def test_a_turn_that_changes_nothing_is_recorded_too(stage: Stage) -> None:
    turn(stage, "Why is it slow?", "Because.")
    assert stage.record().state == "explainer"


def test_a_slash_command(stage: Stage) -> None:
    turn(stage, "/speckit.plan a cache")
    record = stage.record()
    assert (record.fields["command"], record.state) == ("/speckit.plan", "plan")


def test_a_stage_that_is_not_known_is_none(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("minutebook.agents.recording.infer_stage", lambda *_: "invented")
    turn(stage)
    assert stage.record().state == "general"


def test_how_long_it_took(stage: Stage, clock: Clock) -> None:
    one = actor("claude", "s", stage.top)
    clock.offset = -90.0
    stage.take(one.ask("Do it"))
    clock.offset = 0.0
    stage.take(one.stop("Done."))
    assert stage.record().fields["duration"] in ("90s", "91s")


def test_the_feature_of_the_branch(stage: Stage) -> None:
    stage.git("checkout", "-q", "-b", "feature/shop")
    turn(stage)
    assert stage.record().path == "history/prompts/shop/0001-do-it.general.prompt.md"


# Budgets ----------------------------------------------------------------------------------------


def test_a_long_response_is_cut_in_its_middle(stage: Stage) -> None:
    answer = "".join(f"line {number}\n" for number in range(20_000))
    turn(stage, answer=answer)
    shown = reader.read_response(stage.record()) or ""
    assert 60_000 < len(shown.encode()) <= recording.MAX_RESPONSE_BYTES
    assert shown.startswith("line 0\nline 1\n")
    assert shown.rstrip("\n").endswith("line 19999")
    assert " bytes left out here …]" in shown


@given(st.text("aé\n🎉", max_size=400), st.integers(201, 400))
def test_a_cut_keeps_to_the_limit(words: str, limit: int) -> None:
    cut = redaction.cut_middle(words, limit)
    assert cut == words or len(cut.encode()) <= limit
    assert len(words.encode()) > limit or cut == words


def test_a_cut_without_lines() -> None:
    cut = redaction.cut_middle("Hi\n" + "x" * 1000 + "\nBye", 500)
    assert len(cut) > 300
    assert cut.startswith("Hi\nxxx")
    assert cut.endswith("xxx\nBye")


def test_a_prompt_too_long_for_a_record_is_kept_apart(stage: Stage) -> None:
    prompt = "é" * 140_000 + f"\nmy token is {secret()}"
    turn(stage, prompt)
    record = stage.record()
    shown = reader.read_prompt(record) or ""
    assert record.fields["fidelity"] == "truncated"
    assert len(shown.encode()) < 70_000
    (kept,) = (stage.top / ".git/minutebook/prompts").iterdir()
    whole = kept.read_text("utf-8")
    digest = hashlib.sha256(whole.encode()).hexdigest()
    assert (kept.name, f"sha256:{digest}" in shown) == (f"{digest}.txt", True)
    assert whole.startswith("é" * 140_000)
    assert "[redacted: " in whole
    assert oct(kept.stat().st_mode)[-3:] == "600"
    assert oct(kept.parent.stat().st_mode)[-3:] == "700"
    turn(stage, prompt)
    assert len(list(kept.parent.iterdir())) == 1


# Secrets ----------------------------------------------------------------------------------------


def secret() -> str:
    return "ghp" + "_" + Maker(7).a(36)


def test_a_secret_never_reaches_the_working_tree(stage: Stage) -> None:
    one = actor("claude", "s", stage.top)
    token = secret()
    lines = one.ran(f"TOKEN={token} python -m pytest", "1 passed")
    turn(stage, f"Use {token}", f"I used {token}, in /home/ada/x", *lines)
    record = stage.record()
    assert record.fields["fidelity"] == "redacted"
    pages = [path for path in stage.top.rglob("*") if path.is_file() and ".git" not in path.parts]
    assert not [path for path in pages if token in path.read_text("utf-8")]
    assert "[redacted: github-token]" in record.text
    assert "~/x" in record.text
    assert "github-token" in record.fields["tests"][0]
    assert token in next(stage.spool.glob("*.jsonl")).read_text("utf-8")


def test_a_home_that_is_the_root(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in containers: then no path is a person's."""
    monkeypatch.setenv("HOME", "/")
    turn(stage, "See /etc/hosts and a/b")
    assert reader.read_prompt(stage.record()) == "See /etc/hosts and a/b"


def test_without_redaction(stage: Stage) -> None:
    stage.write("minutebook.toml", 'redact = "off"\n')
    turn(stage, f"Use {secret()}")
    assert secret() in text(stage)
    assert stage.record().fields["fidelity"] == "verbatim"


def test_a_detector_of_a_library(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    class Found:
        name = "own"

        def find(self, words: str) -> list[tuple[str, int, int]]:
            at = words.find("swordfish")
            return [("password", at, at + 9)] if at >= 0 else []

    monkeypatch.setattr(
        detect_secrets, "load_detectors", lambda setting: (Found(),) if setting == "extra" else ()
    )
    stage.write("minutebook.toml", 'redact = "extra"\n')
    turn(stage, "It is swordfish")
    assert "swordfish" not in text(stage)


def test_a_detector_that_fails_leaves_the_turn_in_the_spool(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Broken:
        name = "broken"

        def find(self, words: str) -> list[tuple[str, int, int]]:
            if "first" in words:
                raise RuntimeError("the detector broke")
            return []

    with monkeypatch.context() as patch:
        patch.setattr(detect_secrets, "load_detectors", lambda setting: (Broken(),))
        assert turn(stage, "The first") == ["", ""]
        assert stage.git("status", "--porcelain") == ""
        assert capsys.readouterr().err.count("the detector broke") == 1
        assert "RuntimeError: the detector broke" in stage.log()
        # It keeps no other turn from being recorded.
        turn(stage, "The second")
        assert [record.title for record in stage.records()] == ["The second"]
    turn(stage, "The third")
    assert [record.title for record in stage.records()] == ["The first", "The second", "The third"]


# Settings ---------------------------------------------------------------------------------------


def test_only_turns_with_changes(stage: Stage) -> None:
    stage.write("minutebook.toml", 'record = "changes"\n')
    stage.git("add", "-A")
    stage.git("commit", "-qm", "settings")
    assert turn(stage, "Only a question") == ["", ""]
    assert stage.records() == []
    assert stage.claims() == []  # its number is free again
    one = actor("claude", "s", stage.top)
    stage.take(one.ask("A change"))
    stage.write("x.py", "x\n")
    stage.take(one.stop("Done."))
    assert (stage.record().title, stage.record().number) == ("A change", 1)


def test_the_record_is_staged(stage: Stage) -> None:
    stage.write("minutebook.toml", "stage = true\n")
    stage.write("mine.txt", "not staged\n")
    turn(stage)
    staged = stage.git("diff", "--cached", "--name-only").split()
    assert stage.record().path in staged
    assert "history/README.md" in staged
    assert "mine.txt" not in staged
    # Written again, it is staged again.
    one = actor("claude", "s", stage.top)
    stage.take(one.stop("Done, and more."))
    assert stage.git("diff", "--name-only") == ""


def test_another_git_has_the_index(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    stage.write("minutebook.toml", "stage = true\n")
    (stage.top / ".git" / "index.lock").touch()
    _, answer = turn(stage)
    assert "PHR-0001" in answer
    assert "git add failed" in capsys.readouterr().err
    assert len(stage.records()) == 1


# Again, and at once -----------------------------------------------------------------------------


def test_a_turn_that_goes_on_after_its_stop(stage: Stage) -> None:
    """Another hook blocked the stop: the agent goes on, and stops again."""
    one = actor("claude", "s", stage.top)
    turn(stage, "Do it", "Done, I think.")
    before = stage.record()
    stage.write("x.py", "x\n")
    stage.take([*one.wrote("x.py"), *one.stop("Now it is done.")])
    record = stage.record()
    assert (record.path, record.number) == (before.path, before.number)
    assert (reader.read_response(record), record.fields["files"]) == ("Now it is done.", ["x.py"])


def test_an_edited_record_is_its_editors(stage: Stage) -> None:
    one = actor("claude", "s", stage.top)
    turn(stage, "Do it", "Done.")
    page = stage.top / stage.record().path
    page.write_text(page.read_text("utf-8") + "\nBy hand.\n", "utf-8")
    stage.take(one.stop("Again."))
    assert page.read_text("utf-8").endswith("By hand.\n")
    page.unlink()
    stage.take(one.stop("And again."))
    assert stage.records() == []


def test_a_subagent_within_its_turn(stage: Stage) -> None:
    stage.write("minutebook.toml", "stage = true\n")
    lines = actor("claude", "s", stage.top).delegated("reviewer", "Review it", "Fine.", "x.py")
    turn(stage, "Do it", "Done.", *lines)
    main, child = stage.records()
    assert child.fields["links"] == {"follows": ["0001-do-it"]}
    assert main.path in stage.git("diff", "--cached", "--name-only")
    assert stage.git("diff", "--name-only") == ""  # both pages, with their links, are staged
    # Written again, the main record keeps what it shows of the other.
    stage.take(actor("claude", "s", stage.top).stop("Done, and more."))
    main, child = stage.records()
    assert reader.read_response(main) == "Done, and more."
    assert f"[{child.ref}" in main.text


def test_an_edited_record_of_a_subagent_is_its_editors(stage: Stage) -> None:
    one = actor("opencode", "s", stage.top)
    *lines, called = one.delegated("reviewer", "Review it", "Fine.", "x.py")
    stage.take([*one.ask("Do it"), *lines])
    page = stage.top / stage.record().path
    page.write_text(page.read_text("utf-8").replace("Fine.", "By hand."), "utf-8")
    stage.take([called, *one.stop("Done.")])
    assert "By hand." in page.read_text("utf-8")
    assert "follows: " in page.read_text("utf-8")
    stage.take([*lines, *one.stop("Done.")])
    assert "By hand." in page.read_text("utf-8")


def test_a_subagent_that_ends_after_its_turn(stage: Stage) -> None:
    one = actor("claude", "s", stage.top)
    called = one.used(
        "Task",
        {"subagent_type": "reviewer", "prompt": "Review it"},
        {"agentId": "a7", "status": "async_launched"},
    )
    turn(stage, "Do it", "Started a reviewer.", called)
    inner = {"agent_id": "a7", "agent_type": "reviewer"}
    stage.take([one.say("SubagentStop", last_assistant_message="Fine.", **inner)])
    main, child = stage.records()
    assert reader.read_prompt(child) == "Review it"
    assert child.fields["links"] == {"follows": ["0001-do-it"]}
    assert f"[{main.ref}" in child.text


def test_a_subagent_of_a_turn_whose_record_was_deleted(stage: Stage) -> None:
    one = actor("claude", "s", stage.top)
    called = one.used(
        "Task",
        {"subagent_type": "reviewer", "prompt": "Review it"},
        {"agentId": "a7", "status": "async_launched"},
    )
    turn(stage, "Do it", "Started a reviewer.", called)
    (stage.top / stage.record().path).unlink()
    inner = {"agent_id": "a7", "agent_type": "reviewer"}
    stage.take([one.say("SubagentStop", last_assistant_message="Fine.", **inner)])
    assert "links" not in stage.record().fields


def test_two_processes_see_one_end(stage: Stage) -> None:
    one = actor("claude", "s", stage.top)
    stage.take(one.ask("Do it"))
    ((words, payload),) = one.stop("Done.")
    running = [
        subprocess.Popen(
            [sys.executable, "-c", DOOR, *words],
            cwd=stage.top,
            env=stage.world,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    for each in running:
        each.communicate(json.dumps(payload).encode())
    assert len(stage.records()) == 1
    assert stage.log() == ""


def test_a_session_that_is_being_recorded_is_waited_for_but_not_long(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(recording, "LOCK_TIMEOUT_SECONDS", 0.05)
    one = actor("claude", "s", stage.top)
    stage.take(one.ask("Do it"))
    with store.lock_descriptor(os.open(stage.spool / "claude-s.jsonl", os.O_RDONLY)):
        stage.take(one.stop("Done."))
    assert stage.records() == []
    assert "lock" in capsys.readouterr().err
    stage.take(one.stop("Done."))
    assert len(stage.records()) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_process_that_died_while_it_wrote(
    when: str, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = create.create_phr

    class Killed(BaseException):
        pass

    def killed(*words: object, **more: object) -> object:
        if when == "after":
            new(*words, **more)  # type: ignore[arg-type]
        raise Killed

    one = actor("claude", "s", stage.top)
    stage.take(one.ask("Do it"))
    with monkeypatch.context() as patch:
        patch.setattr(create, "create_phr", killed)
        with pytest.raises(Killed):
            stage.take(one.stop("Done."))
    assert len(stage.records()) == (1 if when == "after" else 0)
    stage.take(one.stop("Done."))
    assert stage.record().number == 1
    assert stage.claims() == []
    assert not list(stage.spool.glob("*.try"))


def test_the_same_words_twice_are_two_turns(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the second could not be written at once."""
    turn(stage, "continue", "One.")
    with monkeypatch.context() as patch:
        patch.setattr(create, "create_phr", lambda *_, **__: 1 / 0)
        turn(stage, "continue", "Two.")
    stage.take(actor("claude", "s", stage.top).stop("Two."))
    assert [reader.read_response(record) for record in stage.records()] == ["One.", "Two."]


def test_turns_of_many_sessions_at_once(stage: Stage) -> None:
    failed: list[BaseException] = []

    def play(name: str) -> None:
        try:
            one = actor("claude", name, stage.top)
            for number in range(3):
                stage.play([*one.ask(f"Do {name} {number}"), *one.stop("Done.")])
        except BaseException as error:  # noqa: BLE001 - told by the test, not by a thread
            failed.append(error)

    threads = [threading.Thread(target=play, args=(name,)) for name in "abc"]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []
    assert sorted(record.title for record in stage.records()) == [
        f"Do {name} {number}" for name in "abc" for number in range(3)
    ]
    assert [record.number for record in stage.records()] == list(range(1, 10))
    assert stage.claims() == []


# What is left of sessions -----------------------------------------------------------------------


def test_a_session_that_is_settled_is_not_read_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn(stage)
    asked: list[str] = []
    monkeypatch.setattr(
        recording, "record_ended_turns", lambda _, base, **__: asked.append(base) or []
    )
    begin = actor("claude", "next", stage.top).begin()
    stage.take(begin)
    assert [os.path.basename(base) for base in asked] == ["claude-next"]
    asked.clear()
    stage.take(actor("claude", "other", stage.top).ask("Not yet done"))
    stage.take(begin)
    assert [os.path.basename(base) for base in asked] == ["claude-next", "claude-other"]


def test_a_session_that_goes_on_retries_what_failed(stage: Stage) -> None:
    one = actor("claude", "s", stage.top)
    stage.write("history", "in the way\n")
    stage.take(one.ask("Do it"))
    stage.take(one.stop("Done."))
    (stage.top / "history").unlink()
    stage.take(one.begin("resume"))
    assert stage.record().title == "Do it"


def test_a_session_that_is_gone_meanwhile(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    turn(stage)
    common = str(stage.top / ".git")
    names = os.listdir(stage.spool)
    for path in stage.spool.iterdir():
        path.unlink()
    with monkeypatch.context() as patch:
        patch.setattr(os, "listdir", lambda path: names)
        assert recording.recover_turns(str(stage.top), common) == []
    assert recording.record_ended_turns(str(stage.top), str(stage.spool / "claude-gone")) == []
    assert "FileNotFoundError" in stage.log()


def test_an_answer_without_a_prompt_is_not_recorded(stage: Stage) -> None:
    one = actor("claude", "s", stage.top)
    stage.take(one.stop("Hello, what can I do?"))
    assert stage.records() == []
    stage.take([*one.ask(""), *one.stop("")])
    assert stage.records() == []


def test_a_transcript_that_cannot_be_understood(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minutebook.agents.capture.read_turns", lambda *_: 1 / 0)
    turn(stage)
    assert stage.record().title == "Do it"
    assert "ZeroDivisionError" in stage.log()


def test_trouble_with_the_tree_leaves_the_turn(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_: object, **__: object) -> object:
        raise OperationError("the disk is full", "make room")

    with monkeypatch.context() as patch:
        patch.setattr(store, "apply_writes", refused)
        turn(stage)
    assert "the disk is full" in capsys.readouterr().err
    stage.take(actor("claude", "s", stage.top).stop("Done."))
    assert stage.record().number == 1


def test_a_subagent_that_begins_with_its_turn_has_a_record_of_its_own(stage: Stage) -> None:
    """No prompt came: the call of the subagent's tool is the first event of the turn itself."""
    gemini = actor("gemini", "s", stage.top)
    gemini.asked = "Do it"
    stage.take([*gemini.delegated("reviewer", "Review it", "Fine", "x.py"), *gemini.stop("Done.")])
    prompts = {reader.read_prompt(record) for record in stage.records()}
    assert prompts == {"Do it", "Review it"}
    assert stage.log() == ""
