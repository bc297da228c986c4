"""Create records, and write a prompt record anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from minutebook.errors import UsageError
from minutebook.lean.values import replace
from minutebook.operations.creation import new_page, spec_kit, templates
from minutebook.operations.project import OperationResult, Project
from minutebook.records import filenames
from minutebook.records.model import ADR, PHR, Record, RecordSet, Write
from minutebook.repository.git import repo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from minutebook.records.drafting import drafts  # costly to import, and a list needs none of it

_NO_FEATURE = "none"  # what --feature is where a prompt belongs to none, whatever the branch says


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

    `folder` is where it goes; "" leaves that to `Project.choose_folder`. `reserved_number` is the
    one that was claimed for it at the prompt, 0 where none was. With `is_turn` the draft is of an
    agent's turn, redacted already, which no template may lose: the shipped one takes the place of
    such a template, with a warning. With `redact`, secrets in any other draft are hidden, with a
    warning. Raises UsageError for an empty title, an unknown stage, or a value without a place.
    """
    wanted = prepare_phr(
        project, draft, folder=folder, is_turn=is_turn, redact=redact, dry_run=dry_run
    )

    def create_in(project: Project) -> OperationResult:
        return new_page.create_record(
            project, wanted, reserved_number=reserved_number, dry_run=dry_run
        )

    return templates.use_shipped_indexes(project, create_in) if is_turn else create_in(project)


def prepare_phr(
    project: Project,
    draft: drafts.PhrDraft,
    *,
    folder: str = "",
    is_turn: bool = False,
    redact: bool = True,
    dry_run: bool = False,
) -> new_page.WantedRecord:
    """What `create_phr` does before a number is known; it raises what that raises."""
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
    if not is_turn:
        draft, warnings = redactor.redact_with_warning(project, draft, keeps_secrets=not redact)
    if not is_turn:
        prompt, fidelity = text_limits.limit_prompt(
            project, draft.prompt, draft.fidelity, dry_run=dry_run
        )
        draft = replace(draft, prompt=prompt, fidelity=fidelity)
    draft = replace(draft, title=require_title(draft.title))
    links: dict[str, Sequence[str]] = dict(draft.links)
    if draft.adr:
        links["decides"] = [*links.get("decides", ()), *draft.adr]

    from minutebook.operations.private_texts import keep

    split = keep.split_draft(project, draft, is_turn=is_turn)
    template, template_warnings = templates.fit_summary(split.shown, template)
    warnings += template_warnings

    named = replace(split.named, title=require_title(split.named.title))
    return new_page.WantedRecord(
        named, template, links, folder, follows_spec_kit, split, warnings=warnings
    )


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
    wanted = prepare_adr(
        project, draft, folder=folder, template=template, supersedes=supersedes, redact=redact
    )
    return new_page.create_record(
        project, wanted, plan_extra_writes=plan_extra_writes, dry_run=dry_run
    )


def create_decision(
    project: Project, draft: drafts.AdrDraft, suggestion_id: str, **settings: Any
) -> OperationResult:
    """Create a decision, or with the id of a suggestion that which it asks for.

    `settings` are arguments of `create_adr`.
    """
    if not suggestion_id:
        return create_adr(project, draft, **settings)
    from minutebook.operations.suggesting import suggestions  # it creates by `create_adr`, too

    return suggestions.accept_with_draft(project, suggestion_id, draft, **settings)


def prepare_adr(
    project: Project,
    draft: drafts.AdrDraft,
    *,
    folder: str = "",
    template: str = "",
    supersedes: Sequence[str] = (),
    redact: bool = True,
) -> new_page.WantedRecord:
    """What `create_adr` does before a number is known; it raises what that raises."""
    from minutebook.records.drafting import drafts

    status = draft.status or ADR.initial_state
    if status not in ADR.states or status == "superseded":
        known = ", ".join(state for state in ADR.states if state != "superseded")
        raise UsageError(f"a new decision cannot be {status!r}", f"one of: {known}")
    draft = replace(draft, governs=drafts.require_globs(draft.governs))
    chosen = templates.choose_adr_template(project, draft, template, folder)
    templates.require_places(project, draft, template or project.settings.adr_template, chosen)
    from minutebook.operations.redaction import redactor

    draft, warnings = redactor.redact_with_warning(project, draft, keeps_secrets=not redact)
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
    return new_page.WantedRecord(draft, chosen, links, folder, warnings=warnings)


def rewrite_phr(project: Project, path: str, draft: drafts.PhrDraft) -> OperationResult:
    """Write the record of an agent's turn anew, under its name; links and suggestions stay."""
    warnings: tuple[str, ...] = ()

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.operations.private_texts import keep
        from minutebook.records import linking
        from minutebook.records.drafting import phr_pages
        from minutebook.records.phr import suggestions, visibility
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
            traces=phr_pages.join_traces(record, draft),
            told=phr_pages.join_told(record, draft),
        )
        nonlocal warnings
        split = keep.split_draft(
            project, merged, is_turn=True, at_least=visibility.read_visibility(record)
        )
        # A page that is in the tree stays there: who wants it gone hides it.
        shown = split.shown or keep.summarize(merged, title=record.title)
        template, warnings = templates.choose_turn_template(
            project, shown, follows_spec_kit=spec_kit.is_followed(project)
        )
        template, template_warnings = templates.fit_summary(shown, template)
        warnings += template_warnings
        text = phr_pages.render_phr(shown, record.digits, template.source, template.path)
        if split.kept:
            kept_page = keep.render_kept(split.kept, record.folder, path)
            warnings += keep.write_kept(project, path, kept_page)
        links = record.fields.get("links")
        for name, value in links.items() if isinstance(links, Mapping) else ():
            text = frontmatter.set_field(text, f"links.{name}", value)
        return [record], linking.complete_writes(records, [Write(path, text, record.text)], [path])

    result = templates.use_shipped_indexes(project, lambda each: each.run_operation(plan))
    return replace(result, warnings=(*result.warnings, *warnings))


def rewrite_private(project: Project, path: str, draft: drafts.PhrDraft) -> OperationResult:
    """Write the private record of an agent's turn anew, under its name: it stays private."""
    from minutebook.operations.private_texts import keep
    from minutebook.records import reader
    from minutebook.records.phr import visibility

    split = keep.split_draft(
        project,
        replace(_complete_phr(project, draft), title=require_title(draft.title)),
        is_turn=True,
        at_least=visibility.PRIVATE,
    )
    folder, _ = project.choose_folder(PHR)
    text = keep.render_kept(split.named, folder, path)
    with project.lock():
        warnings = keep.write_kept(project, path, text)
    return OperationResult((reader.read_record(folder, path, text),), (), warnings)


# What a draft leaves open -----------------------------------------------------------------------


def _complete_phr(
    project: Project, draft: drafts.PhrDraft, *, follows_spec_kit: bool = False
) -> drafts.PhrDraft:
    from minutebook.operations.creation.features import find_feature

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
