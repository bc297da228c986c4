"""Format a user's texts so that a page shows them, and no reader takes them for its own facts.

Readers of a page look for headings, generated blocks, placeholders of a template, the markers of a
merge, and sentences such as "This supersedes ADR-0001". A text that has one of them is escaped in
ways that do not show when the page is rendered; one that would change the page's structure is put
in a code fence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from minutebook.lean.patterns import compile_lazily
from minutebook.records.filenames import clean_title
from minutebook.text import markdown
from minutebook.text.terminal import encodable

# What rule `placeholder` of `check` takes for a part of a template that is not filled in.
_PLACEHOLDER_SIGN = (
    r"\{(?=\{)|\[(?=(?:TODO|TBD)\b|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\])"
    r"|[\[{](?=(?i:short (?:title|noun)|title of option \d|option \d|argument [a-z][\]}]"
    r"|decision driver \d|justification\.|describe the context|yyyy-mm-dd|list everyone"
    r"|proposed \||description \||example \||link type|e\.g\.,))"
)
_PLACEHOLDER_START = compile_lazily(_PLACEHOLDER_SIGN)
_CONFLICT_LINE = compile_lazily(r"(?m)^(?=(?:<{7}|={7}|>{7})(?:[ \r]|$))")
_SUPERSESSION = compile_lazily(r"(?i)supersed|superced|replace")
_NO_RELATION = "<!-- prose. -->"  # its full stop ends the clause that would name a relation
_MAX_RELATIONS = 50
_OTHER_BULLET = compile_lazily(r"(?m)^( {0,3})[-*+]( +(?![-*_ \t]*$))")
_LIST_START = compile_lazily(r"[-*+] |\d{1,9}[.)] ")
_NO_PARAGRAPH = compile_lazily(r"\s|[>|#=<]|[-*+](?:\s|\Z)|\d{1,9}[.)]|`{3}|~{3}|[-*_]{3}")
_FENCES = ("```", "~~~")
_BLOCK_WITH_BLANKS = compile_lazily(  # a fence or a table: nothing else may be right above or below
    r"```|~~~|[^\n]*\|[^\n]*\n[ \t]*(?:\|[ \t]*)?:?-+:?[ \t]*(?:\||(?:\n|\Z))"
)
_LIST_IN_PARAGRAPH = compile_lazily(r"(?:[-*+]|1[.)]) +\S")  # other numbers begin none there
_INDENT = compile_lazily(r"    |\t")
_MAX_ROUNDS = 10  # in which a text is searched anew: what one comment ends may begin another clause
# Markup that reading a title takes away, and what a heading does not show as it is.
_TITLE_MARKUP = compile_lazily(
    r"\*\*|(?<!\w)__|__(?!\w)|\[(?=[^\[\]]*\]\()|[{}]|<(?=[A-Za-z/!?])|\\(?=[!-/:-@\[-`{-~])|(?<!#)#++\Z"
)
# What a heading does not show as it is; emphasis, strikethrough and math need two signs.
_SHOWN_OTHERWISE = compile_lazily(
    r"\*(?!\s)|(?<!\s)\*|(?<![^\W_])_|_(?![^\W_])|\](?=\()|<(?=[A-Za-z/!?])"
    r"|&(?=#?\w{1,32};)|\\(?=[!-/:-@\[-`{-~])|(?<!#)#++\Z|" + _PLACEHOLDER_SIGN
)
# What a forge takes for a tag and shows nothing of: not the tags that it knows in a line, nor URLs.
_UNKNOWN_TAG = compile_lazily(
    r"<(?=[A-Za-z/!?])(?!/?(?:a|abbr|b|br|cite|code|del|dfn|em|i|img|ins|kbd|mark|picture|q|rp|rt|ruby"
    r"|s|samp|small|source|span|strike|strong|sub|summary|sup|tt|u|var|wbr)(?=[\s/>])|!--"
    r"|[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>|[\w.+-]{1,64}@[\w.-]{1,255}>)"
)
# What begins another block than a paragraph, where it begins the text of an item.
_BLOCK_START = compile_lazily(
    r"(?P<sign>#(?=#{0,5}(?:\s|\Z))|[-*+](?=\s|\Z)|>|`(?=``[^`]*\Z)|~(?=~~)"
    r"|[-*_](?=(?:\s*[-*_]){2,}\s*\Z))|\d{1,9}(?P<stop>[.)])(?=\s|\Z)"
)
_PAIRED_SIGNS = ("~", "$")
_PUNCTUATION = compile_lazily(r"[!-/:-@\[-`{-~]")


def format_text(text: str, contexts: Sequence[str] = ()) -> str:
    """A text of several lines as part of a page: rendered where that is safe, else in a fence.

    `contexts` are those of `find_statements` in which its place is searched for relations.
    """
    text = _normalize(text)
    escaped = "".join(_escape_line(line) for line in markdown.parse_lines(text))
    if not is_safe(escaped) or _CONFLICT_LINE.search(escaped):
        return wrap_text(text)
    return _end_clauses(_space_blocks(escaped), contexts)


def format_item(text: str) -> str:
    """A text as one line of a page, such as an item of a list."""
    line = markdown.replace_outside_code(encodable(clean_title(text)), _escape_prose)
    if line and not line[0].isalpha() and (block := _BLOCK_START.match(line)):
        start = max(block.start("sign"), block.start("stop"))
        line = f"{line[:start]}\\{line[start:]}"
    return _end_clauses(line, ("prose",), is_item=True)


def wrap_text(text: str, contexts: Sequence[str] = ()) -> str:
    """A text in a code fence, where no reader looks for facts."""
    fenced = markdown.wrap_in_fence(_normalize(text), "markdown")
    if _CONFLICT_LINE.search(fenced):
        # A marker counts at the beginning of a line. The blank does not show: a fence that is
        # indented takes as many from each of its lines.
        fenced = "\n".join(f" {line}" for line in fenced.split("\n"))
    return fenced


def format_response(response: str) -> str:
    """A response as the page shows it, byte for byte: rendered where that is safe, else in a fence.

    A fence also keeps blanks at its ends and carriage returns.
    """
    if response == response.strip() and "\r" not in response and is_safe(response):
        return response
    return markdown.wrap_in_fence(response, "markdown")


def format_bullet_text(text: str) -> str | None:
    """A text to follow the name of a bullet; None for an empty one."""
    text = text.strip()  # first: blanks may be what makes code of it
    return indent_for_bullet(format_text(text)) if text else None


def indent_for_bullet(text: str) -> str:
    """A text of a bullet: all lines in the bullet, a list or a fence on lines of its own."""
    text = text.strip()
    begin = "\n" if text.startswith(("```", "~~~", "- ", "* ", ">")) else ""
    lines = (begin + text).split("\n")
    return "\n".join([lines[0], *(f"  {line}" if line.strip() else line for line in lines[1:])])


def set_bullets(text: str, sign: str) -> str:
    """A text whose lists have this sign before their items, as the rest of its page has."""
    if not _OTHER_BULLET.search(text):
        return text
    return "".join(
        text[line.start : line.end]
        if line.is_code or line.is_comment
        else _OTHER_BULLET.sub(rf"\g<1>{sign}\2", text[line.start : line.end], count=1)
        for line in markdown.parse_lines(text, 0, 1)
    )


def hold_in_bullet(text: str) -> str:
    """A text of a bullet in a list of others, which stays one list without gaps.

    Paragraphs are lines of one paragraph, and a list follows its paragraph without a blank line.
    Only what needs blank lines, such as a fence or a table, keeps them.
    """
    blocks = _split_blocks(text.strip())
    held = [blocks[0]]
    for previous, block in pairwise((*blocks, "")):
        if not block:
            held.append("\n" if _BLOCK_WITH_BLANKS.match(previous) else "")
        elif _is_paragraph(previous) and _is_paragraph(block):
            held.append(f"\\\n{block}")
        elif _is_paragraph(previous) and _LIST_START.match(block):
            held.append(f"\n{block}")
        else:
            held.append(f"\n\n{block}")
    bullet = indent_for_bullet("".join(held).rstrip("\n")) + held[-1]
    if not _BLOCK_WITH_BLANKS.match(held[0]):
        return bullet
    return f"\n{bullet}" if bullet.startswith("\n") else f"\n\n  {bullet}"


def _split_blocks(text: str) -> list[str]:
    """The parts of a text between its blank lines; a fence is one part."""
    blocks: list[list[str]] = [[]]
    for line in markdown.parse_lines(text, 0, 1):
        if line.text.strip() or line.is_code:
            blocks[-1].append(line.text)
        elif blocks[-1]:
            blocks.append([])
    return ["\n".join(block) for block in blocks]


def _is_paragraph(block: str) -> bool:
    lines = block.split("\n")
    return not (_BLOCK_WITH_BLANKS.match(block) or any(_NO_PARAGRAPH.match(line) for line in lines))


def format_bullets(items: tuple[str, ...], sign: str) -> str:
    """Items as a list of bullets with a sign, such as an asterisk."""
    return "\n".join(f"{sign} {item}" for item in items)


def has_placeholder(text: str) -> bool:
    """Whether a text has what looks like a part of a template that is not filled in."""
    return ("[" in text or "{" in text) and _PLACEHOLDER_START.search(text) is not None


def is_safe(text: str) -> bool:
    """Whether a text, as part of a page, leaves the page's own sections alone.

    It has no heading of the first two levels, no open fence or comment, and no HTML at a line's
    beginning; nor is it one fence, which would be taken for that of `wrap_in_fence`.
    """
    end_title = "the end of the page"
    headings = [
        section.title
        for section in markdown.parse_sections(f"{text}\n\n## {end_title}\n")
        if section.level < 3
    ]
    return (
        headings == [end_title]
        and markdown.unwrap_fence(text) is None
        and not any(
            line.text.lstrip().startswith("<") or "<!--" in line.text
            for line in markdown.parse_lines(text)
            if not line.is_code
        )
    )


def list_title_variants(title: str, label: str) -> Iterator[str]:
    """Ways to write a title as a heading that shows it as it is, the plainest first.

    `label` ("ADR-0007: ") goes before a title that begins like one with a number ("10. Tenth").
    """
    plain = markdown.replace_outside_code(title, lambda text: _escape_shown(text, title))
    escaped = markdown.replace_outside_code(title, _escape_title_markup)
    escaped = escaped.replace(r"\**", r"\*\*").replace(r"\__", r"\_\_")
    all_escaped = _PUNCTUATION.sub(r"\\\g<0>", title)
    for variant in dict.fromkeys((plain, escaped, all_escaped)):
        yield variant
        yield label + variant


def _escape_shown(text: str, title: str) -> str:
    """A part of a title with the signs escaped that a heading would show otherwise."""
    if _has_any(text, "*_]<&\\#{["):
        text = _SHOWN_OTHERWISE.sub(_escape_signs, text)
    for sign in _PAIRED_SIGNS:
        if title.count(sign) > 1:
            text = text.replace(sign, f"\\{sign}")
    return text


def _escape_title_markup(text: str) -> str:
    """A part of a title with its markup escaped: each sign of those that end it."""
    return _TITLE_MARKUP.sub(_escape_signs, text) if _has_any(text, "*_[{}<\\#") else text


def _has_any(text: str, signs: str) -> bool:
    """Whether a text has one of some signs: most have none, and need no pattern (0.3 to 2 ms)."""
    return any(sign in text for sign in signs)


def _escape_signs(match: re.Match[str]) -> str:
    return "\\#" * len(match[0]) if match[0][0] == "#" else f"\\{match[0]}"


def _normalize(text: str) -> str:
    return encodable(text).replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()


def _escape_line(line: markdown.Line) -> str:
    """A line of a text, with its line end, without the markers and placeholders outside code."""
    line_end = "\n" if line.end > line.start + len(line.text) else ""
    if line.is_code:
        return line.text + line_end
    text = markdown.replace_outside_code(line.text, _escape_prose)
    return _CONFLICT_LINE.sub(r"\\", text) + line_end


def _space_blocks(text: str) -> str:
    """A text with one blank line where it has several, and one before a list below a paragraph.

    Code, and what is indented as code is, stays as it is.
    """
    lines = list(markdown.parse_lines(text))
    spaced: list[str] = []
    blanks = 0
    is_in_list = False
    for index, line in enumerate(lines):
        if not line.is_code and not line.text.strip():
            blanks += 1
            continue
        if blanks:
            spaced += [""] * (blanks if _INDENT.match(line.text) else 1)
            blanks, is_in_list = 0, False
        if not line.is_code and _LIST_IN_PARAGRAPH.match(line.text):
            above = spaced[-1] if spaced else ""
            if above and not is_in_list and not lines[index - 1].is_code:
                spaced.append("")
            is_in_list = True
        spaced.append(line.text)
    return "\n".join(spaced)


def _escape_prose(text: str) -> str:
    """A text without placeholders, and with what looks like a tag and is none."""
    if _has_any(text, "[{"):
        text = _PLACEHOLDER_START.sub(r"\\\g<0>", text)
    return _UNKNOWN_TAG.sub(r"\\\g<0>", text) if "<" in text else text


def _end_clauses(text: str, contexts: Sequence[str], *, is_item: bool = False) -> str:
    """A text in which no words, in one of the contexts, say that a record has a relation.

    An invisible comment stands between such words and the record that they name. A text with too
    many of them, or with both in code, is put in a fence.
    """
    if not contexts or ("links" not in contexts and not _SUPERSESSION.search(text)):
        return text
    plain_text, rounds = text, 0
    while firsts := _find_first_mentions(text, contexts):
        rounds += 1
        if len(firsts) > _MAX_RELATIONS or rounds > _MAX_ROUNDS:
            return wrap_text(plain_text)
        spans = markdown.find_code_spans(text)
        ended = text
        for first in sorted(firsts, reverse=True):
            start = next((start for start, end in spans if start < first < end), first)
            if text.endswith(_NO_RELATION, 0, start):  # it did not help: the words are in code too
                if not is_item:
                    return wrap_text(plain_text)
                start = first
            ended = ended[:start] + _NO_RELATION + ended[start:]
        text = ended
    return text


def _find_first_mentions(text: str, contexts: Sequence[str]) -> set[int]:
    """Where records are named that words say a relation to: the first behind the same words."""
    from minutebook.records.adr.statements.prose_relations import find_statements, select_blocks
    from minutebook.text.markdown.sections import find_visible_lines

    firsts: dict[int, int] = {}
    for context in contexts:
        find_lines = select_blocks if context in ("opening", "prose") else find_visible_lines
        for relation in find_statements(text, find_lines(text, 0, len(text)), context):
            start = firsts.get(relation.lead_start, relation.start)
            firsts[relation.lead_start] = min(start, relation.start)
    return set(firsts.values())
