"""Tells Backstage where decisions are: an annotation in `catalog-info.yaml`, all else as it is."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Sequence

import yaml

from minutebook.errors import OperationError
from minutebook.lean.values import Value
from minutebook.operations.project import Project
from minutebook.records.model import ADR, ROOT, Folder, Write
from minutebook.repository import files
from minutebook.repository.git import repo
from minutebook.text.frontmatter.emit import format_scalar
from minutebook.text.markdown import detect_newline

ANNOTATION = "backstage.io/adr-location"
NEW, ADDED, CURRENT, OTHER = "new", "added", "current", "other"
_NULL = "tag:yaml.org,2002:null"
_NAMES = ("catalog-info.yaml", "catalog-info.yml")
_MAX_NAME_CHARS = 63  # that Backstage takes
_MAX_SHOWN = 3
_NEW_TEXT = """\
# What Backstage knows of this repository. Of these lines the owner, the type and the lifecycle are
# to be set by people: https://backstage.io/docs/features/software-catalog/descriptor-format
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: {name}
  annotations:
    {annotation}: {location}
spec:
  type: other
  lifecycle: experimental
  owner: unknown
"""


class CatalogEntry(Value):
    """The descriptor of the catalog, and what becomes of it.

    `state` is NEW where there was none, ADDED where the annotation is written, CURRENT where it is
    there, OTHER where it says something else, which stays: `location` is what it says then.
    `notes` are sentences on components that are left without the annotation.
    """

    path: str
    location: str
    state: str
    text: str
    writes: tuple[Write, ...] = ()
    notes: tuple[str, ...] = ()


class _NotEditable(Exception):
    """A descriptor has a form in which nothing is added; says what was seen."""


def plan_annotation(project: Project, adopted: Sequence[Folder] = ()) -> CatalogEntry:
    """The annotation of the first component in the descriptor that lies at the top.

    Its value is the first folder of decisions, of those `adopted` where some are. Raises
    OperationError where the descriptor cannot be edited, saying what was seen, and what
    `files.find_obstacle` finds.
    """
    candidates = adopted or project.settings.list_folders()
    folders = [each.path for each in candidates if each.kind is ADR]
    location = posixpath.normpath(folders[0]) if folders else ROOT
    path = next((name for name in _NAMES if files.is_file_below(project.top, name)), _NAMES[0])
    if obstacle := files.find_obstacle(project.top, path):
        raise obstacle
    previous = files.read_text(project.top, path)
    if previous is None:
        name = make_name(posixpath.basename(project.top))
        text = _NEW_TEXT.format(
            name=format_scalar(name), annotation=ANNOTATION, location=format_scalar(location)
        )
        notes = _describe_others(project)
        return CatalogEntry(path, location, NEW, text, (Write(path, text),), notes)
    try:
        stated, text = add_annotation(previous, location)
    except _NotEditable as reason:
        raise OperationError(
            f"{path} cannot be edited: {reason}",
            f"write below metadata.annotations of the component: {ANNOTATION}: {location}",
        ) from None
    notes = _describe_further_components(path, previous)
    if stated:
        state = CURRENT if posixpath.normpath(stated) == location else OTHER
        return CatalogEntry(path, stated, state, previous, notes=notes)
    return CatalogEntry(path, location, ADDED, text, (Write(path, text, previous),), notes)


def make_name(folder: str) -> str:
    """A folder's name as that of a component: at most 63 of A-Z, a-z, 0-9, and `-_.` between."""
    plain = unicodedata.normalize("NFKD", folder).encode("ascii", "ignore").decode().lower()
    joined = re.sub(r"[-_.]{2,}", "-", re.sub(r"[^a-z0-9_.]+", "-", plain)).strip("-_.")
    return joined[:_MAX_NAME_CHARS].strip("-_.") or "component"


def _describe_others(project: Project) -> tuple[str, ...]:
    """What is said of descriptors in folders below, where none is at the top."""
    paths = [path for path in repo.list_files(project.repo) if path.endswith(_NAMES)]
    below = sorted(path for path in paths if posixpath.basename(path) in _NAMES and "/" in path)
    if not below:
        return ()
    shown = ", ".join(below[:_MAX_SHOWN])
    more = f" and {len(below) - _MAX_SHOWN} more" if len(below) > _MAX_SHOWN else ""
    return (f"only a descriptor at the top is written; below it stay as they are: {shown}{more}",)


def _describe_further_components(path: str, text: str) -> tuple[str, ...]:
    """What is said of the components behind the first one of a descriptor."""
    nodes = [_get(node, "kind") for node in _compose(text)]
    count = sum(isinstance(node, yaml.ScalarNode) and node.value == "Component" for node in nodes)
    if count < 2:
        return ()
    return (f"{path} has {count} components: {ANNOTATION} is looked for in the first one alone",)


