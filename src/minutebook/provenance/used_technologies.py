"""Which technologies a file uses, told by what it imports.

Of the technologies, an ADR's topics, all that is known here is the modules that stand for them.
"""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.text.imports import find_imports, find_language

_MAX_LINE_CHARS = 400  # longer lines are generated
_COMMENT_SIGNS = ("//", "/*", "*", "#", "--", ";")
_SEPARATOR = "\t"


def format_topic(name: str, modules: list[tuple[str, str]]) -> str:
    """A technology in a line: its name, and the modules that stand for it, by language."""
    return _SEPARATOR.join((name, *(f"{language}:{module}" for language, module in modules)))


def list_modules(path: str, text: str) -> frozenset[str]:
    """The modules that a file imports, and those that they are parts of, as topics have them."""
    language = find_language(path)
    if not language:
        return frozenset()
    lines = [
        (number, line)
        for number, line in enumerate(text.split("\n"), 1)
        if len(line) <= _MAX_LINE_CHARS and not line.lstrip().startswith(_COMMENT_SIGNS)
    ]
    imports, _ = find_imports(language, lines)
    return frozenset(
        f"{language}:{part}" for _, _, module in imports for part in _list_parts(module.lower())
    )


def _list_parts(module: str) -> Iterator[str]:
    """`redis.asyncio` and `redis`; of what is imported from beside the file only the whole."""
    yield module
    if not module.startswith("."):
        for index, char in enumerate(module):
            if char in "./":
                yield module[:index]


def name_used(topic: str, modules: frozenset[str]) -> str:
    """The name of a topic that is used by what imports these modules; "" for one that is not."""
    name, *own = topic.split(_SEPARATOR)
    return "" if modules.isdisjoint(own) else name
