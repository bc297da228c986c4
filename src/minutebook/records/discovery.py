"""Finds the records that a repository has already: their folders, numbering and template."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from minutebook.records import filenames
from minutebook.records.model import ADR, MARKUP_ENDINGS, PHR, Folder, Kind

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
)
USUAL_PHR_FOLDERS = ("history/prompts",)
_ADR_FOLDER_NAME = re.compile(
    r"(?:l?m?adrs?|(?:architecture[-_ ]?)?decisions?(?:[-_ ](?:records?|log))?"
    r"|architectur(?:e|al)[-_ ]decision[-_ ]records?)$",
    re.IGNORECASE,
)
_ADR_FILE_NAME = re.compile(
    r"(?:l?m?adr[-_ ]?)\d+|\d{3,5}[-_ ]|(?:19|20)\d\d-?\d\d-?\d\d[-_ ]", re.IGNORECASE
)
_DECISION_HEADING = re.compile(
    r"^#{1,4} *(?:\d+[.)] *)?"
    r"(status|context|decision|consequences|considered|rationale|problem|background)",
    re.IGNORECASE | re.MULTILINE,
)
_FOREIGN_FOLDER = re.compile(
    r"(?:^|/)(?:\.[^/]+|node_modules|vendor|third_party|site-packages|templates?)/", re.IGNORECASE
)


# How many pages are read to judge a folder.
_MAX_NAMED_FOLDER_PAGES = 20
_MAX_OTHER_FOLDER_PAGES = 8
_MAX_TEMPLATE_PAGES = 12


@dataclass(frozen=True, slots=True)
class DiscoveredFolder:
    """A folder of records, how many there are, and the template that new ones should follow."""

    folder: Folder
    record_count: int
    template: str


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


def discover_folders(
    paths: Iterable[str], read_text: Callable[[str], str], adr_dir: str = ""
) -> list[DiscoveredFolder]:
    """The folders that hold records, the one with the most records first.

    `paths` are all files of the repository, `read_text` gives the text of one, `adr_dir` is as for
    `choose_usual_folders`. A folder counts by its name (`adr`, `decisions` …, `history/prompts`),
    or because most of its pages have the name and the headings of decisions.
    """
    pages = [path for path in paths if ADR.has_ending(path) and not _FOREIGN_FOLDER.search(path)]
    prompts = _keep_outermost(_get_prompt_folder(path) for path in pages)
    other_pages = _exclude_below(pages, prompts)
    named = [_get_named_folder(path) for path in other_pages]
    if adr_dir:
        named += [adr_dir for path in other_pages if path.startswith(adr_dir + "/")]
    decisions = [
        folder
        for folder in _keep_outermost(named)
        if _has_decisions(folder, other_pages, read_text)
    ]
    stray_pages = _exclude_below(other_pages, decisions)
    decisions += _keep_outermost(_find_folders_by_content(stray_pages, read_text))
    discovered = [_describe_folder(ADR, path, other_pages, read_text) for path in decisions]
    discovered += [_describe_folder(PHR, path, pages, read_text) for path in prompts]
    return sorted(
        (folder for folder in discovered if folder.record_count),
        key=lambda folder: (-folder.record_count, folder.folder.path),
    )


def _keep_outermost(folders: Iterable[str]) -> list[str]:
    """Distinct folders, without those that lie below another one; "" is none."""
    distinct = sorted({folder for folder in folders if folder})
    return [
        folder
        for folder in distinct
        if not any(folder.startswith(other + "/") for other in distinct)
    ]


def _exclude_below(paths: list[str], folders: list[str]) -> list[str]:
    """The paths that lie in none of the folders."""
    prefixes = tuple(folder + "/" for folder in folders)
    return [path for path in paths if not path.startswith(prefixes)]


def _get_prompt_folder(path: str) -> str:
    """`…/history/prompts` for a page below one, "" for any other."""
    parent, folder, _ = path.partition("history/prompts/")
    if folder and (not parent or parent.endswith("/")):
        return parent + "history/prompts"
    return ""


def _get_named_folder(path: str) -> str:
    """The outermost folder around a page that is named like decisions, "" for none."""
    parts = path.split("/")[:-1]
    for depth, part in enumerate(parts, 1):
        if _ADR_FOLDER_NAME.match(part):
            return "/".join(parts[:depth])
    return ""


def _has_decisions(folder: str, pages: list[str], read_text: Callable[[str], str]) -> bool:
    """Whether a folder that is named like decisions holds any: code may have such folders too."""
    inside = [path for path in pages if path.startswith(folder + "/")]
    named_count = sum(1 for path in inside if _is_named_like_decision(path))
    return named_count * 2 >= len(inside) or any(
        _has_decision_headings(read_text(path)) for path in inside[:_MAX_NAMED_FOLDER_PAGES]
    )


def _is_named_like_decision(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    if ADR.strip_ending(name).lower() in filenames.STAND_INS:
        name = folder.rpartition("/")[2]
    return bool(_ADR_FILE_NAME.match(name))


def _has_decision_headings(text: str) -> bool:
    return len(_DECISION_HEADING.findall(text)) > 1


def _find_folders_by_content(pages: list[str], read_text: Callable[[str], str]) -> list[str]:
    """The folders where at least two pages, and half of all, look like decisions."""
    page_counts = Counter(path.rpartition("/")[0] for path in pages)
    named_pages: dict[str, list[str]] = {}
    for path in pages:
        if _is_named_like_decision(path):
            named_pages.setdefault(path.rpartition("/")[0], []).append(path)
    folders = []
    for folder, paths in named_pages.items():
        if folder and len(paths) >= 2 and len(paths) * 2 >= page_counts[folder]:
            sample = paths[:_MAX_OTHER_FOLDER_PAGES]
            decision_count = sum(1 for path in sample if _has_decision_headings(read_text(path)))
            if decision_count * 2 >= len(sample):
                folders.append(folder)
    return folders


def _describe_folder(
    kind: Kind, path: str, pages: list[str], read_text: Callable[[str], str]
) -> DiscoveredFolder:
    """The folder at a path, with the records and the template that its pages show."""
    # Loaded where records are looked for only: `choose_usual_folders` needs none of it.
    folder = Folder(kind, path, "folder" if kind is PHR else "repository")
    records = list(filenames.select_records([folder], pages))
    template = _detect_template(folder, records, read_text) if kind is ADR else "phr"
    return DiscoveredFolder(folder, len(records), template)


def _detect_template(folder: Folder, paths: list[str], read_text: Callable[[str], str]) -> str:
    """The template whose form most of the newest pages have."""
    from minutebook.records import adr, reader
    from minutebook.records.adr.dialects import DEFAULT_TEMPLATE

    by_number = sorted(
        (path for path in paths if not path.lower().endswith(MARKUP_ENDINGS)),
        key=lambda path: filenames.parse_path(folder, path).number or 0,
    )
    counts: Counter[tuple[str, str]] = Counter()  # by dialect and template
    for path in by_number[-_MAX_TEMPLATE_PAGES:]:
        record = reader.read_record(folder, path, read_text(path))
        template = adr.get_dialect(record.dialect).choose_template(record.text)
        counts[record.dialect, template] += 1
    return counts.most_common(1)[0][0][1] if counts else DEFAULT_TEMPLATE


def build_settings(folders: Iterable[DiscoveredFolder]) -> Mapping[str, object]:
    """What the configuration must say for discovered folders: values by option name."""
    settings: dict[str, object] = {}
    folders = list(folders)
    for kind in (ADR, PHR):
        of_kind = [folder for folder in folders if folder.folder.kind is kind]
        if not of_kind:
            continue
        settings[f"{kind.name}_folders"] = [folder.folder.path for folder in of_kind]
        if kind is PHR or len(of_kind) > 1:
            settings[f"{kind.name}_numbering"] = "folder"
        if kind is ADR:
            settings["adr_template"] = of_kind[0].template
    return settings