def add_annotation(text: str, location: str) -> tuple[str, str]:
    """What the annotation says already ("" for nothing), and the text with the annotation.

    Raises _NotEditable where nothing can be added without changing something else.
    """
    component = _find_component(_compose(text))
    metadata = _get(component, "metadata")
    if not isinstance(metadata, yaml.MappingNode) or metadata.flow_style:
        raise _NotEditable("its component has no metadata in lines of their own")
    annotations = _get(metadata, "annotations")
    if annotations is not None and (stated := _get(annotations, ANNOTATION)) is not None:
        if not isinstance(stated, yaml.ScalarNode):
            raise _NotEditable(f"its {ANNOTATION} is no text")
        if stated.value.strip() and stated.tag != _NULL:
            return str(stated.value), text
        edited = _replace(text, stated, format_scalar(location))
        _require_same(text, edited, location)
        return "", edited
    indent = " " * metadata.value[0][0].start_mark.column
    line = f"{ANNOTATION}: {format_scalar(location)}"
    if annotations is None:
        after = _find_insertion(metadata)
        edited = _insert(text, after, [f"{indent}annotations:", f"{indent}  {line}"])
    elif isinstance(annotations, yaml.MappingNode) and annotations.value:
        if annotations.flow_style:
            raise _NotEditable("its annotations stand in one line, in braces")
        first = annotations.value[0][0].start_mark
        edited = _insert(text, _find_key(metadata).end_mark.line, [" " * first.column + line])
    else:
        key, start, end = _find_key(metadata), annotations.start_mark, annotations.end_mark
        if text[key.end_mark.index : end.index].strip(" :{}\n"):
            raise _NotEditable("its annotations are no mapping")
        emptied = text[: start.index] + text[end.index :] if end.index > start.index else text
        edited = _insert(emptied, key.end_mark.line, [f"{indent}  {line}"])
    _require_same(text, edited, location)
    return "", edited


def _compose(text: str) -> list[yaml.Node]:
    try:
        return list(yaml.compose_all(text, Loader=yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it is not read as YAML"
        raise _NotEditable(f"{problem}{line}") from None


def _find_component(documents: list[yaml.Node]) -> yaml.Node:
    kinds = []
    for node in documents:
        kind = _get(node, "kind")
        kinds.append(str(kind.value) if isinstance(kind, yaml.ScalarNode) else "none")
        if kinds[-1] == "Component":
            return node
    seen = ", ".join(kinds)
    raise _NotEditable(
        f"no document in it is a Component (seen: {seen})" if seen else "it is empty"
    )


def _get(node: yaml.Node, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    values = [value for name, value in node.value if name.value == key]
    if len(values) > 1:
        raise _NotEditable(f"it has {key} twice")
    return values[0] if values else None


def _find_key(metadata: yaml.MappingNode) -> yaml.Node:
    keys: list[yaml.Node] = [key for key, _ in metadata.value if key.value == "annotations"]
    return keys[0]


def _find_insertion(metadata: yaml.MappingNode) -> int:
    """The line of the name, below which annotations stand; else the one before the first key."""
    for key, value in metadata.value:
        if (
            key.value == "name"
            and value.start_mark.line == key.start_mark.line == value.end_mark.line
        ):
            return int(key.start_mark.line)
    return int(metadata.value[0][0].start_mark.line) - 1


def _replace(text: str, node: yaml.Node, value: str) -> str:
    """The text with another value in the place of a node, which may be empty."""
    before, after = text[: node.start_mark.index], text[node.end_mark.index :]
    space = " " if before.endswith(":") else ""
    return f"{before}{space}{value}{after}"


def _insert(text: str, after: int, lines: list[str]) -> str:
    """The text with lines behind the line of this number, counted from 0."""
    newline = detect_newline(text)
    kept = re.split(r"(?<=\n)", text)
    if after < len(kept) and kept[after] and not kept[after].endswith("\n"):
        kept[after] += newline
    kept.insert(after + 1, "".join(line + newline for line in lines))
    return "".join(kept)


def _require_same(before: str, after: str, location: str) -> None:
    """Raise _NotEditable unless the annotation is all that the edited text says more."""
    try:
        expected, edited = (list(yaml.safe_load_all(text)) for text in (before, after))
    except yaml.YAMLError:
        raise _NotEditable("the annotation finds no place in it") from None
    for document in expected:
        if isinstance(document, dict) and document.get("kind") == "Component":
            annotations = document["metadata"].get("annotations") or {}
            document["metadata"]["annotations"] = {**annotations, ANNOTATION: location}
            break
    if expected != edited:
        raise _NotEditable("the annotation finds no place in it that is its own")
