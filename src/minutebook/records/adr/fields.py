"""Front matter fields of records, whatever way their keys and lists are written."""

from __future__ import annotations

from collections.abc import Mapping

# Fields whose mapping has the facts of the page.
PARENTS = (
    *("adr", "madr", "decision", "decision-record", "record", "metadata", "meta", "document"),
    *("params", "extra", "custom", "custom-fields", "properties", "frontmatter"),
)
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
    for name in PARENTS if folded else ():
        inner = folded.get(name)
        # None comes first: most pages have no such field, and asking for the type is slow.
        if inner is not None and isinstance(inner, Mapping):
            named = {str(key): value for key, value in inner.items()}
            folded = {**fold_fields(named), **folded}
    return folded


def list_items(value: object) -> list[str]:
    """Return the items of a field as text, without those that say nothing (null, "none", "N/A")."""
    items = value if isinstance(value, list | tuple) else [value]
    texts = (str(item).strip() for item in items if isinstance(item, str | int | float))
    return [text for text in texts if text.lower() not in _NOTHING]
