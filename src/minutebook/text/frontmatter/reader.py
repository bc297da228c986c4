"""Find and read a page's front matter in all the shapes that people and agents write.

Nothing raises and nothing is dropped: front matter that is malformed is read as far as possible,
and a problem says where, why, and how to correct it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, replace
from minutebook.text.frontmatter import record_block
from minutebook.text.frontmatter.strict import (
    KEY_PATTERN,
    FieldSpan,
    NotCanonical,
    find_field_spans,
    parse_canonical,
    unquote_key,
)

# Keys of records, to tell front matter that lacks a fence from prose.
KNOWN_KEYS = frozenset(
    "id phr_id title stage status date date_iso surface agent model feature branch user command "  # noqa: SIM905
    "session labels tags links files files_yaml files_modified files_created tests tests_yaml "
    "tests_run prompt_text response_text deciders decision-makers consulted informed author "
    "authors slug description suggestions asked_before fidelity digest "
    "review-by governs".split()
)

_OPENING_FENCE = compile_lazily(
    r"\ufeff?(?>(?:[ \t]*+\r?\n){0,50})(---[ \t]*+(\[\])?[ \t]*+|(`{3,})([a-zA-Z]*+)[ \t]*+)\r?\n"
)
_INNER_OPENING_FENCE = compile_lazily(r"(?>(?:[ \t]*+\r?\n)*)---[ \t]*+\r?\n")
_CLOSING_FENCE = compile_lazily(r"^(?:---|\.\.\.)[ \t]*+\r?$", re.MULTILINE)
_CLOSING_CODE_FENCE = compile_lazily(r"^`{3,}+[ \t]*+\r?$", re.MULTILINE)
_MAX_BLANK_CHARS = 200  # before front matter in TOML or JSON
_BLANK_START = compile_lazily(r"\ufeff?(?>(?:[ \t]*+\r?\n){0,50})")
_HEADING = compile_lazily(r"#{1,6}[ \t]")
_RULE_AND_HEADING = compile_lazily(r"(?>(?:[ \t]*+\r?\n)+)#{1,6}[ \t][^\n]*+\n[ \t]*+\r?\n")
_BODY_HEADING = compile_lazily(r"(?>(?:[ \t]*+\r?\n)+)#{1,6}[ \t]")


class FrontMatter(Value):
    """Front matter as far as it could be read.

    `fields` keeps the page's spelling and order. `start` and `end` are the offsets of the YAML
    text without fences, `body_start` is where the page continues. `shape` is "fenced", "unclosed",
    "code" (in a code fence), "bare" (keys without fences), "flow" (a map in braces), "toml", "json"
    or "none".
    `line_numbers` gives each key's line in the page, from 1.
    """

    fields: Mapping[str, object]
    start: int
    end: int
    body_start: int
    shape: str
    line_numbers: Mapping[str, int]


class Problem(Value):
    """Something wrong with the front matter of a page.

    `severity` is "error", "warning" or "info"; `line` counts from 1 at the page's beginning; `fix`
    says how to correct it.
    """

    code: str
    severity: str
    line: int
    message: str
    fix: str


def parse(text: str) -> tuple[FrontMatter, tuple[Problem, ...]]:
    """A page's front matter with the fields of its record block, and what is wrong with it.

    The codes of problems: front-matter (read only in part), front-matter-open (never closed),
    front-matter-shape (no proper fences), front-matter-twice (a repeated key).
    """
    if text.startswith("---\n") and not text.startswith("\n", 4):
        end = text.find("\n---\n", 3)
        if end > 3:
            fields: dict[str, object] = {}
            lines: dict[str, int] = {}
            try:
                parse_canonical(text[4:end], 2, fields, lines)
            except NotCanonical:
                pass
            else:
                if fields:
                    front_matter = FrontMatter(fields, 4, end + 1, end + 5, "fenced", lines)
                    return _add_record_block(text, front_matter), ()
    reading = _PageReading(text)
    front_matter = (
        reading.read_opened()
        or reading.read_bare()
        or reading.read_other_format()
        or FrontMatter({}, 0, 0, 0, "none", {})
    )
    return _add_record_block(text, front_matter), tuple(reading.problems)


def _add_record_block(text: str, front_matter: FrontMatter) -> FrontMatter:
    """Front matter with the fields of the record block that ends the page."""
    if record_block.MARKER not in text:
        return front_matter
    fields, lines = record_block.read_record_block(text)
    fields.pop(record_block.FORM_FIELD, None)
    return replace(
        front_matter,
        fields=record_block.join_fields(front_matter.fields, fields),
        line_numbers={**lines, **front_matter.line_numbers},
    )


def get_field(text: str, name: str) -> object | None:
    """A field's value, None where it is absent; `name` may be dotted one level (`links.adr`)."""
    return lookup_field(parse(text)[0].fields, name)


