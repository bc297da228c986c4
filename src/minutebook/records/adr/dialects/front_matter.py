"""Front matter: MADR 3 and 4, log4brains.

Status, date and title are fields; relations are items of `links` or of fields of their own. A
superseded page says so twice: in `links`, and as its status ("superseded by ADR-0005").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from minutebook.errors import Conflict
from minutebook.records.adr.dialects import Dialect, NewLink, NewStatus, StatedFacts
from minutebook.records.adr.edits import front_matter_links, status_edits
from minutebook.records.adr.edits.forms import (
    LINK_FIELDS,
    NO_FORM,
    TARGET_KEYS,
    FolderForm,
    find_item_keys,
    parse_field,
)
from minutebook.records.adr.edits.link_removal import remove_from_status
from minutebook.records.adr.fields import PARENTS, fold_key, fold_nested, list_items
from minutebook.records.adr.statements.prose_relations import StatedRelation, find_relations
from minutebook.records.adr.survey import Survey
from minutebook.records.adr.vocabulary import relation_words, status_words, statuses
from minutebook.records.model import Link
from minutebook.records.references.forms import is_reference, names_numbered_record
from minutebook.text import frontmatter
from minutebook.text.frontmatter import FrontMatter, lookup_field

_STATUS_FIELDS = ("status", "state", "adr-status")
_STATUS_KEYS = ("state", "status", "value", "name", "current")  # of a status that is a mapping
# Keys of `links` that lead to something else than a record.
_NO_RELATIONS = (
    *("spec", "specs", "ticket", "tickets", "pr", "prs", "plan", "tasks", "issue", "issues"),
    *("jira", "github", "url", "urls", "doc", "docs"),
)
_REASON_FIELD = "status-reason"
_SUPERSEDED_BY = r"(?i)super[sc]eded by\b"
_FORMER_STATUS = r"(?s) \(was (?P<status>.+)\)\Z"
_PLAIN_STATUS = r"[^\W\d_][\w ()-]*"  # needs no quotes anywhere
_PLAIN_LABEL = r"\w[\w ./-]*"


# Reading.


def _read_facts(survey: Survey, front_matter: FrontMatter) -> StatedFacts:
    fields = fold_nested(front_matter.fields)
    return StatedFacts(
        _find_status(front_matter, fields),
        links=tuple(_find_links(front_matter)),
    )


def _has_fields(survey: Survey, front_matter: FrontMatter) -> bool:
    return bool(front_matter.fields)


def _find_status(front_matter: FrontMatter, fields: Mapping[str, object]) -> str | None:
    for name in _STATUS_FIELDS:
        value = _get_status_text(fields.get(name))
        # A field that is there and empty says that the page states its status here.
        if value or (value == "" and name in front_matter.fields):
            return value
    return None


def _get_status_text(value: object) -> str | None:
    """The text of a status field, also of `[accepted]`, `{accepted}` and `{state: accepted}`.

    None for what is no text.
    """
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return _get_status_text(value[0]) if len(value) == 1 else None
    if isinstance(value, Mapping):
        named = {str(key).lower(): item for key, item in value.items()}
        stated = next((named[key] for key in _STATUS_KEYS if named.get(key)), None)
        alone = next(iter(value)) if list(value.values()) == [None] else None
        return _get_status_text(stated or alone)
    return "" if value is None else None


def _find_links(front_matter: FrontMatter) -> Iterator[Link]:
    """The relations in lists of links, in fields of their own and in the status."""
    for key, value in front_matter.fields.items():
        name = fold_key(key)
        line_number = front_matter.line_numbers.get(key, 0)
        relation = parse_field(key)
        if name == "links" and isinstance(value, Mapping):
            for inner_key, targets in value.items():
                if fold_key(str(inner_key)) not in _NO_RELATIONS:
                    yield from _make_links(str(inner_key), targets, line_number)
        elif name in LINK_FIELDS and isinstance(value, list):
            for item in value:
                if isinstance(item, str | int) and relation:
                    yield from _make_links(relation, item, line_number)
                else:
                    yield from _parse_link_item(item, line_number)
        elif relation:
            yield from _make_links(relation, value, line_number)
        elif name == "status" and isinstance(value, str) and not statuses.is_status_choice(value):
            yield from _parse_statements(value, line_number)


def _make_links(spelling: str, targets: object, line_number: int) -> Iterator[Link]:
    """The links of a relation; in a word of the page's own those to what may be a record."""
    relation = relation_words.parse_relation(spelling)
    word = "" if relation else relation_words.fold_word(spelling)
    if not (relation or word):
        return
    for target in list_items(targets):
        if relation or names_numbered_record(target) or _is_page_name(target):
            yield Link(relation or word, target, line_number)


