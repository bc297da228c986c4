"""The ledger of suggestions that prompt records hold: read, written, found again.

A prompt record whose change decided something keeps what was suggested for it in its front matter,
as `suggestions`: an id, what it is about, how sure it was, and what became of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from minutebook.errors import AmbiguousRef, UnknownRef
from minutebook.records import filenames, references
from minutebook.records.filenames import clean_title
from minutebook.records.model import PHR, Record, RecordSet
from minutebook.text import frontmatter

STATES = PENDING, ACCEPTED, DISMISSED = ("pending", "accepted", "dismissed")
FIELD_NAME = "suggestions"
_ORDER = ("id", "topic", "score", "state", "reason", "title", "topics", "options", "evidence")
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_COUNT = re.compile(r"[0-9]{1,9}\Z")
_ID = re.compile(r"s-(?:[0-9]+-)?[0-9]+\Z")
_MOST = 5  # how many a hint names


@dataclass(frozen=True, slots=True)
class Suggestion:
    """That a change decides something worth a record, and what became of the question.

    `id` is `S-0042-1`: the number of the prompt record as its page writes it, and a count within
    the page; "" before a page has it. `topic` says in a line what is decided, `title` how the
    decision would be called where that differs. `score` is 0 to 1, two decimals. `state` is one of
    STATES, `reason` why it was dismissed. `topics` are the names of what it puts together where
    that is more than one, `options` what there was to choose from, the chosen one first.
    `evidence` is lines such as `requirements.txt:4 new dependency celery`.
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

    @property
    def decision_title(self) -> str:
        """The title of the decision to be."""
        return self.title or self.topic

    @property
    def topic_names(self) -> tuple[str, ...]:
        """The names of all that it is about, at least one."""
        return self.topics or (self.topic,)


def read_suggestions(record: Record) -> tuple[Suggestion, ...]:
    """The suggestions of a prompt record, in the page's order.

    Never raises: entries without id or topic are passed over (`faults` tells of them), a state
    that is not known counts as pending.
    """
    return tuple(one for one in map(_read, _entries(record.fields)) if one)


def iterate_suggestions(records: RecordSet) -> Iterator[tuple[Record, Suggestion]]:
    """All suggestions of a shelf, each with the prompt record that holds it."""
    for record in records.of_kind(PHR):
        for one in read_suggestions(record):
            yield record, one


def find_faults(record: Record) -> tuple[str, ...]:
    """What is wrong with the ledger of a page, each in words that go on from its ref."""
    found = list(_lost(record))
    seen: set[str] = set()
    for entry in _entries(record.fields):
        one = _read(entry)
        if one is None or not isinstance(entry, Mapping):
            continue
        state = _line(entry.get("state"))
        if state and state.casefold() not in STATES:
            found.append(
                f"has the suggestion {one.id} in the state `{state[:40]}`, which is not known"
            )
        if _folded(one.id) in seen:
            found.append(f"has the suggestion {one.id} twice")
        seen.add(_folded(one.id))
    return tuple(found)


def _lost(record: Record) -> Iterator[str]:
    """Why suggestions of a page cannot be found by an id as `S-0042-1`."""
    if not isinstance(record.fields.get(_key(record.fields)), list | None):
        yield f"has `{FIELD_NAME}` that are no list"
    for at, one in enumerate(map(_read, _entries(record.fields)), 1):
        if one is None:
            yield f"has a suggestion (number {at}) without id or topic"
        elif not _ID.match(one.id.casefold()):
            yield (
                f"has a suggestion with the id `{one.id[:40]}`, which is none: "
                f"write it {_next((), record.digits)}"
            )


def serialize_suggestions(suggestions: Iterable[Suggestion]) -> list[dict[str, object]]:
    """Suggestions as front matter holds them."""
    return [_entry(one) for one in suggestions]


