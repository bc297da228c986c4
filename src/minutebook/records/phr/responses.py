"""A response as its page shows it, and back, byte for byte.

A response is markdown, and is rendered: its headings take the levels below the page's own, from 3
on, and what would hide a part of the page is escaped. What cannot be read back from that is kept in
a `ShownForm`, beside the page's other facts for machines. Where nothing helps, a fence holds it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.records.phr import verbatim
from minutebook.text import markdown
from minutebook.text.markdown.sections import FENCE_PATTERN, is_closing_fence

_TOP_LEVEL, _LAST_LEVEL = 3, 6  # of headings below a section of the page
# A heading, which may stand in a quotation or an item of a list.
_HEADING = compile_lazily(
    r"((?: {0,3}(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]{0,3}){0,5} {0,3})"
    r"(#{1,6})(?=[ \t\xa0]|\Z)"
)
_UNDERLINE = compile_lazily(r" {0,3}(=+|-+)[ \t]*\Z")
_SHOWN_UNDERLINE = compile_lazily(r"(#{3,6}) (.*) <!-- (=+|-+) -->\Z")
# What stands behind a heading that would be deeper than there are levels.
_DEEPER = compile_lazily(r" <!-- (#{1,6}) -->\Z")
_PLAIN_LINE = compile_lazily(r"(?![ \t>|<#]|[-*+] |\d{1,9}[.)] |`{3}|~{3})(?:.*[^\s#])\Z")
_OWN_COMMENT = compile_lazily(r"#{3,6}.* <!-- (?:=+|-+|#+) -->\Z")
_SEPARATOR = "<!-- -->"  # keeps a line of dashes from making a heading of the text above it
# What may be HTML; not an address in angle brackets, nor a line break within a line.
_HTML = compile_lazily(
    r"(\\*)<(?=[A-Za-z/!?])(?!(?:https?://|mailto:)[^\s<>]*>)(?!(?<=[^\s<]<)br ?/?>)"
)
_HTML_AFTER = compile_lazily(r"(\\+)<(?=[A-Za-z/!?])")


class ShownForm(Value):
    """What a page does not show of how a response was written.

    `levels` are those of its headings, in order: the first is shown as level 3, and so on; empty
    where they are shown as they are. `before` and `after` are blanks at its ends. `newline` is
    "crlf" where its lines end so. `is_open`: a fence was not closed.
    """

    levels: tuple[int, ...] = ()
    before: str = ""
    after: str = ""
    newline: str = ""
    is_open: bool = False

    def list_facts(self) -> dict[str, object]:
        """The form as a record block keeps it; nothing for what is as usual."""
        facts = {
            "levels": list(self.levels),
            "before": self.before,
            "after": self.after,
            "newline": self.newline,
            "is_open": self.is_open,
        }
        return {name: value for name, value in facts.items() if value}


def read_form(facts: object) -> ShownForm:
    """A form as `list_facts` gave it; what cannot be read is as usual."""
    if not isinstance(facts, Mapping):
        return ShownForm()
    levels = facts.get("levels")
    before, after, newline = (str(facts.get(name) or "") for name in ("before", "after", "newline"))
    return ShownForm(
        tuple(filter(_is_level, levels)) if isinstance(levels, list) else (),
        before,
        after,
        newline,
        facts.get("is_open") is True,
    )


def _is_level(value: object) -> bool:
    return isinstance(value, int) and 1 <= value <= _LAST_LEVEL


def format_response(response: str) -> tuple[str, ShownForm]:
    """The markdown that shows a response, and its form; `parse_response` gives it back."""
    block, form = _render(response)
    if block is None or parse_response(block, form) != response or not _is_contained(block):
        block, form = markdown.wrap_in_fence(response, "markdown"), ShownForm()
    return verbatim.exempt_from_linting(block), form


def parse_response(block: str, form: ShownForm) -> str:
    """The response that a block of `format_response` shows."""
    block = verbatim.drop_lint_comments(block.strip("\r\n"))
    fenced = markdown.unwrap_fence(block)
    if fenced is not None and block.partition("\n")[0].rstrip("\r").endswith("`markdown"):
        return fenced
    lines = [line.removesuffix("\r") for line in block.split("\n")]
    if form.is_open:
        del lines[-1]
    text = form.before + "\n".join(_restore_lines(lines, form.levels)) + form.after
    return text.replace("\n", "\r\n") if form.newline == "crlf" else text


def _render(response: str) -> tuple[str | None, ShownForm]:
    text, newline = response, ""
    if "\r" in text:
        newline, text = "crlf", text.replace("\r\n", "\n")
    content = text.strip("\n").rstrip()
    if not content or "\r" in text:
        return None, ShownForm()
    start = text.index(content)
    before, after = text[:start], text[start + len(content) :]
    levels = tuple(sorted(set(_list_levels(content.split("\n")))))
    if levels == tuple(range(_TOP_LEVEL, _TOP_LEVEL + len(levels))):
        levels = ()
    lines, open_fence = _show_lines(content.split("\n"), levels)
    if open_fence:
        lines.append(open_fence)
    form = ShownForm(levels, before, after, newline, bool(open_fence))
    return "\n".join(lines), form


def _find_code(lines: Sequence[str]) -> tuple[list[bool], str]:
    """Whether each line is code, a fence or in one; and the fence that is still open."""
    are_code: list[bool] = []
    fence = ""
    for line in lines:
        opening = None if fence else FENCE_PATTERN.match(line)
        are_code.append(bool(fence or opening))
        if opening:
            fence = opening[1] or opening[2]
        elif fence and is_closing_fence(line, fence):
            fence = ""
    return are_code, fence


def _list_levels(lines: list[str]) -> list[int]:
    """The levels of the headings of a response."""
    levels = []
    for index, is_code in enumerate(_find_code(lines)[0]):
        if is_code:
            continue
        if heading := _HEADING.match(lines[index]):
            levels.append(len(heading[2]))
        elif underline := _find_underline(lines, index):
            levels.append(1 if underline[0] == "=" else 2)
    return levels


def _find_underline(lines: list[str], index: int) -> str:
    """The underline that makes a heading of a line by itself; "" for none."""
    if index + 1 == len(lines) or not _PLAIN_LINE.match(lines[index]):
        return ""
    if index and lines[index - 1].strip():
        return ""
    underline = _UNDERLINE.match(lines[index + 1])
    return underline[1] if underline and underline[0] == underline[1] else ""


def _show_lines(lines: list[str], levels: tuple[int, ...]) -> tuple[list[str], str]:
    """The lines of a response as they are shown, and the fence that is still open."""
    shown_levels = {level: _TOP_LEVEL + rank for rank, level in enumerate(levels)}
    shown: list[str] = []
    are_code, open_fence = _find_code(lines)
    index = 0
    while index < len(lines):
        line = lines[index]
        if are_code[index]:
            shown.append(line)
        elif heading := _HEADING.match(line):
            level = len(heading[2])
            shown_level = shown_levels.get(level, level)
            hashes = "#" * min(shown_level, _LAST_LEVEL)
            end = f" <!-- {heading[2]} -->" if shown_level > _LAST_LEVEL else ""
            shown.append(f"{heading[1]}{hashes}{_escape_html(line[heading.end() :])}{end}")
        elif underline := _find_underline(lines, index):
            level = 1 if underline[0] == "=" else 2
            level = shown_levels.get(level, level)
            shown.append(f"{'#' * level} {_escape_html(line)} <!-- {underline} -->")
            index += 1
        else:
            if index and lines[index - 1].strip() and _UNDERLINE.match(line):
                shown.append(_SEPARATOR)
            shown.append(_escape_html(line))
        index += 1
    return shown, open_fence


def _restore_lines(shown: list[str], levels: tuple[int, ...]) -> list[str]:
    """The lines of a response, from those that `_show_lines` gave."""
    lines: list[str] = []
    for line, is_code in zip(shown, _find_code(shown)[0], strict=True):
        if is_code:
            lines.append(line)
        elif underlined := _SHOWN_UNDERLINE.match(line):
            lines += [_restore_html(underlined[2]), underlined[3]]
        elif heading := _HEADING.match(line):
            rank = len(heading[2]) - _TOP_LEVEL
            level = levels[rank] if 0 <= rank < len(levels) else len(heading[2])
            title = line[heading.end() :]
            if deeper := _DEEPER.search(title):
                level, title = len(deeper[1]), title[: deeper.start()]
            lines.append(f"{heading[1]}{'#' * level}{_restore_html(title)}")
        elif line != _SEPARATOR:
            lines.append(_restore_html(line))
    return lines


def _escape_html(line: str) -> str:
    """A line in which no tag is taken for HTML; code spans stay."""
    if "<" not in line:
        return line
    return markdown.replace_outside_code(line, lambda text: _HTML.sub(r"\1\\<", text))


def _restore_html(line: str) -> str:
    if "\\<" not in line:
        return line
    return markdown.replace_outside_code(
        line, lambda text: _HTML_AFTER.sub(lambda match: f"{match[1][:-1]}<", text)
    )


def _is_contained(block: str) -> bool:
    """Whether a block leaves the sections of its page alone, and hides nothing of it.

    It has no heading of the first two levels, no open fence or comment, and no HTML.
    """
    end_title = "the end of the page"
    sections = markdown.parse_sections(f"{block}\n\n## {end_title}\n")
    titles = [section.title for section in sections if section.level < _TOP_LEVEL]
    lines = (
        _blank_code(line.text)
        for line in markdown.parse_lines(block)
        if not line.is_code and line.text != _SEPARATOR and not _OWN_COMMENT.search(line.text)
    )
    tags = (tag for line in lines for tag in _HTML.finditer(line))
    return titles == [end_title] and all(len(tag[1]) % 2 for tag in tags)


def _blank_code(line: str) -> str:
    """A line with its code spans left out."""
    text, offset = "", 0
    for start, end in markdown.find_code_spans(line):
        text += line[offset:start] + "`" * (end - start)
        offset = end
    return text + line[offset:]
