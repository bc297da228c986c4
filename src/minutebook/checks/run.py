"""Runs the rules: records and what is known about them in, findings or repairs out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from minutebook.checks.base import CheckContext, CheckInputs, CheckSettings, Rule
from minutebook.checks.registry import find_rule, list_rules
from minutebook.checks.rules import silences
from minutebook.records.model import Finding, RecordSet, Write

# What nobody can tell of a page of which only the head is read.
_WHOLE_PAGE_CODES = frozenset(
    (
        *("prompt-edited", "stale-block", "one-way-supersession"),
        *("no-status", "no-stage", "no-successor"),
    )
)


def check(
    records: RecordSet, inputs: CheckInputs | None = None, settings: CheckSettings | None = None
) -> tuple[Finding, ...]:
    """Everything that is wrong with the records, by path, line and code; no finding twice.

    The findings from reading the records are among it. Silenced findings are left out;
    `severities` of the settings replace a rule's own.
    """
    settings = settings or CheckSettings()
    context = CheckContext(records, inputs or CheckInputs(), settings)
    findings = {finding for record in records.members for finding in record.findings}
    findings = _run(list_rules(), context, findings)
    findings.update(
        silences.report_unknown_rule(settings.source_path, 0, code)
        for code in settings.severities
        if find_rule(code) is None
    )
    return _weigh(findings, settings)


def find_fixable(
    records: RecordSet, inputs: CheckInputs | None = None, settings: CheckSettings | None = None
) -> tuple[Finding, ...]:
    """Those findings of `check` whose rules have a fix. The other rules are not run."""
    settings = settings or CheckSettings()
    context = CheckContext(records, inputs or CheckInputs(), settings)
    fixable = [rule for rule in list_rules() if rule.fix]
    codes = {rule.code for rule in fixable}
    findings = _run(fixable, context, set())
    return _weigh((finding for finding in findings if finding.code in codes), settings)


def _run(rules: Sequence[Rule], context: CheckContext, findings: set[Finding]) -> set[Finding]:
    """What the rules and the silences make of the findings that are there already."""
    active_rules = [rule for rule in rules if _is_active(rule, context)]
    for rule in active_rules:
        findings.update(rule.find(context))
    cut_paths = {record.path for record in context.records.members if record.is_cut}
    findings = {
        finding
        for finding in findings
        if finding.path not in cut_paths or finding.code not in _WHOLE_PAGE_CODES
    }
    # Whether a status moved depends on the revision to compare with: a silence may be for another.
    checked_codes = {rule.code for rule in active_rules if rule.required_input != "previous_texts"}
    return silences.apply_silences(silences.collect_silences(context), findings, checked_codes)


def _is_active(rule: Rule, context: CheckContext) -> bool:
    if context.settings.severities.get(rule.code) == "off":
        return False
    return not rule.required_input or getattr(context.inputs, rule.required_input) not in (
        None,
        "",
        {},
    )


def _weigh(findings: Iterable[Finding], settings: CheckSettings) -> tuple[Finding, ...]:
    """The findings with the configured severities, in order, without those that are off."""
    weighed = {
        replace(finding, severity=settings.severities.get(finding.code) or finding.severity)
        for finding in findings
    }
    return tuple(
        sorted(
            (finding for finding in weighed if finding.severity != "off"),
            key=lambda finding: (finding.path, finding.line, finding.code, finding.message),
        )
    )


def list_fix_inputs() -> frozenset[str]:
    """The fields of CheckInputs that rules with a fix need; `find_fixable` uses no others."""
    return frozenset(rule.required_input for rule in list_rules() if rule.fix)


def fix_findings(
    records: RecordSet, findings: Iterable[Finding], today: str = ""
) -> tuple[Write, ...]:
    """The writes that repair those of the findings whose rules have a fix; none where none has.

    `today` is ISO 8601: a status that is written may be dated.
    """
    from minutebook.records import linking

    paths: dict[str, set[str]] = {}
    for finding in findings:
        paths.setdefault(finding.code, set()).add(finding.path)
    repairs = [
        rule.fix(records, frozenset(paths[rule.code]), today)
        for rule in list_rules()
        if rule.fix and rule.code in paths
    ]
    editable = {record.path for record in records.members if record.is_editable}
    editable |= set(records.pages)
    writes = [write for write in linking.merge_writes(*repairs) if write.path in editable]
    return linking.complete_writes(records, writes) if repairs else ()
