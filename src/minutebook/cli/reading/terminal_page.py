"""Draw a reading for a terminal of a width, with or without colours: text out."""

from __future__ import annotations

import io
import re

from rich.cells import cell_len
from rich.console import Console
from rich.theme import Theme

from minutebook.cli.reading.page_markdown import STYLES, PageMarkdown, wrap_line
from minutebook.lean.patterns import compile_lazily
from minutebook.operations.reading.page import Part, Reading
from minutebook.text.terminal import escape_line, escape_text

MAX_WIDTH = 100  # of a text that reads well
_MIN_WIDTH = 20
_MAX_MARKDOWN_CHARS = 300_000  # of a part: drawing more takes too long
_MAX_NAME_WIDTH = 16
_FACTS_BY_LINE = ("status reason",)  # that are sentences, however short
_STATE_STYLES = {
    "accepted": "green",
    "proposed": "yellow",
    "rejected": "red",
    "deprecated": "magenta",
    "superseded": "magenta",
}
_TRAILING_BLANKS = compile_lazily(r"[ ]+((?:\x1b\[[0-9;]*m|[ ])*)$", re.MULTILINE)


def draw_reading(reading: Reading, width: int, *, has_colours: bool) -> str:
    """A reading as the lines of a terminal `width` cells wide, each with a line feed.

    The only control sequences in it are our own, for colours, and none without `has_colours`.
    """
    console = _make_console(width, has_colours=has_colours)
    _draw_head(console, reading)
    drawn = [_take(console)]
    for part in reading.parts:
        _draw_part(console, part, has_colours=has_colours)
        drawn.append(_take(console))
    return "\n\n".join(drawn) + "\n"


def draw_markdown(text: str, width: int, *, has_colours: bool) -> str:
    """A text in markdown as `draw_reading` draws a part."""
    console = _make_console(width, has_colours=has_colours)
    _draw_part(console, Part(text), has_colours=has_colours)
    return f"{_take(console)}\n"


def _make_console(width: int, *, has_colours: bool) -> Console:
    return Console(
        file=io.StringIO(),
        width=max(_MIN_WIDTH, min(width, MAX_WIDTH)),
        force_terminal=has_colours,
        color_system="standard" if has_colours else None,
        theme=Theme(STYLES),
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )


def _take(console: Console) -> str:
    """What was drawn, without blank lines around it, and without blanks at the ends of lines."""
    drawn: str = console.file.getvalue()  # type: ignore[attr-defined]  # it is a StringIO
    console.file = io.StringIO()
    return _TRAILING_BLANKS.sub(lambda match: match[1].replace(" ", ""), drawn).strip("\n")


def _draw_head(console: Console, reading: Reading) -> None:
    title = f"{escape_line(reading.ref)}  {escape_line(reading.title)}"
    for line in wrap_line(console, title, console.width):
        line.stylize("bold")
        console.print(line, crop=False, overflow="ignore")
    console.print("━" * console.width, style="dim")
    name_width = max((len(fact.name) for fact in reading.facts), default=0)
    name_width = min(name_width, _MAX_NAME_WIDTH if console.width >= 60 else 12)
    value_width = max(8, console.width - name_width - 2)
    for fact in reading.facts:
        longest = max(map(len, fact.values), default=0)
        is_short = longest < min(30, value_width - 1) and fact.name not in _FACTS_BY_LINE
        separator = ", " if is_short and not any(", " in each for each in fact.values) else "\n"
        value = escape_text(separator.join(fact.values))
        name = escape_line(fact.name)
        lines = [
            part for line in value.split("\n") for part in wrap_line(console, line, value_width)
        ]
        if len(name) > name_width:  # a long name has its own line
            console.print(name, style="dim")
            name = ""
        for index, line in enumerate(lines):
            line.stylize(_STATE_STYLES.get(line.plain, "") if fact.name == "status" else "")
            console.print(f"{'' if index else name:<{name_width}}", style="dim", end="  ")
            console.print(line, crop=False, overflow="ignore")


def _draw_part(console: Console, part: Part, *, has_colours: bool) -> None:
    if part.is_quotation:
        _draw_lines(console, part.text, "│ ")
        return
    if len(part.text) <= _MAX_MARKDOWN_CHARS:
        page_markdown = PageMarkdown(part.text, mark_code=not has_colours)
        if page_markdown.fits(console.width):
            console.print(page_markdown, crop=False)
            return
    _draw_lines(console, part.text)


def _draw_lines(console: Console, text: str, margin: str = "") -> None:
    """Draw the lines of a text as they are, wrapped, each behind the margin.

    They are written at once, since rich takes a minute for the lines of a megabyte.
    """
    width = console.width - len(margin)
    with console.capture() as capture:
        console.print(margin, style="dim", end="")
    drawn_margin = capture.get()
    for line in escape_text(text).split("\n"):
        wrapped = [line]
        if "\t" in line or cell_len(line) > width:
            wrapped = [part.plain for part in wrap_line(console, line, width)]
        console.file.writelines(f"{drawn_margin}{part}\n" for part in wrapped)
