"""A record as people read it: its facts in words, then its text without what only machines read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from minutebook.operations.schema import serialize
from minutebook.records import reader
from minutebook.records.adr.fields import fold_key, list_items
from minutebook.records.adr.vocabulary import titles
from minutebook.records.filenames import clean_title
from minutebook.records.model import PHR, Record, RecordSet
from minutebook.records.phr import prompts
from minutebook.records.relations import parse_relation
from minutebook.text import frontmatter, markdown
from minutebook.text.markdown import Section, visible

# Generated blocks whose content the head of a reading, or its list of suggestions, says already.
_REPEATING_BLOCKS = ("summary", "decisions", "links")
# Fields that the head of a reading shows in its own way, and those that only machines read.
_SHOWN_FIELDS = frozenset(
    (
        *("id", "phr-id", "title", "stage", "status", "date", "date-iso", "deciders", "links"),
        *("agent", "model", "feature", "files", "files-yaml", "tests", "tests-yaml", "session"),
        *("labels", "tags", "branch", "user"),
    )
)
_MACHINE_FIELDS = frozenset(
    (
        *("digest", "fidelity", "duration", "tokens", "suggestions", "evidence", "traces"),
        *("prompt", "prompt-text", "response", "response-text", "prompts", "messages"),
    )
)
_SURE_FIDELITIES = ("", "verbatim")
_TEXT_FENCES = ("", "text", "txt", "markdown", "md")  # of a fence that holds a text, not code
_MAX_VALUE_CHARS = 600
_MAX_ITEMS = 8
_MAX_FENCE_CHARS = 200  # between a section's heading and the text in its fence


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a reading: markdown, or with `is_quotation` a text to show as it was entered."""

    text: str
    is_quotation: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a record: what it is called, and its values, each one line."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What `show` shows of a record: ref, title, facts, and its text in parts."""

    ref: str
    title: str
    facts: tuple[Fact, ...]
    parts: tuple[Part, ...]


def make_reading(record: Record, records: RecordSet) -> Reading:
    """What people are shown of a record: nothing that its page says to them is left out.

    Front matter becomes facts, comments and generated blocks that repeat them are left out. The
    page may be of any form, and may be one that cannot be read.
    """
    page = reader.read_as_markdown(record.path, record.text)
    front_matter, problems = frontmatter.parse(page)
    body_start = front_matter.body_start or int(page.startswith("\ufeff"))
    parts = [*_split_prompt_page(record, page, body_start)] if record.kind is PHR else []
    parts = parts or [Part(_clean(page[body_start:]))]
    if parts[0].text and not parts[0].is_quotation:
        parts[0] = Part(_drop_title(parts[0].text, record))
    if problems and body_start and not record.is_cut:
        source = markdown.wrap_in_fence(page[:body_start].strip("\ufeff\r\n"), "yaml")
        parts.insert(0, Part(source))  # what could not be read is shown as it stands
    parts += _describe_suggestions(record)
    facts = tuple(fact for fact in _list_facts(record, records) if fact.values)
    shown_parts = tuple(part for part in parts if part.text.strip() or part.is_quotation)
    return Reading(record.ref, record.title, facts, shown_parts)


def format_reading(reading: Reading) -> str:
    """A reading as markdown, the facts as a list, a quotation quoted line by line."""
    facts = "\n".join(
        f"* {fact.name[:1].upper()}{fact.name[1:]}: {', '.join(fact.values)}"
        for fact in reading.facts
    )
    parts = (_quote(part.text) if part.is_quotation else part.text for part in reading.parts)
    return "\n\n".join(filter(None, (f"# {reading.ref} {reading.title}", facts, *parts)))


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
    title = titles.strip_own_number(titles.read_title(first.title), record.number, record.slug)
    plain_title = first.title.removeprefix(record.ref).strip()
    if record.title not in (clean_title(title), clean_title(plain_title)):
        return text
    return text[first.body_start :].strip("\n")


