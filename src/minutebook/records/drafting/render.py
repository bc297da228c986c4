"""Render the pages of new records from drafts and templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from minutebook.records.drafting import prose
from minutebook.records.drafting.drafts import AdrDraft, PhrDraft, compute_digest
from minutebook.records.drafting.templates import find_names, render_template
from minutebook.records.filenames import clean_title, parse_name
from minutebook.records.model import Folder, Record, format_ref
from minutebook.text import markdown
from minutebook.text.frontmatter.emit import format_fields

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from typing import Any

    from minutebook.records.adr import Facts
    from minutebook.records.drafting.forms.page_form import PageForm
    from minutebook.records.phr.suggestions import Suggestion

TITLE_PLACE = "the title"  # what stands for it where an option is named: it is an argument
# For each field of a draft the option of `adr new` or `phr new` that sets it, and the names in a
# template that show it.
_ADR_PLACES = {
    "title": (TITLE_PLACE, {"title", "heading"}),
    "status": ("--status", {"front_matter", "status", "status_title"}),
    "date": ("--date", {"front_matter", "date"}),
    "deciders": ("--decider", {"front_matter", "deciders", "author"}),
    "feature": ("--feature", {"front_matter", "feature"}),
    "review_by": ("--review-by", {"front_matter", "review_by"}),
    "context": ("--context", {"context"}),
    "drivers": ("--driver", {"drivers", "drivers_line"}),
    "options": ("--option", {"options", "options_line", "context"}),
    "decision": ("--decision", {"decision"}),
    "consequences": ("--consequences", {"consequences"}),
    "more_information": ("more information", {"more"}),
}
_PHR_PLACES = {
    "title": (TITLE_PLACE, {"front_matter", "title"}),
    "prompt": ("--prompt", {"prompt"}),
    "response": ("--response", {"response"}),
    **{
        f"outcome.{key}": (f"--outcome {key}", {key})
        for key in ("impact", "tests", "files", "next", "reflection")
    },
    "evaluation": ("--evaluation", {"evaluation"}),
    "date": ("--date", {"front_matter", "date"}),
    **{
        field: (f"--{option}", {"front_matter"})
        for field, option in (
            *((name, name) for name in ("feature", "model", "agent", "surface", "branch", "user")),
            *(("command", "command"), ("labels", "label"), ("files", "file"), ("tests", "test")),
            *((name, name) for name in ("spec", "ticket", "pr")),
        )
    },
    "suggestions": ("suggestions", {"front_matter"}),
}
# The facts of an agent's turn that nothing else has once its record is written.
_TURN_FIELDS = ("title", "prompt", "response", "suggestions")
_BULLET_VALUE = re.compile(r"(?m)^[-*] .*\{\{ *([a-z_]+) *\}\}")  # as in the Y-statement
_ANY_TITLE = "Title"
_PLAIN_TITLE = re.compile(r"[^\W\d_](?:[\w ,.]*[^\W_])?")
# What a title may begin with that is not read as part of it, or that heads another section.
_LABEL = re.compile(
    r"(?i)l?m?adr|phr|rfc|decision|architect|status|context|background|date|summary|problem"
    r"|introduction|abstract|overview|consequences"
)
# What a text may have that a reader takes for more than prose: a reference, markup, a placeholder.
_SUSPECT = re.compile(
    r"(?im)adr|phr|\.md|[0-9]{3}-|[\[\]{}<>`~#\r]|^ {0,3}[-=]+[ \t]*$|supersed|superced"
)


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


def render_phr(draft: PhrDraft, digits: str, template: str, path: str = "the template") -> str:
    """The page of a prompt record. Its `links` are not written here.

    `template` is the template's text, `path` its name in messages.
    """
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
            "response": _format_response(draft),
            "impact": _format_bullet_text(outcome.impact),
            "tests": _format_bullet_text(outcome.tests),
            "files": _format_bullet_text(outcome.files),
            "next": _format_bullet_text(outcome.next),
            "reflection": _format_bullet_text(outcome.reflection),
            "evaluation": prose.format_text(draft.evaluation.strip()) or None,
        },
        path,
    )


def _format_response(draft: PhrDraft) -> str | None:
    if not draft.response:
        return None
    if not draft.prompt and prose.has_placeholder(draft.response):
        # Beside a prompt the response is known to be a quotation; alone only a fence says so.
        return markdown.wrap_in_fence(draft.response, "markdown")
    return prose.format_response(draft.response)


def _format_adr_fields(draft: AdrDraft) -> str:
    fields: dict[str, object] = {
        "status": draft.status,
        "date": draft.date,
        "review-by": draft.review_by,
        "decision-makers": list(draft.deciders),
        "feature": draft.feature,
    }
    return format_fields(_drop_empty(fields)).rstrip("\n")


def render_adr(
    draft: AdrDraft,
    digits: str,
    template: str,
    path: str = "the template",
    form: PageForm | None = None,
) -> str:
    """The page of a decision. Its `links` are not written here.

    `template` is the template's text, `path` its name in messages; `form` is that of the folder's
    pages where the template was made of them. Sections that every decision
    needs stay empty for its author to fill in; others are left out where nothing is known. Options
    are added to the context where the template has no place for them.

    Reading the page gives the facts of the draft: a title or a text that would be taken for other
    facts is escaped, or put in a fence (see `prose`).
    """
    if _is_plain(draft):
        return _fill_adr_template(
            draft, digits, template, path, draft.title, prose.format_text, form
        )

    def fill(
        title: str, format_text: Callable[[str, Sequence[str]], str], facts_of: AdrDraft = draft
    ) -> str:
        return _fill_adr_template(facts_of, digits, template, path, title, format_text, form)

    empty = replace(
        draft, context="", drivers=(), options=(), decision="", consequences="", more_information=""
    )
    expected = _read_facts(fill(_ANY_TITLE, prose.format_text, empty))
    is_prose = _read_facts(fill(_ANY_TITLE, prose.format_text)) == expected
    format_text = prose.format_text if is_prose else prose.wrap_text
    label = f"ADR-{digits}: " if digits else "ADR: "
    variants = prose.list_title_variants(draft.title, label)
    pages = (fill(title, format_text) for title in variants)
    return next(
        (page for page in pages if _read_facts(page) == expected._replace(title=draft.title)),
        fill(draft.title, format_text),
    )


def _read_facts(page: str) -> Facts:
    from minutebook.records import adr
    from minutebook.text import frontmatter

    return adr.read_facts(page, frontmatter.parse(page)[0])


def _is_plain(draft: AdrDraft) -> bool:
    """Whether nothing in a draft may be taken for anything but title and text: most drafts."""
    texts = (
        *(draft.context, draft.decision, draft.consequences, draft.more_information),
        *(*draft.drivers, *draft.options),
    )
    return (
        _PLAIN_TITLE.fullmatch(draft.title) is not None
        and not _LABEL.match(draft.title)
        and not any(_SUSPECT.search(text) for text in texts)
    )


def _fill_adr_template(
    draft: AdrDraft,
    digits: str,
    template: str,
    path: str,
    title: str,
    format_text: Callable[[str, Sequence[str]], str],
    form: PageForm | None,
) -> str:
    """The page of a decision under a title; `format_text` formats its texts."""
    options = tuple(map(prose.format_item, draft.options))
    drivers = tuple(map(prose.format_item, draft.drivers))
    texts_by_name = {
        "context": draft.context,
        "decision": draft.decision,
        "consequences": draft.consequences,
        "more": draft.more_information,
    }
    texts = {
        name: format_text(text, ("prose", "links") if name == "more" else ("prose",))
        if text.strip()
        else ""
        for name, text in texts_by_name.items()
    }
    if not {"options", "options_line"} & find_names(template):
        texts["context"] = append_options(texts["context"], options)
    for name in _BULLET_VALUE.findall(template):
        if name in texts:
            texts[name] = _indent_for_bullet(texts[name])
    values: dict[str, str | None] = {
        **texts,
        "more": texts["more"] or None,
        "front_matter": _format_adr_fields(draft),
        "title": title,
        "number": str(int(digits)) if digits else None,
        "heading": f"{int(digits)}. {title}" if digits else title,
        "label": f"ADR-{digits}: " if digits else "",
        "digits": digits,
        "status": draft.status,
        "status_title": draft.status.capitalize(),
        "date": draft.date,
        "review_by": draft.review_by or None,
        "deciders": ", ".join(map(clean_title, draft.deciders)) or None,
        "feature": draft.feature or None,
        "author": ", ".join(map(clean_title, draft.deciders)) or draft.author or None,
        "project": draft.project or None,
        "drivers": _format_bullets(drivers) or None,
        "drivers_line": ", ".join(drivers),
        "options": _format_bullets(options),
        "options_line": ", ".join(options),
        "aim": "",
    }
    if form is not None:
        values |= form.list_values(draft, digits, options, values)
    page = render_template(template, values, path)
    return page.replace("\n", "\r\n") if form is not None and form.has_crlf else page


def find_unplaced_options(
    draft: AdrDraft | PhrDraft, template: str, form: PageForm | None = None
) -> list[str]:
    """The options of `adr new` or `phr new` whose values in a draft have no place in a template."""
    places = _get_places(draft)
    placed = form.placed_fields if form else ()
    fields = _find_unplaced_fields(draft, template)
    return [places[field][0] for field in fields if field not in placed]


def loses_turn(draft: PhrDraft, template: str, page: str) -> bool:
    """Whether a template has no place for what an agent's turn consists of, or does not show it.

    `page` is what it makes of the draft: a condition may name a value and be never met.
    """
    if draft.prompt not in page or draft.response not in page:
        return True
    return not set(_TURN_FIELDS).isdisjoint(_find_unplaced_fields(draft, template))


def drop_unplaced_values(draft: AdrDraft, template: str, form: PageForm | None = None) -> AdrDraft:
    """A draft without the values that have no place in a template: for values nobody asked for.

    The title stays: there is no decision without one.
    """
    placed = ("title", *(form.placed_fields if form else ()))
    unplaced = [field for field in _find_unplaced_fields(draft, template) if field not in placed]
    empty: dict[str, Any] = {field: type(getattr(draft, field))() for field in unplaced}
    return replace(draft, **empty)


def _get_places(draft: AdrDraft | PhrDraft) -> Mapping[str, tuple[str, set[str]]]:
    return _PHR_PLACES if isinstance(draft, PhrDraft) else _ADR_PLACES


def _find_unplaced_fields(draft: AdrDraft | PhrDraft, template: str) -> list[str]:
    names = find_names(template)
    return [
        field
        for field, (_, places) in _get_places(draft).items()
        if attrgetter(field)(draft) and not places & names
    ]


def append_options(context: str, options: tuple[str, ...]) -> str:
    """A context with the options at its end, for pages that have no list for them.

    The options are written as they are.
    """
    if not options:
        return context
    return f"{context}\n\nOptions:\n\n{_format_bullets(options)}".lstrip("\n")


def predict_record(
    folder: Folder, path: str, draft: PhrDraft | AdrDraft, text: str
) -> Record | None:
    """The record that reading a new page would return, with the facts that index pages show.

    It saves `new` the time to load the reader and to read the page. None where the page does not
    begin as the shipped templates do, or where reading may give other facts than the draft's.
    """
    name = parse_name(folder.kind, path.rpartition("/")[2])
    if name.number is None:
        return None
    if isinstance(draft, PhrDraft):
        if not _PLAIN_TITLE.fullmatch(draft.title):
            return None
        state, page_start = draft.stage, f"---\n{_format_phr_fields(draft, name.digits)}\n---\n"
    else:
        if not _is_plain(draft):
            return None
        state = draft.status
        page_start = f"---\n{_format_adr_fields(draft)}\n---\n\n# {draft.title}\n"
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
        series=name.series,
    )
    return replace(record, ref=format_ref(record))


def _drop_empty(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value not in ("", [], {}, None)}


def _format_bullet_text(text: str) -> str | None:
    """A text to follow the name of a bullet; None for an empty one."""
    return _indent_for_bullet(prose.format_text(text)) if text.strip() else None


def _indent_for_bullet(text: str) -> str:
    """A text of a bullet: all lines in the bullet, a list or a fence on lines of its own."""
    text = text.strip()
    begin = "\n" if text.startswith(("```", "~~~", "- ", "* ", ">")) else ""
    lines = (begin + text).split("\n")
    return "\n".join([lines[0], *(f"  {line}" if line.strip() else line for line in lines[1:])])


def _format_bullets(items: tuple[str, ...]) -> str:
    return "\n".join(f"- {item}" for item in items)
