"""Front matter fields of records, whatever way their keys and lists are written."""

from __future__ import annotations

from collections.abc import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.records.model import Record

# Fields whose mapping has the facts of the page.
PARENTS = (
    *("adr", "madr", "decision", "decision-record", "record", "metadata", "meta", "document"),
    *("params", "extra", "custom", "custom-fields", "properties", "frontmatter"),
)
_PARENT_NAMES = frozenset(PARENTS)
# The folded names (`fold_key`) that older prompt records have for their fields.
FIELD_ALIASES = {
    "id": ("id", "phr-id"),
    "date": (
        *("date", "date-iso", "dateiso", "created", "created-at", "createdat", "created-on"),
        *("date-created", "creation-date", "datetime", "timestamp"),
    ),
    "files": ("files", "files-yaml", "files-modified", "files-created"),
    "tests": ("tests", "tests-yaml", "tests-run"),
    "labels": ("labels", "tags"),
    "governs": ("governs", "x-governs"),  # as structured MADR has fields of others
}
_NOTHING = frozenset(
    (
        *("", "none", "null", "n/a", "na", "n.a.", "no", "-", "--", "—", "~", "tbd", "[]"),
        *("nein", "non", "無", "无", "なし", "없음"),
    )
)


def fold_key(key: str) -> str:
    """Return a key in lower case, with `-` for `_`."""
    return key.lower().replace("_", "-")


def fold_fields(fields: Mapping[str, object]) -> dict[str, object]:
    """Return fields by their folded keys; of keys that fold to one the last counts."""
    return {fold_key(key): value for key, value in fields.items()}


def fold_nested(fields: Mapping[str, object]) -> dict[str, object]:
    """Return fields by their folded keys, with those of the mapping that a page has them in.

    That is `adr:` or `metadata:` above `status:` and the like; a field beside it counts first.
    """
    folded = fold_fields(fields)
    if _PARENT_NAMES.isdisjoint(folded):
        return folded  # most pages have no such field
    for name in PARENTS:
        inner = folded.get(name)
        if isinstance(inner, Mapping):
            named = {str(key): value for key, value in inner.items()}
            folded = {**fold_fields(named), **folded}
    return folded


def list_items(value: object) -> list[str]:
    """Return the items of a field as text, without those that say nothing (null, "none", "N/A")."""
    items = value if isinstance(value, list | tuple) else [value]
    texts = (str(item).strip() for item in items if isinstance(item, str | int | float))
    return [text for text in texts if text.lower() not in _NOTHING]


def pick_field(folded_fields: Mapping[str, object], name: str) -> object | None:
    """The field of a name or an older alias, among fields by their folded keys; None for none."""
    values = (folded_fields.get(key) for key in _list_field_names(name))
    return next((value for value in values if value is not None), None)


def format_value(value: object) -> str:
    """A field's value as text; "" for what is neither a text nor a number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


def read_field(record: Record, name: str) -> object | None:
    """A front matter field by its name or an older alias, whatever the case; None for none."""
    return pick_field(fold_fields(record.fields), name)


def read_field_items(record: Record, name: str) -> tuple[str, ...]:
    """A list field's items as text, those of all its aliases; "none", "N/A" and null are none."""
    fields = fold_fields(record.fields)
    items = (item for key in _list_field_names(name) for item in list_items(fields.get(key)))
    return tuple(dict.fromkeys(items))


def _list_field_names(name: str) -> tuple[str, ...]:
    """The folded keys under which a field may stand."""
    return FIELD_ALIASES.get(name, (fold_key(name),))
