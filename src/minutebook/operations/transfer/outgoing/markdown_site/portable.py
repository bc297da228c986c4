"""Markdown that generators of sites read alike: CommonMark, in the part that all share.

A page is parsed, and each part of it is written so that Python-Markdown (MkDocs, Backstage) and
MDX (Docusaurus) show what CommonMark shows: list items are indented by four, what only looks like
markup of theirs (`{…}`, `!!!`, `import` at the beginning of a line) is escaped, and so is all HTML.
So nothing in a record runs in the site that shows it, or keeps that from being built.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.text.markdown import make_code_span, wrap_in_fence

BREAK = "<br />"
_INDENT = "    "
_ENTITIES = {char: f"&#{ord(char)};" for char in "{}~$|"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_SPECIAL = compile_lazily(
    r"[\\`*\[\]<{}~$|]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w{1,32};)|!\Z|(?<=[^\W_])\^(?=\[)"
)
# What would begin a block of some dialect, where it stands at the beginning of a line.
_LINE_START = compile_lazily(
    r"(?P<sign>[#>]|[-+](?=[-+ \t]|\Z)|=(?==)|:(?=[: \t])|!(?=!!)|\?(?=\?\?)"
    r"|(?:i(?=mport\b)|e(?=xport\b)))"
    r"|(?P<number>\d{1,9})(?P<end>[.)])(?=[ \t]|\Z)"
)
_BACKSLASHED = "#>-+"
_HTML_BREAK = compile_lazily(r"<br[ ]{0,4}/?>", re.IGNORECASE)
_COMMENT = compile_lazily(r"<!--.{0,100000}?-->", re.DOTALL)
_TARGET_UNSAFE = compile_lazily(r"[\s<>()\\`\"'{}|\[\]*~$]")
_LANGUAGE = compile_lazily(r"[\w#+.-]{1,40}")
_HEADING_END = compile_lazily(r"#\Z")
_NO_WORD = compile_lazily(r"[^\w\s&#;,.]")
_MAX_NUMBER = 100  # of a list's item: more digits would indent by more than all others
_MAX_HEADING = 6


class Form(Value):
    """What sets the markdown of a generator apart.

    `has_nested_fences`: code in a list or a quotation may stand in a fence; else it is indented,
    which others do not read.
    """

    has_nested_fences: bool


# Gives what a link or a picture leads to in the site, None where it leads nowhere.
ChooseTarget = Callable[[str], str | None]


def rewrite(text: str, form: Form, choose_target: ChooseTarget, min_level: int = 2) -> str:
    """A markdown text in the form that a generator reads, without a line end behind it.

    No heading is above `min_level`; all are lowered where one is. A link that leads nowhere gives
    its label, a picture the text that describes it.
    """
    tree = SyntaxTreeNode(_make_parser().parse(text))
    levels = [int(node.tag[1]) for node in tree.children if node.type == "heading"]
    lowered = max(0, min_level - min(levels, default=min_level))
    return _Writer(form, choose_target, lowered).write_blocks(tree.children, is_nested=False)


def list_headings(text: str) -> Iterator[str]:
    """The texts of a page's headings without markup, in their order."""
    for node in SyntaxTreeNode(_make_parser().parse(text)).walk():
        if node.type == "heading":
            spans = (each for each in node.walk() if each.type in ("text", "code_inline"))
            yield "".join(each.content for each in spans)


def escape(text: str) -> str:
    """A text as one line of markdown, shown as it is."""
    return escape_line_start(_escape_inline(" ".join(text.split())))


def escape_line_start(line: str) -> str:
    """A line of markdown that begins no block."""
    match = _LINE_START.match(line)
    if match is None:
        return line
    if match["number"]:
        return f"{match['number']}\\{line[match.end('number') :]}"
    sign = match["sign"]
    return (f"\\{sign}" if sign in _BACKSLASHED else f"&#{ord(sign)};") + line[1:]


def make_link(label: str, target: str) -> str:
    """A link; the label is markdown, `target` an address or a path, percent-encoded."""
    return f"[{label}]({_encode_target(target)})"


def _make_parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _escape_inline(text: str) -> str:
    return _SPECIAL.sub(lambda match: _ENTITIES.get(match[0], f"\\{match[0]}"), text)


def _encode_target(target: str) -> str:
    """An address that no dialect reads anything else into."""
    quoted = _TARGET_UNSAFE.sub(
        lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace")),
        target,
    )
    return re.sub(r"&(?!amp;)", "&amp;", quoted)