def _is_page_name(target: str) -> bool:
    """Whether a target has the form of a page's name without a number: `use-redis`, `x.md`."""
    return "-" in target.strip("-") and not target.isupper() and is_reference(target)


def _parse_link_item(item: object, line_number: int) -> Iterator[Link]:
    if isinstance(item, Mapping):
        kind_key = find_item_keys(item)[0]
        spelling = str(item[kind_key]) if kind_key else ""
        for key in TARGET_KEYS:
            yield from _make_links(spelling, item.get(key), line_number)
    elif isinstance(item, str):
        yield from _parse_statements(item, line_number)


def _parse_statements(value: str, line_number: int) -> Iterator[Link]:
    for stated in _find_relations(value):
        yield Link(stated.link.relation, stated.link.target, line_number)


def _find_relations(value: str) -> Iterator[StatedRelation]:
    return find_relations(value, 0, len(value), "status", 0)


# Editing.


def _set_status(text: str, new: NewStatus) -> str:
    key = _find_status_key(frontmatter.parse(text)[0].fields)
    value = frontmatter.get_field(text, key)
    old = _get_status_text(value) or ""
    form = new.form
    if form.known_statuses and new.status not in form.known_statuses:
        raise Conflict(
            f"{form.reader}, which reads these pages, knows no status {new.status!r}, only"
            f" {', '.join(form.known_statuses)}",
            "write it by hand, or delete the page",
        )
    if form.normalise_status(old) != new.status:
        word = form.status_words.get(("front-matter", new.status), "")
        spelled = status_edits.spell_status(old, new.status, word)
        if not status_edits.is_replaceable(old, form) and not form.known_statuses:
            spelled = status_edits.keep_former(old, spelled, new.status, form)
        text = _set_status_text(text, key, value, spelled)
    return _add_reason(text, new.reason) if new.reason else text


def _add_reason(text: str, reason: str) -> str:
    """The page with one more reason, beside those of the statuses that it had before."""
    earlier = list_items(frontmatter.get_field(text, _REASON_FIELD))
    return frontmatter.set_field(text, _REASON_FIELD, [*earlier, reason] if earlier else reason)


def _set_status_text(text: str, key: str, value: object, new: str) -> str:
    """The page with another text for its status, in a list or mapping where `value` is one.

    Raises Conflict for a mapping of any other form than `{state: accepted}` or `{accepted}`.
    """
    inner_key = _find_inner_key(value)
    old = _get_status_text(value)
    is_word = isinstance(value, Mapping) and not inner_key  # `{accepted}`, `{{ status }}`
    if is_word and old and (statuses.is_leftover(old) or statuses.is_status_choice(old)):
        return frontmatter.set_field(text, key, new)
    if old and not isinstance(value, str) and not (inner_key and "." in key):
        inner = f"{key}.{inner_key}" if inner_key else key
        source = frontmatter.get_source(text, inner) or ""
        if source.count(old) == 1 and re.fullmatch(_PLAIN_STATUS, new):
            return frontmatter.set_source(text, inner, source.replace(old, new))
        if inner_key:
            return frontmatter.set_field(text, inner, new)
    if isinstance(value, Mapping):
        shown = ", ".join(f"{name}: {item}" for name, item in value.items())
        raise Conflict(
            f"the page states its status as {{{shown}}}, and no command changes that",
            "write it as `status: accepted` first",
        )
    return frontmatter.set_field(text, key, [new] if isinstance(value, list) else new)


def _find_inner_key(value: object) -> str:
    """The key that holds the status of a field that is a mapping; "" for any other value."""
    if not isinstance(value, Mapping):
        return ""
    return next((key for key in value if str(key).lower() in _STATUS_KEYS and value[key]), "")


