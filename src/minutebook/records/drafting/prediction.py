"""The record that a new page will be read as, without reading it."""

from __future__ import annotations

from minutebook.lean.values import replace
from minutebook.records.drafting.drafts import PLAIN_TITLE, AdrDraft, PhrDraft
from minutebook.records.filenames import parse_name
from minutebook.records.model import Folder, Record, format_ref


def predict_record(
    folder: Folder, path: str, draft: PhrDraft | AdrDraft, text: str
) -> Record | None:
    """The record that reading a new page would return, with the facts that index pages show.

    It saves `new` the time to load the reader and to read the page. None where the page does not
    begin as the shipped templates do, or where reading may give other facts than the draft's.
    """
    fields: dict[str, object] = {}
    name = parse_name(folder.kind, path.rpartition("/")[2])
    if name.number is None:
        return None
    if isinstance(draft, PhrDraft):
        from minutebook.records.drafting import phr_pages
        from minutebook.text.frontmatter import record_block
        from minutebook.text.frontmatter.emit import format_fields

        if not PLAIN_TITLE.fullmatch(draft.title):
            return None
        state = draft.stage
        fields = phr_pages.list_phr_fields(draft, name.digits)
        is_for_readers = text.endswith("\n-->\n")
        front = record_block.split_fields(fields)[0] if is_for_readers else fields
        page_start = f"---\n{format_fields(front)}---\n"
    else:
        from minutebook.records.drafting import adr_pages

        if not adr_pages.is_plain(draft):
            return None
        state = draft.status
        page_start = f"---\n{adr_pages.format_adr_fields(draft)}\n---\n\n# "
        headings = (draft.title, adr_pages.number_title(draft.title, name.digits))
        if not text.startswith(tuple(f"{page_start}{heading}\n" for heading in headings)):
            return None
    if not text.startswith(page_start):
        return None
    record = Record(
        kind=folder.kind,
        path=path,
        folder=folder,
        number=name.number,
        digits=name.digits,
        slug=name.slug,
        ref="",
        title=draft.title,
        state=state if state in (*folder.kind.states, *folder.extra_states) else "",
        state_raw=state,
        date=draft.date,
        dialect="front-matter",
        subfolder=path[len(folder.path) :].rpartition("/")[0].strip("/"),
        fields=fields,
        text=text,
        series=name.series,
    )
    return replace(record, ref=format_ref(record))
