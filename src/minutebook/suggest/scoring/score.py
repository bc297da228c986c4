"""Compute the score of a change from the results of its signals, by the fitted weights."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from minutebook.lean.values import Value
from minutebook.suggest.change import Change
from minutebook.suggest.model import SIGNIFICANCE_TESTS, Evidence, SignificanceTest
from minutebook.suggest.scoring.usual_size import UsualSize
from minutebook.suggest.signals.base import Location, Signal, SignalResult
from minutebook.suggest.signals.registry import SIGNALS

_MAX_LOCATIONS = 3  # places shown for one signal
_MIN_WEIGHT = 0.05  # a signal that adds less to the log-odds is not shown as evidence
_WEIGHTS_FILENAME = "weights.json"


class Weights(Value):
    """How much each signal counts.

    A score is 1 / (1 + e^-(intercept + sum of weight * value)). `threshold` is the score from which
    a change is suggested. `bars` holds, for each significance test, the least sum of weights that
    passes it. `usual_size` says what the size of the repository's other changes adds to the sum.
    """

    intercept: float
    threshold: float
    signals: Mapping[str, float]
    bars: Mapping[str, float]
    usual_size: UsualSize


_loaded_weights: Weights | None = None


def load_weights() -> Weights:
    """Load the packaged weights from `weights.json` beside this module, once per process.

    They are fitted by `tests/bench/suggesting/measure.py` and reviewed before they are committed.
    """
    global _loaded_weights
    if _loaded_weights is None:
        import json

        folder = __file__.removesuffix("c").removesuffix("score.py")
        raw = __spec__.loader.get_data(folder + _WEIGHTS_FILENAME)  # type: ignore[union-attr]
        values = json.loads(raw)
        _loaded_weights = Weights(**{**values, "usual_size": UsualSize(**values["usual_size"])})
    return _loaded_weights


def measure_signals(change: Change) -> list[tuple[Signal, SignalResult]]:
    """Measure all signals, in their order; those of value 0 are left out."""
    results = [(signal, signal.find(change)) for signal in SIGNALS]
    return [(signal, result) for signal, result in results if result.value > 0]


def compute_log_odds(results: Sequence[tuple[Signal, SignalResult]], weights: Weights) -> float:
    """Compute the log-odds of a change from the values of its signals."""
    return weights.intercept + sum(
        weights.signals.get(signal.name, 0.0) * result.value for signal, result in results
    )


def compute_score(log_odds: float) -> float:
    """The score, from 0 to 1, that log-odds stand for."""
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, log_odds))))


def collect_evidence(
    results: Sequence[tuple[Signal, SignalResult]], weights: Weights
) -> tuple[Evidence, ...]:
    """Turn signal results into evidence, the heaviest first.

    The places that are shown for a signal share its weight.
    """
    evidence: list[Evidence] = []
    for signal, result in results:
        weight = weights.signals.get(signal.name, 0.0) * result.value
        if abs(weight) < _MIN_WEIGHT:
            continue
        locations = tuple(dict.fromkeys(result.locations))[:_MAX_LOCATIONS] or (Location(""),)
        evidence += [
            Evidence(
                signal.name,
                location.path,
                location.line,
                location.excerpt or signal.reason,
                round(weight / len(locations), 4),
                signal.test,
            )
            for location in locations
        ]
    return tuple(sorted(evidence, key=lambda piece: -abs(piece.weight)))


def judge_tests(evidence: Sequence[Evidence], weights: Weights) -> tuple[SignificanceTest, ...]:
    """Judge the three significance tests, each with the evidence that speaks for it."""
    return tuple(
        SignificanceTest(
            name,
            sum(piece.weight for piece in evidence if piece.test == name) >= weights.bars[name],
            tuple(piece for piece in evidence if piece.test == name and piece.weight > 0),
        )
        for name in SIGNIFICANCE_TESTS
    )
