"""What speaks for a technology being adopted, or dropped, as recognition gathers it."""

from __future__ import annotations

from minutebook.lean.values import Value, field
from minutebook.suggest.model import Evidence

MIN_TOPIC_STRENGTH = 0.3  # what is weaker is no topic
MAX_EVIDENCE = 6  # pieces that a topic keeps
_MAX_SIGNAL_CERTAINTY = 0.95
# What adds to a certainty: each further file that shows a signal, up to three.
_FURTHER_FILE, _MAX_FURTHER_FILES = 0.05, 3
# Signals of which many say no more than one does.
_UNCOUNTED_SIGNALS = frozenset(("topic-import", "topic-file", "topic-setting", "topic-design"))


class TopicCandidate(Value, frozen=False):
    """What speaks for one technology of a category being adopted, or dropped."""

    category: str
    technology: str
    evidence_by_signal: dict[str, list[Evidence]] = field(default_factory=dict)
    certainties: dict[str, float] = field(default_factory=dict)  # by signal
    instead: str = ""

    def add_evidence(self, certainty: float, evidence: Evidence) -> None:
        """Add a sighting, and how certain it makes by itself."""
        self.evidence_by_signal.setdefault(evidence.signal, []).append(evidence)
        self.certainties[evidence.signal] = max(
            certainty, self.certainties.get(evidence.signal, 0.0)
        )

    @property
    def strength(self) -> float:
        """How certain all sightings make together: each removes its share of the doubt."""
        doubt = 1.0
        for signal, certainty in self.certainties.items():
            files = len({evidence.path for evidence in self.evidence_by_signal[signal]})
            if signal not in _UNCOUNTED_SIGNALS:
                certainty += _FURTHER_FILE * min(_MAX_FURTHER_FILES, files - 1)
            doubt *= 1 - min(_MAX_SIGNAL_CERTAINTY, certainty)
        return 1 - doubt

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The first evidence of each signal, then more of them."""
        lists = self.evidence_by_signal.values()
        first = [evidence_list[0] for evidence_list in lists]
        more = [evidence for evidence_list in lists for evidence in evidence_list[1:]]
        return tuple([*first, *more][:MAX_EVIDENCE])

    @property
    def paths(self) -> set[str]:
        """The files that show it."""
        lists = self.evidence_by_signal.values()
        return {evidence.path for evidence_list in lists for evidence in evidence_list}

    @property
    def is_only_imported(self) -> bool:
        """Whether nothing but imports speaks for it."""
        return self.certainties.keys() == {"topic-import"}


TopicCandidates = dict[tuple[str, str], TopicCandidate]  # by category and technology
