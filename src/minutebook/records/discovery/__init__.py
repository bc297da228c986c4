"""Finds the records that a repository has already: their folders and numbering.

What reads pages for it is loaded when it is asked for: every command of a repository without a
configuration asks for the usual folders.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from minutebook.lean.values import Value
from minutebook.records.model import ADR, PHR, Folder, Kind

# Where adr-tools, MADR, log4brains and spec-kit-plus put decisions, in the order of their use.
USUAL_ADR_FOLDERS = (
    "decisions",
    "docs/decisions",
    "docs/adr",
    "doc/adr",
    "docs/adrs",
    "doc/architecture/decisions",
    "docs/architecture/decisions",
    "history/adr",
    "adr",
    ".decisions",
    ".adr",
)
# What `export --format markdown-site` and `site build` keep in the folders that they write: pages
# below one were made of records, and are none.
EXPORT_MARK = ".minutebook-export.json"
SITE_MARK = ".minutebook-site.json"
USUAL_PHR_FOLDERS = ("history/prompts",)


class DiscoveredFolder(Value):
    """A folder of records, and how many there are."""

    folder: Folder
    record_count: int


class PassedOver(Value):
    """A folder that was looked at and not taken: how many pages it has, and why it was not.

    `kind` is that of the records that it may hold.
    """

    path: str
    page_count: int
    reason: str
    kind: Kind = ADR


class Survey(Value):
    """What was found in a repository.

    `adopted` has the folders that hold records: those of the whole repository first, then those of
    its parts, each time the one with the most records first. `passed_over` is sorted by path.
    """

    adopted: tuple[DiscoveredFolder, ...]
    passed_over: tuple[PassedOver, ...]


def read_log4brains_folder(text: str) -> str:
    """The folder of the whole project's decisions that a `.log4brains.yml` names; "" for none.

    Those of its packages stand deeper, and are found by their pages.
    """
    pattern = r"(?m)^( {0,8})adrFolder:[ \t]{1,8}[\"']?([^\"'#\r\n]{1,300})"
    folders = [(len(indent), path.strip()) for indent, path in re.findall(pattern, text)]
    return min(folders, key=lambda each: each[0], default=(0, ""))[1]


def choose_usual_folders(
    has_folder: Callable[[str], bool], adr_dir: str
) -> dict[str, tuple[str, ...]]:
    """The settings for folders where nothing is configured: the usual folders that exist.

    `has_folder` tells whether a path is a folder. `adr_dir` is what adr-tools' `.adr-dir` says, ""
    without one.
    """
    settings: dict[str, tuple[str, ...]] = {}
    decisions = [path for path in (adr_dir, *USUAL_ADR_FOLDERS) if path and has_folder(path)]
    if decisions:
        settings["adr_folders"] = (decisions[0],)
    prompts = [path for path in USUAL_PHR_FOLDERS if has_folder(path)]
    if prompts:
        settings["phr_folders"] = tuple(prompts)
        if not decisions:
            settings["adr_folders"] = ("history/adr",)  # where spec-kit-plus would put them
    return settings


def survey_folders(
    paths: Iterable[str], read_text: Callable[[str], str], adr_dir: str = ""
) -> Survey:
    """The folders that hold records, and those that look as if they did and do not.

    `paths` are all files of the repository, `read_text` gives the text of one, `adr_dir` is as for
    `choose_usual_folders`. A folder counts by its name (`adr`, `.decisions` …, `history/prompts`),
    or because most of its pages have the name and the headings of decisions. What was made of
    records, by `export` or as a site, counts for nothing.
    """
    from minutebook.records.discovery import search

    return search.survey_folders(paths, read_text, adr_dir)


def discover_folders(
    paths: Iterable[str], read_text: Callable[[str], str], adr_dir: str = ""
) -> list[DiscoveredFolder]:
    """The folders that hold records, in the order of `Survey.adopted`."""
    return list(survey_folders(paths, read_text, adr_dir).adopted)


def is_named_like_decisions(name: str) -> bool:
    """Whether a folder's name says that it holds decisions: `adr`, `.decisions`, `Decision Log`."""
    from minutebook.records.discovery import folder_words

    return folder_words.is_named_like_decisions(name)


def build_settings(folders: Iterable[DiscoveredFolder]) -> Mapping[str, object]:
    """What the configuration must say for discovered folders: values by option name."""
    settings: dict[str, object] = {}
    folders = list(folders)
    for kind in (ADR, PHR):
        of_kind = [folder for folder in folders if folder.folder.kind is kind]
        if not of_kind:
            continue
        settings[f"{kind.name}_folders"] = [folder.folder.path for folder in of_kind]
        if len(of_kind) > 1 or of_kind[0].folder.numbering == "folder":
            settings[f"{kind.name}_numbering"] = "folder"
    return settings
