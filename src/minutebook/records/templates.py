"""Fill a template: Jinja2 where the template asks for an engine, plain names where it does not.

Before either, lines whose names are all unknown are taken out, and a heading that loses all it
had with them: what is unknown is left out, no placeholder is ever written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from minutebook.errors import UsageError

_PLACEHOLDER = re.compile(r"\{\{ *([a-z_]+) *\}\}")
_LAST_PLACEHOLDER = re.compile(r"\{\{ *([a-z_]+) *\}\}[ \t]*$")
_PLACEHOLDER_AFTER_SPACE = re.compile(r" +(\{\{ *([a-z_]+) *\}\})")
_ENGINE_SYNTAX = re.compile(r"\{%|\{#|\{\{(?! *[a-z_]+ *\}\})")
_HEADING = re.compile(r"(#{1,6}) ")
MAX_TEMPLATE_CHARS = 256 * 1024  # characters of a template
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
    """A template asks for what is not there, or is no template."""

    code = "template"


def render_template(
    source: str, values: Mapping[str, str | None], description: str = "template"
) -> str:
    """The page that `source` makes of `values`; ends with one line end.

    A value of None is unknown: a line that holds nothing but such names goes. "" is known and
    empty: its line becomes empty and what stands around it stays. Raises BadTemplate where the
    template uses a name that is not in `values`, or does not compile.
    """
    if len(source) > MAX_TEMPLATE_CHARS:
        raise InvalidTemplate(
            f"{description} is longer than {MAX_TEMPLATE_CHARS} characters",
            "use a shorter template",
        )
    pruned = _drop_unknown_lines(source.removeprefix("\ufeff").replace("\r\n", "\n"), values)
    unknown = sorted(set(_PLACEHOLDER.findall(pruned)).difference(values))
    if _ENGINE_SYNTAX.search(pruned):
        return _render_with_jinja(pruned, values, description)
    if unknown:
        raise _stranger(unknown[0], values, description)
    return _PLACEHOLDER.sub(lambda found: values[found[1]] or "", pruned).rstrip("\n") + "\n"


def _stranger(word: str, values: Mapping[str, str | None], name: str) -> InvalidTemplate:
    return InvalidTemplate(
        f"{name} asks for {{{{ {word} }}}}, which is not known",
        f"known: {', '.join(sorted(values))}",
    )


def _render_with_jinja(source: str, values: Mapping[str, str | None], description: str) -> str:
    from jinja2 import StrictUndefined, TemplateError, UndefinedError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from minutebook.text.frontmatter import format_scalar

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False
    )
    environment.filters["yaml"] = format_scalar
    try:
        page = environment.from_string(source).render(
            {key: value or "" for key, value in values.items()}
        )
    except UndefinedError as error:
        raise InvalidTemplate(
            f"{description}: {error.message}", f"known: {', '.join(sorted(values))}"
        ) from None
    except (TemplateError, *_EXPRESSION_ERRORS) as error:
        raise InvalidTemplate(
            f"{description} is no template: {error}", "see https://jinja.palletsprojects.com"
        ) from None
    return page.rstrip("\n") + "\n"


def _drop_unknown_lines(source: str, values: Mapping[str, str | None]) -> str:
    """The source without the lines and headings whose names are all unknown."""
    lines: list[str] = []
    headings: list[tuple[int, int, bool]] = []  # where it stands in kept, its level, lost a line

    def close_headings(level: int) -> None:
        while headings and headings[-1][1] >= level:
            at, _, lost = headings.pop()
            if lost and not any(line.strip() for line in lines[at + 1 :]):
                del lines[at:]

    for line in source.split("\n"):
        heading = _HEADING.match(line)
        if heading:
            close_headings(len(heading[1]))
        names = _PLACEHOLDER.findall(line)
        if names and all(name in values and values[name] is None for name in names):
            headings = [(at, level, True) for at, level, _ in headings]
            continue
        is_empty = (
            bool(names)
            and not _PLACEHOLDER.sub("", line).strip()
            and all(values.get(name, "x") == "" for name in names)
        )
        if heading and len(heading[1]) > 1 and not names:  # a page keeps what names it
            headings.append((len(lines), len(heading[1]), False))
        if (is_empty or not line.strip()) and lines and not lines[-1].strip():
            continue  # one empty line says as much as two
        lines.append("" if is_empty else line)
    close_headings(1)
    return _trim_lines(lines, values)


def _trim_lines(lines: list[str], values: Mapping[str, str | None]) -> str:
    """Lines as text, without blanks that would end a line.

    They stand before a name that is known to be empty, or whose value begins on a line of its own.
    """
    trimmed_lines = []
    for line in lines:
        while (match := _LAST_PLACEHOLDER.search(line)) and values.get(match[1]) == "":
            line = line[: match.start()].rstrip()
        trimmed_lines.append(
            _PLACEHOLDER_AFTER_SPACE.sub(
                lambda found: _drop_space_before_block(found, values), line
            )
        )
    return "\n".join(trimmed_lines)


def _drop_space_before_block(match: re.Match[str], values: Mapping[str, str | None]) -> str:
    return match[1] if (values.get(match[2]) or "").startswith("\n") else match[0]
