"""Claude Code's transcripts: which lines are prompts, what belongs to a turn, subagents alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from minutebook.agents.capture import read_turns
from minutebook.agents.capture.transcripts import TranscriptFile, read_transcripts
from minutebook.agents.capture.turn import Turn

HUMAN = {"origin": {"kind": "human"}, "promptSource": "typed"}
START = 1767323040.0  # 2026-01-02T03:04:00Z
NOTICE = (
    "<task-notification>\n<task-id>a77</task-id>\n<status>completed</status>\n</task-notification>"
)


def line(kind: str, second: int, **fields: object) -> dict[str, object]:
    return {
        "type": kind,
        "uuid": f"u{second}",
        "sessionId": "s",
        "cwd": "/r",
        "isSidechain": False,
        "timestamp": f"2026-01-02T03:04:{second:02}.000Z",
        **fields,
    }


def user(second: int, content: object, **fields: object) -> dict[str, object]:
    message = {"role": "user", "content": content}
    return line("user", second, promptId=f"p{second}", message=message, **fields)


def answer(second: int, text: str, model: str = "m-1", **fields: object) -> dict[str, object]:
    message = {"id": f"m{second}", "model": model, "content": [{"type": "text", "text": text}]}
    return line("assistant", second, message=message, **fields)


def call(second: int, name: str, **arguments: object) -> dict[str, object]:
    block = {"type": "tool_use", "id": f"t{second}", "name": name, "input": arguments}
    message = {"id": f"m{second}", "model": "m-1", "content": [block]}
    return line("assistant", second, message=message)


def parts(*texts: str) -> list[dict[str, object]]:
    return [{"type": "text", "text": text} for text in texts]


def queued(second: int, text: object, **fields: object) -> dict[str, object]:
    attachment = {
        "type": "queued_command",
        "prompt": text,
        "commandMode": "prompt",
        "origin": {"kind": "human"},
        **fields,
    }
    return line("attachment", second, attachment=attachment)


def command(second: int, name: str, arguments: str = "") -> dict[str, object]:
    """A command of Claude Code's own, as its transcript has it."""
    parts = (
        f"<command-name>/{name}</command-name>",
        f"<command-message>{name}</command-message>",
        f"<command-args>{arguments}</command-args>",
    )
    return user(second, "\n            ".join(parts))


def output(second: int, text: str) -> dict[str, object]:
    return user(second, f"<local-command-stdout>{text}</local-command-stdout>")


def system_output(second: int, text: str) -> dict[str, object]:
    content = f"<local-command-stdout>{text}</local-command-stdout>"
    return line("system", second, subtype="local_command", content=content)


def read(*rows: object) -> tuple[Turn, ...]:
    return read_turns("claude", "".join(json.dumps(row) + "\n" for row in rows))


def summarize(*rows: object) -> list[tuple[str, str]]:
    return [(turn.prompt, turn.response) for turn in read(*rows)]


ASKED = (user(1, "Fix it", **HUMAN), answer(2, "Done"))


@pytest.mark.parametrize(
    ("rows", "turns"),
    [
        # what was typed is kept as it was
        (
            (user(3, "Why <system-reminder>x</system-reminder>?", **HUMAN), answer(4, "So")),
            [("Why <system-reminder>x</system-reminder>?", "So")],
        ),
        (
            (user(3, "[Request interrupted by user] is shown", **HUMAN), answer(4, "Yes")),
            [("[Request interrupted by user] is shown", "Yes")],
        ),
        (
            (user(3, "Show <bash-input>x</bash-input>", promptSource="sdk"), answer(4, "So")),
            [("Show <bash-input>x</bash-input>", "So")],
        ),
        # an earlier version did not say who wrote a line: what it added itself was a part
        (
            (user(3, "Why <system-reminder>x</system-reminder>?"), answer(4, "So")),
            [("Why <system-reminder>x</system-reminder>?", "So")],
        ),
        (
            (
                user(3, parts("Why?", "<system-reminder>x</system-reminder>")),
                answer(4, "So"),
            ),
            [("Why?", "So")],
        ),
        # nor is what stands beside that which was typed
        (
            (
                user(
                    3,
                    parts("<ide_selection>a</ide_selection>", "Why <b>?", "Is <tick>x</tick>?"),
                    **HUMAN,
                ),
                answer(4, "So"),
            ),
            [("Why <b>?\nIs <tick>x</tick>?", "So")],
        ),
        (
            (user(3, parts("Why <bash-input>x</bash-input>?"), **HUMAN), answer(4, "So")),
            [("Why <bash-input>x</bash-input>?", "So")],
        ),
        ((user(3, "[Request interrupted by user]"),), []),
        # commands that Claude Code answers itself
        ((command(3, "compact"), system_output(3, "Not enough messages.")), []),
        ((command(3, "model", "haiku"), output(3, "Set model to Haiku")), []),
        ((command(3, "exit"), output(3, "Bye!")), []),
        ((command(3, "exit"), answer(4, "No response requested.", "<synthetic>")), []),
        ((answer(3, "No response requested.", "<synthetic>"),), []),
        ((command(3, "clear"),), []),
        ((command(3, "clear"), user(4, "More", **HUMAN), answer(5, "Yes")), [("More", "Yes")]),
        ((user(3, "Compacted: …", isCompactSummary=True),), []),
        ((user(3, "Caveat: …", isMeta=True),), []),
        # commands that are prompts
        (
            (
                user(
                    3,
                    "<command-message>plan</command-message>\n<command-name>/plan</command-name>\n"
                    "<command-args>the cart</command-args>",
                ),
                user(3, [{"type": "text", "text": "Plan this: the cart"}], isMeta=True),
                answer(4, "Planned"),
            ),
            [("/plan the cart", "Planned")],
        ),
        # a text that waited for the end of the turn is a prompt of its own
        (
            (user(3, "And now?", origin={"kind": "human"}, promptSource="queued"), answer(4, "So")),
            [("And now?", "So")],
        ),
    ],
)
def test_which_lines_are_prompts(rows: tuple[object, ...], turns: list[tuple[str, str]]) -> None:
    assert summarize(*ASKED, *rows) == [("Fix it", "Done"), *turns]


