"""What becomes of the record of a turn: committed now, staged, left alone, or kept for later."""

from __future__ import annotations

from collections.abc import Sequence

from minutebook.agents.capture.turn import Turn
from minutebook.errors import OperationError
from minutebook.lean.values import Value
from minutebook.operations.project import Project
from minutebook.repository import light
from minutebook.repository.git import repo
from minutebook.repository.git.commits import record_commits
from minutebook.repository.git.commits.record_commits import HeadCommit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

_NO_IDENTITY = OperationError(
    "git does not know who commits",
    'git config --global user.email YOU@EXAMPLE.ORG, and user.name, or commit = "stage"',
)
_SIGNED = OperationError(
    "commits are signed here, and a hook must not ask for a passphrase",
    'commit = "stage" has your next commit carry the record',
)


class CommitPlan(Value):
    """What becomes of a record, and the commits of its turn that it lists.

    `way` is a value of the setting `commit`, or "later": it stays uncommitted for now, and no other
    page is changed where that might stop git's checkout or pull. `waits_for` is the commit after
    which it may be committed, "" where that is left to the session's next commit. `head` is the
    commit that is checked out, for a record that is committed now.
    """

    way: Literal["own", "amend", "stage", "no", "later"]
    listed_commits: tuple[str, ...] = ()
    waits_for: str = ""
    head: HeadCommit | None = None

    @property
    def is_ready(self) -> bool:
        """Whether the record is committed at the end of its turn."""
        return self.way in ("own", "amend")


def plan_commit(
    project: Project, turn: Turn, commits: Sequence[str], record_path: str = ""
) -> CommitPlan:
    """Plan what becomes of the record of a turn that made some commits, oldest first.

    `record_path` is where it is already. A record is committed where its turn made commits that are
    in what is checked out, or where it was committed before; that of a subagent with the turn that
    started it. An amended commit is not listed: a record cannot hold the id of the commit that it
    is in, which names it by the page that it adds. Raises OperationError where git fails.
    """
    way = project.settings.commit
    if way in ("stage", "no"):
        return CommitPlan(way, tuple(commits))
    if turn.parent_id or turn.subagent_id or not (commits or record_path):
        return CommitPlan("later", tuple(commits))
    later = CommitPlan("later", tuple(commits), commits[-1] if commits else "")
    head = find_free_head(project)
    if head is None:
        return later
    last = commits[-1] if commits else ""
    is_last = bool(last) and head.sha.startswith(last)
    is_here = is_last or (bool(last) and record_commits.is_ancestor(project.repo, last, head.sha))
    if not is_here and not (
        record_path and record_commits.list_tree_objects(project.repo, head.sha, [record_path])
    ):
        return later
    if not may_commit(project):
        return later
    if way == "amend" and is_last and may_replace(project, head):
        return CommitPlan("amend", tuple(commits[:-1]), last, head)
    return CommitPlan("own", tuple(commits), last, head)


def find_free_head(project: Project) -> HeadCommit | None:
    """The commit that is checked out; None before the first, and while a merge or the like waits.

    A record that was committed in the middle of a rebase would end in the wrong place.
    """
    if repo.is_operation_open(project.repo):
        return None
    return record_commits.read_head_commit(project.repo)


def is_ready_at(project: Project, plan: CommitPlan, head: HeadCommit) -> bool:
    """Whether a record that was to be committed at a plan's commit can be at the one there now."""
    if not plan.is_ready or plan.head is None:
        return False
    former = plan.head
    return former.sha == head.sha or (
        former.ref == head.ref and record_commits.is_ancestor(project.repo, former.sha, head.sha)
    )


def may_commit(project: Project) -> bool:
    """Whether git can commit without a question; why it cannot is logged."""
    settings = record_commits.read_commit_settings(project.repo)
    if settings.has_identity and not settings.is_signed:
        return True
    light.log_error(_SIGNED if settings.has_identity else _NO_IDENTITY, "not committed")
    return False


def may_replace(project: Project, head: HeadCommit) -> bool:
    """Whether the commit that is checked out is this branch's alone: not pushed, nor tagged."""
    is_plain = len(head.parents) < 2 and not head.is_signed
    return is_plain and not record_commits.is_held_elsewhere(project.repo, head)
