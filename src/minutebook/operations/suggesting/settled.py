"""Suggestions that need no answer any more: what they ask was decided, or its cause has gone.

Nothing is settled on doubt. That a technology has gone is believed where no manifest names it any
more, neither in the working tree nor at HEAD, and a commit since the suggestion took it out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from minutebook.errors import OperationError
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, replace
from minutebook.operations.project import Project
from minutebook.operations.suggesting.suggest import catalogue_in_force
from minutebook.records.model import ADR, Record, RecordSet, Write
from minutebook.records.phr import suggestions
from minutebook.records.phr.suggestions import PENDING, Suggestion
from minutebook.repository.git import repo, revisions
from minutebook.repository.git.commits import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.suggest.catalogue.catalogue import Catalogue
    from minutebook.suggest.model import Topic

REMOVED_SUFFIX = " removed"  # of `suggest.wording.titles`, which is seldom loaded
_PLACE = compile_lazily(r"(?P<path>.{1,300}?):\d{1,9} (?P<code>.*)\Z")  # evidence on a line
_MAX_PENDING = 50  # suggestions that are looked at: each asks git


class Gone(Value):
    """A pending suggestion whose cause a turn takes away: where it is, and what happened."""

    path: str
    suggestion_id: str
    reason: str


def list_pending(records: RecordSet) -> list[tuple[Record, Suggestion]]:
    """The suggestions that nobody answered, each with its prompt record. Needs no texts."""
    return [
        (record, suggestion)
        for record, suggestion in suggestions.iterate_suggestions(records)
        if suggestion.state == PENDING
    ]


def find_settled(project: Project, records: RecordSet) -> dict[tuple[str, str], str]:
    """Why pending suggestions need no answer any more, by the path of their record and their id.

    The records need no texts. Git and decisions are looked at only where something is pending.
    """
    pending = list_pending(records)[-_MAX_PENDING:]
    if not pending:
        return {}
    catalogue = catalogue_in_force(project)
    head = revisions.find_commit(project.repo, "HEAD")
    settled = {}
    for record, suggestion in pending:
        if not record.date:  # what came since is not known
            continue
        reason = _find_decision(records, record, suggestion, catalogue)
        if not reason and head:
            try:
                reason = _find_removal(project, head, record, suggestion, catalogue)
            except OperationError:  # git cannot tell: it waits on
                reason = ""
        if reason:
            settled[record.path, suggestion.id] = reason
    return settled


def _find_decision(
    records: RecordSet, record: Record, suggestion: Suggestion, catalogue: Catalogue
) -> str:
    """That a decision accepted since decides what a suggestion asks; "" where there is none."""
    from minutebook.suggest.coverage import cover

    topic = _read_topic(suggestion)
    later = [
        records.with_text(decision)
        for decision in records.of_kind(ADR)
        if decision.state == "accepted" and decision.date >= record.date
    ]
    if topic is None or not later:
        return ""
    (covering,) = cover.find_coverings(
        (topic,), RecordSet(records.folders, tuple(later)), catalogue
    )
    is_decided = covering is not None and covering.how == cover.COVERED
    return f"{covering.ref} decides it" if covering and is_decided else ""


def _read_topic(suggestion: Suggestion) -> Topic | None:
    """What a suggestion leads with, as a topic; None where that names no technology."""
    from minutebook.suggest.model import Topic

    name = suggestion.topic_names[0]
    is_drop = REMOVED_SUFFIX in (
        name[-len(REMOVED_SUFFIX) :],
        suggestion.topic[-len(REMOVED_SUFFIX) :],
    )
    category, _, technology = name.removesuffix(REMOVED_SUFFIX).partition(": ")
    return Topic(category, technology, "drop" if is_drop else "adopt") if technology else None


def _find_removal(
    project: Project, head: str, record: Record, suggestion: Suggestion, catalogue: Catalogue
) -> str:
    """That a commit since took out again what a suggestion asks about; "" where none did."""
    topic = _read_topic(suggestion)
    if topic is None or topic.action == "drop":
        return ""
    packages = list_packages(topic, catalogue)
    path, spelt = _find_place(suggestion, packages)
    if (
        not path
        or words.find_words_in_commit(project.repo, head, packages, _is_manifest)
        or find_in_tree(project, packages)
    ):
        return ""
    commit, day = words.find_last_change(project.repo, spelt, path)
    is_since = commit and day >= record.date
    return f"{topic.technology} was removed again with {commit}" if is_since else ""


def _find_place(suggestion: Suggestion, packages: Sequence[str]) -> tuple[str, str]:
    """The manifest whose line in the evidence names one of some packages, and how it spells it."""
    for line in suggestion.evidence:
        match = _PLACE.match(line)
        if match and _is_manifest(match["path"]):
            for package in packages:
                named = re.search(rf"(?i)(?<![\w-]){re.escape(package)}(?![\w-])", match["code"])
                if named:
                    return match["path"], named[0]
    return "", ""


def list_packages(topic: Topic, catalogue: Catalogue) -> list[str]:
    """The names, in lower case, that dependencies on a topic's technology have."""
    from minutebook.suggest.catalogue import schema

    category = catalogue.categories.get(topic.category)
    technology = category.technologies.get(topic.technology) if category else None
    if technology is None:
        return [topic.technology.lower()]
    return list(
        dict.fromkeys(
            name.lower()
            for method, names in technology.recognised_by.items()
            if method in schema.ECOSYSTEMS
            for name in names
            if not name.endswith("*")
        )
    )


