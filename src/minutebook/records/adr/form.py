"""The forms in which a decision's page states its facts, and what the facts are.

Five forms: `front-matter` (MADR 3 and 4, log4brains), `nygard` (a Status section, as adr-tools
writes), `bullet` (MADR 2 and spec-kit: `- Status: accepted`, `**Status**: Accepted`), `table`
(`| Status | Approved |`) and `plain` (nothing is stated). Editing them is `form_edit`'s work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from minutebook.records.adr import vocabulary
from minutebook.records.adr.fields import fold_fields, fold_key, list_items
from minutebook.records.adr.prose_relations import (
    StatedRelation,
    find_relations,
    find_visible_lines,
)
from minutebook.records.adr.survey import Survey, survey_page
from minutebook.records.model import Link
from minutebook.records.relations import RELATION_FIELDS, parse_relation
from minutebook.text import markdown
from minutebook.text.frontmatter import FrontMatter

_CHANGES = ("changelog", "change log", "revision history", "history", "changes", "revisions")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page states. `status` is a known one or "", `date` ISO 8601 or ""."""

    dialect: str
    title: str
    status_raw: str
    status: str
    date: str
    links: tuple[Link, ...]


def read_facts(text: str, front_matter: FrontMatter) -> Facts:
    """What a page states, in whatever form. Never raises."""
    seen = survey_page(text, front_matter.body_start)
    raw, way = _status(text, front_matter, seen)
    links = [*_front_links(front_matter), *(at.link for at in seen.relations)]
    once = tuple({(link.relation, link.target): link for link in reversed(links)}.values())[::-1]
    status = vocabulary.normalise_status(raw)
    told = [at for at in seen.relations if at.link.relation == "superseded-by"]
    # Front matter that says "accepted" is taken at its word; a page's text says so in two places.
    if (told and (way != "front-matter" or not status)) or (
        not status and any(link.relation == "superseded-by" for link in _front_links(front_matter))
    ):
        status = "superseded"
    return Facts(
        detect_dialect(front_matter, seen, way),
        _title(seen, front_matter),
        raw,
        status,
        _date(text, front_matter, seen),
        once,
    )


def detect_dialect(front_matter: FrontMatter, survey: Survey, style: str) -> str:
    """The form of a page: the one that states its status, else the one it states other facts in."""
    if style:
        return {"heading": "nygard", "section": "nygard"}.get(style, style)
    if front_matter.fields:
        return "front-matter"
    if survey.status_section:
        return "nygard"
    place = survey.find_place("date") or survey.find_place("updated")
    if place and place.style == "bullet":
        # adr-tools writes the date as a line of its own, without bullet or bold type.
        return "bullet" if place.is_marked else "nygard"
    return "table" if place and place.style == "table" else "plain"


def _status(text: str, head: FrontMatter, seen: Survey) -> tuple[str, str]:
    """The words of a page's status, and where they stand: "" and "" for nowhere."""
    for name in ("status", "state", "adr-status"):
        value = fold_fields(head.fields).get(name)
        if (isinstance(value, str) and value.strip()) or (value is None and name in head.fields):
            return (value or "").strip(), "front-matter"
    for way in ("bullet", "table", "heading", "section"):
        place = seen.find_place("status", way)
        if place:
            return text[place.start : place.end], way
    return "", ""


def _title(seen: Survey, head: FrontMatter) -> str:
    named = fold_fields(head.fields).get("title")
    own = vocabulary.strip_title_number(named) if isinstance(named, str) else ""
    heading = vocabulary.strip_title_number(seen.title_section.title) if seen.title_section else ""
    return (
        heading
        if seen.title_section and seen.title_section.level == 1 and heading
        else own or heading
    )


def _date(text: str, head: FrontMatter, seen: Survey) -> str:
    folded = fold_fields(head.fields)
    for name in ("date", "date-iso", "created", "decided"):
        if date := vocabulary.find_date(str(folded.get(name) or "")):
            return date
    for place in seen.places:
        if place.name == "date" and (date := vocabulary.find_date(text[place.start : place.end])):
            return date
    changes = seen.find_section(_CHANGES)
    if changes:
        lines = find_visible_lines(
            text, changes.body_start, markdown.find_own_end(text, changes, seen.sections)
        )
        dates = sorted(filter(None, (vocabulary.find_date(line.text) for line in lines)))
        if dates:
            return dates[0]
    said = seen.find_place("status")
    # "Accepted (2020-11-24)"; a date in a link is the other record's.
    words = text[said.start : said.end] if said else ""
    return "" if "](" in words else vocabulary.find_date(words)


def _front_links(head: FrontMatter) -> Iterator[Link]:
    """The relations that front matter states: in `links`, in fields of their own, in the status."""
    for key, value in head.fields.items():
        name = fold_key(key)
        line = head.line_numbers.get(key, 0)
        if name == "links" and isinstance(value, Mapping):
            for relation, targets in value.items():
                yield from _targets(parse_relation(str(relation)) or "", targets, line)
        elif name == "links" and isinstance(value, list):
            for one in value:
                yield from _listed(one, line)
        elif name in RELATION_FIELDS:
            yield from _targets(parse_relation(name) or "", value, line)
        elif name == "status" and isinstance(value, str):
            for at in _in_status(value):
                yield Link(at.link.relation, at.link.target, line)


def _targets(relation: str, value: object, line: int) -> Iterator[Link]:
    for item in list_items(value):
        if relation:
            yield Link(relation, item, line)


def _listed(one: object, line: int) -> Iterator[Link]:
    if isinstance(one, Mapping):
        words = [str(one[key]) for key in ("kind", "relation", "type", "rel") if one.get(key)]
        found = parse_relation(words[0]) if words else None
        for key in ("target", "to", "ref", "adr"):
            yield from _targets(found or "", one.get(key), line)
    elif isinstance(one, str):
        for at in find_relations(one, 0, len(one), "status", 0):
            yield Link(at.link.relation, at.link.target, line)


def _in_status(words: str) -> tuple[StatedRelation, ...]:
    return (
        ()
        if vocabulary.is_status_choice(words)
        else tuple(find_relations(words, 0, len(words), "status", 0))
    )
