"""`minutebook log`: what was asked and decided, and what became of it, day by day."""

from __future__ import annotations

from minutebook.cli import output
from minutebook.cli.options import make_date_filter, open_catalog
from minutebook.errors import UsageError
from minutebook.text.terminal import escape_hidden, escape_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Annotated

    import typer

    from minutebook.cli.option_types import (
        FeatureFilter,
        Json,
        LabelFilter,
        SessionFilter,
        Since,
        Until,
    )
    from minutebook.operations.explaining.timeline.events import Event, Timeline

_DEFAULT_LIMIT = 50
_MIN_TITLE_CELLS = 24
_DIM = "2"


def log_(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Only records that changed these files or folders, or govern them.",
            show_default=False,
        ),
    ] = None,
    kind: Annotated[str, typer.Option(metavar="phr|adr", help="Only records of this kind.")] = "",
    feature: FeatureFilter = "",
    label: LabelFilter = "",
    since: Since = "",
    until: Until = "",
    session: SessionFilter = None,
    limit: Annotated[
        int, typer.Option("-n", "--limit", min=0, help="At most so many lines; 0: all.")
    ] = _DEFAULT_LIMIT,
    as_json: Json = False,
) -> None:
    """Tell what was asked and decided, day by day, newest first.

    A decision that was accepted, rejected or superseded later is told on that day, too: as its
    page states it, else the commit that changed its status, else the decision that supersedes it.
    In a pipe every event is a line of its own, with its date.
    """
    from minutebook.catalog.selection import Selection
    from minutebook.operations.explaining import asked_paths
    from minutebook.operations.explaining.timeline import events

    wanted_kind = _read_kind(kind)
    if session is not None and (wanted_kind == "adr" or not session.strip()):
        raise UsageError(
            "--session has no id" if not session.strip() else "decisions have no session",
            "minutebook log --session ID; minutebook show REF tells it",
        )
    catalog = open_catalog()
    located = [asked_paths.locate_path(catalog, path, "log") for path in paths or ()]
    selection = Selection(
        kind="phr" if session else wanted_kind,
        feature=feature,
        label=label,
        session=session or "",
        has_date=make_date_filter(catalog.get_project().today, since, until),
    )
    places = () if "/" in located else located
    timeline = events.read_timeline(catalog, selection, paths=places, limit=limit or None)
    if as_json:
        from minutebook.operations.explaining.timeline import document

        output.print_document(**document.serialize_timeline(timeline, limit or None))
        return
    _print_timeline(timeline)
    if not timeline.record_count and not timeline.events:
        output.print_note(_describe_nothing(asked_paths.list_missing(catalog.top, places)))


def _describe_nothing(missing: Sequence[str]) -> str:
    """What is said where there is no record, of paths at which nothing is, too."""
    if not missing:
        return "no records"
    return f"no records: there is no {', no '.join(repr(path) for path in missing)}"


def _read_kind(word: str) -> str:
    if word in ("", "phr", "adr"):
        return word
    from minutebook.records.model import find_kind

    known = find_kind(word)
    if known is None:
        raise UsageError(
            f"no kind of record is called {word!r}", "phr or adr, or leave it out for both"
        )
    return known.name


def _print_timeline(timeline: Timeline) -> None:
    if output.get_terminal_size() is None:
        lines = _format_plain(timeline)
    else:
        lines = _format_days(timeline, output.get_line_width(), has_colours=output.has_colours())
    output.print_styled("".join(f"{line}\n" for line in lines))
    if timeline.hidden_count:
        count = timeline.hidden_count
        output.print_note(
            f"{count:,} more record{'s' if count > 1 else ''}: -n NUMBER shows more, -n 0 all"
        )


def _format_plain(timeline: Timeline) -> Iterator[str]:
    """A line for each event, all of it: date, ref, state, title and what is said of it."""
    for event in timeline.events:
        details = _describe(event)
        title = escape_hidden(escape_line(event.record.title))
        text = f"{title} ({'; '.join(details)})" if details else title
        state = escape_line(event.state) or "-"
        yield "  ".join((event.day or "-", escape_line(event.record.ref), state, text))


def _format_days(timeline: Timeline, width: int, *, has_colours: bool) -> Iterator[str]:
    """The events below their days, no line longer than `width` cells."""
    from minutebook.cli.lists.record_list import STATE_STYLES

    def paint(text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if has_colours and style and text else text

    if not timeline.events:
        return
    refs = [escape_line(event.record.ref) for event in timeline.events]
    states = [escape_line(event.state) or "-" for event in timeline.events]
    ref_width = min(max(map(output.count_cells, refs)), max(8, width // 4))
    state_width = min(max(map(output.count_cells, states)), max(4, width // 5))
    indent = 2 + ref_width + 2 + state_width + 2
    room = max(width - indent, 1)
    day = None
    for event, ref, state in zip(timeline.events, refs, states, strict=True):
        if event.day != day:
            yield from [""] if day is not None else []
            day = event.day
            yield paint(output.cut_cells(day or "no date", width), "1")
        title = escape_hidden(escape_line(event.record.title))
        cells = [
            _pad(output.cut_cells(ref[::-1], ref_width)[::-1], ref_width),
            paint(
                _pad(output.cut_cells(state, state_width), state_width), STATE_STYLES.get(state, "")
            ),
        ]
        details = _describe(event)
        free = room - output.count_cells(title) - 2
        is_beside = output.count_cells(" · ".join(details)) <= free
        line = f"  {cells[0]}  {cells[1]}  {output.cut_cells(title, room)}"
        if details and is_beside:
            line += "  " + paint(" · ".join(details), _DIM)
        yield line.rstrip()
        if details and not is_beside:
            text = " · ".join(details)
            yield " " * (width - room) + paint(output.cut_cells(text, room), _DIM)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - output.count_cells(text))


def _describe(event: Event) -> list[str]:
    """What is said of an event beside its title."""
    if event.other is not None:
        return [
            f"by {escape_line(event.other.ref)} {escape_hidden(escape_line(event.other.title))}"
        ]
    if event.kind != "prompt":
        return []
    count = event.record.file_count
    details = [escape_line(event.record.feature)] if event.record.feature else []
    if count:
        details.append(f"{count:,} file{'s' if count > 1 else ''}")
    if event.decisions:
        details.append(f"decided {', '.join(escape_line(each.ref) for each in event.decisions)}")
    return details
