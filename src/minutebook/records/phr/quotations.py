"""A prompt as its page shows it, and back, byte for byte.

A prompt that reads as text is a quotation (`> …`), in which each line is a line of its own and
every sign is shown as it was typed: what markdown would make something else of is escaped. Lists
and fenced code are left as they are, since they look like what they say. Any other prompt is in a
fence, its long lines folded where a blank stands. A long prompt is folded away.
"""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.records.phr import verbatim
from minutebook.text import markdown
from minutebook.text.markdown.sections import FENCE_PATTERN, is_closing_fence

FOLD_MARK = "\u21aa"  # begins a line that continues the one above, in a fence of folded lines
_FOLDED_INFO = "text folded"
_FOLD_WIDTH = 100
_CODE_INDENT = 4  # blanks that make code of a line
_LONG_LINES, _LONG_CHARS = 60, 6_000
_MIN_ESCAPES, _MAX_ESCAPED_PART = 12, 0.04  # more of them, and the page's source is hard to read
# What a quotation would hide or change: blanks that fold or that editors take away, controls,
# signs that reorder text, emoji codes, formulas.
_UNQUOTABLE = compile_lazily(
    r"[ \t]$|\t|(?<![.!?:;, ]) {2}| {3}|[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]"
    r"|[\u202a-\u202e\u2066-\u2069\ud800-\udfff]|(?<!\w):(?=[\w+-]*[a-z])[\w+-]+:(?!\w)"
    r"|\$(?! )[^$\n]*[^ $]\$(?!\w)|\$\$"
)
_ITEM = compile_lazily(r"( *)([-*+]|(\d{1,9})[.)])( )(?=\S)")
_RULE = compile_lazily(r"([-*_=])(?: *\1)*\Z")
_SPECIAL = (
    r"[*`]|\[(?=[!^])|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#?\w{1,32};)"
    r"|\\(?=[!-/:-@\[-`{-~]|\Z)"
)
_SPECIAL_IN_LINKS = rf"{_SPECIAL}|\["  # of a prompt that has what may be a link
_LINK = compile_lazily(r"\](?:[(\[:]|\s*\n?\[)")
_ESCAPE = compile_lazily(r"\\([!-/:-@\[-`{-~])")
_LONE = compile_lazily(r"(?<![^\s])[*_](?![^\s])")
_BLOCK_START = compile_lazily(r"#{1,6}(?=\s|\Z)|>|[-+*](?=\s|\Z)|(\d{1,9})(?=[.)](?:\s|\Z))")
_SHELL_LINES = compile_lazily(r"(?m)^\$ ")  # for which linters of markdown have a rule
_WORD_END = compile_lazily(r"(?<=\S) (?=\S)")
_SEPARATOR = "<!-- -->"  # ends a list that a line of text follows


def format_prompt(prompt: str) -> str:
    """The markdown that shows a prompt; `parse_prompt` gives it back."""
    quotation = _quote(prompt)
    block = _put_in_fence(prompt) if quotation is None else quotation
    line_count = prompt.count("\n") + 1
    is_long = line_count > _LONG_LINES or len(prompt) > _LONG_CHARS
    if is_long:
        block = verbatim.fold_away(block, _count_text(line_count, len(prompt)))
    if quotation is None and not is_long and "\t" not in prompt and not _SHELL_LINES.search(prompt):
        return block
    return verbatim.exempt_from_linting(block)


def _count_text(line_count: int, char_count: int) -> str:
    lines = "1 line" if line_count == 1 else f"{line_count:,} lines"
    return f"{lines}, {char_count:,} characters"


def parse_prompt(block: str) -> str | None:
    """The prompt that a block of `format_prompt` shows; None where it is neither form."""
    block = verbatim.unfold(verbatim.drop_lint_comments(block.strip("\r\n")))
    first_line = block.partition("\n")[0].rstrip("\r")
    if first_line.startswith(">"):
        return _unquote(block)
    content = markdown.unwrap_fence(block)
    if content is not None and first_line.endswith(_FOLDED_INFO):
        return content.replace(f"\n{FOLD_MARK}", "")
    return content


