"""Signals from the tree of files: what is added or removed, and how far the change reaches."""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.change import Change, get_folder
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.model import ALTERNATIVES, IMPACT, SCOPE
from minutebook.suggest.signals.base import (
    EMPTY_RESULT,
    Finder,
    Location,
    Signal,
    SignalResult,
    count_files,
    scale_count,
)

_SCRIPT_FOLDER = compile_lazily(r"(?:^|/)(?:bin|scripts?|tools|hack)/")
_CHANGELOG_NAME = compile_lazily(
    r"(?:changelog|changes|releases?|release[-_ ]?notes?|history|news)(?:\.\w+)?\Z", re.IGNORECASE
)
_SAMPLE_PATH = compile_lazily(
    r"(?:^|/)(?:samples?|examples?|demos?|tests?|e2e|benchmarks?|bench|tools?|scripts?|tutorials?"
    r"|[a-z]+-tests?|getting-?started|templates?|fixtures?)/|[./_-](?:tests?|benchmarks?|samples?)/",
    re.IGNORECASE,
)
_MIN_MODULE_SOURCES = 2
# What comes along with code: a folder of it alone founds nothing.
_ACCOMPANYING_ROLES = (file_roles.DOC, file_roles.TEST, file_roles.ASSET, file_roles.OTHER)
_VIEW_SUFFIXES = file_roles.split_names(
    ".html .htm .erb .haml .slim .njk .hbs .ejs .twig .jinja .j2 .mustache .css .scss .sass .less",
    ".fxml .xaml .cshtml .razor .gohtml .jsp .liquid .storyboard .xib",
)


def _find_files(role: str, full_count: int, status: str = "") -> Finder:
    """Make a finder of files of a role, of any status, or of `added` or `deleted` ones."""

    def find(change: Change) -> SignalResult:
        return count_files(_select_files(change, role, status), full_count)

    return find


def _select_files(change: Change, role: str, status: str) -> list[FileDiff]:
    return [
        file
        for file in change.select_files(role)
        if status in ("", file.status) and not (role == file_roles.DOC and is_changelog(file))
    ]


def is_changelog(file: FileDiff) -> bool:
    """Whether a document lists what each release brought."""
    return _CHANGELOG_NAME.match(file.name) is not None


def _measure_sources(status: str) -> Finder:
    """Make a finder that measures the share of sources of a status."""

    def find(change: Change) -> SignalResult:
        files = [file for file in change.sources if file.status == status]
        # A single source says little: two of no status stand beside those that there are.
        return SignalResult(
            len(files) / (len(change.sources) + 2), tuple(Location(file.path) for file in files)
        )

    return find


def _measure_share(*wanted_roles: str) -> Finder:
    """Make a finder that measures the share of files that have one of some roles."""

    def find(change: Change) -> SignalResult:
        return SignalResult(len(change.select_files(*wanted_roles)) / len(change.files))

    return find


def find_new_folders(change: Change) -> SignalResult:
    """Find folders of sources in which all files of the change are new."""
    known_folders = {get_folder(file.path) for file in change.files if file.status != "added"}
    new_folders = {
        get_folder(file.path): file
        for file in reversed(_select_files(change, file_roles.CODE, "added"))
    }
    return count_files(
        [file for folder, file in reversed(new_folders.items()) if folder not in known_folders], 6
    )


def find_removed_folders(change: Change) -> SignalResult:
    """Find folders of several sources in which the change deletes all files that it names."""
    remaining_folders = {get_folder(file.path) for file in change.files if file.status != "deleted"}
    removed_files: dict[str, list[FileDiff]] = {}
    for file in _select_files(change, file_roles.CODE, "deleted"):
        removed_files.setdefault(get_folder(file.path), []).append(file)
    return count_files(
        (
            files[0]
            for folder, files in removed_files.items()
            if folder not in remaining_folders and files[1:]
        ),
        4,
    )


