"""`minutebook suggest`: decisions that a change made, and the answers to earlier suggestions."""

from __future__ import annotations

import os

from minutebook.cli import output
from minutebook.cli.command_group import CommandGroup
from minutebook.cli.options import choose_format, open_project, read_input
from minutebook.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from minutebook.cli.option_types import DryRun, Json, NoRedact, SuggestionId
    from minutebook.operations.project import Project
    from minutebook.operations.suggesting.suggest import Change
    from minutebook.suggest.model import Assessment

suggest_ = CommandGroup("Find decisions in a change that no record covers.")
OUTPUT_FORMATS = ("text", "json", "github", "sarif")
_ALL_STATES = "all"


@suggest_.set_default
def assess(
    staged: Annotated[
        bool, typer.Option("--staged", help="The next commit, instead of the working tree.")
    ] = False,
    commit_range: Annotated[
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
            metavar="FILE", help="The prompt that led to it; - is stdin.", show_default=False
        ),
    ] = "",
    response_file: Annotated[
        str,
        typer.Option(metavar="FILE", help="The agent's answer; - is stdin.", show_default=False),
    ] = "",
    output_format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="text|json|github|sarif",
            help="How to print it; github adds to the summary of a workflow's run, too.",
        ),
    ] = "text",
    as_json: Json = False,
) -> None:
    """Say whether a change decides something that no record covers; by default the working tree.

    It is advice: the exit status is 0 either way.
    """
    output_format = choose_format(output_format, OUTPUT_FORMATS, as_json)
    if sum(map(bool, (staged, commit_range, commit, diff))) > 1:
        raise UsageError(
            "more than one change is asked for", "give one of --staged, --range, --commit, --diff"
        )
    if [diff, prompt_file, response_file].count("-") > 1:
        raise UsageError("stdin cannot be more than one text", "give the others as files")
    from minutebook.lean.values import replace
    from minutebook.operations.suggesting import suggest

    project = open_project(output.working_folder)
    change = _read_change(project, staged, commit_range, commit, diff)
    change = replace(
        change,
        message=message or change.message,
        prompt=_read_text(prompt_file),
        response=_read_text(response_file),
    )
    assessment = suggest.assess_change(project, change)
    _print_assessment(assessment, change, output_format)


def _read_change(
    project: Project, staged: bool, commit_range: str, commit: str, diff: str
) -> Change:
    from minutebook.operations.suggesting import suggest

    if staged:
        return suggest.read_staged_change(project)
    if commit_range:
        return suggest.read_range_change(project, commit_range)
    if commit:
        return suggest.read_commit_change(project, commit)
    if not diff:
        return suggest.read_working_change(project)
    text = _read_text(diff)
    from minutebook.suggest.diff import patch

    if text.strip() and not patch.parse_diff(text):
        raise UsageError(
            f"{'stdin' if diff == '-' else diff} holds no diff",
            "git diff | minutebook suggest --diff -",
        )
    return suggest.Change(text)


def _read_text(path: str) -> str:
    """A file's text, undecodable bytes kept as surrogates; "" without a path."""
    return read_input(path).decode("utf-8", "surrogateescape") if path else ""


def _print_assessment(assessment: Assessment, change: Change, output_format: str) -> None:
    from minutebook.suggest.wording import report as wording

    if output_format == "json":
        from minutebook.operations.schema import serialize

        output.print_document(**serialize.serialize_assessment(assessment))
    elif output_format == "text":
        output.print_lines(wording.format_assessment(assessment))
    else:
        from minutebook import __version__
        from minutebook.checks import report
        from minutebook.operations.suggesting import suggest
        from minutebook.suggest.diff import patch

        files = patch.parse_diff(change.diff)
        findings = suggest.make_findings(assessment, files[0].path if files else ".")
        if output_format == "github":
            output.print_lines(report.format_github(findings))
            _append_to_summary(wording.format_summary(assessment))
        else:
            output.print_json(
                report.build_sarif(findings, (suggest.make_rule(),), __version__, suggest.RULE_HELP)
            )


