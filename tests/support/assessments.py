"""An assessment of a change that decides something."""

from __future__ import annotations

from minutebook.suggest import model
from minutebook.suggest.model import Assessment, Decision, Evidence, Topic

DEPENDENCY = Evidence("topic-dependency", "requirements.txt", 2, "celery==5.4", 2.0, "impact")
WORDS = Evidence("words-rather", "message", 1, "rather than a thread", 0.5, "alternatives")
SUGGESTED = Assessment(
    score=0.876,
    suggested=True,
    topics=(
        Topic("Background jobs", "Celery", "replace", "RQ", ("arq",), 0.9, (DEPENDENCY,)),
        Topic("Caching", "Redis", strength=0.4),
        Topic("Scheduling", "cron", "drop", strength=0.3),
    ),
    evidence=(WORDS, DEPENDENCY),
    tests=(
        model.SignificanceTest("impact", True, (DEPENDENCY,)),
        model.SignificanceTest("alternatives", True, (WORDS,)),
        model.SignificanceTest("scope", False),
    ),
    decisions=(
        Decision(
            "Run background jobs with Celery",
            "Background jobs: Celery",
            alternatives=("RQ", "arq"),
            evidence=(DEPENDENCY, WORDS),
        ),
    ),
)
