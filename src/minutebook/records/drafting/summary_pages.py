"""Pages that show all of a prompt record but its texts, of new records and of those there are.

The prompt, the response, what quotes them, and a title that was made of them are kept apart; the
digests of the two texts stay, so that whoever has the texts can prove that they are the record's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from minutebook.lean.values import replace
from minutebook.records import reader
from minutebook.records.adr.fields import read_field, read_field_items
from minutebook.records.drafting.drafts import PhrDraft, compute_digest
from minutebook.records.model import Record
from minutebook.records.phr import prompts, visibility
from minutebook.records.phr import suggestions as ledger
from minutebook.text import frontmatter
from minutebook.text.frontmatter import edit, record_block

_ASKED_FIELD = "asked_before"  # prompts without a record of their own, with their digests
_TEXTS = ("response", "prompt")  # the later one on a page first


def summarize_draft(draft: PhrDraft, *, title: str = "") -> PhrDraft:
    """A complete draft without its texts, with their digests.

    `title` takes the place of its own, which says what was asked.
    """
    return replace(
        draft,
        title=title or draft.title,
        prompt="",
        response="",
        digest=compute_digest(draft.prompt) if draft.prompt else "",
        response_digest=compute_digest(draft.response) if draft.response else "",
        suggestions=_drop_quotes(draft.suggestions),
        asked_before=tuple(replace(asked, prompt="") for asked in draft.asked_before),
        visibility=visibility.SUMMARY,
    )


def summarize_page(record: Record) -> str | None:
    """A record's page without its texts, and without its former names, which have words of them.

    None where a text stands in a form that is not cut out of a page.
    """
    prompt, response = reader.read_prompt(record), reader.read_response(record)
    text = record.text
    for name in _TEXTS:
        text = _cut_section(reader.read_record(record.folder, record.path, text), name)
    suggestions = ledger.read_suggestions(record)
    fields: dict[str, object] = {
        visibility.FIELD_NAME: visibility.SUMMARY,
        "digest": record.fields.get("digest") or (compute_digest(prompt) if prompt else None),
        visibility.RESPONSE_DIGEST_FIELD: compute_digest(response)
        if response
        else record.fields.get(visibility.RESPONSE_DIGEST_FIELD),
        "aliases": None,
        ledger.FIELD_NAME: ledger.serialize_suggestions(_drop_quotes(suggestions)) or None,
        _ASKED_FIELD: [
            {key: value for key, value in entry.items() if key != "prompt"}
            for entry in _list_asked(record)
        ]
        or None,
    }
    for name, value in fields.items():
        if value is not None:
            text = frontmatter.set_field(text, name, value)
        elif name in record.fields:
            text = frontmatter.remove_field(text, name)
    if record_block.find_record_block(text) is not None:
        text = edit.set_block_field(text, record_block.FORM_FIELD, None)
    summary = reader.read_record(record.folder, record.path, text)
    is_cut = reader.read_prompt(summary) is None and reader.read_response(summary) is None
    return text if is_cut else None


def find_wanted_visibility(
    record: Record, default: str, rules: Iterable[visibility.VisibilityRule]
) -> str:
    """The visibility that a record of the tree is to have, where it shows more; "" where not.

    What its page states counts: a person may have asked for that. Else it is what the rules say, by
    the record's own facts.
    """
    wanted = visibility.read_visibility(record) or visibility.choose_visibility(
        default,
        rules,
        feature=_read_text(record, "feature"),
        labels=read_field_items(record, "labels"),
        branches=[_read_text(record, "branch")],
    )
    if wanted == visibility.FULL:
        return ""
    return wanted if wanted == visibility.PRIVATE or any(list_texts(record)) else ""


def _read_text(record: Record, name: str) -> str:
    value = read_field(record, name)
    return value if isinstance(value, str) else ""


def list_texts(record: Record) -> Iterator[str]:
    """The texts that a page has of those which a summary has not: quotes in suggestions, too."""
    yield from filter(None, (reader.read_prompt(record), reader.read_response(record)))
    for suggestion in ledger.read_suggestions(record):
        yield from suggestion.evidence
    yield from (str(entry["prompt"]) for entry in _list_asked(record) if entry.get("prompt"))


def _list_asked(record: Record) -> list[Mapping[str, object]]:
    """What a page states of the session's prompts that have no record of their own."""
    value = record.fields.get(_ASKED_FIELD)
    entries = value if isinstance(value, list) else []
    return [entry for entry in entries if isinstance(entry, Mapping)]


def _cut_section(record: Record, name: str) -> str:
    """The page without the section of its prompt or its response."""
    span = prompts.find_quoted_span(record, name)
    if span is None:
        return record.text
    heading_start = record.text.rfind("\n", 0, span[0] - 1) + 1
    rest = record.text[span[1] :].lstrip("\r\n")
    return f"{record.text[:heading_start]}{rest}"


def _drop_quotes(suggestions: Iterable[ledger.Suggestion]) -> tuple[ledger.Suggestion, ...]:
    """Suggestions without what is read from a prompt or an answer: evidence and options."""
    return tuple(replace(suggestion, evidence=(), options=()) for suggestion in suggestions)
