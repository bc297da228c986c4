"""A change as the signals see it: what was read from it once, for all of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.dependencies import manifests
from minutebook.suggest.dependencies.manifests import DependencyChange
from minutebook.suggest.diff import file_roles, patch
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.diff.source_files import LineIndex
from minutebook.suggest.infrastructure import components
from minutebook.suggest.infrastructure.components import InfrastructurePiece
from minutebook.suggest.model import Topic
from minutebook.suggest.signals.base import Location, make_excerpt
from minutebook.suggest.topics import recognition

_LONGEST = 400  # characters of a line that are looked at: what is longer was not written by hand

_TYPE = re.compile(
    r"\s*(?:(?:export|public|private|protected|abstract|final|sealed|data|default|pub(?:\([a-z]+\))?"
    r"|open|internal|static|case|declare|partial|inline|value)\s+)*"
    r"(?P<kind>class|interface|trait|struct|enum|record|protocol|object|type|newtype|actor)\s+"
    r"(?P<name>[A-Z]\w+)(?P<rest>.*)"
)
_IMPORT = re.compile(
    r"\s*(?:import\s+(?:static\s+|qualified\s+|type\s+)?(?P<a>[\w.]+)|from\s+(?P<b>[\w.]+)\s+import\b"
    r"|(?:pub\s+)?use\s+(?P<c>[\w:\\]+)|using\s+(?:static\s+)?(?P<d>[\w.]+)\s*;"
    r"|require(?:_relative)?\s+['\"](?P<e>[^'\"]+)|#include\s+[<\"](?P<f>[^>\"]+)|alias\s+(?P<g>[A-Z][\w.]+)"
    r"|\"(?P<h>[\w.-]+(?:/[\w.-]+)+)\"\s*$)"
)
_FROM = re.compile(r"(?:\bfrom|\brequire\(|\bimport\(|^\s*import)\s*['\"](?P<name>[^'\"\n]+)['\"]")
_WORD = re.compile(r"\b[A-Z][A-Za-z0-9]{3,}\b")
# What lines that define a type have, and those that import, in lower case.
_KINDS = (
    *("class", "interface", "trait", "struct", "enum", "record", "protocol", "object", "type"),
    "actor",
)
_IMPORTING = ("import", "from", "require", "use ", "using ", "use\t", "include", "alias", "/")


@dataclass(slots=True)
class CodeSummary:
    """What the code of a change defines and imports.

    `types` and `gone` map the names of types that are new or gone to their spots; `contracts` are
    those of the new ones that others implement (interfaces, traits, protocols, abstract classes).
    `imports` and `dropped` map what is imported newly, or no more, to the files that do so.
    `used` maps the name of a new type to the files of the change that say it.
    """

    new_types: dict[str, Location]
    removed_types: dict[str, Location]
    new_contracts: dict[str, Location]
    new_imports: dict[str, list[Location]]
    removed_imports: dict[str, list[Location]]
    type_file_counts: dict[str, int]


class Change:
    """A diff with its words, read once."""

    def __init__(
        self, files: tuple[FileDiff, ...], texts: Mapping[str, str], catalogue: Catalogue
    ) -> None:
        self.files = files
        self.catalogue = catalogue
        self.texts = texts
        # A turn has no message yet: its prompt says what the change is about.
        self.description = texts.get("message", "").strip() or texts.get("prompt", "")
        self.description_source = "message" if texts.get("message", "").strip() else "prompt"
        self.roles = [file_roles.find_role(file.path) for file in files]
        self.dependencies: tuple[DependencyChange, ...] = manifests.find_dependency_changes(files)
        self.pieces: tuple[InfrastructurePiece, ...] = components.find_infrastructure(files)
        self.topics: tuple[Topic, ...] = recognition.detect_topics(
            files, self.dependencies, self.pieces, texts, catalogue
        )
        self.sources = [
            file
            for file, role in zip(files, self.roles, strict=True)
            if role == file_roles.CODE and not file_roles.is_style_sheet(file.path)
        ]
        self.source_lines = [
            (file, LineIndex(file.added_lines), LineIndex(file.removed_lines))
            for file in self.sources
        ]
        self.code = _code(self.source_lines)

    def weigh_topic(self, topic: Topic) -> float:
        """How architectural a choice of the topic's category is, from 0 to 1."""
        held = self.catalogue.categories.get(topic.category)
        return held.weight if held else 0.5

    def select_files(self, *wanted_roles: str) -> list[FileDiff]:
        """The files whose role is one of those wanted."""
        return [
            file for file, role in zip(self.files, self.roles, strict=True) if role in wanted_roles
        ]


def read_change(diff: str, texts: Mapping[str, str], catalogue: Catalogue) -> Change:
    """A change from its diff and what was said about it: `message`, `prompt`, `response`."""
    return Change(patch.parse_diff(diff), texts, catalogue)


def _code(sources: Iterable[tuple[FileDiff, LineIndex, LineIndex]]) -> CodeSummary:
    types: dict[str, Location] = {}
    gone: dict[str, Location] = {}
    contracts: dict[str, Location] = {}
    imports: dict[str, list[Location]] = defaultdict(list)
    dropped: dict[str, list[Location]] = defaultdict(list)
    said: dict[str, int] = defaultdict(int)
    for file, added, removed in sources:
        own: set[int] = set()  # the lines that import
        for lines, defined, taken in ((added, types, imports), (removed, gone, dropped)):
            for number, text in lines.find_lines(_KINDS):
                found = _TYPE.match(text) if len(text) <= _LONGEST else None
                if found:
                    spot = Location(file.path, number, make_excerpt(text))
                    defined[found["name"]] = spot
                    if lines is added and (
                        found["kind"] in ("interface", "trait", "protocol")
                        or "abstract " in text[: found.start("name")]
                        or "(ABC" in found["rest"]
                        or "(Protocol" in found["rest"]
                    ):
                        contracts[found["name"]] = spot
            for number, text in lines.find_lines(_IMPORTING):
                imported = _import(text) if len(text) <= _LONGEST else ""
                if imported:
                    taken[imported].append(Location(file.path, number, make_excerpt(text)))
                    if lines is added:
                        own.add(number)
        rest = [
            text for number, text in file.added_lines if number not in own and len(text) <= _LONGEST
        ]
        for name in set(_WORD.findall("\n".join(rest))):
            said[name] += 1
    fresh = {name: spot for name, spot in types.items() if name not in gone}
    return CodeSummary(
        fresh,
        {name: spot for name, spot in gone.items() if name not in types},
        {name: spot for name, spot in contracts.items() if name in fresh},
        {name: spots for name, spots in imports.items() if name not in dropped},
        {name: spots for name, spots in dropped.items() if name not in imports},
        {name: said[name] for name in fresh},
    )


def _import(text: str) -> str:
    """What a line imports; "" for nothing."""
    if "from" in text or "require" in text or "import" in text:
        found = _FROM.search(text)
        if found:
            return found["name"]
    found = _IMPORT.match(text)
    return found[found.lastgroup] if found and found.lastgroup else ""


def get_folder(path: str) -> str:
    """The folder that a path lies in."""
    return path.rpartition("/")[0]
