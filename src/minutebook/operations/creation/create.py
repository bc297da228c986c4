"""Create records, and write a prompt record anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace

from minutebook.errors import OperationError, UsageError
from minutebook.operations.creation import spec_kit, templates
from minutebook.operations.project import OperationResult, Project, find_feature
from minutebook.records import filenames
from minutebook.records.model import ADR, PHR, Folder, Kind, Record, RecordSet, Write, join_path
from minutebook.repository import store
from minutebook.repository.git import repo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.operations.numbers import series
    from minutebook.records.drafting import drafts  # costly to import, and a list needs none of it

_NO_FEATURE = "none"  # what --feature is where a prompt belongs to none, whatever the branch says
_MAX_ATTEMPTS = 50  # how often a number may be lost to a process that does not hold our lock


def create_phr(
    project: Project,
    draft: drafts.PhrDraft,
    *,
    folder: str = "",
    reserved_number: int = 0,
    is_turn: bool = False,
    redact: bool = True,
    dry_run: bool = False,
) -> OperationResult:
    """Create a prompt record. Branch, user, date and feature are git's where the draft has none.

    `folder` is where it goes; "" leaves that to `Project.choose_folder`.
    `reserved_number` is the one that was claimed for it at the prompt, 0 where none was. With
    `is_turn` the draft is of an agent's turn, redacted already, which no template may lose: the
    shipped one takes the place of such a template, with a warning. With `redact`, secrets in any
    other draft are hidden, with a warning. Raises UsageError for an empty title, an unknown stage,
    or a template without a place for a value.
    """
    from minutebook.operations.redaction import redactor, text_limits

    warnings: tuple[str, ...] = ()
    follows_spec_kit = spec_kit.is_followed(project, folder)
    if is_turn:
        template, warnings = templates.choose_turn_template(
            project, draft, follows_spec_kit=follows_spec_kit
        )
    else:
        name = templates.choose_phr_template(project, follows_spec_kit=follows_spec_kit)
        template = templates.Template(*templates.find_template(project, name))
        templates.require_places(project, draft, name, template)
    draft = _complete_phr(project, draft, follows_spec_kit=follows_spec_kit)
    if redact and not is_turn:
        draft, warnings = redactor.redact_with_warning(project, draft)
    if not is_turn:
        prompt, fidelity = text_limits.limit_prompt(
            project, draft.prompt, draft.fidelity, dry_run=dry_run
        )
        draft = replace(draft, prompt=prompt, fidelity=fidelity)
    draft = replace(draft, title=require_title(draft.title))
    links: dict[str, Sequence[str]] = dict(draft.links)
    if draft.adr:
        links["decides"] = [*links.get("decides", ()), *draft.adr]

    def create_in(project: Project) -> OperationResult:
        return _create_record(
            project,
            draft,
            template,
            links,
            folder,
            follows_spec_kit=follows_spec_kit,
            reserved_number=reserved_number,
            dry_run=dry_run,
        )

    result = templates.use_shipped_indexes(project, create_in) if is_turn else create_in(project)
    return replace(result, warnings=(*result.warnings, *warnings))


def create_adr(
    project: Project,
    draft: drafts.AdrDraft,
    *,
    folder: str = "",
    template: str = "",
    supersedes: Sequence[str] = (),
    plan_extra_writes: Callable[[RecordSet], Sequence[Write]] | None = None,
    redact: bool = True,
    dry_run: bool = False,
) -> OperationResult:
    """Create a decision. `supersedes` are references to the decisions that it takes the place of.

    `folder` is where it goes; "" leaves that to `Project.choose_folder`.
    `plan_extra_writes` plans what else is to be written, given the records with the new one. With
    `redact`, secrets in the draft are hidden, with a warning. Raises UsageError for an empty title,
    or a status that a new decision cannot have.
    """
    status = draft.status or ADR.initial_state
    if status not in ADR.states or status == "superseded":
        known = ", ".join(state for state in ADR.states if state != "superseded")
        raise UsageError(f"a new decision cannot be {status!r}", f"one of: {known}")
    chosen = templates.choose_adr_template(project, draft, template, folder)
    templates.require_places(project, draft, template or project.settings.adr_template, chosen)
    from minutebook.operations.redaction import redactor

    warnings: tuple[str, ...] = ()
    if redact:
        draft, warnings = redactor.redact_with_warning(project, draft)
    # Where no page beside it states a date, a new one does so only when it is given one.
    is_undated = chosen.form is not None and not chosen.form.is_dated
    date = draft.date or ("" if is_undated else project.today)
    draft = replace(draft, title=require_title(draft.title), status=status, date=date)
    if templates.names_author(chosen):
        project_name = project.top.rstrip("/").rpartition("/")[2]
        draft = replace(draft, author=repo.read_user_name(project.repo), project=project_name)
    links: dict[str, Sequence[str]] = dict(draft.links)
    if supersedes:
        links["supersedes"] = [*links.get("supersedes", ()), *supersedes]
    result = _create_record(
        project,
        draft,
        chosen,
        links,
        folder,
        plan_extra_writes=plan_extra_writes,
        dry_run=dry_run,
    )
    return replace(result, warnings=(*result.warnings, *warnings))


def rewrite_phr(project: Project, path: str, draft: drafts.PhrDraft) -> OperationResult:
    """Write the record of an agent's turn anew, under its name; links and suggestions stay."""
    warnings: tuple[str, ...] = ()

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.records import linking
        from minutebook.records.drafting import phr_pages
        from minutebook.records.phr import suggestions
        from minutebook.text import frontmatter

        record = next(record for record in records.members if record.path == path)
        feature = record.fields.get("feature")
        known = replace(
            draft, feature=draft.feature or (feature if isinstance(feature, str) else "")
        )
        merged = replace(
            _complete_phr(project, known),
            title=require_title(draft.title),
            stage=record.state or draft.stage,
            suggestions=suggestions.merge_suggestions(
                suggestions.read_suggestions(record), draft.suggestions, record.digits
            ),
        )
        nonlocal warnings
        template, warnings = templates.choose_turn_template(
            project, merged, follows_spec_kit=spec_kit.is_followed(project)
        )
        text = phr_pages.render_phr(merged, record.digits, template.source, template.path)
        links = record.fields.get("links")
        for name, value in links.items() if isinstance(links, Mapping) else ():
            text = frontmatter.set_field(text, f"links.{name}", value)
        return [record], linking.complete_writes(records, [Write(path, text, record.text)], [path])

    result = templates.use_shipped_indexes(project, lambda each: each.run_operation(plan))
    return replace(result, warnings=(*result.warnings, *warnings))