# Quotations -------------------------------------------------------------------------------------


def _quote(prompt: str) -> str | None:
    """A prompt as a quotation; None where it would be changed, or be hard to read."""
    if not prompt.strip():
        return None
    lines = _Quotation(prompt).write()
    if lines is None:
        return None
    block = "\n".join(f"> {line}" if line else ">" for line in lines)
    return block if _unquote(block) == prompt else None


class _List(Value):
    """A list that is open: where the text of its last item begins, its sign, the last number."""

    content_start: int
    sign: str
    number: int


class _Quotation:
    """Writes the lines of one quotation."""

    def __init__(self, prompt: str) -> None:
        self.lines = prompt.split("\n")
        self.written: list[str] = []
        self.fence = ""
        self.lists: list[_List] = []
        self.can_break = False  # the line before is text, which the next line may continue
        self.escape_count = 0
        self.escapes_tildes = prompt.count("~") > 1
        has_link = "]" in prompt and _LINK.search(prompt)
        self.special = _SPECIAL_IN_LINKS if has_link else _SPECIAL

    def write(self) -> list[str] | None:
        for line in self.lines:
            if not self.add_line(line):
                return None
        max_escapes = max(_MIN_ESCAPES, _MAX_ESCAPED_PART * sum(map(len, self.lines)))
        return None if self.fence or self.escape_count > max_escapes else self.written

    def add_line(self, line: str) -> bool:
        """Write a line; False where it cannot be quoted."""
        if self.fence:
            if is_closing_fence(line, self.fence):
                self.fence = ""
            self.written.append(line)
            return "\r" not in line
        if _is_plain_line(line):
            return self.add_text(line)
        opening = FENCE_PATTERN.match(line)
        if opening:
            if line.startswith(" "):
                return False
            self.end_lists()
            self.fence, self.can_break = opening[1] or opening[2], False
            self.written.append(line)
            return "\r" not in line
        if not line:
            self.can_break = False
            self.written.append("")
            return True
        if not line.strip() or _UNQUOTABLE.search(line.lstrip(" ")) or _is_delimiter_row(line):
            return False
        item = None if _RULE.match(line) else _ITEM.match(line)
        if item and self.open_item(item):
            self.written.append(item[0] + self.escape_start(line[item.end() :]))
            self.can_break = True
            return True
        return self.add_text(line)

    def add_text(self, line: str) -> bool:
        indent = len(line) - len(line.lstrip(" "))
        is_in_item = bool(self.lists) and 0 <= indent - self.lists[-1].content_start < _CODE_INDENT
        if indent and not is_in_item:
            return False
        if not is_in_item:
            self.end_lists()
        if self.can_break:
            self.written[-1] += "\\"
        text = line[indent:]
        self.written.append(" " * indent + self.escape_start(text))
        self.can_break = True
        return True

    def open_item(self, item: re.Match[str]) -> bool:
        """Whether a line begins an item of a list as it is shown; the lists that are open then."""
        indent, sign, number = len(item[1]), item[2][-1], int(item[3] or 0)
        if item[3] and item[3] != str(number):
            return False
        lists, sibling = list(self.lists), None
        while lists and indent < lists[-1].content_start:
            sibling = lists.pop()
        if not 0 <= indent - (lists[-1].content_start if lists else 0) < _CODE_INDENT:
            return False
        if sibling:
            # Another sign, or a number that is not the next one, would begin a list.
            if sibling.sign != sign or (item[3] and number != sibling.number + 1):
                return False
        elif item[3] and number != 1 and self.can_break:
            return False  # a numbered list that interrupts a paragraph begins with 1
        self.lists = [*lists, _List(item.end(), sign, number)]
        return True

    def end_lists(self) -> None:
        """Let the text that follows belong to no list."""
        if self.lists and self.can_break:
            self.written.append(_SEPARATOR)
            self.can_break = False
        self.lists = []

    def escape_start(self, text: str) -> str:
        """A line of text with what would begin a block of markdown escaped, and the rest, too."""
        if text[:1].isalpha():
            return self.escape(text)
        start = _BLOCK_START.match(text)
        if _RULE.match(text) or (start and not start[1]):
            self.escape_count += 1
            return f"\\{text[0]}{self.escape(text[1:])}"
        if start:
            self.escape_count += 1
            return f"{start[1]}\\{text[start.end()]}{self.escape(text[start.end() + 1 :])}"
        return self.escape(text)

    def escape(self, text: str) -> str:
        """A line, or the rest of one, in which no sign is taken for markup; code spans stay."""
        return markdown.replace_outside_code(text, self.escape_outside_code)

    def escape_outside_code(self, text: str) -> str:
        if not any(sign in text for sign in "*`[_<&\\~"):
            return text
        lone = {match.start() for match in _LONE.finditer(text)}

        def escape(match: re.Match[str]) -> str:
            if match.start() in lone:
                return match[0]
            self.escape_count += 1
            return f"\\{match[0]}"

        escaped = re.sub(self.special, escape, text)
        if self.escapes_tildes and "~" in escaped:
            self.escape_count += escaped.count("~")
            escaped = escaped.replace("~", "\\~")
        return escaped


