"""Add relations to the front matter of a decision's page in the shape that it has; remove them.

A relation is a field of its own, an item of a list of links (a mapping, or words), or a field of
the mapping `links`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from minutebook.errors import Conflict
from minutebook.records.adr.dialects import NewLink
from minutebook.records.adr.edits.forms import (
    NO_FORM,
    FolderForm,
    RelationField,
    find_item_keys,
    is_list_of_links,
    parse_field,
)
from minutebook.records.adr.fields import fold_key, list_items
from minutebook.records.adr.statements.prose_relations import find_relations
from minutebook.records.adr.vocabulary.relation_words import name_relation
from minutebook.records.model import Link
from minutebook.records.relations import format_relation
from minutebook.text import frontmatter


def add_link(text: str, link: NewLink) -> str:
    """Return the page with one more relation, where it has such, else where its neighbours have.

    Raises Conflict where the field has room for one record and names another one.
    """
    fields = frontmatter.parse(text)[0].fields
    relation, form = link.relation, link.form
    own_keys = (key for key in fields if parse_field(key) == relation)
    own_key = next((key for key in own_keys if not is_list_of_links(key, fields[key])), "")
    if own_key:
        known = form.fields.get(relation)
        field = known if known and known.key == own_key else None
        return _add_to_field(text, field or RelationField(own_key), link)
    list_key = next((key for key in fields if is_list_of_links(key, fields[key])), "")
    if list_key and (added := _add_to_list(text, list_key, link)):
        return added
    links = next((key for key in fields if fold_key(key) == "links"), "")
    has_room = not links or not fields[links]
    if form.link_list and has_room:
        key = links or form.link_list.key
        if form.link_list.kind_key:
            return _add_mapping(text, key, link)
        if added := _add_words(text, key, link, is_capitalised=form.link_list.is_capitalised):
            return added
    field = form.find_field(relation) if has_room else None
    if field:
        return _add_to_field(text, field, link)
    return _add_to_field(text, RelationField(_choose_key(fields, links, relation)), link)


def _add_to_list(text: str, key: str, link: NewLink) -> str | None:
    """The page with one more item in a list of links; None where that would not be read."""
    value = frontmatter.get_field(text, key)
    items = value if isinstance(value, list) else []
    if isinstance(items[0], Mapping):
        return _add_mapping(text, key, link)
    return _add_words(text, key, link, is_capitalised=str(items[0])[:1].isupper())


def _add_words(text: str, key: str, link: NewLink, *, is_capitalised: bool) -> str | None:
    """The page with "Supersedes ADR-0003" as an item of a list; None where that is not read so."""
    value = frontmatter.get_field(text, key)
    shape = link.form.link_list
    words = format_relation(link.relation)
    words = words.capitalize() if is_capitalised else words
    for target in (link.names.get(shape.way, link.target) if shape else link.target, link.target):
        item = f"{words} {target}"
        stated = [one.link for one in find_relations(item, 0, len(item), "status", 0)]
        if [(one.relation, one.target) for one in stated] == [(link.relation, target)]:
            items = value if isinstance(value, list) else []
            return frontmatter.set_field(text, key, [*items, item])
    return None


def _add_mapping(text: str, key: str, link: NewLink) -> str:
    """The page with one more item, a mapping, in a list of links, in the manner of the others."""
    value = frontmatter.get_field(text, key)
    items = value if isinstance(value, list) else []
    models = [item for item in items if isinstance(item, Mapping) and all(find_item_keys(item))]
    shape = link.form.link_list
    if models:
        kind_key, target_key = find_item_keys(models[0])
        order = [name for name in models[0] if name in (kind_key, target_key)]
    else:
        kind_key, target_key = (shape.kind_key, shape.target_key) if shape else ("kind", "target")
        order = [target_key, kind_key]
    values = {
        kind_key: shape.spell_kind(link.relation) if shape else link.relation,
        target_key: link.names.get(shape.way, link.target) if shape else link.target,
    }
    return frontmatter.set_field(text, key, [*items, {name: values[name] for name in order}])


def _add_to_field(text: str, field: RelationField, link: NewLink) -> str:
    """The page with one more record in a field of a relation."""
    value = frontmatter.get_field(text, field.key)
    target = link.names.get(field.way, link.target)
    if not list_items(value) and not isinstance(value, Mapping):  # null, empty, "none"
        is_list = isinstance(value, list) or field.is_list
        return frontmatter.set_field(text, field.key, [target] if is_list else target)
    if field.is_single:
        raise Conflict(
            f"`{field.key}` has room for one record, and names {value}",
            "remove that relation first",
        )
    targets = list(value) if isinstance(value, list | tuple) else [value]
    return frontmatter.set_field(text, field.key, [*targets, target])


def _choose_key(fields: Mapping[str, object], links: str, relation: str) -> str:
    """The key of a relation that the page should have: `links.supersedes`."""
    # spec-kit-plus keeps a prompt's decisions in `links.adr`.
    name = "adr" if relation == "decides" else relation
    value = fields[links] if links else None
    if not isinstance(value, Mapping):
        return f"{links or 'links'}.{name}" if value is None else relation
    for inner_key in value:
        if name_relation(str(inner_key)) == relation or str(inner_key).lower() == name:
            return f"{links}.{inner_key}"
    return f"{links}.{name}"


def remove_link(
    text: str, relation: str, matches: Callable[[Link], bool], form: FolderForm = NO_FORM
) -> tuple[str, bool, bool]:
    """Return the page without the links of a relation that `matches` picks.

    Also whether there was one, and whether there are others of the relation.
    """
    has_removed = has_others = False
    for key in list(_list_places(frontmatter.parse(text)[0].fields, relation)):
        value = frontmatter.get_field(text, key)
        items = value if isinstance(value, list | tuple) else [value]
        kept: list[object] = []
        removed: list[object] = []
        for item in items:
            links = _read_item(item, relation, is_field="." in key or parse_field(key) == relation)
            is_removed = any(matches(link) for link in links)
            (removed if is_removed else kept).append(item)
            has_others = has_others or (bool(links) and not is_removed)
        if not removed:
            continue
        has_removed = True
        field = form.fields.get(relation)
        if kept:
            is_scalar = len(kept) == 1 and field and field.key == key and not field.is_list
            text = frontmatter.set_field(text, key, kept[0] if is_scalar else kept)
        elif field and field.key == key and field.empty is not None:
            text = frontmatter.set_source(text, key, field.empty)
        else:
            text = frontmatter.remove_field(text, key)
            parent = key.partition(".")[0]
            if parent != key and frontmatter.get_field(text, parent) == {}:
                text = frontmatter.remove_field(text, parent)
    return text, has_removed, has_others


def _list_places(fields: Mapping[str, object], relation: str) -> Iterator[str]:
    """The keys of the fields that may hold links of a relation; `links.supersedes` in a mapping."""
    name = "adr" if relation == "decides" else relation
    for key, value in fields.items():
        if parse_field(key) == relation or is_list_of_links(key, fields[key]):
            yield key
        elif fold_key(key) == "links" and isinstance(value, Mapping):
            for inner_key in value:
                if name_relation(str(inner_key)) == relation or str(inner_key).lower() == name:
                    yield f"{key}.{inner_key}"


def _read_item(item: object, relation: str, *, is_field: bool) -> list[Link]:
    """The links of a relation that an item of a field states."""
    if isinstance(item, Mapping):
        kind_key, target_key = find_item_keys(item)
        is_meant = kind_key and name_relation(str(item[kind_key])) == relation
        return [Link(relation, str(item[target_key]))] if is_meant and target_key else []
    if is_field:
        return [Link(relation, target) for target in list_items(item)]
    words = str(item)
    stated = (one.link for one in find_relations(words, 0, len(words), "status", 0))
    return [link for link in stated if link.relation == relation]
