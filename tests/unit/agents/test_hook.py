"""The agents' door: what it takes, what it prints, what it never does."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from minutebook.agents import capture, hook
from minutebook.records import filenames
from minutebook.records.model import PHR
from minutebook.repository import light

from agent_events import AGENTS, Clock, Line, Stage, actor

# Reading events -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "keys", "inner", "found"),
    [
        ('{"a": "x"}', ("a",), False, "x"),
        ('{"b": 1, "a":"x"}', ("a",), False, "x"),
        ('{"a" : "x"}', ("b", "a"), False, "x"),
        ('{"b": {"a": "no"}, "a": "x"}', ("a",), False, "x"),
        ('{"b": [{"a": "no"}], "a": "x"}', ("a",), False, "x"),
        ('{"b": {"a": "x"}}', ("a",), False, ""),
        ('{"b": {"a": "x"}}', ("a",), True, "x"),
        ('{"b": "\\"a\\": \\"no\\"", "a": "x"}', ("a",), False, "x"),
        ('{"b": "{ [ \\\\", "a": "x"}', ("a",), False, "x"),
        ('{"b": "a", "a": "x"}', ("a",), False, "x"),
        ('{"a": 1}', ("a",), False, ""),
        ('{"a": null}', ("a",), False, ""),
        ('{"a": "cut', ("a",), False, "cut"),
        ("", ("a",), True, ""),
        ('{"a"' * 50, ("a",), False, ""),
    ],
)
def test_a_field_is_found_without_parsing(
    raw: str, keys: tuple[str, ...], inner: bool, found: str
) -> None:
    assert hook.find_string_field(raw.encode(), keys, nested=inner) == found


TEXTS = st.text('ab{}[]\\": é\n', max_size=12)
VALUES = st.recursive(
    TEXTS | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.tuples(TEXTS, VALUES), max_size=5), st.text("abc019-", min_size=1))
def test_a_field_of_any_event_is_found(others: list[tuple[str, object]], name: str) -> None:
    payload = {**dict(others), "session_id": name, "last": dict(others)}
    for separators in ((",", ":"), (", ", ": ")):
        raw = json.dumps(payload, separators=separators).encode()
        assert hook.find_string_field(raw, ("session_id",)) == name


@pytest.mark.parametrize(
    ("agent", "payload", "name"),
    [
        ("claude", {"session_id": "s", "permission_mode": "default"}, "claude-s"),
        ("claude", {"session_id": "s", "timestamp": "t"}, "copilot-s"),
        ("copilot", {"sessionId": "s", "timestamp": 1}, "copilot-s"),
        ("copilot", {"sessionId": "s"}, "copilot-s"),
        ("vscode", {"session_id": "s", "timestamp": "t"}, "copilot-s"),
        ("claude", {"conversation_id": "s"}, "cursor-s"),
        ("gemini", {"conversation_id": "s"}, "gemini-s"),
        ("cursor", {"conversation_id": "s", "session_id": "s"}, "cursor-s"),
        ("claude", {"session_id": "s", "cursor_version": "2"}, "cursor-s"),
        ("gemini", {"session_id": "s", "timestamp": "t"}, "gemini-s"),
        ("codex", {"thread-id": "s"}, "codex-s"),
        ("opencode", {"properties": {"sessionID": "s"}}, "opencode-s"),
        ("opencode", {"parentID": "p", "input": {"sessionID": "s"}}, "opencode-p"),
        ("claude", {"session_id": "../../x y"}, "claude-______x_y"),
        ("claude", {"tool_input": {"session_id": "no"}, "session_id": "s"}, "claude-s"),
        ("claude", {}, "claude-none"),
    ],
)
def test_whose_session(agent: str, payload: dict[str, object], name: str) -> None:
    assert hook.build_session_name(agent, json.dumps(payload).encode()) == name


@pytest.mark.parametrize("agent", AGENTS)
def test_a_session_is_its_speakers(agent: str) -> None:
    """Whoever's settings called, `session` says what `capture.dialect` says."""
    one = actor(agent, "s", "/r")
    for _, payload in [*one.begin(), *one.ask("x"), *one.wrote("x"), *one.stop("x")]:
        for caller in {agent, "claude"} if agent in ("cursor", "copilot") else {agent}:
            assert capture.detect_agent(caller, payload) == agent
            assert hook.build_session_name(caller, json.dumps(payload).encode()) == f"{agent}-s"


