"""Fill in the template of a page.

Lines whose placeholders are all unknown are left out first, and so is a heading that loses all its
content with them: no placeholder is ever written. A comment of the template that stands for a
section (see `section_hints`) takes its place where it says nothing. What remains is read by Jinja2
and evaluated (see `template_language`) where the template has more than `{{ name }}` placeholders,
and else filled in here, because importing Jinja2 costs 5.6 times the start of Python. Both ways
give the same page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from minutebook.errors import EXIT_REFUSED, UsageError
from minutebook.lean.patterns import compile_lazily
from minutebook.text.markdown import section_hints

MAX_TEMPLATE_CHARS = 256 * 1024
_MIN_PAGE_CHARS = 1024 * 1024  # that a page may have, beside what its values hold
_CHARS_PER_VALUE_CHAR = 16  # a value may be shown more than once, and in more than one form
_PLACEHOLDER = compile_lazily(r"\{\{ *([a-z_]+) *\}\}")
_PLACEHOLDER_AFTER_SPACE = compile_lazily(r"(?<! ) ++(\{\{ *([a-z_]+) *\}\})")
_ENGINE_SYNTAX = compile_lazily(r"\{%|\{#|\{\{(?! *[a-z_]+ *\}\})")
_TAG_START = compile_lazily(r"\{[{%]")
_TAG_END = compile_lazily(r"[%}]\}")
_WORD = compile_lazily(r"[a-z_]+")
_BLANKS = " \t\r\f\v"
_HEADING = compile_lazily(r"(#{1,6}) ")
_LANGUAGE = "see https://jinja.palletsprojects.com"
_SIMPLER = "write a simpler template: placeholders, if, and short loops"


class InvalidTemplate(UsageError):
    """A template uses an unknown name, or is not a valid template."""

    code = "template"


class CostlyTemplate(InvalidTemplate):
    """A template takes more time or makes more text than a page can need."""

    exit_status = EXIT_REFUSED


def render_template(
    source: str, values: Mapping[str, str | None], path: str = "the template"
) -> str:
    """Fill in a template; the page ends with one line end.

    A value of None is unknown: a line with no other placeholders is left out. "" is known and
    empty: its line becomes empty, and the text around the placeholder stays. `path` names the
    template in messages. Raises InvalidTemplate, with the line, where the template uses a name that
    is not in `values`, does not compile, or fails.
    """
    if len(source) > MAX_TEMPLATE_CHARS:
        raise InvalidTemplate(
            f"{path} is longer than {MAX_TEMPLATE_CHARS} characters", "use a shorter template"
        )
    lines = _drop_unknown_lines(source.removeprefix("\ufeff").replace("\r\n", "\n"), values)
    text = "\n".join(line for _, line in lines)
    if _ENGINE_SYNTAX.search(text):
        page = _evaluate_template(text, values, path, [number for number, _ in lines])
    else:
        chars_left = compute_max_chars(values)
        for number, line in lines:
            for name in _PLACEHOLDER.findall(line):
                chars_left -= len(values.get(name) or "")
                if chars_left < 0:
                    raise CostlyTemplate(
                        f"{path}, line {number}: the page becomes too long", _SIMPLER
                    )
                if name not in values:
                    raise InvalidTemplate(
                        f"{path}, line {number}: {{{{ {name} }}}} is not a known name",
                        f"known: {', '.join(sorted(values))}",
                    )
        page = _PLACEHOLDER.sub(lambda match: values[match[1]] or "", text)
    return page.rstrip("\n") + "\n"


def compute_max_chars(values: Mapping[str, str | None]) -> int:
    """How many characters a template may make of its values."""
    return _MIN_PAGE_CHARS + _CHARS_PER_VALUE_CHAR * sum(
        len(value or "") for value in values.values()
    )


def find_names(source: str) -> frozenset[str]:
    """The names that the placeholders and statements of a template use, and its filters' names."""
    return frozenset(name for tag in _find_tags(source) for name in _WORD.findall(tag))


def _find_tags(source: str) -> Iterator[str]:
    """What stands in the placeholders and statements of a template."""
    offset = 0
    while (start := _TAG_START.search(source, offset)) and (
        end := _TAG_END.search(source, start.end())
    ):
        yield source[start.end() : end.start()]
        offset = end.end()


