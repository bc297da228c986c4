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

_MAX_AROUND = 500  # characters of a text around an offset that are of interest
_MAX_INDENT = 400


class CommentSpans:
    """The comments of a source file, docstrings among them, by their offsets."""

    def __init__(self, path: str, text: str) -> None:
        ending = path.rpartition("/")[2].rpartition(".")[2].lower()
        pattern = _PATTERNS_BY_ENDING.get(ending, _OTHER)
        self._text = text
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

    def find_block(self, offset: int) -> tuple[int, int] | None:
        """The span of the comments around an offset that are one text: no code is between them.

        One that stands behind code is a text of its own. Not all of a long text is looked for.
        """
        index = bisect_right(self._starts, offset) - 1
        if self.find(offset) is None:
            return None
        first = last = index
        if self._is_alone(index):
            floor, ceiling = offset - _MAX_AROUND, offset + _MAX_AROUND
            while first > 0 and self._starts[first] > floor and self._goes_on(first - 1):
                first -= 1
            while (
                last + 1 < len(self._starts) and self._ends[last] < ceiling and self._goes_on(last)
            ):
                last += 1
        return self._starts[first], self._ends[last]

    def _goes_on(self, index: int) -> bool:
        """Whether the comment behind one is a part of the same text."""
        between = self._text[self._ends[index] : self._starts[index + 1]]
        return not between.strip() and self._is_alone(index) and self._is_alone(index + 1)

    def _is_alone(self, index: int) -> bool:
        """Whether there is no code before a comment on its line."""
        start = self._starts[index]
        line_start = self._text.rfind("\n", max(0, start - _MAX_INDENT), start) + 1
        return not self._text[line_start:start].strip()
