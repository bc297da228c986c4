"""Which technologies a repository uses, as its manifests and its deployment show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from minutebook.lean.values import Value
from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import ECOSYSTEMS, Technology
from minutebook.suggest.dependencies import manifests, registry
from minutebook.suggest.diff import file_roles, patch
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.infrastructure import components
from minutebook.suggest.model import Evidence
from minutebook.suggest.topics import sightings
from minutebook.suggest.topics.code_uses import CodeUses
from minutebook.suggest.topics.sightings import TechnologySighting

# Below this, what is seen serves development alone, or is one of many files of its kind.
_MIN_CERTAINTY = 0.55
_READ_ROLES = frozenset((file_roles.MANIFEST, file_roles.INFRASTRUCTURE, file_roles.CONFIG))
_NAMING_ROLES = _READ_ROLES | {file_roles.CODE, file_roles.MIGRATION, file_roles.SCHEMA}


class Uses(Value):
    """What is seen of technologies, by their names: all of it, and what is part of the product."""

    seen: Mapping[str, Evidence]
    in_product: Mapping[str, Evidence]


class UseChange(Value):
    """The technologies that a change takes up, and those that it gives up, by name."""

    added: Mapping[str, Evidence]
    removed: Mapping[str, Evidence]


def is_telling(path: str) -> bool:
    """Whether a file, by its path, may show what the repository uses: lock files do not."""
    has_reader = registry.find_reader(path) is not None
    if not has_reader and file_roles.is_code_name(path):
        return False  # most files: told without the patterns of roles
    role = file_roles.find_role(path)
    if has_reader:
        return role not in (file_roles.LOCK, file_roles.GENERATED, file_roles.TEST)
    return role in _READ_ROLES


def may_name(path: str) -> bool:
    """Whether a file, by its path, is of the product, so that what it names may be in use."""
    return file_roles.find_role(path) in _NAMING_ROLES


def list_marking_paths(paths: Iterable[str], technologies: Iterable[Technology]) -> list[str]:
    """Those of some paths whose names show that one of some technologies is used."""
    markers = {
        marker.rpartition("/")[2]
        for technology in technologies
        for marker in technology.recognised_by.get("file", ())
    }
    endings = tuple(marker[1:] for marker in markers if marker.startswith("*."))
    return [
        path
        for path in paths
        if (name := path.rpartition("/")[2].lower()) in markers
        or (endings and name.endswith(endings))
        or ("*" in markers and file_roles.find_role(path) == file_roles.INFRASTRUCTURE)
    ]


def find_uses(texts: Mapping[str, str], paths: Iterable[str], catalogue: Catalogue) -> Uses:
    """What files of a tree show: the `texts` of those that tell, and `paths` of others."""
    files = [_make_whole_file(path, text) for path, text in texts.items()]
    named = [FileDiff(path, path, "added") for path in paths if path not in texts]
    seen: dict[str, Evidence] = {}
    in_product: dict[str, Evidence] = {}
    for sighting in _find_sightings((*files, *named), catalogue):
        seen.setdefault(sighting.technology.name, sighting.evidence)
        if sighting.certainty > _MIN_CERTAINTY:
            in_product.setdefault(sighting.technology.name, sighting.evidence)
    return Uses(seen, in_product)


def read_change(diff: str, catalogue: Catalogue) -> UseChange:
    """What a diff takes up and gives up; what it moves is neither."""
    added: dict[str, Evidence] = {}
    removed: dict[str, Evidence] = {}
    for sighting in _find_sightings(patch.parse_diff(diff), catalogue):
        side = added if sighting.is_added else removed
        side.setdefault(sighting.technology.name, sighting.evidence)
    both = added.keys() & removed.keys()
    return UseChange(
        {name: evidence for name, evidence in added.items() if name not in both},
        {name: evidence for name, evidence in removed.items() if name not in both},
    )


def list_names(technology: Technology) -> list[str]:
    """The names by which files show a technology: of packages, images, resources, and in prose.

    Each in lower case, and none that contains another: whoever looks for the short one finds both.
    """
    named = {name.lower() for name in technology.prose_names}
    for method, markers in technology.recognised_by.items():
        if method in ECOSYSTEMS or method in ("image", "resource", "action", "scheme"):
            named.update(_shorten(method, marker.lower()) for marker in markers)
    named.discard("")
    return sorted(name for name in named if not any(other in name for other in named - {name}))


def _shorten(method: str, marker: str) -> str:
    """A marker as it stands in a file: Maven's group and artifact are in lines of their own."""
    group, colon, artifact = marker.partition(":")
    if method == "maven" and colon:
        marker = group if artifact.startswith("*") else artifact
    return marker.rstrip("*").rstrip("-/:.@_")


def _find_sightings(
    files: tuple[FileDiff, ...], catalogue: Catalogue
) -> Iterator[TechnologySighting]:
    dependencies = manifests.find_dependency_changes(files)
    pieces = components.find_infrastructure(files)
    yield from sightings.find_sightings(files, dependencies, pieces, CodeUses(), catalogue)


def _make_whole_file(path: str, text: str) -> FileDiff:
    """A file as a change that adds all of it."""
    lines = [(number, line.rstrip("\r")) for number, line in enumerate(text.split("\n"), 1)]
    return FileDiff(
        path,
        path,
        "added",
        lines=[("+", number, line) for number, line in lines],
        added_lines=lines,
    )
