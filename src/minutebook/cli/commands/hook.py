"""`minutebook hook`: what `minutebook-hook` does, for those who do not have it on PATH."""

from __future__ import annotations

from typing import Annotated

import typer

from minutebook.agents.agent_table import HOOK_AGENTS


def hook_(
    agent: Annotated[str, typer.Argument(help=", ".join(HOOK_AGENTS))],
    event: Annotated[
        str, typer.Argument(help="The event, where what comes on stdin does not say it.")
    ] = "",
) -> None:
    """Take an agent's event from stdin; its own settings call this. Never fails."""
    from minutebook.agents import hook

    raise typer.Exit(hook.run([word for word in (agent, event) if word]))
