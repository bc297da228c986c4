"""The files that globs mean, among those that a repository has."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice

from minutebook.lean.globs import clean_glob, find_literal_folder, has_wildcards, matches_glob

MAX_FILES = 200  # of a glob: more of them say no more than the glob itself


class GovernedFiles:
    """Finds the files of globs, at most 200 of each; the same glob is looked for once."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = sorted(paths)
        self._by_name: dict[str, list[str]] = {}
        for path in self._paths:
            for part in set(path.split("/")):
                self._by_name.setdefault(part, []).append(path)
        self._known: dict[str, tuple[str, ...]] = {}

    def find(self, glob: str) -> tuple[str, ...]:
        """The first files that a glob means, by their paths."""
        glob = clean_glob(glob)
        if glob not in self._known:
            matching = (path for path in self._list_candidates(glob) if matches_glob(glob, path))
            self._known[glob] = tuple(islice(matching, MAX_FILES))
        return self._known[glob]

    def _list_candidates(self, glob: str) -> Iterator[str]:
        """The files among which those of a glob are: not all of them, if it can be helped."""
        if not has_wildcards(glob) and "/" not in glob.rstrip("/"):
            yield from self._by_name.get(glob.rstrip("/"), ())
            return
        folder = find_literal_folder(glob)
        start = bisect_left(self._paths, f"{folder}/") if folder else 0
        for path in islice(self._paths, start, None):
            if folder and not path.startswith(f"{folder}/"):
                return
            yield path
