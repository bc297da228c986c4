"""What a system is cut into: a service or module that is new, a subsystem that goes, repositories.

No package and no phrase tells of these: the tree does, and how types stand to each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import commonpath

from minutebook.suggest.catalogue.schema import Technology
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.diff.source_files import SourceFile
from minutebook.suggest.topics.code_uses import TechnologyUse

SUBSYSTEM, SERVICE, MODULE, DATA_ACCESS = "Subsystem", "Service", "Module", "Data access"
REPOSITORIES = "repositories"

_FEWEST = 2  # sources that make a part of the system
_GOES, _ROUTED = 0.5, 0.5  # a folder that goes; that others called it
_RUNS, _BUILT = 0.7, 0.5  # a new part that runs by itself, one that is built by itself
_ABSTRACT, _SEVERAL = 0.5, 0.6  # a repository that others implement; several that do

# Folders that hold parts, and are none.
_HOLDERS = file_roles.split_names(
    "src app apps lib libs pkg packages package main java kotlin scala python com org net io de uk",
    "internal cmd modules module services service projects domain domains features plugins source",
)
# Folders that are layers of every part, or no part of what runs.
_LAYERS = file_roles.split_names(
    "util utils helper helpers common shared core base model models view views controller",
    "controllers component components page pages hook hooks type types interface interfaces dto",
    "config configs settings assets static public template templates migrations legacy old tmp",
    "test tests spec specs e2e example examples sample samples demo demos script scripts tool",
    "tools doc docs bin build ci dev hack fixtures mocks locale locales styles store stores router",
    "routers routes api middleware handlers schemas constants website site starter vendor bench",
    "benchmarks spi impl command commands task tasks event events data db http adapters bash",
    "extensions",
)
_NO_NAME = re.compile(r"\.|v\d")  # what tools keep, a version
_ROUTE = re.compile(
    r"@\w+\.(?:get|post|put|patch|delete|route)\(|Mapping\(|\burlpatterns\b|HandleFunc\("
    r"|\b(?:router|app)\.(?:get|post|put|patch|delete|use|include_router)\(|\b(?:API)?Router\("
    r"|\bBlueprint\(|\bclass\s+\w+Controller\b"
)
_CONTRACT = re.compile(
    r"\bclass\s+(\w*Repository)\s*(?:\[\w+\])?\((?=[^)]*\b(?:ABC|ABCMeta|Protocol)\b)"
    r"|\babstract\s+class\s+(\w*Repository)\b|\b(?:interface|trait|protocol)\s+(\w*Repository)\b"
    r"(?!.*\b(?:Jpa|Crud|Mongo|Paging\w*|Reactive\w*|ListCrud)Repository\b)"
    r"|\btype\s+(\w*Repository)\s+interface\b"
)
_DEFINED = re.compile(r"\b(?:class|struct|impl|object|actor)\b")


def find_module_changes(
    files: Iterable[FileDiff], sources: list[SourceFile]
) -> tuple[list[TechnologyUse], list[TechnologyUse]]:
    """What tells of parts that come, and of parts that go."""
    files = list(files)
    return [*_new(files), *_repositories(sources)], list(_gone(files))


def _is_source(file: FileDiff) -> bool:
    return file_roles.find_role(file.path) == file_roles.CODE and not file_roles.is_style_sheet(
        file.path
    )


def _folders(path: str) -> list[str]:
    """The folders that a path lies in, from the top."""
    names = path.split("/")[:-1]
    return ["/".join(names[: at + 1]) for at in range(len(names))]


def _name(folder: str) -> str:
    """What a part is called that lies in a folder; "" where that is the name of no part."""
    for name in reversed(folder.split("/")):
        if name.lower() not in _HOLDERS:
            return "" if name.lower() in _LAYERS or _NO_NAME.match(name) else name
    return ""


def _gone(files: list[FileDiff]) -> Iterator[TechnologyUse]:
    """Folders of which nothing is left, in which several sources were."""
    if not any(file.status == "deleted" for file in files):
        return
    stay = {folder for file in files if file.status != "deleted" for folder in _folders(file.path)}
    stay |= {
        folder for file in files if file.status == "renamed" for folder in _folders(file.old_path)
    }
    come = [file for file in files if file.status == "added"]
    elsewhere = {file.name for file in come}
    groups: dict[str, list[FileDiff]] = {}
    for file in files:
        if file.status == "deleted" and _is_source(file):
            own = next((one for one in _folders(file.path) if _is_free(one, stay)), "")
            groups.setdefault(own, []).append(file)
    fresh = sum(map(_is_source, come)) if groups else 0
    for own, group in groups.items():
        gone = [file for file in group if file.name not in elsewhere]
        name = _name(commonpath([file.path.rpartition("/")[0] for file in group])) if own else ""
        if not name or len(gone) < _FEWEST or len(gone) * 2 <= len(group) + fresh:
            continue  # or it is made anew in another place
        technology = Technology(name, SUBSYSTEM)
        for file in gone:
            yield TechnologyUse(technology, "topic-folder", file.path, 0, file.path, _GOES)
        for file in gone:
            for number, text in file.removed_lines:
                if len(text) < 400 and _ROUTE.search(text):
                    yield TechnologyUse(
                        technology, "topic-policy", file.path, number, text, _ROUTED
                    )


def _is_free(folder: str, stay: set[str]) -> bool:
    return folder not in stay and folder.rpartition("/")[2].lower() not in _HOLDERS


def _new(files: list[FileDiff]) -> Iterator[TechnologyUse]:
    """Folders that are new as a whole, with sources and what builds or runs them."""
    there = {folder for file in files if file.status != "added" for folder in _folders(file.path)}
    roots: dict[str, list[FileDiff]] = {}
    for file in files:
        folder = file.path.rpartition("/")[0]
        if file.status == "added" and folder and (_is_image(file) or _is_manifest(file)):
            roots.setdefault(folder, []).append(file)
    parts = {
        folder: built
        for folder, built in roots.items()
        if folder not in there
        and not any(one in roots for one in _folders(f"{folder}/.")[:-1])
        and all(one.lower() in _HOLDERS for one in folder.split("/")[:-1])
        and _name(folder)
        and sum(one.path.startswith(f"{folder}/") and _is_source(one) for one in files) >= _FEWEST
    }
    if len(parts) > 1 and all(file.status == "added" for file in files):
        return  # everything is new: nothing is a part beside others
    for folder, built in parts.items():
        runs = any(_is_image(file) for file in built)
        technology = Technology(_name(folder), SERVICE if runs else MODULE)
        for file in built:
            yield TechnologyUse(
                technology, "topic-folder", file.path, 0, file.path, _RUNS if runs else _BUILT
            )


def _is_image(file: FileDiff) -> bool:
    return file.name.lower() in ("dockerfile", "containerfile")


def _is_manifest(file: FileDiff) -> bool:
    return file_roles.find_role(file.path) == file_roles.MANIFEST


def _repositories(sources: list[SourceFile]) -> Iterator[TechnologyUse]:
    """Repositories that are contracts, with what implements them, where none are seen before."""
    code = [one for one in sources if one.role == file_roles.CODE]
    contracts: dict[str, tuple[str, int, str]] = {}
    for source in code:
        if any("epositor" in text for _, text in (*source.context_lines, *source.removed_lines)):
            return
        for number, text in source.added_lines:
            match = _CONTRACT.search(text) if "Repository" in text else None
            if match:
                contracts[match[match.lastindex or 0]] = source.path, number, text
    if not contracts:
        return
    either = re.compile(rf"\b(?:{'|'.join(map(re.escape, contracts))})\b")
    own = set(contracts.values())
    made = [
        spot
        for source in code
        for number, text in source.added_lines
        if (spot := (source.path, number, text)) not in own
        and _DEFINED.search(text)
        and (either.search(text) or (source.language == "go" and "epository struct" in text))
    ]
    sure = _SEVERAL if len(made) > 1 else _ABSTRACT
    technology = Technology(REPOSITORIES, DATA_ACCESS)
    for spot in (*own, *made) if made else ():
        yield TechnologyUse(technology, "topic-policy", *spot, sure)
