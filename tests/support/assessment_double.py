"""An assessment that tests choose, in the place of the one that is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from minutebook.lean.values import replace
from minutebook.records.phr import suggestions
from minutebook.suggest import model
from minutebook.suggest.diff import patch
from minutebook.suggest.model import Assessment, CoveringRecord, Decision, Evidence, Topic

CELERY = Evidence("topic-dependency", "requirements.txt", 2, "celery==5.4", 2.0, "impact")
JOBS = Topic(
    "Background jobs", "Celery", alternatives=("RQ", "arq"), strength=0.9, evidence=(CELERY,)
)
FOUND = Assessment(
    score=0.876,
    suggested=True,
    topics=(JOBS,),
    evidence=(CELERY,),
    tests=(model.SignificanceTest("impact", True, (CELERY,)),),
    decisions=(
        Decision(
            "Run background jobs with Celery",
            "Background jobs: Celery",
            (JOBS,),
            ("RQ", "arq"),
            (CELERY,),
            0.876,
        ),
    ),
)


@dataclass
class AssessmentDouble:
    """Takes the place of the assessment: finds a decision where the change says `celery`."""

    given: list[Mapping[str, Any]] = field(default_factory=list)
    covered: tuple[CoveringRecord, ...] = ()

    def assess(
        self, diff: str, message: str, prompt: str, response: str, **settings: Any
    ) -> Assessment:
        texts = {"diff": diff, "message": message, "prompt": prompt, "response": response}
        self.given.append({**texts, **settings})
        return FOUND if "+celery" in diff else Assessment(score=0.1)

    def exclude_covered(self, assessment: Assessment, records: Any, catalogue: Any) -> Assessment:
        suggested_before = tuple(
            CoveringRecord(
                JOBS.name, suggestion.id, suggestion.decision_title, record.path, suggestion.state
            )
            for record, suggestion in suggestions.iterate_suggestions(records)
        )
        covered = self.covered + suggested_before
        return replace(assessment, suggested=assessment.suggested and not covered, covered=covered)

    @property
    def paths(self) -> list[str]:
        """The files of the last diff that it was given."""
        return [file.path for file in patch.parse_diff(self.given[-1]["diff"])]
