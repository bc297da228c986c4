"""The merge driver's place: lines in `.gitattributes`, for all clones, and this clone's setting."""

from __future__ import annotations

import re
from dataclasses import dataclass

from minutebook.agents.install.config_files import (
    INSTALLED,
    NOT_INSTALLED,
    PARTLY_INSTALLED,
    ConfigFile,
)
from minutebook.records.index import index_pages
from minutebook.records.model import PHR
from minutebook.repository.config import Settings
from minutebook.repository.git import repo
from minutebook.text.markdown import detect_newline

ATTRIBUTES_FILE = ".gitattributes"
DRIVER_NAME = "generated blocks of records are made anew, not merged"
# Where the command is missing or fails, git's own line merge: without it, theirs would be lost.
DRIVER_COMMAND = (
    "minutebook merge-driver -- %O %A %B %P %L %X %S %Y ||"
    " { grep -q '^<<<<<<<' %A && exit 1;"
    " git merge-file --marker-size=%L -L ours -L base -L theirs %A %O %B || exit 1; }"
)
_SETTINGS = (("merge.minutebook.name", DRIVER_NAME), ("merge.minutebook.driver", DRIVER_COMMAND))
_OURS = "minutebook merge-driver "
_CURE = "minutebook agents install git"

_OPEN = "# >>> minutebook: written by `minutebook agents install git` >>>"
_SHUT = "# <<< minutebook <<<"
_BLOCK = re.compile(
    rf"^{re.escape(_OPEN)}\r?\n.*?^{re.escape(_SHUT)}(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)


def make_attributes_file(settings: Settings) -> ConfigFile:
    """`.gitattributes` with a block that names the driver for records and their index pages."""
    lines = [_OPEN, *_lines(settings), _SHUT, ""]

    def merge(text: str | None) -> str:
        end = detect_newline(text or "")
        block = end.join(lines)
        if text and _BLOCK.search(text):
            return _BLOCK.sub(lambda _: block, text, count=1)
        between = "" if not text or text.endswith("\n") else end
        return f"{text or ''}{between}{block}"  # what comes last holds

    def state(text: str) -> str:
        if merge(text) == text:
            return INSTALLED
        return PARTLY_INSTALLED if _BLOCK.search(text) else NOT_INSTALLED

    return ConfigFile(
        ATTRIBUTES_FILE, merge, lambda text: _BLOCK.sub("", text, count=1) or None, state
    )


def _lines(settings: Settings) -> list[str]:
    patterns = []
    for folder in settings.list_folders():
        patterns.append(f"/{_literal(folder.path)}/**/*.md")
        home = index_pages.locate_main_page(folder).rpartition("/")[0]
        if folder.kind is PHR and home != folder.path:
            patterns.append(f"/{_literal(home)}/README*.md")
    return [f"{_quoted(pattern)} merge=minutebook" for pattern in dict.fromkeys(patterns)]


def _literal(path: str) -> str:
    r"""A path as a pattern that means it alone: `[`, `*`, `?` and `\` stand for themselves."""
    return re.sub(r"[\\*?\[]", r"\\\g<0>", path)


def _quoted(pattern: str) -> str:
    if not re.search(r"[\s\"\x00-\x1f]", pattern):
        return pattern
    escaped = pattern.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


# The clone's setting ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DriverSettings:
    """What the clone's configuration says of the driver: each setting's value, "" for none."""

    shown_path: str
    values: tuple[str, str]

    @property
    def is_installed(self) -> bool:
        """Whether git calls the driver, be it by another path than ours."""
        return _OURS in self.values[1]

    @property
    def is_current(self) -> bool:
        """Whether nothing is to be written: ours as it is now, or a person's own form of it."""
        said = self.values[1]
        return self.values == (DRIVER_NAME, DRIVER_COMMAND) or (
            self.is_installed and not said.startswith(_OURS)
        )


def read_driver(repository: repo.Repo) -> DriverSettings:
    """What this clone's own configuration says. Raises Trouble where git cannot tell."""
    shown = f"{repository.common_dir}/config".removeprefix(f"{repository.top}/")
    said = [
        repo.run_git(
            repository, "config", "--local", "-z", "--get", key, ok_statuses=(0, 1)
        ).rstrip("\0")
        for key, _ in _SETTINGS
    ]
    return DriverSettings(shown, (said[0], said[1]))


def write_driver(repository: repo.Repo, driver: DriverSettings) -> None:
    """Have git call the driver in this clone. Raises Trouble."""
    for key, value in () if driver.is_current else _SETTINGS:
        repo.run_git(repository, "config", "--local", "--replace-all", key, value)


def remove_driver(repository: repo.Repo, driver: DriverSettings) -> None:
    """Take the settings out; git takes the section with the last of them. Raises Trouble."""
    for key, _ in _SETTINGS if driver.is_installed else ():
        repo.run_git(repository, "config", "--local", "--unset-all", key, ok_statuses=(0, 5))


def find_problems(attributes_state: str, driver: DriverSettings) -> tuple[str, ...]:
    """What is wrong where the attributes are in a state and the configuration says something."""
    if attributes_state != NOT_INSTALLED and not driver.is_installed:
        return (f"git merges generated blocks as text: {_CURE}",)
    if attributes_state != INSTALLED and driver.is_installed:
        return (f"{ATTRIBUTES_FILE} does not name all record folders: {_CURE}",)
    return ()
