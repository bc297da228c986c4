"""Globs of paths, as decisions state what they govern: `src/auth/**`, `*.sql`, `api/v?/*.py`.

Paths are relative to the repository's top, with `/`. `*` and `?` stand for anything but a `/`,
`[a-c]` for one of some characters (`[!a-c]`: for any other), `**` between slashes for any folders.
A glob without a slash means a name in any folder; one that names a folder means all that is below
it. These are the rules of `.gitignore`, without its exceptions.

Without `re` and `fnmatch`, which cost more than Python's start: the hook of an edit matches globs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import islice

_WILDCARDS = "*?["
_MAX_CHOICES = 4  # of braces, which a hint writes out
_MAX_CHARS = 300  # of a glob that means anything: whoever writes one keeps it short


def explain_invalid(glob: str) -> tuple[str, str]:
    """Why a text cannot be a glob, as the end of a sentence, and what to write; "" where it can."""
    parts = glob.replace("\\", "/").split("/")
    if not glob.strip() or not any(part not in ("", ".") for part in parts):
        return (
            "is empty",
            "give a file, a folder or a glob from the repository's top: 'src/auth/**'",
        )
    if ".." in parts:
        return "leads out of its folder", "globs begin at the repository's top: 'src/auth/**'"
    if glob.startswith(("/", "~")) or glob[1:3] in (":/", ":\\"):
        return "is absolute", "globs begin at the repository's top: 'src/auth/**'"
    if glob.startswith("!"):
        return "is an exception", "name what is governed; what is not is left out"
    if any(char in glob for char in '`|<>"') or not glob.isprintable() or glob != glob.strip():
        return "has a sign that pages have no place for", "write ? for it"
    if "[" in glob and any("[" in _split_symbols(part) for part in glob.split("/")):
        return "has a bracket that is not closed", "close it, or write \\[ for the sign itself"
    if choices := _expand_braces(glob):
        return (
            "has braces, which mean themselves",
            f"give a glob for each: {' '.join(map(repr, choices))}",
        )
    if len(glob) > _MAX_CHARS:
        return f"is longer than {_MAX_CHARS} characters", "name its folder: 'src/auth/**'"
    position = glob.find("\\")
    if position >= 0 and glob[position + 1 : position + 2] not in (*_WILDCARDS, "]", "\\", "!"):
        return "has a backslash between folders", f"write {glob.replace(chr(92), '/')!r}"
    return "", ""


def _expand_braces(glob: str) -> list[str]:
    """The first globs that braces with a comma stand for elsewhere; none where there are none."""
    before, opening, rest = glob.partition("{")
    inner, closing, behind = rest.partition("}")
    if not (opening and closing and "," in inner):
        return []
    return [f"{before}{choice}{behind}" for choice in inner.split(",", _MAX_CHOICES)[:_MAX_CHOICES]]


def clean_glob(glob: str) -> str:
    """A glob without `./` in front."""
    while glob.startswith("./"):
        glob = glob[2:]
    return glob


def has_wildcards(glob: str) -> bool:
    """Whether a glob is more than the path of one file or folder."""
    return any(sign in glob for sign in (*_WILDCARDS, "\\"))


class GlobIndex:
    """Answers for many globs whether any of many files is meant, without trying all of them."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = sorted(paths)
        self._files = set(self._paths)
        self._folders = set[str]()
        for path in self._paths:
            folder = path.rpartition("/")[0]
            while folder and folder not in self._folders:
                self._folders.add(folder)
                folder = folder.rpartition("/")[0]
        self._names = {path.rpartition("/")[2] for path in (*self._files, *self._folders)}
        self._known: dict[str, bool] = {}

    def has_match(self, glob: str) -> bool:
        """Whether a glob means one of the files; also one in a submodule, as far as can be told."""
        glob = clean_glob(glob)
        if glob not in self._known:
            self._known[glob] = self._find_match(glob)
        return self._known[glob]

    def _find_match(self, glob: str) -> bool:
        path = glob.removesuffix("/**").strip("/")
        if not has_wildcards(path) and "/" in glob.rstrip("/"):
            if path in self._folders or (path in self._files and not glob.endswith("/")):
                return True
            folders = path.split("/")
            return any("/".join(folders[:end]) in self._files for end in range(1, len(folders)))
        if "/" not in glob.rstrip("/"):
            names = {folder.rpartition("/")[2] for folder in self._folders}
            names = names if glob.endswith("/") else self._names
            return path in names or any(matches_name(path, name) for name in names)
        folder = find_literal_folder(glob)
        start = bisect_left(self._paths, f"{folder}/") if folder else 0
        for candidate in islice(self._paths, start, None):
            if folder and not candidate.startswith(f"{folder}/"):
                break
            if matches_glob(glob, candidate):
                return True
        return False


def find_literal_folder(glob: str) -> str:
    """The folder that all files lie in that a glob means; "" where it may be any."""
    glob = clean_glob(glob)
    if "/" not in glob.rstrip("/"):
        return ""
    parts = []
    for part in glob.split("/")[:-1]:
        if has_wildcards(part):
            break
        parts.append(part)
    return "/".join(parts)


def format_globs(globs: Iterable[str]) -> str:
    """Globs as a value in a line of a page: in backticks, so that no star is taken for emphasis."""
    return ", ".join(f"`{glob}`" for glob in globs)


def split_globs(value: str) -> list[str]:
    """The globs in the value of a line, as `format_globs` or a person writes them.

    There are commas or lines between them, which may begin as the items of a list; each may be in
    backticks. A sentence has only those that are.
    """
    globs, is_sentence = list[tuple[str, bool]](), False
    for item in _split_items(value):
        if "`" in item:
            globs += ((glob.strip(), True) for glob in item.split("`")[1::2])
            continue
        glob = item.strip(" \t\r>")
        glob = glob[1:].strip() if glob[:2] in ("- ", "* ", "+ ") else glob
        is_sentence = is_sentence or " " in glob
        globs.append((glob.replace("\\*", "*").replace("\\_", "_"), False))
    return [glob for glob, is_quoted in globs if glob and (is_quoted or not is_sentence)]


def _split_items(value: str) -> list[str]:
    """The parts of a value between commas, semicolons and line ends that are not in backticks."""
    parts = value.split("`")
    parts[::2] = [part.replace(",", "\n").replace(";", "\n") for part in parts[::2]]
    return "`".join(parts).split("\n")


def matches_glob(glob: str, path: str) -> bool:
    """Whether a glob means a file, or a folder that it lies in."""
    glob = glob.removeprefix("./")
    is_anchored = "/" in glob.rstrip("/")
    wanted = glob.strip("/").split("/")
    parts = path.split("/")
    if not wanted[0] or len(glob) > _MAX_CHARS:
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
    if not wanted[0] or len(glob) > _MAX_CHARS:
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
