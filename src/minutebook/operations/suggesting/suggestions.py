"""Answer a suggestion: make a decision of it, or dismiss it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from minutebook.errors import AmbiguousRef, Refusal, UnknownRef, UsageError
from minutebook.lean.values import replace
from minutebook.operations.creation import create, templates
from minutebook.operations.private_texts import find, keep
from minutebook.operations.project import OperationResult, Project
from minutebook.operations.suggesting import draft_texts
from minutebook.records.drafting import adr_pages, drafts, placement
from minutebook.records.drafting.templates import find_names
from minutebook.records.filenames import clean_title
from minutebook.records.model import ADR, Record, RecordSet, Write
from minutebook.records.phr import suggestions
from minutebook.records.phr.suggestions import ACCEPTED, DISMISSED, PENDING, Suggestion

_NOT_SUPERSEDED = ("superseded", "deprecated", "rejected")  # what has ended, or never held


class AlreadyAnswered(Refusal):
    """A suggestion that was accepted or dismissed already."""

    code = "suggestion-answered"


def accept_suggestion(
    project: Project,
    suggestion_id: str,
    *,
    title: str = "",
    redact: bool = True,
    dry_run: bool = False,
) -> OperationResult:
    """Make the proposed decision that a suggestion asks for; `redact` is that of `create_adr`."""
    return accept_with_draft(
        project, suggestion_id, drafts.AdrDraft(title), redact=redact, dry_run=dry_run
    )


def accept_with_draft(
    project: Project,
    suggestion_id: str,
    draft: drafts.AdrDraft,
    *,
    folder: str = "",
    template: str = "",
    supersedes: Sequence[str] = (),
    redact: bool = True,
    dry_run: bool = False,
) -> OperationResult:
    """Make a decision of a suggestion, which fills in what the draft leaves blank.

    That is the title, the context, the options and which one was chosen, and the consequences where
    the answer says what the choice costs. The decision and the prompt record link to each other,
    and the suggestion is accepted, in one change set. `folder` and `redact` are those of
    `create_adr`. Raises AlreadyAnswered where it was answered before.
    """
    try:
        records = project.load_records(has_texts=False)
        record, suggestion = _find_pending(records, suggestion_id)
        record = records.with_text(record)
    except UnknownRef as error:
        accepted = _accept_private(
            project,
            suggestion_id,
            draft,
            folder=folder,
            template=template,
            supersedes=supersedes,
            redact=redact,
            dry_run=dry_run,
        )
        if accepted is None:
            raise error from None
        return accepted
    taken = draft_texts.TakenOver(project, record, suggestion, folder)
    has_choice = bool(draft.decision or draft.options)
    suggested = drafts.AdrDraft(
        "",
        context=draft.context or taken.format_context(),
        options=suggestion.options,
        decision="" if has_choice else taken.find_reason(),
        chosen="" if has_choice else taken.chosen,
        consequences=draft.consequences or suggestion.decision_title,  # there may be some
    )
    chosen = templates.choose_adr_template(project, suggested, template, folder)
    source = chosen.source
    suggested = replace(suggested, consequences=taken.format_tradeoffs(source))
    if not draft.options and "options" not in find_names(source):
        # A suggestion's options may have reasons, which a line has no room for.
        options = tuple(map(clean_title, suggested.options))
        names = tuple(option.partition(": ")[0] for option in options)
        is_in_line = "options_line" in find_names(source)
        if names != options or not is_in_line:
            context = adr_pages.append_options(suggested.context, options)
            suggested = replace(suggested, context=context)
        suggested = replace(suggested, options=names if is_in_line else ())
    suggested = placement.drop_unplaced_values(suggested, source, chosen.form)
    links = {**draft.links, "decided-in": (*draft.links.get("decided-in", ()), record.path)}
    return create.create_adr(
        project,
        replace(
            draft,
            title=draft.title or suggestion.decision_title,
            context=suggested.context or draft.context,
            options=draft.options or suggested.options,
            decision=draft.decision or suggested.decision,
            chosen=suggested.chosen,
            consequences=draft.consequences or suggested.consequences,
            links=links,
        ),
        folder=folder,
        template=template,
        supersedes=(*supersedes, *_list_reversed(records, record, suggestion, supersedes)),
        # Looked up once more, in the records as they are under the lock: two may accept at once.
        plan_extra_writes=lambda records: _plan_answer(
            *_find_pending(records, suggestion_id), ACCEPTED
        ),
        redact=redact,
        dry_run=dry_run,
    )


def _list_reversed(
    records: RecordSet, record: Record, suggestion: Suggestion, named: Sequence[str]
) -> Iterator[str]:
    """The decisions that a suggestion reverses and that are in force still, but those named."""
    known = {records.resolver.resolve(reference, default_kind=ADR).path for reference in named}
    for target in suggestion.supersedes:
        try:
            decision = records.resolver.resolve(target, near_record=record, default_kind=ADR)
        except (UnknownRef, AmbiguousRef):
            continue
        if decision.path not in known and decision.state not in _NOT_SUPERSEDED:
            yield decision.path


def _accept_private(
    project: Project,
    suggestion_id: str,
    draft: drafts.AdrDraft,
    *,
    folder: str,
    template: str,
    supersedes: Sequence[str],
    redact: bool,
    dry_run: bool,
) -> OperationResult | None:
    """Make a decision of a suggestion in a private record; None where there is no such one.

    It takes over the title alone: nothing is quoted of the record, and no link leads to it.
    """
    try:
        record, suggestion = _find_pending(find.list_private(project), suggestion_id)
    except UnknownRef:
        return None
    result = create.create_adr(
        project,
        replace(draft, title=draft.title or suggestion.decision_title),
        folder=folder,
        template=template,
        supersedes=supersedes,
        redact=redact,
        dry_run=dry_run,
    )
    if dry_run:
        return result
    (write,) = _plan_answer(record, suggestion, ACCEPTED)
    with project.lock():
        warnings = keep.write_kept(project, record.path, write.text or record.text)
    return replace(result, warnings=(*result.warnings, *warnings))


def dismiss_suggestion(
    project: Project,
    suggestion_id: str,
    reason: str,
    *,
    redact: bool = True,
    dry_run: bool = False,
) -> OperationResult:
    """Keep a suggestion from being made again, for a reason that its prompt record states.

    With `redact`, secrets in the reason are hidden, with a warning.
    Raises UsageError without a reason, AlreadyAnswered where it was answered before.
    """
    warnings: tuple[str, ...] = ()
    if reason:
        from minutebook.operations.redaction.redactor import redact_line

        reason, warnings = redact_line(project, "reason", reason, keeps_secrets=not redact)
    reason = clean_title(reason)
    if not reason:
        raise UsageError("a suggestion is dismissed for a reason", 'say it with --reason "…"')

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.records import linking

        record, suggestion = _find_pending(records, suggestion_id)
        writes = _plan_answer(record, suggestion, DISMISSED, reason)
        return [record], linking.complete_writes(records, writes)

    return replace(project.run_operation(plan, dry_run=dry_run), warnings=warnings)


def _find_pending(records: RecordSet, suggestion_id: str) -> tuple[Record, Suggestion]:
    record, suggestion = suggestions.find_suggestion(records, suggestion_id)
    if suggestion.state != PENDING:
        reason = f": {suggestion.reason}" if suggestion.reason else ""
        hint = (
            f"minutebook show {record.ref} shows the decision that was made of it"
            if suggestion.state == ACCEPTED
            else f"to decide it all the same: minutebook adr new TITLE --phr {record.ref}"
        )
        raise AlreadyAnswered(f"{suggestion.id} is {suggestion.state} already{reason}", hint)
    return record, suggestion


def _plan_answer(
    record: Record, suggestion: Suggestion, state: str, reason: str = ""
) -> tuple[Write, ...]:
    """The record's page with one of its suggestions answered."""
    answered = replace(suggestion, state=state, reason=reason)
    text = suggestions.put_suggestions(
        record.text,
        [
            answered if other.id == suggestion.id else other
            for other in suggestions.read_suggestions(record)
        ],
    )
    return (Write(record.path, text, record.text),)
