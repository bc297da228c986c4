"""Globs of paths, as decisions state what they govern: `src/auth/**`, `*.sql`, `api/v?/*.py`.

Paths are relative to the repository's top, with `/`. `*` and `?` stand for anything but a `/`,
`[a-c]` for one of some characters (`[!a-c]`: for any other), `**` between slashes for any folders.
A glob without a slash means a name in any folder; one that names a folder means all that is below
it. These are the rules of `.gitignore`, without its exceptions.

Without `re` and `fnmatch`, which cost more than Python's start: the hook of an edit matches globs.
"""

from __future__ import annotations

_MAX_GLOB_CHARS = 300  # of a glob that means anything: whoever writes one keeps it short


def matches_glob(glob: str, path: str) -> bool:
    """Whether a glob means a file, or a folder that it lies in."""
    glob = glob.removeprefix("./")
    is_anchored = "/" in glob.rstrip("/")
    wanted = glob.strip("/").split("/")
    parts = path.split("/")
    if not wanted[0] or len(glob) > _MAX_GLOB_CHARS:
        return False
    if not is_anchored:
        wanted = ["**", *wanted]
    is_of_folder = glob.endswith("/")
    while len(wanted) > 1 and wanted[-1] == "**":  # what is below, not the folder itself
        wanted.pop()
        is_of_folder = True
    if is_of_folder:
        parts = parts[:-1]
    return _matches_parts(wanted, parts)


def reaches_into(glob: str, folder: str) -> bool:
    """Whether a glob may mean something in a folder, at any depth; "" is the top."""
    glob = glob.removeprefix("./")
    wanted = glob.strip("/").split("/")
    if not wanted[0] or len(glob) > _MAX_GLOB_CHARS:
        return False
    if not folder or "/" not in glob.rstrip("/"):
        return True
    reached = _skip_any_folders({0}, wanted)
    for part in folder.split("/"):
        reached = _step_into(reached, wanted, part)
        if not reached:
            return False
        if len(wanted) in reached:
            return True
    return True


def measure_glob(glob: str) -> int:
    """How narrow a glob is: more for each part of it that has no wildcard, most for the others."""
    parts = [part for part in glob.removeprefix("./").strip("/").split("/") if part]
    exact = sum(1 for part in parts if not any(sign in part for sign in "*?["))
    partial = sum(1 for part in parts if part.strip("*") and any(sign in part for sign in "*?["))
    return 4 * exact + 2 * partial


def _matches_parts(wanted: list[str], parts: list[str]) -> bool:
    """Whether the parts of a glob mean a path or the beginning of it.

    `reached` are the numbers of parts of the glob that may be used up, part by part of the path, so
    that no glob takes longer than their product.
    """
    reached = _skip_any_folders({0}, wanted)
    for part in parts:
        if len(wanted) in reached:
            return True
        reached = _step_into(reached, wanted, part)
        if not reached:
            return False
    return len(wanted) in reached


def _step_into(reached: set[int], wanted: list[str], part: str) -> set[int]:
    """The positions behind one more part of a path."""
    return _skip_any_folders(
        {
            position if wanted[position] == "**" else position + 1
            for position in reached
            if wanted[position] == "**" or matches_name(wanted[position], part)
        },
        wanted,
    )


def _skip_any_folders(reached: set[int], wanted: list[str]) -> set[int]:
    """The positions with those behind a `**`, which may stand for no folder."""
    skipped = set(reached)
    for position in reached:
        while position < len(wanted) and wanted[position] == "**":
            position += 1
            skipped.add(position)
    return skipped


def matches_name(glob: str, name: str) -> bool:
    """Whether a glob without slashes means a name."""
    reached = {0}
    symbols = _split_symbols(glob)
    for character in name:
        reached = _skip_stars(reached, symbols)
        reached = {
            position if symbols[position] == "*" else position + 1
            for position in reached
            if position < len(symbols)
            and (symbols[position] == "*" or _matches_character(symbols[position], character))
        }
        if not reached:
            return False
    return len(symbols) in _skip_stars(reached, symbols)


def _skip_stars(reached: set[int], symbols: list[str]) -> set[int]:
    skipped = set(reached)
    for position in reached:
        while position < len(symbols) and symbols[position] == "*":
            position += 1
            skipped.add(position)
    return skipped


def _split_symbols(glob: str) -> list[str]:
    """The parts of a glob that each stand for one character, and `*` for any number of them."""
    symbols: list[str] = []
    position = 0
    while position < len(glob):
        end = glob.find("]", position + 2) if glob[position] == "[" else -1
        if end > 0:
            symbols.append(glob[position : end + 1])
            position = end + 1
        elif glob[position] == "*" and symbols[-1:] == ["*"]:
            position += 1  # any number of any number
        elif glob[position] == "\\" and position + 1 < len(glob):
            symbols.append(glob[position : position + 2])
            position += 2
        else:
            symbols.append(glob[position])
            position += 1
    return symbols


def _matches_character(symbol: str, character: str) -> bool:
    if symbol == "?":
        return True
    if len(symbol) == 1:
        return symbol == character
    if symbol[0] == "\\":
        return symbol[1] == character
    members = symbol[1:-1]
    is_negated = members[:1] in ("!", "^")
    members = members[1:] if is_negated else members
    return _has_member(members, character) != is_negated


def _has_member(members: str, character: str) -> bool:
    """Whether a character is one of those in brackets, such as `a-cx`."""
    position = 0
    while position < len(members):
        if members[position + 1 : position + 2] == "-" and position + 2 < len(members):
            if members[position] <= character <= members[position + 2]:
                return True
            position += 3
        elif members[position] == character:
            return True
        else:
            position += 1
    return False
