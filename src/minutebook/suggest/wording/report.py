"""Format an assessment as lines of text or a section of markdown.

The command line, the hooks and the forge reports all use these functions, so that a suggestion and
a covering decision read the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable

from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.model import (
    ALTERNATIVES,
    SIGNIFICANCE_TESTS,
    Assessment,
    CoveringRecord,
    Evidence,
    Topic,
)
from minutebook.suggest.topics.cluster import select_named_topics
from minutebook.suggest.wording.announcement import format_announcement, quote_title
from minutebook.suggest.wording.titles import compose_successor_title
from minutebook.text.markdown import wrap_in_fence
from minutebook.text.terminal import single_line

_MAX_PLACES = 5  # pieces of evidence shown for one test or suggestion
_MAX_EXCERPT_CHARS = 120
_MAX_TITLE_CHARS = 80


def format_assessment(assessment: Assessment) -> list[str]:
    """Format an assessment as lines of text; a single line where nothing is suggested."""
    if not assessment.suggested:
        return [_explain_no_suggestion(assessment), *describe_covered(assessment.covered)]
    lines = [*announce_assessment(assessment), "", f"score {assessment.score:.2f}"]
    lines += [f"topic {topic.name}{_describe_action(topic)}" for topic in assessment.topics]
    for test in assessment.tests:
        lines.append(
            f"[{'x' if test.passed else ' '}] {test.name}: {SIGNIFICANCE_TESTS[test.name]}"
        )
        lines += [
            f"    {describe_evidence(evidence)}" for evidence in _select_places(test.evidence)
        ]
        if test.name == ALTERNATIVES and assessment.alternatives:
            lines.append(f"    instead of it: {', '.join(assessment.alternatives)}")
    return [*map(single_line, lines), *describe_covered(assessment.covered)]


def announce_assessment(assessment: Assessment) -> tuple[str, ...]:
    """Return the two lines that announce a suggestion, or none where nothing is suggested."""
    return format_announcement(assessment.brief, assessment.title) if assessment.suggested else ()


def _describe_action(topic: Topic) -> str:
    if topic.action == "replace" and topic.instead:
        return f" (instead of {topic.instead})"
    return " (removed)" if topic.action == "drop" else ""


def _explain_no_suggestion(assessment: Assessment) -> str:
    summary = f"no decision to document (score {assessment.score:.2f}"
    failed_tests = [test.name for test in assessment.tests if not test.passed]
    if failed_tests:
        return f"{summary}; not seen: {', '.join(failed_tests)})"
    return f"{summary}; on record already)" if assessment.covered else f"{summary})"


def describe_covered(covered: Iterable[CoveringRecord], prompt_ref: str = "PHR-NNNN") -> list[str]:
    """Say what to do about each covering record, in one line each.

    Topics that one record covers share its line. `prompt_ref` is the reference of the prompt's
    record, used in the suggested `link` command.
    """
    topics: dict[tuple[str, str, str], dict[str, None]] = {}
    for record in covered:
        topics.setdefault((record.how, record.ref, record.title), {})[record.topic] = None
    return [
        single_line(_describe_covering(how, ref, title, tuple(names), prompt_ref))
        for (how, ref, title), names in topics.items()
    ]


def _describe_covering(
    how: str, ref: str, title: str, names: tuple[str, ...], prompt_ref: str
) -> str:
    topics = ", ".join(names)
    if how == "pending":
        return f"{ref} asks about {topics} already: minutebook suggest accept {ref}"
    if how == "dismissed":
        return f"{ref} about {topics} was dismissed: {_quote_title(title)}"
    if how == "contradicts":
        successor_title = quote_title(compose_successor_title(names))
        command = f"minutebook adr supersede {ref} --with {successor_title}"
        named = f"{ref} (its title: {_quote_title(title)})"
        return f"this contradicts {named} on {topics}: supersede it? {command}"
    command = f"minutebook link {prompt_ref} implements {ref}"
    return (
        f"{ref} (its title: {_quote_title(title)}) decides {topics} already: link to it: {command}"
    )


def _quote_title(title: str) -> str:
    """A record's title as a quotation: agents read these lines, and others write titles."""
    shown = title.replace('"', "'")
    return f'"{shown[: _MAX_TITLE_CHARS - 1]}…"' if len(shown) > _MAX_TITLE_CHARS else f'"{shown}"'


# Evidence ---------------------------------------------------------------------------------------


def describe_evidence(evidence: Evidence) -> str:
    """Format a piece of evidence as one line: place, excerpt, signal and weight."""
    return f"{quote_evidence(evidence)} ({evidence.signal} {evidence.weight:+.2f})".lstrip()


def quote_evidence(evidence: Evidence) -> str:
    """Format the place and the excerpt of a piece of evidence, as a record quotes them."""
    where = f"{evidence.path}:{evidence.line}" if evidence.line and evidence.path else evidence.path
    excerpt = evidence.excerpt.strip()
    if len(excerpt) >= _MAX_EXCERPT_CHARS:  # the excerpt was cut, maybe within a word
        excerpt = f"{excerpt[:_MAX_EXCERPT_CHARS].rpartition(' ')[0] or excerpt} …"
    return single_line(" ".join(filter(None, (where, excerpt))))


def select_evidence(
    assessment: Assessment, catalogue: Catalogue | None = None
) -> tuple[Evidence, ...]:
    """Select the evidence to show, at most five pieces and no place twice.

    The evidence of the named topics comes first, one piece of each topic in turn, then the
    heaviest. What only quotes the prompt comes last: its record shows the prompt anyway.
    `catalogue` is the packaged one unless given.
    """
    topics = select_named_topics(assessment.topics, catalogue)
    ranked = (
        (position, evidence) for topic in topics for position, evidence in enumerate(topic.evidence)
    )
    evidences = [evidence for _, evidence in sorted(ranked, key=lambda item: item[0])]
    evidences += sorted(assessment.evidence, key=lambda evidence: -evidence.weight)
    return _select_places(sorted(evidences, key=lambda evidence: evidence.path == "prompt"))


def _select_places(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    places: dict[tuple[str, int, str], Evidence] = {}
    for piece in evidence:
        places.setdefault((piece.path, piece.line, piece.excerpt), piece)
    return tuple(places.values())[:_MAX_PLACES]


def format_summary(assessment: Assessment) -> str:
    """Format a markdown section for a workflow's summary; "" where there is nothing to say."""
    if not assessment.suggested and not describe_contradictions(assessment):
        return ""
    lines = "\n".join(format_assessment(assessment))
    return f"### Decisions of this change\n\n{wrap_in_fence(lines)}\n\n"


def describe_contradictions(assessment: Assessment) -> list[str]:
    """Say, in one line each, which decisions in force the change contradicts."""
    return describe_covered(record for record in assessment.covered if record.how == "contradicts")
