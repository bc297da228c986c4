"""Conditions on columns of `records` that lists and searches share, each with its values."""

from __future__ import annotations

from minutebook.catalog.database import (
    ITEM_SEPARATOR,
    list_placeholders,
    load_text,
    store_text,
)

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Sequence

    from minutebook.catalog.database import Connection

_LISTS = frozenset(("labels", "deciders", "files"))
_NEVER = "0"


def list_values(connection: Connection, column: str) -> list[str]:
    """What records state in a column of texts, or of lists, each once, by its own order."""
    rows = connection.execute(f"SELECT DISTINCT {column} FROM records").fetchall()  # noqa: S608
    values = {item for row in rows for item in load_text(row[0] or "").split(ITEM_SEPARATOR)}
    return sorted(values - {""})


def match_value(
    connection: Connection, column: str, value: str
) -> tuple[str, Sequence[str | bytes]]:
    """The records that state a value in a column, whatever its case.

    SQLite folds ASCII letters alone, so the values are compared here, and it is asked for those
    that are equal.
    """
    wanted = value.casefold()
    stored = [each for each in list_values(connection, column) if each.casefold() == wanted]
    if not stored:
        return _NEVER, ()
    if column in _LISTS:
        conditions = [f"instr(records.{column}, ?) > 0"] * len(stored)
        return " OR ".join(conditions), [
            store_text(f"{ITEM_SEPARATOR}{s}{ITEM_SEPARATOR}") for s in stored
        ]
    placeholders = list_placeholders(stored)
    return f"ifnull(records.{column}, '') IN ({placeholders})", [
        store_text(each) for each in stored
    ]


def match_path(paths: str, path: str) -> tuple[str, Sequence[str | bytes]]:
    """The records of which one of the `paths`, an expression for a list, is or ends with a path.

    Or is below it: `a.py` stands for `src/a.py` too, and `src` for all in it.
    """
    name = path.strip("/")
    joints = [
        (before, after) for before in (ITEM_SEPARATOR, "/") for after in (ITEM_SEPARATOR, "/")
    ]
    condition = " OR ".join([f"instr({paths}, ?) > 0"] * len(joints))
    return condition, [store_text(f"{before}{name}{after}") for before, after in joints]
