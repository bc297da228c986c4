"""Create many records at once: one lock, one row of numbers, one change set."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext

from minutebook.errors import Refusal
from minutebook.lean.values import Value
from minutebook.operations.creation import new_page
from minutebook.operations.indexes import written_pages
from minutebook.operations.numbers import blocks, series
from minutebook.operations.private_texts import keep
from minutebook.operations.project import OperationResult, Project
from minutebook.records import filenames, reader
from minutebook.records.model import Folder, Record, RecordSet, Write, join_path
from minutebook.records.phr import visibility
from minutebook.repository import store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from minutebook.operations.schema.new_records import NewAdr, NewPhr
    from minutebook.records.drafting import drafts


def read_new_phr(document: NewPhr) -> tuple[drafts.PhrDraft, str]:
    """The draft that a document describes, and the folder that it is to go to."""
    from dataclasses import asdict

    from minutebook.records.drafting import drafts

    values = asdict(document)
    folder = values.pop("folder")
    values["outcome"] = drafts.Outcome(**values["outcome"])
    return drafts.PhrDraft(**values), folder


def read_new_adr(document: NewAdr) -> tuple[drafts.AdrDraft, str, dict[str, Any]]:
    """The draft that a document describes, the suggestion that it answers, and how it is made.

    The last one holds arguments of `create.create_adr`.
    """
    from dataclasses import asdict

    from minutebook.records.drafting import drafts

    values = asdict(document)
    if prompts := values.pop("phr"):
        decided_in = (*values["links"].get("decided-in", ()), *prompts)
        values["links"] = {**values["links"], "decided-in": decided_in}
    settings = {name: values.pop(name) for name in ("folder", "template", "supersedes")}
    suggestion = values.pop("suggestion")
    return drafts.AdrDraft(**values), suggestion, settings


class Place(Value):
    """Where a draft's record goes: its folder of records, the folder in it, and its series.

    `stage` is the one that its name ends with, "" for a decision.
    """

    folder: Folder
    record_folder: str
    number_series: series.NumberSeries
    stage: str


def create_records(
    project: Project,
    prepare: Sequence[Callable[[], new_page.WantedRecord]],
    *,
    dry_run: bool = False,
) -> OperationResult:
    """Create records in their order, all of them or none; each item gives one of them.

    A refusal says which record it is about: "record 3: …". The links of a record may lead to those
    that are made with it. All records are read, and index pages written, once.
    """
    wanted: list[new_page.WantedRecord] = []
    places: list[Place] = []
    for position, prepare_record in enumerate(prepare):
        with _name_record(position):
            wanted.append(prepare_record())
            places.append(
                choose_place(
                    project,
                    wanted[-1].draft,
                    wanted[-1].folder,
                    follows_spec_kit=wanted[-1].follows_spec_kit,
                )
            )
    with ExitStack() as stack:
        claims = []
        for place in places:
            claims.append(blocks.claim_number(project, place.number_series, dry_run=dry_run))
            stack.callback(claims[-1].release)
        stack.enter_context(nullcontext() if dry_run else project.lock())
        titles = [
            (each.draft.title, place, claim)
            for each, place, claim in zip(wanted, places, claims, strict=True)
        ]
        paths = [
            join_path(place.record_folder, name)
            for place, name in zip(
                places, choose_names(project, titles, dry_run=dry_run), strict=True
            )
        ]
        pages, kept_pages = _render_pages(project, wanted, places, paths)
        planned = _plan_writes(project, project.load_records(), wanted, pages)
        writes, warnings = written_pages.select_writes(project, planned)
        project.require_editable(writes)
        texts = kept_pages | {write.path: write.text or "" for write in writes}
        created = [
            reader.read_record(place.folder, path, texts[path])
            for place, path in zip(places, paths, strict=True)
        ]
        all_warnings = [*warnings, *(each for claim in claims for each in claim.warnings)]
        all_warnings += [each for record in wanted for each in record.warnings]
        if not dry_run:
            all_warnings += write_pages(project, writes, kept_pages)
            for place, record in zip(places, created, strict=True):
                settle_number(project, place, record)
    return OperationResult(tuple(created), writes, tuple(dict.fromkeys(all_warnings)))


@contextmanager
def _name_record(position: int) -> Iterator[None]:
    """Have a refusal say which of several records it is about."""
    try:
        yield
    except Refusal as error:
        error.message = f"record {position + 1}: {error.message}"
        raise


def _render_pages(
    project: Project,
    wanted: Sequence[new_page.WantedRecord],
    places: Sequence[Place],
    paths: Sequence[str],
) -> tuple[list[Write | None], dict[str, str]]:
    """The pages for the tree, None for a private record, and what is kept apart, by path."""
    pages: list[Write | None] = []
    kept_pages: dict[str, str] = {}
    for position, (record, place, path) in enumerate(zip(wanted, places, paths, strict=True)):
        with _name_record(position):
            project.require_listed(place.folder, path)
            split = record.split
            if split and not split.shown:
                kept_pages[path] = new_page.render_private(place.folder, path, split, record.links)
                pages.append(None)
                continue
            if split and split.kept:
                kept_pages[path] = keep.render_kept(split.kept, place.folder, path)
            name, kind = path.rpartition("/")[2], place.folder.kind
            text = new_page.render_page(record.draft, kind, name, record.template)
            pages.append(Write(path, text))
    return pages, kept_pages


def _plan_writes(
    project: Project,
    records: RecordSet,
    wanted: Sequence[new_page.WantedRecord],
    pages: Sequence[Write | None],
) -> Sequence[Write]:
    """The new pages, what they are linked to, and the index pages."""
    from minutebook.operations.changes.links import link_new_record
    from minutebook.records import linking

    new_writes = [page for page in pages if page]
    linked = linking.simulate_writes(records, new_writes)
    writes: list[Sequence[Write]] = [new_writes]
    changed_paths: list[str] = []
    for position, (record, page) in enumerate(zip(wanted, pages, strict=True)):
        if page and record.links:
            with _name_record(position):
                linked_paths, link_writes, linked = link_new_record(
                    project, linked, page.path, record.links
                )
            changed_paths += linked_paths
            writes.append(link_writes)
    return linking.complete_writes(records, linking.merge_writes(*writes), changed_paths)


def write_pages(project: Project, writes: Sequence[Write], kept_pages: dict[str, str]) -> list[str]:
    """Write pages, and keep others apart, by path: all of them or none. Gives warnings."""
    warnings: list[str] = []
    for path, text in kept_pages.items():
        warnings += keep.write_kept(project, path, text)
    try:
        project.apply_writes(writes)
    except BaseException:
        keep.drop_kept(project, kept_pages)
        raise
    return warnings


def settle_number(project: Project, place: Place, record: Record) -> None:
    """Say that a record has its number now; one without a page holds it."""
    if visibility.is_private(record):
        keep.hold_number(project, record.folder, record.path)
    blocks.settle_number(project, place.number_series, record.number or 0)


# Numbers and names ------------------------------------------------------------------------------


def choose_place(
    project: Project,
    draft: drafts.PhrDraft | drafts.AdrDraft,
    wanted_folder: str = "",
    *,
    follows_spec_kit: bool,
) -> Place:
    """Where the record of a complete draft goes; `wanted_folder` as for `Project.choose_folder`."""
    kind, stage, route = new_page.place_record(project, draft, follows_spec_kit=follows_spec_kit)
    folder, subfolder = project.choose_folder(kind, wanted_folder)
    record_folder = "/".join(filter(None, (folder.path, subfolder or route)))
    number_series = series.find_series(project.settings, folder, record_folder, project.top)
    return Place(folder, record_folder, number_series, stage)


def choose_names(
    project: Project,
    items: Sequence[tuple[str, Place, series.NumberClaim]],
    *,
    dry_run: bool,
) -> Iterator[str]:
    """The file names of new records by their titles: the numbers of a series follow each other.

    What is there is looked at once for a series; after that the names given tell the next one.
    """
    given_names: dict[str, list[str]] = {}
    for title, place, claim in items:
        slug, number_series = filenames.slugify(title), place.number_series
        given = given_names.get(number_series.name)
        if given is None:
            number, name = series.choose_next_name(
                project.repo,
                number_series,
                slug,
                place.stage,
                claimed_numbers=claim.remote_numbers,
                reserved_number=claim.number,
                today=project.today,
                dry_run=dry_run,
            )
        else:
            claimed_numbers = store.read_claimed_numbers(
                project.repo.common_dir, number_series.name
            )
            number, name = filenames.compute_next_name(
                number_series.kind,
                given,
                slug,
                place.stage,
                claimed_numbers=claimed_numbers,
                reserved_number=claim.number,
                today=project.today,
            )
        # A number tells the next one; of names with dates alone any may be taken.
        given_names[number_series.name] = [name] if number else [*(given or ()), name]
        yield name
