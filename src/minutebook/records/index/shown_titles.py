"""The titles that generated pages show: a secret in a title is not carried to further pages."""

from __future__ import annotations

from minutebook import redact
from minutebook.lean.values import replace
from minutebook.records.model import Record, RecordSet


def hide_secrets(records: RecordSet) -> RecordSet:
    """The record set with the secrets in titles hidden; the same object where there are none."""
    titles = [record.title for record in records.members if not redact.is_plain(record.title)]
    if not redact.find_secrets("\n\n".join(titles)):
        return records
    members = tuple(map(hide_secret, records.members))
    return records if members == records.members else replace(records, members=members)


def hide_secret(record: Record) -> Record:
    """The record with the secrets in its title hidden; the same object where there are none."""
    if not redact.find_secrets(record.title):
        return record
    return replace(record, title=redact.redact_text(record.title).text)
