"""Which lines a turn added to the files that its record lists.

Only lines that are sure to be the turn's own are taken:

- Where the tree is as the turn left it, they are those of the diff since the prompt. Of a file that
  others' commits changed meanwhile (a pull, a rebase), those of the turn's commits and what is not
  committed yet.
- Where it is not (the turn was recorded late, or is a subagent's), those of its commits, and of
  files in none of them, those that its tools were given.
- Of a file that was changed before the prompt, without the lines that were there: an earlier turn
  of the session noted them, if it left the file as it was at the prompt. Else only those that the
  turn's tools were given, too. So, too, of a file that another session's tools wrote meanwhile;
  where no tool of the turn names that, without what the others were given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minutebook.agents.capture.file_edits import list_changed_lines
from minutebook.agents.capture.turn import ToolCall, Turn
from minutebook.agents.turns.noted_lines import note_lines, read_noted_lines
from minutebook.agents.turns.parallel_work import relative_paths
from minutebook.agents.turns.session import PromptSnapshot, Session
from minutebook.agents.turns.turn_changes import TurnChanges, is_tree_as_left
from minutebook.lean.values import Value
from minutebook.operations.project import Project
from minutebook.provenance.added_lines import AddedLines
from minutebook.repository import light
from minutebook.repository.git import diffs, revisions, tree_status
from minutebook.repository.git.commits import history
from minutebook.repository.git.commits.history import Commit
from minutebook.repository.git.repo import Repo

_MAX_PATH_CHARS = 64 * 1024  # characters of paths in the arguments of one git command
_MAX_FILE_CHARS = 256 * 1024  # of a file's part of a diff; more is generated, or data
_MAX_DIFF_CHARS = 1024 * 1024  # of a diff of which lines are hashed
_MAX_FOREIGN_COMMITS = 500  # that are looked at where HEAD has moved

LinesByPath = dict[str, AddedLines]


class TurnDiff(Value, frozen=False):
    """The diff of a turn's files since its prompt, which git is asked for once.

    `base_commit` is the commit at the prompt, "" before the first one.
    """

    repo: Repo
    base_commit: str
    paths: Sequence[str]
    text: str | None = None

    def read(self) -> str:
        """The diff. Raises OperationError where git fails."""
        if self.text is None:
            base = self.base_commit or revisions.find_empty_tree(self.repo)
            self.text = diffs.read_worktree_diff(self.repo, base, _limit_paths(self.paths))
        return self.text


def _limit_paths(paths: Sequence[str]) -> Sequence[str]:
    """Return the first paths, as many as one git command takes."""
    size = 0
    for index, path in enumerate(paths):
        size += len(path) + 1
        if size > _MAX_PATH_CHARS:
            return paths[:index]
    return paths


def find_added_lines(
    project: Project,
    session: Session,
    turn: Turn,
    snapshot: PromptSnapshot,
    changes: TurnChanges,
    diff: TurnDiff,
) -> Mapping[str, AddedLines]:
    """The lines that a turn added, by file. Never raises: a record without them is one, too."""
    from minutebook.suggest.diff.file_roles import ASSET, GENERATED, LOCK, find_role

    try:
        paths = [path for path in changes.files if find_role(path) not in (LOCK, GENERATED, ASSET)]
        if not paths:
            return {}
        is_as_left = snapshot.is_known and not turn.subagent_id and is_tree_as_left(session, turn)
        if is_as_left:
            lines = _find_lines_since_prompt(project, session, snapshot, changes, diff)
        else:
            lines = _find_late_lines(project, snapshot, changes)
    except Exception as error:  # noqa: BLE001 - whatever it is, the turn is recorded
        light.log_error(error, "its lines are not noted")
        return {}
    return {path: lines[path] for path in paths if path in lines and lines[path].texts}


def _find_lines_since_prompt(
    project: Project,
    session: Session,
    snapshot: PromptSnapshot,
    changes: TurnChanges,
    diff: TurnDiff,
) -> LinesByPath:
    # Marks are taken first: a file that changes meanwhile has another one at the next prompt.
    marks = {path: tree_status.fingerprint_file(project.top, path) for path in changes.files}
    lines = _parse(diff.read())
    mixed_paths, is_elsewhere = _find_foreign_changes(project, snapshot, changes)
    if mixed_paths or is_elsewhere:
        committed = _parse(diffs.read_commits_diff(project.repo, changes.commits))
        lines |= {path: added for path, added in committed.items() if path not in lines}
        if mixed_paths:
            uncommitted_diff = diffs.read_worktree_diff(
                project.repo, changes.end_commit, sorted(mixed_paths)
            )
            _parse(uncommitted_diff, committed)
            lines = {path: added for path, added in lines.items() if path not in mixed_paths}
            lines |= {path: committed[path] for path in mixed_paths & committed.keys()}
    noted = read_noted_lines(session)
    before = dict(snapshot.dirty_files)
    known = {path: noted[key] for path, mark in before.items() if (key := (path, mark)) in noted}
    note_lines(
        session,
        noted,
        marks,
        {path: added.texts.keys() | known.get(path, set()) for path, added in lines.items()},
    )
    for path in known.keys() & lines.keys():
        lines[path].drop(known[path])
    own = _list_tool_lines(project, changes.family[0], _list_tools(changes.family))
    unknown_paths = before.keys() - known.keys()
    _keep_own(lines, unknown_paths, own)
    shared = changes.shared_paths - unknown_paths
    if shared:
        others = _list_tool_lines(project, changes.family[0], changes.other_tools)
        for path in shared - own.keys() & lines.keys():
            lines[path].drop(others.get(path, AddedLines()).texts.keys())
            lines[path].is_partial = True
        _keep_own(lines, shared & own.keys(), own)
    return lines


def _find_late_lines(
    project: Project, snapshot: PromptSnapshot, changes: TurnChanges
) -> LinesByPath:
    lines = _parse(diffs.read_commits_diff(project.repo, changes.commits))
    own = _list_tool_lines(project, changes.family[0], _list_tools(changes.family))
    if snapshot.is_known:
        _keep_own(lines, dict(snapshot.dirty_files).keys() | changes.shared_paths, own)
    else:  # what was there before is not known, so that a commit may have it, too
        _keep_own(lines, own.keys(), own)
    return own | lines


def _find_foreign_changes(
    project: Project, snapshot: PromptSnapshot, changes: TurnChanges
) -> tuple[set[str], bool]:
    """The files that commits of others since the prompt changed as well as the turn.

    And whether the turn made commits that are not below HEAD.
    """
    commits: list[Commit] = []
    if changes.end_commit and changes.end_commit != snapshot.commit:
        start = f"{snapshot.commit}.." if snapshot.commit else ""
        commits = history.list_commits(
            project.repo, f"{start}{changes.end_commit}", max_count=_MAX_FOREIGN_COMMITS
        )
    own = {commit.sha for commit in commits if commit.sha.startswith(changes.commits)}
    foreign = [commit.paths for commit in commits if commit.sha not in own]
    return set().union(*foreign) & set(changes.files), len(own) < len(changes.commits)


def _keep_own(lines: LinesByPath, paths: Iterable[str], own: Mapping[str, AddedLines]) -> None:
    """Leave out what the turn's own tools were not given, of files that others changed as well."""
    for path in lines.keys() & set(paths):
        lines[path].keep_only(own[path].texts.keys() if path in own else frozenset())


