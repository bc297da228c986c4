"""What people answer to a suggestion: a decision is made of it, or it is dismissed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from minutebook.errors import Refusal, UsageError
from minutebook.operations import verbs
from minutebook.operations.project import OperationResult, Project
from minutebook.records import drafts, prose, reader, render
from minutebook.records.filenames import clean_title
from minutebook.records.model import Record, RecordSet, Write
from minutebook.records.phr import suggestions
from minutebook.records.phr.suggestions import ACCEPTED, DISMISSED, PENDING, Suggestion
from minutebook.records.templates import find_names
from minutebook.text import markdown

_MOST = 800  # characters of a prompt that a decision quotes
# In a quotation these would be links, HTML or a template's blanks: a fence shows them as they are.
_MARKUP = re.compile(r"[\[{<`]")
# Where a template has room: for a list of options, for consequences in the line of a bullet.
_INLINE = re.compile(r"(?m)^[-*] .*\{\{ *consequences *\}\}")
_SAID = re.compile(r"prompt(?::\d+)? (.+?)(?: …)?\Z")  # evidence that repeats the prompt
_CONFLICT = re.compile(r"(?m)^(?=[<=>]{7})")  # a line of a merge, as it may stand in a prompt
_TICKS = re.compile(r"`+")


class AlreadyAnswered(Refusal):
    """A suggestion that was accepted or dismissed already."""

    code = "suggestion-answered"


def accept_suggestion(
    project: Project, suggestion_id: str, *, title: str = "", dry_run: bool = False
) -> OperationResult:
    """Make the proposed decision that a suggestion asks for."""
    return accept_with_draft(project, suggestion_id, drafts.AdrDraft(title), dry_run=dry_run)


def accept_with_draft(
    project: Project,
    suggestion_id: str,
    draft: drafts.AdrDraft,
    *,
    template: str = "",
    supersedes: Sequence[str] = (),
    dry_run: bool = False,
) -> OperationResult:
    """Make a decision of a suggestion: title, context and options are its own where blank.

    So are the consequences, where the answer says what the choice costs. Where the template has
    no list of options, the context ends with them.

    The decision and the prompt record link to each other, and the suggestion is accepted, in one
    plan. Raises Answered where it was accepted or dismissed before.
    """
    holder, one = _pending(project.load_records(), suggestion_id)
    source, _ = verbs.find_template(project, template or project.settings.adr_template, "adr/")
    why = format_context(reader.read_prompt(holder) or "", one.evidence)
    derived = drafts.AdrDraft(
        "", context=draft.context or why, options=one.options, consequences=_costs(holder, source)
    )
    if not draft.options and "options" not in find_names(source):
        context = render.append_options(derived.context, tuple(map(clean_title, one.options)))
        derived = replace(derived, context=context, options=())
    derived = render.drop_unplaced_values(derived, source)
    links = {**draft.links, "decided-in": (*draft.links.get("decided-in", ()), holder.path)}
    return verbs.create_adr(
        project,
        replace(
            draft,
            title=draft.title or one.decision_title,
            context=derived.context or draft.context,
            options=draft.options or derived.options,
            consequences=draft.consequences or derived.consequences,
            links=links,
        ),
        template=template,
        supersedes=supersedes,
        # Asked once more, on the shelf as it is under the lock: two may accept at once.
        plan_extra_writes=lambda shelf: _marked(*_pending(shelf, suggestion_id), ACCEPTED),
        dry_run=dry_run,
    )


def dismiss_suggestion(
    project: Project, suggestion_id: str, reason: str, *, dry_run: bool = False
) -> OperationResult:
    """Have a suggestion stay quiet, for a reason that its prompt record keeps.

    Raises Misuse without a reason, Answered where it was accepted or dismissed before.
    """
    reason = clean_title(reason)
    if not reason:
        raise UsageError("a suggestion is dismissed for a reason", 'say it with --reason "…"')

    def verb(shelf: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.records import linking

        holder, one = _pending(shelf, suggestion_id)
        return [holder], linking.complete_writes(shelf, _marked(holder, one, DISMISSED, reason))

    return project.run_operation(verb, dry_run=dry_run)


def _pending(shelf: RecordSet, words: str) -> tuple[Record, Suggestion]:
    holder, one = suggestions.find_suggestion(shelf, words)
    if one.state != PENDING:
        why = f": {one.reason}" if one.reason else ""
        hint = (
            f"minutebook show {holder.ref} shows the decision that was made of it"
            if one.state == ACCEPTED
            else f"to decide it all the same: minutebook adr new TITLE --phr {holder.ref}"
        )
        raise AlreadyAnswered(f"{one.id} is {one.state} already{why}", hint)
    return holder, one


def _marked(holder: Record, one: Suggestion, state: str, reason: str = "") -> tuple[Write, ...]:
    told = replace(one, state=state, reason=reason)
    text = suggestions.put_suggestions(
        holder.text,
        [told if each.id == one.id else each for each in suggestions.read_suggestions(holder)],
    )
    return (Write(holder.path, text, holder.text),)


def format_context(prompt: str, evidence: Sequence[str]) -> str:
    """What led to a decision, as markdown: how the prompt begins, quoted, and what was seen."""
    parts = []
    said = " ".join(prompt.split())
    evidence = [line for line in evidence if not ((told := _SAID.match(line)) and told[1] in said)]
    if prompt.strip():
        parts += ["It was decided in this prompt:", _quoted(_beginning(prompt))]
    if evidence:
        rows = "\n".join(f"- {_code(clean_title(line))}" for line in evidence)
        parts += ["What the change shows of it:", rows]
    return "\n\n".join(parts)


def _costs(holder: Record, source: str) -> str:
    """What the answer says that the choice costs, as the template has room for it."""
    from minutebook.suggest.prose import stated_options

    found = stated_options.find_tradeoffs(reader.read_response(holder) or "")
    costs = [words for words in found if not _MARKUP.search(words)]
    return " ".join(costs) if _INLINE.search(source) else "\n".join(f"- {one}" for one in costs)


def _beginning(prompt: str) -> str:
    """A short prompt, or the first paragraphs of a long one; the first, cut at a word, at least."""
    words = prompt.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(words) <= _MOST:
        return words
    cut = words.rfind("\n\n", 0, _MOST)
    if cut < 0:
        cut = max(words.rfind(" ", 0, _MOST), words.rfind("\n", 0, _MOST))
    kept = words[: cut if cut > 0 else _MOST].rstrip()
    return f"{kept}\n\n…" if words.startswith("\n\n", cut) else f"{kept} …"


def _quoted(words: str) -> str:
    if _MARKUP.search(words) or prose.format_response(words) != words:
        return markdown.wrap_in_fence(_CONFLICT.sub(" ", words))
    return "\n".join(f"> {line}".rstrip() for line in words.split("\n"))


def _code(words: str) -> str:
    """Words as inline code, in more backticks than stand together in them."""
    ticks = "`" * (max(map(len, _TICKS.findall(words)), default=0) + 1)
    room = " " if words[:1] == "`" or words[-1:] == "`" else ""
    return f"{ticks}{room}{words}{room}{ticks}"
