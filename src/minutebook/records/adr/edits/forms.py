"""How the pages of a folder state facts and relations, as far as an operation has to know it."""

from __future__ import annotations

from collections.abc import Mapping

from minutebook.lean.values import Value
from minutebook.records.adr.fields import fold_key
from minutebook.records.adr.vocabulary import statuses
from minutebook.records.adr.vocabulary.relation_words import list_relation_fields, name_relation

# Fields that may hold links of all relations; and the keys of an item that is a mapping.
LINK_FIELDS = ("links", "relations", "relationships", "related", "related-decisions")
RELATION_KEYS = ("kind", "relation", "type", "rel")
TARGET_KEYS = ("target", "to", "ref", "adr", "id")


class RelationField(Value):
    """How a relation stands in a field of its own.

    `way` is the one in which it names a record, see `references.names`. `is_list`: also a single
    record is the item of a list; `is_single`: there is room for one record. `empty` is the source
    of its value where it names none, None where it is left out then.
    """

    key: str
    way: str = ""
    is_list: bool = True
    is_single: bool = False
    empty: str | None = None


class LinkList(Value):
    """How links stand in a field that is a list: of mappings, or without keys of words.

    `kinds` are its words for relations, `way` is as in `RelationField`. `is_capitalised`: items
    that are words ("Amends ADR-0003") begin with a capital.
    """

    key: str
    target_key: str
    kind_key: str
    kinds: Mapping[str, str]
    way: str = ""
    is_capitalised: bool = False

    def spell_kind(self, relation: str) -> str:
        """The word for a relation, in the manner of those that are known."""
        if relation in self.kinds:
            return self.kinds[relation]
        shown = " ".join(self.kinds.values())
        word = relation.replace("-", "_") if "_" in shown else relation
        return word.upper() if shown and shown.isupper() else word


class FolderForm(Value):
    """What the pages of a folder do; empty where they do not show it.

    `status_words` are the words for a status, by dialect and status, `own_statuses` as for a
    `Folder`. `bare_dialects` are those whose pages say "superseded" and no more as their status:
    a successor has a place of its own. `known_statuses` are all that a reader of the pages takes,
    none where it takes any, `reader` its name. `has_closed_statuses`: that reader takes no words
    before "superseded by" in a line with a key. `fields` are by relation; `field_prefix` and
    `has_underscores` tell how a key of another relation is spelled, and `field_way` names a record.
    `label_way` is how the label of a link does. `states_both_ends`: of a relation, both pages tell.
    """

    status_words: Mapping[tuple[str, str], str] = {}
    own_statuses: Mapping[str, str] = {}
    bare_dialects: frozenset[str] = frozenset()
    known_statuses: tuple[str, ...] = ()
    reader: str = ""
    has_closed_statuses: bool = False
    fields: Mapping[str, RelationField] = {}
    field_prefix: str = ""
    has_underscores: bool = False
    field_way: str = ""
    link_list: LinkList | None = None
    label_way: str = ""
    states_both_ends: bool = False

    def normalise_status(self, text: str) -> str:
        """The known status that a text means, also in the repository's own words."""
        return statuses.normalise_status(text, self.own_statuses)

    def find_field(self, relation: str) -> RelationField | None:
        """How a relation stands in a field of its own; None where the folder has no such fields."""
        known = self.fields.get(relation)
        if known or not self.fields:
            return known
        key = f"{self.field_prefix}{relation}"
        return RelationField(key.replace("-", "_") if self.has_underscores else key, self.field_way)


NO_FORM = FolderForm()


def parse_field(key: str) -> str | None:
    """The relation that a field of front matter has for its name, None for any other field."""
    name, spelling = fold_key(key).removeprefix("x-"), key.removeprefix("x-")
    fields = list_relation_fields()
    if name in fields or (key != name and name_relation(spelling) in fields):
        return name_relation(spelling)
    return None


def is_list_of_links(key: str, value: object) -> bool:
    """Whether a field is a list that holds links of any relation: mappings, or words for them."""
    if fold_key(key) not in LINK_FIELDS or not isinstance(value, list) or not value:
        return False
    return isinstance(value[0], Mapping) or parse_field(key) is None


def find_item_keys(item: Mapping[str, object]) -> tuple[str, str]:
    """The keys of an item of a list of links that hold the relation and the record; "" for none."""
    kind_key = next((key for key in RELATION_KEYS if item.get(key)), "")
    return kind_key, next((key for key in TARGET_KEYS if item.get(key)), "")
