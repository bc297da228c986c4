"""Create the records of many turns of agents at once, as `create_many` does for other drafts."""

from __future__ import annotations

from collections.abc import Container, Sequence
from contextlib import ExitStack, nullcontext

from minutebook.lean.values import replace
from minutebook.operations.creation import create_many, new_page, spec_kit, templates
from minutebook.operations.indexes import written_pages
from minutebook.operations.numbers import blocks
from minutebook.operations.private_texts import keep
from minutebook.operations.project import OperationResult, Project
from minutebook.operations.schema import serialize
from minutebook.records import reader
from minutebook.records.drafting import drafts
from minutebook.records.drafting.templates import InvalidTemplate
from minutebook.records.index import index_pages, page_blocks
from minutebook.records.model import PHR, Record, RecordSet, Write, join_path
from minutebook.records.phr import visibility


def create_phrs(
    project: Project,
    turn_drafts: Sequence[drafts.PhrDraft],
    *,
    known_paths: Container[str] = (),
    dry_run: bool = False,
) -> OperationResult:
    """Create the records of agents' turns, in their order, all of them or none.

    The drafts are redacted already, as for `create.create_phr` with `is_turn`, and link to nothing.
    A turn that another process recorded in the meantime, in a page that is not among `known_paths`,
    is left out: it has the same session and the same prompt.
    """
    follows_spec_kit = spec_kit.is_followed(project)
    places = [
        create_many.choose_place(project, draft, follows_spec_kit=follows_spec_kit)
        for draft in turn_drafts
    ]
    with ExitStack() as stack:
        claims = []
        for place in places:
            claims.append(blocks.claim_number(project, place.number_series, dry_run=dry_run))
            stack.callback(claims[-1].release)
        stack.enter_context(nullcontext() if dry_run else project.lock())
        records = project.load_records()
        recorded = _list_recorded(records, known_paths)
        items = [
            (keep.split_draft(project, draft, is_turn=True), place, claim)
            for draft, place, claim in zip(turn_drafts, places, claims, strict=True)
            if (draft.session, drafts.compute_digest(draft.prompt)) not in recorded
        ]
        warnings = [warning for _, _, claim in items for warning in claim.warnings]
        pages: list[Write] = []
        created: list[Record] = []
        titles = [(split.named.title, place, claim) for split, place, claim in items]
        names = create_many.choose_names(project, titles, dry_run=dry_run)
        kept_pages: dict[str, str] = {}
        for (split, place, _), name in zip(items, names, strict=True):
            path = join_path(place.record_folder, name)
            project.require_listed(place.folder, path)
            if split.kept:
                kept_pages[path] = keep.render_kept(split.kept, place.folder, path)
            if not split.shown:
                created.append(reader.read_record(place.folder, path, kept_pages[path]))
                continue
            draft = split.shown
            template, template_warnings = templates.choose_turn_template(
                project, draft, follows_spec_kit=follows_spec_kit
            )
            template, more_warnings = templates.fit_summary(draft, template)
            template_warnings += more_warnings
            text = new_page.render_page(draft, PHR, name, template)
            record = reader.read_record(place.folder, path, text)
            text = page_blocks.fill_blocks(record, ())
            pages.append(Write(path, text))
            created.append(replace(record, text=text))
            warnings += template_warnings
        shown = [record for record in created if not visibility.is_private(record)]
        index_writes, index_warnings = _plan_indexes(records, shown) if pages else ((), ())
        planned = (*pages, *index_writes)
        warnings += index_warnings
        writes, blocked = written_pages.select_writes(project, planned)
        project.require_editable(writes)
        if not dry_run:
            warnings += create_many.write_pages(project, writes, kept_pages)
            for (_, place, _), record in zip(items, created, strict=True):
                create_many.settle_number(project, place, record)
    return OperationResult(tuple(created), writes, tuple(dict.fromkeys((*blocked, *warnings))))


def _list_recorded(records: RecordSet, known_paths: Container[str]) -> frozenset[tuple[str, str]]:
    """The sessions and digests of the prompt records that are not among the known ones."""
    return frozenset(
        (serialize.format_field(record, "session"), serialize.format_field(record, "digest"))
        for record in records.of_kind(PHR)
        if record.path not in known_paths
    )


def _plan_indexes(
    records: RecordSet, created: Sequence[Record]
) -> tuple[tuple[Write, ...], tuple[str, ...]]:
    """The index pages with the new records; begun where a folder has its first record now.

    With a warning where the repository's own template of these pages cannot be used.
    """
    members = sorted((*records.members, *created), key=lambda record: record.path)
    begun = {folder.path for folder in records.folders}
    begun -= {record.folder.path for record in records.members}
    completed = reader.settle_dates(replace(records, members=tuple(members)))
    try:
        return index_pages.update_index_pages(completed, create=False, begun_folders=begun), ()
    except InvalidTemplate as error:
        shipped = replace(completed, index_templates={})
        writes = index_pages.update_index_pages(shipped, create=False, begun_folders=begun)
        return writes, (f"{error.message}: {templates.TEMPLATE_WARNING}",)
