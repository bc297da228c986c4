"""Rules on relations that lead back to where they begin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from minutebook.checks.base import CheckContext, Problem, format_argument, rule
from minutebook.records.model import Record
from minutebook.records.relations import LAPSED, format_relation

_WORDS = {"supersedes": "supersede", "depends-on": "depend on"}


@rule(
    "own-relation",
    "warning",
    "A record supersedes, amends or depends on itself: another number was meant. A reader who looks"
    " for what took its place comes back to the same page.",
)
def own_relation(context: CheckContext) -> Iterator[Problem]:
    """A relation of a record to itself."""
    for edge in context.graph.edges:
        if edge.source != edge.target or not edge.is_resolved or edge.is_prose or edge.is_symmetric:
            continue
        record = context.record_by_path[edge.source]
        name = edge.relation if edge.is_stated_by_source else edge.reverse or edge.relation
        line = next((link.line for link in record.links if link.relation == name), 0)
        argument = format_argument(context.records, record)
        command = f"minutebook unlink {argument} {name} {argument}"
        yield Problem(
            record.path,
            line,
            f"{record.ref} says that it is {format_relation(name)} itself."
            if name.endswith(("-by", "-in"))
            else f"{record.ref} says that it {format_relation(name)} itself.",
            f"Correct the number, or run `{command}`."
            if record.is_editable
            else f"Correct it by hand: `minutebook edit {argument}`.",
        )


@rule(
    "circular-relation",
    "warning",
    "Decisions supersede each other in a circle, so that none of them is in force, or depend on"
    " each other in one, so that none can be changed before the others.",
)
def circular_relation(context: CheckContext) -> Iterator[Problem]:
    """A circle of supersessions or of dependences; one problem for each."""
    for relation, words in _WORDS.items():
        following: dict[str, list[str]] = {}
        for edge in context.graph.edges:
            if (
                edge.relation == relation
                and edge.is_resolved
                and not edge.is_prose
                and edge.effect != LAPSED
                and edge.source != edge.target
            ):
                following.setdefault(edge.source, []).append(edge.target)
        for group in _group_circles(following):
            circle = _find_circle(following, min(group), group)
            records = [context.record_by_path[path] for path in circle]
            yield _report_circle(context, relation, words, records)


def _report_circle(
    context: CheckContext, relation: str, words: str, records: Sequence[Record]
) -> Problem:
    chain = " → ".join(record.ref for record in (*records, records[0]))
    last, first = records[-1], records[0]
    names = [format_argument(context.records, record) for record in (last, first)]
    fix = f"Read the pages, and take out what does not hold: `minutebook edit {names[1]}`"
    if last.is_editable and first.is_editable:
        fix += f", or `minutebook unlink {names[0]} {relation} {names[1]}`"
    return Problem(
        first.path,
        0,
        f"{len(records)} decisions {words} each other in a circle: {chain}.",
        f"{fix}.",
    )


def _group_circles(following: Mapping[str, Sequence[str]]) -> list[set[str]]:
    """The groups of paths that all lead to each other (Tarjan's strongly connected components)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_paths: list[str] = []
    open_set: set[str] = set()
    groups: list[set[str]] = []
    for start in following:
        pending = [(start, iter(following[start]))] if start not in order else []
        while pending:
            path, targets = pending[-1]
            if path not in order:
                order[path] = lowest[path] = len(order)
                open_paths.append(path)
                open_set.add(path)
            for target in targets:
                if target not in order:
                    pending.append((target, iter(following.get(target, ()))))
                    break
                if target in open_set:
                    lowest[path] = min(lowest[path], lowest[target])
            else:
                pending.pop()
                if pending:
                    above = pending[-1][0]
                    lowest[above] = min(lowest[above], lowest[path])
                if lowest[path] == order[path]:
                    index = open_paths.index(path)
                    group = set(open_paths[index:])
                    del open_paths[index:]
                    open_set -= group
                    if len(group) > 1:
                        groups.append(group)
    return groups


def _find_circle(following: Mapping[str, Sequence[str]], start: str, group: set[str]) -> list[str]:
    """The shortest way from a path of a group back to it."""
    ways = [[start]]
    visited = {start}
    while True:
        longer = []
        for way in ways:
            for target in following[way[-1]]:
                if target == start:
                    return way
                if target in group and target not in visited:
                    visited.add(target)
                    longer.append([*way, target])
        ways = longer
