"""The facts of a record in words, as the head of what people read of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from minutebook.lean.values import Value
from minutebook.operations.reading.query import sort_session
from minutebook.operations.schema import serialize
from minutebook.records.adr.fields import fold_key, list_items, read_field_items
from minutebook.records.filenames import clean_title
from minutebook.records.model import PHR, Record, RecordSet
from minutebook.records.phr import asked_before, visibility
from minutebook.records.relations import parse_relation

# Fields that the head of a reading shows in its own way, and those that only machines read.
_SHOWN_FIELDS = frozenset(
    (
        *("id", "phr-id", "title", "stage", "status", "date", "date-iso", "deciders", "links"),
        "governs",
        *("agent", "model", "feature", "files", "files-yaml", "tests", "tests-yaml", "session"),
        *("labels", "tags", "branch", "user", "told"),
    )
)
_MACHINE_FIELDS = frozenset(
    (
        *("digest", "response-digest", "fidelity", "duration", "tokens", "usage", "suggestions"),
        *("evidence", "traces"),
        *("prompt", "prompt-text", "response", "response-text", "prompts", "messages"),
        "asked-before",
    )
)
_TURN_RELATIONS = ("follows", "followed-by")
_SURE_FIDELITIES = ("", "verbatim")
_MAX_VALUE_CHARS = 600
_MAX_ITEMS = 8


class Fact(Value):
    """A fact of a record: what it is called, and its values, each one line."""

    name: str
    values: tuple[str, ...]


def list_facts(record: Record, records: RecordSet) -> Iterator[Fact]:
    """The facts of a record's head, in the order in which they are shown."""
    yield _make_fact(record.kind.state_field, record.state or record.state_raw)
    yield _make_fact("date", record.date or record.date_text)
    yield Fact("deciders", _clean_items(record.deciders))
    yield Fact("governs", _shorten(record.governs))
    agent, model = (serialize.format_field(record, name) for name in ("agent", "model"))
    if record.kind is PHR:
        yield _make_fact("agent" if agent else "model", " · ".join(filter(None, (agent, model))))
    for name in ("feature", "branch", "user") if record.kind is PHR else ():
        yield _make_fact(name, serialize.format_field(record, name))
    yield Fact("labels", _clean_items(serialize.list_labels(record)))
    for name in ("files", "tests") if record.kind is PHR else ():
        yield Fact(name, _shorten(read_field_items(record, name)))
    neighbours: set[str] = set()
    if record.kind is PHR:
        session_facts = tuple(_list_session(record, records))
        yield from session_facts
        neighbours.update(value for fact in session_facts[1:] for value in fact.values)
        fidelity = serialize.format_field(record, "fidelity")
        asked = [each for each in asked_before.read_asked_before(record) if each.prompt]
        for name, is_after in (("asked before", False), ("asked after", True)):
            texts = (f"“{each.prompt}”" for each in asked if each.is_after is is_after)
            yield Fact(name, _clean_items(texts))
        yield _make_fact("fidelity", "" if fidelity in _SURE_FIDELITIES else fidelity)
    yield from _list_relations(record, records, neighbours)
    if record.kind is PHR and record.fields.get("told"):
        from minutebook.records.phr import told  # most prompts were told of nothing

        names = (_name(other) if other else name for name, other in told.find_told(record, records))
        yield Fact("told", tuple(dict.fromkeys(_clean_items(names))))
    yield from list_other_fields(record)
    yield _make_fact("page", "in no tree" if visibility.is_private(record) else record.path)


def _list_session(record: Record, records: RecordSet) -> Iterator[Fact]:
    """The session of a prompt record, which of its records this is, and the two beside it."""
    session = serialize.format_field(record, "session")
    turns = sort_session(
        other
        for other in records.of_kind(PHR)
        if session and serialize.format_field(other, "session") == session
    )
    position = next((index for index, other in enumerate(turns) if other.path == record.path), 0)
    count = f" ({position + 1} of {len(turns)})" if len(turns) > 1 else ""
    yield _make_fact("session", session + count)
    yield Fact("previous", _clean_items(map(_name, turns[:position][-1:])))
    yield Fact("next", _clean_items(map(_name, turns[position + 1 : position + 2])))


def _name(record: Record) -> str:
    return f"{record.ref} {record.title}"


def _list_relations(
    record: Record, records: RecordSet, neighbours: Collection[str]
) -> Iterator[Fact]:
    """The relations of a record, both ways, those of one name together.

    Without what only says that one of its `neighbours` in the session is beside it.
    """
    values_by_name: dict[str, list[str]] = {}
    for relation in records.graph.list_relations(record):
        other = _name(relation.record)
        if relation.name in _TURN_RELATIONS and _clean_items([other])[0] in neighbours:
            continue
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


def list_other_fields(record: Record) -> Iterator[Fact]:
    """The fields of the front matter that nothing else shows."""
    for key, value in record.fields.items():
        name = fold_key(str(key))
        is_known = (
            name in _SHOWN_FIELDS
            or name in _MACHINE_FIELDS
            or parse_relation(name.removeprefix("x-"))  # as structured MADR has its own fields
        )
        if is_known and not (name == "title" and _is_other_title(record, value)):
            continue
        values = value if isinstance(value, list | tuple) else (value,)
        fact = Fact(name.replace("-", " "), _clean_items(map(_format_value, values)))
        if fact.values not in (record.deciders, (", ".join(record.deciders),)):  # by another name
            yield fact


def _is_other_title(record: Record, value: object) -> bool:
    """Whether a title in front matter is not the record's, but for markup and its number."""
    from minutebook.records.adr.vocabulary import titles  # few pages have such a field

    title = titles.strip_title_number(str(value))
    shown = {clean_title(text) for text in (str(value), titles.show_words(str(value)), title)}
    return titles.show_words(record.title) not in shown and record.title not in shown


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
