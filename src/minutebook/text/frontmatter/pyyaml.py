"""Front matter that is not in canonical form, read by python-frontmatter's YAML handler.

Reading costs several times what the strict reader costs, and loading as much again, so it is used
only for pages that need it.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import accumulate

from minutebook.lean.patterns import compile_lazily
from minutebook.text.frontmatter.emit import parse_plain

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from typing import Any

MAX_YAML_CHARS = 65536
MAX_ALIASES = 16  # uses of `*name`
MAX_NESTING_LEVELS = 20
_YAML_LINE_END = compile_lazily("\r\n|[\n\r\x85\u2028\u2029]")
_DEEP_INDENT = compile_lazily(r"^[ ?:-]{21}", re.MULTILINE)


class UnreadableYaml(Exception):
    """The text is not YAML, or more than is safe to read. `line_index` counts from 0."""

    def __init__(self, message: str, line_index: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line_index = line_index


class _Builder:
    """Builds str, int, bool, None, list and dict from YAML nodes, whatever their tags are."""

    def __init__(self) -> None:
        self.duplicate_keys: list[tuple[str, int]] = []
        self.built_by_node: dict[int, object] = {}
        self.open_nodes: set[int] = set()
        self.alias_count = 0

    def build_value(self, node: Any, *, top: bool = False) -> object:
        if node.id == "scalar":
            return node.value if node.style else parse_plain(node.value)
        node_id = id(node)
        if node_id in self.open_nodes:
            raise UnreadableYaml("an alias leads back to itself", node.start_mark.line)
        if node_id in self.built_by_node:
            self.alias_count += 1
            if self.alias_count > MAX_ALIASES:
                raise UnreadableYaml(
                    f"there are more than {MAX_ALIASES} aliases", node.start_mark.line
                )
            return self.built_by_node[node_id]
        self.open_nodes.add(node_id)
        built: object
        if node.id == "sequence":
            built = [self.build_value(item) for item in node.value]
        else:
            built = self.build_mapping(node, top=top)
        self.open_nodes.discard(node_id)
        self.built_by_node[node_id] = built
        return built

    def build_mapping(self, node: Any, *, top: bool) -> dict[str, object]:
        fields: dict[str, object] = {}
        for key, item in node.value:
            if key.id != "scalar":
                raise UnreadableYaml("a key is a list or a mapping", key.start_mark.line)
            if key.value in fields and top:
                self.duplicate_keys.append((key.value, key.start_mark.line))
            fields[key.value] = self.build_value(item)
        return fields


@cache
def _make_loader_class() -> type:
    import yaml

    base: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        # None of YAML 1.1's guesses: `parse_plain` decides what a word without quotes is.
        yaml_implicit_resolvers: dict[str, list[object]] = {}  # noqa: RUF012

        def construct_document(self, node: Any) -> tuple[object, list[tuple[str, int]]]:
            builder = _Builder()
            return builder.build_value(node, top=True), builder.duplicate_keys

    return Loader


def load_yaml(text: str) -> tuple[object, list[tuple[str, int]]]:
    """A YAML text's value, and its repeated top-level keys with their lines (from 0).

    Dates, floats and digits after a zero stay text; of equal keys the last counts. Raises
    UnreadableYaml and nothing else.
    """
    import yaml
    from frontmatter.default_handlers import YAMLHandler

    if len(text) > MAX_YAML_CHARS:
        raise UnreadableYaml(f"it is over {MAX_YAML_CHARS // 1024} KB")
    try:
        _reject_deep_nesting(text)
        value, duplicate_keys = YAMLHandler().load(text, Loader=_make_loader_class()) or (None, [])
    except UnreadableYaml as error:
        raise UnreadableYaml(error.message, _map_yaml_lines(text)[error.line_index]) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = _map_yaml_lines(text)[mark.line] if mark else 0
        raise UnreadableYaml(error.problem or "not YAML", line) from None
    except (yaml.YAMLError, ValueError) as error:
        # Characters that YAML does not allow, lone surrogates among them.
        raise UnreadableYaml(str(error).split("\n")[0]) from None
    if duplicate_keys:
        text_lines = _map_yaml_lines(text)
        duplicate_keys = [(name, text_lines[line]) for name, line in duplicate_keys]
    return value, duplicate_keys


def _map_yaml_lines(text: str) -> list[int]:
    """For each line as YAML counts them the line of the text, both from 0.

    YAML also ends a line at characters where no editor does.
    """
    line_ends = _YAML_LINE_END.findall(text)
    return [0, *accumulate(end.endswith("\n") for end in line_ends), text.count("\n")]


def _reject_deep_nesting(text: str) -> None:
    """Raise UnreadableYaml for too deep nesting, before the loader recurses into it."""
    if text.count("[") + text.count("{") <= MAX_NESTING_LEVELS and not _DEEP_INDENT.search(text):
        return
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=_make_loader_class()):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_NESTING_LEVELS:
                raise UnreadableYaml(f"it is nested deeper than {MAX_NESTING_LEVELS} levels")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
