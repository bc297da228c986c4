"""Sessions of the MCP SDK's own client with our server, in this process or in one of its own."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import anyio
from mcp import Client, StdioServerParameters
from mcp_types import CallToolResult

from minutebook.server import serving

from json_documents import validate_document

_Result = TypeVar("_Result")
Session = Callable[[Client], Awaitable[_Result]]
NEWEST, OLDER = "auto", "legacy"  # ways of the client to begin


def report_no_bug(error: Exception, command: str) -> str:
    raise AssertionError(f"a bug in {command}") from error


def run_session(
    folder: Path, session: Session[_Result], mode: str = NEWEST, **options: Any
) -> _Result:
    """Have a client talk with a server in this process, and return what that gives."""
    server = serving.make_server(serving.ServerOptions(str(folder), report_no_bug, **options))

    async def talk() -> _Result:
        async with Client(server, mode=mode) as client:
            return await session(client)

    return anyio.run(talk)


def run_spawned(
    folder: Path,
    world: Mapping[str, str],
    session: Session[_Result],
    mode: str = NEWEST,
    args: tuple[str, ...] = (),
) -> _Result:
    """Have a client start `minutebook mcp` and talk with it on its stdin and stdout."""
    command = ["-m", "minutebook", "mcp", *args]
    server = StdioServerParameters(
        command=sys.executable, args=command, cwd=str(folder), env=dict(world)
    )

    async def talk() -> _Result:
        async with Client(server, mode=mode) as client:
            return await session(client)

    return anyio.run(talk)


def call(
    folder: Path,
    tool: str,
    document_name: str = "",
    /,
    options: Mapping[str, Any] | None = None,
    **arguments: Any,
) -> dict[str, Any]:
    """Call a tool, hold what it answers against the description, and return it."""

    async def session(client: Client) -> CallToolResult:
        return await client.call_tool(tool, arguments)

    result = run_session(folder, session, **(options or {}))
    document: dict[str, Any] = result.structured_content
    assert result.is_error == ("error" in document)
    described_as = "error" if result.is_error else document_name
    validate_document(described_as, document)
    return document
