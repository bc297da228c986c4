"""What a site shows, as data: records, how they hang together, and what they come to.

A book holds no texts of pages: `Book.read_source` gets those of one record when its page is made,
so that ten thousand records fit into little memory. All values are plain and may be written as
JSON.
"""

from __future__ import annotations

from collections.abc import Callable

from minutebook.lean.values import Value, field


class Repository(Value):
    """A repository that the site shows.

    `slug` is the folder of its pages in the site, "" where there is only one repository.
    `files_url` and `commits_url` are what a file's path and a commit's id are appended to for their
    pages on the forge; "" where there is none, or none is known. `description` is one line, "" for
    none.
    """

    name: str
    slug: str = ""
    files_url: str = ""
    commits_url: str = ""
    description: str = ""


class StatusChange(Value):
    """A decision got a status: on which day (ISO 8601), and what tells it ("git", "page")."""

    day: str
    status: str
    told_by: str = ""


class Relation(Value):
    """A relation of a record, named as read from it ("supersedes", "superseded by").

    `url` is the page of the other record in the site; "" where it is no record of the book: then
    `title` is what the page says. `is_effective` is False where a supersession has not taken
    effect.
    """

    name: str
    ref: str
    title: str
    url: str = ""
    status: str = ""
    is_effective: bool = True


class FileLink(Value):
    """A file that a record names, and its page in the site, "" where it has none."""

    path: str
    url: str = ""


class Commit(Value):
    """A commit that came with a record: its short id, first line, day, and page on the forge."""

    id: str
    subject: str = ""
    day: str = ""
    url: str = ""


class Suggestion(Value):
    """A decision that was suggested for a prompt (accepted, dismissed, pending)."""

    title: str
    state: str
    url: str = ""  # of the decision that it became


class Entry(Value):
    """A record as the site shows it.

    `url` is its page, relative to the site's root; `key` is unique in the book (repository slug and
    path). `kind` is "adr" or "phr". `state` is the stage or status in the five plain words or the
    repository's own, `state_shown` as the page has it. `group` is "in force", "proposed" or "gone"
    for a decision, "" for a prompt. `digest` tells the page's text from any other. `is_private`:
    its texts are kept apart, and the site does not have them. Times are ISO 8601 days; `tokens`
    counts all, `seconds` is the duration, both 0 where unknown. `summary` is plain text of at most
    300 characters: the decision's sentence, "" where that says no more than the title, or the
    beginning of the prompt. `review_due` is the day
    by which a decision was to be reviewed, "" where that has not passed.
    """

    key: str
    url: str
    repository: str  # its slug
    kind: str
    ref: str
    number: int
    title: str
    path: str
    date: str = ""
    state: str = ""
    state_shown: str = ""
    group: str = ""
    summary: str = ""
    labels: tuple[str, ...] = ()
    people: tuple[str, ...] = ()  # who asked or decided
    agent: str = ""
    model: str = ""
    feature: str = ""
    session: str = ""
    branch: str = ""
    tokens: int = 0
    seconds: int = 0
    is_private: bool = False
    digest: str = ""
    relations: tuple[Relation, ...] = ()
    files: tuple[FileLink, ...] = ()  # changed by a prompt, governed by a decision
    governed_globs: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    commits: tuple[Commit, ...] = ()
    history: tuple[StatusChange, ...] = ()  # the oldest first
    suggestions: tuple[Suggestion, ...] = ()
    previous_url: str = ""  # of the same session, or of the decisions in their order
    next_url: str = ""
    extra_facts: tuple[
        tuple[str, str], ...
    ] = ()  # fields of the front matter that nothing else shows
    review_due: str = ""


class TimelineEvent(Value):
    """Something that happened on a day: "prompt", "decision", or a status that a decision got."""

    day: str
    kind: str
    key: str  # of the entry
    status: str = ""


class FilePage(Value):
    """A file and the records about it, as keys of entries, the newest first."""

    path: str
    url: str
    repository: str
    governed_by: tuple[str, ...] = ()  # decisions in force for it
    named_by: tuple[str, ...] = ()  # prompts that changed it, and other decisions


class Count(Value):
    """How many records have a value, and what its prompts have cost."""

    name: str
    prompts: int = 0
    decisions: int = 0
    tokens: int = 0


class Debt(Value):
    """What waits: keys of proposed decisions, the oldest first, and unanswered suggestions.

    `reviews_due` has the keys of decisions whose review was due, the longest due first.
    """

    proposed: tuple[str, ...] = ()
    overdue_count: int = 0
    suggestion_count: int = 0
    oldest_suggestion_days: int = 0
    reviews_due: tuple[str, ...] = ()


class Figures(Value):
    """What the records come to.

    `months` are named `2026-11`, the oldest first, without gaps. `commits` counts those that change
    more than records, `explained_commits` those of them that a record explains; 0 where unknown.
    """

    months: tuple[Count, ...] = ()
    agents: tuple[Count, ...] = ()
    models: tuple[Count, ...] = ()
    people: tuple[Count, ...] = ()
    debt: Debt = Debt()
    tokens: int = 0
    seconds: int = 0
    commits: int = 0
    explained_commits: int = 0


class Source(Value):
    """The text of one record, to be shown.

    `prompt` is the text as it was entered, "" for a decision or where it is not shown. `markdown`
    is the rest of the page: without front matter, the title, and blocks that the site shows itself.
    """

    markdown: str
    prompt: str = ""


def _read_nothing(key: str) -> Source:
    return Source("")


class Book(Value, slots=False):
    """All that a site shows. `entries` are the newest first within each kind.

    `day` is the day of the newest record, to which ages are counted, so that a site does not change
    by itself. Only reviews are due as of the day on which the book was gathered, as `check` says
    it: a date on a page is a promise, whether or not records were written since.
    `read_source` reads the text of the entry with a key.
    """

    title: str
    repositories: tuple[Repository, ...]
    entries: tuple[Entry, ...]
    files: tuple[FilePage, ...] = ()
    events: tuple[TimelineEvent, ...] = ()  # the newest first
    figures: Figures = Figures()
    day: str = ""
    read_source: Callable[[str], Source] = field(default=_read_nothing)

    @property
    def decisions(self) -> list[Entry]:
        """The decisions of all repositories."""
        return [entry for entry in self.entries if entry.kind == "adr"]

    @property
    def prompts(self) -> list[Entry]:
        """The prompts of all repositories."""
        return [entry for entry in self.entries if entry.kind == "phr"]

    def find_repository(self, slug: str) -> Repository:
        """The repository with a slug."""
        return next(each for each in self.repositories if each.slug == slug)
