"""The decisions of a change, each worded for a record of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from minutebook.lean.values import replace
from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.model import Assessment, Decision, Evidence, Topic
from minutebook.suggest.prose.options import keep_own_alternatives
from minutebook.suggest.topics.cluster import TEXTS, group_decisions, select_named_topics
from minutebook.suggest.wording.titles import compose_suggestion

MAX_PLACES = 5  # pieces of evidence shown for one test or decision


def compose_decisions(
    assessment: Assessment,
    texts: Mapping[str, str],
    files: Sequence[FileDiff],
    catalogue: Catalogue | None = None,
    *,
    leads: Collection[Topic] | None = None,
) -> tuple[Decision, ...]:
    """Compose the decisions of an assessment from its topics, the leading one first.

    `texts` and `files` are those of the change, empty where they are not known any more. `leads`
    are as in `group_decisions`. Without topics there is one decision, which the texts name.
    """
    decisions: list[Decision] = []
    groups = group_decisions(assessment.topics, catalogue, leads=leads)
    leads_of_all = [group[0] for group in groups]
    for group in groups or ([[]] if leads is None else []):
        elsewhere = [topic for other in groups if other is not group for topic in other]
        brief, title, alternatives = compose_suggestion(
            group, texts, files, catalogue, other_topics=elsewhere
        )
        if len(groups) > 1:
            others = [lead for lead in leads_of_all if lead is not group[0]]
            alternatives = keep_own_alternatives(alternatives, group[0], others, texts)
        share = min(1.0, group[0].strength / (groups[0][0].strength or 1.0)) if decisions else 1.0
        general = _select_general(assessment, group) if len(groups) < 2 else ()
        decisions.append(
            Decision(
                title,
                brief,
                tuple(group),
                alternatives,
                select_evidence(group, general, catalogue),
                round(assessment.score * share, 4) if decisions else assessment.score,
            )
        )
    return tuple(decisions)


def _select_general(assessment: Assessment, topics: Sequence[Topic]) -> tuple[Evidence, ...]:
    """The evidence of a change for its only decision: beside topics, no mere signs of size."""
    if not topics:
        return assessment.evidence
    return tuple(piece for piece in assessment.evidence if piece.line or piece.path in TEXTS)


def keep_wording(decision: Decision, earlier: Iterable[Decision]) -> Decision:
    """The decision as it was worded before, by texts that are not known any more."""
    for other in earlier:
        if other.topics == decision.topics:
            return replace(other, reverses=decision.reverses)
    return decision


def select_evidence(
    topics: Sequence[Topic], general: Sequence[Evidence] = (), catalogue: Catalogue | None = None
) -> tuple[Evidence, ...]:
    """Select the evidence to show for a decision, at most five pieces and no place twice.

    The evidence of the named topics comes first, one piece of each topic in turn, then the
    heaviest of the `general` evidence. What only quotes the prompt comes last: its record shows the
    prompt anyway. `catalogue` is the packaged one unless given.
    """
    ranked = (
        (position, evidence)
        for topic in select_named_topics(topics, catalogue)
        for position, evidence in enumerate(topic.evidence)
    )
    evidences = [evidence for _, evidence in sorted(ranked, key=lambda item: item[0])]
    evidences += sorted(general, key=lambda evidence: -evidence.weight)
    return select_places(sorted(evidences, key=lambda evidence: evidence.path == "prompt"))


def select_places(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The first pieces of evidence of so many places as are shown."""
    places: dict[tuple[str, int, str], Evidence] = {}
    for piece in evidence:
        places.setdefault((piece.path, piece.line, piece.excerpt), piece)
    return tuple(places.values())[:MAX_PLACES]
