"""How much of real decision pages is read right: the table is printed, and its rates may not fall."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import reading

CORPUS = os.environ.get("MINUTEBOOK_CORPUS", "")
# What is asked for; recall counts what is superseded in part, which is read as an amendment.
LEAST_RATES = {"listed": 99, "number": 99, "title": 98, "status": 98, "date": 97}
LEAST_RATES |= {"precision": 98, "recall": 89}


@pytest.mark.bench
@pytest.mark.skipif(not CORPUS, reason="MINUTEBOOK_CORPUS is not set")
def test_existing_pages_are_read_right() -> None:
    truth = reading.read_truth(Path(CORPUS))
    groups = reading.group_repositories(list(truth), "opensafely-core/job-server", 20261130)
    scores = {group: reading.Score() for group in groups}
    for group, repos in groups.items():
        for repo in repos:
            records = reading.read_repository(Path(CORPUS) / "adr" / repo.replace("/", "_"))
            reading.score_repository(scores[group], repo, truth[repo], records)
    scores["all"] = reading.merge_scores(scores.values())
    print(f"\n{reading.format_table(scores)}")
    rates = scores["all"].compute_rates()
    assert {name: rate for name, rate in rates.items() if rate < LEAST_RATES[name]} == {}
