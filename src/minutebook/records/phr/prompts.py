"""The prompt and the response of a prompt record: their text, and the lines where they stand.

Both are quotations, not the page's own statements. The prompt is given back as it was entered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from minutebook.lean.values import replace
from minutebook.records.adr.fields import fold_fields
from minutebook.records.model import PHR, Record
from minutebook.records.phr.page_spans import cut_before_generated, find_generated_spans
from minutebook.text import frontmatter, markdown
from minutebook.text.frontmatter import record_block
from minutebook.text.markdown import Section
from minutebook.text.markdown.sections import walk_lines

# Section titles as `_fold_title` has them, the surest first; pages of other tools have many.
_PROMPT_TITLES = (
    *("prompt", "prompt text", "user prompt", "initial prompt", "original prompt", "full prompt"),
    *("prompt verbatim", "user input", "user command", "user intent", "user request"),
    *("original request", "initial request", "user message", "input prompt", "request", "command"),
)
RESPONSE_TITLES = (
    *("response snapshot", "response", "response text", "assistant response", "agent response"),
    *("ai response", "model response", "response summary", "assistant output", "answer"),
)
# Titles that only pages of other tools have: in a prompt that we wrote down they are its own.
_OTHER_PROMPT_TITLES = (
    *("user query", "user question", "user instruction", "user task", "input", "query"),
    *("question", "instruction", "instructions", "task", "ask", "user", "human"),
)
_OTHER_RESPONSE_TITLES = (
    *("agent output", "ai output", "model output", "agent reply", "reply", "assistant", "output"),
)
# Of these, titles that count for a section of the page alone: as a label they name other facts.
_VAGUE_TITLES = frozenset(
    (
        *("input", "query", "question", "instruction", "instructions", "task", "ask", "user"),
        *("human", "reply", "assistant", "output"),
    )
)
_CLOSING_TITLES = (
    *("outcome", "evaluation notes", "evaluation notes (flywheel)", "evaluation", "reflection"),
)
# The front matter fields that hold the text on some pages, and those of a mapping of both.
_PROMPT_FIELDS = ("prompt", "prompt-text", "user-prompt", "initial-prompt", "original-prompt")
_RESPONSE_FIELDS = ("response", "response-text", "response-snapshot", "assistant-response")
_PROMPT_ROLES = ("user", "human")
_RESPONSE_ROLES = ("assistant", "agent", "ai")
# "**Initial Prompt**: text", "- **Prompt:** text"
_LABEL = (
    r"[ >]{0,8}(?:[-*+] )?\*\*(?P<key>[^*:：\n]{2,40})(?:[:：]\*\*|\*\*[ \t]{0,4}[:：])[ \t]{0,8}"
)
# "**PROMPT TEXT**" or "Prompt:", alone on its line, and "Prompt: text"
_PLAIN_LABEL = (
    r"[ >]{0,8}(?:\*\*(?P<bold>[^*:：\n]{2,40})\*\*[ \t]{0,8}\Z"
    r"|(?P<plain>[A-Za-z][A-Za-z'’ _-]{1,39})[:：][ \t]{0,8})"
)
_PLACEHOLDER = r"\{\{[A-Z_ ]{1,60}\}\}"
_BLOCK_MARK = r"\A[|>][+-]?\n"  # of YAML, where the text below it is not indented
_MAX_UNCLOSED_FENCES = 2
_MAX_REPAIRED_CHARS = 100_000  # of a page whose fences are looked at again
_MIN_PROMPT_WORDS = 6


def read_prompt(record: Record) -> str | None:
    """The prompt as it was entered, None where the page has none."""
    if _is_shown(record):
        block = _find_shown(record, "prompt")
        if block is None:
            return None
        from minutebook.records.phr import quotations

        prompt = quotations.parse_prompt(block)
        return block if prompt is None else prompt
    return _read_verbatim(
        record,
        _list_prompt_titles(record),
        (*_list_response_titles(record), *_CLOSING_TITLES),
        (*_PROMPT_FIELDS, *_PROMPT_ROLES),
    )


def read_response(record: Record) -> str | None:
    """The response as the page has it, None where it has none."""
    if _is_shown(record):
        shown = _find_shown(record, "response")
        if shown is None:
            return None
        from minutebook.records.phr import responses

        form = record_block.read_record_block(record.text)[0].get(record_block.FORM_FIELD)
        return responses.parse_response(shown, responses.read_form(form))
    return _read_verbatim(
        record,
        _list_response_titles(record),
        _CLOSING_TITLES,
        (*_RESPONSE_FIELDS, *_RESPONSE_ROLES),
    )


def read_quoted_sections(record: Record) -> dict[str, str]:
    """The prompt and the response by the titles of their sections, on a page that we wrote."""
    if not _is_ours(record):
        return {}
    sections = [section for section in _parse_sections(record) if section.level == 2]
    quoted = (
        (_find_section(sections, _PROMPT_TITLES), read_prompt(record)),
        (_find_section(sections, RESPONSE_TITLES), read_response(record)),
    )
    return {section.title: text for section, text in quoted if section and text is not None}


def find_quoted_span(record: Record, name: str) -> tuple[int, int] | None:
    """Where the prompt or the response stands below its heading: up to the next part of the page.

    `name` is "prompt" or "response". None where the page has no section for it.
    """
    titles = _list_prompt_titles(record) if name == "prompt" else _list_response_titles(record)
    responses = _list_response_titles(record) if name == "prompt" else ()
    following = (*responses, *_CLOSING_TITLES)
    sections = [section for section in _parse_sections(record) if section.level <= 2]
    section = _find_section(sections, titles)
    if section is None:
        return None
    end = _find_next_start(sections, following, section.end)
    spans = find_generated_spans(record.text)
    end = section.end if end is None or _is_shown(record) else end
    return section.body_start, section.body_start + len(
        cut_before_generated(record.text, section.body_start, end, spans)
    )


def _is_shown(record: Record) -> bool:
    """Whether a page has the form for readers."""
    return record_block.find_record_block(record.text) is not None


def _find_shown(record: Record, name: str) -> str | None:
    """What a page for readers has below the heading of the prompt or the response."""
    span = find_quoted_span(record, name)
    return (record.text[slice(*span)].strip("\r\n") if span else "") or None


def _is_ours(record: Record) -> bool:
    """Whether minutebook wrote a page: it states how true the prompt is to what was entered."""
    return "fidelity" in record.fields or _is_shown(record)


def _list_prompt_titles(record: Record) -> tuple[str, ...]:
    return _PROMPT_TITLES if _is_ours(record) else (*_PROMPT_TITLES, *_OTHER_PROMPT_TITLES)


def _list_response_titles(record: Record) -> tuple[str, ...]:
    return RESPONSE_TITLES if _is_ours(record) else (*RESPONSE_TITLES, *_OTHER_RESPONSE_TITLES)


def is_prompt_title(title: str) -> bool:
    """Whether a heading is that of the section of a prompt record that holds the prompt."""
    return _fold_title(title) in _PROMPT_TITLES


def find_prompt_lines(record: Record) -> range:
    """The lines (from 1) of a prompt record's prompt, its heading or label included.

    On pages that minutebook wrote the response belongs to them: it is quoted as well.
    """
    if record.kind is not PHR:
        return range(0)
    sections = _parse_sections(record)
    if _is_shown(record):  # headings below these are quoted
        sections = tuple(section for section in sections if section.level <= 2)
    prompt = _find_section(sections, _list_prompt_titles(record))
    if prompt is None and _is_shown(record):
        prompt = _find_section(sections, RESPONSE_TITLES)
    if prompt is None:
        span = _find_labelled(record, _list_prompt_titles(record))
        if span is None:
            return range(0)
        first = record.text.count("\n", 0, span[0]) + 1
        return range(first, first + record.text.count("\n", span[0], span[1]) + 1)
    responses = () if _is_ours(record) else _list_response_titles(record)
    titles = (*responses, *_CLOSING_TITLES)
    next_start = _find_next_start(sections, titles, prompt.start + 1)
    block = record_block.find_record_block(record.text)
    if block and (next_start is None or block.start < next_start):
        next_start = block.start  # people may write below it
    if next_start is None:
        return range(prompt.line_number, record.text.count("\n") + 2)
    return range(prompt.line_number, record.text.count("\n", 0, next_start) + 1)


def find_prose_lines(record: Record) -> Iterator[markdown.Line]:
    """The lines that are neither code nor prompt."""
    prompt_lines = find_prompt_lines(record)
    for line in markdown.parse_lines(record.text):
        if not line.is_code and line.number not in prompt_lines:
            yield line


def _read_verbatim(
    record: Record,
    titles: tuple[str, ...],
    following_titles: tuple[str, ...],
    field_names: tuple[str, ...],
) -> str | None:
    """The text of the section with one of the titles, else of a front matter field or a label.

    `following_titles` are those of the sections that may come next. A fence around the text is
    taken off. Where there is none, the text may have headings that look like the page's own: it
    ends where a following section begins. `field_names` are those of fields and of the keys in the
    fields `prompts` and `messages`. A placeholder that a template has left is no text.
    """
    all_sections = _parse_sections(record)
    sections = [section for section in all_sections if section.level <= 2]
    section = _find_section(sections, titles)
    if not section and not _is_ours(record):
        sections = _drop_below(all_sections, following_titles)
        section = _find_section(sections, _drop_vague(titles))
    if not section:
        value = _read_text_field(record, field_names)
        if value is None and (span := _find_labelled(record, titles)):
            content = record.text[span[1] - span[2] : span[1]].strip("\r\n")
            fenced = markdown.unwrap_fence(content)
            value = content.strip() if fenced is None else fenced
        return value if value and not re.fullmatch(_PLACEHOLDER, value.strip()) else None
    spans = find_generated_spans(record.text)
    content = cut_before_generated(record.text, section.body_start, section.end, spans)
    fenced = markdown.unwrap_fence(content)
    if fenced is not None:
        return fenced
    end = _find_next_start(sections, following_titles, section.end)
    end = section.end if end is None else end
    content = cut_before_generated(record.text, section.body_start, end, spans).strip("\r\n")
    return None if re.fullmatch(_PLACEHOLDER, content.strip()) else content


def _read_text_field(record: Record, names: tuple[str, ...]) -> str | None:
    """The first field of the names that has a text, also in a field of both texts."""
    fields = fold_fields(record.fields)
    roles = next(
        (
            fold_fields(value)
            for value in (fields.get("prompts"), fields.get("messages"), fields.get("conversation"))
            if isinstance(value, Mapping)
        ),
        {},
    )
    values = [*(fields.get(name) for name in names), *(roles.get(name) for name in names)]
    texts = [re.sub(_BLOCK_MARK, "", value) for value in values if isinstance(value, str)]
    texts = [text for text in texts if text.strip()]
    # The fields `user` and `agent` have a name; a few pages have the prompt there.
    names_only = [fields.get(name) for name in (*_PROMPT_ROLES, *_RESPONSE_ROLES)]
    return next(
        (
            text
            for text in texts
            if text not in names_only or len(text.split()) >= _MIN_PROMPT_WORDS
        ),
        None,
    )


def _find_labelled(record: Record, titles: tuple[str, ...]) -> tuple[int, int, int] | None:
    """Where a text stands behind a label: start with the label, end, length of the text.

    It ends before the next label or heading. A label that is not in bold, or has no colon, may be a
    line of the text: it counts only where it is that of a prompt, a response or what closes a page.
    """
    found: tuple[int, int] | None = None
    end = len(record.text)
    titles = _drop_vague(titles)
    known = {*_list_prompt_titles(record), *_list_response_titles(record), *_CLOSING_TITLES}
    known -= _VAGUE_TITLES
    for line in markdown.parse_lines(record.text, frontmatter.parse(record.text)[0].body_start):
        if line.is_code or line.is_comment:
            continue
        match = re.match(_LABEL, line.text)
        key = _fold_title(match["key"]) if match else ""
        if not match and not _is_ours(record):
            match = re.match(_PLAIN_LABEL, line.text)
            key = _fold_title(match["bold"] or match["plain"]) if match else ""
            match = match if key in known else None
        if found and (match or re.match(r" {0,3}#{1,6} ", line.text)):
            end = line.start
            break
        if not found and match and key in titles:
            found = line.start, line.start + match.end()
    return (found[0], end, end - found[1]) if found else None


def _parse_sections(record: Record) -> tuple[Section, ...]:
    """The sections of a prompt record's page.

    On pages of other tools a fence that is never closed ends at its first line where it hides the
    response: a quoted prompt had fences of its own.
    """
    text, start = record.text, frontmatter.parse(record.text)[0].body_start
    sections = markdown.parse_sections(text, start)
    if _is_ours(record) or len(text) > _MAX_REPAIRED_CHARS:
        return sections
    for _ in range(_MAX_UNCLOSED_FENCES):
        if _find_section(sections, _list_response_titles(record)):
            break
        unclosed: list[int] = []
        for _ in walk_lines(text, start, unclosed):
            pass
        if not unclosed:
            break
        start = text.find("\n", unclosed[0]) + 1 or len(text)
        sections = _join_sections(sections, markdown.parse_sections(text, start))
    return sections


def _join_sections(sections: tuple[Section, ...], more: tuple[Section, ...]) -> tuple[Section, ...]:
    """Sections with those that follow them: the first ones end where the others begin."""
    return (
        (
            *(
                replace(
                    section,
                    end=min(
                        (other.start for other in more if other.level <= section.level),
                        default=section.end,
                    )
                    if section.end > more[0].start
                    else section.end,
                )
                for section in sections
            ),
            *more,
        )
        if more
        else sections
    )


def _drop_vague(titles: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(title for title in titles if title not in _VAGUE_TITLES)


def _drop_below(sections: Sequence[Section], titles: tuple[str, ...]) -> list[Section]:
    """The sections that do not lie in one with one of the titles: what is there is quoted."""
    kept: list[Section] = []
    quoted_end = 0
    for section in sections:
        if section.start >= quoted_end:
            kept.append(section)
            if _fold_title(section.title) in titles:
                quoted_end = section.end
    return kept


def _find_section(sections: Sequence[Section], titles: tuple[str, ...]) -> Section | None:
    """The first section with one of the titles, trying the titles in order."""
    folded_titles = [_fold_title(section.title) for section in sections]
    for title in titles:
        if title in folded_titles:
            return sections[folded_titles.index(title)]
    return None


def _fold_title(title: str) -> str:
    """A title for comparing: words in lower case, without a remark in brackets at its end.

    `User's Request` is `user request`.
    """
    folded = re.sub(r"[\s_-]+", " ", markdown.fold_title(title))
    folded = re.sub(r"['’]s\b", "", folded)
    return re.sub(r" \((?:verbatim|original|full|exact|raw|user)\Z", "", folded)


def _find_next_start(
    sections: Sequence[Section], titles: tuple[str, ...], offset: int
) -> int | None:
    """Where the first section with one of the titles begins, at `offset` or later."""
    folded_titles = {markdown.fold_title(title) for title in titles}
    starts = (
        section.start
        for section in sections
        if section.start >= offset and _fold_title(section.title) in folded_titles
    )
    return min(starts, default=None)