def find_in_tree(project: Project, packages: Sequence[str]) -> frozenset[str]:
    """Which packages, in lower case, a manifest or the deployment of the working tree names."""
    from minutebook.suggest.diff import file_roles

    roles = (file_roles.MANIFEST, file_roles.INFRASTRUCTURE)
    files = repo.list_files(project.repo)
    paths = [path for path in files if file_roles.find_role(path) in roles]
    return words.find_words_in_tree(project.repo, packages, paths)


def _is_manifest(path: str) -> bool:
    from minutebook.suggest.diff import file_roles

    return file_roles.find_role(path) == file_roles.MANIFEST


# At the end of a turn ---------------------------------------------------------------------------


def find_gone(
    project: Project, paths: Sequence[str], topics: Sequence[Topic], catalogue: Catalogue
) -> tuple[Gone, ...]:
    """The pending suggestions whose cause a turn took away, by its files and its topics.

    It has to have changed the manifest that showed the cause: where it changed none, nothing is
    read. What was not committed is not in the change; then the suggestion has to be of the branch
    that is checked out, as another branch may have its cause still.
    """
    touched = {path for path in paths if _is_manifest(path)}
    if not touched:
        return ()
    from minutebook.records.adr.fields import format_value, read_field

    dropped = {_name_ended(topic): topic for topic in topics}
    branch = repo.read_branch(project.repo)
    gone = []
    for record, suggestion in list_pending(project.load_records(has_texts=False)):
        asked = _read_topic(suggestion)
        packages = list_packages(asked, catalogue) if asked else []
        if asked is None or _find_place(suggestion, packages)[0] not in touched:
            continue
        is_drop = asked.action == "drop"
        ending = dropped.get(asked.name + REMOVED_SUFFIX * is_drop)
        is_own = not is_drop and branch == format_value(read_field(record, "branch"))
        if (ending or is_own) and bool(find_in_tree(project, packages)) is is_drop:
            event = f"{asked.technology} was {'added' if is_drop else 'removed'} again"
            if ending and ending.instead:
                event = f"{ending.technology} replaced {asked.technology}"
            gone.append(Gone(record.path, suggestion.id, event))
    return tuple(gone)


def _name_ended(topic: Topic) -> str:
    """The name of the topic that a suggestion was about which a topic of a later change ends."""
    if topic.action == "drop":
        return topic.name
    if topic.instead:
        return replace(topic, technology=topic.instead).name
    return topic.name + REMOVED_SUFFIX


def close(project: Project, gone: Sequence[Gone], ref: str) -> tuple[Write, ...]:
    """Close suggestions whose cause has gone with the turn of a record; returns the writes."""
    reasons = {(each.path, each.suggestion_id): f"{each.reason} in {ref}" for each in gone}

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.records import linking

        return (), linking.complete_writes(
            records, list(suggestions.plan_closing(records, reasons))
        )

    return project.run_operation(plan).writes if reasons else ()
