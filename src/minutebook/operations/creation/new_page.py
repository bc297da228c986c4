"""The page of a new record: its number and name, its place, and what is written with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext

from minutebook.errors import OperationError
from minutebook.lean.values import Value, replace
from minutebook.operations.creation import spec_kit, templates
from minutebook.operations.indexes import written_pages
from minutebook.operations.project import OperationResult, Project
from minutebook.records import filenames
from minutebook.records.model import ADR, PHR, Folder, Kind, RecordSet, Write, join_path
from minutebook.repository import number_blocks, store
from minutebook.repository.git import repo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.operations.private_texts.keep import SplitDraft
    from minutebook.records.drafting import drafts  # costly to import, and a list needs none of it

_MAX_ATTEMPTS = 50  # how often a number may be lost to a process that does not hold our lock


class WantedRecord(Value, eq=False):
    """All of a new record but its number: a complete, redacted draft, and what its page is made by.

    Of a `split` draft only a part is for the tree: `draft` is that part, or of a private record,
    which gets no page there, the part that is kept apart. `links` maps relations to references,
    `folder` is as for `Project.choose_folder`.
    """

    draft: drafts.PhrDraft | drafts.AdrDraft
    template: templates.Template
    links: Mapping[str, Sequence[str]]
    folder: str
    follows_spec_kit: bool = False
    split: SplitDraft | None = None
    warnings: tuple[str, ...] = ()


# Numbers and names ------------------------------------------------------------------------------


def create_record(
    project: Project,
    wanted: WantedRecord,
    *,
    plan_extra_writes: Callable[[RecordSet], Sequence[Write]] | None = None,
    reserved_number: int = 0,
    dry_run: bool = False,
) -> OperationResult:
    """Create a record under the next free number.

    The number follows from names alone, and one row is added to the index pages, so that the cost
    does not grow with the number of records. All records are read only where the new one is linked
    to others.
    """
    from minutebook.operations.numbers import blocks, series

    draft, template, links, split = wanted.draft, wanted.template, wanted.links, wanted.split
    kind, stage, route = place_record(project, draft, follows_spec_kit=wanted.follows_spec_kit)
    folder, subfolder = project.choose_folder(kind, wanted.folder)
    record_folder = "/".join(filter(None, (folder.path, subfolder or route)))
    number_series = series.find_series(project.settings, folder, record_folder, project.top)
    slug = filenames.slugify(draft.title)
    taken_names: set[str] = set()
    for _ in range(_MAX_ATTEMPTS):
        claim = blocks.claim_number(
            project, number_series, 0 if taken_names else reserved_number, dry_run=dry_run
        )
        try:
            with nullcontext() if dry_run else project.lock():
                number, name = series.choose_next_name(
                    project.repo,
                    number_series,
                    slug,
                    stage,
                    taken_names=taken_names,
                    claimed_numbers=claim.remote_numbers,
                    reserved_number=claim.number,
                    today=project.today,
                    dry_run=dry_run,
                )
                if claim.is_on_remote and number != claim.number:
                    # A process that knows no claims wrote a name with this number.
                    number_blocks.drop_number(
                        project.repo.common_dir, number_series.name, claim.number
                    )
                    continue
                path = join_path(record_folder, name)
                project.require_listed(folder, path)
                if split and not split.shown:
                    result = _keep_private(project, folder, path, split, links, dry_run=dry_run)
                    if not dry_run:
                        blocks.settle_number(project, number_series, number)
                    warnings = (*result.warnings, *claim.warnings, *wanted.warnings)
                    return replace(result, warnings=warnings)
                page = Write(path, render_page(draft, kind, name, template))
                if links or plan_extra_writes:
                    result = _plan_linked(project, folder, page, links, plan_extra_writes)
                else:
                    result = _plan_unlinked(project, folder, page, draft)
                writes, warnings = written_pages.select_writes(project, result.writes, folder)
                project.require_editable(writes)
                if not dry_run:
                    with _keep_apart(project, folder, path, split) as kept_warnings:
                        project.apply_writes(writes)
                    warnings = (*warnings, *kept_warnings)
                    blocks.settle_number(project, number_series, number)
                warnings = (*warnings, *claim.warnings, *wanted.warnings)
                return replace(result, writes=writes, warnings=warnings)
        except store.PathTaken:
            taken_names.add(name)
        finally:
            claim.release()
    raise OperationError(
        "no free number was found", "find the process that creates records all the time"
    )


def place_record(
    project: Project, draft: drafts.PhrDraft | drafts.AdrDraft, *, follows_spec_kit: bool
) -> tuple[Kind, str, str]:
    """The kind of a draft, the stage that its name ends with, and its folder below its kind's.

    Prompts have a folder for each feature, one for the constitution, and one for all others. A
    prompt of the stage `general` belongs to a feature too, unless spec-kit-plus is followed.
    """
    from minutebook.records.drafting import drafts

    if isinstance(draft, drafts.AdrDraft):
        return ADR, "", ""
    if draft.stage == "constitution":
        return PHR, draft.stage, "constitution"
    if follows_spec_kit:
        return PHR, draft.stage, spec_kit.choose_route(project, draft.stage, draft.feature)
    return PHR, draft.stage, filenames.slugify(draft.feature) if draft.feature else "general"


def render_page(
    draft: drafts.PhrDraft | drafts.AdrDraft, kind: Kind, name: str, template: templates.Template
) -> str:
    """The page of a complete draft, under the name that it will have."""
    from minutebook.records.drafting import drafts

    digits = filenames.parse_name(kind, name).digits
    if isinstance(draft, drafts.PhrDraft):
        from minutebook.records.drafting import phr_pages

        page = phr_pages.render_phr(draft, digits, template.source, template.path)
        templates.require_texts(draft, template, page)
        return page
    from minutebook.records.drafting import adr_pages

    return adr_pages.render_adr(draft, digits, template.source, template.path, template.form)


# What is kept apart -----------------------------------------------------------------------------


@contextmanager
def _keep_apart(
    project: Project, folder: Folder, path: str, split: SplitDraft | None
) -> Iterator[tuple[str, ...]]:
    """Keep a draft's texts apart while its page is written; not if that fails. Gives warnings."""
    if split is None or split.kept is None:
        yield ()
        return
    from minutebook.operations.private_texts import keep

    warnings = keep.write_kept(project, path, keep.render_kept(split.kept, folder, path))
    try:
        yield warnings
    except BaseException:
        keep.drop_kept(project, [path])
        raise


