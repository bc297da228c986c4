"""The records of ended turns: their content, when they are written, and when they are not."""

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

from minutebook.agents.recording import turn_end
from minutebook.agents.turns import turn_drafts
from minutebook.errors import OperationError
from minutebook.operations.creation import create
from minutebook.operations.redaction import text_limits
from minutebook.records import reader
from minutebook.redact import detect_secrets
from minutebook.repository import store

from agent_events import HOOK_SCRIPT, Clock, Line, Stage, actor
from secret_shapes import Maker


def play_turn(
    stage: Stage, prompt: str = "Do it", response: str = "Done.", *events: Line, session: str = "s"
) -> list[str]:
    """Play a whole turn of Claude Code; returns the hook's answers."""
    agent = actor("claude", session, stage.top)
    return stage.take([*agent.ask(prompt), *events, *agent.stop(response)])


def read_last_page(stage: Stage) -> str:
    """The page of the last record."""
    return stage.records()[-1].text


# Content -----------------------------------------------------------------------------------


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
def test_a_prompt_is_recorded_verbatim(prompt: str, stage: Stage) -> None:
    play_turn(stage, prompt)
    record = stage.record()
    assert reader.read_prompt(record) == prompt
    assert record.fields["fidelity"] == "verbatim"
    raw = prompt.replace("\r\n", "\n").encode()
    assert record.fields["digest"] == "sha256:" + hashlib.sha256(raw).hexdigest()


def test_injected_texts_are_left_out(stage: Stage) -> None:
    agent = actor("cursor", "s", stage.top)
    prompt = "Do it\n<environment_context>\nnot the user's\n</environment_context>"
    stage.take([*agent.ask(prompt), *agent.stop("Done.")])
    assert (reader.read_prompt(stage.record()) or "").strip() == "Do it"


def test_halves_of_surrogate_pairs_are_replaced(stage: Stage) -> None:
    agent = actor("claude", "s\ud800", stage.top)
    lines = [
        *agent.ask("cut \ud83d here"),
        *agent.ran("pytest \udfff", "1 passed"),
        *agent.stop("\ude00"),
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
def test_text_without_lone_surrogates_can_be_encoded(text: str) -> None:
    clean_text = text_limits.replace_lone_surrogates(text)
    clean_text.encode()
    if not any("\ud800" <= char <= "\udfff" for char in text):
        assert clean_text == text


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("# hello\n", "the template 'phr' has no place for all of a turn"),
        # what names the values and does not show them
        (
            "---\n{{ front_matter }}\n---\n{% if not prompt %}{{ prompt }}{{ response }}{% endif %}",
            "the template 'phr' has no place for all of a turn",
        ),
        # what would never end, or fill the memory
        (
            "{% for a in range(99999) %}{% for b in range(99999) %}{{ prompt }}{% endfor %}{% endfor %}",
            "templates/phr.md, line 1 is not a valid template: it",
        ),
        ("{{ prompt|center(999999999) }}", "templates/phr.md, line 1 is not a valid template"),
        ("{{ prompt", "templates/phr.md, line 1 is not a valid template"),
        ("x" * 2_000_000, "templates/phr.md is longer than"),
    ],
    ids=["places", "hidden", "endless", "huge", "broken", "long"],
)
def test_a_template_that_cannot_be_used_loses_no_turn(
    stage: Stage, template: str, reason: str
) -> None:
    (stage.top / "templates").mkdir()
    (stage.top / "templates/phr.md").write_text(template)
    play_turn(stage, "Why is it slow?", "Because.")
    record = stage.record()
    assert reader.read_prompt(record) == "Why is it slow?"
    assert reader.read_response(record) == "Because."
    assert reason in stage.log()


def test_a_turn_without_changes_is_recorded(stage: Stage) -> None:
    play_turn(stage, "Why is it slow?", "Because.")
    assert stage.record().state == "explainer"


def test_a_slash_command_is_recorded(stage: Stage) -> None:
    play_turn(stage, "/speckit.plan a cache")
    record = stage.record()
    assert (record.fields["command"], record.state) == ("/speckit.plan", "plan")


