"""`minutebook adr`: decisions."""

from __future__ import annotations

from minutebook.cli import output
from minutebook.cli.command_group import CommandGroup
from minutebook.cli.options import (
    choose_text,
    open_project,
    parse_date,
    parse_links,
    require_one_stdin,
)
from minutebook.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from minutebook.cli.completion import (
        complete_decider,
        complete_feature,
        complete_new_status,
        complete_prompt,
        complete_template,
    )
    from minutebook.cli.option_types import (
        AcceptableRefs,
        Date,
        DeciderFilter,
        DecisionRef,
        DeprecableRefs,
        DryRun,
        FeatureFilter,
        Globs,
        Governs,
        InFolder,
        Json,
        LabelFilter,
        Limit,
        Links,
        NewerRef,
        NewerTitle,
        NoRedact,
        Offset,
        Reason,
        RejectableRefs,
        RemoveGlobs,
        Since,
        Sort,
        StatusFilter,
        SuggestGlobs,
        Supersedes,
        Until,
    )

adr_ = CommandGroup("Architecture Decision Records (ADR).")


@adr_.command("new")
def new(
    title: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TITLE]...",
            help="What is decided, in a few words; quotes may be left out.",
            show_default=False,
        ),
    ] = None,
    edit: Annotated[
        bool,
        typer.Option(
            "--edit",
            help="Open the new page in the editor; it is not made where that fails or leaves it "
            "empty. It stays where minutebook is killed meanwhile.",
        ),
    ] = False,
    from_json: Annotated[
        str,
        typer.Option(
            metavar="FILE",
            help="Take everything from a JSON document, an array of them, or one in each line; "
            "- is stdin: minutebook schema new-adr.",
        ),
    ] = "",
    template: Annotated[
        str,
        typer.Option(
            help="neighbours (as the pages beside it), madr, madr-minimal, nygard, y-statement, "
            "spec-kit, structured-madr, or a file. "
            "[default: as configured]",
            show_default=False,
            autocompletion=complete_template,
        ),
    ] = "",
    status: Annotated[
        str,
        typer.Option(
            help="proposed, accepted, rejected or deprecated. [default: proposed]",
            show_default=False,
            autocompletion=complete_new_status,
        ),
    ] = "",
    supersedes: Supersedes = None,
    link: Links = None,
    phr: Annotated[
        list[str] | None,
        typer.Option(
            metavar="REF",
            help="A prompt in which it was decided. Repeatable.",
            show_default=False,
            autocompletion=complete_prompt,
        ),
    ] = None,
    suggestion: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="ID",
            help="A suggestion that it answers, such as S-0042-1: context, options and the link "
            "to its prompt come from there.",
            show_default=False,
        ),
    ] = "",
    decider: Annotated[
        list[str] | None,
        typer.Option(
            help="Who decides. Repeatable.", show_default=False, autocompletion=complete_decider
        ),
    ] = None,
    context: Annotated[str, typer.Option(help="What makes the decision necessary.")] = "",
    context_file: Annotated[
        str, typer.Option(metavar="FILE", help="The context from a file; - is stdin.")
    ] = "",
    driver: Annotated[
        list[str] | None,
        typer.Option(help="A force that bears on it. Repeatable.", show_default=False),
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option(help="An option that was weighed. Repeatable.", show_default=False),
    ] = None,
    decision: Annotated[str, typer.Option(help="What is decided, and why.")] = "",
    decision_file: Annotated[
        str, typer.Option(metavar="FILE", help="The decision from a file; - is stdin.")
    ] = "",
    consequences: Annotated[str, typer.Option(help="What follows from it.")] = "",
    consequences_file: Annotated[
        str, typer.Option(metavar="FILE", help="The consequences from a file; - is stdin.")
    ] = "",
    feature: Annotated[
        str, typer.Option(help="The feature that it belongs to.", autocompletion=complete_feature)
    ] = "",
    review_by: Annotated[
        str, typer.Option(metavar="YYYY-MM-DD", help="When to look at it again; check reminds.")
    ] = "",
    governs: Governs = None,
    date: Date = "",
    folder: InFolder = "",
    no_redact: NoRedact = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int | None:
    """Record a decision.

    --from-json takes one document, or many: a JSON array, or an object in each line. Of many, all
    are recorded or none.
    """
    from minutebook.cli.commands.records import new_records

    if edit and (dry_run or as_json or from_json):
        other = "--dry-run" if dry_run else "--json" if as_json else "--from-json"
        raise UsageError(f"--edit and {other} do not go together", "leave one of them out")
    if from_json:
        given = {
            "title": title,
            "status": status,
            "supersedes": supersedes,
            "link": link,
            "phr": phr,
            "from": suggestion,
            "decider": decider,
            "context": context,
            "context-file": context_file,
            "driver": driver,
            "option": option,
            "decision": decision,
            "decision-file": decision_file,
            "feature": feature,
            "consequences": consequences,
            "consequences-file": consequences_file,
            "review-by": review_by,
            "governs": governs,
            "date": date,
        }
        new_records.create_decisions(
            new_records.read_json(from_json, given),
            template=template,
            folder=folder,
            redact=not no_redact,
            dry_run=dry_run,
            as_json=as_json,
        )
        return None
    from minutebook.operations.creation import create
    from minutebook.records.drafting import drafts

    paths = {"context": context_file, "decision": decision_file, "consequences": consequences_file}
    require_one_stdin(paths)
    project = open_project(output.working_folder)
    links = parse_links(link or [], "--link")
    if phr:
        links["decided-in"] = (*links.get("decided-in", ()), *phr)
    draft = drafts.AdrDraft(
        title=" ".join(title or ()),
        status=status,
        date=parse_date(date, ""),
        deciders=tuple(decider or ()),
        feature=feature,
        review_by=parse_date(review_by, "", "--review-by"),
        governs=tuple(governs or ()),
        context=choose_text(context, context_file, "context"),
        drivers=tuple(driver or ()),
        options=tuple(option or ()),
        decision=choose_text(decision, decision_file, "decision"),
        consequences=choose_text(consequences, consequences_file, "consequences"),
        links=links,
    )
    result = create.create_decision(
        project,
        draft,
        suggestion,
        folder=folder,
        template=template,
        supersedes=supersedes or (),
        redact=not no_redact,
        dry_run=dry_run,
    )
    if edit:
        from minutebook.cli.commands.records import editing

        return editing.edit_new(project, result)
    new_records.print_created(result, as_json=as_json, dry_run=dry_run, project=project)
    return None


