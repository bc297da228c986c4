"""The decisions of a change, and the evidence that is shown for each."""

from __future__ import annotations

from assessments import DEPENDENCY
from minutebook.lean.values import replace
from minutebook.suggest.model import Evidence, Topic
from minutebook.suggest.wording.decisions import select_evidence


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
