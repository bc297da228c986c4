"""Rules on supersessions: whether both pages say so, and by what a decision is superseded."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.checks.base import (
    STATE_LINE,
    CheckContext,
    CheckInputs,
    Problem,
    format_argument,
    rule,
)
from minutebook.errors import Refusal
from minutebook.lean.values import Value
from minutebook.records.model import Link, Record, RecordSet, Write
from minutebook.records.relations import IN_EFFECT, PENDING, resolve_link


class _IncompleteSupersession(Value):
    """A supersession in effect that one of the two pages does not state.

    `is_stated_by_old`: the superseded page names its successor; `is_stated_by_new`: the successor's
    page says so. Where both do, the superseded page does not read as such. `is_clear`: the other
    half follows from it. It does not where the two supersede each other, or where the old decision
    has a status that cannot become superseded, or the new one is rejected.
    """

    old: Record
    new: Record
    is_stated_by_old: bool
    is_stated_by_new: bool
    is_clear: bool

    def is_fixable(self, records: RecordSet) -> bool:
        """Whether --fix may write the missing half.

        Only into the successor's page, where that changes nobody's status; and only what the
        superseded page states in its status or as a fact, since a sentence may be misread.
        """
        if self.is_stated_by_new or not self.is_clear or self.old.state != "superseded":
            return False
        if not self.new.is_editable:
            return False
        return _is_fact(records, self.old, "superseded-by", self.new)


def _is_fact(records: RecordSet, record: Record, relation: str, other: Record) -> bool:
    """Whether a record's page states a relation to another one, and not in a sentence alone."""
    from minutebook.records.adr.statements import stated_form

    def leads_to_other(link: Link) -> bool:
        target = resolve_link(records.resolver, record, link)
        return target is not None and target.path == other.path

    text = records.with_text(record).text
    return stated_form.is_stated_in_form(text, relation, leads_to_other)


def _find_incomplete_supersessions(records: RecordSet) -> Iterator[_IncompleteSupersession]:
    graph = records.graph
    edges = [edge for edge in graph.edges if edge.relation == "supersedes"]
    pairs = {(edge.source, edge.target) for edge in edges}
    for edge in edges:
        if not edge.is_resolved or edge.source == edge.target or edge.effect != IN_EFFECT:
            continue
        new, old = graph.records_by_path[edge.source], graph.records_by_path[edge.target]
        is_complete = not edge.is_one_way and old.state in ("superseded", "")
        if is_complete or not new.kind.name == old.kind.name == "adr":
            continue
        if not edge.is_stated_by_target and old.state == "rejected":
            continue  # it holds no more than what is superseded
        following = old.kind.transitions.get(old.state, frozenset({"superseded"}))
        can_move = old.state == "superseded" or "superseded" in following
        is_mutual = (edge.target, edge.source) in pairs
        supersession = _IncompleteSupersession(
            old,
            new,
            edge.is_stated_by_target,
            edge.is_stated_by_source,
            can_move and not is_mutual and new.state != "rejected",
        )
        if (
            edge.is_one_way
            or _is_fact(records, new, "supersedes", old)
            or _is_fact(records, old, "superseded-by", new)
        ):
            yield supersession


def write_missing_halves(
    records: RecordSet, paths: frozenset[str], inputs: CheckInputs
) -> tuple[Write, ...]:
    """State each one-way supersession in the successor's page, where that is fixable."""
    from minutebook.records import linking

    writes: tuple[Write, ...] = ()
    for supersession in list(_find_incomplete_supersessions(records)):
        new = supersession.new
        if new.path not in paths or not supersession.is_fixable(records):
            continue
        if _is_half_stated(records, new, supersession.old):
            continue  # `dangling-link` corrects the half that is there
        # A page may miss more than one: each is written on what came of the one before.
        current = {record.path: record for record in records.members}
        try:
            both_halves = linking.plan_supersession(
                records, current[supersession.old.path], current[new.path]
            )
        except Refusal:
            continue  # a page that cannot be changed keeps nothing else from being mended
        missing_half = tuple(write for write in both_halves if write.path == new.path)
        writes = linking.merge_writes(writes, missing_half)
        records = linking.simulate_writes(records, missing_half)
    return writes


def _is_half_stated(records: RecordSet, new: Record, old: Record) -> bool:
    """Whether a dead relation on the successor's page means the superseded one."""
    from minutebook.records.renaming.dead_targets import find_other_end

    ends = [
        find_other_end(records, new, link)
        for record, link in records.graph.dangling_links
        if record.path == new.path and link.relation == "supersedes"
    ]
    return any(end is not None and end.path == old.path for end in ends)


