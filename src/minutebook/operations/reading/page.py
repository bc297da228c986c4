"""A record as people read it: its facts in words, then its text without what only machines read."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.lean.values import Value
from minutebook.operations.reading.facts import Fact, list_facts
from minutebook.records.filenames import clean_title
from minutebook.records.model import (
    LINKS_BLOCK,
    MARKUP_ENDINGS,
    OUTCOME_BLOCK,
    PHR,
    SUMMARY_BLOCK,
    Record,
    RecordSet,
    read_as_markdown,
)
from minutebook.records.phr import page_spans, prompts, visibility
from minutebook.text import frontmatter, markdown
from minutebook.text.markdown import Section, visible
from minutebook.text.terminal import escape_line

_REPEATING_BLOCKS = (SUMMARY_BLOCK, LINKS_BLOCK)  # the head of a reading says what they say
_TEXT_FENCES = ("", "text", "txt", "markdown", "md")  # of a fence that holds a text, not code


class Part(Value):
    """A part of a reading: markdown, or with `is_quotation` a text to show as it was entered."""

    text: str
    is_quotation: bool = False


class Reading(Value):
    """What `show` shows of a record: ref, title, facts, and its text in parts."""

    ref: str
    title: str
    facts: tuple[Fact, ...]
    parts: tuple[Part, ...]


def make_reading(
    record: Record, records: RecordSet, kept: Record | None = None, place: str = ""
) -> Reading:
    """What people are shown of a record: nothing that its page says to them is left out.

    Of a record that keeps its texts apart these come from `kept`; without it, `place` says where
    they are to be had.

    Front matter becomes facts, comments and generated blocks that repeat them are left out. The
    page may be of any form, and may be one that cannot be read.
    """
    parts = list_parts(record)
    if visibility.read_visibility(record) == visibility.SUMMARY:
        parts = [*_list_kept_texts(kept, place), *parts]
    parts += _describe_suggestions(record)
    facts = tuple(fact for fact in list_facts(record, records) if fact.values)
    shown_parts = tuple(part for part in parts if part.text.strip() or part.is_quotation)
    return Reading(record.ref, record.title, facts, shown_parts)


def list_parts(record: Record) -> list[Part]:
    """The text of a record's page in parts, as `make_reading` has it: without its facts.

    What is kept apart from the page is not among them, nor what became of suggestions. A part may
    be blank.
    """
    page = read_as_markdown(record.path, record.text)
    front_matter, problems = frontmatter.parse(page)
    body_start = front_matter.body_start or int(page.startswith("\ufeff"))
    parts = [*_split_prompt_page(record, page, body_start)] if record.kind is PHR else []
    if record.path.lower().endswith(MARKUP_ENDINGS):
        from minutebook.operations.reading import other_formats

        parts = [Part(_clean(other_formats.restore_lines(page, record.text)))]
    parts = parts or [Part(_clean(page[body_start:]))]
    if parts[0].text and not parts[0].is_quotation:
        parts[0] = Part(_drop_title(parts[0].text, record))
    if problems and body_start and not record.is_cut:
        source = markdown.wrap_in_fence(page[:body_start].strip("\ufeff\r\n"), "yaml")
        parts.insert(0, Part(source))  # what could not be read is shown as it stands
    return parts


def format_reading(reading: Reading) -> str:
    """A reading as markdown, the facts as a list, a quotation quoted line by line."""
    facts = "\n".join(
        f"* {fact.name[:1].upper()}{fact.name[1:]}: {_join(fact.values)}" for fact in reading.facts
    )
    parts = (_quote(part.text) if part.is_quotation else part.text for part in reading.parts)
    return "\n\n".join(filter(None, (f"# {reading.ref} {reading.title}", facts, *parts)))


def _join(values: tuple[str, ...]) -> str:
    """Values on one line, so that they can be told apart."""
    return ("; " if any(", " in value for value in values) else ", ").join(values)


def _quote(text: str) -> str:
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(f"> {line}" if line else ">" for line in lines)


def _clean(text: str) -> str:
    for name in _REPEATING_BLOCKS:
        text = markdown.remove_block(text, name)
    return visible.remove_invisible(text)


def _drop_title(text: str, record: Record) -> str:
    """The text without a heading at its beginning that says no more than the record's title."""
    sections = markdown.parse_sections(text)
    first = sections[0] if sections else None
    if first is None or first.level > 1 or text[: first.start].strip():
        return text
    if "](" in first.title and "](" not in record.title:
        return text  # only the heading tells where the link leads
    if escape_line(first.title) != first.title:
        return text  # it has what would control a terminal: the record's title is without that
    if clean_title(first.title.removeprefix(record.ref).strip()) != record.title:
        from minutebook.records.adr.vocabulary import titles  # most headings are the title itself

        title = titles.strip_own_number(titles.read_title(first.title), record.number, record.slug)
        if clean_title(title) != record.title:
            return text
    return text[first.body_start :].strip("\n")


