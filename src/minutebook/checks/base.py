"""What a rule of `check` is and sees, and the rules on states, numbers and dates.

Each rule is a function from a Context to findings. No rule looks at each pair of records: the cost
grows with the shelf, not faster. Relations stand in `rules_links`, a page's text in `rules_pages`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from minutebook.records import reader, relations
from minutebook.records.filenames import clean_title, fold_name
from minutebook.records.model import Finding, Record, RecordSet, Silence
from minutebook.text import frontmatter


@dataclass(frozen=True, slots=True)
class CheckInputs:
    """What the pure rules cannot know: the edge asks the clock and git, and says it here.

    `today` is ISO 8601 ("": rules on dates do not run). `known` is every path that git has or ever
    had, and what lies in the working tree (None: not asked, rules on paths do not run). `before`
    is the text of record pages at the revision to compare with, by path (empty: none).
    `interrupted` are the files that a command did not come to, since its process was ended.
    """

    today: str = ""
    known_paths: frozenset[str] | None = None
    previous_texts: Mapping[str, str] = field(default_factory=dict)
    interrupted_paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """What a repository chooses about `check`; `source` is the configuration's path, for findings.

    `severities` maps a code to "off", "info", "warning" or "error". `proposed_days` is how long a
    decision may stay proposed, `suggestion_days` how long a suggestion may stay unanswered.
    `stages` are known beside the ones of the kind.
    """

    severities: Mapping[str, str] = field(default_factory=dict)
    silences: tuple[Silence, ...] = ()
    proposed_days: int = 60
    suggestion_days: int = 14
    stages: tuple[str, ...] = ()
    source_path: str = "minutebook.toml"


class CheckContext:
    """What a rule sees. What several rules need is computed once, and only when one asks."""

    def __init__(self, records: RecordSet, inputs: CheckInputs, settings: CheckSettings) -> None:
        self.records = records
        self.inputs = inputs
        self.settings = settings
        self.record_by_path = {record.path: record for record in records.members}
        self._graph: relations.RelationGraph | None = None
        self._folders: frozenset[str] | None = None

    @property
    def graph(self) -> relations.RelationGraph:
        """The relations of the shelf."""
        if self._graph is None:
            self._graph = relations.build_graph(self.records)
        return self._graph

    def is_known_path(self, path: str) -> bool:
        """Whether git ever had the path, as a file or as a folder. Only where git was asked."""
        known = self.inputs.known_paths or frozenset()
        if self._folders is None:
            folders = set()
            for name in known:
                while "/" in name:
                    name = name.rpartition("/")[0]
                    if name in folders:
                        break  # its parents are there too
                    folders.add(name)
            self._folders = frozenset(folders)
        return path in known or path.rstrip("/") in self._folders


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the list that `check` goes through.

    `severity` is what its findings have as a rule (one on an adopted page may weigh less). `why`
    says in a sentence or two what goes wrong where the rule is broken. `needs` names the part of
    the surroundings without which it is not asked.
    """

    code: str
    severity: str
    explanation: str
    run: Callable[[CheckContext], Iterable[Finding]]
    required_input: str = ""


def find_line_number(text: str, phrase: str, near: str = "") -> int:
    """The line (from 1) that has the words, better one that also has `near`; 0 where none has."""
    first = 0
    if phrase and phrase in text:
        for number, line in enumerate(text.split("\n"), 1):
            if phrase in line:
                if near in line.lower():
                    return number
                first = first or number
    return first


def find_field_line(record: Record, name: str) -> int:
    """The line (from 1) of a front matter field, or of an older alias; 0 where it is not found."""
    names = reader.FIELD_ALIASES.get(name, (name,))
    lines = frontmatter.parse(record.text)[0].line_numbers
    return next((lines[key] for key in lines if key.lower().replace("_", "-") in names), 0)


def quote_excerpt(text: str, max_chars: int = 60) -> str:
    """Words of a page as one line of a message, in backticks."""
    line = clean_title(text[: 4 * max_chars]).replace("`", "'")
    return f"`{line[: max_chars - 1]}…`" if len(line) > max_chars else f"`{line}`"


