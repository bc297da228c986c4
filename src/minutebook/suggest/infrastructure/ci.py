"""What continuous integration names: jobs, actions, images, hooks."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.diff.patch import Hunk
from minutebook.suggest.infrastructure.components import PieceMatch
from minutebook.suggest.infrastructure.deployment import parse_image_name

_USED_ACTION = compile_lazily(r"\s*(?:-\s+)?[\"']?uses[\"']?:\s*[\"']?([\w-][\w.-]*/[\w./-]+)@")
_JOB_KEY = compile_lazily(r"( {2}| {4}|\t)([A-Za-z_][\w-]*):\s*(?:#.*)?$")
_OTHER_KEY = compile_lazily(
    r"(?:permissions|env|with|strategy|outputs|inputs|secrets|defaults|concurrency|needs|steps"
    r"|services|container|matrix|environment|push|pull_request\w*|schedule|workflow_\w+|release)$"
)
_STEPS_KEY = compile_lazily(r"(\s+)(?:runs-on|uses|needs|steps):")
_SERVICE_IMAGE = compile_lazily(r"\s*-\s+[\"']?([a-z][\w./-]*:[\w.-]+)[\"']?\s*$")
_ORB_OR_TASK = compile_lazily(r"\s+(?:[\w-]+:\s*([\w-]+/[\w-]+)|-\s+task:\s*(\w+))@\d")
_HOOK_REPOSITORY = compile_lazily(
    r"\s*-\s*repo:\s*[\"']?(?:https?://[^/\s]+/|git@[^:\s]+:)([\w.-]+/[\w.-]+)[\"']?\s*$"
)


def read_workflow(hunk: Hunk) -> Iterator[PieceMatch]:
    """The actions that a workflow uses, its jobs, and the images of its services.

    An action of the same repository (`uses: ./…`) does not count.
    """
    job: PieceMatch | None = None  # a key that is a job if what follows is a job's
    job_indent = 0
    for number, text in hunk:
        action = _USED_ACTION.match(text)
        if action:
            yield "ci-action", action[1].lower(), number, text
        content = text.lstrip(" -")
        image = parse_image_name(content[6:]) if content.startswith("image:") else ""
        if image:
            yield "container-image", image, number, text
        if job and content and len(text) - len(text.lstrip()) <= job_indent:
            job = None
        key = _JOB_KEY.match(text)
        if key and not _OTHER_KEY.match(key[2]):
            job_indent, job = len(key[1]), ("ci-job", key[2], number, text)
            continue
        steps = _STEPS_KEY.match(text)
        if job and steps and len(steps[1]) > job_indent:
            yield job
            job = None


def read_pipeline(hunk: Hunk) -> Iterator[PieceMatch]:
    """The images and tasks of other pipelines: GitLab, CircleCI, Azure and so on."""
    for number, text in hunk:
        content = text.lstrip(" -")
        if content.startswith("image:"):
            image = parse_image_name(content[6:])
        else:
            service = _SERVICE_IMAGE.match(text)
            image = parse_image_name(service[1]) if service else ""
        if image:
            yield "container-image", image, number, text
        task = _ORB_OR_TASK.match(text) if "@" in text else None
        if task:
            yield "ci-action", (task[1] or task[2]).lower(), number, text


def read_pre_commit(hunk: Hunk) -> Iterator[PieceMatch]:
    """The repositories of hooks that pre-commit runs."""
    for number, text in hunk:
        repository = _HOOK_REPOSITORY.match(text)
        if repository:
            yield "pre-commit-hook", repository[1].lower().removesuffix(".git"), number, text
