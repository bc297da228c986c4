"""Settings: what a repository may choose, where it is declared, how it is read.

Settings stand in `minutebook.toml`, or in `[tool.minutebook]` of `pyproject.toml`. The nearest of
them, from the folder where the command runs up to the repository's top, holds.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, cast, get_args

from minutebook.errors import OperationError, UsageError
from minutebook.records.model import ADR, PHR, Folder, Silence

CONFIG_FILENAMES = ("minutebook.toml", "pyproject.toml")
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
    "suggest": get_args(OnOff),
}


class InvalidSettings(UsageError):
    """The configuration says something that is not understood."""

    code = "config"


def _option(default: Any, doc: str) -> Any:
    if isinstance(default, dict | list):
        return field(default_factory=default.copy, metadata={"doc": doc})
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every option, with its default and what it means. Folders are relative to the file's own."""

    adr_folders: tuple[str, ...] = _option(
        ("decisions",),
        "Folders that hold decisions, read with all below them; new ones go to the first.",
    )
    phr_folders: tuple[str, ...] = _option(
        ("history/prompts",), "Folders that hold prompt records; new ones go to the first."
    )
    adr_numbering: Numbering = _option(
        "repository",
        "`repository`: one row of numbers for all decisions; `folder`: one for each folder.",
    )
    phr_numbering: Numbering = _option(
        "repository",
        "`repository`: one row of numbers for all prompts; `folder`: one for each route.",
    )
    adr_template: str = _option(
        "madr",
        "`madr`, `madr-minimal`, `nygard`, `y-statement`, `spec-kit`, or the path of a file.",
    )
    phr_template: str = _option("phr", "`phr`, or the path of a file.")
    templates: str = _option(
        "templates",
        "Folder whose `phr.md` and `adr/NAME.md` are taken before the ones that come with "
        "minutebook.",
    )
    stages: tuple[str, ...] = _option((), "Stages of a prompt beside the ones that are known.")
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
            Folder(kind, path, numbering, _label(path, paths), extra_states)
            for kind, paths, numbering, extra_states in (
                (PHR, self.phr_folders, self.phr_numbering, self.stages),
                (ADR, self.adr_folders, self.adr_numbering, ()),
            )
            for path in paths
        )


def _label(path: str, paths: tuple[str, ...]) -> str:
    """The shortest end of a folder's path that none of the others has."""
    parts = path.split("/")
    ends = ("/".join(parts[-count:]) for count in range(1, len(parts)))
    others = [f"/{other}" for other in paths if other != path]
    return next((end for end in ends if not any(o.endswith(f"/{end}") for o in others)), path)


def format_key(name: str) -> str:
    """How an option is spelled in the file: `adr_folders` is `adr-folders`."""
    return name.replace("_", "-")


def find_table(start: str, top: str) -> tuple[str, Mapping[str, object]] | None:
    """The nearest file that holds settings, from `start` up to `top`, and its table."""
    folder = start
    while True:
        for name in CONFIG_FILENAMES:
            path = os.path.join(folder, name)
            table = _table(path)
            if table is not None:
                return path, table
        parent = os.path.dirname(folder)
        if folder == top or parent == folder:
            return None
        folder = parent


def _table(path: str) -> Mapping[str, object] | None:
    try:
        with open(path, "rb") as file:
            raw = file.read()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None
    except OSError as error:
        raise OperationError(
            f"{path} cannot be read: {error.strerror}", "see who may read it"
        ) from None
    mine = path.endswith(CONFIG_FILENAMES[0])
    if not mine and b"minutebook" not in raw:
        return None  # most projects: not even the parser is loaded
    import tomllib

    try:
        document: Any = tomllib.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        if not mine:
            return None  # somebody else's file, and somebody else's trouble
        raise InvalidSettings(f"{path} cannot be read: {error}", "it must be valid TOML") from None
    if mine:
        return cast(Mapping[str, object], document)
    tool = document.get("tool")
    table = tool.get("minutebook") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None


def load(start: str, top: str) -> tuple[Settings, str | None]:
    """The settings in force at `start`, and the path of the file they come from.

    Raises BadSettings, naming the option, where the file holds what is not understood.
    """
    found = find_table(start, top)
    if found is None:
        return Settings(), None
    path, table = found
    settings = parse_table(table, path)
    base = os.path.relpath(os.path.dirname(path), top).replace(os.sep, "/")
    if base != ".":
        settings = _below(settings, base)
    return settings, path


