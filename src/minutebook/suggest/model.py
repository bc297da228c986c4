"""What suggesting talks about: evidence, topics, the three tests, the assessment of a change."""

from __future__ import annotations

from dataclasses import dataclass

IMPACT, ALTERNATIVES, SCOPE = "impact", "alternatives", "scope"
SURE_STRENGTH = 0.6  # strength from which a topic counts as one
SIGNIFICANCE_TESTS = {
    IMPACT: "it lasts: hard to take back",
    ALTERNATIVES: "several ways were viable",
    SCOPE: "it cuts across the code",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing seen in a change that speaks for (or against) a decision in it.

    `signal` names what was looked for. `path` is the file's, or `message`, `prompt` or `response`
    for words; `line` counts from 1 (in the new text; in the old one for what was removed), 0 for
    the whole. `excerpt` is at most 120 characters of what was seen. `weight` is its share of the
    score's log-odds. `test` is the test of significance that it speaks to: `impact`,
    `alternatives`, `scope`; "" for none.
    """

    signal: str
    path: str
    line: int
    excerpt: str
    weight: float = 0.0
    test: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """What is decided: a category of the catalogue and what was chosen in it.

    `action` is `adopt`, `drop` or `replace` (then `instead` says what went). `alternatives` are
    what else would have been viable, as the catalogue and the words of the change say; what was
    chosen is not among them. `strength` in 0..1 tells how sure it is that the change is about it.
    """

    category: str
    technology: str
    action: str = "adopt"
    instead: str = ""
    alternatives: tuple[str, ...] = ()
    strength: float = 0.0
    evidence: tuple[Evidence, ...] = ()

    @property
    def name(self) -> str:
        """How people read it: `Caching: Redis`."""
        return f"{self.category}: {self.technology}" if self.technology else self.category

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class CoveringRecord:
    """A decision on the shelf that speaks of a topic already.

    `how` is `covered` (link to it) or `contradicts` (the change adopts what the decision rejected,
    or removes what it adopted: supersede it?).
    """

    topic: str
    ref: str
    title: str
    path: str
    how: str


@dataclass(frozen=True, slots=True)
class SignificanceTest:
    """One of the three tests of significance: whether the change passes, and on what grounds."""

    name: str
    passed: bool
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a change decides, as far as can be seen.

    `score` in 0..1 is the share of changes like this one that had a decision written with them.
    `suggested` says that it is worth a decision record that is not there yet. `topics` are those
    that no decision covers; the first leads. `covered` are the others. `title` is a title for the
    record, `brief` what the suggestion says, `alternatives` what else was viable: all blank where
    nothing is suggested.
    """

    score: float = 0.0
    suggested: bool = False
    topics: tuple[Topic, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    tests: tuple[SignificanceTest, ...] = ()
    covered: tuple[CoveringRecord, ...] = ()
    title: str = ""
    brief: str = ""
    alternatives: tuple[str, ...] = ()
