"""Which change a story is about: two commits, between which the trees are compared."""

from __future__ import annotations

from minutebook.errors import UsageError
from minutebook.lean.values import Value
from minutebook.operations.explaining.story.explained_commits import CommitExplainer
from minutebook.operations.project import Project
from minutebook.records.model import RecordSet
from minutebook.repository.git import repo, revisions
from minutebook.repository.git.commits import history
from minutebook.repository.git.commits.history import Commit

_MAX_RECORD_COMMITS = 20  # that follow each other
_RANGE_HINT = "write A..B, or name a branch or a commit: minutebook story BRANCH"


class StoryRange(Value):
    """A change: from `base` to `head`, which are commits; the empty tree where there is none.

    `name` is what people call it. `has_working_tree`: records that are not committed count, too,
    since nobody asked for other commits than those that are checked out.
    """

    base: str
    head: str
    name: str
    has_working_tree: bool = False


def resolve_range(project: Project, text: str = "") -> StoryRange:
    """The change that `A..B`, `A...B`, a branch or a commit is; "" for what is checked out.

    A range goes from where B left A to B, a branch from where it left the default branch. Of what
    the default branch has already it is what was merged there: a commit of its own line (a squash,
    a merge, any other) with all that it brought, or the whole of a merged branch.
    Raises UsageError for what is not a range, UnknownRevision, and OperationError where the commits
    have nothing in common here.
    """
    if text.startswith("-") or any(char.isspace() for char in text):
        raise UsageError(f"{text!r} is not a commit range", _RANGE_HINT)
    repository = project.repo
    if ".." in text:
        ends = revisions.split_range(text)
        if ends is None:
            raise UsageError(f"{text!r} is not a commit range", _RANGE_HINT)
        old, new = (revisions.resolve_commit(repository, name) for name in ends)
        return StoryRange(revisions.find_merge_base(repository, old, new), new, text)
    if text:
        return StoryRange(*_find_change(project, revisions.resolve_commit(repository, text)), text)
    name = repo.read_branch(repository) or "HEAD"
    head = revisions.find_commit(repository, "HEAD")
    if not head:  # before the first commit
        empty_tree = revisions.find_empty_tree(repository)
        return StoryRange(empty_tree, empty_tree, name, has_working_tree=True)
    base = _find_change(project, _skip_record_commits(project, head))[0]
    return StoryRange(base, head, name, has_working_tree=True)


def _skip_record_commits(project: Project, head: str) -> str:
    """The last commit of the default branch that is not of records alone; else the given one.

    Minutebook commits records by itself where the settings say so: such a commit belongs to the
    story of the one before it.
    """
    repository = project.repo
    if revisions.find_default_commit(repository) not in ("", head):
        return head
    folders = project.settings.list_folders()
    explainer = CommitExplainer(RecordSet(folders, ()))
    for commit in history.list_commits(repository, head, max_count=_MAX_RECORD_COMMITS):
        if not explainer.changes_only_records(commit):
            return commit.sha
    return head


def _find_change(project: Project, commit: str) -> tuple[str, str]:
    """Where the change that ends with a commit begins, and the commit."""
    repository = project.repo
    tip = revisions.find_default_commit(repository) or commit
    base = revisions.find_merge_base(repository, tip, commit)
    if base == commit:
        merge = revisions.find_merge_of(repository, commit, tip)
        before = revisions.find_parent(repository, merge) if merge else commit
        base = revisions.find_merge_base(repository, before, commit)
        if base == commit:
            base = revisions.find_parent(repository, commit)
    return base, commit


def list_range_commits(project: Project, story_range: StoryRange) -> list[Commit]:
    """The commits of a change without merges, the oldest first."""
    repository = project.repo
    empty_tree = revisions.find_empty_tree(repository)
    if story_range.head == empty_tree:
        return []
    is_whole = story_range.base == empty_tree
    commits = story_range.head if is_whole else f"{story_range.base}..{story_range.head}"
    return history.list_commits(repository, commits, include_merges=False)[::-1]