def lookup_field(fields: Mapping[str, object], name: str) -> object | None:
    """A value of fields that were read, None where it is absent; `name` may be dotted one level."""
    if name in fields:
        return fields[name]
    parent, _, child = name.partition(".")
    inner = fields.get(parent)
    return inner.get(child) if isinstance(inner, Mapping) else None


class _PageReading:
    """Reads the front matter of one page that is not canonical, and collects problems."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[Problem] = []

    def add_problem(self, code: str, line: int, message: str, fix: str) -> None:
        self.problems.append(Problem(code, "warning", line, message, fix))

    def count_line(self, offset: int) -> int:
        """The line of an offset, from 1."""
        return self.text.count("\n", 0, offset) + 1

    def read_opened(self) -> FrontMatter | None:
        """Front matter that a fence opens; None where the page begins otherwise."""
        opening_match = _OPENING_FENCE.match(self.text)
        if not opening_match:
            return None
        if opening_match[3]:
            return self.read_code_fence(opening_match.end(), opening_match[4].lower())
        return self.read_fenced(opening_match.end(), bracketed=bool(opening_match[2]))

    def read_fenced(self, start: int, *, bracketed: bool) -> FrontMatter | None:
        text = self.text
        closing_match = _CLOSING_FENCE.search(text, start)
        end = closing_match.start() if closing_match else len(text)
        fields = list(find_field_spans(text, start, end))
        if not self.is_front_matter(start, end, fields, closed=bool(closing_match)):
            return None
        if bracketed:
            self.add_problem(
                "front-matter-shape",
                self.count_line(start) - 1,
                "the front matter opens with `---[]`",
                "write `---` alone on the line",
            )
        if closing_match:
            unclosed_end = self.find_unclosed_end(start, end) if "\n#" in text[start:end] else end
            # A YAML comment looks like a heading. Below a blank line and before prose that is not
            # YAML it is a heading, and the closing fence is a thematic break of the body.
            if not _BODY_HEADING.match(text, unclosed_end) or self.is_sound_yaml(start, end):
                return self.build_front_matter(
                    start, end, _find_next_line(text, closing_match.end()), "fenced"
                )
        unclosed_end = self.find_unclosed_end(start, end)
        opening_line = self.count_line(start) - 1
        last_line = opening_line + len(text[start:unclosed_end].rstrip().split("\n"))
        self.add_problem(
            "front-matter-open",
            opening_line,
            "the front matter is never closed",
            f"add a line `---` after line {last_line}",
        )
        return self.build_front_matter(start, unclosed_end, unclosed_end, "unclosed")

    def read_code_fence(self, start: int, info: str) -> FrontMatter | None:
        """Front matter in a code fence at the page's top, or atop a page that is in one."""
        text = self.text
        end = body_start = len(text)
        fence_end = start
        inner_match = _INNER_OPENING_FENCE.match(text, start)
        if inner_match:
            start = inner_match.end()
        if info in {"", "yaml", "yml"}:
            if not (closing := _CLOSING_CODE_FENCE.search(text, start)):
                return None
            end, body_start = closing.start(), _find_next_line(text, closing.end())
            if inner_match and (closing_match := _CLOSING_FENCE.search(text, start, end)):
                end = closing_match.start()
        elif (
            info in {"markdown", "md"}
            and inner_match
            and (closing_match := _CLOSING_FENCE.search(text, start))
        ):
            end, body_start = closing_match.start(), _find_next_line(text, closing_match.end())
        else:
            return None
        if (
            sum(
                field_span.name.lower() in KNOWN_KEYS
                for field_span in find_field_spans(text, start, end)
            )
            < 2
        ):
            return None
        self.add_problem(
            "front-matter-shape",
            self.count_line(fence_end) - 1,
            "the front matter is in a code fence",
            "take the code fence away and set a line `---` before and after the fields",
        )
        return self.build_front_matter(start, end, body_start, "code")

    def read_bare(self) -> FrontMatter | None:
        """At least two fields with known names at the page's top, without fences."""
        text = self.text
        blank_match = _BLANK_START.match(text)
        start = blank_match.end() if blank_match else 0
        first_key = KEY_PATTERN.match(text, start)
        if not first_key or first_key[1] or unquote_key(first_key[2]).lower() not in KNOWN_KEYS:
            return None
        end = self.find_unclosed_end(start, len(text))
        names = [field_span.name.lower() for field_span in find_field_spans(text, start, end)][:2]
        if len(names) < 2 or names[1] not in KNOWN_KEYS:
            return None
        self.add_problem(
            "front-matter-shape",
            self.count_line(start),
            "the front matter has no fences",
            "set a line `---` before and after the fields",
        )
        return self.build_front_matter(start, end, end, "bare")

    def read_other_format(self) -> FrontMatter | None:
        """Front matter in TOML or JSON; None where the page begins otherwise."""
        if not self.text[:_MAX_BLANK_CHARS].lstrip("\ufeff \t\r\n").startswith(("+++", "---")):
            return None
        from minutebook.text.frontmatter import other_formats  # few pages have it

        if (found := other_formats.read_other_format(self.text)) is None:
            return None
        front_matter, reason = found
        if reason:
            self.add_problem(
                "front-matter",
                self.count_line(front_matter.start),
                f"the front matter is not {front_matter.shape.upper()}: {reason}",
                "correct it, or write it in YAML between lines of `---`",
            )
        return front_matter

    def find_unclosed_end(self, start: int, end: int) -> int:
        """The offset where front matter without a closing fence ends.

        That is a heading, a rule, a code fence, or a blank line that no field follows.
        """
        text, offset, blank_start = self.text, start, -1
        while offset < end:
            line_feed = text.find("\n", offset, end)
            next_line = end if line_feed < 0 else line_feed + 1
            line = text[offset:next_line].rstrip()
            if not line:
                blank_start = offset if blank_start < 0 else blank_start
            elif _HEADING.match(line) or line.startswith(("---", "```", "~~~")):
                return offset if blank_start < 0 else blank_start
            elif blank_start >= 0:
                # Prose begins with a capital: "Note: …" is not a field, `outcome:` is one.
                key_match = KEY_PATTERN.match(line)
                is_field = key_match and (
                    key_match[2].islower() or key_match[2].lower() in KNOWN_KEYS
                )
                if not is_field and line[0] != " ":
                    return blank_start
                blank_start = -1
            offset = next_line
        return end if blank_start < 0 else blank_start

    def is_sound_yaml(self, start: int, end: int) -> bool:
        """Whether the span is YAML and has no heading of the second level or below."""
        return "\n##" not in self.text[start:end] and isinstance(
            self.parse_fields(start, end), dict
        )

    def is_front_matter(
        self, start: int, end: int, fields: list[FieldSpan], *, closed: bool
    ) -> bool:
        """Whether a first line `---` opens front matter, and is not a rule above the body."""
        content = self.text[start:end]
        if _RULE_AND_HEADING.match(self.text, start):
            return False
        if not fields:
            return closed and not content.strip() and content.count("\n") <= 1
        if any(field.name.lower() in KNOWN_KEYS for field in fields):
            return True
        # Unknown names: a paragraph may begin "Note: …", but it does not continue as YAML.
        if not closed or any(
            " " in field.name and self.text[field.start] not in "\"'" for field in fields
        ):
            return False
        is_unbroken = fields[0].start == start and "\n\n" not in content.replace("\r\n", "\n")
        return is_unbroken or self.is_sound_yaml(start, end)

    def parse_fields(
        self, start: int, end: int, duplicate_keys: list[tuple[str, int]] | None = None
    ) -> dict[str, object] | tuple[str, int]:
        """The fields between two offsets; else why they can't be read, and on which line (from 0).

        Repeated keys are added to `duplicate_keys`, with their lines.
        """
        from minutebook.text.frontmatter.pyyaml import UnreadableYaml, load_yaml

        content = self.text[start:end].replace("\r\n", "\n")
        fields: dict[str, object] = {}
        try:
            parse_canonical(content, 0, fields, {})
        except NotCanonical:
            pass
        else:
            return fields
        try:
            value, new_duplicates = load_yaml(content)
        except UnreadableYaml as error:
            return error.message, error.line_index
        if duplicate_keys is not None:
            duplicate_keys += new_duplicates
        return value if isinstance(value, dict) else ("it is not a mapping of keys to values", 0)

    def build_front_matter(self, start: int, end: int, body_start: int, shape: str) -> FrontMatter:
        """The front matter between two offsets, read by the first reader that can."""
        first_line = self.count_line(start)
        duplicate_keys: list[tuple[str, int]] = []
        fields = self.parse_fields(start, end, duplicate_keys)
        if not isinstance(fields, dict):
            from minutebook.text.frontmatter.recover import recover_fields

            reason, line = fields
            fields, problem, duplicate_keys = recover_fields(self.text, start, end)
            line_index = line if problem.line_index < 0 else problem.line_index
            message = f"the front matter was read field by field: {problem.message}{reason}"
            self.problems.append(
                Problem(
                    "front-matter", problem.severity, first_line + line_index, message, problem.fix
                )
            )
        for key, line_index in duplicate_keys:
            self.add_problem(
                "front-matter-twice",
                first_line + line_index,
                f"`{key}` occurs twice in the front matter; the last one counts",
                "keep one of them",
            )
        line_numbers = {
            field_span.name: first_line + field_span.line_index
            for field_span in find_field_spans(self.text, start, end)
            if field_span.name in fields
        }
        return FrontMatter(fields, start, end, body_start, shape, line_numbers)


def _find_next_line(text: str, offset: int) -> int:
    """The offset of the line after the one of `offset`."""
    line_feed = text.find("\n", offset)
    return len(text) if line_feed < 0 else line_feed + 1
