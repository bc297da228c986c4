"""Prompts of a session that get no record of their own, and wait to be lines of its next one.

Each has a file beside the session's events, `AGENT-SESSION.AT.asked`, with the prompt as a line,
redacted, its day, its digest, and the record that has it by now ("": it waits). So it does not
need its events, whose texts may be dropped. What becomes of it:

- The session's next record takes all that wait, whichever day that is made.
- Where the session has ended, or nothing came of it for hours, they go into its last record, if
  nobody has edited that page and no commit has it: an edit of a committed page would leave a clean
  tree dirty, and could keep git from checking out another branch.
- Else they wait on, for a session may be resumed, until the session is removed from the spool.
  `audit` says of them, and of those of a session without any record, that there was nothing to
  record.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable

from minutebook.agents.capture.turn import Turn
from minutebook.agents.turns import turn_drafts
from minutebook.agents.turns.session import Session
from minutebook.lean.values import Value, replace, to_dict
from minutebook.operations.creation import asked_lines
from minutebook.operations.project import OperationResult, Project
from minutebook.records.drafting import drafts
from minutebook.records.drafting.drafts import AskedPrompt
from minutebook.repository import light, store
from minutebook.repository.git import revisions


class WaitingPrompt(Value):
    """A prompt without a record of its own: when it was given, and which record has it as a line.

    `file_path` is where that is noted, `record_path` the record's page ("": it waits for one).
    """

    file_path: str
    started: float
    asked: AskedPrompt
    record_path: str = ""


def keep_prompt(project: Project, session: Session, turn: Turn, chosen: str) -> None:
    """Note a turn's prompt as one that waits for the session's next record, redacted.

    `chosen` is the visibility of the turn.
    """
    path = session.locate_asked(turn)
    known = _read_file(path)
    asked = turn_drafts.describe_asked(project, turn, chosen)
    _write_file(WaitingPrompt(path, turn.started, asked, known.record_path if known else ""))


def forget_prompt(session: Session, turn: Turn) -> None:
    """Forget that a turn's prompt waits: it has a record of its own now."""
    if os.path.exists(path := session.locate_asked(turn)):
        os.unlink(path)


def read_prompt(session: Session, turn: Turn) -> WaitingPrompt | None:
    """What is noted of a turn's prompt; None where it is not one that waits or has waited."""
    return _read_file(session.locate_asked(turn))


def list_prompts(session: Session, turn: Turn, record_path: str) -> list[WaitingPrompt]:
    """The prompts that a turn's record is to state: those that wait, and those that it has already.

    `record_path` is the record's page, "" before it has one. A subagent's record takes none: that
    of the turn that started it does.
    """
    if turn.parent_id or turn.subagent_id or turn.subagent_type:
        return []
    own_path = session.locate_asked(turn)
    return [
        prompt
        for prompt in _list_all(session)
        if prompt.file_path != own_path
        and (
            (not prompt.record_path and prompt.started <= turn.started)
            or (record_path and prompt.record_path == record_path)
        )
    ]


def mark_taken(prompts: Iterable[WaitingPrompt], record_path: str) -> None:
    """Note which record has the prompts as lines."""
    for prompt in prompts:
        _write_file(replace(prompt, record_path=record_path))


def has_waiting(session: Session) -> bool:
    """Whether prompts of a session wait for a record."""
    return any(not prompt.record_path for prompt in _list_all(session))


def add_to_last_record(
    project: Project, session: Session, last_turn: Turn
) -> OperationResult | None:
    """Put the prompts that wait into the record of a session's last turn, where that may be.

    Returns what was written, None for nothing. Raises Refusal.
    """
    waiting = [prompt for prompt in _list_all(session) if not prompt.record_path]
    path, digest, _ = session.read_noted_record(last_turn)
    text = store.read_text(project.top, path)
    is_as_written = text is not None and drafts.compute_digest(text) == digest
    if not is_as_written or revisions.is_committed(project.repo, path):
        return None
    waiting = [
        replace(
            prompt,
            asked=replace(prompt.asked, is_after=prompt.started > last_turn.started),
        )
        for prompt in waiting
    ]
    project = replace(project, spares_checkout=True)  # nobody is about to commit it
    result = asked_lines.add_asked_before(project, path, [prompt.asked for prompt in waiting])
    if not result.writes:
        return None
    (record,) = result.records
    session.note_record(last_turn, path, record.text, session.read_digest(last_turn))
    mark_taken(waiting, path)
    return result


# Files ------------------------------------------------------------------------------------------


def _list_all(session: Session) -> list[WaitingPrompt]:
    """The prompts of a session that got no record of their own, in the order they were given."""
    folder, _, session_name = session.base_path.rpartition(os.sep)
    names = os.listdir(folder) if os.path.isdir(folder) else []
    paths = (
        os.path.join(folder, name)
        for name in names
        if name.startswith(session_name + ".") and name.endswith(".asked")
    )
    prompts = filter(None, map(_read_file, paths))
    return sorted(prompts, key=lambda prompt: (prompt.started, prompt.file_path))


def _read_file(path: str) -> WaitingPrompt | None:
    try:
        fields = json.loads(light.read_text(path))
        asked = AskedPrompt(**fields["asked"])
        return WaitingPrompt(path, float(fields["started"]), asked, str(fields["record"]))
    except (ValueError, KeyError, TypeError):  # there is none
        return None


def _write_file(prompt: WaitingPrompt) -> None:
    document = {
        "started": prompt.started,
        "record": prompt.record_path,
        "asked": to_dict(prompt.asked),
    }
    data = json.dumps(document, ensure_ascii=False)
    light.write_whole(prompt.file_path, data.encode("utf-8", "surrogateescape"))
