"""What a change decides: the score, the weights behind it, and what records cover."""

from __future__ import annotations

import math
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_pages import madr, nygard, phr, record_set
from file_diffs import diff
from growth import assert_linear
from minutebook.lean.values import replace
from minutebook.records.model import RecordSet
from minutebook.suggest import Assessment, assess, exclude_covered, model
from minutebook.suggest.catalogue import catalogue
from minutebook.suggest.model import SIGNIFICANCE_TESTS, CoveringRecord, Decision, Evidence, Topic
from minutebook.suggest.scoring import score, usual_size
from minutebook.suggest.scoring.score import Weights, load_weights
from minutebook.suggest.scoring.usual_size import UsualSize
from minutebook.suggest.signals.base import Location, Signal, SignalResult
from minutebook.suggest.signals.registry import SIGNALS

CACHE = (
    diff("requirements.txt", "fastapi==0.110\n", "fastapi==0.110\nredis==5.0\n")
    + diff("app/cache.py", None, "import redis\n\ncache = redis.Redis()\n")
    + diff("docker-compose.yml", "services:\n", "services:\n  redis:\n    image: redis:7\n")
)
JOBS = diff("pyproject.toml", "[project]\n", '[project]\ndependencies = ["celery>=5"]\n') + diff(
    "app/jobs.py", None, "from celery import Celery\n\njobs = Celery('shop')\n"
)
BUMP = diff("requirements.txt", "redis==4.0\n", "redis==5.0\n")
# Decides something by its files, about which the catalogue has no topic.
SPLIT = diff("billing/ledger.py", None, "class Ledger:\n    pass\n") + diff(
    "orders/models.py", "class Ledger:\n    pass\n", ""
)
WHY = "Cache product pages in Redis instead of in each process"


# The weights: reviewed data.


def test_every_signal_has_a_weight_and_none_is_left_over() -> None:
    assert load_weights().signals.keys() == {signal.name for signal in SIGNALS}


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda one: one.name)
def test_a_weight_has_the_sign_of_its_signal(signal: Signal) -> None:
    weight = load_weights().signals[signal.name]
    assert math.isfinite(weight)
    assert weight * signal.sign >= 0
    assert weight or not signal.sign


def test_threshold_and_bars() -> None:
    weights = load_weights()
    assert 0 < weights.threshold < 1
    assert weights.bars.keys() == SIGNIFICANCE_TESTS.keys()
    for name, bar in weights.bars.items():
        highest = sum(
            max(0, weights.signals[signal.name]) for signal in SIGNALS if signal.test == name
        )
        assert 0 < bar < highest  # it can be failed, and it can be passed
    log_odds = score.compute_log_odds((), weights)
    assert score.compute_score(log_odds + weights.usual_size.most) < weights.threshold


def test_weights_are_read_once() -> None:
    assert load_weights() is load_weights()


# The score.


def make_signal(name: str, test: str = "impact", sign: int = 1) -> Signal:
    return Signal(name, test, sign, f"because of {name}", lambda _: SignalResult())


WEIGHTS = Weights(
    intercept=-1.0,
    threshold=0.5,
    signals={"for": 2.0, "against": -1.5, "light": 0.001, "wide": 0.6},
    bars={"impact": 1.0, "alternatives": 0.5, "scope": 0.5},
    usual_size=UsualSize(weight=0.5, mean=3.0, prior_changes=10.0, most=0.8),
)
FOR, AGAINST, LIGHT = make_signal("for"), make_signal("against", "", -1), make_signal("light")
WIDE = make_signal("wide", "scope")


def logistic(total: float) -> float:
    return 1 / (1 + math.exp(-total))


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        ([], logistic(-1)),
        ([(FOR, 0.5)], logistic(0)),
        ([(FOR, 0.5), (AGAINST, 1)], logistic(-1.5)),
        ([(make_signal("unknown"), 1)], logistic(-1)),
        ([(FOR, 1)], logistic(1)),
        ([(FOR, 0.99)], logistic(0.98)),
        ([(FOR, 1e9)], logistic(40)),
        ([(AGAINST, 1e9)], logistic(-40)),
    ],
)
def test_scores(measured: list[tuple[Signal, float]], expected: float) -> None:
    results = [(signal, SignalResult(value)) for signal, value in measured]
    assert score.compute_score(score.compute_log_odds(results, WEIGHTS)) == pytest.approx(expected)