def _below(settings: Settings, base: str) -> Settings:
    """The same settings with their folders seen from the top."""
    return replace(
        settings,
        adr_folders=tuple(f"{base}/{path}" for path in settings.adr_folders),
        phr_folders=tuple(f"{base}/{path}" for path in settings.phr_folders),
        templates=f"{base}/{settings.templates}",
    )


def parse_table(table: Mapping[str, object], path: str) -> Settings:
    """The settings that a table of the file `path` asks for."""
    known = {option.name: option for option in fields(Settings)}
    values: dict[str, object] = {}
    for word, value in table.items():
        name = word.replace("-", "_")
        if name not in known:
            raise InvalidSettings(f"{path}: unknown option {word!r}", _nearest(name, known))
        values[name] = value
    defaults = Settings()
    if not all(
        _plain(name, value, getattr(defaults, name)) and value in OPTION_CHOICES.get(name, (value,))
        for name, value in values.items()
    ):
        return _strict(values, path)
    settings = Settings(
        **{
            name: tuple(value) if isinstance(value, list) else value
            for name, value in values.items()
        }  # type: ignore[arg-type]
    )
    return _confined(settings, path)


def _plain(name: str, value: object, default: object) -> bool:
    """Whether a value needs no second look: pydantic is loaded only where one does."""
    if name == "topics":  # what it holds is the catalogue's to judge, where it is used
        return isinstance(value, dict)
    if isinstance(default, tuple):
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return type(value) is type(default) and not isinstance(value, dict) and value != ""


def _strict(values: Mapping[str, object], path: str) -> Settings:
    from pydantic import TypeAdapter, ValidationError

    try:
        settings = TypeAdapter(Settings).validate_python(dict(values))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InvalidSettings(
            f"{path}: {format_key(where)}: {first['msg']}", "minutebook config lists every option"
        ) from None
    return _confined(settings, path)


def _confined(settings: Settings, path: str) -> Settings:
    """The settings with folders in their shortest form; raises BadSettings where one leads away."""
    for name in ("adr_folders", "phr_folders"):
        if not getattr(settings, name):
            raise InvalidSettings(
                f"{path}: {format_key(name)} is empty",
                f"leave it out for {format_toml(getattr(Settings(), name))}",
            )

    for stage in settings.stages:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", stage):
            raise InvalidSettings(
                f"{path}: stages: {stage!r} cannot be part of a file name",
                "use letters, digits, - and _",
            )
    for name in ("proposed_days", "suggestion_days"):
        days = getattr(settings, name)
        if days < 0:
            raise InvalidSettings(f"{path}: {format_key(name)} is {days}", "give days, 0 or more")
    if not 0 <= settings.suggest_score <= 1:
        raise InvalidSettings(
            f"{path}: suggest-score is {settings.suggest_score}",
            "give a share from 0 to 1; 0 takes the score that comes with minutebook",
        )
    if settings.reserve and not re.fullmatch(r"[\w][\w./+-]*", settings.reserve):
        raise InvalidSettings(
            f"{path}: reserve: {settings.reserve!r} is not the name of a remote",
            "git remote lists them",
        )
    try:
        re.compile(settings.feature_branch)
    except re.error as error:
        raise InvalidSettings(
            f"{path}: feature-branch is no regular expression: {error}", "see minutebook config"
        ) from None

    def short(name: str, folder: str) -> str:
        parts = [part for part in folder.split("/") if part not in ("", ".")]
        if not parts or ".." in parts or folder.startswith(("/", "\\")) or "\0" in folder:
            raise InvalidSettings(
                f"{path}: {format_key(name)}: {folder!r} is not a folder below this file",
                'write it like "docs/adr"',
            )
        return "/".join(parts)

    return replace(
        settings,
        adr_folders=tuple(short("adr_folders", folder) for folder in settings.adr_folders),
        phr_folders=tuple(short("phr_folders", folder) for folder in settings.phr_folders),
        templates=short("templates", settings.templates),
    )


def _nearest(name: str, known: Mapping[str, object]) -> str:
    import difflib

    near = difflib.get_close_matches(name, known, 1)
    return (
        f"did you mean {format_key(near[0])!r}?" if near else "minutebook config lists every option"
    )


def format_toml(value: object) -> str:
    """A setting's value as TOML writes it."""
    import json

    if isinstance(value, Mapping):
        pairs = (
            f"{name if name.replace('-', 'a').isalnum() and name.isascii() else json.dumps(name)}"
            f" = {format_toml(item)}"
            for name, item in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, Silence):
        return format_toml({"code": value.code, "path": value.path, "reason": value.reason})
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(format_toml, value)) + "]"
    if isinstance(value, str) and "\\" in value and "'" not in value:
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False, default=str)
