"""Empties the spool where agents are removed: what waits is recorded first."""

from __future__ import annotations

import os
from collections.abc import Collection

from minutebook.agents.agent_table import AGENTS, HOOK_AGENTS
from minutebook.agents.capture import assemble
from minutebook.agents.recording import record_ended_turns
from minutebook.agents.session import read_session, release_numbers
from minutebook.agents.upkeep.spool_files import is_recorded, remove_session
from minutebook.repository import spool


def empty_spool(
    cwd: str, common_dir: str, agents: Collection[str], *, dry_run: bool = False
) -> tuple[int, int]:
    """Record what waits in the spool of some agents, and remove their sessions from it.

    Turns that are going on are recorded as interrupted. What comes from agents that are not known
    goes with all agents that are. Returns how many turns were recorded, and how many could not be
    and were dropped; with `dry_run` how many wait, and 0.
    """
    recorded_count = dropped_count = 0
    for folder in spool.list_spools(common_dir):
        for name in sorted(os.listdir(folder)):
            agent = name.partition("-")[0]
            is_meant = agent in agents or (agent not in AGENTS and set(agents) >= set(HOOK_AGENTS))
            if not name.endswith(".jsonl") or not is_meant:
                continue
            base_path = os.path.join(folder, name.removesuffix(".jsonl"))
            if not dry_run:
                recorded_count += len(record_ended_turns(cwd, base_path, stale_seconds=-1.0))
            session = read_session(base_path)
            turns = assemble.assemble_turns(session.events)
            open_turns = [turn for turn in turns if not is_recorded(session, turn)]
            if dry_run:
                recorded_count += len(open_turns)
                continue
            dropped_count += len(open_turns)
            for turn in open_turns:
                release_numbers(common_dir, session.read_snapshot(turn))
            remove_session(session.base_path)
    return recorded_count, dropped_count