VALUES = st.lists(st.floats(0, 1), min_size=len(SIGNALS), max_size=len(SIGNALS))


@given(VALUES, st.integers(0, len(SIGNALS) - 1), st.floats(0, 1))
def test_more_evidence_never_lowers_the_score(
    values: list[float], index: int, value: float
) -> None:
    weights = load_weights()
    raised = [*values[:index], max(values[index], value), *values[index + 1 :]]
    lower_score, higher_score = (
        score.compute_score(
            score.compute_log_odds(
                [
                    (signal, SignalResult(measured))
                    for signal, measured in zip(SIGNALS, row, strict=True)
                ],
                weights,
            )
        )
        for row in (values, raised)
    )
    assert 0 <= lower_score <= 1
    if weights.signals[SIGNALS[index].name] >= 0:
        assert higher_score >= lower_score
    else:
        assert higher_score <= lower_score


def test_evidence_shares_the_weight_of_its_signal() -> None:
    locations = (Location("a.py", 1, "it"), Location("b.py"), Location("a.py", 1, "it"))
    results = [
        (WIDE, SignalResult(0.5, locations)),
        (AGAINST, SignalResult(1.0)),
        (LIGHT, SignalResult(1.0)),
    ]
    results.append((FOR, SignalResult(1.0, tuple(Location("c.py", line) for line in range(9)))))
    assert score.collect_evidence(results, WEIGHTS) == (
        Evidence("against", "", 0, "because of against", -1.5, ""),
        Evidence("for", "c.py", 0, "because of for", 0.6667, "impact"),
        Evidence("for", "c.py", 1, "because of for", 0.6667, "impact"),
        Evidence("for", "c.py", 2, "because of for", 0.6667, "impact"),
        Evidence("wide", "a.py", 1, "it", 0.15, "scope"),
        Evidence("wide", "b.py", 0, "because of wide", 0.15, "scope"),
    )


def test_the_three_tests() -> None:
    strong = Evidence("for", "a.py", 1, "it", 1.2, "impact")
    weak = Evidence("less", "", 0, "it", -0.2, "impact")
    wide = Evidence("wide", "a.py", 1, "it", 0.4, "scope")
    against = Evidence("against", "", 0, "it", -1.5, "")
    assert score.judge_tests([strong, weak, wide, against], WEIGHTS) == (
        model.SignificanceTest("impact", True, (strong,)),
        model.SignificanceTest("alternatives", False, ()),
        model.SignificanceTest("scope", False, (wide,)),
    )
    assert not score.judge_tests([strong, replace(weak, weight=-0.3)], WEIGHTS)[0].passed


# How large changes are as a rule.


@pytest.mark.parametrize(
    ("line_counts", "shift"),
    [
        ([], 0.0),
        ([19] * 60, 0.0),  # as everywhere: e^3 - 1
        ([1] * 60, 0.8),  # no more than the most
        ([2] * 10, 0.475),  # ten changes count as much as what is known of others
        ([5000] * 60, -0.8),
        ([0], 0.136),
    ],
)
def test_the_usual_size_shifts_the_log_odds(line_counts: list[int], shift: float) -> None:
    assert WEIGHTS.usual_size.compute_shift(line_counts) == pytest.approx(shift, abs=0.003)


@pytest.mark.parametrize(
    ("line_counts", "lines"),
    [
        ({}, 0),
        ({"a.py": 3, "docs/a.md": 2}, 5),
        ({"a.py": 3, "poetry.lock": 900, "logo.png": 0}, 3),
        ({"pyproject.toml": 2, "poetry.lock": 900}, 0),
        ({"pyproject.toml": 2, "a.py": 1}, 3),
    ],
)
def test_lines_that_somebody_wrote(line_counts: dict[str, int], lines: int) -> None:
    assert usual_size.count_lines(line_counts) == lines


