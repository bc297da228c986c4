"""Where the words of a prompt stand on a page: they are quotations, not the page's own words."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.records.model import Record
from minutebook.text import frontmatter, markdown

# Headings that end an unfenced prompt: it may have headings of its own.
_AFTER_PROMPT = ("Response snapshot", "Response", "Outcome", "Evaluation notes")


def find_prompt_lines(record: Record) -> range:
    """The lines (from 1) of a prompt record's prompt, heading included: other people's words.

    On pages that minutebook wrote the response belongs to them: it is quoted as well.
    """
    if record.kind.name != "phr":
        return range(0)
    sections = markdown.parse_sections(record.text, frontmatter.parse(record.text)[0].body_start)
    prompt = markdown.find_section(sections, "Prompt", "User prompt", "User input")
    if prompt is None:
        return range(0)
    later = [section for section in sections if section.start > prompt.start]
    own = "fidelity" in record.fields
    after = markdown.find_section(tuple(later), *(_AFTER_PROMPT[2:] if own else _AFTER_PROMPT))
    end = after.start if after else len(record.text)
    return range(prompt.line_number, record.text.count("\n", 0, end) + (1 if after else 2))


def find_prose_lines(record: Record) -> Iterator[markdown.Line]:
    """The lines that are neither code nor prompt."""
    prompt = find_prompt_lines(record)
    for line in markdown.parse_lines(record.text):
        if not line.is_code and line.number not in prompt:
            yield line
