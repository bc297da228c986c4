"""Front matter fields of records, whatever way their keys and lists are written."""

from __future__ import annotations

from collections.abc import Mapping

_NOTHING = frozenset(("", "none", "null", "n/a", "na", "-", "--", "~", "tbd", "[]"))


def fold_key(key: str) -> str:
    """Return a key in lower case, with `-` for `_`."""
    return key.lower().replace("_", "-")


def fold_fields(fields: Mapping[str, object]) -> dict[str, object]:
    """Return fields by their folded keys; of keys that fold to one the last counts."""
    return {fold_key(key): value for key, value in fields.items()}


def list_items(value: object) -> list[str]:
    """Return the items of a field as text, without those that say nothing (null, "none", "N/A")."""
    items = value if isinstance(value, list | tuple) else [value]
    texts = (str(item).strip() for item in items if isinstance(item, str | int | float))
    return [text for text in texts if text.lower() not in _NOTHING]
