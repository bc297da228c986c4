"""Whatever an agent sends or writes down: it is read as events and turns, at a bound cost."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from growth import assert_linear
from minutebook.agents import hook
from minutebook.agents.agent_table import AGENTS, EVENT_NAME_KEYS, PROMPT_KEYS, SESSION_KEYS
from minutebook.agents.capture import build_answer, detect_agent, read_event, read_turns
from minutebook.agents.capture.assemble import assemble_turns
from minutebook.agents.capture.lenient_json import parse_json, parse_json_lines
from minutebook.agents.capture.prompt import split_prompt
from minutebook.agents.capture.summary.stages import infer_stage
from minutebook.agents.capture.summary.test_runs import format_test_runs
from minutebook.agents.capture.summary.titles import make_title
from minutebook.agents.capture.tool_calls import find_patched_paths
from minutebook.agents.capture.transcript_turns import complete_turn, find_matching_turn
from minutebook.agents.capture.turn import EVENT_KINDS, Turn
from minutebook.repository import light

import agent_transcripts
from agent_events import AGENT_CLASSES, Stage, list_session
from hostile_texts import JSON_VALUES, PIECES, TEXTS, assert_bounded, repeat_to_size

TRANSCRIPT_AGENTS = (
    "claude",
    "codex",
    "gemini",
    "cursor",
    "copilot",
    "vscode",
    "opencode",
    "aider",
)


@cache
def read_transcript(name: str) -> str:
    """The text of a transcript of an agent, in its own form."""
    with TemporaryDirectory() as folder:
        home, top = Path(folder, "home"), Path(folder, "top")
        top.mkdir()
        if name == "claude":
            path = agent_transcripts.claude(home, top, "s1", ("Do x", "Done"), ("Do y", ""))
        else:
            path = getattr(agent_transcripts, name)(home, top)
        return path.read_bytes().decode("utf-8", "replace")


def damage(value: object, random: Random, replacements: list[object], share: float = 0.2) -> object:
    """The value with some of its parts replaced, dropped or put into lists."""
    if random.random() < share / 2:
        return random.choice(replacements)
    if isinstance(value, dict):
        return {
            key: damage(item, random, replacements, share)
            for key, item in value.items()
            if random.random() > share / 4
        }
    if isinstance(value, list):
        return [damage(item, random, replacements, share) for item in value]
    if random.random() < share:
        return random.choice([random.choice(replacements), [value], {"text": value}, None])
    return value


REPLACEMENTS = st.lists(JSON_VALUES | TEXTS, min_size=1, max_size=5)
RANDOMS = st.randoms(use_true_random=False)


@pytest.mark.parametrize("agent", AGENT_CLASSES)
@given(random=RANDOMS, replacements=REPLACEMENTS)
def test_any_event_is_read(agent: str, random: Random, replacements: list[object]) -> None:
    lines = list_session(agent, "s1", "/repo")
    payloads = [(args, damage(payload, random, replacements)) for args, payload in lines]
    size = sum(len(json.dumps(payload)) for _, payload in payloads)

    def read() -> None:
        events = []
        for time, (args, payload) in enumerate(payloads):
            event = read_event(args[0], payload, float(time), args[1] if len(args) > 1 else "")
            assert event.kind in EVENT_KINDS
            assert event.agent == detect_agent(args[0], payload)
            build_answer(event.agent, event.name, "message")
            events.append(event)
        for turn in assemble_turns(events):
            use_turn(turn)

    read()
    assert_bounded(read, size, calls=400, memory=2_000)


def use_turn(turn: Turn) -> None:
    """All that is made of a turn without the repository."""
    assert all(isinstance(text, str) for text in (turn.prompt, turn.response, turn.model, turn.cwd))
    assert make_title(turn.prompt).count("\n") == 0
    infer_stage(turn, ("a.py",))
    format_test_runs(turn)
    complete_turn(turn, turn)
    find_matching_turn(turn, [turn])


@pytest.mark.parametrize("agent", TRANSCRIPT_AGENTS)
@given(random=RANDOMS, replacements=REPLACEMENTS, text=TEXTS)
def test_any_transcript_is_read(
    agent: str, random: Random, replacements: list[object], text: str
) -> None:
    lines = read_transcript(agent).splitlines()
    damaged = [
        json.dumps(damage(row, random, replacements))
        if (row := parse_json(line)) is not None
        else line.replace(" ", random.choice((" ", text, "")))
        for line in lines
    ]
    for transcript in ("\n".join(damaged), text, "\n".join((*lines, text)), "\n".join(lines)[:-9]):

        def read(transcript: str = transcript) -> None:
            for turn in read_turns(agent, transcript):
                use_turn(turn)

        read()
        assert_bounded(read, len(transcript), calls=400, memory=4_000)


@given(text=TEXTS, agent=st.sampled_from(AGENTS))
def test_any_text_within_an_event_is_read(text: str, agent: str) -> None:
    turn = Turn("t", agent, prompt=text, response=text)
    use_turn(turn)
    prompt, injected = split_prompt(text, agent)
    assert len(prompt) + sum(map(len, injected)) <= len(text)
    find_patched_paths(text)
    list(parse_json_lines(text))
    assert_bounded(lambda: use_turn(turn), len(text), calls=400, memory=2_000)


@given(
    payload=st.dictionaries(st.text(max_size=9), JSON_VALUES, max_size=5),
    session=TEXTS,
    noise=TEXTS,
)
def test_an_event_is_spooled_in_one_line_below_a_plain_name(
    payload: dict[str, object], session: str, noise: str
) -> None:
    event = {**payload, SESSION_KEYS[0]: session, EVENT_NAME_KEYS[0]: "UserPromptSubmit"}
    for raw in (json.dumps(event).encode(), noise.encode("utf-8", "surrogatepass")):
        line = hook.format_spool_line("claude", "1.5", raw, "Stop")
        assert line.count(b"\n") == 1
        name = hook.build_session_name("claude", raw)
        assert "/" not in name
        assert "\x00" not in name
        assert name not in (".", "..")
        for keys in (EVENT_NAME_KEYS, SESSION_KEYS, PROMPT_KEYS):
            hook.find_string_field(raw, keys)
        assert_bounded(
            lambda raw=raw: hook.build_session_name("claude", raw),  # type: ignore[misc]
            len(raw),
            calls=20,
            memory=1_000,
        )


@pytest.mark.parametrize("agent", AGENT_CLASSES)
def test_a_damaged_session_leaves_no_error(agent: str, stage: Stage) -> None:
    """Each event goes through the hook, into the spool and into a record: nothing is a bug."""
    numbers = iter(range(10_000))

    @settings(suppress_health_check=[HealthCheck.too_slow], max_examples=5)
    @given(random=RANDOMS, replacements=REPLACEMENTS)
    def check(random: Random, replacements: list[object]) -> None:
        for args, payload in list_session(agent, f"s{next(numbers)}", str(stage.top)):
            # What says where and which event stays, or nothing would be recorded.
            damaged = damage(payload, random, replacements, 0.1)
            kept = {key: payload[key] for key in ("cwd", *EVENT_NAME_KEYS) if key in payload}
            event = {**damaged, **kept} if isinstance(damaged, dict) else payload
            stage.take_raw(args, json.dumps(event).encode())
        assert stage.faults() == []

    check()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["prompt", "title", "tests", "patch", "session"])
def test_the_cost_of_repeated_pieces_is_linear(name: str) -> None:
    def work(text: str) -> object:
        turn = Turn("t", "claude", prompt=text, response=text)
        return {
            "prompt": lambda: split_prompt(text, "claude"),
            "title": lambda: make_title(text),
            "tests": lambda: (format_test_runs(turn), infer_stage(turn)),
            "patch": lambda: find_patched_paths(text),
            "session": lambda: hook.build_session_name(
                "claude", text.encode("utf-8", "surrogatepass")
            ),
        }[name]()

    for piece in (
        *PIECES,
        '"session_id"',
        '{"session_id": {',
        "<system-reminder>",
        "*** Update File: a\n",
    ):
        try:
            assert_linear(lambda size, piece=piece: work(repeat_to_size("", piece, size)), 20_000)  # type: ignore[misc]
        except AssertionError as error:
            raise AssertionError(f"{piece!r} repeated: {error}") from error


@pytest.mark.parametrize("session", ["x" * 500, "é" * 100, "../../x", "\ud800", "a\nb", ""])
def test_the_name_of_a_session_is_the_name_of_a_file(session: str) -> None:
    raw_event = json.dumps({"session_id": session}, ensure_ascii=False)
    name = hook.build_session_name("claude", raw_event.encode("utf-8", "surrogatepass"))
    # With the longest ends that the spool gives to it, and those of a file that is being written.
    assert len(light.sanitize_name(name).encode()) <= 200
