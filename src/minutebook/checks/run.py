"""Goes through the rules: shelf and surroundings in, findings out, silenced and weighed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from minutebook.checks.base import CheckContext, CheckInputs, CheckSettings, Rule, quote_excerpt
from minutebook.checks.registry import RULES
from minutebook.checks.rules import links
from minutebook.errors import UsageError
from minutebook.records.model import Finding, RecordSet, Silence, Write
from minutebook.records.phr.prompts import find_prose_lines
from minutebook.text import markdown

__all__ = [
    "FIXERS",
    "RULES",
    "CheckInputs",
    "CheckSettings",
    "Rule",
    "Silence",
    "check",
    "explain",
    "fix_findings",
]


_BY_CODE = {rule.code: rule for rule in RULES}


def check(
    records: RecordSet, inputs: CheckInputs | None = None, settings: CheckSettings | None = None
) -> tuple[Finding, ...]:
    """Everything that is wrong with the shelf, by path, line and code; no finding twice.

    What the records brought from their reading is among it. Silenced findings are left out;
    `severities` of the settings replace a rule's own.
    """
    inputs, settings = inputs or CheckInputs(), settings or CheckSettings()
    context = CheckContext(records, inputs, settings)
    found = {finding for record in records.members for finding in record.findings}
    asked = {rule.code for rule in RULES if _runs(rule, inputs, settings)}
    for rule in RULES:
        if rule.code in asked:
            found.update(rule.run(context))
    found = _silenced(context, found, asked)
    found.update(_unknown_rules(settings))
    weighed = (_weighed(finding, settings.severities) for finding in found)
    kept = {finding for finding in weighed if finding.severity != "off"}
    return tuple(sorted(kept, key=lambda one: (one.path, one.line, one.code, one.message)))


def _runs(rule: Rule, surroundings: CheckInputs, settings: CheckSettings) -> bool:
    if settings.severities.get(rule.code) == "off":
        return False
    return not rule.required_input or getattr(surroundings, rule.required_input) not in (
        None,
        "",
        {},
    )


def _weighed(finding: Finding, severities: Mapping[str, str]) -> Finding:
    severity = severities.get(finding.code)
    return replace(finding, severity=severity) if severity else finding


def _unknown_rules(settings: CheckSettings) -> Iterator[Finding]:
    for code in settings.severities:
        if code not in _BY_CODE:
            yield _no_rule(settings.source_path, 0, code)


def _no_rule(path: str, line: int, code: str) -> Finding:
    near = _nearest(code)
    fix = (
        f"Write `{near}`, if that is meant."
        if near
        else "Run `minutebook check --explain -` for the list."
    )
    words = (
        f"{quote_excerpt(path, 200)} names the rule {quote_excerpt(code)}, which does not exist."
    )
    return Finding("unknown-rule", "warning", path, line, words, fix)


def _nearest(code: str) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(code[:60], _BY_CODE, 1)), "")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A silence, and where it is written. `glob` is the paths that it holds for."""

    code: str
    glob: str
    reason: str
    path: str
    line: int


def _silenced(context: CheckContext, found: set[Finding], asked: set[str]) -> set[Finding]:
    """What is left of the findings, and what is wrong with the silences themselves."""
    settings = context.settings
    entries = [
        _Entry(silence.code, silence.path, silence.reason, settings.source_path, 0)
        for silence in settings.silences
    ]
    entries += _comments(context.records)
    if not entries:
        return found
    of_code: dict[str, list[Finding]] = {}
    for finding in found:
        of_code.setdefault(finding.code, []).append(finding)
    left, wrong = set(found), set()
    for entry in entries:
        if entry.code not in _BY_CODE:
            wrong.add(_no_rule(entry.path, entry.line, entry.code))
            continue
        if not entry.reason.strip():
            wrong.add(
                Finding(
                    "silence-without-reason",
                    "warning",
                    entry.path,
                    entry.line,
                    f"{quote_excerpt(entry.path, 200)} silences `{entry.code}` without a reason,"
                    " so it is not silenced.",
                    "Write the reason behind the code.",
                )
            )
            continue
        matches = _matcher(entry.glob) if entry.line == 0 else entry.glob.__eq__
        hit = [finding for finding in of_code.get(entry.code, ()) if matches(finding.path)]
        left.difference_update(hit)
        if (
            not hit
            and entry.code in asked
            and _BY_CODE[entry.code].required_input != "previous_texts"
        ):
            what = "there" if entry.line else f"at {quote_excerpt(entry.glob, 200)}"
            wrong.add(
                Finding(
                    "silence-unused",
                    "info",
                    entry.path,
                    entry.line,
                    f"{quote_excerpt(entry.path, 200)} silences `{entry.code}`,"
                    f" which is not found {what}.",
                    "Take the silence out.",
                )
            )
    return left | wrong


