"""The spans of a page that are no text of its sections: what is generated, and its record block."""

from __future__ import annotations

from collections.abc import Sequence

from minutebook.records.model import GENERATED_BLOCKS
from minutebook.text import markdown
from minutebook.text.frontmatter import record_block


def find_block_spans(text: str) -> list[tuple[int, int]]:
    """Start and end offsets of the generated blocks on a page of any kind."""
    spans = (markdown.find_block(text, name) for name in GENERATED_BLOCKS)
    return [span for span in spans if span]


def find_generated_spans(text: str) -> list[tuple[int, int]]:
    """The spans of the generated blocks, and that of the record block, whose facts are stated."""
    block = record_block.find_record_block(text)
    return [*find_block_spans(text), *([(block.start, block.end)] if block else [])]


def cut_before_generated(
    text: str, start: int, end: int, generated_spans: Sequence[tuple[int, int]]
) -> str:
    """The text of a section: up to the first generated block in it."""
    block_starts = (block_start for block_start, _ in generated_spans if start <= block_start < end)
    return text[start : min(block_starts, default=end)]
