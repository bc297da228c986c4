"""`minutebook link` and `minutebook unlink`."""

from __future__ import annotations

from minutebook.cli import output
from minutebook.cli.options import open_project

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.cli.option_types import DryRun, Json, Relation, Source, Target


def link_(
    source: Source,
    relation: Relation,
    target: Target,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Relate two records: stored once, shown in both pages."""
    from minutebook.operations.changes import links

    result = links.relate_records(
        open_project(output.working_folder), source, relation, target, dry_run=dry_run
    )
    output.print_written(result, as_json=as_json, dry_run=dry_run, is_single_record=False)


def unlink_(
    source: Source,
    relation: Relation,
    target: Target,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Remove a relation from both pages."""
    from minutebook.operations.changes import links

    result = links.relate_records(
        open_project(output.working_folder), source, relation, target, remove=True, dry_run=dry_run
    )
    output.print_written(result, as_json=as_json, dry_run=dry_run, is_single_record=False)
