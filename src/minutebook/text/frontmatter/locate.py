"""The offsets of the fields of a page's front matter, and lines inserted or removed there."""

from __future__ import annotations

import re

from minutebook.errors import Refusal
from minutebook.lean.patterns import compile_lazily
from minutebook.text.frontmatter.reader import lookup_field, parse
from minutebook.text.frontmatter.strict import FieldSpan, find_field_spans, unquote_key
from minutebook.text.markdown import detect_newline

# The canonical order of the fields of prompt records, and of decisions as MADR 4 has them, merged.
FIELD_ORDER = (
    "id title stage status status-reason date surface agent model feature branch user command "  # noqa: SIM905
    "session deciders decision-makers consulted informed review-by governs labels tags links spec "
    "ticket adr pr files tests suggestions asked_before fidelity digest aliases".split()
)
_RANK_BY_NAME = {name: rank for rank, name in enumerate(FIELD_ORDER)}
_CONFLICT_MARKER = compile_lazily(r"(?m)^(?:<{7}|>{7})(?:[ \r]|$)")
_COMMENT = compile_lazily(r"[ \t]+#")
_QUOTED = compile_lazily(r"\"(?>(?:[^\"\\]|\\.)*)\"|'(?>(?:[^']|'')*)'")
_TOKEN = compile_lazily(
    r"\"(?>(?:[^\"\\]|\\(?:.|\Z))*)(?:\"|\Z)|'[^']*+(?:'|\Z)|[ \t]#[^\n]*|[,\[\]{}]", re.DOTALL
)
_PAIR = compile_lazily(
    r"\s*+(?>(?:#[^\n]*+\n\s*+)*)"
    r"(\"(?>(?:[^\"\\]|\\.)*)\"|'[^']*+'|[^\s:,\"'][^:,]*+)\s*+:(?=\s|\Z)"
)
_FIRST_CHILD = compile_lazily(r"(?>(?:[ \t]*+(?:#[^\n]*+)?\r?\n)*)([ ]*+)(?![-])")


class ValueSpan:
    """The offsets of a value.

    It begins at `value_start`; on that line it ends at `inline_end`, and all of it at `value_end`.
    The first line ends at `first_line_end`; `comment` is the comment or blanks between `inline_end`
    and there. `source` is the value's text. `start` and `end` span the lines of the field.
    `indent` is that of the key, -1 within `{…}`.
    """

    def __init__(self, text: str, field_span: FieldSpan, indent: int) -> None:
        self.start, self.value_start = field_span.start, field_span.value_start
        self.value_end, self.end = field_span.value_end, field_span.end
        self.indent = indent
        line_feed = text.find("\n", field_span.value_start, field_span.value_end)
        self.first_line_end = (
            field_span.value_end
            if line_feed < 0
            else line_feed - text.endswith("\r", field_span.value_start, line_feed)
        )
        first_line = text[self.value_start : self.first_line_end]
        self.inline_end = self.value_start + (
            len(first_line) if indent < 0 else measure_value(first_line)
        )
        if self.first_line_end < self.value_end and not first_line.strip():
            self.inline_end = self.value_start
        self.comment = text[self.inline_end : self.first_line_end]
        self.source = text[
            self.value_start : self.value_end
            if self.first_line_end < self.value_end
            else self.inline_end
        ]

    def replace_value(self, text: str, source: str) -> str:
        """The text with another value. The comment stays where the value is one line."""
        comment = "" if "\n" in source else self.comment
        return text[: self.value_start] + source + comment + text[self.value_end :]


def measure_value(line_rest: str) -> int:
    """How many characters after a colon are value, and not a comment or trailing blanks.

    Blanks alone count as value, because a new value replaces them.
    """
    value_text = line_rest.lstrip(" \t")
    blank_count = len(line_rest) - len(value_text)
    if not value_text:
        return len(line_rest)
    if value_text[0] == "#":
        return 0
    end = len(line_rest.rstrip(" \t"))
    if value_text[0] in "\"'":
        quoted = _QUOTED.match(value_text)
        if not quoted:
            return len(line_rest)
        comment_match = _COMMENT.match(value_text, quoted.end())
        return blank_count + quoted.end() if comment_match else end
    if value_text[0] in "[{":
        comment_offsets = (
            token.start() for token in _TOKEN.finditer(value_text) if token[0][0] in " \t"
        )
        comment_offset = next(comment_offsets, None)
    else:
        comment_match = _COMMENT.search(value_text)
        comment_offset = comment_match.start() if comment_match else None
    return (
        end
        if comment_offset is None
        else len(line_rest[: blank_count + comment_offset].rstrip(" \t"))
    )