def put_suggestions(text: str, suggestions: Sequence[Suggestion]) -> str:
    """The page with these suggestions, each at its entry by id; new ones behind the others.

    Only the field `suggestions` changes, in it only what differs: keys and entries that cannot be
    read stay. An entry that can be read and is not among them goes. Raises Refusal where the
    front matter cannot be edited safely.
    """
    fields = frontmatter.parse(text)[0].fields
    left = list(suggestions)
    made: list[object] = []
    for entry in _entries(fields):
        was = _read(entry)
        if was is None:
            made.append(entry)
            continue
        one = next((one for one in left if one.id == was.id), None)
        if one is not None:
            left.remove(one)
            made.append(_changed(entry, was, one))
    made += serialize_suggestions(left)
    name = _key(fields)
    return frontmatter.set_field(text, name, made) if made else frontmatter.remove_field(text, name)


def merge_suggestions(
    recorded: Iterable[Suggestion], suggested: Iterable[Suggestion], digits: str
) -> tuple[Suggestion, ...]:
    """The ledger of a turn that is recorded again: what was suggested stays, as it was answered.

    A new one that is about the same topic, or shares one with what is still pending, is the old
    one told anew; others get the next count, unless they have an id. `digits` is the number of the
    record as its page writes it.
    """
    kept = list(recorded)
    for one in suggested:
        at = next((at for at, was in enumerate(kept) if _same(was, one)), None)
        if at is None:
            kept.append(one if one.id else replace(one, id=_next(kept, digits)))
        elif kept[at].state == PENDING:
            kept[at] = replace(one, id=kept[at].id)
    return tuple(kept)


def find_suggestion(records: RecordSet, reference: str) -> tuple[Record, Suggestion]:
    """The suggestion that words name, and the prompt record that holds it.

    `S-0042-1`, `s-42-1`, `42-1`; where several records have it, with the folder or the name of the
    page before it: `checkout/S-0042-1`. An id that a renumbered record had before finds what has
    its place now, unless another suggestion has that id. Refused: UnknownRef, AmbiguousRef.
    """
    before, _, name = reference.strip().rpartition("/")
    wanted = _folded(name)
    near = [(record, one) for record, one in iterate_suggestions(records) if _below(record, before)]
    found = [(record, one) for record, one in near if _folded(one.id) == wanted]
    found = found or [(record, one) for record, one in near if wanted in _former(record, one)]
    said = clean_title(reference)[:80]
    if not found:
        for record, why in _meant(records, wanted):
            raise UnknownRef(
                f"no suggestion {said}: {record.ref} {why}", f"minutebook edit {record.ref}"
            )
        raise UnknownRef(f"no suggestion {said}", "minutebook suggest list --state all")
    if len(found) > 1:
        raise AmbiguousRef(f"{said} names {len(found)} suggestions", _which(found))
    return found[0]


def _former(record: Record, one: Suggestion) -> Iterator[str]:
    """The ids that a suggestion had before its record was given another number."""
    count = one.id.rpartition("-")[2]
    for alias in references.read_aliases(record):
        digits = filenames.parse_name(PHR, alias.rpartition("/")[2]).digits
        if digits:
            yield _folded(f"S-{digits}-{count}")


def _meant(shelf: RecordSet, wanted: str) -> Iterator[tuple[Record, str]]:
    """The prompt records whose number an id has, and why it may not be found in them."""
    for record in shelf.of_kind(PHR):
        if record.digits and wanted.startswith(_folded(f"S-{record.digits}-")):
            for why in _lost(record):
                yield record, why


def _which(found: Sequence[tuple[Record, Suggestion]]) -> str:
    """How to say which of several is meant: by the folder where that is enough, else by page."""
    if len({record.path for record, _ in found}) < len(found):
        return f"give each an id of its own: minutebook edit {found[0][0].ref}"
    places = {_place(record) for record, _ in found}
    told = _place if len(places) == len(found) else _page
    ways = [f"{told(record)}/{one.id}" for record, one in found]
    return "say which: " + ", ".join(ways[:_MOST]) + (" …" if ways[_MOST:] else "")


