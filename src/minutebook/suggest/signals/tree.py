"""Signals from what a change does to the tree: what is new, what goes, how far it reaches."""

from __future__ import annotations

import re
from collections.abc import Callable

from minutebook.suggest.change import Change, get_folder
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.model import ALTERNATIVES, IMPACT, SCOPE
from minutebook.suggest.signals.base import (
    EMPTY_RESULT,
    Location,
    Signal,
    SignalResult,
    count_files,
    scale_count,
)

_SCRIPTS = re.compile(r"(?:^|/)(?:bin|scripts?|tools|hack)/")
_LOG = re.compile(
    r"(?:changelog|changes|releases?|release[-_ ]?notes?|history|news)(?:\.\w+)?\Z", re.IGNORECASE
)
_VIEWS = file_roles.split_names(
    ".html .htm .erb .haml .slim .njk .hbs .ejs .twig .jinja .j2 .mustache .css .scss .sass .less",
    ".fxml .xaml .cshtml .razor .gohtml .jsp .liquid .storyboard .xib",
)

Finder = Callable[[Change], SignalResult]


def _files(*wanted: str, full: int, status: str = "") -> Finder:
    """Files of some roles, or those of them that are new (`added`) or go (`deleted`)."""

    def find(change: Change) -> SignalResult:
        return count_files(_of(change, *wanted, status=status), full)

    return find


def _of(change: Change, *wanted: str, status: str = "") -> list[FileDiff]:
    return [
        file
        for file in change.select_files(*wanted)
        if status in ("", file.status) and not (_LOG.match(file.name) and file_roles.DOC in wanted)
    ]


def _sources(full: int, status: str) -> Finder:
    def find(change: Change) -> SignalResult:
        return count_files((file for file in change.sources if file.status == status), full)

    return find


def _share(*wanted: str) -> Finder:
    """The share of the files that have one of some roles."""

    def find(change: Change) -> SignalResult:
        return SignalResult(len(change.select_files(*wanted)) / len(change.files))

    return find


def find_new_folders(change: Change) -> SignalResult:
    """Folders of sources that the change fills alone."""
    there = {get_folder(file.path) for file in change.files if file.status != "added"}
    new = {
        get_folder(file.path): file
        for file in reversed(_of(change, file_roles.CODE, status="added"))
    }
    return count_files([file for name, file in reversed(new.items()) if name not in there], 6)


def find_removed_folders(change: Change) -> SignalResult:
    """Folders of which the change leaves nothing that it names."""
    stay = {get_folder(file.path) for file in change.files if file.status != "deleted"}
    gone: dict[str, list[FileDiff]] = {}
    for file in _of(change, file_roles.CODE, status="deleted"):
        gone.setdefault(get_folder(file.path), []).append(file)
    return count_files(
        (files[0] for name, files in gone.items() if name not in stay and files[1:]), 4
    )


def find_new_languages(change: Change) -> SignalResult:
    """A language that no other file of the change is written in."""
    there = {file.suffix for file in change.sources if file.status != "added"}
    new = {f.suffix: f for f in change.sources if f.status == "added" and f.suffix not in there}
    return count_files(new.values(), 3) if there else EMPTY_RESULT


def count_folders(change: Change) -> SignalResult:
    """How many folders are touched."""
    return count_files({get_folder(file.path): file for file in change.files}.values(), 40)


def count_top_folders(change: Change) -> SignalResult:
    """How many parts of the tree, by the first name of their paths."""
    return count_files({file.path.partition("/")[0]: file for file in change.files}.values(), 8)


def count_roles(change: Change) -> SignalResult:
    """How many roles of files: a decision shows in code, configuration, tests and documents."""
    seen = dict(zip(change.roles, change.files, strict=True))
    return SignalResult(
        scale_count(len(seen) - 1, 6), tuple(Location(file.path) for file in seen.values())
    )


def count_formats(change: Change) -> SignalResult:
    """How many kinds of files by the ends of their names."""
    return SignalResult(scale_count(len({file.suffix for file in change.files}) - 1, 6))


def find_new_scripts(change: Change) -> SignalResult:
    """Scripts and tools that people or machines run from now on."""
    return count_files(
        (f for f in change.files if f.status == "added" and _SCRIPTS.search(f.path)), 2
    )


def measure_added_code(change: Change) -> SignalResult:
    """Lines of code that are new: past some hundreds more of them says nothing more."""
    return SignalResult(scale_count(sum(len(file.added_lines) for file in change.sources), 600))


def measure_removed_code(change: Change) -> SignalResult:
    """Lines of code that go."""
    return SignalResult(scale_count(sum(len(file.removed_lines) for file in change.sources), 600))


def count_changed_files(change: Change) -> SignalResult:
    """How many files."""
    return count_files(change.files, 30)


