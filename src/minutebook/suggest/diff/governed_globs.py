"""Globs for the files that a decision governs, chosen by those that were changed for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from minutebook.lean.globs import matches_glob
from minutebook.suggest.diff import file_roles

MAX_GLOBS = 6  # as many as a person reads and types
_LEAST_FILES = 2  # of a folder that is named instead of them
_UNGOVERNED_ROLES = frozenset(
    (
        *(file_roles.TEST, file_roles.LOCK, file_roles.DOC, file_roles.GENERATED),
        *(file_roles.ASSET, file_roles.MANIFEST),
    )
)


class _Folder:
    """A folder with its governable files, those of them that were changed, and its subfolders."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.count = 0
        self.changed_count = 0
        self.own_count = 0
        self.own_changed_count = 0
        self.changed_files: list[str] = []
        self.folders: dict[str, _Folder] = {}

    @property
    def is_concerned(self) -> bool:
        """Whether most files were changed: half of its own ones, and some in each folder below."""
        return (
            bool(self.path)
            and (self.own_count > 0 or len(self.folders) > 1)  # else the one below says it
            and self.changed_count >= _LEAST_FILES
            and 2 * self.changed_count > self.count
            and 2 * self.own_changed_count >= self.own_count
            and all(folder.changed_count for folder in self.folders.values())
        )


def choose_globs(
    changed_paths: Collection[str], current_paths: Iterable[str], known_globs: Sequence[str] = ()
) -> tuple[str, ...]:
    """The fewest readable globs for changed files: a folder where most of its files are, else each.

    `current_paths` are all files of the repository. Tests, documents, lock files, manifests and
    what is generated are left out, and so is what `known_globs` mean already.
    """
    top = _Folder("")
    for path in current_paths:
        if file_roles.find_role(path) in _UNGOVERNED_ROLES or path.startswith("."):
            continue
        is_changed = path in changed_paths
        folder = top
        for name in path.split("/")[:-1]:
            folder.count += 1
            folder.changed_count += is_changed
            inner_path = f"{folder.path}/{name}" if folder.path else name
            folder = folder.folders.setdefault(name, _Folder(inner_path))
        folder.count += 1
        folder.changed_count += is_changed
        folder.own_count += 1
        folder.own_changed_count += is_changed
        if is_changed and not any(matches_glob(glob, path) for glob in known_globs):
            folder.changed_files.append(path)
    weighed = sorted(_list_globs(top), key=lambda weighed_glob: (-weighed_glob[0], weighed_glob[1]))
    return tuple(sorted(glob for _, glob in weighed[:MAX_GLOBS]))


def _list_globs(folder: _Folder) -> Iterator[tuple[int, str]]:
    """The globs for what was changed in a folder, each with how many changed files it means."""
    if folder.is_concerned and _has_new(folder):
        yield folder.changed_count, f"{_escape(folder.path)}/**"
        return
    for path in folder.changed_files:
        yield 1, _escape(path)
    for inner in folder.folders.values():
        yield from _list_globs(inner)


def _has_new(folder: _Folder) -> bool:
    return bool(folder.changed_files) or any(map(_has_new, folder.folders.values()))


def _escape(path: str) -> str:
    """A path as a glob that means nothing else: a bracket gets a backslash before it."""
    return "".join(f"\\{sign}" if sign in "\\*?[" else sign for sign in path)
