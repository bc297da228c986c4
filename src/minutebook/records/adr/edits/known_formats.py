"""Formats of decision pages that are known by the tools that read them, and what those want."""

from __future__ import annotations

from collections.abc import Iterable

from minutebook.lean.values import Value
from minutebook.records.adr.edits.forms import NO_FORM, FolderForm, LinkList, RelationField
from minutebook.records.model import Record


class _KnownFormat(Value):
    """A format that a tool reads: the fields by which it is known, and what the tool wants."""

    required: frozenset[str]
    form: FolderForm


_FRONT_MATTER = frozenset(("front-matter",))
_KNOWN_FORMATS = (
    _KnownFormat(
        frozenset(("title", "description", "type", "category", "created", "author", "project")),
        FolderForm(
            bare_dialects=_FRONT_MATTER,
            known_statuses=("proposed", "accepted", "deprecated", "superseded"),
            reader="structured-madr",
            fields={
                "superseded-by": RelationField("x-superseded-by", "file", is_list=False),
                "relates-to": RelationField("related", "file"),
            },
            field_prefix="x-",
            field_way="file",
        ),
    ),
    _KnownFormat(
        frozenset(("id", "status", "date", "deciders")),
        FolderForm(
            bare_dialects=_FRONT_MATTER,
            reader="mkdocs-decision-records",
            fields={
                "superseded-by": RelationField(
                    "superseded_by", "number", is_list=False, is_single=True
                )
            },
            has_underscores=True,
            field_way="number",
        ),
    ),
    _KnownFormat(
        frozenset(("number", "title", "status", "date")),
        FolderForm(
            bare_dialects=_FRONT_MATTER,
            reader="adrs",
            states_both_ends=True,
            link_list=LinkList(
                "links",
                "target",
                "kind",
                {
                    "superseded-by": "supersededby",
                    "amended-by": "amendedby",
                    "relates-to": "relatesto",
                },
                "number",
            ),
        ),
    ),
)


def find_known_form(pages: Iterable[Record]) -> FolderForm:
    """What the reader of the first page that has all fields of a known format wants."""
    for page in pages:
        keys = {key.lower() for key in page.fields}
        for known in _KNOWN_FORMATS:
            if known.required <= keys:
                return known.form
    return NO_FORM
