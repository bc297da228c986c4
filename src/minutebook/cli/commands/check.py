"""`minutebook check`."""

from __future__ import annotations

from minutebook.cli import output
from minutebook.cli.options import choose_format, open_project
from minutebook.errors import EXIT_FINDINGS, UsageError
from minutebook.text.terminal import escape_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Annotated

    import typer

    from minutebook.cli.completion import complete_code, complete_record, offer_words
    from minutebook.cli.option_types import Json
    from minutebook.operations.check import BaselineChange
    from minutebook.operations.project import OperationResult
    from minutebook.records.model import Finding

OUTPUT_FORMATS = ("text", "json", "sarif", "github")
_STYLES = {"error": "31", "warning": "33", "info": "36"}  # red, yellow, cyan
DEFAULT_LIMIT = 10  # findings of a rule that are shown as text


def check_(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH|REF]...",
            help="Only these records or folders.",
            show_default=False,
            autocompletion=complete_record,
        ),
    ] = None,
    fix: Annotated[
        bool,
        typer.Option("--fix", help="Repair what --explain says, then check. It changes no status."),
    ] = False,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE",
            help="Only this rule. Repeatable; commas also.",
            show_default=False,
            autocompletion=complete_code,
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --fix: print the changes, write nothing.")
    ] = False,
    output_format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="text|json|sarif|github",
            help="How to print the findings.",
            autocompletion=offer_words("text", "json", "sarif", "github"),
        ),
    ] = "text",
    base: Annotated[
        str,
        typer.Option(
            metavar="COMMIT",
            help="What statuses are compared with, from where a branch was left; of that branch,"
            " such as origin/main, also the numbers that it has got since.",
        ),
    ] = "HEAD",
    changed: Annotated[
        bool,
        typer.Option(
            "--changed",
            help="Only what is wrong on lines that were added since --base, and in records that"
            " were changed since.",
        ),
    ] = False,
    write_baseline: Annotated[
        bool,
        typer.Option(
            "--baseline", help="Write down what is wrong now; only what is new counts then."
        ),
    ] = False,
    no_baseline: Annotated[
        bool, typer.Option("--no-baseline", help="Show and count what the baseline has, too.")
    ] = False,
    limit: Annotated[
        int,
        typer.Option(min=0, metavar="N", help="Show at most N of each rule as text; 0 for all."),
    ] = DEFAULT_LIMIT,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    explain: Annotated[
        str,
        typer.Option(
            metavar="CODE", help="Explain a rule; - lists all rules.", autocompletion=complete_code
        ),
    ] = "",
    as_json: Json = False,
) -> int:
    """Check the records. The exit status is 1 where an error remains."""
    from minutebook.operations import check
    from minutebook.operations.indexes import index
    from minutebook.operations.project import OperationResult

    output_format = choose_format(output_format, OUTPUT_FORMATS, as_json)
    if explain:
        _print_rules(check.list_rules(explain), explain == "-", output_format == "json")
        return 0
    if dry_run and not (fix or write_baseline):
        raise UsageError("--dry-run goes with --fix", "minutebook check --fix --dry-run")
    if changed and fix:
        raise UsageError("--changed and --fix do not go together", "minutebook check --fix PATH")
    if write_baseline and (targets or only or fix or no_baseline or changed or base != "HEAD"):
        raise UsageError("--baseline is of all findings as they are", "minutebook check --baseline")
    project = open_project(output.working_folder)
    targets, only = targets or [], only or []
    change = check.write_baseline(project, dry_run=dry_run) if write_baseline else None
    repair = OperationResult((), ())
    if fix:
        # What dead processes left may lie anywhere.
        if not (targets or dry_run) and (not only or "interrupted" in ",".join(only)):
            for line in check.recover_interrupted(project):
                output.print_note(line)
        repair = check.repair_records(project, base, targets, only, dry_run=dry_run)
        output.print_warnings(repair.warnings)
    planned_writes = repair.writes if dry_run else ()
    unknown_fork = check.explain_unknown_fork(project, base)
    findings = check.check_records(
        *(project, base, targets, only, planned_writes),
        use_baseline=not no_baseline,
        only_changed=changed,
    )
    notes = (*project.find_missing_folders(), unknown_fork, *index.explain_unkept(project))
    for line in filter(None, notes):
        output.print_note(line)
    if change and output_format != "json":
        output.print_note(_describe_change(change, dry_run))
    call = _name_call(targets, base, strict, no_baseline, changed)
    _print_findings(findings, repair, output_format, fix, dry_run, limit, change, call, only)
    failing = ("error", "warning") if strict else ("error",)
    is_failing = any(
        finding.severity in failing and not finding.is_baseline for finding in findings
    )
    return EXIT_FINDINGS if is_failing else 0


