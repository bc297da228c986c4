"""Render the page of a new prompt record from its draft and a template.

A template with `{{ record_block }}` makes a page for readers: front matter that a forge shows in a
few lines, the rest of the facts in a comment at the end, a prompt that wraps, a response that is
rendered. One without it makes a page of the former form: all facts in its front matter, the prompt
in a fence, and the response as it is, or in a fence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from minutebook.lean.patterns import compile_lazily
from minutebook.records.adr.fields import read_field_items
from minutebook.records.drafting import prose
from minutebook.records.drafting.drafts import AskedPrompt, PhrDraft, compute_digest, drop_empty
from minutebook.records.drafting.templates import find_names, render_template
from minutebook.records.model import OUTCOME_BLOCK, PHR, SUMMARY_BLOCK, Record
from minutebook.text import markdown
from minutebook.text.frontmatter import record_block
from minutebook.text.frontmatter.emit import format_fields

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from minutebook.records.phr.suggestions import Suggestion

RECORD_BLOCK = "record_block"  # the name in a template that makes a page for readers
# It ends the page, wherever it stands: a section that is empty but for it would keep its heading.
_RECORD_BLOCK_LINE = compile_lazily(r"(?m)^[ \t]*\{\{ *record_block *\}\}[ \t]*\n?")


def render_phr(draft: PhrDraft, digits: str, template: str, path: str = "the template") -> str:
    """The page of a prompt record. Its `links` are not written here, nor its generated blocks.

    `template` is the template's text, `path` its name in messages.
    """
    outcome = draft.outcome
    fields = list_phr_fields(draft, digits)
    has_outcome = draft.files or draft.tests or draft.suggestions
    values = {
        "title": draft.title,
        "heading": format_heading(draft.title, digits),
        "number": str(int(digits)),
        "digits": digits,
        "stage": draft.stage,
        "date": draft.date,
        "summary": _make_block(SUMMARY_BLOCK),
        "impact": prose.format_bullet_text(outcome.impact),
        "tests": prose.format_bullet_text(outcome.tests),
        "files": prose.format_bullet_text(outcome.files),
        "next": prose.format_bullet_text(outcome.next),
        "reflection": prose.format_bullet_text(outcome.reflection),
        "outcome": _make_block(OUTCOME_BLOCK) if has_outcome else None,
        "evaluation": prose.format_text(draft.evaluation.strip()) or None,
        "front_matter": format_fields(fields).rstrip("\n"),
        "prompt": markdown.wrap_in_fence(draft.prompt) if draft.prompt else None,
        "response": _format_response(draft),
        RECORD_BLOCK: "",
    }
    if RECORD_BLOCK not in find_names(template):
        # Front matter is read by people, who have no use for hashes.
        fields.pop("traces", None)
        values["front_matter"] = format_fields(fields).rstrip("\n")
        return render_template(template, values, path)
    shown, block = _list_shown_values(draft, fields)
    page = render_template(_RECORD_BLOCK_LINE.sub("", template), values | shown, path)
    return f"{page}\n{block}\n"


def format_heading(title: str, digits: str) -> str:
    """The heading of a prompt record: its number and its title, which shows as it is."""
    return f"{PHR.ref_prefix}-{digits} {next(prose.list_title_variants(title, ''))}"


def _list_shown_values(
    draft: PhrDraft, fields: Mapping[str, object]
) -> tuple[dict[str, str | None], str]:
    """The values that differ on a page for readers, and its record block."""
    from minutebook.records.phr import quotations, responses

    front, hidden = record_block.split_fields(fields)
    form: dict[str, object] = {}
    response = None
    if draft.response:
        response, shown_form = responses.format_response(draft.response)
        form = shown_form.list_facts()
    if form:
        hidden[record_block.FORM_FIELD] = form
    return {
        "front_matter": format_fields(front).rstrip("\n"),
        "prompt": quotations.format_prompt(draft.prompt) if draft.prompt else None,
        "response": response,
    }, record_block.format_record_block(hidden)


def list_phr_fields(draft: PhrDraft, digits: str) -> dict[str, object]:
    """The fields of a prompt record in their order, without its `links` to other records."""
    fields: dict[str, object] = {
        "id": digits,
        "title": draft.title,
        "stage": draft.stage,
        "date": draft.date,
        "visibility": draft.visibility,
        "surface": draft.surface,
        "agent": draft.agent,
        "model": draft.model,
        "feature": draft.feature,
        "branch": draft.branch,
        "user": draft.user,
        "command": draft.command,
        "session": draft.session,
        "duration": draft.duration,
        "tokens": draft.tokens or "",
        "usage": dict(draft.usage),
        "commits": list(draft.commits),
        "labels": list(draft.labels),
        "links": drop_empty({"spec": draft.spec, "ticket": draft.ticket, "pr": draft.pr}),
        "files": list(draft.files),
        "tests": list(draft.tests),
        "suggestions": _list_suggestions(draft.suggestions, digits),
        "traces": _shorten_traces(draft),
        "told": list(draft.told),
        "asked_before": list_asked_before(draft.asked_before),
        "fidelity": draft.fidelity if draft.prompt or draft.digest else "",
        "digest": compute_digest(draft.prompt) if draft.prompt else draft.digest,
        "response-digest": draft.response_digest,
    }
    return drop_empty(fields)


def _shorten_traces(draft: PhrDraft) -> dict[str, str]:
    """The traces of a draft by the ends of their paths."""
    if not draft.traces:
        return {}
    from minutebook.records.phr.traced_files import shorten_paths

    ends = shorten_paths(draft.traces, draft.files)
    return {ends[path]: trace for path, trace in draft.traces.items()}


def join_traces(record: Record, draft: PhrDraft) -> dict[str, str]:
    """The traces of a draft, with those that the record has already of its other files."""
    from minutebook.records.phr.traced_files import list_traced

    earlier = list_traced(record.fields, read_field_items(record, "files"))
    kept = {path: trace for path, trace in earlier.items() if path in draft.files}
    joined = {path: str(trace) for path, trace in {**kept, **draft.traces}.items()}
    return dict(sorted(joined.items()))


def join_told(record: Record, draft: PhrDraft) -> tuple[str, ...]:
    """The decisions that the record says to have been told, and those of a draft, each once."""
    stated = record.fields.get("told")
    earlier = map(str, stated) if isinstance(stated, list) else ()
    return tuple(dict.fromkeys((*earlier, *draft.told)))


def list_asked_before(prompts: Iterable[AskedPrompt]) -> list[dict[str, object]]:
    """Prompts without a record of their own, as a page states them."""
    return [
        drop_empty({"prompt": asked.prompt, "date": asked.date, "digest": asked.digest})
        | ({"after": True} if asked.is_after else {})
        for asked in prompts
    ]


def _list_suggestions(suggestions: tuple[Suggestion, ...], digits: str) -> list[dict[str, object]]:
    if not suggestions:
        return []
    from minutebook.records.phr import suggestions as ledger

    return ledger.serialize_suggestions(ledger.merge_suggestions((), suggestions, digits))


def _format_response(draft: PhrDraft) -> str | None:
    """A response on a page of the former form."""
    if not draft.response:
        return None
    if not draft.prompt and prose.has_placeholder(draft.response):
        # Beside a prompt the response is known to be a quotation; alone only a fence says so.
        return markdown.wrap_in_fence(draft.response, "markdown")
    return prose.format_response(draft.response)


def _make_block(name: str) -> str:
    return f"<!-- minutebook:{name} -->\n<!-- /minutebook:{name} -->"
