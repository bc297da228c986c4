"""The rules on citations of records in files outside of them: source code, documents, settings.

What a decision's own text names is in `relations.texts`.
"""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.checks.base import CheckContext, Problem, format_argument, quote_excerpt, rule
from minutebook.records.model import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.checks.cited.report import CitedPlace

_LEFT_ALONE = (
    " Left alone are texts that speak of history (changelogs, `formerly`, `superseded by`), lists"
    " of decisions, examples in quotes and in code, and of source code what is no comment."
)
_MAX_NAMED = 3


@rule(
    "citation-unknown",
    "warning",
    "A file cites a record that is not there: it was removed, renamed or renumbered, or it is a"
    " typing error. In tests, and where the number is far beyond all others, it weighs little."
    + _LEFT_ALONE,
    needs="list_citing_files",
    uses="list_generated",
)
def citation_unknown(context: CheckContext) -> Iterator[Problem]:
    """A ref or a path to a record that no record has, in a file outside of the records."""
    for place in _list_places(context, "unknown"):
        yield _make_problem(
            place,
            f"{quote_excerpt(place.text, 120)} is no record.",
            "Correct it: `minutebook list` shows what there is.",
            "info",
        )


@rule(
    "citation-ambiguous",
    "warning",
    "A file cites a record by a number that several have, so that nobody can tell which one is"
    " meant." + _LEFT_ALONE,
    needs="list_citing_files",
    uses="list_generated",
)
def citation_ambiguous(context: CheckContext) -> Iterator[Problem]:
    """A ref that several records have, in a file outside of them."""
    for place in _list_places(context, "ambiguous"):
        names = ", ".join(record.stem for record in place.records[:_MAX_NAMED])
        more = len(place.records) - _MAX_NAMED
        others = f" and {more} more" if more > 0 else ""
        yield _make_problem(
            place,
            f"{quote_excerpt(place.text)} may be any of {names}{others}.",
            "Write the name of the one that is meant, or give the other a number of its own:"
            " `minutebook renumber`.",
            "info",
        )


@rule(
    "citation-superseded",
    "info",
    "A file cites a decision that another one has superseded: who reads it follows what no longer"
    " holds." + _LEFT_ALONE,
    needs="list_citing_files",
    uses="list_generated",
)
def citation_superseded(context: CheckContext) -> Iterator[Problem]:
    """A citation of a superseded decision, in a file outside of the records."""
    for place in _list_places(context, "superseded"):
        record = place.records[0]
        successors = _list_successors(context, record)
        refs = " and ".join(successor.ref for successor in successors[:_MAX_NAMED])
        by = f" by {refs}" if refs else ""
        reading = format_argument(context.records, successors[0] if successors else record)
        yield _make_problem(
            place,
            f"{quote_excerpt(place.text, 120)} is superseded{by}.",
            f"See whether it still holds (`minutebook show {reading}`), and cite"
            f" {refs or 'the decision in force'}.",
            "",
        )


def _list_places(context: CheckContext, kind: str) -> Iterator[CitedPlace]:
    return (place for place in context.cited_places if place.kind == kind)


def _make_problem(place: CitedPlace, message: str, fix: str, weak_severity: str) -> Problem:
    severity = weak_severity if place.is_weak else ""
    return Problem(place.path, place.line, message, fix, severity)


def _list_successors(context: CheckContext, record: Record) -> list[Record]:
    """The decisions that hold in place of a superseded one today, through others in between."""
    current: list[Record] = []
    pending, visited = [record], {record.path}
    while pending:
        older = pending.pop()
        newer = [
            relation.record
            for relation in context.graph.list_relations(older)
            if relation.name == "superseded-by"
        ]
        if not newer and older.path != record.path:
            current.append(older)
        for each in newer:
            if each.path not in visited:
                visited.add(each.path)
                pending.append(each)
    return sorted(current, key=lambda each: (each.number or 0, each.path))
