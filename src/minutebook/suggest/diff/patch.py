"""A unified diff as files, lines and hunks. Never fails: a text that is no diff has no files."""

from __future__ import annotations

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, field

MAX_HUNK_LINE_CHARS = 300  # characters of a hunk's line that are read: longer ones are generated

NumberedLine = tuple[int, str]
Hunk = list[NumberedLine]

# A combined diff has an old side for each parent. Nine digits: no file has more lines.
_HUNK_HEADER = compile_lazily(
    r"@@+ ((?:-\d{1,9}(?:,\d{1,9})? )+)\+(\d{1,9})(?:,(\d{1,9}))? @@+ ?(.*)"
)
_OLD_RANGE = compile_lazily(r"-(\d+)(?:,(\d+))?")
_PREFIXES = "abciwo12"  # of paths: old, new; mnemonic ones: commit, index, worktree, object
_ESCAPE = compile_lazily(rb"\\([0-7]{3}|.)")
_ESCAPED = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"a": b"\a", b"b": b"\b", b"f": b"\f"}


class FileDiff(Value, frozen=False):
    """What a diff says of one file.

    `path` is its path now (the old one where it was deleted), `old_path` the one it had. `status`
    is `added`, `deleted`, `renamed` or `modified`. `lines` are the lines of all hunks as (sign,
    number, text): sign is `+`, `-` or a blank; number counts from 1, in the old text for `-`, in
    the new one else. `scopes` is what git prints after `@@`: the function that contains a hunk.
    """

    path: str
    old_path: str
    status: str = "modified"
    is_binary: bool = False
    lines: list[tuple[str, int, str]] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)
    added_lines: list[NumberedLine] = field(default_factory=list)
    removed_lines: list[NumberedLine] = field(default_factory=list)

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
    parser = _Parser()
    for text in diff.split("\n"):
        is_in_hunk = parser.old_left > 0 or parser.new_left > 0
        if not (is_in_hunk and parser.read_hunk_line(text)):
            parser.read_header_line(text)
    return tuple(file for file in parser.files if file.path)


def split_hunks(file: FileDiff) -> tuple[list[Hunk], list[Hunk]]:
    """The hunks of a file as they read before and after, each a list of (number, text).

    Context lines are in both, so that a name which they contain is in both. A context line's
    number is the one in the new text.
    """
    before: list[Hunk] = [[]]
    after: list[Hunk] = [[]]
    surplus = 0  # by how many lines the new text is longer, up to here
    expected = 0  # the place of the next line in the new text, while the hunk goes on
    for sign, number, text in file.lines:
        line = number, text[:MAX_HUNK_LINE_CHARS]
        place = number + surplus if sign == "-" else number
        if place != expected:
            before.append([])
            after.append([])
        if sign != "+":
            before[-1].append(line)
        if sign != "-":
            after[-1].append(line)
        surplus += (sign == "+") - (sign == "-")
        expected = place + (sign != "-")
    return [hunk for hunk in before if hunk], [hunk for hunk in after if hunk]


