"""`minutebook check`."""

from __future__ import annotations

from typing import Annotated

import typer

from minutebook.cli import output
from minutebook.cli.options import Json, require_format
from minutebook.errors import EXIT_FINDINGS
from minutebook.operations.project import open_project

OUTPUT_FORMATS = ("text", "json", "sarif", "github")


def check_(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH|REF]...", help="Only these records or folders.", show_default=False
        ),
    ] = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="Repair what can be repaired, then check.")
    ] = False,
    output_format: Annotated[
        str,
        typer.Option(
            "--format", metavar="text|json|sarif|github", help="How to print the findings."
        ),
    ] = "text",
    base: Annotated[
        str, typer.Option(metavar="COMMIT", help="What recorded statuses are compared with.")
    ] = "HEAD",
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    explain: Annotated[
        str, typer.Option(metavar="CODE", help="Explain a rule; - lists all rules.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Check the records. The exit status is 1 where an error remains."""
    from minutebook import __version__
    from minutebook.checks import list_rules, report
    from minutebook.operations import check

    require_format(output_format, OUTPUT_FORMATS)
    output_format = "json" if as_json else output_format
    if explain:
        _print_rules(check.list_rules(explain), explain == "-", output_format == "json")
        return
    project = open_project(output.working_folder)
    targets = targets or []
    written: list[str] = []
    if fix:
        if not targets:  # what dead processes left may lie anywhere
            for line in check.recover_interrupted(project):
                output.print_note(line)
        written = check.repair_records(project, base, targets).paths
    findings = check.check_records(project, base, targets)
    for line in project.find_missing_folders():
        output.print_note(line)
    if output_format == "json":
        writes = {"writes": written} if fix else {}
        output.print_document(**report.build_document(findings), **writes)
    elif output_format == "sarif":
        output.print_json(report.build_sarif(findings, list_rules(), __version__))
    elif output_format == "github":
        output.print_lines(report.format_github(findings))
    else:
        output.print_lines(f"repaired {path}" for path in written)
        output.print_lines(report.format_text(findings) or ["nothing wrong"])
    failing = ("error", "warning") if strict else ("error",)
    if any(finding.severity in failing for finding in findings):
        raise typer.Exit(EXIT_FINDINGS)


def _print_rules(rules: list[dict[str, str]], is_list: bool, as_json: bool) -> None:
    if as_json:
        output.print_document(rules=rules)
    elif is_list:
        output.print_lines(f"{rule['code']}  {rule['severity']}  {rule['why']}" for rule in rules)
    else:
        for rule in rules:
            output.print_text(rule["explanation"])