@pytest.mark.parametrize(
    "notice",
    [
        user(3, NOTICE, origin={"kind": "task-notification"}, promptSource="system"),
        user(3, NOTICE),
        user(3, "Go on.", origin={"kind": "auto-continuation"}),
        user(3, '<teammate-message teammate_id="ui">Ready</teammate-message>'),
        user(3, "<bash-input>make</bash-input>"),
    ],
)
def test_what_is_done_about_a_notice_belongs_to_the_turn_before_it(notice: object) -> None:
    (turn,) = read(*ASKED, command(3, "cost"), output(3, "$1"), notice, answer(5, "All done"))
    assert (turn.prompt, turn.response, turn.ended) == (
        "Fix it",
        "Done\n\nAll done",
        START + 5,
    )


def said(second: int, text: str, stop_reason: str | None) -> dict[str, object]:
    row = answer(second, text)
    row["message"] |= {"stop_reason": stop_reason}  # type: ignore[operator]
    return row


@pytest.mark.parametrize(
    ("rows", "response"),
    [
        ((said(2, "Let me look.", "tool_use"),), ""),
        ((said(2, "Let me look.", None), call(3, "Read")), ""),
        ((said(2, "Let me look.", "tool_use"), call(3, "Read"), said(4, "Done", None)), "Done"),
        ((said(2, "Done", None),), "Done"),
        # it ended with nothing more to say
        (
            (said(2, "Done, but for the list", None), call(3, "Todo"), said(4, "", "end_turn")),
            "Done, but for the list",
        ),
        ((said(2, "Let me look.", "tool_use"), user(3, NOTICE), said(4, "Done", None)), "Done"),
    ],
)
def test_what_is_said_before_a_call_is_no_answer(rows: tuple[object, ...], response: str) -> None:
    (turn,) = read(user(1, "Fix it", **HUMAN), *rows)
    assert turn.response == response


def test_what_was_sent_meanwhile_is_an_addition() -> None:
    (turn,) = read(
        user(1, "Fix it", **HUMAN),
        call(2, "Bash", command="sleep 8"),
        queued(3, "Use tabs <system-reminder>mine</system-reminder>, please"),
        queued(3, [{"type": "text", "text": "And a test"}]),
        queued(3, NOTICE, commandMode="task-notification", origin={"kind": "task-notification"}),
        queued(3, NOTICE, origin=None),
        answer(9, "Done"),
    )
    assert (turn.prompt, turn.response, turn.additions) == (
        "Fix it",
        "Done",
        ("Use tabs <system-reminder>mine</system-reminder>, please", "And a test"),
    )


def test_an_interrupted_turn_ends_when_the_user_stopped_it() -> None:
    turn, _ = read(
        user(1, "Fix it", **HUMAN),
        call(2, "Bash", command="sleep 40"),
        user(7, [{"type": "text", "text": "[Request interrupted by user for tool use]"}]),
        user(50, "Other", **HUMAN),
    )
    assert (turn.is_interrupted, turn.started, turn.ended) == (True, START + 1, START + 7)


def test_a_turn_whose_hooks_were_interrupted_was_not() -> None:
    done = answer(2, "Done")
    done["message"] |= {"stop_reason": "end_turn"}  # type: ignore[operator]
    (turn,) = read(user(1, "Fix it", **HUMAN), done, user(3, "[Request interrupted by user]"))
    assert (turn.is_interrupted, turn.response) == (False, "Done")


def test_an_error_of_the_service_labels_the_turn() -> None:
    failed = answer(2, "API Error: 529", "<synthetic>", isApiErrorMessage=True, error="overloaded")
    (turn,) = read(user(1, "Fix it", **HUMAN), failed)
    assert (turn.is_interrupted, turn.response, turn.model) == (True, "API Error: 529", "")


def test_the_model_is_the_one_that_answered() -> None:
    turns = read(
        *ASKED,
        command(3, "model", "x"),
        output(3, "ok"),
        user(4, "More", **HUMAN),
        answer(5, "Yes", "m-2"),
        user(6, "Stop", **HUMAN),
        user(7, "[Request interrupted by user]"),
    )
    assert [turn.model for turn in turns] == ["m-1", "m-2", "m-2"]


@pytest.mark.parametrize("times", [{}, {"timestamp": None}, {"timestamp": "1999-01-01T00:00:00Z"}])
def test_a_subagents_transcript_alone(tmp_path: Path, times: dict[str, object]) -> None:
    side = {"isSidechain": True, "agentId": "a77", **times}
    rows = [user(1, "Review the cart", **side), answer(2, "It is fine", **side)]
    folder = tmp_path / "s" / "subagents"
    folder.mkdir(parents=True)
    path = folder / "agent-a77.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "agent-a77.meta.json").write_text('{"agentType": "reviewer", "spawnDepth": 1}')
    (turn,) = read_transcripts([TranscriptFile("claude", str(path))])
    assert (
        turn.prompt,
        turn.response,
        turn.subagent_id,
        turn.subagent_type,
        turn.parent_id,
        turn.session_id,
    ) == ("Review the cart", "It is fine", "a77", "reviewer", "", "s")
