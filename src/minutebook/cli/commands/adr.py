"""`minutebook adr`: decisions."""

from __future__ import annotations

from typing import Annotated

import typer

from minutebook.cli import output
from minutebook.cli.options import (
    Date,
    DryRun,
    InFolder,
    Json,
    Links,
    NoRedact,
    parse_date,
    parse_links,
)
from minutebook.errors import UsageError
from minutebook.operations.creation import create
from minutebook.operations.project import open_project
from minutebook.records.drafting import drafts

adr_ = typer.Typer(help="Architecture Decision Records (ADR).", no_args_is_help=True)

Ref = Annotated[
    str, typer.Argument(help="The decision: ADR-7, 7, a path or a name.", show_default=False)
]
Reason = Annotated[str, typer.Option(help="Why; one line that the page keeps.")]


@adr_.command("new")
def new(
    title: Annotated[
        str, typer.Argument(help="What is decided, in a few words.", show_default=False)
    ],
    template: Annotated[
        str,
        typer.Option(
            help="neighbours (as the pages beside it), madr, madr-minimal, nygard, y-statement, "
            "spec-kit, structured-madr, or a file. "
            "[default: as configured]",
            show_default=False,
        ),
    ] = "",
    status: Annotated[
        str,
        typer.Option(
            help="proposed, accepted, rejected or deprecated. [default: proposed]",
            show_default=False,
        ),
    ] = "",
    supersedes: Annotated[
        list[str] | None,
        typer.Option(
            metavar="REF",
            help="A decision that it takes the place of. Repeatable.",
            show_default=False,
        ),
    ] = None,
    link: Links = None,
    phr: Annotated[
        list[str] | None,
        typer.Option(
            metavar="REF", help="A prompt in which it was decided. Repeatable.", show_default=False
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
        list[str] | None, typer.Option(help="Who decides. Repeatable.", show_default=False)
    ] = None,
    context: Annotated[str, typer.Option(help="What makes the decision necessary.")] = "",
    driver: Annotated[
        list[str] | None,
        typer.Option(help="A force that bears on it. Repeatable.", show_default=False),
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option(help="An option that was weighed. Repeatable.", show_default=False),
    ] = None,
    decision: Annotated[str, typer.Option(help="What is decided, and why.")] = "",
    consequences: Annotated[str, typer.Option(help="What follows from it.")] = "",
    feature: Annotated[str, typer.Option(help="The feature that it belongs to.")] = "",
    review_by: Annotated[
        str, typer.Option(metavar="YYYY-MM-DD", help="When to look at it again; check reminds.")
    ] = "",
    date: Date = "",
    folder: InFolder = "",
    no_redact: NoRedact = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Record a decision."""
    project = open_project(output.working_folder)
    links = parse_links(link or [], "--link")
    if phr:
        links["decided-in"] = (*links.get("decided-in", ()), *phr)
    draft = drafts.AdrDraft(
        title=title,
        status=status,
        date=parse_date(date, ""),
        deciders=tuple(decider or ()),
        feature=feature,
        review_by=parse_date(review_by, "", "--review-by"),
        context=context,
        drivers=tuple(driver or ()),
        options=tuple(option or ()),
        decision=decision,
        consequences=consequences,
        links=links,
    )
    if suggestion:
        from minutebook.operations.suggesting import suggestions

        result = suggestions.accept_with_draft(
            project,
            suggestion,
            draft,
            folder=folder,
            template=template,
            supersedes=supersedes or (),
            redact=not no_redact,
            dry_run=dry_run,
        )
    else:
        result = create.create_adr(
            project,
            draft,
            folder=folder,
            template=template,
            supersedes=supersedes or (),
            redact=not no_redact,
            dry_run=dry_run,
        )
    output.print_written(result, as_json=as_json, dry_run=dry_run)


def _change_status(
    ref: str, status: str, reason: str, no_redact: bool, dry_run: bool, as_json: bool
) -> None:
    from minutebook.operations import decisions

    result = decisions.change_status(
        open_project(output.working_folder),
        ref,
        status,
        reason=reason,
        redact=not no_redact,
        dry_run=dry_run,
    )
    output.print_written(result, as_json=as_json, dry_run=dry_run)


@adr_.command("accept")
def accept(
    ref: Ref,
    reason: Reason = "",
    no_redact: NoRedact = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Accept a proposed decision."""
    _change_status(ref, "accepted", reason, no_redact, dry_run, as_json)


@adr_.command("reject")
def reject(
    ref: Ref,
    reason: Reason = "",
    no_redact: NoRedact = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Reject a proposed decision."""
    _change_status(ref, "rejected", reason, no_redact, dry_run, as_json)


@adr_.command("deprecate")
def deprecate(
    ref: Ref,
    reason: Reason = "",
    no_redact: NoRedact = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Deprecate an accepted decision without a successor."""
    _change_status(ref, "deprecated", reason, no_redact, dry_run, as_json)


By = Annotated[str, typer.Option(metavar="REF", help="The decision that does, by its reference.")]
With = Annotated[
    str, typer.Option("--with", metavar="TITLE", help="Make the decision that does: its title.")
]


@adr_.command("supersede")
def supersede(
    old: Ref,
    by: By = "",
    title: With = "",
    no_redact: NoRedact = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Replace a decision with another; both pages show it.

    It takes effect when the other one is accepted: until then the old decision stays in force.
    """
    _relate_to_newer("supersede", old, by, title, no_redact, dry_run, as_json)


@adr_.command("amend")
def amend(
    old: Ref,
    by: By = "",
    title: With = "",
    no_redact: NoRedact = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Change a part of a decision by another one; both pages show it.

    The old decision stays in force, as it does where it is superseded in part.
    """
    _relate_to_newer("amend", old, by, title, no_redact, dry_run, as_json)


def _relate_to_newer(
    command: str,
    old: str,
    by: str,
    title: str,
    no_redact: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Have a decision superseded or amended, by one that is there or by a new one."""
    from minutebook.operations import decisions

    if by and title:
        raise UsageError(
            "--by and --with exclude each other",
            "--by REF for a decision that is there, --with TITLE for a new one",
        )
    if not by and not title:
        raise UsageError(
            f"say what {command}s it",
            "--by REF for a decision that is there, --with TITLE for a new one",
        )
    project = open_project(output.working_folder)
    if title:
        relation = "supersedes" if command == "supersede" else "amends"
        result = decisions.create_newer_decision(
            project, old, title, relation, redact=not no_redact, dry_run=dry_run
        )
    elif command == "supersede":
        result = decisions.supersede_decision(project, old, by, dry_run=dry_run)
    else:
        result = decisions.amend_decision(project, old, by, dry_run=dry_run)
    output.print_written(result, as_json=as_json, dry_run=dry_run, is_single_record=bool(title))
