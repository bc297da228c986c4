"""`minutebook list`, and the printing of lists."""

from __future__ import annotations

from minutebook.cli import output
from minutebook.cli.options import make_date_filter, open_catalog
from minutebook.errors import UsageError
from minutebook.text.terminal import escape_hidden, escape_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from minutebook.cli.completion import complete_kind
    from minutebook.cli.option_types import (
        AgentFilter,
        DeciderFilter,
        FeatureFilter,
        Json,
        LabelFilter,
        Limit,
        Offset,
        Private,
        SessionFilter,
        Since,
        Sort,
        StageFilter,
        StatusFilter,
        Touching,
        Until,
    )

_SESSION_HINT = "minutebook list phr --session ID; minutebook show REF tells it"


def list_(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="[phr|adr]",
            help="Only this kind.",
            show_default=False,
            autocompletion=complete_kind,
        ),
    ] = "",
    status: StatusFilter = "",
    stage: StageFilter = "",
    feature: FeatureFilter = "",
    label: LabelFilter = "",
    agent: AgentFilter = "",
    decider: DeciderFilter = "",
    since: Since = "",
    until: Until = "",
    touching: Touching = "",
    session: SessionFilter = None,
    private: Private = False,
    sort: Sort = "",
    limit: Limit = None,
    offset: Offset = 0,
    as_json: Json = False,
) -> None:
    """List records, the newest first.

    On a terminal the columns fit its width, and a state has its colour (not with NO_COLOR). In a
    pipe every column is whole.
    """
    if kind not in ("", "phr", "adr"):
        from minutebook.records.model import find_kind

        known_kind = find_kind(kind)
        if known_kind is None:
            raise UsageError(
                f"no kind of record is called {kind!r}", "phr or adr, or leave it out for both"
            )
        kind = known_kind.name
    if session is not None and kind == "adr":
        raise UsageError("decisions have no session", _SESSION_HINT)
    if status and stage:
        raise UsageError(
            "--status and --stage do not go together", "decisions have a status, prompts a stage"
        )
    if kind == "phr" and status:
        raise UsageError("prompts have no status", "--stage STAGE, or minutebook list adr")
    if kind == "adr" and stage:
        raise UsageError("decisions have no stage", "--status STATUS, or minutebook list phr")
    print_list(
        kind=kind or ("adr" if status else "phr" if stage else ""),
        state=status or stage,
        feature=feature,
        label=label,
        agent=agent,
        decider=decider,
        session=session,
        touching=touching,
        since=since,
        until=until,
        is_private=private,
        order=sort,
        limit=limit,
        offset=offset,
        as_json=as_json,
    )


def print_list(
    *,
    kind: str,
    state: str,
    feature: str,
    label: str,
    since: str,
    until: str,
    order: str,
    limit: int | None,
    offset: int,
    as_json: bool,
    agent: str = "",
    decider: str = "",
    session: str | None = None,
    touching: str = "",
    is_private: bool = False,
) -> None:
    """Print the records that are asked for."""
    from minutebook.operations.reading import listing

    if session is not None and not session.strip():
        raise UsageError("--session has no id", _SESSION_HINT)
    catalog = open_catalog(is_private=is_private)
    selection = listing.Selection(
        kind=kind,
        state=state,
        feature=feature,
        label=label,
        agent=agent,
        decider=decider,
        session=session or "",
        file=catalog.get_project().resolve_path(touching) if touching else "",
        has_date=(
            make_date_filter(catalog.get_project().today, since, until) if since or until else None
        ),
    )
    listed = listing.list_records(catalog, selection, order=order, limit=limit, offset=offset)
    if as_json:
        output.print_parts(listing.format_document(catalog, listed, limit, offset))
        return
    from minutebook.cli.lists import record_list

    notes = listing.list_notes(catalog, listed.shown)
    is_terminal = output.get_terminal_size() is not None  # scripts rely on the columns of a pipe
    rows = [
        record_list.Row(
            escape_line(record.ref),
            record.date,
            escape_line(record.state or "-"),
            escape_hidden(escape_line(record.title)),
            escape_line(record.feature) if is_terminal else "",
            escape_line(note),
        )
        for record, note in zip(listed.shown, notes, strict=True)
    ]
    width, has_colours = output.get_line_width(), output.has_colours()
    lines = record_list.format_list(rows, width, has_colours=has_colours) if rows else ()
    output.print_styled("".join(f"{line}\n" for line in lines))
    if not listed.match_count:
        output.print_note(
            "no records"
            if listed.record_count
            else "no records: make one with minutebook phr new or minutebook adr new"
        )
        if listed.record_count:
            for note in listing.name_unknown_values(catalog, selection):
                output.print_note(escape_line(note))
    elif not listed.shown:
        count = listed.match_count
        output.print_note(
            f"{count} records, and none is shown" if count > 1 else "1 record, and it is not shown"
        )
