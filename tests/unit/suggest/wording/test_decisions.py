"""The decisions of a change, and the evidence that is shown for each."""

from __future__ import annotations

from assessments import DEPENDENCY, SUGGESTED
from minutebook.lean.values import replace
from minutebook.suggest.model import Assessment, CoveringRecord, Decision, Evidence, Topic
from minutebook.suggest.wording import report
from minutebook.suggest.wording.announcement import announce_decision
from minutebook.suggest.wording.decisions import compose_decisions, select_evidence

OLD = CoveringRecord("Caching: Valkey", "ADR-0002", 'Use "Redis"', "a.md", "contradicts")
CACHE = Decision("Use Valkey", "Caching: Valkey", (Topic("Caching", "Valkey"),), ("Redis",))
LIMITS = Decision("Limit rates", "Rate limiting", (Topic("Rate limiting", ""),), ("quotas",))


def test_a_decision_is_announced() -> None:
    assert announce_decision(CACHE) == (
        "📋 Architectural decision detected: Caching: Valkey",
        'Document reasoning and tradeoffs? Run: minutebook adr new "Use Valkey"',
    )


def test_a_reversal_is_announced_as_one() -> None:
    reversal = replace(CACHE, reverses=(OLD,))
    said = (
        "📋 Architectural decision detected: Caching: Valkey: this reverses ADR-0002"
        " (its title: \"Use 'Redis'\")"
    )
    assert announce_decision(reversal) == (
        said,
        'Supersede it? Run: minutebook adr supersede ADR-0002 --with "Use Valkey"',
    )
    assert announce_decision(reversal, "S-0007-1") == (
        said,
        'Supersede it? Run: minutebook adr new "Use Valkey" --from S-0007-1',
    )
    both = replace(CACHE, reverses=(OLD, replace(OLD, ref="ADR-0003")))
    assert announce_decision(both)[1] == (
        'Supersede it? Run: minutebook adr new "Use Valkey" --supersedes ADR-0002'
        " --supersedes ADR-0003"
    )


def test_what_was_rejected_is_not_superseded() -> None:
    rejected = replace(OLD, state="rejected")
    assert announce_decision(replace(CACHE, reverses=(rejected,))) == (
        (
            "📋 Architectural decision detected: Caching: Valkey: this reverses ADR-0002"
            " (its title: \"Use 'Redis'\")"
        ),
        'Document reasoning and tradeoffs? Run: minutebook adr new "Use Valkey"',
    )
    both = replace(CACHE, reverses=(rejected, replace(OLD, ref="ADR-0003")))
    assert announce_decision(both)[1] == (
        'Supersede it? Run: minutebook adr supersede ADR-0003 --with "Use Valkey"'
    )
    assert report.describe_covered([rejected]) == [
        (
            "this reverses ADR-0002 (its title: \"Use 'Redis'\") on Caching: Valkey: decide anew?"
            ' minutebook adr new "Use Valkey for caching"'
        )
    ]


def test_several_decisions_name_what_each_was_chosen_instead_of() -> None:
    test = SUGGESTED.tests[1]
    assessment = Assessment(0.8, True, tests=(test,), decisions=(CACHE, LIMITS))
    lines = report.format_assessment(assessment)
    assert [line for line in lines if "adr new" in line] == [
        'Document reasoning and tradeoffs? Run: minutebook adr new "Use Valkey"',
        'Document reasoning and tradeoffs? Run: minutebook adr new "Limit rates"',
    ]
    assert lines[-2:] == ["    instead of Valkey: Redis", "    instead of Rate limiting: quotas"]
    assert report.announce_assessment(replace(assessment, suggested=False)) == []


def test_mere_size_is_no_evidence_beside_a_topic() -> None:
    size = Evidence("formats", "", 0, "it shows in several formats", 0.4)
    said = Evidence("words-rather", "message", 0, "rather than", 0.2)
    cache = Topic("Caching", "Redis", strength=0.9, evidence=(DEPENDENCY,))
    assessment = Assessment(0.8, True, (cache,), (size, said))
    (decision,) = compose_decisions(assessment, {}, ())
    assert decision.evidence == (DEPENDENCY, said)
    (decision,) = compose_decisions(replace(assessment, topics=()), {"message": "Split it up"}, ())
    assert decision.evidence == (size, said)
    assert decision.title == "Split it up"


def test_the_heaviest_evidence_is_selected() -> None:
    many = tuple(Evidence("s", "a.py", line, "x", line / 10) for line in range(1, 20))
    topic = Topic("Caching", "Redis", evidence=(many[0], DEPENDENCY))
    selected = select_evidence((topic,), (*many, DEPENDENCY))
    assert selected == (many[0], DEPENDENCY, many[18], many[17], many[16])
    assert select_evidence(()) == ()


def test_evidence_of_each_topic_is_selected_and_of_the_prompt_last() -> None:
    def pieces(path: str, *lines: int) -> tuple[Evidence, ...]:
        return tuple(Evidence("s", path, line, "x") for line in lines)

    cache = Topic("Caching", "Redis", strength=0.9, evidence=pieces("a.py", 1, 2, 3, 4, 5, 6))
    tokens = Topic("Authentication", "JWT", strength=0.8, evidence=pieces("b.py", 1, 2))
    faint = Topic("Webhooks", "", strength=0.1, evidence=pieces("c.py", 1))
    selected = select_evidence((cache, tokens, faint))
    assert selected == (
        *pieces("a.py", 1),
        *pieces("b.py", 1),
        *pieces("a.py", 2),
        *pieces("b.py", 2),
        *pieces("a.py", 3),
    )
    prompted = replace(cache, evidence=(*pieces("prompt", 1), *pieces("a.py", 1)))
    assert select_evidence((prompted,)) == (
        *pieces("a.py", 1),
        *pieces("prompt", 1),
    )
