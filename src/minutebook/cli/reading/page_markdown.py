"""Markdown as rich draws it on a terminal, with what it leaves out or draws badly done anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar

from markdown_it import MarkdownIt
from markdown_it.token import Token
from rich import box, markdown
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.containers import Renderables
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from minutebook.lean.patterns import compile_lazily
from minutebook.text.terminal import escape_text

STYLES = {
    "markdown.h1": "bold",
    "markdown.h2": "bold",
    "markdown.h3": "bold",
    "markdown.h4": "bold",
    "markdown.h5": "bold",
    "markdown.h6": "bold",
    "markdown.code": "cyan",
    "markdown.code_block": "cyan",
    "markdown.block_quote": "none",
    "markdown.item.bullet": "none",
    "markdown.item.number": "none",
    "markdown.link": "underline",
    "markdown.link_url": "dim",
    "markdown.hr": "dim",
    "markdown.table.header": "bold",
    "markdown.table.border": "dim",
}
_BREAK_TAG = compile_lazily(r"<br[ ]?/?>", re.IGNORECASE)
# Tags that only shape what is between them: a reader on a terminal misses nothing without them.
_SHAPING_TAG = compile_lazily(
    r"</?(?:b|big|center|code|div|em|font|i|ins|kbd|mark|p|small|span|strong|sub|sup|u)"
    r"(?: (?:id|name|align|class|style)=[^<>]{0,200})?[ ]?/?>",
    re.IGNORECASE,
)
_ANCHOR = compile_lazily(r"<a [^<>]{0,300}>([^<>]{0,300})</a>", re.IGNORECASE)
_HREF = compile_lazily(r"""href=["']([^"']{1,300})["']""", re.IGNORECASE)
# A link whose label has the ref of a record needs no path: `show` takes the ref.
_REF = compile_lazily(r"\b(?:ADR|PHR)-[0-9]")
_RECORD_ADDRESS = compile_lazily(r"(?:[^:/#?][^:#?]*/)?[0-9][^:/#?]*\.[a-z]+", re.IGNORECASE)
_WORD = compile_lazily(r"\S+")
_MAX_NESTING = 40  # of lists, their items and quotes in each other
_MIN_TEXT_WIDTH = 14  # of the innermost text
_CODE_INDENT = "    "
_MIN_COLUMN_WIDTH = 12  # of a table column with more text than that


class _Heading(markdown.Heading):
    """A heading on the left: the first two levels underlined, the others with their hashes."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        text = self.text.copy()
        text.justify = "left"
        level = int(self.tag[1:])
        if level > 2:
            yield Text.assemble((f"{'#' * level} ", "dim"), text)
            return
        yield text
        width = max((cell_len(line) for line in text.plain.split("\n")), default=0)
        line = ("━" if level == 1 else "─") * max(1, min(width, options.max_width))
        yield Text(line, style="dim")


class _CodeBlock(markdown.CodeBlock):
    """Code, indented. Its lines stay whole where nothing is around them, so as to be copied."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        style = console.get_style("markdown.code_block")
        width = max(1, options.max_width - len(_CODE_INDENT))
        for line in str(self.text).rstrip().split("\n"):
            lines = [line]
            if options.max_width < console.width:
                lines = [part.plain for part in wrap_line(console, line, width, by_letter=True)]
            for part in lines:
                yield Segment(_CODE_INDENT + part, style)
                yield Segment.line()


class _Paragraph(markdown.Paragraph):
    """A paragraph, in which addresses and paths stay whole, so as to be copied."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in wrap_text(console, self.text, options.max_width):
            line.overflow = "ignore"
            yield line


def _render_lines(
    console: Console, elements: Renderables, options: ConsoleOptions
) -> Iterable[list[Segment]]:
    """The lines of what is in a quote or list; those with a long address are longer than it."""
    return Segment.split_lines(console.render(elements, options))


def _keep_apart(elements: Renderables, child: markdown.MarkdownElement) -> None:
    """Put a blank line before what follows something else in a list's item or a quote."""
    if elements._renderables and not isinstance(child, markdown.ListElement):
        elements.append(Text(""))


