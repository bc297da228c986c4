"""Take a relation out of a decision's page: what `form_edit.put_link` wrote, or people by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from minutebook.records.adr import vocabulary
from minutebook.records.adr.form import RELATION_FIELDS, items_of
from minutebook.records.adr.prose_relations import Stated, relations_in
from minutebook.records.adr.survey import Survey, survey
from minutebook.records.model import Link
from minutebook.records.relations import canonical
from minutebook.text import frontmatter, markdown

_STRUCK = r"(~~?)(?P<words>[^~\n]+)\1"
_HEIR = r"(?i)super[sc]eded by\b"
_WAS = r"(?s) \(was (?P<words>.+)\)\Z"
_HEADING = r"#|=+\s*\Z|-+\s*\Z|\.\.\.\s*\Z"
_LEAD = r"[\s>]*(?P<bullet>[-*+] +)?[\s>]*"
_REST = r"[.,;!]?(?:[ \t]*(?:\([^()\r\n]*\)|[-–—:][^\r\n]*))?[.,;!]?"
_SEPARATORS = " \t;,.:–—-("


def drop_link(text: str, form: str, relation: str, matches: Callable[[Link], bool]) -> str:
    """The page without the relations of that name that `matches` picks.

    What `put_link` wrote goes, and what people write in the same places, whatever `form` says; a
    sentence in prose stays. Where nothing supersedes the page any more, it has the status that it
    had before, or "accepted" where that does not show.
    """
    text = _drop_fields(text, relation, matches)
    while True:
        seen = page_survey(text)
        picked = (at for at in seen.stated if at.link.relation == relation and not at.prose)
        at = next((one for one in picked if matches(one.link)), None)
        less = _drop(text, seen, at) if at else text
        if len(less) >= len(text):
            return text
        text = less


def page_survey(text: str) -> Survey:
    """What a page states in its text, its front matter left aside."""
    return survey(text, frontmatter.read(text)[0].body)


# Front matter.


def nothing(value: object) -> bool:
    """Whether a field says nothing: null, empty, "none"."""
    return not items_of(value) and not isinstance(value, Mapping)


def status_key(fields: Mapping[str, object]) -> str:
    """The key of the status in front matter, as the page writes it."""
    return next((key for key in fields if key.lower() == "status"), "status")


def found_key(fields: Mapping[str, object], relation: str) -> str:
    """The key that holds a relation in front matter, or that should: `links.supersedes`."""
    # spec-kit-plus keeps a prompt's decisions in `links.adr`.
    own = "adr" if relation == "decides" else relation
    for key in fields:
        if key.lower().replace("_", "-") in RELATION_FIELDS and canonical(key) == relation:
            return key
    for key, value in fields.items():
        if key.lower() == "links":
            if not isinstance(value, Mapping):
                return f"{key}.{own}" if value is None else relation
            for name in value:
                if canonical(str(name)) == relation or str(name).lower() == own:
                    return f"{key}.{name}"
            return f"{key}.{own}"
    return f"links.{own}"


def _drop_fields(text: str, relation: str, matches: Callable[[Link], bool]) -> str:
    fields = frontmatter.read(text)[0].fields
    key = found_key(fields, relation)
    had = frontmatter.get(text, key)
    gone = [item for item in items_of(had) if matches(Link(relation, item))]
    left = [item for item in items_of(had) if item not in gone]
    if gone:
        text = frontmatter.put(text, key, left) if left else frontmatter.drop(text, key)
    name = status_key(fields)
    was = fields.get(name)
    if not isinstance(was, str) or vocabulary.choice(was):
        return text
    heir = relation == "superseded-by" and not left
    stated = relations_in(was, 0, len(was), "status", 0)
    at = next((one for one in stated if one.link.relation == relation), None)
    if at is None and not (heir and gone and re.match(_HEIR, was)):
        return text
    if at is not None and not matches(at.link):
        return text
    before = re.search(_WAS, was) if heir else None
    if before:
        return frontmatter.put(text, name, before["words"])
    lead, end = (at.lead, at.end) if at else (0, len(was))
    return frontmatter.put(text, name, _without(was, lead, end, heir=heir))


# Text.


def _drop(text: str, seen: Survey, at: Stated) -> str:
    mates = [one for one in seen.stated if one.lead == at.lead]
    if len(mates) > 1:
        return _drop_mate(text, mates, at)
    place = next((one for one in seen.places if one.start <= at.start < one.end), None)
    heir = at.link.relation == "superseded-by" and not any(
        one.link.relation == "superseded-by" for one in seen.stated if one is not at
    )
    if place and place.name == at.link.relation:
        rows = [one for one in seen.places if one.first == place.first]
        if len(rows) > 1:
            return text[: at.start] + text[at.end :]
        return _cut(text, place.first, place.last)
    if place and place.way != "section":
        value = text[place.start : place.end]
        become = _without(value, at.lead - place.start, at.end - place.start, heir=heir)
        return text[: place.start] + become + text[place.end :]
    return _drop_line(text, seen, at, heir)


def _drop_mate(text: str, mates: list[Stated], at: Stated) -> str:
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


def _drop_line(text: str, seen: Survey, at: Stated, heir: bool) -> str:
    lead = re.compile(_LEAD).match(text, at.lead, at.start)
    begin = lead.end() if lead else at.lead
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
    section = seen.status
    bulleted = bool(lead and lead["bullet"])
    if heir and not bulleted and section and section.body <= first < section.end:
        struck = list(re.compile(_STRUCK).finditer(text, section.body, first))
        if struck:
            text = _cut(text, first, last)
            return text[: struck[-1].start()] + struck[-1]["words"] + text[struck[-1].end() :]
        places = [one for one in seen.places if one.way == "section" and one.name == "status"]
        if not places or places[0].start >= first:
            return text[:begin] + _cased(text[begin:], "accepted") + text[tail:]
    return _drop_section(text, seen, first, last) or _cut(text, first, last)


def _drop_section(text: str, seen: Survey, first: int, last: int) -> str | None:
    """The page without a Links section that `put_link` made and that held nothing else."""
    nl = markdown.newline(text)
    section = next(
        (one for one in seen.sections if one.start == first - len(f"## Links{nl}{nl}")), None
    )
    if not section or text[section.start : first] != f"## Links{nl}{nl}":
        return None
    if last == len(text):
        kept = text[: section.start].removesuffix(nl)
        return kept if text.endswith("\n") else kept.removesuffix(nl)
    if seen.generated[1] and text[last : seen.generated[0]] == nl:
        return text[: section.start] + text[seen.generated[0] :]
    return None


def _cut(text: str, first: int, last: int) -> str:
    """The page without whole lines, and without the blank line that set them off."""
    nl = markdown.newline(text)
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
