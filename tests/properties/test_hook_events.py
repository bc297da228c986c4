"""Hostile events: the hook never raises, writes nowhere but its spool, and takes bounded steps."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from growth import assert_linear, count_calls
from minutebook.agents import capture, hook
from minutebook.agents.agent_table import (
    EVENT_NAME_KEYS,
    FOLDER_KEYS,
    HOOK_AGENTS,
    PARENT_KEYS,
    PROMPT_KEYS,
    SESSION_KEYS,
)
from minutebook.agents.capture.assemble import assemble_turns
from minutebook.agents.capture.spool_line import format_without_texts, parse_line
from minutebook.repository import light

from agent_events import AGENTS, Stage, actor, list_session

HOSTILE_TEXTS = st.one_of(
    st.sampled_from(
        [
            "",
            "\0",
            "\ud83d",
            "\udcff cut",
            "../../../x",
            "/etc/passwd",
            "..",
            "x" * 5000,
            "漢" * 300,
            "a\nb\r\nc\u2028d",
            "\x1b[31m",
            '"}, "kept": {"kind": "prompt"}, "event": {"x": "',
            "<system-reminder>" * 50,
            "# Context from my IDE setup:",
            "/" * 300,
            "~",
            "$HOME",
            "-rf",
            "a\tb",
            "NaN",
        ]
    ),
    st.text(st.characters(codec=None, categories=None), max_size=40),
)
HOSTILE_NUMBERS = st.one_of(
    st.integers(), st.sampled_from([10**400, -(10**30), 1e308, -1.5, float("nan"), float("inf")])
)
HOSTILE_VALUES = st.recursive(
    st.none() | st.booleans() | HOSTILE_NUMBERS | HOSTILE_TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(HOSTILE_TEXTS, inner, max_size=3),
    max_leaves=6,
)
KNOWN_KEYS = sorted(
    {
        *EVENT_NAME_KEYS,
        *SESSION_KEYS,
        *PARENT_KEYS,
        *PROMPT_KEYS,
        *FOLDER_KEYS,
        "tool_input",
        "tool_response",
        "tool_name",
        "tool_use_id",
        "transcript_path",
        "agent_id",
        "agent_type",
        "turn_id",
        "model",
        "timestamp",
        "properties",
        "input",
        "output",
        "edits",
        "last_assistant_message",
        "workspace_roots",
        "input-messages",
    }
)


@st.composite
def hostile_event(draw: st.DrawFn) -> tuple[list[str], bytes]:
    """An event of any agent with fields that nobody expects, as JSON or as something like it."""
    session = draw(st.sampled_from(["s", "../../x", "\ud800", "漢" * 200, "x" * 300, ""]))
    cwd = draw(st.sampled_from([".", "/nowhere", "\0", "../..", "\ud800", "x" * 5000]))
    args, payload = draw(st.sampled_from(list_session(draw(st.sampled_from(AGENTS)), session, cwd)))
    args = [draw(st.sampled_from(HOOK_AGENTS)), *args[1:]] if draw(st.booleans()) else args
    changed = draw(st.dictionaries(st.sampled_from(KNOWN_KEYS), HOSTILE_VALUES, max_size=3))
    raw = json.dumps({**payload, **changed}, ensure_ascii=draw(st.booleans())).encode(
        "utf-8", "surrogatepass"
    )
    position = draw(st.integers(0, len(raw)))
    kind = draw(st.sampled_from(["whole"] * 4 + ["cut", "doubled", "inserted", "bytes"]))
    if kind == "cut":
        raw = raw[:position]
    elif kind == "doubled":
        raw = raw + raw
    elif kind == "inserted":
        junk = draw(st.sampled_from([b"\0", b"\n", b"}", b'"', b"\xff\xfe", b"[" * 2000]))
        raw = raw[:position] + junk + raw[position:]
    elif kind == "bytes":
        raw = draw(st.binary(max_size=80))
    return args, raw


def list_files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@settings(
    max_examples=settings.default.max_examples // 3,  # each is a session through the hook
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(hostile_event(), min_size=1, max_size=8))
@example([(["claude"], b'{"hook_event_name": "Stop", "session_id": "s", "cwd": "\\u0000"}')])
@example([(["claude"], b'{"hook_event_name": "Stop", "session_id": 1' + b"0" * 5000 + b"}")])
@example([(["opencode", "chat.message"], b'{"sessionID": "' + b"x" * 5000 + b'", "prompt": "x"}')])
def test_hostile_events_stay_in_the_spool(
    stage: Stage, events: list[tuple[list[str], bytes]]
) -> None:
    world = stage.top.parent
    before = list_files(world)
    for args, raw in events:
        result = stage.run(args, raw)
        assert result.exit == 0
        assert not result.out or set(json.loads(result.out)) == {"systemMessage"}
        assert result.err.count("\n") <= 1
        assert "Traceback" not in result.err
    spool = str(stage.spool.relative_to(world))
    for path in list_files(world) - before:
        is_ours = path.startswith((f"{spool}/", "repo/.git/minutebook/", "repo/history/"))
        assert is_ours or path == "repo/.git/info/exclude", path
    # A turn after them is recorded as ever.
    agent = actor("claude", "after", stage.top)
    stage.take([*agent.ask("After all of it"), *agent.stop("Done.")])
    assert "After all of it" in [record.title for record in stage.records()]


@given(
    st.sampled_from(HOOK_AGENTS),
    st.dictionaries(st.sampled_from(KNOWN_KEYS), HOSTILE_VALUES, max_size=6),
    st.sampled_from(["", "agentStop", "chat.message", "\0"]),
)
def test_an_adapter_reads_whatever_comes(
    agent: str, payload: dict[str, object], event_name: str
) -> None:
    event = capture.read_event(agent, payload, 1.5, event_name)
    assemble_turns([event, event])
    line = format_without_texts(event, 10_000)
    read = parse_line(line.decode("utf-8", "surrogateescape"), 1) if line.strip() else event
    assert read.kind == event.kind


@pytest.mark.parametrize("agent", HOOK_AGENTS)
@given(st.lists(st.dictionaries(st.sampled_from(KNOWN_KEYS), HOSTILE_VALUES), max_size=4))
def test_a_transcript_reads_whatever_comes(agent: str, rows: list[dict[str, object]]) -> None:
    text = "\n".join(json.dumps(row) for row in rows)
    for turn in capture.read_turns(agent, text):
        assert isinstance(turn.prompt, str)


@given(st.text(st.characters(codec=None, categories=None)))
@example("../" * 40)
@example("漢" * 80)
@example("\ud800" * 80)
def test_a_session_s_name_is_part_of_a_file_name(name: str) -> None:
    clean = light.sanitize_name(name)
    assert len(clean.encode()) <= 80
    assert not set(clean) & set("/\\.:\0\n ")


@pytest.mark.parametrize(
    "grow",
    [
        lambda size: b'{"session_id": "s", "x": ' + b"[" * size,
        lambda size: b'{"x": "' + b"\\" * size + b'", "session_id": "s"}',
        lambda size: b'{"x": "' + b'\\"session_id\\": ' * size + b'", "session_id": "s"}',
        lambda size: b'"session_id"' * size,
        lambda size: b'{"x": {' + b'"session_id": "no", ' * size + b'"y": 1}, "session_id": "s"}',
        lambda size: b'{"prompt": "' + b"a" * size + b'", "session_id": "s"}',
    ],
)
def test_an_event_is_looked_through_in_linear_time(grow) -> None:  # type: ignore[no-untyped-def]
    raw = grow(80_000)
    assert_linear(lambda size: hook.build_session_name("claude", grow(size)), 20_000)
    assert count_calls(lambda: hook.build_session_name("claude", raw)) < 5000


def test_a_path_of_a_session_stays_in_the_spool(stage: Stage) -> None:
    agent = actor("claude", "../../../../escaped", stage.top)
    stage.take([*agent.ask("Do it"), *agent.stop("Done."), *agent.end()])
    assert [
        path for path in stage.top.parent.rglob("*escaped*") if path.parent != stage.spool
    ] == []
    assert all(os.path.dirname(path) == str(stage.spool) for path in stage.spool.iterdir())
