"""What `why` is asked about: lines of a file of the working tree, all of it, or a folder."""

from __future__ import annotations

import os
from shlex import quote

from minutebook.errors import UsageError
from minutebook.lean.patterns import compile_lazily
from minutebook.operations.explaining.asked_paths import UnknownPath
from minutebook.operations.explaining.explanation import WhyTarget
from minutebook.repository import files

MAX_FILE_BYTES = 32 * 1024 * 1024
_HEAD_BYTES = 8_000  # among which a byte of 0 says that a file is no text, as git has it
_PLACE = compile_lazily(r"(?s)(.+):([0-9]{1,9})(?:-([0-9]{1,9}))?")  # `a.py:3`, `a.py:3-9`
_COLUMN = compile_lazily(r"(?s)(.+):([0-9]{1,9})():[0-9]{1,9}")  # `a.py:3:17`, as compilers have it
_NUMBER = compile_lazily(r"[0-9]{1,9}")
_MAX_SHOWN_CHARS = 200  # of a path that is not there


def find_target(top: str, cwd: str, text: str) -> WhyTarget:
    """The file or folder that a text names, from the working folder or from the top, with lines.

    Raises UsageError for lines that cannot be, and UnknownPath for what is not there, lies outside
    of the repository, or is no text.
    """
    path, first, last = text, 0, 0
    if not _exists(top, cwd, text):
        path, first, last = _split_place(top, cwd, text)
    absolute = _locate(top, cwd, path)
    relative = "" if absolute == top else os.path.relpath(absolute, top).replace(os.sep, "/")
    _require_own(top, absolute, relative, path)
    if os.path.isdir(absolute):
        if first:
            raise UsageError(
                f"{path} is a folder, which has no lines", f"minutebook why {quote(path)}"
            )
        return WhyTarget(relative, is_folder=True)
    lines = _read_lines(top, relative)
    if last > len(lines):
        count = f"{len(lines)} line{'s' * (len(lines) != 1)}"
        here = quote(path)
        hint = f"minutebook why {here}:{len(lines)}" if lines else f"minutebook why {here}"
        raise UsageError(f"{path} has {count}, not {last}", hint)
    return WhyTarget(relative, first=first, last=last, lines=lines)


def _split_place(top: str, cwd: str, text: str) -> tuple[str, int, int]:
    """The path in a text that is no path as a whole, and the lines that it names, 0 for none.

    Of several paths that are there it is the longest: a file may be called `x:12`. Raises
    UsageError where a file is there and what follows its name is no line.
    """
    places = [place for pattern in (_PLACE, _COLUMN) if (place := pattern.fullmatch(text))]
    existing = [place for place in places if _exists(top, cwd, place[1])]
    for place in (*existing, *reversed(places)):
        path, first, last = place[1], int(place[2]), int(place[3] or place[2])
        if not first or last < first:
            raise UsageError(
                f"{text[len(path) + 1 :]!r} are no lines of a file",
                f"minutebook why {quote(path)}:1-{max(first, last, 1)}",
            )
        return path, first, last
    path, colon, wrong = text.rpartition(":")
    if not (colon and path and _exists(top, cwd, path)):
        return text, 0, 0
    number = _NUMBER.match(wrong)
    lines = f":{int(number[0])}" if number and int(number[0]) else ""
    raise UsageError(
        f"{wrong!r} is no line of {path}" if wrong else f"{text} names no line",
        f"minutebook why {quote(path)}{lines}",
    )


def _exists(top: str, cwd: str, path: str) -> bool:
    try:
        return any(os.path.lexists(os.path.join(folder, path)) for folder in (cwd, top))
    except ValueError:  # no system has such a name
        return False


def _locate(top: str, cwd: str, path: str) -> str:
    """The absolute path of a file, seen from the working folder or the top.

    Links in the folders above it are followed, one at its end is not.
    """
    try:
        for folder in (cwd, top):
            absolute = os.path.normpath(os.path.join(folder, path))
            parent, name = os.path.split(absolute)
            located = os.path.join(os.path.realpath(parent), name)
            if os.path.lexists(located):
                return located
    except ValueError:
        raise UnknownPath(f"no file can be called {path!r}", "minutebook why --help") from None
    return os.path.normpath(os.path.join(cwd, path))


def _require_own(top: str, absolute: str, relative: str, path: str) -> None:
    """Raise UnknownPath for what is not a file or folder of this very working tree."""
    if absolute != top and not absolute.startswith(top + os.sep):
        raise UnknownPath(f"{path} lies outside of the repository {top}", "minutebook why --help")
    if relative.partition("/")[0] == ".git":
        raise UnknownPath(f"{path} lies in git's own directory", "minutebook why --help")
    if not os.path.lexists(absolute):
        if len(path) > _MAX_SHOWN_CHARS:
            shown = f"{path[:_MAX_SHOWN_CHARS]}…"
            raise UnknownPath(f"there is no {shown!r} in the working tree", "minutebook list")
        raise UnknownPath(
            f"there is no {path!r} in the working tree",
            f"minutebook list --touching {quote(relative)}",
        )
    if os.path.islink(absolute):
        target = os.readlink(absolute)
        raise UnknownPath(
            f"{path} is a link to {target}",
            f"minutebook why {quote(os.path.join(os.path.dirname(path), target))}",
        )
    inner = relative
    while inner:
        if os.path.lexists(os.path.join(top, inner, ".git")):
            inner_path = os.path.relpath(absolute, os.path.join(top, inner)).replace(os.sep, "/")
            raise UnknownPath(
                f"{path} lies in another repository: {inner}",
                f"minutebook -C {quote(os.path.join(top, inner))} why {quote(inner_path)}",
            )
        inner = inner.rpartition("/")[0]


def _read_lines(top: str, path: str) -> tuple[str, ...]:
    raw = files.read_bytes(top, path, MAX_FILE_BYTES + 1)
    if raw is None:
        raise UnknownPath(f"{path} is not a file", f"minutebook list --touching {quote(path)}")
    if len(raw) > MAX_FILE_BYTES or b"\0" in raw[:_HEAD_BYTES]:
        reason = "is not a text" if len(raw) <= MAX_FILE_BYTES else "is too large to be read"
        raise UnknownPath(f"{path} {reason}", f"minutebook list --touching {quote(path)}")
    lines = raw.decode("utf-8", "surrogateescape").split("\n")
    if not lines[-1]:
        lines.pop()
    return tuple(lines)
