"""Hold the decisions in force against what the repository uses, by manifests and history."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, partial

from minutebook.errors import OperationError
from minutebook.lean.values import Value
from minutebook.operations.project import Project
from minutebook.operations.suggesting.suggest import catalogue_in_force, record_paths
from minutebook.records.model import ADR, Finding, Record, RecordSet
from minutebook.repository.git import repo as git_repo
from minutebook.repository.git import revisions
from minutebook.repository.git.commits import history
from minutebook.repository.git.commits.pickaxe import (
    MAX_COMMITS,
    WordChange,
    find_files_in_commit,
    list_word_changes,
)
from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import ECOSYSTEMS, Technology
from minutebook.suggest.dependencies import registry
from minutebook.suggest.drift import uses
from minutebook.suggest.drift.choices import CHOSEN, REFUSED, Choice, list_choices
from minutebook.suggest.drift.findings import CAME, LEFT, UNACCEPTED, Drift
from minutebook.suggest.drift.uses import UseChange, Uses
from minutebook.suggest.model import Evidence

RULE_CODE = "decision-drift"
RULE_HELP = "`minutebook drift` shows the places; `minutebook check --explain` says why it matters."
TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.checks import Rule
    from minutebook.checks.base import Problem

# For how many days something may be in use, and a decision on it proposed, before it has drifted.
MIN_PROPOSED_DAYS = 14
_MAX_TELLING_FILES = 3000
_MAX_FILE_CHARS = 512 * 1024
_DEPLOYMENT_GLOBS = (
    *("*compose*.y*ml", "*dockerfile*", "containerfile*", "*.y*ml", "*.tf", "*.hcl", "procfile*"),
    *("*.template", "*template.json"),
)


NameFinder = Callable[[Technology], bool]  # whether the product's files still name a technology


class _Candidate(Value):
    """A choice of a decision that the tree does not agree with, as far as it shows."""

    kind: str
    record: Record
    choice: Choice


def find_drifts(
    project: Project,
    records: RecordSet | None = None,
    read_choices: Callable[[Record], list[Choice]] | None = None,
) -> list[Drift]:
    """Where the decisions in force and HEAD have drifted apart, by their numbers.

    Only what leaves no doubt: the words of the decision are clear, manifests or the deployment
    show the technology, and the commit that took it up or gave it up is known and came after the
    decision. A clone without history has no drifts, nor a repository without commits. `records` are
    read where they are not given, `read_choices` gives what a decision chose where that is known.
    """
    head = revisions.find_commit(project.repo, "HEAD")
    if not head:
        return []
    records = records or project.load_records()
    catalogue = catalogue_in_force(project)
    read_choices = read_choices or partial(list_choices, catalogue=catalogue)
    choices = [
        (record, choice) for record in _list_in_force(records) for choice in read_choices(record)
    ]
    if not choices:
        return []
    objects = _list_objects(project, head)
    seen = _read_uses(project, objects, [choice.technology for _, choice in choices], catalogue)
    candidates = list(_list_candidates(choices, seen))
    technologies = (candidate.choice.technology for candidate in candidates)
    past = _History(project, head, technologies, catalogue)
    is_named = partial(_is_named, project, head, objects)
    settled = (_settle(project, candidate, past, seen, is_named) for candidate in candidates)
    drifts = [_name_successor(drift, choices) for drift in settled if drift]
    return sorted(drifts, key=lambda drift: (drift.record_path, drift.technology))


def is_shallow(project: Project) -> bool:
    """Whether a clone has only the newest part of the history."""
    return os.path.exists(os.path.join(project.repo.common_dir, "shallow"))


def make_problem(drift: Drift) -> Problem:
    """A drift as a rule of `check` yields it, on the decision's page."""
    from minutebook.checks.base import Problem
    from minutebook.suggest.drift import findings

    fix = f"`{findings.suggest_command(drift)}`, or take the change back."
    return Problem(drift.record_path, 0, f"{findings.describe(drift)}.", fix)


def make_findings(drifts: Iterable[Drift]) -> tuple[Finding, ...]:
    """Drifts as findings, as `check` reports them."""
    rule = get_rule()
    return tuple(rule.make_finding(make_problem(drift)) for drift in drifts)


def get_rule() -> Rule:
    """The rule of `check` that finds drifts."""
    from minutebook.checks import require_rule

    return require_rule(RULE_CODE)


def count_days(project: Project, drift: Drift) -> int:
    """The days since the commit of a drift."""
    return _count_days(drift.date, project.today)


def _count_days(start: str, end: str) -> int:
    try:
        return (date.fromisoformat(end[:10]) - date.fromisoformat(start[:10])).days
    except ValueError:
        return 0


def _list_in_force(records: RecordSet) -> list[Record]:
    """The decisions that say what holds: none that has ended, or that another has taken over."""
    from minutebook.suggest.coverage.cover import DecisionPages

    pages = DecisionPages(records)
    return [record for record in records.of_kind(ADR) if pages.is_in_force(record)]


# The tree ---------------------------------------------------------------------------------------


def _list_objects(project: Project, commit: str) -> dict[str, str]:
    """The files of a commit but for records, with their objects, by path."""
    own = record_paths(project)
    objects = revisions.list_commit_objects(project.repo, commit, ())
    return {path: name for path, name in objects.items() if not path.startswith(own)}


