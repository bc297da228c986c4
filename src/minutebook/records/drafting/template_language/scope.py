"""The names of a template and their values."""

from __future__ import annotations

from typing import Any

from minutebook.lean.values import Value


class Unknown(Value):
    """What stands for a name without a value, until something is asked of it."""

    name: str


class Namespace(Value, frozen=False):
    """What `namespace()` gives: names that a loop may set for what comes behind it."""

    values: dict[str, Any]


class Scope(Value, frozen=False):
    """The names that are set at a place, and the scope around it."""

    values: dict[str, Any]
    outer: Scope | None = None

    def find(self, name: str) -> Any:
        """The value of a name in the nearest scope that has it; Unknown for none."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.values:
                return scope.values[name]
            scope = scope.outer
        return Unknown(name)
