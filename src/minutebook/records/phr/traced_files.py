"""The files that the traces of a record are of, as its page names them: by an end of their path.

Paths take more room than the traces. The page lists the changed files already, so that the shortest
end that no other of them has (`names.py`, `catalog/names.py`) says which one is meant.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping

FIELD_NAME = "traces"


def clean_file(item: str) -> str:
    """A path of `files` alone: "a.py (new)" means a.py."""
    return item.partition(" (")[0].strip("` ").removeprefix("./")


class _Ends:
    """Paths to be found by their ends, each in steps that grow with the logarithm of their number.

    Written backwards, those with the same end are neighbours.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = set(paths)
        self._backwards = sorted(path[::-1] for path in self.paths)

    def find(self, end: str) -> str | None:
        """The path that is this one, else the only one with this end; None for none or several."""
        if end in self.paths:
            return end
        start = f"{end[::-1]}/"
        first = bisect_left(self._backwards, start)
        matching_ends = [
            each for each in self._backwards[first : first + 2] if each.startswith(start)
        ]
        return matching_ends[0][::-1] if len(matching_ends) == 1 else None


def shorten_paths(paths: Iterable[str], files: Iterable[str]) -> dict[str, str]:
    """The shortest end, in whole parts, by which each of some paths is found among files."""
    paths = list(paths)
    ends = _Ends([*files, *paths])
    shortened = {}
    for path in paths:
        end, rest = path, path
        while "/" in rest:
            rest = rest.partition("/")[2]
            if not rest or ends.find(rest) != path:
                break  # a shorter one has all the paths that this one has
            end = rest
        shortened[path] = end
    return shortened


def find_paths(ends: Iterable[str], listed: Collection[str]) -> dict[str, str]:
    """The path of each end that a page names, by that end, as far as it is one of its files.

    `listed` are the files as the page has them; where it has none, the ends are whole paths.
    """
    if not listed:
        return {end: end for end in ends}
    known = _Ends(filter(None, (*listed, *map(clean_file, listed))))
    paths_by_end = {end: known.find(end) for end in ends}
    return {end: path for end, path in paths_by_end.items() if path is not None}


def list_traced(fields: Mapping[str, object], listed: Collection[str]) -> dict[str, object]:
    """The traces that the fields of a record state, by the whole path of their file."""
    stated = fields.get(FIELD_NAME)
    if not isinstance(stated, Mapping):
        return {}
    traces = {str(end): trace for end, trace in stated.items()}
    paths = find_paths(traces, listed)
    return {path: traces[end] for end, path in paths.items()}
