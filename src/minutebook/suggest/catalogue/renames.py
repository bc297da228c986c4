"""Packages that became others, as `packages/renames.toml` has them."""

from __future__ import annotations

from minutebook.lean.values import Value
from minutebook.suggest.catalogue import tables


class Rename(Value):
    """A package that became another, or others.

    `old_name` and `new_names` are names of packages in lower case, which end in `*` where they
    stand for all that begin so. `was` and `now` are what people call the two, `category` is the one
    of the catalogue that they are of: "" where the packages say it.
    """

    old_name: str
    new_names: tuple[str, ...]
    was: str = ""
    now: str = ""
    category: str = ""

    def is_of_old(self, name: str) -> bool:
        """Whether a package is the old one."""
        return _matches(self.old_name, name)

    def has_new(self, name: str) -> bool:
        """Whether a package is one of the new ones."""
        return any(_matches(pattern, name) for pattern in self.new_names)


def _matches(pattern: str, name: str) -> bool:
    return name.startswith(pattern[:-1]) if pattern[-1] == "*" else name == pattern


_renames: dict[str, tuple[Rename, ...]] = {}


def load_renames(ecosystem: str) -> tuple[Rename, ...]:
    """The renames of an ecosystem. Read once a process, where a change needs them."""
    if not _renames:
        folder = __file__.removesuffix("c").removesuffix("renames.py")
        raw: bytes = __spec__.loader.get_data(f"{folder}packages/renames.toml")  # type: ignore[union-attr]
        for name, rows in tables.parse_tables(raw.decode()).items():
            _renames[name] = tuple(_read_rename(old, row) for old, row in rows.items())
    return _renames.get(ecosystem, ())


def _read_rename(old_name: str, row: object) -> Rename:
    keys = row if isinstance(row, dict) else {"to": row}
    new_names = tuple(str(keys["to"]).lower().split())
    texts = [str(keys.get(key, "")) for key in ("was", "now", "category")]
    return Rename(old_name.lower(), new_names, *texts)
