"""`minutebook hook`: the agents' door, for those who have no `minutebook-hook` on PATH."""

from __future__ import annotations

from typing import Annotated

import typer


def hook_(
    agent: Annotated[str, typer.Argument(help="claude, codex, gemini, cursor, copilot, opencode.")],
    event: Annotated[
        str, typer.Argument(help="The event, where what comes on stdin does not say it.")
    ] = "",
) -> None:
    """Take an agent's event from stdin; its own settings call this. Never fails."""
    from minutebook.agents import hook

    raise typer.Exit(hook.run([word for word in (agent, event) if word]))
