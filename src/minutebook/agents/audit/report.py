"""What agents were asked, and what was committed, against the records: what is missing?"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from minutebook.agents import recording
from minutebook.agents.audit.match import Claim, matched
from minutebook.agents.audit.prompts import Asked, gathered
from minutebook.agents.capture.turn import AGENTS, Turn
from minutebook.errors import Misuse, Refusal, Trouble
from minutebook.operations.project import Project
from minutebook.records import reader
from minutebook.records.model import PHR, Record, Shelf, owner
from minutebook.repository import spool, store
from minutebook.repository.git import repo

_TRAILER = r"(?m)^[ \t*-]{0,8}PHR: *PHR-[0-9]"
COMMITS = 100  # commits of HEAD that are looked at where no range is given


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, and why no record explains it; "" where one does."""

    sha: str
    subject: str
    why: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What was asked, claimed and committed. `spanned`: the commits were asked for by a range.

    `strange` counts the turns of given transcripts that are about other folders, `broken` the lines
    of a session's spool that cannot be read.
    """

    asked: tuple[Asked, ...]
    claims: tuple[Claim, ...]
    commits: tuple[Commit, ...]
    spanned: bool
    strange: int
    broken: tuple[tuple[str, int], ...] = ()
    made: tuple[Record, ...] = ()
    failed: tuple[str, ...] = ()

    @property
    def due(self) -> list[Asked]:
        """The prompts that have or should have a record."""
        return [one for one in self.asked if one.due]

    @property
    def missing(self) -> list[Asked]:
        """The prompts that should have a record and have none."""
        return [one for one in self.asked if one.due and not one.record]

    @property
    def unrecorded(self) -> list[Asked]:
        """What the spool has without a record, for whatever reason."""
        return [one for one in self.asked if one.turns and not one.record]

    @property
    def unexplained(self) -> list[Commit]:
        """The commits that no record explains."""
        return [one for one in self.commits if one.why]

    def covers(self, percent: float) -> bool:
        """Whether at least so many of the prompts have a record.

        The commits count as well where a range was asked for, or no prompt is known: a fresh clone
        has neither spool nor transcripts.
        """
        due, missing = len(self.due), len(self.missing)
        enough = (due - missing) * 100 >= percent * due
        if self.spanned or not due:
            told = len(self.commits)
            enough = enough and (told - len(self.unexplained)) * 100 >= percent * told
        return enough


def audit(
    project: Project,
    span: str = "",
    *,
    agents: Sequence[str] = (),
    places: Sequence[str] = (),
    backfill: bool = False,
) -> Audit:
    """Join spool, transcripts, commits and records; with `backfill`, make the missing records.

    `span` is a range of commits, `agents` whose prompts are looked at, `places` are transcripts
    beside those in the agents' own folders.
    """
    for agent in agents:
        if agent not in AGENTS:
            raise Misuse(f"no agent is called {agent!r}", f"one of: {', '.join(AGENTS)}")
    told, strange, broken = gathered(project, agents or AGENTS, places)
    shelf = project.shelf()
    asked, claims = matched(project, told, shelf)
    made: list[Record] = []
    failed: list[str] = []
    if backfill:
        asked = _backfilled(project, asked, made, failed)
    commits = tuple(_commits(project, span, project.shelf() if made else shelf))
    return Audit(
        tuple(asked),
        tuple(claims),
        commits,
        bool(span),
        strange,
        tuple(broken),
        tuple(made),
        tuple(failed),
    )


# What is missing, made --------------------------------------------------------------------------


def _backfilled(
    project: Project, asked: list[Asked], made: list[Record], failed: list[str]
) -> list[Asked]:
    """Record what is missing, oldest first, the way that a turn's end does."""
    spool.folder(project.repo.common_dir)
    have = {name: one for one in asked for name in one.names}
    for one in sorted(asked, key=lambda one: one.turn.started):
        if one.record or not one.due:
            continue
        session, turns = one.session, [*one.turns, one.turn]
        parent = have.get(one.turn.parent)
        if parent and parent.record and not one.turns:
            known = replace(parent.turn, id=one.turn.parent, source="transcript")
            if not session.noted(known)[0]:
                session.recorded(known, parent.record, store.read(project.top, parent.record) or "")
            turns = [known, one.turn]
        session.forget(one.turn)
        try:
            written = recording.record(project, session, one.turn, turns)
        except Exception as error:  # noqa: BLE001 - also a detector's; the others are recorded
            if not isinstance(error, Refusal):
                spool.trouble(error)
            failed.append(f"{one.turn.agent} {one.turn.session}: {error}")
            continue
        if written:
            made.append(written)
            done = replace(one, record=written.path)
        else:
            done = replace(one, due=False, why="it changed nothing")
        have.update(dict.fromkeys(one.names, done))
    return [have[one.turn.id] for one in asked]


# Commits ----------------------------------------------------------------------------------------


def _commits(project: Project, span: str, shelf: Shelf) -> Iterable[Commit]:
    """The commits of a range, newest first, without merges.

    A record explains a commit that names it in a trailer (in a squashed one somewhere in its
    message), that the record lists, or that changes a record's page itself.
    """
    listed = [
        sha.lower()
        for record in shelf.of(PHR)
        for sha in reader.items(record, "commits")
        if len(sha) >= 7
    ]
    named: dict[str, list[str]] = {}
    for sha in listed:
        named.setdefault(sha[:7], []).append(sha)
    uncovered = os.path.join(project.repo.common_dir, "minutebook", "uncovered")
    alone = {line.partition(" ")[0] for line in spool.read(uncovered).split("\n")}
    for part in _log(project, span).split("\1")[1:]:
        sha, subject, body, names = part.split("\2", 3)
        explained = (
            re.search(_TRAILER, body) is not None
            or any(sha.startswith(one) for one in named.get(sha[:7], ()))
            or any(_is_page(shelf, name.strip("\n")) for name in names.split("\0"))
        )
        why = "made while no turn was going on" if sha in alone else "no record names it"
        yield Commit(sha, subject, "" if explained else why)


def _is_page(shelf: Shelf, path: str) -> bool:
    folder = owner(shelf.folders, path)
    return folder is not None and reader.is_record(folder, path)


def _log(project: Project, span: str) -> str:
    """The commits with their messages and files, parted by control characters."""
    if span.startswith("-"):
        raise Misuse(f"{span!r} is no range", "give a branch, a tag, a commit or A..B")
    form = ("--no-merges", "--no-renames", "--name-only", "-z", "--format=%x01%H%x02%s%x02%B%x02")
    if not span:
        last = ("-n", str(COMMITS), "HEAD", "--")
        return repo.git(project.repo, "log", *form, *last, ok=(0, 128))
    try:
        return repo.git(project.repo, "log", *form, span, "--")
    except Trouble:
        raise Misuse(
            f"{span!r} names no commits",
            "give a branch, a tag, a commit or A..B; fetch it first in a shallow clone",
        ) from None


def when(turn: Turn, *, utc: bool = False) -> str:
    """When a turn began, for people (local) or programs (ISO 8601); "" where nobody knows."""
    if not turn.started:
        return ""
    if utc:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(turn.started))
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(turn.started))
