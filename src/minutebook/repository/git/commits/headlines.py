"""What commits are called: their day, their first line, and the records that they name."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.lean.values import Value
from minutebook.repository.git import revisions
from minutebook.repository.git.process import run_git
from minutebook.repository.git.repo import Repo

_FIELD_END = "\2"


class Headline(Value):
    """A commit in a line: its id, its day as its author saw it (ISO 8601), and its first line.

    `named` is what its trailers `PHR: …` and `ADR: …` say, as one text.
    """

    id: str
    day: str
    subject: str
    named: str


def list_headlines(repo: Repo) -> Iterator[Headline]:
    """The commits of HEAD's history, the newest first; none before the first commit."""
    if not revisions.find_commit(repo, "HEAD"):
        return
    named = (f"%(trailers:key={key},valueonly,separator=%x20)" for key in ("PHR", "ADR"))
    line_format = f"--format=%H%x02%ad%x02{' '.join(named)}%x02%s"
    options = ("--no-show-signature", "--encoding=UTF-8", "--date=short", line_format)
    for line in run_git(repo, "log", *options, "HEAD", "--").split("\n"):
        commit, _, rest = line.partition(_FIELD_END)
        day, _, rest = rest.partition(_FIELD_END)
        trailers, separator, subject = rest.partition(_FIELD_END)
        if separator:
            yield Headline(commit, day, subject, trailers.strip())
