"""`minutebook phr`: prompt records."""

from __future__ import annotations

from minutebook.cli import output
from minutebook.cli.command_group import CommandGroup
from minutebook.cli.commands.records import kept_texts
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
        complete_agent,
        complete_decision,
        complete_feature,
        complete_label,
        complete_new_stage,
        complete_visibility,
    )
    from minutebook.cli.option_types import (
        AgentFilter,
        Date,
        DryRun,
        FeatureFilter,
        InFolder,
        Json,
        LabelFilter,
        Limit,
        Links,
        NoRedact,
        Offset,
        Private,
        SessionFilter,
        Since,
        Sort,
        StageFilter,
        Touching,
        Until,
    )
    from minutebook.records.drafting import drafts

phr_ = CommandGroup("Prompt History Records (PHR).")

_OUTCOME_KEYS = ("impact", "tests", "files", "next", "reflection")


@phr_.command("new")
def new(
    title: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TITLE]...",
            help="What was asked, in a few words; quotes may be left out.",
            show_default=False,
        ),
    ] = None,
    from_json: Annotated[
        str,
        typer.Option(
            metavar="FILE",
            help="Take everything from a JSON document, an array of them, or one in each line; "
            "- is stdin: minutebook schema new-phr.",
        ),
    ] = "",
    stage: Annotated[
        str,
        typer.Option(
            help="constitution spec plan tasks red green refactor explainer misc general. "
            "[default: general]",
            show_default=False,
            autocompletion=complete_new_stage,
        ),
    ] = "",
    feature: Annotated[
        str,
        typer.Option(
            help="The feature worked on, or none. [default: from the branch]",
            show_default=False,
            autocompletion=complete_feature,
        ),
    ] = "",
    prompt: Annotated[str, typer.Option(help="The prompt, word for word.")] = "",
    prompt_file: Annotated[
        str, typer.Option(metavar="FILE", help="The prompt from a file; - is stdin.")
    ] = "",
    response: Annotated[str, typer.Option(help="The answer, or what matters of it.")] = "",
    response_file: Annotated[
        str, typer.Option(metavar="FILE", help="The answer from a file; - is stdin.")
    ] = "",
    model: Annotated[str, typer.Option(help="The model that answered.")] = "",
    agent: Annotated[
        str, typer.Option(help="The agent that worked.", autocompletion=complete_agent)
    ] = "",
    surface: Annotated[str, typer.Option(help="Where it was asked: cli, ide, web …")] = "",
    command: Annotated[str, typer.Option(help="The slash command, if one was used.")] = "",
    label: Annotated[
        list[str] | None,
        typer.Option(
            help="A word to find it by. Repeatable.",
            show_default=False,
            autocompletion=complete_label,
        ),
    ] = None,
    file: Annotated[
        list[str] | None,
        typer.Option(help="A file that was changed. Repeatable.", show_default=False),
    ] = None,
    test: Annotated[
        list[str] | None,
        typer.Option(help="A test that was written or run. Repeatable.", show_default=False),
    ] = None,
    adr: Annotated[
        list[str] | None,
        typer.Option(
            metavar="REF",
            help="A decision that it made. Repeatable.",
            show_default=False,
            autocompletion=complete_decision,
        ),
    ] = None,
    link: Links = None,
    spec: Annotated[str, typer.Option(help="The specification: a path or an address.")] = "",
    ticket: Annotated[str, typer.Option(help="The ticket.")] = "",
    pr: Annotated[str, typer.Option(help="The pull request.")] = "",
    outcome: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=TEXT",
            help="impact, tests, files, next or reflection. Repeatable.",
            show_default=False,
        ),
    ] = None,
    evaluation: Annotated[str, typer.Option(help="Notes on how well it went.")] = "",
    branch: Annotated[
        str, typer.Option(help="The branch. [default: git's]", show_default=False)
    ] = "",
    user: Annotated[
        str, typer.Option(help="Who asked. [default: git's user.name]", show_default=False)
    ] = "",
    visible: Annotated[
        str,
        typer.Option(
            "--visibility",
            metavar="full|summary|private",
            help="What the tree shows of it. [default: as configured]",
            show_default=False,
            autocompletion=complete_visibility,
        ),
    ] = "",
    date: Date = "",
    folder: InFolder = "",
    no_redact: NoRedact = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Record a prompt, its answer, and what changed.

    --from-json takes one document, or many: a JSON array, or an object in each line. Of many, all
    are recorded or none.
    """
    from minutebook.cli.commands.records import new_records
    from minutebook.operations.creation import create
    from minutebook.records.drafting import drafts
    from minutebook.records.phr import visibility

    if visible and visible not in visibility.VISIBILITIES:
        raise UsageError(
            f"no visibility is called {visible!r}", f"one of: {', '.join(visibility.VISIBILITIES)}"
        )
    if from_json:
        given = {
            "title": title,
            "stage": stage,
            "feature": feature,
            "prompt": prompt,
            "prompt-file": prompt_file,
            "response": response,
            "response-file": response_file,
            "model": model,
            "agent": agent,
            "surface": surface,
            "command": command,
            "label": label,
            "file": file,
            "test": test,
            "adr": adr,
            "link": link,
            "spec": spec,
            "ticket": ticket,
            "pr": pr,
            "outcome": outcome,
            "evaluation": evaluation,
            "branch": branch,
            "user": user,
            "date": date,
        }
        new_records.create_prompts(
            new_records.read_json(from_json, given),
            visible=visible,
            folder=folder,
            redact=not no_redact,
            dry_run=dry_run,
            as_json=as_json,
        )
        return
    require_one_stdin({"prompt": prompt_file, "answer": response_file})
    project = open_project(output.working_folder)
    draft = drafts.PhrDraft(
        title=" ".join(title or ()),
        stage=stage,
        date=parse_date(date, ""),
        feature=feature,
        prompt=choose_text(prompt, prompt_file, "prompt"),
        response=choose_text(response, response_file, "response"),
        model=model,
        agent=agent,
        surface=surface,
        branch=branch,
        user=user,
        command=command,
        labels=tuple(label or ()),
        files=tuple(project.resolve_path(path) for path in file or ()),
        tests=tuple(test or ()),
        adr=tuple(adr or ()),
        spec=spec,
        ticket=ticket,
        pr=pr,
        outcome=_parse_outcome(outcome or []),
        evaluation=evaluation,
        links=parse_links(link or [], "--link"),
        visibility=visible,
    )
    result = create.create_phr(project, draft, folder=folder, redact=not no_redact, dry_run=dry_run)
    new_records.print_created(result, as_json=as_json, dry_run=dry_run)


@phr_.command("list")
def list_(
    stage: StageFilter = "",
    feature: FeatureFilter = "",
    label: LabelFilter = "",
    agent: AgentFilter = "",
    since: Since = "",
    until: Until = "",
    touching: Touching = "",
    session: SessionFilter = None,
    private: Private = False,
    sort: Sort = "",
    limit: Limit = None,
    offset: Offset = 0,
    as_json: Json = False,
) -> None:
    """List prompt records, the newest first."""
    from minutebook.cli.commands.records import listing

    listing.print_list(
        kind="phr",
        state=stage,
        feature=feature,
        label=label,
        agent=agent,
        session=session,
        touching=touching,
        since=since,
        until=until,
        is_private=private,
        order=sort,
        limit=limit,
        offset=offset,
        as_json=as_json,
    )


phr_.command("hide")(kept_texts.hide)
phr_.command("verify")(kept_texts.verify)
phr_.members["texts"] = kept_texts.texts_


def _parse_outcome(options: list[str]) -> drafts.Outcome:
    from minutebook.records.drafting import drafts

    texts: dict[str, str] = {}
    for option in options:
        key, equals, text = option.partition("=")
        if not equals or key not in _OUTCOME_KEYS:
            raise UsageError(
                f"--outcome {option!r} is not understood",
                f"write KEY=TEXT with a key of: {', '.join(_OUTCOME_KEYS)}",
            )
        texts[key] = text
    return drafts.Outcome(**texts)
