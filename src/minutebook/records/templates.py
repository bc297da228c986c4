"""Fill a template: Jinja2 where the template asks for an engine, plain names where it does not.

Before either, lines whose names are all unknown are taken out, and a heading that loses all it
had with them: what is unknown is left out, no placeholder is ever written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from minutebook.errors import UsageError

_NAME = re.compile(r"\{\{ *([a-z_]+) *\}\}")
_LAST = re.compile(r"\{\{ *([a-z_]+) *\}\}[ \t]*$")
_SPACED = re.compile(r" +(\{\{ *([a-z_]+) *\}\})")
_ENGINE = re.compile(r"\{%|\{#|\{\{(?! *[a-z_]+ *\}\})")
_HEADING = re.compile(r"(#{1,6}) ")
_LIMIT = 256 * 1024  # characters of a template
# What the expressions of a template can raise, whatever they call.
_MISTAKES = (
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
    if len(source) > _LIMIT:
        raise InvalidTemplate(
            f"{description} is longer than {_LIMIT} characters", "use a shorter template"
        )
    pruned = _pruned(source.removeprefix("\ufeff").replace("\r\n", "\n"), values)
    unknown = sorted(set(_NAME.findall(pruned)).difference(values))
    if _ENGINE.search(pruned):
        return _engine(pruned, values, description)
    if unknown:
        raise _stranger(unknown[0], values, description)
    return _NAME.sub(lambda found: values[found[1]] or "", pruned).rstrip("\n") + "\n"


def _stranger(word: str, values: Mapping[str, str | None], name: str) -> InvalidTemplate:
    return InvalidTemplate(
        f"{name} asks for {{{{ {word} }}}}, which is not known",
        f"known: {', '.join(sorted(values))}",
    )


def _engine(source: str, values: Mapping[str, str | None], name: str) -> str:
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
            f"{name}: {error.message}", f"known: {', '.join(sorted(values))}"
        ) from None
    except (TemplateError, *_MISTAKES) as error:
        raise InvalidTemplate(
            f"{name} is no template: {error}", "see https://jinja.palletsprojects.com"
        ) from None
    return page.rstrip("\n") + "\n"


def _pruned(source: str, values: Mapping[str, str | None]) -> str:
    """The source without the lines and headings whose names are all unknown."""
    kept: list[str] = []
    headings: list[tuple[int, int, bool]] = []  # where it stands in kept, its level, lost a line

    def close(level: int) -> None:
        while headings and headings[-1][1] >= level:
            at, _, lost = headings.pop()
            if lost and not any(line.strip() for line in kept[at + 1 :]):
                del kept[at:]

    for line in source.split("\n"):
        heading = _HEADING.match(line)
        if heading:
            close(len(heading[1]))
        names = _NAME.findall(line)
        if names and all(name in values and values[name] is None for name in names):
            headings = [(at, level, True) for at, level, _ in headings]
            continue
        empty = (
            bool(names)
            and not _NAME.sub("", line).strip()
            and all(values.get(name, "x") == "" for name in names)
        )
        if heading and len(heading[1]) > 1 and not names:  # a page keeps what names it
            headings.append((len(kept), len(heading[1]), False))
        if (empty or not line.strip()) and kept and not kept[-1].strip():
            continue  # one empty line says as much as two
        kept.append("" if empty else line)
    close(1)
    return _tidy(kept, values)


def _tidy(kept: list[str], values: Mapping[str, str | None]) -> str:
    """Lines as text, without blanks that would end a line.

    They stand before a name that is known to be empty, or whose value begins on a line of its own.
    """
    out = []
    for line in kept:
        while (found := _LAST.search(line)) and values.get(found[1]) == "":
            line = line[: found.start()].rstrip()
        out.append(_SPACED.sub(lambda found: _close(found, values), line))
    return "\n".join(out)


def _close(found: re.Match[str], values: Mapping[str, str | None]) -> str:
    return found[1] if (values.get(found[2]) or "").startswith("\n") else found[0]