def _parse(diff: str, lines: LinesByPath | None = None) -> LinesByPath:
    """The lines that a diff adds, by file, after those of `lines`, to which they are added."""
    from minutebook.suggest.diff.patch import parse_diff

    lines = {} if lines is None else lines
    for file in parse_diff(diffs.exclude_large_files(diff, _MAX_FILE_CHARS, _MAX_DIFF_CHARS)):
        if not file.is_binary and (file.added_lines or file.removed_lines):
            _add_change(
                lines,
                file.path,
                [text for _, text in file.added_lines],
                [text for _, text in file.removed_lines],
            )
    return lines


def _add_change(
    lines: LinesByPath, path: str, added: Sequence[str], removed: Sequence[str]
) -> AddedLines:
    lines.setdefault(path, AddedLines()).add_change(added, removed)
    return lines[path]


def _list_tools(family: Iterable[Turn]) -> Iterator[ToolCall]:
    return (tool for turn in family for tool in turn.tools)


def _list_tool_lines(project: Project, turn: Turn, tools: Iterable[ToolCall]) -> LinesByPath:
    """The lines that calls of tools added, as far as what they were given says so, by file."""
    lines: LinesByPath = {}
    for tool in tools:
        for edit in tool.edits if tool.ok is not False else ():
            for given_path, added, removed in list_changed_lines(edit):
                for path in relative_paths(project, turn, [given_path]):
                    _add_change(lines, path, added, removed).is_partial = True
    return lines
