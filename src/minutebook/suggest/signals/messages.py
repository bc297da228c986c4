"""Signals from prose: the message or the prompt, comments and documents."""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.change import Change
from minutebook.suggest.diff import file_roles
from minutebook.suggest.model import ALTERNATIVES, IMPACT, SCOPE
from minutebook.suggest.signals import lexicon
from minutebook.suggest.signals.base import (
    EMPTY_RESULT,
    Finder,
    Location,
    Signal,
    SignalResult,
    count_locations,
    make_excerpt,
    scale_count,
)
from minutebook.suggest.signals.code import COMMENT_PATTERN

_MAX_MESSAGE_CHARS = 20_000  # the rest is not read
_MAX_LINE_CHARS = 600  # longer lines are passed over
_ROLES_WITHOUT_REASONS = (file_roles.LOCK, file_roles.GENERATED, file_roles.ASSET, file_roles.TEST)
_REVERT_PATTERN = compile_lazily(r"\W*(?:revert|undo|back ?out|roll ?back)", re.IGNORECASE)
_USUAL_TITLE_WORDS = 6  # assumed where there is no title


def _match_title(pattern: re.Pattern[str], full_count: int = 1) -> Finder:
    """Make a finder that counts different matches in the title."""

    def find(change: Change) -> SignalResult:
        return _count_matches(
            change, lexicon.extract_headline(change.description), pattern, full_count
        )

    return find


def _match_body(pattern: re.Pattern[str], full_count: int) -> Finder:
    """Make a finder that counts different matches in the whole description."""

    def find(change: Change) -> SignalResult:
        return _count_matches(
            change,
            lexicon.remove_boilerplate(change.description[:_MAX_MESSAGE_CHARS]),
            pattern,
            full_count,
        )

    return find


def _count_matches(
    change: Change, text: str, pattern: re.Pattern[str], full_count: int
) -> SignalResult:
    locations: dict[str, Location] = {}
    for match in pattern.finditer(text.lower()):
        if match[0] not in locations:
            line_number = text.count("\n", 0, match.start()) + 1
            locations[match[0]] = Location(
                change.description_source, line_number, _excerpt_around(text, match.start())
            )
    return count_locations(locations.values(), full_count)


def _excerpt_around(text: str, position: int) -> str:
    line_start = text.rfind("\n", 0, position) + 1
    line_end = text.find("\n", position)
    return make_excerpt(
        text[max(line_start, position - 60) : line_end if line_end >= 0 else len(text)]
    )


def _match_type(*wanted_types: str) -> Finder:
    """Make a finder of a type stated as by Conventional Commits (`fix: …`)."""

    def find(change: Change) -> SignalResult:
        stated_type = lexicon.extract_type(change.description)
        return count_locations(
            [Location(change.description_source, 1, stated_type)]
            if stated_type in wanted_types
            else [],
            1,
        )

    return find


def find_upkeep_type(change: Change) -> SignalResult:
    """Find a type of upkeep, unless the title asks for more than that."""
    return EMPTY_RESULT if _is_more_than_routine(change) else _UPKEEP_TYPE(change)


_UPKEEP_TYPE = _match_type(
    *("chore", "deps", "bump", "ci", "build", "docs", "doc", "revert", "refactor")
)


def find_routine_verb(change: Change) -> SignalResult:
    """Find a title that begins with a verb of everyday work."""
    title = lexicon.extract_headline(change.description)
    return count_locations(
        [Location(change.description_source, 1, make_excerpt(title))]
        if lexicon.ROUTINE_VERB.match(title) and not _is_more_than_routine(change)
        else [],
        1,
    )


def find_routine_words(change: Change) -> SignalResult:
    """Find words of routine in the title, unless it asks for more than routine."""
    title = lexicon.extract_headline(change.description)
    return (
        EMPTY_RESULT
        if _is_more_than_routine(change)
        else _count_matches(change, title, lexicon.ROUTINE, 1)
    )


def _is_more_than_routine(change: Change) -> bool:
    """Whether a change is a migration or breaks something, though it may call itself a bump."""
    title = lexicon.extract_headline(change.description).lower()
    return bool(lexicon.MIGRATION.search(title)) or find_breaking(change).value > 0


def find_breaking(change: Change) -> SignalResult:
    """Find words that say that others have to change with it."""
    text = lexicon.remove_boilerplate(change.description[:_MAX_MESSAGE_CHARS])
    match = lexicon.BREAKING.search(text)
    if match is None:
        return EMPTY_RESULT
    line_number = text.count("\n", 0, match.end()) + 1
    return SignalResult(
        1.0, (Location(change.description_source, line_number, make_excerpt(match[0])),)
    )


def find_release(change: Change) -> SignalResult:
    """Find a title that only names a release, or a merge of long-lived branches."""
    title = lexicon.extract_headline(change.description)
    return SignalResult(1.0) if lexicon.RELEASE_TITLE.match(title) else EMPTY_RESULT


