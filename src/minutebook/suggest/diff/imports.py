"""What the lines of a program import, in each language, and the names that stand for it."""

from __future__ import annotations

import re

NumberedLine = tuple[int, str]

_FROM = re.compile(r"\s*from\s+([\w.]+)\s+import\s+(.*)")
_IMPORTS = {
    "py": re.compile(r"\s*import\s+([\w.]+)"),
    "js": re.compile(r"""(?:\bfrom|\brequire\(|\bimport\(|^\s*import)\s*['"]([^'"]+)['"]"""),
    "jvm": re.compile(r"\s*import\s+(?:static\s+)?([\w.]+)"),
    "go": re.compile(r"""\s*(?:import\s+)?(?:[\w.]+\s+)?"([\w.-]+(?:/[\w.-]+)+)"\s*$"""),
    "rb": re.compile(r"""\s*require\s+['"]([^'"]+)"""),
    "rs": re.compile(r"\s*(?:pub\s+)?(?:use|extern crate)\s+(\w+)"),
    "cs": re.compile(r"\s*(?:global\s+)?using\s+(?:static\s+)?(?:\w+\s*=\s*)?([\w.]+)\s*;"),
    "php": re.compile(r"\s*use\s+([\w\\]+)"),
    "ex": re.compile(r"\s*(?:use|import|alias)\s+([A-Z][\w.]*)"),
    "hs": re.compile(r"\s*import\s+(?:qualified\s+)?([\w.]+)"),
    "dart": re.compile(r"""\s*import\s+['"]package:(\w+)/"""),
}
_HINTS = {
    "py": ("import ",),
    "js": ("from", "require(", "import"),
    "go": ('"',),
    "rb": ("require",),
    "rs": ("use ", "extern "),
    "cs": ("using ",),
    "php": ("use ",),
    "ex": ("use ", "import ", "alias "),
}
_ALIAS = re.compile(r"([\w.]+)\s+as\s+(\w+)")


def find_imports(
    language: str, lines: list[NumberedLine]
) -> tuple[list[tuple[int, str, str]], dict[str, str]]:
    """What lines import, as (number, text, module), and what names stand for others.

    The latter for Python alone: `{"r": "redis"}` for `import redis as r`.
    """
    pattern = _IMPORTS.get(language)
    if pattern is None:
        return [], {}
    taken: list[tuple[int, str, str]] = []
    names: dict[str, str] = {}
    hints = _HINTS.get(language, ("import ",))
    module = ""  # whose names the next lines list, within parentheses
    for number, text in lines:
        if module:
            _named(module, text, names)
            if ")" in text:
                module = ""
            continue
        if not any(hint in text for hint in hints):
            continue
        found = _FROM.match(text) if language == "py" else None
        if found:
            taken.append((number, text, found[1]))
            _named(found[1], found[2], names)
            if "(" in found[2] and ")" not in found[2]:
                module = found[1]
            continue
        found = pattern.search(text) if language == "js" else pattern.match(text)
        if found:
            taken.append((number, text, found[1].replace("\\", ".")))
            if language == "py":
                names |= {one[2]: one[1] for one in _ALIAS.finditer(text)}
                others = text.split("#")[0].split(",")[1:]
                taken += [(number, text, other.split(" as ")[0].strip()) for other in others]
    return taken, names


def _named(module: str, listed: str, names: dict[str, str]) -> None:
    """Note what `from module import a, b as c` calls `module.a` and `module.b`."""
    for one in listed.split("#")[0].replace("(", "").replace(")", "").split(","):
        name, _, alias = (part.strip() for part in one.partition(" as "))
        if name.isidentifier():
            names[alias or name] = f"{module}.{name}"