def measure_added_share(change: Change) -> SignalResult:
    """The share of what is new in what is touched: to change is routine, to begin is not."""
    added = sum(len(file.added_lines) for file in change.files)
    removed = sum(len(file.removed_lines) for file in change.files)
    return SignalResult(added / (added + removed + 10))


def measure_upkeep_share(change: Change) -> SignalResult:
    """The share of locks, manifests and generated files, where no package comes or goes."""
    if any(one.action != "bumped" for one in change.dependencies):
        return EMPTY_RESULT
    return _share(file_roles.LOCK, file_roles.MANIFEST, file_roles.GENERATED)(change)


def measure_view_share(change: Change) -> SignalResult:
    """The share of what is seen: pages, style sheets, pictures, translations."""
    seen = [
        file
        for file, role in zip(change.files, change.roles, strict=True)
        if role == file_roles.ASSET or file.suffix in _VIEWS
    ]
    return SignalResult(len(seen) / len(change.files))


_RUN = "how it runs or is delivered"
_SET = "something has to be set"
_TOLD = "it had to be explained"
SIGNALS: tuple[Signal, ...] = (
    Signal(
        "new-infrastructure-file",
        IMPACT,
        1,
        _RUN,
        _files(file_roles.INFRASTRUCTURE, full=3, status="added"),
    ),
    Signal("infrastructure", IMPACT, 0, _RUN, _files(file_roles.INFRASTRUCTURE, full=3)),
    Signal(
        "gone-infrastructure-file",
        IMPACT,
        1,
        "how it ran is left",
        _files(file_roles.INFRASTRUCTURE, full=3, status="deleted"),
    ),
    Signal(
        "new-migration",
        IMPACT,
        1,
        "data outlives code",
        _files(file_roles.MIGRATION, full=3, status="added"),
    ),
    Signal(
        "new-schema",
        IMPACT,
        1,
        "others rely on it",
        _files(file_roles.SCHEMA, full=3, status="added"),
    ),
    Signal("schema", IMPACT, 1, "others rely on it", _files(file_roles.SCHEMA, full=3)),
    Signal(
        "new-manifest",
        SCOPE,
        0,
        "a module of its own",
        _files(file_roles.MANIFEST, full=3, status="added"),
    ),
    Signal("manifest", SCOPE, 1, "how it is built", _files(file_roles.MANIFEST, full=2)),
    Signal("lock", IMPACT, 0, "what it is built from", _files(file_roles.LOCK, full=1)),
    Signal("new-configuration", SCOPE, 1, _SET, _files(file_roles.CONFIG, full=3, status="added")),
    Signal("configuration", SCOPE, 0, _SET, _files(file_roles.CONFIG, full=4)),
    Signal("documents", ALTERNATIVES, 1, _TOLD, _files(file_roles.DOC, full=4)),
    Signal("new-documents", ALTERNATIVES, 1, _TOLD, _files(file_roles.DOC, full=3, status="added")),
    Signal("new-folder", SCOPE, 1, "a part of the code that was not there", find_new_folders),
    Signal("new-sources", SCOPE, 0, "files that were not there", _sources(20, "added")),
    Signal("gone-sources", SCOPE, 0, "files that are there no more", _sources(20, "deleted")),
    Signal("gone-folder", IMPACT, 1, "a part of the code is left", find_removed_folders),
    Signal("new-language", IMPACT, 1, "it has to be known from now on", find_new_languages),
    Signal("breadth", SCOPE, 0, "it reaches far", count_folders),
    Signal("parts", SCOPE, 1, "it concerns several parts", count_top_folders),
    Signal("kinds", SCOPE, 1, "it shows in code, configuration and documents", count_roles),
    Signal("formats", SCOPE, 1, "it shows in several languages and formats", count_formats),
    Signal("new-scripts", SCOPE, 1, "people run it from now on", find_new_scripts),
    Signal("size", SCOPE, 1, "there is much of it", measure_added_code),
    Signal("gone-lines", SCOPE, 0, "much goes", measure_removed_code),
    Signal("count", SCOPE, 0, "many files", count_changed_files),
    Signal("fresh", IMPACT, 1, "it begins something, rather than change it", measure_added_share),
    Signal(
        "tests-alone",
        "",
        -1,
        "tests follow what is decided",
        _share(file_roles.TEST, file_roles.ASSET),
    ),
    Signal(
        "papers-alone",
        "",
        -1,
        "words about it",
        _share(file_roles.DOC, file_roles.ASSET, file_roles.OTHER),
    ),
    Signal("upkeep-alone", "", -1, "versions go up", measure_upkeep_share),
    Signal("views-alone", "", -1, "it is about what is seen", measure_view_share),
    Signal("assets", "", 0, "pictures and data", _files(file_roles.ASSET, full=10, status="added")),
)