@adr_.command("list")
def list_(
    status: StatusFilter = "",
    feature: FeatureFilter = "",
    label: LabelFilter = "",
    decider: DeciderFilter = "",
    since: Since = "",
    until: Until = "",
    sort: Sort = "",
    limit: Limit = None,
    offset: Offset = 0,
    as_json: Json = False,
) -> None:
    """List decisions, the newest first."""
    from minutebook.cli.commands.records import listing

    listing.print_list(
        kind="adr",
        state=status,
        feature=feature,
        label=label,
        decider=decider,
        since=since,
        until=until,
        order=sort,
        limit=limit,
        offset=offset,
        as_json=as_json,
    )


def _change_status(
    refs: list[str], status: str, reason: str, no_redact: bool, dry_run: bool, as_json: bool
) -> None:
    from minutebook.operations.changes import decisions

    result = decisions.change_status(
        open_project(output.working_folder),
        refs,
        status,
        reason=reason,
        redact=not no_redact,
        dry_run=dry_run,
    )
    output.print_written(
        result,
        as_json=as_json,
        dry_run=dry_run,
        is_single_record=len(refs) == 1,
        named_count=len(refs),
    )


@adr_.command("accept")
def accept(
    refs: AcceptableRefs,
    reason: Reason = "",
    no_redact: NoRedact = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Accept proposed decisions.

    Of several that are named all are accepted, or none.
    """
    _change_status(refs, "accepted", reason, no_redact, dry_run, as_json)


@adr_.command("reject")
def reject(
    refs: RejectableRefs,
    reason: Reason = "",
    no_redact: NoRedact = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Reject proposed decisions.

    Of several that are named all are rejected, or none.
    """
    _change_status(refs, "rejected", reason, no_redact, dry_run, as_json)


@adr_.command("deprecate")
def deprecate(
    refs: DeprecableRefs,
    reason: Reason = "",
    no_redact: NoRedact = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Deprecate accepted decisions without a successor.

    Of several that are named all are deprecated, or none.
    """
    _change_status(refs, "deprecated", reason, no_redact, dry_run, as_json)


@adr_.command("supersede")
def supersede(
    old: DecisionRef,
    by: NewerRef = "",
    title: NewerTitle = "",
    no_redact: NoRedact = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Replace a decision with another; both pages show it.

    It takes effect when the other one is accepted: until then the old decision stays in force.
    """
    from minutebook.cli.commands.records import newer_decisions

    newer_decisions.relate_to_newer("supersede", old, by, title, no_redact, dry_run, as_json)


@adr_.command("amend")
def amend(
    old: DecisionRef,
    by: NewerRef = "",
    title: NewerTitle = "",
    no_redact: NoRedact = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Change a part of a decision by another one; both pages show it.

    The old decision stays in force, as it does where it is superseded in part.
    """
    from minutebook.cli.commands.records import newer_decisions

    newer_decisions.relate_to_newer("amend", old, by, title, no_redact, dry_run, as_json)


@adr_.command("govern")
def govern(
    ref: DecisionRef,
    globs: Globs = None,
    remove: RemoveGlobs = False,
    suggest: SuggestGlobs = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """State which files a decision governs, in its page's own form.

    Without globs those that it governs are listed.
    """
    from minutebook.cli.commands.records import governing

    governing.govern(ref, globs or [], remove, suggest, dry_run, as_json)
