"""Render the page of a new prompt record from its draft and a template."""

from __future__ import annotations

from minutebook.records.drafting import prose
from minutebook.records.drafting.drafts import PhrDraft, compute_digest, drop_empty
from minutebook.records.drafting.templates import render_template
from minutebook.text import markdown
from minutebook.text.frontmatter.emit import format_fields

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from minutebook.records.phr.suggestions import Suggestion


def render_phr(draft: PhrDraft, digits: str, template: str, path: str = "the template") -> str:
    """The page of a prompt record. Its `links` are not written here.

    `template` is the template's text, `path` its name in messages.
    """
    outcome = draft.outcome
    return render_template(
        template,
        {
            "front_matter": format_phr_fields(draft, digits),
            "title": draft.title,
            "number": str(int(digits)),
            "digits": digits,
            "stage": draft.stage,
            "date": draft.date,
            "prompt": markdown.wrap_in_fence(draft.prompt) if draft.prompt else None,
            "response": _format_response(draft),
            "impact": prose.format_bullet_text(outcome.impact),
            "tests": prose.format_bullet_text(outcome.tests),
            "files": prose.format_bullet_text(outcome.files),
            "next": prose.format_bullet_text(outcome.next),
            "reflection": prose.format_bullet_text(outcome.reflection),
            "evaluation": prose.format_text(draft.evaluation.strip()) or None,
        },
        path,
    )


def format_phr_fields(draft: PhrDraft, digits: str) -> str:
    """The front matter of a prompt record, without its `links`."""
    fields: dict[str, object] = {
        "id": digits,
        "title": draft.title,
        "stage": draft.stage,
        "date": draft.date,
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
        "commits": list(draft.commits),
        "labels": list(draft.labels),
        "links": drop_empty({"spec": draft.spec, "ticket": draft.ticket, "pr": draft.pr}),
        "files": list(draft.files),
        "tests": list(draft.tests),
        "suggestions": _list_suggestions(draft.suggestions, digits),
        "fidelity": draft.fidelity if draft.prompt else "",
        "digest": compute_digest(draft.prompt) if draft.prompt else "",
    }
    return format_fields(drop_empty(fields)).rstrip("\n")


def _list_suggestions(suggestions: tuple[Suggestion, ...], digits: str) -> list[dict[str, object]]:
    if not suggestions:
        return []
    from minutebook.records.phr import suggestions as ledger

    return ledger.serialize_suggestions(ledger.merge_suggestions((), suggestions, digits))


def _format_response(draft: PhrDraft) -> str | None:
    if not draft.response:
        return None
    if not draft.prompt and prose.has_placeholder(draft.response):
        # Beside a prompt the response is known to be a quotation; alone only a fence says so.
        return markdown.wrap_in_fence(draft.response, "markdown")
    return prose.format_response(draft.response)
