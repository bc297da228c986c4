"""Read and change a decision's page, whatever its dialect."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from minutebook.errors import Conflict
from minutebook.lean.values import Value
from minutebook.records.adr import listed_values, page_dates, page_titles
from minutebook.records.adr.dialects import (
    Dialect,
    NewLink,
    NewStatus,
    StatedFacts,
    get_dialect,
    list_dialects,
)
from minutebook.records.adr.edits import status_edits, successors
from minutebook.records.adr.edits.forms import NO_FORM, FolderForm
from minutebook.records.adr.survey import Survey, survey_page
from minutebook.records.adr.vocabulary import statuses
from minutebook.records.model import Link
from minutebook.text import frontmatter
from minutebook.text.frontmatter import FrontMatter

# Places where a page states its own status; see StatedRelation.
_STATING_ORIGINS = ("status", "fact", "section")
_LINK_ORIGINS = ("links", "references")


class Facts(Value):
    """What a page states.

    `dialect` is the name of its dialect, `status` a known status or "", `status_raw` the text that
    says it, `date` ISO 8601 or "", `date_text` the text of a date that is faulty, "" for none.
    `tags` are those that lines of the text state, `deciders` the people who decided, `governs` the
    globs of the files that the decision governs.
    `other_statuses` are the texts of further places that state a status, and of lines where a
    status stands that is no known word.
    """

    dialect: str
    title: str
    status_raw: str
    status: str
    date: str
    links: tuple[Link, ...]
    date_text: str = ""
    tags: tuple[str, ...] = ()
    deciders: tuple[str, ...] = ()
    other_statuses: tuple[str, ...] = ()
    governs: tuple[str, ...] = ()


def read_facts(
    text: str,
    front_matter: FrontMatter,
    own_statuses: Mapping[str, str] | None = None,
    own_relations: Collection[str] = (),
) -> Facts:
    """Return what a page states in any dialect; `front_matter` is the page's. Never raises.

    `own_statuses` are a repository's own words for a status, casefolded, and what each means;
    `own_relations` its own names of relations.
    """
    survey = survey_page(text, front_matter.body_start, own_relations)
    readings = [(dialect, dialect.read_facts(survey, front_matter)) for dialect in list_dialects()]
    dialect = _choose_dialect(readings, survey, front_matter)
    status_raw = next((facts.status for _, facts in readings if facts.status is not None), "")
    field_links = [link for _, facts in readings for link in facts.links]
    # What a fact states comes before the same thing in a sentence.
    text_links = sorted((stated.link for stated in survey.relations), key=_is_prose)
    links = [*field_links, *text_links]
    status = statuses.normalise_status(status_raw, own_statuses)
    if is_superseded(survey, dialect, status, field_links):
        status = "superseded"
    stated_date = next((facts.date for _, facts in readings if facts.date), "")
    date = page_dates.read_page_date(survey, front_matter, stated_date)
    return Facts(
        dialect.name,
        next((facts.title for _, facts in readings if facts.title), "")
        or page_titles.find_title(survey, front_matter),
        status_raw,
        status,
        date.date,
        # A relation that is stated twice is kept once, with the line where it is stated first.
        tuple({(link.relation, link.target): link for link in reversed(links)}.values())[::-1],
        date.excerpt,
        listed_values.find_tags(survey),
        listed_values.find_deciders(survey, front_matter.fields),
        _find_other_statuses(survey, status_raw),
        listed_values.find_governs(survey, front_matter.fields),
    )


def is_superseded(
    survey: Survey, dialect: Dialect, status: str, field_links: Sequence[Link] = ()
) -> bool:
    """Whether a page states that it is superseded, beside what its stated status means.

    A successor in the Status section, or in a line with a label of its own, is part of what the
    page states; of front matter with a known status it is not. Prose says something of the status
    only of a page that states none, and a list of links never does.
    """
    stated = [stated for stated in survey.relations if stated.link.relation == "superseded-by"]
    if status:
        return not dialect.outweighs_links and any(one.origin in _STATING_ORIGINS for one in stated)
    return any(one.origin not in _LINK_ORIGINS for one in stated) or any(
        link.relation == "superseded-by" for link in field_links
    )


def _choose_dialect(
    readings: list[tuple[Dialect, StatedFacts]], survey: Survey, front_matter: FrontMatter
) -> Dialect:
    """The dialect that states the page's status, else the first that takes it for its own."""
    for dialect, facts in readings:
        if facts.status is not None:
            return dialect
    return next(dialect for dialect, _ in readings if dialect.detect(survey, front_matter))


