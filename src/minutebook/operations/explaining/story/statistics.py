"""How many records there are of each sort, and what the prompts have cost. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from minutebook.lean.values import Value
from minutebook.operations.explaining.story.cost import Cost, read_cost, sum_costs
from minutebook.operations.explaining.story.record_agents import RecordAgents
from minutebook.operations.schema import serialize
from minutebook.records.filenames import clean_title
from minutebook.records.model import ADR, KINDS, PHR, Record, RecordSet

# What prompts may be grouped by, in the order in which it is shown.
GROUPINGS = ("feature", "month", "agent", "model", "decision", "stage", "label")
_NO_FEATURES = ("general", "constitution")  # routes of prompts that are of no feature
_DECIDING = ("decides", "implements")


class Group(Value):
    """The records that have a value in common: its name, "" for those that have none."""

    name: str
    records: int
    cost: Cost = Cost()


class Statistics(Value):
    """Figures on some records.

    `counts` has the number of records by kind, stage, status, month and agent, `costs` the prompts
    by the groupings asked for, `total` all of them. A prompt that has several labels, or that
    decides several decisions, counts in the group of each.
    """

    counts: dict[str, tuple[Group, ...]]
    costs: dict[str, tuple[Group, ...]]
    total: Cost


def compute_statistics(
    members: Iterable[Record], records: RecordSet, groupings: Iterable[str] = GROUPINGS
) -> Statistics:
    """Figures on some records of a record set."""
    members = list(members)
    prompts = [record for record in members if record.kind is PHR]
    decisions = [record for record in members if record.kind is ADR]
    agents = RecordAgents(records)
    counts = {
        "kind": _count(members, lambda record: record.kind.name, list(KINDS)),
        "stage": _count(prompts, _read_state, list(PHR.states)),
        "status": _count(decisions, _read_state, list(ADR.states)),
        "month": _count(members, _read_month),
        "agent": _count(prompts, agents.find_agent),
    }
    costs = {name: tuple(_group(prompts, records, agents, name)) for name in groupings}
    return Statistics(counts, costs, sum_costs(prompts))


def _read_state(record: Record) -> str:
    return record.state or clean_title(record.state_raw)[:40]


def _read_month(record: Record) -> str:
    return record.date[:7]


def _count(
    members: Iterable[Record], read: Callable[[Record], str], order: Iterable[str] = ()
) -> tuple[Group, ...]:
    """The records by a value, in a known order, else by the value, those without one last."""
    numbers: dict[str, int] = {}
    for record in members:
        value = read(record)
        numbers[value] = numbers.get(value, 0) + 1
    names = [name for name in order if name in numbers]
    names += sorted(numbers.keys() - set(names), key=lambda name: (not name, name))
    return tuple(Group(name, numbers[name]) for name in names)


def _group(
    prompts: Iterable[Record], records: RecordSet, agents: RecordAgents, grouping: str
) -> Iterator[Group]:
    """The prompts by a grouping: months in order, else the dearest first, the others last."""
    costs: dict[str, Cost] = {}
    for record in prompts:
        cost = read_cost(record)
        for name in _list_names(record, records, agents, grouping) or [""]:
            costs[name] = costs.get(name, Cost()) + cost
    is_by_name = grouping == "month"
    ranked = sorted(
        costs.items(),
        key=lambda item: (
            not item[0],
            *(() if is_by_name else (-item[1].tokens, -item[1].turns)),
            item[0],
        ),
    )
    for name, cost in ranked:
        yield Group(name, cost.turns, cost)


def _list_names(
    record: Record, records: RecordSet, agents: RecordAgents, grouping: str
) -> list[str]:
    if grouping == "decision":
        relations = records.graph.list_relations(record)
        return [
            f"{relation.record.ref} {relation.record.title}"
            for relation in {
                relation.record.path: relation
                for relation in relations
                if relation.name in _DECIDING and relation.record.kind is ADR
            }.values()
        ]
    if grouping == "label":
        return [clean_title(label) for label in serialize.list_labels(record)]
    read = {
        "feature": read_feature,
        "month": _read_month,
        "agent": agents.find_agent,
        "model": agents.find_model,
        "stage": _read_state,
    }[grouping]
    value = read(record)
    return [value] if value else []


def read_feature(record: Record) -> str:
    """The feature of a prompt, which its folder is called by, too."""
    route = record.subfolder.rpartition("/")[2]
    feature = clean_title(serialize.format_field(record, "feature"))
    return feature or (route if route not in _NO_FEATURES else "")