def _split_prompt_page(record: Record, page: str, body_start: int) -> Iterator[Part]:
    """The text of a prompt record, with the prompt as it was entered and the response as markdown.

    Where the page has no section of one of them, it is put before the rest, unless it is there.
    """
    sections = markdown.parse_sections(page, body_start)
    offset = body_start
    prompt, response = reader.read_prompt(record), reader.read_response(record)
    prompt_line = prompts.find_prompt_lines(record).start
    section = next((each for each in sections if each.line_number == prompt_line), None)
    if prompt is not None and section and prompt_line:
        yield Part(_clean(page[offset : section.body_start]))
        yield Part(prompt.strip("\n"), is_quotation=True)
        offset = _find_text_end(page, section, prompt)
    elif prompt is not None and prompt.strip() not in page[body_start:]:
        yield Part("## Prompt")
        yield Part(prompt.strip("\n"), is_quotation=True)
    section = next(
        (
            each
            for each in sections
            if each.start >= offset and prompts.is_response_title(each.title)
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


def _is_text(content: str) -> bool:
    """Whether the content of a section is a text, and not one fence of code."""
    content = content.strip()
    if markdown.unwrap_fence(content) is None:
        return True
    info = content.partition("\n")[0].strip("`~ \r")
    return info.lower() in _TEXT_FENCES


def _find_text_end(page: str, section: Section, text: str) -> int:
    """Where the text of a section ends; headings in it may have made it seem shorter."""
    found = page.find(text, section.body_start)
    is_own = 0 <= found - section.body_start <= _MAX_FENCE_CHARS
    end = max(section.end, found + len(text) if is_own else 0)
    spans = prompts.find_generated_spans(page)
    starts = (start for start, _ in spans if section.body_start <= start < end)
    return min(starts, default=end)


def _list_facts(record: Record, records: RecordSet) -> Iterator[Fact]:
    """The facts of a record's head, in the order in which they are shown."""
    yield _make_fact(record.kind.state_field, record.state or record.state_raw)
    yield _make_fact("date", record.date or record.date_text)
    yield Fact("deciders", _clean_items(record.deciders))
    names = ("agent", "model") if record.kind is PHR else ()
    agent = " · ".join(filter(None, (serialize.format_field(record, name) for name in names)))
    yield _make_fact("agent", agent)
    for name in ("feature", "branch", "user") if record.kind is PHR else ():
        yield _make_fact(name, serialize.format_field(record, name))
    yield Fact("labels", _clean_items(serialize.list_labels(record)))
    for name in ("files", "tests") if record.kind is PHR else ():
        yield Fact(name, _shorten(reader.read_field_items(record, name)))
    if record.kind is PHR:
        yield _make_fact("session", _describe_session(record, records))
        fidelity = serialize.format_field(record, "fidelity")
        yield _make_fact("fidelity", "" if fidelity in _SURE_FIDELITIES else fidelity)
    yield from _list_relations(record, records)
    yield from _list_other_fields(record)
    yield _make_fact("page", record.path)


def _describe_session(record: Record, records: RecordSet) -> str:
    """The session of a prompt record, and which of its records this is."""
    session = serialize.format_field(record, "session")
    turns = [
        other
        for other in records.of_kind(PHR)
        if session and serialize.format_field(other, "session") == session
    ]
    if len(turns) < 2:
        return session
    turns.sort(key=lambda other: (other.date, other.number or 0, other.path))
    position = next(index for index, other in enumerate(turns, 1) if other.path == record.path)
    return f"{session} ({position} of {len(turns)})"


def _list_relations(record: Record, records: RecordSet) -> Iterator[Fact]:
    """The relations of a record, both ways, those of one name together."""
    values_by_name: dict[str, list[str]] = {}
    for relation in records.graph.list_relations(record):
        other = f"{relation.record.ref} {relation.record.title}"
        phrase = relation.phrase(other)
        is_named = phrase == f"{relation.words} {other}"
        values_by_name.setdefault(relation.words if is_named else "linked", []).append(
            other if is_named else phrase
        )
    for source, link in records.graph.dangling_links:
        if source.path == record.path and not link.is_prose:
            name = link.relation.replace("-", " ")
            values_by_name.setdefault(name, []).append(link.target)
    for name, values in values_by_name.items():
        yield Fact(name, tuple(dict.fromkeys(_clean_items(values))))
    links = record.fields.get("links")
    if record.kind is PHR and isinstance(links, Mapping):
        shown = {fold_key(name.replace(" ", "-")) for name in values_by_name}
        for key, value in links.items():
            name = fold_key(str(key))
            if name not in shown and name not in ("adr", "adrs") and not parse_relation(name):
                yield Fact(name, _clean_items(list_items(value)))


def _list_other_fields(record: Record) -> Iterator[Fact]:
    """The fields of the front matter that nothing else shows."""
    for key, value in record.fields.items():
        name = fold_key(str(key))
        if name in _SHOWN_FIELDS or name in _MACHINE_FIELDS or parse_relation(name):
            continue
        fact = _make_fact(name.replace("-", " "), _format_value(value))
        if fact.values != (", ".join(record.deciders),):  # under another name
            yield fact


def _format_value(value: object) -> str:
    if isinstance(value, Mapping):
        pairs = ((str(key), _format_value(inner)) for key, inner in value.items())
        return "; ".join(f"{key}: {inner}" for key, inner in pairs if inner)
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(_format_value, value)))
    return "" if value is None else str(value)


def _make_fact(name: str, value: str) -> Fact:
    return Fact(name, _clean_items([value]))


def _clean_items(values: Iterable[str]) -> tuple[str, ...]:
    """The values as lines, empty ones left out, and very long ones cut."""
    cleaned = (" ".join(clean_title(value).split()) for value in values)
    return tuple(
        value if len(value) <= _MAX_VALUE_CHARS else f"{value[:_MAX_VALUE_CHARS]}…"
        for value in cleaned
        if value
    )


def _shorten(values: tuple[str, ...]) -> tuple[str, ...]:
    """The first values, and in words how many more there are."""
    values = _clean_items(values)
    if len(values) <= _MAX_ITEMS + 1:
        return values
    return (*values[:_MAX_ITEMS], f"and {len(values) - _MAX_ITEMS} more")


def _describe_suggestions(record: Record) -> Iterator[Part]:
    """What decisions were suggested for a prompt record, and what became of each, in words."""
    if record.kind is not PHR or not record.fields:
        return
    from minutebook.records.phr import suggestions  # most records have none

    lines = []
    for suggestion in suggestions.read_suggestions(record):
        outcome = suggestion.state
        if suggestion.state == suggestions.PENDING:
            outcome = f"waits for an answer: `minutebook suggest accept {suggestion.id}`"
        elif suggestion.reason:
            outcome = f"{suggestion.state}: {suggestion.reason}"
        lines.append(f"* {suggestion.id} {suggestion.topic} ({clean_title(outcome)})")
    if lines:
        yield Part("\n".join(["## Suggested decisions", "", *lines]))
