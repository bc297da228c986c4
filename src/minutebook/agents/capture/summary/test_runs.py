"""Finds the runs of tests in a turn, and how they ended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from minutebook.agents.capture.summary.test_commands import ShellCommand, find_test_commands
from minutebook.agents.capture.summary.test_outputs import (
    guess_status,
    is_started_only,
    says_failed,
)
from minutebook.agents.capture.summary.test_results import Result, add_results, find_results
from minutebook.agents.capture.turn import ToolCall, Turn
from minutebook.lean.values import Value, replace

__all__ = ["RanTests", "find_test_runs", "format_test_runs"]


class RanTests(Value):
    """A command that ran tests, and how they ended."""

    command: str
    result: Result

    def __str__(self) -> str:
        """As records show it: "pytest -q (1 failed, 11 passed)"."""
        result = str(self.result)
        return f"{self.command} ({result})" if result else self.command


def format_test_runs(turn: Turn) -> tuple[str, ...]:
    """All runs of tests in their order, each with its result: `pytest -q (12 passed)`.

    The numbers are those of the output's summary; "(passed)" or "(failed)" stands where it has
    none, or has one for each turn of a loop; "(no tests)" where there was none to run, or no
    program. Where nothing is known the command stands alone.
    """
    return tuple(map(str, find_test_runs(turn)))


def find_test_runs(turn: Turn) -> tuple[RanTests, ...]:
    """All runs of tests in their order."""
    return tuple(run for tool in turn.tools for run in _find_runs_in(tool))


def _find_runs_in(tool: ToolCall) -> Iterator[RanTests]:
    commands = find_test_commands(tool.command)
    if len(commands) == 1:
        yield RanTests(commands[0].text, _judge_only(tool, commands[0]))
    elif commands:
        for command, result in zip(commands, _judge_several(tool, commands), strict=False):
            yield RanTests(command.text, result)


def _judge_only(tool: ToolCall, command: ShellCommand) -> Result:
    """The result of the only run of tests in a call."""
    each = [result for group in find_results(tool.output) for result in group]
    result = add_results(each)
    if command.is_repeated and len(each) > 1:
        result = Result(result.status)  # how many tests there are, their sum does not say
    status = _read_status(tool, command)
    if result.status == "passed":
        is_failed = status == "failed" or says_failed(tool.output)
        return replace(result, status="failed") if is_failed else result
    if result.status:
        return result
    # A summary of no tests says less than the status.
    guessed = guess_status(tool.output)
    if guessed == "no tests":
        return Result(guessed)
    if tool.ok is False and status == "failed":
        guessed = status
    elif guessed != "failed" and result.passed == 0 and not result.skipped:
        guessed = "no tests"
    return replace(result, status=guessed or status)


def _judge_several(tool: ToolCall, commands: Sequence[ShellCommand]) -> list[Result]:
    """The results of several runs in one call; fewer where the others did not come to run."""
    groups = find_results(tool.output)
    each = [result for group in groups for result in group]
    results = each if len(each) == len(commands) else [add_results(group) for group in groups]
    if len(results) == len(commands):
        return results
    # After a failure what follows by `&&` does not run.
    is_stopped = len(results) < len(commands) and all(
        command.stops_at_failure for command in commands[: len(results)]
    )
    if results and is_stopped and results[-1].status == "failed":
        return results
    # Which printed what cannot be told: any of them may have failed.
    status = add_results(each).status or guess_status(tool.output)
    if not status and tool.ok and _read_status(tool, commands[-1]):
        status = "passed" if all(each.stops_at_failure for each in commands[:-1]) else ""
    return [Result(status if status == "passed" else "")] * len(commands)


def _read_status(tool: ToolCall, command: ShellCommand) -> str:
    """What the exit status of a call says of a run in it: "passed", "failed" or "" (nothing)."""
    if command.printed_status is not None:
        printed = re.findall(rf"(?m){command.printed_status}", tool.output)
        if printed:
            return "passed" if int(printed[-1]) == 0 else "failed"
    if tool.ok is None or is_started_only(tool.output):
        return ""
    if tool.ok:
        return "passed" if command.decides_success else ""
    return "failed" if command.decides_failure else ""
