"""Installs the merge driver: `.gitattributes`, for all clones, and the settings of this clone."""

from __future__ import annotations

import re

from minutebook.agents.install.config_files import (
    BLOCK_END,
    BLOCK_START,
    INSTALLED,
    NOT_INSTALLED,
    PARTLY_INSTALLED,
    ConfigFile,
)
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.operations.indexes.index import read_main_pages
from minutebook.operations.project import Project
from minutebook.records.index import attributes, index_pages
from minutebook.records.index.attributes import ATTRIBUTES_FILE
from minutebook.records.model import INDEX_BLOCK, PHR, ROOT
from minutebook.repository.git import repo
from minutebook.repository.settings.config import Settings
from minutebook.text.markdown import detect_newline, find_block

DRIVER_NAME = "generated blocks of records are made anew, not merged"
# Where the command is missing or fails, git's line merge is done: else their side would be lost.
DRIVER_COMMAND = (
    "minutebook merge-driver -- %O %A %B %P %L %X %S %Y ||"
    " { grep -q '^<<<<<<<' %A && exit 1;"
    " git merge-file --marker-size=%L -L ours -L base -L theirs %A %O %B || exit 1; }"
)
_WANTED_SETTINGS = (
    ("merge.minutebook.name", DRIVER_NAME),
    ("merge.minutebook.driver", DRIVER_COMMAND),
)
_COMMAND_BEGINNING = "minutebook merge-driver "
_INSTALL_HINT = "minutebook agents install git"

_BLOCK = compile_lazily(
    rf"^{re.escape(BLOCK_START)}\r?\n.*?^{re.escape(BLOCK_END)}(?:\r?\n|\Z)",
    re.DOTALL | re.MULTILINE,
)


def make_attributes_file(project: Project) -> ConfigFile:
    """`.gitattributes` with a block that names the driver for records and their index pages.

    Another one, at the beginning, marks the index pages as generated; what state the file is in
    depends on the first alone. That one stays for as long as there are such pages: whatever makes
    them writes it, too.
    """
    lines = [BLOCK_START, *_list_attribute_lines(project.settings), BLOCK_END, ""]
    folders, pages = project.settings.list_folders(), read_main_pages(project)

    def name_driver(text: str | None) -> str:
        newline = detect_newline(text or "")
        block = newline.join(lines)
        if text and _BLOCK.search(text):
            return _BLOCK.sub(lambda _: block, text, count=1)
        separator = "" if not text or text.endswith("\n") else newline
        return f"{text or ''}{separator}{block}"  # of several matching lines git uses the last

    def merge(text: str | None) -> str:
        return name_driver(attributes.mark_generated(text, folders, pages))

    def strip(text: str) -> str | None:
        rest = _BLOCK.sub("", text, count=1)
        has_index = any(find_block(page, INDEX_BLOCK) for page in pages.values())
        return (rest if has_index else attributes.unmark_generated(rest)) or None

    def read_state(text: str) -> str:
        if name_driver(text) == text:
            return INSTALLED
        return PARTLY_INSTALLED if _BLOCK.search(text) else NOT_INSTALLED

    return ConfigFile(ATTRIBUTES_FILE, merge, strip, read_state)


def _list_attribute_lines(settings: Settings) -> list[str]:
    patterns = []
    for folder in settings.list_folders():
        below = (
            "*.md" if folder.path == ROOT else f"{attributes.escape_pattern(folder.path)}/**/*.md"
        )
        patterns.append(f"/{below}")
        main_page_folder = index_pages.locate_main_page(folder).rpartition("/")[0]
        if folder.kind is PHR and main_page_folder != folder.path:
            patterns.append(f"/{attributes.escape_pattern(main_page_folder)}/README*.md")
    return [
        f"{attributes.quote_pattern(pattern)} merge=minutebook"
        for pattern in dict.fromkeys(patterns)
    ]


# The clone's setting ----------------------------------------------------------------------------


class DriverSettings(Value):
    """The clone's configuration of the driver: name and command, "" where they are not set."""

    shown_path: str
    values: tuple[str, str]

    @property
    def is_installed(self) -> bool:
        """Whether git calls the driver, by whatever path."""
        return _COMMAND_BEGINNING in self.values[1]

    @property
    def is_current(self) -> bool:
        """Whether nothing is to be written: our command, or a person's own form of it."""
        command = self.values[1]
        return self.values == (DRIVER_NAME, DRIVER_COMMAND) or (
            self.is_installed and not command.startswith(_COMMAND_BEGINNING)
        )


def read_driver(repository: repo.Repo) -> DriverSettings:
    """Read this clone's own configuration. Raises OperationError where git fails."""
    shown_path = f"{repository.common_dir}/config".removeprefix(f"{repository.top}/")
    values = [repo.read_local_setting(repository, key) for key, _ in _WANTED_SETTINGS]
    return DriverSettings(shown_path, (values[0], values[1]))


def write_driver(repository: repo.Repo, driver: DriverSettings) -> None:
    """Have git call the driver in this clone. Raises OperationError."""
    for key, value in () if driver.is_current else _WANTED_SETTINGS:
        repo.write_local_setting(repository, key, value)


def remove_driver(repository: repo.Repo, driver: DriverSettings) -> None:
    """Remove the settings; git removes the section with the last of them. Raises OperationError."""
    for key, _ in _WANTED_SETTINGS if driver.is_installed else ():
        repo.remove_local_setting(repository, key)


def find_problems(attributes_state: str, driver: DriverSettings) -> tuple[str, ...]:
    """What is wrong with the attributes, in a state of config_files, and the driver's settings."""
    if attributes_state != NOT_INSTALLED and not driver.is_installed:
        return (f"git merges generated blocks as text: {_INSTALL_HINT}",)
    if attributes_state != INSTALLED and driver.is_installed:
        return (f"{ATTRIBUTES_FILE} does not name all record folders: {_INSTALL_HINT}",)
    return ()
