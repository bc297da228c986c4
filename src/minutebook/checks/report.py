"""Findings for readers: lines of text, GitHub annotations, SARIF 2.1.0, JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from minutebook.checks.base import Rule
from minutebook.records.model import Finding
from minutebook.text.terminal import encodable, single_line

_SARIF_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_GITHUB_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_HELP = (
    "`minutebook check --explain {code}` says how to set its severity or silence it;"
    " `minutebook guide rules {code}` shows an example."
)
_URI_BYTES = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


_SUPPRESSION = "It was there before: the repository's baseline has it."


def count_severities(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings of each severity, those of the baseline left out."""
    counts = {"error": 0, "warning": 0, "info": 0}
    for finding in findings:
        counts[finding.severity] += not finding.is_baseline
    return counts


def count_codes(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings of each code, the most frequent first, those of the baseline left out."""
    counts = Counter(finding.code for finding in findings if not finding.is_baseline)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def format_text(
    findings: Sequence[Finding],
    limit: int = 0,
    call: str = "minutebook check",
    selection: str = "",
) -> list[str]:
    """A line for each finding, as compilers write it, its fix below, and the counts at the end.

    Of each code at most `limit` are shown, all for 0, and the errors first. Those of the baseline
    are counted in one line. Commands that show more begin with `call`, what was typed; `selection`
    are its options that choose rules and their number.
    """
    shown = [finding for finding in findings if not finding.is_baseline]
    baseline_count, totals = len(findings) - len(shown), count_codes(shown)
    if limit:
        shown = _limit_codes(shown, limit)
    lines = []
    for finding in shown:
        where = f"{finding.path}:{finding.line}" if finding.line else finding.path
        lines.append(
            single_line(f"{where}: {finding.severity}: {finding.message} [{finding.code}]")
        )
        if finding.fix:
            lines.append(single_line(f"    {finding.fix}"))
    cut = [code for code, count in totals.items() if limit and count > limit]
    for code in cut:
        command = _add_options(call, f" --only {code} --limit 0")
        lines.append(f"{totals[code] - limit} more of {code}: {command}")
    if cut:
        lines.append(", ".join(f"{code} {count}" for code, count in totals.items()))
    if totals:
        counts = count_severities(findings).items()
        lines.append(
            ", ".join(_format_count(count, severity) for severity, count in counts if count)
        )
    elif baseline_count:
        lines.append("nothing new")
    if baseline_count:
        noun = "finding" if baseline_count == 1 else "findings"
        command = _add_options(call, f"{selection} --no-baseline")
        lines.append(f"{baseline_count} {noun} of the baseline: {command}")
    return lines


def _add_options(call: str, options: str) -> str:
    """A call of `check` with more options, which stand before its records and folders."""
    command = "minutebook check"
    return f"{command}{options}{call.removeprefix(command)}"


def _limit_codes(findings: Sequence[Finding], limit: int) -> list[Finding]:
    """The findings, in their order, at most so many of a code: those that weigh most."""
    weights = {severity: weight for weight, severity in enumerate(_SARIF_LEVELS)}
    by_weight = sorted(enumerate(findings), key=lambda item: weights[item[1].severity])
    seen: Counter[str] = Counter()
    kept = set()
    for index, finding in by_weight:
        seen[finding.code] += 1
        if seen[finding.code] <= limit:
            kept.add(index)
    return [finding for index, finding in enumerate(findings) if index in kept]


def _format_count(count: int, severity: str) -> str:
    return f"{count} {severity}" if count == 1 or severity == "info" else f"{count} {severity}s"


def format_github(findings: Iterable[Finding]) -> list[str]:
    """Workflow commands that GitHub Actions shows beside the lines of a change.

    Those of the baseline are left out. Escaped as actions/toolkit does: `%`, line ends, and in
    properties `:` and `,`.
    """
    lines = []
    for finding in findings:
        if finding.is_baseline:
            continue
        properties = f"file={_escape_property(finding.path)}"
        if finding.line:
            properties += f",line={finding.line}"
        properties += f",title={_escape_property(finding.code)}"
        message = f"{finding.message}\n{finding.fix}" if finding.fix else finding.message
        lines.append(
            f"::{_GITHUB_COMMANDS[finding.severity]} {properties}::{_escape_data(message)}"
        )
    return lines


def _escape_data(text: str) -> str:
    text = encodable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return single_line(text)


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")


def build_document(findings: Iterable[Finding]) -> dict[str, object]:
    """The findings as data: a list of their fields, and how many of each severity and code.

    Those of the baseline are marked, and not counted there.
    """
    findings = tuple(findings)
    return {
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity,
                "path": encodable(finding.path),
                "line": finding.line,
                "message": encodable(finding.message),
                "fix": encodable(finding.fix),
                "baseline": finding.is_baseline,
            }
            for finding in findings
        ],
        "counts": count_severities(findings),
        "counts_by_code": count_codes(findings),
        "baseline_count": sum(finding.is_baseline for finding in findings),
    }


def build_sarif(
    findings: Iterable[Finding], rules: Sequence[Rule], version: str, help_template: str = _HELP
) -> dict[str, object]:
    """A SARIF 2.1.0 log (OASIS) with one run. The same findings give the same log.

    All rules are listed, whatever was found, so that their places in the list stay. A code that
    no rule has is listed behind them. Paths are relative to the repository's top. `help_template`
    says where there is more help on a rule; `{code}` in it is the rule's code.
    """
    findings = tuple(findings)
    unknown_codes = {finding.code for finding in findings} - {rule.code for rule in rules}
    rules = [*rules, *(Rule(code, "warning", code) for code in sorted(unknown_codes))]
    rule_index = {rule.code: index for index, rule in enumerate(rules)}
    return {
        "$schema": _SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "minutebook",
                        "version": version,
                        "rules": [_describe_rule(rule, help_template) for rule in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    _describe_result(finding, rule_index[finding.code]) for finding in findings
                ],
            }
        ],
    }


def _describe_rule(rule: Rule, help_template: str) -> dict[str, object]:
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.code.replace("-", " ").capitalize()},
        "fullDescription": {"text": rule.explanation},
        "help": {"text": f"{rule.explanation} {help_template.format(code=rule.code)}"},
        "defaultConfiguration": {"level": _SARIF_LEVELS[rule.severity]},
    }


def _describe_result(finding: Finding, rule_index: int) -> dict[str, object]:
    message = f"{finding.message} {finding.fix}" if finding.fix else finding.message
    suppressed: dict[str, object] = {}
    if finding.is_baseline:
        suppressed["baselineState"] = "unchanged"
        suppressed["suppressions"] = [{"kind": "external", "justification": _SUPPRESSION}]
    return {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": _SARIF_LEVELS[finding.severity],
        "message": {"text": single_line(message)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": make_uri(finding.path)},
                    "region": {"startLine": max(1, finding.line)},
                }
            }
        ],
        "partialFingerprints": {"minutebook/v1": _compute_fingerprint(finding)},
        **suppressed,
    }


def _compute_fingerprint(finding: Finding) -> str:
    """What identifies a finding, whatever its line: lines above it come and go."""
    from hashlib import sha256

    identity = "\0".join((finding.code, finding.path, finding.message))
    return sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def make_uri(path: str) -> str:
    """A path as a relative URI reference (RFC 3986); bytes that are not UTF-8 stay themselves."""
    try:
        path_bytes = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        path_bytes = encodable(path).encode()
    return "".join(chr(byte) if byte in _URI_BYTES else f"%{byte:02X}" for byte in path_bytes)
