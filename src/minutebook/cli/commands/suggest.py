"""`minutebook suggest`: whether a change decides something, and what became of earlier answers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from minutebook.cli import output as say
from minutebook.cli.commands import redact, suggestions
from minutebook.cli.options import Json
from minutebook.errors import UsageError
from minutebook.operations.project import Project, open_project

if TYPE_CHECKING:
    from minutebook.operations.suggest import Change
    from minutebook.suggest.model import Assessment

suggest_ = typer.Typer(help="Decisions that changes made, and that no record tells of yet.")
OUTPUT_FORMATS = ("text", "json", "github", "sarif")


@suggest_.callback(invoke_without_command=True)
def assess(
    context: typer.Context,
    staged: Annotated[
        bool, typer.Option("--staged", help="The next commit, instead of the working tree.")
    ] = False,
    span: Annotated[
        str,
        typer.Option("--range", metavar="A..B", help="The commits of a range.", show_default=False),
    ] = "",
    commit: Annotated[
        str, typer.Option(metavar="COMMIT", help="One commit.", show_default=False)
    ] = "",
    diff: Annotated[
        str,
        typer.Option(metavar="FILE", help="A diff in a file; - is stdin.", show_default=False),
    ] = "",
    message: Annotated[
        str,
        typer.Option(
            metavar="TEXT",
            help="What the change is said to do. [default: the messages of its commits]",
            show_default=False,
        ),
    ] = "",
    prompt_file: Annotated[
        str,
        typer.Option(
            metavar="FILE", help="The prompt that it came of; - is stdin.", show_default=False
        ),
    ] = "",
    response_file: Annotated[
        str,
        typer.Option(metavar="FILE", help="The agent's answer; - is stdin.", show_default=False),
    ] = "",
    output: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="text|json|github|sarif",
            help="How to print it; github adds to the summary of a workflow's run, too.",
        ),
    ] = "text",
    as_json: Json = False,
) -> None:
    """Say whether a change decides something that no record tells of; by default the working tree.

    It is advice: the exit status is 0 either way.
    """
    if context.invoked_subcommand:
        return
    if output not in OUTPUT_FORMATS:
        raise UsageError(f"no format is called {output!r}", f"one of: {', '.join(OUTPUT_FORMATS)}")
    if sum(map(bool, (staged, span, commit, diff))) > 1:
        raise UsageError(
            "more than one change is asked for", "give one of --staged, --range, --commit, --diff"
        )
    if [diff, prompt_file, response_file].count("-") > 1:
        raise UsageError("stdin cannot be more than one text", "give the others as files")
    from dataclasses import replace

    from minutebook.operations import suggest

    project = open_project(say.working_folder)
    change = _change(project, staged, span, commit, diff)
    change = replace(
        change,
        message=message or change.message,
        prompt=_text(prompt_file),
        response=_text(response_file),
    )
    _say(suggest.assess_change(project, change), change, "json" if as_json else output)


suggestions.register_commands(suggest_)


def _change(project: Project, staged: bool, span: str, commit: str, diff: str) -> Change:
    from minutebook.operations import suggest

    if staged:
        return suggest.read_staged_change(project)
    if span:
        return suggest.read_range_change(project, span)
    if commit:
        return suggest.read_commit_change(project, commit)
    return suggest.Change(_text(diff)) if diff else suggest.read_working_change(project)


def _text(path: str) -> str:
    return redact.read_input(path) if path else ""


def _say(found: Assessment, change: Change, output: str) -> None:
    from minutebook.suggest import report as advice

    if output == "json":
        from minutebook.operations import serialize

        say.print_document(**serialize.serialize_assessment(found))
    elif output == "text":
        say.print_lines(advice.format_assessment(found))
    else:
        from minutebook import __version__
        from minutebook.checks import report
        from minutebook.operations import suggest
        from minutebook.suggest.diff import patch

        files = patch.parse_diff(change.diff)
        findings = suggest.make_findings(found, files[0].path if files else ".")
        if output == "github":
            say.print_lines(report.format_github(findings))
            _add(os.environ.get("GITHUB_STEP_SUMMARY", ""), advice.format_summary(found))
        else:
            say.print_json(
                report.build_sarif(findings, (suggest.make_rule(),), __version__, suggest.RULE_HELP)
            )


def _add(path: str, text: str) -> None:
    """Append to the file that GitHub shows as the summary of a run, where there is one."""
    if not path or not text:
        return
    try:
        with open(path, "ab") as file:
            file.write(text.encode())
    except OSError as error:  # it is advice: a job does not fail for it
        say.print_note(f"{path} cannot be written: {error.strerror}")
