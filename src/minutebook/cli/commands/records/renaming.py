"""`minutebook renumber`, `retitle` and `remove`: records get other names, or go."""

from __future__ import annotations

from minutebook.cli import output
from minutebook.cli.options import open_project
from minutebook.errors import EXIT_FINDINGS, UsageError
from minutebook.lean.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Annotated

    import typer

    from minutebook.cli.completion import complete_record, offer_words
    from minutebook.cli.option_types import DryRun, Json, NoRedact, RecordRef
    from minutebook.operations.renaming.moved_files import MoveResult
    from minutebook.records.model import Record


def renumber_(
    ref: Annotated[
        str,
        typer.Argument(
            metavar="[REF]",
            help="Give this record the next free number. [default: repair every number that"
            " several records have]",
            show_default=False,
            autocompletion=complete_record,
        ),
    ] = "",
    keep: Annotated[
        str,
        typer.Option(
            metavar="merged|older|cited",
            help="Which record keeps the number. [default: as keep-number says, merged]",
            show_default=False,
            autocompletion=offer_words("merged", "older", "cited"),
        ),
    ] = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Give records that share a number numbers of their own.

    What names them follows. The record that came to the default branch first keeps the number, and
    of those that are not there the older one. With --keep older it is the one with the earlier date
    on its page, then in its commit; with --keep cited the one that more places name, in pages, in
    source code and in trailers of commits. All clones that have the same commits agree.
    Those that share a number in the baseline of `check` keep it, unless REF names one.
    The exit status is 1 where a number stays taken twice, as only a person can change it.
    """
    from minutebook.operations.renaming import renumber

    if ref and keep:
        raise UsageError("--keep is for all numbers that are taken twice", "minutebook renumber")
    project = open_project(output.working_folder)
    result = renumber.renumber_records(project, ref, keep=keep, dry_run=dry_run)
    if result.in_baseline:
        result = replace(result, notes=(*result.notes, _describe_baseline(result.in_baseline)))
    _print_moves(
        result,
        "nothing was done: see the notes" if result.unmended else "nothing to do",
        dry_run=dry_run,
        as_json=as_json,
    )
    return EXIT_FINDINGS if result.unmended else 0


def _describe_baseline(records: Sequence[Record]) -> str:
    """What the baseline keeps from being renumbered, in a line."""
    from shlex import quote

    return (
        f"{len(records)} records keep numbers that they shared before, as the baseline has it:"
        f" minutebook renumber {quote(records[-1].path)} gives that one another"
    )


def retitle_(
    ref: RecordRef,
    title: Annotated[
        list[str],
        typer.Argument(
            metavar="TITLE...",
            help="The new title; quotes may be left out.",
            show_default=False,
        ),
    ],
    no_redact: NoRedact = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Give a record another title, and its file the name of that.

    The title changes where the page states it, in the form it has there. Links, those of source
    code too, index pages and labels that are the old title follow. The page keeps its former name
    as an alias, so that old references find it.
    """
    from minutebook.operations.renaming import retitle

    result = retitle.retitle_record(
        open_project(output.working_folder),
        ref,
        " ".join(title),
        redact=not no_redact,
        dry_run=dry_run,
    )
    _print_moves(result, "nothing to do", dry_run=dry_run, as_json=as_json)


def remove_(
    refs: Annotated[
        list[str],
        typer.Argument(
            metavar="REF...",
            help="The records: ADR-7, PHR-42, paths or names.",
            show_default=False,
            autocompletion=complete_record,
        ),
    ],
    force: Annotated[
        bool,
        typer.Option("--force", help="Remove them though something names them, or git lacks them."),
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Remove records that nothing names, or say what does.

    A page that git does not have as it is stays, too. With --force what other pages store of
    relations to the records is taken out, as `unlink` does; prose and source code stay, and are
    named. A decision that held is better deprecated or superseded: then readers find why. A number
    is not given again: later ones go on above it, and where it was the highest this clone keeps it
    (see `numbers`). Other clones know of it as long as a branch has the record, or from the remote
    with `reserve`.
    """
    from minutebook.operations.renaming import remove
    from minutebook.operations.renaming.moved_files import format_diff

    result = remove.remove_records(
        open_project(output.working_folder), refs, force=force, dry_run=dry_run
    )
    output.print_warnings(result.warnings)
    if as_json:
        from minutebook.operations.schema import serialize

        output.print_document(
            records=[serialize.serialize_written_record(record) for record in result.records],
            notes=list(result.notes),
            writes=result.paths,
            **({"diff": format_diff(result)} if dry_run else {}),
        )
        return
    if dry_run:
        output.print_lines(format_diff(result).split("\n")[:-1])
    else:
        removed_paths = {record.path for record in result.records}
        output.print_lines(f"removed {record.ref}  {record.path}" for record in result.records)
        output.print_lines(f"wrote {path}" for path in result.paths if path not in removed_paths)
    for note in result.notes:
        output.print_note(note)


def _print_moves(result: MoveResult, nothing: str, *, dry_run: bool, as_json: bool) -> None:
    """Print what moved and what was written; `nothing` is said where that is nothing."""
    from minutebook.operations.renaming.moved_files import format_diff

    output.print_warnings(result.warnings)
    after = {record.path: record for record in result.records}
    moved = [(move, after[move.new_path]) for move in result.moves]
    if as_json:
        from minutebook.operations.schema import serialize

        output.print_document(
            records=[serialize.serialize_written_record(record) for record in result.records],
            moved=[
                {
                    "from": move.record.ref,
                    "to": record.ref,
                    "was": move.record.path,
                    "path": record.path,
                }
                for move, record in moved
            ],
            notes=list(result.notes),
            writes=result.paths,
            **({"diff": format_diff(result, result.moves)} if dry_run else {}),
        )
        return
    if dry_run:
        output.print_lines(format_diff(result, result.moves).split("\n")[:-1])
    else:
        former_refs = {move.new_path: move.record.ref for move in result.moves}
        written = [record for record in result.records if record.path in result.paths]
        for record in written:
            former_ref = former_refs.get(record.path, record.ref)
            arrow = f"{former_ref} -> " if former_ref != record.ref else ""
            output.print_lines([f"{arrow}{record.ref}  {record.path}"])
        moved_paths = {move.record.path for move in result.moves}
        moved_paths |= {record.path for record in written}
        output.print_lines(f"wrote {path}" for path in result.paths if path not in moved_paths)
    if not result.writes:
        output.print_lines([nothing])
    for note in result.notes:
        output.print_note(note)
