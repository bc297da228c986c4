"""Regular expressions that are compiled when they are first used.

The program has a thousand, and a command needs a few of them: compiling all that the modules of
`adr new` declare would take three times as long as Python's start.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    import re
    from typing import AnyStr

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")


class _LazyPattern:
    """A pattern that takes over the methods of the compiled one when one is first used."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self._pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        import re  # itself half of Python's start: some commands use no pattern at all

        compiled = re.compile(self._pattern, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def compile_lazily(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern with the methods of a compiled one, which is compiled when one is called."""
    return _LazyPattern(pattern, flags)  # type: ignore[return-value]
