"""Findings for readers: lines of text, GitHub annotations, SARIF 2.1.0, JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minutebook.checks.base import Rule
from minutebook.records.model import Finding
from minutebook.text.terminal import encodable, single_line

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MORE = "`minutebook check --explain {code}` says how to weigh or silence it."
_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def count_severities(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings of each severity."""
    count = {"error": 0, "warning": 0, "info": 0}
    for finding in findings:
        count[finding.severity] += 1
    return count


def format_text(findings: Sequence[Finding]) -> list[str]:
    """One line a finding, as compilers write it, with its cure below; how many, at the end."""
    lines = []
    for finding in findings:
        where = f"{finding.path}:{finding.line}" if finding.line else finding.path
        lines.append(
            single_line(f"{where}: {finding.severity}: {finding.message} [{finding.code}]")
        )
        if finding.fix:
            lines.append(single_line(f"    {finding.fix}"))
    if findings:
        count = count_severities(findings)
        words = [_many(count[name], name) for name in ("error", "warning", "info") if count[name]]
        lines.append(", ".join(words))
    return lines


def _many(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 or name == "info" else f"{count} {name}s"


def format_github(findings: Iterable[Finding]) -> list[str]:
    """Workflow commands that GitHub Actions shows beside the lines of a change.

    Escaped as actions/toolkit does: `%`, line ends, and in properties `:` and `,`.
    """
    lines = []
    for finding in findings:
        properties = f"file={_property(finding.path)}"
        if finding.line:
            properties += f",line={finding.line}"
        properties += f",title={_property(finding.code)}"
        message = f"{finding.message}\n{finding.fix}" if finding.fix else finding.message
        lines.append(f"::{_COMMANDS[finding.severity]} {properties}::{_data(message)}")
    return lines


def _data(words: str) -> str:
    words = encodable(words).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return single_line(words)


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")


def build_document(findings: Iterable[Finding]) -> dict[str, object]:
    """The findings as data: a list of their fields, and how many there are."""
    found = tuple(findings)
    return {
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity,
                "path": encodable(finding.path),
                "line": finding.line,
                "message": encodable(finding.message),
                "fix": encodable(finding.fix),
            }
            for finding in found
        ],
        "counts": count_severities(found),
    }


def build_sarif(
    findings: Iterable[Finding], rules: Sequence[Rule], version: str, help_template: str = _MORE
) -> dict[str, object]:
    """A SARIF 2.1.0 log (OASIS) with one run. The same findings give the same log.

    All rules are listed, whatever was found, so that their places in the list stay. A code that
    no rule has gets a row behind them. Paths are relative to the repository's top. `more` says
    where there is more help on a rule, whose code is `{code}` in it.
    """
    found = tuple(findings)
    rows = [_rule(rule.code, rule.severity, rule.explanation, help_template) for rule in rules]
    known = {rule.code for rule in rules}
    unknown = sorted({finding.code for finding in found} - known)
    rows += [_rule(code, "warning", code, help_template) for code in unknown]
    places = {row["id"]: place for place, row in enumerate(rows)}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "minutebook", "version": version, "rules": rows}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, places[finding.code]) for finding in found],
            }
        ],
    }


def _rule(code: str, severity: str, why: str, more: str) -> dict[str, object]:
    return {
        "id": code,
        "shortDescription": {"text": code.replace("-", " ").capitalize()},
        "fullDescription": {"text": why},
        "help": {"text": f"{why} {more.format(code=code)}"},
        "defaultConfiguration": {"level": _LEVELS[severity]},
    }


def _result(finding: Finding, place: int) -> dict[str, object]:
    words = f"{finding.message} {finding.fix}" if finding.fix else finding.message
    return {
        "ruleId": finding.code,
        "ruleIndex": place,
        "level": _LEVELS[finding.severity],
        "message": {"text": single_line(words)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": make_uri(finding.path)},
                    "region": {"startLine": max(1, finding.line)},
                }
            }
        ],
        "partialFingerprints": {"minutebook/v1": _fingerprint(finding)},
    }


def _fingerprint(finding: Finding) -> str:
    """What a finding keeps when lines above it come and go."""
    from hashlib import sha256

    words = "\0".join((finding.code, finding.path, finding.message))
    return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def make_uri(path: str) -> str:
    """A path as a relative URI reference (RFC 3986); bytes that are no UTF-8 stay themselves."""
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = encodable(path).encode()
    return "".join(chr(byte) if byte in _SAFE else f"%{byte:02X}" for byte in raw)
