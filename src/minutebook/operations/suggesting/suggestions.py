"""Answer a suggestion: make a decision of it, or dismiss it."""

from __future__ import annotations

from collections.abc import Sequence

from minutebook.errors import Refusal, UnknownRef, UsageError
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import replace
from minutebook.operations.creation import create, templates
from minutebook.operations.private_texts import find, keep
from minutebook.operations.project import OperationResult, Project
from minutebook.records import reader
from minutebook.records.drafting import adr_pages, drafts, placement, prose
from minutebook.records.drafting.templates import find_names
from minutebook.records.filenames import clean_title
from minutebook.records.model import Record, RecordSet, Write
from minutebook.records.phr import suggestions
from minutebook.records.phr.suggestions import ACCEPTED, DISMISSED, PENDING, Suggestion
from minutebook.text import markdown
from minutebook.text.terminal import escape_hidden

_MAX_QUOTE_CHARACTERS = 800  # of a prompt that a decision quotes
# In a quotation these would be links, HTML or a template's blanks: a fence shows them as they are.
_MARKUP = compile_lazily(r"[\[{<`]")
# A template that puts the consequences into the line of a bullet.
_CLAUSE = compile_lazily(r"(?i)(?:it|its|they|we|our|this|that|there|the) ")
_CONSEQUENCES_IN_LINE = compile_lazily(r"(?m)^[-*] .*\{\{ *consequences *\}\}")
_PROMPT_EVIDENCE = compile_lazily(
    r"prompt(?::\d+)? (.+?)(?: …)?\Z"
)  # evidence that repeats the prompt
_CONFLICT_MARKER = compile_lazily(r"(?m)^(?=[<=>]{7})")  # as it may stand in a prompt


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
    prompt = reader.read_prompt(record) or ""
    has_choice = bool(draft.decision or draft.options)
    option, reason = ("", "") if has_choice else _read_chosen(suggestion)
    suggested = drafts.AdrDraft(
        "",
        context=draft.context or format_context(prompt, suggestion.evidence),
        options=suggestion.options,
        decision=reason,
        chosen=option,
        consequences=draft.consequences or suggestion.decision_title,  # there may be some
    )
    chosen = templates.choose_adr_template(project, suggested, template, folder)
    source = chosen.source
    suggested = replace(suggested, consequences=_format_tradeoffs(record, source))
    if not draft.options and "options" not in find_names(source):
        # A suggestion's options have reasons, which a line has no room for.
        options = tuple(map(clean_title, suggested.options))
        context = adr_pages.append_options(suggested.context, options)
        suggested = replace(suggested, context=context, options=())
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
        supersedes=supersedes,
        # Looked up once more, in the records as they are under the lock: two may accept at once.
        plan_extra_writes=lambda records: _plan_answer(
            *_find_pending(records, suggestion_id), ACCEPTED
        ),
        redact=redact,
        dry_run=dry_run,
    )


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


def _read_chosen(suggestion: Suggestion) -> tuple[str, str]:
    """The name of the option that was chosen, and why where a clause behind it says that.

    It is the first one: "Celery: it retries with backoff".
    """
    name, _, reason = suggestion.options[0].partition(": ") if suggestion.options else ("", "", "")
    return name, f"because {reason.rstrip('.')}." if _CLAUSE.match(reason) else ""


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


# What a decision takes over from the prompt record ----------------------------------------------


def format_context(prompt: str, evidence: Sequence[str]) -> str:
    """What led to a decision, as markdown: the prompt's beginning, quoted, and the evidence.

    Signs that nobody sees are shown: the page is read by agents, too.
    """
    parts = []
    prompt_line = " ".join(prompt.split())
    evidence = [
        line
        for line in evidence
        if not ((match := _PROMPT_EVIDENCE.match(line)) and match[1] in prompt_line)
    ]
    if prompt.strip():
        parts += ["It was decided in this prompt:", _quote(escape_hidden(_cut_prompt(prompt)))]
    if evidence:
        lines = [escape_hidden(clean_title(line)) for line in evidence]
        rows = "\n".join(f"* {markdown.make_code_span(line)}" for line in lines)
        parts += ["What the change shows of it:", rows]
    return "\n\n".join(parts)


def _format_tradeoffs(record: Record, template: str) -> str:
    """What the answer says that the choice costs, in a line or a list as the template asks."""
    from minutebook.suggest.prose import stated_options

    tradeoffs = [
        text
        for text in stated_options.find_tradeoffs(reader.read_response(record) or "")
        if not _MARKUP.search(text)
    ]
    if _CONSEQUENCES_IN_LINE.search(template):
        return " ".join(tradeoffs)
    return "\n".join(f"* {text}" for text in tradeoffs)


def _cut_prompt(prompt: str) -> str:
    """A short prompt, or the first paragraphs of a long one; the first, cut at a word, at least."""
    text = prompt.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) <= _MAX_QUOTE_CHARACTERS:
        return text
    end = text.rfind("\n\n", 0, _MAX_QUOTE_CHARACTERS)
    if end < 0:
        end = max(
            text.rfind(" ", 0, _MAX_QUOTE_CHARACTERS), text.rfind("\n", 0, _MAX_QUOTE_CHARACTERS)
        )
    beginning = text[: end if end > 0 else _MAX_QUOTE_CHARACTERS].rstrip()
    return f"{beginning}\n\n…" if text.startswith("\n\n", end) else f"{beginning} …"


def _quote(text: str) -> str:
    if _MARKUP.search(text) or prose.format_response(text) != text:
        return markdown.wrap_in_fence(_CONFLICT_MARKER.sub(" ", text))
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
