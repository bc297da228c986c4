"""Texts that address an agent, and texts that only look like it, as pages of records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from checked_pages import DECISIONS, PROMPTS
from minutebook.records import reader
from minutebook.records.model import Record

_ESCAPE = re.compile(r"\\(n|u[0-9a-f]{4}|U[0-9a-f]{8})")
_DECISION = (
    "# 1. {title}\n\n## Status\n\nAccepted\n\n## Context\n\n{text}\n\n## Decision\n\nUse a.\n"
)
_PROMPT = (
    "---\nid: 0001\ntitle: a\nstage: general\ndate: 2024-01-01\n---\n\n# PHR-0001 a\n\n## Prompt\n\n{prompt}"
    "\n\n## Response\n\n{answer}\n\n<!-- minutebook:record\nfidelity: verbatim\n-->\n"
)


def list_texts(name: str) -> list[tuple[str, str]]:
    """The rows of a file of injections: the place of a page, and the text that stands there."""
    lines = (Path(__file__).parent / "injections" / f"{name}.txt").read_text("utf-8").split("\n")
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [(place, _ESCAPE.sub(_unescape, text)) for place, text in rows]


def _unescape(match: re.Match[str]) -> str:
    return "\n" if match[1] == "n" else chr(int(match[1][1:], 16))


def make_page(place: str, text: str) -> Record:
    """The page of a record with a text in a place: title, text, comment, prompt or answer."""
    if place in ("prompt", "answer"):
        prompt = text if place == "prompt" else "Do it."
        return read_prompt(prompt, text if place == "answer" else "Done.")
    if place == "comment":
        return read_decision("Use a", f"<!-- {text} -->")
    return read_decision(*((text, "We need it.") if place == "title" else ("Use a", text)))


def read_decision(title: str, text: str) -> Record:
    """The page of a decision."""
    page = _DECISION.format(title=title, text=text)
    return reader.read_record(DECISIONS, "decisions/0001-a.md", page)


def read_prompt(prompt: str, answer: str) -> Record:
    """The page of a prompt record, with its prompt quoted line by line."""
    quoted = "\n".join(_quote_lines(prompt))
    page = _PROMPT.format(prompt=quoted, answer=answer)
    return reader.read_record(PROMPTS, "history/prompts/general/0001-a.general.prompt.md", page)


def _quote_lines(text: str) -> Iterator[str]:
    return (f"> {line}" if line else ">" for line in text.split("\n"))
