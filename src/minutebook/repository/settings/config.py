"""Settings: how their file is found, read, checked and quoted; `options` declares them.

Settings stand in `minutebook.toml`, or in `[tool.minutebook]` of `pyproject.toml`. The nearest of
these files, from the folder where the command runs up to the repository's top, is the one that
counts. Values are checked here by hand: pydantic would cost each command of a repository with
`rules` more than seven times what Python needs to start.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from minutebook.lean.values import fields, replace
from minutebook.records.model import Silence
from minutebook.repository.settings.config_file import CONFIG_FILENAMES as CONFIG_FILENAMES
from minutebook.repository.settings.config_file import InvalidSettings as InvalidSettings
from minutebook.repository.settings.config_file import find_table, shorten
from minutebook.repository.settings.options import OPTION_CHOICES as OPTION_CHOICES
from minutebook.repository.settings.options import Settings as Settings
from minutebook.repository.settings.record_folders import (
    check_overlap,
    clean_folders,
    place_folders,
)

TYPE_CHECKING = False  # typing takes a fifth of Python's start
if TYPE_CHECKING:
    from typing import Any

_TYPE_NAMES = {bool: "true or false", int: "a whole number", str: "a text", dict: "a table"}
FORMER_STAGE = "stage"  # of earlier versions: true is `commit = "stage"`, false says nothing
_SILENCE_TYPE = "a list of tables with the texts `code`, `path` and `reason`"
_VISIBILITY_RULE_TYPE = (
    "a list of tables with `visibility` and one or more of `feature`, `label` and `branch`"
)
_EXAMPLES = {
    "rules": '{ stale-index = "off" }',
    "visibility_rules": '[{ branch = "security/*", visibility = "private" }]',
    "silence": '[{ code = "CODE", path = "PATH", reason = "WHY" }]',
    "statuses": '{ Parked = "deprecated" }',
    "relations": '{ "spiked-in" = "spike-of" }',
    "topics": "{ Caching = { weight = 1.0 } }",
}


# Reading ----------------------------------------------------------------------------------------


def load(start: str, top: str) -> tuple[Settings, str | None]:
    """The settings in force at `start`, and the path of the file they come from.

    Raises InvalidSettings, naming the option, where the file holds what is not understood.
    """
    source = find_table(start, top)
    if source is None:
        return Settings(), None
    path, table = source
    settings = parse_table(table, path) if table else Settings()
    base = os.path.relpath(os.path.dirname(path), top).replace(os.sep, "/")
    if base != ".":
        settings = replace(
            settings,
            adr_folders=place_folders(settings.adr_folders, base, path),
            phr_folders=tuple(f"{base}/{folder}" for folder in settings.phr_folders),
            templates=f"{base}/{settings.templates}",
        )
    return settings, path


# Checking ---------------------------------------------------------------------------------------


def parse_table(table: Mapping[str, object], path: str) -> Settings:
    """The settings that a table of the file `path` asks for. Raises InvalidSettings."""
    defaults = {option.name: getattr(Settings(), option.name) for option in fields(Settings)}
    values: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name == FORMER_STAGE and isinstance(value, bool):
            if value and "commit" not in table:
                values["commit"] = "stage"
            continue
        if name not in defaults:
            raise InvalidSettings(f"{path}: unknown option {shorten(key)!r}", _suggest_option(name))
        expected = _describe_mismatch(name, value, defaults[name])
        if expected:
            raise InvalidSettings(
                f"{path}: {format_key(name)} is {show_value(value)}, not {expected}",
                _suggest_value(name, value, defaults[name]),
            )
        values[name] = tuple(value) if isinstance(value, list) else value
    if "silence" in values:
        values["silence"] = tuple(
            Silence(entry["code"], entry["path"], entry["reason"]) for entry in values["silence"]
        )
    if "visibility_rules" in values:
        from minutebook.records.phr.visibility import VisibilityRule

        values["visibility_rules"] = tuple(
            VisibilityRule(**entry) for entry in values["visibility_rules"]
        )
    if "suggest_score" in values:
        values["suggest_score"] = float(values["suggest_score"])
    if "statuses" in values:
        values["statuses"] = {
            word.casefold(): status for word, status in values["statuses"].items()
        }
    if "relations" in values:
        values["relations"] = {
            "-".join(word.casefold().split()): "-".join(reverse.casefold().split())
            for word, reverse in values["relations"].items()
        }
    settings = Settings(**values)
    from minutebook.repository.settings.checks import check_values

    check_values(settings, path)
    settings = replace(
        settings,
        adr_folders=clean_folders(settings.adr_folders, "adr-folders", path, takes_top=True),
        phr_folders=clean_folders(settings.phr_folders, "phr-folders", path),
        templates=clean_folders((settings.templates,), "templates", path)[0],
    )
    check_overlap(settings.adr_folders, settings.phr_folders, path)
    return settings


def _describe_mismatch(name: str, value: object, default: object) -> str:
    """What an option takes instead of a value of another type; "" where it takes the value."""
    if name in OPTION_CHOICES:
        choices = OPTION_CHOICES[name]
        return "" if value in choices else f"one of {format_toml(choices)[1:-1]}"
    if name == "silence":
        is_valid, expected = isinstance(value, list) and all(map(_is_silence, value)), _SILENCE_TYPE
    elif name == "visibility_rules":
        is_valid = isinstance(value, list) and all(map(_is_visibility_rule, value))
        expected = _VISIBILITY_RULE_TYPE
    elif name in ("statuses", "relations"):
        texts = value.values() if isinstance(value, dict) else (None,)
        is_valid = all(isinstance(text, str) for text in texts)
        expected = "a table of texts"
    elif isinstance(default, tuple):
        is_valid = isinstance(value, list) and all(isinstance(item, str) for item in value)
        expected = "a list of texts"
    elif isinstance(default, float):
        is_valid, expected = type(value) in (int, float), "a number"
    else:  # what `topics` holds is checked by the catalogue, where it is used
        is_valid, expected = type(value) is type(default), _TYPE_NAMES[type(default)]
    return "" if is_valid else expected


def _is_silence(entry: object) -> bool:
    return isinstance(entry, dict) and all(
        isinstance(entry.get(key), str) for key in ("code", "path", "reason")
    )


def _is_visibility_rule(entry: object) -> bool:
    """Whether an entry names a visibility and a pattern: a misspelt key must publish nothing."""
    from minutebook.records.phr.visibility import RULE_KEYS, VISIBILITIES

    if not isinstance(entry, dict) or entry.get("visibility") not in VISIBILITIES:
        return False
    patterns = {key: value for key, value in entry.items() if key != "visibility"}
    return bool(patterns) and all(
        key in RULE_KEYS and isinstance(value, str) and value for key, value in patterns.items()
    )


def _suggest_value(name: str, value: object, default: object) -> str:
    """A hint on what to write instead of a value of another type."""
    if isinstance(value, str) and name not in _EXAMPLES and isinstance(default, tuple):
        return f"write {format_key(name)} = {show_value([value])}"
    return f"write it like {format_key(name)} = {_EXAMPLES.get(name) or format_toml(default)}"


def _suggest_option(name: str) -> str:
    import difflib

    names = [option.name for option in fields(Settings)]
    near = difflib.get_close_matches(shorten(name), names, 1)
    return (
        f"did you mean {format_key(near[0])!r}?" if near else "minutebook config lists every option"
    )


# Writing ----------------------------------------------------------------------------------------


def format_key(name: str) -> str:
    """How an option is spelled in the file: `adr_folders` is `adr-folders`."""
    return name.replace("_", "-")


def show_value(value: object) -> str:
    """A value as a message quotes it: a file may hold one of any length."""
    try:
        return shorten(format_toml(value))
    except (ValueError, RecursionError):  # Python writes no number of more than 4,300 digits
        return "what is too long to be shown"


def format_toml(value: object) -> str:
    """A setting's value as TOML writes it."""
    import json

    from minutebook.records.phr.visibility import RULE_KEYS, VisibilityRule

    if isinstance(value, Mapping):
        pairs = (
            f"{key if key.replace('-', 'a').isalnum() and key.isascii() else json.dumps(key)}"
            f" = {format_toml(item)}"
            for key, item in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, Silence):
        return format_toml({"code": value.code, "path": value.path, "reason": value.reason})
    if isinstance(value, VisibilityRule):
        keys = (*RULE_KEYS, "visibility")
        return format_toml({key: getattr(value, key) for key in keys if getattr(value, key)})
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(format_toml, value)) + "]"
    if isinstance(value, str) and "\\" in value and "'" not in value:
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False, default=str)
