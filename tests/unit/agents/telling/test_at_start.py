"""At a session's start: the decisions in force are told, once, in few tokens."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from minutebook.agents.telling import at_start
from minutebook.agents.telling.wording import SESSION_TOKENS
from minutebook.lean.tokens import count_tokens
from minutebook.operations.reading.cataloguing import refreshing

from agent_events import AGENTS, Line, Stage, actor

Decide = Callable[..., None]
Tell = Callable[[list[Line]], list[str]]
MORE = "What governs a file: minutebook context PATH"


def begin(name: str, stage: Stage, source: str = "startup") -> list[Line]:
    """What an agent sends where its session begins."""
    agent = actor(name, "s", stage.top)
    if name == "opencode":
        return [agent.say("session.created", sessionID="s")]
    return agent.begin(source)  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", AGENTS)
def test_each_agent_is_told_once(name: str, stage: Stage, decide: Decide, tell: Tell) -> None:
    decide(7, "Keep sessions in Redis", "src/auth/**")
    decide(8, "Name tables in plural")
    (text,) = tell(begin(name, stage))
    lines = text.split("\n")
    assert lines[1].startswith('- ADR-0007: Chosen option: "Keep sessions in Redis')
    assert lines[1].endswith("[governs src/auth/**]")
    assert lines[2].startswith("- ADR-0008: ")
    assert lines[3:] == [MORE]
    assert tell(begin(name, stage, "resume")) == [""]
    notes = next(stage.spool.glob(f"{name}-s.told")).read_text("utf-8").splitlines()
    assert [note.partition("\t")[2] for note in notes] == [
        "\t0007-keep-sessions-in-redis",
        "\t0008-name-tables-in-plural",
    ]


def test_what_was_told_at_the_start_is_told_again_in_full_at_the_edit(
    stage: Stage, decide: Decide, tell: Tell
) -> None:
    decide(7, "Keep sessions in Redis", "src/**")
    tell(begin("codex", stage))
    (text,) = tell(actor("codex", "s", stage.top).wrote("src/x.py"))
    assert "Chosen option" in text


def test_settings_that_cannot_be_read_are_told_of(
    stage: Stage, decide: Decide, tell: Tell, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(7, "Keep sessions in Redis", "src/**")
    (stage.top / "minutebook.toml").write_text('tell = "bogus"\n')
    capsys.readouterr()
    assert tell(begin("claude", stage)) == [""]
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "tell" in lines[0]
    assert "decisions were not told" in lines[0]


@pytest.mark.parametrize(("told", "is_told"), [("all", 1), ("session", 1), ("edit", 0), ("off", 0)])
def test_the_settings_say_whether(
    told: str, is_told: int, stage: Stage, decide: Decide, tell: Tell
) -> None:
    stage.write("minutebook.toml", f'tell = "{told}"\n')
    decide(7, "Keep sessions in Redis")
    assert bool(tell(begin("claude", stage))[0]) == is_told


@pytest.mark.parametrize(("source", "is_told"), [("compact", 1), ("clear", 1), ("resume", 0)])
def test_an_agent_that_lost_its_context_is_told_anew(
    source: str, is_told: int, stage: Stage, decide: Decide, tell: Tell
) -> None:
    decide(7, "Keep sessions in Redis")
    told = tell([*begin("claude", stage), *begin("claude", stage, source)])
    assert [bool(text) for text in told] == [True, bool(is_told)]


def test_nothing_is_told_without_a_decision_in_force(
    stage: Stage, decide: Decide, tell: Tell
) -> None:
    assert tell(begin("claude", stage)) == [""]
    decide(7, "Keep sessions in Redis", "src/**", "proposed")
    assert tell(begin("claude", stage, "startup")) == [""]
    assert not list(stage.spool.glob("*.told"))


def test_many_decisions_are_told_in_few_tokens_those_with_globs_and_the_newest_first(
    stage: Stage, decide: Decide, tell: Tell
) -> None:
    for number in range(1, 31):
        decide(number, f"Keep part {number} in its own place", "src/x.py" if number == 3 else "")
    (text,) = tell(begin("claude", stage))
    assert count_tokens(text) < SESSION_TOKENS
    assert text.split("\n")[1].startswith("- ADR-0003: ")
    assert text.split("\n")[2].startswith("- ADR-0030: ")
    told = text.count("\n- ")
    assert text.endswith(f"{MORE} ({30 - told} more are in force)")


def test_a_catalog_is_made_of_few_pages_and_not_of_many(
    stage: Stage, decide: Decide, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(7, "Keep sessions in Redis")
    refreshing.remove_catalog(str(stage.top))
    monkeypatch.setattr(at_start, "_MAX_NEW_PAGES", 0)
    assert tell(begin("claude", stage)) == [""]
    monkeypatch.setattr(at_start, "_MAX_NEW_PAGES", 1)
    assert "ADR-0007" in tell(begin("claude", stage))[0]


@pytest.mark.parametrize(("key", "is_told"), [("transcript_path", 1), ("initial_prompt", 0)])
def test_by_claudes_settings_vs_code_is_told_and_copilots_terminal_is_not(
    key: str, is_told: int, stage: Stage, decide: Decide, tell: Tell
) -> None:
    decide(7, "Keep sessions in Redis")
    payload = {
        "hook_event_name": "SessionStart",
        "session_id": "s",
        "timestamp": "2026-01-02T03:04:05Z",
        "cwd": str(stage.top),
        "source": "new",
        key: "x",
    }
    assert bool(tell([(["claude"], payload)])[0]) == is_told
    assert bool(tell(actor("copilot", "s", stage.top).begin())[0]) != is_told


def test_vs_code_is_answered_in_its_form_by_copilots_settings(stage: Stage, decide: Decide) -> None:
    decide(7, "Keep sessions in Redis", "src/**")
    payload = {
        "hook_event_name": "PostToolUse",
        "session_id": "s",
        "timestamp": "2026-01-02T03:04:05Z",
        "cwd": str(stage.top),
        "transcript_path": "x",
        "tool_name": "multi_replace_string_in_file",
        "tool_input": {"replacements": [{"filePath": str(stage.top / "src/x.py")}]},
    }
    (answer,) = stage.take([(["copilot", "postToolUse"], payload)])
    assert json.loads(answer)["hookSpecificOutput"]["hookEventName"] == "PostToolUse"


def test_an_outsider_is_told_nothing(stage: Stage, tell: Tell) -> None:
    assert tell([*begin("claude", stage), *actor("claude", "s", stage.top).end()]) == ["", ""]
