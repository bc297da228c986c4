"""Workflows for CI: to check pull requests and refresh the default branch, to publish the site."""

from __future__ import annotations

import hashlib
import json
import os
import re

from minutebook.errors import OperationError, UsageError
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, replace
from minutebook.operations.project import Project
from minutebook.records.model import Write
from minutebook.repository import files, store
from minutebook.repository.git.branches import default_branch

WRITTEN, CURRENT, CHANGED = "written", "current", "changed"
CHECKING = "github"
_GITLAB_PAGES = "gitlab-pages"
# By the name of what runs it, which its template in `templates/ci` has too. What tells packages of
# one repository apart takes the place of the braces.
_WORKFLOW_PATHS = {
    CHECKING: ".github/workflows/minutebook{}.yml",
    "github-pages": ".github/workflows/publish-minutebook{}.yml",
    _GITLAB_PAGES: ".gitlab/publish-minutebook{}.yml",
}
# The only file that GitLab looks for; it includes ours.
_GITLAB_PATH = ".gitlab-ci.yml"
# The first line tells whether somebody changed the rest.
_HEADER = (
    "# Written by `minutebook init --ci {provider}`, which may replace it while it is as written:"
    " {digest}\n"
)
_FIRST_LINE = compile_lazily(r"# Written by `minutebook init --ci [a-z-]+`[^\n]* ([0-9a-f]{16})\n")
_WORKING_DIRECTORY = """
defaults:
  run:
    working-directory: {}
"""
_PATTERN_SIGNS = compile_lazily(
    r"[*?+\[\]!\\]"
)  # that mean something in the name of a branch there


class CiWorkflow(Value):
    """The workflow for CI: its path, its text, and what is there.

    `state` is WRITTEN where it was not there, or as an earlier version wrote it; CURRENT where it
    was there as it is; CHANGED where a person wrote or changed what is there, which stays.
    `still_to_do` is a sentence on what else a person has to do that it runs, "" for nothing.
    """

    path: str
    text: str
    state: str
    writes: tuple[Write, ...] = ()
    still_to_do: str = ""


def require_provider(name: str) -> str:
    """The name of what runs workflows. Raises UsageError where it is not known."""
    if name not in _WORKFLOW_PATHS:
        known = ", ".join(_WORKFLOW_PATHS)
        raise UsageError(f"there is no workflow for {name!r}", f"one of: {known}")
    return name


def has_workflow(project: Project) -> bool:
    """Whether the workflow that refreshes the default branch is there, ours or a person's."""
    path = _WORKFLOW_PATHS[CHECKING].format(_make_suffix(_locate_settings_folder(project)))
    return os.path.exists(os.path.join(project.top, path))


def plan_workflow(project: Project, provider: str) -> CiWorkflow:
    """The workflow for the repository's default branch, and the write that brings it there.

    It runs where the configuration lies: where that is a package of the repository, the workflow
    has a name of its own. Raises OperationError where no default branch is known, and what
    `files.find_obstacle` finds in its place.
    """
    folder = _locate_settings_folder(project)
    suffix = _make_suffix(folder)
    path = _WORKFLOW_PATHS[provider].format(suffix)
    branch = default_branch.find_default_branch(project.repo)
    if not branch:
        problem = "no default branch is known, on which the workflow would run"
        raise OperationError(problem, default_branch.suggest_naming(project.repo))
    pattern = json.dumps(_PATTERN_SIGNS.sub(lambda sign: f"\\{sign[0]}", branch))
    template, _ = store.read_packaged_template(f"ci/{provider}", ".yml")
    place = _WORKING_DIRECTORY.format(json.dumps(folder)) if folder else ""
    body = template.replace("@working-directory@\n", place)
    body = body.replace("@suffix@", suffix).replace("@branch@", pattern)
    # As the value of a variable, in which GitLab replaces names behind a `$`.
    body = body.replace("@folder@", json.dumps((folder or ".").replace("$", "$$")))
    text = _HEADER.format(provider=provider, digest=_digest(body)) + body
    if obstacle := files.find_obstacle(project.top, path):
        raise obstacle
    workflow = _compare(project, path, text)
    return _include_in_gitlab(project, workflow) if provider == _GITLAB_PAGES else workflow


def _compare(project: Project, path: str, text: str) -> CiWorkflow:
    """A workflow, given what is in its place."""
    previous = store.read_text(project.top, path)
    if previous is not None and previous.replace("\r\n", "\n") == text:
        return CiWorkflow(path, text, CURRENT)
    if previous is not None and not _is_as_written(previous.replace("\r\n", "\n")):
        return CiWorkflow(path, text, CHANGED)
    return CiWorkflow(path, text, WRITTEN, (Write(path, text, previous),))


def _include_in_gitlab(project: Project, workflow: CiWorkflow) -> CiWorkflow:
    """A workflow for GitLab, with the file that includes it, where there is no such file yet."""
    including = f"include:\n  - local: {json.dumps(workflow.path)}\n"
    present = store.read_text(project.top, _GITLAB_PATH)
    if present is None:
        if obstacle := files.find_obstacle(project.top, _GITLAB_PATH):
            raise obstacle
        return replace(workflow, writes=(*workflow.writes, Write(_GITLAB_PATH, including)))
    entry = json.dumps([{"local": workflow.path}])
    steps = [] if workflow.path in present else [f"has to have: include: {entry}"]
    stages, has_job = _read_pipeline(present)
    if stages and "deploy" not in stages:
        steps.append("has to have deploy among its stages, for the job pages")
    if has_job:
        steps.append("has a job pages, which is merged with that of the workflow: leave one")
    still_to_do = f"{_GITLAB_PATH} {'; it '.join(steps)}" if steps else ""
    return replace(workflow, still_to_do=still_to_do)


def _read_pipeline(text: str) -> tuple[list[str], bool]:
    """The stages that a pipeline of GitLab sets, and whether it has a job called `pages`.

    Nothing where it is not read as YAML: GitLab says so itself.
    """
    import yaml  # only few commands need it

    try:  # its tags, as `!reference`, are of no known kind: nothing is made of them
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return [], False
    if not isinstance(node, yaml.MappingNode):
        return [], False
    values = {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}
    stages = values.get("stages")
    items = stages.value if isinstance(stages, yaml.SequenceNode) else []
    return [item.value for item in items if isinstance(item, yaml.ScalarNode)], "pages" in values


def _locate_settings_folder(project: Project) -> str:
    """The folder from the top that the configuration lies in; "" for the top."""
    folder = os.path.dirname(project.settings_path) if project.settings_path else project.top
    path = os.path.relpath(folder, project.top).replace(os.sep, "/")
    return "" if path == "." else path


def _make_suffix(folder: str) -> str:
    """What tells the workflow of a folder apart, `-packages-a`: letters, digits, `_`, `-`.

    Where two folders might have one, it ends with some of the digest of the path.
    """
    if not folder:
        return ""
    name = re.sub(r"[^A-Za-z0-9_]+", "-", folder).strip("-")
    is_unique = name.replace("-", "/") == folder
    return f"-{name}" if is_unique else f"-{name}-{_digest(folder)[:8]}"


def _is_as_written(text: str) -> bool:
    """Whether a workflow has the text that some version of ours wrote."""
    match = _FIRST_LINE.match(text)
    return match is not None and match[1] == _digest(text[match.end() :])


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogateescape")).hexdigest()[:16]
