"""From what the signals saw to one score, by weights that are data."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from minutebook.suggest.change import Change
from minutebook.suggest.model import SIGNIFICANCE_TESTS, Evidence, SignificanceTest
from minutebook.suggest.signals.base import Location, Signal, SignalResult
from minutebook.suggest.signals.registry import SIGNALS

_SHOWN = 3  # places that one signal shows
_LIGHT = 0.05  # what counts less is no evidence
_FILE = "weights.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each signal counts.

    A score is 1 / (1 + e^-(intercept + sum of weight * sighting)), and at least what `floors` says
    of a signal that saw all there is to see. `threshold` is the score from which a change is
    suggested. `bars` says from which sum of weights on a change passes each of the three tests.
    """

    intercept: float
    threshold: float
    signals: Mapping[str, float]
    floors: Mapping[str, float]
    bars: Mapping[str, float]


_read: Weights | None = None


def load_weights() -> Weights:
    """The weights that come with the package: fitted, reviewed, and kept beside this module."""
    global _read
    if _read is None:
        import json

        folder = __file__.removesuffix("c").removesuffix("score.py")
        raw = __spec__.loader.get_data(folder + _FILE)  # type: ignore[union-attr]
        _read = Weights(**json.loads(raw))
    return _read


def measure_signals(change: Change) -> list[tuple[Signal, SignalResult]]:
    """What each signal saw, in the order of the signals; those that saw nothing are left out."""
    seen = [(signal, signal.find(change)) for signal in SIGNALS]
    return [(signal, sighting) for signal, sighting in seen if sighting.value > 0]


def compute_score(results: Sequence[tuple[Signal, SignalResult]], weights: Weights) -> float:
    """From 0 to 1: the more a signal with a weight above 0 saw, the higher."""
    total = weights.intercept + sum(
        weights.signals.get(signal.name, 0.0) * sighting.value for signal, sighting in results
    )
    floor = max(
        (weights.floors.get(signal.name, 0.0) for signal, one in results if one.value == 1),
        default=0.0,
    )
    return max(floor, 1 / (1 + math.exp(-max(-40.0, min(40.0, total)))))


def collect_evidence(
    results: Sequence[tuple[Signal, SignalResult]], weights: Weights
) -> tuple[Evidence, ...]:
    """What counted, heaviest first; a signal's weight is shared by the places that it shows."""
    found: list[Evidence] = []
    for signal, sighting in results:
        weight = weights.signals.get(signal.name, 0.0) * sighting.value
        if abs(weight) < _LIGHT:
            continue
        spots = tuple(dict.fromkeys(sighting.locations))[:_SHOWN] or (Location(""),)
        found += [
            Evidence(
                signal.name,
                spot.path,
                spot.line,
                spot.excerpt or signal.reason,
                round(weight / len(spots), 4),
                signal.test,
            )
            for spot in spots
        ]
    return tuple(sorted(found, key=lambda one: -abs(one.weight)))


def judge_tests(evidence: Sequence[Evidence], weights: Weights) -> tuple[SignificanceTest, ...]:
    """The three tests of significance, each with its evidence."""
    return tuple(
        SignificanceTest(
            name,
            sum(one.weight for one in evidence if one.test == name) >= weights.bars[name],
            tuple(one for one in evidence if one.test == name and one.weight > 0),
        )
        for name in SIGNIFICANCE_TESTS
    )