def is_adopted(record: Record) -> bool:
    """Whether a prompt record was written by something else: ours state their fidelity."""
    return "fidelity" not in record.fields


def _template(words: str) -> bool:
    """Whether words are a template's own ("{status}", "..."): a rule of its own reports those."""
    words = words.lstrip("\"'")
    return words.startswith(("{", "[", "<")) or not any(map(str.isalnum, words))


def unknown_state(kind: str) -> Callable[[CheckContext], Iterator[Finding]]:
    """The rule for a stage (of a PHR) or a status (of an ADR) that is stated and not known."""

    def rule(context: CheckContext) -> Iterator[Finding]:
        for record in context.records.members:
            raw = record.state_raw.strip()
            if record.kind.name != kind or record.state or _template(raw):
                continue
            if raw in context.settings.stages:
                continue
            state = record.kind.state_field
            fix = f"Write one of {', '.join(record.kind.states)}."
            if kind == "phr":
                fix = f"{fix[:-1]}, or add {quote_excerpt(raw)} to `stages` in the configuration."
            yield Finding(
                f"unknown-{state}",
                "info" if kind == "phr" and is_adopted(record) else "warning",
                record.path,
                find_line_number(record.text, raw.partition("\n")[0].rstrip("\r"), state),
                f"{record.ref} has the {state} {quote_excerpt(raw)}, which is not a known one.",
                fix,
            )

    return rule


def no_state(kind: str) -> Callable[[CheckContext], Iterator[Finding]]:
    """The rule for a record without stage or status, in a folder where most have one."""

    def rule(context: CheckContext) -> Iterator[Finding]:
        mine = [record for record in context.records.members if record.kind.name == kind]
        folders = Counter(record.folder.path for record in mine)
        stating = Counter(record.folder.path for record in mine if record.state_raw)
        for record in mine:
            folder = record.folder.path
            if not record.state_raw and 2 * stating[folder] > folders[folder]:
                state = record.kind.state_field
                yield Finding(
                    f"no-{state}",
                    "info",
                    record.path,
                    0,
                    f"{record.ref} states no {state}, though most records in {folder} do.",
                    f"State its {state} as the other pages do.",
                )

    return rule


def interrupted(context: CheckContext) -> Iterator[Finding]:
    """What a command left half done when its process was ended."""
    for path in context.inputs.interrupted_paths:
        yield Finding(
            "interrupted",
            "error",
            path,
            0,
            f"A command was interrupted before it came to {quote_excerpt(path, 200)}.",
            "Run `minutebook check --fix`.",
        )


def name_twice(context: CheckContext) -> Iterator[Finding]:
    """Two pages of which a file system that is less careful can hold but one."""
    there: dict[str, Record] = {}
    for record in sorted(context.records.members, key=lambda record: record.path):
        first = there.setdefault(fold_name(record.path), record)
        if first is not record:
            yield Finding(
                "name-twice",
                "error",
                record.path,
                0,
                f"{quote_excerpt(record.path, 200)} and {quote_excerpt(first.path, 200)} are one"
                " file on macOS and Windows: their names differ only in case, or in how accents are"
                " written.",
                "Where both are the same record, remove one: `git rm`. Where they are two, rename"
                " one: `git mv`.",
            )


def number_twice(context: CheckContext) -> Iterator[Finding]:
    """A number that two records have where numbers must tell records apart."""
    taken: defaultdict[tuple[str, str, int], list[Record]] = defaultdict(list)
    for record in context.records.members:
        if record.number is not None:
            own = record.folder.numbering == "folder"
            scope = record.path.rpartition("/")[0] if own else ""
            taken[record.kind.name, scope, record.number].append(record)
    for records in taken.values():
        first, *others = sorted(records, key=lambda record: record.path)
        # Prompt records of other tools repeat numbers as a matter of course.
        mild = first.kind.name == "phr" and all(is_adopted(record) for record in records)
        name = fold_name(first.path)
        for record in others:
            if fold_name(record.path) == name:
                continue  # one record twice, as `name_twice` tells: no number is to be changed
            yield Finding(
                "number-twice",
                "warning" if mild else "error",
                record.path,
                0,
                f"{record.ref} has the number {record.digits},"
                f" which {quote_excerpt(first.path, 200)} has too.",
                "Run `minutebook renumber`: one of them gets the next free number, and what names"
                " it follows.",
            )


