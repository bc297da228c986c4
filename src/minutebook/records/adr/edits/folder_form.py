"""How the pages of a folder state what an operation adds to one of them: words, fields, links.

It is found out from the pages themselves, where they show it; else from the fields that tell one
of the formats that are known by the tool which reads them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from minutebook.lean.values import replace
from minutebook.records.adr.edits.forms import (
    NO_FORM,
    FolderForm,
    LinkList,
    RelationField,
    find_item_keys,
    is_list_of_links,
    parse_field,
)
from minutebook.records.adr.edits.known_formats import find_known_form
from minutebook.records.adr.fields import list_items
from minutebook.records.adr.statements.prose_relations import find_relations
from minutebook.records.adr.vocabulary import statuses
from minutebook.records.adr.vocabulary.relation_words import name_relation
from minutebook.records.adr.vocabulary.status_words import STATUS_BY_WORD
from minutebook.records.model import ADR, Link, Record, RecordSet
from minutebook.records.references.names import find_way
from minutebook.records.relations import resolve_link

# What means that a decision is put forward, was taken, or given up; other words for a status are
# stages of it.
_WORDS_OF_A_STEP = {
    "proposed": ("proposed", "proposal"),
    "accepted": ("accepted", "approved", "adopted", "agreed", "ratified", "active"),
    "rejected": ("rejected", "declined", "denied", "refused"),
    "deprecated": ("deprecated", "obsolete", "retired"),
    "superseded": ("superseded", "replaced"),
}
_ONE_STATUS = r"[^\W\d_]+(?: [^\W\d_]+)?"
_MAX_NEIGHBOURS = 100  # before a page, and after it
_LINK_LABEL = r"\[((?:\\.|[^\[\]\\])+)\]\("
# A page as adr-tools makes it. Its readers want both ends of a relation in the Status sections.
_ADR_TOOLS_PAGE = (
    r"\ufeff?# \d+\. [^\n]+\n(?:\r?\n)+Date: \d{4}-\d{2}-\d{2}\r?\n(?:\r?\n)+## Status[ \t]*\r?\n"
)

_LOG4BRAINS_NAME = r"(?:19|20)\d{6}-[a-z]"  # which reads one status of its own in a bullet


def read_folder_form(records: RecordSet, record: Record) -> FolderForm:
    """Return how the pages beside a record, and its own, state facts and links. Never raises."""
    if record.kind is not ADR:
        return NO_FORM
    neighbours = _list_neighbours(records, record)
    known = find_known_form([record, *neighbours])
    fields = dict(known.fields)
    stated_fields = _read_fields(records, neighbours)
    for relation, field in stated_fields.items():
        format_field = known.fields.get(relation, RelationField(field.key))
        way = field.way or format_field.way or known.field_way
        fields[relation] = replace(field, way=way, is_single=format_field.is_single)
    has_other_shape = bool(stated_fields) or any(
        isinstance(one.fields.get("links"), Mapping) for one in neighbours
    )
    link_list = _read_link_list(records, neighbours, None if has_other_shape else known.link_list)
    ways = Counter(field.way for field in stated_fields.values() if field.way)
    keys = [field.key for field in stated_fields.values()]
    return replace(
        known,
        status_words=read_status_words(neighbours, record.folder.own_statuses),
        own_statuses=record.folder.own_statuses,
        bare_dialects=known.bare_dialects | _find_bare_dialects(neighbours, fields),
        fields=fields if link_list is None else stated_fields,
        field_prefix=known.field_prefix or ("x-" if keys and keys[0].startswith("x-") else ""),
        has_underscores=known.has_underscores or any("_" in key for key in keys),
        field_way=max(ways, key=lambda way: ways[way], default=known.field_way),
        link_list=link_list,
        label_way=_read_label_way(records, neighbours),
        states_both_ends=known.states_both_ends
        or re.match(_ADR_TOOLS_PAGE, records.with_text(record).text) is not None,
        has_closed_statuses=re.match(_LOG4BRAINS_NAME, record.file_name) is not None,
    )


def _list_neighbours(records: RecordSet, record: Record) -> list[Record]:
    """The records in the folder of a record, and itself: the nearest of very many."""
    parent = record.path.rpartition("/")[0]
    siblings = [
        other
        for other in records.members
        if other.kind is ADR and other.path.rpartition("/")[0] == parent
    ]
    index = next((index for index, one in enumerate(siblings) if one.path == record.path), 0)
    return siblings[max(index - _MAX_NEIGHBOURS, 0) : index + _MAX_NEIGHBOURS + 1]


def read_status_words(
    neighbours: Iterable[Record], own_statuses: Mapping[str, str]
) -> dict[tuple[str, str], str]:
    """The commonest word of the pages for each status, by dialect and status."""
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for record in neighbours:
        word = record.state_raw.strip()
        folded = word.lower().replace("superce", "superse")
        is_step = (
            folded in _WORDS_OF_A_STEP.get(record.state, ())
            if folded in STATUS_BY_WORD or folded in _WORDS_OF_A_STEP["superseded"]
            else statuses.normalise_status(word, own_statuses) == record.state
        )
        if record.state and is_step and re.fullmatch(_ONE_STATUS, word):
            counts[record.dialect, record.state][word] += 1
    return {key: words.most_common(1)[0][0] for key, words in counts.items()}


def _find_bare_dialects(
    neighbours: Iterable[Record], fields: Mapping[str, RelationField]
) -> frozenset[str]:
    """The dialects whose superseded pages mostly say that in one word, and by what elsewhere."""
    bare_counts: Counter[str] = Counter()
    for record in neighbours:
        if record.state == "superseded" and any(
            link.relation == "superseded-by" for link in record.links
        ):
            is_bare = re.fullmatch(_ONE_STATUS, record.state_raw.strip()) is not None
            bare_counts[record.dialect] += 1 if is_bare else -1
    # A field for a successor that no page has used yet.
    if "superseded-by" in fields and not bare_counts["front-matter"]:
        bare_counts["front-matter"] = 1
    return frozenset(dialect for dialect, count in bare_counts.items() if count > 0)


def _read_fields(records: RecordSet, neighbours: Iterable[Record]) -> dict[str, RelationField]:
    """The relations that pages have in fields of their own, also in those that are empty yet."""
    keys: defaultdict[str, Counter[str]] = defaultdict(Counter)
    ways: defaultdict[str, Counter[str]] = defaultdict(Counter)
    lists: Counter[str] = Counter()
    empties: dict[str, str] = {}
    for record in neighbours:
        for key, value in record.fields.items():
            relation = parse_field(key)
            if not relation or isinstance(value, Mapping) or is_list_of_links(key, value):
                continue
            keys[relation][key] += 1
            if not list_items(value):
                empties.setdefault(key, _get_source(records.with_text(record), key))
                lists[key] += isinstance(value, list)
                continue
            items = value if isinstance(value, list) else [value]
            lists[key] += 1 if isinstance(value, list) else -1
            for item in items:
                if way := _find_way(records, record, relation, item):
                    ways[key][way] += 1
    return {
        relation: RelationField(
            key := counts.most_common(1)[0][0],
            ways[key].most_common(1)[0][0] if ways[key] else "",
            is_list=lists[key] > 0,
            empty=empties.get(key),
        )
        for relation, counts in keys.items()
    }


def _get_source(record: Record, key: str) -> str:
    from minutebook.text import frontmatter

    return frontmatter.get_source(record.text, key) or ""


def _find_way(records: RecordSet, record: Record, relation: str, target: object) -> str:
    other = resolve_link(records.resolver, record, Link(relation, str(target)))
    return find_way(record, other, target) if other else ""


def _read_link_list(
    records: RecordSet, neighbours: Iterable[Record], known: LinkList | None
) -> LinkList | None:
    """How the pages keep links in a list; `known` where none of them has one."""
    keys: Counter[tuple[str, str, str]] = Counter()
    ways: Counter[str] = Counter()
    kinds = dict(known.kinds) if known else {}
    capitals = 0
    for record in neighbours:
        for key, item in list_link_items(record.fields):
            if isinstance(item, Mapping):
                kind_key, target_key = find_item_keys(item)
                kind, target = item.get(kind_key), item.get(target_key)
                relation = name_relation(str(kind)) if kind and target else None
            else:
                kind_key = target_key = ""
                stated = next(find_relations(item, 0, len(item), "status", 0), None)
                relation = stated.link.relation if stated else None
                target = stated.link.target if stated else None
                kind = item[: stated.start].strip() if stated else None
                capitals += 1 if item[:1].isupper() else -1
            if relation:
                keys[key, target_key, kind_key] += 1
                kinds[relation] = str(kind)
                if way := _find_way(records, record, relation, target):
                    ways[way] += 1
    if not keys:
        return known
    key, target_key, kind_key = keys.most_common(1)[0][0]
    way = ways.most_common(1)[0][0] if ways else known.way if known else ""
    return LinkList(key, target_key, kind_key, kinds, way, capitals > 0)


def list_link_items(
    fields: Mapping[str, object],
) -> Iterator[tuple[str, Mapping[str, object] | str]]:
    """The items of lists of links that are mappings or words, each with the key of its field."""
    for key, value in fields.items():
        if is_list_of_links(key, value):
            for item in value if isinstance(value, list) else ():
                if isinstance(item, Mapping | str):
                    yield key, item


def _read_label_way(records: RecordSet, neighbours: Iterable[Record]) -> str:
    """How the labels of links that state relations name records, "" where no page has any."""
    ways: Counter[str] = Counter()
    for record in neighbours:
        for link in record.links:
            label = None if link.is_prose else re.match(_LINK_LABEL, link.target)
            other = resolve_link(records.resolver, record, link) if label else None
            if label and other and (way := find_way(record, other, label[1])):
                ways[way] += 1
    return ways.most_common(1)[0][0] if ways else ""
