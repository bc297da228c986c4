"""What a verb wants written: facts in, page texts and Writes out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from minutebook.errors import ForbiddenTransition
from minutebook.records.filenames import clean_title, parse_name
from minutebook.records.model import ADR, PHR, Folder, Kind, Record, format_ref
from minutebook.records.templates import render_template
from minutebook.text import markdown
from minutebook.text.frontmatter.emit import format_fields

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from minutebook.records.phr.suggestions import Suggestion

# Drafts are made once and never compared: leaving that out halves what every `new` pays for them.


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a task, in words; empty where nothing is known."""

    impact: str = ""
    tests: str = ""
    files: str = ""
    next: str = ""
    reflection: str = ""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PhrDraft:
    """A prompt record to be: the options of `phr new`. Empty means unknown.

    `links` maps a relation to the refs of other records; `adr` lists the decisions it decides.
    `suggestions` without an id get one of the page's number.
    """

    title: str
    stage: str = ""
    date: str = ""
    feature: str = ""
    prompt: str = ""
    response: str = ""
    model: str = ""
    agent: str = ""
    surface: str = ""
    branch: str = ""
    user: str = ""
    command: str = ""
    session: str = ""
    duration: str = ""
    tokens: int = 0
    commits: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    adr: tuple[str, ...] = ()
    spec: str = ""
    ticket: str = ""
    pr: str = ""
    outcome: Outcome = field(default_factory=Outcome)
    evaluation: str = ""
    fidelity: str = "reported"
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AdrDraft:
    """A decision to be: the options of `adr new`. Empty means unknown."""

    title: str
    status: str = ""
    date: str = ""
    deciders: tuple[str, ...] = ()
    feature: str = ""
    review_by: str = ""
    context: str = ""
    drivers: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    decision: str = ""
    consequences: str = ""
    more_information: str = ""
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def compute_digest(prompt: str) -> str:
    """`sha256:` and the digest of a prompt's UTF-8, line ends as LF: git may turn them to CRLF."""
    import hashlib

    prompt_bytes = prompt.replace("\r\n", "\n").encode("utf-8", "surrogateescape")
    return "sha256:" + hashlib.sha256(prompt_bytes).hexdigest()


def _format_phr_fields(draft: PhrDraft, digits: str) -> str:
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
        "links": _drop_empty({"spec": draft.spec, "ticket": draft.ticket, "pr": draft.pr}),
        "files": list(draft.files),
        "tests": list(draft.tests),
        "suggestions": _list_suggestions(draft.suggestions, digits),
        "fidelity": draft.fidelity if draft.prompt else "",
        "digest": compute_digest(draft.prompt) if draft.prompt else "",
    }
    return format_fields(_drop_empty(fields)).rstrip("\n")


def _list_suggestions(suggestions: tuple[Suggestion, ...], digits: str) -> list[dict[str, object]]:
    if not suggestions:
        return []
    from minutebook.records.phr import suggestions as ledger

    return ledger.serialize_suggestions(ledger.merge_suggestions((), suggestions, digits))


def render_phr(draft: PhrDraft, digits: str, template: str) -> str:
    """The page of a prompt record, by the template `source`. Its `links` are not written here."""
    outcome = draft.outcome
    return render_template(
        template,
        {
            "front_matter": _format_phr_fields(draft, digits),
            "title": draft.title,
            "number": str(int(digits)),
            "digits": digits,
            "stage": draft.stage,
            "date": draft.date,
            "prompt": markdown.wrap_in_fence(draft.prompt) if draft.prompt else None,
            "response": format_response(draft.response) if draft.response else None,
            "impact": _format_bullet_text(outcome.impact),
            "tests": _format_bullet_text(outcome.tests),
            "files": _format_bullet_text(outcome.files),
            "next": _format_bullet_text(outcome.next),
            "reflection": _format_bullet_text(outcome.reflection),
            "evaluation": format_response(draft.evaluation.strip())
            if draft.evaluation.strip()
            else None,
        },
        "the template of prompt records",
    )


def _format_adr_fields(draft: AdrDraft) -> str:
    fields: dict[str, object] = {
        "status": draft.status,
        "date": draft.date,
        "review-by": draft.review_by,
        "decision-makers": list(draft.deciders),
        "feature": draft.feature,
    }
    return format_fields(_drop_empty(fields)).rstrip("\n")


def render_adr(draft: AdrDraft, digits: str, template: str) -> str:
    """The page of a decision, by the template `source`. Its `links` are not written here.

    The sections that a decision is made of stay when nothing is known yet: they are what its
    author fills in. Sections that it may do without are left out. Options that the template has no
    room for end the context.
    """
    context = draft.context
    if draft.options and not re.search(r"\{[{%][^}\n]*\boptions(?:_line)?\b", template):
        context = append_options(context, draft.options)
    return render_template(
        template,
        {
            "front_matter": _format_adr_fields(draft),
            "title": draft.title,
            "number": str(int(digits)) if digits else None,
            "heading": f"{int(digits)}. {draft.title}" if digits else draft.title,
            "label": f"ADR-{digits}: " if digits else "",
            "digits": digits,
            "status": draft.status,
            "status_title": draft.status.capitalize(),
            "date": draft.date,
            "review_by": draft.review_by or None,
            "deciders": ", ".join(map(clean_title, draft.deciders)) or None,
            "feature": draft.feature or None,
            "context": (_format_bullet_text(context) or "")
            if _CONTEXT_BULLET.search(template)
            else context,
            "drivers": _format_bullets(draft.drivers) or None,
            "drivers_line": ", ".join(map(clean_title, draft.drivers)),
            "options": _format_bullets(draft.options),
            "options_line": ", ".join(map(clean_title, draft.options)),
            "decision": draft.decision,
            "consequences": draft.consequences,
            "aim": "",
            "more": draft.more_information or None,
        },
        "the template of decisions",
    )