class _BlockQuote(markdown.BlockQuote):
    """A quote, with a bar at its side."""

    def on_child_close(
        self, context: markdown.MarkdownContext, child: markdown.MarkdownElement
    ) -> bool:
        _keep_apart(self.elements, child)
        return super().on_child_close(context, child)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        inner = options.update(width=max(1, options.max_width - 2))
        for line in _render_lines(console, self.elements, inner):
            yield Segment("│ ", console.get_style("dim"))
            yield from line
            yield Segment.line()


class _ListItem(markdown.ListItem):
    """An item of a list, with a blank line between its paragraphs, and before code and tables."""

    def on_child_close(
        self, context: markdown.MarkdownContext, child: markdown.MarkdownElement
    ) -> bool:
        _keep_apart(self.elements, child)
        return super().on_child_close(context, child)

    def render_bullet(self, console: Console, options: ConsoleOptions) -> RenderResult:
        return self._render(console, options, " • ")

    def render_number(
        self, console: Console, options: ConsoleOptions, number: int, last_number: int
    ) -> RenderResult:
        return self._render(console, options, f"{number}. ".rjust(len(str(last_number)) + 3))

    def _render(self, console: Console, options: ConsoleOptions, sign: str) -> RenderResult:
        inner = options.update(width=max(1, options.max_width - len(sign)))
        for index, line in enumerate(_render_lines(console, self.elements, inner)):
            yield Segment(" " * len(sign) if index else sign)
            yield from line
            yield Segment.line()


class _HorizontalRule(markdown.HorizontalRule):
    new_line = True

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text("─" * min(options.max_width, 20), style="markdown.hr")


