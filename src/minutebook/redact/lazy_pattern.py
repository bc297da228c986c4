"""Regular expressions that are compiled when they are first used.

The package has some hundreds: compiling them all would take five times as long as Python's start,
and most texts need few of them.
"""

from __future__ import annotations

import re
from typing import cast

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub")


class _LazyPattern:
    """A pattern that takes over the methods of the compiled one when one is first used."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        compiled = re.compile(self._pattern, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def compile_lazily(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern with the methods of a compiled one, which is compiled when one is called."""
    return cast("re.Pattern[str]", _LazyPattern(pattern, flags))
