"""Take a relation out of a decision's page: what `form_edit.put_link` wrote, or people by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from minutebook.records.adr import vocabulary
from minutebook.records.adr.fields import fold_key, list_items
from minutebook.records.adr.prose_relations import StatedRelation, find_relations
from minutebook.records.adr.survey import Survey, survey_page
from minutebook.records.model import Link
from minutebook.records.relations import RELATION_FIELDS, parse_relation
from minutebook.text import frontmatter, markdown

_STRUCK = r"(~~?)(?P<words>[^~\n]+)\1"
_HEIR = r"(?i)super[sc]eded by\b"
_WAS = r"(?s) \(was (?P<words>.+)\)\Z"
_HEADING = r"#|=+\s*\Z|-+\s*\Z|\.\.\.\s*\Z"
_LEAD = r"[\s>]*(?P<bullet>[-*+] +)?[\s>]*"
_REST = r"[.,;!]?(?:[ \t]*(?:\([^()\r\n]*\)|[-–—:][^\r\n]*))?[.,;!]?"
_SEPARATORS = " \t;,.:–—-("


def drop_link(text: str, dialect: str, relation: str, matches: Callable[[Link], bool]) -> str:
    """The page without the relations of that name that `matches` picks.

    What `put_link` wrote goes, and what people write in the same places, whatever `form` says; a
    sentence in prose stays. Where nothing supersedes the page any more, it has the status that it
    had before, or "accepted" where that does not show.
    """
    text = _drop_fields(text, relation, matches)
    while True:
        seen = survey_text(text)
        picked = (at for at in seen.relations if at.link.relation == relation and not at.is_prose)
        at = next((one for one in picked if matches(one.link)), None)
        less = _drop(text, seen, at) if at else text
        if len(less) >= len(text):
            return text
        text = less


def survey_text(text: str) -> Survey:
    """What a page states in its text, its front matter left aside."""
    return survey_page(text, frontmatter.parse(text)[0].body_start)


# Front matter.


def is_empty_field(value: object) -> bool:
    """Whether a field says nothing: null, empty, "none"."""
    return not list_items(value) and not isinstance(value, Mapping)


def find_status_key(fields: Mapping[str, object]) -> str:
    """The key of the status in front matter, as the page writes it."""
    return next((key for key in fields if key.lower() == "status"), "status")


def find_relation_key(fields: Mapping[str, object], relation: str) -> str:
    """The key that holds a relation in front matter, or that should: `links.supersedes`."""
    # spec-kit-plus keeps a prompt's decisions in `links.adr`.
    own = "adr" if relation == "decides" else relation
    for key in fields:
        if fold_key(key) in RELATION_FIELDS and parse_relation(key) == relation:
            return key
    for key, value in fields.items():
        if key.lower() == "links":
            if not isinstance(value, Mapping):
                return f"{key}.{own}" if value is None else relation
            for name in value:
                if parse_relation(str(name)) == relation or str(name).lower() == own:
                    return f"{key}.{name}"
            return f"{key}.{own}"
    return f"links.{own}"


def _drop_fields(text: str, relation: str, matches: Callable[[Link], bool]) -> str:
    fields = frontmatter.parse(text)[0].fields
    key = find_relation_key(fields, relation)
    had = frontmatter.get_field(text, key)
    gone = [item for item in list_items(had) if matches(Link(relation, item))]
    left = [item for item in list_items(had) if item not in gone]
    if gone:
        text = (
            frontmatter.set_field(text, key, left) if left else frontmatter.remove_field(text, key)
        )
    name = find_status_key(fields)
    was = fields.get(name)
    if not isinstance(was, str) or vocabulary.is_status_choice(was):
        return text
    heir = relation == "superseded-by" and not left
    stated = find_relations(was, 0, len(was), "status", 0)
    at = next((one for one in stated if one.link.relation == relation), None)
    if at is None and not (heir and gone and re.match(_HEIR, was)):
        return text
    if at is not None and not matches(at.link):
        return text
    before = re.search(_WAS, was) if heir else None
    if before:
        return frontmatter.set_field(text, name, before["words"])
    lead, end = (at.lead_start, at.end) if at else (0, len(was))
    return frontmatter.set_field(text, name, _without(was, lead, end, heir=heir))


# Text.


def _drop(text: str, seen: Survey, at: StatedRelation) -> str:
    mates = [one for one in seen.relations if one.lead_start == at.lead_start]
    if len(mates) > 1:
        return _drop_mate(text, mates, at)
    place = next((one for one in seen.places if one.start <= at.start < one.end), None)
    heir = at.link.relation == "superseded-by" and not any(
        one.link.relation == "superseded-by" for one in seen.relations if one is not at
    )
    if place and place.name == at.link.relation:
        rows = [one for one in seen.places if one.lines_start == place.lines_start]
        if len(rows) > 1:
            return text[: at.start] + text[at.end :]
        return _cut(text, place.lines_start, place.lines_end)
    if place and place.style != "section":
        value = text[place.start : place.end]
        become = _without(value, at.lead_start - place.start, at.end - place.start, heir=heir)
        return text[: place.start] + become + text[place.end :]
    return _drop_line(text, seen, at, heir)


def _drop_mate(text: str, mates: list[StatedRelation], at: StatedRelation) -> str:
    """One of several records that a statement names, with the words that join it."""
    index = mates.index(at)
    if index + 1 < len(mates):
        return text[: at.start] + text[mates[index + 1].start :]
    return text[: mates[index - 1].end] + text[at.end :]


def _without(value: str, lead: int, end: int, *, heir: bool) -> str:
    """A status's words without the relation in them; what it was before where that shows."""
    lead = max(lead, 0)
    struck = re.compile(_STRUCK).search(value, lead, end)
    if struck and heir:
        return value[:lead] + struck["words"]
    before = value[:lead].rstrip(_SEPARATORS)
    after = value[end:].strip(_SEPARATORS + ")")
    if before or after:
        return " ".join(filter(None, (before, after)))
    return _cased(value, "accepted" if heir else "superseded" if "seded" in value else "")


