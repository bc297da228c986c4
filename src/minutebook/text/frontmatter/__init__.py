"""Front matter: read leniently, edited losslessly, written in a canonical form. Pure.

`emit` writes values. `strict` reads the canonical form, `pyyaml` other YAML, `recover` what is
not YAML, and `other_formats` TOML and JSON. `reader` finds front matter in a page; `locate` and
`edit` change one field of it.
"""

from __future__ import annotations

from minutebook.text.frontmatter.emit import format_fields, format_scalar

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from minutebook.text.frontmatter.edit import get_source, remove_field, set_field, set_source
    from minutebook.text.frontmatter.reader import FrontMatter, get_field, lookup_field, parse

__all__ = [
    "FrontMatter",
    "format_fields",
    "format_scalar",
    "get_field",
    "get_source",
    "lookup_field",
    "parse",
    "remove_field",
    "set_field",
    "set_source",
]

_EDITING = frozenset(("get_source", "remove_field", "set_field", "set_source"))


def __getattr__(name: str) -> object:
    """Load reading and editing at first use: writing a new page needs neither."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in _EDITING:
        from minutebook.text.frontmatter import edit

        value: object = getattr(edit, name)
    else:
        from minutebook.text.frontmatter import reader

        value = getattr(reader, name)
    globals()[name] = value
    return value