def append_options(context: str, options: tuple[str, ...]) -> str:
    """A context that ends with the options: for pages that have no list of their own for them."""
    return f"{context}\n\nOptions:\n\n{_format_bullets(options)}".lstrip("\n")


_CONTEXT_BULLET = re.compile(
    r"(?m)^- .*\{\{ *context *\}\}"
)  # the Y-statement's context is a bullet
_PLAIN_TITLE = re.compile(r"[^\W\d_](?:[\w ,.]*[^\W_])?")


def predict_record(
    folder: Folder, path: str, draft: PhrDraft | AdrDraft, text: str
) -> Record | None:
    """The record that a new page will be read as, as far as index pages tell of it.

    None where the page does not begin as the templates that come with minutebook do, or a title
    might be read as more than words: then the page has to be read.
    """
    name = parse_name(folder.kind, path.rpartition("/")[2])
    if not _PLAIN_TITLE.fullmatch(draft.title) or name.number is None:
        return None
    if isinstance(draft, PhrDraft):
        state, page_start = draft.stage, f"---\n{_format_phr_fields(draft, name.digits)}\n---\n"
    else:
        state, page_start = (
            draft.status,
            f"---\n{_format_adr_fields(draft)}\n---\n\n# {draft.title}\n",
        )
    if not text.startswith(page_start):
        return None
    record = Record(
        kind=folder.kind,
        path=path,
        folder=folder,
        number=name.number,
        digits=name.digits,
        slug=name.slug,
        ref="",
        title=draft.title,
        state=state if state in (*folder.kind.states, *folder.extra_states) else "",
        state_raw=state,
        date=draft.date,
        dialect="front-matter",
        subfolder=path[len(folder.path) :].rpartition("/")[0].strip("/"),
        text=text,
    )
    return replace(record, ref=format_ref(record))


def _drop_empty(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value not in ("", [], {}, None)}


def _format_bullet_text(words: str) -> str | None:
    """Words as what follows a bullet's name: all lines of it in the bullet, none a heading."""
    if not words.strip():
        return None
    text = format_response(words.replace("\r\n", "\n").replace("\r", "\n").strip())
    begin = "\n" if text.startswith(("```", "~~~", "- ", "* ", ">")) else ""
    lines = (begin + text).split("\n")
    return "\n".join([lines[0], *(f"  {line}" if line.strip() else line for line in lines[1:])])


def _format_bullets(items: tuple[str, ...]) -> str:
    return "\n".join(f"- {clean_title(item)}" for item in items)


def format_response(response: str) -> str:
    """A response as the page shows it: rendered where that is safe, else in a fence.

    Safe is what leaves the page's own sections alone and comes back byte for byte: no heading of
    the first two levels, no fence or comment left open, no HTML at a line's start, nothing that
    stripping would lose.
    """
    end_title = "the end of the page"
    headings = [
        section
        for section in markdown.parse_sections(f"{response}\n\n## {end_title}\n")
        if section.level < 3
    ]
    is_safe = (
        response == response.strip()
        and "\r" not in response
        and [section.title for section in headings] == [end_title]
        and markdown.unwrap_fence(response) is None
        and not any(
            line.text.lstrip().startswith("<") or "<!--" in line.text
            for line in markdown.parse_lines(response)
            if not line.is_code
        )
    )
    return response if is_safe else markdown.wrap_in_fence(response, "markdown")


def require_transition(kind: Kind, record: Record, status: str) -> None:
    """Raises ForbiddenMove where the record may not go to `status` from where it is.

    A page that states no status that is known may go anywhere: nothing is lost by it.
    """
    if record.state and status not in kind.transitions.get(record.state, frozenset({status})):
        allowed_statuses = ", ".join(sorted(kind.transitions[record.state]))
        hint = f"from {record.state} a decision goes to: {allowed_statuses}"
        raise ForbiddenTransition(
            f"{record.ref} is {record.state}; it cannot become {status}",
            hint if allowed_statuses else "decide anew: minutebook adr new TITLE",
        )


def find_relation_problem(relation: str, source: Record, target: Record) -> str:
    """Why a relation cannot hold between two records; "" where it can."""
    if source.path == target.path:
        return "a record is not linked to itself"
    if relation in ("supersedes", "amends") and source.kind is not target.kind:
        return f"{relation} holds between records of one kind"
    if relation == "supersedes" and source.kind is PHR:
        return "prompts do not supersede each other; decisions do"
    if relation == "decides" and (source.kind is not PHR or target.kind is not ADR):
        return "a prompt (PHR) decides a decision (ADR)"
    if relation == "follows" and (source.kind is not PHR or target.kind is not PHR):
        return "follows holds between two prompts (PHR)"
    return ""
