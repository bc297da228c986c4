"""Prompts without a record of their own, which the session's next record states: read, and shown.

A greeting, a go-ahead or an answer to the agent's question is one line of the record that follows.
The field `asked_before` of that record has them in their order, each with its day and its digest;
those after the session's last record stand there too, marked as `after` it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from minutebook.records.model import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.records.drafting.drafts import AskedPrompt

FIELD_NAME = "asked_before"


def read_asked_before(record: Record) -> tuple[AskedPrompt, ...]:
    """The prompts that a record states beside its own.

    A text that is kept apart is "", and its digest is there; entries with neither are left out.
    """
    return tuple(_read_entries(record.fields.get(FIELD_NAME)))


def _read_entries(value: object) -> Iterator[AskedPrompt]:
    if not isinstance(value, list):
        return
    from minutebook.records.drafting.drafts import AskedPrompt  # few records have such a field

    for entry in value:
        if isinstance(entry, Mapping):
            texts = (entry.get(name) for name in ("prompt", "date", "digest"))
            prompt, date, digest = ("" if text is None else str(text) for text in texts)
            if prompt.strip() or digest:
                yield AskedPrompt(prompt, date, digest, is_after=entry.get("after") is True)
