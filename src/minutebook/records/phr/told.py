"""The decisions that an agent was told of while it worked, as the record of its turn names them.

The field `told` has their link targets (`0007-use-redis`), in the order in which they were told.
"""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.records.model import PHR, Link, Record, RecordSet

FIELD_NAME = "told"


def find_told(record: Record, records: RecordSet) -> Iterator[tuple[str, Record | None]]:
    """The decisions that a prompt's record says to have been told: the name, and the record.

    None where there is no such record, or there are several.
    """
    stated = record.fields.get(FIELD_NAME)
    if not stated or record.kind is not PHR:
        return
    from minutebook.records.adr.fields import list_items
    from minutebook.records.relations import resolve_link

    for target in list_items(stated):
        # As in a relation to a decision: of both kinds, a number alone means one of these.
        yield target, resolve_link(records.resolver, record, Link("decides", target))


def list_told_refs(record: Record, records: RecordSet) -> list[str]:
    """The refs of these decisions (`ADR-0007`), each once; the name where no record has it."""
    refs = (other.ref if other else target for target, other in find_told(record, records))
    return list(dict.fromkeys(refs))
