"""Put an answer into the page of a prompt record that was edited before the answer was known."""

from __future__ import annotations

from collections.abc import Sequence

from minutebook.operations.creation import spec_kit, templates
from minutebook.operations.project import OperationResult, Project
from minutebook.records import reader
from minutebook.records.model import Record, RecordSet, Write
from minutebook.records.phr import visibility

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.records.drafting import drafts

_HEADING = "## Response snapshot"  # where the template has none


def add_response(project: Project, path: str, draft: drafts.PhrDraft) -> OperationResult:
    """Put the response of a draft into the page of its record; all else of the page stays.

    Nothing is written where the page has a response, whoever wrote it, or no section for the
    prompt. The draft is redacted already.
    """

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.records import linking
        from minutebook.records.phr import page_forms

        record = next((each for each in records.members if each.path == path), None)
        if record is None or reader.read_response(record):
            return [], ()
        if visibility.keeps_texts_apart(record):
            writes = _add_kept_response(project, record, draft)
            return ([record], linking.complete_writes(records, writes, [])) if writes else ([], ())
        text = page_forms.insert_response(record, draft.response, _choose_heading(project, draft))
        if text is None:
            return [], ()
        return [record], linking.complete_writes(records, [Write(path, text, record.text)], [path])

    return templates.use_shipped_indexes(project, lambda each: each.run_operation(plan))


def _add_kept_response(
    project: Project, record: Record, draft: drafts.PhrDraft
) -> tuple[Write, ...]:
    """Put a response into the kept page of a record; the tree's page gets its digest alone.

    Nothing is done where the record has a response, or its kept page is not here.
    """
    from minutebook.operations.private_texts import find, keep
    from minutebook.records.drafting.drafts import compute_digest
    from minutebook.records.phr import page_forms
    from minutebook.text import frontmatter

    field = visibility.RESPONSE_DIGEST_FIELD
    kept = None if record.fields.get(field) else find.find_kept(project, record)
    text = page_forms.insert_response(kept, draft.response, _HEADING) if kept else None
    if text is None:
        return ()
    digest = compute_digest(draft.response)
    keep.write_kept(project, record.path, frontmatter.set_field(text, field, digest))
    page = frontmatter.set_field(record.text, field, digest)
    return (Write(record.path, page, record.text),)


def _choose_heading(project: Project, draft: drafts.PhrDraft) -> str:
    """The heading that the template of new pages has above a response."""
    from minutebook.records.drafting import phr_pages
    from minutebook.records.phr import page_forms

    template, _ = templates.choose_turn_template(
        project, draft, follows_spec_kit=spec_kit.is_followed(project)
    )
    page = phr_pages.render_phr(draft, "0001", template.source, template.path)
    return page_forms.find_response_heading(page) or _HEADING