def find_removal(change: Change) -> SignalResult:
    """Find a title that begins by saying that something goes."""
    title = lexicon.extract_headline(change.description)
    if not lexicon.REMOVAL_VERB.match(title):
        return EMPTY_RESULT
    return SignalResult(1.0, (Location(change.description_source, 1, make_excerpt(title)),))


def count_steps(change: Change) -> SignalResult:
    """Count the steps that the description lists: the commits of a pull request."""
    lines = lexicon.remove_boilerplate(change.description[:_MAX_MESSAGE_CHARS]).split("\n")[1:]
    return SignalResult(scale_count(sum(line.lstrip()[:2] in ("* ", "- ") for line in lines), 20))


def find_revert(change: Change) -> SignalResult:
    """Find a change that reverts another."""
    return SignalResult(1.0) if _REVERT_PATTERN.match(change.description) else EMPTY_RESULT


def measure_title_length(change: Change) -> SignalResult:
    """Measure the length of the title; without one, the usual length is assumed."""
    return SignalResult(
        scale_count(
            len(lexicon.extract_headline(change.description).split()) or _USUAL_TITLE_WORDS, 15
        )
    )


def find_reasons(change: Change) -> SignalResult:
    """Find reasons in the comments and documents that the change adds."""
    return count_locations(
        (
            Location(file.path, line_number, make_excerpt(text))
            for file, role in zip(change.files, change.roles, strict=True)
            if role not in _ROLES_WITHOUT_REASONS
            for line_number, text in file.added_lines
            if len(text) < _MAX_LINE_CHARS
            and (role == file_roles.DOC or COMMENT_PATTERN.match(text))
            and lexicon.REASON.search(text.lower())
        ),
        8,
    )


def measure_document_terms(change: Change) -> SignalResult:
    """Count the different words for architecture in the lines added to documents."""
    terms: set[str] = set()
    for file in change.select_files(file_roles.DOC):
        for _, text in file.added_lines:
            terms.update(lexicon.MATTER.findall(text[:_MAX_LINE_CHARS].lower()))
    return SignalResult(scale_count(len(terms), 20))


_CHOICE_REASON = "the words say that a choice was made"
_BEGIN_REASON = "the words say that something begins"
_MATTER_REASON = "the words name what architecture is made of"
SIGNALS: tuple[Signal, ...] = (
    Signal("choice-title", ALTERNATIVES, 1, _CHOICE_REASON, _match_title(lexicon.CHOICE)),
    Signal("choice-body", ALTERNATIVES, 1, _CHOICE_REASON, _match_body(lexicon.CHOICE, 4)),
    Signal("begin-title", IMPACT, 1, _BEGIN_REASON, _match_title(lexicon.BEGIN)),
    Signal("begin-body", IMPACT, 0, _BEGIN_REASON, _match_body(lexicon.BEGIN, 6)),
    Signal("matter-title", IMPACT, 1, _MATTER_REASON, _match_title(lexicon.MATTER, 2)),
    Signal("matter-body", IMPACT, 1, _MATTER_REASON, _match_body(lexicon.MATTER, 8)),
    Signal(
        "reason-body", ALTERNATIVES, 1, "the words give reasons", _match_body(lexicon.REASON, 4)
    ),
    Signal(
        "fix-title", "", -1, "the title says that something is mended", _match_title(lexicon.FIX)
    ),
    Signal("routine-title", "", -1, "the title says that it is routine", find_routine_words),
    Signal("release", "", -1, "it gathers what was decided before", find_release),
    Signal("breaking", IMPACT, 1, "others have to change with it", find_breaking),
    Signal("removal-title", IMPACT, 0, "the title says that something goes", find_removal),
    Signal("trial", ALTERNATIVES, 1, "it is tried out or begun", _match_body(lexicon.TRIAL, 1)),
    Signal("steps", SCOPE, 1, "it took several steps", count_steps),
    Signal(
        "surface-title", "", -1, "the title speaks of what is seen", _match_title(lexicon.SURFACE)
    ),
    Signal("fix-body", "", 0, "the words speak of faults", _match_body(lexicon.FIX, 6)),
    Signal(
        "kind-fix",
        "",
        -1,
        "it is called a fix",
        _match_type("fix", "bugfix", "hotfix", "style", "test", "tests"),
    ),
    Signal("kind-chore", "", -1, "it is called upkeep", find_upkeep_type),
    Signal("closes", "", -1, "the title begins as everyday work does", find_routine_verb),
    Signal("revert", "", -1, "it takes something back", find_revert),
    Signal("long-title", "", -1, "the title goes into detail", measure_title_length),
    Signal("reasons", ALTERNATIVES, 1, "comments and documents give reasons", find_reasons),
    Signal("matter-documents", ALTERNATIVES, 1, "documents speak of it", measure_document_terms),
)