def test_a_change_says_more_where_changes_are_small() -> None:
    plain, small, large = (
        assess(CACHE, WHY, list_usual_sizes=lambda sizes=sizes: sizes)
        for sizes in ([], [2] * 50, [5000] * 50)
    )
    assert small.score > plain.score > large.score
    assert [
        (piece.excerpt, piece.weight < 0)
        for assessment in (plain, small, large)
        for piece in assessment.evidence
        if piece.signal == "usual-size"
    ] == [
        ("a change here has 2 lines as a rule", False),
        ("a change here has 5000 lines as a rule", True),
    ]


def test_sizes_are_asked_for_where_they_may_decide() -> None:
    asked: list[str] = []

    def list_sizes() -> list[int]:
        asked.append("sizes")
        return []

    assess(CACHE, WHY, list_usual_sizes=list_sizes)
    assert asked == ["sizes"]
    assess(CACHE, WHY, list_usual_sizes=list_sizes, threshold=1.0)
    assert asked == ["sizes"]


# What a change decides.


def test_a_choice_is_suggested() -> None:
    assessment = assess(CACHE, WHY)
    assert assessment.suggested
    assert [topic.name for topic in assessment.topics] == ["Caching: Redis"]
    assert (assessment.brief, assessment.title) == ("Caching: Redis", "Use Redis for caching")
    assert "Memcached" in assessment.alternatives
    assert "Redis" not in assessment.alternatives
    assert {"new-dependency", "plain-topic", "choice-title"} <= {
        item.signal for item in assessment.evidence
    }
    assert [item.name for item in assessment.tests] == list(SIGNIFICANCE_TESTS)
    assert {item.name for item in assessment.tests if item.passed} >= {"impact", "alternatives"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BUMP, "Bump redis from 4.0 to 5.0"),
        (diff("app/a.py", "x = 1\n", "x = 2\n"), "fix: off by one"),
        (diff("README.md", "x\n", "x\nWe cache in Redis.\n"), "Say what we use"),
    ],
)
def test_routine_is_not_suggested(text: str, message: str) -> None:
    assessment = assess(text, message)
    assert not assessment.suggested
    assert (assessment.brief, assessment.title, assessment.alternatives) == ("", "", ())
    assert assessment.evidence  # it is shown why not


@pytest.mark.parametrize("text", ["", "\n", "We use Redis now.", "--- \n+++ \n"])
def test_a_text_that_is_not_a_diff_decides_nothing(text: str) -> None:
    assessment = assess(text, WHY, WHY, WHY, record_set(nygard("Use Redis for caching")))
    assert assessment == Assessment(
        tests=tuple(model.SignificanceTest(name, False) for name in SIGNIFICANCE_TESTS)
    )


def test_a_change_is_suggested_from_the_threshold_on() -> None:
    assessment = assess(CACHE, WHY)
    assert assessment.suggested is (assessment.score >= load_weights().threshold)
    assert assess(CACHE, WHY, threshold=assessment.score) == assessment
    above = assess(CACHE, WHY, threshold=assessment.score + 1e-9)
    assert not above.suggested
    assert above == replace(assessment, suggested=False, decisions=())
    assert assess(BUMP, threshold=0).suggested
    assert not assess(CACHE, WHY, threshold=1.01).suggested


def test_the_prompt_counts_where_there_is_no_message() -> None:
    with_message, with_prompt, without = (
        assess(CACHE, WHY),
        assess(CACHE, prompt=WHY),
        assess(CACHE),
    )
    assert with_message.score > without.score
    assert with_prompt.score > without.score
    assert {evidence.path for evidence in with_message.evidence} >= {"message"}
    assert {evidence.path for evidence in with_prompt.evidence} >= {"prompt"}
    both = assess(CACHE, "Pages", WHY)
    assert "choice-title" not in {evidence.signal for evidence in both.evidence}


def test_the_answer_adds_alternatives() -> None:
    answer = "I chose Redis over Hazelcast: it is simpler."
    assert "Hazelcast" not in assess(CACHE, WHY).alternatives
    assert "Hazelcast" in assess(CACHE, WHY, response=answer).alternatives