def _matcher(glob: str) -> Callable[[str], object]:
    """Whether a path answers to a pattern: `*` stands for anything, `/` included."""
    import re
    from fnmatch import translate

    return re.compile(translate(glob)).match


_SILENCE = "<!-- minutebook:silence"


def _comments(shelf: RecordSet) -> Iterator[_Entry]:
    """The silences that pages state: `<!-- minutebook:silence CODE reason -->`, alone on its line.

    Not in a fence and not in a prompt, where they would be somebody's example.
    """
    for record in shelf.members:
        if _SILENCE in record.text:
            yield from _entries(record.path, find_prose_lines(record))
    for path, text in shelf.pages.items():
        if _SILENCE in text:
            yield from _entries(
                path, (line for line in markdown.parse_lines(text) if not line.is_code)
            )


def _entries(path: str, lines: Iterable[markdown.Line]) -> Iterator[_Entry]:
    for line in lines:
        text = line.text.strip()
        if text.startswith(_SILENCE) and text.endswith("-->"):
            code, _, reason = text[len(_SILENCE) : -len("-->")].strip().partition(" ")
            yield _Entry(code, path, reason.strip(), path, line.number)


def explain(code: str) -> str:
    """What a rule is about, in words, and how it is set down or silenced. Raises Misuse."""
    rule = _BY_CODE.get(code)
    if rule is None:
        near = _nearest(code)
        raise UsageError(
            f"no rule is called {code!r}",
            f"did you mean {near!r}?" if near else f"there are: {', '.join(_BY_CODE)}",
        )
    mended = "\n`minutebook check --fix` repairs it." if code in FIXERS else ""
    return (
        f"{rule.code} ({rule.severity})\n{rule.explanation}{mended}\n"
        f"To weigh it otherwise, set `{code}` under `rules` in the configuration"
        " to off, info, warning or error.\n"
        f"To silence it in one page, write there: {_SILENCE} {code} the reason -->"
    )


Fixer = Callable[[RecordSet, frozenset[str], str], tuple[Write, ...]]


def _both_ways(shelf: RecordSet, paths: frozenset[str], today: str) -> tuple[Write, ...]:
    """The missing half of the supersessions that were found at these pages."""
    from minutebook.records import linking

    done: tuple[Write, ...] = ()
    found = [
        one
        for one in links.find_one_way_supersessions(
            CheckContext(shelf, CheckInputs(), CheckSettings())
        )
        if one.is_fixable
    ]
    for one in found:
        if one.incomplete_record.path in paths:
            # A page may miss more than one: each is written on what came of the one before.
            now = {record.path: record for record in shelf.members}
            both = linking.plan_supersession(
                shelf, now[one.superseded.path], now[one.successor.path], today
            )
            half = tuple(write for write in both if write.path == one.incomplete_record.path)
            done = linking.merge_writes(done, half)
            shelf = linking.simulate_writes(shelf, half)
    return done


def _rebuilt(shelf: RecordSet, paths: frozenset[str], today: str) -> tuple[Write, ...]:
    """Nothing of their own: generated blocks and index pages follow from every fix."""
    return ()


# What `check --fix` repairs by itself, in this order.
FIXERS: Mapping[str, Fixer] = {
    "one-way-supersession": _both_ways,
    "stale-block": _rebuilt,
    "stale-index": _rebuilt,
}


def fix_findings(
    records: RecordSet, findings: Iterable[Finding], today: str = ""
) -> tuple[Write, ...]:
    """What repairs those of the findings that can be repaired by rule, as one plan.

    Nothing where none of them can. `today` is ISO 8601: a status that is written may be dated.
    """
    from minutebook.records import linking

    paths: dict[str, set[str]] = {}
    for finding in findings:
        paths.setdefault(finding.code, set()).add(finding.path)
    mended = [
        run(records, frozenset(paths[code]), today) for code, run in FIXERS.items() if code in paths
    ]
    return linking.complete_writes(records, linking.merge_writes(*mended)) if mended else ()
