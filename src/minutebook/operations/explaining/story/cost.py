"""What prompts have cost, by their records: turns, tokens by kind, time. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.operations.schema import serialize
from minutebook.records.adr.fields import read_field
from minutebook.records.drafting.drafts import USAGE_KINDS
from minutebook.records.model import Record

_DURATION = compile_lazily(r"(?:(\d{1,6})h ?)?(?:(\d{1,6})m ?)?(?:(\d{1,9})(?:\.\d+)?s)?\Z")


class Cost(Value):
    """The cost of some prompts.

    `tokens` is the sum of input and output of the `counted` turns; the others do not say. `kinds`
    has the tokens by USAGE_KINDS of those turns that tell them apart. `seconds` is the time of the
    `timed` turns.
    """

    turns: int = 0
    counted: int = 0
    tokens: int = 0
    kinds: tuple[int | None, int | None, int | None] = (None, None, None)
    timed: int = 0
    seconds: int = 0

    @property
    def uncounted(self) -> int:
        """How many turns do not say what they cost."""
        return self.turns - self.counted

    def __add__(self, other: Cost) -> Cost:
        """The cost of both."""
        first, second, third = (
            one if two is None else two + (one or 0)
            for one, two in zip(self.kinds, other.kinds, strict=True)
        )
        return Cost(
            self.turns + other.turns,
            self.counted + other.counted,
            self.tokens + other.tokens,
            (first, second, third),
            self.timed + other.timed,
            self.seconds + other.seconds,
        )


def read_cost(record: Record) -> Cost:
    """What the turn of a record has cost, as far as its page says."""
    usage = read_field(record, "usage")
    known = usage if isinstance(usage, Mapping) else {}
    input_count, output_count, cached_count = (_read_count(known.get(name)) for name in USAGE_KINDS)
    tokens = _read_count(read_field(record, "tokens"))
    if tokens is None and (input_count, output_count) != (None, None):
        tokens = (input_count or 0) + (output_count or 0)
    seconds = _read_seconds(serialize.format_field(record, "duration"))
    return Cost(
        turns=1,
        counted=int(tokens is not None),
        tokens=tokens or 0,
        kinds=(input_count, output_count, cached_count),
        timed=int(seconds is not None),
        seconds=seconds or 0,
    )


def sum_costs(records: Iterable[Record]) -> Cost:
    """What the turns of some records have cost together."""
    return sum(map(read_cost, records), Cost())


def _read_count(value: object) -> int | None:
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None


def _read_seconds(text: str) -> int | None:
    """The seconds of `95s`, or of `1h 2m 3s` as people write it; None for another text."""
    match = _DURATION.match(text.strip())
    if not match or not any(match.groups()):
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


# For people -------------------------------------------------------------------------------------


def format_count(count: int | None) -> str:
    """A number of tokens with separators; "not known" for None."""
    return "not known" if count is None else f"{count:,}"


def format_time(cost: Cost) -> str:
    """The time of some turns: `1 h 05 min`, `3 min 20 s`; "not known" where no turn tells."""
    if not cost.timed:
        return "not known"
    minutes, seconds = divmod(cost.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {seconds:02d} s" if minutes else f"{seconds} s"
