"""`minutebook hook` and `minutebook merge-driver`: what agents and git call."""

from __future__ import annotations

from minutebook.agents.agent_table import HOOK_AGENTS
from minutebook.cli import output
from minutebook.errors import EXIT_FINDINGS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    import typer


def hook_(
    agent: Annotated[str, typer.Argument(help=", ".join(HOOK_AGENTS))],
    event: Annotated[
        str, typer.Argument(help="The event, where what comes on stdin does not name it.")
    ] = "",
) -> int:
    """Take an agent's event from stdin; agents call this.

    Where `minutebook-hook` is on PATH they call that: it starts faster. Never fails.
    """
    from minutebook.agents import hook

    return hook.run([arg for arg in (agent, event) if arg])


def merge_driver_(
    base: Annotated[str, typer.Argument(help="git's %O.")],
    ours: Annotated[str, typer.Argument(help="git's %A; the result of the merge goes there.")],
    theirs: Annotated[str, typer.Argument(help="git's %B.")],
    path: Annotated[str, typer.Argument(help="git's %P: what the page is called.")],
    size: Annotated[str, typer.Argument(help="git's %L.")] = "",
    labels: Annotated[list[str] | None, typer.Argument(help="git's %X %S %Y.")] = None,
) -> int:
    """Merge a page around its generated blocks; git calls this.

    `agents install git` configures it. The exit status is 1 where a conflict remains.
    """
    from minutebook.operations.indexes import merge_driver
    from minutebook.repository.git import repo

    repository = repo.find_repo(output.working_folder)
    is_merged = merge_driver.merge_page(
        repository, base, ours, theirs, marker_size=size, labels=labels or ()
    )
    return 0 if is_merged else EXIT_FINDINGS
