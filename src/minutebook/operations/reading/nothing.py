"""What is said where a list or a search has nothing: what there is of what was asked for."""

from __future__ import annotations

from minutebook.catalog import matching

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Iterable

    from minutebook.catalog.database import Connection
    from minutebook.catalog.fulltext.query import Query

_MAX_VALUES = 10  # that are named
_FIELDS = {"labels": "label", "agent": "agent", "feature": "feature"}  # by their columns
_OPERATOR_NOTES = {
    "or": "'or' was looked for as a word: OR, in capitals, finds either of two",
    "not": "'not' was looked for as a word: NOT, in capitals, leaves out the next one",
}


def name_unknown_values(connection: Connection, asked: Iterable[tuple[str, str]]) -> list[str]:
    """For each column and value that was asked for and that no record states, what there is."""
    notes = []
    for column, value in asked:
        stated = matching.list_values(connection, column)
        if value.casefold() in map(str.casefold, stated):
            continue
        field = _FIELDS[column]
        shown = ", ".join(stated[:_MAX_VALUES])
        more = f" and {len(stated) - _MAX_VALUES:,} more" if len(stated) > _MAX_VALUES else ""
        is_there = f"there are: {shown}{more}" if stated else "no record has one"
        notes.append(f"no {field} is called {value!r}; {is_there}")
    return notes


def explain_query(connection: Connection, query: Query) -> list[str]:
    """What may have gone wrong in a query that finds nothing."""
    columns = {field: column for column, field in _FIELDS.items()}
    asked = [
        (columns[each.name], value)
        for each in query.filters
        if each.name in columns and not each.is_excluded
        for value in each.values
    ]
    notes = name_unknown_values(connection, asked)
    words = {term.text for group in query.required for term in group if not term.is_phrase}
    notes += [note for word, note in _OPERATOR_NOTES.items() if word in words]
    return notes