def find_new_modules(change: Change) -> SignalResult:
    """Find new folders with a manifest and sources, in a change that has tests and documents.

    Every step of a large project may add such a folder; one that had to be explained founds
    something.
    """
    if not {file_roles.TEST, file_roles.DOC}.issubset(change.roles):
        return EMPTY_RESULT
    known_folders = {
        folder
        for file in change.files
        if file.status != "added"
        for folder in _list_parents(file.path)
    }
    manifests = [
        file
        for file in _select_files(change, file_roles.MANIFEST, "added")
        if get_folder(file.path)
        and get_folder(file.path) not in known_folders
        and not _SAMPLE_PATH.search(file.path)
    ]
    return count_files(
        (
            file
            for file in manifests
            if sum(source.path.startswith(f"{get_folder(file.path)}/") for source in change.sources)
            >= _MIN_MODULE_SOURCES
        ),
        1,
    )


def _list_parents(path: str) -> list[str]:
    names = path.split("/")[:-1]
    return ["/".join(names[: depth + 1]) for depth in range(len(names))]


def find_new_top_folders(change: Change) -> SignalResult:
    """Find folders at the top whose files are all new, of code and of what builds and runs it."""
    known_names = {file.path.partition("/")[0] for file in change.files if file.status != "added"}
    if not known_names:
        return EMPTY_RESULT
    new_folders: dict[str, FileDiff] = {}
    for file, role in zip(change.files, change.roles, strict=True):
        name, slash, _ = file.path.partition("/")
        if slash and file.status == "added" and role not in _ACCOMPANYING_ROLES:
            new_folders.setdefault(name, file)
    return count_files((file for name, file in new_folders.items() if name not in known_names), 2)


def find_new_root_files(change: Change) -> SignalResult:
    """Find new files at the top that are no code: they set up the whole project."""
    return count_files(
        (
            file
            for file, role in zip(change.files, change.roles, strict=True)
            if file.status == "added"
            and "/" not in file.path
            and role not in (file_roles.LOCK, file_roles.CODE, file_roles.DOC)
        ),
        2,
    )


def count_new_roles(change: Change) -> SignalResult:
    """Count the roles of new files."""
    new_files = {
        role: file
        for file, role in zip(change.files, change.roles, strict=True)
        if file.status == "added"
    }
    return count_files(new_files.values(), 6)


def find_new_languages(change: Change) -> SignalResult:
    """Find new files in languages that no existing file of the change is written in."""
    known_suffixes = {file.suffix for file in change.sources if file.status != "added"}
    new_files = {
        file.suffix: file
        for file in change.sources
        if file.status == "added" and file.suffix not in known_suffixes
    }
    return count_files(new_files.values(), 3) if known_suffixes else EMPTY_RESULT


def count_folders(change: Change) -> SignalResult:
    """Count the folders that are touched."""
    return count_files({get_folder(file.path): file for file in change.files}.values(), 40)


def count_top_folders(change: Change) -> SignalResult:
    """Count the top folders that are touched."""
    return count_files({file.path.partition("/")[0]: file for file in change.files}.values(), 8)


def count_roles(change: Change) -> SignalResult:
    """Count the roles of files: a decision shows in code, configuration, tests and documents."""
    files_by_role = dict(zip(change.roles, change.files, strict=True))
    return SignalResult(
        scale_count(len(files_by_role) - 1, 6),
        tuple(Location(file.path) for file in files_by_role.values()),
    )


def count_formats(change: Change) -> SignalResult:
    """Count the suffixes of file names."""
    return SignalResult(scale_count(len({file.suffix for file in change.files}) - 1, 6))


def find_new_scripts(change: Change) -> SignalResult:
    """Find new scripts and tools."""
    return count_files(
        (
            file
            for file in change.files
            if file.status == "added" and _SCRIPT_FOLDER.search(file.path)
        ),
        2,
    )


def measure_added_code(change: Change) -> SignalResult:
    """Measure the lines of code that are added; above 600, more of them say nothing more."""
    return SignalResult(scale_count(sum(len(file.added_lines) for file in change.sources), 600))


def measure_removed_code(change: Change) -> SignalResult:
    """Measure the share of removed lines of code."""
    added = sum(len(file.added_lines) for file in change.sources)
    removed = sum(len(file.removed_lines) for file in change.sources)
    return SignalResult(removed / (added + removed + 10))


def count_changed_files(change: Change) -> SignalResult:
    """Count the files that are changed."""
    return count_files(change.files, 30)


