"""The Agent Skill tells the truth: each command that stands in it does what an agent is told."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.agents.install.skill import read_skill_files
from minutebook.cli.plain.table import COMMANDS

from command_runner import Runner

PAGES = read_skill_files("minutebook")
FENCES = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SHOWN = [
    line
    for text in PAGES.values()
    for language, block in FENCES.findall(text)
    if language == "sh"
    for line in block.splitlines()
]
INLINE = [each for text in PAGES.values() for each in re.findall(r"`(minutebook [^`]+)`", text)]
OPTIONS = {each for text in PAGES.values() for each in re.findall(r"(?<!\w)--[a-z][a-z-]+", text)}
SUGGESTING = """\
---
title: Ask
stage: general
fidelity: verbatim
date: 2026-01-01
suggestions:
  - {id: S-0003-1, topic: "Caching: Redis", score: 0.8, state: pending}
  - {id: S-0003-2, topic: "Message broker: Kafka", score: 0.8, state: pending}
---

## Prompt

Do.
"""


@pytest.fixture
def asked_repo(filled_repo: Path, git: Callable[..., str]) -> Path:
    """The repository that the skill's examples are about, with two suggestions."""
    path = filled_repo / "history/prompts/general/0003-ask.general.prompt.md"
    path.write_text(SUGGESTING)
    git("add", "-A")
    git("commit", "-q", "-m", "all")
    return filled_repo


@pytest.mark.parametrize("command", SHOWN, ids=lambda line: line[:50])
def test_a_command_of_the_skill_works(command: str, asked_repo: Path, run: Runner) -> None:
    result = run(*shlex.split(command)[1:])
    assert result.exit == 0, result.err
    assert result.out


@pytest.mark.parametrize("command", INLINE)
def test_a_command_named_in_a_sentence_is_one(command: str, run: Runner) -> None:
    words = [word for word in shlex.split(command)[1:] if re.fullmatch(r"[a-z-]+", word)]
    assert any(tuple(words[: len(key)]) == key for key in COMMANDS)


def test_every_option_named_is_one_of_a_command() -> None:
    known = {option for *_, options in COMMANDS.values() for option in options}
    assert known >= OPTIONS


def test_what_an_agent_proposes_waits_for_people(asked_repo: Path, run: Runner) -> None:
    proposal = next(line for line in SHOWN if line.startswith("minutebook adr new"))
    arguments = shlex.split(proposal)[1:]
    record = run(*arguments, "--json").ok().json["record"]
    assert record["status"] == "proposed"
    shown = run("show", record["ref"], "--json").ok().json
    links = {link["relation"]: link["target"] for link in shown["record"]["links"]}
    assert links["decided-in"] == "0002-write-it"
    assert run("check").ok()
