"""Where suggesting meets the world: a change from git, redacted, assessed, held to the shelf.

`minutebook.suggest` is loaded only where there is a change to assess.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from minutebook.errors import OperationError, UsageError
from minutebook.operations.project import Project
from minutebook.operations.redaction import Redactor
from minutebook.records.model import Finding
from minutebook.repository import config
from minutebook.repository.git import diffs, history, revisions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.checks import Rule
    from minutebook.suggest.catalogue.catalogue import Catalogue
    from minutebook.suggest.model import Assessment, Topic

RULE_CODE = "decision-detected"
_WHY = "A change that decides something is understood later where its reasons are written down."
RULE_HELP = (
    "`minutebook suggest` says what it saw, and `minutebook suggest dismiss` that it is none."
)
_WORDS = ("message", "prompt", "response")  # what evidence names that stands in no file
_MOST = 1024 * 1024  # characters of a diff that are assessed
_PATIENCE = 5.0  # seconds to look at a change


# What a change is -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """A change: its diff, the messages of its commits, and what an agent was asked and said.

    `base` is the commit that it starts from; "" where that is not known.
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
    here, sha = project.repo, revisions.resolve_commit(project.repo, revision)
    base = revisions.find_parent(here, sha)
    span = sha if base == revisions.find_empty_tree(here) else f"{base}..{sha}"
    return Change(
        diffs.read_diff(here, base, sha), history.read_messages(here, span), base_commit=base
    )


def read_range_change(project: Project, commit_range: str) -> Change:
    """What the commits of `A..B` change (so do those of `A...B`): B against where it left A.

    A side that is left out is HEAD. Raises UsageError for another form.
    """
    left, dots, right = (
        commit_range.partition("...") if "..." in commit_range else commit_range.partition("..")
    )
    if not dots:
        raise UsageError(
            f"{commit_range!r} is not a commit range",
            "write it A..B, or ask for one commit: --commit",
        )
    here = project.repo
    old, new = (revisions.resolve_commit(here, name or "HEAD") for name in (left, right))
    base = revisions.find_merge_base(here, old, new)
    messages = history.read_messages(here, f"{base}..{new}")
    return Change(diffs.read_diff(here, base, new), messages, base_commit=base)


# What it decides --------------------------------------------------------------------------------


def assess_change(project: Project, change: Change) -> Assessment:
    """What a change decides that the shelf does not say yet; nothing of it is secret.

    Raises BadSettings where the configured topics are no part of a catalogue.
    """
    from minutebook import suggest

    known = catalogue_in_force(project)
    found = assess_redacted(project, redact_change(project, change), known)
    return suggest.exclude_covered(found, project.load_records(), known)


def redact_change(project: Project, change: Change) -> Change:
    """The change with what is secret in its texts hidden, and its diff within bounds."""
    hide = Redactor(project).redact_text
    return Change(
        hide(assessable_diff(project, change.diff)),
        hide(change.message),
        hide(change.prompt),
        hide(change.response),
        change.base_commit,
    )


def assessable_diff(project: Project, diff: str) -> str:
    """A diff within its bounds, without the records: they tell of decisions, and make none."""
    return diffs.truncate_diff(diffs.exclude_folders(diff, record_paths(project)), _MOST)


def record_paths(project: Project) -> tuple[str, ...]:
    """How the paths of records begin, and of the index pages beside them."""
    from minutebook.records.index import index_pages

    folders = project.settings.list_folders()
    return (*(f"{folder.path}/" for folder in folders), *map(index_pages.locate_main_page, folders))


def catalogue_in_force(project: Project) -> Catalogue:
    """The catalogue that holds here. Raises BadSettings where what is configured is none."""
    from minutebook.suggest.catalogue import catalogue

    packaged = catalogue.load_catalogue()
    if not project.settings.topics:
        return packaged
    try:
        return catalogue.extend_catalogue(packaged, project.settings.topics)
    except catalogue.CatalogueError as error:
        where = project.settings_path or config.CONFIG_FILENAMES[0]
        raise config.InvalidSettings(
            f"{where}: topics: {error}", "write it as the catalogue of minutebook does"
        ) from None


def assess_redacted(project: Project, change: Change, known: Catalogue) -> Assessment:
    """What a change decides, by the score that holds here."""
    score = project.settings.suggest_score
    found = _judged(change, known, score)
    used = _in_use(project, change.base_commit, found, known) if found.suggested else frozenset()
    return _judged(change, known, score, used) if used else found


def _judged(
    change: Change, known: Catalogue, score: float, in_use: Collection[str] = ()
) -> Assessment:
    from minutebook import suggest

    with _within(_PATIENCE):
        return suggest.assess(
            change.diff,
            change.message,
            change.prompt,
            change.response,
            catalogue=known,
            threshold=score or None,
            in_use=in_use,
        )


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Raise Trouble where what is done takes longer: a pattern of the settings may never end.

    As far as the system has timers that interrupt.
    """
    import signal
    import threading

    if not hasattr(signal, "setitimer") or threading.current_thread() != threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise OperationError(
            f"the change was looked at for {seconds:.0f} seconds",
            "is it a pattern of `topics` in the configuration that never ends?",
        )

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _in_use(project: Project, base: str, found: Assessment, known: Catalogue) -> frozenset[str]:
    """The technologies of a change whose packages a manifest of its base names already.

    A diff shows little of what surrounds it; git is asked only where something is suggested.
    """
    from minutebook.suggest.catalogue import schema
    from minutebook.suggest.diff import file_roles

    packages = {
        package.lower(): topic.technology
        for topic in found.topics
        for way, names in _recognised(known, topic).items()
        if way in schema.ECOSYSTEMS
        for package in names
    }
    if not base or not packages:
        return frozenset()
    named = history.find_words_in_commit(
        project.repo,
        base,
        sorted(packages),
        lambda path: file_roles.find_role(path) == file_roles.MANIFEST,
    )
    return frozenset(packages[name] for name in named if name in packages)


def _recognised(known: Catalogue, topic: Topic) -> Mapping[str, tuple[str, ...]]:
    held = known.categories.get(topic.category)
    technology = held.technologies.get(topic.technology) if held else None
    return technology.recognised_by if technology else {}


# For forges -------------------------------------------------------------------------------------


def make_rule() -> Rule:
    """The only rule: what it is for, beside those of `check`."""
    from minutebook.checks import Rule

    return Rule(RULE_CODE, "info", _WHY)


def make_findings(assessment: Assessment, default_path: str) -> tuple[Finding, ...]:
    """What is suggested, and which decisions are contradicted, as notes on lines.

    `path` is where a note goes that has no line of its own.
    """
    return tuple(_findings(assessment, default_path))


def _findings(found: Assessment, path: str) -> Iterator[Finding]:
    from minutebook.suggest import report

    places = [one for one in report.select_evidence(found) if one.path and one.path not in _WORDS]
    place, line = (places[0].path, places[0].line) if places else (path, 0)
    if found.suggested:
        what, how = report.announce_assessment(found)
        yield Finding(RULE_CODE, "info", place, line, what, how)
    for told in report.contradicted(found):
        what, _, how = told.partition(": supersede it? ")
        yield Finding(RULE_CODE, "info", place, line, what, f"Supersede it? Run: {how}")
