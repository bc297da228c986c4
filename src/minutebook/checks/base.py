"""What a rule of `check` is, what it gets to see, and what several rules need.

A rule is a generator function with its facts in a decorator. `@page_rule` is for one that looks at
one page alone: it takes a Page, and what it yields is kept until the page changes. `@rule` is for
one that looks at all records: it takes a CheckContext, whose records may have no texts; what it
needs of each text is a Fact. Either yields a Problem for each place where the rule is broken. No
rule compares every pair of records: the cost grows in proportion to the number of records.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from minutebook.checks.page import (
    NO_VERDICT,
    RECORD_ARGUMENT,
    Fact,
    Page,
    PageSettings,
    PageVerdict,
)
from minutebook.lean.values import Value, field, replace
from minutebook.records import references
from minutebook.records.filenames import clean_title
from minutebook.records.model import Finding, Record, RecordSet, Silence, Write
from minutebook.records.phr.visibility import FULL, VisibilityRule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from minutebook.checks.cited.citing_file import CitingFile
    from minutebook.checks.cited.report import CitedPlace
    from minutebook.records.relations import RelationGraph

# Takes lines (from 1) by path, gives the names of those who wrote them, by path and line; without
# what the user of this clone wrote, and what is not committed.
AuthorFinder = Callable[[Mapping[str, Sequence[int]]], Mapping[tuple[str, int], str]]


class BlockedPath(Value):
    """A link, or what is not a file, where a page is or would be written.

    `reason` is a sentence without its end, `cure` a command line. `stays_inside`: it leads to a
    file or folder of the working tree, outside of git's directory.
    """

    path: str
    reason: str
    cure: str
    stays_inside: bool = False


class BaseBranch(Value):
    """The record pages of a branch that the working tree is to be merged into.

    `name` is what the user calls it. `added_paths` came to it since the working tree's branch left
    it; `known_paths` are all of the branch, and those that both had then. `read_text` gives the
    text of a page of the branch.
    """

    name: str
    added_paths: frozenset[str]
    known_paths: frozenset[str]
    read_text: Callable[[str], str] = lambda _: ""


class CommittedAttributes(Value):
    """The attributes file that HEAD has, and the merge drivers that this clone has settings for.

    `drivers` are their names, as the file has them behind `merge=`.
    """

    path: str
    text: str
    drivers: frozenset[str]


class CheckInputs(Value):
    """What the rules, which are pure, cannot know: the caller asks the clock and git for it.

    `today` is ISO 8601 ("": rules that need it do not run). `known_paths` is every path that git
    has or ever had, and what is in the working tree, `current_paths` what git tracks or would track
    (None: not asked, rules that need it do not run). `previous_texts` is the text of record pages
    at the revision to compare with, by path (empty: nothing to compare). `interrupted_paths` are
    the files that a command did not write, because its process was ended before. `blocked_paths`
    are what keeps records and index pages from being written. `base_branch` is the branch to
    compare numbers with (None: no other branch than the one that is checked out). `baseline_path`
    and `baseline_text` are the file of findings that were there before ("": there is none).
    `uncommitted_paths` are records that other pages need not show before they are committed.
    `list_shared_paths` gives those of some pages whose generated blocks are not written here, as
    other branches have them (None: there are none).
    `attributes` are git's, where a branch is checked out that may be merged into (None: not asked,
    or nothing there).
    `ignored_pages` are the pages, also of records to come, that git ignores: each with the file
    that says so, the line, from 1, and the pattern there (None: not asked).
    `list_citing_files` reads the files outside of the records that may cite them (None: not asked);
    `list_generated` tells which of some files are of other projects, or made by a program.
    `find_renamed` tells where the files went that a glob meant, "" where git does not tell.
    `find_drifts` tells where decisions and what is used have drifted apart, `find_settled`, by path
    and id, why suggestions need no answer any more. `find_authors` tells who wrote lines; as it is
    dear, rules call it for those alone that they found something in. All are None where not asked.
    """

    today: str = ""
    known_paths: frozenset[str] | None = None
    current_paths: frozenset[str] | None = None
    previous_texts: Mapping[str, str] = field(default_factory=dict)
    interrupted_paths: tuple[str, ...] = ()
    blocked_paths: tuple[BlockedPath, ...] = ()
    base_branch: BaseBranch | None = None
    baseline_path: str = ""
    baseline_text: str = ""
    uncommitted_paths: frozenset[str] = frozenset()
    list_shared_paths: Callable[[Sequence[str]], set[str]] | None = None
    attributes: CommittedAttributes | None = None
    find_authors: AuthorFinder | None = None
    ignored_pages: Mapping[str, tuple[str, int, str]] | None = None
    find_renamed: Callable[[str], str] | None = None
    list_citing_files: Callable[[], Iterable[CitingFile]] | None = None
    list_generated: Callable[[Sequence[str]], Collection[str]] | None = None
    find_drifts: Callable[[], Iterable[Problem]] | None = None
    find_settled: Callable[[], Mapping[tuple[str, str], str]] | None = None


class CheckSettings(Value):
    """What a repository configures for `check`.

    `severities` maps a rule's code to "off", "info", "warning" or "error". `proposed_days` is how
    long a decision may stay proposed, `suggestion_days` how long a suggestion may stay unanswered.
    `stages` are known in addition to those of the kind. `source_path` is the path of the
    configuration file, for findings about it.
    """

    severities: Mapping[str, str] = field(default_factory=dict)
    visibility: str = FULL
    visibility_rules: tuple[VisibilityRule, ...] = ()
    silences: tuple[Silence, ...] = ()
    proposed_days: int = 60
    suggestion_days: int = 14
    stages: tuple[str, ...] = ()
    source_path: str = "minutebook.toml"

    @property
    def for_pages(self) -> PageSettings:
        """What of it rules that look at one page depend on."""
        return PageSettings(self.stages, self.visibility, self.visibility_rules)


class CheckContext:
    """What a rule sees that looks at all records, which may have no texts.

    `verdicts` are those on pages, by path; a page without one has nothing that a rule needs of it.
    What several rules need is computed once, when the first asks for it.
    """

    def __init__(
        self,
        records: RecordSet,
        inputs: CheckInputs,
        settings: CheckSettings,
        verdicts: Mapping[str, PageVerdict],
    ) -> None:
        self.records = records
        self.inputs = inputs
        self.settings = settings
        self.verdicts = verdicts
        self.record_by_path = {record.path: record for record in records.members}
        self._folders: frozenset[str] | None = None

    @property
    def graph(self) -> RelationGraph:
        """The relations between the records."""
        return self.records.graph

    @cached_property
    def cited_places(self) -> tuple[CitedPlace, ...]:
        """Where files outside of the records cite what is not there or holds no longer."""
        from minutebook.checks.cited.report import list_places

        return list_places(self.records, self.inputs)

    def get_fact(self, fact: Fact, record: Record) -> Any:
        """What the page of a record has of a fact that the rule declares; None for nothing."""
        return self.verdicts.get(record.path, NO_VERDICT).facts.get(fact.name)

    def list_facts(self, fact: Fact) -> Iterator[tuple[Record, Any]]:
        """The records whose pages have something of a fact, in the set's order, and what."""
        for record in self.records.members:
            if (verdict := self.verdicts.get(record.path)) and fact.name in verdict.facts:
                yield record, verdict.facts[fact.name]

    def list_page_findings(self, codes: Collection[str]) -> Iterator[Finding]:
        """What was found on single pages, but for the rules of some codes, with whole fixes."""
        for path, verdict in self.verdicts.items():
            for finding in verdict.findings:
                if finding.code in codes:
                    continue
                if RECORD_ARGUMENT in finding.fix:
                    argument = format_argument(self.records, self.record_by_path[path])
                    fix = finding.fix.replace(RECORD_ARGUMENT, argument)
                    finding = replace(finding, fix=fix)
                yield finding

    def is_known_path(self, path: str) -> bool:
        """Whether git ever had the path, as a file or as a folder. Only where git was asked."""
        known_paths = self.inputs.known_paths or frozenset()
        if self._folders is None:
            folders = set()
            for folder in known_paths:
                while "/" in folder:
                    folder = folder.rpartition("/")[0]
                    if folder in folders:
                        break  # its parents are there too
                    folders.add(folder)
            self._folders = frozenset(folders)
        return path in known_paths or path.rstrip("/") in self._folders


