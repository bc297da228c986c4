"""Suggest, in the record of its prompt and once only, what a turn that just ended decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from minutebook.agents.capture.turn import Turn
from minutebook.agents.turns.session import Session
from minutebook.agents.turns.turn_changes import is_tree_as_left
from minutebook.agents.turns.turn_traces import TurnDiff
from minutebook.lean.values import Value, field
from minutebook.operations.project import Project
from minutebook.operations.suggesting.suggest import (
    Change,
    assess_beside_records,
    assess_redacted,
    assessable_diff,
    catalogue_in_force,
    record_paths,
    redact_change,
)
from minutebook.records.model import Record, Write, find_folder
from minutebook.repository import light, store
from minutebook.repository.git.commits import history

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.operations.redaction.redactor import Redactor
    from minutebook.operations.suggesting.settled import Gone
    from minutebook.records.drafting.drafts import PhrDraft
    from minutebook.records.phr.suggestions import Suggestion
    from minutebook.suggest.model import CoveringRecord, Decision

_SHOWN_KINDS = ("covered", "contradicts")  # earlier suggestions are not shown again
_PROSE_SUFFIXES = (
    ".md",
    ".markdown",
    ".rst",
    ".adoc",
)  # a turn that changes only these is not assessed


class TurnAdvice(Value):
    """What to tell about a turn: suggestions, and the decisions that cover its topics.

    `reversals` are the decisions of the turn, by their brief, that reverse what is on record,
    `gone` the pending suggestions whose cause it takes away.
    """

    suggestions: tuple[Suggestion, ...] = ()
    covered_decisions: tuple[CoveringRecord, ...] = ()
    reversals: Mapping[str, Decision] = field(default_factory=dict)
    gone: tuple[Gone, ...] = ()


def assess_turn(
    project: Project,
    session: Session,
    turn: Turn,
    paths: Sequence[str],
    commits: Sequence[str],
    draft: PhrDraft,
    redactor: Redactor,
    diff: TurnDiff,
) -> TurnAdvice:
    """Assess what a turn that just ended decides.

    `paths` are the files that it changed, `commits` the commits that it made, `diff` is that of the
    files, and `draft` becomes its record, redacted by `redactor`. The turn of a subagent is left to
    its parent's. Never raises: a record without a suggestion is better than no record.
    """
    if project.settings.suggest == "off" or turn.subagent_id:
        return TurnAdvice()
    record_prefixes = record_paths(project)
    paths = [path for path in paths if not path.startswith(record_prefixes)]
    if all(path.lower().endswith(_PROSE_SUFFIXES) for path in paths):
        return TurnAdvice()
    snapshot = session.read_snapshot(turn)
    if not snapshot.is_known or not is_tree_as_left(session, turn):
        return TurnAdvice()
    try:
        change = _read_turn_change(project, diff, commits, draft)
        advice = _assess_turn_change(project, change, redactor, paths)
    except Exception as error:  # noqa: BLE001 - whatever it is, the turn is recorded
        light.log_error(error, "nothing is suggested")
        return TurnAdvice()
    record_path = session.read_noted_record(turn)[0]
    if not record_path or advice == TurnAdvice():
        return advice
    return _select_new_advice(project, record_path, advice)


def _select_new_advice(project: Project, record_path: str, advice: TurnAdvice) -> TurnAdvice:
    """Select the suggestions that the turn's record, written when it ended before, has not."""
    from minutebook.records import reader
    from minutebook.records.phr import suggestions

    folder = find_folder(project.settings.list_folders(), record_path)
    page = store.read_page(project.top, record_path)
    if folder is None or page is None:
        return TurnAdvice()
    record = reader.read_record(folder, record_path, page[0], is_cut=page[1])
    known_topics = {suggestion.topic for suggestion in suggestions.read_suggestions(record)}
    return TurnAdvice(
        tuple(
            suggestion for suggestion in advice.suggestions if suggestion.topic not in known_topics
        ),
        reversals=advice.reversals,
        gone=advice.gone,
    )


def _read_turn_change(
    project: Project, diff: TurnDiff, commits: Sequence[str], draft: PhrDraft
) -> Change:
    """Read what a turn changed since its prompt."""
    message = "\n\n".join(history.read_commit_messages(project.repo, commits))
    return Change(
        assessable_diff(project, diff.read()),
        message,
        draft.prompt,
        draft.response,
        diff.base_commit,
    )


