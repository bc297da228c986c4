"""`minutebook mcp`: spoken to by the SDK's own client, and as bare processes are."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client

from command_runner import Runner
from mcp_sessions import NEWEST, OLDER, run_spawned

START = [sys.executable, "-m", "minutebook", "mcp"]
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2024-11-05",
        "capabilities": {},
        "clientInfo": {"name": "a client", "version": "1"},
    },
}
INITIALIZED = {"jsonrpc": "2.0", "method": "notifications/initialized"}


def make_call(number: int, tool: str, **arguments: Any) -> dict[str, Any]:
    params = {"name": tool, "arguments": arguments}
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}


def talk(
    folder: Path, world: dict[str, str], *messages: Any, args: tuple[str, ...] = ()
) -> tuple[dict[int, Any], str]:
    """Send messages, each in a line, wait for all answers, and close stdin.

    Returns the answers by their ids, and what came on stderr.
    """
    with subprocess.Popen(
        [sys.executable, "-m", "minutebook", *(args or ("mcp",))],
        cwd=folder,
        env=world,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        for message in messages:
            line = message if isinstance(message, str) else json.dumps(message)
            process.stdin.write(f"{line}\n")
        process.stdin.flush()
        wanted = {message["id"] for message in messages if "id" in message}
        answers: dict[int, Any] = {}
        while not wanted <= answers.keys():
            answer = json.loads(process.stdout.readline())
            assert answer["jsonrpc"] == "2.0"
            answers[answer.get("id")] = answer
        process.stdin.close()
        rest, errors = process.stdout.read(), process.stderr.read()
        assert process.wait(30) == 0
        assert rest == ""
    return answers, errors


@pytest.mark.parametrize(("mode", "revision"), [(NEWEST, "2026-07-28"), (OLDER, "2025-11-25")])
def test_a_client_of_either_time_is_served(
    mode: str, revision: str, filled_repo: Path, world: dict[str, str]
) -> None:
    async def session(client: Client) -> tuple[Any, ...]:
        async with anyio.create_task_group() as calls:
            for _ in range(4):
                calls.start_soon(client.call_tool, "adr_new", {"title": "Use it"})
                calls.start_soon(client.call_tool, "list", {})
        suggestion = await client.call_tool("suggest", {})
        listed = await client.call_tool("list", {"kind": "adr"})
        page = await client.read_resource("minutebook://adr/2")
        prompt = await client.get_prompt("write-adr", {"title": "Use NATS"})
        return client.protocol_version, suggestion, listed, page, prompt

    version, suggestion, listed, page, prompt = run_spawned(filled_repo, world, session, mode)
    assert version == revision
    assert suggestion.structured_content["suggested"] is False
    records = listed.structured_content["records"]
    assert sorted(each["number"] for each in records) == list(range(1, 9))
    assert "# ADR-0002 Use Postgres" in page.contents[0].text
    assert "Use NATS" in prompt.messages[0].content.text


def test_stdout_has_the_protocol_alone(filled_repo: Path, world: dict[str, str]) -> None:
    answers, _ = talk(
        filled_repo,
        world,
        INITIALIZE,
        INITIALIZED,
        make_call(2, "list"),
        make_call(3, "check"),
        "no JSON",
        make_call(4, "adr_new", title="Use NATS"),
        make_call(5, "nothing"),
    )
    assert answers[1]["result"]["protocolVersion"] == "2024-11-05"
    assert answers[1]["result"]["serverInfo"]["name"] == "minutebook"
    assert answers[4]["result"]["structuredContent"]["record"]["title"] == "Use NATS"
    assert "error" in answers[5]


def test_a_server_ends_with_its_client(filled_repo: Path, world: dict[str, str]) -> None:
    answers, errors = talk(filled_repo, world, INITIALIZE)
    assert len(answers) == 1
    assert errors == ""


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it(number: signal.Signals, filled_repo: Path, world: dict[str, str]) -> None:
    process = subprocess.Popen(
        START,
        cwd=filled_repo,
        env=world,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdin.write(json.dumps(INITIALIZE).encode() + b"\n")
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(number)
    assert process.wait(30) == 128 + number
    assert process.stderr.read() == b""
    for stream in (process.stdin, process.stdout, process.stderr):
        stream.close()


def test_it_can_be_started_for_another_folder(filled_repo: Path, world: dict[str, str]) -> None:
    messages = (INITIALIZE, INITIALIZED, make_call(2, "list"), make_call(3, "adr_new", title="A"))
    args = ("-C", str(filled_repo / "src"), "mcp", "--read-only")
    answers, _ = talk(filled_repo.parent, world, *messages, args=args)
    assert answers[2]["result"]["structuredContent"]["total"] == 6
    assert "error" in answers[3]


def test_without_the_package_it_says_what_to_install(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    result = run("mcp")
    assert result.exit == 4
    assert result.err == (
        "error: the MCP server needs the package mcp, version 2\n"
        "hint: pip install 'minutebook[mcp]'\n"
    )


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--allow", "everything"), "'everything' is nothing that can be allowed"),
        (("--allow", "accept", "--read-only"), "--read-only and --allow do not go together"),
    ],
)
def test_options_that_it_does_not_take(args: tuple[str, ...], message: str, run: Runner) -> None:
    result = run("mcp", *args)
    assert result.exit == 2
    assert message in result.err


def test_without_git_each_call_says_so(
    filled_repo: Path, world: dict[str, str], tmp_path: Path
) -> None:
    environment = {**world, "PATH": str(tmp_path / "nothing")}
    answers, _ = talk(filled_repo, environment, INITIALIZE, INITIALIZED, make_call(2, "story"))
    error = answers[2]["result"]["structuredContent"]["error"]
    assert answers[2]["result"]["isError"] is True
    assert error["code"] == "surroundings"
    assert "git" in error["message"]
