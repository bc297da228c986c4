"""Front matter that is not in canonical form, read by python-frontmatter's YAML handler.

It costs several times what the strict reader does, and as much again to load: only pages that need
it get it.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import accumulate

from minutebook.text.frontmatter.emit import parse_plain

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from typing import Any

MAX_YAML_CHARS, MAX_ALIASES, MAX_NESTING_LEVELS = (
    65536,
    16,
    20,
)  # characters, uses of `*name`, levels
_ENDS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # where YAML sees a line's end
_DEEP = re.compile(r"^[ ?:-]{21}", re.MULTILINE)


class UnreadableYaml(Exception):
    """The text is not YAML, or is more than is safe to read. `line` counts from 0 in the text."""

    def __init__(self, message: str, line_index: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line_index = line_index


class _Builder:
    """Builds plain data alone: no tag makes anything but str, int, bool, None, list or dict."""

    def __init__(self) -> None:
        self.twice: list[tuple[str, int]] = []
        self.done: dict[int, object] = {}
        self.open: set[int] = set()
        self.uses = 0

    def value(self, node: Any, *, top: bool = False) -> object:
        if node.id == "scalar":
            return node.value if node.style else parse_plain(node.value)
        known = id(node)
        if known in self.open:
            raise UnreadableYaml("an alias leads back to itself", node.start_mark.line)
        if known in self.done:
            self.uses += 1
            if self.uses > MAX_ALIASES:
                raise UnreadableYaml(
                    f"there are more than {MAX_ALIASES} aliases", node.start_mark.line
                )
            return self.done[known]
        self.open.add(known)
        made: object
        if node.id == "sequence":
            made = [self.value(item) for item in node.value]
        else:
            made = self.mapping(node, top=top)
        self.open.discard(known)
        self.done[known] = made
        return made

    def mapping(self, node: Any, *, top: bool) -> dict[str, object]:
        made: dict[str, object] = {}
        for key, item in node.value:
            if key.id != "scalar":
                raise UnreadableYaml("a key is a list or a mapping", key.start_mark.line)
            if key.value in made and top:
                self.twice.append((key.value, key.start_mark.line))
            made[key.value] = self.value(item)
        return made


@cache
def _loader() -> type:
    import yaml

    base: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        # None of YAML 1.1's guesses: `plain` says what a word without quotes is.
        yaml_implicit_resolvers: dict[str, list[object]] = {}  # noqa: RUF012

        def construct_document(self, node: Any) -> tuple[object, list[tuple[str, int]]]:
            builder = _Builder()
            return builder.value(node, top=True), builder.twice

    return Loader


def load_yaml(text: str) -> tuple[object, list[tuple[str, int]]]:
    """What a YAML text says, and its top-level keys that come twice with their lines (from 0).

    Dates, floats and digits after a zero stay strings; of two equal keys the last wins. Raises
    Unreadable, and nothing else.
    """
    import yaml
    from frontmatter.default_handlers import YAMLHandler

    if len(text) > MAX_YAML_CHARS:
        raise UnreadableYaml(f"it is over {MAX_YAML_CHARS // 1024} KB")
    try:
        _shallow(text)
        value, twice = YAMLHandler().load(text, Loader=_loader()) or (None, [])
    except UnreadableYaml as error:
        raise UnreadableYaml(error.message, _lines(text)[error.line_index]) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = _lines(text)[mark.line] if mark else 0
        raise UnreadableYaml(error.problem or "not YAML", line) from None
    except (yaml.YAMLError, ValueError) as error:
        # Characters that YAML has no place for, lone surrogates among them.
        raise UnreadableYaml(str(error).split("\n")[0]) from None
    if twice:
        own = _lines(text)
        twice = [(name, own[line]) for name, line in twice]
    return value, twice


def _lines(text: str) -> list[int]:
    """For each line as YAML counts them the line of the text, both from 0.

    YAML also ends a line where no editor shows one.
    """
    ends = _ENDS.findall(text)
    return [0, *accumulate(end.endswith("\n") for end in ends), text.count("\n")]


def _shallow(text: str) -> None:
    """Refuse nesting deeper than DEPTH before the loader recurses into it."""
    if text.count("[") + text.count("{") <= MAX_NESTING_LEVELS and not _DEEP.search(text):
        return
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=_loader()):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_NESTING_LEVELS:
                raise UnreadableYaml(f"it is nested deeper than {MAX_NESTING_LEVELS} levels")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
