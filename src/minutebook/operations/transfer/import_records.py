"""Bring a set of records that comes from elsewhere into this repository, each record once."""

from __future__ import annotations

from contextlib import nullcontext

from minutebook.errors import UsageError
from minutebook.lean.values import Value, replace
from minutebook.operations.check.baseline import plan_copy
from minutebook.operations.creation.init import format_config
from minutebook.operations.indexes import written_pages
from minutebook.operations.numbers.planned import PlannedNumbers
from minutebook.operations.project import OperationResult, Project
from minutebook.operations.transfer import facts
from minutebook.operations.transfer.incoming_set import IncomingSet, LeftFile
from minutebook.operations.transfer.plan import ImportPlan, Planner
from minutebook.operations.transfer.redacted_set import HiddenSecret, redact_set
from minutebook.records import linking
from minutebook.records.model import Kind, Record, RecordSet, Write
from minutebook.repository.settings import config

_BASELINE_LEFT = (
    "its baseline does not come, as there are records or a baseline here:"
    " minutebook check --baseline has what is found now not counted"
)
_CONFIG_FILE = "minutebook.toml"


class Arrival(Value):
    """A record that comes from elsewhere, and as it is here."""

    source: Record
    record: Record


class ImportResult(OperationResult):
    """What was brought, what is here already, and what was left where it is.

    `hidden` are the secrets that were hidden in what was brought.
    """

    arrivals: tuple[Arrival, ...] = ()
    present: tuple[Arrival, ...] = ()
    left: tuple[LeftFile, ...] = ()
    hidden: tuple[HiddenSecret, ...] = ()


def import_records(
    project: Project,
    incoming: IncomingSet,
    *,
    kind: Kind | None = None,
    folder: str = "",
    redact: bool = True,
    dry_run: bool = False,
) -> ImportResult:
    """Bring the records that are not here yet, with the files that go with them.

    `kind` takes the records of one kind alone; `folder` names where they go, as for a new record.
    Where a number is taken the record gets the next free one, and what names it among those that
    come follows. In a repository without records and settings, those of the other one are taken
    over, and the baseline of an export. With `redact`, secrets in pages of another layout are
    hidden; an export is taken as it is.
    """
    incoming = _select_kind(incoming, kind)
    if folder and len({record.kind.name for record in incoming.records.members}) > 1:
        raise UsageError("--folder takes records of one kind", "add --kind adr or --kind phr")
    hidden: tuple[HiddenSecret, ...] = ()
    if redact and not incoming.is_export:
        incoming, hidden = redact_set(project, incoming)
    planned = PlannedNumbers(project, dry_run=dry_run)
    while True:
        planned.begin()
        with nullcontext() if dry_run else project.lock():
            records = project.load_records()
            project, config_writes = _take_over_settings(project, incoming, records)
            if config_writes:
                records = replace(records, folders=project.settings.list_folders())
            plan = Planner(project, incoming, records, planned).plan(folder)
            writes, warnings = _complete(project, incoming, records, plan)
            writes = (*writes, *config_writes) if plan.writes or incoming.is_export else ()
            baseline_writes = plan_copy(project, incoming.baseline) if plan.is_verbatim else ()
            writes = (*writes, *baseline_writes)
            if not dry_run and not planned.is_incomplete:
                project.apply_writes(writes)
        if not planned.claim_wanted():
            break
    after = linking.simulate_writes(records, writes)
    by_path = {record.path: record for record in after.members}
    arrivals = tuple(Arrival(source, by_path[path]) for source, path in plan.arrivals)
    present = tuple(Arrival(source, record) for source, record in plan.present)
    baseline_notes = (
        [_BASELINE_LEFT] if incoming.baseline and plan.arrivals and not baseline_writes else []
    )
    left_paths = {left.path for left in plan.left} | {each.source.path for each in present}
    return ImportResult(
        records=tuple(arrival.record for arrival in arrivals),
        writes=writes,
        warnings=(*warnings, *planned.warnings),
        notes=(
            *plan.notes,
            *baseline_notes,
            *facts.describe_changes(incoming.records, after, arrivals, present),
        ),
        arrivals=arrivals,
        present=present,
        left=(*incoming.left, *plan.left),
        hidden=tuple(secret for secret in hidden if secret.path not in left_paths),
    )


def _select_kind(incoming: IncomingSet, kind: Kind | None) -> IncomingSet:
    """The set with the records of one kind and what lies in their folders."""
    if kind is None:
        return incoming
    records = incoming.records
    members = tuple(record for record in records.members if record.kind is kind)
    folders = tuple(folder for folder in records.folders if folder.kind is kind)
    others = [folder.path for folder in records.folders if folder.kind is not kind]
    files = {
        path: text
        for path, text in incoming.files.items()
        if not any(path.startswith(f"{other}/") for other in others)
    }
    return replace(
        incoming, records=replace(records, folders=folders, members=members), files=files
    )


def _take_over_settings(
    project: Project, incoming: IncomingSet, records: RecordSet
) -> tuple[Project, tuple[Write, ...]]:
    """The project with the other repository's settings, and the write that keeps them.

    Nothing changes where there are records or a configuration.
    """
    if project.settings_path is not None or records.members:
        return project, ()
    defaults, own = config.Settings(), project.settings
    values = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in incoming.settings.items()
    }
    chosen = replace(own, **values)
    table = {
        name: list(value) if isinstance(value, tuple) else value
        for name in incoming.settings
        if (value := getattr(chosen, name)) != getattr(defaults, name)
    }
    is_empty = not (incoming.records.members or incoming.files)
    if not table and (is_empty or not incoming.is_export):
        return project, ()
    for name in ("adr_folders", "phr_folders"):  # those that are found need a configuration
        if getattr(chosen, name) != getattr(defaults, name):
            table[name] = list(getattr(chosen, name))
    settings = config.parse_table(table, _CONFIG_FILE)
    write = Write(_CONFIG_FILE, format_config(table))
    return replace(project, settings=settings), (write,)


def _complete(
    project: Project, incoming: IncomingSet, records: RecordSet, plan: ImportPlan
) -> tuple[tuple[Write, ...], tuple[str, ...]]:
    """The writes with what follows from them in index pages and blocks of links.

    What an export brings into a repository without records is there already: nothing is added.
    """
    if not plan.writes or plan.is_verbatim:
        return plan.writes, ()
    completed = linking.complete_writes(records, plan.writes)
    writes, warnings = written_pages.select_writes(project, completed)
    project.require_editable(writes)
    return writes, warnings
