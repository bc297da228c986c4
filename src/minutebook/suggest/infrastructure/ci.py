"""What continuous integration names: jobs, actions, images, hooks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.suggest.diff.hunks import Hunk, PieceMatch
from minutebook.suggest.infrastructure.deployment import parse_image_name

_USES = re.compile(r"\s*(?:-\s+)?[\"']?uses[\"']?:\s*[\"']?([\w-][\w.-]*/[\w./-]+)@")
_JOB = re.compile(r"( {2}| {4}|\t)([A-Za-z_][\w-]*):\s*(?:#.*)?$")
_NO_JOB = re.compile(
    r"(?:permissions|env|with|strategy|outputs|inputs|secrets|defaults|concurrency|needs|steps"
    r"|services|container|matrix|environment|push|pull_request\w*|schedule|workflow_\w+|release)$"
)
_INSIDE = re.compile(r"(\s+)(?:runs-on|uses|needs|steps):")
_SERVICE = re.compile(r"\s*-\s+[\"']?([a-z][\w./-]*:[\w.-]+)[\"']?\s*$")
_ORB = re.compile(r"\s+(?:[\w-]+:\s*([\w-]+/[\w-]+)|-\s+task:\s*(\w+))@\d")
_HOOK = re.compile(
    r"\s*-\s*repo:\s*[\"']?(?:https?://[^/\s]+/|git@[^:\s]+:)([\w.-]+/[\w.-]+)[\"']?\s*$"
)


def read_workflow(hunk: Hunk) -> Iterator[PieceMatch]:
    """The actions that a workflow uses, its jobs, and the images of its services.

    An action of the same repository (`uses: ./…`) is none.
    """
    job: tuple[int, PieceMatch] | None = None
    for number, text in hunk:
        found = _USES.match(text)
        if found:
            yield "ci-action", found[1].lower(), number, text
        bare = text.lstrip(" -")
        if bare.startswith("image:") and parse_image_name(bare[6:]):
            yield "container-image", parse_image_name(bare[6:]), number, text
        if job and bare and len(text) - len(text.lstrip()) <= job[0]:
            job = None
        found = _JOB.match(text)
        if found and not _NO_JOB.match(found[2]):
            job = len(found[1]), ("ci-job", found[2], number, text)
            continue
        found = _INSIDE.match(text)
        if job and found and len(found[1]) > job[0]:
            yield job[1]
            job = None


def read_pipeline(hunk: Hunk) -> Iterator[PieceMatch]:
    """What other pipelines run in and with: GitLab, CircleCI, Azure and their like."""
    for number, text in hunk:
        bare = text.lstrip(" -")
        if bare.startswith("image:"):
            name = parse_image_name(bare[6:])
        else:
            service = _SERVICE.match(text)
            name = parse_image_name(service[1]) if service else ""
        if name:
            yield "container-image", name, number, text
        found = _ORB.match(text) if "@" in text else None
        if found:
            yield "ci-action", (found[1] or found[2]).lower(), number, text


def read_pre_commit(hunk: Hunk) -> Iterator[PieceMatch]:
    """The repositories of hooks that pre-commit runs."""
    for number, text in hunk:
        found = _HOOK.match(text)
        if found:
            yield "pre-commit-hook", found[1].lower().removesuffix(".git"), number, text
