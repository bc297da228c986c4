"""Code as a page shows it, in colours by Pygments' lexers and few classes of our own."""

from __future__ import annotations

import importlib
import re
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from minutebook.site.rendering.code_colours import find_class
from minutebook.site.rendering.shown_text import show_text

if TYPE_CHECKING:
    from pygments.lexer import Lexer

# Longer code is shown plain, and so is that of lexers which take the square of hostile code.
_MAX_CHARS = 20_000
# Of lexers that take the square of hostile code, and more: half a second of a processor at most.
_MAX_CHARS_OF_SLOW = {
    "csharp": 1_000,
    "groovy": 4_000,
    "java": 4_000,
    "terraform": 4_000,
    "typescript": 4_000,
}
_MAX_LINE_CHARS = 2_000
_MAX_NAME_CHARS = 40
_NAME_END = re.compile(r"[\s,{}]")  # `python title="x"`, `python{3}`, `{.python}`

# The languages that are coloured: all that records have at all often. Others are shown plain, so
# that no page chooses the slowest of five hundred lexers.
_LEXERS = {
    "bash": "bash sh shell zsh",
    "bat": "bat batch cmd",
    "c": "c h",
    "clojure": "clojure clj",
    "cmake": "cmake",
    "console": "console shell-session shellsession terminal",
    "cpp": "cpp c++ cc hpp cxx",
    "csharp": "csharp c# cs",
    "css": "css",
    "dart": "dart",
    "diff": "diff patch udiff",
    "docker": "docker dockerfile containerfile",
    "elixir": "elixir ex exs",
    "erlang": "erlang erl",
    "fsharp": "fsharp f# fs",
    "gherkin": "gherkin feature cucumber",
    "go": "go golang",
    "graphql": "graphql gql",
    "groovy": "groovy gradle",
    "haskell": "haskell hs",
    "html": "html htm",
    "http": "http",
    "ini": "ini cfg conf dosini editorconfig",
    "java": "java",
    "javascript": "javascript js jsx mjs cjs node",
    "json": "json jsonc json5 jsonl",
    "julia": "julia jl",
    "kotlin": "kotlin kt kts",
    "lua": "lua",
    "make": "make makefile mf",
    "nginx": "nginx",
    "nix": "nix",
    "perl": "perl pl",
    "php": "php",
    "powershell": "powershell ps1 pwsh posh",
    "properties": "properties",
    "protobuf": "protobuf proto",
    "pycon": "pycon",
    "pytb": "pytb traceback",
    "python": "python py python3 py3 pyi",
    "r": "r",
    "ruby": "ruby rb",
    "rust": "rust rs",
    "scala": "scala",
    "scss": "scss",
    "sql": "sql mysql postgresql postgres sqlite plsql",
    "swift": "swift",
    "terraform": "terraform tf hcl",
    "toml": "toml",
    "typescript": "typescript ts tsx mts cts",
    "xml": "xml svg xsd xslt",
    "yaml": "yaml yml",
    "zig": "zig",
}
_LEXER_NAMES = {alias: name for name, aliases in _LEXERS.items() for alias in aliases.split()}


def draw_code(text: str, language: str = "") -> Markup:
    """Code as a block, with its language above it where one is named.

    In colours where the language is known and the text is not very long.
    """
    name = show_text(_NAME_END.split(language.strip(" \t{."), maxsplit=1)[0])[:_MAX_NAME_CHARS]
    caption = {"": "", "mermaid": "Mermaid"}.get(name.lower(), name)
    head = Markup("<figcaption>{}</figcaption>").format(caption) if caption else ""
    body = _colour(show_text(text).rstrip("\n"), name.lower())
    return Markup(
        '<figure class="code">{}<pre tabindex="0"><code>{}</code></pre></figure>\n'
    ).format(head, body)


def _colour(text: str, language: str) -> Markup:
    name = _LEXER_NAMES.get(language, "")
    max_chars = _MAX_CHARS_OF_SLOW.get(name, _MAX_CHARS)
    if not name or len(text) > max_chars or max(map(len, text.split("\n"))) > _MAX_LINE_CHARS:
        return escape(text)
    # Some lexers leave out a last line that does not end.
    tokens = [*_load_lexer(name).get_tokens(f"{text}\n")]
    if "".join(value for _, value in tokens) != f"{text}\n":
        return escape(text)  # what a lexer does not give back must not be lost
    parts: list[str] = []
    open_class, run = "", ""
    for token_type, value in tokens:
        token_class = find_class(token_type)
        if token_class == open_class or not value.strip():
            run += value
            continue
        parts.append(_wrap(run, open_class))
        open_class, run = token_class, value
    parts.append(_wrap(run, open_class))
    return Markup("".join(parts).removesuffix("\n"))  # noqa: S704 - each part is escaped


def _wrap(text: str, token_class: str) -> str:
    """A run of code of one class, in an element of that; blanks behind it stand outside."""
    if not token_class:
        return str(escape(text))
    body = text.rstrip()
    return f'<span class="{token_class}">{escape(body)}</span>{text[len(body) :]}'


@cache
def _load_lexer(name: str) -> Lexer:
    from pygments.lexers import get_lexer_by_name

    return get_lexer_by_name(name, stripnl=False, ensurenl=False)


@cache
def read_pygments_version() -> str:
    """The version of Pygments, which colours depend on."""
    return str(importlib.import_module("pygments").__version__)
