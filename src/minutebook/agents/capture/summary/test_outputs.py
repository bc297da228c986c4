"""Tells by the words of an output how tests ended, where a summary does not tell all."""

from __future__ import annotations

import re
from collections.abc import Iterable

from minutebook.agents.capture.summary.branches import join_hinted
from minutebook.agents.capture.summary.test_results import clean_output

__all__ = ["guess_status", "is_started_only", "says_failed"]

_MAX_STARTED_CHARS = 1_000
# Patterns, each after a hint (see `join_hinted`).
# What says that a run failed, whatever its tests say: files that could not be loaded, a coverage
# that is too low, a manager of packages whose script ended so.
_FAILED_RUN = (
    ("Test Suites:", r"^Test Suites:[^\n]{0,20}\b[1-9][0-9]{0,6} failed"),
    ("Test Files", r"^ {0,20}Test Files {1,9}[1-9][0-9]{0,6} failed"),
    ("FAIL", r"^FAIL(?:ED)?\b|BUILD FAIL|TEST FAILED"),
    ("npm ", r"^npm (?:ERR!|error) "),
    ("ELIFECYCLE", "ELIFECYCLE"),
    ("error: ", r"^error: (?:test failed|could not compile)"),
    ("esult: FAIL", r"[Rr]esult: FAIL"),
    ("overage ", r"[Cc]overage [^\n]{0,60}(?:not reached|not met|does not meet)"),
    (
        "ailed|ailing",
        "Test Run Failed|Failed!|There were failing tests|Some tests failed",
    ),
)
_FAILED_OUTPUT = (
    *_FAILED_RUN,
    (
        " fail| error",
        (
            r"(?<![\w.])[1-9][0-9]{0,6} (?:tests? |specs? |examples? |suites? )?"
            r"(?:failed|failing|failures?|errors?|errored)\b"
        ),
    ),
    ("ERROR|not ok", r"^(?:ERROR|not ok)\b"),
    ("--- FAIL", "--- FAIL"),
    ("ail|rror", r"(?:[Ff]ail(?:ures|ed)?|[Ee]rrors?)\s?[:=]\s{0,8}[1-9]"),
    (" failed", r"Tests failed|[Tt]est suites? failed"),
    ("No module named", "No module named"),
)
# What says that there was no test to run, or no program to run them.
_NO_TESTS = (
    ("no tests ran|NO TESTS RAN", r"\b(?:no tests ran|NO TESTS RAN)\b"),
    ("Ran 0 tests", r"^Ran 0 tests in "),
    ("o tests", r"\b[Nn]o tests? (?:found|were found|to run|executed|specified)\b"),
    ("No test files found", "No test files found"),
    ("command not found", r": command not found|\bcommand not found: "),
    (": not found", r"^\S{1,60}: [0-9]{1,7}: \S{1,99}: not found$"),
    (" 127", r"(?i)\b(?:error|exit(?:ed with)?(?: exit)? (?:code|status):?) 127\b"),
    ("is not recognized", "is not recognized as (?:the name of|an internal)"),
    ("Failed to spawn: ", "Failed to spawn: "),
    (": No module named", r"^\S{0,200}python\S{0,9}: No module named "),
    ("issing script", r"[Mm]issing script: "),
)
# What a command prints that was only started.
_STARTED = (
    ("background", r"(?i)\b(?:running|started|moved|continues?|executing)\b.{0,30} background\b"),
    ("[", r"^\[[0-9]{1,3}\] [0-9]{1,8}$"),
)
_PASSED_OUTPUT = (
    (
        " pass| succeeded| ok",
        r"(?<![\w.])[1-9][0-9]{0,6} (?:tests? |specs? )?(?:passed|passing|succeeded|ok)\b",
    ),
    ("OK|ok|PASS", r"^OK\b|^ok\s|^PASS\b|[Rr]esult: (?:ok|PASS)"),
    ("BUILD SUCCESS", "BUILD SUCCESS"),
    ("Passed!", "Passed!"),
    ("0 fail", r"\b0 (?:failures|failed)\b"),
    ("100% tests passed", "100% tests passed"),
    ("congratulations :)", r"congratulations :\)"),
    ("assed", r"[Pp]assed\s?[:=]\s{0,8}[1-9]"),
    (" passed", r"[Aa]ll (?:tests|specs) passed"),
)


def says_failed(output: str) -> bool:
    """Whether an output says that the run failed, though its tests may have passed."""
    return _has_match(_FAILED_RUN, clean_output(output))


def is_started_only(output: str) -> bool:
    """Whether an output only says that the command was started, and runs in the background."""
    return len(output) < _MAX_STARTED_CHARS and _has_match(_STARTED, clean_output(output))


def guess_status(output: str) -> str:
    """How tests ended whose output has no summary that is known: a status of `Result`."""
    text = clean_output(output)
    if _has_match(_NO_TESTS, text):
        return "no tests"
    if _has_match(_FAILED_OUTPUT, text):
        return "failed"
    if _has_match(_PASSED_OUTPUT, text):
        return "passed"
    return "no tests" if "[no test files]" in text else ""


def _has_match(patterns: Iterable[tuple[str, str]], text: str) -> bool:
    pattern = join_hinted(patterns, text)
    return bool(pattern) and re.search(f"(?m){pattern}", text) is not None
