"""A turn that ended becomes a prompt record: spool to turns, git to files, redacted, written."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from minutebook.agents import capture, turn_suggestions
from minutebook.agents.capture import assemble, tell
from minutebook.agents.capture.complete import complete
from minutebook.agents.capture.turn import Turn
from minutebook.agents.session import Session, Start, read_session, release, settle, settled, trim
from minutebook.agents.turn_changes import changed
from minutebook.errors import Refusal, Trouble
from minutebook.operations import verbs
from minutebook.operations.project import Done, Project, feature_of, open_project
from minutebook.operations.redaction import Hiding, headed, kept_apart, middle_cut, sound
from minutebook.records import drafts
from minutebook.records.filenames import clean_title, parse
from minutebook.records.model import PHR, Record
from minutebook.repository import spool, store
from minutebook.repository.git import repo

RESPONSE_LIMIT = 64 * 1024  # bytes of a response in a record
PROMPT_LIMIT = 256 * 1024  # bytes of a prompt in a record
_NEWEST = 50  # how many records are looked at for one that a process left when it died
_HOOK_PATIENCE = 2.0  # seconds that the end of a turn waits for another process
_TAIL = 2 * 1024 * 1024  # bytes of a transcript that are read at a turn's end
_STALE = 6 * 3600.0  # seconds after which an open turn of another session is taken for dead


# At a turn's end --------------------------------------------------------------------------------


def turn_ended(cwd: str, base: str, agent: str, said: str, raw: bytes) -> str:
    """Record what ended in a session; the answer for the agent, as JSON text, or ""."""
    import json

    store.PATIENCE = _HOOK_PATIENCE
    written = record_due(cwd, base)
    try:
        payload = json.loads(raw)
    except (ValueError, RecursionError):
        return ""
    if not written or not isinstance(payload, dict):
        return ""
    name = said or str(payload.get("hook_event_name") or payload.get("type") or "")
    # The turn's own record, rather than that of a subagent of it.
    own = max(written, key=lambda one: (not one.turn.parent, one.turn.started))
    lines = [f"{own.record.ref} {own.record.path}", *turn_suggestions.told(own.record, own.heard)]
    answer = capture.answer(capture.dialect(agent, payload), name, "\n".join(lines))
    return json.dumps(answer) if answer else ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A turn, its record, and what there is to say about it."""

    turn: Turn
    record: Record
    heard: turn_suggestions.Heard


def record_due(cwd: str, base: str, *, stale: float = 0.0) -> list[Recorded]:
    """Record the turns of a session that ended or were interrupted, and have no record yet.

    A turn that went on after it was recorded (another hook kept the agent at work) is written
    again. `stale`: turns that are open since before this moment count as interrupted. One that
    cannot be recorded stays in the spool, and keeps no other from being recorded.
    """
    done: list[Recorded] = []
    try:
        # Two configurations may report one end of a turn, by two processes at once.
        with store.hold(os.open(f"{base}.jsonl", os.O_RDONLY)):
            session = read_session(base)
            turns = assemble.gather(session.events)
            for turn in turns:
                if _due(session, turn, stale):
                    try:
                        written = _recorded(_project(cwd, turn), session, turn, turns)
                    except Exception as error:  # noqa: BLE001 - whatever a detector raises
                        spool.trouble(error)
                    else:
                        done += [written] if written else []
            for path, start in session.astray(turns):
                release(base, start)
                os.unlink(path)
            settle(base, session, turns)
    except (OSError, Refusal) as error:
        spool.trouble(error)
    return done


def _due(session: Session, turn: Turn, stale: float) -> bool:
    closed = turn.ended or turn.interrupted or 0 < turn.started < stale
    _, _, at = session.noted(turn)
    return bool(closed and (not at or turn.ended > at) and (turn.prompt or turn.response))


def _project(cwd: str, turn: Turn) -> Project:
    """The tree that a turn worked in, where it is one of this clone's; else the hook's own."""
    if turn.cwd and os.path.isdir(turn.cwd):
        common = spool.common_dir(os.path.realpath(turn.cwd))
        if common and os.path.realpath(common) == os.path.realpath(spool.common_dir(cwd)):
            return open_project(turn.cwd)
    return open_project(cwd)


