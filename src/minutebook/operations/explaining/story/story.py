"""The story of a change: what was asked, what came of it, what was decided, what it has cost."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.operations.explaining.story import disclosure
from minutebook.operations.explaining.story.cost import Cost, read_cost
from minutebook.operations.explaining.story.disclosure import Disclosure
from minutebook.operations.explaining.story.explained_commits import CommitExplainer
from minutebook.operations.explaining.story.range_records import (
    AskedPrompt,
    DecisionChange,
    RangeRecords,
    find_range_records,
)
from minutebook.operations.explaining.story.record_agents import RecordAgents
from minutebook.operations.explaining.story.story_range import StoryRange, list_range_commits
from minutebook.operations.project import Project
from minutebook.records.adr.fields import read_field_items
from minutebook.records.model import ADR, Record
from minutebook.records.phr import shown_blocks, suggestions
from minutebook.records.phr.suggestions import PENDING, Suggestion
from minutebook.records.phr.traced_files import clean_file
from minutebook.repository.git import diffs, revisions
from minutebook.repository.git.commits.history import Commit

_CONFLICTS = "conflicts-with"
_FROM_ROOT = compile_lazily(r"~?/|[A-Za-z]:[\\/]")
_MAX_UNCOMMITTED = 1_000  # files that git is asked for
_ENDED_STATES = ("superseded", "deprecated", "rejected")


class TouchedFile(Value):
    """A file that records list: how many of them, and whether the change has it in the end."""

    path: str
    records: int
    is_changed: bool


class RecordedTest(Value):
    """A command that ran tests, or a file of tests: how its last run ended, and how many it had.

    `result` is as records have it (`12 passed`); "" where it is not known.
    """

    command: str
    result: str
    runs: int


class Contradiction(Value):
    """A decision in force that the change goes against: on which topics, or by which record."""

    ref: str
    title: str
    path: str
    reason: str


class Coverage(Value):
    """The commits of a change that change more than records, and those that no record explains.

    `record_commits` counts those that change records alone.
    """

    commits: int
    unexplained: tuple[Commit, ...]
    record_commits: int


class Story(Value):
    """All that is told of a change; see the modules of the parts."""

    range: StoryRange
    prompts: tuple[AskedPrompt, ...]
    files: tuple[TouchedFile, ...]
    unlisted_files: int  # that the change has and no record lists
    tests: tuple[RecordedTest, ...]
    decisions: tuple[DecisionChange, ...]
    suggested: tuple[tuple[Record, Suggestion], ...]
    contradicted: tuple[Contradiction, ...]
    coverage: Coverage
    cost: Cost
    cost_by_model: tuple[tuple[str, Cost], ...]  # "" is the model of records that name none
    disclosure: Disclosure
    uncommitted_paths: frozenset[str]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell of."""
        return not (
            self.prompts
            or self.decisions
            or self.coverage.commits
            or self.coverage.record_commits
            or self.files
            or self.unlisted_files
        )


def tell_story(project: Project, story_range: StoryRange) -> Story:
    """Put together the story of a change.

    It is told from git's objects alone: no spool, no notes, no files but those of the working tree
    that the range counts in. Raises OperationError where git fails.
    """
    range_records = find_range_records(project, story_range)
    records = [prompt.record for prompt in range_records.prompts]
    commits = list_range_commits(project, story_range)
    explainer, agents = CommitExplainer(range_records.records), RecordAgents(range_records.records)
    counted = [commit for commit in commits if not explainer.changes_only_records(commit)]
    explanations = [explainer.explain(commit) for commit in counted]
    changed = diffs.list_changed_paths(project.repo, story_range.base, story_range.head)
    if story_range.has_working_tree:
        changed |= _find_uncommitted(project, records, changed)
    changed_files = {path for path in changed if not explainer.is_page(path)}
    files = _count_files(records, changed_files)
    agent_files = {
        path
        for record in records
        if agents.is_agents(record)
        for path in _list_files(record, changed_files)
        if path in changed_files
    }
    decided_titles = {record.title.casefold() for record in range_records.records.of_kind(ADR)}
    people, tools = disclosure.read_statements([commit.message for commit in commits], records)
    return Story(
        range=story_range,
        prompts=range_records.prompts,
        files=tuple(file for file in files if not explainer.is_page(file.path)),
        unlisted_files=len(changed_files - {file.path for file in files}),
        tests=tuple(_list_tests(records)),
        decisions=range_records.decisions,
        suggested=tuple(
            (record, suggestion)
            for record in records
            for suggestion in suggestions.read_suggestions(record)
            if suggestion.state == PENDING
            and suggestion.decision_title.casefold() not in decided_titles
        ),
        contradicted=tuple(_find_contradictions(project, story_range, range_records, commits)),
        coverage=Coverage(
            commits=len(counted),
            unexplained=tuple(
                commit
                for commit, explanation in zip(counted, explanations, strict=True)
                if not explanation.is_explained
            ),
            record_commits=len(commits) - len(counted),
        ),
        cost=sum(map(read_cost, records), Cost()),
        cost_by_model=tuple(_sum_by_model(records, agents)),
        disclosure=Disclosure(
            agents=disclosure.count_agents(records, agents),
            commits=len(counted),
            agent_commits=sum(
                any(map(agents.is_agents, explanation.records)) for explanation in explanations
            ),
            files=len(changed_files),
            agent_files=len(agent_files),
            people=people,
            tools=tools,
        ),
        uncommitted_paths=range_records.uncommitted_paths,
    )


