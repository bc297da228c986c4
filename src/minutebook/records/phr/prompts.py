"""The prompt and the response of a prompt record: their text, and the lines where they stand.

Both are quotations, not the page's own statements. The prompt is given back as it was entered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from minutebook.records.adr.fields import fold_fields
from minutebook.records.model import GENERATED_BLOCKS, PHR, Record
from minutebook.text import frontmatter, markdown
from minutebook.text.markdown import Section

# Section titles, as `markdown.find_section` compares them; older pages have other ones.
_PROMPT_TITLES = ("Prompt", "Prompt text", "User prompt", "User input")
_RESPONSE_TITLES = ("Response snapshot", "Response", "Response text")
_CLOSING_TITLES = ("Outcome", "Evaluation notes", "Evaluation notes (flywheel)", "Reflection")
# The front matter fields that hold the text on some older pages.
_PROMPT_FIELDS = ("prompt", "prompt-text")
_RESPONSE_FIELDS = ("response", "response-text")


def read_prompt(record: Record) -> str | None:
    """The prompt as it was entered, None where the page has none."""
    following_titles = (*_RESPONSE_TITLES, *_CLOSING_TITLES)
    return _read_verbatim(record, _PROMPT_TITLES, following_titles, _PROMPT_FIELDS)


def read_response(record: Record) -> str | None:
    """The response as the page has it, None where it has none."""
    return _read_verbatim(record, _RESPONSE_TITLES, _CLOSING_TITLES, _RESPONSE_FIELDS)


def find_prompt_lines(record: Record) -> range:
    """The lines (from 1) of a prompt record's prompt, its heading included.

    On pages that minutebook wrote the response belongs to them: it is quoted as well.
    """
    if record.kind is not PHR:
        return range(0)
    sections = markdown.parse_sections(record.text, frontmatter.parse(record.text)[0].body_start)
    prompt = markdown.find_section(sections, *_PROMPT_TITLES)
    if prompt is None:
        return range(0)
    is_response_quoted = "fidelity" in record.fields
    titles = _CLOSING_TITLES if is_response_quoted else (*_RESPONSE_TITLES, *_CLOSING_TITLES)
    next_start = _find_next_start(sections, titles, prompt.start + 1)
    if next_start is None:
        return range(prompt.line_number, record.text.count("\n") + 2)
    return range(prompt.line_number, record.text.count("\n", 0, next_start) + 1)


def find_prose_lines(record: Record) -> Iterator[markdown.Line]:
    """The lines that are neither code nor prompt."""
    prompt_lines = find_prompt_lines(record)
    for line in markdown.parse_lines(record.text):
        if not line.is_code and line.number not in prompt_lines:
            yield line


def find_generated_spans(text: str) -> list[tuple[int, int]]:
    """Start and end offsets of the generated blocks on a page of any kind."""
    spans = (markdown.find_block(text, name) for name in GENERATED_BLOCKS)
    return [span for span in spans if span]


def cut_before_generated(
    text: str, start: int, end: int, generated_spans: Sequence[tuple[int, int]]
) -> str:
    """The text of a section: up to the first generated block in it."""
    block_starts = (block_start for block_start, _ in generated_spans if start <= block_start < end)
    return text[start : min(block_starts, default=end)]


def _read_verbatim(
    record: Record,
    titles: tuple[str, ...],
    following_titles: tuple[str, ...],
    field_names: tuple[str, ...],
) -> str | None:
    """The text of the section with one of the titles, else of a front matter field.

    `following_titles` are those of the sections that may come next. A fence around the text is
    taken off. Where there is none, the text may have headings that look like the page's own: it
    ends where a following section begins.
    """
    body_start = frontmatter.parse(record.text)[0].body_start
    sections = [
        section
        for section in markdown.parse_sections(record.text, body_start)
        if section.level <= 2
    ]
    section = markdown.find_section(sections, *titles)
    if not section:
        fields = fold_fields(record.fields)
        value = next((fields[name] for name in field_names if fields.get(name) is not None), None)
        return value if isinstance(value, str) and value.strip() else None
    spans = find_generated_spans(record.text)
    content = cut_before_generated(record.text, section.body_start, section.end, spans)
    fenced = markdown.unwrap_fence(content)
    if fenced is not None:
        return fenced
    end = _find_next_start(sections, following_titles, section.end)
    end = section.end if end is None else end
    return cut_before_generated(record.text, section.body_start, end, spans).strip("\r\n")


def _find_next_start(
    sections: Sequence[Section], titles: tuple[str, ...], offset: int
) -> int | None:
    """Where the first section with one of the titles begins, at `offset` or later."""
    folded_titles = {markdown.fold_title(title) for title in titles}
    starts = (
        section.start
        for section in sections
        if section.start >= offset and markdown.fold_title(section.title) in folded_titles
    )
    return min(starts, default=None)
