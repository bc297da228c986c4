"""What the checks said of each client: kept in results.json, compared with, refreshed, shown as a table.

A result is "yes", "no", or "not possible: REASON".
"""

from __future__ import annotations

import fcntl
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "results.json"
YES, NO, IMPOSSIBLE = "yes", "no", "not possible: "


@dataclass(frozen=True)
class Check:
    """Whether something holds, and what was seen."""

    name: str
    holds: bool
    seen: Any = ""


Results = dict[str, dict[str, Any]]


def read_results() -> Results:
    """Return for each client its title, its version, and its parts, each with the results of its checks."""
    results: Results = json.loads(FILE.read_text("utf-8"))
    return results


def refresh(client: str, title: str, version: str, part: str, checks: dict[str, str]) -> None:
    """Write the results of a part; other processes may write those of others meanwhile."""
    with FILE.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        results: Results = json.loads(file.read() or "{}")
        entry = results.setdefault(client, {"parts": {}})
        entry.update(title=title, version=version)
        entry["parts"][part] = checks
        file.truncate(0)
        file.write(json.dumps(results, indent=2, sort_keys=True) + "\n")


def make_table(results: Results) -> str:
    """Return a markdown table: a row for each topic of the checks, a column for each client.

    A cell is "yes" where all checks of the topic hold, else it names those that do not.
    """
    clients = [results[name] for name in sorted(results)]
    merged = [
        {name: result for part in entry["parts"].values() for name, result in part.items()}
        for entry in clients
    ]
    topics = list(dict.fromkeys(topic(name) for checks in merged for name in sort_names(checks)))
    heads = [f"{entry['title']} {entry['version']}" for entry in clients]
    lines = [f"| | {' | '.join(heads)} |", f"|---|{'---|' * len(heads)}"]
    notes: list[str] = []
    for subject in topics:
        cells = []
        for checks in merged:
            inside = {name: checks[name] for name in checks if topic(name) == subject}
            missing = [name.partition(": ")[2] for name, result in inside.items() if result == NO]
            reasons = [
                f"{name.partition(': ')[2]}: {result.removeprefix(IMPOSSIBLE)}"
                for name, result in inside.items()
                if result.startswith(IMPOSSIBLE)
            ]
            for reason in reasons:
                if reason not in notes:
                    notes.append(reason)
            marks = "".join(f", but ({notes.index(reason) + 1})" for reason in reasons)
            cell = f"not {', '.join(missing)}" if missing else YES if inside else ""
            cells.append(f"{cell}{marks}")
        lines.append(f"| {TOPICS[subject]} | {' | '.join(cells)} |")
    lines += ["", *(f"({number}) {note}  " for number, note in enumerate(notes, 1))]
    return "\n".join(lines).rstrip() + "\n"


def topic(name: str) -> str:
    return name.partition(": ")[0]


# The topics in the order in which readers look for them, and what was looked at.
TOPICS = {
    "job": "a turn: prompt, answer, files, tests, model, tokens, a suggested decision, no secret",
    "commit": "a commit within a turn: in the record, the record in its trailer, and in a commit of its own",
    "second turn": "the next turn of a session",
    "subagent": "a subagent: its task, answer, files, shell edits and tests, linked",
    "two subagents": "two subagents at once",
    "failing test": "a test that fails, then passes",
    "talk": "a turn that changes nothing",
    "steering": "what is typed while a turn runs",
    "interruption": "an interrupted turn",
    "terminal": "the same in its terminal, the suggestion shown",
    "records": "numbers without a gap, `audit` at 100 %",
    "backfill": "`audit --backfill` makes the same records",
    "skill": "the skill, where the client looks for skills, reaches its model",
    "decision": "a decision in force is put before the model: at the start, at the edit",
    "without minutebook": "a colleague without minutebook notices nothing",
    "removal": "`agents remove` leaves nothing",
}


def sort_names(checks: dict[str, str]) -> list[str]:
    """Return the names of checks by their topics, in the order in which readers look for them."""
    return sorted(checks, key=lambda name: list(TOPICS).index(topic(name)))
