"""Runs the rules: records and what is known about them in, findings or repairs out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from minutebook.checks.base import CheckContext, CheckInputs, CheckSettings, Rule
from minutebook.checks.page import Fact, Page, PageSettings, PageVerdict
from minutebook.checks.registry import find_rule, list_rules
from minutebook.checks.rules import silences
from minutebook.lean.progress import track_progress
from minutebook.lean.values import Value, replace
from minutebook.records.model import Finding, Record, RecordSet, Write
from minutebook.text import page_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.lean.progress import ProgressReporter

# A number with the name around it, as in "superseded by 0007-use-redis".
_NAMED_RECORD = r"[\w./%-]{0,300}[0-9][\w./%-]{0,300}"
# What nobody can tell of a page of which only the head is read.
_WHOLE_PAGE_CODES = frozenset(
    (
        *("prompt-edited", "stale-block", "one-way-supersession"),
        *("no-status", "no-stage", "no-successor", "empty-section", "no-prompt"),
    )
)


class Repair(Value):
    """The writes that repair findings, and sentences on those that were left out, and why."""

    writes: tuple[Write, ...] = ()
    omissions: tuple[str, ...] = ()


def check(
    records: RecordSet,
    inputs: CheckInputs | None = None,
    settings: CheckSettings | None = None,
    only: Collection[str] = (),
    verdicts: Mapping[str, PageVerdict] | None = None,
    report_progress: ProgressReporter | None = None,
) -> tuple[Finding, ...]:
    """Everything that is wrong with the records, by path, line and code; no finding twice.

    The findings from reading the records are among it. Silenced findings are left out;
    `severities` of the settings replace a rule's own. With `only`, rules of these codes alone are
    run. `verdicts` are those of `check_page` on the records' pages, by path, where all are known: a
    page that is not among them has nothing. The records need no texts then, see
    `RecordSet.read_text`. What is found is the same.
    """
    inputs, settings = inputs or CheckInputs(), settings or CheckSettings()
    rules = [rule for rule in _select_rules(only) if _is_active(rule, inputs, settings)]
    findings = _run(rules, records, inputs, settings, verdicts, report_progress)
    findings.update(
        silences.report_unknown_rule(settings.source_path, 0, code)
        for code in settings.severities
        if find_rule(code) is None
    )
    return _weigh((finding for finding in findings if not only or finding.code in only), settings)


def find_fixable(
    records: RecordSet,
    inputs: CheckInputs | None = None,
    settings: CheckSettings | None = None,
    only: Collection[str] = (),
) -> tuple[Finding, ...]:
    """Those findings of `check` whose rules have a fix. The other rules are not run."""
    inputs, settings = inputs or CheckInputs(), settings or CheckSettings()
    rules = [rule for rule in _select_rules(only) if _is_active(rule, inputs, settings)]
    fixable = [rule for rule in rules if rule.fix]
    codes = {rule.code for rule in fixable}
    findings = _run(fixable, records, inputs, settings, None)
    return _weigh((finding for finding in findings if finding.code in codes), settings)


def check_page(record: Record, settings: PageSettings) -> PageVerdict:
    """What is wrong with one page, and what rules that look at all records need of it.

    Depends on the record, its text and the settings alone. Rules that are off are among it.
    """
    rules = list_rules()
    return _judge_page(record, settings, rules, list_facts(rules))


def list_facts(rules: Iterable[Rule]) -> tuple[Fact, ...]:
    """What rules need of the texts of all pages: silences, and what they declare."""
    facts = (fact for rule in rules for fact in rule.facts)
    return tuple(dict.fromkeys((silences.COMMENTS, *facts)))


def _judge_pages(
    records: RecordSet, settings: PageSettings, rules: Sequence[Rule]
) -> dict[str, PageVerdict]:
    """The verdicts on the pages of all records, as far as some rules need them, by path."""
    facts = list_facts(rules)
    return {record.path: _judge_page(record, settings, rules, facts) for record in records.members}


def _judge_page(
    record: Record, settings: PageSettings, rules: Iterable[Rule], facts: Iterable[Fact]
) -> PageVerdict:
    page = Page(record, settings)
    findings = list(record.findings)
    for rule in rules:
        if rule.find_in_page:
            findings += map(rule.make_finding, rule.find_in_page(page))
    values = ((fact.name, fact.find(page)) for fact in facts)
    return PageVerdict(tuple(findings), {name: value for name, value in values if value})


def _select_rules(only: Collection[str]) -> list[Rule]:
    """The rules of some codes; where none is given all but those that are run on request."""
    return [rule for rule in list_rules() if (rule.code in only if only else not rule.on_request)]


def _run(
    rules: Sequence[Rule],
    records: RecordSet,
    inputs: CheckInputs,
    settings: CheckSettings,
    verdicts: Mapping[str, PageVerdict] | None,
    report_progress: ProgressReporter | None = None,
) -> set[Finding]:
    """What the rules find, and what the silences leave of it."""
    if verdicts is None:
        verdicts = _judge_pages(records, settings.for_pages, rules)
    context = CheckContext(records, inputs, settings, verdicts)
    left_out = {rule.code for rule in list_rules()}.difference(rule.code for rule in rules)
    findings = set(context.list_page_findings(left_out))
    for rule in track_progress(rules, report_progress):
        findings.update(rule.find(context))
    cut_paths = {record.path for record in records.members if record.is_cut}
    findings = {
        finding
        for finding in findings
        if finding.path not in cut_paths or finding.code not in _WHOLE_PAGE_CODES
    }
    # Whether a status moved depends on the revision to compare with: a silence may be for another.
    checked_codes = {rule.code for rule in rules if rule.required_input != "previous_texts"}
    return silences.apply_silences(silences.collect_silences(context), findings, checked_codes)


def _is_active(rule: Rule, inputs: CheckInputs, settings: CheckSettings) -> bool:
    if settings.severities.get(rule.code) == "off":
        return False
    return not rule.required_input or getattr(inputs, rule.required_input) not in (
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


def list_required_inputs(only: Collection[str] = (), *, to_fix: bool = False) -> frozenset[str]:
    """The fields of CheckInputs that rules need: those of some codes, or `to_fix` those with a fix.

    `check` and `find_fixable` use no others for them. A repair is planned without what rules use
    where it is there.
    """
    rules = [rule for rule in _select_rules(only) if rule.fix or not to_fix]
    inputs = {rule.required_input for rule in rules}
    if not to_fix:
        inputs.update(rule.used_input for rule in rules)
    return frozenset(inputs - {""})


def fix_findings(
    records: RecordSet, findings: Iterable[Finding], inputs: CheckInputs | None = None
) -> Repair:
    """The writes that repair those of the findings whose rules have a fix; none where none has.

    A write that would change what a record states as its stage or status is left out, whatever
    planned it. `inputs` are those with which the findings were found.
    """
    from minutebook.records import linking

    paths: dict[str, set[str]] = {}
    for finding in findings:
        paths.setdefault(finding.code, set()).add(finding.path)
    repaired, omissions = records, list[str]()
    writes: tuple[Write, ...] = ()
    for rule in list_rules():
        if rule.fix and rule.code in paths:
            planned = rule.fix(repaired, frozenset(paths[rule.code]), inputs or CheckInputs())
            writes = linking.merge_writes(writes, _keep_states(records, planned, omissions))
            repaired = linking.simulate_writes(records, writes)
    if _list_facts(repaired) != _list_facts(records):
        completed = linking.complete_writes(records, writes)
        writes = _keep_states(records, completed, omissions)
    return Repair(writes, tuple(dict.fromkeys(omissions)))


def _keep_states(
    records: RecordSet, writes: Sequence[Write], omissions: list[str]
) -> tuple[Write, ...]:
    """The writes that leave each record the stage or status that its page states.

    Adds a sentence to `omissions` for each of the others, and for pages that no command changes.
    Pages of formats that are only read are left out without one: their findings say so.
    """
    from minutebook.records import linking

    before = {record.path: record for record in records.members}
    after = {record.path: record for record in linking.simulate_writes(records, writes).members}
    changed_paths = {path for path, record in before.items() if not record.is_editable}
    for path in {write.path for write in writes} & before.keys():
        record = after.get(path)
        reason = page_bytes.explain_unchangeable(before[path].text)[0] or _explain_mixture(
            before[path], record
        )
        if reason:
            changed_paths.add(path)
            omissions.append(f"{path} was left as it is: {reason}")
        elif record is None or _get_state(record) != _get_state(before[path]):
            changed_paths.add(path)
            reading = "gone" if record is None else record.state or "without a known status"
            omissions.append(f"{path} was left as it is: it would have read as {reading}")
    return tuple(write for write in writes if write.path not in changed_paths)


def _explain_mixture(before: Record, after: Record | None) -> str:
    return page_bytes.explain_mixture(before.text, after.text)[0] if after else ""


def _get_state(record: Record) -> tuple[str, str]:
    """What a record states as its stage or status, whatever name it gives to another record."""
    return record.state, re.sub(_NAMED_RECORD, "#", record.state_raw)


def _list_facts(records: RecordSet) -> list[object]:
    """What the index pages and blocks of links show of the pages."""
    return [(record.path, record.links, record.title, record.date) for record in records.members]
