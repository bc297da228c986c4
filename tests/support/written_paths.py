"""What this process writes, as Python reports it: every call that makes, changes or removes a file.

`Watch` counts such calls and looks into folders, too, so that a walk through a whole disk is seen
in its steps. Other processes are not seen: what git did, a comparison of the trees tells.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Self

WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# The events of https://docs.python.org/3/library/audit_events.html, and which arguments are paths.
WRITE_EVENTS = {
    "os.mkdir": (0,),
    "os.rmdir": (0,),
    "os.remove": (0,),
    "os.rename": (0, 1),
    "os.link": (1,),
    "os.symlink": (1,),
    "os.chmod": (0,),
    "os.chown": (0,),
    "os.truncate": (0,),
    "os.utime": (0,),
    "shutil.rmtree": (0,),
}
LOOK_EVENTS = ("os.listdir", "os.scandir")


class Watch:
    """While it is entered: the real paths that are written, and how often a folder is looked into."""

    current: Watch | None = None
    is_installed = False

    def __init__(self, max_looks: int) -> None:
        self.written: set[str] = set()
        self.looks, self.max_looks = 0, max_looks

    def __enter__(self) -> Self:
        if not Watch.is_installed:  # it cannot be taken out again
            sys.addaudithook(notice)
            Watch.is_installed = True
        Watch.current = self
        return self

    def __exit__(self, *_: object) -> None:
        Watch.current = None

    def take(self, event: str, args: tuple[object, ...]) -> None:
        if event in LOOK_EVENTS:
            self.looks += 1
            if self.looks > self.max_looks:
                raise AssertionError(f"more than {self.max_looks} folders were looked into")
        elif event == "open":
            path, _, flags = args
            if isinstance(path, str | bytes) and isinstance(flags, int) and flags & WRITE_FLAGS:
                follows = not flags & (os.O_EXCL | os.O_NOFOLLOW)
                if follows or not os.path.islink(path):  # else the call fails
                    self.note(path, follows=follows)
        else:
            for position in WRITE_EVENTS.get(event, ()):
                path = args[position]
                if isinstance(path, str | bytes):
                    self.note(path, follows=event in ("os.chmod", "os.truncate", "os.utime"))

    def note(self, path: str | bytes, *, follows: bool) -> None:
        name = os.fsdecode(path)
        parent = os.path.realpath(os.path.dirname(name) or ".")
        real = os.path.join(parent, os.path.basename(name))
        self.written.add(os.path.realpath(real) if follows else real)


def notice(event: str, args: tuple[object, ...]) -> None:
    watch = Watch.current
    if watch is None or (
        event != "open" and event not in WRITE_EVENTS and event not in LOOK_EVENTS
    ):
        return
    Watch.current = None  # what we look at ourselves does not count
    try:
        watch.take(event, args)
    finally:
        Watch.current = watch


def read_state(top: Path) -> dict[str, tuple[object, ...]]:
    """What lies below a folder: links as they are, files by content and mode. No link is followed."""
    state: dict[str, tuple[object, ...]] = {}
    for folder, folders, names in os.walk(top):
        for name in (*folders, *names):
            path = Path(folder, name)
            mode = path.lstat().st_mode
            content: object = None
            if path.is_symlink():
                content = os.readlink(path)
            elif path.is_file():
                content = path.read_bytes()
            state[str(path.relative_to(top))] = (mode, content)
    return state
