"""The data of suggesting: evidence, topics, significance tests, the assessment of a change."""

from __future__ import annotations

from minutebook.lean.values import Value

IMPACT, ALTERNATIVES, SCOPE = "impact", "alternatives", "scope"
SURE_STRENGTH = 0.6  # strength from which a topic counts as decided by the change
SIGNIFICANCE_TESTS = {
    IMPACT: "it lasts: hard to take back",
    ALTERNATIVES: "several ways were viable",
    SCOPE: "it cuts across the code",
}


class Evidence(Value):
    """One place in a change that speaks for, or against, a decision in it.

    `signal` names what was looked for. `path` is the file's path, or `message`, `prompt` or
    `response` for a text about the change. `line` counts from 1, in the new file, or in the old
    one for removed lines; 0 stands for the whole file. `excerpt` is at most 120 characters of the
    line. `weight` is its share of the score's log-odds. `test` is the significance test that it
    counts for: `impact`, `alternatives` or `scope`; "" for none.
    """

    signal: str
    path: str
    line: int
    excerpt: str
    weight: float = 0.0
    test: str = ""


class Topic(Value):
    """What a change decides: a category of the catalogue and the technology chosen in it.

    `action` is `adopt`, `drop` or `replace`; for the last, `instead` names what was replaced.
    `alternatives` are the other viable technologies, by the catalogue and the texts of the change,
    without the chosen one. `strength`, from 0 to 1, says how sure it is that the change is about
    the topic.
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
        """The topic as people read it: `Caching: Redis`."""
        return f"{self.category}: {self.technology}" if self.technology else self.category

    def __str__(self) -> str:
        return self.name


class CoveringRecord(Value):
    """A decision, or a suggestion of an earlier turn, that is about a topic already.

    `how` is `covered` (the prompt's record can link to the decision), `contradicts` (the change
    adopts what the decision rejected, or removes what it adopted, so that it may have to be
    superseded), `pending` (suggested and not answered yet) or `dismissed`. `state` is the status of
    the decision, "" for a suggestion, `target` what a stored link calls it: for a suggestion, the
    decision that it would supersede, if any.
    """

    topic: str
    ref: str
    title: str
    path: str
    how: str
    state: str = ""
    target: str = ""


class SignificanceTest(Value):
    """One of the three significance tests: whether the change passes it, and by what evidence."""

    name: str
    passed: bool
    evidence: tuple[Evidence, ...] = ()


class Decision(Value):
    """One of the decisions of a change: what a record of its own would be about.

    `title` is a title for the record, `brief` one line on what is decided, neither is empty.
    `topics` are what it puts together, the leading one first: none where only the texts say what
    the change is about. `alternatives` are what else was viable, `evidence` shows the decision.
    `score` is the change's, less where it is less sure than the first decision of the change.
    `reverses` are the decisions on record that say the opposite: it would supersede them.
    """

    title: str
    brief: str
    topics: tuple[Topic, ...] = ()
    alternatives: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    score: float = 0.0
    reverses: tuple[CoveringRecord, ...] = ()


class Assessment(Value):
    """What a change decides, as far as its diff and texts show.

    `score`, from 0 to 1, estimates the share of changes like this one that came with a decision.
    `suggested` says that the change deserves a decision record and has none yet. `decisions` are
    those that deserve one, each for itself, the leading one first: none where nothing is suggested.
    `topics` are those that no decision covers, the strongest first; `covered` says what covers the
    others. What an accepted decision says and the change reverses is a decision, too: `covered`
    names what contradicts the change only where one of `decisions` would supersede it.
    """

    score: float = 0.0
    suggested: bool = False
    topics: tuple[Topic, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    tests: tuple[SignificanceTest, ...] = ()
    covered: tuple[CoveringRecord, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def title(self) -> str:
        """The title of the leading decision; "" where nothing is suggested."""
        return self.decisions[0].title if self.decisions else ""

    @property
    def brief(self) -> str:
        """What the leading decision is about; "" where nothing is suggested."""
        return self.decisions[0].brief if self.decisions else ""

    @property
    def alternatives(self) -> tuple[str, ...]:
        """What else was viable in the leading decision."""
        return self.decisions[0].alternatives if self.decisions else ()