def _evaluate_template(
    text: str, values: Mapping[str, str | None], path: str, line_numbers: Sequence[int]
) -> str:
    """Fill in a template that has more than placeholders.

    `line_numbers` has the number that each line of the text has in the file.
    """
    from jinja2 import TemplateSyntaxError

    from minutebook.records.drafting.template_language import budget, statements

    def locate(line: int) -> str:
        return f"{path}, line {line_numbers[min(line, len(line_numbers)) - 1]}"

    try:
        return statements.fill_template(
            text,
            {name: value or "" for name, value in values.items()},
            budget.Budget(compute_max_chars(values)),
        )
    except budget.UnknownName as error:
        hint = f"known: {', '.join(sorted(values))}"
        raise InvalidTemplate(f"{locate(error.line)}: {error.reason}", hint) from None
    except budget.LimitReached as error:
        raise CostlyTemplate(
            f"{locate(error.line)} is not a valid template: {error.reason}", _SIMPLER
        ) from None
    except budget.EvaluationError as error:
        raise InvalidTemplate(
            f"{locate(error.line)} is not a valid template: {error.reason}", _LANGUAGE
        ) from None
    except TemplateSyntaxError as error:
        raise InvalidTemplate(
            f"{locate(error.lineno)} is not a valid template: {error.message}", _LANGUAGE
        ) from None
    except (RecursionError, ValueError) as error:  # nested too deeply, or a very long number
        raise CostlyTemplate(f"{path} is not a valid template: {error}", _SIMPLER) from None


def _drop_unknown_lines(source: str, values: Mapping[str, str | None]) -> list[tuple[int, str]]:
    """The lines of a template, with their numbers, that have something to show.

    Without those whose placeholders are all unknown, and without headings that have no other lines.
    """
    lines: list[tuple[int, str]] = []
    headings: list[_OpenHeading] = []
    for number, line in enumerate(source.split("\n"), 1):
        heading = _HEADING.match(line)
        if heading:
            _close_headings(headings, lines, len(heading[1]))
        elif headings and headings[-1].takes_hint(number, line):
            continue
        names = _PLACEHOLDER.findall(line)
        if names and all(name in values and values[name] is None for name in names):
            for open_heading in headings:
                open_heading.has_lost = True
            continue
        is_empty = (
            bool(names)
            and not _PLACEHOLDER.sub("", line).strip()
            and all(values.get(name, "x") == "" for name in names)
        )
        if heading and len(heading[1]) > 1 and not names:  # a page's title is never left out
            headings.append(_OpenHeading(len(lines), len(heading[1]), line))
        if (is_empty or not line.strip()) and lines and not lines[-1][1].strip():
            continue  # a second empty line in a row
        lines.append((number, "" if is_empty else _trim_line(line, values)))
    _close_headings(headings, lines, 1)
    return lines


def _close_headings(headings: list[_OpenHeading], lines: list[tuple[int, str]], level: int) -> None:
    """End the sections of this level and below it: those that say nothing lose their headings.

    The comment that stands for such a section takes its place, before those of sections in it. One
    that has nothing but sections keeps its heading, and the comment below that.
    """
    while headings and headings[-1].level >= level:
        heading = headings.pop()
        if not (heading.has_lost or heading.hint):
            continue
        below = [line for line in lines[heading.index + 1 :] if line[1].strip()]
        if not all(section_hints.find_heading(line) for _, line in below):
            if heading.hint and _HEADING.match(below[0][1]):
                number, hint = heading.hint
                advice = (number, section_hints.make_advice(hint)), (number, "")
                lines[heading.index + 2 : heading.index + 2] = advice
            continue
        del lines[heading.index + 2 * heading.stays :]
        for number, hint in (*filter(None, (heading.hint,)), *below):
            lines.extend(((number, hint), (number, "")))


class _OpenHeading:
    """A heading whose section is read: where it stands, its level and text.

    `has_lost` tells whether a line was left out below it; `hint` is the comment that stands for its
    section, with its number, or below its heading, which `stays` then.
    """

    __slots__ = ("has_lost", "hint", "index", "level", "stays", "text")

    def __init__(self, index: int, level: int, text: str) -> None:
        self.index, self.level, self.text = index, level, text
        self.has_lost = False
        self.hint: tuple[int, str] | None = None
        self.stays = False

    def takes_hint(self, number: int, line: str) -> bool:
        """Whether a line of the template is the comment for this section, which keeps it."""
        stays = section_hints.is_advice(line, self.text.lstrip("# "))
        if not (stays or section_hints.find_heading(line) == self.text):
            return False
        self.hint, self.stays = (number, line), stays
        return True


def _trim_line(line: str, values: Mapping[str, str | None]) -> str:
    """A line without the blanks that would end it, or end a line of the page.

    These stand before an empty value at the line's end, and before a value that begins with a line
    end.
    """
    end = len(line)
    while True:
        stop = _skip_back(line, end, " \t")
        start = max(0, line.rfind("{{", 0, stop))
        placeholder = _PLACEHOLDER.fullmatch(line, start, stop)
        if not placeholder or values.get(placeholder[1]) != "":
            break
        end = _skip_back(line, start, _BLANKS)
    return _PLACEHOLDER_AFTER_SPACE.sub(
        lambda match: match[1] if (values.get(match[2]) or "").startswith("\n") else match[0],
        line[:end],
    )


def _skip_back(line: str, end: int, chars: str) -> int:
    """The offset behind the last character before `end` that is none of `chars`."""
    while end and line[end - 1] in chars:
        end -= 1
    return end
