"""Put prompts that have no record of their own into the page of the session's last record."""

from __future__ import annotations

from collections.abc import Sequence

from minutebook.lean.values import replace
from minutebook.operations.creation import templates
from minutebook.operations.project import OperationResult, Project
from minutebook.records.model import Record, RecordSet, Write
from minutebook.records.phr import visibility

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.records.drafting.drafts import AskedPrompt


def add_asked_before(
    project: Project, path: str, prompts: Sequence[AskedPrompt]
) -> OperationResult:
    """Add prompts to those that a record states beside its own; all else of the page stays.

    They are redacted already. Nothing is written where the record is gone.
    """

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.records import linking
        from minutebook.records.drafting import phr_pages
        from minutebook.records.phr import asked_before
        from minutebook.text import frontmatter

        record = next((each for each in records.members if each.path == path), None)
        if record is None:
            return [], ()
        shown: Sequence[AskedPrompt] = [
            replace(asked, prompt="") if asked.visibility == visibility.SUMMARY else asked
            for asked in prompts
        ]
        if visibility.keeps_texts_apart(record):
            _add_to_kept(project, record, prompts)
            shown = [replace(asked, prompt="") for asked in prompts]
        stated = (*asked_before.read_asked_before(record), *shown)
        text = frontmatter.set_field(
            record.text, asked_before.FIELD_NAME, phr_pages.list_asked_before(stated)
        )
        return [record], linking.complete_writes(records, [Write(path, text, record.text)], [path])

    return templates.use_shipped_indexes(project, lambda each: each.run_operation(plan))


def _add_to_kept(project: Project, record: Record, prompts: Sequence[AskedPrompt]) -> None:
    """Add prompts to the kept page of a record, where it is here."""
    from minutebook.operations.private_texts import find, keep
    from minutebook.records.drafting import phr_pages
    from minutebook.records.phr import asked_before
    from minutebook.text import frontmatter

    kept = find.find_kept(project, record)
    if kept is not None:
        stated = (*asked_before.read_asked_before(kept), *prompts)
        lines = phr_pages.list_asked_before(stated)
        text = frontmatter.set_field(kept.text, asked_before.FIELD_NAME, lines)
        keep.write_kept(project, record.path, text)
