"""Choose records for a list, and put them in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from minutebook.errors import UsageError
from minutebook.operations.schema import serialize
from minutebook.records import reader
from minutebook.records.filenames import clean_title
from minutebook.records.model import ADR, Kind, Record
from minutebook.text import dates


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """Which records a list shows; an empty field takes all.

    `state` is a stage or status, compared without case. `since` and `until` are days (ISO 8601),
    both included; a record that is dated by a month is shown if one of its days is.
    `touched_path` is a file or folder, as seen from the repository's top.
    """

    kind: Kind | None = None
    state: str = ""
    feature: str = ""
    label: str = ""
    agent: str = ""
    since: str = ""
    until: str = ""
    touched_path: str = ""

    def matches(self, record: Record) -> bool:
        """Whether a record is shown."""
        if self.kind is not None and record.kind is not self.kind:
            return False
        if self.state and self.state.lower() not in (
            record.state,
            record.state_raw.lower(),
            show_state(record).lower(),
        ):
            return False
        for name in ("feature", "agent"):
            expected = getattr(self, name)
            if expected and serialize.format_field(record, name) != expected:
                return False
        if self.label and self.label not in serialize.list_labels(record):
            return False
        if (self.since or self.until) and not self._has_date_of(record):
            return False
        return not self.touched_path or any(
            _is_at_or_below(item, self.touched_path)
            for item in reader.read_field_items(record, "files")
        )

    def _has_date_of(self, record: Record) -> bool:
        first, last = dates.find_bounds(record.date)
        return bool(first) and self.since <= last and (not self.until or first <= self.until)


def _is_at_or_below(item: str, path: str) -> bool:
    """Whether an item of `files` is `path` or a file below it; "a.py (new)" means a.py."""
    file = item.partition(" (")[0].strip("` ").removeprefix("./")
    return file == path or file.startswith(path + "/")


def show_state(record: Record) -> str:
    """The stage or status of a record in a list: the known one, else what the page says, cut."""
    return record.state or clean_title(record.state_raw)[:20]


def require_known_state(
    kind: Kind, state: str, records: Iterable[Record], configured_states: Sequence[str] = ()
) -> None:
    """Raises UsageError for a stage or status that is not known and that no record has.

    Known are those of the kind and the configured ones. `records` may state others in their own
    words, which can be asked for too.
    """
    stated = {
        name.lower()
        for record in records
        if record.kind is kind
        for name in (record.state_raw, show_state(record))
    }
    known = (*kind.states, *configured_states)
    if state.lower() not in {*stated, *(name.lower() for name in known)}:
        raise UsageError(
            f"no {kind.state_field} is called {state!r}", f"one of: {', '.join(known)}"
        )


def sort_records(records: Iterable[Record]) -> list[Record]:
    """Records as a list shows them: prompts, then decisions; by folder and number, undated last."""
    return sorted(
        records,
        key=lambda record: (
            record.kind is ADR,
            record.folder.path,
            record.number is None,
            record.number or 0,
            record.suffix,
            record.date,
            record.path,
        ),
    )