def _assess_turn_change(
    project: Project, change: Change, redactor: Redactor, paths: Sequence[str]
) -> TurnAdvice:
    # Most turns decide nothing, so secrets are redacted and records read only where one seems to,
    # or where what was decided before may be reversed.
    catalogue = catalogue_in_force(project)
    quick = assess_redacted(project, change, catalogue)
    from minutebook.suggest.diff import file_roles
    from minutebook.suggest.model import SURE_STRENGTH

    gone: tuple[Gone, ...] = ()
    if any(file_roles.find_role(path) == file_roles.MANIFEST for path in paths):
        from minutebook.operations.suggesting import settled

        gone = settled.find_gone(project, paths, quick.topics, catalogue)
    if not quick.suggested and not any(topic.strength >= SURE_STRENGTH for topic in quick.topics):
        return TurnAdvice(gone=gone)
    from minutebook.records.phr.suggestions import Suggestion
    from minutebook.suggest.prose import options
    from minutebook.suggest.wording import report, titles

    redacted = redact_change(project, change, redactor)
    assessment = assess_beside_records(project, redacted, project.load_records(), catalogue)
    if not assessment.suggested:
        return TurnAdvice(covered_decisions=assessment.covered, gone=gone)
    texts = {"message": redacted.message, "prompt": redacted.prompt, "response": redacted.response}
    leads = [decision.topics[0] for decision in assessment.decisions if decision.topics]
    suggestions = tuple(
        Suggestion(
            id="",
            topic=decision.brief,
            score=round(decision.score, 2),
            title=decision.title,
            topics=tuple(map(titles.name_topic, decision.topics)),
            options=options.list_options(
                decision.topics,
                texts,
                catalogue,
                other_leads=[lead for lead in leads if lead not in decision.topics],
            ),
            evidence=tuple(map(report.quote_evidence, decision.evidence)),
            supersedes=tuple(other.target or other.ref for other in decision.reverses),
        )
        for decision in assessment.decisions
    )
    reversed_refs = {other.ref for decision in assessment.decisions for other in decision.reverses}
    return TurnAdvice(
        suggestions,
        tuple(other for other in assessment.covered if other.ref not in reversed_refs),
        {decision.brief: decision for decision in assessment.decisions if decision.reverses},
        gone,
    )


def close_gone(
    project: Project, session: Session, turns: Sequence[Turn], advice: TurnAdvice, record: Record
) -> tuple[Write, ...]:
    """Close the suggestions whose cause went with a turn, once its record is written.

    Returns the writes. Pages of the session that were as we left them stay known as such. Never
    raises: it is a record less to answer, and `check` finds it, too.
    """
    gone = [each for each in advice.gone if each.path != record.path]
    if not gone:
        return ()
    from minutebook.agents.recording import session_chain
    from minutebook.operations.suggesting import settled

    try:
        writes = settled.close(project, gone, record.ref)
        for write in writes:
            for turn in turns:
                if session.read_noted_record(turn)[0] == write.path and write.previous:
                    session_chain.update_note(project, session, turn, write.previous)
    except Exception as error:  # noqa: BLE001 - whatever it is, the turn is recorded
        light.log_error(error, "a suggestion is left open")
        return ()
    return writes


def format_turn_advice(record: Record, turn_advice: TurnAdvice) -> list[str]:
    """Format the lines that follow the record's name in what a person is shown after a turn."""
    if turn_advice == TurnAdvice():
        return []
    from minutebook.records import reader
    from minutebook.records.phr import suggestions
    from minutebook.suggest.model import Decision
    from minutebook.suggest.wording import announcement, report

    page = reader.read_record(record.folder, record.path, record.text)
    new_topics = {suggestion.topic for suggestion in turn_advice.suggestions}
    lines: list[str] = []
    for suggestion in suggestions.read_suggestions(page):
        if suggestion.topic in new_topics:
            worded = turn_advice.reversals.get(suggestion.topic) or Decision(
                suggestion.decision_title, suggestion.topic
            )
            lines += announcement.announce_decision(worded, suggestion.id)
    covering = [each for each in turn_advice.covered_decisions if each.how in _SHOWN_KINDS]
    lines += report.describe_covered(covering, record.ref)
    return lines + [
        f"{each.suggestion_id} asks no more: {each.reason}"
        for each in turn_advice.gone
        if each.path != record.path
    ]
