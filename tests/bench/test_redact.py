"""`pytest -m bench -s`: prints how many secrets are hidden whole, beside what other tools hide."""

from __future__ import annotations

import pytest
from redaction import (
    MAX_FALSE_HITS,
    RECALL_FLOOR,
    count_excess,
    format_misses,
    format_table,
    measure_all,
)


@pytest.mark.bench
def test_secrets_are_hidden_and_look_alikes_are_not() -> None:
    measured = measure_all()
    print("\n" + "\n".join(format_table(measured)))
    ours = measured["minutebook"]
    assert isinstance(ours, list)
    misses = "\n".join(format_misses(ours))
    hidden = sum(measurement.hidden.total() for measurement in ours)
    assert hidden >= RECALL_FLOOR * sum(measurement.cases.total() for measurement in ours), misses
    assert sum(len(measurement.false_hits) for measurement in ours) <= MAX_FALSE_HITS, misses


@pytest.mark.bench
def test_what_stands_beside_a_secret_stays() -> None:
    excess, context = count_excess()
    print(f"\nhidden beside the secrets: {100 * excess / context:.2f} % of what stands there")
    assert excess <= 0.05 * context
