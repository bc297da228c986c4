"""Keeps apart from the tree what came to it, and is not to be shown there."""

from __future__ import annotations

from minutebook.lean.values import replace
from minutebook.operations.private_texts.hide import NotHidable, hide_record
from minutebook.operations.project import OperationResult, Project
from minutebook.operations.transfer.import_records import ImportResult
from minutebook.records.drafting import summary_pages
from minutebook.records.model import PHR, Record, Write
from minutebook.records.phr import visibility


def hide_arrivals(project: Project, result: ImportResult) -> ImportResult:
    """The result of an import, with each record brought down to the visibility that it is to have.

    Nothing of them was committed yet.
    """
    settings = project.settings
    writes: dict[str, Write] = {write.path: write for write in result.writes}
    arrivals = []
    warnings: tuple[str, ...] = result.warnings
    for arrival in result.arrivals:
        record = arrival.record
        wanted = ""
        if record.kind is PHR:
            wanted = summary_pages.find_wanted_visibility(
                record, settings.visibility, settings.visibility_rules
            )
        if wanted:
            hidden = _hide(project, record, wanted)
            arrival = replace(arrival, record=hidden.records[0])
            writes.pop(record.path, None)
            gone = {write.path for write in hidden.writes if write.text is None}
            writes |= {write.path: write for write in hidden.writes if write.path not in gone}
            warnings += hidden.warnings
        arrivals.append(arrival)
    return replace(
        result,
        arrivals=tuple(arrivals),
        records=tuple(arrival.record for arrival in arrivals),
        writes=tuple(writes.values()),
        warnings=warnings,
    )


def _hide(project: Project, record: Record, wanted: str) -> OperationResult:
    """Bring a record down; all of it where its texts cannot be taken out of its page."""
    try:
        return hide_record(project, record.path, wanted)
    except NotHidable as error:
        hidden = hide_record(project, record.path, visibility.PRIVATE)
        return replace(hidden, warnings=(*hidden.warnings, f"{error.message}: it is private now"))