@rule(
    "one-way-supersession",
    "warning",
    "A decision supersedes another, but only one of the two pages says so. A reader of the other"
    " page follows a decision that no longer holds. One that is only proposed supersedes nothing"
    " yet. Info where a reader of the superseded page sees that it is.",
    fix=write_missing_halves,
    fixes="writes `supersedes` into the successor's page, where the superseded page states it in"
    " its status or as a fact. It writes into no page that it is superseded, and nothing that"
    " only a sentence says: for these there is the command to type.",
)
def one_way_supersession(context: CheckContext) -> Iterator[Problem]:
    """A decision that supersedes another whose page does not say so, or the other way round."""
    for supersession in _find_incomplete_supersessions(context.records):
        old, new = supersession.old, supersession.new
        severity, where = "info", old
        if supersession.is_stated_by_old and supersession.is_stated_by_new:
            severity = ""
            message = f"{old.ref} names {new.ref} as its successor, but still reads as {old.state}."
        elif supersession.is_stated_by_old:
            # MADR's own form: only the superseded page says so. A reader of the newer decision
            # misses little, so this weighs little.
            where = new
            message = f"{old.ref} says that {new.ref} supersedes it, but {new.ref} does not say so."
        elif old.state == "superseded":
            names_other = any(link.relation == "superseded-by" for link in old.links)
            what = "names another successor" if names_other else "does not say by what"
            message = f"{old.ref} is superseded by {new.ref}, but {what}."
        else:
            severity = ""
            state = old.state or "if it were in force"
            message = f"{new.ref} supersedes {old.ref}, but {old.ref} still reads as {state}."
        if not supersession.is_clear:
            fix = "Read both pages, and correct the one that is wrong."
        elif supersession.is_fixable(context.records):
            fix = "Run `minutebook check --fix`, which writes the missing half."
        elif not where.is_editable:
            name = format_argument(context.records, where)
            fix = f"If that is meant, say so on the page by hand: `minutebook edit {name}`."
        else:
            names = [format_argument(context.records, record) for record in (old, new)]
            fix = f"Run `minutebook adr supersede {names[0]} --by {names[1]}`, if that is meant."
        yield Problem(where.path, 0, message, fix, severity)


@rule(
    "no-successor",
    "warning",
    "A decision is superseded, but nothing says by which: its readers learn that it does not hold"
    " and not what does.",
    facts=(STATE_LINE,),
)
def no_successor(context: CheckContext) -> Iterator[Problem]:
    """A decision that is superseded, but no successor is named, or only rejected ones are."""
    # An edge without a source counts too: the page names a successor, and that link dangles.
    successor_paths: dict[str, list[str]] = {}
    for edge in context.graph.edges:
        if edge.relation == "supersedes" and (edge.effect != PENDING or edge.is_stated_by_target):
            successor_paths.setdefault(edge.target, []).append(edge.source)
    for record in context.records.members:
        if record.state != "superseded":
            continue
        argument = format_argument(context.records, record)
        line = context.get_fact(STATE_LINE, record) or 0
        name_one = (
            f"Name its successor, or make it deprecated: `minutebook edit {argument}`."
            " `minutebook adr supersede --help` says how it is done where the successor is known."
        )
        if not record.is_editable:
            name_one = f"Name its successor on the page by hand: `minutebook edit {argument}`."
        if record.path not in successor_paths:
            yield Problem(
                record.path,
                line,
                f"{record.ref} is superseded, but nothing says by which decision.",
                name_one,
            )
            continue
        successors = [context.record_by_path.get(path) for path in successor_paths[record.path]]
        rejected = [one for one in successors if one and one.state == "rejected"]
        if len(rejected) == len(successors):
            yield Problem(
                record.path,
                line,
                f"{record.ref} is superseded, but what supersedes it is rejected.",
                f"Run `minutebook unlink {argument} superseded-by"
                f" {format_argument(context.records, rejected[0])}` to have it as it was before."
                if record.is_editable
                and any(link.relation == "superseded-by" for link in record.links)
                else name_one,
            )


@rule(
    "early-supersession",
    "info",
    "A decision reads as superseded, but the one that takes its place is only proposed: until that"
    " is accepted, nothing is in force.",
    facts=(STATE_LINE,),
)
def early_supersession(context: CheckContext) -> Iterator[Problem]:
    """A superseded decision of which every successor is still proposed."""
    successors_by_path: dict[str, list[Record]] = {}
    unknown_paths = set()  # of decisions that name a successor that is no record
    for edge in context.graph.edges:
        if edge.relation == "supersedes" and edge.is_stated_by_target:
            successor = context.record_by_path.get(edge.source)
            if successor is None:
                unknown_paths.add(edge.target)
            else:
                successors_by_path.setdefault(edge.target, []).append(successor)
    for path, successors in successors_by_path.items():
        old, new = context.record_by_path[path], successors[0]
        if (
            old.state == "superseded"
            and path not in unknown_paths
            and all(successor.state == "proposed" for successor in successors)
        ):
            old_name, new_name = (format_argument(context.records, one) for one in (old, new))
            acceptance = f"minutebook adr accept {new_name}"
            if not new.is_editable:
                acceptance = f"minutebook edit {new_name}"
            removal = f"minutebook unlink {new_name} supersedes {old_name}"
            if not (new.is_editable and old.is_editable):
                removal = f"minutebook edit {old_name}"
            yield Problem(
                path,
                context.get_fact(STATE_LINE, old) or 0,
                f"{old.ref} reads as superseded by {new.ref}, which is only proposed.",
                f"Run `{acceptance}`; or, to keep {old.ref} in force until then, `{removal}`.",
            )
