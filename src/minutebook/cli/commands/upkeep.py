"""`minutebook index` and `minutebook check`: keep the house clean."""

from __future__ import annotations

from typing import Annotated

import typer

from minutebook.cli import output as say
from minutebook.cli.options import DryRun, Json
from minutebook.errors import FINDINGS, Misuse
from minutebook.operations import verbs
from minutebook.operations.project import open_project

FORMATS = ("text", "json", "sarif", "github")


def index_(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if a page is out of date.")
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Write the index pages, and refresh the links that records show."""
    done = verbs.reindex(open_project(say.start), dry_run=dry_run or check)
    if check:
        if as_json:
            say.document(records=[], writes=done.paths)
        else:
            say.lines(f"out of date: {path}" for path in done.paths)
        raise typer.Exit(FINDINGS if done.paths else 0)
    say.written(done.records, done.paths, as_json=as_json, dry_run=dry_run, one=False)


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
    from minutebook.checks import report
    from minutebook.checks.registry import RULES
    from minutebook.operations import check

    if explain:
        say.lines(check.explained(explain))
        return
    if output not in FORMATS:
        raise Misuse(f"no format is called {output!r}", f"one of: {', '.join(FORMATS)}")
    output = "json" if as_json else output
    project = open_project(say.start)
    for line in check.mend(project) if fix else ():
        say.note(line)
    wrote = check.repair(project, base, paths or []).paths if fix else []
    findings = check.check(project, base, paths or [])
    if output == "json":
        say.document(**report.listed(findings), **({"writes": wrote} if fix else {}))
    elif output == "sarif":
        say.raw(report.sarif(findings, RULES, __version__))
    elif output == "github":
        say.lines(report.github(findings))
    else:
        say.lines(f"repaired {path}" for path in wrote)
        say.lines(report.text(findings) or ["nothing wrong"])
    worst = ("error", "warning") if strict else ("error",)
    if any(finding.severity in worst for finding in findings):
        raise typer.Exit(FINDINGS)
