"""`minutebook graph`: decisions and their relations, as a drawing or a document."""

from __future__ import annotations

import os

from minutebook.cli import output
from minutebook.cli.options import choose_format, open_project
from minutebook.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from minutebook.cli.completion import complete_record
    from minutebook.cli.option_types import Json, StatusFilter
    from minutebook.operations.explaining.graph.choose import Graph
    from minutebook.operations.project import Project
    from minutebook.records.model import Kind, Record, RecordSet

OUTPUT_FORMATS = ("mermaid", "dot", "json")


def graph_(
    references: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[REF]...",
            help="Only these records and what their relations lead to. [default: all decisions]",
            show_default=False,
            autocompletion=complete_record,
        ),
    ] = None,
    output_format: Annotated[
        str, typer.Option("--format", metavar="mermaid|dot|json", help="How to print it.")
    ] = "mermaid",
    depth: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="From REF at most so many relations far. [default: all the way]",
            show_default=False,
        ),
    ] = None,
    kind: Annotated[str, typer.Option(metavar="phr|adr", help="Only records of this kind.")] = "",
    status: StatusFilter = "",
    prompts: Annotated[
        bool, typer.Option("--prompts", help="With the prompts that led to them.")
    ] = False,
    lone: Annotated[bool, typer.Option("--all", help="Also those without a relation.")] = False,
    as_json: Json = False,
) -> None:
    """Draw how decisions relate to each other.

    For a page (mermaid), for Graphviz (dot), or as a document (json).
    Records have the colours of their statuses and lead to their pages: on the forge where the
    remote is a known one. Mermaid draws at most 400 relations; of more the last records are shown.
    """
    from minutebook.operations.explaining.graph import choose, drawings

    output_format = choose_format(output_format, OUTPUT_FORMATS, as_json, default="mermaid")
    if depth is not None and not references:
        raise UsageError(
            "--depth counts from records", "name one: minutebook graph ADR-7 --depth 1"
        )
    project = open_project(output.working_folder)
    records = _load_records(project)
    starts = [project.resolve_reference(records, each) for each in references or ()]
    graph = choose.choose_graph(
        records,
        starts,
        kinds=_choose_kinds(kind, starts, status=status, has_prompts=prompts),
        state=_require_status(records, status),
        depth=depth,
        has_lone=lone,
    )
    if output_format == "json":
        output.print_document(**drawings.serialize_graph(graph))
    else:
        _print_drawing(project, graph, output_format)
    _print_notes(graph)


def _load_records(project: Project) -> RecordSet:
    from minutebook.records.index import shown_titles

    return shown_titles.hide_secrets(project.load_records(has_texts=False))


def _choose_kinds(
    word: str, starts: list[Record], *, status: str, has_prompts: bool
) -> tuple[Kind, ...]:
    from minutebook.records.model import ADR, PHR, find_kind

    known = find_kind(word) if word else None
    if word and known is None:
        raise UsageError(f"no kind of record is called {word!r}", "phr or adr")
    if known is PHR and status:
        raise UsageError("prompts have no status", "leave out --kind or --status")
    if known is not None:
        return (known,)
    wants_prompts = has_prompts or any(record.kind is PHR for record in starts)
    return (ADR, PHR) if wants_prompts else (ADR,)


def _require_status(records: RecordSet, status: str) -> str:
    if status:
        from minutebook.operations.reading import query
        from minutebook.records.model import ADR

        stated = {record.state_raw for record in records.of_kind(ADR)}
        query.require_known_state(ADR, status, stated)
    return status


def _print_drawing(project: Project, graph: Graph, output_format: str) -> None:
    from minutebook.operations.explaining import forge_pages
    from minutebook.operations.explaining.graph import drawings
    from minutebook.operations.explaining.story.page_addresses import make_address
    from minutebook.repository.git import revisions

    head = revisions.find_commit(project.repo, "HEAD")
    base = forge_pages.find_page_base(project, os.environ, head) if head else ""
    addresses = {record.path: make_address(base, record.path) for record in graph.records}
    if output_format == "dot":
        output.print_text(drawings.draw_dot(graph, addresses))
        return
    text, left_count = drawings.draw_mermaid(graph, addresses)
    output.print_text(text)
    if left_count:
        output.print_note(
            f"{left_count:,} records are left out, which Mermaid would refuse:"
            " --format dot has all, and REF chooses some"
        )


def _print_notes(graph: Graph) -> None:
    if graph.lone_count:
        are = "records have" if graph.lone_count > 1 else "record has"
        output.print_note(f"{graph.lone_count:,} {are} no relation: --all shows them, too")
    if graph.dead_ends:
        count = len(graph.dead_ends)
        lead = "links lead" if count > 1 else "link leads"
        output.print_note(f"{count:,} {lead} to no record, or to several: minutebook check")