# What a draft leaves open -----------------------------------------------------------------------


def _complete_phr(
    project: Project, draft: drafts.PhrDraft, *, follows_spec_kit: bool = False
) -> drafts.PhrDraft:
    branch = draft.branch or repo.read_branch(project.repo)
    stage = _require_stage(project, draft.stage)
    feature = draft.feature or find_feature(project, branch)
    if not feature and follows_spec_kit:
        feature = spec_kit.find_current_feature(project, stage)
    return replace(
        draft,
        stage=stage,
        date=draft.date or project.today,
        branch=branch,
        user=draft.user or repo.read_user_name(project.repo),
        feature="" if feature.casefold() == _NO_FEATURE else feature,
    )


def require_title(title: str) -> str:
    """A title as one line. Raises UsageError where nothing of it is seen."""
    clean = filenames.clean_title(title)
    if not any(char.isprintable() and not char.isspace() for char in clean):
        raise UsageError("the title is empty", "say in a few words what it is about")
    return clean


def _require_stage(project: Project, stage: str) -> str:
    stage = stage or PHR.initial_state
    known = (*PHR.states, *project.settings.stages)
    if stage not in known:
        raise UsageError(
            f"no stage is called {stage!r}",
            f"one of: {', '.join(known)}; more with stages = […] in the configuration",
        )
    return stage


# Numbers and names ------------------------------------------------------------------------------


