"""Reads from what test programs print how their tests ended, and how many of them.

Each program ends with a line or two of its own form, its summary. Sources: the programs'
documentation and what they print.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from minutebook.agents.capture.summary.branches import join_hinted
from minutebook.lean.values import Value, fields

__all__ = ["Result", "add_results", "clean_output", "find_results"]


class Result(Value):
    """How tests ended: `status` is "passed", "failed", "no tests" or "" (unknown).

    The others are numbers of tests, None where they are unknown; `xfailed` of tests that failed as
    was expected.
    """

    status: str = ""
    failed: int | None = None
    passed: int | None = None
    skipped: int | None = None
    xfailed: int | None = None

    def __str__(self) -> str:
        """As records show it: "12 passed, 1 skipped", "1 failed, 11 passed"; "" for unknown."""
        numbers = (("passed", self.passed), ("skipped", self.skipped), ("xfailed", self.xfailed))
        counts = [f"{number} {name}" for name, number in numbers if number]
        if self.status == "failed":
            counts.insert(0, f"{self.failed} failed" if self.failed else "failed")
        return ", ".join(counts) or self.status


# All patterns are strings, for few of them are ever needed, and `re` keeps those that are compiled.
# Repetitions are bounded, so that no output costs more than its length.
_N = r"[0-9]{1,7}"
_B = r"[ \t]{0,20}"
_PYTEST = (
    r"(?:failed|passed|skipped|deselected|xfailed|xpassed|errors?|warnings?|rerun|subtests passed)"
)
_ALL, _LAST, _ELSE = "all", "last", "else"
# The summaries of test programs, each after a hint (see `join_hinted`), and which of one program
# count: all of them are added up (one for each crate, project or environment), or the last sums the
# others up, or they count where there was none of the form before.
_SUMMARIES = (
    # pytest: "== 1 failed, 11 passed in 0.12s =="
    (" in ", rf"^=*{_B}{_N} {_PYTEST}(?:, {_N} {_PYTEST}){{0,9}} in [0-9][^\n]{{0,40}}", _ALL),
    # unittest, Django, trial: "Ran 12 tests in 0.1s", and below "FAILED (failures=1)"
    (
        "Ran ",
        (
            rf"^Ran {_N} tests? [^\n]{{0,80}}\n{{1,3}}"
            rf"(?:(?:OK|FAILED|PASSED)\b[^\n]{{0,80}}|{_N} failures, {_N} errors)?"
        ),
        _ALL,
    ),
    (
        "Tests",
        rf"^{_B}Tests:?[ \t]{{1,20}}{_N}\b[^\n]{{0,120}}",
        _ALL,
    ),  # jest, vitest, Pest, PHPUnit
    ("OK (", rf"^OK \({_N} tests?, [^\n]{{0,80}}", _ALL),  # PHPUnit
    # mocha; the failures that are listed below have numbers of their own
    (
        " passing",
        rf"^{_B}{_N} passing\b[^\n]{{0,30}}(?:\n{_B}{_N} pending)?(?:\n{_B}{_N} failing)?",
        _ALL,
    ),
    ("test result: ", r"^test result: [^\n]{0,120}", _ALL),  # cargo
    (
        "Summary [",
        rf"^{_B}Summary \[[^\]\n]{{0,20}}\]{_B}{_N} tests? run: [^\n]{{0,80}}",
        _ALL,
    ),  # nextest
    # Surefire: what has a time is of one class
    (
        "Tests run:",
        rf"^(?:\[\w{{1,9}}\]{_B})?Tests run:{_B}{_N},(?![^\n]{{0,200}}Time)[^\n]{{0,80}}",
        _ALL,
    ),
    ("Tests run:", rf"^(?:\[\w{{1,9}}\]{_B})?Tests run:{_B}{_N},[^\n]{{0,120}}", _ELSE),
    ("Failed:", rf"^{_B}(?:Passed|Failed)!{_B}-{_B}Failed:[^\n]{{0,80}}", _ALL),  # dotnet test
    ("summary: ", r"^ {0,9}Test (?:run )?summary: [^\n]{0,120}", _ALL),  # dotnet test on a terminal
    (
        "Total tests: ",
        rf"^Total tests: {_N}(?:\n{_B}(?:Passed|Failed|Skipped): {_N}){{0,3}}",
        _ALL,
    ),  # VSTest
    (
        "% tests passed",
        rf"^[0-9]{{1,3}}% tests passed, {_N} tests? failed out of {_N}",
        _ALL,
    ),  # CTest
    # node --test, and others that write TAP
    (" tests ", rf"^[#ℹ] tests {_N}(?:\n[#ℹ] \w{{1,12}}[ \t]{{1,9}}[0-9.]{{1,12}}){{1,7}}", _ALL),
    ("# pass", rf"^# pass[ \t]{{1,9}}{_N}(?:\n# fail[ \t]{{1,9}}{_N})?", _ALL),
    ("# { total: ", rf"^# \{{ total: {_N}[^\n]{{0,80}}", _ALL),
    (" pass\n", rf"^{_B}{_N} pass\n(?:{_B}{_N} (?:skip|todo)\n){{0,2}}{_B}{_N} fail", _ALL),  # bun
    ("FAILED |ok ", rf"^(?:ok|FAILED) \| {_N} passed\b[^\n]{{0,80}}", _ALL),  # deno
    # rspec, minitest, ExUnit, bats, jasmine, Gradle, Robot Framework, gotestsum, hspec
    (
        "s, |example, |spec, |test, |run, |completed, ",
        (
            rf"^(?:DONE )?{_B}(?:{_N} doctests?, )?{_N} (?:examples?|specs?|tests?|runs?)"
            rf"(?: completed)?, [^\n]{{0,60}}?\b{_N} (?:failures?|failed|passed|errors?)\b"
            r"[^\n]{0,60}"
        ),
        _ALL,
    ),
    ("Executed ", rf"\bExecuted {_N} tests?, with {_N} failures?", _LAST),  # XCTest
    ("Test run with ", rf"\bTest run with {_N} tests? passed\b", _LAST),  # Swift Testing
    ("Executed ", rf"\bExecuted {_N} of {_N} [^\n]{{0,60}}", _LAST),  # Karma
    # sbt, ScalaTest
    (
        "Total |succeeded ",
        (
            rf"^(?:\[\w{{1,9}}\]{_B})?"
            rf"(?:(?:Passed|Failed): Total {_N},|Tests: succeeded {_N},)[^\n]{{0,60}}"
        ),
        _ALL,
    ),
    # testthat, which writes its line anew for each test
    ("| PASS ", rf"\[ FAIL {_N} \| WARN {_N} \| SKIP {_N} \| PASS {_N} \]", _LAST),
    ("Tests Passed: ", rf"^Tests Passed: {_N}, Failed: {_N}", _ALL),  # Pester
    (" scenario", rf"^{_N} scenarios? (?:\(|passed)[^\n]{{0,60}}", _ALL),  # Cucumber, behave
    (" success", rf"^{_N} success(?:es)? / {_N} failures? / {_N} errors?", _ALL),  # busted
    # GoogleTest
    (
        "[  PASSED  ]",
        (
            rf"^\[ {{2}}PASSED {{2}}\] {_N} tests?\b"
            rf"(?:[^\n]{{0,60}}\n\[ {{2}}FAILED {{2}}\] {_N} tests?\b)?"
        ),
        _ALL,
    ),
    ("test cases:", rf"^test cases:{_B}{_N} \|[^\n]{{0,60}}", _ALL),  # Catch2
    (
        "Ran ",
        rf"^Ran {_N} test suites?[^\n]{{0,60}}: {_N} tests? passed, [^\n]{{0,60}}",
        _ALL,
    ),  # forge
    (
        " tests passed| tests failed",
        rf"\bAll {_N} tests passed\b|\b{_N} out of {_N} tests failed\b",
        _ALL,
    ),  # zig, tasty
    ("Files=", rf"^Files={_N}, Tests={_N}[^\n]{{0,120}}\nResult: \w{{1,9}}", _ALL),  # prove
    (
        ": All tests passed!|: Some tests failed",
        rf"\+{_N}(?: ~{_N})?(?: -{_N})?: (?:All tests passed!|Some tests failed)",
        _LAST,
    ),  # Flutter
    (
        "--- ",
        r"^--- (?:PASS|FAIL): ",
        _ALL,
    ),  # go test, of which only `-v` names the tests that pass
)
# Where there is none of these: counts in lines of their own (Playwright, AVA, JUnit's console),
# else anywhere.
_COUNTS = (
    rf"^{_B}(?:\[{_B})?{_N} (?:tests? |specs? )?(?:failed|passed|successful|flaky)\b[^\n]{{0,40}}$",
    rf"(?<![\w.]){_N} (?:tests? |specs? )?(?:passed|failed)(?:[,;] {_N} \w{{1,12}}){{0,5}}",
)
_NOUN = r"(?:tests? |specs? |scenarios? )?"
# Each with a hint, as `join_hinted` takes them; hints are in small letters here.
_FAILED_COUNTS = (
    (" out of ", rf"\b({_N}) out of {_N} tests failed"),
    (
        " fail| error",
        rf"(?<![\w.])({_N}) {_NOUN}(?:failed|failures?|failing|fail|errors?|errored)\b",
    ),
    ("fail|error", rf"\b(?:fail(?:ures?|ed)?|errors?)\s?[:=]\s{{0,9}}({_N})"),
    ("fail|error", rf"\b(?:fail|failed|errors)[ \t]{{1,9}}({_N})\b"),
    (" -", rf"(?<=[0-9]) -({_N}):"),
    ("[  failed  ]", rf"^\[ {{2}}FAILED {{2}}\] ({_N})"),
    ("--- fail", r"^--- (FAIL):"),
)
_PASSED_COUNTS = (
    (
        " pass| ok| succe",
        rf"(?<![\w.])({_N}) {_NOUN}(?:passed|passing|pass|ok|succeeded|success(?:es|ful)?)\b",
    ),
    (":|=", rf"\b(?:passed|succeeded|pass)\s?[:=]\s{{0,9}}({_N})"),
    (
        "passed |pass |succeeded |passed\t|pass\t|succeeded\t",
        rf"\b(?:passed|pass|succeeded)[ \t]{{1,9}}({_N})\b",
    ),
    ("+", rf"\A\+({_N})\b"),
    ("[  passed  ]", rf"\A\[ {{2}}PASSED {{2}}\] ({_N})"),
    ("--- pass", r"\A--- (PASS):"),
)
_SKIPPED_COUNTS = (
    (
        " skip| pending| ignored| incomplete| todo",
        rf"(?<![\w.])({_N}) (?:skipped|pending|skips?|ignored|incomplete|todo)\b",
    ),
    ("skipped", rf"\bskipped\s?[:=]\s{{0,9}}({_N})"),
    ("skip", rf"\b(?:skipped|skip)[ \t]{{1,9}}({_N})\b"),
)
_XFAILED_COUNTS = (
    (" xfailed", rf"(?<![\w.])({_N}) xfailed\b"),
    ("expected failures", rf"\bexpected failures\s?[:=]\s{{0,9}}({_N})"),
)
_TOTALS = (
    rf"(?i)\bout of ({_N})|\bExecuted ({_N}) of",
    rf"(?i)\b(?:tests run|total tests|tests|total)\s?[:=]?\s{{0,9}}({_N})\b",
    rf"(?i)\b({_N}) (?:tests?|examples?|specs?|runs?|scenarios?)\b",
)
_COLOURS = r"\x1b\[[0-9;]{0,20}m"
_LEFT_OUT = " characters left out …]"  # the middle of a long output: not all tests are named


def find_results(output: str) -> list[list[Result]]:
    """The results that the summaries in an output state, in their order.

    Those that stand one after the other in the form of one program are in one list: the caller
    knows whether they are of one run.
    """
    text = clean_output(output)
    summaries: list[tuple[int, int, Result]] = []  # where it begins, its form, what it says
    covered: list[tuple[int, int]] = []
    matches: list[re.Match[str]] = []
    for form, (hints, pattern, mode) in enumerate(_SUMMARIES):
        if mode is _ELSE and matches:
            continue
        fitting = join_hinted([(hints, pattern)], text)
        matches = list(re.finditer(f"(?m){fitting}", text)) if fitting else []
        summaries += [
            (match.start(), form, _read_summary(match[0]))
            for match in (matches[-1:] if mode is _LAST else matches)
            if not any(start < match.end() and match.start() < end for start, end in covered)
        ]
        covered += [match.span() for match in matches]
    if not summaries and any(word in text for word in ("passed", "failed", "successful", "flaky")):
        for pattern in _COUNTS:
            summaries = [
                (match.start(), 0, _read_summary(match[0]))
                for match in re.finditer(f"(?m){pattern}", text)
            ]
            if summaries:
                break
    if _LEFT_OUT in text:
        named_tests = len(_SUMMARIES) - 1
        summaries = [
            (start, form, Result(result.status) if form == named_tests else result)
            for start, form, result in summaries
        ]
    summaries.sort(key=lambda item: item[0])
    return [
        [item[2] for item in group] for _, group in groupby(summaries, key=lambda item: item[1])
    ]


def clean_output(output: str) -> str:
    """An output without colours and carriage returns."""
    text = re.sub(_COLOURS, "", output) if "\x1b" in output else output
    return text.replace("\r\n", "\n") if "\r" in text else text


def _read_summary(summary: str) -> Result:
    failed, passed = _sum(_FAILED_COUNTS, summary), _sum(_PASSED_COUNTS, summary)
    skipped, xfailed = _sum(_SKIPPED_COUNTS, summary), _sum(_XFAILED_COUNTS, summary)
    has_mark = "FAIL" in summary or "Failed!" in summary
    is_failed = bool(failed) or (
        has_mark and re.search(r"\bFAIL(?:ED|URE)?\b(?! 0\b)|\bFailed!", summary) is not None
    )
    if passed is None and not (is_failed and failed is None):
        total = next((match for each in _TOTALS if (match := re.search(each, summary))), None)
        if total:
            count = int(next(filter(None, total.groups())))
            passed = max(count - (failed or 0) - (skipped or 0) - (xfailed or 0), 0)
    status = "failed" if is_failed else "passed" if passed else ""
    return Result(status, failed, passed, skipped, xfailed)


def _sum(patterns: Iterable[tuple[str, str]], summary: str) -> int | None:
    """The sum of the numbers in all matches of the patterns; None without a match.

    A word in the place of a number counts as one.
    """
    pattern = join_hinted(patterns, summary.lower())
    counts = [
        int(text) if text.isdigit() else 1
        for match in (re.finditer(f"(?im){pattern}", summary) if pattern else ())
        for text in match.groups()
        if text
    ]
    return sum(counts) if counts else None


def add_results(results: Iterable[Result]) -> Result:
    """The result of tests that have several summaries: failed where one did."""
    each = list(results)
    statuses = {result.status for result in each}
    status = next((name for name in ("failed", "passed") if name in statuses), "")
    columns = ([getattr(result, field.name) for result in each] for field in fields(Result)[1:])
    counts = [[count for count in column if count is not None] for column in columns]
    return Result(status, *(sum(column) if column else None for column in counts))