class Problem(Value):
    """A place where a rule is broken: what a rule yields.

    `line` counts from 1; 0 means the file as a whole. `fix` says what to do about it. `severity`
    is given where it is not the rule's own: a problem on a page of another tool may weigh less.
    """

    path: str
    line: int
    message: str
    fix: str = ""
    severity: str = ""


# Takes the records, the paths of the rule's findings and what the rules were told.
Fixer = Callable[[RecordSet, frozenset[str], CheckInputs], tuple[Write, ...]]


class Rule(Value):
    """One rule of `check`.

    `severity` is what its findings have where a problem does not say otherwise. `explanation` says
    in a sentence or two what goes wrong where the rule is broken. `find_problems` is None where
    something else finds the problems: the reader of pages, or the runner. `required_input` names
    the field of CheckInputs without which the rule is not run, `used_input` one that it uses where
    it is there, and that whoever runs the rule alone asks for too: the rule is to find the same,
    whichever others run. `fix` repairs its findings, and
    `fixes` is a sentence on what `check --fix` mends; without a `fix` something else mends it.
    `in_baseline`: a baseline may hold its findings, as having been there before. `on_request`: it
    is run only where its code is asked for. `find_in_page` finds the problems of one page, where
    the rule looks at one alone, or does so too. `facts` are what `find_problems` needs of the texts
    of pages.
    """

    code: str
    severity: str
    explanation: str
    find_problems: Callable[[CheckContext], Iterable[Problem]] | None = None
    required_input: str = ""
    fix: Fixer | None = None
    fixes: str = ""
    in_baseline: bool = True
    used_input: str = ""
    on_request: bool = False
    find_in_page: Callable[[Page], Iterable[Problem]] | None = None
    facts: tuple[Fact, ...] = ()

    def find(self, context: CheckContext) -> Iterator[Finding]:
        """The findings of this rule on all records."""
        for problem in self.find_problems(context) if self.find_problems else ():
            yield self.make_finding(problem)

    def make_finding(self, problem: Problem) -> Finding:
        """The problem as a finding of this rule."""
        return Finding(
            self.code,
            problem.severity or self.severity,
            problem.path,
            problem.line,
            problem.message,
            problem.fix,
        )


