"""The use cases of `check`: what is wrong with the records, repairs, and what was there before."""

from __future__ import annotations

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from minutebook.operations.check.baseline import BaselineChange, write_baseline
    from minutebook.operations.check.check_inputs import explain_unknown_fork
    from minutebook.operations.check.interrupted import recover_interrupted
    from minutebook.operations.check.run import (
        check_records,
        format_diff,
        list_rules,
        repair_records,
    )

__all__ = [
    "BaselineChange",
    "check_records",
    "explain_unknown_fork",
    "format_diff",
    "list_rules",
    "recover_interrupted",
    "repair_records",
    "write_baseline",
]

_MODULES = {
    "BaselineChange": "baseline",
    "explain_unknown_fork": "check_inputs",
    "recover_interrupted": "interrupted",
    "write_baseline": "baseline",
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module = import_module(f"{__name__}.{_MODULES.get(name, 'run')}")
    return getattr(module, name)
