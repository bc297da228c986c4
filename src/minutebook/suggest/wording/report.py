"""Format an assessment as lines of text or a section of markdown.

The command line, the hooks and the forge reports all use these functions, so that a suggestion and
a covering decision read the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable

from minutebook.lean.values import replace
from minutebook.suggest.model import (
    ALTERNATIVES,
    SIGNIFICANCE_TESTS,
    Assessment,
    CoveringRecord,
    Decision,
    Evidence,
    Topic,
)
from minutebook.suggest.wording.announcement import (
    announce_decision,
    can_be_superseded,
    name_decision,
    quote_shortly,
    quote_title,
)
from minutebook.suggest.wording.decisions import select_places
from minutebook.suggest.wording.titles import compose_successor_title
from minutebook.text.markdown import wrap_in_fence
from minutebook.text.terminal import single_line

_MAX_EXCERPT_CHARS = 120


def format_assessment(assessment: Assessment) -> list[str]:
    """Format an assessment as lines of text; a single line where nothing is suggested."""
    covered = describe_covered(_list_others(assessment))
    if not assessment.suggested:
        return [_explain_no_suggestion(assessment), *covered]
    lines = [line for lines in announce_assessment(assessment) for line in lines]
    lines += ["", f"score {assessment.score:.2f}"]
    lines += [f"topic {topic.name}{_describe_action(topic)}" for topic in assessment.topics]
    for test in assessment.tests:
        lines.append(
            f"[{'x' if test.passed else ' '}] {test.name}: {SIGNIFICANCE_TESTS[test.name]}"
        )
        lines += [f"    {describe_evidence(evidence)}" for evidence in select_places(test.evidence)]
        if test.name == ALTERNATIVES:
            lines += [
                f"    instead of {_name_lead(decision, assessment)}:"
                f" {', '.join(decision.alternatives)}"
                for decision in assessment.decisions
                if decision.alternatives
            ]
    return [*map(single_line, lines), *covered]


def announce_assessment(assessment: Assessment) -> list[tuple[str, str]]:
    """Return the two lines that announce each decision; none where nothing is suggested."""
    if not assessment.suggested:
        return []
    return [announce_decision(decision) for decision in assessment.decisions]


def _name_lead(decision: Decision, assessment: Assessment) -> str:
    """What a decision is about, in a word: "it" where there is no other."""
    if len(assessment.decisions) < 2 or not decision.topics:
        return "it"
    return decision.topics[0].technology or decision.topics[0].category


def _list_others(assessment: Assessment) -> list[CoveringRecord]:
    """What covers the change, without what its decisions would supersede: that is said of them."""
    reversed_refs = {other.ref for decision in assessment.decisions for other in decision.reverses}
    return [
        record
        for record in assessment.covered
        if record.how != "contradicts" or record.ref not in reversed_refs
    ]


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
    topics: dict[CoveringRecord, dict[str, None]] = {}
    for record in covered:
        topics.setdefault(replace(record, topic=""), {})[record.topic] = None
    return [
        single_line(_describe_covering(record, tuple(names), prompt_ref))
        for record, names in topics.items()
    ]


def _describe_covering(record: CoveringRecord, names: tuple[str, ...], prompt_ref: str) -> str:
    how, ref, title, topics = record.how, record.ref, record.title, ", ".join(names)
    if how == "pending":
        return f"{ref} asks about {topics} already: minutebook suggest accept {ref}"
    if how == "dismissed":
        return f"{ref} about {topics} was dismissed: {quote_shortly(title)}"
    if how == "contradicts":
        successor_title = quote_title(compose_successor_title(names))
        if not can_be_superseded(record.state):
            command = f"minutebook adr new {successor_title}"
            return f"this reverses {name_decision(ref, title)} on {topics}: decide anew? {command}"
        command = f"minutebook adr supersede {ref} --with {successor_title}"
        return f"this reverses {name_decision(ref, title)} on {topics}: supersede it? {command}"
    command = f"minutebook link {prompt_ref} implements {ref}"
    return f"{name_decision(ref, title)} decides {topics} already: link to it: {command}"


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


def format_summary(assessment: Assessment) -> str:
    """Format a markdown section for a workflow's summary; "" where there is nothing to say."""
    if not assessment.suggested:
        return ""
    lines = "\n".join(format_assessment(assessment))
    return f"### Decisions of this change\n\n{wrap_in_fence(lines)}\n\n"
