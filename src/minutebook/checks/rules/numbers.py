"""Rules on numbers and file names: what tells records apart."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from minutebook.checks.base import (
    PATH_CHARS,
    BaseBranch,
    CheckContext,
    Problem,
    find_field_line,
    find_line_number,
    format_argument,
    is_adopted,
    quote_excerpt,
    rule,
)
from minutebook.checks.page import Fact, Page
from minutebook.records.filenames import fold_name
from minutebook.records.model import ADR, PHR, Record, find_folder
from minutebook.records.renaming.number_keys import NumberKey, can_be_renumbered, make_number_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.records.filenames.stated_numbers import StatedNumber


@rule(
    "number-twice",
    "error",
    "Two records have one number, so that a reference to it may mean either. It happens when two"
    " branches meet. A warning where all of them are prompt records of other tools.",
    uses="base_branch",
)
def number_twice(context: CheckContext) -> Iterator[Problem]:
    """A number that two records have, where numbers must tell records apart.

    Where a base is given, as for a pull request that was merged for a trial, the record that the
    base has not is the one to change.
    """
    branch = context.inputs.base_branch
    known_paths = branch.known_paths if branch else frozenset()
    series: defaultdict[NumberKey, list[Record]] = defaultdict(list)
    for record in context.records.members:
        if record.number is not None:
            series[make_number_key(record)].append(record)
    for records in series.values():
        first, *others = sorted(
            records, key=lambda record: (record.path not in known_paths, record.path)
        )
        # Prompt records of other tools often repeat numbers.
        all_adopted = first.kind.name == "phr" and all(map(is_adopted, records))
        first_name = fold_name(first.path)
        for record in others:
            if fold_name(record.path) == first_name:
                continue  # one record twice, which `name-twice` reports: no number is to be changed
            if branch and first.path in known_paths and record.path not in known_paths:
                yield _report_clash(context, record, first.path, branch.name)
                continue
            yield Problem(
                record.path,
                0,
                f"{record.ref} has the number {record.digits},"
                f" which {quote_excerpt(first.path, PATH_CHARS)} has too.",
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
        return f"Write another number on line {line} of {quote_excerpt(path, PATH_CHARS)}."
    return f"Give {quote_excerpt(path, PATH_CHARS)} another number by hand, with git mv."


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
                f"{quote_excerpt(record.path, PATH_CHARS)} and"
                f" {quote_excerpt(first.path, PATH_CHARS)} are one file on macOS and Windows:"
                " their names differ only in case, or in how accents are written.",
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
    from minutebook.records import reader
    from minutebook.records.renaming import clashes

    branch = context.inputs.base_branch or BaseBranch("", frozenset(), frozenset())
    folders, own_records = context.records.folders, context.record_by_path
    new_paths: defaultdict[NumberKey, list[str]] = defaultdict(list)
    for record in context.records.members:
        if record.number is not None and record.path not in branch.known_paths:
            new_paths[make_number_key(record)].append(record.path)
    taken_paths = clashes.group_by_number(folders, branch.added_paths, lambda _: "")

    def is_same(path: str, other_path: str) -> bool:
        folder = find_folder(folders, other_path) or folders[0]
        other = reader.read_record(folder, other_path, branch.read_text(other_path))
        return _is_retitled(context.records.with_text(own_records[path]), other)

    other_by_path: dict[str, str] = {}
    for path, other_path in clashes.find_clashes(new_paths, taken_paths, own_records, is_same):
        other_by_path.setdefault(path, other_path)
    for path, other_path in other_by_path.items():
        yield _report_clash(context, own_records[path], other_path, branch.name)


def _is_retitled(record: Record, other: Record) -> bool:
    """Whether two records are one that got another title, on either side or on both.

    A page keeps the names that it had. One that was renamed by hand is known by its session, and by
    what was asked there.
    """
    from minutebook.records import references
    from minutebook.records.renaming.incoming.same_text import says_the_same

    names, other_names = (
        {each.link_target, *references.read_aliases(each)} for each in (record, other)
    )
    # The name of both is no sign: two branches may have used one title.
    if (names & other_names) - ({record.link_target} & {other.link_target}):
        return True
    session = record.fields.get("session")
    return bool(session) and session == other.fields.get("session") and says_the_same(record, other)


def _report_clash(
    context: CheckContext, record: Record, other_path: str, branch_name: str
) -> Problem:
    """A number that a new record has, and a record of the branch to merge into, too."""
    argument = format_argument(context.records, record)
    return Problem(
        record.path,
        find_line_number(context.records.with_text(record).text, record.digits) or 1,
        f"{quote_excerpt(record.path, PATH_CHARS)} has the number {record.digits}, which"
        f" {quote_excerpt(other_path, PATH_CHARS)} on {quote_excerpt(branch_name)} has too.",
        f"Run `minutebook renumber {argument}`: it gets the next free number, and what names it"
        " follows."
        if can_be_renumbered(record)
        else f"Give {quote_excerpt(record.path, PATH_CHARS)} another number by hand, with git mv.",
    )


# "8. T", "8 - T"
_SURE_NUMBER = r"[0-9]{1,5}[.:)](?![0-9])|[0-9]{1,5} [-–—] "


def _find_other_number(page: Page) -> tuple[int, str, str] | None:
    """Where a page states another number than its file's name: as an id, in a field or a heading.

    The line, what stands there in words, and what the pages beside it must have for it to count:
    their numbers as `ids`, or alone in front of their `titles`; "" where it counts in any case.
    """
    record = page.record
    if record.number is None or record.number_line:
        return None
    from minutebook.records.adr.fields import read_field

    stated_id = read_field(record, "id")
    is_id_other = isinstance(stated_id, str | int) and _disagrees(str(stated_id), record.number)
    if is_id_other and record.kind is PHR:
        return find_field_line(page, "id"), f"the id {quote_excerpt(str(stated_id))}", ""
    stated = _find_number(page)
    if not stated or stated.number == record.number:
        return None
    line = stated.line
    quoted_line = f"the line {quote_excerpt(_get_line(page.text, line))}"
    if line == find_field_line(page, "id"):
        return line, quoted_line, "ids"
    is_alone = re.match(_SURE_NUMBER, _read_title_line(page.text, line))
    # In a field for it, or with a label, it counts in any case.
    return line, quoted_line, "titles" if is_alone else ""


def _find_number_habits(page: Page) -> dict[str, bool]:
    """Whether a decision has its number as an id, and alone in front of its title, or another one.

    Nothing for what has none there.
    """
    record = page.record
    if record.kind is not ADR or record.number is None or record.number_line:
        return {}
    from minutebook.records.adr.fields import read_field
    from minutebook.records.filenames.stated_numbers import find_heading_number

    habits = {}
    stated_id = read_field(record, "id")
    if isinstance(stated_id, str | int):
        groups = [int(group) for group in re.findall(r"[0-9]{1,9}", str(stated_id)[:200])]
        habits["ids"] = record.number in groups
    stated = find_heading_number(page.text, page.front_matter)
    if stated and re.match(_SURE_NUMBER, _read_title_line(page.text, stated.line)):
        habits["titles"] = stated.number == record.number
    return habits


_OTHER_NUMBER = Fact("other-number", _find_other_number)
_NUMBER_HABITS = Fact("number-habits", _find_number_habits)


@rule(
    "number-name",
    "warning",
    "The page states another number than its file name. The file name is what counts, but readers"
    " of the page will cite the wrong one. A decision's `id`, and a number alone in front of its"
    " title, count where the pages beside it have their numbers there. Info on a prompt"
    " record of another tool.",
    facts=(_OTHER_NUMBER, _NUMBER_HABITS),
)
def number_name(context: CheckContext) -> Iterator[Problem]:
    """An id, a field or a heading that states another number than the file's name."""
    stated = list(context.list_facts(_OTHER_NUMBER))
    counts: Counter[tuple[str, str, bool]] = Counter()
    for record, habits in context.list_facts(_NUMBER_HABITS) if stated else ():
        counts.update((record.folder.path, name, is_own) for name, is_own in habits.items())
    for record, (line, words, habit) in stated:
        own, others = (counts[record.folder.path, habit, is_own] for is_own in (True, False))
        if habit and own < max(1, others):
            continue
        yield Problem(
            record.path,
            line,
            f"{record.ref} has {words}, but its file name says {record.digits}.",
            f"Write {record.digits} there, since the file name is what counts:"
            f" `minutebook edit {format_argument(context.records, record)}`.",
            severity="info" if record.kind is PHR and is_adopted(record) else "",
        )


def _get_line(text: str, line_number: int) -> str:
    return text.split("\n", line_number)[line_number - 1]


def _read_title_line(text: str, line_number: int) -> str:
    """A line of a page that has its title, without what marks it as such."""
    return re.sub(r"(?i)\A(?:#+|title:)[ \t]*[\"']?", "", _get_line(text, line_number).lstrip())


def _find_number(page: Page) -> StatedNumber | None:
    """The number that a decision's page states, where it can be nothing else; None for none.

    In a field that is called so, in its heading, or in its title.
    """
    record = page.record
    if record.kind is not ADR or not record.is_editable:
        return None
    from minutebook.records.filenames.stated_numbers import (
        find_field_number,
        find_heading_number,
        parse_heading_number,
    )

    in_field = find_field_number(page.front_matter) if record.fields else None
    if in_field and in_field.number != record.number:
        return in_field
    stated = find_heading_number(page.text, page.front_matter)
    heading = _read_title_line(page.text, stated.line) if stated else ""
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
