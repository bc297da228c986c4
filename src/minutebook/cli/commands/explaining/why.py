"""`minutebook why`: which prompts and decisions a line is from."""

from __future__ import annotations

from minutebook.cli import output
from minutebook.cli.options import open_catalog

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Annotated

    import typer

    from minutebook.cli.option_types import Json
    from minutebook.operations.explaining import decision_chain, explanation
    from minutebook.operations.project import Project
    from minutebook.records.model import Record

_SHORT_SHA = 12
_MAX_NAMED = 5  # records that a line names
_MAX_SHOWN = 3  # records of an ambiguous answer whose evidence is shown


def why_(
    place: Annotated[
        str,
        typer.Argument(
            metavar="PATH[:LINE[-LINE]]",
            help="A line or lines of a file, all of it, or a folder.",
            show_default=False,
        ),
    ],
    moves: Annotated[
        bool,
        typer.Option("--moves", help="Follow lines that were moved or copied, within a commit."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Tell why a line is so: its prompts and decisions.

    The commit is the one that git blame names, white space aside; those that
    .git-blame-ignore-revs lists are passed over. Where the evidence leaves several records, all
    are named, and whether it may be none; where it speaks against each, none is. A folder gives
    the records that changed most of its files.
    """
    from minutebook.operations.explaining import certain_line
    from minutebook.operations.explaining.explanation import serialize_explanation

    catalog = open_catalog()
    explanation = None if moves else certain_line.explain_certain_line(catalog, place)
    if explanation is None:
        from minutebook.operations.explaining import why

        explanation = why.explain_place(catalog, place, follows_moves=moves, list_turns=_list_turns)
    if as_json:
        output.print_document(**serialize_explanation(explanation))
        return
    width = output.get_line_width()
    lines = _format_explanation(explanation)
    output.print_lines(part for line in lines for part in output.wrap_line(line, width))


def _list_turns(project: Project, path: str) -> Sequence[explanation.WaitingTurn]:
    from minutebook.agents.turns.waiting_turns import list_waiting_turns

    return list_waiting_turns(project, path)


def _format_explanation(found: explanation.Explanation) -> Iterator[str]:
    target = found.target
    for touching in found.touched:
        count = f"{touching.files:,} file{'s' * (touching.files != 1)}"
        yield f"{_name(touching.record)}  {count}"
    if target.is_folder and not found.touched:
        yield "no record lists a file of it"
    for lines in found.lines:
        yield from _format_lines(target.path, lines)
    if not target.is_folder and not found.lines:
        yield f"{target.path} has no lines"
    if found.decisions:
        yield f"{target.path}, as a whole"
        yield from _format_steps(found.decisions)


def _format_lines(path: str, lines: explanation.ExplainedLines) -> Iterator[str]:
    last = f"-{lines.last}" if lines.last != lines.first else ""
    yield f"{path}:{lines.first}{last}  {_describe_commit(lines)}"
    is_listed = len(lines.records) <= _MAX_SHOWN
    if lines.is_ambiguous:
        named = _name_some(each.record for each in lines.records)
        or_none = ", or none" if lines.may_be_none else ""
        if not is_listed and not lines.names_file:  # their names would tell nothing
            count = len(lines.records)
            yield f"  ambiguous: one of {count} records that came with the commit{or_none}"
        else:
            yield f"  ambiguous: {named}{or_none}"
    for each in lines.records if is_listed else ():
        yield f"  {_name(each.record)}"
        yield f"    {each.sure}: {'; '.join(each.evidence)}"
        yield from _format_steps(each.decisions, "    ")
    if not lines.records:
        yield f"  no record{_describe_near(lines)}"
    for turn in lines.turns:
        state = "is still open" if turn.is_open else "is not recorded yet"
        yield f"  a turn of {turn.agent} that {state}, in session {turn.session}: {turn.prompt}"
    yield from _format_steps(lines.cited)
    if lines.note:
        yield f"  note: {lines.note}"


def _describe_commit(lines: explanation.ExplainedLines) -> str:
    if not lines.commit:
        return "not committed"
    return f"{lines.commit[:_SHORT_SHA]} {lines.subject}"


def _describe_near(lines: explanation.ExplainedLines) -> str:
    if not lines.near:
        return ""
    them = "these lines" if lines.last != lines.first else "this line"
    came = "came with the commit" if lines.commit else "not committed either"
    verb = f"did not write {them}, as far as known"
    return f": {_name_some(lines.near)} ({came}) {verb}"


def _name_some(records: Iterable[Record | explanation.RecordRow]) -> str:
    refs = [record.ref for record in records]
    more = f" and {len(refs) - _MAX_NAMED} more" if len(refs) > _MAX_NAMED else ""
    return ", ".join(refs[:_MAX_NAMED]) + more


def _format_steps(
    steps: Iterable[decision_chain.DecisionStep], indent: str = "  "
) -> Iterator[str]:
    for step in steps:
        chain = [step.decision, *step.successors]
        named = " -> ".join(f"{_name(each)} ({each.state or each.state_raw})" for each in chain)
        yield f"{indent}{named}: {step.evidence}"


def _name(record: Record | explanation.RecordRow) -> str:
    return f"{record.ref} {record.title}"
