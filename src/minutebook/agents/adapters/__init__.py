"""The agents that are known: one module an agent, each with an `ADAPTER` that holds all of it.

To add an agent, write one module here: its name is the agent's (`-` as `_`, and `_` behind a word
of Python's own: `continue_`), its `ADAPTER` an `adapters.base.Adapter`. Then run
`python -m minutebook.agents.adapters.agent_table_writer`. Whoever lists agents finds it here.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.agents.adapters.base import Adapter

__all__ = ["find_adapter", "load_adapters", "resolve_agent_name"]


def resolve_agent_name(word: str) -> str:
    """The name of the agent that a word means, by its name or an alias, in any case.

    A word that no agent goes by is returned in lower case.
    """
    from minutebook.agents.agent_table import AGENT_ALIASES

    return AGENT_ALIASES.get(word.lower(), word.lower())


def find_adapter(name: str) -> Adapter | None:
    """The adapter of an agent, by its name; None where there is none. No other one is loaded."""
    from importlib import import_module
    from keyword import iskeyword

    stem = name.replace("-", "_")
    if not stem.isidentifier():
        return None
    module_name = f"{__name__}.{stem}_" if iskeyword(stem) else f"{__name__}.{stem}"
    try:
        adapter: Adapter | None = getattr(import_module(module_name), "ADAPTER", None)
    except ModuleNotFoundError as error:
        if error.name != module_name:
            raise
        return None
    return adapter


def load_adapters() -> dict[str, Adapter]:
    """All adapters by their agents' names, in alphabetical order.

    It imports every module of the package: where a turn waits, use `find_adapter` or `agent_table`.
    """
    from importlib import import_module
    from pkgutil import iter_modules

    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    adapters = [module.ADAPTER for module in modules if hasattr(module, "ADAPTER")]
    return {adapter.name: adapter for adapter in sorted(adapters, key=lambda each: each.name)}
