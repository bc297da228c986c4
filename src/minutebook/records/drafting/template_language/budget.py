"""What a template may use, and what it is refused for."""

from __future__ import annotations

from typing import Any

from minutebook.records.drafting.template_language.functions import weigh

MAX_STEPS = 100_000  # a page needs some hundreds
_MAX_NUMBER = 2**53  # of either sign: all whole numbers up to it are exact


class EvaluationError(Exception):
    """A template says what cannot be evaluated. `line` is its line, from 1."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class UnknownName(EvaluationError):
    """A template uses a name that has no value."""


class LimitReached(EvaluationError):
    """A template takes more steps or makes more text than a page can need."""


class Budget:
    """The steps and characters that a template has left, and the line (from 1) where it is."""

    def __init__(self, max_chars: int, max_steps: int = MAX_STEPS) -> None:
        self.line = 1
        self._steps_left = max_steps
        self._chars_left = max_chars

    def count_step(self, line: int) -> None:
        """Count a step at a line. Raises LimitReached."""
        self.line = line
        self._steps_left -= 1
        if self._steps_left < 0:
            raise LimitReached("it takes more steps than a page needs", line)

    def charge(self, char_count: int) -> None:
        """Charge for characters that are read or made. Raises LimitReached."""
        self._chars_left -= max(0, char_count)
        if self._chars_left < 0:
            raise LimitReached("it makes more text than a page may have", self.line)

    def charge_value(self, value: Any) -> Any:
        """Charge for a value that was made, and return it. Raises LimitReached."""
        self.charge(weigh(value))
        if isinstance(value, int) and abs(value) > _MAX_NUMBER:
            raise LimitReached("a number is too large", self.line)
        return value

    def refuse(self, reason: str) -> EvaluationError:
        """The error for something at the line where the template is."""
        return EvaluationError(reason, self.line)
