"""Fit the weights of suggesting, and print how well they do on repositories outside the fit.

    MINUTEBOOK_CORPUS=… python tests/bench/suggesting/fit.py [--write]

Needs `pip install --group fit` (scikit-learn, by a pip of 25.1 or later). `--write` puts the weights
into the package, to be reviewed as a change like any other.

The model is a logistic regression with a sign for each signal (`Signal.sign`): the stronger
the signals of a decision, the higher the score. Three measures keep it from learning repositories
rather than decisions:
- each repository has an intercept of its own while fitting, which is dropped afterwards: how often
  a repository writes decisions does not tell which of its changes are decisions;
- a signal that differs more between repositories than within them pays a higher penalty;
- every figure comes from changes of organisations that were left out of the fit.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

from minutebook.suggest import change
from minutebook.suggest.catalogue import catalogue
from minutebook.suggest.model import SIGNIFICANCE_TESTS
from minutebook.suggest.scoring import score
from minutebook.suggest.signals import registry

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

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


@dataclass(frozen=True)
class Corpus:
    """Changes with their labels: `signals` has a row for each change, a column for each signal."""

    signals: Array
    decision: Mask
    adoption: Mask
    random: Mask
    matched: Mask
    bump: Mask
    repository: NDArray[np.str_]
    organisation: NDArray[np.str_]

    @property
    def positive(self) -> Mask:
        """Changes that came with a decision, or that first use what one adopts."""
        return self.decision | self.adoption

    @property
    def ordinary(self) -> Mask:
        """Changes without a decision, version bumps aside."""
        return self.random | self.matched


def load_corpus(path: str) -> Corpus:
    """Read the corpus in the folder `path`, and compute the signals of its changes."""
    known = catalogue.load_catalogue()
    with gzip.open(os.path.join(path, "changes.jsonl.gz"), "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    signals = []
    for row in rows:
        parsed_change = change.read_change(row["diff"], {"message": row["message"] or ""}, known)
        # A change of which no file counts has no signals.
        signals.append(
            [
                signal.find(parsed_change).value if parsed_change.files else 0.0
                for signal in registry.SIGNALS
            ]
        )
    label = np.array([row["label"] for row in rows])
    sample = np.array([row["set"] or "" for row in rows])
    repository = np.array([row["repo"] for row in rows])
    return Corpus(
        np.array(signals, dtype=float),
        label == "decision",
        label == "adoption",
        sample == "random",
        sample == "size-matched",
        label == "bump",
        repository,
        np.array([name.partition("/")[0] for name in repository]),
    )


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


def score_held_out(corpus: Corpus) -> tuple[Array, float, tuple[float, float]]:
    """The calibrated held-out log-odds, the threshold among them, and slope and intercept."""
    log_odds = compute_held_out(corpus)
    slope, offset = fit_scale(corpus, log_odds)
    log_odds = slope * log_odds + offset
    threshold_log_odds = float(np.quantile(log_odds[corpus.ordinary], 1 - _FALSE_ALARMS))
    is_decisive = [signal.name in _DECISIVE_SIGNALS for signal in registry.SIGNALS]
    lifted = (corpus.signals[:, is_decisive] == 1).any(axis=1)
    return (
        np.where(lifted, np.maximum(log_odds, threshold_log_odds), log_odds),
        threshold_log_odds,
        (slope, offset),
    )


def compute_auc(log_odds: Array, positive: Mask, others: Mask) -> float:
    """How often a positive change scores above another one: the area under the ROC curve."""
    rows = positive | others
    return float(roc_auc_score(positive[rows], log_odds[rows]))


def format_report(corpus: Corpus, log_odds: Array, threshold_log_odds: float) -> list[str]:
    """How well the held-out log-odds separate decisions from other changes, a figure a line."""

    def recall(positive: Mask, others: Mask, alarms: float) -> float:
        return float((log_odds[positive] > np.quantile(log_odds[others], 1 - alarms)).mean())

    lines = []
    for name, positive in (("decision", corpus.decision), ("decision+adoption", corpus.positive)):
        lines.append(
            f"AUC {name}: random {compute_auc(log_odds, positive, corpus.random):.3f}, "
            f"size-matched {compute_auc(log_odds, positive, corpus.matched):.3f}"
        )
        for sample_name, others in (("random", corpus.random), ("both", corpus.ordinary)):
            lines.append(
                f"recall {name} against {sample_name}: {recall(positive, others, 0.05):.2f} at 5 %, "
                f"{recall(positive, others, 0.01):.2f} at 1 % false alarms"
            )
    rows = corpus.positive | corpus.ordinary
    lines.append(
        f"average precision: {average_precision_score(corpus.positive[rows], log_odds[rows]):.3f} "
        f"(chance {corpus.positive[rows].mean():.3f})"
    )
    aucs = [
        compute_auc(log_odds, in_repository & corpus.positive, in_repository & corpus.ordinary)
        for in_repository in (corpus.repository == name for name in np.unique(corpus.repository))
        if (in_repository & corpus.positive).sum() >= 2
        and (in_repository & corpus.ordinary).sum() >= 2
    ]
    lines.append(f"AUC within a repository: median {np.median(aucs):.3f} of {len(aucs)}")
    is_suggested = log_odds >= threshold_log_odds
    lines.append(
        f"at the threshold: {100 * is_suggested[corpus.random].mean():.1f} suggestions in 100 random "
        f"ordinary changes, {100 * is_suggested[corpus.matched].mean():.1f} in 100 size-matched, "
        f"{100 * is_suggested[corpus.bump].mean():.1f} in 100 bumps; "
        f"{100 * is_suggested[corpus.decision].mean():.0f} of 100 decisions"
    )
    return lines


def main() -> None:
    """Fit, report, and with --write put the weights into the package."""
    corpus = load_corpus(os.environ["MINUTEBOOK_CORPUS"])
    log_odds, threshold_log_odds, (slope, offset) = score_held_out(corpus)
    print("\n".join(format_report(corpus, log_odds, threshold_log_odds)))
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
    if "--write" in sys.argv:
        _WEIGHTS.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    else:
        print(json.dumps(document, indent=2))


if __name__ == "__main__":
    main()
