"""Fill in the template of a page.

Lines whose placeholders are all unknown are left out first, and so is a heading that loses all its
content with them: no placeholder is ever written. What remains is filled in by Jinja2 where the
template has more than `{{ name }}` placeholders, and else without it, because importing Jinja2
costs 5.6 times the start of Python. Both ways give the same page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from minutebook.errors import UsageError

MAX_TEMPLATE_CHARS = 256 * 1024
_PLACEHOLDER = re.compile(r"\{\{ *([a-z_]+) *\}\}")
_LAST_PLACEHOLDER = re.compile(r"\{\{ *([a-z_]+) *\}\}[ \t]*$")
_PLACEHOLDER_AFTER_SPACE = re.compile(r" +(\{\{ *([a-z_]+) *\}\})")
_ENGINE_SYNTAX = re.compile(r"\{%|\{#|\{\{(?! *[a-z_]+ *\}\})")
_TAG = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)
_WORD = re.compile(r"[a-z_]+")
_HEADING = re.compile(r"(#{1,6}) ")
# What the expressions of a template can raise, whatever they call.
_EXPRESSION_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)


class InvalidTemplate(UsageError):
    """A template uses an unknown name, or is not a valid template."""

    code = "template"


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
        page = _render_with_jinja(text, values, path, [number for number, _ in lines])
    else:
        for number, line in lines:
            for name in _PLACEHOLDER.findall(line):
                if name not in values:
                    raise InvalidTemplate(
                        f"{path}, line {number}: {{{{ {name} }}}} is not a known name",
                        f"known: {', '.join(sorted(values))}",
                    )
        page = _PLACEHOLDER.sub(lambda match: values[match[1]] or "", text)
    return page.rstrip("\n") + "\n"


def find_names(source: str) -> frozenset[str]:
    """The names that the placeholders and statements of a template use, and its filters' names."""
    return frozenset(name for tag in _TAG.findall(source) for name in _WORD.findall(tag))


def _render_with_jinja(
    text: str, values: Mapping[str, str | None], path: str, line_numbers: Sequence[int]
) -> str:
    """Fill in a template with Jinja2; `line_numbers` has each line's number in the file."""
    from jinja2 import StrictUndefined, TemplateError, UndefinedError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from minutebook.text.frontmatter import format_scalar

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False
    )
    environment.filters["yaml"] = format_scalar
    try:
        return environment.from_string(text).render(
            {name: value or "" for name, value in values.items()}
        )
    except (TemplateError, *_EXPRESSION_ERRORS) as error:
        line = _find_error_line(error)
        where = f"{path}, line {line_numbers[line - 1]}" if line else path
        if isinstance(error, UndefinedError):
            hint = f"known: {', '.join(sorted(values))}"
            raise InvalidTemplate(f"{where}: {error.message}", hint) from None
        raise InvalidTemplate(
            f"{where} is not a valid template: {error}", "see https://jinja.palletsprojects.com"
        ) from None


def _find_error_line(error: Exception) -> int:
    """The line (from 1) of the template that an error is about; 0 where none is known."""
    line = getattr(error, "lineno", None) or 0  # of an error in the template's syntax
    traceback = error.__traceback__
    while traceback:
        if traceback.tb_frame.f_code.co_filename == "<template>":
            line = traceback.tb_lineno  # Jinja2 gives the template's own line here
        traceback = traceback.tb_next
    return int(line)


def _drop_unknown_lines(source: str, values: Mapping[str, str | None]) -> list[tuple[int, str]]:
    """The lines of a template, with their numbers, that have something to show.

    Without those whose placeholders are all unknown, and without headings that have no other lines.
    """
    lines: list[tuple[int, str]] = []
    headings: list[tuple[int, int, bool]] = []  # index in `kept`, level, whether it lost a line

    def close_headings(level: int) -> None:
        while headings and headings[-1][1] >= level:
            index, _, has_lost = headings.pop()
            if has_lost and not any(line.strip() for _, line in lines[index + 1 :]):
                del lines[index:]

    for number, line in enumerate(source.split("\n"), 1):
        heading = _HEADING.match(line)
        if heading:
            close_headings(len(heading[1]))
        names = _PLACEHOLDER.findall(line)
        if names and all(name in values and values[name] is None for name in names):
            headings = [(index, level, True) for index, level, _ in headings]
            continue
        is_empty = (
            bool(names)
            and not _PLACEHOLDER.sub("", line).strip()
            and all(values.get(name, "x") == "" for name in names)
        )
        if heading and len(heading[1]) > 1 and not names:  # a page's title is never left out
            headings.append((len(lines), len(heading[1]), False))
        if (is_empty or not line.strip()) and lines and not lines[-1][1].strip():
            continue  # a second empty line in a row
        lines.append((number, "" if is_empty else _trim_line(line, values)))
    close_headings(1)
    return lines


def _trim_line(line: str, values: Mapping[str, str | None]) -> str:
    """A line without the blanks that would end it, or end a line of the page.

    These stand before an empty value at the line's end, and before a value that begins with a line
    end.
    """
    while (match := _LAST_PLACEHOLDER.search(line)) and values.get(match[1]) == "":
        line = line[: match.start()].rstrip()
    return _PLACEHOLDER_AFTER_SPACE.sub(
        lambda match: match[1] if (values.get(match[2]) or "").startswith("\n") else match[0], line
    )