# What came of it --------------------------------------------------------------------------------


def _list_files(record: Record, changed: Container[str]) -> list[str]:
    """The files that a record lists, each once; people write "- a.py (new)"."""
    items = (clean_file(item.removeprefix("- ")) for item in read_field_items(record, "files"))
    return list(dict.fromkeys(_find_in_change(path, changed) for path in items if path))


def _find_in_change(path: str, changed: Container[str]) -> str:
    """Of a path from the root of some disk the end that is a changed file; else the path."""
    if not _FROM_ROOT.match(path):
        return path
    parts = path.replace("\\", "/").split("/")
    ends = ("/".join(parts[index:]) for index in range(1, len(parts)))
    return next((end for end in ends if end in changed), path)


def _find_uncommitted(
    project: Project, records: Sequence[Record], changed: Container[str]
) -> frozenset[str]:
    """The files of records that are not committed yet as they are, as the records may be."""
    listed = dict.fromkeys(path for record in records for path in _list_files(record, changed))
    paths = [path for path in listed if not _FROM_ROOT.match(path) and ".." not in path]
    paths = paths[:_MAX_UNCOMMITTED]
    return frozenset(revisions.find_uncommitted(project.repo, paths)) if paths else frozenset()


def _count_files(records: Sequence[Record], changed: Container[str]) -> list[TouchedFile]:
    """The files that records list, those of the most records first."""
    counts: dict[str, int] = {}
    for record in records:
        for path in _list_files(record, changed):
            counts[path] = counts.get(path, 0) + 1
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [TouchedFile(path, count, path in changed) for path, count in ranked]


def _list_tests(records: Sequence[Record]) -> Iterator[RecordedTest]:
    """The tests that records list, in the order in which they ran last."""
    runs: dict[str, tuple[str, int]] = {}
    for record in records:
        for item in read_field_items(record, "tests"):
            command, result = shown_blocks.split_test_result(item)
            count = runs.pop(command, ("", 0))[1] + 1
            runs[command] = result, count
    for command, (result, count) in runs.items():
        yield RecordedTest(command, result, count)


def _sum_by_model(records: Sequence[Record], agents: RecordAgents) -> list[tuple[str, Cost]]:
    """The cost of each model, the dearest first."""
    costs: dict[str, Cost] = {}
    for record in records:
        model = agents.find_model(record)
        costs[model] = costs.get(model, Cost()) + read_cost(record)
    return sorted(costs.items(), key=lambda item: (-item[1].tokens, -item[1].turns, item[0]))


# What it goes against ---------------------------------------------------------------------------


def _find_contradictions(
    project: Project,
    story_range: StoryRange,
    range_records: RangeRecords,
    commits: Sequence[Commit],
) -> Iterator[Contradiction]:
    """The decisions in force that the change contradicts, as far as `suggest` sees by rule.

    And those that a record of the change states to conflict with.
    """
    subjects = [prompt.record for prompt in range_records.prompts]
    subjects += [decision.record for decision in range_records.decisions]
    own_paths = {record.path for record in subjects}
    for record in subjects:
        for relation in range_records.records.graph.list_relations(record):
            other = relation.record
            is_in_force = other.kind is ADR and other.state not in _ENDED_STATES
            if relation.name == _CONFLICTS and is_in_force and other.path not in own_paths:
                reason = f"{record.ref} states that it conflicts"
                yield Contradiction(other.ref, other.title, other.path, reason)
    for ref, title, path, topics in _assess(project, story_range, range_records, commits):
        yield Contradiction(ref, title, path, f"on {', '.join(topics)}")


def _assess(
    project: Project,
    story_range: StoryRange,
    range_records: RangeRecords,
    commits: Sequence[Commit],
) -> Iterator[tuple[str, str, str, list[str]]]:
    """The decisions that the change contradicts, each with its topics.

    Nothing of the change's texts is shown, so that they need not be redacted.
    """
    from minutebook import suggest
    from minutebook.operations.suggesting import suggest as suggesting

    diff = diffs.read_diff(project.repo, story_range.base, story_range.head)
    diff = suggesting.assessable_diff(project, diff)
    if not diff.strip():
        return
    message = "\n\n".join(commit.message for commit in commits)
    change = suggesting.Change(diff, message, base_commit=story_range.base)
    catalogue = suggesting.catalogue_in_force(project)
    assessment = suggesting.assess_redacted(project, change, catalogue)
    assessment = suggest.exclude_covered(assessment, range_records.records, catalogue)
    topics: dict[tuple[str, str, str], list[str]] = {}
    for covering in assessment.covered:
        if covering.how == "contradicts":
            key = covering.ref, covering.title, covering.path
            topics.setdefault(key, []).append(covering.topic)
    for key, names in topics.items():
        yield *key, names
