"""Which commits were made in a turn: told by HEAD's log, and by its commands and their times."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence

from minutebook.agents.capture.effects import did_more_than_look
from minutebook.agents.capture.turn import ToolCall, Turn
from minutebook.agents.record_commits.own_commits import PromptPages
from minutebook.agents.turns.parallel_work import (
    ParallelWork,
    count_commit_commands,
    list_printed_commits,
    rank_maker,
)
from minutebook.agents.turns.session import PromptSnapshot, Session
from minutebook.lean.values import Value, field
from minutebook.operations.project import Project
from minutebook.repository import light
from minutebook.repository.git import diffs, repo, revisions
from minutebook.repository.git.commits import history, record_commits
from minutebook.repository.git.commits.history import Commit
from minutebook.repository.pending import head_log
from minutebook.repository.pending.head_log import MadeCommit

_SHORT_SHA_LENGTH = 12
_SURE_RANK = 2  # from which on a command names a commit (see `rank_maker`)


class TurnEvidence(Value, frozen=False):
    """What tells the commits of a turn from others: what it and other sessions did meanwhile.

    `family` is the turn with those of its subagents, `own_paths` the files that their tools wrote,
    `is_any_ref`: a trailer that names another record does not speak against it.
    """

    session: Session
    family: Sequence[Turn]
    work: ParallelWork
    own_paths: Collection[str] = ()
    is_any_ref: bool = False
    tools: list[ToolCall] = field(init=False)

    def __post_init__(self) -> None:
        self.tools = [tool for turn in self.family for tool in turn.tools]

    @property
    def started(self) -> float:
        """When the turn began, in unix seconds."""
        return self.family[0].started

    def list_calls(self) -> list[tuple[float, float, ToolCall]] | None:
        """The shell commands of the turn, each with the moments between which it ran.

        It began after the event before; None where events do not tell of all of them.
        """
        turn, calls = self.family[0], []
        previous = turn.started
        for event in self.session.events:
            if event.time >= turn.started and not (turn.ended and event.time > turn.ended):
                if event.tool and event.tool.command:
                    calls.append((previous, event.time, event.tool))
                previous = event.time
        return calls if len(calls) >= sum(bool(tool.command) for tool in self.tools) else None


def list_turn_commits(
    project: Project,
    snapshot: PromptSnapshot,
    end: PromptSnapshot,
    evidence: TurnEvidence,
) -> tuple[list[str], frozenset[str]]:
    """The commits made since a prompt, oldest first, and the files they changed.

    Those on other branches than the one at the `end` come first. Only what was made here counts,
    not what was pulled, merged or checked out. A commit that names another record, was made by a
    tool of another session or by a person meanwhile, or has only files of such, is not the turn's;
    nor is one of records alone. What a rebase only moved was there before.
    """
    made = _list_made_here(project, snapshot, end, evidence)
    made_by_id = {commit.sha: commit for commit in made} if made is not None else None
    here = []
    if end.commit and snapshot.commit != end.commit:
        try:
            here = history.list_new_commits(project.repo, snapshot.commit, end.commit)
        except revisions.UnknownRevision:
            pass
    elsewhere = _list_elsewhere(project, snapshot, end, made or (), here, evidence.started)
    logged = [*reversed(elsewhere), *reversed(here)]
    pages = PromptPages(project)
    logged = [each for each in logged if not pages.is_record_commit(each.phr_trailers, each.paths)]
    own = [
        commit
        for commit in logged
        if _is_made_here(commit, made_by_id, evidence)
        and _is_turns(commit, logged, snapshot, evidence)
    ]
    paths = frozenset().union(*(commit.paths for commit in own if commit in here))
    if paths and snapshot.commit:  # an amended commit names files that were in it before
        paths &= diffs.list_changed_paths(project.repo, snapshot.commit, end.commit) or paths
    paths = paths.union(*(commit.paths for commit in own if commit not in here))
    return [commit.sha[:_SHORT_SHA_LENGTH] for commit in own], paths


def _list_made_here(
    project: Project, snapshot: PromptSnapshot, end: PromptSnapshot, evidence: TurnEvidence
) -> list[MadeCommit] | None:
    """The commits that were made in the working trees where the turn worked; None: no log."""
    started = evidence.started
    made = head_log.list_made_commits(
        project.repo.git_dir, started, snapshot.log_size, end.log_size
    )
    if made is None:
        return None
    for top in repo.list_worktrees(project.repo)[1:]:
        name = top.replace("\\", "/").rpartition("/")[2]
        texts = (text for tool in evidence.tools for text in (tool.command, *tool.files))
        if any(name in text for text in texts):
            made += head_log.list_made_commits(light.find_git_folders(top)[1], started) or ()
    return made


def _list_elsewhere(
    project: Project,
    snapshot: PromptSnapshot,
    end: PromptSnapshot,
    made: Iterable[MadeCommit],
    here: Sequence[Commit],
    started: float,
) -> list[Commit]:
    """The commits that were made here and are on another branch only, the newest first."""
    known = {commit.sha for commit in here} | {snapshot.commit, end.commit}
    others = {commit.sha for commit in made} - known
    if not others:
        return []
    tips = [commit for commit in (snapshot.commit, end.commit) if commit]
    commits = history.list_branch_commits(project.repo, tips, int(started) - 1)
    return [commit for commit in commits if commit.sha in others]


def _is_made_here(
    commit: Commit, made: dict[str, MadeCommit] | None, evidence: TurnEvidence
) -> bool:
    """Whether a commit was made in this clone while the turn went on.

    Git knows whole seconds, so a commit may seem one older than it is.
    """
    if commit.commit_time + 1 < int(evidence.started):
        return False
    if made is None or any(
        rank_maker(tool, commit.sha, commit.subject) >= _SURE_RANK for tool in evidence.tools
    ):
        return True
    entry = made.get(commit.sha)
    if entry is None or entry.way == "made":
        return entry is not None
    # A rebase keeps by whom and when a commit was first made: of others' it makes nobody's work.
    is_new = entry.way == "rebased" or commit.author_time + 1 >= int(evidence.started)
    return is_new and not commit.has_other_author


def find_commits_branch(project: Project, commits: Sequence[str]) -> str:
    """The branch that has the last of a turn's commits, where what is checked out has it not.

    "" where it has, and where no branch does.
    """
    if not commits or record_commits.is_ancestor(project.repo, commits[-1], "HEAD"):
        return ""
    return record_commits.find_branch_with(project.repo, commits[-1])


def _is_turns(
    commit: Commit, logged: Sequence[Commit], snapshot: PromptSnapshot, evidence: TurnEvidence
) -> bool:
    """Whether a commit that was made here is the turn's, not another session's or a person's."""
    own_ref = f"PHR-{snapshot.number:04d}"
    names_own = own_ref in commit.phr_trailers
    if commit.phr_trailers and not (names_own or evidence.is_any_ref):
        return False
    work = evidence.work
    if (commit.paths and commit.paths <= work.paths) or (
        not names_own and work.made_commit(commit.sha, commit.subject, evidence.tools)
    ):
        return False
    if not commit.paths.isdisjoint(evidence.own_paths):
        return True
    calls = evidence.list_calls()
    # A turn that runs no command in the shell, or does not tell when, may commit by other means.
    if not calls:
        return names_own or calls is None or not work.is_beside
    return any(
        start <= commit.commit_time + 1 and commit.commit_time <= end
        for start, end, tool in calls
        if _may_have_made(tool, commit, logged)
    )