def test_a_change_without_topics_takes_its_brief_from_the_message() -> None:
    assessment = assess(SPLIT, "feat: split billing from orders (#12)", threshold=0)
    assert assessment.topics == ()
    assert assessment.brief == assessment.title == "Split billing from orders"


def test_configured_topics_are_recognised_and_compared() -> None:
    potter = {"npm": "potter-kiln"}
    tables = {"Kiln control": {"weight": 0.9, "words": "firing", "Potter": potter, "Clayo": {}}}
    extended = catalogue.extend_catalogue(catalogue.load_catalogue(), tables)
    package = '{{\n "dependencies": {{\n{}  "a": "1"\n }}\n}}\n'
    text = diff("package.json", package.format(""), package.format('  "potter-kiln": "^1.9.0",\n'))
    assert assess(text).topics == ()
    assert [item.name for item in assess(text, catalogue=extended).topics] == [
        "Kiln control: Potter"
    ]
    pages = record_set(nygard("Use Potter for kiln control"))
    covered = assess(text, records=pages, catalogue=extended).covered
    assert [(item.ref, item.how) for item in covered] == [("ADR-0001", "covered")]
    pages = record_set(nygard("Use Clayo for firing"))
    assessment = Assessment(0.7, True, (Topic("Kiln control", "Potter", strength=0.9),))
    assert list_covered(exclude_covered(assessment, pages, extended)) == [
        ("Kiln control: Potter", "ADR-0001", "contradicts")
    ]
    assert exclude_covered(assessment, pages) is assessment


def test_a_topic_as_people_read_it() -> None:
    assert str(Topic("Caching", "Redis")) == "Caching: Redis"
    assert str(Topic("Rate limiting", "")) == "Rate limiting"


# What is covered.


def list_covered(assessment: Assessment) -> list[tuple[str, str, str]]:
    return [(record.topic, record.ref, record.how) for record in assessment.covered]


REDIS = "Caching: Redis"
RECORD_SETS: dict[str, tuple[RecordSet, list[tuple[str, str, str]]]] = {
    "accepted": (record_set(nygard("Use Redis for caching")), [(REDIS, "ADR-0001", "covered")]),
    "proposed": (
        record_set(nygard("Use Redis for caching", status="Proposed")),
        [(REDIS, "ADR-0001", "covered")],
    ),
    "chosen": (
        record_set(nygard("Use pytest"), madr("Caching of pages", "Redis", "Redis", "Memcached")),
        [(REDIS, "ADR-0002", "covered")],
    ),
    "asked": (record_set(phr("pending")), [(REDIS, "S-0042-1", "pending")]),
    "dismissed": (record_set(phr("dismissed")), [(REDIS, "S-0042-1", "dismissed")]),
}


@pytest.mark.parametrize("case", RECORD_SETS)
def test_what_a_record_covers_is_not_suggested_again(case: str) -> None:
    pages, expected = RECORD_SETS[case]
    alone = assess(CACHE, WHY)
    assessment = assess(CACHE, WHY, records=pages)
    assert list_covered(assessment) == expected
    assert assessment == replace(
        alone,
        suggested=False,
        topics=(),
        covered=assessment.covered,
        decisions=(),
    )
    assert exclude_covered(alone, pages) == assessment


@pytest.mark.parametrize(
    "pages",
    [
        record_set(),
        record_set(nygard("Use pytest for tests")),
        record_set(nygard("Use Redis for caching", status="Superseded")),
        record_set(phr("dismissed", "Caching: Memcached")),
    ],
)
def test_what_no_record_covers_is_suggested(pages: RecordSet) -> None:
    alone = assess(CACHE, WHY)
    assert exclude_covered(alone, pages) is alone
    assert assess(CACHE, WHY, records=pages) == alone


