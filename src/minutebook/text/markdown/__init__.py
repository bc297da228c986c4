"""Page text: lines, sections, fences, generated blocks and links. Pure: text in, text out.

Rules of fences, headings and comments are those of CommonMark 0.31 (4.2, 4.3, 4.5, 4.6), of tables
and links those of GitHub Flavored Markdown. Any text can be read, lone surrogates included.
"""

from __future__ import annotations

from minutebook.text.markdown.generated_blocks import (
    block_inside,
    drop_block,
    fenced,
    find_block,
    put_block,
    unfenced,
)
from minutebook.text.markdown.links import cell, link, relative
from minutebook.text.markdown.sections import (
    Line,
    Section,
    find,
    fold,
    lines,
    newline,
    own_end,
    sections,
)

__all__ = [
    "Line",
    "Section",
    "block_inside",
    "cell",
    "drop_block",
    "fenced",
    "find",
    "find_block",
    "fold",
    "lines",
    "link",
    "newline",
    "own_end",
    "put_block",
    "relative",
    "sections",
    "unfenced",
]
