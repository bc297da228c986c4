"""`why` on generated histories: nothing wrong, and nearly all answered."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from why.command import make_history
from why.scoring import AMBIGUOUS, EQUAL, RIGHT, WRONG, format_shares, score_history, score_trailers

pytestmark = pytest.mark.bench


def test_lines_are_explained_right(tmp_path: Path) -> None:
    counts: Counter[str] = Counter()
    trailers: Counter[str] = Counter()
    wrong: list[str] = []
    for seed in (11, 12, 13):  # not those that the rules were made with
        history, clone = make_history(tmp_path / str(seed), seed, 64)
        assert len(history.turns) >= 60
        of_seed, wrong_of_seed = score_history(history, clone)
        counts += of_seed
        wrong += wrong_of_seed
        trailers += score_trailers(history, clone)
    print("\n".join(["with traces", *format_shares(counts)]))
    print("\n".join(["with trailers only", *format_shares(trailers)]))
    assert counts[WRONG] == 0, wrong
    share = (counts[RIGHT] + counts[EQUAL] + counts[AMBIGUOUS]) / sum(counts.values())
    assert share >= 0.95
