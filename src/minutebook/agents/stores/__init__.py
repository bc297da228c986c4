"""The stores of other tools whose prompts can be imported: one module a store, with its `STORE`.

To add a store, write one module here: its name is the store's (`-` as `_`), its `STORE` a
`stores.base.Store`. Whoever lists stores finds it here.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.agents.stores.base import Store

__all__ = ["load_stores"]


def load_stores() -> dict[str, Store]:
    """All stores by their names, in alphabetical order."""
    from importlib import import_module
    from pkgutil import iter_modules

    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    stores = [module.STORE for module in modules if hasattr(module, "STORE")]
    return {store.name: store for store in sorted(stores, key=lambda each: each.name)}
