"""What a reader sees of a markdown text: without comments, without the tags that fold a part."""

from __future__ import annotations

import re
from collections.abc import Callable

from minutebook.lean.patterns import compile_lazily
from minutebook.text.markdown.code_spans import find_code_spans, replace_outside_code
from minutebook.text.markdown.sections import parse_lines, parse_sections

_SUMMARY = compile_lazily(
    r"<summary[^<>]{0,200}>((?:[^<]|<(?!/?summary)){0,500})</summary>", re.IGNORECASE
)
_TAG = compile_lazily(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
_FOLD_TAG = compile_lazily(r"</?details(?:[ \t][^<>\n]{0,200})?>", re.IGNORECASE)
_BLANK_LINES = compile_lazily(r"\n(?:[ \t]*\n){2,}")
_FIRST_BLANK_LINES = compile_lazily(r"\A(?:[ \t]*\n){2,}")  # below a fence
_MAX_LEVEL = 6


def remove_invisible(text: str) -> str:
    """The text without comments and `<details>` tags, and with the summary of a fold in bold.

    Code stays as it is. A comment that is never closed stays, too: nobody meant to hide the rest.
    Line ends become line feeds; of several blank lines in a row outside of code one is left.
    """
    return _map_prose(text.replace("\r\n", "\n"), _remove_from_prose).strip("\n")


def _map_prose(text: str, change: Callable[[str], str]) -> str:
    """The text with `change` applied to each run of lines that is not a fence."""
    parts: list[str] = []
    run_start = 0
    is_code = False
    for line in parse_lines(text):
        if line.is_code != is_code:
            part = text[run_start : line.start]
            parts.append(part if is_code else change(part))
            run_start, is_code = line.start, line.is_code
    last = text[run_start:]
    return "".join([*parts, last if is_code else change(last)])


def _remove_from_prose(prose: str) -> str:
    if "<" in prose:
        prose = replace_outside_code(_remove_comments(prose), _replace_tags)
    return _BLANK_LINES.sub("\n\n", _FIRST_BLANK_LINES.sub("\n", prose))


def _remove_comments(prose: str) -> str:
    """The text without its comments, and without the lines that hold nothing else."""
    spans = iter([*find_code_spans(prose), (len(prose), len(prose))])
    span_start, span_end = next(spans)
    parts, offset, start = [], 0, prose.find("<!--")
    while start >= 0:
        while span_end <= start:
            span_start, span_end = next(spans)
        if span_start < start:  # in a code span
            start = prose.find("<!--", span_end)
            continue
        # CommonMark: `<!-->` is a whole comment, so the arrow may overlap the opening.
        end = prose.find("-->", start + 2) + 3
        if end < 3:
            break
        line_start = prose.rfind("\n", offset, start) + 1 or offset
        line_end = prose.find("\n", end) + 1 or len(prose)
        is_alone = not prose[line_start:start].strip() and not prose[end:line_end].strip()
        if is_alone and (line_start == 0 or prose[line_start - 1] == "\n"):
            start, end = line_start, line_end
        parts.append(prose[offset:start])
        offset = end
        start = prose.find("<!--", end)
    return "".join([*parts, prose[offset:]])


def _replace_tags(prose: str) -> str:
    prose = _SUMMARY.sub(
        lambda match: f"\n\n**{' '.join(_TAG.sub('', match[1]).split())}**\n\n", prose
    )
    return _FOLD_TAG.sub("", prose)


def demote_headings(text: str, top_level: int) -> str:
    """The text with its headings moved down together, so that none is above `top_level`.

    Below the sixth level there is none: headings that would go there stay on it.
    """
    sections = parse_sections(text)
    moved_by = top_level - min((section.level for section in sections), default=top_level)
    if moved_by <= 0:
        return text
    parts, offset = [], 0
    for section in sections:
        hashes = "#" * min(section.level + moved_by, _MAX_LEVEL)
        line_end = "\n" if text[: section.body_start].endswith("\n") else ""
        parts += [text[offset : section.start], f"{hashes} {section.title}".rstrip(), line_end]
        offset = section.body_start
    return "".join([*parts, text[offset:]])
