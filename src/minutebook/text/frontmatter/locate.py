"""Where the fields of a page's front matter stand, and the page with lines set in or taken out."""

from __future__ import annotations

import re

from minutebook.errors import Refusal
from minutebook.text.frontmatter.reader import pick, read
from minutebook.text.frontmatter.strict import Chunk, chunks, unquoted
from minutebook.text.markdown import newline

# The canonical order: PHR fields as DESIGN orders them, ADR fields as MADR 4 does, in one row.
ORDER = (
    "id title stage status status-reason date surface agent model feature branch user command "  # noqa: SIM905
    "session deciders decision-makers consulted informed review-by labels tags links spec ticket "
    "adr pr files tests suggestions fidelity digest aliases".split()
)
_RANK = {name: rank for rank, name in enumerate(ORDER)}
_COMMENT = re.compile(r"[ \t]+#")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*+\"|'(?:[^']|'')*+'")
_TOKEN = re.compile(
    r"\"(?:[^\"\\]|\\(?:.|\Z))*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[ \t]#[^\n]*|[,\[\]{}]", re.DOTALL
)
_PAIR = re.compile(r"\s*+(\"(?:[^\"\\]|\\.)*+\"|'[^']*+'|[^\s:,\"'][^:,]*+)\s*+:(?=\s|\Z)")
_CHILD = re.compile(r"(?:[ \t]*+(?:#[^\n]*+)?\r?\n)*+([ ]*+)(?![-])")


class Place:
    """Where a value stands: from `value` to `mid` on its first line, and on to `stop`.

    The first line ends at `eol`; what lies between `mid` and `eol` is a comment or blanks, `note`.
    `start` and `end` are those of the field's lines. `indent` is the key's, -1 within `{…}`.
    """

    def __init__(self, text: str, chunk: Chunk, indent: int) -> None:
        self.start, self.value = chunk.start, chunk.value
        self.stop, self.end = chunk.stop, chunk.end
        self.indent = indent
        brk = text.find("\n", chunk.value, chunk.stop)
        self.eol = chunk.stop if brk < 0 else brk - text.endswith("\r", chunk.value, brk)
        first = text[self.value : self.eol]
        self.mid = self.value + (len(first) if indent < 0 else bare(first))
        if self.eol < self.stop and not first.strip():
            self.mid = self.value
        self.note = text[self.mid : self.eol]
        self.raw = text[self.value : self.stop if self.eol < self.stop else self.mid]

    def replaced(self, text: str, source: str) -> str:
        """The text with another value here. A comment stays where the value is one line."""
        note = "" if "\n" in source else self.note
        return text[: self.value] + source + note + text[self.stop :]


def bare(first: str) -> int:
    """How much of what follows a colon on its line is value, and not a comment or trailing blanks.

    Blanks alone count as value: they are what a value replaces.
    """
    words = first.lstrip(" \t")
    lead = len(first) - len(words)
    if not words:
        return len(first)
    if words[0] == "#":
        return 0
    end = len(first.rstrip(" \t"))
    if words[0] in "\"'":
        quoted = _QUOTED.match(words)
        if not quoted:
            return len(first)
        note = _COMMENT.match(words, quoted.end())
        return lead + quoted.end() if note else end
    if words[0] in "[{":
        notes = (token.start() for token in _TOKEN.finditer(words) if token[0][1:2] == "#")
        at = next(notes, None)
    else:
        found = _COMMENT.search(words)
        at = found.start() if found else None
    return end if at is None else len(first[: lead + at].rstrip(" \t"))


def items(text: str, start: int, end: int) -> tuple[list[tuple[int, int]], int]:
    """The spans of the items of a flow collection that opens at `start`, and where it closes."""
    spans: list[tuple[int, int]] = []
    depth, began = 0, start + 1
    for token in _TOKEN.finditer(text, start, end):
        char = token[0]
        if len(char) > 1:
            continue
        depth += (char in "[{") - (char in "]}")
        if not depth or (char == "," and depth == 1):
            if text[began : token.start()].strip():
                spans.append((began, token.start()))
            began = token.end()
            if not depth:
                return spans, token.start()
    return spans, end


