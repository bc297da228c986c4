"""Move a decision on: accept, reject or deprecate it, or have another one replace or amend it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from minutebook.errors import AmbiguousRef, ForbiddenTransition, UnknownRef, UsageError
from minutebook.lean.values import replace
from minutebook.operations.changes import links
from minutebook.operations.project import OperationResult, Project
from minutebook.records.model import ADR, LINKS_BLOCK, Record, RecordSet, Write

_BARE_REFERENCE = r"(?i)#?[0-9]{1,9}\.?|adr[-_ #.]{0,3}[0-9]{1,9}"
_COMMANDS = {"supersedes": "supersede", "amends": "amend"}


def change_status(
    project: Project,
    references: Sequence[str],
    status: str,
    *,
    reason: str = "",
    redact: bool = True,
    dry_run: bool = False,
) -> OperationResult:
    """Accept, reject or deprecate decisions, all of them or none.

    A decision that several references name counts once; the records of the result begin with those
    that are named. Raises ForbiddenTransition where one may not get the status.

    With its acceptance the supersessions that a decision states take effect, in the pages of the
    decisions that it supersedes; rejected, it leaves no trace in them. With `redact`, secrets in
    the reason are hidden, with a warning.
    """
    warnings: tuple[str, ...] = ()
    notes: list[str] = []
    if reason:
        from minutebook.operations.redaction.redactor import redact_line

        reason, warnings = redact_line(project, "reason", reason, keeps_secrets=not redact)

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.records import linking

        chosen = [project.resolve_reference(records, each, ADR) for each in references]
        paths = list(dict.fromkeys(record.path for record in chosen))
        writes: Sequence[Write] = []
        followers: list[Record] = []
        linked_paths: list[str] = []
        current = records
        for path in paths:
            record = next(each for each in current.members if each.path == path)
            change = _plan_status(project, current, record, status, reason, notes, dry_run)
            own_writes, superseded, own_linked_paths = change
            followers += superseded
            linked_paths += own_linked_paths
            writes = linking.merge_writes(writes, own_writes)
            if path != paths[-1]:
                current = linking.simulate_writes(current, own_writes)
        by_path = {record.path: record for record in (*chosen, *followers)}
        subjects = [by_path[path] for path in dict.fromkeys((*paths, *by_path))]
        return subjects, linking.complete_writes(records, writes, linked_paths)

    result = project.run_operation(plan, dry_run=dry_run)
    return replace(result, warnings=(*result.warnings, *warnings), notes=tuple(notes))


def _plan_status(
    project: Project,
    records: RecordSet,
    record: Record,
    status: str,
    reason: str,
    notes: list[str],
    dry_run: bool,
) -> tuple[Sequence[Write], Sequence[Record], Sequence[str]]:
    """The writes that give one decision a status, and the records that it supersedes with that.

    Then the paths of the pages whose blocks of links change. Adds to `notes` as `_plan_effects`
    does.
    """
    from minutebook.records import linking, page_links
    from minutebook.records.drafting import drafts

    if record.state == status:
        raise ForbiddenTransition(
            f"{record.ref} is {status} already", f"minutebook show {record.ref}"
        )
    drafts.require_transition(ADR, record, status)
    if status == "rejected":
        linking.require_rejectable(records, record)
    text = page_links.set_status(records, record, status, reason=reason, today=project.today)
    writes: Sequence[Write] = [Write(record.path, text, record.text)]
    if status == "rejected":
        return writes, (), _list_blocks_of_older(records, record)
    if status != "accepted":
        return writes, (), ()
    superseded, effects = _plan_effects(records, record, writes, notes, dry_run)
    linked_paths = [each.path for each in (record, *superseded)] if superseded else ()
    return linking.merge_writes(writes, effects), superseded, linked_paths


def _plan_effects(
    records: RecordSet,
    record: Record,
    writes: Sequence[Write],
    notes: list[str],
    dry_run: bool,
) -> tuple[Sequence[Record], Sequence[Write]]:
    """The decisions that `record`, accepted by `writes`, supersedes from now on, and their writes.

    Adds a sentence to `notes` for each, and for what its page says in a sentence alone. A page that
    no command changes has to say it by hand.
    """
    from minutebook.records import linking

    accepted = linking.simulate_writes(records, writes)
    new = accepted.graph.records_by_path[record.path]
    superseded, unclear, effects = linking.plan_effects(accepted, new)
    verb = "would be" if dry_run else "is"
    for old in superseded:
        note = f"{old.ref} {verb} superseded by {new.ref} from now on"
        if not old.is_editable:
            command = shlex.join(["minutebook", "edit", old.path])
            note += f"; no command changes {old.path}, so say it there: {command}"
        notes.append(note)
    notes += [
        f"{new.ref} says in a sentence that it supersedes {old.ref}, which stays {old.state}; if"
        f" that is meant: minutebook adr supersede {old.ref} --by {new.ref}"
        for old in unclear
        if old.state != "superseded"
    ]
    return superseded, effects


def _list_blocks_of_older(records: RecordSet, record: Record) -> list[str]:
    """The pages of what a proposal would supersede or amend that have a block of links.

    Rejected, it is not shown there any more, and a block with nothing else in it is removed.
    """
    from minutebook.text import markdown

    return [
        relation.record.path
        for relation in records.graph.list_relations(record)
        if relation.name in ("supersedes", "amends")
        and markdown.find_block(relation.record.text, LINKS_BLOCK) is not None
    ]


def supersede_decision(
    project: Project, old_reference: str, new_reference: str, *, dry_run: bool = False
) -> OperationResult:
    """Have one decision take the place of another; both pages show it.

    It takes effect when the successor is accepted: until then the old decision stays as it is.
    """
    return _relate_decisions(project, old_reference, new_reference, "supersedes", dry_run)


def amend_decision(
    project: Project, old_reference: str, new_reference: str, *, dry_run: bool = False
) -> OperationResult:
    """Have one decision change a part of another, which stays in force; both pages show it."""
    return _relate_decisions(project, old_reference, new_reference, "amends", dry_run)


def _relate_decisions(
    project: Project, old_reference: str, new_reference: str, relation: str, dry_run: bool
) -> OperationResult:
    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.records import linking

        old = project.resolve_reference(records, old_reference, ADR)
        try:
            new = project.resolve_reference(records, new_reference, ADR)
        except UnknownRef as error:
            raise _explain_unknown(error, relation, old, new_reference) from None
        writes = linking.link_records(records, new, relation, old)
        return [new, old], linking.complete_writes(records, writes, [new.path, old.path])

    result = project.run_operation(plan, dry_run=dry_run)
    return replace(
        result, notes=links.list_pending(result.records[0], result.records[1:], relation)
    )


def _explain_unknown(error: UnknownRef, relation: str, old: Record, reference: str) -> UnknownRef:
    """The refusal for a reference to no decision; where it reads as a title, with another hint."""
    if re.search(r"[0-9]", reference) and not re.search(r"\s", reference.strip()):
        return error
    title = shlex.quote(reference)
    return UnknownRef(
        error.message, f"minutebook adr {_COMMANDS[relation]} {old.ref} --with {title}"
    )


def create_newer_decision(
    project: Project,
    old_reference: str,
    title: str,
    relation: str,
    *,
    redact: bool = True,
    dry_run: bool = False,
) -> OperationResult:
    """Create a proposed decision that supersedes or amends (`relation`) another.

    Raises UsageError where the title is a reference to a decision that is there: by mistake it
    would be made anew.
    """
    from minutebook.operations.creation import create
    from minutebook.records.drafting import drafts

    records = project.load_records()
    old = project.resolve_reference(records, old_reference, ADR)
    _require_title(project, records, old, title, relation)
    result = create.create_adr(
        project,
        drafts.AdrDraft(title=title, links={relation: (old_reference,)}),
        folder=project.find_folder_of(old_reference, ADR),
        redact=redact,
        dry_run=dry_run,
    )
    return replace(result, notes=links.list_pending(result.records[0], [old], relation))


def _require_title(
    project: Project, records: RecordSet, old: Record, title: str, relation: str
) -> None:
    """Raise UsageError where a title is a reference to a decision, or nothing but a number."""
    from minutebook.records.filenames import parse_name

    text = title.strip()
    is_bare = re.fullmatch(_BARE_REFERENCE, text) is not None
    is_name = not re.search(r"\s", text) and (
        text.endswith(".md") or parse_name(ADR, text).number is not None
    )
    same_title = [
        record
        for record in records.of_kind(ADR)
        if record.title.casefold() == text.casefold() and record.path != old.path
    ]
    if not (is_bare or is_name or same_title):
        return
    try:
        existing = same_title[0] if same_title else project.resolve_reference(records, text, ADR)
    except (UnknownRef, AmbiguousRef):
        if not is_bare:
            return
        raise UsageError(
            f"--with takes the title of a new decision, and {text} is none", "minutebook list adr"
        ) from None
    if existing.path == old.path:
        raise UsageError(
            f"{text} is {old.ref} itself",
            f"minutebook adr {_COMMANDS[relation]} {old.ref} --with TITLE",
        )
    raise UsageError(
        f"{text} is {existing.ref}: --by?",
        f"minutebook adr {_COMMANDS[relation]} {old.ref} --by {existing.ref}",
    )
