"""Fit the weights of suggesting.

The model is a logistic regression with a sign for each signal (`Signal.sign`): the stronger
the signals of a decision, the higher the score. Two measures keep it from learning repositories
rather than decisions:
- each repository has an intercept of its own while fitting, which is dropped afterwards: how often
  a repository writes decisions does not tell which of its changes are decisions;
- every figure comes from changes of organisations that were left out of the fit, their threshold
  too. What a repository's ordinary changes are like is known where suggesting is used, and so it is
  here: but for the change itself.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from minutebook.suggest.model import SIGNIFICANCE_TESTS
from minutebook.suggest.scoring import score
from minutebook.suggest.scoring.usual_size import UsualSize
from minutebook.suggest.signals import registry
from suggesting.corpus import Array, Corpus, Mask

_WEIGHTS = Path(score.__file__).with_name("weights.json")
# Of a squared weight, in standard deviations of its signal. Between 40 and 1000 no figure changes by
# more than .004.
_PENALTY = 300.0
_LEAST_DEVIATION = 0.1  # the least standard deviation: keeps a rare signal from a large weight
# The catalogue's facts are known, not learned here: their signal pays a lower penalty.
_PENALTY_SCALES = {"plain-topic": 0.2}
# What a signal counts beyond its fitted weight: most small changes with a plain topic have no other
# signal, and more of them came with a decision or an adoption than without. Between 1 and 2, and
# between 1.5 and 3, no AUC changes by more than .001; a larger first one asks for surer titles and
# finds fewer decisions.
_BONUSES = {"plain-topic": 1.4, "doubtless-choice": 2.2}
# What each unit of a repository's usual size takes from the log-odds, of how many changes the size
# everywhere counts beside it, and what it takes or adds at most. Between 0.3 and 1.0 no AUC changes
# by more than .004.
_USUAL_SIZE_WEIGHT, _PRIOR_CHANGES, _MOST_SHIFT = 0.8, 10.0, 1.5
# How often an ordinary change of a decision's size counts: what sets it apart is not its length.
_MATCHED_WEIGHT = 2.5
# The least weight: a signal counts a little even where this corpus has no evidence of it.
_LEAST_WEIGHT = 0.05
_FALSE_ALARMS = 0.0195  # the share of random ordinary changes that are suggested at the threshold
# A test passes where its signals are stronger than in this share of ordinary changes.
_TEST_QUANTILE = 0.7


def fit(corpus: Corpus, rows: Mask) -> tuple[Array, float]:
    """Weights and intercept from some of the rows."""
    signals, expected = corpus.signals[rows], corpus.positive[rows].astype(float)
    repositories, repository_index = np.unique(corpus.repository[rows], return_inverse=True)
    scale = np.maximum(signals.std(0), _LEAST_DEVIATION)
    scale = scale * np.array([_PENALTY_SCALES.get(signal.name, 1.0) for signal in registry.SIGNALS])
    inputs = (signals - signals.mean(0)) / scale
    # All decisions together weigh as much as all other changes.
    class_weight = np.where(expected == 1, (1 - expected).sum() / expected.sum(), 1.0)
    class_weight[corpus.matched[rows]] = _MATCHED_WEIGHT
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
    weights += np.array([_BONUSES.get(signal.name, 0.0) for signal in registry.SIGNALS])
    return weights, float(optimum[count:].mean() - signals.mean(0) @ weights)


def measure_mean_size(corpus: Corpus, rows: Mask) -> float:
    """The mean size of random ordinary changes, a repository counted by its changes."""
    return float(np.log1p(corpus.lines[rows & corpus.random]).mean())


def compute_shifts(corpus: Corpus, mean_size: float) -> Array:
    """What the usual size of its repository adds to the log-odds of each change.

    It is that of the random ordinary changes, without the change itself.
    """
    scale = UsualSize(_USUAL_SIZE_WEIGHT, mean_size, _PRIOR_CHANGES, _MOST_SHIFT)
    is_counted = corpus.random & (corpus.lines > 0)
    shifts = np.zeros(len(corpus.lines))
    for name in np.unique(corpus.repository):
        in_repository = corpus.repository == name
        for row in np.flatnonzero(in_repository):
            others = in_repository & is_counted
            others[row] = False
            shifts[row] = scale.compute_shift([int(count) for count in corpus.lines[others]])
    return shifts


def compute_held_out(corpus: Corpus) -> Array:
    """The log-odds of every change, by weights fitted without its organisation."""
    log_odds = np.zeros(len(corpus.signals))
    for name in np.unique(corpus.organisation):
        is_held_out = corpus.organisation == name
        weights, intercept = fit(corpus, ~is_held_out)
        log_odds[is_held_out] = corpus.signals[is_held_out] @ weights + intercept
        mean_size = measure_mean_size(corpus, ~is_held_out)
        log_odds[is_held_out] += compute_shifts(corpus.select(is_held_out), mean_size)
    return log_odds


def fit_scale(corpus: Corpus, log_odds: Array) -> tuple[float, float]:
    """Slope and intercept that calibrate the log-odds (Platt 1999)."""
    rows = corpus.positive | corpus.ordinary
    model = LogisticRegression(C=1e6).fit(log_odds[rows, None], corpus.positive[rows])
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def score_held_out(corpus: Corpus) -> tuple[Array, Mask]:
    """The held-out log-odds of every change, and whether it would be suggested.

    The threshold of an organisation comes from the held-out log-odds of the others.
    """
    log_odds = compute_held_out(corpus)
    is_suggested = np.zeros(len(log_odds), dtype=bool)
    for name in np.unique(corpus.organisation):
        is_held_out = corpus.organisation == name
        _, _, threshold = _fit_threshold(corpus.select(~is_held_out), log_odds[~is_held_out])
        is_suggested[is_held_out] = log_odds[is_held_out] >= threshold
    return log_odds, is_suggested


def _fit_threshold(corpus: Corpus, log_odds: Array) -> tuple[float, float, float]:
    """Slope and intercept that calibrate log-odds, and the threshold among those not calibrated."""
    slope, offset = fit_scale(corpus, log_odds)
    return slope, offset, float(np.quantile(log_odds[corpus.random], 1 - _FALSE_ALARMS))


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
    threshold = round(1 / (1 + float(np.exp(-slope * threshold_log_odds - offset))), 3)
    document = {
        "intercept": round(slope * intercept + offset, 3),
        "threshold": threshold,
        "bars": {name: round(bar, 3) for name, bar in bars.items()},
        "usual_size": {
            "weight": round(slope * _USUAL_SIZE_WEIGHT, 3),
            "mean": round(measure_mean_size(corpus, np.ones(len(corpus.lines), dtype=bool)), 3),
            "prior_changes": _PRIOR_CHANGES,
            "most": round(slope * _MOST_SHIFT, 3),
        },
        "signals": {
            signal.name: round(float(weight), 3)
            for signal, weight in sorted(
                zip(registry.SIGNALS, weights, strict=True), key=lambda pair: -pair[1]
            )
        },
    }
    _WEIGHTS.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return document
