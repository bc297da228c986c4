"""What can be wrong with records: the rules of `check`, their findings and their repairs. Pure.

`rules` has a module for each topic, with one function for each rule; `registry` finds them, `run`
runs them, and `report` prints what they found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minutebook.checks.base import CheckInputs, CheckSettings, Rule
    from minutebook.checks.registry import explain, list_rules, require_rule
    from minutebook.checks.run import (
        check,
        check_page,
        find_fixable,
        fix_findings,
        list_required_inputs,
    )

__all__ = [
    "CheckInputs",
    "CheckSettings",
    "Rule",
    "check",
    "check_page",
    "explain",
    "find_fixable",
    "fix_findings",
    "list_required_inputs",
    "list_rules",
    "require_rule",
]

_MODULES = {
    "registry": ("explain", "list_rules", "require_rule"),
    "run": ("check", "check_page", "find_fixable", "fix_findings", "list_required_inputs"),
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for: a SARIF report needs `Rule` alone."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module = next((module for module, names in _MODULES.items() if name in names), "base")
    return getattr(import_module(f"minutebook.checks.{module}"), name)