_HEADING_NUMBER = re.compile(
    r"(?m)^#[ \t]+(?:(?i:adr|decision|decision record)[-_ #:]*([0-9]{1,5})\b"
    r"|([0-9]{1,5})[.:)](?![0-9]))"
)


def number_name(context: CheckContext) -> Iterator[Finding]:
    """An id or a heading that states another number than the file's name, as raw text."""
    for record in context.records.members:
        if record.number is None:
            continue
        stated = reader.read_field(record, "id")
        if isinstance(stated, str | int) and _disagree(str(stated), record.number):
            where = find_field_line(record, "id")
            words = f"the id {quote_excerpt(str(stated))}"
        else:
            found = _HEADING_NUMBER.search(record.text) if record.kind.name == "adr" else None
            if not found or int(found[1] or found[2]) == record.number:
                continue
            where = record.text.count("\n", 0, found.start()) + 1
            heading = record.text[found.start() :][:80].partition("\n")[0]
            words = f"the heading {quote_excerpt(heading)}"
        ours = record.kind.name == "phr" and not is_adopted(record)
        yield Finding(
            "number-name",
            "warning" if ours else "info",
            record.path,
            where,
            f"{record.ref} has {words}, but its file name says {record.digits}.",
            f"Write {record.digits} there: the file name is what counts.",
        )


def _disagree(stated: str, number: int) -> bool:
    """`PHR-001`, `20251206-0002`, `0010`, `3` for 003 agree; a date alone says nothing."""
    groups = re.findall(r"[0-9]+", stated[:200]) if "{" not in stated else []
    own = str(number)
    return any(len(group) < 6 for group in groups) and not any(
        (group.lstrip("0") or "0") == own for group in groups
    )


def review_due(context: CheckContext) -> Iterator[Finding]:
    """A decision whose review date has passed, or cannot be understood."""
    today = context.inputs.today
    for record in context.records.members:
        due = reader.read_field(record, "review-by")
        if (
            not isinstance(due, str)
            or record.state not in ("accepted", "proposed")
            or _template(due)
        ):
            continue
        dated = re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])", due)
        if dated and dated[0] >= today:
            continue
        words = (
            f"was to be reviewed by {dated[0]}"
            if dated
            else f"has the review date {quote_excerpt(due)}, which is no date"
        )
        yield Finding(
            "review-due",
            "warning",
            record.path,
            find_field_line(record, "review-by"),
            f"{record.ref} {words}.",
            "Review the decision and write the next date (such as 2026-01-31) as its `review-by`.",
        )


def count_age_days(record: Record, today: str) -> int:
    """How many days ago a record was made, as far as its date is one: 0 where it is not."""
    from datetime import date

    try:
        return (date.fromisoformat(today[:10]) - date.fromisoformat(record.date[:10])).days
    except ValueError:
        return 0  # no date, or one such as 2023-13-45


def long_proposed(context: CheckContext) -> Iterator[Finding]:
    """A decision that has been waiting for longer than the configured days."""
    for record in context.records.members:
        if record.state != "proposed":
            continue
        days = count_age_days(record, context.inputs.today)
        if days > context.settings.proposed_days:
            yield Finding(
                "long-proposed",
                "info",
                record.path,
                find_line_number(
                    record.text, record.state_raw.partition("\n")[0].rstrip("\r"), "status"
                ),
                f"{record.ref} has been proposed for {days} days.",
                f"Run `minutebook adr accept {record.ref}`"
                f" or `minutebook adr reject {record.ref}`.",
            )
