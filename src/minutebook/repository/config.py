"""Settings: what a repository may choose, where that is declared, how it is read.

Settings stand in `minutebook.toml`, or in `[tool.minutebook]` of `pyproject.toml`. The nearest of
these files, from the folder where the command runs up to the repository's top, is the one that
counts. Values are checked here by hand: pydantic would cost each command of a repository with
`rules` more than seven times what Python needs to start.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, get_args

from minutebook.records.model import ADR, PHR, Folder, Silence
from minutebook.repository.config_file import CONFIG_FILENAMES as CONFIG_FILENAMES
from minutebook.repository.config_file import InvalidSettings as InvalidSettings
from minutebook.repository.config_file import find_table, shorten
from minutebook.repository.record_folders import (
    check_overlap,
    clean_folders,
    place_folders,
)

Numbering = Literal["repository", "folder"]
Severity = Literal["off", "info", "warning", "error"]
RecordedTurns = Literal["all", "changes"]
RedactionMode = Literal["on", "off", "extra"]
OnOff = Literal["on", "off"]
OPTION_CHOICES = {
    "adr_numbering": get_args(Numbering),
    "phr_numbering": get_args(Numbering),
    "record": get_args(RecordedTurns),
    "redact": get_args(RedactionMode),
    "redact_personal": get_args(OnOff),
    "suggest": get_args(OnOff),
}
_TYPE_NAMES = {bool: "true or false", int: "a whole number", str: "a text", dict: "a table"}
_SILENCE_TYPE = "a list of tables with the texts `code`, `path` and `reason`"
_EXAMPLES = {
    "rules": '{ stale-index = "off" }',
    "silence": '[{ code = "CODE", path = "PATH", reason = "WHY" }]',
    "statuses": '{ Parked = "deprecated" }',
    "relations": '{ "spiked-in" = "spike-of" }',
    "topics": "{ Caching = { weight = 1.0 } }",
}


def _option(default: Any, doc: str) -> Any:
    if isinstance(default, dict | list):
        return field(default_factory=default.copy, metadata={"doc": doc})
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every option, with its default and what it means. Folders are relative to the file's own."""

    adr_folders: tuple[str, ...] = _option(
        ("decisions",),
        "Folders that hold decisions, read with all below them; `.` is what lies right in the top. "
        "New ones go to the nearest above, else to the first.",
    )
    phr_folders: tuple[str, ...] = _option(
        ("history/prompts",),
        "Folders that hold prompt records; new ones go to the nearest above, else to the first.",
    )
    adr_numbering: Numbering = _option(
        "repository",
        "`repository`: one series of numbers for all decisions; `folder`: one for each folder.",
    )
    phr_numbering: Numbering = _option(
        "repository",
        "`repository`: one series of numbers for all prompts; `folder`: one for each route.",
    )
    adr_template: str = _option(
        "neighbours",
        "`neighbours`: new decisions have the form of those beside them, or of `madr` where there "
        "are none; `madr`, `madr-minimal`, `nygard`, `y-statement`, `spec-kit`, `structured-madr`, "
        "or the path of a file.",
    )
    phr_template: str = _option(
        "neighbours",
        "`neighbours`: new prompt records have the form and the places of spec-kit-plus where the "
        "repository has its template or records of it, else the form `phr`; `phr`, `spec-kit`, or "
        "the path of a file.",
    )
    templates: str = _option(
        "templates",
        "Folder whose `phr.md`, `adr/NAME.md` and `index/NAME.md` are taken before the ones that "
        "come with minutebook.",
    )
    stages: tuple[str, ...] = _option((), "Stages of a prompt beside the ones that are known.")
    statuses: Mapping[str, str] = _option(
        {},
        "A repository's own words for the status of a decision, each with the known status that it "
        "means.",
    )
    relations: Mapping[str, str] = _option(
        {},
        "A repository's own words for links between records, each with the word for the other "
        'end: `{ "spiked-in" = "spike-of" }`.',
    )
    feature_branch: str = _option(
        r"^(?:feat(?:ure)?/)?(?P<feature>\d{3,}-[^/]+)$|^feat(?:ure)?/(?P<name>.+)$",
        "Which branches name a feature: a regular expression; its first group that matched is "
        "the feature.",
    )
    proposed_days: int = _option(
        60, "After how many days a decision that is still `proposed` is reported."
    )
    rules: Mapping[str, Severity] = _option(
        {}, "Severity of a rule of `check` by its code: `off`, `info`, `warning` or `error`."
    )
    silence: tuple[Silence, ...] = _option(
        (), "Findings to leave out: tables with `code`, `path` (may have `*`) and `reason`."
    )
    record: RecordedTurns = _option(
        "all", "Which turns of an agent are recorded: `all`, or those with `changes` to files."
    )
    stage: bool = _option(
        False, "Add the record of an agent's turn to git's index, for the next commit to carry it."
    )
    redact: RedactionMode = _option(
        "on",
        "Hide secrets in what is recorded: `on`, `off`, or `extra` for more by "
        "`minutebook[redact]`.",
    )
    redact_personal: OnOff = _option(
        "off",
        "Hide personal data too, `on` or `off`: e-mail addresses, phone numbers, IP addresses and "
        "host names, IBANs, numbers of cards and of persons.",
    )
    suggest: OnOff = _option(
        "on", "Say at the end of an agent's turn that it decides something: `on`, or `off`."
    )
    suggest_score: float = _option(
        0.0,
        "From which score on a change is said to decide something, above 0 up to 1: higher is "
        "quieter. 0 takes the score that comes with minutebook.",
    )
    suggestion_days: int = _option(
        14, "After how many days a suggestion that nobody answered is reported."
    )
    topics: Mapping[str, object] = _option(
        {}, "Categories and technologies to know beside those of the catalogue, in its own form."
    )
    reserve: str = _option(
        "",
        "A remote, such as `origin`, where each new number is claimed by a ref, so that two clones "
        "never give one number; empty: numbers are this clone's.",
    )
    fsync: bool = _option(False, "Wait until the disk has every page: some milliseconds a file.")

    def list_folders(self) -> tuple[Folder, ...]:
        """The folders of both kinds, in the order in which they are configured."""
        return tuple(
            Folder(
                *(kind, path, numbering, _shorten_path(path, paths), extra_states, own_statuses),
                self.relations,
            )
            for kind, paths, numbering, extra_states, own_statuses in (
                (PHR, self.phr_folders, self.phr_numbering, self.stages, {}),
                (ADR, self.adr_folders, self.adr_numbering, (), self.statuses),
            )
            for path in paths
        )


