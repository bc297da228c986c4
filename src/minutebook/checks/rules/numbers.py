"""Rules on numbers and file names: what tells records apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from minutebook.checks.base import (
    BaseBranch,
    CheckContext,
    Problem,
    find_field_line,
    format_argument,
    is_adopted,
    quote_excerpt,
    rule,
)
from minutebook.records import filenames, reader, references
from minutebook.records.filenames import fold_name
from minutebook.records.filenames.stated_numbers import (
    StatedNumber,
    find_field_number,
    find_heading_number,
    parse_heading_number,
)
from minutebook.records.model import ADR, PHR, Folder, Record, find_folder
from minutebook.records.renaming.renumber import NumberKey, can_be_renumbered, make_number_key
from minutebook.text import frontmatter


@rule(
    "number-twice",
    "error",
    "Two records have one number, so that a reference to it may mean either. It happens when two"
    " branches meet. A warning where all of them are prompt records of other tools.",
)
def number_twice(context: CheckContext) -> Iterator[Problem]:
    """A number that two records have, where numbers must tell records apart."""
    series: defaultdict[NumberKey, list[Record]] = defaultdict(list)
    for record in context.records.members:
        if record.number is not None:
            series[make_number_key(record)].append(record)
    for records in series.values():
        first, *others = sorted(records, key=lambda record: record.path)
        # Prompt records of other tools often repeat numbers.
        all_adopted = first.kind.name == "phr" and all(map(is_adopted, records))
        first_name = fold_name(first.path)
        for record in others:
            if fold_name(record.path) == first_name:
                continue  # one record twice, which `name-twice` reports: no number is to be changed
            yield Problem(
                record.path,
                0,
                f"{record.ref} has the number {record.digits},"
                f" which {quote_excerpt(first.path, 200)} has too.",
                _advise(first, record),
                severity="warning" if all_adopted else "",
            )


def _advise(first: Record, record: Record) -> str:
    """What to do about a number that two records have."""
    fixed = [each for each in (record, first) if not can_be_renumbered(each)]
    if len(fixed) < 2:
        return (
            "Run `minutebook renumber`: one of them gets the next free number, and what names it"
            " follows."
        )
    path, line = fixed[0].path, fixed[0].number_line
    if line:
        return f"Write another number on line {line} of {quote_excerpt(path, 200)}."
    return f"Give {quote_excerpt(path, 200)} another number by hand, with git mv."


@rule(
    "name-twice",
    "error",
    "Two records' names differ only in case, or in how accents are written (composed or apart). On"
    " macOS and Windows they are one file: a clone there loses one of the two.",
)
def name_twice(context: CheckContext) -> Iterator[Problem]:
    """Two paths that some file systems take for one."""
    record_by_name: dict[str, Record] = {}
    for record in sorted(context.records.members, key=lambda record: record.path):
        first = record_by_name.setdefault(fold_name(record.path), record)
        if first is not record:
            yield Problem(
                record.path,
                0,
                f"{quote_excerpt(record.path, 200)} and {quote_excerpt(first.path, 200)} are one"
                " file on macOS and Windows: their names differ only in case, or in how accents are"
                " written.",
                "Where both are the same record, remove one, with git rm. Where they are two,"
                " rename one, with git mv.",
            )


@rule(
    "number-on-base",
    "error",
    "A record has a number that another record got meanwhile on the branch of `--base`: after the"
    " merge a reference to it may mean either.",
    needs="base_branch",
    in_baseline=False,
)
def number_on_base(context: CheckContext) -> Iterator[Problem]:
    """A number that a new record of the branch to merge into has, too."""
    branch = context.inputs.base_branch or BaseBranch("", frozenset(), frozenset())
    taken: dict[NumberKey, Record] = {}
    for path in sorted(branch.added_paths - context.record_by_path.keys()):
        folder = find_folder(context.records.folders, path)
        if folder is not None and filenames.is_record(folder, path):
            other = reader.read_record(folder, path, "")
            if other.number is not None:
                taken.setdefault(make_number_key(other), other)
    for record in context.records.members:
        if record.number is None or record.path in branch.known_paths:
            continue
        same = taken.get(make_number_key(record))
        if same is None or same.link_target in references.read_aliases(record):
            continue
        argument = format_argument(context.records, record)
        yield Problem(
            record.path,
            0,
            f"{quote_excerpt(record.path, 200)} has the number {record.digits}, which"
            f" {quote_excerpt(same.path, 200)} on {quote_excerpt(branch.name)} has too.",
            f"Run `minutebook renumber {argument}`: it gets the next free number, and what names it"
            " follows."
            if can_be_renumbered(record)
            else f"Give {quote_excerpt(record.path, 200)} another number by hand, with git mv.",
        )


# "8. T", "8 - T"
_SURE_NUMBER = r"[0-9]{1,5}[.:)](?![0-9])|[0-9]{1,5} [-–—] "


@rule(
    "number-name",
    "warning",
    "The page states another number than its file name. The file name is what counts, but readers"
    " of the page will cite the wrong one. A decision's `id`, and a number alone in front of its"
    " title, count where the pages beside it have their numbers there. Info on a prompt"
    " record of another tool.",
)
def number_name(context: CheckContext) -> Iterator[Problem]:
    """An id, a field or a heading that states another number than the file's name."""
    habits: dict[str, _Habits] = {}
    for record in context.records.members:
        if record.number is None or record.number_line:
            continue
        stated_id = reader.read_field(record, "id")
        is_id_other = isinstance(stated_id, str | int) and _disagrees(str(stated_id), record.number)
        if is_id_other and record.kind is PHR:
            line_number = find_field_line(record, "id")
            statement = f"the id {quote_excerpt(str(stated_id))}"
        else:
            stated = _find_number(record)
            if not stated or stated.number == record.number:
                continue
            if record.folder.path not in habits:
                habits[record.folder.path] = _read_habits(context, record.folder)
            if not habits[record.folder.path].support(record, stated.line):
                continue
            line_number = stated.line
            line = record.text.split("\n")[line_number - 1]
            statement = f"the line {quote_excerpt(line)}"
        yield Problem(
            record.path,
            line_number,
            f"{record.ref} has {statement}, but its file name says {record.digits}.",
            f"Write {record.digits} there, since the file name is what counts:"
            f" `minutebook edit {format_argument(context.records, record)}`.",
            severity="info" if record.kind is PHR and is_adopted(record) else "",
        )


