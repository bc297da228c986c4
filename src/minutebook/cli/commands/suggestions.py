"""`minutebook suggest list`, `accept` and `dismiss`: what was suggested, and what becomes of it."""

from __future__ import annotations

from typing import Annotated

import typer

from minutebook.cli import output
from minutebook.cli.options import DryRun, Json
from minutebook.errors import UsageError
from minutebook.operations import serialize, verbs
from minutebook.operations.project import open_project
from minutebook.records.model import PHR
from minutebook.records.phr import suggestions

_ALL = "all"

Id = Annotated[
    str,
    typer.Argument(metavar="ID", help="The suggestion, such as S-0042-1.", show_default=False),
]


def list_(
    state: Annotated[
        str, typer.Option(help="pending, accepted, dismissed, or all of them.")
    ] = suggestions.PENDING,
    as_json: Json = False,
) -> None:
    """List the suggestions that prompt records hold."""
    if state not in (*suggestions.STATES, _ALL):
        raise UsageError(
            f"no state is called {state!r}", f"one of: {', '.join(suggestions.STATES)}, {_ALL}"
        )
    found = [
        (record, one)
        for record in verbs.sort_records(
            open_project(output.working_folder).load_records().of_kind(PHR)
        )
        for one in suggestions.read_suggestions(record)
        if state in (one.state, _ALL)
    ]
    if as_json:
        shown = [serialize.serialize_suggestion(record, one) for record, one in found]
        output.print_document(suggestions=shown, total=len(shown))
        return
    rows = [(one.id, record.date, one.state, one.topic) for record, one in found]
    output.print_lines(serialize.format_table(rows, output.get_line_width()) if rows else ())
    if not found:
        output.print_note(f"no suggestions{'' if state == _ALL else f' that are {state}'}")
    elif any(one.state == suggestions.PENDING for _, one in found):
        output.print_note(
            "minutebook suggest accept ID, or minutebook suggest dismiss ID --reason …"
        )


def accept(
    words: Id,
    title: Annotated[
        str, typer.Option(help="The decision's title. [default: as suggested]", show_default=False)
    ] = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Make the proposed decision that a suggestion asks for."""
    from minutebook.operations.suggestions import accept_suggestion

    done = accept_suggestion(
        open_project(output.working_folder), words, title=title, dry_run=dry_run
    )
    output.print_written(
        done.records,
        done.paths,
        as_json=as_json,
        dry_run=dry_run,
        warnings=done.warnings,
    )


def dismiss(
    words: Id,
    reason: Annotated[
        str, typer.Option(help="Why it needs no decision record.", show_default=False)
    ] = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Dismiss a suggestion: its topic stays quiet, and its record keeps the reason."""
    from minutebook.operations.suggestions import dismiss_suggestion

    done = dismiss_suggestion(open_project(output.working_folder), words, reason, dry_run=dry_run)
    output.print_written(done.records, done.paths, as_json=as_json, dry_run=dry_run)


def register_commands(group: typer.Typer) -> None:
    """Hang the commands of the ledger into the group `suggest`."""
    group.command("list")(list_)
    group.command("accept")(accept)
    group.command("dismiss")(dismiss)
