"""What a turn that just ended decides: suggested once, in the record of its prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from minutebook.agents.capture.turn import Turn
from minutebook.agents.session import Session
from minutebook.agents.turn_changes import is_tree_as_left
from minutebook.operations.project import Project
from minutebook.operations.suggest import (
    Change,
    assess_redacted,
    assessable_diff,
    catalogue_in_force,
    record_paths,
    redact_change,
)
from minutebook.records.model import Record, find_folder
from minutebook.repository import light, store
from minutebook.repository.git import diffs, history, revisions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.records.drafts import PhrDraft
    from minutebook.records.phr.suggestions import Suggestion
    from minutebook.suggest.model import CoveringRecord

_PATHS = 64 * 1024  # characters of paths that one git child is given
_TELLING = ("covered", "contradicts")  # what was asked or dismissed before stays quiet
_PROSE = (".md", ".markdown", ".rst", ".adoc")  # alone, these decide nothing


@dataclass(frozen=True, slots=True)
class TurnAdvice:
    """What there is to say about a turn: what is suggested, and which decisions it is about."""

    suggestions: tuple[Suggestion, ...] = ()
    covered_decisions: tuple[CoveringRecord, ...] = ()


def assess_turn(
    project: Project,
    session: Session,
    turn: Turn,
    paths: Sequence[str],
    commits: Sequence[str],
    draft: PhrDraft,
) -> TurnAdvice:
    """What a turn that just ended decides, by the files that it changed and its record to be.

    What a subagent did is its parent's to tell. Never fails: a record without a suggestion is
    better than none.
    """
    if project.settings.suggest == "off" or turn.subagent_id:
        return TurnAdvice()
    homes = record_paths(project)
    paths = [path for path in paths if not path.startswith(homes)]
    if all(path.lower().endswith(_PROSE) for path in paths):
        return TurnAdvice()
    start = session.read_snapshot(turn)
    if not start.is_known or not is_tree_as_left(session, turn):
        return TurnAdvice()
    try:
        heard = _heard(project, _made(project, start.commit, paths, commits, draft))
    except Exception as error:  # noqa: BLE001 - whatever it is, the turn is recorded
        light.log_error(error, "nothing is suggested")
        return TurnAdvice()
    path = session.read_noted_record(turn)[0]
    return _news(project, path, heard) if path and heard != TurnAdvice() else heard


def _news(project: Project, path: str, heard: TurnAdvice) -> TurnAdvice:
    """What is said for the first time of a turn that has its record: it went on since."""
    from minutebook.records import reader
    from minutebook.records.phr import suggestions

    folder = find_folder(project.settings.list_folders(), path)
    text = store.read_text(project.top, path)
    if folder is None or text is None:
        return TurnAdvice()
    asked = {
        one.topic for one in suggestions.read_suggestions(reader.read_record(folder, path, text))
    }
    return TurnAdvice(tuple(one for one in heard.suggestions if one.topic not in asked))


def _made(
    project: Project, base: str, paths: Sequence[str], commits: Sequence[str], draft: PhrDraft
) -> Change:
    """What a turn made of the commit `base`, which is "" before the first one."""
    here = project.repo
    diff = diffs.read_worktree_diff(here, base or revisions.find_empty_tree(here), _some(paths))
    message = history.read_commit_messages(here, commits)
    return Change(assessable_diff(project, diff), message, draft.prompt, draft.response, base)


def _heard(project: Project, change: Change) -> TurnAdvice:
    # Most turns decide nothing: only where one seems to, secrets are looked for and records read.
    known = catalogue_in_force(project)
    if not assess_redacted(project, change, known).suggested:
        return TurnAdvice()
    from minutebook import suggest
    from minutebook.records.phr.suggestions import Suggestion
    from minutebook.suggest import report
    from minutebook.suggest.prose import options

    safe = redact_change(project, change)
    found = suggest.exclude_covered(
        assess_redacted(project, safe, known), project.load_records(), known
    )
    if not found.suggested:
        return TurnAdvice(covered_decisions=found.covered)
    words = {"message": safe.message, "prompt": safe.prompt, "response": safe.response}
    suggestion = Suggestion(
        id="",
        topic=found.brief,
        score=round(found.score, 2),
        title=found.title,
        topics=tuple(topic.name for topic in found.topics),
        options=options.list_options(found.topics, words, known),
        evidence=tuple(map(report.quote_evidence, report.select_evidence(found, known))),
    )
    return TurnAdvice((suggestion,), found.covered)


def _some(paths: Sequence[str]) -> Sequence[str]:
    """As many of the paths as one command may have."""
    size = 0
    for at, path in enumerate(paths):
        size += len(path) + 1
        if size > _PATHS:
            return paths[:at]
    return paths


def format_turn_advice(record: Record, turn_advice: TurnAdvice) -> list[str]:
    """The lines that the person at the agent is shown about a turn, behind its record's name."""
    if not turn_advice.suggestions and not turn_advice.covered_decisions:
        return []
    from minutebook.records import reader
    from minutebook.records.phr import suggestions
    from minutebook.suggest import report, wording

    page = reader.read_record(record.folder, record.path, record.text)
    lines: list[str] = []
    for one in suggestions.read_suggestions(page):
        if any(one.topic == new.topic for new in turn_advice.suggestions):
            lines += wording.format_announcement(one.topic, one.decision_title, one.id)
    covered = [one for one in turn_advice.covered_decisions if one.how in _TELLING]
    return [*lines, *report.describe_covered(covered, record.ref)]
