"""A change as the signals see it: what was read from it once, for all of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.dependencies import manifests
from minutebook.suggest.dependencies.manifests import Dependency
from minutebook.suggest.diff import file_roles, patch
from minutebook.suggest.diff.patch import File
from minutebook.suggest.diff.source_files import Lines
from minutebook.suggest.infrastructure import components
from minutebook.suggest.infrastructure.components import Piece
from minutebook.suggest.model import Topic
from minutebook.suggest.signals.base import Spot, excerpt
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
class Code:
    """What the code of a change defines and imports.

    `types` and `gone` map the names of types that are new or gone to their spots; `contracts` are
    those of the new ones that others implement (interfaces, traits, protocols, abstract classes).
    `imports` and `dropped` map what is imported newly, or no more, to the files that do so.
    `used` maps the name of a new type to the files of the change that say it.
    """

    types: dict[str, Spot]
    gone: dict[str, Spot]
    contracts: dict[str, Spot]
    imports: dict[str, list[Spot]]
    dropped: dict[str, list[Spot]]
    used: dict[str, int]


class Change:
    """A diff with its words, read once."""

    def __init__(
        self, files: tuple[File, ...], words: Mapping[str, str], catalogue: Catalogue
    ) -> None:
        self.files = files
        self.catalogue = catalogue
        self.words = words
        # A turn has no message yet: its prompt says what the change is about.
        self.said = words.get("message", "").strip() or words.get("prompt", "")
        self.place = "message" if words.get("message", "").strip() else "prompt"
        self.roles = [file_roles.role(file.path) for file in files]
        self.dependencies: tuple[Dependency, ...] = manifests.dependencies(files)
        self.pieces: tuple[Piece, ...] = components.pieces(files)
        self.topics: tuple[Topic, ...] = recognition.topics(
            files, self.dependencies, self.pieces, words, catalogue
        )
        self.sources = [
            file
            for file, role in zip(files, self.roles, strict=True)
            if role == file_roles.CODE and not file_roles.style(file.path)
        ]
        self.lines = [(file, Lines(file.added), Lines(file.removed)) for file in self.sources]
        self.code = _code(self.lines)

    def weight(self, topic: Topic) -> float:
        """How architectural a choice of the topic's category is, from 0 to 1."""
        held = self.catalogue.categories.get(topic.category)
        return held.weight if held else 0.5

    def of(self, *wanted: str) -> list[File]:
        """The files whose role is one of those wanted."""
        return [file for file, role in zip(self.files, self.roles, strict=True) if role in wanted]


def read(diff: str, words: Mapping[str, str], catalogue: Catalogue) -> Change:
    """A change from its diff and what was said about it: `message`, `prompt`, `response`."""
    return Change(patch.read(diff), words, catalogue)


def _code(sources: Iterable[tuple[File, Lines, Lines]]) -> Code:
    types: dict[str, Spot] = {}
    gone: dict[str, Spot] = {}
    contracts: dict[str, Spot] = {}
    imports: dict[str, list[Spot]] = defaultdict(list)
    dropped: dict[str, list[Spot]] = defaultdict(list)
    said: dict[str, int] = defaultdict(int)
    for file, added, removed in sources:
        own: set[int] = set()  # the lines that import
        for lines, defined, taken in ((added, types, imports), (removed, gone, dropped)):
            for number, text in lines.having(_KINDS):
                found = _TYPE.match(text) if len(text) <= _LONGEST else None
                if found:
                    spot = Spot(file.path, number, excerpt(text))
                    defined[found["name"]] = spot
                    if lines is added and (
                        found["kind"] in ("interface", "trait", "protocol")
                        or "abstract " in text[: found.start("name")]
                        or "(ABC" in found["rest"]
                        or "(Protocol" in found["rest"]
                    ):
                        contracts[found["name"]] = spot
            for number, text in lines.having(_IMPORTING):
                imported = _import(text) if len(text) <= _LONGEST else ""
                if imported:
                    taken[imported].append(Spot(file.path, number, excerpt(text)))
                    if lines is added:
                        own.add(number)
        rest = [text for number, text in file.added if number not in own and len(text) <= _LONGEST]
        for name in set(_WORD.findall("\n".join(rest))):
            said[name] += 1
    fresh = {name: spot for name, spot in types.items() if name not in gone}
    return Code(
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


def folder(path: str) -> str:
    """The folder that a path lies in."""
    return path.rpartition("/")[0]