def _is_plain_line(line: str) -> bool:
    """Whether a line begins with a letter and has nothing that `_UNQUOTABLE` looks for.

    Most lines are so, and the patterns take 2 ms to compile.
    """
    return (
        line[:1].isalpha()
        and line.isprintable()
        and "  " not in line
        and not line.endswith(" ")
        and not any(sign in line for sign in ":$|")
    )


def _is_delimiter_row(line: str) -> bool:
    """Whether a line makes a table of the one above it: `--|--`."""
    return "|" in line and "-" in line and not line.strip(" \t|:-")


def _unquote(block: str) -> str:
    """The text of a quotation."""
    lines: list[str] = []
    fence = ""
    for quoted in block.split("\n"):
        line = quoted.rstrip("\r") if quoted.endswith("\r") else quoted
        line = line.removeprefix(">").removeprefix(" ")
        if fence:
            if is_closing_fence(line, fence):
                fence = ""
            lines.append(line)
        elif not line[:1].isalpha() and (opening := FENCE_PATTERN.match(line)):
            fence = opening[1] or opening[2]
            lines.append(line)
        elif line != _SEPARATOR:
            lines.append(markdown.replace_outside_code(_drop_break(line), _unescape))
    return "\n".join(lines)


def _drop_break(line: str) -> str:
    """A line without the backslash that breaks it."""
    backslashes = len(line) - len(line.rstrip("\\"))
    return line[:-1] if backslashes % 2 else line


def _unescape(text: str) -> str:
    return _ESCAPE.sub(r"\1", text) if "\\" in text else text


# Fences -----------------------------------------------------------------------------------------


def _put_in_fence(prompt: str) -> str:
    if FOLD_MARK in prompt or "\r" in prompt:
        return markdown.wrap_in_fence(prompt)
    folded = "\n".join(map(_fold_line, prompt.split("\n")))
    return markdown.wrap_in_fence(folded, _FOLDED_INFO if folded != prompt else "text")


def _fold_line(line: str) -> str:
    """A line of a fence in lines of at most `_FOLD_WIDTH` characters, as far as blanks allow."""
    if len(line) <= _FOLD_WIDTH:
        return line
    parts: list[str] = []
    start = 0
    while len(line) - start > _FOLD_WIDTH:
        end = _find_fold(line, start)
        if end < 0:
            break
        parts.append(line[start:end])
        start = end
    return f"\n{FOLD_MARK}".join([*parts, line[start:]])


def _find_fold(line: str, start: int) -> int:
    """Where a line is folded: before the last blank between words that fits, else the next; -1."""
    limit = start + _FOLD_WIDTH
    blanks = [blank.start() for blank in _WORD_END.finditer(line, start + 1, limit + 2)]
    if blanks:
        return blanks[-1]
    blank = _WORD_END.search(line, limit)
    return blank.start() if blank else -1
