"""Front matter found in a page, in all the shapes that people and agents give it.

Nothing raises and nothing is dropped: what can't be read well is read as well as it can be, and a
finding says where, why and what cures it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from minutebook.text.frontmatter.strict import (
    KEY_PATTERN,
    FieldSpan,
    NotCanonical,
    find_field_spans,
    parse_canonical,
    unquote_key,
)

# Keys of records, for telling front matter that has lost a fence from prose.
KNOWN_KEYS = frozenset(
    "id phr_id title stage status date date_iso surface agent model feature branch user command "  # noqa: SIM905
    "session labels tags links files files_yaml files_modified files_created tests tests_yaml "
    "tests_run prompt_text response_text deciders decision-makers consulted informed author "
    "authors slug description suggestions fidelity digest review-by".split()
)

_OPEN = re.compile(
    r"\ufeff?(?:[ \t]*+\r?\n){0,50}+(---[ \t]*+(\[\])?[ \t]*+|(`{3,})([a-zA-Z]*+)[ \t]*+)\r?\n"
)
_INNER_OPEN = re.compile(r"(?:[ \t]*+\r?\n)*+---[ \t]*+\r?\n")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*+\r?$", re.MULTILINE)
_CODE_CLOSE = re.compile(r"^`{3,}+[ \t]*+\r?$", re.MULTILINE)
_BLANK = re.compile(r"\ufeff?(?:[ \t]*+\r?\n){0,50}+")
_HEADING = re.compile(r"#{1,6}[ \t]")
_RULE = re.compile(r"(?:[ \t]*+\r?\n)++#{1,6}[ \t][^\n]*+\n[ \t]*+\r?\n")
_BODY = re.compile(r"(?:[ \t]*+\r?\n)++#{1,6}[ \t]")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Front matter as far as it could be read.

    `fields` keeps the page's spelling and order. `start` and `end` are the offsets of the YAML
    text without fences, `body` where the page goes on. `shape` is "fenced", "unclosed", "code" (in
    a code fence), "bare" (keys without fences) or "none". `lines` tells on which line of the page
    (from 1) a key stands.
    """

    fields: Mapping[str, object]
    start: int
    end: int
    body_start: int
    shape: str
    line_numbers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the front matter of a page.

    `severity` is "warning" or "info"; `line` counts from 1 at the page's begin; `fix` is the cure.
    """

    code: str
    severity: str
    line: int
    message: str
    fix: str


def parse(text: str) -> tuple[FrontMatter, tuple[Problem, ...]]:
    """A page's front matter, with problems where it could be read only in part or is misshapen.

    Codes: front-matter, front-matter-open, front-matter-shape, front-matter-twice.
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
                    return FrontMatter(fields, 4, end + 1, end + 5, "fenced", lines), ()
    reading = _Reading(text)
    head = reading.opened() or reading.bare() or FrontMatter({}, 0, 0, 0, "none", {})
    return head, tuple(reading.problems)


def get_field(text: str, name: str) -> object | None:
    """A field's value, None where it is absent; `name` may be dotted one level (`links.adr`)."""
    return lookup_field(parse(text)[0].fields, name)


def lookup_field(fields: Mapping[str, object], name: str) -> object | None:
    """A value of fields already read; `name` may be dotted one level."""
    if name in fields:
        return fields[name]
    parent, _, child = name.partition(".")
    inner = fields.get(parent)
    return inner.get(child) if isinstance(inner, Mapping) else None


