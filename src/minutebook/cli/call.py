"""What arguments ask for: a command's function, with the values of its parameters."""

from __future__ import annotations

import os
import sys

from minutebook.cli import output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Call:
    """A command to be run: the module and name of its function, and values of parameters by name.

    A parameter without a value keeps the function's own default. `folders` are the values of `-C`.
    """

    __slots__ = ("folders", "function_name", "module_name", "values")

    def __init__(
        self,
        module_name: str,
        function_name: str,
        values: Mapping[str, object],
        folders: Sequence[str] = (),
    ) -> None:
        self.module_name = module_name
        self.function_name = function_name
        self.values = values
        self.folders = folders

    def run(self) -> int:
        """Run the command in the folder of `-C`, and give its exit status."""
        # Each one is seen from the one before.
        output.working_folder = os.path.join(*self.folders) if self.folders else "."
        __import__(self.module_name)  # importlib costs 0.05 starts of Python
        function = getattr(sys.modules[self.module_name], self.function_name)
        return function(**self.values) or 0
