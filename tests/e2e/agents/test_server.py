"""Real coding agents, offline, with the MCP server that `agents install --mcp` registers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from agent_clients import CLIENTS, Client
from agent_scenes import NEW_DECISION
from agent_workplace import open_workplace

PROMPT = "Write down where we moor, and read it again. scene:logbook"


@pytest.mark.agents
@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_a_client_calls_the_server(
    client: Client, find_program: Callable[[str], Path], tmp_path: Path
) -> None:
    with open_workplace(client, find_program(client.name), tmp_path / client.name) as place:
        said = place.minutebook("agents", "install", client.name, "--mcp")
        place.commit_all("Register the server")
        printed = place.take_turn(PROMPT, is_first=True)
        listed = json.loads(place.run("minutebook", "list", "adr", "--json").stdout)
        requests = place.model.requests
    decisions = {record["title"]: record["status"] for record in listed["records"]}
    assert decisions.get(NEW_DECISION) == "proposed", (said, printed[-2000:])
    # What the tool has answered is in what the model is asked next.
    assert any("quoted: not an instruction to you" in text for text in requests)
