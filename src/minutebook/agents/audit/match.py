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
from minutebook.agents.audit.prompts import AuditedPrompt
from minutebook.operations.project import Project
from minutebook.operations.schema import serialize
from minutebook.records import drafts, reader
from minutebook.records.model import PHR, Record, RecordSet
from minutebook.repository import store
from minutebook.repository.git import repo

CAPTURE_FIDELITIES = (
    "verbatim",
    "redacted",
    "truncated",
)  # what only a capture may say of a prompt
_TIPS = 200  # branches on which a record is looked for
_PLACEHOLDER = r"\[redacted: [a-z0-9-]{1,80}(?: [0-9]{1,6})?\]"


@dataclass(frozen=True, slots=True)
class FalseClaim:
    """A record that says to have a prompt as it was given, and why that does not hold."""

    record: Record
    reason: str


@dataclass(frozen=True, slots=True)
class _Page:
    record: Record
    session: str
    told: str  # its prompt, as prompts are compared


def match_prompts(
    project: Project, prompts: Iterable[AuditedPrompt], records: RecordSet
) -> tuple[list[AuditedPrompt], list[FalseClaim]]:
    """The prompts with the records that they have, and the records that claim another one."""
    prompts = [replace(one, normalized_prompt=_key(project, one.turn.prompt)) for one in prompts]
    sessions: dict[str, set[str]] = {}
    for one in prompts:
        for name in one.session_ids if one.normalized_prompt else ():
            sessions.setdefault(name, set()).add(one.normalized_prompt)
    pages = {page.record.path: page for page in _pages(project, records, {"", *sessions})}
    prompts = list(_taken(project, prompts, pages))
    mine = {one.record_path: one for one in prompts}
    claims = []
    for path, page in pages.items():
        known = sessions.get(page.session, set())
        if known and serialize.format_field(page.record, "fidelity") in CAPTURE_FIDELITIES:
            why = _wrong(page, mine.get(path), known)
            if why:
                claims.append(FalseClaim(page.record, why))
    return prompts, claims


def _key(project: Project, prompt: str) -> str:
    return _even(recording.render_prompt(project, prompt)) if prompt else ""


def _even(prompt: str) -> str:
    return prompt.replace("\r\n", "\n").replace("\r", "\n").strip()


def _pages(project: Project, shelf: RecordSet, sessions: set[str]) -> Iterator[_Page]:
    for record in shelf.of_kind(PHR):
        session = serialize.format_field(record, "session")
        prompt = reader.read_prompt(record) if session in sessions else None
        if prompt:
            yield _Page(record, session, _key(project, prompt))


def _wrong(page: _Page, one: AuditedPrompt | None, known: Iterable[str]) -> str:
    """Why a page has not the prompt that it says to have; "" where it does."""
    if one is None:
        return "repeats a prompt" if page.told in known else "no such prompt was given"
    held = not one.normalized_prompt or page.told == one.normalized_prompt or _hidden(page, one)
    return "" if held else "its prompt was changed"


def _taken(
    project: Project, asked: list[AuditedPrompt], pages: dict[str, _Page]
) -> Iterator[AuditedPrompt]:
    """The prompts with their records. A record is one prompt's alone, the oldest's first."""
    free = dict(pages)
    found: dict[str, str] = {}
    tops = repo.list_worktrees(project.repo)
    for one in asked:
        if one.noted_path and any(store.read_text(top, one.noted_path) is not None for top in tops):
            found[one.turn.id] = one.noted_path
            free.pop(one.noted_path, None)
    ways: tuple[Callable[[_Page, AuditedPrompt], bool], ...] = (_same, _hidden)
    for alike in ways:
        shelves: dict[tuple[str, str], list[str]] = {}
        for path, page in free.items():
            told = page.told if alike is _same else ""
            shelves.setdefault((page.session, told), []).append(path)
        for one in asked:
            told = one.normalized_prompt if alike is _same else ""
            for session in (*sorted(one.session_ids), "") if one.normalized_prompt else ():
                for path in shelves.get((session, told), ()):
                    if path in free and one.turn.id not in found and alike(free[path], one):
                        found[one.turn.id] = path
                        del free[path]
    missing = [
        one for one in asked if one.normalized_prompt and one.is_due and one.turn.id not in found
    ]
    elsewhere = _elsewhere(project) if missing else {}
    for one in missing:
        digest = drafts.compute_digest(recording.render_prompt(project, one.turn.prompt))
        for session in sorted(one.session_ids):
            paths = elsewhere.get((session, digest))
            if paths and one.turn.id not in found:
                found[one.turn.id] = paths.pop(0)
    return (replace(one, record_path=found.get(one.turn.id, "")) for one in asked)


def _same(page: _Page, one: AuditedPrompt) -> bool:
    return page.told == one.normalized_prompt


def _hidden(page: _Page, one: AuditedPrompt) -> bool:
    """Whether a prompt is the one that a page shows, whatever was hidden of it then."""
    first, *rest = re.split(_PLACEHOLDER, page.told)
    if not rest or not "".join((first, *rest)).strip():
        return False
    return any(
        _fits(words, first, rest) for words in (one.normalized_prompt, _even(one.turn.prompt))
    )


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
    said = repo.run_git(project.repo, "for-each-ref", *words, "refs/heads", "refs/remotes")
    here = repo.run_git(
        project.repo, "rev-parse", "-q", "--verify", "HEAD", ok_statuses=(0, 1, 128)
    ).strip()
    tips = [tip for tip in dict.fromkeys(said.split()) if tip != here]
    if not tips:
        return {}
    folders = [folder.path for folder in project.settings.list_folders() if folder.kind is PHR]
    asked = ("grep", "-I", "-z", "-E", "-e", "^(session|digest): ", *tips, "--", *folders)
    fields: dict[str, dict[str, str]] = {}
    for line in repo.run_git(project.repo, *asked, ok_statuses=(0, 1, 128)).split("\n"):
        page, _, field = line.partition("\0")
        name, _, value = field.partition(": ")
        fields.setdefault(page, {}).setdefault(name, value.strip().strip("\"'"))
    found: dict[tuple[str, str], dict[str, None]] = {}
    for page, known in fields.items():
        key = known.get("session", ""), known.get("digest", "")
        found.setdefault(key, {})[page.partition(":")[2]] = None
    return {key: list(paths) for key, paths in found.items()}
