"""Assess what a change decides: read it from git, redact it, and compare it with the records.

`minutebook.suggest` is loaded only where there is a change to assess.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from minutebook.errors import OperationError, UsageError
from minutebook.lean.values import Value
from minutebook.operations.project import Project
from minutebook.operations.redaction.redactor import Redactor
from minutebook.records.model import ROOT, Finding, RecordSet
from minutebook.repository import store
from minutebook.repository.git import diffs, revisions
from minutebook.repository.git.commits import history, sizes, words
from minutebook.repository.settings import config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.checks import Rule
    from minutebook.suggest.catalogue.catalogue import Catalogue
    from minutebook.suggest.model import Assessment, Topic

RULE_CODE = "decision-detected"
_RULE_REASON = (
    "A change that decides something is understood later where its reasons are written down."
)
RULE_HELP = (
    "`minutebook suggest` shows the evidence; `minutebook suggest dismiss` keeps a topic quiet."
)
_NOT_FILES = ("message", "prompt", "response")  # what evidence names in the place of a file
_MAX_DIFF_CHARACTERS = 1024 * 1024  # of a diff that are assessed
_ASSESS_TIMEOUT_SECONDS = 5.0
_MAX_USUAL_COMMITS = 60  # whose sizes say what is usual


# What a change is -------------------------------------------------------------------------------


class Change(Value):
    """A change: its diff, the messages of its commits, and what an agent was asked and said.

    `base_commit` is the one that it starts from; "" where that is not known.
    """

    diff: str
    message: str = ""
    prompt: str = ""
    response: str = ""
    base_commit: str = ""


def read_working_change(project: Project) -> Change:
    """What the working tree has that HEAD has not, untracked files too."""
    base = revisions.resolve_head(project.repo)
    return Change(diffs.read_worktree_diff(project.repo, base), base_commit=base)


def read_staged_change(project: Project) -> Change:
    """What the next commit would change."""
    return Change(
        diffs.read_staged_diff(project.repo), base_commit=revisions.resolve_head(project.repo)
    )


def read_commit_change(project: Project, revision: str) -> Change:
    """What a commit changed; of a merge, all that it brought to its first parent."""
    repository = project.repo
    commit = revisions.resolve_commit(repository, revision)
    base = revisions.find_parent(repository, commit)
    is_root = base == revisions.find_empty_tree(repository)
    messages = history.read_messages(repository, commit if is_root else f"{base}..{commit}")
    return Change(diffs.read_diff(repository, base, commit), messages, base_commit=base)


def read_range_change(project: Project, commit_range: str) -> Change:
    """What the commits of `A..B` change (so do those of `A...B`): B against where it left A.

    A side that is left out is HEAD. Raises UsageError for what is not a range.
    """
    ends = revisions.split_range(commit_range)
    if not ends:
        raise UsageError(
            f"{commit_range!r} is not a commit range",
            f"write A..B, or name one commit: minutebook suggest --commit {commit_range}",
        )
    repository = project.repo
    old, new = (revisions.resolve_commit(repository, name) for name in ends)
    base = revisions.find_merge_base(repository, old, new)
    messages = history.read_messages(repository, f"{base}..{new}")
    return Change(diffs.read_diff(repository, base, new), messages, base_commit=base)


# What it decides --------------------------------------------------------------------------------


def assess_change(project: Project, change: Change) -> Assessment:
    """What a change decides that no record says yet, without what is secret in its texts.

    Raises InvalidSettings where the configured topics do not extend the catalogue.
    """
    catalogue = catalogue_in_force(project)
    redacted = redact_change(project, change, Redactor(project))
    return assess_beside_records(project, redacted, project.load_records(), catalogue)


def assess_beside_records(
    project: Project, change: Change, records: RecordSet, catalogue: Catalogue
) -> Assessment:
    """What a redacted change decides that no record says yet, and what it reverses of them."""
    from minutebook import suggest

    assessment = assess_redacted(project, change, catalogue)
    beside = suggest.exclude_covered(assessment, records, catalogue)
    if not beside.suggested or assessment.suggested:
        return beside
    # What is used once more reverses nothing: not asked before, as nothing was suggested.
    in_use = _find_in_use(project, change.base_commit, assessment, catalogue)
    if not in_use:
        return beside
    assessment = _assess(project, change, catalogue, in_use)
    return suggest.exclude_covered(assessment, records, catalogue)


def redact_change(project: Project, change: Change, redactor: Redactor) -> Change:
    """The change with what is secret in its texts hidden, and its diff within bounds."""
    diff, message, prompt, response = redactor.redact_texts(
        [change.diff, change.message, change.prompt, change.response]
    )
    return Change(
        assessable_diff(project, diff.text),
        message.text,
        prompt.text,
        response.text,
        change.base_commit,
    )


def assessable_diff(project: Project, diff: str) -> str:
    """A diff within its size limit, without the records: they tell of decisions, and make none."""
    return diffs.truncate_diff(
        diffs.exclude_folders(diff, record_paths(project)), _MAX_DIFF_CHARACTERS
    )


def record_paths(project: Project) -> tuple[str, ...]:
    """How the paths of records begin, and of the index pages beside them."""
    from minutebook.records import filenames
    from minutebook.records.index import index_pages

    paths = []
    for folder in project.settings.list_folders():
        if folder.path == ROOT:  # its records lie among the repository's other pages
            pages = store.list_pages(project.top, ROOT)
            paths += [page for page in pages if filenames.is_record(folder, page)]
        else:
            paths += [f"{folder.path}/", index_pages.locate_main_page(folder)]
    return tuple(paths)


def catalogue_in_force(project: Project) -> Catalogue:
    """The packaged catalogue with the configured topics. Raises InvalidSettings for bad topics."""
    from minutebook.suggest.catalogue import catalogue

    packaged = catalogue.load_catalogue()
    if not project.settings.topics:
        return packaged
    try:
        return catalogue.extend_catalogue(packaged, project.settings.topics)
    except catalogue.CatalogueError as error:
        path = project.settings_path or config.CONFIG_FILENAMES[0]
        raise config.InvalidSettings(
            f"{path}: topics: {error}", "write it as the catalogue of minutebook does"
        ) from None


def assess_redacted(project: Project, change: Change, catalogue: Catalogue) -> Assessment:
    """What a redacted change decides, by the configured score.

    It is assessed again where technologies turn out to be in use at its base already.
    """
    assessment = _assess(project, change, catalogue)
    if not assessment.suggested:
        return assessment
    in_use = _find_in_use(project, change.base_commit, assessment, catalogue)
    return _assess(project, change, catalogue, in_use) if in_use else assessment


def _assess(
    project: Project, change: Change, catalogue: Catalogue, in_use: Collection[str] = ()
) -> Assessment:
    from minutebook import suggest

    with _time_limit(_ASSESS_TIMEOUT_SECONDS):
        return suggest.assess(
            change.diff,
            change.message,
            change.prompt,
            change.response,
            catalogue=catalogue,
            threshold=project.settings.suggest_score or None,
            in_use=in_use,
            list_usual_sizes=partial(_list_usual_sizes, project, change.base_commit),
        )


def _list_usual_sizes(project: Project, base_commit: str) -> list[int]:
    """How many lines each of the latest commits wrote, records and version bumps aside."""
    from minutebook.suggest.scoring import usual_size

    if not base_commit:
        return []
    try:
        commits = sizes.list_line_counts(project.repo, base_commit, _MAX_USUAL_COMMITS)
    except OperationError:  # the base is an empty tree
        return []
    records = record_paths(project)
    usual_sizes = (
        usual_size.count_lines(
            {path: count for path, count in counts.items() if not path.startswith(records)}
        )
        for counts in commits
    )
    return [size for size in usual_sizes if size]


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise OperationError after so many seconds: a pattern of the settings may never end.

    Without effect where the system has no timers that interrupt, and outside of the main thread.
    """
    import signal
    import threading

    if not hasattr(signal, "setitimer") or threading.current_thread() != threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise OperationError(
            f"the change could not be assessed in {seconds:.0f} seconds",
            "see whether a pattern of `topics` in the configuration never ends",
        )

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _find_in_use(
    project: Project, base_commit: str, assessment: Assessment, catalogue: Catalogue
) -> frozenset[str]:
    """The technologies of a change whose packages a manifest of its base names already.

    A diff shows little of what surrounds it; git is asked only where something is suggested.
    """
    from minutebook.suggest.catalogue import schema
    from minutebook.suggest.diff import file_roles

    technology_by_package = {
        package.lower(): topic.technology
        for topic in assessment.topics
        for method, packages in _list_recognizers(catalogue, topic).items()
        if method in schema.ECOSYSTEMS
        for package in packages
    }
    if not base_commit or not technology_by_package:
        return frozenset()
    named_packages = words.find_words_in_commit(
        project.repo,
        base_commit,
        sorted(technology_by_package),
        lambda path: file_roles.find_role(path) == file_roles.MANIFEST,
    )
    return frozenset(
        technology_by_package[package]
        for package in named_packages
        if package in technology_by_package
    )


