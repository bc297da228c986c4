"""`minutebook init`, `config` and `schema`: set up, show settings, describe documents."""

from __future__ import annotations

from minutebook.cli import output
from minutebook.cli.options import open_project
from minutebook.lean.values import fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Annotated

    import typer

    from minutebook.cli.option_types import DryRun, Json
    from minutebook.operations.check import BaselineChange
    from minutebook.operations.creation.ci import CiWorkflow
    from minutebook.operations.transfer.outgoing.backstage_catalog import CatalogEntry
    from minutebook.records.discovery import DiscoveredFolder, PassedOver

# How many folders that were passed over are named: on a terminal, and in a document.
_MAX_SHOWN_PASSED_OVER = 10
_MAX_PASSED_OVER = 100


def init_(
    ci_provider: Annotated[
        str,
        typer.Option(
            "--ci",
            metavar="github|github-pages|gitlab-pages",
            help="Write a workflow, too: one that checks pull requests, and refreshes numbers and"
            " index pages after a merge, or one that publishes the site. With --dry-run it is"
            " printed.",
            show_default=False,
        ),
    ] = "",
    reserve: Annotated[
        str,
        typer.Option(
            metavar="REMOTE",
            help="Have numbers claimed on this remote: no two clones give one number.",
            show_default=False,
        ),
    ] = "",
    backstage: Annotated[
        bool,
        typer.Option(
            "--backstage",
            help="Tell Backstage, too, where the decisions are: an annotation in catalog-info.yaml,"
            " all else in it as it is. With --dry-run it is printed.",
        ),
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Set up: adopt existing records, or create the first decision."""
    from minutebook.operations.creation import init
    from minutebook.repository.settings import config

    setup = init.initialize_repository(
        output.working_folder,
        reserve_remote=reserve,
        ci_provider=ci_provider,
        has_backstage=backstage,
        dry_run=dry_run,
    )
    output.print_warnings(setup.result.warnings)
    if as_json:
        output.print_document(
            records=[],
            writes=setup.result.paths,
            adopted=_serialize_folders(setup.adopted),
            passed_over=[
                {"folder": folder.path, "pages": folder.page_count, "reason": folder.reason}
                for folder in setup.passed_over[:_MAX_PASSED_OVER]
            ],
            passed_over_total=len(setup.passed_over),
            configuration=setup.source or None,
            offered=_serialize_folders(setup.offered),
            offered_remote=setup.offered_remote or None,
            addition={config.format_key(name): value for name, value in setup.addition.items()},
            **({"baseline": setup.baseline.counts} if setup.baseline else {}),
            **({"workflow": _serialize_workflow(setup.workflow)} if setup.workflow else {}),
            **({"catalog": _serialize_entry(setup.catalog_entry)} if setup.catalog_entry else {}),
        )
        return
    output.print_lines(
        f"adopted {_describe_folder(found)}; not a byte changed" for found in setup.adopted
    )
    output.print_lines(_describe_passed_over(setup.passed_over, setup.source or "minutebook.toml"))
    verb = "would write" if dry_run else "wrote"
    output.print_lines(f"{verb} {path}" for path in setup.result.paths)
    output.print_lines(_describe_baseline(setup.baseline))
    if setup.workflow:
        _print_workflow(setup.workflow, dry_run=dry_run)
    if setup.catalog_entry:
        _print_entry(setup.catalog_entry, dry_run=dry_run)
    if setup.source and not (setup.workflow or setup.catalog_entry or setup.result.paths):
        output.print_lines([f"already set up: {setup.source}"])
    output.print_lines(f"not configured: {_describe_folder(found)}" for found in setup.offered)
    if setup.addition:
        output.print_lines([f"to have them read, write in {setup.source}:"])
        output.print_lines(f"    {line}" for line in init.format_settings(setup.addition))
    if reserve and setup.result.paths:
        fetching = (
            f"numbers on branches of {reserve} count as far as they were fetched; for all of them,"
            f" before the next record: git fetch {reserve}"
        )
        output.print_lines([fetching])
    if setup.offered_remote:
        setting = f"reserve = {config.format_toml(setup.offered_remote)}"
        proposal = (
            f"so that no two clones give one number: minutebook init --reserve"
            f" {setup.offered_remote}, or {setting} in {setup.source or 'minutebook.toml'}"
        )
        output.print_lines([proposal])
    if (
        setup.result.paths
        and not dry_run
        and not (setup.source and (setup.workflow or setup.catalog_entry))
    ):
        output.print_lines(
            ["next: minutebook adr new TITLE, minutebook phr new TITLE, minutebook check"]
        )


def _serialize_workflow(workflow: CiWorkflow) -> dict[str, str]:
    return {"path": workflow.path, "state": workflow.state}


def _print_workflow(workflow: CiWorkflow, *, dry_run: bool) -> None:
    """What became of the workflow for CI; with `dry_run`, all of it."""
    from minutebook.operations.creation import ci

    if workflow.state == ci.CURRENT:
        output.print_lines([f"already there: {workflow.path}"])
    elif workflow.state == ci.CHANGED:
        output.print_note(f"{workflow.path} is not as minutebook writes it, and stays as it is")
    if workflow.still_to_do:
        output.print_note(workflow.still_to_do)
    if dry_run:
        output.print_lines(["", *workflow.text.rstrip("\n").split("\n")])


def _serialize_entry(entry: CatalogEntry) -> dict[str, str]:
    return {"path": entry.path, "state": entry.state, "location": entry.location}


def _print_entry(entry: CatalogEntry, *, dry_run: bool) -> None:
    """What became of the descriptor for Backstage; with `dry_run`, all of it."""
    from minutebook.operations.transfer.outgoing import backstage_catalog as catalog

    annotation = f"{catalog.ANNOTATION}: {entry.location}"
    if entry.state == catalog.CURRENT:
        output.print_lines([f"already there: {annotation}, in {entry.path}"])
    elif entry.state == catalog.OTHER:
        output.print_note(f"{entry.path} has {annotation}, and stays as it is")
    elif entry.state == catalog.NEW:
        output.print_lines(
            [f"{entry.path} is new: set its owner, type and lifecycle before Backstage reads it"]
        )
    for note in entry.notes:
        output.print_note(note)
    if dry_run:
        output.print_lines(["", *entry.text.rstrip("\n").split("\n")])


def _serialize_folders(folders: Iterable[DiscoveredFolder]) -> list[dict[str, object]]:
    return [
        {
            "kind": found.folder.kind.name,
            "folder": found.folder.path,
            "records": found.record_count,
            "numbering": found.folder.numbering,
        }
        for found in folders
    ]


def _describe_folder(found: DiscoveredFolder) -> str:
    """A folder with its count, and how it is numbered."""
    from minutebook.records.model import ADR

    folder, count = found.folder, found.record_count
    records = f"{count} {folder.kind.ref_prefix} record{'' if count == 1 else 's'}"
    facts = ["numbers of its own"] if folder.kind is ADR and folder.numbering == "folder" else []
    path = "the top folder" if folder.path == "." else folder.path
    return ", ".join([f"{path}: {records}", *facts])


def _describe_baseline(change: BaselineChange | None) -> Iterator[str]:
    """What is wrong with the records that were there, in a line or two."""
    if change and change.total:
        count = "1 finding" if change.total == 1 else f"{change.total} findings"
        yield f"not counted, since it was there before: {count}: minutebook check --no-baseline"
    if change and change.errors_left:
        count = "1 error" if change.errors_left == 1 else f"{change.errors_left} errors"
        yield f"to be mended first, secrets for example: {count}: minutebook check"


def _describe_passed_over(folders: Sequence[PassedOver], source: str) -> Iterator[str]:
    from minutebook.records.model import ADR, PHR
    from minutebook.repository.settings import config

    for folder in folders[:_MAX_SHOWN_PASSED_OVER]:
        count = folder.page_count
        pages = f" ({count} page{'' if count == 1 else 's'})" if count else ""
        path = "the top folder" if folder.path == "." else folder.path
        yield f"passed over {path}{pages}: {folder.reason}"
    if len(folders) > _MAX_SHOWN_PASSED_OVER:
        more = len(folders) - _MAX_SHOWN_PASSED_OVER
        yield f"passed over {more} more: minutebook init --dry-run --json lists them"
    kinds = {folder.kind.name for folder in folders}
    for kind in (ADR, PHR):
        if kind.name in kinds:
            which = "one of them" if len(kinds) == 1 else f"one with {kind.ref_prefix} records"
            option = config.format_key(f"{kind.name}_folders")
            yield f"to have {which} read all the same, add it to {option} in {source}"


def config_(
    as_json: Json = False,
) -> None:
    """List every option: its value, whether it is set, its meaning."""
    from minutebook.repository.settings import config

    project = open_project(output.working_folder)
    for line in project.find_missing_folders():
        output.print_note(line)
    defaults = config.Settings()
    rows = [
        {
            "option": config.format_key(option.name),
            "value": getattr(project.settings, option.name),
            "default": getattr(defaults, option.name),
            "about": option.metadata["doc"],
        }
        for option in fields(config.Settings)
    ]
    if as_json:
        output.print_document(source=project.settings_path, options=rows)
        return
    output.print_lines(
        [
            f"# from {project.settings_path}"
            if project.settings_path
            else "# no configuration: the usual folders, and defaults"
        ]
    )
    for row in rows:
        changed = (
            ""
            if row["value"] == row["default"]
            else "  (set)"
            if project.settings_path
            else "  (found)"
        )
        output.print_lines(
            [
                f"{row['option']} = {config.format_toml(row['value'])}{changed}",
                f"    {row['about']}",
            ]
        )


def schema_(
    name: Annotated[
        str,
        typer.Argument(help="One document, as new-phr or list. [default: all]", show_default=False),
    ] = "",
) -> None:
    """Print the JSON Schemas of all documents, or of one."""
    import json

    from minutebook.operations.schema import validate

    output.print_text(json.dumps(validate.build_schema(name or None), indent=2, ensure_ascii=False))
