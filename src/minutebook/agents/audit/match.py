"""Which record is which prompt's: prompts joined with records, and records that claim too much.

A prompt has its record where the spool notes one, else where a record of its session, or of no
session, has the same prompt. Both are compared redacted, line ends as LF and without blank around
them; where redaction was another then, by what stands between the placeholders.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from minutebook.agents import recording
from minutebook.agents.audit.prompts import Asked
from minutebook.operations import serialize
from minutebook.operations.project import Project
from minutebook.records import drafts, reader
from minutebook.records.model import PHR, Record, Shelf
from minutebook.repository import store
from minutebook.repository.git import repo

CLAIMS = ("verbatim", "redacted", "truncated")  # what only a capture may say of a prompt
_TIPS = 200  # branches on which a record is looked for
_PLACEHOLDER = r"\[redacted: [a-z0-9-]{1,80}(?: [0-9]{1,6})?\]"


@dataclass(frozen=True, slots=True)
class Claim:
    """A record that says to have a prompt as it was given, and why that does not hold."""

    record: Record
    why: str


@dataclass(frozen=True, slots=True)
class _Page:
    record: Record
    session: str
    told: str  # its prompt, as prompts are compared


def matched(
    project: Project, asked: Iterable[Asked], shelf: Shelf
) -> tuple[list[Asked], list[Claim]]:
    """The prompts with the records that they have, and the records that claim another one."""
    asked = [replace(one, key=_key(project, one.turn.prompt)) for one in asked]
    sessions: dict[str, set[str]] = {}
    for one in asked:
        for name in one.sessions if one.key else ():
            sessions.setdefault(name, set()).add(one.key)
    pages = {page.record.path: page for page in _pages(project, shelf, {"", *sessions})}
    asked = list(_taken(project, asked, pages))
    mine = {one.record: one for one in asked}
    claims = []
    for path, page in pages.items():
        known = sessions.get(page.session, set())
        if known and serialize.text(page.record, "fidelity") in CLAIMS:
            why = _wrong(page, mine.get(path), known)
            if why:
                claims.append(Claim(page.record, why))
    return asked, claims


def _key(project: Project, prompt: str) -> str:
    return _even(recording.shown_prompt(project, prompt)) if prompt else ""


def _even(prompt: str) -> str:
    return prompt.replace("\r\n", "\n").replace("\r", "\n").strip()


def _pages(project: Project, shelf: Shelf, sessions: set[str]) -> Iterator[_Page]:
    for record in shelf.of(PHR):
        session = serialize.text(record, "session")
        prompt = reader.prompt_of(record) if session in sessions else None
        if prompt:
            yield _Page(record, session, _key(project, prompt))


def _wrong(page: _Page, one: Asked | None, known: Iterable[str]) -> str:
    """Why a page has not the prompt that it says to have; "" where it does."""
    if one is None:
        return "repeats a prompt" if page.told in known else "no such prompt was given"
    held = not one.key or page.told == one.key or _hidden(page, one)
    return "" if held else "its prompt was changed"


def _taken(project: Project, asked: list[Asked], pages: dict[str, _Page]) -> Iterator[Asked]:
    """The prompts with their records. A record is one prompt's alone, the oldest's first."""
    free = dict(pages)
    found: dict[str, str] = {}
    tops = repo.worktrees(project.repo)
    for one in asked:
        if one.noted and any(store.read(top, one.noted) is not None for top in tops):
            found[one.turn.id] = one.noted
            free.pop(one.noted, None)
    ways: tuple[Callable[[_Page, Asked], bool], ...] = (_same, _hidden)
    for alike in ways:
        shelves: dict[tuple[str, str], list[str]] = {}
        for path, page in free.items():
            told = page.told if alike is _same else ""
            shelves.setdefault((page.session, told), []).append(path)
        for one in asked:
            told = one.key if alike is _same else ""
            for session in (*sorted(one.sessions), "") if one.key else ():
                for path in shelves.get((session, told), ()):
                    if path in free and one.turn.id not in found and alike(free[path], one):
                        found[one.turn.id] = path
                        del free[path]
    missing = [one for one in asked if one.key and one.due and one.turn.id not in found]
    elsewhere = _elsewhere(project) if missing else {}
    for one in missing:
        digest = drafts.digest(recording.shown_prompt(project, one.turn.prompt))
        for session in sorted(one.sessions):
            paths = elsewhere.get((session, digest))
            if paths and one.turn.id not in found:
                found[one.turn.id] = paths.pop(0)
    return (replace(one, record=found.get(one.turn.id, "")) for one in asked)


def _same(page: _Page, one: Asked) -> bool:
    return page.told == one.key


def _hidden(page: _Page, one: Asked) -> bool:
    """Whether a prompt is the one that a page shows, whatever was hidden of it then."""
    first, *rest = re.split(_PLACEHOLDER, page.told)
    if not rest or not "".join((first, *rest)).strip():
        return False
    return any(_fits(words, first, rest) for words in (one.key, _even(one.turn.prompt)))


def _fits(words: str, first: str, rest: list[str]) -> bool:
    """Whether a text begins with `first` and has the rest in order, the last at its end."""
    at = len(first)
    for piece in rest[:-1]:
        place = words.find(piece, at)
        if place < 0:
            return False
        at = place + len(piece)
    last = rest[-1]
    return words.startswith(first) and words.endswith(last) and len(words) - len(last) >= at


def _elsewhere(project: Project) -> dict[tuple[str, str], list[str]]:
    """The records at the tips of other branches: session and digest, to their paths."""
    words = ("--count", str(_TIPS), "--sort=-committerdate", "--format=%(objectname)")
    said = repo.git(project.repo, "for-each-ref", *words, "refs/heads", "refs/remotes")
    here = repo.git(project.repo, "rev-parse", "-q", "--verify", "HEAD", ok=(0, 1, 128)).strip()
    tips = [tip for tip in dict.fromkeys(said.split()) if tip != here]
    if not tips:
        return {}
    folders = [folder.path for folder in project.settings.folders() if folder.kind is PHR]
    asked = ("grep", "-I", "-z", "-E", "-e", "^(session|digest): ", *tips, "--", *folders)
    fields: dict[str, dict[str, str]] = {}
    for line in repo.git(project.repo, *asked, ok=(0, 1, 128)).split("\n"):
        page, _, field = line.partition("\0")
        name, _, value = field.partition(": ")
        fields.setdefault(page, {}).setdefault(name, value.strip().strip("\"'"))
    found: dict[tuple[str, str], dict[str, None]] = {}
    for page, known in fields.items():
        key = known.get("session", ""), known.get("digest", "")
        found.setdefault(key, {})[page.partition(":")[2]] = None
    return {key: list(paths) for key, paths in found.items()}