def _list_recognizers(catalogue: Catalogue, topic: Topic) -> Mapping[str, tuple[str, ...]]:
    """What a topic's technology is recognised by: method (an ecosystem, an import …) to names."""
    category = catalogue.categories.get(topic.category)
    technology = category.technologies.get(topic.technology) if category else None
    return technology.recognised_by if technology else {}


# For forges -------------------------------------------------------------------------------------


def make_rule() -> Rule:
    """The rule that findings of `suggest` are reported under, in the form of those of `check`."""
    from minutebook.checks import Rule

    return Rule(RULE_CODE, "info", _RULE_REASON)


def make_findings(assessment: Assessment, default_path: str) -> tuple[Finding, ...]:
    """What is suggested, a finding for each decision, on the first line that shows it.

    `default_path` is where a finding goes that has no line of its own.
    """
    from minutebook.suggest.wording.announcement import announce_decision

    findings = []
    for decision in assessment.decisions if assessment.suggested else ():
        in_files = [
            evidence
            for evidence in decision.evidence
            if evidence.path and evidence.path not in _NOT_FILES
        ]
        path, line = (in_files[0].path, in_files[0].line) if in_files else (default_path, 0)
        findings.append(Finding(RULE_CODE, "info", path, line, *announce_decision(decision)))
    return tuple(findings)