def _cased(model: str, words: str) -> str:
    first = next((char for char in model if char.isalpha()), "")
    return words[:1].upper() + words[1:] if first.isupper() else words


def _drop_line(text: str, seen: Survey, at: StatedRelation, heir: bool) -> str:
    lead = re.compile(_LEAD).match(text, at.lead_start, at.start)
    begin = lead.end() if lead else at.lead_start
    first = text.rfind("\n", 0, begin) + 1
    stop = text.find("\n", at.end)
    last = len(text) if stop < 0 else stop + 1
    rest = re.compile(_REST).match(text, at.end, last)
    tail = rest.end() if rest else at.end
    before = text[first:begin].strip(" \t>-*+")
    if before:
        kept = text[:begin].rstrip(" \t;,")
        dot = "." if text[at.end : tail] == "." and not kept.endswith(".") else ""
        return kept + dot + text[tail:]
    if text[tail:last].strip():
        return text[:begin] + text[tail:].lstrip(" \t")
    section = seen.status_section
    bulleted = bool(lead and lead["bullet"])
    if heir and not bulleted and section and section.body_start <= first < section.end:
        struck = list(re.compile(_STRUCK).finditer(text, section.body_start, first))
        if struck:
            text = _cut(text, first, last)
            return text[: struck[-1].start()] + struck[-1]["words"] + text[struck[-1].end() :]
        places = [one for one in seen.places if one.style == "section" and one.name == "status"]
        if not places or places[0].start >= first:
            return text[:begin] + _cased(text[begin:], "accepted") + text[tail:]
    return _drop_section(text, seen, first, last) or _cut(text, first, last)


def _drop_section(text: str, seen: Survey, first: int, last: int) -> str | None:
    """The page without a Links section that `put_link` made and that held nothing else."""
    nl = markdown.detect_newline(text)
    section = next(
        (one for one in seen.sections if one.start == first - len(f"## Links{nl}{nl}")), None
    )
    if not section or text[section.start : first] != f"## Links{nl}{nl}":
        return None
    if last == len(text):
        kept = text[: section.start].removesuffix(nl)
        return kept if text.endswith("\n") else kept.removesuffix(nl)
    if seen.generated_span[1] and text[last : seen.generated_span[0]] == nl:
        return text[: section.start] + text[seen.generated_span[0] :]
    return None


def _cut(text: str, first: int, last: int) -> str:
    """The page without whole lines, and without the blank line that set them off."""
    nl = markdown.detect_newline(text)
    before, after = text[:first], text[last:]
    if not text[first:last].endswith("\n"):
        before = before.removesuffix(nl)
        return before.removesuffix(nl) if before.endswith(nl) else before
    following = after.partition("\n")[0].strip()
    blank_before = before.endswith(nl + nl) or before == nl
    if blank_before and (not following or following.startswith(("#", "<!--"))):
        return before.removesuffix(nl) + after
    above = before.removesuffix(nl).rpartition("\n")[2]
    if after.startswith(nl) and (before in ("", "\ufeff") or re.match(_HEADING, above)):
        return before + after.removeprefix(nl)
    return before + after
