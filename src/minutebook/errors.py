"""The refusals: what a command does not do, each class with its error code and exit status."""

from __future__ import annotations

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Callable

# Exit statuses of the command line.
EXIT_FINDINGS, EXIT_USAGE, EXIT_REFUSED, EXIT_OPERATION_FAILED, EXIT_BUG = 1, 2, 3, 4, 70


class Refusal(Exception):
    """A request that is not carried out: `message` says why, `hint` what to do instead.

    `places` are the lines of files that keep it from being done, `path:line: why`.
    """

    code = "refused"
    exit_status = EXIT_REFUSED
    places: tuple[str, ...] = ()

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def serialize_refusal(error: Refusal) -> dict[str, object]:
    """A refusal as JSON documents give it."""
    places = {"places": list(error.places)} if error.places else {}
    return {"code": error.code, "message": error.message, "hint": error.hint, **places}


class UsageError(Refusal):
    """The arguments of a command are wrong."""

    code = "usage"
    exit_status = EXIT_USAGE


class UnknownRef(Refusal):
    """A reference names no record.

    With `find_hint` the hint is looked for when it is first asked for: most of these errors are
    caught by who reads links, and to compare a name with those of all records takes time.
    """

    code = "unknown-ref"

    def __init__(
        self, message: str, hint: str = "", *, find_hint: Callable[[], str] | None = None
    ) -> None:
        self._find_hint = find_hint
        super().__init__(message, hint)

    @property
    def hint(self) -> str:
        """What to do instead."""
        if self._find_hint is not None:
            self._hint, self._find_hint = self._find_hint(), None
        return self._hint

    @hint.setter
    def hint(self, hint: str) -> None:
        self._hint = hint


class AmbiguousRef(Refusal):
    """A reference names more than one record."""

    code = "ambiguous-ref"


class ForbiddenTransition(Refusal):
    """A decision may not go from its status to the one asked for."""

    code = "forbidden-move"


class Conflict(Refusal):
    """The request contradicts what the records say, or a file changed after it was read."""

    code = "conflict"


class OperationError(Refusal):
    """The environment fails: no repository, no lock, no disk, no git."""

    code = "surroundings"
    exit_status = EXIT_OPERATION_FAILED


class UnsafePath(Refusal):
    """A file would be written through a link, out of the repository, or into git's directory."""

    code = "unsafe-path"