def _create_record(
    project: Project,
    draft: drafts.PhrDraft | drafts.AdrDraft,
    template: templates.Template,
    links: Mapping[str, Sequence[str]],
    wanted_folder: str,
    *,
    follows_spec_kit: bool = False,
    plan_extra_writes: Callable[[RecordSet], Sequence[Write]] | None = None,
    reserved_number: int = 0,
    dry_run: bool = False,
) -> OperationResult:
    """Create a record of a complete draft, under the next free number.

    `links` maps relations to references. The
    number follows from names alone, and one row is added to the index pages, so that the cost does
    not grow with the number of records. All records are read only where the new one is linked to
    others.
    """
    from minutebook.operations.numbers import series

    kind, stage, route = place_record(project, draft, follows_spec_kit=follows_spec_kit)
    folder, subfolder = project.choose_folder(kind, wanted_folder)
    record_folder = "/".join(filter(None, (folder.path, subfolder or route)))
    number_series = series.find_series(project.settings, folder, record_folder, project.top)
    slug, remote = filenames.slugify(draft.title), project.settings.reserve
    taken_names: set[str] = set()
    for _ in range(_MAX_ATTEMPTS):
        claim = _claim_number(
            project, number_series, 0 if taken_names else reserved_number, dry_run
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
                    continue  # a process that knows no claims wrote a name with this number
                path = join_path(record_folder, name)
                project.require_listed(folder, path)
                page = Write(path, render_page(draft, kind, name, template))
                if links or plan_extra_writes:
                    result = _plan_linked(project, folder, page, links, plan_extra_writes)
                else:
                    result = _plan_unlinked(project, folder, page, draft)
                writes, warnings = project.leave_out_blocked_indexes(result.writes, folder)
                project.require_editable(writes)
                if not dry_run:
                    project.apply_writes(writes)
                    series.claim_later(project.repo, remote, number_series, number)
                return replace(result, writes=writes, warnings=(*warnings, *claim.warnings))
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


def _claim_number(
    project: Project, number_series: series.NumberSeries, reserved_number: int, dry_run: bool
) -> series.NumberClaim:
    from minutebook.operations.numbers import series

    remote = project.settings.reserve
    if not remote or dry_run:
        return series.NumberClaim(reserved_number)
    return series.claim_number(
        project.repo,
        remote,
        number_series,
        project.today,
        reserved_number,
        lock_timeout_seconds=project.lock_timeout_seconds,
    )


def render_page(
    draft: drafts.PhrDraft | drafts.AdrDraft, kind: Kind, name: str, template: templates.Template
) -> str:
    """The page of a complete draft, under the name that it will have."""
    from minutebook.records.drafting import adr_pages, drafts, phr_pages

    digits = filenames.parse_name(kind, name).digits
    if isinstance(draft, drafts.PhrDraft):
        page = phr_pages.render_phr(draft, digits, template.source, template.path)
        templates.require_texts(draft, template, page)
        return page
    return adr_pages.render_adr(draft, digits, *template)


# The writes -------------------------------------------------------------------------------------


def _plan_unlinked(
    project: Project, folder: Folder, page: Write, draft: drafts.PhrDraft | drafts.AdrDraft
) -> OperationResult:
    """The new page and its row in the index, where the index pages alone tell where it goes."""
    from minutebook.operations.indexes.index import read_index_pages
    from minutebook.records.drafting import prediction
    from minutebook.records.index import index_pages, page_blocks

    text = page.text or ""
    record = prediction.predict_record(folder, page.path, draft, text)
    if record is None:
        from minutebook.records import reader

        record = reader.read_record(folder, page.path, text)
    if record.kind is PHR:
        text = page_blocks.fill_blocks(record, ())
        record, page = replace(record, text=text), replace(page, text=text)
    index_writes = index_pages.insert_record(
        read_index_pages(project, folder, page.path),
        folder,
        record,
        store.read_index_templates(project.top, project.settings.templates),
    )
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
    from minutebook.operations.links import link_new_record
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
