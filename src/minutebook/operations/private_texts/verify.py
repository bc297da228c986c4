"""Proves that a text is the one that a record was made of, by the digest that its page states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minutebook.lean.values import Value
from minutebook.operations.private_texts import find
from minutebook.operations.project import Project
from minutebook.records import reader
from minutebook.records.drafting.drafts import compute_digest
from minutebook.records.model import PHR, Record
from minutebook.records.phr import visibility

VERIFIED, DIFFERS, MISSING, NO_DIGEST = ("verified", "differs", "missing", "no-digest")
_DIGEST_FIELDS = {"prompt": "digest", "response": visibility.RESPONSE_DIGEST_FIELD}


class Verification(Value):
    """What became of a record: one of the four words, and of which of its texts it holds.

    `texts` maps `prompt` and `response` to a word each; a response without a digest is left out.
    """

    record: Record
    outcome: str
    texts: Mapping[str, str]


def verify_records(
    project: Project, references: Sequence[str] = (), given: Mapping[str, str] | None = None
) -> tuple[Verification, ...]:
    """Compare the texts of records with the digests that their pages state.

    Without references, of all records that state a digest, the private ones too. `given` are texts,
    by `prompt` and `response`, that are compared in place of those this clone has. Raises
    UnknownRef or AmbiguousRef.
    """
    records = project.load_records()
    pages = find.KeptPages(project)
    chosen: Iterable[Record]
    if references:
        chosen = [find.resolve_anywhere(project, records, each) for each in references]
    else:
        members = (*records.of_kind(PHR), *find.list_private(project).members)
        chosen = [record for record in members if record.fields.get("digest")]
    return tuple(_verify(record, pages, given or {}) for record in chosen)


def _verify(record: Record, pages: find.KeptPages, given: Mapping[str, str]) -> Verification:
    if given:
        texts = dict(given)
        names = [name for name in _DIGEST_FIELDS if name in given]
    else:
        texts = dict(_read_texts(record, pages))
        names = [name for name, field in _DIGEST_FIELDS.items() if record.fields.get(field)]
    outcomes = {name: _compare(record, name, texts.get(name)) for name in names}
    worst = (NO_DIGEST, DIFFERS, MISSING, VERIFIED)
    outcome = next((word for word in worst if word in outcomes.values()), NO_DIGEST)
    return Verification(record, outcome, outcomes)


def _read_texts(record: Record, pages: find.KeptPages) -> Iterator[tuple[str, str]]:
    """The texts of a record that this clone has, on its page or kept apart."""
    keeps_apart = visibility.read_visibility(record) == visibility.SUMMARY
    source = pages.find(record) if keeps_apart else record
    if source is not None:
        texts = {"prompt": reader.read_prompt(source), "response": reader.read_response(source)}
        yield from ((name, text) for name, text in texts.items() if text is not None)


def _compare(record: Record, name: str, text: str | None) -> str:
    digest = str(record.fields.get(_DIGEST_FIELDS[name]) or "").strip().lower()
    if not digest:
        return NO_DIGEST
    if text is None:
        return MISSING
    # A file that a person made ends with a line end, which the prompt may not have had.
    forms = (text, text.removesuffix("\n"), text.replace("\r\n", "\n").removesuffix("\n"))
    return VERIFIED if digest in map(compute_digest, forms) else DIFFERS
