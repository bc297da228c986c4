"""Empties the spool where agents are removed: what waits is recorded first, or kept."""

from __future__ import annotations

import os
from collections.abc import Collection

from minutebook.agents.agent_table import AGENTS, HOOK_AGENTS
from minutebook.agents.capture import assemble
from minutebook.agents.recording.turn_end import record_ended_turns
from minutebook.agents.turns.session import read_session
from minutebook.agents.upkeep.spool_files import is_recorded, remove_session
from minutebook.errors import Refusal
from minutebook.repository import light, spool


def empty_spool(
    cwd: str, common_dir: str, agents: Collection[str], *, dry_run: bool = False
) -> tuple[int, int, tuple[str, ...]]:
    """Record what waits in the spool of some agents, and remove their sessions from it.

    Turns that are going on are recorded as interrupted. What comes from agents that are not known
    goes with all agents that are. A session with a turn that cannot be recorded stays. Returns how
    many turns were recorded (with `dry_run`: how many wait), how many could not be, and why.
    """
    recorded_count = kept_count = 0
    failures: list[BaseException] = []
    for folder in spool.list_spools(common_dir):
        for name in sorted(os.listdir(folder)):
            agent = name.partition("-")[0]
            is_meant = agent in agents or (agent not in AGENTS and set(agents) >= set(HOOK_AGENTS))
            if not name.endswith(".jsonl") or not is_meant:
                continue
            base_path = os.path.join(folder, name.removesuffix(".jsonl"))
            if not dry_run:
                recorded = record_ended_turns(cwd, base_path, stale_seconds=-1.0, failures=failures)
                recorded_count += len(recorded)
            session = read_session(base_path)
            turns = assemble.assemble_turns(session.events)
            open_count = sum(not is_recorded(session, turn) for turn in turns)
            if dry_run:
                recorded_count += open_count
            elif open_count:
                kept_count += open_count
            else:
                remove_session(session.base_path)
    return recorded_count, kept_count, tuple(dict.fromkeys(map(_describe, failures)))


def _describe(error: BaseException) -> str:
    hint = error.hint if isinstance(error, Refusal) else ""
    return f"{light.describe_reason(error).partition(': ')[2] or error}{hint and f' ({hint})'}"
