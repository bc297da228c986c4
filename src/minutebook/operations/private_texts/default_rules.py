"""What the default branch says of visibility: a branch that is older than a rule has it not."""

from __future__ import annotations

from minutebook.operations.project import Project
from minutebook.repository.git.branches import default_branch
from minutebook.repository.settings import committed
from minutebook.repository.settings.config import Settings


def read_default_settings(project: Project) -> list[Settings]:
    """The settings of visibility that the default branch has, here and on `origin`, where any."""
    name = default_branch.find_default_branch(project.repo)
    refs = ["refs/remotes/origin/HEAD"]
    refs += [f"refs/remotes/origin/{name}", f"refs/heads/{name}"] if name else []
    paths = committed.list_settings_paths(project.top, project.cwd)
    return committed.read_visibility_settings(project.repo, refs, paths)
