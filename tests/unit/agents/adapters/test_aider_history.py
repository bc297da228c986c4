"""aider's history: whose a line is, what was a prompt, and which commits it made itself."""

from __future__ import annotations

import pytest

from minutebook.agents.capture import read_turns
from minutebook.agents.turns.session import PromptSnapshot, Session
from minutebook.agents.turns.turn_changes import find_turn_changes
from minutebook.operations.project import open_project

from agent_events import Stage

START = "\n# aider chat started at 2026-02-03 10:20:30\n\n> Aider v0.86.2  \n"
TOKENS = "> Tokens: 1.2k sent, 34 received.  \n"


def enter(text: str) -> str:
    """What aider writes of an entered text."""
    return "\n#### " + "  \n#### ".join(text.splitlines() or ["<blank>"]) + "  \n"


def answer(text: str, *outputs: str) -> str:
    """What aider writes of an answer, and what it prints behind it."""
    return f"\n{text}\n\n{TOKENS}" + "".join(f"> {output}  \n" for output in outputs)


def read(history: str) -> list[tuple[str, str]]:
    return [(turn.prompt, turn.response) for turn in read_turns("aider", START + history)]


@pytest.mark.parametrize(
    "text",
    [
        "> a quotation",
        "> a quotation\n> of two lines\n\nand what follows",
        "It says:\n\n> Applied edit to x.py\n> Commit 1a2b3c4 as it were",
        "It says:\n\n> with a break  \n> and more  \n\nSo be it.",
        ">",
        "> one\n>\n> three",
        "- item\n  > within it",
        "Code:\n\n```text\n> Tokens in a fence  \n> x  \n```\n\nEnd",
    ],
)
def test_quotations_of_an_answer_are_kept(text: str) -> None:
    history = enter("Quote it") + answer(text, "Applied edit to a.py") + enter("Next")
    assert read(history) == [("Quote it", text), ("Next", "")]
    turn, _ = read_turns("aider", START + history)
    assert [call.files for call in turn.tools] == [("a.py",)]


def test_an_answer_without_a_count_of_tokens() -> None:
    history = enter("Quote it") + "\n> a quotation\n\nEnd\n\n> Applied edit to a.py  \n"
    assert read(history) == [("Quote it", "> a quotation\n\nEnd")]


def test_several_answers_to_one_prompt() -> None:
    history = (
        enter("Fix it")
        + answer("> first\n\nSee.", "app.py", "Add file to the chat? (Y)es/(N)o [Yes]: y")
        + answer("> second")
    )
    assert read(history) == [("Fix it", "> first\n\nSee.\n\n\n> second")]


def test_the_message_of_a_commit_is_no_answer() -> None:
    message = "Commit 1a2b3c4 feat: cache\n\nBody:\n\n> with a quotation\n\n```\ncode\n```"
    history = enter("Cache it") + answer("Done.", "Applied edit to a.py", message, "a.py")
    assert read(history + enter("Next")) == [("Cache it", "Done."), ("Next", "")]


def test_a_history_without_blanks_at_the_ends_of_lines() -> None:
    text = "It says:\n\n> so\n\nEnd"
    history = enter("Quote it") + answer(text, "Applied edit to a.py", "and more")
    stripped = "\n".join(line.rstrip() for line in (START + history).split("\n"))
    (turn,) = read_turns("aider", stripped)
    assert (turn.response, [call.files for call in turn.tools]) == (text, [("a.py",)])


@pytest.mark.parametrize(
    "entered",
    [
        "/add a.py\n> Added a.py to the chat.  \n",
        "/run make\n",
        "!make\n",
        "/etc/hosts is wrong\n> Invalid command: /etc/hosts  \n",
        "\n",
    ],
)
def test_what_no_model_answers_is_no_prompt(entered: str) -> None:
    first, _, outputs = entered.partition("\n")
    history = enter("One") + answer("First.") + enter(first) + outputs + enter("Two")
    history += answer("Second.")
    assert read(history) == [("One", "First."), ("Two", "Second.")]


@pytest.mark.parametrize(
    ("history", "turns"),
    [
        # aider repeats what follows a command as a prompt.
        (enter("/ask why?") + enter("why?") + answer("So."), [("/ask why?", "So.")]),
        (
            enter("/ask why\nand how?") + enter("why\nand how?") + answer("So."),
            [("/ask why\nand how?", "So.")],
        ),
        (enter("/test make test") + answer("I mend it."), [("/test make test", "I mend it.")]),
        (enter("/ask") + enter("why?") + answer("So."), [("why?", "So.")]),
        (
            enter("why?") + answer("So.") + enter("why?") + answer("Again."),
            [("why?", "So."), ("why?", "Again.")],
        ),
        (
            enter("First\n\n```py\nprint(1)\n```\n/drop is text\n#### and this"),
            [("First\n\n```py\nprint(1)\n```\n/drop is text\n#### and this", "")],
        ),
    ],
)
def test_prompts(history: str, turns: list[tuple[str, str]]) -> None:
    assert read(history) == turns


def test_commits_that_aider_made_are_the_turns(stage: Stage) -> None:
    for name in ("kept", "undone"):
        stage.write(f"{name}.py", "x = 1\n")
        stage.git("add", ".")
        stage.git("commit", "-q", "-m", f"feat: {name}")
    undone, kept = stage.git("log", "-2", "--format=%h").split()
    history = (
        enter("Do both")
        + answer("Done.", "Applied edit to kept.py", f"Commit {kept} feat: kept")
        + answer("And that.", f"Commit {undone} feat: undone")
        + enter("/undo")
        + f"> Removed: {undone} feat: undone  \n"
    )
    (turn,) = read_turns("aider", START + history)
    project = open_project(str(stage.top))
    session = Session("s", (), 0)
    changes = find_turn_changes(project, session, turn, PromptSnapshot())
    assert changes.files == ("kept.py",)
    assert [commit[:7] for commit in changes.commits] == [kept[:7]]


def test_a_long_history_is_read_in_time_that_grows_with_it() -> None:
    text = enter("Quote it") + "\nText\n\n" + "> x\n\ny\n" * 20_000 + enter("Next")
    assert len(read(text * 2)) == 4
