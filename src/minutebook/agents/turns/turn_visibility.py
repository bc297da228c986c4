"""How much of a turn's record the tree may show, by all branches that the turn was on.

What is pushed cannot be taken back, so every doubt is settled for showing less: of the branches and
features at the prompt, on the way and at the end, and of the settings that these branches and the
default branch have, the strictest counts.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from minutebook.agents.capture.turn import Turn
from minutebook.agents.turns.session import PromptSnapshot, Session
from minutebook.lean.values import Value
from minutebook.operations.creation.features import find_feature
from minutebook.operations.project import Project
from minutebook.records.phr import visibility
from minutebook.repository.git import repo, tree_status
from minutebook.repository.git.branches import default_branch, turn_branches
from minutebook.repository.git.branches.turn_branches import HeadNote, TurnBranches
from minutebook.repository.settings import committed
from minutebook.repository.settings.config import Settings

_REF_PREFIXES = ("refs/heads/", "refs/remotes/origin/")
_INTERRUPTED = "interrupted"  # the label of a turn that did not come to its end


class TurnVisibility(Value):
    """The visibility of a turn's record, and the branch that gave it: "" for none that is known."""

    visibility: str
    branch: str = ""


def choose_turn_visibility(
    project: Project, turn: Turn, session: Session | None = None, turns: Sequence[Turn] = ()
) -> TurnVisibility:
    """The visibility that the settings give a turn's record, and the branch that it names.

    `session` has what was noted at the turn's prompt, `turns` are all of that session's. The answer
    may tell of earlier prompts that got none: their visibility counts, too.
    """
    chosen = _choose_own(project, turn, session, turns)
    if session is None or turn.source == "transcript":
        return chosen
    earlier = [
        _choose_own(project, other, session, turns).visibility
        for other in _list_unanswered(turn, turns)
    ]
    strictest = visibility.choose_strictest([chosen.visibility, *earlier])
    return TurnVisibility(strictest, chosen.branch)


def _choose_own(
    project: Project, turn: Turn, session: Session | None, turns: Sequence[Turn]
) -> TurnVisibility:
    if turn.source == "transcript":
        branch = repo.read_branch_at(project.repo, turn.started)
        branches, snapshot = TurnBranches((branch,)), PromptSnapshot()
    else:
        snapshot = session.read_snapshot(turn) if session else PromptSnapshot()
        branches = _find_branches(project, turn, snapshot, turns)
    all_settings = [project.settings, *_read_other_settings(project, branches, snapshot)]
    if not any(_speaks_of_visibility(settings) for settings in all_settings):
        return TurnVisibility(visibility.FULL, branches.names[0])
    if any(settings.visibility_rules for settings in all_settings):
        branches = turn_branches.find_branches_of_commits(project.repo, branches)
    labels = (_INTERRUPTED,) if turn.is_interrupted or not turn.ended else ()
    chosen = {
        branch: visibility.choose_strictest(
            visibility.choose_visibility(
                settings.visibility,
                settings.visibility_rules,
                feature=feature,
                labels=labels,
                branches=[branch],
            )
            for settings in all_settings
            for feature in _list_features(project, turn, branch, snapshot)
        )
        for branch in branches.names
    }
    strictest = visibility.choose_strictest(chosen.values())
    branch = next(branch for branch, each in chosen.items() if each == strictest)
    if branches.is_unknown:
        rules = (rule for settings in all_settings for rule in settings.visibility_rules)
        strictest = visibility.choose_strictest(
            [strictest, *(rule.visibility for rule in rules if rule.branch or rule.feature)]
        )
    return TurnVisibility(strictest, branch)


def _list_unanswered(turn: Turn, turns: Sequence[Turn]) -> Iterator[Turn]:
    """The session's own turns right before a turn that were left without an end."""
    own = [each for each in turns if not (each.parent_id or each.subagent_id)]
    ids = [each.id for each in own]
    before = own[: ids.index(turn.id)] if turn.id in ids else []
    for other in reversed(before):
        if other.ended and not other.is_interrupted:
            return
        yield other


# Branches ---------------------------------------------------------------------------------------


def _find_branches(
    project: Project, turn: Turn, snapshot: PromptSnapshot, turns: Sequence[Turn]
) -> TurnBranches:
    """The branches that a turn was on, in all working trees that its tools were at work in."""
    is_noted_here = os.path.realpath(snapshot.top or project.top) == os.path.realpath(project.top)
    start = HeadNote(
        turn.started,
        snapshot.branches,
        snapshot.commit,
        snapshot.log_size if is_noted_here else -1,
    )
    branches_by_tree = [turn_branches.find_turn_branches(project.repo, start)]
    for top in _list_other_worktrees(project, turn, turns):
        other = repo.find_repo(top)
        branches_by_tree.append(turn_branches.find_turn_branches(other, HeadNote(turn.started)))
    return turn_branches.join_branches(branches_by_tree)


def _list_other_worktrees(project: Project, turn: Turn, turns: Sequence[Turn]) -> Iterator[str]:
    """The other working trees of this clone that a turn's tools, or its subagents', worked in.

    A command counts that says the folder's name, be it as an absolute or a relative path.
    """
    others = [top for top in repo.list_worktrees(project.repo) if top != project.top]
    if not others:
        return
    family = [turn, *(each for each in turns if each.parent_id == turn.id)]
    texts = [text for each in family for tool in each.tools for text in (tool.command, tool.input)]
    paths = [
        os.path.realpath(os.path.join(each.cwd or project.top, path))
        for each in family
        for path in [each.cwd, *(path for tool in each.tools for path in tool.files)]
        if "\0" not in path
    ]
    for top in others:
        real = os.path.realpath(top)
        is_written = any(path == real or path.startswith(real + os.sep) for path in paths)
        if is_written or any(os.path.basename(real) in text for text in texts):
            yield top


# Settings and features --------------------------------------------------------------------------


def _speaks_of_visibility(settings: Settings) -> bool:
    return bool(settings.visibility_rules) or settings.visibility != visibility.FULL


def _read_other_settings(
    project: Project, branches: TurnBranches, snapshot: PromptSnapshot
) -> list[Settings]:
    """What the commit at the prompt, the branches of the turn, and the default branch say.

    A branch that is older than a rule does not have it.
    """
    default = default_branch.find_default_branch(project.repo)
    names = dict.fromkeys([default, *branches.names])
    revisions = [
        snapshot.commit,
        "refs/remotes/origin/HEAD",
        *(f"{prefix}{name}" for name in names if name for prefix in _REF_PREFIXES),
    ]
    paths = committed.list_settings_paths(project.top, project.cwd)
    return committed.read_visibility_settings(project.repo, revisions, paths)


def _list_features(
    project: Project, turn: Turn, branch: str, snapshot: PromptSnapshot
) -> Iterable[str]:
    """The features that may have been worked on on a branch: of the prompt, and of now."""
    if turn.source == "transcript":
        return [find_feature(project, branch, is_now=False)]
    is_here = branch in ("", *tree_status.read_branches(project.repo.git_dir))
    features = [find_feature(project, branch, is_now=is_here)]
    if snapshot.feature_text and branch in ("", *snapshot.branches):
        features.append(find_feature(project, branch, stated_text=snapshot.feature_text))
    return dict.fromkeys(features)
