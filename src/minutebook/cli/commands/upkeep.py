"""`minutebook index` and `minutebook check`: keep the house clean."""

from __future__ import annotations

from typing import Annotated

import typer

from minutebook.cli import output as say
from minutebook.cli.options import DryRun, Json
from minutebook.errors import EXIT_FINDINGS, UsageError
from minutebook.operations import verbs
from minutebook.operations.project import open_project

OUTPUT_FORMATS = ("text", "json", "sarif", "github")


def index_(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if a page is out of date.")
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Write the index pages, and refresh the links that records show."""
    done = verbs.rebuild_indexes(open_project(say.working_folder), dry_run=dry_run or check)
    if check:
        if as_json:
            say.print_document(records=[], writes=done.paths)
        else:
            say.print_lines(f"out of date: {path}" for path in done.paths)
        raise typer.Exit(EXIT_FINDINGS if done.paths else 0)
    say.print_written(
        done.records, done.paths, as_json=as_json, dry_run=dry_run, is_single_record=False
    )


def check_(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...", help="Only these records or folders.", show_default=False
        ),
    ] = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="Repair what can be repaired, then check.")
    ] = False,
    output: Annotated[
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
        str, typer.Option(metavar="CODE", help="Tell what a rule is for; - lists all rules.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Check the records. The exit status is 1 where an error remains."""
    from minutebook import __version__
    from minutebook.checks import list_rules, report
    from minutebook.operations import check

    if explain:
        say.print_lines(check.explain_rule(explain))
        return
    if output not in OUTPUT_FORMATS:
        raise UsageError(f"no format is called {output!r}", f"one of: {', '.join(OUTPUT_FORMATS)}")
    output = "json" if as_json else output
    project = open_project(say.working_folder)
    for line in check.recover_interrupted(project) if fix else ():
        say.print_note(line)
    wrote = check.repair_records(project, base, paths or []).paths if fix else []
    findings = check.check_records(project, base, paths or [])
    for line in project.find_missing_folders():
        say.print_note(line)
    if output == "json":
        say.print_document(**report.build_document(findings), **({"writes": wrote} if fix else {}))
    elif output == "sarif":
        say.print_json(report.build_sarif(findings, list_rules(), __version__))
    elif output == "github":
        say.print_lines(report.format_github(findings))
    else:
        say.print_lines(f"repaired {path}" for path in wrote)
        say.print_lines(report.format_text(findings) or ["nothing wrong"])
    worst = ("error", "warning") if strict else ("error",)
    if any(finding.severity in worst for finding in findings):
        raise typer.Exit(EXIT_FINDINGS)
