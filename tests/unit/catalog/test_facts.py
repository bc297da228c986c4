"""Fields of records from rows: where they lie, and damage."""

from __future__ import annotations

from minutebook.catalog import rows
from minutebook.catalog.facts import FIELDS_POSITION, load_fields


def test_the_fields_lie_where_rows_have_them() -> None:
    assert rows._FACT_NAMES[FIELDS_POSITION] == "fields"


def test_damage_gives_no_fields() -> None:
    assert load_fields(b"") == {}
    assert load_fields(b"\0\0\0\0abc") == {}
    assert load_fields(b"\0\0\0\0") == {}  # the sum is right, and nothing is behind it