def _append_to_summary(text: str) -> None:
    """Append to the file that GitHub shows as the summary of a run, where there is one."""
    path = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if not path or not text:
        return
    try:
        with open(path, "ab") as file:
            file.write(text.encode())
    except OSError as error:  # it is advice: a job does not fail for it
        output.print_note(f"{path} cannot be written: {error.strerror}")


# What became of earlier suggestions -------------------------------------------------------------


@suggest_.command("list")
def list_(
    state: Annotated[
        str, typer.Option(help="pending, accepted, dismissed, or all of them.")
    ] = "pending",
    as_json: Json = False,
) -> None:
    """List the suggestions that prompt records hold."""
    from minutebook.records.phr import suggestions

    state = state.lower()
    if state not in (*suggestions.STATES, _ALL_STATES):
        known = ", ".join((*suggestions.STATES, _ALL_STATES))
        raise UsageError(f"no state is called {state!r}", f"one of: {known}")
    from minutebook.operations.reading import query
    from minutebook.records.model import PHR

    project = open_project(output.working_folder)
    records = project.load_records(has_texts=False)
    settled_reasons: dict[tuple[str, str], str] = {}
    if state == suggestions.PENDING:
        from minutebook.operations.suggesting import settled

        settled_reasons = settled.find_settled(project, records)
    matches = [
        (record, suggestion)
        for record in query.sort_records(records.of_kind(PHR))
        for suggestion in suggestions.read_suggestions(record)
        if state in (suggestion.state, _ALL_STATES)
        and (record.path, suggestion.id) not in settled_reasons
    ]
    for (_, suggestion_id), reason in settled_reasons.items():
        output.print_note(f"{suggestion_id} needs no answer any more: {reason}")
    if as_json:
        from minutebook.operations.reading import notice
        from minutebook.operations.schema import serialize

        output.print_document(
            notice=notice.RECORDS_NOTICE,
            suggestions=[
                serialize.serialize_suggestion(record, suggestion) for record, suggestion in matches
            ],
            total=len(matches),
        )
        return
    output.print_table(
        [
            (
                suggestion.id,
                record.date,
                "closed" if suggestion.is_closed else suggestion.state,
                suggestion.topic,
            )
            for record, suggestion in matches
        ]
    )
    if not matches:
        output.print_note("no suggestions" if state == _ALL_STATES else f"no {state} suggestions")
    elif any(suggestion.state == suggestions.PENDING for _, suggestion in matches):
        output.print_note(
            "minutebook suggest accept ID, or minutebook suggest dismiss ID --reason …"
        )


@suggest_.command("accept")
def accept(
    suggestion_id: SuggestionId,
    title: Annotated[
        str, typer.Option(help="The decision's title. [default: as suggested]", show_default=False)
    ] = "",
    no_redact: NoRedact = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Create the proposed decision that a suggestion asks for."""
    from minutebook.cli.commands.records import new_records
    from minutebook.operations.suggesting.suggestions import accept_suggestion

    project = open_project(output.working_folder)
    result = accept_suggestion(
        project,
        suggestion_id,
        title=title,
        redact=not no_redact,
        dry_run=dry_run,
    )
    new_records.print_created(result, as_json=as_json, dry_run=dry_run, project=project)


@suggest_.command("dismiss")
def dismiss(
    suggestion_id: SuggestionId,
    reason: Annotated[
        str, typer.Option(help="Why it needs no decision record.", show_default=False)
    ] = "",
    no_redact: NoRedact = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Dismiss a suggestion for a reason that its record keeps.

    Its topic is not suggested again.
    """
    from minutebook.operations.suggesting.suggestions import dismiss_suggestion

    result = dismiss_suggestion(
        open_project(output.working_folder),
        suggestion_id,
        reason,
        redact=not no_redact,
        dry_run=dry_run,
    )
    output.print_written(result, as_json=as_json, dry_run=dry_run)