def test_uncovered_topics_are_suggested() -> None:
    assessment = assess(
        CACHE + JOBS, WHY, records=record_set(nygard("Use Redis for caching")), threshold=0.1
    )
    assert assessment.suggested
    assert list_covered(assessment) == [(REDIS, "ADR-0001", "covered")]
    assert [topic.name for topic in assessment.topics] == [
        "Background jobs: Celery",
        "Message broker: Redis",
    ]
    assert assessment.brief == "Background jobs: Celery with Redis as broker"
    assert assessment.title == "Use Celery for background jobs, with Redis as the broker"
    assert "RQ" in assessment.alternatives


@pytest.mark.parametrize(
    "page",
    [
        nygard("Use Redis for caching", status="Rejected"),
        madr("Caching of pages", "Memcached", "Redis", "Memcached"),
    ],
)
def test_what_reverses_a_decision_is_suggested_as_such(page: str) -> None:
    alone = assess(CACHE, WHY)
    assessment = assess(CACHE, WHY, records=record_set(page))
    (covering,) = assessment.covered
    assert (covering.ref, covering.how) == ("ADR-0001", "contradicts")
    (decision,) = alone.decisions
    assert assessment == replace(
        alone, covered=(covering,), decisions=(replace(decision, reverses=(covering,)),)
    )


CACHED = record_set(nygard("Use Redis for caching"))
DROPPED = Topic("Caching", "Redis", "drop", strength=0.7)


def test_a_reversal_does_not_need_the_score() -> None:
    """A supersession is a decision, however small the change is."""
    assessment = exclude_covered(Assessment(0.05, False, (DROPPED,)), CACHED)
    assert assessment.suggested
    (decision,) = assessment.decisions
    assert decision.title == "Stop using Redis for caching"
    assert [(other.ref, other.state) for other in decision.reverses] == [("ADR-0001", "accepted")]
    assert decision.reverses == assessment.covered


@pytest.mark.parametrize(
    ("topics", "page", "score"),
    [
        # The change is not surely about it, or what it goes against was never accepted.
        ((replace(DROPPED, strength=0.5),), nygard("Use Redis for caching"), 0.05),
        ((DROPPED,), nygard("Use Redis for caching", status="Proposed"), 0.05),
        # A weak topic beside another that leads.
        (
            (Topic("Database", "PostgreSQL", strength=0.9), replace(DROPPED, strength=0.5)),
            nygard("Use Redis for caching"),
            0.9,
        ),
    ],
)
def test_a_doubtful_contradiction_is_not_mentioned(
    topics: tuple[Topic, ...], page: str, score: float
) -> None:
    """There is one clear answer: never "no decision" and "it contradicts" at once."""
    decisions = tuple(
        Decision("Use PostgreSQL", "Database: PostgreSQL", topics[:1]) for _ in topics[1:]
    )
    before = Assessment(score, score > 0.5, topics, decisions=decisions)
    assessment = exclude_covered(before, record_set(page))
    assert assessment.covered == ()
    assert assessment.suggested is (score > 0.5)
    assert assessment.decisions == decisions


def test_only_what_reverses_is_suggested_where_the_score_is_low() -> None:
    postgres = Topic("Database", "PostgreSQL", strength=0.95, evidence=(DEPENDENCY,))
    assessment = exclude_covered(Assessment(0.05, False, (postgres, DROPPED)), CACHED)
    assert [decision.topics for decision in assessment.decisions] == [(DROPPED,)]


def test_each_decision_is_left_out_for_itself() -> None:
    cache = replace(CACHING, evidence=(DEPENDENCY,))
    tokens = Topic("Authentication", "JWT", strength=0.9, evidence=(replace(DEPENDENCY, line=2),))
    before = Assessment(
        0.7,
        True,
        (cache, tokens),
        decisions=(
            Decision("Use Redis", "Caching: Redis", (cache,), ("Memcached",)),
            Decision("Use JWT, as they asked", "Authentication: JWT", (tokens,), ("sessions",)),
        ),
    )
    for pages in (CACHED, record_set(phr("dismissed")), record_set(phr("pending"))):
        assessment = exclude_covered(before, pages)
        assert assessment.suggested
        assert assessment.decisions == before.decisions[1:]  # in the words that it had
        assert len(assessment.covered) == 1
    both = exclude_covered(before, record_set(*CACHED_AND_TOKENS))
    assert (both.suggested, both.decisions, len(both.covered)) == (False, (), 2)


