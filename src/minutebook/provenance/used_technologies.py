"""Which technologies a file uses, told by what it imports.

Of the technologies, an ADR's topics, all that is known here is the modules that stand for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from minutebook.text.imports import find_imports, find_language

_MAX_LINE_CHARS = 400  # longer lines are generated
_COMMENT_SIGNS = ("//", "/*", "*", "#", "--", ";")
_SEPARATOR = "\t"


def format_topic(name: str, modules: list[tuple[str, str]]) -> str:
    """A technology in a line: its name, and the modules that stand for it, by language."""
    return _SEPARATOR.join((name, *(f"{language}:{module}" for language, module in modules)))


def find_used(path: str, text: str, topics: Mapping[int, Iterable[str]]) -> dict[int, list[str]]:
    """The names of the topics that a file uses, by the ids of the decisions that have topics.

    `topics` are as `format_topic` gives them. Imports are only looked for where the file has a name
    of a module at all.
    """
    start = f"{find_language(path)}:"
    lower = text.lower()
    named: dict[int, list[tuple[str, list[str]]]] = {}
    for decision, lines in topics.items():
        for line in lines:
            name, *listed = line.split(_SEPARATOR)
            modules = [each[len(start) :] for each in listed if each.startswith(start)]
            modules = [each for each in modules if each in lower]
            if modules:
                named.setdefault(decision, []).append((name, modules))
    imported = _list_modules(find_language(path), text) if named else frozenset()
    used = {
        decision: [name for name, modules in pairs if not imported.isdisjoint(modules)]
        for decision, pairs in named.items()
    }
    return {decision: names for decision, names in used.items() if names}


def _list_modules(language: str, text: str) -> frozenset[str]:
    """The modules that a program imports, in lower case, and those that they are parts of."""
    lines = [
        (number, line)
        for number, line in enumerate(text.split("\n"), 1)
        if len(line) <= _MAX_LINE_CHARS and not line.lstrip().startswith(_COMMENT_SIGNS)
    ]
    imports, _ = find_imports(language, lines)
    return frozenset(part for _, _, module in imports for part in _list_parts(module.lower()))


def _list_parts(module: str) -> Iterator[str]:
    """`redis.asyncio` and `redis`; of what is imported from beside the file only the whole."""
    yield module
    if not module.startswith("."):
        yield from (module[:index] for index, char in enumerate(module) if char in "./")
