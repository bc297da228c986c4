"""The suggestions of decisions that prompt records hold: read, written, merged, found by id.

A prompt record whose change decided something keeps what was suggested for it in the front matter
field `suggestions`: an id, what it is about, how sure it was, and what became of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minutebook.errors import AmbiguousRef, UnknownRef
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, replace
from minutebook.records import filenames, references
from minutebook.records.filenames import clean_title
from minutebook.records.model import PHR, Record, RecordSet, Write
from minutebook.text import frontmatter

STATES = PENDING, ACCEPTED, DISMISSED = ("pending", "accepted", "dismissed")
FIELD_NAME = "suggestions"
_KEY_ORDER = (
    *("id", "topic", "score", "state", "reason", "closed-by", "title", "topics", "supersedes"),
    *("options", "evidence"),
)
_CLOSED_BY = "minutebook"  # what a suggestion is closed by whose cause has gone
_LEADING_ZEROS = compile_lazily(r"(?<![0-9])0+(?=[0-9])")
_COUNT_AT_END = compile_lazily(r"[0-9]{1,9}\Z")
_ID = compile_lazily(r"s-(?:[0-9]+-)?[0-9]+\Z")
_MAX_HINT_IDS = 5
_MAX_QUOTED_CHARS = 40
_MAX_REFERENCE_CHARS = 80


class Suggestion(Value):
    """That a change decides something worth a record, and what became of the suggestion.

    `id` is `S-0042-1`: the number of the prompt record as its page writes it, and a count within
    the page; "" before a page has it. `topic` says in a line what is decided, `title` what the
    decision would be called where that differs. `score` is 0 to 1, two decimals. `state` is one of
    STATES, `reason` why it was dismissed. `topics` are the names of the topics that it combines
    where that is more than one, `options` what there was to choose from, the chosen one first.
    `evidence` is lines such as `requirements.txt:4 new dependency celery`. `supersedes` are link
    targets of the decisions that it reverses. One that `is_closed` was dismissed by no person: what
    it asked about has gone again, and would be asked about anew. Readers that do not know that see
    a dismissed one, with its reason.
    """

    id: str
    topic: str
    score: float
    state: str = PENDING
    reason: str = ""
    title: str = ""
    topics: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    is_closed: bool = False

    @property
    def decision_title(self) -> str:
        """The title that the decision would have."""
        return self.title or self.topic

    @property
    def topic_names(self) -> tuple[str, ...]:
        """The names of all topics that it is about, at least one."""
        return self.topics or (self.topic,)


def read_suggestions(record: Record) -> tuple[Suggestion, ...]:
    """The suggestions of a prompt record, in the page's order.

    Never raises: entries without id or topic are left out (`find_faults` names them), an unknown
    state counts as pending.
    """
    suggestions = map(_parse_entry, _list_entries(record.fields))
    return tuple(suggestion for suggestion in suggestions if suggestion)


def iterate_suggestions(records: RecordSet) -> Iterator[tuple[Record, Suggestion]]:
    """All suggestions of a record set, each with the prompt record that holds it."""
    for record in records.of_kind(PHR):
        for suggestion in read_suggestions(record):
            yield record, suggestion


def find_faults(record: Record) -> tuple[str, ...]:
    """What is wrong with the suggestions of a page, as texts that continue its ref."""
    faults = list(_find_id_faults(record))
    folded_ids: set[str] = set()
    for entry in _list_entries(record.fields):
        suggestion = _parse_entry(entry)
        if suggestion is None or not isinstance(entry, Mapping):
            continue
        state = _format_line(entry.get("state"))
        if state and state.casefold() not in STATES:
            faults.append(
                f"has the suggestion {suggestion.id} in the state `{state[:_MAX_QUOTED_CHARS]}`,"
                " which is not known"
            )
        folded_id = _fold_id(suggestion.id)
        if folded_id in folded_ids:
            faults.append(f"has the suggestion {suggestion.id} twice")
        folded_ids.add(folded_id)
    return tuple(faults)


def _find_id_faults(record: Record) -> Iterator[str]:
    """Why suggestions of a page cannot be found by an id such as `S-0042-1`."""
    if not isinstance(record.fields.get(_find_key(record.fields)), list | None):
        yield f"has a field `{FIELD_NAME}` that is not a list"
    for position, entry in enumerate(_list_entries(record.fields), 1):
        suggestion = _parse_entry(entry)
        if suggestion is None:
            yield f"has a suggestion (number {position}) without id or topic"
        elif not _ID.match(suggestion.id.casefold()):
            yield (
                f"has a suggestion with the id `{suggestion.id[:_MAX_QUOTED_CHARS]}`, which is not"
                f" one: write it {_make_next_id((), record.digits)}"
            )


def serialize_suggestions(suggestions: Iterable[Suggestion]) -> list[dict[str, object]]:
    """Suggestions as front matter holds them."""
    return [_make_entry(suggestion) for suggestion in suggestions]


def put_suggestions(text: str, suggestions: Sequence[Suggestion]) -> str:
    """The page with these suggestions, each at its entry by id; new ones behind the others.

    Only the field `suggestions` changes, in it only what differs: keys and entries that cannot be
    read stay. An entry that can be read and is not among them is removed. Raises Refusal where the
    front matter cannot be edited safely.
    """
    fields = frontmatter.parse(text)[0].fields
    new_suggestions = list(suggestions)
    entries: list[object] = []
    for entry in _list_entries(fields):
        previous = _parse_entry(entry)
        if previous is None:
            entries.append(entry)
            continue
        suggestion = next((item for item in new_suggestions if item.id == previous.id), None)
        if suggestion is not None:
            new_suggestions.remove(suggestion)
            entries.append(_update_entry(entry, previous, suggestion))
    entries += serialize_suggestions(new_suggestions)
    key = _find_key(fields)
    if not entries:
        return frontmatter.remove_field(text, key)
    return frontmatter.set_field(text, key, entries)


def plan_closing(records: RecordSet, reasons: Mapping[tuple[str, str], str]) -> Iterator[Write]:
    """The pages with suggestions closed that are pending there, each for its reason."""
    for path in dict.fromkeys(path for path, _ in reasons):
        record = records.graph.records_by_path.get(path)
        if record is None:
            continue
        record = records.with_text(record)
        kept = read_suggestions(record)
        closed = [
            replace(
                suggestion, state=DISMISSED, reason=reasons[path, suggestion.id], is_closed=True
            )
            if suggestion.state == PENDING and (path, suggestion.id) in reasons
            else suggestion
            for suggestion in kept
        ]
        text = put_suggestions(record.text, closed)
        if text != record.text:
            yield Write(path, text, record.text)


def merge_suggestions(
    recorded: Iterable[Suggestion], suggested: Iterable[Suggestion], digits: str
) -> tuple[Suggestion, ...]:
    """The suggestions of a turn that is recorded again: recorded ones stay, as they were answered.

    A suggested one that is about the same topic as a recorded one, or shares a topic with one that
    is still pending, replaces it under its id; others get the next id, unless they have one.
    `digits` is the number of the record as its page writes it.
    """
    merged = list(recorded)
    for suggestion in suggested:
        index = next(
            (
                index
                for index, previous in enumerate(merged)
                if _is_same_suggestion(previous, suggestion)
            ),
            None,
        )
        if index is None:
            new_id = suggestion.id or _make_next_id(merged, digits)
            merged.append(replace(suggestion, id=new_id))
        elif merged[index].state == PENDING:
            merged[index] = replace(suggestion, id=merged[index].id)
    return tuple(merged)


def find_suggestion(records: RecordSet, reference: str) -> tuple[Record, Suggestion]:
    """The suggestion that a reference names, and the prompt record that holds it.

    `S-0042-1`, `s-42-1`, `42-1`; where several records have it, with the folder or the name of the
    page before it: `checkout/S-0042-1`. An id that a renumbered record had before finds what has
    its place now, unless another suggestion has that id. Raises UnknownRef or AmbiguousRef.
    """
    place, _, name = reference.strip().rpartition("/")
    wanted_id = _fold_id(name)
    in_place = [
        (record, suggestion)
        for record, suggestion in iterate_suggestions(records)
        if _is_in_place(record, place)
    ]
    matches = [item for item in in_place if _fold_id(item[1].id) == wanted_id]
    matches = matches or [item for item in in_place if wanted_id in _list_former_ids(*item)]
    quoted = clean_title(reference)[:_MAX_REFERENCE_CHARS]
    if not matches:
        for record, fault in _find_faults_of_number(records, wanted_id):
            raise UnknownRef(
                f"no suggestion {quoted}: {record.ref} {fault}", f"minutebook edit {record.ref}"
            )
        raise UnknownRef(f"no suggestion {quoted}", "minutebook suggest list --state all")
    if len(matches) > 1:
        raise AmbiguousRef(f"{quoted} names {len(matches)} suggestions", _format_choice(matches))
    return matches[0]


def _list_former_ids(record: Record, suggestion: Suggestion) -> Iterator[str]:
    """The folded ids that a suggestion had before its record was given another number."""
    count = suggestion.id.rpartition("-")[2]
    for alias in references.read_aliases(record):
        digits = filenames.parse_name(PHR, alias.rpartition("/")[2]).digits
        if digits:
            yield _fold_id(f"S-{digits}-{count}")


def _find_faults_of_number(records: RecordSet, folded_id: str) -> Iterator[tuple[Record, str]]:
    """The prompt records whose number an id has, and why it may not be found in them."""
    for record in records.of_kind(PHR):
        if record.digits and folded_id.startswith(_fold_id(f"S-{record.digits}-")):
            for fault in _find_id_faults(record):
                yield record, fault


def _format_choice(matches: Sequence[tuple[Record, Suggestion]]) -> str:
    """A hint that tells several suggestions of one id apart: by folder, or else by page."""
    if len({record.path for record, _ in matches}) < len(matches):
        return f"give each an id of its own: minutebook edit {matches[0][0].ref}"
    folders = {_get_folder(record) for record, _ in matches}
    get_place = _get_folder if len(folders) == len(matches) else _get_page
    choices = [f"{get_place(record)}/{suggestion.id}" for record, suggestion in matches]
    more = " …" if choices[_MAX_HINT_IDS:] else ""
    return "say which: " + ", ".join(choices[:_MAX_HINT_IDS]) + more


# One entry --------------------------------------------------------------------------------------


def _find_key(fields: Mapping[str, object]) -> str:
    """The key of the field as the page writes it."""
    return next((key for key in fields if key.lower() == FIELD_NAME), FIELD_NAME)


def _list_entries(fields: Mapping[str, object]) -> list[object]:
    value = fields.get(_find_key(fields))
    return value if isinstance(value, list) else [] if value in (None, "") else [value]


def _parse_entry(entry: object) -> Suggestion | None:
    """An entry of the field as a suggestion, None where it has no id or no topic."""
    if not isinstance(entry, Mapping):
        return None
    suggestion_id, topic = _format_line(entry.get("id")), _format_line(entry.get("topic"))
    if not suggestion_id or not topic:
        return None
    state = _format_line(entry.get("state")).casefold()
    return Suggestion(
        suggestion_id,
        topic,
        _parse_score(entry.get("score")),
        state if state in STATES else PENDING,
        _format_line(entry.get("reason")),
        _format_line(entry.get("title")),
        _format_lines(entry.get("topics")),
        _format_lines(entry.get("options")),
        _format_lines(entry.get("evidence")),
        _format_lines(entry.get("supersedes")),
        state == DISMISSED and _format_line(entry.get("closed-by")).casefold() == _CLOSED_BY,
    )


def _format_line(value: object) -> str:
    return clean_title(str(value)) if isinstance(value, str | int | float) else ""


def _format_lines(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(filter(None, map(_format_line, items)))


def _parse_score(value: object) -> float:
    """A score from 0 to 1 with two decimals; 0 for what is not a number."""
    try:
        score = float(value) if isinstance(value, str | int | float) else 0.0
    except (ValueError, OverflowError):
        return 0.0
    is_number = score == score  # not NaN
    return round(min(max(score, 0.0), 1.0), 2) if is_number else 0.0


def _make_entry(suggestion: Suggestion) -> dict[str, object]:
    """A suggestion as front matter holds it, without what is empty or says a thing twice."""
    title, topics = suggestion.title, suggestion.topics
    entry: dict[str, object] = {
        "id": _format_line(suggestion.id),
        "topic": _format_line(suggestion.topic),
        "score": _parse_score(suggestion.score),
        "state": suggestion.state,
        "reason": _format_line(suggestion.reason),
        "closed-by": _CLOSED_BY if suggestion.is_closed else "",
        "title": _format_line(title) if title != suggestion.topic else "",
        "topics": list(map(_format_line, topics)) if topics != (suggestion.topic,) else [],
        "supersedes": list(map(_format_line, suggestion.supersedes)),
        "options": list(map(_format_line, suggestion.options)),
        "evidence": list(map(_format_line, suggestion.evidence)),
    }
    return {key: value for key, value in entry.items() if value not in ("", [])}


def _update_entry(entry: object, previous: Suggestion, suggestion: Suggestion) -> object:
    """An entry as the page has it, but for what differs; a new key comes in at its place."""
    before, after = _make_entry(previous), _make_entry(suggestion)
    updated = dict(entry) if isinstance(entry, Mapping) else {}
    for key in _KEY_ORDER:
        if before.get(key) == after.get(key):
            continue
        if key not in after:
            updated.pop(key, None)
        elif key in updated:
            updated[key] = after[key]
        else:
            earlier_keys = _KEY_ORDER[: _KEY_ORDER.index(key)]
            index = max(
                (position for position, name in enumerate(updated, 1) if name in earlier_keys),
                default=0,
            )
            items = list(updated.items())
            updated = dict([*items[:index], (key, after[key]), *items[index:]])
    return updated


# Ids and topics ---------------------------------------------------------------------------------


def _fold_id(suggestion_id: str) -> str:
    """An id as it is compared: without case, and without zeros that lead a number."""
    folded = _LEADING_ZEROS.sub("", "-".join(suggestion_id.casefold().split()))
    return f"s-{folded}" if folded[:1].isdecimal() else folded


def _make_next_id(suggestions: Iterable[Suggestion], digits: str) -> str:
    """The id that comes after those of a page whose number is `digits`."""
    matches = (_COUNT_AT_END.search(suggestion.id) for suggestion in suggestions)
    count = max((int(match[0]) for match in matches if match), default=0) + 1
    return f"S-{digits}-{count}" if digits else f"S-{count}"


def _is_same_suggestion(previous: Suggestion, suggestion: Suggestion) -> bool:
    """Whether a suggestion is about what a recorded one is about: see `merge_suggestions`."""
    if suggestion.id and previous.id:
        return suggestion.id == previous.id
    if previous.topic.casefold() == suggestion.topic.casefold():
        return True
    shared_topics = {name.casefold() for name in previous.topic_names} & {
        name.casefold() for name in suggestion.topic_names
    }
    return previous.state == PENDING and bool(shared_topics)


def _get_folder(record: Record) -> str:
    return record.subfolder or record.folder.path


def _get_page(record: Record) -> str:
    """The path of a record's page without its ending."""
    return record.path.removesuffix(record.kind.suffix)


def _is_in_place(record: Record, place: str) -> bool:
    """Whether a record has this name or lies in a folder of this name; "" is any place."""
    if not place:
        return True
    page = f"/{_get_page(record)}"
    return page.endswith(f"/{place}") or page.rpartition("/")[0].endswith(f"/{place}")
