"""`minutebook import STORE`: the prompts that another tool holds, each recorded once."""

from __future__ import annotations

from minutebook.cli import output
from minutebook.errors import EXIT_FINDINGS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from minutebook.agents.stores.importing import StoreImport
    from minutebook.operations.project import Project

_MAX_LISTED = 20  # records that people are shown


def import_prompts(
    project: Project,
    name: str,
    path: str,
    *,
    since: str = "",
    limit: int = 0,
    dry_run: bool = False,
    as_json: bool = False,
) -> int:
    """Import a store's prompts and print what came of it.

    Gives the exit status, 1 where a text was malformed.
    """
    from minutebook.agents.stores.importing import import_store

    result = import_store(project, name, path, since=since, limit=limit, dry_run=dry_run)
    output.print_warnings(result.problems)
    output.print_warnings(result.warnings)
    if as_json:
        output.print_document(**_serialize_import(result))
    else:
        output.print_lines(_format_import(result, dry_run=dry_run))
        for note in _list_notes(result):
            output.print_note(note)
    return EXIT_FINDINGS if result.problems else 0


def _format_import(result: StoreImport, *, dry_run: bool) -> Iterator[str]:
    records = result.records
    yield from (f"{record.ref}  {record.path}" for record in records[:_MAX_LISTED])
    if len(records) > _MAX_LISTED:
        yield f"… and {len(records) - _MAX_LISTED} more; --json has them all"
    record_paths = {record.path for record in records}
    verb = "would write" if dry_run else "wrote"
    yield from (f"{verb} {write.path}" for write in result.writes if write.path not in record_paths)
    if not result.turn_count:
        yield f"nothing to import: looked in {', '.join(result.places)}"
    elif not records:
        yield "nothing to do"


def _list_notes(result: StoreImport) -> Iterator[str]:
    """What was left out, and why."""
    yield from (f"passed over {note}" for note in result.notes[:_MAX_LISTED])
    if len(result.notes) > _MAX_LISTED:
        yield f"passed over {len(result.notes) - _MAX_LISTED} more; --json has them all"
    if result.known_count:
        yield f"{_count(result.known_count, 'prompt')} recorded already"
    if result.early_count:
        yield f"{_count(result.early_count, 'prompt')} before --since"
    if result.unchanging_count:
        yield (
            f"{_count(result.unchanging_count, 'prompt')} left out by the setting record: "
            "nothing was changed, or there is nothing to record"
        )
    if result.later_count:
        yield f"{_count(result.later_count, 'prompt')} left for the next time, beyond --limit"
    if result.undated_count:
        has = "prompt has" if result.undated_count == 1 else "prompts have"
        yield (
            f"{result.undated_count} {has} no time in the store: dated by the commit or file they "
            "are in, else today"
        )
    if result.silent_count:
        entries = (
            "1 entry holds" if result.silent_count == 1 else f"{result.silent_count} entries hold"
        )
        yield f"{entries} no prompt: {result.store.silence}"


def _count(count: int, noun: str) -> str:
    return f"1 {noun} is" if count == 1 else f"{count} {noun}s are"


def _serialize_import(result: StoreImport) -> dict[str, object]:
    from minutebook.operations.schema import serialize

    return {
        "store": result.store.name,
        "places": list(result.places),
        "records": [serialize.serialize_written_record(record) for record in result.records],
        "writes": [write.path for write in result.writes],
        "prompts": {
            "known": result.turn_count,
            "imported": len(result.records),
            "recorded": result.known_count,
            "early": result.early_count,
            "unchanging": result.unchanging_count,
            "later": result.later_count,
            "silent": result.silent_count,
        },
        "problems": list(result.problems),
        "passed_over": list(result.notes),
    }
