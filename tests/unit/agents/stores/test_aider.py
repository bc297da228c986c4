"""aider's history: `AIDER_HISTORY` was written by aider 0.86.2 itself, with made-up words."""

from __future__ import annotations

from pathlib import Path

import pytest

from minutebook.agents.stores import aider
from minutebook.agents.stores.base import StoredText
from minutebook.operations.project import open_project
from stored_prompts import AIDER_HISTORY

HISTORY = AIDER_HISTORY.replace("COMMIT", "1a2b3c4")


def test_the_turns_of_a_history() -> None:
    reading = aider.read_turns([StoredText(".aider.chat.history.md", HISTORY)])
    assert reading.problems == ()
    assert [stored.turn.prompt for stored in reading.turns] == [
        "Add a cache to the loader\n\n    keep   the indent \nand #### hashes",
        "/ask why is it slow?",
        "continue",
        "continue",
    ]
    first, _, _, last = reading.turns
    assert first.turn.response.endswith("=======\nb\n>>>>>>> REPLACE\n```")
    assert last.turn.response == "Done again."
    assert first.turn.tools[0].files == ("loader.py",)
    assert first.turn.tools[1].command == "git commit"
    assert (first.turn.model, first.turn.session_id) == ("gpt-4o", "2026-01-05 23:30:17")
    assert {stored.day for stored in reading.turns} == {"2026-01-05"}  # of the person, in no zone


def read_prompts(text: str) -> list[str]:
    reading = aider.read_turns([StoredText(".aider.chat.history.md", text)])
    return [stored.turn.prompt for stored in reading.turns]


START = "\n# aider chat started at 2026-01-05 23:30:17\n\n"


@pytest.mark.parametrize(
    "answer",
    [
        "#### A heading\n\nand text",
        "#### A heading\n#### and another",
        "```md\n#### a prompt of another history  \n\n> Applied edit to x.py  \n```",
        "~~~~\n~~~\n#### in a longer fence  \n~~~~",
        "```\n# aider chat\n#### In a fence  \n```\n#### Behind it\n",
    ],
)
def test_a_heading_in_an_answer_is_no_prompt(answer: str) -> None:
    history = f"{START}#### One  \n#### and two  \n\n{answer}\n\n#### Again  \n\nDone.\n"
    assert read_prompts(history) == ["One\nand two", "Again"]
    reading = aider.read_turns([StoredText("h.md", history.replace("\n", "\r\n"))])
    assert reading.turns[0].turn.response == answer.strip("\n")


def test_a_fence_that_never_ends_hides_no_prompt() -> None:
    answer = "```py\nx = 1\n\n> Tokens: 1k sent, 2 received.  \n"
    history = f"{START}#### One  \n\n{answer}\n#### Two  \n\n```\ny\n```\n"
    assert read_prompts(history) == ["One", "Two"]
    assert read_prompts(f"{START}#### One  \n\n" + "```py\n" * 50_000 + "\n#### Two  \n") == [
        "One",
        "Two",
    ]


def test_a_history_without_blanks_at_the_ends_of_lines() -> None:
    text = f"{START}#### One\n#### and two\n\n```\n#### quoted\n```\n\n#### Again\n\nDone.\n"
    assert read_prompts(text) == ["One\nand two", "Again"]


def test_another_page_is_passed_over() -> None:
    reading = aider.read_turns([StoredText("notes.md", "# Notes\n"), StoredText("empty.md", "")])
    assert (reading.turns, reading.problems, reading.notes) == (
        (),
        (),
        ("notes.md: it is not a chat history of aider",),
    )


def test_the_history_that_the_configuration_names(repo: Path) -> None:
    (repo / "logs").mkdir()
    (repo / "logs/chat.md").write_text(AIDER_HISTORY, "utf-8")
    (repo / ".aider.conf.yml").write_text("model: gpt-4o\nchat-history-file: 'logs/chat.md'\n")
    project = open_project(str(repo))
    assert [text.place for text in aider.find_texts(project, "")] == ["logs/chat.md"]
    (repo / ".aider.chat.history.md").write_text(AIDER_HISTORY, "utf-8")
    places = [text.place for text in aider.find_texts(project, "")]
    assert places == [".aider.chat.history.md", "logs/chat.md"]
    assert [text.place for text in aider.find_texts(project, str(repo / "logs"))] == [
        "logs/chat.md"
    ]


def test_a_configuration_does_not_lead_out_of_the_repository(repo: Path, tmp_path: Path) -> None:
    (tmp_path / "chat.md").write_text(AIDER_HISTORY, "utf-8")
    (repo / ".aider.conf.yml").write_text("chat-history-file: ../chat.md\n")
    (repo / ".aider.chat.history.md").symlink_to(tmp_path / "chat.md")
    assert list(aider.find_texts(open_project(str(repo)), "")) == []