def _print_findings(
    findings: Sequence[Finding],
    repair: OperationResult,
    output_format: str,
    fix: bool,
    dry_run: bool,
    limit: int,
    change: BaselineChange | None,
    call: str,
    only: Sequence[str],
) -> None:
    """Print what was repaired, or would be, and what is found then.

    `call` is what `_name_call` gives, `only` the codes that were asked for.
    """
    from minutebook import __version__
    from minutebook.checks import list_rules, report
    from minutebook.operations import check

    diff = check.format_diff(repair) if dry_run else ""
    if output_format == "json":
        writes: dict[str, object] = {"writes": repair.paths} if fix else {}
        if fix and dry_run:
            writes["diff"] = diff
        if change:
            writes["baseline"] = change.counts
        output.print_document(**report.build_document(findings), **writes)
    elif output_format == "sarif":
        output.print_json(report.build_sarif(findings, list_rules(), __version__))
    elif output_format == "github":
        output.print_lines(report.format_github(findings))
    else:
        if dry_run:
            output.print_lines(diff.split("\n")[:-1])
        else:
            output.print_lines(f"repaired {path}" for path in repair.paths)
        selection = f" --only {','.join(only)}" if only else ""
        selection += f" --limit {limit}" if limit != DEFAULT_LIMIT else ""
        lines = report.format_text(findings, limit, call, selection)
        if output.has_colours():
            output.print_styled("".join(f"{_colour_severity(line)}\n" for line in lines))
        else:
            output.print_lines(lines)
        if not lines:
            output.print_lines(["nothing wrong"])


def _colour_severity(line: str) -> str:
    """A line of text with its severity in colour, free of all other controls."""
    line = escape_line(line)
    for severity, style in _STYLES.items():
        before, sign, after = line.partition(f": {severity}: ")
        if sign and not line.startswith(" "):
            return f"{before}: \x1b[{style}m{severity}\x1b[0m: {after}"
    return line


def _name_call(
    targets: Sequence[str], base: str, strict: bool, no_baseline: bool, changed: bool
) -> str:
    """The command as it was typed, without what selects rules: hints on more of them keep it."""
    import shlex

    arguments = ["minutebook", "check"]
    arguments += ["--base", base] if base != "HEAD" else []
    arguments += ["--changed"] if changed else []
    arguments += ["--strict"] if strict else []
    arguments += ["--no-baseline"] if no_baseline else []
    arguments += ["--"] if any(target.startswith("-") for target in targets) else []
    return shlex.join([*arguments, *targets])


def _describe_change(change: BaselineChange, dry_run: bool) -> str:
    """What became of the baseline, in a line."""
    verb = "would write" if dry_run else "wrote"
    if change.write is None:
        verb = "did not change"
    elif change.write.text is None:
        verb = "would remove" if dry_run else "removed"
    return (
        f"{verb} {change.path}: {change.total} findings,"
        f" {change.added} added, {change.dropped} dropped"
    )


def _print_rules(rules: list[dict[str, str]], is_list: bool, as_json: bool) -> None:
    if as_json:
        output.print_document(rules=rules)
    elif is_list:
        for rule in rules:
            output.print_lines([f"{rule['code']}  {rule['severity']}  {rule['why']}"])
            if rule["fixes"]:
                output.print_lines([f"    --fix {rule['fixes']}"])
    else:
        for rule in rules:
            output.print_text(rule["explanation"])