def test_a_closed_suggestion_is_made_again() -> None:
    alone = assess(CACHE, WHY)
    pages = record_set(phr("dismissed", more="    closed-by: minutebook\n"))
    assert exclude_covered(alone, pages) is alone


def test_what_was_not_worth_a_suggestion_is_not_when_the_first_is_answered() -> None:
    email = Topic("Email", "SendGrid", strength=0.7)
    cache = Decision("Use Redis", "Caching: Redis", (CACHING,))
    before = Assessment(0.7, True, (CACHING, email), decisions=(cache,))
    assert not exclude_covered(before, record_set(phr("pending"))).suggested
    # By a decision on record it was the next one all along.
    assert exclude_covered(before, CACHED).brief == "Email: SendGrid"


def test_two_decisions_of_one_change() -> None:
    text = diff(
        "requirements.txt",
        "fastapi==0.110\n",
        "fastapi==0.110\nredis==5.0\npyjwt==2.8\n",
    ) + diff("app/cache.py", None, "import redis\n\ncache = redis.Redis()\n")
    text += diff("app/login.py", None, "import jwt\n\ntoken = jwt.encode({}, KEY)\n")
    assessment = assess(text, "Cache pages in Redis, authenticate with JWT", threshold=0)
    first, second = sorted(assessment.decisions, key=lambda decision: decision.title)
    assert (first.title, second.title) == ("Use JWT for authentication", "Use Redis for caching")
    assert {piece.path for piece in first.evidence} >= {"requirements.txt", "app/login.py"}
    assert "Memcached" in second.alternatives
    assert 0 < assessment.decisions[1].score <= assessment.decisions[0].score == assessment.score


CACHING = Topic("Caching", "Redis", strength=0.9)
CELERY = Topic("Background jobs", "Celery", strength=0.9)
BROKER = Topic("Message broker", "Redis", strength=0.9)
CACHED_AND_TOKENS = (nygard("Use Redis for caching"), nygard("Use JWT for authentication"))
DEPENDENCY = Evidence("topic-dependency", "requirements.txt", 1, "redis")
DECIDED = record_set(nygard("Use Redis for caching"), nygard("Use Celery for background jobs"))


@pytest.mark.parametrize(
    ("topics", "suggested", "brief"),
    [
        ((CACHING,), False, ""),
        ((CACHING, CELERY), False, ""),
        ((CACHING, Topic("Database", "PostgreSQL", strength=0.9)), True, "Database: PostgreSQL"),
        # The uncovered topic is not sure, or only comes with the covered one.
        ((CACHING, Topic("Database", "PostgreSQL", strength=0.5)), False, ""),
        ((CELERY, BROKER), False, ""),
        ((CACHING, BROKER), True, "Message broker: Redis"),
    ],
)
def test_uncovered_topics_have_to_be_sure(
    topics: tuple[Topic, ...], suggested: bool, brief: str
) -> None:
    lead = Decision("x", "x", topics[:1])
    assessment = exclude_covered(Assessment(0.7, True, topics, decisions=(lead,)), DECIDED)
    assert (assessment.suggested, assessment.brief) == (suggested, brief)
    assert bool(assessment.title) is suggested
    unsuggested = exclude_covered(Assessment(0.2, False, topics), DECIDED)
    assert unsuggested == replace(assessment, score=0.2, suggested=False, decisions=())


@pytest.mark.parametrize("state", ["dismissed", "pending"])
def test_a_suggestion_without_topics_is_not_made_again(state: str) -> None:
    message = "Split billing from orders"
    pages = record_set(phr(state, message))
    assessment = assess(SPLIT, message, records=pages, threshold=0)
    assert not assessment.suggested
    assert assessment.brief == assessment.title == ""
    assert list_covered(assessment) == [(message, "S-0042-1", state)]
    assert assess(SPLIT, "Split billing from stock", records=pages, threshold=0).suggested
    unsuggested = assess(SPLIT, message, records=pages)
    assert not unsuggested.covered  # nothing would have been suggested


