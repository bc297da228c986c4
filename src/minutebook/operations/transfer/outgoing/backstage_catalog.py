"""Tells Backstage where decisions are: an annotation in `catalog-info.yaml`, all else as it is."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

import yaml

from minutebook.errors import OperationError
from minutebook.lean.values import Value
from minutebook.operations.project import Project
from minutebook.records.filenames.slugs import slugify
from minutebook.records.model import ADR, ROOT, Folder, Write
from minutebook.repository import files
from minutebook.text.frontmatter.emit import format_scalar
from minutebook.text.markdown import detect_newline

ANNOTATION = "backstage.io/adr-location"
NEW, ADDED, CURRENT, OTHER = "new", "added", "current", "other"
_NAMES = ("catalog-info.yaml", "catalog-info.yml")
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
    """

    path: str
    location: str
    state: str
    text: str
    writes: tuple[Write, ...] = ()


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
        name = slugify(posixpath.basename(project.top)) or "repository"
        text = _NEW_TEXT.format(
            name=format_scalar(name), annotation=ANNOTATION, location=format_scalar(location)
        )
        return CatalogEntry(path, location, NEW, text, (Write(path, text),))
    try:
        stated, text = add_annotation(previous, location)
    except _NotEditable as reason:
        raise OperationError(
            f"{path} cannot be edited: {reason}",
            f"write below metadata.annotations of the component: {ANNOTATION}: {location}",
        ) from None
    if stated:
        state = CURRENT if posixpath.normpath(stated) == location else OTHER
        return CatalogEntry(path, stated, state, previous)
    return CatalogEntry(path, location, ADDED, text, (Write(path, text, previous),))


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
        return str(stated.value), text
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