def rule(
    code: str,
    severity: str,
    why: str,
    *,
    needs: str = "",
    fix: Fixer | None = None,
    fixes: str = "",
    in_baseline: bool = True,
    uses: str = "",
    on_request: bool = False,
    in_page: Callable[[Page], Iterable[Problem]] | None = None,
    facts: tuple[Fact, ...] = (),
) -> Callable[[Callable[[CheckContext], Iterable[Problem]]], Rule]:
    """Declare the decorated function, in a module of `checks/rules`, as a rule on all records.

    The arguments are the facts of the rule: see Rule, where `why` is the explanation, `needs` the
    required input, `uses` the used one and `in_page` what finds problems of one page. Raises
    ValueError for a fix of which nothing says what it mends.
    """
    if fix and not fixes:
        raise ValueError(f"{code}: a rule with a fix says what that mends")

    def declare(find_problems: Callable[[CheckContext], Iterable[Problem]]) -> Rule:
        return Rule(
            *(code, severity, why, find_problems, needs, fix, fixes, in_baseline, uses, on_request),
            find_in_page=in_page,
            facts=facts,
        )

    return declare


def page_rule(
    code: str, severity: str, why: str, *, in_baseline: bool = True
) -> Callable[[Callable[[Page], Iterable[Problem]]], Rule]:
    """Declare the decorated function, in a module of `checks/rules`, as a rule on one page.

    What it yields depends on the page and its settings alone; see `rule` for the arguments.
    """

    def declare(find_in_page: Callable[[Page], Iterable[Problem]]) -> Rule:
        return Rule(code, severity, why, in_baseline=in_baseline, find_in_page=find_in_page)

    return declare


def find_line_number(text: str, phrase: str, preferred_word: str = "") -> int:
    """The first line (from 1) that has the phrase and the preferred word, in small letters.

    Else the first that has the phrase; 0 where none has it.
    """
    first = 0
    if phrase and phrase in text:
        for line_number, line in enumerate(text.split("\n"), 1):
            if phrase in line:
                if preferred_word in line.lower():
                    return line_number
                first = first or line_number
    return first


def find_field_line(page: Page, name: str) -> int:
    """The line (from 1) of a front matter field, or of an older alias; 0 where it is not found."""
    from minutebook.records.adr.fields import FIELD_ALIASES, fold_key

    names = FIELD_ALIASES.get(name, (name,))
    line_numbers = page.front_matter.line_numbers
    return next((line_numbers[key] for key in line_numbers if fold_key(key) in names), 0)


def find_state_line(record: Record) -> int:
    """The line (from 1) on which a page states its stage or status; 0 where it is not found."""
    stated = record.state_raw.strip().partition("\n")[0].rstrip("\r")
    return find_line_number(record.text, stated, record.kind.state_field)


def _find_unsettled_line(page: Page) -> int:
    """The line of the status, where rules on all records may have to do with it."""
    return find_state_line(page.record) if page.record.state in ("proposed", "superseded") else 0


# The line that states a decision as proposed or superseded.
STATE_LINE = Fact("state-line", _find_unsettled_line)


PATH_CHARS = 200  # of a path that a message names


def quote_excerpt(text: str, max_chars: int = 60) -> str:
    """A text of a page as one line of a message, in backticks and at most `max_chars` long."""
    line = clean_title(text[: 4 * max_chars]).replace("`", "'")
    return f"`{line[: max_chars - 1]}…`" if len(line) > max_chars else f"`{line}`"


def format_argument(records: RecordSet, record: Record) -> str:
    """A record as the argument of a command: its ref, or its path where that may mean another."""
    return references.name_in_command(records, record)


def quote_argument(text: str) -> str:
    """A text of a page as an argument that a shell takes as it is, in a line of a message."""
    import shlex

    return shlex.quote(text)


def is_adopted(record: Record) -> bool:
    """Whether another tool wrote a prompt record: ours state their fidelity."""
    return "fidelity" not in record.fields


def is_template_value(text: str) -> bool:
    """Whether a value is a template's own ("{status}", "..."), which `placeholder` reports."""
    text = text.lstrip("\"'")
    return text.startswith(("{", "[", "<")) or not any(map(str.isalnum, text))
