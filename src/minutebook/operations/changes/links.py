"""Relate records, and take relations away."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from minutebook.errors import AmbiguousRef, UnknownRef
from minutebook.lean.values import replace
from minutebook.operations.private_texts import find
from minutebook.operations.project import OperationResult, Project
from minutebook.records.model import ADR, PHR, Kind, Record, RecordSet, Write


def relate_records(
    project: Project,
    source_reference: str,
    relation: str,
    target_reference: str,
    *,
    remove: bool = False,
    dry_run: bool = False,
) -> OperationResult:
    """Make a relation between two records, or remove it; both pages show it.

    To remove one, `target_reference` may be the target of a dead link, as the page has it.
    """

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.records import linking
        from minutebook.records.renaming import dead_targets

        source = find.resolve_shown(project, records, source_reference)
        try:
            target = find.resolve_shown(project, records, target_reference)
            change = linking.unlink_records if remove else linking.link_records
            writes = change(records, source, relation, target)
        except (UnknownRef, AmbiguousRef, linking.MissingLink) as refusal:
            if not remove:
                raise
            try:
                writes = dead_targets.unlink_target(records, source, relation, target_reference)
            except linking.MissingLink:
                raise refusal from None
            target = source
        paths = [source.path, target.path]
        subjects = [source, target] if target is not source else [source]
        return subjects, linking.complete_writes(records, writes, paths)

    result = project.run_operation(plan, dry_run=dry_run)
    if remove:
        return result
    from minutebook.records import relations

    # What is said of it is on supersessions alone, which have a known name.
    name, records = relations.parse_relation(relation) or "", result.records
    if name == "superseded-by":
        name, records = "supersedes", records[::-1]
    return replace(result, notes=list_pending(records[0], records[1:], name))


def list_pending(new: Record, old_records: Sequence[Record], relation: str) -> tuple[str, ...]:
    """A sentence on when the supersession of `old_records` takes effect, where it has not."""
    if relation != "supersedes" or new.state != "proposed":
        return ()
    states = {"": "as it is", "accepted": "in force"}
    notes = []
    for old in old_records:
        if old.state == "superseded":
            continue
        pending = f"{old.ref} stays {states.get(old.state, old.state)} until {new.ref} is accepted"
        if old.is_editable:
            notes.append(f"{pending}: minutebook adr accept {new.ref}")
        else:
            notes.append(
                f"{pending}; no command changes {old.path}, so say there then that it is"
                f" superseded by {new.ref}: {shlex.join(['minutebook', 'edit', old.path])}"
            )
    return tuple(notes)


def link_new_record(
    project: Project, records: RecordSet, path: str, links: Mapping[str, Sequence[str]]
) -> tuple[list[str], Sequence[Write], RecordSet]:
    """Link the record at `path` to others, by relation.

    The paths of all records that are linked, the writes, and the records as they are after them.
    """
    from minutebook.records import linking

    # Without the new record: its own number may be what a mistaken reference names.
    others = replace(
        records, members=tuple(record for record in records.members if record.path != path)
    )
    linked_paths, writes = [path], []
    for relation, refs in links.items():
        for ref in refs:
            by_path = {record.path: record for record in records.members}
            source = by_path[path]
            name, _, _ = linking.orient_relation(records, relation, source, source)
            target_path = project.resolve_reference(
                others, ref, _find_target_kind(name, source.kind)
            ).path
            link_writes = linking.link_records(records, source, relation, by_path[target_path])
            writes.append(link_writes)
            records = linking.simulate_writes(records, link_writes)
            linked_paths.append(target_path)
    return linked_paths, linking.merge_writes(*writes), records


def _find_target_kind(relation: str, kind: Kind) -> Kind | None:
    """The kind that a relation of a record of `kind` leads to; None where it may be either."""
    if relation == "decides":
        return ADR if kind is PHR else PHR
    return kind if relation in ("supersedes", "amends", "follows") else None
