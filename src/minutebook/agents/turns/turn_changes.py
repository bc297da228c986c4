"""What a turn changed: git's status now, compared with the one at the prompt."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence

from minutebook.agents.capture.shell_writes import find_written_paths
from minutebook.agents.capture.turn import ToolCall, Turn
from minutebook.agents.record_commits.own_commits import PromptPages
from minutebook.agents.turns.parallel_work import (
    find_parallel_work,
    list_shell_times,
    relative_paths,
)
from minutebook.agents.turns.session import PromptSnapshot, Session
from minutebook.agents.turns.turn_commits import (
    TurnEvidence,
    find_printed_elsewhere,
    find_reported_commits,
    list_turn_commits,
)
from minutebook.lean.values import Value, field
from minutebook.operations.project import Project
from minutebook.repository.git import tree_status

_FRESH_SECONDS = 120.0  # after its end, for which the tree is taken to be as a turn left it


class TurnChanges(Value):
    """What a turn changed: its files and its commits.

    `end_commit` is HEAD when it ended ("": not known). `shared_paths` are those of the files that
    tools of other sessions wrote as well while it went on, `other_tools` the calls of these,
    `family` the turn with those of its subagents.
    """

    files: tuple[str, ...] = ()
    commits: tuple[str, ...] = ()
    end_commit: str = ""
    shared_paths: frozenset[str] = frozenset()
    other_tools: tuple[ToolCall, ...] = field(default=(), repr=False)
    family: tuple[Turn, ...] = field(default=(), repr=False)


def find_turn_changes(
    project: Project,
    session: Session,
    turn: Turn,
    snapshot: PromptSnapshot,
    turns: Sequence[Turn] = (),
) -> TurnChanges:
    """The files that a turn changed, and the commits that were made in it.

    Git's status is compared with the `snapshot` at the prompt; where other sessions worked in the
    tree at the same time, their tools' own events tell whose file and whose commit is whose; a file
    that none of them names is that of the session whose shell ran when it was written, and both
    have it where that tells nothing. Commits of records are nobody's work. A subagent's changes
    are those of its tools and commands, and what else changed while it worked alone among the
    session's `turns`. What the subagents of a turn changed is changed in that turn, too.
    """
    top = project.top
    family = (turn, *_list_subagent_turns(turn, turns))
    own_paths = _list_tool_paths(project, *family)
    is_known = snapshot.is_known
    if turn.subagent_id:
        is_known = is_known and session.read_final_snapshot(turn).is_known
    if not is_known:
        shell_paths = _list_shell_paths(project, *family)
        own_paths |= tree_status.list_known_files(top, shell_paths - own_paths)
        reported = find_reported_commits(project, *family)
        return TurnChanges(_select_shown(project, own_paths), tuple(reported), family=family)
    if turn.subagent_id:
        files, commits = _find_subagent_changes(project, session, turn, snapshot, turns)
        return TurnChanges(files, tuple(commits), family=family)
    own_paths |= _list_shell_paths(project, *family)
    next_snapshot = session.read_next_snapshot(turn)
    if next_snapshot.is_known:  # recorded late: what came after the next prompt is not this turn's
        end, after = next_snapshot, dict(next_snapshot.dirty_files)
    else:
        commit, entries = tree_status.read_status(top)
        end = PromptSnapshot(commit=commit)
        after = {path: mark for mark, _, path in (entry.partition(" ") for entry in entries)}
    before = dict(snapshot.dirty_files)
    changed = {path for path, mark in after.items() if before.get(path) != mark}
    changed |= {
        path
        for path, mark in before.items()
        if path not in after and tree_status.fingerprint_file(top, path) != mark
    }
    work = find_parallel_work(project, session, turn)
    shared_paths = frozenset(work.paths & own_paths)
    work.paths -= own_paths
    evidence = TurnEvidence(session, family, work, own_paths)
    commits, committed_paths = list_turn_commits(project, snapshot, end, evidence)
    changed |= {
        path
        for path in committed_paths
        if path not in before or tree_status.fingerprint_file(top, path) != before[path]
    }
    if not next_snapshot.is_known and not _is_fresh(turn):
        # Recorded long after it ended, or it never did: who changed the rest nobody knows.
        reported = find_reported_commits(project, *family)
        return TurnChanges(
            _select_shown(project, changed & own_paths),
            tuple(reported),
            end.commit,
            shared_paths,
            tuple(work.tools),
            family,
        )
    if work.is_beside and not any(each.tools for each in family):
        changed = set()  # it only talked: another session's event has not come yet
    changed -= work.paths
    if work.shell_times:
        own_times = list_shell_times(session.events, turn)
        unnamed = changed - own_paths
        changed -= {path for path in unnamed if work.may_have_written(top, path, own_times)}
    return TurnChanges(
        _select_shown(project, changed),
        (*find_printed_elsewhere(project, family, commits), *commits),
        end.commit,
        shared_paths,
        tuple(work.tools),
        family,
    )


def _list_subagent_turns(turn: Turn, turns: Sequence[Turn]) -> Iterator[Turn]:
    """The turns of the subagents that a turn started, and of those that these started.

    Those that went on after it are left out: what they changed in it, and what later, is not known.
    """
    ids = {turn.id}
    for other in turns:  # in the order they began
        if other.parent_id in ids and other.id not in ids:
            ids.add(other.id)
            if not turn.ended or other.ended <= turn.ended:
                yield other


def _find_subagent_changes(
    project: Project,
    session: Session,
    turn: Turn,
    snapshot: PromptSnapshot,
    turns: Sequence[Turn],
) -> tuple[tuple[str, ...], list[str]]:
    """What a subagent changed between the `snapshot` at its beginning and the one at its end.

    The turn that started it waits for it, or works beside it, as other subagents may: what none of
    their tools wrote is the subagent's own where no other one worked at that time, else where its
    commands name it.
    """
    top, final = project.top, session.read_final_snapshot(turn)
    before, after = dict(snapshot.dirty_files), dict(final.dirty_files)
    changed = {path for path, mark in after.items() if before.get(path) != mark}
    gone = before.keys() - after.keys()
    changed |= {path for path in gone if tree_status.fingerprint_file(top, path) != before[path]}
    tool_paths, shell_paths = _list_tool_paths(project, turn), _list_shell_paths(project, turn)
    commits = find_reported_commits(project, turn)
    beside = [other for other in turns if other.id != turn.id and _overlap(turn, other)]
    is_alone = not any(other.subagent_id for other in beside)
    if is_alone and final.commit != snapshot.commit and _runs_commits(turn):
        work = find_parallel_work(project, session, turn)
        evidence = TurnEvidence(session, (turn,), work, tool_paths, is_any_ref=True)
        made, committed_paths = list_turn_commits(project, snapshot, final, evidence)
        commits = made or commits
        changed |= {
            path
            for path in committed_paths
            if path not in before or tree_status.fingerprint_file(top, path) != before[path]
        }
    others_paths = {path for other in beside for path in _list_tool_paths(project, other)}
    is_own = changed - others_paths if is_alone else changed & shell_paths
    return _select_shown(project, tool_paths | is_own), commits


def _overlap(turn: Turn, other: Turn) -> bool:
    """Whether a turn went on while another one did."""
    return other.started <= (turn.ended or other.started) and (
        not other.ended or other.ended >= turn.started
    )


def _runs_commits(turn: Turn) -> bool:
    return any("commit" in tool.command for tool in turn.tools)


def _list_tool_paths(project: Project, *turns: Turn) -> set[str]:
    """The files that the tools of turns wrote; a call that failed wrote none."""
    return {
        path
        for turn in turns
        for tool in turn.tools
        if tool.ok is not False
        for path in relative_paths(project, turn, tool.files)
    }


def _list_shell_paths(project: Project, *turns: Turn) -> set[str]:
    """The files that the text of shell commands of turns says to have been written."""
    return {
        path
        for turn in turns
        for tool in turn.tools
        for path in relative_paths(project, turn, find_written_paths(tool.command))
    }


def is_tree_as_left(session: Session, turn: Turn) -> bool:
    """Whether the working tree can be taken to be as the turn left it."""
    return _is_fresh(turn) and not session.read_next_snapshot(turn).is_known


def _is_fresh(turn: Turn) -> bool:
    return abs(time.time() - turn.ended) <= _FRESH_SECONDS


def _select_shown(project: Project, paths: Iterable[str]) -> tuple[str, ...]:
    """Paths in order, without the records of prompts themselves and their index pages."""
    pages = PromptPages(project)
    return tuple(sorted(path for path in paths if not pages.has(path)))
