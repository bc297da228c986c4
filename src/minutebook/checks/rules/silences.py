"""Silences: findings that a repository accepts, in its configuration or on a page, and why.

Also the lines of its baseline, which are findings that it has for now.

A silence is applied when the other rules have run. The rules of this module are about the silences
themselves, so none of their findings can be silenced.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from fnmatch import translate

from minutebook.checks import baseline, registry
from minutebook.checks.base import CheckContext, Problem, Rule, quote_excerpt, rule
from minutebook.checks.page import Fact, Page
from minutebook.checks.rules import SILENCE_PREFIX
from minutebook.lean.values import Value
from minutebook.records.model import Finding
from minutebook.text import markdown

silence_without_reason = Rule(
    "silence-without-reason",
    "warning",
    "A finding is silenced and nothing says why. Without a reason it is not silenced: the next"
    " reader could not tell whether the reason still holds.",
    in_baseline=False,
)
silence_unused = Rule(
    "silence-unused",
    "info",
    "A finding is silenced that is not there: the comment or the entry can go.",
    in_baseline=False,
)
unknown_rule = Rule(
    "unknown-rule",
    "warning",
    "The configuration, or a comment that silences, names a rule that does not exist, so that it"
    " has no effect.",
    in_baseline=False,
)


@rule(
    "baseline-line",
    "warning",
    "A line of the baseline cannot be read as a finding, after a merge or an edit: what it held"
    " counts as new.",
    needs="baseline_text",
    in_baseline=False,
)
def baseline_line(context: CheckContext) -> Iterator[Problem]:
    """A line of the baseline that is no entry."""
    path = context.inputs.baseline_path
    for line_number in baseline.find_broken_lines(context.inputs.baseline_text):
        yield Problem(
            path,
            line_number,
            f"Line {line_number} of {quote_excerpt(path, 200)} is no finding.",
            "Take it back from git, or run `minutebook check --baseline`, which writes the file"
            " anew with all that is wrong now.",
        )


class PlacedSilence(Value):
    """A silence, and where it is written: `line` 0 is an entry of the configuration.

    `target` is the path of the findings that it accepts; in the configuration a pattern, where `*`
    stands for anything, `/` included.
    """

    code: str
    target: str
    reason: str
    path: str
    line: int

    def select(self, findings: Iterable[Finding]) -> list[Finding]:
        """Those of the findings at its target."""
        if self.line:
            return [finding for finding in findings if finding.path == self.target]
        matches = re.compile(translate(self.target)).match
        return [finding for finding in findings if matches(finding.path)]


def collect_silences(context: CheckContext) -> list[PlacedSilence]:
    """All silences, of the configuration and of the pages."""
    source_path = context.settings.source_path
    configured = [
        PlacedSilence(silence.code, silence.path, silence.reason, source_path, 0)
        for silence in context.settings.silences
    ]
    written = [(record.path, comments) for record, comments in context.list_facts(COMMENTS)]
    for path, text in context.records.pages.items():
        if SILENCE_PREFIX in text:
            lines = (line for line in markdown.parse_lines(text) if not line.is_code)
            written.append((path, list(_read_lines(lines))))
    return [
        *configured,
        *(
            PlacedSilence(code, path, reason, path, line)
            for path, comments in written
            for code, reason, line in comments
        ),
    ]


def _read_comments(page: Page) -> list[tuple[str, str, int]]:
    """The silences that a page states: `<!-- minutebook:silence CODE reason -->`, alone on a line.

    With each its code, its reason and its line. Not those in a fence or in a prompt, where they
    would be an example.
    """
    if SILENCE_PREFIX not in page.text:
        return []
    from minutebook.records.phr.prompts import find_prose_lines

    return list(_read_lines(find_prose_lines(page.record)))


def _read_lines(lines: Iterable[markdown.Line]) -> Iterator[tuple[str, str, int]]:
    for line in lines:
        text = line.text.strip()
        if text.startswith(SILENCE_PREFIX) and text.endswith("-->"):
            code, _, reason = text[len(SILENCE_PREFIX) : -len("-->")].strip().partition(" ")
            yield code, reason.strip(), line.number


COMMENTS = Fact("silences", _read_comments)


def apply_silences(
    silences: Iterable[PlacedSilence], findings: Collection[Finding], checked_codes: Collection[str]
) -> set[Finding]:
    """The findings that are not silenced, and what is wrong with the silences themselves.

    `checked_codes` are the rules that were run: a silence of another one may yet be of use.
    """
    findings_by_code: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        findings_by_code[finding.code].append(finding)
    remaining = set(findings)
    added = set()
    for silence in silences:
        where = quote_excerpt(silence.path, 200)
        if registry.find_rule(silence.code) is None:
            added.add(report_unknown_rule(silence.path, silence.line, silence.code))
        elif not silence.reason.strip():
            added.add(
                silence_without_reason.make_finding(
                    Problem(
                        silence.path,
                        silence.line,
                        f"{where} silences `{silence.code}` without a reason, so it is not"
                        " silenced.",
                        "Write the reason behind the code.",
                    )
                )
            )
        elif selected := silence.select(findings_by_code[silence.code]):
            remaining.difference_update(selected)
        elif silence.code in checked_codes:
            what = "there" if silence.line else f"at {quote_excerpt(silence.target, 200)}"
            added.add(
                silence_unused.make_finding(
                    Problem(
                        silence.path,
                        silence.line,
                        f"{where} silences `{silence.code}`, which is not found {what}.",
                        "Take the silence out.",
                    )
                )
            )
    return remaining | added


def report_unknown_rule(path: str, line: int, code: str) -> Finding:
    """The finding for a code, written at a place, that no rule has."""
    similar = registry.find_similar_code(code)
    return unknown_rule.make_finding(
        Problem(
            path,
            line,
            f"{quote_excerpt(path, 200)} names the rule {quote_excerpt(code)},"
            " which does not exist.",
            f"Write `{similar}`, if that is meant."
            if similar
            else "Run `minutebook check --explain -` for the list.",
        )
    )
