"""Which packages a change takes up or drops, by name. A version bump is neither."""

from __future__ import annotations

import re
from dataclasses import dataclass

from minutebook.suggest.dependencies.entry import CATALOGUE_REFERENCE, OWN_PACKAGE, PackageEntry
from minutebook.suggest.dependencies.registry import find_reader, is_lock_file
from minutebook.suggest.diff.patch import FileDiff, split_hunks

MAX_EXCERPT_CHARS = 120  # characters

_SHARED = frozenset(["npm", "pypi", "cargo"])  # one lock file serves the modules below it
_DEV = re.compile(
    r"(?:^|[/._-])(?:dev|develop|development|tests?|testing|e2e|specs?|lint|docs?|ci|bench|"
    r"benchmarks?|examples?|samples?|demos?)(?=[/._-])"
)
_VARIABLE = re.compile(r"[\s,\"']*(?:version\s*[:=]\s*[\"']?)?\$\{?(?:\w+\.)*(\w+)\}?[\"')\s,]*$")
_DEFINED = re.compile(r"\b(\w++)[\"'\])]*+\s*+(?::\s*+String\s*+)?=|\b(\w++)\s+by\s+extra\b")


@dataclass(frozen=True, slots=True)
class DependencyChange:
    """A package that a change takes up (`added`), drops (`removed`) or has anew (`bumped`).

    `name` is as the ecosystem compares names. `line` counts from 1, in the old text for what was
    removed. `dev`: for development and tests alone, as far as can be seen. `direct`: a manifest
    names it; False where a lock file alone does, so that another package may have brought it.
    """

    ecosystem: str
    name: str
    action: str
    path: str
    line: int
    excerpt: str
    is_dev: bool = False
    is_direct: bool = True


FileEntries = list[tuple[FileDiff, PackageEntry]]
PackageKey = tuple[str, str]  # the ecosystem, and the name


class _Side:
    """What the manifests and lock files of a change say, before it or after it."""

    def __init__(self) -> None:
        self.named: dict[PackageKey, FileEntries] = {}
        self.locked: dict[PackageKey, FileEntries] = {}
        self.own: set[str] = set()
        self.references: dict[str, set[str]] = {}  # by path

    def add(self, file: FileDiff, ecosystem: str, entry: PackageEntry) -> None:
        if entry.ecosystem == OWN_PACKAGE:
            self.own.add(entry.name)
        elif entry.ecosystem == CATALOGUE_REFERENCE:
            self.references.setdefault(file.path, set()).add(entry.name)
        else:
            seen = self.named if entry.is_direct else self.locked
            seen.setdefault((entry.ecosystem or ecosystem, entry.name), []).append((file, entry))


def find_dependency_changes(files: tuple[FileDiff, ...]) -> tuple[DependencyChange, ...]:
    """The packages that a change takes up, drops or has in another version.

    First what manifests say, then what lock files alone do. All manifests of an ecosystem count
    as one: a name that moves between them, or that a line of context has, too, is no news. Nor is
    one that the manifest of a further module takes from what the repository has: by a variable,
    a catalogue, a lock file of the whole. Nothing raises, whatever the files say.
    """
    before, after = _Side(), _Side()
    locks: list[tuple[str, str]] = []  # the ecosystem and folder of those that were there before
    for file in files:
        known = find_reader(file.path)
        if known is None or not file.lines:
            continue
        ecosystem, read = known
        if ecosystem in _SHARED and is_lock_file(file.path) and file.status == "modified":
            locks.append((ecosystem, file.path.rpartition("/")[0]))
        apart = _DEV.search(file.path.lower()) is not None
        for hunks, side in zip(split_hunks(file), (before, after), strict=True):
            for hunk in hunks:
                for entry in read(hunk):
                    entry.is_dev = entry.is_dev or apart
                    side.add(file, ecosystem, entry)
    return (
        *_news(files, after, before, "added", locks),
        *_news(files, before, after, "removed", locks),
        *(
            _dependency(key, seen, "bumped")
            for key, seen in after.named.items()
            if key in before.named and _versions(seen) != _versions(before.named[key])
        ),
        *_locked(after, before, "added"),
        *_locked(before, after, "removed"),
    )


def _versions(seen: FileEntries) -> set[str]:
    return {entry.version for _, entry in seen}


def _news(
    files: tuple[FileDiff, ...],
    here: _Side,
    there: _Side,
    action: str,
    locks: list[tuple[str, str]],
) -> list[DependencyChange]:
    """The names that manifests have on one side of a change alone."""
    news = {
        key: seen
        for key, seen in here.named.items()
        if key not in there.named and not _is_own(key, here.own | there.own)
    }
    if any(key[0] == "go" and key in there.locked for key in news):  # `// indirect` and back
        news = {key: seen for key, seen in news.items() if key not in there.locked}
    if not news:
        return []
    fresh = "added" if action == "added" else "deleted"
    defined = _defined(files, action) if any(map(_varies, news.values())) else set()

    def known(key: PackageKey, file: FileDiff, entry: PackageEntry) -> bool:
        """Whether the repository has the package elsewhere, where the change does not show it."""
        if there.references.get(file.path, set()) - here.references.get(file.path, set()):
            return True  # it went into a version catalogue, or came out of it
        variable = _VARIABLE.match(entry.version)
        if variable and "/" in file.path and key[0] == "maven" and variable[1] not in defined:
            return True
        folder = file.path.rpartition("/")[0]
        if file.status == fresh and (key not in here.locked or key in there.locked):
            return any(
                ecosystem == key[0] and (not above or folder.startswith(f"{above}/"))
                for ecosystem, above in locks
                if above != folder
            )
        return False

    return [
        _dependency(key, seen, action)
        for key, seen in news.items()
        if not all(known(key, file, entry) for file, entry in seen)
    ]


def _locked(here: _Side, there: _Side, action: str) -> list[DependencyChange]:
    """The names that lock files have on one side of a change alone, and manifests on none."""
    return [
        _dependency(key, seen, action)
        for key, seen in here.locked.items()
        if key not in there.locked
        and key not in here.named
        and key not in there.named
        and not _is_own(key, here.own | there.own)
    ]


def _is_own(key: PackageKey, own: set[str]) -> bool:
    ecosystem, name = key
    return name in own or (ecosystem == "go" and any(name.startswith(f"{path}/") for path in own))


def _varies(seen: FileEntries) -> bool:
    return any(_VARIABLE.match(entry.version) for _, entry in seen)


def _defined(files: tuple[FileDiff, ...], action: str) -> set[str]:
    """The variables that build files set on one side of a change."""
    names: set[str] = set()
    for file in files:
        if file.suffix in (".gradle", ".kts", ".properties", ".kt", ".groovy"):
            for _, text in file.added_lines if action == "added" else file.removed_lines:
                names.update(found[1] or found[2] for found in _DEFINED.finditer(text))
    return names


def _dependency(key: PackageKey, seen: FileEntries, action: str) -> DependencyChange:
    file, entry = next((sight for sight in seen if not sight[1].is_dev), seen[0])
    return DependencyChange(
        ecosystem=key[0],
        name=key[1],
        action=action,
        path=file.path,
        line=entry.line,
        excerpt=entry.text.strip()[:MAX_EXCERPT_CHARS],
        is_dev=entry.is_dev,
        is_direct=entry.is_direct,
    )
