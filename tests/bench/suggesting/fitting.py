"""Fit the weights of suggesting.

The model is a logistic regression with a sign for each signal (`Signal.sign`): the stronger
the signals of a decision, the higher the score. Three measures keep it from learning repositories
rather than decisions:
- each repository has an intercept of its own while fitting, which is dropped afterwards: how often
  a repository writes decisions does not tell which of its changes are decisions;
- a signal that differs more between repositories than within them pays a higher penalty;
- every figure comes from changes of organisations that were left out of the fit, their threshold
  too.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from minutebook.suggest.model import SIGNIFICANCE_TESTS
from minutebook.suggest.scoring import score
from minutebook.suggest.signals import registry
from suggesting.corpus import Array, Corpus, Mask

_WEIGHTS = Path(score.__file__).with_name("weights.json")
_PENALTY = 150.0  # of a squared weight, in standard deviations of its signal
_INVARIANCE = 20.0  # how much more a signal pays whose variance lies all between repositories
_LEAST_DEVIATION = 0.1  # the least standard deviation: keeps a rare signal from a large weight
# The catalogue's facts are known, not learned here: their signal pays a lower penalty.
_PENALTY_SCALES = {"plain-topic": 0.2}
# At full strength each of these lifts a change to the threshold, however small it is: of those that
# the sum alone leaves below it, more came with a decision or an adoption than without.
_DECISIVE_SIGNALS = ("plain-topic",)
# The least weight: a signal counts a little even where this corpus has no evidence of it.
_LEAST_WEIGHT = 0.05
_FALSE_ALARMS = 0.018  # the share of ordinary changes at which the threshold lies
# A test passes where its signals are stronger than in this share of ordinary changes.
_TEST_QUANTILE = 0.7


def fit(corpus: Corpus, rows: Mask) -> tuple[Array, float]:
    """Weights and intercept from some of the rows."""
    signals, expected = corpus.signals[rows], corpus.positive[rows].astype(float)
    repositories, repository_index = np.unique(corpus.repository[rows], return_inverse=True)
    scale = np.maximum(signals.std(0), _LEAST_DEVIATION)
    scale = scale * np.sqrt(1 + _INVARIANCE * _compute_share_between(corpus, rows))
    scale = scale * np.array([_PENALTY_SCALES.get(signal.name, 1.0) for signal in registry.SIGNALS])
    inputs = (signals - signals.mean(0)) / scale
    # All decisions together weigh as much as all other changes.
    class_weight = np.where(expected == 1, (1 - expected).sum() / expected.sum(), 1.0)
    count = inputs.shape[1]

    def loss(values: Array) -> tuple[float, Array]:
        weights, intercepts = values[:count], values[count:]
        probability = 1 / (1 + np.exp(-(inputs @ weights + intercepts[repository_index])))
        log_likelihood = expected * np.log(probability + 1e-12) + (1 - expected) * np.log(
            1 - probability + 1e-12
        )
        error = class_weight * (probability - expected)
        deviations = intercepts - intercepts.mean()
        total = (
            -(class_weight * log_likelihood).sum()
            + _PENALTY * weights @ weights / 2
            + 0.05 * deviations @ deviations
        )
        gradient = np.concatenate(
            [
                inputs.T @ error + _PENALTY * weights,
                np.bincount(repository_index, error, len(repositories)) + 0.1 * deviations,
            ]
        )
        return float(total), gradient

    bounds: list[tuple[float | None, float | None]] = [
        (0, None) if signal.sign > 0 else (None, 0) if signal.sign < 0 else (None, None)
        for signal in registry.SIGNALS
    ]
    bounds += [(None, None)] * len(repositories)
    optimum = minimize(
        loss,
        np.zeros(count + len(repositories)),
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": 500},
    ).x
    weights = optimum[:count] / scale
    least_weights = np.array([_LEAST_WEIGHT * signal.sign for signal in registry.SIGNALS])
    weights = np.where(np.abs(weights) < np.abs(least_weights), least_weights, weights)
    return weights, float(optimum[count:].mean() - signals.mean(0) @ weights)


def _compute_share_between(corpus: Corpus, rows: Mask) -> Array:
    """The share of each signal's variance among ordinary changes that lies between repositories."""
    rows = rows & corpus.ordinary
    signals, repositories = corpus.signals[rows], corpus.repository[rows]
    means = [
        signals[repositories == name].mean(0)
        for name, count in Counter(repositories).items()
        if count >= 10
    ]
    return np.minimum(1.0, np.var(means, axis=0) / (signals.var(0) + 1e-6))