class _Writer:
    """Writes the nodes of a page."""

    def __init__(self, form: Form, choose_target: ChooseTarget, lowered: int) -> None:
        self._form = form
        self._choose_target = choose_target
        self._lowered = lowered
        self._bullet = "-"

    # Blocks -------------------------------------------------------------------------------------

    def write_blocks(self, nodes: list[SyntaxTreeNode], *, is_nested: bool) -> str:
        parts: list[str] = []
        previous = ""
        for node in nodes:
            block = self._write_block(node, is_nested=is_nested)
            if not block:
                continue
            if node.type == previous == "bullet_list":  # one marker for both would join them
                block = re.sub(r"(?m)^[-*](?= {3})", "*" if parts[-1][0] == "-" else "-", block)
            is_tight = node.type.endswith("_list") and previous == "paragraph:tight"
            parts += [("\n" if is_tight else "\n\n") if parts else "", block]
            is_hidden = node.type == "paragraph" and node.hidden
            previous = "paragraph:tight" if is_hidden else node.type
        return "".join(parts)

    def _write_block(self, node: SyntaxTreeNode, *, is_nested: bool) -> str:
        if node.type == "heading":
            level = min(_MAX_HEADING, int(node.tag[1]) + self._lowered)
            line = self._write_inline(node).replace("\n", " ")
            return f"{'#' * level} {_HEADING_END.sub('&#35;', line)}" if line else ""
        if node.type == "paragraph":
            return "\n".join(map(escape_line_start, self._write_inline(node).split("\n")))
        if node.type in ("fence", "code_block"):
            return self._write_code(node, is_nested=is_nested)
        if node.type == "blockquote":
            lines = self.write_blocks(node.children, is_nested=True).split("\n")
            return "\n".join(f"> {line}" if line else ">" for line in lines)
        if node.type in ("bullet_list", "ordered_list"):
            return self._write_list(node)
        if node.type == "table":
            return self._write_table(node)
        if node.type == "hr":
            return "***"
        if node.type == "html_block":
            return self._write_html(node.content)
        return ""

    def _write_code(self, node: SyntaxTreeNode, *, is_nested: bool) -> str:
        code = node.content.removesuffix("\n")
        if is_nested and not self._form.has_nested_fences:
            return "\n".join(
                f"{_INDENT}{line}" if line.strip() else "" for line in code.split("\n")
            )
        language = _LANGUAGE.match(node.info.strip()) if node.type == "fence" else None
        return wrap_in_fence(code, language[0] if language else "text")

    def _write_list(self, node: SyntaxTreeNode) -> str:
        first = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else 0
        if first + len(node.children) > _MAX_NUMBER:  # years, most likely: not everybody keeps them
            contents = (self.write_blocks(item.children, is_nested=False) for item in node.children)
            return "\n\n".join(f"{first + index}\\. {text}" for index, text in enumerate(contents))
        is_tight = all(
            child.hidden
            for item in node.children
            for child in item.children
            if child.type == "paragraph"
        )
        items = []
        for index, item in enumerate(node.children):
            content = self.write_blocks(item.children, is_nested=True)
            if item.children and item.children[0].type in ("fence", "code_block"):
                content = f"&#160;\n\n{content}"  # code alone would not be read as the item's
            marker = f"{first + index}." if node.type == "ordered_list" else "-"
            lines = content.split("\n")
            indented = [f"{_INDENT}{line}" if line else "" for line in lines[1:]]
            items.append("\n".join([f"{marker:<4}{lines[0]}".rstrip(), *indented]))
        return ("\n" if is_tight else "\n\n").join(items)

    def _write_table(self, node: SyntaxTreeNode) -> str:
        rows = [row for part in node.children for row in part.children]
        lines = []
        for index, row in enumerate(rows):
            cells = [self._write_inline(cell).replace("\n", " ") for cell in row.children]
            lines.append(f"| {' | '.join(cells)} |")
            if index == 0:
                lines.append(f"|{'|'.join(self._write_alignment(cell) for cell in row.children)}|")
        return "\n".join(lines)

    def _write_alignment(self, cell: SyntaxTreeNode) -> str:
        style = str(cell.attrs.get("style", ""))
        start = ":" if "center" in style or "left" in style else "-"
        return f"{start}---{':' if 'center' in style or 'right' in style else '-'}"

    def _write_html(self, content: str) -> str:
        """HTML as a text that shows it, but for line breaks; comments are left out."""
        text = _COMMENT.sub("", content)
        lines = [self._escape_html(line.strip()) for line in text.split("\n") if line.strip()]
        return "\n".join(map(escape_line_start, lines))

    def _escape_html(self, text: str) -> str:
        return BREAK.join(_escape_inline(part) for part in _HTML_BREAK.split(text))

    # What stands in a line ------------------------------------------------------------------------

    def _write_inline(self, node: SyntaxTreeNode) -> str:
        is_cell = node.type in ("th", "td")
        inline = node.children[0] if node.children else None
        return "".join(self._write_spans(inline.children, is_cell=is_cell)) if inline else ""

    def _write_spans(self, nodes: list[SyntaxTreeNode], *, is_cell: bool) -> Iterator[str]:
        for node in nodes:
            yield self._write_span(node, is_cell=is_cell)

    def _write_span(self, node: SyntaxTreeNode, *, is_cell: bool) -> str:
        if node.type == "text":
            return _escape_inline(node.content)
        if node.type == "code_inline":
            return _write_code_span(node.content, is_cell=is_cell)
        if node.type == "softbreak":
            return "\n"
        if node.type == "hardbreak":
            return BREAK if is_cell else f"{BREAK}\n"
        if node.type == "html_inline":
            is_comment = node.content.startswith("<!--")
            return "" if is_comment else self._escape_html(node.content)
        if node.type == "image":
            target = self._choose_target(str(node.attrs.get("src", "")))
            label = _escape_inline(node.content or str(node.attrs.get("alt", "")))
            return f"!{make_link(label, target)}" if target else label
        content = "".join(self._write_spans(node.children, is_cell=is_cell))
        if node.type == "link":
            target = self._choose_target(str(node.attrs.get("href", "")))
            return make_link(content, target) if target and content.strip() else content
        if node.type == "em":
            return f"*{content}*"
        if node.type == "strong":
            return f"**{content}**"
        return f"<del>{content}</del>" if node.type == "s" else content


def _write_code_span(code: str, *, is_cell: bool) -> str:
    if is_cell and "|" in code:  # which dialects escape in code each in its own way
        escaped = html.escape(code, quote=False)
        return f"<code>{_NO_WORD.sub(lambda sign: f'&#{ord(sign[0])};', escaped)}</code>"
    return make_code_span(code)