NAMES = st.one_of(
    st.text("0129aAdDrR-_. T", max_size=16),
    st.builds(
        "".join,
        st.lists(
            st.sampled_from(
                [
                    "2025",
                    "19",
                    "20250101",
                    "-",
                    "_",
                    ".",
                    "T",
                    "01",
                    "12",
                    "13",
                    "31",
                    "32",
                    "0007",
                    "00042",
                    "7",
                    "1234567",
                    "adr",
                    "ADR-",
                    "PHR",
                    "phr_",
                    "rfc",
                    "TECH-",
                    "lmadr",
                    "decision",
                    "dec",
                    "x",
                    "slug",
                    ".general",
                    ".prompt",
                    ".md",
                    ".MD",
                ]
            ),
            max_size=7,
        ),
    ),
)


@settings(max_examples=2000)
@given(NAMES)
@example("0007-x.general.prompt.md")
@example("20251206-0002-x.misc.prompt.md")
@example("2025-11-27-x.general.prompt.md")
@example("2025-11-x")
@example("ADR-0010.md")
@example("README.md")
def test_the_number_of_a_name_is_the_one_that_is_parsed(name: str) -> None:
    assert hook.parse_number(name) == (filenames.parse_name(PHR, name).number or 0)


def test_a_line_of_the_spool_is_one_line() -> None:
    raw = b'{\r\n  "a": "b"\n}'
    line = hook.format_spool_line("claude", "1.500000", raw, "agentStop")
    assert line.endswith(b"}\n")
    assert line.count(b"\n") == 1
    assert json.loads(line) == {
        "at": 1.5,
        "agent": "claude",
        "said": "agentStop",
        "event": {"a": "b"},
    }
    assert b"said" not in hook.format_spool_line("claude", "1.5", b"{}", 'x", "y')


# What comes in -----------------------------------------------------------------------------------


def test_an_event_within_a_turn_is_spooled_and_no_more(stage: Stage) -> None:
    one = actor("claude", "s", stage.top)
    assert stage.take(one.wrote("x.py")) == [""]
    (path,) = stage.spool.iterdir()
    assert path.name == "claude-s.jsonl"
    assert json.loads(path.read_text("utf-8"))["event"]["tool_name"] == "Write"


def test_the_spool_is_its_owners(stage: Stage) -> None:
    one = actor("claude", "s", stage.top)
    os.umask(0o002)
    stage.take([*one.ask("Do it"), *one.stop("Done.")])
    assert stat.S_IMODE(stage.spool.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in stage.spool.iterdir()} == {0o600}
    assert {path.suffix for path in stage.spool.iterdir()} == {
        ".jsonl",
        ".start",
        ".done",
        ".settled",
    }


def test_codex_gives_notify_its_event_as_a_word(stage: Stage) -> None:
    told = {
        "type": "agent-turn-complete",
        "thread-id": "s",
        "turn-id": "t",
        "cwd": str(stage.top),
        "input-messages": ["Do it"],
        "last-assistant-message": "Done.",
    }
    done = stage.run(["codex", json.dumps(told)])
    assert (done.exit, done.out, done.err) == (0, "", "")
    assert stage.record().title == "Do it"
    # Its hooks tell of the same turn.
    one = actor("codex", "s", stage.top)
    stop = one.say("Stop", last_assistant_message="Done.", turn_id="t")
    stage.take([(stop[0], {**stop[1], "turn_id": "t"})])
    assert len(stage.records()) == 1


@pytest.mark.parametrize("stdin", [b"\xef\xbb\xbf%s", b" \n%s\r\n"])
def test_what_shells_add_is_left_out(stdin: bytes, stage: Stage) -> None:
    one = actor("claude", "s", stage.top)
    for words, payload in [*one.ask("Do it"), *one.stop("Done.")]:
        stage.take_raw(words, stdin % json.dumps(payload).encode())
    assert stage.record().title == "Do it"


def test_no_repository_no_word(tmp_path: Path, stage: Stage) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / ".git").mkdir()  # is none yet
    one = actor("claude", "s", outside)
    for words, payload in [*one.begin(), *one.ask("x"), *one.stop("x")]:
        done = stage.run(words, json.dumps(payload).encode(), cwd=outside)
        assert (done.exit, done.out, done.err) == (0, "", "")
    assert list(outside.rglob("*")) == [outside / ".git"]
    assert not (stage.top / ".git" / "minutebook").exists()


