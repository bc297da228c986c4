"""A page's lines, sections, fences, generated blocks and links. Pure: text in, text out.

Fences, headings and comments follow CommonMark 0.31 (4.2, 4.3, 4.5, 4.6), tables and links follow
GitHub Flavored Markdown. Any text can be read, lone surrogates included.
"""

from __future__ import annotations

from minutebook.text.markdown.code_spans import (
    find_code_spans,
    make_code_span,
    replace_outside_code,
)
from minutebook.text.markdown.generated_blocks import (
    find_block,
    find_unclosed_start,
    get_block_content,
    put_block,
    remove_block,
    unwrap_fence,
    wrap_in_fence,
)
from minutebook.text.markdown.links import (
    encode_href,
    escape_cell,
    escape_title,
    make_href,
    make_link,
)
from minutebook.text.markdown.sections import (
    Line,
    Section,
    detect_newline,
    find_bullet_sign,
    find_own_end,
    find_section,
    fold_title,
    parse_lines,
    parse_sections,
)

__all__ = [
    "Line",
    "Section",
    "detect_newline",
    "encode_href",
    "escape_cell",
    "escape_title",
    "find_block",
    "find_bullet_sign",
    "find_code_spans",
    "find_own_end",
    "find_section",
    "find_unclosed_start",
    "fold_title",
    "get_block_content",
    "make_code_span",
    "make_href",
    "make_link",
    "parse_lines",
    "parse_sections",
    "put_block",
    "remove_block",
    "replace_outside_code",
    "unwrap_fence",
    "wrap_in_fence",
]