def measure_added_share(change: Change) -> SignalResult:
    """Measure the share of added lines: changing code is routine, beginning something is not."""
    added = sum(len(file.added_lines) for file in change.files)
    removed = sum(len(file.removed_lines) for file in change.files)
    return SignalResult(added / (added + removed + 10))


def measure_upkeep_share(change: Change) -> SignalResult:
    """Measure the share of locks, manifests and generated files.

    It is 0 where a package is added or removed.
    """
    if any(package.action != "bumped" for package in change.dependencies):
        return EMPTY_RESULT
    return _measure_share(file_roles.LOCK, file_roles.MANIFEST, file_roles.GENERATED)(change)


def measure_view_share(change: Change) -> SignalResult:
    """Measure the share of pages, style sheets, pictures and translations."""
    views = [
        file
        for file, role in zip(change.files, change.roles, strict=True)
        if role == file_roles.ASSET or file.suffix in _VIEW_SUFFIXES
    ]
    return SignalResult(len(views) / len(change.files))


_DELIVERY_REASON = "how it runs or is delivered"
_SETTING_REASON = "something has to be set"
_DOCUMENT_REASON = "it had to be explained"
SIGNALS: tuple[Signal, ...] = (
    Signal(
        "new-infrastructure-file",
        IMPACT,
        1,
        _DELIVERY_REASON,
        _find_files(file_roles.INFRASTRUCTURE, 3, "added"),
    ),
    Signal(
        "infrastructure", IMPACT, 0, _DELIVERY_REASON, _find_files(file_roles.INFRASTRUCTURE, 3)
    ),
    Signal(
        "gone-infrastructure-file",
        IMPACT,
        1,
        "how it ran is left",
        _find_files(file_roles.INFRASTRUCTURE, 3, "deleted"),
    ),
    Signal(
        "new-migration",
        IMPACT,
        1,
        "data outlives code",
        _find_files(file_roles.MIGRATION, 3, "added"),
    ),
    Signal(
        "new-schema", IMPACT, 1, "others rely on it", _find_files(file_roles.SCHEMA, 3, "added")
    ),
    Signal("schema", IMPACT, 1, "others rely on it", _find_files(file_roles.SCHEMA, 3)),
    Signal("new-module", SCOPE, 1, "a module of its own", find_new_modules),
    Signal("manifest", SCOPE, 1, "how it is built", _find_files(file_roles.MANIFEST, 2)),
    Signal("lock", IMPACT, 0, "what it is built from", _find_files(file_roles.LOCK, 1)),
    Signal(
        "new-configuration", SCOPE, 1, _SETTING_REASON, _find_files(file_roles.CONFIG, 3, "added")
    ),
    Signal("configuration", SCOPE, 0, _SETTING_REASON, _find_files(file_roles.CONFIG, 4)),
    Signal("documents", ALTERNATIVES, 1, _DOCUMENT_REASON, _find_files(file_roles.DOC, 4)),
    Signal(
        "new-documents", ALTERNATIVES, 1, _DOCUMENT_REASON, _find_files(file_roles.DOC, 3, "added")
    ),
    Signal("new-folder", SCOPE, 1, "a part of the code that was not there", find_new_folders),
    Signal(
        "new-top-folder", SCOPE, 1, "a part of the project that was not there", find_new_top_folders
    ),
    Signal("new-root-file", SCOPE, 1, "it sets up the whole project", find_new_root_files),
    Signal("new-kinds", SCOPE, 1, "new in code, configuration and documents", count_new_roles),
    Signal("new-sources", SCOPE, 0, "files that were not there", _measure_sources("added")),
    Signal("gone-sources", SCOPE, 0, "files that are there no more", _measure_sources("deleted")),
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
        _measure_share(file_roles.TEST, file_roles.ASSET),
    ),
    Signal(
        "papers-alone",
        "",
        -1,
        "words about it",
        _measure_share(file_roles.DOC, file_roles.ASSET, file_roles.OTHER),
    ),
    Signal("upkeep-alone", "", -1, "versions go up", measure_upkeep_share),
    Signal("views-alone", "", -1, "it is about what is seen", measure_view_share),
    Signal("assets", "", 0, "pictures and data", _find_files(file_roles.ASSET, 10, "added")),
)
