"""Where the fields of a page's front matter stand, and the page with lines set in or taken out."""

from __future__ import annotations

import re

from minutebook.errors import Refusal
from minutebook.text.frontmatter.reader import lookup_field, parse
from minutebook.text.frontmatter.strict import FieldSpan, find_field_spans, unquote_key
from minutebook.text.markdown import detect_newline

# The canonical order: PHR fields as DESIGN orders them, ADR fields as MADR 4 does, in one row.
FIELD_ORDER = (
    "id title stage status status-reason date surface agent model feature branch user command "  # noqa: SIM905
    "session deciders decision-makers consulted informed review-by labels tags links spec ticket "
    "adr pr files tests suggestions fidelity digest aliases".split()
)
_RANK = {name: rank for rank, name in enumerate(FIELD_ORDER)}
_COMMENT = re.compile(r"[ \t]+#")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*+\"|'(?:[^']|'')*+'")
_TOKEN = re.compile(
    r"\"(?:[^\"\\]|\\(?:.|\Z))*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[ \t]#[^\n]*|[,\[\]{}]", re.DOTALL
)
_PAIR = re.compile(r"\s*+(\"(?:[^\"\\]|\\.)*+\"|'[^']*+'|[^\s:,\"'][^:,]*+)\s*+:(?=\s|\Z)")
_CHILD = re.compile(r"(?:[ \t]*+(?:#[^\n]*+)?\r?\n)*+([ ]*+)(?![-])")


class ValueSpan:
    """Where a value stands: from `value` to `mid` on its first line, and on to `stop`.

    The first line ends at `eol`; what lies between `mid` and `eol` is a comment or blanks, `note`.
    `start` and `end` are those of the field's lines. `indent` is the key's, -1 within `{…}`.
    """

    def __init__(self, text: str, field_span: FieldSpan, indent: int) -> None:
        self.start, self.value_start = field_span.start, field_span.value_start
        self.value_end, self.end = field_span.value_end, field_span.end
        self.indent = indent
        brk = text.find("\n", field_span.value_start, field_span.value_end)
        self.first_line_end = (
            field_span.value_end
            if brk < 0
            else brk - text.endswith("\r", field_span.value_start, brk)
        )
        first = text[self.value_start : self.first_line_end]
        self.inline_end = self.value_start + (len(first) if indent < 0 else measure_value(first))
        if self.first_line_end < self.value_end and not first.strip():
            self.inline_end = self.value_start
        self.comment = text[self.inline_end : self.first_line_end]
        self.source = text[
            self.value_start : self.value_end
            if self.first_line_end < self.value_end
            else self.inline_end
        ]

    def replace_value(self, text: str, source: str) -> str:
        """The text with another value here. A comment stays where the value is one line."""
        note = "" if "\n" in source else self.comment
        return text[: self.value_start] + source + note + text[self.value_end :]


def measure_value(line_rest: str) -> int:
    """How much of what follows a colon on its line is value, and not a comment or trailing blanks.

    Blanks alone count as value: they are what a value replaces.
    """
    words = line_rest.lstrip(" \t")
    lead = len(line_rest) - len(words)
    if not words:
        return len(line_rest)
    if words[0] == "#":
        return 0
    end = len(line_rest.rstrip(" \t"))
    if words[0] in "\"'":
        quoted = _QUOTED.match(words)
        if not quoted:
            return len(line_rest)
        note = _COMMENT.match(words, quoted.end())
        return lead + quoted.end() if note else end
    if words[0] in "[{":
        notes = (token.start() for token in _TOKEN.finditer(words) if token[0][1:2] == "#")
        at = next(notes, None)
    else:
        found = _COMMENT.search(words)
        at = found.start() if found else None
    return end if at is None else len(line_rest[: lead + at].rstrip(" \t"))


def find_flow_items(text: str, start: int, end: int) -> tuple[list[tuple[int, int]], int]:
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


