"""Which packages a change adds or removes, by name. A new version of one is neither."""

from __future__ import annotations

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, field
from minutebook.suggest.dependencies.entry import CATALOGUE_REFERENCE, OWN_PACKAGE, PackageEntry
from minutebook.suggest.dependencies.registry import find_reader, is_lock_file
from minutebook.suggest.diff.patch import FileDiff, split_hunks

MAX_EXCERPT_CHARS = 120

# Ecosystems where one lock file is for all modules below it.
_SHARED_LOCK_ECOSYSTEMS = frozenset(["npm", "pypi", "cargo"])
_DEVELOPMENT_PATH = compile_lazily(
    r"(?:^|[/._-])(?:dev|develop|development|tests?|testing|e2e|specs?|lint|docs?|ci|bench|"
    r"benchmarks?|examples?|samples?|demos?)(?=[/._-])"
)
_VERSION_VARIABLE = compile_lazily(
    r"[\s,\"']*(?:version\s*[:=]\s*[\"']?)?\$\{?(?:\w+\.)*(\w+)\}?[\"')\s,]*$"
)
_VARIABLE_DEFINITION = compile_lazily(
    r"\b(\w++)[\"'\])]*+\s*+(?::\s*+String\s*+)?=|\b(\w++)\s+by\s+extra\b"
)


class DependencyChange(Value):
    """A package that a change adds (`added`), removes (`removed`) or updates (`bumped`).

    `name` is as the ecosystem compares names. `line` counts from 1, in the old text for what was
    removed. `is_dev`: for development and tests alone, as far as can be seen. `is_direct`: a
    manifest names it; False where a lock file alone does, so that another package may have brought
    it. `is_kept`: a manifest names it no more, and a lock file that is updated with it keeps it:
    another package needs it, and perhaps its version alone was pinned.
    """

    ecosystem: str
    name: str
    action: str
    path: str
    line: int
    excerpt: str
    is_dev: bool = False
    is_direct: bool = True
    is_kept: bool = False


PackageKey = tuple[str, str]  # the ecosystem, and the name
FileEntries = list[tuple[FileDiff, PackageEntry]]


class _Side(Value, frozen=False):
    """What the manifests and lock files of a change say, before it or after it.

    `direct` are the packages that manifests name, `locked` those of lock files, `own_names` the
    names of the repository's own packages, `references` what manifests refer to in a central file,
    by the manifest's path.
    """

    direct: dict[PackageKey, FileEntries] = field(default_factory=dict)
    locked: dict[PackageKey, FileEntries] = field(default_factory=dict)
    own_names: set[str] = field(default_factory=set)
    references: dict[str, set[str]] = field(default_factory=dict)

    def add(self, file: FileDiff, ecosystem: str, entry: PackageEntry) -> None:
        if entry.ecosystem == OWN_PACKAGE:
            self.own_names.add(entry.name)
        elif entry.ecosystem == CATALOGUE_REFERENCE:
            self.references.setdefault(file.path, set()).add(entry.name)
        else:
            packages = self.direct if entry.is_direct else self.locked
            key = (entry.ecosystem or ecosystem, entry.name)
            packages.setdefault(key, []).append((file, entry))


def find_dependency_changes(files: tuple[FileDiff, ...]) -> tuple[DependencyChange, ...]:
    """The packages that a change adds, removes or updates.

    First those of manifests, then those of lock files alone. All manifests of an ecosystem count
    as one: a name that moves between them, or that a line of context has, too, is no change. Nor
    is one that the manifest of a further module takes from what the repository has: by a variable,
    a version catalogue, a lock file of the whole. Nothing raises, whatever the files say.
    """
    before, after = _Side(), _Side()
    locks: list[tuple[str, str]] = []  # the ecosystem and folder of lock files that are changed
    for file in files:
        reader = find_reader(file.path)
        if reader is None or not file.lines:
            continue
        ecosystem, read = reader
        is_shared = ecosystem in _SHARED_LOCK_ECOSYSTEMS and is_lock_file(file.path)
        if is_shared and file.status == "modified":
            locks.append((ecosystem, file.path.rpartition("/")[0]))
        is_dev_file = _DEVELOPMENT_PATH.search(file.path.lower()) is not None
        for hunks, side in zip(split_hunks(file), (before, after), strict=True):
            for hunk in hunks:
                for entry in read(hunk):
                    entry.is_dev = entry.is_dev or is_dev_file
                    side.add(file, ecosystem, entry)
    return (
        *_find_direct_changes(files, after, before, "added", locks),
        *_find_direct_changes(files, before, after, "removed", locks),
        *(
            _make_change(key, entries, "bumped")
            for key, entries in after.direct.items()
            if key in before.direct and _versions(entries) != _versions(before.direct[key])
        ),
        *_find_locked_changes(after, before, "added"),
        *_find_locked_changes(before, after, "removed"),
    )


