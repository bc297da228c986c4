"""The hook: which events it reads, what it notes and prints, and what it loads."""

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

from minutebook.agents import capture, hook, reserved_numbers
from minutebook.records import filenames
from minutebook.records.model import PHR
from minutebook.repository import spool

from agent_events import AGENTS, Clock, Line, Stage, actor

# Reading events -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "keys", "nested", "value"),
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
    raw: str, keys: tuple[str, ...], nested: bool, value: str
) -> None:
    assert hook.find_string_field(raw.encode(), keys, nested=nested) == value


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
def test_the_session_of_an_event(agent: str, payload: dict[str, object], name: str) -> None:
    assert hook.build_session_name(agent, json.dumps(payload).encode()) == name


@pytest.mark.parametrize("agent", AGENTS)
def test_a_session_belongs_to_the_agent_that_sent_the_event(agent: str) -> None:
    """The session's name begins with the agent that `capture.detect_agent` finds."""
    sender = actor(agent, "s", "/r")
    for _, payload in [*sender.begin(), *sender.ask("x"), *sender.wrote("x"), *sender.stop("x")]:
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


@given(NAMES)
@example("0007-x.general.prompt.md")
@example("20251206-0002-x.misc.prompt.md")
@example("2025-11-27-x.general.prompt.md")
@example("2025-11-x")
@example("20250101-adr2025")
@example("ADR-0010.md")
@example("README.md")
def test_parse_a_number_as_the_record_set_does(name: str) -> None:
    assert reserved_numbers.parse_number(name) == (filenames.parse_name(PHR, name).number or 0)


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


# Handling events -----------------------------------------------------------------------------------


