"""What records say in a sentence, as the catalog keeps it, and what tells their pages apart."""

from __future__ import annotations

from minutebook.catalog.database import Connection, load_text
from minutebook.lean.values import Value


class StoredSentence(Value):
    """What a decision decides, or how a prompt begins; None where nobody has asked for it yet.

    `digest` is that of the page's text.
    """

    record_id: int
    path: str
    kind: str
    digest: bytes
    sentence: str | None


def list_sentences(connection: Connection) -> list[StoredSentence]:
    """The sentences of all records."""
    query = "SELECT id, path, kind, digest, sentence FROM records ORDER BY path"
    return [
        StoredSentence(
            record_id, load_text(path), kind, digest, None if text is None else load_text(text)
        )
        for record_id, path, kind, digest, text in connection.execute(query)
    ]
