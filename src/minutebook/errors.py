"""What is refused, and with which exit status: the classes that every command turns into words."""

from __future__ import annotations

# Exit statuses of the command line.
EXIT_FINDINGS, EXIT_USAGE, EXIT_REFUSED, EXIT_OPERATION_FAILED, EXIT_BUG = 1, 2, 3, 4, 70


class Refusal(Exception):
    """Something was asked that is not done. `hint` says what to do instead."""

    code = "refused"
    exit_status = EXIT_REFUSED

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(Refusal):
    """The words of the command are wrong."""

    code = "usage"
    exit_status = EXIT_USAGE


class UnknownRef(Refusal):
    """No record answers to the reference."""

    code = "unknown-ref"


class AmbiguousRef(Refusal):
    """More than one record answers to the reference."""

    code = "ambiguous-ref"


class ForbiddenTransition(Refusal):
    """A decision may not go from its status to the one asked for."""

    code = "forbidden-move"


class Conflict(Refusal):
    """A file is not what the plan was made from."""

    code = "conflict"


class OperationError(Refusal):
    """The surroundings fail: no repository, no lock, no disk, no git."""

    code = "surroundings"
    exit_status = EXIT_OPERATION_FAILED
