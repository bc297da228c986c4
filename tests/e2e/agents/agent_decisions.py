"""What a client's model is told of decisions in force: at the start of a session, and at an edit."""

from __future__ import annotations

from collections.abc import Iterator

import agent_scenes as scenes
from agent_results import Check
from agent_workplace import Record, Workplace

PAGE = """\
---
status: {status}
date: 2026-01-02
governs: [{path}]
---

# ADR-{number:04d} {title}

## Context and Problem Statement

The harbour board was asked.

## Considered Options

* {chosen}
* Leave it open

## Decision Outcome

Chosen option: "{chosen}", because the harbour board owns the table.
"""
READ_ONLY = "Sailings are only read here"
PATIENT = "Sailings wait for a second signature"
AT_START, AT_EDIT = "In force here", "In force for sailings.py"
SAILINGS = "Show the sailings. scene:sailings"


def decide(place: Workplace, number: int, chosen: str, status: str) -> None:
    """Write a decision on the file that the scene writes."""
    page = PAGE.format(
        status=status, path="sailings.py", number=number, title="Sailings", chosen=chosen
    )
    folder = place.repository / "decisions"
    folder.mkdir(exist_ok=True)
    (folder / f"{number:04d}-sailings.md").write_text(page, "utf-8")


def play_decisions(place: Workplace) -> Iterator[Check]:
    """A session in which the model edits a file that a decision governs; then with it off."""
    decide(place, 7, READ_ONLY, "accepted")
    decide(place, 8, PATIENT, "proposed")
    place.commit_all("Decide")
    place.take_turn(SAILINGS, is_first=True)
    place.wait_for_record("sailings", 5)
    requests = [text for text in place.model.requests if scenes.SAILINGS[:30] in text]
    last = max(requests, key=len, default="")
    first = next((text for text in place.model.requests if AT_START in text), "")
    quoted = [text.count(READ_ONLY) for text in place.model.requests]
    is_early = AT_EDIT not in first and READ_ONLY in first
    yield Check("decision: told at the start", is_early, (len(first), quoted))
    behind = last.partition(AT_EDIT)[2][:600]
    yield Check("decision: its sentence told at the edit", READ_ONLY in behind, behind)
    once = (last.count(AT_EDIT), last.count(AT_START))
    yield Check("decision: each once", once == (1, 1), once)
    is_silent = not any(PATIENT in text for text in place.model.requests)
    yield Check("decision: only what is in force", is_silent, quoted)
    records = place.read_records()
    prompts = [record.prompt for record in records]
    yield Check("decision: not in the recorded prompt", prompts == [SAILINGS], prompts)
    yield from check_switched_off(place, records)


def check_switched_off(place: Workplace, before: list[Record]) -> Iterator[Check]:
    """In a repository that says so nothing is told, and turns are recorded as ever."""
    with open(place.repository / "minutebook.toml", "a", encoding="utf-8") as settings:
        settings.write('tell = "off"\n')
    (place.repository / "sailings.py").unlink(missing_ok=True)
    place.git("checkout", "-q", "--", "requirements.txt")
    place.commit_all("Tell nothing")
    place.model.requests.clear()
    place.take_turn(SAILINGS, is_first=True)
    place.wait_for_record("sailings", 5)
    told = [text for text in place.model.requests if READ_ONLY in text]
    wrote = any(scenes.SAILINGS[:30] in text for text in place.model.requests)
    yield Check("decision: nothing where it is off", wrote and not told, (wrote, len(told)))
    count = len(place.read_records()) - len(before)
    yield Check("decision: recorded all the same", count == 1, count)