class _Reading:
    """One reading of a page that is not canonical: collects problems on the way."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[Problem] = []

    def add(self, code: str, line: int, message: str, fix: str) -> None:
        self.problems.append(Problem(code, "warning", line, message, fix))

    def number(self, at: int) -> int:
        """The line that an offset is on."""
        return self.text.count("\n", 0, at) + 1

    def opened(self) -> FrontMatter | None:
        """Front matter that a fence opens; None where the page begins otherwise."""
        opening = _OPEN.match(self.text)
        if not opening:
            return None
        if opening[3]:
            return self.code(opening.end(), opening[4].lower())
        return self.fenced(opening.end(), bracketed=bool(opening[2]))

    def fenced(self, start: int, *, bracketed: bool) -> FrontMatter | None:
        text = self.text
        closing = _CLOSE.search(text, start)
        end = closing.start() if closing else len(text)
        fields = list(find_field_spans(text, start, end))
        if not self.is_head(start, end, fields, closed=bool(closing)):
            return None
        if bracketed:
            self.add(
                "front-matter-shape",
                self.number(start) - 1,
                "the front matter opens with `---[]`",
                "write `---` alone on the line",
            )
        if closing:
            cut = self.cut(start, end) if "\n#" in text[start:end] else end
            # A comment may look like a heading; below a blank line, with prose after it that is
            # no YAML, it is one, and the closing fence is a rule of the body.
            if not _BODY.match(text, cut) or self.sound(start, end):
                return self.made(start, end, _after(text, closing.end()), "fenced")
        cut = self.cut(start, end)
        opened = self.number(start) - 1
        last = opened + len(text[start:cut].rstrip().split("\n"))
        self.add(
            "front-matter-open",
            opened,
            "the front matter is never closed",
            f"add a line `---` after line {last}",
        )
        return self.made(start, cut, cut, "unclosed")

    def code(self, start: int, info: str) -> FrontMatter | None:
        """Front matter in a code fence at the page's top, or at the top of a page in one."""
        text = self.text
        end = body = len(text)
        top = start
        inner = _INNER_OPEN.match(text, start)
        if inner:
            start = inner.end()
        if info in {"", "yaml", "yml"}:
            if not (closing := _CODE_CLOSE.search(text, start)):
                return None
            end, body = closing.start(), _after(text, closing.end())
            if inner and (close := _CLOSE.search(text, start, end)):
                end = close.start()
        elif info in {"markdown", "md"} and inner and (close := _CLOSE.search(text, start)):
            end, body = close.start(), _after(text, close.end())
        else:
            return None
        if (
            sum(chunk.name.lower() in KNOWN_KEYS for chunk in find_field_spans(text, start, end))
            < 2
        ):
            return None
        self.add(
            "front-matter-shape",
            self.number(top) - 1,
            "the front matter stands in a code fence",
            "take the code fence away and set a line `---` before and after the fields",
        )
        return self.made(start, end, body, "code")

    def bare(self) -> FrontMatter | None:
        """At least two fields with known names at the page's top, without fences."""
        text = self.text
        blank = _BLANK.match(text)
        start = blank.end() if blank else 0
        first = KEY_PATTERN.match(text, start)
        if not first or first[1] or unquote_key(first[2]).lower() not in KNOWN_KEYS:
            return None
        end = self.cut(start, len(text))
        names = [chunk.name.lower() for chunk in find_field_spans(text, start, end)][:2]
        if len(names) < 2 or names[1] not in KNOWN_KEYS:
            return None
        self.add(
            "front-matter-shape",
            self.number(start),
            "the front matter has no fences",
            "set a line `---` before and after the fields",
        )
        return self.made(start, end, end, "bare")

    def cut(self, start: int, end: int) -> int:
        """Where front matter that no fence closes ends.

        At a heading, a rule or a code fence, or at a blank line that no field follows.
        """
        text, at, blank = self.text, start, -1
        while at < end:
            brk = text.find("\n", at, end)
            after = end if brk < 0 else brk + 1
            line = text[at:after].rstrip()
            if not line:
                blank = at if blank < 0 else blank
            elif _HEADING.match(line) or line.startswith(("---", "```", "~~~")):
                return at if blank < 0 else blank
            elif blank >= 0:
                # Prose begins with a capital: "Note: …" is no field, `outcome:` is.
                found = KEY_PATTERN.match(line)
                field = found and (found[2].islower() or found[2].lower() in KNOWN_KEYS)
                if not field and line[0] != " ":
                    return blank
                blank = -1
            at = after
        return end if blank < 0 else blank

    def sound(self, start: int, end: int) -> bool:
        """Whether the span is YAML with no heading of a lower level in it."""
        return "\n##" not in self.text[start:end] and isinstance(self.parsed(start, end), dict)

    def is_head(self, start: int, end: int, fields: list[FieldSpan], *, closed: bool) -> bool:
        """Whether what a first line `---` opens is front matter, and not a body below a rule."""
        inside = self.text[start:end]
        if _RULE.match(self.text, start):
            return False
        if not fields:
            return closed and not inside.strip() and inside.count("\n") <= 1
        if any(field.name.lower() in KNOWN_KEYS for field in fields):
            return True
        # Unknown names: a paragraph may begin "Note: …", but not go on as YAML.
        if not closed or any(
            " " in field.name and self.text[field.start] not in "\"'" for field in fields
        ):
            return False
        plain = fields[0].start == start and "\n\n" not in inside.replace("\r\n", "\n")
        return plain or self.sound(start, end)

    def parsed(
        self, start: int, end: int, twice: list[tuple[str, int]] | None = None
    ) -> dict[str, object] | tuple[str, int]:
        """The fields between two offsets; else why they can't be read, and on which line.

        The keys that stand twice are added to `twice`.
        """
        from minutebook.text.frontmatter.pyyaml import UnreadableYaml, load_yaml

        inside = self.text[start:end].replace("\r\n", "\n")
        fields: dict[str, object] = {}
        try:
            parse_canonical(inside, 0, fields, {})
        except NotCanonical:
            pass
        else:
            return fields
        try:
            found, doubled = load_yaml(inside)
        except UnreadableYaml as error:
            return error.message, error.line_index
        if twice is not None:
            twice += doubled
        return found if isinstance(found, dict) else ("it is not a mapping of keys to values", 0)

    def made(self, start: int, end: int, body: int, shape: str) -> FrontMatter:
        """The head between two offsets, read by the first reader that can."""
        number = self.number(start)
        twice: list[tuple[str, int]] = []
        values = self.parsed(start, end, twice)
        if not isinstance(values, dict):
            from minutebook.text.frontmatter.recover import recover_fields

            reason, line = values
            values, problem, twice = recover_fields(self.text, start, end)
            where = line if problem.line_index < 0 else problem.line_index
            message = f"the front matter was read field by field: {problem.message}{reason}"
            self.problems.append(
                Problem("front-matter", problem.severity, number + where, message, problem.fix)
            )
        for key, below in twice:
            self.add(
                "front-matter-twice",
                number + below,
                f"`{key}` stands twice in the front matter; the last one counts",
                "keep one of them",
            )
        lines = {
            chunk.name: number + chunk.line_index
            for chunk in find_field_spans(self.text, start, end)
            if chunk.name in values
        }
        return FrontMatter(values, start, end, body, shape, lines)


def _after(text: str, at: int) -> int:
    """The offset after the line end at or after `at`."""
    brk = text.find("\n", at)
    return len(text) if brk < 0 else brk + 1