class Page:
    """A page and the fields of its front matter, for one edit."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.head = read(text)[0]
        self.newline = newline(text)
        self.chunks: list[Chunk] = []
        if self.head.shape != "none":
            self.chunks = list(chunks(text, self.head.start, self.head.end))

    def chunk(self, name: str) -> Chunk | None:
        """A top-level field; of a key that stands twice the last, which is what reading takes."""
        return next((each for each in reversed(self.chunks) if each.name == name), None)

    def find(self, name: str) -> Place | None:
        """The place of a field, dotted one level or not."""
        if chunk := self.chunk(name):
            return Place(self.text, chunk, 0)
        parent, _, child = name.partition(".")
        if not child or not (chunk := self.chunk(parent)):
            return None
        children, indent = self.children(Place(self.text, chunk, 0))
        found = next((each for each in reversed(children) if each.name == child), None)
        return Place(self.text, found, indent) if found else None

    def children(self, parent: Place) -> tuple[list[Chunk], int]:
        """The fields below a field and their indent; -1 where they stand in `{…}`."""
        text = self.text
        if parent.raw.lstrip(" \t").startswith("{"):
            found = []
            for start, end in items(text, text.index("{", parent.value), parent.stop)[0]:
                if pair := _PAIR.match(text, start, end):
                    name = unquoted(pair[1].strip())
                    found.append(Chunk(name, start, pair.end(), end, end, 0))
            return found, -1
        at = text.find("\n", parent.value, parent.stop) + 1
        first = _CHILD.match(text, at, parent.stop) if at else None
        if not first or not first[1]:
            return [], 2
        indent = len(first[1])
        return list(chunks(text, at, parent.end, indent)), indent

    def insert(self, name: str, lines: list[str]) -> str:
        """The page with a new top-level field, given as its lines."""
        text, end, head = self.text, self.newline, self.head
        if head.shape == "none":
            bom = 1 if text.startswith("\ufeff") else 0
            return text[:bom] + end.join(["---", *lines, "---", ""]) + text[bom:]
        return _lined(text, self.slot(name), lines, end)

    def slot(self, name: str) -> int:
        """Where a new field goes: behind the last that comes before it in the canonical order."""
        rank = _RANK.get(name, len(ORDER))
        ranks = [_RANK.get(chunk.name.lower(), -1) for chunk in self.chunks]
        before = [at for at, other in enumerate(ranks) if 0 <= other < rank]
        after = [at for at, other in enumerate(ranks) if other > rank]
        last = len(ranks) - 1
        if rank < len(ORDER):
            last = before[-1] if before else after[0] - 1 if after else last
        return self.chunks[last].end if last >= 0 else self.head.start

    def within(self, parent: str, child: str, line: str) -> str:
        """The page with a new line (without indent) in a mapping that is there."""
        text, end = self.text, self.newline
        chunk = self.chunk(parent)
        if chunk is None:
            return self.insert(parent, [f"{parent}:", f"  {line}"])
        outer = Place(text, chunk, 0)
        siblings, indent = self.children(outer)
        if indent < 0:
            spans, close = items(text, text.index("{", outer.value), outer.stop)
            at = spans[-1][1] if spans else close
            return text[:at] + (", " if spans else "") + line + text[at:]
        if siblings:
            return _lined(text, siblings[-1].end, [" " * indent + line], end)
        if pick(self.head.fields, parent) not in (None, "", []):
            raise Refusal(
                f"`{parent}` is no mapping, so `{child}` can't be set in it",
                f"make `{parent}` a mapping of names to values",
            )
        return f"{text[: outer.value]}{outer.note}{end}  {line}{text[outer.stop :]}"

    def without(self, name: str) -> str:
        """The page less a field; a parent and a front matter left empty go with it."""
        place, text = self.find(name), self.text
        if place is None:
            return text
        chunk = self.chunk(name)
        if chunk is None:
            parent = name.partition(".")[0]
            siblings = self.siblings(parent)
            if place.indent < 0:
                start, end = _with_comma(siblings, place)
                return text[:start] + text[end:]
            if len(siblings) == 1:
                return self.without(parent)
        elif len(self.chunks) == 1 and self.head.shape == "fenced":
            bom = 1 if text.startswith("\ufeff") else 0
            if chunk.start == self.head.start and chunk.end == self.head.end:
                return text[:bom] + text[self.head.body :]
        start, end = place.start, place.end
        if end == len(text) and not text.endswith("\n") and start:
            start -= 2 if text.endswith("\r\n", 0, start) else 1
        return text[:start] + text[end:]

    def siblings(self, parent: str) -> list[Chunk]:
        """The fields below a field that is there."""
        return [
            child
            for chunk in self.chunks
            if chunk is self.chunk(parent)
            for child in self.children(Place(self.text, chunk, 0))[0]
        ]


def _with_comma(siblings: list[Chunk], place: Place) -> tuple[int, int]:
    """The span of an item of a flow collection, with the comma that goes with it."""
    at = [each.start for each in siblings].index(place.start)
    if at:
        return siblings[at - 1].stop, place.stop
    return place.start, siblings[1].start if len(siblings) > 1 else place.stop


def _lined(text: str, at: int, lines: list[str], end: str) -> str:
    """The text with lines set in at a line's beginning, or after a last line that has no end."""
    if at and text[at - 1] != "\n":
        return text[:at] + "".join(end + line for line in lines) + text[at:]
    return text[:at] + "".join(line + end for line in lines) + text[at:]