class _Table(markdown.TableElement):
    """A table; where its columns would be too narrow to read, each row as a list of its cells."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        header = (
            [cell.content for cell in self.header.row.cells]
            if self.header and self.header.row
            else []
        )
        rows = [[cell.content for cell in row.cells] for row in self.body.rows] if self.body else []
        widths = [
            min(_MIN_COLUMN_WIDTH, max(_measure(row[index]) for row in [header, *rows]))
            for index in range(len(header))
        ]
        longest = [
            max(_measure_words(row[index]) for row in [header, *rows])
            for index in range(len(header))
        ]
        needed = sum(max(*pair) for pair in zip(widths, [min(n, 30) for n in longest], strict=True))
        if needed + 3 * len(header) > options.max_width:
            yield from self._draw_as_list(header, rows)
            return
        table = Table(
            box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, style="markdown.table.border"
        )
        for content in header:
            heading = content.copy()
            heading.stylize("markdown.table.header")
            table.add_column(heading, justify=content.justify or "left", overflow="fold")
        for row in rows:
            table.add_row(*row)
        yield table

    def _draw_as_list(self, header: list[Text], rows: list[list[Text]]) -> Iterator[Text]:
        for index, row in enumerate(rows):
            if index:
                yield Text("")
            for heading, content in zip(header, row, strict=False):
                if not content.plain.strip():
                    continue
                label = heading.copy()
                label.stylize("markdown.table.header")
                content.justify = "left"
                yield Text.assemble(label, ": " if heading.plain.strip() else "", content)


def _measure(text: Text) -> int:
    return max((cell_len(line) for line in text.plain.split("\n")), default=0)


def _measure_words(text: Text) -> int:
    return max((cell_len(word) for word in text.plain.split()), default=0)


class PageMarkdown(markdown.Markdown):
    """Markdown of a page: addresses of links are shown, HTML is not lost, controls are escaped.

    With `mark_code` code within a line has its backticks, for a terminal without colours.
    """

    elements: ClassVar[dict[str, type[markdown.MarkdownElement]]] = {
        **markdown.Markdown.elements,
        "heading_open": _Heading,
        "paragraph_open": _Paragraph,
        "fence": _CodeBlock,
        "code_block": _CodeBlock,
        "blockquote_open": _BlockQuote,
        "list_item_open": _ListItem,
        "hr": _HorizontalRule,
        "table_open": _Table,
    }
    inlines = markdown.Markdown.inlines | {"link", "link_url"}

    def __init__(self, markup: str, *, mark_code: bool) -> None:
        super().__init__("", hyperlinks=False)
        options = {"html": False, "maxNesting": _MAX_NESTING}
        parser = MarkdownIt("commonmark", options).enable(["strikethrough", "table"])
        parser.normalizeLink = lambda url: url  # type: ignore[method-assign]  # shown as written
        self.parsed = parser.parse(escape_text(markup))
        self._deepest = max((token.level for token in self.parsed), default=0)
        for token in self.parsed:
            # What a page has as `&#x202e;` has become a character by now.
            token.content = escape_text(token.content)
            if token.children:
                token.children = list(_prepare(token.children, mark_code))

    def fits(self, width: int) -> bool:
        """Whether lists and quotes are not so deep in each other that no room is left for text.

        The parser drops what is deeper than it goes.
        """
        return self._deepest < min(_MAX_NESTING - 1, (width - _MIN_TEXT_WIDTH) // 2)


def _prepare(tokens: Iterable[Token], mark_code: bool) -> Iterator[Token]:
    """The tokens of a paragraph as rich is to draw them."""
    addresses: list[tuple[str, str]] = []  # of each open link, with its text so far
    for token in tokens:
        token.content = escape_text(token.content)
        if token.type == "link_open":
            addresses.append((escape_text(str(token.attrs.get("href", ""))), ""))
            yield Token("label_open", "link", 1)
        elif token.type == "link_close" and addresses:
            address, label = addresses.pop()
            yield Token("label_close", "link", -1)
            is_said = address in (label, f"mailto:{label}") or address.startswith("#")
            if not is_said and not (_REF.search(label) and _RECORD_ADDRESS.fullmatch(address)):
                yield Token("address", "link_url", 0, content=f" ({address})")
        elif token.type == "image":
            source = escape_text(str(token.attrs.get("src", "")))
            yield Token(
                "text", "", 0, content=f"[image: {token.content}]" if token.content else "[image]"
            )
            yield Token("address", "link_url", 0, content=f" ({source})")
        else:
            if token.type == "text":
                token.content = _draw_tags(token.content)
            elif token.type == "code_inline" and mark_code:
                token.content = f"`{token.content}`"
            addresses = [(address, label + token.content) for address, label in addresses]
            yield token


def _draw_tags(text: str) -> str:
    """The text with the HTML done that a reader knows from a forge; any other is left as it is."""
    if "<" not in text:
        return text
    text = _SHAPING_TAG.sub("", _BREAK_TAG.sub("\n", text))

    def draw_anchor(match: re.Match[str]) -> str:
        address = _HREF.search(match[0])
        return f"{match[1]} ({address[1]})" if address else match[1]

    return _ANCHOR.sub(draw_anchor, text)


def wrap_line(console: Console, line: str, width: int, *, by_letter: bool = False) -> list[Text]:
    """A line as lines that are not wider than `width`, with its blanks; one empty for none."""
    text = Text(line, tab_size=4)
    text.expand_tabs()
    if by_letter:
        return (
            list(text.wrap(console, width, overflow="fold"))
            if cell_len(text.plain) > width
            else [text]
        )
    return wrap_text(console, text, width) or [text]


def wrap_text(console: Console, text: Text, width: int) -> list[Text]:
    """The lines of a text, wrapped between words and, where these are too long, between letters.

    An address or path stays whole, for the terminal to wrap.
    """
    lines = list(text.wrap(console, width, justify="default", overflow="fold"))
    if "/" not in text.plain:
        return lines
    plain = text.plain
    paths = (match for match in _WORD.finditer(plain) if "/" in match[0])
    inner_spans = [match.span() for match in paths if cell_len(match[0]) == len(match[0]) > width]
    wrapped: list[Text] = []
    end = 0
    for line in lines:
        start = plain.find(line.plain.rstrip(), end)
        if any(first < start < last for first, last in inner_spans):
            wrapped[-1].append_text(line)
        else:
            wrapped.append(line)
        end = start + len(line.plain.rstrip())
    return wrapped
