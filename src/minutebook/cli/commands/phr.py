"""`minutebook phr`: prompt records."""

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
    read_input,
)
from minutebook.errors import UsageError
from minutebook.operations.creation import create
from minutebook.operations.project import open_project
from minutebook.records.drafting import drafts

phr_ = typer.Typer(help="Prompt History Records (PHR).", no_args_is_help=True)

_OUTCOME_KEYS = ("impact", "tests", "files", "next", "reflection")


@phr_.callback()
def _group() -> None:
    """Prompt History Records (PHR)."""


@phr_.command("new")
def new(
    title: Annotated[
        str, typer.Argument(help="What was asked, in a few words.", show_default=False)
    ] = "",
    from_json: Annotated[
        str,
        typer.Option(
            metavar="FILE",
            help="Take everything from a JSON document; - is stdin: minutebook schema new-phr.",
        ),
    ] = "",
    stage: Annotated[
        str,
        typer.Option(
            help="constitution spec plan tasks red green refactor explainer misc general. "
            "[default: general]",
            show_default=False,
        ),
    ] = "",
    feature: Annotated[
        str,
        typer.Option(
            help="The feature worked on, or none. [default: from the branch]", show_default=False
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
    agent: Annotated[str, typer.Option(help="The agent that worked.")] = "",
    surface: Annotated[str, typer.Option(help="Where it was asked: cli, ide, web …")] = "",
    command: Annotated[str, typer.Option(help="The slash command, if one was used.")] = "",
    label: Annotated[
        list[str] | None, typer.Option(help="A word to find it by. Repeatable.", show_default=False)
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
            metavar="REF", help="A decision that it made. Repeatable.", show_default=False
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
    date: Date = "",
    folder: InFolder = "",
    no_redact: NoRedact = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Record a prompt, its answer, and what changed."""
    project = open_project(output.working_folder)
    if from_json:
        if title:
            raise UsageError(
                "a title and --from-json do not go together", 'put it in the document: {"title": …}'
            )
        draft, document_folder = _from_json(from_json)
        folder = folder or document_folder
    else:
        if prompt_file == "-" and response_file == "-":
            raise UsageError("stdin cannot be both prompt and answer", "give one of them as a file")
        draft = drafts.PhrDraft(
            title=title,
            stage=stage,
            date=parse_date(date, ""),
            feature=feature,
            prompt=_choose_text(prompt, prompt_file, "prompt"),
            response=_choose_text(response, response_file, "response"),
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
        )
    result = create.create_phr(project, draft, folder=folder, redact=not no_redact, dry_run=dry_run)
    output.print_written(result, as_json=as_json, dry_run=dry_run)


def _from_json(path: str) -> tuple[drafts.PhrDraft, str]:
    """The draft in a document, and the folder that it is to go to."""
    from dataclasses import asdict

    from minutebook.operations.schema import validate

    values = asdict(validate.parse_new_phr(_read_text(path)))
    folder = values.pop("folder")
    return drafts.PhrDraft(**{**values, "outcome": drafts.Outcome(**values["outcome"])}), folder


def _choose_text(text: str, path: str, name: str) -> str:
    """The text of an option, or that of the file that its other form names."""
    if text and path:
        raise UsageError(f"--{name} and --{name}-file do not go together", "give one of them")
    return _read_text(path) if path else text


def _read_text(path: str) -> str:
    """A file's text with every line end as it is. Raises UsageError where it is not UTF-8."""
    try:
        return read_input(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path} is not UTF-8 text: byte {error.start + 1} cannot be read",
            "convert it first, as with iconv -t UTF-8",
        ) from None


def _parse_outcome(options: list[str]) -> drafts.Outcome:
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