def test_the_folder_may_be_gone(stage: Stage) -> None:
    place = stage.top / "gone"
    place.mkdir()
    os.chdir(place)
    place.rmdir()
    one = actor("claude", "s", stage.top)
    stage.take([*one.ask("Do it"), *one.stop("Done.")])
    os.chdir(stage.top)
    assert stage.record().title == "Do it"


@pytest.mark.parametrize("words", [[], ["claude"], ["git"], ["git", "post-merge"], ["../x", "y"]])
def test_words_without_an_event(words: list[str], stage: Stage) -> None:
    done = stage.run(words)
    assert (done.exit, done.out, done.err) == (0, "", "")


def test_a_terminal_is_not_read(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    assert hook.read_payload(["claude"]) == b""
    monkeypatch.setattr(sys, "stdin", None)
    assert hook.read_payload(["claude"]) == b""


# Whatever comes ----------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@st.composite
def events(draw: st.DrawFn) -> tuple[list[str], bytes]:
    """A line of a play with a field replaced by anything, cut off anywhere, or no JSON at all."""
    one = actor(draw(st.sampled_from(AGENTS)), draw(st.sampled_from(["s", "t"])), "/nowhere")
    said = [
        *one.begin(),
        *one.ask("Do it"),
        *one.wrote("x.py"),
        *one.ran("pytest", "1 passed"),
        *one.delegated("reviewer", "See", "Fine", "y.py"),
        *one.stop("Done."),
        *one.end(),
    ]
    words, payload = draw(st.sampled_from(said))
    if draw(st.booleans()):
        field = draw(st.sampled_from(sorted(payload)))
        payload = {**payload, field: draw(JSON)}
    raw = json.dumps(payload).encode()
    kind = draw(st.sampled_from(["whole", "cut", "bytes", "json"]))
    if kind == "cut":
        raw = raw[: draw(st.integers(0, len(raw)))]
    elif kind == "bytes":
        raw = draw(st.binary(max_size=60))
    elif kind == "json":
        raw = json.dumps(draw(JSON)).encode()
    return words, raw


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(events(), max_size=6))
def test_whatever_comes_nothing_fails(stage: Stage, said: list[tuple[list[str], bytes]]) -> None:
    """In one session after another, which leave what they leave."""
    for words, raw in said:
        answer = stage.take_raw(words, raw)
        assert not answer or set(json.loads(answer)) == {"systemMessage"}
    assert stage.log() == ""


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"null",
        b"[1, 2]",
        b'"text"',
        b"\xff\xfe\x00",
        b'{"hook_event_name": "Stop"',
        b'{"hook_event_name": "Stop", "session_id": 7}',
        b'{"hook_event_name": ["Stop"], "session_id": "s"}',
        b'["hook_event_name", {"hook_event_name": "Stop"}]',
        b"[" * 100_000,
        b'{"hook_event_name": "Stop", "session_id": "s", "last_assistant_message": ' + b"[" * 5000,
        b'{"hook_event_name": "UserPromptSubmit", "session_id": "s", "prompt": "\\ud83d cut"}',
    ],
)
def test_malformed_events(raw: bytes, stage: Stage) -> None:
    one = actor("claude", "s", stage.top)
    stage.take(one.ask("Before"))
    done = stage.run(["claude"], raw)
    assert (done.exit, done.out) == (0, "")
    told = stage.take(one.stop("Done."))
    assert len(stage.records()) in (1, 2)
    assert [set(json.loads(answer)) for answer in told] == [{"systemMessage"}]


def test_whatever_goes_wrong_the_status_is_nought(stage: Stage) -> None:
    (stage.top / ".git" / "minutebook").write_text("a file where a folder should be", "utf-8")
    one = actor("claude", "s", stage.top)
    for words, payload in [*one.begin(), *one.ask("x"), *one.stop("x")]:
        done = stage.run(words, json.dumps(payload).encode())
        assert (done.exit, done.out) == (0, "")
        assert done.err.startswith("minutebook: not recorded yet: ") or not done.err
        assert done.err.count("\n") <= 1


def test_main_leaves_with_nought(stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys) -> None:  # type: ignore[no-untyped-def]
    left: list[int] = []
    monkeypatch.setattr(os, "_exit", left.append)
    monkeypatch.setattr(sys, "argv", ["minutebook-hook", "claude"])

    def interrupted(words: list[str]) -> str:
        raise KeyboardInterrupt

    for take, out in ((lambda words: "{}", "{}\n"), (interrupted, "")):
        monkeypatch.setattr(hook, "handle_event", take)
        hook.main()
        assert capsys.readouterr().out == out
    assert left == [0, 0]
    assert "KeyboardInterrupt" in stage.log()

    class Closed:
        def write(self, text: str) -> None:
            raise BrokenPipeError

        flush = write

    monkeypatch.setattr(hook, "handle_event", lambda words: "{}")
    monkeypatch.setattr(sys, "stdout", Closed())
    hook.main()
    assert left == [0, 0, 0]