class _Habits(NamedTuple):
    """How many pages of a folder have their numbers as ids, or alone in front of their titles.

    And how many have other numbers there.
    """

    ids: tuple[int, int]
    titles: tuple[int, int]

    def support(self, record: Record, line: int) -> bool:
        """Whether the pages say that a number on a line of a page is meant to be the page's."""
        own, others = self.titles
        if line == find_field_line(record, "id"):
            own, others = self.ids
        elif not re.match(_SURE_NUMBER, _read_title_line(record, line)):
            return True  # in a field for it, or with a label
        return own >= max(1, others)


def _read_habits(context: CheckContext, folder: Folder) -> _Habits:
    ids, titles = [0, 0], [0, 0]
    for record in context.records.of_kind(ADR):
        if record.folder.path != folder.path or record.number is None or record.number_line:
            continue
        stated_id = reader.read_field(record, "id")
        if isinstance(stated_id, str | int):
            groups = [int(group) for group in re.findall(r"[0-9]{1,9}", str(stated_id)[:200])]
            ids[record.number not in groups] += 1
        stated = find_heading_number(record.text, frontmatter.parse(record.text)[0])
        if stated and re.match(_SURE_NUMBER, _read_title_line(record, stated.line)):
            titles[stated.number != record.number] += 1
    return _Habits((ids[0], ids[1]), (titles[0], titles[1]))


def _read_title_line(record: Record, line_number: int) -> str:
    """A line of a page that has its title, without what marks it as such."""
    line = record.text.split("\n")[line_number - 1]
    return re.sub(r"(?i)\A(?:#+|title:)[ \t]*[\"']?", "", line.lstrip())


def _find_number(record: Record) -> StatedNumber | None:
    """The number that a decision's page states, where it can be nothing else; None for none.

    In a field that is called so, in its heading, or in its title.
    """
    if record.kind is not ADR or not record.is_editable:
        return None
    front_matter = frontmatter.parse(record.text)[0]
    in_field = find_field_number(front_matter) if record.fields else None
    if in_field and in_field.number != record.number:
        return in_field
    stated = find_heading_number(record.text, front_matter)
    heading = _read_title_line(record, stated.line) if stated else ""
    is_sure = re.match(_SURE_NUMBER, heading) or parse_heading_number(heading, is_labelled=True)
    return stated if is_sure else None


def _disagrees(stated_id: str, number: int) -> bool:
    """Whether an id states another number than `number`.

    `PHR-001`, `20251206-0002`, `0010` and `3` for 003 agree; a date alone states no number.
    """
    groups = re.findall(r"[0-9]+", stated_id[:200]) if "{" not in stated_id else []
    digits = str(number)
    return any(len(group) < 6 for group in groups) and not any(
        (group.lstrip("0") or "0") == digits for group in groups
    )