def _add_link(text: str, link: NewLink) -> str:
    if link.relation == "superseded-by":
        text = _set_superseded(text, link)
    return front_matter_links.add_link(text, link)


def _set_superseded(text: str, link: NewLink) -> str:
    """The page with "superseded" as its status, and by what where the field has room for it."""
    fields = frontmatter.parse(text)[0].fields
    key = _find_status_key(fields)
    value = lookup_field(fields, key)
    old = (_get_status_text(value) or "").strip()
    is_stated = old and not statuses.is_status_choice(old)
    if not is_stated or link.form.normalise_status(old) == "superseded":
        return text
    has_room = isinstance(value, str) and "front-matter" not in link.form.bare_dialects
    if has_room:
        return frontmatter.set_field(text, key, _format_superseded(old, link))
    word = link.form.status_words.get(("front-matter", "superseded"), "")
    new = status_edits.spell_status(old, "superseded", word)
    keeps_former = not isinstance(value, str) and old not in ("Accepted", "accepted")
    former = f" (was {old})" if keeps_former else ""
    return _set_status_text(text, key, value, f"{new}{former}")


def _format_superseded(old_status: str, link: NewLink) -> str:
    """A status as MADR has it, with the one before where that was more than "accepted"."""
    relation_text = status_words.translate_relation("superseded-by", old_status) or "superseded by"
    status_text = status_edits.match_case(old_status, relation_text)
    former = "" if old_status in ("Accepted", "accepted") else f" (was {old_status})"
    # Quotes or bars that only the label needs could not be told from the page's own.
    is_plain = re.fullmatch(_PLAIN_LABEL, link.label) is not None
    return f"{status_text} {link.label if is_plain else link.target}{former}"


def _remove_link(
    text: str, relation: str, matches: Callable[[Link], bool], form: FolderForm = NO_FORM
) -> str:
    """Remove a relation from its fields and from the status; a superseded page is accepted then."""
    fields = frontmatter.parse(text)[0].fields
    if not fields:
        return text
    text, has_removed, has_others = front_matter_links.remove_link(text, relation, matches, form)
    status_key = _find_status_key(fields)
    status = lookup_field(fields, status_key)
    is_last_successor = relation == "superseded-by" and not has_others
    if has_removed and is_last_successor and isinstance(status, list | Mapping):
        old = _get_status_text(status) or ""
        former = re.search(_FORMER_STATUS, old)
        if statuses.normalise_status(old) == "superseded":
            new = former["status"] if former else status_edits.match_case(old, "accepted")
            text = _set_status_text(text, status_key, status, new)
    if not isinstance(status, str) or statuses.is_status_choice(status):
        return text
    stated = next(
        (stated for stated in _find_relations(status) if stated.link.relation == relation), None
    )
    if stated is None:
        # A label that no pattern takes for a mention is known by the field that was removed.
        if not (is_last_successor and has_removed and re.match(_SUPERSEDED_BY, status)):
            return text
    elif not matches(stated.link):
        return text
    former = re.search(_FORMER_STATUS, status) if is_last_successor else None
    if former:
        return frontmatter.set_field(text, status_key, former["status"])
    start, end = (stated.lead_start, stated.end) if stated else (0, len(status))
    new_status = remove_from_status(status, start, end, is_last_successor=is_last_successor)
    return frontmatter.set_field(text, status_key, new_status)


def _find_status_key(fields: Mapping[str, object]) -> str:
    """The key of the status as the page writes it, or as it should; `adr.status` below `adr`."""
    for name in _STATUS_FIELDS:
        keys = [
            key
            for key, value in fields.items()
            if fold_key(key) == name and _get_status_text(value) is not None
        ]
        keys += [
            f"{key}.{inner_key}"
            for key, inner in fields.items()
            if fold_key(key) in PARENTS and isinstance(inner, Mapping)
            for inner_key in inner
            if fold_key(str(inner_key)) == name
        ]
        if keys:
            return keys[0]
    return next((key for key in fields if fold_key(key) == "status"), "status")


DIALECT = Dialect(
    name="front-matter",
    priority=10,
    read_facts=_read_facts,
    detect=_has_fields,
    set_status=_set_status,
    add_link=_add_link,
    remove_link=_remove_link,
    outweighs_links=True,
)
