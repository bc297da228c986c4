"""Real coding agents, offline, with minutebook: what they do is recorded, and recorded right."""

from __future__ import annotations

import json
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from install import PACKAGES

from agent_checks import PARTS
from agent_clients import CLIENTS, Client
from agent_results import IMPOSSIBLE, NO, TOPICS, YES, make_table, read_results, refresh, sort_names
from agent_workplace import open_workplace


def read_processor_time() -> float:
    """Return the seconds that a processor worked for ended children of this process."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


# The longest first, so that the others run beside them.
@pytest.mark.agents
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_a_client(
    client: Client,
    part: str,
    find_program: Callable[[str], Path],
    tmp_path: Path,
    pytestconfig: pytest.Config,
) -> None:
    program = find_program(client.name)
    version = PACKAGES[client.name][1]
    begun, processor = time.monotonic(), read_processor_time()
    with open_workplace(client, program, tmp_path / client.name) as place:
        checks = list(PARTS[part](place))
        refused = sorted(place.model.refused)
    results = {check.name: YES if check.holds else NO for check in checks}
    for name in results.keys() & client.impossible.keys():
        results[name] = f"{IMPOSSIBLE}{client.impossible[name]}"
    report = {
        "seconds": round(time.monotonic() - begun, 1),
        "processor seconds": round(read_processor_time() - processor, 1),
        "asked for beside the model": refused,
        "seen": {check.name: check.seen for check in checks if results[check.name] == NO},
    }
    text = json.dumps(report, indent=2, ensure_ascii=False, default=str)
    (Path(os.environ["MINUTEBOOK_AGENTS"]) / f"{client.name}-{part}.json").write_text(text, "utf-8")
    if pytestconfig.getoption("--refresh-agents"):
        refresh(client.name, client.title, version, part, results)
        return
    entry = read_results()[client.name]
    recorded = entry["parts"][part]
    differences = {
        name: (recorded.get(name), results.get(name))
        for name in recorded.keys() | results.keys()
        if recorded.get(name) != results.get(name)
    }
    assert (version, differences) == (entry["version"], {}), (
        f"results.json says otherwise (--refresh-agents writes it anew); seen: {text}"
    )
    if failing := [name for name in sort_names(results) if results[name] == NO]:
        pytest.xfail(f"does not hold yet: {', '.join(failing)}")


def test_the_table_has_each_client_and_each_topic() -> None:
    lines = make_table(read_results()).splitlines()
    assert [f" {PACKAGES[client.name][1]} |" in lines[0] for client in CLIENTS] == [True] * 5
    assert [f"| {shown} |" in "\n".join(lines) for shown in TOPICS.values()] == [True] * len(TOPICS)