def test_an_unknown_stage_is_not_recorded(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("minutebook.agents.turns.turn_drafts.infer_stage", lambda *_: "invented")
    play_turn(stage)
    assert stage.record().state == "general"


def test_the_duration_is_recorded(stage: Stage, clock: Clock) -> None:
    agent = actor("claude", "s", stage.top)
    clock.offset = -90.0
    stage.take(agent.ask("Do it"))
    clock.offset = 0.0
    stage.take(agent.stop("Done."))
    assert stage.record().fields["duration"] in ("90s", "91s")


def test_the_feature_is_that_of_the_branch(stage: Stage) -> None:
    stage.git("checkout", "-q", "-b", "feature/shop")
    play_turn(stage)
    assert stage.record().path == "history/prompts/shop/0001-do-it.general.prompt.md"


# Limits of size ----------------------------------------------------------------------------------------


def test_a_long_response_is_cut_in_its_middle(stage: Stage) -> None:
    response = "".join(f"line {number}\n" for number in range(20_000))
    play_turn(stage, response=response)
    shown = reader.read_response(stage.record()) or ""
    assert 60_000 < len(shown.encode()) <= text_limits.MAX_RESPONSE_BYTES
    assert shown.startswith("line 0\nline 1\n")
    assert shown.rstrip("\n").endswith("line 19999")
    assert " bytes left out here …]" in shown


@given(st.text("aé\n🎉", max_size=400), st.integers(201, 400))
def test_a_cut_keeps_to_the_limit(text: str, limit: int) -> None:
    shortened = text_limits.cut_middle(text, limit)
    assert shortened == text or len(shortened.encode()) <= limit
    assert len(text.encode()) > limit or shortened == text


def test_a_text_of_one_line_is_cut_within_it() -> None:
    shortened = text_limits.cut_middle("Hi\n" + "x" * 1000 + "\nBye", 500)
    assert len(shortened) > 300
    assert shortened.startswith("Hi\nxxx")
    assert shortened.endswith("xxx\nBye")


def test_a_prompt_too_long_for_a_record_is_kept_apart(stage: Stage) -> None:
    prompt = "é" * 140_000 + f"\nmy token is {make_secret()}"
    play_turn(stage, prompt)
    record = stage.record()
    shown = reader.read_prompt(record) or ""
    assert record.fields["fidelity"] == "truncated"
    assert len(shown.encode()) < 70_000
    (stored,) = (stage.top / ".git/minutebook/prompts").iterdir()
    whole = stored.read_text("utf-8")
    digest = hashlib.sha256(whole.encode()).hexdigest()
    assert (stored.name, f"sha256:{digest}" in shown) == (f"{digest}.txt", True)
    assert whole.startswith("é" * 140_000)
    assert "[redacted: " in whole
    assert oct(stored.stat().st_mode)[-3:] == "600"
    assert oct(stored.parent.stat().st_mode)[-3:] == "700"
    play_turn(stage, prompt)
    assert len(list(stored.parent.iterdir())) == 1


# Secrets ----------------------------------------------------------------------------------------


def make_secret() -> str:
    return "ghp" + "_" + Maker(7).a(36)


def test_a_secret_never_reaches_the_working_tree(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    token = make_secret()
    lines = agent.ran(f"TOKEN={token} python -m pytest", "1 passed")
    play_turn(stage, f"Use {token}", f"I used {token}, in /home/ada/x", *lines)
    record = stage.record()
    assert record.fields["fidelity"] == "redacted"
    pages = [path for path in stage.top.rglob("*") if path.is_file() and ".git" not in path.parts]
    assert not [path for path in pages if token in path.read_text("utf-8")]
    assert "[redacted: github-token]" in record.text
    assert "~/x" in record.text
    assert "github-token" in record.fields["tests"][0]
    assert token in next(stage.spool.glob("*.jsonl")).read_text("utf-8")


@pytest.mark.parametrize("mode", ["on", "off"])
def test_no_record_leads_to_a_session_that_a_vendor_hosts(stage: Stage, mode: str) -> None:
    (stage.top / "minutebook.toml").write_text(f'redact = "{mode}"\n', "utf-8")
    link = "https://claude.ai/code/session_01AbCdEfGh23"
    play_turn(stage, f"Go on with {link}", f"Done.\n\nClaude-Session: {link}")
    record = stage.record()
    assert link not in record.text
    assert reader.read_prompt(record) == "Go on with [link to a session]"
    assert record.fields["fidelity"] == "redacted"
    digest = hashlib.sha256(b"Go on with [link to a session]").hexdigest()
    assert record.fields["digest"] == f"sha256:{digest}"
    assert (reader.read_response(record) or "").endswith("Claude-Session: [link to a session]")


def test_a_value_that_one_text_says_is_secret_is_hidden_in_all(stage: Stage) -> None:
    """In the prompt, the answer, what tools were given and printed, paths, branch and commits."""
    values = {
        place: f"{Maker(seed).a(5)}7{Maker(seed + 50).a(5)}"
        for seed, place in enumerate(("prompt", "answer", "given", "printed", "branch", "message"))
    }
    agent = actor("claude", "s", stage.top)
    stage.write("minutebook.toml", 'index = "always"\n')
    stage.git("switch", "-qc", f"feature/key-{values['printed']}-{values['branch']}")
    prompt = f"The password is {values['prompt']}. Log in. {' '.join(values.values())}"
    stage.take(agent.ask(prompt))
    stage.write(f"out/{values['given']}/{values['prompt']}.txt", "x\n")
    stage.git("add", "-A")
    stage.git("commit", "-qm", f"Set API_TOKEN={values['message']}")
    env = {"file_path": str(stage.top / ".env"), "content": f"DB_PASSWORD={values['given']}\n"}
    stage.take([agent.used("Write", env, {"type": "create"})])
    stage.take(agent.ran("cat .env", f"SECRET_KEY={values['printed']}"))
    stage.take(agent.ran(f"git push https://u:{values['branch']}@git.x.org/a", "ok"))
    answer = f"Your password is {values['answer']}. All: {' '.join(values.values())}"
    stage.take(agent.stop(answer))
    record = stage.record()
    for place, value in values.items():
        assert value not in record.text, place
        assert value.lower() not in record.path, place
    assert "Log in." in record.text
    index = stage.top / "history/README.md"
    assert not [value for value in values.values() if value in index.read_text("utf-8")]


def test_a_secret_is_hidden_before_a_text_is_cut(stage: Stage) -> None:
    """The title is cut at 70 characters, the answer in its middle."""
    token = make_secret()
    half = text_limits.MAX_RESPONSE_BYTES // 2
    answer = "x" * (half - 120) + f" {token} " + "y\n" * half
    play_turn(stage, f"Please do look into what {'a ' * 15} {token} may do for us", answer)
    record = stage.record()
    assert token[:10] not in record.text
    assert token[:10] not in record.path


def test_what_tools_print_is_searched_up_to_a_limit(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn_drafts, "_MAX_CONTEXT_CHARS", 1_000)
    agent = actor("claude", "s", stage.top)
    early, late = "k9wq2vx7m", "p3zt8rc5n"
    lines = [
        *agent.ran("cat a", f"PASSWORD={early}"),
        *agent.ran("cat b", "x" * 2_000),
        *agent.ran("cat c", f"PASSWORD={late}"),
    ]
    play_turn(stage, f"Try {early} and {late}", "Done.", *lines)
    assert early not in read_last_page(stage)
    assert late in read_last_page(stage)


def test_the_root_as_home_folder_hides_no_paths(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in containers: then a path does not belong to a person."""
    monkeypatch.setenv("HOME", "/")
    play_turn(stage, "See /etc/hosts and a/b")
    assert reader.read_prompt(stage.record()) == "See /etc/hosts and a/b"


def test_without_redaction(stage: Stage) -> None:
    stage.write("minutebook.toml", 'redact = "off"\n')
    play_turn(stage, f"Use {make_secret()}")
    assert make_secret() in read_last_page(stage)
    assert stage.record().fields["fidelity"] == "verbatim"


def test_secrets_of_another_detector_are_hidden(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    class OwnDetector:
        name = "own"

        def find(self, text: str) -> list[tuple[str, int, int]]:
            start = text.find("swordfish")
            return [("password", start, start + 9)] if start >= 0 else []

    monkeypatch.setattr(
        detect_secrets,
        "load_detectors",
        lambda setting: (OwnDetector(),) if setting == "extra" else (),
    )
    stage.write("minutebook.toml", 'redact = "extra"\nrecord = "all"\n')
    play_turn(stage, "It is swordfish")
    assert "swordfish" not in read_last_page(stage)


def test_a_detector_that_fails_leaves_the_turn_in_the_spool(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Broken:
        name = "broken"

        def find(self, text: str) -> list[tuple[str, int, int]]:
            if "first" in text:
                raise RuntimeError("the detector broke")
            return []

    stage.write("minutebook.toml", 'redact = "extra"\nrecord = "all"\n')
    stage.git("add", "-A")
    stage.git("commit", "-qm", "settings")
    with monkeypatch.context() as patch:
        patch.setattr(detect_secrets, "load_detectors", lambda setting: (Broken(),))
        assert play_turn(stage, "The first") == ["", ""]
        assert stage.git("status", "--porcelain") == ""
        assert capsys.readouterr().err.count("the detector broke") == 1
        assert "RuntimeError" in stage.log()
        # It does not keep other turns from being recorded.
        play_turn(stage, "The second")
        assert [record.title for record in stage.records()] == ["The second"]
    stage.write("minutebook.toml", 'record = "all"\n')
    play_turn(stage, "The third")
    assert [record.title for record in stage.records()] == ["The first", "The second", "The third"]


# Settings ---------------------------------------------------------------------------------------


def test_turns_without_changes_may_be_left_out(stage: Stage) -> None:
    stage.write("minutebook.toml", 'record = "changes"\n')
    stage.git("add", "-A")
    stage.git("commit", "-qm", "settings")
    assert play_turn(stage, "Only a question") == ["", ""]
    assert stage.records() == []
    assert stage.claims() == []  # its number is free again
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("A change"))
    stage.write("x.py", "x\n")
    stage.take(agent.stop("Done."))
    assert (stage.record().title, stage.record().number) == ("A change", 1)


def test_the_record_is_staged(stage: Stage) -> None:
    stage.write("minutebook.toml", 'stage = true\nrecord = "all"\n')
    stage.git("commit", "-qam", "settings")
    stage.write("mine.txt", "not staged\n")
    play_turn(stage)
    staged = stage.git("diff", "--cached", "--name-only").split()
    assert stage.record().path in staged
    assert "history/README.md" in staged
    assert "mine.txt" not in staged
    # Written again, it is staged again.
    agent = actor("claude", "s", stage.top)
    stage.take(agent.stop("Done, and more."))
    assert stage.git("diff", "--name-only") == ""


def test_a_locked_index_does_not_keep_the_record_from_being_written(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.write("minutebook.toml", 'stage = true\nrecord = "all"\n')
    stage.git("commit", "-qam", "settings")
    (stage.top / ".git" / "index.lock").touch()
    _, answer = play_turn(stage)
    assert "PHR-0001" in answer
    assert "git add failed" in capsys.readouterr().err
    assert len(stage.records()) == 1


# Records written again, and several processes -----------------------------------------------------------------------------


def test_a_turn_that_goes_on_after_its_stop_is_written_again(stage: Stage) -> None:
    """Another hook blocked the stop, so that the agent goes on and stops again."""
    agent = actor("claude", "s", stage.top)
    play_turn(stage, "Do it", "Done, I think.")
    before = stage.record()
    stage.write("x.py", "x\n")
    stage.take([*agent.wrote("x.py"), *agent.stop("Now it is done.")])
    record = stage.record()
    assert (record.path, record.number) == (before.path, before.number)
    assert (reader.read_response(record), record.fields["files"]) == ("Now it is done.", ["x.py"])


def test_an_edited_record_is_not_written_again(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    play_turn(stage, "Do it", "Done.")
    page = stage.top / stage.record().path
    page.write_text(page.read_text("utf-8") + "\nBy hand.\n", "utf-8")
    stage.take(agent.stop("Again."))
    assert page.read_text("utf-8").endswith("By hand.\n")
    page.unlink()
    stage.take(agent.stop("And again."))
    assert stage.records() == []


def test_the_record_of_a_subagent_follows_that_of_its_turn(stage: Stage) -> None:
    stage.write("minutebook.toml", 'stage = true\nrecord = "all"\n')
    stage.git("commit", "-qam", "settings")
    lines = actor("claude", "s", stage.top).delegated("reviewer", "Review it", "Fine.", "x.py")
    play_turn(stage, "Do it", "Done.", *lines)
    main, child = stage.records()
    assert child.fields["links"] == {"follows": ["0001-do-it"]}
    assert main.path in stage.git("diff", "--cached", "--name-only")
    assert stage.git("diff", "--name-only") == ""  # both pages, with their links, are staged
    # Written again, the main record keeps its link to the other.
    stage.take(actor("claude", "s", stage.top).stop("Done, and more."))
    main, child = stage.records()
    assert reader.read_response(main) == "Done, and more."
    assert f"[{child.ref}" in main.text


def test_an_edited_record_of_a_subagent_is_not_written_again(stage: Stage) -> None:
    agent = actor("opencode", "s", stage.top)
    *lines, call_event = agent.delegated("reviewer", "Review it", "Fine.", "x.py")
    stage.take([*agent.ask("Do it"), *lines])
    page = stage.top / stage.record().path
    page.write_text(page.read_text("utf-8").replace("Fine.", "By hand."), "utf-8")
    stage.take([call_event, *agent.stop("Done.")])
    assert "By hand." in page.read_text("utf-8")
    assert "follows: " in page.read_text("utf-8")
    stage.take([*lines, *agent.stop("Done.")])
    assert "By hand." in page.read_text("utf-8")


def test_a_subagent_that_ends_after_its_turn(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    call_event = agent.used(
        "Task",
        {"subagent_type": "reviewer", "prompt": "Review it"},
        {"agentId": "a7", "status": "async_launched"},
    )
    play_turn(stage, "Do it", "Started a reviewer.", call_event)
    subagent = {"agent_id": "a7", "agent_type": "reviewer"}
    stage.take([agent.say("SubagentStop", last_assistant_message="Fine.", **subagent)])
    main, child = stage.records()
    assert reader.read_prompt(child) == "Review it"
    assert child.fields["links"] == {"follows": ["0001-started-a-reviewer"]}
    assert f"[{main.ref}" in child.text


def test_a_subagent_of_a_turn_whose_record_was_deleted(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    call_event = agent.used(
        "Task",
        {"subagent_type": "reviewer", "prompt": "Review it"},
        {"agentId": "a7", "status": "async_launched"},
    )
    play_turn(stage, "Do it", "Started a reviewer.", call_event)
    (stage.top / stage.record().path).unlink()
    subagent = {"agent_id": "a7", "agent_type": "reviewer"}
    stage.take([agent.say("SubagentStop", last_assistant_message="Fine.", **subagent)])
    assert "links" not in stage.record().fields


@pytest.mark.slow
def test_one_stop_in_several_processes_makes_one_record(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Do it"))
    ((args, payload),) = agent.stop("Done.")
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", HOOK_SCRIPT, *args],
            cwd=stage.top,
            env=stage.world,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    for process in processes:
        process.communicate(json.dumps(payload).encode())
    assert len(stage.records()) == 1
    assert stage.log() == ""


def test_a_session_that_another_process_records_is_not_waited_for_long(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(turn_end, "LOCK_TIMEOUT_SECONDS", 0.05)
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Do it"))
    with store.lock_descriptor(os.open(stage.spool / "claude-s.jsonl", os.O_RDONLY)):
        stage.take(agent.stop("Done."))
    assert stage.records() == []
    assert "lock" in capsys.readouterr().err
    stage.take(agent.stop("Done."))
    assert len(stage.records()) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_process_that_died_while_writing_leaves_one_record(
    when: str, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_phr = create.create_phr

    class Killed(BaseException):
        pass

    def create_and_die(*args: object, **options: object) -> object:
        if when == "after":
            create_phr(*args, **options)  # type: ignore[arg-type]
        raise Killed

    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Do it"))
    with monkeypatch.context() as patch:
        patch.setattr(create, "create_phr", create_and_die)
        with pytest.raises(Killed):
            stage.take(agent.stop("Done."))
    assert len(stage.records()) == (1 if when == "after" else 0)
    stage.take(agent.stop("Done."))
    assert stage.record().number == 1
    assert stage.claims() == []
    assert not list(stage.spool.glob("*.try"))


def test_the_same_prompt_twice_makes_two_records(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the second could not be written at first."""
    play_turn(stage, "continue", "One.")
    with monkeypatch.context() as patch:
        patch.setattr(create, "create_phr", lambda *_, **__: 1 / 0)
        play_turn(stage, "continue", "Two.")
    stage.take(actor("claude", "s", stage.top).stop("Two."))
    assert [reader.read_response(record) for record in stage.records()] == ["One.", "Two."]


@pytest.mark.slow
def test_sessions_in_many_processes_get_different_numbers(stage: Stage) -> None:
    errors: list[BaseException] = []

    def play_session(name: str) -> None:
        try:
            agent = actor("claude", name, stage.top)
            for number in range(2):
                stage.play([*agent.ask(f"Do {name} {number}"), *agent.stop("Done.")])
        except BaseException as error:  # noqa: BLE001 - reported by the test, not by a thread
            errors.append(error)

    threads = [threading.Thread(target=play_session, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(record.title for record in stage.records()) == [
        f"Do {name} {number}" for name in "abc" for number in range(2)
    ]
    assert [record.number for record in stage.records()] == list(range(1, 7))
    assert stage.claims() == []


# Recovering earlier sessions -----------------------------------------------------------------------


def test_a_session_that_is_settled_is_not_read_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_turn(stage)
    stage.take(actor("claude", "s", stage.top).end())
    base_paths: list[str] = []
    monkeypatch.setattr(
        turn_end, "record_ended_turns", lambda _, base, **__: base_paths.append(base) or []
    )
    begin = actor("claude", "next", stage.top).begin()
    stage.take(begin)
    assert [os.path.basename(base) for base in base_paths] == ["claude-next"]
    base_paths.clear()
    stage.take(actor("claude", "other", stage.top).ask("Not yet done"))
    stage.take(begin)
    assert [os.path.basename(base) for base in base_paths] == ["claude-next", "claude-other"]


def test_a_resumed_session_records_the_turn_that_failed(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    stage.write("history", "in the way\n")
    stage.take(agent.ask("Do it"))
    stage.take(agent.stop("Done."))
    (stage.top / "history").unlink()
    stage.take(agent.begin("resume"))
    assert stage.record().title == "Changes to history"


def test_a_session_that_was_removed_meanwhile_is_left_out(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_turn(stage)
    common_dir = str(stage.top / ".git")
    names = os.listdir(stage.spool)
    for path in stage.spool.iterdir():
        path.unlink()
    with monkeypatch.context() as patch:
        patch.setattr(os, "listdir", lambda path: names)
        assert turn_end.recover_turns(str(stage.top), common_dir) == []
    assert turn_end.record_ended_turns(str(stage.top), str(stage.spool / "claude-gone")) == []
    assert "FileNotFoundError" in stage.log()


def test_an_answer_without_a_prompt_is_not_recorded(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take(agent.stop("Hello, what can I do?"))
    assert stage.records() == []
    stage.take([*agent.ask(""), *agent.stop("")])
    assert stage.records() == []


def test_a_transcript_that_cannot_be_parsed_does_not_keep_the_turn_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minutebook.agents.capture.read_turns", lambda *_: 1 / 0)
    play_turn(stage)
    assert stage.record().title == "Do it"
    assert "ZeroDivisionError" in stage.log()


def test_a_turn_that_could_not_be_written_is_recorded_later(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> object:
        raise OperationError("the disk is full", "make room")

    with monkeypatch.context() as patch:
        patch.setattr(store, "apply_writes", refuse)
        play_turn(stage)
    assert "the disk is full" in capsys.readouterr().err
    stage.take(actor("claude", "s", stage.top).stop("Done."))
    assert stage.record().number == 1


def test_a_subagent_that_begins_with_its_turn_has_a_record_of_its_own(stage: Stage) -> None:
    """No prompt came: the call of the subagent's tool is the first event of the turn itself."""
    gemini = actor("gemini", "s", stage.top)
    gemini.last_prompt = "Do it"
    stage.take([*gemini.delegated("reviewer", "Review it", "Fine", "x.py"), *gemini.stop("Done.")])
    prompts = {reader.read_prompt(record) for record in stage.records()}
    assert prompts == {"Do it", "Review it"}
    assert stage.log() == ""


# The turns of a session ---------------------------------------------------------------------


def test_each_turn_follows_the_one_before_it(stage: Stage) -> None:
    """Also where the events of long turns were set aside, or another session came between."""
    for turn in range(5):
        play_turn(stage, f"Turn {turn} " + "x y " * (75_000 if turn == 2 else 10), f"Done {turn}.")
        play_turn(stage, f"Other {turn}", session="other")
    by_session: dict[str, list[tuple[str, str]]] = {}
    for record in stage.records():
        followed = [link.target for link in record.links if link.relation == "follows"]
        session = str(record.fields["session"])
        by_session.setdefault(session, []).append((record.link_target, "".join(followed)))
    for chain in by_session.values():
        names = [name for name, _ in chain]
        assert [followed for _, followed in chain] == ["", *names[:-1]]
