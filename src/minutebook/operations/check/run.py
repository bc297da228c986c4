"""Run the rules of `check` on a repository, with what only the clock and git can tell them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from minutebook import checks as rules
from minutebook.checks.page import PageVerdict, dump_verdict, load_verdict
from minutebook.errors import UnknownRef
from minutebook.lean.values import replace
from minutebook.operations.check import baseline, changed, check_inputs, interrupted
from minutebook.operations.project import OperationResult, Project
from minutebook.records.model import Finding, Record, RecordSet, Write
from minutebook.text import diffs


def check_records(
    project: Project,
    base: str = "HEAD",
    targets: Sequence[str] = (),
    only: Sequence[str] = (),
    planned_writes: Sequence[Write] = (),
    *,
    use_baseline: bool = True,
    only_changed: bool = False,
) -> tuple[Finding, ...]:
    """What is wrong with the repository's records, or with those that `targets` name.

    A target is a file, a folder, or a reference to a record. `base` is the commit that recorded
    statuses are compared with. `only` are the codes of the rules to run, all where there are none.
    With `planned_writes` the records are taken to be as they are after these. Findings of the
    baseline are marked as such, with `use_baseline`. With `only_changed` they are those of what
    was added since `base`, see `changed`. Raises UnknownRef for a target that is none of
    these, UsageError for an unknown code or base.
    """
    codes = _require_codes(only)
    check_inputs.require_base(project, base)
    interrupted_paths = interrupted.list_interrupted(project)
    records, verdicts = load_judged_records(project)
    paths = _resolve_targets(project, records, targets)
    if planned_writes:
        from minutebook.records import linking

        records, verdicts = linking.simulate_writes(project.load_records(), planned_writes), None
    findings = _run_rules(project, records, verdicts, base, interrupted_paths, codes)
    if use_baseline:
        findings = baseline.mark_findings(project, records, findings)
    if only_changed and findings:
        findings = changed.select_changed(
            findings, records, changed.list_added_lines(project, base)
        )
    return _select_findings(findings, paths)


def load_judged_records(
    project: Project,
) -> tuple[RecordSet, Mapping[str, PageVerdict] | None]:
    """The records of the repository, and what is known of their pages already, for `rules.check`.

    None where nothing is: each page is judged then, by its text.
    """
    from minutebook.operations.reading.cataloguing import whole_set

    settings = check_inputs.make_settings(project).for_pages

    def judge(record: Record) -> str:
        return dump_verdict(rules.check_page(record, settings))

    judged = whole_set.load_judged_records(project, repr(settings), judge)
    if judged is None:
        return project.read_records(), None
    records, verdicts = judged
    return records, {path: load_verdict(text, path) for path, text in verdicts.items()}


def repair_records(
    project: Project,
    base: str = "HEAD",
    targets: Sequence[str] = (),
    only: Sequence[str] = (),
    *,
    dry_run: bool = False,
) -> OperationResult:
    """Repair what the rules know how to repair; with `targets`, in these files alone.

    `only` is as for `check_records`. A warning says which repair was left out, because it would
    have changed the status of a record.
    """
    codes = _require_codes(only)
    check_inputs.require_base(project, base)  # before anything is written
    omissions: tuple[str, ...] = ()

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        nonlocal omissions
        paths = _resolve_targets(project, records, targets)
        inputs = check_inputs.make_inputs(
            project, records, base, rules.list_required_inputs(codes, to_fix=True)
        )
        settings = check_inputs.make_settings(project)
        findings = _select_findings(rules.find_fixable(records, inputs, settings, codes), paths)
        repair = rules.fix_findings(records, findings, inputs)
        omissions = repair.omissions
        return (), [write for write in repair.writes if _is_selected(write.path, paths)]

    result = project.run_operation(plan, dry_run=dry_run)
    return replace(result, warnings=(*result.warnings, *omissions))


def format_diff(repair: OperationResult) -> str:
    """What a repair wrote, or would write, as a diff."""
    return "".join(
        diffs.format_file_diff(write.path, write.previous, write.text) for write in repair.writes
    )


def _require_codes(only: Sequence[str]) -> frozenset[str]:
    """The codes of rules; each may be several with commas between. Raises UsageError."""
    codes = [code.strip() for codes in only for code in codes.split(",")]
    return frozenset(rules.require_rule(code).code for code in codes)


def list_rules(code: str) -> list[dict[str, str]]:
    """The facts of a rule, or of all for `-`: code, severity, why, what --fix mends, explanation.

    Raises UsageError for a code that no rule has.
    """
    explanation = "" if code == "-" else rules.explain(code)
    return [
        {
            "code": rule.code,
            "severity": rule.severity,
            "why": rule.explanation,
            "fixes": rule.fixes,
            "explanation": explanation or rules.explain(rule.code),
        }
        for rule in rules.list_rules()
        if code in ("-", rule.code)
    ]


def _run_rules(
    project: Project,
    records: RecordSet,
    verdicts: Mapping[str, PageVerdict] | None,
    base: str,
    interrupted_paths: tuple[str, ...],
    only: frozenset[str],
) -> tuple[Finding, ...]:
    inputs = replace(
        check_inputs.make_inputs(project, records, base, rules.list_required_inputs(only)),
        interrupted_paths=interrupted_paths,
        blocked_paths=check_inputs.list_blocked(project),
        baseline_path=baseline.locate_baseline(project),
        baseline_text=baseline.read_baseline(project),
    )
    return rules.check(
        *(records, inputs, check_inputs.make_settings(project), only, verdicts),
        report_progress=project.report_progress,
    )


# Targets ----------------------------------------------------------------------------------------


def _resolve_targets(project: Project, records: RecordSet, targets: Sequence[str]) -> list[str]:
    """The paths of files and folders, and of the records that references name, from the top."""
    return [
        _find_path(project, target) or _find_record_path(project, records, target)
        for target in targets
    ]


def _find_path(project: Project, target: str) -> str:
    """The path of a file or folder from the top, "." for the top itself; "" where none is there."""
    absolute = os.path.normpath(os.path.join(project.cwd, target))
    if not os.path.exists(absolute):
        absolute = os.path.normpath(os.path.join(project.top, target))
    path = os.path.relpath(absolute, project.top).replace(os.sep, "/")
    return path if os.path.exists(absolute) and path.split("/")[0] != ".." else ""


def _find_record_path(project: Project, records: RecordSet, target: str) -> str:
    try:
        return project.resolve_reference(records, target).path
    except UnknownRef:
        raise UnknownRef(
            f"{target!r} is not a file, folder or record of this repository",
            "minutebook list",
        ) from None


def _is_selected(path: str, selected: Sequence[str]) -> bool:
    """Whether a path is at or below one of those selected; every path where none is."""
    return not selected or any(
        folder == "." or path == folder or path.startswith(folder + "/") for folder in selected
    )


def _select_findings(findings: Sequence[Finding], selected: Sequence[str]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if _is_selected(finding.path, selected))