class _Parser:
    """The files of a diff so far, and where in a hunk the next line is."""

    def __init__(self) -> None:
        self.files: list[FileDiff] = []
        self.file = FileDiff("", "")
        self.old_number = self.new_number = 0  # of the next lines
        self.old_left = self.new_left = 0  # how many lines of the hunk are to come, on each side
        self.parents = 1  # more in a combined diff, whose lines have a sign for each of them
        self.old_path = ""  # of the last `---` line

    def read_hunk_line(self, text: str) -> bool:
        """Take a line of a hunk; False where the hunk was cut short."""
        signs = text[: self.parents]
        if signs.strip(" +-\r"):
            if signs[0] == "\\":  # "No newline at end of file"
                return True
            self.old_left = self.new_left = 0
            return False
        line = text[self.parents :].rstrip("\r")
        if "+" in signs:
            self.file.lines.append(("+", self.new_number, line))
            self.file.added_lines.append((self.new_number, line))
            self.new_number += 1
            self.old_left -= signs.count(" ")
            self.new_left -= 1
        elif "-" in signs:
            self.file.lines.append(("-", self.old_number, line))
            self.file.removed_lines.append((self.old_number, line))
            self.old_number += 1
            self.old_left -= signs.count("-")
        else:  # an editor may have cut the blanks of an empty line
            self.file.lines.append((" ", self.new_number, line))
            self.old_number += 1
            self.new_number += 1
            self.old_left -= self.parents
            self.new_left -= 1
        return True

    def read_header_line(self, text: str) -> None:
        """Take a line that is outside of hunks."""
        if text.startswith("diff --"):
            self._begin_file(_parse_diff_line(text))
        elif text.startswith("@@"):
            self._begin_hunk(text)
        elif text.startswith("--- "):
            self.old_path = _parse_path(text[4:])
        elif text.startswith("+++ "):
            self._set_paths(_parse_path(text[4:]))
        elif not self.file.lines:
            _read_extended_header(self.file, text)

    def _begin_file(self, file: FileDiff) -> None:
        self.file = file
        self.files.append(file)

    def _begin_hunk(self, text: str) -> None:
        match = _HUNK_HEADER.match(text)
        if match and self.files:
            old_ranges = _OLD_RANGE.findall(match[1])
            self.old_number, self.new_number = int(old_ranges[0][0]), int(match[2])
            self.old_left = sum(int(count or 1) for _, count in old_ranges)
            self.new_left = int(match[3] or 1)
            self.parents = len(old_ranges)
            if match[4]:
                self.file.scopes.append(match[4].strip())

    def _set_paths(self, new_path: str) -> None:
        if not self.files or self.file.lines:
            self._begin_file(FileDiff("", ""))
        old_path = self.old_path
        if new_path or old_path:
            self.file.path, self.file.old_path = new_path or old_path, old_path or new_path
        if not old_path:
            self.file.status = "added"
        elif not new_path:
            self.file.status = "deleted"


def _parse_diff_line(text: str) -> FileDiff:
    """The file that a `diff --git` or `diff --cc` line names; `---` and `+++` are more exact."""
    names = text.partition(" ")[2].partition(" ")[2]
    # The halves of `a/NAME b/NAME` are of one length, unless the file was renamed.
    middle = len(names) // 2
    half = names[middle + 1 :] if names[middle : middle + 1] == " " else names.rpartition(" ")[2]
    path = _parse_path(half)
    return FileDiff(path, path)


def _read_extended_header(file: FileDiff, text: str) -> None:
    text = text.rstrip("\r")
    if text.startswith("new file"):
        file.status = "added"
    elif text.startswith("deleted file"):
        file.status = "deleted"
    elif text.startswith("rename from "):
        file.old_path, file.status = _unquote(text[12:]), "renamed"
    elif text.startswith("rename to "):
        file.path = _unquote(text[10:])
    elif text.startswith("copy from "):
        file.old_path, file.status = _unquote(text[10:]), "added"
    elif text.startswith("copy to "):
        file.path = _unquote(text[8:])
    elif text.startswith(("Binary files ", "GIT binary patch")):
        file.is_binary = True


def _parse_path(text: str) -> str:
    """The path that a `---` or `+++` line names; "" for none."""
    path = _unquote(text.rstrip("\r").partition("\t")[0])
    if path in ("/dev/null", "nul"):
        return ""
    return path[2:] if len(path) > 2 and path[1] == "/" and path[0] in _PREFIXES else path


def _unquote(path: str) -> str:
    """A path without the quotes and escapes in C's way that git gives one with odd characters."""
    if not path.startswith('"'):
        return path
    raw = _ESCAPE.sub(
        lambda match: (
            bytes([int(match[1], 8) & 255])
            if len(match[1]) == 3
            else _ESCAPED.get(match[1], match[1])
        ),
        path.removeprefix('"').removesuffix('"').encode("utf-8", "replace"),
    )
    return raw.decode("utf-8", "replace")