def _find_other_statuses(survey: Survey, status_raw: str) -> tuple[str, ...]:
    """What the text states as a status beside the one that counts."""
    values = [
        survey.get_value(place)
        for place in survey.places
        if place.name in ("status", "unread-status")
    ]
    # The one that counts may be among them: once.
    if status_raw in values:
        values.remove(status_raw)
    return tuple(dict.fromkeys(value for value in values if value and value != status_raw))


def _is_prose(link: Link) -> bool:
    return link.is_prose


def set_status(
    text: str,
    dialect: str,
    status: str,
    *,
    reason: str = "",
    today: str = "",
    form: FolderForm = NO_FORM,
) -> str:
    """Return the page with another status, in the form of its dialect.

    All places that state its status change; one that states it already stays as it is, and text
    that says more than a status is kept. `reason` becomes one line below the status, or
    `status-reason` in front matter, behind the status and `today` (ISO 8601) that it is the reason
    of; those of earlier statuses stay. `form` is what the pages beside it do. Raises KeyError for
    an unknown dialect, Conflict where the page has a form that no command changes.
    """
    line = " ".join(reason.split())
    if line:
        line = f"{status.capitalize()}{f' on {today}' if today else ''}: {line}"
    new = NewStatus(status, line, form, today)
    _require_fields(text)
    text = get_dialect(dialect).set_status(text, new)
    return status_edits.restate_status(text, new)


def _require_fields(text: str) -> None:
    """Raise Conflict for front matter of which nothing can be read: it may state the status."""
    front_matter, problems = frontmatter.parse(text)
    if front_matter.shape in ("toml", "json") and not front_matter.fields and problems:
        raise Conflict(
            f"line {problems[0].line}: {problems[0].message}; it may state the status",
            problems[0].fix,
        )


def restate_status(text: str, status: str, *, only: str, form: FolderForm = NO_FORM) -> str:
    """Return the page with a status in all places of its text that state another one, `only`."""
    return status_edits.restate_status(text, NewStatus(status, form=form), only=only)


def add_link(
    text: str,
    dialect: str,
    relation: str,
    label: str,
    href: str,
    target: str,
    names: Mapping[str, str | int] | None = None,
    form: FolderForm = NO_FORM,
) -> str:
    """Return the page with one more relation, in the form of its dialect.

    `label` and `href` make the link that readers click, `target` (`0007-use-redis`) is what front
    matter stores, or what pages beside it store: see `NewLink` for `names` and `form`.
    `superseded-by` becomes the page's status as well. Raises KeyError for an unknown dialect,
    Conflict where the page has a form that no command changes.
    """
    link = NewLink(relation, label, href, target, names or {}, form)
    if relation == "superseded-by":
        _require_fields(text)
    text = get_dialect(dialect).add_link(text, link)
    if relation == "superseded-by":
        text = successors.supersede_other_places(text, link, dialect)
    return text


def remove_link(
    text: str, relation: str, matches: Callable[[Link], bool], form: FolderForm = NO_FORM
) -> str:
    """Return the page without the relations of a name that `matches` picks, in whatever form.

    What `add_link` wrote is removed, and what people write in the same places; a sentence in prose
    stays. Where nothing supersedes the page any more, it has the status that it had before, or
    "accepted" where that does not show; one that says "superseded" and no more stays.
    """
    from minutebook.records.adr.edits.link_removal import remove_from_text  # not needed to read

    shorter = text
    for dialect in list_dialects():
        if dialect.remove_link:
            shorter = dialect.remove_link(shorter, relation, matches, form)
    shorter = remove_from_text(shorter, relation, matches)
    if relation != "superseded-by" or shorter == text:
        return shorter
    stated = survey_page(shorter, frontmatter.parse(shorter)[0].body_start).relations
    is_superseded = any(one.link.relation == relation and not one.is_prose for one in stated)
    return shorter if is_superseded else status_edits.restore_former(shorter)