def reconcile(cwd: str, common: str, *, going: str = "") -> list[Record]:
    """Record what earlier sessions left behind: their process died, or their stop never came.

    `going` is the session that begins or goes on: what is open in it is open still.
    """
    store.PATIENCE = _HOOK_PATIENCE
    folder = spool.folder(common)
    done = []
    for name in sorted(os.listdir(folder)):
        base = os.path.join(folder, name.removesuffix(".jsonl"))
        if name.endswith(".jsonl") and not settled(base):
            due = record_due(cwd, base, stale=0.0 if base == going else time.time() - _STALE)
            done += [one.record for one in due]
    trim(common)
    return done


def record(
    project: Project, session: Session, turn: Turn, turns: Sequence[Turn] = ()
) -> Record | None:
    """Write the record of one turn; None where the settings ask for none.

    The text is redacted before anything of it reaches the working tree. Raises Refusal, and
    whatever a detector raises: then the turn stays in the spool.
    """
    done = _recorded(project, session, turn, turns)
    return done.record if done else None


def _recorded(
    project: Project, session: Session, turn: Turn, turns: Sequence[Turn]
) -> Recorded | None:
    turn = _completed(turn)
    start = session.start_of(turn)
    files, commits = changed(project, session, turn, start)
    if not turn.prompt or (
        project.settings.record == "changes" and not files and not turn.subagent
    ):
        session.recorded(turn, "")
        release(session.base, start)
        return None
    draft = draft_of(project, turn, files, commits)
    heard = turn_suggestions.of_turn(project, session, turn, files, commits, draft)
    draft = replace(draft, suggestions=heard.suggestions)
    path, digest, _ = session.noted(turn)
    if not path and session.tried(turn):
        path, digest = _left_over(project, session, draft)
    if path:
        done = _again(project, session, turn, draft, path, digest)
    else:
        done = _new(project, session, turn, turns, draft, start)
    release(session.base, start)
    if done is None:
        return None
    (written,) = done.records
    for warning in done.warnings:
        spool.trouble(Trouble(warning), "its number holds for this clone alone")
    session.recorded(turn, written.path, written.text)
    paths = done.paths + _follow(project, session, turn, turns, written)
    if project.settings.stage:
        try:
            repo.git(project.repo, "add", "--", *paths)
        except Refusal as error:  # another git has the index; the record is there all the same
            spool.trouble(error)
    return Recorded(turn, written, heard)


def _new(
    project: Project,
    session: Session,
    turn: Turn,
    turns: Sequence[Turn],
    draft: drafts.PhrDraft,
    start: Start,
) -> Done:
    number = start.number if start.row == project.row(PHR) else 0
    parent = next((one for one in turns if one.id == turn.parent), None)
    followed = session.noted(parent)[0] if parent else ""
    was = store.read(project.top, followed) if followed else None
    if parent is None or was is None:
        return verbs.new_phr(project, draft, reserved=number)
    draft = replace(draft, links={"follows": (followed,)})
    done = verbs.new_phr(project, draft, reserved=number)
    _linked(project, session, parent, was)
    return done


def _left_over(project: Project, session: Session, draft: drafts.PhrDraft) -> tuple[str, str]:
    """The record that a process which died had written, but not noted; two blanks without one."""
    folders = [folder.path for folder in project.settings.folders() if folder.kind is PHR]
    paths = {path for folder in folders for path in store.walk(project.top, folder)}
    paths -= session.paths()
    numbered = [(parse(PHR, path.rpartition("/")[2]).number or 0, path) for path in paths]
    for _, path in sorted(numbered, reverse=True)[:_NEWEST]:
        text = store.read(project.top, path) or ""
        if drafts.digest(draft.prompt) in text and draft.session in text:
            return path, drafts.digest(text)
    return "", ""


def _follow(
    project: Project, session: Session, turn: Turn, turns: Sequence[Turn], written: Record
) -> list[str]:
    """Link the subagents' records, which were written while the turn went on, to the turn's."""
    paths: list[str] = []
    for child in turns:
        path = session.noted(child)[0] if child.parent == turn.id else ""
        was = store.read(project.top, path) if path else None
        if was is not None:
            paths += verbs.relate(project, path, "follows", written.path).paths
            _linked(project, session, child, was)
    if paths:
        _linked(project, session, turn, written.text)
    return paths


