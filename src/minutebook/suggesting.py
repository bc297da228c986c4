"""Where suggesting meets the world: a change from git, redacted, assessed, held to the shelf.

`minutebook.suggest` is loaded only where there is a change to assess.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from minutebook import config, diffs, spool, store
from minutebook.capture.turn import Turn
from minutebook.changes import as_left
from minutebook.hiding import Hiding
from minutebook.project import Project
from minutebook.record import Misuse, Record, Trouble, owner
from minutebook.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.ledger import Suggestion
    from minutebook.plan import PhrDraft
    from minutebook.suggest.catalogue import Catalogue
    from minutebook.suggest.nouns import Assessment, Covering, Topic

_MOST = 1024 * 1024  # characters of a diff that are assessed
_PATHS = 64 * 1024  # characters of paths that one git child is given
_TELLING = ("covered", "contradicts")  # what was asked or dismissed before stays quiet
_PATIENCE = 5.0  # seconds to look at a change
_PROSE = (".md", ".markdown", ".rst", ".adoc")  # alone, these decide nothing


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
    base: str = ""


def working(project: Project) -> Change:
    """What the working tree has that HEAD has not, untracked files too."""
    base = diffs.head(project.repo)
    return Change(diffs.since(project.repo, base), base=base)


def staged(project: Project) -> Change:
    """What the next commit would change."""
    return Change(diffs.between(project.repo, "--cached"), base=diffs.head(project.repo))


def commit(project: Project, name: str) -> Change:
    """What a commit changed; of a merge, all that it brought to its first parent."""
    here, sha = project.repo, diffs.commit(project.repo, name)
    base = diffs.parent(here, sha)
    span = (sha,) if base == diffs.nothing(here) else (f"{base}..{sha}",)
    return Change(diffs.between(here, base, sha), diffs.messages(here, *span), base=base)


def between(project: Project, span: str) -> Change:
    """What the commits of `A..B` change (so do those of `A...B`): B against where it left A.

    A side that is left out is HEAD. Raises Misuse for what is no range.
    """
    left, dots, right = span.partition("...") if "..." in span else span.partition("..")
    if not dots:
        raise Misuse(f"{span!r} is no range", "write it A..B, or ask for one commit: --commit")
    here = project.repo
    old, new = (diffs.commit(here, name or "HEAD") for name in (left, right))
    base = diffs.parted(here, old, new)
    messages = diffs.messages(here, f"{base}..{new}")
    return Change(diffs.between(here, base, new), messages, base=base)


# What it decides --------------------------------------------------------------------------------


def assessed(project: Project, change: Change) -> Assessment:
    """What a change decides that the shelf does not say yet; nothing of it is secret.

    Raises BadSettings where the configured topics are no part of a catalogue.
    """
    from minutebook import suggest

    known = _catalogue(project)
    found = _assess(project, _hidden(project, change), known)
    return suggest.settle(found, project.shelf(), known)


def _hidden(project: Project, change: Change) -> Change:
    hide = Hiding(project).text
    return Change(
        hide(_cut(project, change.diff)),
        hide(change.message),
        hide(change.prompt),
        hide(change.response),
        change.base,
    )


def _cut(project: Project, diff: str) -> str:
    """A diff within its bounds, without the records: they tell of decisions, and make none."""
    return diffs.cut(diffs.without(diff, _homes(project)), _MOST)


def _homes(project: Project) -> tuple[str, ...]:
    """How the paths of records begin, and of the index pages beside them."""
    from minutebook import index

    folders = project.settings.folders()
    return (*(f"{folder.path}/" for folder in folders), *map(index.home, folders))


def _catalogue(project: Project) -> Catalogue:
    """The catalogue that holds here. Raises BadSettings where what is configured is none."""
    from minutebook.suggest import catalogue

    packaged = catalogue.packaged()
    if not project.settings.topics:
        return packaged
    try:
        return catalogue.extended(packaged, project.settings.topics)
    except catalogue.BadCatalogue as error:
        where = project.source or config.FILES[0]
        raise config.BadSettings(
            f"{where}: topics: {error}", "write it as the catalogue of minutebook does"
        ) from None


def _assess(project: Project, change: Change, known: Catalogue) -> Assessment:
    """What a change decides, by the score that holds here."""
    score = project.settings.suggest_score
    found = _judged(change, known, score)
    used = _in_use(project, change.base, found, known) if found.suggested else frozenset()
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
        raise Trouble(
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
    from minutebook.suggest import roles, technologies

    packages = {
        package.lower(): topic.technology
        for topic in found.topics
        for way, names in _recognised(known, topic).items()
        if way in technologies.ECOSYSTEMS
        for package in names
    }
    if not base or not packages:
        return frozenset()
    named = diffs.named(
        project.repo, base, sorted(packages), lambda path: roles.role(path) == roles.MANIFEST
    )
    return frozenset(packages[name] for name in named if name in packages)


def _recognised(known: Catalogue, topic: Topic) -> Mapping[str, tuple[str, ...]]:
    held = known.categories.get(topic.category)
    technology = held.technologies.get(topic.technology) if held else None
    return technology.recognised if technology else {}


# At the end of a turn ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heard:
    """What there is to say about a turn: what is suggested, and which decisions it is about."""

    suggestions: tuple[Suggestion, ...] = ()
    covered: tuple[Covering, ...] = ()


def of_turn(
    project: Project,
    session: Session,
    turn: Turn,
    paths: Sequence[str],
    commits: Sequence[str],
    draft: PhrDraft,
) -> Heard:
    """What a turn that just ended decides, by the files that it changed and its record to be.

    What a subagent did is its parent's to tell. Never fails: a record without a suggestion is
    better than none.
    """
    if project.settings.suggest == "off" or turn.subagent_id:
        return Heard()
    homes = _homes(project)
    paths = [path for path in paths if not path.startswith(homes)]
    if all(path.lower().endswith(_PROSE) for path in paths):
        return Heard()
    start = session.start_of(turn)
    if not start.known or not as_left(session, turn):
        return Heard()
    try:
        heard = _heard(project, _made(project, start.commit, paths, commits, draft))
    except Exception as error:  # noqa: BLE001 - whatever it is, the turn is recorded
        spool.trouble(error, "nothing is suggested")
        return Heard()
    path = session.noted(turn)[0]
    return _news(project, path, heard) if path and heard != Heard() else heard


def _news(project: Project, path: str, heard: Heard) -> Heard:
    """What is said for the first time of a turn that has its record: it went on since."""
    from minutebook import ledger, reader

    folder = owner(project.settings.folders(), path)
    text = store.read(project.top, path)
    if folder is None or text is None:
        return Heard()
    asked = {one.topic for one in ledger.of(reader.read(folder, path, text))}
    return Heard(tuple(one for one in heard.suggestions if one.topic not in asked))


def _made(
    project: Project, base: str, paths: Sequence[str], commits: Sequence[str], draft: PhrDraft
) -> Change:
    """What a turn made of the commit `base`, which is "" before the first one."""
    here = project.repo
    diff = diffs.since(here, base or diffs.nothing(here), _some(paths))
    message = diffs.messages(here, "--no-walk", *commits) if commits else ""
    return Change(_cut(project, diff), message, draft.prompt, draft.response, base)


def _heard(project: Project, change: Change) -> Heard:
    # Most turns decide nothing: only where one seems to, secrets are looked for and records read.
    known = _catalogue(project)
    if not _assess(project, change, known).suggested:
        return Heard()
    from minutebook import advice, suggest
    from minutebook.ledger import Suggestion
    from minutebook.suggest import weigh

    safe = _hidden(project, change)
    found = suggest.settle(_assess(project, safe, known), project.shelf(), known)
    if not found.suggested:
        return Heard(covered=found.covered)
    words = {"message": safe.message, "prompt": safe.prompt, "response": safe.response}
    suggestion = Suggestion(
        id="",
        topic=found.brief,
        score=round(found.score, 2),
        title=found.title,
        topics=tuple(topic.name for topic in found.topics),
        options=weigh.options(found.topics, words),
        evidence=tuple(map(advice.quoted, advice.strongest(found))),
    )
    return Heard((suggestion,), found.covered)


def _some(paths: Sequence[str]) -> Sequence[str]:
    """As many of the paths as one command may have."""
    size = 0
    for at, path in enumerate(paths):
        size += len(path) + 1
        if size > _PATHS:
            return paths[:at]
    return paths


def told(record: Record, heard: Heard) -> list[str]:
    """The lines that the person at the agent is shown about a turn, behind its record's name."""
    if not heard.suggestions and not heard.covered:
        return []
    from minutebook import advice, ledger, reader
    from minutebook.suggest import brief

    page = reader.read(record.folder, record.path, record.text)
    lines: list[str] = []
    for one in ledger.of(page):
        if any(one.topic == new.topic for new in heard.suggestions):
            lines += brief.announcement(one.topic, one.heading, one.id)
    covered = [one for one in heard.covered if one.how in _TELLING]
    return [*lines, *advice.known(covered, record.ref)]
