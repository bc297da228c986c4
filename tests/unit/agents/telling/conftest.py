"""A repository with decisions in force, and what an agent is told in it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from minutebook.operations.reading.cataloguing import opening

from agent_events import Line, Stage

PAGE = """\
---
status: {status}
date: 2026-01-02
{governs}---

# {ref} {title}

## Context and Problem Statement

Somebody asked.

## Considered Options

* {chosen}
* Another way

## Decision Outcome

Chosen option: "{chosen}", because it holds.
"""

Decide = Callable[..., None]
Tell = Callable[[list[Line]], list[str]]


@pytest.fixture
def decide(stage: Stage) -> Decide:
    """Writes a decision, by its number, and has the catalog know it."""

    def write(number: int, title: str, governs: str = "", status: str = "accepted") -> None:
        slug = title.lower().replace(" ", "-")[:30].strip("-")
        page = PAGE.format(
            status=status,
            governs=f"governs: [{governs}]\n" if governs else "",
            ref=f"ADR-{number:04d}",
            title=title,
            chosen=f"{title} everywhere",
        )
        stage.write(f"decisions/{number:04d}-{slug}.md", page)
        opening.open_catalog(str(stage.top)).connection.close()

    return write


def read_told(answer: str) -> str:
    """The text that an answer puts before the model, in whatever form; "" for none."""
    document = json.loads(answer) if answer else {}
    form = document.get("hookSpecificOutput", document)
    return str(form.get("additionalContext", form.get("additional_context", "")))


@pytest.fixture
def tell(stage: Stage) -> Tell:
    """What the model is told at each of some events."""
    return lambda lines: [read_told(answer) for answer in stage.take(lines)]
