"""`minutebook mcp`: a server that coding agents and editors start."""

from __future__ import annotations

import os

from minutebook.cli import output
from minutebook.errors import OperationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    import typer


def mcp_(
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Offer no tool that writes.")
    ] = False,
    allow: Annotated[
        list[str] | None,
        typer.Option(
            metavar="accept",
            help="Offer adr_accept, too: then an agent can put a decision in force.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Serve the records to agents by the Model Context Protocol.

    It is for the repository that it is started in, or that of -C, and reads and writes nothing
    else. Decisions that it makes are proposed. It needs minutebook[mcp].
    """
    from importlib.util import find_spec

    if find_spec("mcp") is None or find_spec("mcp_types") is None:
        raise OperationError(
            "the MCP server needs the package mcp, version 2", "pip install 'minutebook[mcp]'"
        )
    from minutebook.cli import bug_log
    from minutebook.server import serving

    serving.serve(
        serving.ServerOptions(
            os.path.abspath(output.working_folder),
            bug_log.write_log,
            is_read_only=read_only,
            allowed=tuple(allow or ()),
        )
    )