def _read_uses(
    project: Project,
    objects: dict[str, str],
    technologies: Sequence[Technology],
    catalogue: Catalogue,
) -> Uses:
    telling = [path for path in objects if uses.is_telling(path)][:_MAX_TELLING_FILES]
    blobs = git_repo.read_blobs(project.repo, (objects[path] for path in telling))
    texts = {
        path: text
        for path in telling
        if len(text := blobs.get(objects[path], "")) <= _MAX_FILE_CHARS
    }
    return uses.find_uses(texts, uses.list_marking_paths(objects, technologies), catalogue)


def _list_candidates(choices: Iterable[tuple[Record, Choice]], seen: Uses) -> Iterator[_Candidate]:
    for record, choice in choices:
        name = choice.technology.name
        is_accepted = record.state == "accepted" or not record.state_raw
        if choice.side == REFUSED and name in seen.in_product:
            if is_accepted or record.state == "rejected":
                yield _Candidate(CAME, record, choice)
        elif choice.side == CHOSEN and is_accepted and name not in seen.seen:
            yield _Candidate(LEFT, record, choice)
        elif choice.side == CHOSEN and record.state == "proposed" and name in seen.in_product:
            yield _Candidate(UNACCEPTED, record, choice)


def _name_successor(drift: Drift, choices: Iterable[tuple[Record, Choice]]) -> Drift:
    """The drift with the decision that chose what this one refuses, where there is one."""
    from minutebook.lean.values import replace

    if drift.kind != CAME:
        return drift
    for record, choice in choices:
        if choice.side == CHOSEN and choice.technology.name == drift.technology:
            return replace(drift, successor=record.ref)
    return drift


# The history ------------------------------------------------------------------------------------


class _History:
    """What the commits up to HEAD took up and gave up of some technologies."""

    def __init__(
        self, project: Project, head: str, technologies: Iterable[Technology], catalogue: Catalogue
    ) -> None:
        self._project, self._head, self._catalogue = project, head, catalogue
        self._technologies = list(technologies)

    @cached_property
    def _changes(self) -> list[tuple[WordChange, UseChange]]:
        words: set[str] = set()
        globs: dict[str, None] = {}
        for technology in self._technologies:
            words.update(uses.list_names(technology))
            for method in technology.recognised_by:
                if method in ECOSYSTEMS:
                    globs |= dict.fromkeys(registry.list_manifest_globs(method))
                elif method in ("image", "resource", "action", "scheme"):
                    globs |= dict.fromkeys(_DEPLOYMENT_GLOBS)
        if not words or not globs:
            return []
        try:
            changes = list(
                list_word_changes(self._project.repo, self._head, sorted(words), list(globs))
            )
        except OperationError:  # a history that cannot be read says nothing
            return []
        return [(change, uses.read_change(change.diff, self._catalogue)) for change in changes]

    def find_departure(self, name: str) -> tuple[WordChange, Evidence] | None:
        """The newest commit that gave a technology up, and where, unless a newer one took it up."""
        for change, use_change in self._changes:
            if name in use_change.added:
                return None
            if name in use_change.removed:
                return change, use_change.removed[name]
        return None

    def find_arrival(self, name: str) -> tuple[WordChange, Evidence] | None:
        """The commit that took up a technology which is in use, and where.

        None where not all of the history is at hand: an older one may have done so.
        """
        if is_shallow(self._project) or len(self._changes) >= MAX_COMMITS:
            return None
        arrival = None
        for change, use_change in self._changes:
            if name in use_change.added:
                arrival = change, use_change.added[name]
            elif name in use_change.removed and arrival:
                break
        return arrival


def _settle(
    project: Project, candidate: _Candidate, past: _History, seen: Uses, is_named: NameFinder
) -> Drift | None:
    """The drift that a candidate is, with the commit that made it; None where that is not sure."""
    record, choice = candidate.record, candidate.choice
    name = choice.technology.name
    is_departure = candidate.kind == LEFT
    turning_point = past.find_departure(name) if is_departure else past.find_arrival(name)
    if turning_point is None:
        return None
    change, evidence = turning_point
    if candidate.kind == UNACCEPTED:
        days = min(_count_days(start, project.today) for start in (change.date, record.date))
        if days < MIN_PROPOSED_DAYS:
            return None
    elif not _is_later(project, change, record):
        return None
    if is_departure and is_named(choice.technology):
        return None
    return Drift(
        candidate.kind,
        record.ref,
        record.title,
        record.path,
        record.state,
        choice.what,
        name,
        evidence if is_departure else seen.in_product[name],
        change.commit,
        change.date,
    )


def _is_later(project: Project, change: WordChange, record: Record) -> bool:
    """Whether a commit came after a decision, and did not bring its page."""
    day = record.date[:10]
    if not day or change.date != day:
        return bool(day) and change.date > day
    added = history.find_addition(project.repo, record.path)
    return added not in ("", change.commit) and not _is_ancestor(project, change.commit, added)


def _is_ancestor(project: Project, commit: str, other: str) -> bool:
    return revisions.find_merge_base(project.repo, commit, other) == commit


def _is_named(
    project: Project, head: str, objects: Mapping[str, str], technology: Technology
) -> bool:
    """Whether a file of the product still names a technology: then it may not be gone."""
    paths = find_files_in_commit(project.repo, head, uses.list_names(technology))
    return any(path in objects and uses.may_name(path) for path in paths)