def _shorten_path(path: str, paths: tuple[str, ...]) -> str:
    """The shortest end of a folder's path that none of the others has; "" without others."""
    if len(paths) == 1:
        return ""
    parts = path.split("/")
    others = [f"/{other}" for other in paths if other != path]
    for count in range(1, len(parts)):
        end = "/".join(parts[-count:])
        if not any(other.endswith(f"/{end}") for other in others):
            return end
    return path


# Reading ----------------------------------------------------------------------------------------


def load(start: str, top: str) -> tuple[Settings, str | None]:
    """The settings in force at `start`, and the path of the file they come from.

    Raises InvalidSettings, naming the option, where the file holds what is not understood.
    """
    source = find_table(start, top)
    if source is None:
        return Settings(), None
    path, table = source
    settings = parse_table(table, path)
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
    from minutebook.repository.config_checks import check_values

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

    if isinstance(value, Mapping):
        pairs = (
            f"{key if key.replace('-', 'a').isalnum() and key.isascii() else json.dumps(key)}"
            f" = {format_toml(item)}"
            for key, item in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, Silence):
        return format_toml({"code": value.code, "path": value.path, "reason": value.reason})
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(format_toml, value)) + "]"
    if isinstance(value, str) and "\\" in value and "'" not in value:
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False, default=str)
