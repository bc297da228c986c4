"""What only decision records have: their pages in many formats (dialects), read and changed.

The functions here take a page of any dialect; `vocabulary` has what the words on pages mean, and
`dialects` has a module a format. All of it is loaded when it is first asked for: commands that
write a new record read no page.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from minutebook.records.adr.dialects import get_dialect, list_dialects
    from minutebook.records.adr.pages import (
        Facts,
        add_link,
        read_facts,
        remove_link,
        restate_status,
        set_status,
    )

__all__ = [
    "Facts",
    "add_link",
    "get_dialect",
    "list_dialects",
    "read_facts",
    "remove_link",
    "restate_status",
    "set_status",
]


def __getattr__(name: str) -> object:
    """Load what the public surface names when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from minutebook.records.adr import dialects, pages

    module = pages if hasattr(pages, name) else dialects
    value = globals()[name] = getattr(module, name)
    return value
