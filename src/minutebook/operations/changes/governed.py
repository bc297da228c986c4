"""State which files a decision governs, and suggest them by the prompts behind it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from minutebook.errors import Conflict, UnknownRef
from minutebook.operations.project import OperationResult, Project
from minutebook.records.model import ADR, PHR, Record, RecordSet, Write, is_below

# How a decision is related to the prompts that led to it or carried it out.
_PROMPT_RELATIONS = ("decided-in", "implemented-by")
_MAX_RENAMES = 8  # that a file is followed through


def govern_files(
    project: Project,
    reference: str,
    globs: Sequence[str],
    *,
    remove: bool = False,
    dry_run: bool = False,
) -> OperationResult:
    """Add globs to those that a decision governs, or remove them; without any nothing changes.

    Raises UsageError for what is no glob, UnknownRef where one to remove is not there, Conflict
    where the page has no place for them, or would state something else than before.
    """
    from minutebook.records.drafting.drafts import require_globs

    named = require_globs(globs)

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        record = project.resolve_reference(records, reference, ADR)
        if remove:
            for glob in named:
                if glob not in record.governs:
                    command = shlex.join(["minutebook", "adr", "govern", record.ref])
                    raise UnknownRef(f"{record.ref} does not govern {glob!r}", command)
            wanted = tuple(glob for glob in record.governs if glob not in named)
        else:
            wanted = tuple(dict.fromkeys((*record.governs, *named)))
        if wanted == record.governs:
            return [record], []
        return [record], [Write(record.path, _set_globs(record, wanted), record.text)]

    return project.run_operation(plan, dry_run=dry_run)


def _set_globs(record: Record, globs: Sequence[str]) -> str:
    """The page with other globs, checked to say nothing else than before."""
    from minutebook.records import reader
    from minutebook.records.adr.edits import governed_files

    command = shlex.join(["minutebook", "edit", record.path])
    if not record.is_editable:
        return record.text + "\n"  # refused where it would be written, with the reason
    try:
        text = governed_files.set_governed_files(record, globs)
    except Conflict as error:
        raise Conflict(f"{record.path}: {error.message}; {error.hint}", command) from None
    after = reader.read_record(record.folder, record.path, text)
    is_same = all(
        getattr(after, name) == getattr(record, name)
        for name in ("title", "state", "state_raw", "dialect", "deciders", "tags", "other_statuses")
    )
    if after.governs != tuple(globs) or not is_same:
        raise Conflict(f"{record.path}: its form has no place for what it governs", command)
    return text


def suggest_globs(project: Project, record: Record, records: RecordSet) -> tuple[str, ...]:
    """Globs for what the prompts changed that decided or implemented a decision, but those it has.

    Files that were renamed are followed. The records need no texts.
    """
    from minutebook.records.model import find_folder
    from minutebook.repository.git import repo
    from minutebook.repository.git.commits import renames
    from minutebook.suggest.diff.governed_globs import choose_globs

    touched = set(_list_touched(record, records))
    if not touched:
        return ()
    pages = {page for page in records.pages if find_folder(records.folders, page)}
    pages.update(each.path for each in records.members)
    paths = [path for path in repo.list_files(project.repo) if path not in pages]
    missing = touched.difference(paths)
    for _ in range(_MAX_RENAMES):
        renamed = renames.list_renames(project.repo, missing)
        missing = {path for _, path in renamed} - touched
        if not missing:
            break
        touched |= missing
    globs = choose_globs(touched, paths, record.governs)
    return tuple(glob for glob in globs if glob not in record.governs)


def _list_touched(record: Record, records: RecordSet) -> Iterator[str]:
    """The paths that the prompts behind a decision name as changed."""
    from minutebook.catalog.rows import list_touched

    for relation in records.graph.list_relations(record):
        if relation.record.kind is PHR and relation.name in _PROMPT_RELATIONS:
            yield from list_touched(relation.record)


def make_command(record: Record, globs: Sequence[str]) -> list[str]:
    """The command that adds globs to a decision, in arguments."""
    guard = ["--"] if any(glob.startswith("-") for glob in globs) else []
    return ["minutebook", "adr", "govern", record.ref, *guard, *globs]


def suggest_command(project: Project, result: OperationResult) -> list[str]:
    """The command that states what a new decision governs, as its prompts suggest, in arguments.

    None where nothing is suggested, the decision says already what it governs, or no page of a
    prompt was linked with it.
    """
    record = result.records[0]
    folders = [folder.path for folder in project.settings.list_folders() if folder.kind is PHR]
    is_decided_in = any(
        is_below(write.path, folder) for write in result.writes for folder in folders
    )
    if record.kind is not ADR or record.governs or not is_decided_in:
        return []
    records = project.load_records(has_texts=False)
    current = records.graph.records_by_path.get(record.path)
    globs = suggest_globs(project, current, records) if current else ()
    return make_command(record, globs) if globs else []
