"""Parts of a system that come or go: services, modules, subsystems, repositories as contracts.

No package and no phrase shows these: the tree does, and how types relate to each other. They are
the detectors `new-service`, `new-module`, `removed-folder` and `repository-types` of the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from posixpath import commonpath

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.catalogue.schema import (
    NEW_MODULE,
    NEW_SERVICE,
    REMOVED_FOLDER,
    REPOSITORY_TYPES,
    Technology,
)
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.diff.source_files import MAX_LINE_CHARS, SourceFile
from minutebook.suggest.topics.code_uses import TechnologyUse

REPOSITORIES = "repositories"  # the technology that `repository-types` finds

_MAX_REMOVED = 2  # parts that one change removes, of which topics are made
_MIN_SOURCES = 2  # source files that make a part of the system
# Certainties: a folder that is removed, and routes in it; a new part with an image, with a
# manifest alone; a repository with one implementation, with several.
_REMOVED, _ROUTED = 0.5, 0.5
_SERVICE, _MODULE = 0.7, 0.5
_ONE_IMPLEMENTATION, _SEVERAL_IMPLEMENTATIONS = 0.5, 0.6

# Folders that contain parts, and are none themselves.
_CONTAINERS = file_roles.split_names(
    "src app apps lib libs pkg packages package main java kotlin scala python com org net io de uk",
    "internal cmd modules module services service projects domain domains features plugins source",
)
# Folders that are layers within a part, or no part of what runs.
_LAYERS = file_roles.split_names(
    "util utils helper helpers common shared core base model models view views controller",
    "controllers component components page pages hook hooks type types interface interfaces dto",
    "config configs settings assets static public template templates migrations legacy old tmp",
    "test tests spec specs e2e example examples sample samples demo demos script scripts tool",
    "tools doc docs bin build ci dev hack fixtures mocks locale locales styles store stores router",
    "routers routes api middleware handlers schemas constants website site starter vendor bench",
    "benchmarks spi impl command commands task tasks event events data db http adapters bash",
    "extensions buildsrc",
)
_SAMPLE_PATH = compile_lazily(r"(?:^|/)(?:samples?|examples?|demos?)/")
_NOT_A_NAME = compile_lazily(r"\.|v\d")  # a tool's folder, a version
_ROUTE = compile_lazily(
    r"@\w+\.(?:get|post|put|patch|delete|route)\(|Mapping\(|\burlpatterns\b|HandleFunc\("
    r"|\b(?:router|app)\.(?:get|post|put|patch|delete|use|include_router)\(|\b(?:API)?Router\("
    r"|\bBlueprint\(|\bclass\s+\w+Controller\b"
)
_ABSTRACT_REPOSITORY = compile_lazily(
    r"\bclass\s+(\w*Repository)\s*(?:\[\w+\])?\((?=[^)]*\b(?:ABC|ABCMeta|Protocol)\b)"
    r"|\babstract\s+class\s+(\w*Repository)\b|\b(?:interface|trait|protocol)\s+(\w*Repository)\b"
    r"(?!.*\b(?:Jpa|Crud|Mongo|Paging\w*|Reactive\w*|ListCrud)Repository\b)"
    r"|\btype\s+(\w*Repository)\s+interface\b"
)
_TYPE_DEFINITION = compile_lazily(r"\b(?:class|struct|impl|object|actor)\b")


def find_module_changes(
    files: Iterable[FileDiff], sources: list[SourceFile], detectors: Mapping[str, str]
) -> tuple[list[TechnologyUse], list[TechnologyUse]]:
    """What shows parts that a change adds, and parts that it removes.

    `detectors` maps the detectors of the catalogue to categories; one that is not there finds
    nothing.
    """
    files = list(files)
    added = [*_find_new_parts(files, detectors)]
    if REPOSITORY_TYPES in detectors:
        added += _find_repositories(sources, detectors[REPOSITORY_TYPES])
    if REMOVED_FOLDER not in detectors:
        return added, []
    return added, [*_find_removed_parts(files, detectors[REMOVED_FOLDER])]


def _is_source(file: FileDiff) -> bool:
    return file_roles.find_role(file.path) == file_roles.CODE and not file_roles.is_style_sheet(
        file.path
    )


def _is_image(file: FileDiff) -> bool:
    return file.name.lower() in ("dockerfile", "containerfile")


def _is_manifest(file: FileDiff) -> bool:
    return file_roles.find_role(file.path) == file_roles.MANIFEST


def _list_folders(path: str) -> list[str]:
    """The folders that contain a path, from the top."""
    names = path.split("/")[:-1]
    return ["/".join(names[: depth + 1]) for depth in range(len(names))]


def _name_part(folder: str) -> str:
    """What the part in a folder is called; "" where that is the name of no part."""
    for name in reversed(folder.split("/")):
        if name.lower() not in _CONTAINERS:
            return "" if name.lower() in _LAYERS or _NOT_A_NAME.match(name) else name
    return ""


def _find_removed_parts(files: list[FileDiff], category: str) -> Iterator[TechnologyUse]:
    """Folders with several sources, of which nothing is left."""
    if not any(file.status == "deleted" for file in files):
        return
    remaining = {
        folder
        for file in files
        if file.status != "deleted"
        for folder in (
            *_list_folders(file.path),
            *(_list_folders(file.old_path) if file.status == "renamed" else ()),
        )
    }
    added = [file for file in files if file.status == "added"]
    added_names = {file.name for file in added}
    groups: dict[str, list[FileDiff]] = {}  # by the topmost folder that is removed as a whole
    for file in files:
        if file.status == "deleted" and _is_source(file) and not _SAMPLE_PATH.search(file.path):
            removed = (
                folder
                for folder in _list_folders(file.path)
                if folder not in remaining and folder.rpartition("/")[2].lower() not in _CONTAINERS
            )
            groups.setdefault(next(removed, ""), []).append(file)
    added_sources = sum(map(_is_source, added)) if groups else 0
    # A removal takes several folders along: the one with most sources is what it is about.
    largest = sorted(groups.items(), key=lambda item: -len(item[1]))[:_MAX_REMOVED]
    for folder, group in largest:
        deleted = [file for file in group if file.name not in added_names]
        folders = [file.path.rpartition("/")[0] for file in group]
        name = _name_part(commonpath(folders)) if folder else ""
        is_rewritten = len(deleted) * 2 <= len(group) + added_sources  # in another place
        if not name or len(deleted) < _MIN_SOURCES or is_rewritten:
            continue
        technology = Technology(name, category)
        for file in deleted:
            yield TechnologyUse(technology, "topic-folder", file.path, 0, file.path, _REMOVED)
        for file in deleted:
            for number, text in file.removed_lines:
                if len(text) < MAX_LINE_CHARS and _ROUTE.search(text):
                    yield TechnologyUse(
                        technology, "topic-policy", file.path, number, text, _ROUTED
                    )


def _find_new_parts(files: list[FileDiff], detectors: Mapping[str, str]) -> Iterator[TechnologyUse]:
    """Folders that are new as a whole, with sources and what builds or runs them."""
    existing = {
        folder for file in files if file.status != "added" for folder in _list_folders(file.path)
    }
    roots: dict[str, list[FileDiff]] = {}  # folders with what builds or runs them
    for file in files:
        folder = file.path.rpartition("/")[0]
        if file.status == "added" and folder and (_is_image(file) or _is_manifest(file)):
            roots.setdefault(folder, []).append(file)
    parts = {
        folder: builders
        for folder, builders in roots.items()
        if folder not in existing
        and not any(parent in roots for parent in _list_folders(folder))
        and all(name.lower() in _CONTAINERS for name in folder.split("/")[:-1])
        and _name_part(folder)
        and sum(file.path.startswith(f"{folder}/") and _is_source(file) for file in files)
        >= _MIN_SOURCES
    }
    if len(parts) > 1 and all(file.status == "added" for file in files):
        return  # everything is new: nothing is a part beside others
    for folder, builders in parts.items():
        is_service = any(_is_image(file) for file in builders)
        category = detectors.get(NEW_SERVICE if is_service else NEW_MODULE)
        if category is None:
            continue
        technology = Technology(_name_part(folder), category)
        certainty = _SERVICE if is_service else _MODULE
        for file in builders:
            yield TechnologyUse(technology, "topic-folder", file.path, 0, file.path, certainty)


def _find_repositories(sources: list[SourceFile], category: str) -> Iterator[TechnologyUse]:
    """Abstract repositories and what implements them, where no repository was there before."""
    code = [source for source in sources if source.role == file_roles.CODE]
    contracts: dict[str, tuple[str, int, str]] = {}  # by the type's name: path, line, text
    for source in code:
        if any("epositor" in text for _, text in (*source.context_lines, *source.removed_lines)):
            return
        for number, text in source.added_lines:
            match = _ABSTRACT_REPOSITORY.search(text) if "Repository" in text else None
            if match:
                contracts[match[match.lastindex or 0]] = source.path, number, text
    if not contracts:
        return
    any_contract = re.compile(rf"\b(?:{'|'.join(map(re.escape, contracts))})\b")
    contract_lines = dict.fromkeys(contracts.values())  # in the order of the change
    implementations = [
        line
        for source in code
        for number, text in source.added_lines
        if (line := (source.path, number, text)) not in contract_lines
        and _TYPE_DEFINITION.search(text)
        and (any_contract.search(text) or (source.language == "go" and "epository struct" in text))
    ]
    if not implementations:
        return
    is_one = len(implementations) == 1
    certainty = _ONE_IMPLEMENTATION if is_one else _SEVERAL_IMPLEMENTATIONS
    technology = Technology(REPOSITORIES, category)
    for line in (*contract_lines, *implementations):
        yield TechnologyUse(technology, "topic-policy", *line, certainty)
