"""Create many prompt records at once: one lock, one row of numbers, one change set."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, replace

from minutebook.operations.creation import create, spec_kit, templates
from minutebook.operations.numbers import series
from minutebook.operations.project import OperationResult, Project
from minutebook.operations.schema import serialize
from minutebook.records import filenames, reader
from minutebook.records.drafting import drafts
from minutebook.records.drafting.templates import InvalidTemplate
from minutebook.records.index import index_pages, page_blocks
from minutebook.records.model import PHR, Folder, Record, RecordSet, Write, join_path
from minutebook.repository import store


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a draft's record goes: its folder of records, the folder in it, and its series."""

    folder: Folder
    record_folder: str
    number_series: series.NumberSeries


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
        _choose_place(project, draft, follows_spec_kit=follows_spec_kit) for draft in turn_drafts
    ]
    with ExitStack() as stack:
        claims = [_claim_number(project, place, stack, dry_run=dry_run) for place in places]
        stack.enter_context(nullcontext() if dry_run else project.lock())
        records = project.load_records()
        recorded = _list_recorded(records, known_paths)
        items = [
            (draft, place, claim)
            for draft, place, claim in zip(turn_drafts, places, claims, strict=True)
            if (draft.session, drafts.compute_digest(draft.prompt)) not in recorded
        ]
        warnings = [warning for _, _, claim in items for warning in claim.warnings]
        pages: list[Write] = []
        created: list[Record] = []
        names = _choose_names(project, items, dry_run=dry_run)
        for (draft, place, _), name in zip(items, names, strict=True):
            template, template_warnings = templates.choose_turn_template(
                project, draft, follows_spec_kit=follows_spec_kit
            )
            path = join_path(place.record_folder, name)
            project.require_listed(place.folder, path)
            text = create.render_page(draft, PHR, name, template)
            record = reader.read_record(place.folder, path, text)
            text = page_blocks.fill_blocks(record, ())
            pages.append(Write(path, text))
            created.append(replace(record, text=text))
            warnings += template_warnings
        index_writes, index_warnings = _plan_indexes(records, created) if pages else ((), ())
        planned = (*pages, *index_writes)
        warnings += index_warnings
        writes, blocked = project.leave_out_blocked_indexes(planned)
        project.require_editable(writes)
        if not dry_run:
            project.apply_writes(writes)
    return OperationResult(tuple(created), writes, tuple(dict.fromkeys((*blocked, *warnings))))


def _list_recorded(records: RecordSet, known_paths: Container[str]) -> frozenset[tuple[str, str]]:
    """The sessions and digests of the prompt records that are not among the known ones."""
    return frozenset(
        (serialize.format_field(record, "session"), serialize.format_field(record, "digest"))
        for record in records.of_kind(PHR)
        if record.path not in known_paths
    )


def _choose_place(project: Project, draft: drafts.PhrDraft, *, follows_spec_kit: bool) -> _Place:
    kind, _, route = create.place_record(project, draft, follows_spec_kit=follows_spec_kit)
    folder, subfolder = project.choose_folder(kind)
    record_folder = "/".join(filter(None, (folder.path, subfolder or route)))
    number_series = series.find_series(project.settings, folder, record_folder, project.top)
    return _Place(folder, record_folder, number_series)


def _claim_number(
    project: Project, place: _Place, stack: ExitStack, *, dry_run: bool
) -> series.NumberClaim:
    """A number claimed on the remote where the settings name one; released with the stack."""
    remote = project.settings.reserve
    if not remote or dry_run:
        return series.NumberClaim(0)
    claim = series.claim_number(
        project.repo,
        remote,
        place.number_series,
        project.today,
        lock_timeout_seconds=project.lock_timeout_seconds,
    )
    stack.callback(claim.release)
    return claim


def _choose_names(
    project: Project,
    items: Sequence[tuple[drafts.PhrDraft, _Place, series.NumberClaim]],
    *,
    dry_run: bool,
) -> Iterator[str]:
    """The file names of new records: the numbers of a series follow each other.

    What is there is looked at once for a series; after that its last name tells the next one.
    """
    last_names: dict[str, str] = {}
    for draft, place, claim in items:
        slug, stage = filenames.slugify(draft.title), draft.stage
        number_series = place.number_series
        last_name = last_names.get(number_series.name)
        if last_name is None:
            _, name = series.choose_next_name(
                project.repo,
                number_series,
                slug,
                stage,
                claimed_numbers=claim.remote_numbers,
                reserved_number=claim.number,
                today=project.today,
                dry_run=dry_run,
            )
        else:
            claimed_numbers = store.read_claimed_numbers(
                project.repo.common_dir, number_series.name
            )
            _, name = filenames.compute_next_name(
                PHR,
                [last_name],
                slug,
                stage,
                claimed_numbers=claimed_numbers,
                reserved_number=claim.number,
            )
        last_names[number_series.name] = name
        yield name


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
