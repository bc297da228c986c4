"""`minutebook drift`: where the decisions and the repository have drifted apart."""

from __future__ import annotations

from minutebook.cli import output
from minutebook.cli.options import choose_format, open_project

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from minutebook.cli.option_types import Json

_OUTPUT_FORMATS = ("text", "json", "github", "sarif")


def drift_(
    output_format: Annotated[
        str,
        typer.Option("--format", metavar="text|json|github|sarif", help="How to print it."),
    ] = "text",
    as_json: Json = False,
) -> None:
    """Say where decisions and the repository have drifted apart.

    What was chosen and has left, what is proposed and in use, what was refused and came: with the
    place and the commit. Only what leaves no doubt is told: clear words in the decision, a manifest
    or the deployment's files, a commit after the decision. It is advice: the exit status is 0.
    """
    from minutebook.operations.suggesting import drift
    from minutebook.suggest.drift import findings

    output_format = choose_format(output_format, _OUTPUT_FORMATS, as_json)
    project = open_project(output.working_folder)
    drifts = drift.find_drifts(project)
    if output_format == "json":
        from minutebook.operations.schema import serialize

        days = [drift.count_days(project, each) for each in drifts]
        output.print_document(
            drifts=[serialize.serialize_drift(*pair) for pair in zip(drifts, days, strict=True)],
            total=len(drifts),
        )
    elif output_format == "text":
        for each in drifts:
            output.print_lines([findings.describe(each, drift.count_days(project, each))])
            output.print_lines([f"    {findings.suggest_command(each)}"])
        if drift.is_shallow(project):
            output.print_note("this clone has not all of the history: git fetch --unshallow")
        elif not drifts:
            output.print_note("decisions and what is used agree, as far as it shows")
    else:
        from minutebook import __version__
        from minutebook.checks import report

        problems = drift.make_findings(drifts)
        if output_format == "github":
            output.print_lines(report.format_github(problems))
        else:
            output.print_json(
                report.build_sarif(problems, (drift.get_rule(),), __version__, drift.RULE_HELP)
            )