# One entry --------------------------------------------------------------------------------------


def _key(fields: Mapping[str, object]) -> str:
    return next((name for name in fields if name.lower() == FIELD_NAME), FIELD_NAME)


def _entries(fields: Mapping[str, object]) -> list[object]:
    value = fields.get(_key(fields))
    return value if isinstance(value, list) else [] if value in (None, "") else [value]


def _read(entry: object) -> Suggestion | None:
    if not isinstance(entry, Mapping):
        return None
    name, topic = _line(entry.get("id")), _line(entry.get("topic"))
    if not name or not topic:
        return None
    state = _line(entry.get("state")).casefold()
    return Suggestion(
        name,
        topic,
        _score(entry.get("score")),
        state if state in STATES else PENDING,
        _line(entry.get("reason")),
        _line(entry.get("title")),
        _lines(entry.get("topics")),
        _lines(entry.get("options")),
        _lines(entry.get("evidence")),
    )


def _line(value: object) -> str:
    return clean_title(str(value)) if isinstance(value, str | int | float) else ""


def _lines(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(filter(None, map(_line, items)))


def _score(value: object) -> float:
    try:
        score = float(value) if isinstance(value, str | int | float) else 0.0
    except (ValueError, OverflowError):
        return 0.0
    return round(min(max(score, 0.0), 1.0), 2) if score == score else 0.0


def _entry(one: Suggestion) -> dict[str, object]:
    entry: dict[str, object] = {
        "id": _line(one.id),
        "topic": _line(one.topic),
        "score": _score(one.score),
        "state": one.state,
        "reason": _line(one.reason),
        "title": _line(one.title) if one.title != one.topic else "",
        "topics": list(map(_line, one.topics)) if one.topics != (one.topic,) else [],
        "options": list(map(_line, one.options)),
        "evidence": list(map(_line, one.evidence)),
    }
    return {name: value for name, value in entry.items() if value not in ("", [])}


def _changed(entry: object, was: Suggestion, one: Suggestion) -> object:
    """An entry as the page has it, but for what differs; a key that is new stands in its place."""
    before, after = _entry(was), _entry(one)
    made = dict(entry) if isinstance(entry, Mapping) else {}
    for name in _ORDER:
        if before.get(name) == after.get(name):
            continue
        if name not in after:
            made.pop(name, None)
        elif name in made:
            made[name] = after[name]
        else:
            ahead = _ORDER[: _ORDER.index(name)]
            at = max((place for place, key in enumerate(made, 1) if key in ahead), default=0)
            rows = list(made.items())
            made = dict([*rows[:at], (name, after[name]), *rows[at:]])
    return made


# Ids and topics ---------------------------------------------------------------------------------


def _folded(name: str) -> str:
    """An id as it is compared: without case, and without zeros that lead a number."""
    plain = _ZEROS.sub("", "-".join(name.casefold().split()))
    return f"s-{plain}" if plain[:1].isdecimal() else plain


def _next(kept: Iterable[Suggestion], digits: str) -> str:
    counts = (_COUNT.search(one.id) for one in kept)
    count = max((int(count[0]) for count in counts if count), default=0) + 1
    return f"S-{digits}-{count}" if digits else f"S-{count}"


def _same(was: Suggestion, one: Suggestion) -> bool:
    if one.id and was.id:
        return one.id == was.id
    if was.topic.casefold() == one.topic.casefold():
        return True
    shared = {name.casefold() for name in was.topic_names} & {
        name.casefold() for name in one.topic_names
    }
    return was.state == PENDING and bool(shared)


def _place(record: Record) -> str:
    return record.subfolder or record.folder.path


def _page(record: Record) -> str:
    return record.path.removesuffix(record.kind.suffix)


def _below(record: Record, before: str) -> bool:
    """Whether a record lies in the folder that words say, or has the name that they say."""
    if not before:
        return True
    page = f"/{_page(record)}"
    return page.endswith(f"/{before}") or page.rpartition("/")[0].endswith(f"/{before}")