def _keep_private(
    project: Project,
    folder: Folder,
    path: str,
    split: SplitDraft,
    links: Mapping[str, Sequence[str]],
    *,
    dry_run: bool,
) -> OperationResult:
    """Keep a whole record apart from the tree, with its number; the tree shows nothing of it."""
    from minutebook.operations.private_texts import keep
    from minutebook.records import reader

    text = render_private(folder, path, split, links)
    warnings: tuple[str, ...] = ()
    if not dry_run:
        keep.hold_number(project, folder, path)
        warnings = keep.write_kept(project, path, text)
    return OperationResult((reader.read_record(folder, path, text),), (), warnings)


def render_private(
    folder: Folder, path: str, split: SplitDraft, links: Mapping[str, Sequence[str]]
) -> str:
    """The page of a private record, which is kept apart; it states its links itself."""
    from minutebook.operations.private_texts import keep
    from minutebook.text import frontmatter

    text = keep.render_kept(split.kept, folder, path) if split.kept else ""
    for relation, targets in links.items():
        text = frontmatter.set_field(text, f"links.{relation}", list(targets))
    return text


# The writes -------------------------------------------------------------------------------------


def _plan_unlinked(
    project: Project, folder: Folder, page: Write, draft: drafts.PhrDraft | drafts.AdrDraft
) -> OperationResult:
    """The new page and its row in the index, where the index pages alone tell where it goes."""
    from minutebook.operations.indexes.index import plan_row
    from minutebook.records.drafting import prediction

    text = page.text or ""
    record = prediction.predict_record(folder, page.path, draft, text)
    if record is None:
        from minutebook.records import reader

        record = reader.read_record(folder, page.path, text)
    if record.kind is PHR:
        from minutebook.records.index import page_blocks

        text = page_blocks.fill_blocks(record, ())
        record, page = replace(record, text=text), replace(page, text=text)
    index_writes = plan_row(project, folder, record)
    # The first record of this working tree, even if others gave it a higher number than 1.
    is_first = index_writes == () and not store.list_pages(project.top, folder.path)
    # In a sparse checkout the index pages may be left out.
    if index_writes is None or is_first or repo.is_sparse(project.repo):
        return _plan_linked(project, folder, page, {}, None)
    return OperationResult((record,), (page, *index_writes))


def _plan_linked(
    project: Project,
    folder: Folder,
    page: Write,
    links: Mapping[str, Sequence[str]],
    plan_extra_writes: Callable[[RecordSet], Sequence[Write]] | None,
) -> OperationResult:
    """The new page, what it is linked to, and the index: with all records read, if need be."""
    if list(links) == ["follows"] and not plan_extra_writes:
        from minutebook.operations.creation import following

        if result := following.plan_following(project, folder, page, links["follows"]):
            return result
    from minutebook.operations.changes.links import link_new_record
    from minutebook.records import linking, reader

    records = project.load_records()
    changed_paths: Sequence[str] = ()
    writes: Sequence[Write] = ()
    if links or plan_extra_writes:
        changed_paths, writes, linked = link_new_record(
            project, linking.simulate_writes(records, [page]), page.path, links
        )
        extra = plan_extra_writes(linked) if plan_extra_writes else ()
        writes = linking.merge_writes(writes, extra)
    writes = linking.complete_writes(records, linking.merge_writes([page], writes), changed_paths)
    text = next(write.text or "" for write in writes if write.path == page.path)
    return OperationResult((reader.read_record(folder, page.path, text),), tuple(writes))