def test_a_covering_record_names_its_page() -> None:
    (record,) = assess(CACHE, WHY, records=record_set(nygard("Use Redis for caching"))).covered
    assert record == CoveringRecord(
        *(REDIS, "ADR-0001", "Use Redis for caching", "decisions/0001-x.md", "covered"),
        *("accepted", "0001-x"),
    )
    (record,) = assess(CACHE, WHY, records=record_set(phr("dismissed"))).covered
    assert record.title == "only a trial"


# Any text, in any place.

WORDS = st.text(st.characters(codec=None), max_size=80)
LINES = st.lists(
    st.sampled_from(
        [
            "redis==5",
            "import redis",
            "from celery import Celery",
            "class Cache(ABC):",
            "app.add_middleware(CORSMiddleware)",
            '  "react": "^18.0.0",',
            "FROM redis:7",
            "# because",
            "\ud800",
            "",
        ]
    ),
    max_size=6,
).map("\n".join)
PATHS = st.sampled_from(["a.py", "b.ts", "requirements.txt", "package.json", "Dockerfile", "c.md"])
DIFFS = st.lists(st.builds(diff, PATHS, st.none() | LINES, st.none() | LINES), max_size=4).map(
    "".join
)


@given(WORDS | DIFFS, WORDS, WORDS, WORDS, st.sampled_from([None, *RECORD_SETS]))
def test_any_text_can_be_assessed(
    text: str, message: str, prompt: str, response: str, case: str | None
) -> None:
    pages = RECORD_SETS[case][0] if case else None
    assessment = assess(text, message, prompt, response, pages, threshold=0.1)
    assert assessment == assess(text, message, prompt, response, pages, threshold=0.1)
    assert 0 <= assessment.score <= 1
    assert bool(assessment.brief) == bool(assessment.title) == assessment.suggested
    assert "\n" not in assessment.brief + assessment.title
    assert not assessment.suggested or assessment.score >= 0.1
    assert all(
        len(evidence.excerpt) <= 120 and evidence.line >= 0 for evidence in assessment.evidence
    )


@pytest.mark.parametrize("seed", ["1", "2"])
def test_an_assessment_is_the_same_in_every_process(seed: str) -> None:
    text = CACHE + JOBS + SPLIT + mixed(5_000)
    code = "import sys; from minutebook.suggest import assess; print(ascii(assess(*sys.argv[1:])))"
    done = subprocess.run(
        [sys.executable, "-c", code, text, WHY],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ascii(assess(text, WHY))


# Time.


def mixed(size: int) -> str:
    """A diff of that many characters, of files of all sorts."""
    parts: list[str] = []
    while sum(map(len, parts)) < size:
        index = len(parts)
        code = "".join(f"    total_{n} = compute(order_{n}, rate={n})  # {n}\n" for n in range(30))
        parts += [
            diff(f"app/m{index}.py", "import os\n", f"import os\nimport redis\n\ndef f():\n{code}"),
            diff(
                f"web/c{index}.tsx",
                "x\n",
                "import { a } from 'react'\n" + "const b = () => <a />\n" * 20,
            ),
            diff(
                f"docs/p{index}.md",
                None,
                "We chose Redis because four workers hold four copies.\n" * 10,
            ),
            diff(
                f"s{index}/package.json",
                "{\n}\n",
                '{\n  "dependencies": {\n    "react": "^18.0.0"\n  }\n}\n',
            ),
            diff(
                f"infra/m{index}.tf",
                None,
                f'resource "aws_sqs_queue" "q{index}" {{\n  name = "q"\n}}\n',
            ),
            diff(
                f"s{index}/yarn.lock",
                "x\n",
                "".join(f'p{n}@^1:\n  version "1.0"\n' for n in range(9)),
            ),
        ]
    return "".join(parts)


def test_the_time_of_an_assessment_grows_with_the_size_of_the_diff() -> None:
    assert_linear(lambda size: assess(mixed(size), WHY), 60_000)
