"""An assessment for readers: lines of text, a section of markdown.

What stands on the first two lines, and what is said of a decision that is there already, is the
same wherever it is read.
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
)
from minutebook.suggest.topics.cluster import select_named_topics
from minutebook.suggest.wording import compose_successor_title, format_announcement, quote_title
from minutebook.text.markdown import wrap_in_fence
from minutebook.text.terminal import single_line

_SHOWN = 5  # pieces of evidence for one thing
_WIDE = 120  # characters of an excerpt


def format_assessment(assessment: Assessment) -> list[str]:
    """What a change decides, and why it seems so; one line where it decides nothing."""
    if not assessment.suggested:
        return [_quiet(assessment), *describe_covered(assessment.covered)]
    lines = [*announce_assessment(assessment), "", f"score {assessment.score:.2f}"]
    lines += [
        f"topic {topic.name}{_action(topic.action, topic.instead)}" for topic in assessment.topics
    ]
    for test in assessment.tests:
        lines.append(
            f"[{'x' if test.passed else ' '}] {test.name}: {SIGNIFICANCE_TESTS[test.name]}"
        )
        lines += [f"    {describe_evidence(one)}" for one in _first(test.evidence)]
        if test.name == ALTERNATIVES and assessment.alternatives:
            lines.append(f"    instead of it: {', '.join(assessment.alternatives)}")
    return [*map(single_line, lines), *describe_covered(assessment.covered)]


def announce_assessment(assessment: Assessment) -> tuple[str, ...]:
    """The two lines of a suggestion; none where there is none."""
    return format_announcement(assessment.brief, assessment.title) if assessment.suggested else ()


def _action(action: str, instead: str) -> str:
    if action == "replace" and instead:
        return f" (instead of {instead})"
    return " (goes)" if action == "drop" else ""


def _quiet(found: Assessment) -> str:
    said = f"no decision to document (score {found.score:.2f}"
    missing = [test.name for test in found.tests if not test.passed]
    if missing:
        return f"{said}; not seen: {', '.join(missing)})"
    return f"{said}; on record already)" if found.covered else f"{said})"


def describe_covered(covered: Iterable[CoveringRecord], prompt_ref: str = "PHR-NNNN") -> list[str]:
    """What to do about what is on record already, a line for each; `record` is the prompt's ref."""
    topics: dict[tuple[str, str, str], dict[str, None]] = {}
    for one in covered:
        topics.setdefault((one.how, one.ref, one.title), {})[one.topic] = None
    return [
        single_line(_known(how, ref, title, tuple(names), prompt_ref))
        for (how, ref, title), names in topics.items()
    ]


def _known(how: str, ref: str, title: str, names: tuple[str, ...], record: str) -> str:
    topics = ", ".join(names)
    if how == "pending":
        return f"{ref} asks about {topics} already: minutebook suggest accept {ref}"
    if how == "dismissed":
        return f"{ref} about {topics} was dismissed: {title}"
    if how == "contradicts":
        words = (
            f"minutebook adr supersede {ref} --with {quote_title(compose_successor_title(names))}"
        )
        return f"this contradicts {ref} ({title}) on {topics}: supersede it? {words}"
    words = f"minutebook link {record} implements {ref}"
    return f"{ref} ({title}) decides {topics} already: link to it: {words}"


# Evidence ---------------------------------------------------------------------------------------


def describe_evidence(evidence: Evidence) -> str:
    """A piece of evidence in a line: where, what, the signal that it is, and how much it counts."""
    return f"{quote_evidence(evidence)} ({evidence.signal} {evidence.weight:+.2f})".lstrip()


def quote_evidence(evidence: Evidence) -> str:
    """What was seen, and where, as a record quotes it."""
    where = f"{evidence.path}:{evidence.line}" if evidence.line and evidence.path else evidence.path
    excerpt = evidence.excerpt.strip()
    if len(excerpt) >= _WIDE:  # cut where it was seen, maybe within a word
        excerpt = f"{excerpt[:_WIDE].rpartition(' ')[0] or excerpt} …"
    return single_line(" ".join(filter(None, (where, excerpt))))


def select_evidence(
    assessment: Assessment, catalogue: Catalogue | None = None
) -> tuple[Evidence, ...]:
    """The evidence that weighs most, no place twice: of topics first, each in its turn.

    What only repeats the prompt comes last: who reads of the change has it.
    """
    topics = select_named_topics(assessment.topics, catalogue)
    turns = ((at, one) for topic in topics for at, one in enumerate(topic.evidence))
    rows = [one for _, one in sorted(turns, key=lambda turn: turn[0])]
    rows += sorted(assessment.evidence, key=lambda one: -one.weight)
    return _first(sorted(rows, key=lambda one: one.path == "prompt"))


def _first(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    places: dict[tuple[str, int, str], Evidence] = {}
    for one in evidence:
        places.setdefault((one.path, one.line, one.excerpt), one)
    return tuple(places.values())[:_SHOWN]


def format_summary(assessment: Assessment) -> str:
    """A section of markdown for a run of a workflow; "" where there is nothing to suggest."""
    if not assessment.suggested and not contradicted(assessment):
        return ""
    lines = "\n".join(format_assessment(assessment))
    return f"### Decisions of this change\n\n{wrap_in_fence(lines)}\n\n"


def contradicted(found: Assessment) -> list[str]:
    """What to do about decisions in force that the change goes against, a line for each."""
    return describe_covered(one for one in found.covered if one.how == "contradicts")
