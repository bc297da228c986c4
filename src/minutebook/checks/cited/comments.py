"""Where source code has comments: a number elsewhere in it may be data, and a string an example.

Every pattern matches a comment or string to its end or to that of the text, so that each character
is looked at a few times at most.
"""

from __future__ import annotations

from bisect import bisect_right

from minutebook.lean.patterns import compile_lazily

_DOUBLE = r'"(?>(?:[^"\\\n]|\\.)*)"?'
_SINGLE = r"'(?>(?:[^'\\\n]|\\.){0,200})'"
_BLOCK = r"/\*(?>(?:[^*]|\*(?!/))*)(?:\*/|\Z)"
_SGML = r"<!--(?>(?:[^-]|-(?!->))*)(?:-->|\Z)"
_HASH = compile_lazily(
    r"(?P<docstring>(?m:^)[ \t]*+[rRuUbBfF]{0,2}"
    r'(?:"""(?>(?:[^"\\]|\\.|"(?!""))*)(?:"""|\Z)'
    r"|'''(?>(?:[^'\\]|\\.|'(?!''))*)(?:'''|\Z)))"
    r'|"""(?>(?:[^"\\]|\\.|"(?!""))*)(?:"""|\Z)'
    rf"|{_DOUBLE}|{_SINGLE}|(?P<comment>(?<![^\s;,(){{}}\[\]])\#[^\n]*+)",
    flags=16,  # re.DOTALL
)
_SLASH = compile_lazily(
    rf"{_DOUBLE}|{_SINGLE}|`(?>(?:[^`\\]|\\.)*)`?"
    rf"|(?P<comment>(?<!:)//[^\n]*+|{_BLOCK}|{_SGML}|(?m:^)[ \t]*+\#(?![a-z!\[])[^\n]*+)",
    flags=16,
)
_DASH = compile_lazily(
    rf"{_DOUBLE}|{_SINGLE}"
    rf"|(?P<comment>--[^\n]*+|{_BLOCK}"
    rf"|\{{-(?>(?:[^-]|-(?!\}}))*)(?:-\}}|\Z)|(?m:^)[ \t]*+\#[^\n]*+)",
    flags=16,
)
_OTHER = compile_lazily(
    rf"{_DOUBLE}|(?P<comment>(?<!:)//[^\n]*+|{_BLOCK}|{_SGML}|(?<![^\s])[#;%][^\n]*+)", flags=16
)
_HASH_ENDINGS = "py pyi rb rake sh bash zsh ex exs pl pm r jl ps1 nim tf hcl coffee"
_DASH_ENDINGS = "sql hs lhs elm lua agda"
_SLASH_ENDINGS = (
    "js jsx mjs cjs ts tsx mts cts java kt kts scala groovy go rs php cs fs c h cc cpp hpp hh cxx m"
    " mm swift dart css scss sass less sol zig v vue svelte astro html htm proto"
)
_PATTERNS_BY_ENDING = {
    ending: pattern
    for endings, pattern in (
        (_HASH_ENDINGS, _HASH),
        (_DASH_ENDINGS, _DASH),
        (_SLASH_ENDINGS, _SLASH),
    )
    for ending in endings.split()
}


class CommentSpans:
    """The comments of a source file, docstrings among them, by their offsets."""

    def __init__(self, path: str, text: str) -> None:
        ending = path.rpartition("/")[2].rpartition(".")[2].lower()
        pattern = _PATTERNS_BY_ENDING.get(ending, _OTHER)
        self._starts: list[int] = []
        self._ends: list[int] = []
        for match in pattern.finditer(text):
            if match.lastgroup:
                self._starts.append(match.start())
                self._ends.append(match.end())

    def find(self, offset: int) -> tuple[int, int] | None:
        """The span of the comment that an offset is in; None where it is in none."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or offset >= self._ends[index]:
            return None
        return self._starts[index], self._ends[index]