def _linked(project: Project, session: Session, turn: Turn, was: str) -> None:
    """Note anew a page that a link of ours changed; one that was edited before stays edited."""
    path, digest, _ = session.noted(turn)
    if drafts.digest(was) == digest:
        session.recorded(turn, path, store.read(project.top, path) or "")


def _again(
    project: Project, session: Session, turn: Turn, draft: drafts.PhrDraft, path: str, digest: str
) -> Done | None:
    """Write a turn's record once more, unless somebody edited its page since."""
    was = store.read(project.top, path)
    if was is None or drafts.digest(was) != digest:
        session.recorded(turn, path, was or "")
        return None
    return verbs.rewrite_phr(project, path, draft)


def draft_of(
    project: Project, turn: Turn, files: Sequence[str], commits: Sequence[str]
) -> drafts.PhrDraft:
    """What a turn's record says, redacted and within the budgets."""
    hidden = Hiding(project)
    prompt = hidden.text(turn.prompt)
    fidelity = "redacted" if hidden.found else "verbatim"
    if len(prompt.encode("utf-8", "replace")) > PROMPT_LIMIT:
        prompt, fidelity = kept_apart(project, prompt), "truncated"
    seconds = round(turn.ended - turn.started) if turn.ended > turn.started > 0 else 0
    past = turn.source == "transcript"
    branch = repo.branch_at(project.repo, turn.started) if past else repo.branch(project.repo)
    return drafts.PhrDraft(
        title=clean_title(tell.title(prompt)),
        stage=_stage(project, tell.stage(turn, tuple(files))),
        date=time.strftime("%Y-%m-%d", time.localtime(turn.started))
        if turn.started
        else project.today,
        feature=hidden.text(feature_of(project, branch)),
        prompt=prompt,
        response=middle_cut(hidden.text(turn.response), RESPONSE_LIMIT),
        model=sound(turn.model),
        agent=sound(turn.subagent) or turn.agent,
        surface=turn.agent,
        branch=hidden.text(branch),
        command=f"/{turn.command}" if turn.command else "",
        session=sound(turn.session),
        duration=f"{seconds}s" if seconds else "",
        tokens=turn.tokens or 0,
        commits=tuple(commits),
        labels=("interrupted",) if turn.interrupted or not turn.ended else (),
        files=tuple(hidden.text(path) for path in files),
        tests=tuple(hidden.text(test) for test in tell.tests(turn)),
        fidelity=fidelity,
    )


def shown_prompt(project: Project, prompt: str) -> str:
    """A prompt as its record shows it: redacted, and where it is too long only its head."""
    words = Hiding(project).text(prompt)
    return headed(words) if len(words.encode("utf-8", "replace")) > PROMPT_LIMIT else words


def _stage(project: Project, stage: str) -> str:
    return stage if stage in (*PHR.states, *project.settings.stages) else PHR.born


def _completed(turn: Turn) -> Turn:
    """The turn with what its events did not say, as far as its transcript is written already.

    Only the end of a long transcript is read: what is looked for has just been said.
    """
    known = turn.prompt and turn.response and turn.tokens is not None
    if not turn.transcript or turn.source == "transcript" or known:
        return turn
    try:
        told = capture.turns(turn.agent, spool.tail(turn.transcript, _TAIL))
    except Exception as error:  # noqa: BLE001 - the events are enough for a record
        spool.trouble(error)
        return turn
    return complete(turn, told)


# Numbers reserved at the prompt -----------------------------------------------------------------


def remember_row(top: str) -> list[str]:
    """Read the settings for the prompts' row, and remember them for the next prompt."""
    project = open_project(top)
    folders = [folder.path for folder in project.settings.folders() if folder.kind is PHR]
    row = [spool.signature(project.top), project.row(PHR), *folders]
    nested = project.source and os.path.dirname(project.source) != project.top
    if not nested:
        path = os.path.join(project.repo.common_dir, "minutebook", "row")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        temporary = f"{path}.{os.getpid()}"
        spool.append(temporary, "\n".join(row).encode("utf-8", "surrogateescape"))
        os.replace(temporary, path)
    return row
