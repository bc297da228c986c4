"""How a drift is said, and what settles it."""

from __future__ import annotations

import pytest

from minutebook.lean.values import replace
from minutebook.suggest.drift.findings import (
    CAME,
    LEFT,
    UNACCEPTED,
    Drift,
    describe,
    suggest_command,
)
from minutebook.suggest.model import Evidence

PLACE = Evidence("topic-dependency", "requirements.txt", 4, "redis==5.0")
DRIFT = Drift(
    *(LEFT, "ADR-0007", "Use Redis for caching", "decisions/0007-use-redis.md", "accepted"),
    *("Redis", "Redis", PLACE, "0123456789abcdef", "2026-09-01"),
)


@pytest.mark.parametrize(
    ("changed", "sentence", "command"),
    [
        (
            {},
            (
                "ADR-0007 (Use Redis for caching): Redis left requirements.txt:4"
                " with 0123456789 (2026-09-01)"
            ),
            'minutebook adr supersede ADR-0007 --with "Stop using Redis"',
        ),
        (
            {"kind": UNACCEPTED, "state": "proposed"},
            (
                "ADR-0007 (Use Redis for caching) is only proposed; Redis has been in use"
                " for 40 days: requirements.txt:4, with 0123456789 (2026-09-01)"
            ),
            "minutebook adr accept ADR-0007",
        ),
        (
            {"kind": CAME, "title": "No caches", "evidence": replace(PLACE, line=0)},
            "ADR-0007 (No caches): Redis came to requirements.txt with 0123456789 (2026-09-01)",
            'minutebook adr supersede ADR-0007 --with "Use Redis"',
        ),
        (
            {"kind": CAME, "title": "No caches", "successor": "ADR-0009"},
            "ADR-0007 (No caches): Redis came to requirements.txt:4 with 0123456789 (2026-09-01)",
            "minutebook adr supersede ADR-0007 --by ADR-0009",
        ),
        (
            {"kind": CAME, "state": "rejected", "successor": "ADR-0009"},
            (
                "ADR-0007 (Use Redis for caching) was rejected; Redis came to requirements.txt:4"
                " with 0123456789 (2026-09-01)"
            ),
            'minutebook adr new "Use Redis"',
        ),
    ],
)
def test_a_drift_as_a_sentence(changed: dict[str, object], sentence: str, command: str) -> None:
    drift = replace(DRIFT, **changed)
    assert describe(drift, 40) == sentence
    assert suggest_command(drift) == command


def test_without_days_the_sentence_stays_the_same_every_day() -> None:
    sentence = describe(replace(DRIFT, kind=UNACCEPTED, state="proposed"))
    assert "in use since 2026-09-01: requirements.txt:4" in sentence
