"""A unified diff as files and lines. Never fails: what is no diff has no files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# A combined diff has an old side for each parent. Nine digits: no file has more lines.
_HUNK = re.compile(r"@@+ ((?:-\d{1,9}(?:,\d{1,9})? )+)\+(\d{1,9})(?:,(\d{1,9}))? @@+ ?(.*)")
_OLD = re.compile(r"-(\d+)(?:,(\d+))?")
_PREFIXES = "abciwo12"  # of paths: old, new; mnemonic ones: commit, index, worktree, object
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)")
_ESCAPED = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"a": b"\a", b"b": b"\b", b"f": b"\f"}


@dataclass(slots=True)
class FileDiff:
    """What a diff says of one file.

    `path` is its path now (the old one where it was deleted), `old` the one it had. `status` is
    `added`, `deleted`, `renamed` or `modified`. `lines` are the lines of all hunks as (sign,
    number, text): sign is `+`, `-` or a blank; number counts from 1, in the old text for `-`, in
    the new one else. `scopes` is what git says after `@@`: the function that a hunk lies in.
    """

    path: str
    old_path: str
    status: str = "modified"
    is_binary: bool = False
    lines: list[tuple[str, int, str]] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)
    added_lines: list[tuple[int, str]] = field(default_factory=list)
    removed_lines: list[tuple[int, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.rpartition("/")[2]

    @property
    def suffix(self) -> str:
        """The name's ending, lower case, with its dot; "" for none and for `.gitignore`."""
        stem, dot, ending = self.name.rpartition(".")
        return dot + ending.lower() if stem else ""


def parse_diff(diff: str) -> tuple[FileDiff, ...]:
    """The files of a diff, in its order. Takes what `git diff`, `git show` and `diff -u` print."""
    reader = _Reader()
    for text in diff.split("\n"):
        if not ((reader.left > 0 or reader.right > 0) and reader.line(text)):
            reader.head(text)
    return tuple(file for file in reader.files if file.path)


class _Reader:
    """Where in a diff its reader is."""

    def __init__(self) -> None:
        self.files: list[FileDiff] = []
        self.file = FileDiff("", "")
        self.old = self.new = 0  # the numbers of the next lines
        self.left = self.right = 0  # how many lines of the hunk are still to come, on each side
        self.parents = 1  # more in a combined diff, whose lines have a sign for each of them
        self.dropped = ""

    def line(self, text: str) -> bool:
        """Take a line of a hunk; False where the hunk was cut short."""
        signs = text[: self.parents]
        if signs.strip(" +-\r"):
            if signs[0] == "\\":  # "No newline at end of file"
                return True
            self.left = self.right = 0
            return False
        line = text[self.parents :].rstrip("\r")
        if "+" in signs:
            self.file.lines.append(("+", self.new, line))
            self.file.added_lines.append((self.new, line))
            self.new += 1
            self.left -= signs.count(" ")
            self.right -= 1
        elif "-" in signs:
            self.file.lines.append(("-", self.old, line))
            self.file.removed_lines.append((self.old, line))
            self.old += 1
            self.left -= signs.count("-")
        else:  # an editor may have cut the blanks of an empty line
            self.file.lines.append((" ", self.new, line))
            self.old += 1
            self.new += 1
            self.left -= self.parents
            self.right -= 1
        return True

    def head(self, text: str) -> None:
        """Take a line that is outside of hunks."""
        if text.startswith("diff --"):
            self._begin(_begun(text))
        elif text.startswith("@@"):
            self._hunk(text)
        elif text.startswith("--- "):
            self.dropped = _path(text[4:])
        elif text.startswith("+++ "):
            self._named(_path(text[4:]))
        elif not self.file.lines:
            _headed(self.file, text)

    def _begin(self, file: FileDiff) -> None:
        self.file = file
        self.files.append(file)

    def _hunk(self, text: str) -> None:
        found = _HUNK.match(text)
        if found and self.files:
            sides = _OLD.findall(found[1])
            self.old, self.new = int(sides[0][0]), int(found[2])
            self.left = sum(int(count or 1) for _, count in sides)
            self.right = int(found[3] or 1)
            self.parents = len(sides)
            if found[4]:
                self.file.scopes.append(found[4].strip())

    def _named(self, now: str) -> None:
        if not self.files or self.file.lines:
            self._begin(FileDiff("", ""))
        was = self.dropped
        if now or was:
            self.file.path, self.file.old_path = now or was, was or now
        if not was:
            self.file.status = "added"
        elif not now:
            self.file.status = "deleted"


def _begun(text: str) -> FileDiff:
    """The file that a `diff --git` or `diff --cc` line names; `---` and `+++` say it better."""
    names = text.partition(" ")[2].partition(" ")[2]
    # The halves of `a/NAME b/NAME` are of one length, unless the file was renamed.
    middle = len(names) // 2
    half = names[middle + 1 :] if names[middle : middle + 1] == " " else names.rpartition(" ")[2]
    path = _path(half)
    return FileDiff(path, path)


def _headed(file: FileDiff, text: str) -> None:
    text = text.rstrip("\r")
    if text.startswith("new file"):
        file.status = "added"
    elif text.startswith("deleted file"):
        file.status = "deleted"
    elif text.startswith("rename from "):
        file.old_path, file.status = _unquoted(text[12:]), "renamed"
    elif text.startswith("rename to "):
        file.path = _unquoted(text[10:])
    elif text.startswith("copy from "):
        file.old_path, file.status = _unquoted(text[10:]), "added"
    elif text.startswith("copy to "):
        file.path = _unquoted(text[8:])
    elif text.startswith(("Binary files ", "GIT binary patch")):
        file.is_binary = True


def _path(words: str) -> str:
    """The path that a `---` or `+++` line names; "" for none."""
    path = _unquoted(words.rstrip("\r").partition("\t")[0])
    if path in ("/dev/null", "nul"):
        return ""
    return path[2:] if len(path) > 2 and path[1] == "/" and path[0] in _PREFIXES else path


def _unquoted(words: str) -> str:
    """A path read back that git quotes in C's way, as it does where it has odd characters."""
    if not words.startswith('"'):
        return words
    raw = _ESCAPE.sub(
        lambda found: (
            bytes([int(found[1], 8) & 255])
            if len(found[1]) == 3
            else _ESCAPED.get(found[1], found[1])
        ),
        words.removeprefix('"').removesuffix('"').encode("utf-8", "replace"),
    )
    return raw.decode("utf-8", "replace")
