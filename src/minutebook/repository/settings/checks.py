"""Checks of settings: values of the right type that cannot be used all the same."""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily
from minutebook.records.model import ADR
from minutebook.repository.settings.config import (
    InvalidSettings,
    format_key,
    format_toml,
    show_value,
)
from minutebook.repository.settings.config_file import shorten
from minutebook.repository.settings.options import SEVERITIES, Settings
from minutebook.repository.settings.record_folders import MAX_FOLDERS

_MAX_DAYS = 36_500
_MAX_MESSAGE_CHARS = 200  # characters of the template of a commit's first line
# What `{…}` may stand for there.
COMMIT_PLACEHOLDERS = ("ref", "title", "stage", "agent", "feature")
_COMMIT_PLACEHOLDER = compile_lazily(rf"\{{(?:{'|'.join(COMMIT_PLACEHOLDERS)})\}}")
_MAX_BLOCK_SIZE = 200  # numbers that one push claims
# How many entries the lists of the settings may have: each costs every command time.
_MAX_COUNTS = {
    "adr_folders": MAX_FOLDERS,
    "phr_folders": MAX_FOLDERS,
    "stages": 200,
    "statuses": 200,
    "relations": 200,
    "visibility_rules": 200,
    "rules": 1_000,
    "silence": 5_000,
}


def check_values(settings: Settings, path: str) -> None:
    """Raise InvalidSettings where a value of the right type is not one that can be used."""
    for name in ("adr_folders", "phr_folders", "adr_template", "phr_template"):
        if not getattr(settings, name):
            raise InvalidSettings(
                f"{path}: {format_key(name)} is empty",
                f"leave it out for {format_toml(getattr(Settings(), name))}",
            )
    _check_tables(settings, path)
    for stage in settings.stages:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", stage):
            raise InvalidSettings(
                f"{path}: stages: {shorten(stage)!r} cannot be part of a file name",
                "use letters, digits, - and _",
            )
    for name in ("proposed_days", "suggestion_days"):
        days = getattr(settings, name)
        if not 0 <= days <= _MAX_DAYS:
            raise InvalidSettings(
                f"{path}: {format_key(name)} is {show_value(days)}",
                f"give days, 0 or more, at most {_MAX_DAYS}",
            )
    if not 0 <= settings.suggest_score <= 1:
        raise InvalidSettings(
            f"{path}: suggest-score is {settings.suggest_score}",
            "give a share from 0 to 1; 0 takes the score that comes with minutebook",
        )
    if settings.reserve and not re.fullmatch(r"[\w][\w./+-]*", settings.reserve):
        raise InvalidSettings(
            f"{path}: reserve: {shorten(settings.reserve)!r} is not the name of a remote",
            "git remote lists them",
        )
    _check_commit_message(settings.commit_message, path)
    if not 1 <= settings.reserve_block <= _MAX_BLOCK_SIZE:
        raise InvalidSettings(
            f"{path}: reserve-block is {show_value(settings.reserve_block)}",
            f"give a count of numbers from 1 to {_MAX_BLOCK_SIZE}",
        )
    _check_counts(settings, path)
    _check_pattern(settings, path)


def _check_commit_message(template: str, path: str) -> None:
    """Raise InvalidSettings for a template that makes no first line of a commit's message."""
    if template == Settings().commit_message:
        return  # most repositories: no pattern is compiled
    names = ", ".join(f"{{{name}}}" for name in COMMIT_PLACEHOLDERS)
    unknown = re.search(r"\{[^{}]*\}?|\}", _COMMIT_PLACEHOLDER.sub("", template))
    if unknown:
        fault = f"has {shorten(unknown[0])!r}, which stands for nothing"
        raise InvalidSettings(f"{path}: commit-message {fault}", f"what is known: {names}")
    if not template.strip() or not template.isprintable() or len(template) > _MAX_MESSAGE_CHARS:
        raise InvalidSettings(
            f"{path}: commit-message is {show_value(template)}, not a line of text",
            f"give one line of at most {_MAX_MESSAGE_CHARS} characters, such as "
            f"{format_toml(Settings().commit_message)}",
        )


def _check_tables(settings: Settings, path: str) -> None:
    """Raise InvalidSettings where a table has a value that is not one of those known."""
    for code, severity in settings.rules.items():
        if severity not in SEVERITIES:
            raise InvalidSettings(
                f"{path}: rules.{shorten(code)} is {show_value(severity)}, not a severity",
                f"give one of {format_toml(SEVERITIES)[1:-1]}",
            )
    for word, status in settings.statuses.items():
        if status not in ADR.states:
            raise InvalidSettings(
                f"{path}: statuses.{shorten(word)} is {show_value(status)}, not a known status",
                f"give one of {format_toml(ADR.states)[1:-1]}",
            )

    if settings.relations:
        _check_relations(settings, path)


def _check_relations(settings: Settings, path: str) -> None:
    """Raise InvalidSettings for a word for links that is not one, or has a meaning already."""
    from minutebook.records.adr.vocabulary import relation_words  # few repositories have any

    for word in (name for pair in settings.relations.items() for name in pair):
        if relation_words.fold_word(word) != word or not word:
            raise InvalidSettings(
                f"{path}: relations: {shorten(word)!r} cannot be the name of a relation",
                "use letters, digits and -, at most forty of them",
            )
        if known := relation_words.parse_relation(word):
            raise InvalidSettings(
                f"{path}: relations: {shorten(word)!r} is a spelling of {known}, which is known",
                "take it out, or find another word",
            )


def _check_counts(settings: Settings, path: str) -> None:
    """Raise InvalidSettings for a list so long that each command would take its time."""
    for name, max_count in _MAX_COUNTS.items():
        if len(getattr(settings, name)) > max_count:
            raise InvalidSettings(
                f"{path}: {format_key(name)} has more than {max_count} entries",
                "take out what is not needed",
            )


def _check_pattern(settings: Settings, path: str) -> None:
    """Raise InvalidSettings for a pattern that is none, or whose time cannot be told."""
    if settings.feature_branch == Settings().feature_branch:
        return  # most repositories: the checker is not even loaded
    from minutebook.text import patterns

    fault = patterns.find_fault(settings.feature_branch)
    if fault:
        raise InvalidSettings(
            f"{path}: feature-branch {fault}",
            r'write a simpler one, such as feature-branch = "^feature/(.+)$"',
        )