def test_an_event_within_a_turn_is_only_spooled(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    assert stage.take(agent.wrote("x.py")) == [""]
    (path,) = stage.spool.iterdir()
    assert path.name == "claude-s.jsonl"
    assert json.loads(path.read_text("utf-8"))["event"]["tool_name"] == "Write"


def test_only_the_owner_may_read_the_spool(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    os.umask(0o002)
    stage.take([*agent.ask("Do it"), *agent.stop("Done.")])
    assert stat.S_IMODE(stage.spool.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in stage.spool.iterdir()} == {0o600}
    assert {path.suffix for path in stage.spool.iterdir()} == {".jsonl", ".start", ".done"}
    stage.take(agent.end())
    assert {path.suffix for path in stage.spool.iterdir()} == {".jsonl", ".done", ".settled"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in stage.spool.iterdir()} == {0o600}


def test_codex_passes_the_event_of_notify_as_an_argument(stage: Stage) -> None:
    payload = {
        "type": "agent-turn-complete",
        "thread-id": "s",
        "turn-id": "t",
        "cwd": str(stage.top),
        "input-messages": ["Do it"],
        "last-assistant-message": "Done.",
    }
    result = stage.run(["codex", json.dumps(payload)])
    assert (result.exit, result.out, result.err) == (0, "", "")
    assert stage.record().title == "Do it"
    # Codex's hooks report the same turn.
    agent = actor("codex", "s", stage.top)
    stop = agent.say("Stop", last_assistant_message="Done.", turn_id="t")
    stage.take([(stop[0], {**stop[1], "turn_id": "t"})])
    assert len(stage.records()) == 1


@pytest.mark.parametrize("stdin", [b"\xef\xbb\xbf%s", b" \n%s\r\n"])
def test_a_byte_order_mark_and_blanks_around_an_event_are_left_out(
    stdin: bytes, stage: Stage
) -> None:
    agent = actor("claude", "s", stage.top)
    for args, payload in [*agent.ask("Do it"), *agent.stop("Done.")]:
        stage.take_raw(args, stdin % json.dumps(payload).encode())
    assert stage.record().title == "Do it"


def test_outside_of_a_repository_nothing_happens(tmp_path: Path, stage: Stage) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / ".git").mkdir()  # without a HEAD: not a repository yet
    agent = actor("claude", "s", outside)
    for args, payload in [*agent.begin(), *agent.ask("x"), *agent.stop("x")]:
        result = stage.run(args, json.dumps(payload).encode(), cwd=outside)
        assert (result.exit, result.out, result.err) == (0, "", "")
    assert list(outside.rglob("*")) == [outside / ".git"]
    assert not (stage.top / ".git" / "minutebook").exists()


def test_the_folder_of_the_hook_may_be_removed(stage: Stage) -> None:
    folder = stage.top / "gone"
    folder.mkdir()
    os.chdir(folder)
    folder.rmdir()
    agent = actor("claude", "s", stage.top)
    stage.take([*agent.ask("Do it"), *agent.stop("Done.")])
    os.chdir(stage.top)
    assert stage.record().title == "Do it"


@pytest.mark.parametrize("args", [[], ["claude"], ["git"], ["git", "post-merge"], ["../x", "y"]])
def test_arguments_without_an_event(args: list[str], stage: Stage) -> None:
    result = stage.run(args)
    assert (result.exit, result.out, result.err) == (0, "", "")


def test_a_terminal_is_not_read(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    assert hook.read_payload(["claude"]) == b""
    monkeypatch.setattr(sys, "stdin", None)
    assert hook.read_payload(["claude"]) == b""


# Malformed events ----------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@st.composite
def any_event(draw: st.DrawFn) -> tuple[list[str], bytes]:
    """The arguments and payload of an event: with any field, cut off anywhere, or without JSON."""
    agent = actor(draw(st.sampled_from(AGENTS)), draw(st.sampled_from(["s", "t"])), "/nowhere")
    lines = [
        *agent.begin(),
        *agent.ask("Do it"),
        *agent.wrote("x.py"),
        *agent.ran("pytest", "1 passed"),
        *agent.delegated("reviewer", "See", "Fine", "y.py"),
        *agent.stop("Done."),
        *agent.end(),
    ]
    args, payload = draw(st.sampled_from(lines))
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
    return args, raw


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(any_event(), max_size=6))
def test_any_events_are_handled(stage: Stage, lines: list[tuple[list[str], bytes]]) -> None:
    """Sessions follow one another in one repository, each with what the former left."""
    for args, raw in lines:
        answer = stage.take_raw(args, raw)
        assert not answer or set(json.loads(answer)) == {"systemMessage"}
    assert stage.faults() == []


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
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Before"))
    result = stage.run(["claude"], raw)
    assert (result.exit, result.out) == (0, "")
    answers = stage.take(agent.stop("Done."))
    assert len(stage.records()) in (1, 2)
    assert [set(json.loads(answer)) for answer in answers] == [{"systemMessage"}]


def test_the_status_is_zero_whatever_fails(stage: Stage) -> None:
    (stage.top / ".git" / "minutebook").write_text("a file where a folder should be", "utf-8")
    agent = actor("claude", "s", stage.top)
    for args, payload in [*agent.begin(), *agent.ask("x"), *agent.stop("x")]:
        result = stage.run(args, json.dumps(payload).encode())
        assert (result.exit, result.out) == (0, "")
        assert result.err.startswith("minutebook: ") or not result.err
        assert result.err.count("\n") <= 1


def test_main_ends_with_status_zero(stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys) -> None:  # type: ignore[no-untyped-def]
    statuses: list[int] = []
    monkeypatch.setattr(os, "_exit", statuses.append)
    monkeypatch.setattr(sys, "argv", ["minutebook-hook", "claude"])

    def interrupt(args: list[str]) -> str:
        raise KeyboardInterrupt

    for handle, out in ((lambda args: "{}", "{}\n"), (interrupt, "")):
        monkeypatch.setattr(hook, "handle_event", handle)
        hook.main()
        assert capsys.readouterr().out == out
    assert statuses == [0, 0]
    assert "KeyboardInterrupt" in stage.log()

    class Closed:
        def write(self, text: str) -> None:
            raise BrokenPipeError

        flush = write

    monkeypatch.setattr(hook, "handle_event", lambda args: "{}")
    monkeypatch.setattr(sys, "stdout", Closed())
    hook.main()
    assert statuses == [0, 0, 0]


# Numbers -----------------------------------------------------------------------------------------


def reserve_numbers(stage: Stage, *sessions: str) -> list[str]:
    """Give a prompt in each session; returns the numbers that are reserved then."""
    for session in sessions:
        stage.take(actor("claude", session, stage.top).ask("Do it"))
    return stage.claims()


def test_numbers_are_reserved_at_the_prompt(stage: Stage) -> None:
    stage.write("history/prompts/general/0007-x.general.prompt.md", "# x\n")
    stage.write("history/prompts/general/0900-picture.png", "")
    stage.write("history/prompts/.hidden/0800-x.general.prompt.md", "")
    assert reserve_numbers(stage, "a", "b") == ["8", "9"]


def test_numbers_on_other_branches_are_not_reserved(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.write("history/prompts/general/0007-x.general.prompt.md", "# x\n")
    stage.git("checkout", "-q", "-b", "other")
    stage.git("add", "-A")
    stage.git("commit", "-q", "-m", "x")
    stage.git("checkout", "-q", "main")
    assert reserve_numbers(stage, "a") == ["8"]
    monkeypatch.setattr(
        reserved_numbers.branch_numbers.trees, "GitProcess", None
    )  # each commit is read once
    assert reserve_numbers(stage, "b") == ["8", "9"]


def test_at_a_prompt_few_commits_are_read(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record takes another number than the reserved one where a branch has that one."""
    monkeypatch.setattr(reserved_numbers, "_MAX_NEW_COMMITS", 0)
    stage.write("history/prompts/general/0001-x.general.prompt.md", "# x\n")
    stage.git("checkout", "-q", "-b", "other")
    stage.git("add", "-A")
    stage.git("commit", "-q", "-m", "x")
    stage.git("checkout", "-q", "main")
    assert reserve_numbers(stage, "a") == ["1"]
    stage.take(actor("claude", "a", stage.top).stop("Done."))
    assert stage.record().ref == "PHR-0002"


def test_a_number_that_is_taken_meanwhile(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    reserve_numbers(stage, "a")
    monkeypatch.setattr(reserved_numbers, "parse_number", lambda name: 0)
    assert reserve_numbers(stage, "b") == ["1", "2"]


def test_settings_are_remembered_while_they_are_the_same(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from minutebook.agents.turns import session

    remember_series, tops = session.remember_series, []

    def remember(top: str) -> list[str]:
        tops.append(top)
        return remember_series(top)

    monkeypatch.setattr(session, "remember_series", remember)
    reserve_numbers(stage, "a", "b")
    assert len(tops) == 1
    stage.write("minutebook.toml", 'phr-folders = ["prompts"]\n')
    stage.write("prompts/general/0041-x.general.prompt.md", "# x\n")
    assert reserve_numbers(stage, "c") == ["1", "2", "42"]
    assert len(tops) == 2


def test_folders_with_numbers_of_their_own(stage: Stage) -> None:
    """The feature of adopted records, and so their number, is known only at the turn's end."""
    stage.write("minutebook.toml", 'phr-numbering = "folder"\nrecord = "all"\n')
    stage.write("history/prompts/general/0004-x.general.prompt.md", "# x\n")
    stage.write("history/prompts/shop/0009-x.general.prompt.md", "# x\n")
    agent = actor("claude", "s", stage.top)
    stage.take(agent.ask("Do it"))
    assert stage.claims() == []
    stage.take(agent.stop("Done."))
    stage.write("specs/shop/spec.md", "# Shop\n")
    stage.git("checkout", "-q", "-b", "shop")
    stage.take([*agent.ask("Explain"), *agent.stop("So.")])
    assert {record.path.removeprefix("history/prompts/") for record in stage.records()} == {
        "general/0004-x.general.prompt.md",
        "general/0005-do-it.general.prompt.md",
        "shop/0009-x.general.prompt.md",
        "shop/0010-explain.explainer.prompt.md",
    }


def test_settings_that_cannot_be_read(stage: Stage) -> None:
    """The turn waits in the spool, and the state at its prompt is noted all the same."""
    settings_page = stage.write("minutebook.toml", "= nothing")
    agent = actor("claude", "s", stage.top)
    stage.write("dirty.txt", "before\n")
    stage.take(agent.ask("Do it"))
    stage.write("new.txt", "within\n")
    assert stage.take(agent.stop("Done.")) == [""]
    assert "minutebook.toml" in stage.log()
    settings_page.unlink()
    stage.take(agent.stop("Done."))
    assert stage.record().fields["files"] == ["minutebook.toml", "new.txt"]


def test_the_prompt_of_a_subagent_reserves_no_number(stage: Stage) -> None:
    agent = actor("opencode", "s", stage.top)
    stage.take(agent.ask("Do it"))
    stage.take(agent.ask("A part", "child", parentID="s"))
    assert stage.claims() == ["1"]
    assert len(list(stage.spool.glob("*.jsonl"))) == 1


def test_a_long_session_is_set_aside(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(spool, "_MAX_FINISHED_BYTES", 10)
    agent = actor("claude", "s", stage.top)
    for number in range(3):
        clock.offset = number * 10.0
        stage.take([*agent.ask(f"Do {number}"), *agent.stop("Done.")])
    clock.offset += 10.0
    stage.take(agent.ask("Still open"))
    stage.take(agent.ask("Open too"))  # a turn that is not recorded stays where it is
    assert len(list(stage.spool.glob("claude-s+*.jsonl"))) == 3
    stage.take(agent.stop("Done."))
    assert [record.title for record in stage.records()] == [
        "Do 0",
        "Do 1",
        "Do 2",
        "Still open",
        "Open too",
    ]
    monkeypatch.setattr(spool, "_MAX_FINISHED_BYTES", 10**9)
    monkeypatch.setattr(spool, "_MAX_SESSION_BYTES", 10)
    stage.take(agent.ask("Whatever was open"))
    assert len(list(stage.spool.glob("claude-s+*.jsonl"))) == 4


# Modules that are loaded -----------------------------------------------------------------------------------

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
    "minutebook.repository.git.environment",
    "minutebook.repository.guard",
    "minutebook.repository.light",
    "minutebook.repository.spool",
}


PROMPT_MODULES = {
    *HOOK_MODULES,
    "minutebook.agents.reserved_numbers",
    "minutebook.repository.git.branch_numbers",
    "minutebook.repository.git.process",
    "minutebook.repository.git.tree_status",
    "minutebook.repository.git.trees",
    "minutebook.repository.number_blocks",
    "select",
}


def list_loaded_modules(stage: Stage, lines: list[Line]) -> set[str]:
    """The modules that the hook loads for the last of some events, without builtin ones."""
    *first_lines, (args, payload) = lines
    stage.take(first_lines)
    module_list = stage.top.parent / "modules"
    result = subprocess.run(
        [sys.executable, "-c", PROBE, *args],
        cwd=stage.top,
        env={**stage.world, "MODULES": str(module_list)},
        input=json.dumps(payload).encode(),
        capture_output=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, b"")
    return set(module_list.read_text("utf-8").split("\n")) - {
        "__future__",
        *sys.builtin_module_names,
    }


@pytest.mark.parametrize("name", AGENTS)
def test_an_event_within_a_turn_loads_few_modules(name: str, stage: Stage) -> None:
    agent = actor(name, "s", stage.top)
    assert list_loaded_modules(stage, agent.wrote("x.py")) == HOOK_MODULES
    assert list_loaded_modules(stage, agent.ran("pytest", "1 passed")) == HOOK_MODULES


@pytest.mark.parametrize("name", AGENTS)
def test_a_prompt_loads_few_modules(name: str, stage: Stage) -> None:
    """The first prompt loads more, as it reads the settings; git is not waited for without end."""
    agent = actor(name, "s", stage.top)
    lines = [*agent.ask("First"), *agent.stop("Done."), *agent.ask("Second")]
    assert list_loaded_modules(stage, lines) == PROMPT_MODULES


def test_the_end_of_a_turn_loads_no_heavy_modules(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take([*agent.ask("Before"), *agent.stop("Done.")])
    modules = list_loaded_modules(stage, [*agent.ask("Do it"), *agent.stop("Done.")])
    heavy = {"pydantic", "jinja2", "git", "rich", "frontmatter", "yaml", "typer", "sqlite3"}
    assert {name.partition(".")[0] for name in modules} & heavy == set()
    agents = {"codex", "gemini", "cursor", "copilot", "opencode", "aider", "continue_"}
    assert not modules & {f"minutebook.agents.adapters.{name}" for name in agents}
