"""A group of commands, such as `adr`: their names and functions, without typer."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    # A command returns its exit status; None is 0.
    CommandFunction = Callable[..., int | None]
    AnyCommand = TypeVar("AnyCommand", bound=CommandFunction)


class CommandGroup:
    """The commands of a group, in the order of its help.

    `members` are functions and groups by their names. `default` is the function that is called
    where no command is named; where there is none, the help is shown.
    """

    def __init__(self, help_text: str) -> None:
        self.help_text = help_text
        self.members: dict[str, CommandFunction | CommandGroup] = {}
        self.default: CommandFunction | None = None

    def command(self, name: str) -> Callable[[AnyCommand], AnyCommand]:
        """Add the decorated function as a command of that name."""

        def add(function: AnyCommand) -> AnyCommand:
            self.members[name] = function
            return function

        return add

    def set_default(self, function: AnyCommand) -> AnyCommand:
        """Call the decorated function where no command is named."""
        self.default = function
        return function