class PageEditor:
    """A page and the fields of its front matter, for one edit."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.front_matter = parse(text)[0]
        self.line_end = detect_newline(text)
        self.field_spans: list[FieldSpan] = []
        if self.front_matter.shape != "none":
            self.field_spans = list(
                find_field_spans(text, self.front_matter.start, self.front_matter.end)
            )

    def find_field(self, name: str) -> FieldSpan | None:
        """A top-level field; of a key that stands twice the last, which is what reading takes."""
        return next((each for each in reversed(self.field_spans) if each.name == name), None)

    def find_value(self, name: str) -> ValueSpan | None:
        """The place of a field, dotted one level or not."""
        if chunk := self.find_field(name):
            return ValueSpan(self.text, chunk, 0)
        parent, _, child = name.partition(".")
        if not child or not (chunk := self.find_field(parent)):
            return None
        children, indent = self.find_children(ValueSpan(self.text, chunk, 0))
        found = next((each for each in reversed(children) if each.name == child), None)
        return ValueSpan(self.text, found, indent) if found else None

    def find_children(self, parent: ValueSpan) -> tuple[list[FieldSpan], int]:
        """The fields below a field and their indent; -1 where they stand in `{…}`."""
        text = self.text
        if parent.source.lstrip(" \t").startswith("{"):
            found = []
            for start, end in find_flow_items(
                text, text.index("{", parent.value_start), parent.value_end
            )[0]:
                if pair := _PAIR.match(text, start, end):
                    name = unquote_key(pair[1].strip())
                    found.append(FieldSpan(name, start, pair.end(), end, end, 0))
            return found, -1
        at = text.find("\n", parent.value_start, parent.value_end) + 1
        first = _CHILD.match(text, at, parent.value_end) if at else None
        if not first or not first[1]:
            return [], 2
        indent = len(first[1])
        return list(find_field_spans(text, at, parent.end, indent)), indent

    def insert_field(self, name: str, lines: list[str]) -> str:
        """The page with a new top-level field, given as its lines."""
        text, end, head = self.text, self.line_end, self.front_matter
        if head.shape == "none":
            bom = 1 if text.startswith("\ufeff") else 0
            return text[:bom] + end.join(["---", *lines, "---", ""]) + text[bom:]
        return _lined(text, self.find_insert_offset(name), lines, end)

    def find_insert_offset(self, name: str) -> int:
        """Where a new field goes: behind the last that comes before it in the canonical order."""
        rank = _RANK.get(name, len(FIELD_ORDER))
        ranks = [_RANK.get(chunk.name.lower(), -1) for chunk in self.field_spans]
        before = [at for at, other in enumerate(ranks) if 0 <= other < rank]
        after = [at for at, other in enumerate(ranks) if other > rank]
        last = len(ranks) - 1
        if rank < len(FIELD_ORDER):
            last = before[-1] if before else after[0] - 1 if after else last
        return self.field_spans[last].end if last >= 0 else self.front_matter.start

    def insert_child(self, parent: str, child: str, line: str) -> str:
        """The page with a new line (without indent) in a mapping that is there."""
        text, end = self.text, self.line_end
        chunk = self.find_field(parent)
        if chunk is None:
            return self.insert_field(parent, [f"{parent}:", f"  {line}"])
        outer = ValueSpan(text, chunk, 0)
        siblings, indent = self.find_children(outer)
        if indent < 0:
            spans, close = find_flow_items(
                text, text.index("{", outer.value_start), outer.value_end
            )
            at = spans[-1][1] if spans else close
            return text[:at] + (", " if spans else "") + line + text[at:]
        if siblings:
            return _lined(text, siblings[-1].end, [" " * indent + line], end)
        if lookup_field(self.front_matter.fields, parent) not in (None, "", []):
            raise Refusal(
                f"`{parent}` is no mapping, so `{child}` can't be set in it",
                f"make `{parent}` a mapping of names to values",
            )
        return f"{text[: outer.value_start]}{outer.comment}{end}  {line}{text[outer.value_end :]}"

    def remove_field(self, name: str) -> str:
        """The page less a field; a parent and a front matter left empty go with it."""
        place, text = self.find_value(name), self.text
        if place is None:
            return text
        chunk = self.find_field(name)
        if chunk is None:
            parent = name.partition(".")[0]
            siblings = self.find_siblings(parent)
            if place.indent < 0:
                start, end = _with_comma(siblings, place)
                return text[:start] + text[end:]
            if len(siblings) == 1:
                return self.remove_field(parent)
        elif len(self.field_spans) == 1 and self.front_matter.shape == "fenced":
            bom = 1 if text.startswith("\ufeff") else 0
            if chunk.start == self.front_matter.start and chunk.end == self.front_matter.end:
                return text[:bom] + text[self.front_matter.body_start :]
        start, end = place.start, place.end
        if end == len(text) and not text.endswith("\n") and start:
            start -= 2 if text.endswith("\r\n", 0, start) else 1
        return text[:start] + text[end:]

    def find_siblings(self, parent: str) -> list[FieldSpan]:
        """The fields below a field that is there."""
        return [
            child
            for chunk in self.field_spans
            if chunk is self.find_field(parent)
            for child in self.find_children(ValueSpan(self.text, chunk, 0))[0]
        ]


def _with_comma(siblings: list[FieldSpan], place: ValueSpan) -> tuple[int, int]:
    """The span of an item of a flow collection, with the comma that goes with it."""
    at = [each.start for each in siblings].index(place.start)
    if at:
        return siblings[at - 1].value_end, place.value_end
    return place.start, siblings[1].start if len(siblings) > 1 else place.value_end


def _lined(text: str, at: int, lines: list[str], end: str) -> str:
    """The text with lines set in at a line's beginning, or after a last line that has no end."""
    if at and text[at - 1] != "\n":
        return text[:at] + "".join(end + line for line in lines) + text[at:]
    return text[:at] + "".join(line + end for line in lines) + text[at:]
