"""Pages of decisions and prompts in several forms, and record sets made of them."""

from __future__ import annotations

from minutebook.records import reader
from minutebook.records.model import ADR, PHR, Folder, RecordSet

DECISIONS = Folder(ADR, "decisions")
PROMPTS = Folder(PHR, "history/prompts")


def record_set(*pages: str | tuple[str, str]) -> RecordSet:
    """Decisions by number, and whatever else is given with its path."""
    records = []
    for number, page in enumerate(pages, 1):
        path, text = page if isinstance(page, tuple) else (f"decisions/{number:04d}-x.md", page)
        folder = DECISIONS if path.startswith("decisions/") else PROMPTS
        records.append(reader.read_record(folder, path, text))
    return RecordSet((DECISIONS, PROMPTS), tuple(records))


def nygard(title: str, decision: str = "", context: str = "", status: str = "Accepted") -> str:
    return (
        f"# 1. {title}\n\nDate: 2024-01-01\n\n## Status\n\n{status}\n\n## Context\n\n{context}\n\n"
        f"## Decision\n\n{decision}\n\n## Consequences\n\nRedis would have been one more thing.\n"
    )


def madr(title: str, chosen: str, *options: str, status: str = "accepted", more: str = "") -> str:
    listed = "\n".join(f"* {option}" for option in options)
    return (
        f"---\nstatus: {status}\n{more}---\n\n# {title}\n\n## Context and Problem Statement\n\n"
        f"Pages are slow.\n\n## Considered Options\n\n{listed}\n\n## Decision Outcome\n\n"
        f'Chosen option: "{chosen}", because it is simpler than Redis.\n'
    )


def phr(
    state: str, topic: str = "Caching: Redis", more: str = "", adr: str = ""
) -> tuple[str, str]:
    page = (
        f"---\nid: '0042'\ntitle: Cache\nlinks:\n  adr: [{adr}]\nsuggestions:\n  - id: S-0042-1\n"
        f"    topic: '{topic}'\n    score: 0.8\n    state: {state}\n    reason: only a trial\n"
        f"{more}---\n\n# Cache\n"
    )
    return "history/prompts/general/0042-cache.general.prompt.md", page