def compute_held_out(corpus: Corpus) -> Array:
    """The log-odds of every change, by weights fitted without its organisation."""
    log_odds = np.zeros(len(corpus.signals))
    for name in np.unique(corpus.organisation):
        is_held_out = corpus.organisation == name
        weights, intercept = fit(corpus, ~is_held_out)
        log_odds[is_held_out] = corpus.signals[is_held_out] @ weights + intercept
    return log_odds


def fit_scale(corpus: Corpus, log_odds: Array) -> tuple[float, float]:
    """Slope and intercept that calibrate the log-odds (Platt 1999)."""
    rows = corpus.positive | corpus.ordinary
    model = LogisticRegression(C=1e6).fit(log_odds[rows, None], corpus.positive[rows])
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def score_held_out(corpus: Corpus) -> tuple[Array, Mask]:
    """The held-out log-odds of every change, and whether it would be suggested.

    Calibration and threshold of an organisation come from the held-out log-odds of the others.
    """
    raw = compute_held_out(corpus)
    log_odds, is_suggested = np.zeros(len(raw)), np.zeros(len(raw), dtype=bool)
    for name in np.unique(corpus.organisation):
        is_held_out = corpus.organisation == name
        slope, offset, threshold = _fit_threshold(corpus.select(~is_held_out), raw[~is_held_out])
        points = slope * raw[is_held_out] + offset
        lifted = np.where(_is_lifted(corpus)[is_held_out], np.maximum(points, threshold), points)
        # Relative to the threshold, so that the points of all organisations can be compared.
        log_odds[is_held_out] = lifted - threshold
        is_suggested[is_held_out] = lifted >= threshold
    return log_odds, is_suggested


def _fit_threshold(corpus: Corpus, log_odds: Array) -> tuple[float, float, float]:
    """Slope and intercept that calibrate log-odds, and the threshold among the calibrated ones."""
    slope, offset = fit_scale(corpus, log_odds)
    threshold = np.quantile(slope * log_odds[corpus.ordinary] + offset, 1 - _FALSE_ALARMS)
    return slope, offset, float(threshold)


def _is_lifted(corpus: Corpus) -> Mask:
    """Whether a decisive signal lifts a change to the threshold."""
    is_decisive = [signal.name in _DECISIVE_SIGNALS for signal in registry.SIGNALS]
    return np.asarray((corpus.signals[:, is_decisive] == 1).any(axis=1))


def write_weights(corpus: Corpus) -> dict[str, object]:
    """Fit the weights by the whole corpus, and put them into the package."""
    slope, offset, threshold_log_odds = _fit_threshold(corpus, compute_held_out(corpus))
    weights, intercept = fit(corpus, np.ones(len(corpus.signals), dtype=bool))
    weights = slope * weights
    bars = {
        name: float(
            np.quantile(
                corpus.signals[corpus.ordinary]
                @ (weights * [signal.test == name for signal in registry.SIGNALS]),
                _TEST_QUANTILE,
            )
        )
        for name in SIGNIFICANCE_TESTS
    }
    threshold = round(1 / (1 + float(np.exp(-threshold_log_odds))), 3)
    document = {
        "intercept": round(slope * intercept + offset, 3),
        "threshold": threshold,
        "floors": dict.fromkeys(_DECISIVE_SIGNALS, threshold),
        "bars": {name: round(bar, 3) for name, bar in bars.items()},
        "signals": {
            signal.name: round(float(weight), 3)
            for signal, weight in sorted(
                zip(registry.SIGNALS, weights, strict=True), key=lambda pair: -pair[1]
            )
        },
    }
    _WEIGHTS.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return document
