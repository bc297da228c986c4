"""Signals from settings, resources and pipelines: what spreads, what texts name, what waits."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.change import Change
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.model import IMPACT, SCOPE
from minutebook.suggest.prose.names import normalise_words
from minutebook.suggest.signals.base import (
    EMPTY_RESULT,
    Location,
    Signal,
    SignalResult,
    count_locations,
    make_excerpt,
    scale_count,
)

_SETTING_ROLES = frozenset((file_roles.INFRASTRUCTURE, file_roles.CONFIG))
_MIN_SETTING_FILES = 3
_MIN_SETTING_CHARS, _MAX_SETTING_CHARS = 12, 200
_SETTING_KEY = compile_lazily(r"[\s-]*([\w\"'./-]+)")
_RESOURCE_KINDS = frozenset(("terraform-resource", "cloudformation-resource", "azure-resource"))
_NAME_WORD = compile_lazily(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_MIN_WORD_CHARS = 4  # shorter words of a resource's name (db, v2, rule's id) say too little
_WAITING_LINE = compile_lazily(r"\s*(?:-\s+)?(?:needs|requires|dependsOn|depends_on|stage):")
_PIPELINE_PATHS = (".github/workflows/", ".circleci/", ".gitlab-ci", "azure-pipelines")


def find_spread_setting(change: Change) -> SignalResult:
    """Find the line that most files of configuration gain at once, three at least.

    Where a line with its key is removed, it is another value: a version, an address.
    """
    places: dict[str, dict[str, Location]] = {}  # by line, then by path
    replaced: set[str] = set()  # keys of lines that are removed
    for file in _select_settings(change):
        replaced.update(_find_key(text) for _, text in file.removed_lines)
        for number, text in file.added_lines:
            setting = text.strip()
            if _MIN_SETTING_CHARS <= len(setting) <= _MAX_SETTING_CHARS:
                places.setdefault(setting, {}).setdefault(
                    file.path, Location(file.path, number, make_excerpt(text))
                )
    widest = max(
        (by_path for setting, by_path in places.items() if _find_key(setting) not in replaced),
        key=len,
        default={},
    )
    if len(widest) < _MIN_SETTING_FILES:
        return EMPTY_RESULT
    count = len(widest) - _MIN_SETTING_FILES + 1
    return SignalResult(scale_count(count, 10), tuple(widest.values()))


def _select_settings(change: Change) -> Iterator[FileDiff]:
    """The files of configuration that were there before."""
    for file, role in zip(change.files, change.roles, strict=True):
        if role in _SETTING_ROLES and file.status == "modified":
            yield file


def _find_key(text: str) -> str:
    key = _SETTING_KEY.match(text[:_MAX_SETTING_CHARS])
    return key[1] if key else ""


def find_named_resources(change: Change) -> SignalResult:
    """Find new resources that the description names by all the words of their type."""
    described = normalise_words(change.description)
    return count_locations(
        (
            Location(piece.path, piece.line, piece.excerpt)
            for piece in change.pieces
            if piece.action == "added"
            and piece.kind in _RESOURCE_KINDS
            and _names_type(piece.name, described)
        ),
        3,
    )


def _names_type(resource_type: str, described: str) -> bool:
    """Whether normalised words name a type: `aws_security_group` in "add security groups"."""
    words = [word.lower() for word in _NAME_WORD.findall(resource_type)][1:]  # without the cloud
    words = [word for word in words if len(word) >= _MIN_WORD_CHARS]
    return bool(words) and all(f" {word}" in described for word in words)


def find_job_order(change: Change) -> SignalResult:
    """Find jobs of a pipeline that wait for others than before."""
    return count_locations(
        (
            Location(file.path, number, make_excerpt(text))
            for file in _select_settings(change)
            if any(part in file.path for part in _PIPELINE_PATHS)
            and any(_WAITING_LINE.match(text) for _, text in file.removed_lines)
            for number, text in file.added_lines
            if _WAITING_LINE.match(text)
        ),
        3,
    )


SIGNALS: tuple[Signal, ...] = (
    Signal("spread-setting", SCOPE, 1, "many files take the same up", find_spread_setting),
    Signal("resource-said", IMPACT, 1, "the words name what is set up", find_named_resources),
    Signal("job-order", SCOPE, 1, "every release waits for it", find_job_order),
)