def _split_prompt_page(record: Record, page: str, body_start: int) -> Iterator[Part]:
    """The text of a prompt record, with the prompt as it was entered and the response as markdown.

    Where the page has no section of one of them, it is put before the rest, unless it is there.
    """
    sections = markdown.parse_sections(page, body_start)
    offset = body_start
    prompt, response = prompts.read_prompt(record), prompts.read_response(record)
    prompt_line = prompts.find_prompt_lines(record).start
    section = next((each for each in sections if each.line_number == prompt_line), None)
    if prompt is not None and section and prompt_line:
        yield Part(_clean(page[offset : section.body_start]))
        yield Part(prompt.removesuffix("\n"), is_quotation=True)
        offset = _find_text_end(page, section, prompt)
    elif prompt is not None and prompt.strip() not in page[body_start:]:
        yield Part("## Prompt")
        yield Part(prompt.removesuffix("\n"), is_quotation=True)
    section = next(
        (
            each
            for each in sections
            if each.start >= offset and markdown.fold_title(each.title) in prompts.RESPONSE_TITLES
        ),
        None,
    )
    if response is not None and section and _is_text(page[section.body_start : section.end]):
        yield Part(_clean(page[offset : section.body_start]))
        yield Part(visible.remove_invisible(visible.demote_headings(response, section.level + 1)))
        offset = _find_text_end(page, section, response)
    elif response is not None and not section and response.strip() not in page[body_start:]:
        yield Part(f"## Response\n\n{visible.demote_headings(response, 3)}")
    yield Part(_clean(page[offset:]))


def _list_kept_texts(kept: Record | None, place: str) -> Iterator[Part]:
    """The texts of a record that keeps them apart, or where they are."""
    if kept is None:
        where = f"are not in this clone: {place}" if place else "are kept apart"
        yield Part(f"The texts of this record {where}.")
        return
    prompt, response = prompts.read_prompt(kept), prompts.read_response(kept)
    if prompt is not None:
        yield Part("## Prompt (kept apart)")
        yield Part(prompt.removesuffix("\n"), is_quotation=True)
    if response is not None:
        shown = visible.remove_invisible(visible.demote_headings(response, 3))
        yield Part(f"## Response (kept apart)\n\n{shown}")


def _is_text(content: str) -> bool:
    """Whether the content of a section is a text, and not one fence of code."""
    content = content.strip()
    if markdown.unwrap_fence(content) is None:
        return True
    info = content.partition("\n")[0].strip("`~ \r")
    return info.lower() in _TEXT_FENCES


def _find_text_end(page: str, section: Section, text: str) -> int:
    """Where the text of a section ends, its fence included.

    Headings in the text may make the section seem shorter, a fence that is never closed longer.
    """
    start = section.body_start
    start += len(page[start : section.end]) - len(page[start : section.end].lstrip("\r\n"))
    text = text.strip("\r\n")
    if text and page.startswith(text, start):
        return start + len(text)
    content_start = page.find("\n", start) + 1
    if text and page.startswith(("```", "~~~"), start) and page.startswith(text, content_start):
        closing_start = page.find("\n", content_start + len(text)) + 1
        return (page.find("\n", closing_start) + 1 or len(page)) if closing_start else len(page)
    spans = page_spans.find_generated_spans(page)
    starts = (start for start, _ in spans if section.body_start <= start < section.end)
    return min(starts, default=section.end)


def _describe_suggestions(record: Record) -> Iterator[Part]:
    """What decisions were suggested for a prompt record, and what became of each, in words.

    Nothing of those that the page itself tells.
    """
    if record.kind is not PHR or not record.fields:
        return
    from minutebook.records.phr import suggestions  # most records have none

    told = markdown.get_block_content(record.text, OUTCOME_BLOCK) or ""
    lines = []
    for suggestion in suggestions.read_suggestions(record):
        if suggestion.id in told:
            continue
        outcome = suggestion.state
        if suggestion.state == suggestions.PENDING:
            outcome = f"waits for an answer: `minutebook suggest accept {suggestion.id}`"
        elif suggestion.reason:
            state = "closed" if suggestion.is_closed else suggestion.state
            outcome = f"{state}: {suggestion.reason}"
        lines.append(f"* {suggestion.id} {suggestion.topic} ({clean_title(outcome)})")
    if lines:
        yield Part("\n".join(["## Suggested decisions", "", *lines]))