# Numbers -----------------------------------------------------------------------------------------


def ask(stage: Stage, *sessions: str) -> list[str]:
    """A prompt in each session; the numbers that are reserved then."""
    for session in sessions:
        stage.take(actor("claude", session, stage.top).ask("Do it"))
    return stage.claims()


def test_numbers_are_reserved_at_the_prompt(stage: Stage) -> None:
    stage.write("history/prompts/general/0007-x.general.prompt.md", "# x\n")
    stage.write("history/prompts/general/0900-picture.png", "")
    stage.write("history/prompts/.hidden/0800-x.general.prompt.md", "")
    assert ask(stage, "a", "b") == ["8", "9"]


def test_numbers_on_other_branches_are_not_reserved(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.write("history/prompts/general/0007-x.general.prompt.md", "# x\n")
    stage.git("checkout", "-q", "-b", "other")
    stage.git("add", "-A")
    stage.git("commit", "-q", "-m", "x")
    stage.git("checkout", "-q", "main")
    assert ask(stage, "a") == ["8"]
    monkeypatch.setattr(hook.branch_numbers.trees, "GitProcess", None)  # each commit is read once
    assert ask(stage, "b") == ["8", "9"]


def test_at_a_prompt_few_commits_are_read(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record takes another number than the reserved one, where a branch has that."""
    monkeypatch.setattr(hook, "_MAX_NEW_COMMITS", 0)
    stage.write("history/prompts/general/0001-x.general.prompt.md", "# x\n")
    stage.git("checkout", "-q", "-b", "other")
    stage.git("add", "-A")
    stage.git("commit", "-q", "-m", "x")
    stage.git("checkout", "-q", "main")
    assert ask(stage, "a") == ["1"]
    stage.take(actor("claude", "a", stage.top).stop("Done."))
    assert stage.record().ref == "PHR-0002"


def test_a_number_that_is_taken_meanwhile(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(stage, "a")
    monkeypatch.setattr(hook, "parse_number", lambda name: 0)
    assert ask(stage, "b") == ["1", "2"]


def test_settings_are_remembered_while_they_are_the_same(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from minutebook.agents import recording

    read, asked = recording.remember_series, []

    def remember(top: str) -> list[str]:
        asked.append(top)
        return read(top)

    monkeypatch.setattr(recording, "remember_series", remember)
    ask(stage, "a", "b")
    assert len(asked) == 1
    stage.write("minutebook.toml", 'phr-folders = ["prompts"]\n')
    stage.write("prompts/general/0041-x.general.prompt.md", "# x\n")
    assert ask(stage, "c") == ["1", "2", "42"]
    assert len(asked) == 2


def test_folders_that_count_for_themselves(stage: Stage) -> None:
    """Of adopted records the route is known at the end, and the number only then."""
    stage.write("minutebook.toml", 'phr-numbering = "folder"\n')
    stage.write("history/prompts/general/0004-x.general.prompt.md", "# x\n")
    stage.write("history/prompts/shop/0009-x.general.prompt.md", "# x\n")
    one = actor("claude", "s", stage.top)
    stage.take(one.ask("Do it"))
    assert stage.claims() == []
    stage.take(one.stop("Done."))
    stage.write("specs/shop/spec.md", "# Shop\n")
    stage.git("checkout", "-q", "-b", "shop")
    stage.take([*one.ask("Explain"), *one.stop("So.")])
    assert {record.path.removeprefix("history/prompts/") for record in stage.records()} == {
        "general/0004-x.general.prompt.md",
        "general/0005-do-it.general.prompt.md",
        "shop/0009-x.general.prompt.md",
        "shop/0010-explain.explainer.prompt.md",
    }


def test_settings_that_cannot_be_read(stage: Stage) -> None:
    """The turn waits in the spool, and what was so at its prompt is known all the same."""
    wrong = stage.write("minutebook.toml", "= nothing")
    one = actor("claude", "s", stage.top)
    stage.write("dirty.txt", "before\n")
    stage.take(one.ask("Do it"))
    stage.write("new.txt", "within\n")
    assert stage.take(one.stop("Done.")) == [""]
    assert "minutebook.toml" in stage.log()
    wrong.unlink()
    stage.take(one.stop("Done."))
    assert stage.record().fields["files"] == ["minutebook.toml", "new.txt"]


def test_what_a_subagent_asks_takes_no_number(stage: Stage) -> None:
    one = actor("opencode", "s", stage.top)
    stage.take(one.ask("Do it"))
    stage.take(one.ask("A part", "child", parentID="s"))
    assert stage.claims() == ["1"]
    assert len(list(stage.spool.glob("*.jsonl"))) == 1


def test_a_long_session_is_set_aside(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(light, "_MAX_FINISHED_BYTES", 10)
    one = actor("claude", "s", stage.top)
    for number in range(3):
        clock.offset = number * 10.0
        stage.take([*one.ask(f"Do {number}"), *one.stop("Done.")])
    clock.offset += 10.0
    stage.take(one.ask("Still open"))
    stage.take(one.ask("Open too"))  # what is not recorded stays where it is
    assert len(list(stage.spool.glob("claude-s+*.jsonl"))) == 3
    stage.take(one.stop("Done."))
    assert [record.title for record in stage.records()] == [
        "Do 0",
        "Do 1",
        "Do 2",
        "Still open",
        "Open too",
    ]
    monkeypatch.setattr(light, "_MAX_FINISHED_BYTES", 10**9)
    monkeypatch.setattr(light, "_MAX_SESSION_BYTES", 10)
    stage.take(one.ask("Whatever was open"))
    assert len(list(stage.spool.glob("claude-s+*.jsonl"))) == 4


# What it costs -----------------------------------------------------------------------------------

PROBE = """
import os, sys
bare = set(sys.modules)
def leave(status):
    with open(os.environ["MODULES"], "w") as file:
        file.write("\\n".join(sorted(set(sys.modules) - bare)))
    real(status)
real, os._exit = os._exit, leave
from minutebook.agents.hook import main
main()
"""
HOOK_MODULES = {
    "minutebook",
    "minutebook.agents",
    "minutebook.agents.agent_table",
    "minutebook.agents.hook",
    "minutebook.repository",
    "minutebook.repository.git",
    "minutebook.repository.git.branch_numbers",
    "minutebook.repository.git.process",
    "minutebook.repository.git.tree_status",
    "minutebook.repository.git.trees",
    "minutebook.repository.light",
}


def loaded(stage: Stage, lines: list[Line]) -> set[str]:
    """The modules that the last line of a play loads, beside those that Python comes with."""
    *before, (words, payload) = lines
    stage.take(before)
    told = stage.top.parent / "modules"
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *words],
        cwd=stage.top,
        env={**stage.world, "MODULES": str(told)},
        input=json.dumps(payload).encode(),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return set(told.read_text("utf-8").split("\n")) - {"__future__", *sys.builtin_module_names}


@pytest.mark.parametrize("agent", AGENTS)
def test_an_event_within_a_turn_loads_next_to_nothing(agent: str, stage: Stage) -> None:
    one = actor(agent, "s", stage.top)
    assert loaded(stage, one.wrote("x.py")) == HOOK_MODULES
    assert loaded(stage, one.ran("pytest", "1 passed")) == HOOK_MODULES
    if one.end():
        assert loaded(stage, one.end()) == HOOK_MODULES


@pytest.mark.parametrize("agent", AGENTS)
def test_a_prompt_loads_no_more(agent: str, stage: Stage) -> None:
    """Once the settings are remembered: the first prompt reads them."""
    one = actor(agent, "s", stage.top)
    assert loaded(stage, [*one.ask("First"), *one.ask("Second")]) == HOOK_MODULES


def test_an_end_of_a_turn_does_without(stage: Stage) -> None:
    one = actor("claude", "s", stage.top)
    stage.take([*one.ask("Before"), *one.stop("Done.")])
    modules = loaded(stage, [*one.ask("Do it"), *one.stop("Done.")])
    heavy = {"pydantic", "jinja2", "git", "rich", "frontmatter", "yaml", "typer", "sqlite3"}
    assert {name.partition(".")[0] for name in modules} & heavy == set()
    agents = {"codex", "gemini", "cursor", "copilot", "opencode", "aider", "continue_"}
    assert not modules & {f"minutebook.agents.adapters.{name}" for name in agents}
