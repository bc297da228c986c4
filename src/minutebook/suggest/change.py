"""A change as the signals read it: everything that several of them need, computed once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
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

_MAX_LINE_CHARS = 400  # a longer line was not written by hand and is passed over

_TYPE_DEFINITION = compile_lazily(
    r"\s*(?:(?:export|public|private|protected|abstract|final|sealed|data|default|pub(?:\([a-z]+\))?"
    r"|open|internal|static|case|declare|partial|inline|value)\s+)*"
    r"(?P<kind>class|interface|trait|struct|enum|record|protocol|object|type|newtype|actor)\s+"
    r"(?P<name>[A-Z]\w+)(?P<rest>.*)"
)
_IMPORT_STATEMENT = compile_lazily(
    r"\s*(?:import\s+(?:static\s+|qualified\s+|type\s+)?(?P<a>[\w.]+)|from\s+(?P<b>[\w.]+)\s+import\b"
    r"|(?:pub\s+)?use\s+(?P<c>[\w:\\]+)|using\s+(?:static\s+)?(?P<d>[\w.]+)\s*;"
    r"|require(?:_relative)?\s+['\"](?P<e>[^'\"]+)|#include\s+[<\"](?P<f>[^>\"]+)|alias\s+(?P<g>[A-Z][\w.]+)"
    r"|\"(?P<h>[\w.-]+(?:/[\w.-]+)+)\"\s*$)"
)
_QUOTED_MODULE = compile_lazily(
    r"(?:\bfrom|\brequire\(|\bimport\(|^\s*import)\s*['\"](?P<name>[^'\"\n]+)['\"]"
)
_CAPITALIZED_NAME = compile_lazily(r"\b[A-Z][A-Za-z0-9]{3,}\b")
# What a line that defines a type, or imports, contains in lower case: a cheap test before the
# patterns above.
_TYPE_HINTS = (
    *("class", "interface", "trait", "struct", "enum", "record", "protocol", "object", "type"),
    "actor",
)
_IMPORT_HINTS = ("import", "from", "require", "use ", "using ", "use\t", "include", "alias", "/")


class CodeSummary(Value, frozen=False):
    """What the code of a change defines and imports.

    `new_types` and `removed_types` map names of types to the lines that define them;
    `new_contracts` holds those new types that others implement (interfaces, traits, protocols,
    abstract classes). `new_imports` and `removed_imports` map modules to the lines that import
    them. `type_file_counts` maps each new type to the number of files whose added lines name it.
    """

    new_types: dict[str, Location]
    removed_types: dict[str, Location]
    new_contracts: dict[str, Location]
    new_imports: dict[str, list[Location]]
    removed_imports: dict[str, list[Location]]
    type_file_counts: dict[str, int]


class Change:
    """A diff with the texts about it.

    `texts` maps `message`, `prompt` and `response` to texts. `description` is what says what the
    change is about: the message, or the prompt of a turn, which has no message yet.
    """

    def __init__(
        self, files: tuple[FileDiff, ...], texts: Mapping[str, str], catalogue: Catalogue
    ) -> None:
        self.files = files
        self.catalogue = catalogue
        self.texts = texts
        message = texts.get("message", "").strip()
        self.description = message or texts.get("prompt", "")
        self.description_source = "message" if message else "prompt"
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
        self.code = _summarize_code(self.source_lines)

    def weigh_topic(self, topic: Topic) -> float:
        """Return how architectural choices of the topic's category are, from 0 to 1."""
        category = self.catalogue.categories.get(topic.category)
        return category.weight if category else 0.5

    def select_files(self, *wanted_roles: str) -> list[FileDiff]:
        """Return the files whose role is one of those wanted."""
        return [
            file for file, role in zip(self.files, self.roles, strict=True) if role in wanted_roles
        ]


def read_change(diff: str, texts: Mapping[str, str], catalogue: Catalogue) -> Change:
    """Read a change from its unified diff and its texts (`message`, `prompt`, `response`)."""
    return Change(patch.parse_diff(diff), texts, catalogue)


def _summarize_code(sources: Iterable[tuple[FileDiff, LineIndex, LineIndex]]) -> CodeSummary:
    """Collect the types and imports that lines of code add and remove."""
    added_types: dict[str, Location] = {}
    removed_types: dict[str, Location] = {}
    contracts: dict[str, Location] = {}
    added_imports: dict[str, list[Location]] = defaultdict(list)
    removed_imports: dict[str, list[Location]] = defaultdict(list)
    file_counts: dict[str, int] = defaultdict(int)
    for file, added, removed in sources:
        import_lines: set[int] = set()
        for lines, found_types, found_imports in (
            (added, added_types, added_imports),
            (removed, removed_types, removed_imports),
        ):
            for line_number, text in lines.find_lines(_TYPE_HINTS):
                definition = _TYPE_DEFINITION.match(text) if len(text) <= _MAX_LINE_CHARS else None
                if definition:
                    location = Location(file.path, line_number, make_excerpt(text))
                    found_types[definition["name"]] = location
                    if lines is added and (
                        definition["kind"] in ("interface", "trait", "protocol")
                        or "abstract " in text[: definition.start("name")]
                        or "(ABC" in definition["rest"]
                        or "(Protocol" in definition["rest"]
                    ):
                        contracts[definition["name"]] = location
            for line_number, text in lines.find_lines(_IMPORT_HINTS):
                imported = _find_import(text) if len(text) <= _MAX_LINE_CHARS else ""
                if imported:
                    found_imports[imported].append(
                        Location(file.path, line_number, make_excerpt(text))
                    )
                    if lines is added:
                        import_lines.add(line_number)
        other_lines = [
            text
            for line_number, text in file.added_lines
            if line_number not in import_lines and len(text) <= _MAX_LINE_CHARS
        ]
        for name in set(_CAPITALIZED_NAME.findall("\n".join(other_lines))):
            file_counts[name] += 1
    new_types = {
        name: location for name, location in added_types.items() if name not in removed_types
    }
    return CodeSummary(
        new_types,
        {name: location for name, location in removed_types.items() if name not in added_types},
        {name: location for name, location in contracts.items() if name in new_types},
        {
            name: locations
            for name, locations in added_imports.items()
            if name not in removed_imports
        },
        {
            name: locations
            for name, locations in removed_imports.items()
            if name not in added_imports
        },
        {name: file_counts[name] for name in new_types},
    )


def _find_import(text: str) -> str:
    """Return the module that a line imports; "" for none."""
    if "from" in text or "require" in text or "import" in text:
        match = _QUOTED_MODULE.search(text)
        if match:
            return match["name"]
    match = _IMPORT_STATEMENT.match(text)
    return match[match.lastgroup] if match and match.lastgroup else ""


def get_folder(path: str) -> str:
    """Return the folder of a path; "" at the top."""
    return path.rpartition("/")[0]
