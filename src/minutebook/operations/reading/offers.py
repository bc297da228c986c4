"""What a shell offers for a reference or another value that is begun, from the catalog."""

from __future__ import annotations

from minutebook.catalog import matching, names, selection
from minutebook.operations.reading.cataloguing.opening import Catalog
from minutebook.records.filenames import fold_name

_MAX_ZEROS = 3  # before a number in a file's name, which people leave out
_MAX_OFFERS = 200  # a shell shows no more, and asks first


def offer_references(
    catalog: Catalog, beginning: str, kind: str = "", status: str = ""
) -> list[tuple[str, str]]:
    """References that begin with a text, and the title that each means.

    With a status only of decisions that can be given it.

    They are refs (`ADR-0007`), a number with the title's words (`7-use-redis`), and these words
    alone (`use-redis`). Where nothing is begun they are the refs of the newest records.
    """
    connection = catalog.connection
    states = _list_states_before(status) if status else ()
    if not beginning:
        return selection.list_newest(connection, kind, _MAX_OFFERS, states)
    folded = fold_name(beginning)
    offers: dict[tuple[str, str], str] = {}  # one for each record, by its ref and title
    for sign in ("s:", "g:"):
        for key, ref, title in names.list_beginning(connection, sign + folded, kind, states):
            # In the letters that were typed: the shell takes nothing else.
            reference = beginning + key.removeprefix(sign)[len(folded) :]
            is_typed = ref.startswith(beginning)
            offers.setdefault((ref, title), ref if is_typed else reference)
    if beginning.isdecimal():
        for zeros in range(1, _MAX_ZEROS + 1):
            stem = f"s:{'0' * zeros}{beginning}"
            for key, ref, title in names.list_beginning(connection, stem, kind, states):
                offers.setdefault((ref, title), key.removeprefix("s:").lstrip("0"))
    return [(reference, title) for (_, title), reference in offers.items()][:_MAX_OFFERS]


def _list_states_before(status: str) -> tuple[str, ...]:
    """The statuses from which a decision can get another one; "" is a status that is not known."""
    from minutebook.records.model import ADR

    return ("", *(state for state, following in ADR.transitions.items() if status in following))


def offer_states(catalog: Catalog, kind: str) -> list[str]:
    """The stages or statuses that a filter of lists takes: the known ones, and those of pages."""
    from minutebook.records.model import KINDS

    stated = selection.list_states(catalog.connection, kind)
    known = KINDS[kind].states
    return [*known, *sorted({state.lower() for state in stated} - {*known, ""})]


def offer_values(catalog: Catalog, column: str) -> list[str]:
    """What records state as their `feature`, `agent`, `labels` or `deciders`."""
    return matching.list_values(catalog.connection, column)
