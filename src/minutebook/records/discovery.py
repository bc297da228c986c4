"""Find the records that a repository has already: which folders, numbered how, in what form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from minutebook.records import filenames
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
)
USUAL_PHR_FOLDERS = ("history/prompts",)
_ADR_FOLDER = re.compile(
    r"(?:l?m?adrs?|(?:architecture[-_ ]?)?decisions?(?:[-_ ](?:records?|log))?"
    r"|architectur(?:e|al)[-_ ]decision[-_ ]records?)$",
    re.IGNORECASE,
)
_ADR_NAME = re.compile(
    r"(?:l?m?adr[-_ ]?)\d+|\d{3,5}[-_ ]|(?:19|20)\d\d-?\d\d-?\d\d[-_ ]", re.IGNORECASE
)
_HEADINGS = re.compile(
    r"^#{1,4} *(?:\d+[.)] *)?"
    r"(status|context|decision|consequences|considered|rationale|problem|background)",
    re.IGNORECASE | re.MULTILINE,
)
_NOT_OURS = re.compile(
    r"(?:^|/)(?:\.[^/]+|node_modules|vendor|third_party|site-packages|templates?)/", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DiscoveredFolder:
    """A folder of records, how many there are, and the template that new ones should follow."""

    folder: Folder
    record_count: int
    template: str


def choose_usual_folders(
    has_folder: Callable[[str], bool], adr_dir: str
) -> dict[str, tuple[str, ...]]:
    """The settings for folders where nothing is configured: the usual places that are there.

    `adr_dir` is what adr-tools' `.adr-dir` says, "" without one.
    """
    chosen: dict[str, tuple[str, ...]] = {}
    decisions = [place for place in (adr_dir, *USUAL_ADR_FOLDERS) if place and has_folder(place)]
    if decisions:
        chosen["adr_folders"] = (decisions[0],)
    prompts = [place for place in USUAL_PHR_FOLDERS if has_folder(place)]
    if prompts:
        chosen["phr_folders"] = tuple(prompts)
        if not decisions:
            chosen["adr_folders"] = ("history/adr",)  # where spec-kit-plus would put them
    return chosen


def discover_folders(
    paths: Iterable[str], read_text: Callable[[str], str], adr_dir: str = ""
) -> list[DiscoveredFolder]:
    """The folders that hold records, among all files of a repository.

    A folder counts by its name (`adr`, `decisions` …, `history/prompts`), or because most of its
    pages have the name and the headings of decisions. The one with the most records comes first.
    """
    pages = [path for path in paths if path.lower().endswith(".md") and not _NOT_OURS.search(path)]
    prompts = _roots(_prompt_folder(path) for path in pages)
    rest = [path for path in pages if not any(path.startswith(root + "/") for root in prompts)]
    by_name = [_named_folder(path) for path in rest]
    if adr_dir:
        by_name += [adr_dir for path in rest if path.startswith(adr_dir + "/")]
    decisions = _roots(by_name)
    decisions = [root for root in decisions if _holds_records(root, rest, read_text)]
    stray = [path for path in rest if not any(path.startswith(root + "/") for root in decisions)]
    decisions += _roots(_by_content(stray, read_text))
    found = [_found(ADR, root, rest, read_text) for root in decisions] + [
        _found(PHR, root, pages, read_text) for root in prompts
    ]
    return sorted(
        (one for one in found if one.record_count),
        key=lambda one: (-one.record_count, one.folder.path),
    )


def _roots(folders: Iterable[str]) -> list[str]:
    """Distinct folders, without those that lie below another one."""
    distinct = sorted({folder for folder in folders if folder})
    return [one for one in distinct if not any(one.startswith(other + "/") for other in distinct)]


def _prompt_folder(path: str) -> str:
    """`…/history/prompts` for a page below one, "" for any other."""
    before, found, _ = path.partition("history/prompts/")
    if found and (not before or before.endswith("/")):
        return before + "history/prompts"
    return ""


def _named_folder(path: str) -> str:
    parts = path.split("/")[:-1]
    for depth, part in enumerate(parts, 1):
        if _ADR_FOLDER.match(part):
            return "/".join(parts[:depth])
    return ""


def _holds_records(root: str, pages: list[str], text: Callable[[str], str]) -> bool:
    """Whether a folder that is named like decisions holds any: code may have such folders too."""
    inside = [path for path in pages if path.startswith(root + "/")]
    named = sum(1 for path in inside if _looks_named(path))
    return named * 2 >= len(inside) or any(
        len(_HEADINGS.findall(text(path))) > 1 for path in inside[:20]
    )


def _looks_named(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return bool(_ADR_NAME.match(folder.rpartition("/")[2] if name.lower() == "readme.md" else name))


def _by_content(pages: list[str], text: Callable[[str], str]) -> list[str]:
    folders = Counter(path.rpartition("/")[0] for path in pages)
    named = Counter(path.rpartition("/")[0] for path in pages if _looks_named(path))
    chosen = []
    for folder, count in named.items():
        if folder and count >= 2 and count * 2 >= folders[folder]:
            mine = [
                path for path in pages if path.rpartition("/")[0] == folder and _looks_named(path)
            ][:8]
            if sum(1 for path in mine if len(_HEADINGS.findall(text(path))) > 1) * 2 >= len(mine):
                chosen.append(folder)
    return chosen


def _found(kind: Kind, root: str, pages: list[str], text: Callable[[str], str]) -> DiscoveredFolder:
    folder = Folder(kind, root, "folder" if kind is PHR else "repository")
    from minutebook.records import (
        reader,  # only where records are looked for: `places` needs none of it
    )

    mine = [
        path for path in pages if path.startswith(root + "/") and reader.is_record(folder, path)
    ]
    return DiscoveredFolder(
        folder, len(mine), _template(folder, mine, text) if kind is ADR else "phr"
    )


def _template(folder: Folder, paths: list[str], text: Callable[[str], str]) -> str:
    """The template whose form most of the newest pages have."""
    from minutebook.records import reader

    forms: Counter[str] = Counter()
    for path in sorted(
        paths, key=lambda path: filenames.parse_name(ADR, path.rpartition("/")[2]).number or 0
    )[-12:]:
        record = reader.read_record(folder, path, text(path))
        kit = record.dialect == "bullet" and record.text.lstrip("\ufeff").startswith("# ADR-")
        forms["spec-kit" if kit else record.dialect] += 1
    top = forms.most_common(1)[0][0] if forms else "front-matter"
    return {"nygard": "nygard", "spec-kit": "spec-kit"}.get(top, "madr")


def build_settings(folders: Iterable[DiscoveredFolder]) -> Mapping[str, object]:
    """What the configuration must say for the folders that were found, by option name."""
    table: dict[str, object] = {}
    for kind in (ADR, PHR):
        mine = [one for one in folders if one.folder.kind is kind]
        if mine:
            table[f"{kind.name}_folders"] = [one.folder.path for one in mine]
            if kind is PHR or len(mine) > 1:
                table[f"{kind.name}_numbering"] = "folder"
        if mine and kind is ADR:
            table["adr_template"] = mine[0].template
    return table
