"""Front matter: MADR 3 and 4, log4brains.

Status, date and title are fields; relations are items of `links` or of fields of their own. A
superseded page says so twice: in `links`, and as its status ("superseded by ADR-0005").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from minutebook.records.adr import page_edits
from minutebook.records.adr.dialects import Dialect, NewLink, StatedFacts
from minutebook.records.adr.fields import PARENTS, fold_key, fold_nested, list_items
from minutebook.records.adr.link_removal import remove_from_status
from minutebook.records.adr.statements.prose_relations import StatedRelation, find_relations
from minutebook.records.adr.survey import Survey
from minutebook.records.adr.vocabulary import relation_words, status_words, statuses
from minutebook.records.model import Link
from minutebook.records.references.forms import is_reference, names_numbered_record
from minutebook.text import frontmatter
from minutebook.text.frontmatter import FrontMatter, lookup_field

_STATUS_FIELDS = ("status", "state", "adr-status")
_STATUS_KEYS = ("state", "status", "value", "name", "current")  # of a status that is a mapping
_RELATION_KEYS = ("kind", "relation", "type", "rel")  # of an item of `links` that is a mapping
# Keys of `links` that lead to something else than a record.
_NO_RELATIONS = (
    *("spec", "specs", "ticket", "tickets", "pr", "prs", "plan", "tasks", "issue", "issues"),
    *("jira", "github", "url", "urls", "doc", "docs"),
)
_TARGET_KEYS = ("target", "to", "ref", "adr")
_SUPERSEDED_BY = r"(?i)super[sc]eded by\b"
_FORMER_STATUS = r"(?s) \(was (?P<status>.+)\)\Z"
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
    """The relations in `links`, in fields of their own and in the status."""
    fields = relation_words.list_relation_fields()
    for key, value in front_matter.fields.items():
        name = fold_key(key)
        line_number = front_matter.line_numbers.get(key, 0)
        if name == "links" and isinstance(value, Mapping):
            for relation, targets in value.items():
                if fold_key(str(relation)) not in _NO_RELATIONS:
                    yield from _make_links(str(relation), targets, line_number)
        elif name == "links" and isinstance(value, list):
            for item in value:
                yield from _parse_link_item(item, line_number)
        elif name in fields or (key != name and relation_words.name_relation(key) in fields):
            yield from _make_links(key, value, line_number)
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
        spelling = next((str(item[key]) for key in _RELATION_KEYS if item.get(key)), "")
        for key in _TARGET_KEYS:
            yield from _make_links(spelling, item.get(key), line_number)
    elif isinstance(item, str):
        yield from _parse_statements(item, line_number)


def _parse_statements(value: str, line_number: int) -> Iterator[Link]:
    for stated in _find_relations(value):
        yield Link(stated.link.relation, stated.link.target, line_number)


def _find_relations(value: str) -> Iterator[StatedRelation]:
    return find_relations(value, 0, len(value), "status", 0)


# Editing.


def _set_status(text: str, status: str, reason: str) -> str:
    key = _find_status_key(frontmatter.parse(text)[0].fields)
    value = frontmatter.get_field(text, key)
    old = _get_status_text(value) or ""
    if statuses.normalise_status(old) != status:
        text = _set_status_text(text, key, value, page_edits.spell_status(old, status))
    return frontmatter.set_field(text, "status-reason", reason) if reason else text


def _set_status_text(text: str, key: str, value: object, new: str) -> str:
    """The page with another text for its status, in a list or mapping where `value` is one."""
    inner_key = _find_inner_key(value)
    if inner_key:
        return frontmatter.set_field(text, f"{key}.{inner_key}", new)
    return frontmatter.set_field(text, key, [new] if isinstance(value, list) else new)


def _find_inner_key(value: object) -> str:
    """The key that holds the status of a field that is a mapping; "" for any other value."""
    if not isinstance(value, Mapping):
        return ""
    return next((key for key in value if str(key).lower() in _STATUS_KEYS and value[key]), "")


def _add_link(text: str, link: NewLink) -> str:
    fields = frontmatter.parse(text)[0].fields
    key = _find_relation_key(fields, link.relation)
    value = frontmatter.get_field(text, key) if key in fields or "." in key else None
    if not list_items(value) and not isinstance(value, Mapping):  # null, empty, "none"
        targets = []
    else:
        targets = list(value) if isinstance(value, list | tuple) else [value]
    status_key = _find_status_key(fields)
    status = lookup_field(fields, status_key)
    if link.relation == "superseded-by" and (isinstance(status, list) or _find_inner_key(status)):
        old = _get_status_text(status) or ""
        if old and statuses.normalise_status(old) != "superseded":
            # There is room for a status alone: the field of the relation says by what.
            former = "" if old in ("Accepted", "accepted") else f" (was {old})"
            new = f"{page_edits.match_case(old, 'superseded')}{former}"
            text = _set_status_text(text, status_key, status, new)
    if (
        link.relation == "superseded-by"
        and isinstance(status, str)
        and status.strip()
        and not statuses.is_status_choice(status.strip())
        and statuses.normalise_status(status.strip()) != "superseded"
    ):
        superseded = _format_superseded(status.strip(), link)
        text = frontmatter.set_field(text, status_key, superseded)
    return frontmatter.set_field(text, key, [*targets, link.target])


def _format_superseded(old_status: str, link: NewLink) -> str:
    """A status as MADR has it, with the one before where that was more than "accepted"."""
    relation_text = status_words.translate_relation("superseded-by", old_status) or "superseded by"
    status_text = page_edits.match_case(old_status, relation_text)
    former = "" if old_status in ("Accepted", "accepted") else f" (was {old_status})"
    # Quotes or bars that only the label needs could not be told from the page's own.
    is_plain = re.fullmatch(_PLAIN_LABEL, link.label) is not None
    return f"{status_text} {link.label if is_plain else link.target}{former}"


def _remove_link(text: str, relation: str, matches: Callable[[Link], bool]) -> str:
    """Remove the relation's items from its field, and what the status says of it."""
    fields = frontmatter.parse(text)[0].fields
    key = _find_relation_key(fields, relation)
    targets = list_items(frontmatter.get_field(text, key))
    removed = [target for target in targets if matches(Link(relation, target))]
    remaining = [target for target in targets if target not in removed]
    if removed and remaining:
        text = frontmatter.set_field(text, key, remaining)
    elif removed:
        text = frontmatter.remove_field(text, key)
    status_key = _find_status_key(fields)
    status = lookup_field(fields, status_key)
    is_last_successor = relation == "superseded-by" and not remaining
    if removed and is_last_successor and (isinstance(status, list) or _find_inner_key(status)):
        old = _get_status_text(status) or ""
        former = re.search(_FORMER_STATUS, old)
        if statuses.normalise_status(old) == "superseded":
            new = former["status"] if former else page_edits.match_case(old, "accepted")
            text = _set_status_text(text, status_key, status, new)
    if not isinstance(status, str) or statuses.is_status_choice(status):
        return text
    stated = next(
        (stated for stated in _find_relations(status) if stated.link.relation == relation), None
    )
    if stated is None:
        # A label that no pattern takes for a mention is known by the field that was removed.
        if not (is_last_successor and removed and re.match(_SUPERSEDED_BY, status)):
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
    keys = [key for key in fields if key.lower() == "status"]
    keys += [
        f"{key}.{inner_key}"
        for key, inner in fields.items()
        if fold_key(key) in PARENTS and isinstance(inner, Mapping)
        for inner_key in inner
        if str(inner_key).lower() == "status"
    ]
    return next(iter(keys), "status")


def _find_relation_key(fields: Mapping[str, object], relation: str) -> str:
    """The key that holds a relation, or that should: `links.supersedes`."""
    # spec-kit-plus keeps a prompt's decisions in `links.adr`.
    name = "adr" if relation == "decides" else relation
    for key in fields:
        is_relation = fold_key(key) in relation_words.list_relation_fields()
        if is_relation and relation_words.name_relation(key) == relation:
            return key
    for key, value in fields.items():
        if key.lower() == "links":
            if not isinstance(value, Mapping):
                return f"{key}.{name}" if value is None else relation
            for inner_key in value:
                spelling = str(inner_key)
                if relation_words.name_relation(spelling) == relation or spelling.lower() == name:
                    return f"{key}.{inner_key}"
            return f"{key}.{name}"
    return f"links.{name}"


DIALECT = Dialect(
    name="front-matter",
    priority=10,
    read_facts=_read_facts,
    detect=_has_fields,
    set_status=_set_status,
    add_link=_add_link,
    remove_link=_remove_link,
    templates=("madr", "madr-minimal", "y-statement"),
    outweighs_links=True,
)
