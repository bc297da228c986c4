"""Names of packages: whether one is another's fork, and what a title calls them."""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily

_COMMON_PARTS = frozenset(("com", "dev", "github", "net", "org"))  # of the names of packages
_VERSION_PART = compile_lazily(r"v?\d+\Z")


def describe_swap(old: str, new: str) -> tuple[str, str] | None:
    """What to call two packages of one technology, where one takes the other's place.

    None where the new one belongs to the family of the old: psycopg2-binary is no other choice
    than psycopg2. A package of the same name from another owner is a fork, and one with another
    owner in a place of its own (a scope, a group, a path on a forge) is a replacement.
    """
    old_owner, old_name = _split_owner(old)
    new_owner, new_name = _split_owner(new)
    is_other_owner = old_owner.split(".")[:2] != new_owner.split(".")[:2]
    if is_other_owner and old_owner and new_owner:
        if old_name == new_name or "." in old.partition("/")[0]:
            return f"{old_owner}/{old_name}", f"{new_owner}/{new_name}"
        return old_name, new_name
    if old_name == new_name:  # the package moved to a scope of its own
        return old, new
    if _split_parts(old) & _split_parts(new):
        return None
    return old_name, new_name


def _split_owner(package: str) -> tuple[str, str]:
    """The owner of a package, "" for none, and its own name: `golang-jwt`, `jwt`."""
    owner, separator, name = package.rpartition(":" if ":" in package else "/")
    if separator != "/":
        return owner, name
    parts = package.split("/")
    if "." in parts[0] and len(parts) > 2:  # a path on a forge
        name = next(part for part in reversed(parts) if not _VERSION_PART.match(part))
        return parts[1], name
    return owner.lstrip("@"), name


def _split_parts(package: str) -> set[str]:
    """The parts of a package's name that tell its family."""
    parts = re.split(r"[-_.:/@]", package)
    return {part.rstrip("0123456789") for part in parts if len(part) > 2} - _COMMON_PARTS
