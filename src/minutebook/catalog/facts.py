"""Fields of records from what their rows hold, without all that makes a record of a row."""

from __future__ import annotations

import marshal
from binascii import crc32

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS_POSITION = 11  # among the facts that `rows.dump_facts` writes


def load_fields(stored: bytes) -> Mapping[str, object]:
    """The fields that a record's page states; none where what is stored is damaged."""
    facts = stored[4:]
    if crc32(facts).to_bytes(4, "big") != stored[:4]:
        return {}
    try:
        fields = marshal.loads(facts)[FIELDS_POSITION]  # noqa: S302 - ours
    except (EOFError, IndexError, TypeError, ValueError):
        return {}
    return fields if isinstance(fields, dict) else {}
