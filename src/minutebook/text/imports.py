"""What the lines of a program import, in each language, and the names that stand for it."""

from __future__ import annotations

from minutebook.lean.patterns import compile_lazily

_LANGUAGES = {
    ending: language
    for language, endings in {
        "py": ".py .pyi",
        "js": ".js .jsx .ts .tsx .mjs .cjs .mts .cts .vue .svelte .astro",
        "jvm": ".java .kt .kts .scala .groovy",
        "go": ".go",
        "rb": ".rb .rake .ru",
        "rs": ".rs",
        "cs": ".cs .fs .vb",
        "php": ".php",
        "ex": ".ex .exs",
        "hs": ".hs",
        "dart": ".dart",
        "sql": ".sql",
        "sh": ".sh .bash .zsh .ps1",
    }.items()
    for ending in endings.split()
}
_FROM_IMPORT = compile_lazily(r"\s*from\s+([\w.]+)\s+import\s+(.*)")
_IMPORT_PATTERNS = {
    "py": compile_lazily(r"\s*import\s+([\w.]+)"),
    "js": compile_lazily(r"""(?:\bfrom|\brequire\(|\bimport\(|^\s*import)\s*['"]([^'"]+)['"]"""),
    "jvm": compile_lazily(r"\s*import\s+(?:static\s+)?([\w.]+)"),
    "go": compile_lazily(r"""\s*(?:import\s+)?(?:[\w.]+\s+)?"([\w.-]+(?:/[\w.-]+)+)"\s*$"""),
    "rb": compile_lazily(r"""\s*require\s+['"]([^'"]+)"""),
    "rs": compile_lazily(r"\s*(?:pub\s+)?(?:use|extern crate)\s+(\w+)"),
    "cs": compile_lazily(r"\s*(?:global\s+)?using\s+(?:static\s+)?(?:\w+\s*=\s*)?([\w.]+)\s*;"),
    "php": compile_lazily(r"\s*use\s+([\w\\]+)"),
    "ex": compile_lazily(r"\s*(?:use|import|alias)\s+([A-Z][\w.]*)"),
    "hs": compile_lazily(r"\s*import\s+(?:qualified\s+)?([\w.]+)"),
    "dart": compile_lazily(r"""\s*import\s+['"]package:(\w+)/"""),
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
_ALIAS = compile_lazily(r"([\w.]+)\s+as\s+(\w+)")


def find_language(path: str) -> str:
    """The language of a program, by the end of its name; "" for what is none."""
    stem, dot, ending = path.rpartition("/")[2].rpartition(".")
    return _LANGUAGES.get(f"{dot}{ending}".lower(), "") if stem else ""


def find_imports(
    language: str, lines: list[tuple[int, str]]
) -> tuple[list[tuple[int, str, str]], dict[str, str]]:
    """What lines import, as (number, text, module), and what imported names stand for.

    The latter for Python alone: `{"r": "redis"}` for `import redis as r`.
    """
    pattern = _IMPORT_PATTERNS.get(language)
    if pattern is None:
        return [], {}
    imports: list[tuple[int, str, str]] = []
    full_names: dict[str, str] = {}
    hints = _HINTS.get(language, ("import ",))
    open_module = ""  # whose names the next lines list, within parentheses
    for number, text in lines:
        if open_module:
            _add_full_names(open_module, text, full_names)
            if ")" in text:
                open_module = ""
            continue
        if not any(hint in text for hint in hints):
            continue
        match = _FROM_IMPORT.match(text) if language == "py" else None
        if match:
            imports.append((number, text, match[1]))
            _add_full_names(match[1], match[2], full_names)
            if "(" in match[2] and ")" not in match[2]:
                open_module = match[1]
            continue
        match = pattern.search(text) if language == "js" else pattern.match(text)
        if match:
            imports.append((number, text, match[1].replace("\\", ".")))
            if language == "py":
                full_names |= {alias[2]: alias[1] for alias in _ALIAS.finditer(text)}
                others = text.split("#")[0].split(",")[1:]
                imports += [(number, text, other.split(" as ")[0].strip()) for other in others]
    return imports, full_names


def _add_full_names(module: str, names: str, full_names: dict[str, str]) -> None:
    """Add what `from module import a, b as c` calls `module.a` and `module.b`."""
    for item in names.split("#")[0].replace("(", "").replace(")", "").split(","):
        name, _, alias = (part.strip() for part in item.partition(" as "))
        if name.isidentifier():
            full_names[alias or name] = f"{module}.{name}"