def _may_have_made(tool: ToolCall, commit: Commit, logged: Sequence[Commit]) -> bool:
    """Whether a command may have made a commit: it names it, or is not known to do else."""
    if rank_maker(tool, commit.sha, commit.subject) >= _SURE_RANK:
        return True
    others = [each for each in logged if rank_maker(tool, each.sha, each.subject) >= _SURE_RANK]
    is_explained = bool(others) and count_commit_commands(tool) <= len(others)
    return not is_explained and did_more_than_look([tool])


def find_printed_elsewhere(
    project: Project, family: Sequence[Turn], known: Sequence[str]
) -> list[str]:
    """The commits that a turn's commands printed, made on a branch that was checked out then."""
    printed = [sha for turn in family for tool in turn.tools for sha in list_printed_commits(tool)]
    others = [sha for sha in printed if not any(each.startswith(sha[:7]) for each in known)]
    commits = [revisions.find_commit(project.repo, sha) for sha in dict.fromkeys(others)]
    return [
        commit[:_SHORT_SHA_LENGTH]
        for commit in commits
        if commit and record_commits.is_on_branch(project.repo, commit)
    ]


def find_reported_commits(project: Project, *turns: Turn) -> list[str]:
    """The commits that the commands of turns printed, as far as git still has them."""
    reported = [sha for turn in turns for tool in turn.tools for sha in list_printed_commits(tool)]
    commits = [revisions.find_commit(project.repo, sha) for sha in dict.fromkeys(reported)]
    if not reported:
        commits += (sha for turn in turns for sha in _find_quiet_commits(project, turn))
    return list(dict.fromkeys(commit[:_SHORT_SHA_LENGTH] for commit in commits if commit))


def _find_quiet_commits(project: Project, turn: Turn) -> list[str]:
    """The commits that a turn's commands made without printing them, oldest first.

    They were made while it went on, and their subject stands in the command (`git commit -qm …`).
    """
    commands = [tool.command for tool in turn.tools if "commit" in tool.command]
    if not commands or not 0 < turn.started < turn.ended:
        return []
    times = int(turn.started) - 1, math.ceil(turn.ended) + 1
    try:
        logged = history.list_commits(project.repo, "HEAD", times=times, include_merges=False)
    except revisions.UnknownRevision:
        return []
    subjects = {commit.sha: commit.subject for commit in reversed(logged)}
    return [
        sha
        for sha, subject in subjects.items()
        if subject and any(subject in command for command in commands)
    ]
