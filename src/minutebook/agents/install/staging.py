"""The files of a repository while agents are installed: what they hold, held, and will hold.

What a file held before is kept in git's common directory, so that `remove` gives back its bytes
where nobody changed it since; else ours alone is taken out of what is there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress

from minutebook.agents.install import texts
from minutebook.agents.install.config_files import INSTALLED, NOT, Piece, Unfit
from minutebook.agents.install.targets import SURFACES, Surface
from minutebook.errors import Misuse, Refusal
from minutebook.operations.project import Project
from minutebook.records.model import Write
from minutebook.repository import store
from minutebook.text.markdown import drop_block, find_block, put_block

AGENTS = (*SURFACES, "git")

_BLOCK = "agents"
_MEMORY = "minutebook/installed.json"


class Unreadable(Refusal):
    """A file is not of the form that its agent reads; nothing was changed."""

    code = "unreadable-settings"


def chosen(project: Project, names: Sequence[str]) -> tuple[str, ...]:
    """The agents meant: those named, each once; without names those that show in the repository.

    git is always among the latter. Raises Misuse for a name that is none.
    """
    for name in names:
        if name not in AGENTS:
            raise Misuse(f"no agent is called {name!r}", f"one of: {', '.join(AGENTS)}")
    if names:
        return tuple(dict.fromkeys(names))
    return (*(name for name in SURFACES if _met(project, SURFACES[name])), "git")


def _met(project: Project, surface: Surface) -> bool:
    return any(os.path.lexists(os.path.join(project.top, trace)) for trace in surface.traces)


class Desk:
    """The files of a repository while they are worked on, and what they held before us."""

    def __init__(self, project: Project) -> None:
        self.top = project.top
        self.common = project.repo.common_dir
        self.was: dict[str, str | None] = {}
        self.now: dict[str, str | None] = {}
        self.kept_was = store.read(self.common, _MEMORY)
        self.kept = _remembered(self.kept_was)

    def text(self, path: str) -> str | None:
        """What a file holds by now; None where there is none."""
        if path not in self.now:
            self.was[path] = self.now[path] = store.read(self.top, path)
        return self.now[path]

    def merge(self, piece: Piece) -> None:
        """Put ours into a file. Raises Unfit."""
        text = self.text(piece.path)
        merged = piece.merge(text)
        if merged == text:
            return
        before, after = self.kept.get(self._key(piece), (None, None))
        if text is None or after != text:
            before = None if text is None else piece.strip(text)
            if before is not None and piece.state(before) != NOT:
                before = None  # an old version of a file that is ours as a whole
        self.kept[self._key(piece)] = (before, merged)
        self.now[piece.path] = merged

    def strip(self, piece: Piece) -> None:
        """Take ours out of a file: its former bytes, where nobody changed it. Raises Unfit."""
        text = self.text(piece.path)
        before, after = self.kept.pop(self._key(piece), (None, None))
        if text is not None:
            self.now[piece.path] = before if after == text else piece.strip(text)

    def _key(self, piece: Piece) -> str:
        return os.path.join(self.top, piece.path)

    def writes(self) -> tuple[Write, ...]:
        """The files that are no longer what they were."""
        return tuple(
            Write(path, text, self.was[path])
            for path, text in self.now.items()
            if text != self.was[path]
        )

    def apply(self) -> None:
        """Put the files on disk, and keep what they held before."""
        writes = self.writes()
        store.apply(self.top, writes, journal=self.common)
        for write in writes:
            if write.text is None:
                prune(self.top, os.path.dirname(write.path))
        self._remember()

    def _remember(self) -> None:
        import json

        kept = json.dumps(self.kept, indent=1) + "\n" if self.kept else None
        if kept == self.kept_was:
            return
        if self.kept_was is None:  # settings can hold secrets: nobody else reads what they held
            path = os.path.join(self.common, _MEMORY)
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
            self.kept_was = ""
        store.apply(self.common, [Write(_MEMORY, kept, self.kept_was)])


def _remembered(text: str | None) -> dict[str, tuple[str | None, str | None]]:
    """What files held before and after us, by their whole path; nothing where it is unreadable."""
    import json

    kept: dict[str, tuple[str | None, str | None]] = {}
    with suppress(ValueError, RecursionError):
        said = json.loads(text or "{}")
        for path, pair in said.items() if isinstance(said, dict) else ():
            if isinstance(pair, list) and len(pair) == 2:
                before, after = (each if isinstance(each, str) else None for each in pair)
                kept[path] = (before, after)
    return kept


def prune(top: str, folder: str) -> None:
    """Remove folders that a removed file leaves empty."""
    with suppress(OSError):
        while folder:
            os.rmdir(os.path.join(top, folder))
            folder = os.path.dirname(folder)


def edit(verb: Callable[[Piece], None], piece: Piece) -> None:
    """Do something to a file. Raises Unreadable where it is not of the form for that."""
    try:
        verb(piece)
    except Unfit as error:
        raise Unreadable(
            f"{piece.path} cannot be merged into: {error}",
            f"repair {piece.path} or move it away; nothing was changed",
        ) from None


def page_of(project: Project, surface: Surface, desk: Desk) -> Piece:
    """The page that an agent reads first, with the block about records."""
    inside = texts.about(project.settings.phr_folders[0], project.settings.adr_folders[0])

    def strip(text: str) -> str | None:
        return (drop_block(text, _BLOCK) or None) if find_block(text, _BLOCK) else text

    return Piece(
        _where(surface.page, desk),
        merge=lambda text: put_block(text or "", _BLOCK, inside),
        strip=strip,
        state=lambda text: INSTALLED if find_block(text, _BLOCK) else NOT,
    )


def _where(page: str, desk: Desk) -> str:
    """The page itself; AGENTS.md where the page is a link to it, or says to read it."""
    shared = "AGENTS.md"
    if page == shared:
        return page
    text = desk.text(page)
    if text is None:
        inner = f".claude/{page}"
        return inner if page == "CLAUDE.md" and desk.text(inner) is not None else page
    same = os.path.realpath(os.path.join(desk.top, page)) == os.path.realpath(
        os.path.join(desk.top, shared)
    )
    imported = any(line.strip() in ("@AGENTS.md", "@./AGENTS.md") for line in text.split("\n"))
    return shared if same or imported else page
