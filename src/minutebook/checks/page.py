"""One page as the rules see it that look at one page alone, and what comes of it.

What is found on a page depends on nothing but the page and `PageSettings`: not on other records,
the day, git, severities or silences. So it can be kept until the page changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from minutebook.lean.values import Value, field
from minutebook.records.model import Finding, Record
from minutebook.records.phr.visibility import FULL, VisibilityRule
from minutebook.text import frontmatter, markdown
from minutebook.text.frontmatter import FrontMatter

# How the command that names a record is written in the fix of a rule that looks at one page: by its
# ref, or by its path where that may mean another. Only who knows all records can tell.
RECORD_ARGUMENT = "\0record\0"


class PageSettings(Value):
    """What a repository configures for rules that look at one page.

    `stages` are known in addition to those of the kind; the rest is as in `CheckSettings`. A
    verdict on a page holds as long as these are the same, and the record's `folder`.
    """

    stages: tuple[str, ...] = ()
    visibility: str = FULL
    visibility_rules: tuple[VisibilityRule, ...] = ()


class Page:
    """A record with its text, and what several rules need of it: each is made once."""

    def __init__(self, record: Record, settings: PageSettings) -> None:
        self.record = record
        self.text = record.text
        self.settings = settings

    @cached_property
    def front_matter(self) -> FrontMatter:
        """The front matter of the page, as it is read."""
        return frontmatter.parse(self.text)[0]

    @cached_property
    def lines(self) -> tuple[markdown.Line, ...]:
        """All lines of the page."""
        return tuple(markdown.parse_lines(self.text))

    @cached_property
    def prompt_lines(self) -> range:
        """The lines (from 1) of the prompt; see `prompts.find_prompt_lines`."""
        from minutebook.records.phr.prompts import find_prompt_lines

        return find_prompt_lines(self.record)

    @cached_property
    def prompt(self) -> str | None:
        """The prompt as it was entered, None where the page has none."""
        from minutebook.records import reader

        return reader.read_prompt(self.record)

    @cached_property
    def secret_places(self) -> tuple[tuple[str, int], ...]:
        """What the page must not hold: the kind and the line (from 1) of each."""
        from minutebook.checks.secret_places import find_places

        return find_places(self.text)


class Fact(Value):
    """What a rule that looks at all records needs of the text of each page.

    `find` gives a value that JSON can hold (tuples become lists), a false one where the page has
    nothing of the kind: that is not kept. `name` is its key in a verdict.
    """

    name: str
    find: Callable[[Page], object]


class PageVerdict(Value):
    """What is wrong with one page, and what rules that look at all records need of its text.

    `findings` have the severities of the rules; the fix of a finding may have RECORD_ARGUMENT in
    it. `facts` are by the names of `Fact`.
    """

    findings: tuple[Finding, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


NO_VERDICT = PageVerdict()


def dump_verdict(verdict: PageVerdict) -> str:
    """A verdict as JSON, without the page's path; "" where there is nothing in it."""
    if not verdict.findings and not verdict.facts:
        return ""
    import json

    rows = [
        [finding.code, finding.severity, finding.line, finding.message, finding.fix]
        for finding in verdict.findings
    ]
    return json.dumps([rows, verdict.facts], separators=(",", ":"))


def load_verdict(text: str, path: str) -> PageVerdict:
    """The verdict on the page at a path, as `dump_verdict` wrote it."""
    if not text:
        return NO_VERDICT
    import json

    rows, facts = json.loads(text)
    return PageVerdict(
        tuple(
            Finding(code, severity, path, line, message, fix)
            for code, severity, line, message, fix in rows
        ),
        facts,
    )