def find_flow_items(text: str, start: int, end: int) -> tuple[list[tuple[int, int]], int]:
    """The spans of the items of a flow collection that opens at `start`, and where it closes."""
    spans: list[tuple[int, int]] = []
    depth, item_start = 0, start + 1
    for token in _TOKEN.finditer(text, start, end):
        char = token[0]
        if len(char) > 1:
            continue
        depth += (char in "[{") - (char in "]}")
        if not depth or (char == "," and depth == 1):
            if text[item_start : token.start()].strip():
                spans.append((item_start, token.start()))
            item_start = token.end()
            if not depth:
                return spans, token.start()
    return spans, end


def find_pairs(text: str, start: int, end: int) -> list[FieldSpan]:
    """The fields of a map in braces, `{a: 1, b: 2}`, whose brace is the first after `start`."""
    pairs = []
    for item_start, item_end in find_flow_items(text, text.index("{", start, end), end)[0]:
        if pair_match := _PAIR.match(text, item_start, item_end):
            name = unquote_key(pair_match[1].strip())
            value_end = max(len(text[:item_end].rstrip()), pair_match.end())
            pairs.append(
                FieldSpan(name, pair_match.start(1), pair_match.end(), value_end, value_end, 0)
            )
    return pairs


class PageEditor:
    """A page and the fields of its front matter, for one edit."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.front_matter = parse(text)[0]
        source = text[self.front_matter.start : self.front_matter.end]
        if _CONFLICT_MARKER.search(source):
            raise Refusal(
                "the front matter has the markers of a merge that was not finished",
                "decide which side holds, and take the marker lines out",
            )
        self.newline = detect_newline(text)
        self.field_spans: list[FieldSpan] = []
        self.is_yaml = self.front_matter.shape not in ("none", "toml", "json")
        self.is_flow = self.front_matter.shape == "flow"
        if self.is_flow:
            self.field_spans = find_pairs(text, self.front_matter.start, self.front_matter.end)
        elif self.is_yaml:
            self.field_spans = list(
                find_field_spans(text, self.front_matter.start, self.front_matter.end)
            )

    def find_field(self, name: str) -> FieldSpan | None:
        """A top-level field; the last one of a repeated key, as in reading."""
        return next((span for span in reversed(self.field_spans) if span.name == name), None)

    def find_value(self, name: str) -> ValueSpan | None:
        """The value of a field, whose name may be dotted one level; None where it is absent."""
        if field_span := self.find_field(name):
            return ValueSpan(self.text, field_span, -1 if self.is_flow else 0)
        parent, _, child = name.partition(".")
        if not child or not (field_span := self.find_field(parent)):
            return None
        children, indent = self.find_children(ValueSpan(self.text, field_span, 0))
        child_span = next((span for span in reversed(children) if span.name == child), None)
        return ValueSpan(self.text, child_span, indent) if child_span else None

    def find_children(self, parent: ValueSpan) -> tuple[list[FieldSpan], int]:
        """The fields below a field and their indent; -1 where they stand in `{…}`."""
        text = self.text
        if parent.source.lstrip(" \t").startswith("{"):
            return find_pairs(text, parent.value_start, parent.value_end), -1
        first_child_offset = text.find("\n", parent.value_start, parent.value_end) + 1
        indent_match = (
            _FIRST_CHILD.match(text, first_child_offset, parent.value_end)
            if first_child_offset
            else None
        )
        if not indent_match or not indent_match[1]:
            return [], 2
        indent = len(indent_match[1])
        return list(find_field_spans(text, first_child_offset, parent.end, indent)), indent

    def insert_field(self, name: str, lines: list[str]) -> str:
        """The page with a new top-level field, given as its lines."""
        text, newline, front_matter = self.text, self.newline, self.front_matter
        if front_matter.shape == "none":
            bom = 1 if text.startswith("\ufeff") else 0
            return text[:bom] + newline.join(["---", *lines, "---", ""]) + text[bom:]
        if self.is_flow:
            line = lines[0] if len(lines) == 1 else f"{lines[0]} {{{lines[1].strip()}}}"
            return _insert_pair(text, front_matter.start, front_matter.end, line)
        return _insert_lines(text, self.find_insert_offset(name), lines, newline)

    def find_insert_offset(self, name: str) -> int:
        """The offset for a new field: after the last one that precedes it in canonical order."""
        rank = _RANK_BY_NAME.get(name, len(FIELD_ORDER))
        ranks = [_RANK_BY_NAME.get(chunk.name.lower(), -1) for chunk in self.field_spans]
        lower_indexes = [index for index, other in enumerate(ranks) if 0 <= other < rank]
        higher_indexes = [index for index, other in enumerate(ranks) if other > rank]
        previous_index = len(ranks) - 1
        if rank < len(FIELD_ORDER):
            previous_index = (
                lower_indexes[-1]
                if lower_indexes
                else higher_indexes[0] - 1
                if higher_indexes
                else previous_index
            )
        return (
            self.field_spans[previous_index].end if previous_index >= 0 else self.front_matter.start
        )

    def insert_child(self, parent: str, child: str, line: str) -> str:
        """The page with a new line, given without indent, in the mapping `parent`.

        Raises Refusal where the parent has a value that is not a mapping.
        """
        text, newline = self.text, self.newline
        parent_field = self.find_field(parent)
        if parent_field is None:
            return self.insert_field(parent, [f"{parent}:", f"  {line}"])
        parent_span = ValueSpan(text, parent_field, 0)
        siblings, indent = self.find_children(parent_span)
        if indent < 0:
            return _insert_pair(text, parent_span.value_start, parent_span.value_end, line)
        if siblings:
            return _insert_lines(text, siblings[-1].end, [" " * indent + line], newline)
        if lookup_field(self.front_matter.fields, parent) not in (None, "", []):
            raise Refusal(
                f"`{parent}` is not a mapping, so `{child}` can't be set in it",
                f"make `{parent}` a mapping of names to values",
            )
        before, after = text[: parent_span.value_start], text[parent_span.value_end :]
        if self.is_flow:
            return f"{before} {{{line}}}{after}"
        return f"{before}{parent_span.comment}{newline}  {line}{after}"

    def remove_field(self, name: str) -> str:
        """The page without a field, and without a parent or front matter that is empty then."""
        value_span, text = self.find_value(name), self.text
        if value_span is None:
            return text
        field_span = self.find_field(name)
        if field_span is not None and self.is_flow:
            start, end = _find_span_with_comma(self.field_spans, value_span)
            return text[:start] + text[end:]
        if field_span is None:
            parent = name.partition(".")[0]
            siblings = self.find_siblings(parent)
            if value_span.indent < 0:
                start, end = _find_span_with_comma(siblings, value_span)
                return text[:start] + text[end:]
            if len(siblings) == 1:
                return self.remove_field(parent)
        elif len(self.field_spans) == 1 and self.front_matter.shape == "fenced":
            bom = 1 if text.startswith("\ufeff") else 0
            if (
                field_span.start == self.front_matter.start
                and field_span.end == self.front_matter.end
            ):
                return text[:bom] + text[self.front_matter.body_start :]
        start, end = value_span.start, value_span.end
        if end == len(text) and not text.endswith("\n") and start:
            start -= 2 if text.endswith("\r\n", 0, start) else 1
        return text[:start] + text[end:]

    def find_siblings(self, parent: str) -> list[FieldSpan]:
        """The fields below an existing field."""
        return [
            child
            for field_span in self.field_spans
            if field_span is self.find_field(parent)
            for child in self.find_children(ValueSpan(self.text, field_span, 0))[0]
        ]


def _find_span_with_comma(siblings: list[FieldSpan], value_span: ValueSpan) -> tuple[int, int]:
    """The span of an item of a flow collection, including the comma to remove with it."""
    index = [sibling.start for sibling in siblings].index(value_span.start)
    if index:
        return siblings[index - 1].value_end, value_span.value_end
    return value_span.start, siblings[1].start if len(siblings) > 1 else value_span.value_end


def _insert_pair(text: str, start: int, end: int, pair: str) -> str:
    """The text with one more field in the map in braces that begins after `start`."""
    spans, closing_offset = find_flow_items(text, text.index("{", start, end), end)
    offset = len(text[: spans[-1][1]].rstrip()) if spans else closing_offset
    return text[:offset] + (", " if spans else "") + pair + text[offset:]


def _insert_lines(text: str, offset: int, lines: list[str], newline: str) -> str:
    """The text with lines inserted where a line begins, or after a last line without line end."""
    if offset and text[offset - 1] != "\n":
        return text[:offset] + "".join(newline + line for line in lines) + text[offset:]
    return text[:offset] + "".join(line + newline for line in lines) + text[offset:]