def _versions(entries: FileEntries) -> set[str]:
    return {entry.version for _, entry in entries}


def _find_direct_changes(
    files: tuple[FileDiff, ...],
    side: _Side,
    other_side: _Side,
    action: str,
    locks: list[tuple[str, str]],
) -> list[DependencyChange]:
    """The packages that manifests have on one side of a change alone."""
    own_names = side.own_names | other_side.own_names
    packages = {
        key: entries
        for key, entries in side.direct.items()
        if key not in other_side.direct
        and not _is_own(key, own_names)
        and not _is_in_same_file(entries, other_side.locked.get(key, []))
    }
    if not packages:
        return []
    whole_file_status = "added" if action == "added" else "deleted"
    has_variables = any(
        _VERSION_VARIABLE.match(entry.version)
        for entries in packages.values()
        for _, entry in entries
    )
    defined = _find_definitions(files, action) if has_variables else set()

    def is_known(key: PackageKey, file: FileDiff, entry: PackageEntry) -> bool:
        """Whether the repository has the package elsewhere, where the change does not show it."""
        references = side.references.get(file.path, set())
        if other_side.references.get(file.path, set()) - references:
            return True  # it was moved into a version catalogue, or out of it
        variable = _VERSION_VARIABLE.match(entry.version)
        if variable and "/" in file.path and key[0] == "maven" and variable[1] not in defined:
            return True
        folder = file.path.rpartition("/")[0]
        if file.status == whole_file_status and (
            key not in side.locked or key in other_side.locked
        ):
            return any(
                ecosystem == key[0] and (not parent or folder.startswith(f"{parent}/"))
                for ecosystem, parent in locks
                if parent != folder
            )
        return False

    locked = {ecosystem for ecosystem, _ in locks} if action == "removed" else set()
    return [
        _make_change(
            key,
            entries,
            action,
            is_kept=key[0] in locked and (key not in side.locked or key in other_side.locked),
        )
        for key, entries in packages.items()
        if not all(is_known(key, file, entry) for file, entry in entries)
    ]


def _is_in_same_file(entries: FileEntries, others: FileEntries) -> bool:
    """Whether a file has a package on both sides.

    Requirements that got hashes are locked, and so are Go's that got the comment `// indirect`.
    """
    return not {file.path for file, _ in entries}.isdisjoint(file.path for file, _ in others)


def _find_locked_changes(side: _Side, other_side: _Side, action: str) -> list[DependencyChange]:
    """The packages that lock files have on one side of a change alone, and manifests on none."""
    own_names = side.own_names | other_side.own_names
    return [
        _make_change(key, entries, action)
        for key, entries in side.locked.items()
        if key not in other_side.locked
        and key not in side.direct
        and key not in other_side.direct
        and not _is_own(key, own_names)
    ]


def _is_own(key: PackageKey, own_names: set[str]) -> bool:
    """Whether a package is one of the repository's own; in Go, a package of its modules."""
    ecosystem, name = key
    return name in own_names or (
        ecosystem == "go" and any(name.startswith(f"{module}/") for module in own_names)
    )


def _find_definitions(files: tuple[FileDiff, ...], action: str) -> set[str]:
    """The variables that build files set on one side of a change."""
    names: set[str] = set()
    for file in files:
        if file.suffix in (".gradle", ".kts", ".properties", ".kt", ".groovy"):
            for _, text in file.added_lines if action == "added" else file.removed_lines:
                names.update(match[1] or match[2] for match in _VARIABLE_DEFINITION.finditer(text))
    return names


def _make_change(
    key: PackageKey, entries: FileEntries, action: str, *, is_kept: bool = False
) -> DependencyChange:
    """The change of a package, with the first of its entries that is not for development."""
    file, entry = next((pair for pair in entries if not pair[1].is_dev), entries[0])
    return DependencyChange(
        ecosystem=key[0],
        name=key[1],
        action=action,
        path=file.path,
        line=entry.line,
        excerpt=entry.text.strip()[:MAX_EXCERPT_CHARS],
        is_dev=entry.is_dev,
        is_direct=entry.is_direct,
        is_kept=is_kept,
    )
