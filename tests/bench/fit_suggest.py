"""Fit the weights of suggesting, and print what they are worth on repositories not seen.

    MINUTEBOOK_CORPUS=… python tests/bench/fit_suggest.py [--write]

Needs `pip install --group fit` (scikit-learn, by a pip of 25.1 or later). `--write` puts the weights into the package, to be
reviewed as a change like any other.

The model is a logistic regression with a sign for each signal (`Signal.sign`): the more is seen
of what speaks for a decision, the higher the score. Three things keep it from learning
repositories rather than decisions:
- each repository has an intercept of its own while fitting, which is dropped afterwards: how often
  a repository writes decisions says nothing about which of its changes decide something;
- a signal that differs more between repositories than within them pays a higher penalty;
- every figure is of changes whose organisation had no part in the fit.
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
from minutebook.suggest.signals import registry

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

_WEIGHTS = Path(change.__file__).with_name("weights.json")
_PENALTY = 150.0  # of a squared weight, in standard deviations of its signal
_INVARIANCE = 20.0  # how much more a signal pays whose variance lies all between repositories
_DEVIATION = 0.1  # the least standard deviation reckoned with: what is rare is not to weigh a lot
# What the catalogue says is known beforehand, not learned here: it pays less.
_KNOWN = {"plain-topic": 0.2}
# Seen fully, these lift a change to the threshold, however small it is: of those that the sum alone
# leaves below it, more came with a decision or an adoption than without.
_PLAIN = ("plain-topic",)
_LEAST = 0.05  # of a weight: a signal counts a little, even where this corpus says nothing of it
_ALARMS = 0.018  # the share of ordinary changes at which the threshold lies
_BAR = 0.7  # a test passes where more speaks for it than in this share of ordinary changes


@dataclass(frozen=True)
class Corpus:
    """Changes with their labels: `seen` has a row a change, a column a signal."""

    seen: Array
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


def load(path: str) -> Corpus:
    """The corpus's changes, seen by the signals."""
    known = catalogue.load_catalogue()
    with gzip.open(os.path.join(path, "changes.jsonl.gz"), "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    seen = []
    for row in rows:
        one = change.read_change(row["diff"], {"message": row["message"] or ""}, known)
        # Where nothing was left of a diff there is nothing to see either.
        seen.append([signal.find(one).value if one.files else 0.0 for signal in registry.SIGNALS])
    label = np.array([row["label"] for row in rows])
    drawn = np.array([row["set"] or "" for row in rows])
    repository = np.array([row["repo"] for row in rows])
    return Corpus(
        np.array(seen, dtype=float),
        label == "decision",
        label == "adoption",
        drawn == "random",
        drawn == "size-matched",
        label == "bump",
        repository,
        np.array([name.partition("/")[0] for name in repository]),
    )


def fit(corpus: Corpus, rows: Mask) -> tuple[Array, float]:
    """Weights and intercept from some of the rows."""
    seen, wanted = corpus.seen[rows], corpus.positive[rows].astype(float)
    repositories, home = np.unique(corpus.repository[rows], return_inverse=True)
    scale = np.maximum(seen.std(0), _DEVIATION)
    scale = scale * np.sqrt(1 + _INVARIANCE * _between(corpus, rows))
    scale = scale * np.array([_KNOWN.get(signal.name, 1.0) for signal in registry.SIGNALS])
    inputs = (seen - seen.mean(0)) / scale
    # The few decisions weigh together as much as all the rest.
    share = np.where(wanted == 1, (1 - wanted).sum() / wanted.sum(), 1.0)
    count = inputs.shape[1]

    def loss(values: Array) -> tuple[float, Array]:
        weights, own = values[:count], values[count:]
        guess = 1 / (1 + np.exp(-(inputs @ weights + own[home])))
        likely = wanted * np.log(guess + 1e-12) + (1 - wanted) * np.log(1 - guess + 1e-12)
        off, apart = share * (guess - wanted), own - own.mean()
        total = -(share * likely).sum() + _PENALTY * weights @ weights / 2 + 0.05 * apart @ apart
        slope = np.concatenate(
            [
                inputs.T @ off + _PENALTY * weights,
                np.bincount(home, off, len(repositories)) + 0.1 * apart,
            ]
        )
        return float(total), slope

    signs: list[tuple[float | None, float | None]] = [
        (0, None) if signal.sign > 0 else (None, 0) if signal.sign < 0 else (None, None)
        for signal in registry.SIGNALS
    ]
    signs += [(None, None)] * len(repositories)
    found = minimize(
        loss,
        np.zeros(count + len(repositories)),
        jac=True,
        method="L-BFGS-B",
        bounds=signs,
        options={"maxiter": 500},
    ).x
    weights = found[:count] / scale
    least = np.array([_LEAST * signal.sign for signal in registry.SIGNALS])
    weights = np.where(np.abs(weights) < np.abs(least), least, weights)
    return weights, float(found[count:].mean() - seen.mean(0) @ weights)


def _between(corpus: Corpus, rows: Mask) -> Array:
    """The share of each signal's variance among ordinary changes that lies between repositories."""
    rows = rows & corpus.ordinary
    seen, homes = corpus.seen[rows], corpus.repository[rows]
    means = [seen[homes == name].mean(0) for name, count in Counter(homes).items() if count >= 10]
    return np.minimum(1.0, np.var(means, axis=0) / (seen.var(0) + 1e-6))


def held_out(corpus: Corpus) -> Array:
    """The log-odds of every change, by weights that its organisation had no part in."""
    points = np.zeros(len(corpus.seen))
    for name in np.unique(corpus.organisation):
        apart = corpus.organisation == name
        weights, intercept = fit(corpus, ~apart)
        points[apart] = corpus.seen[apart] @ weights + intercept
    return points


def scaled(corpus: Corpus, points: Array) -> tuple[float, float]:
    """Slope and intercept that make the log-odds true (Platt 1999), on decisions and ordinary."""
    rows = corpus.positive | corpus.ordinary
    model = LogisticRegression(C=1e6).fit(points[rows, None], corpus.positive[rows])
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def measured(corpus: Corpus) -> tuple[Array, float, tuple[float, float]]:
    """The held-out log-odds, where the threshold lies in them, and how they were scaled."""
    points = held_out(corpus)
    slope, shift = scaled(corpus, points)
    points = slope * points + shift
    limit = float(np.quantile(points[corpus.ordinary], 1 - _ALARMS))
    plain = [signal.name in _PLAIN for signal in registry.SIGNALS]
    lifted = (corpus.seen[:, plain] == 1).any(axis=1)
    return np.where(lifted, np.maximum(points, limit), points), limit, (slope, shift)


def area(points: Array, found: Mask, others: Mask) -> float:
    """How often a change of one kind scores above one of another (the AUC)."""
    rows = found | others
    return float(roc_auc_score(found[rows], points[rows]))


def report(corpus: Corpus, points: Array, limit: float) -> list[str]:
    """What the held-out log-odds are worth, a figure a line."""

    def recall(found: Mask, others: Mask, alarms: float) -> float:
        return float((points[found] > np.quantile(points[others], 1 - alarms)).mean())

    lines = []
    for name, found in (("decision", corpus.decision), ("decision+adoption", corpus.positive)):
        lines.append(
            f"AUC {name}: random {area(points, found, corpus.random):.3f}, "
            f"size-matched {area(points, found, corpus.matched):.3f}"
        )
        for drawn, others in (("random", corpus.random), ("both", corpus.ordinary)):
            lines.append(
                f"recall {name} against {drawn}: {recall(found, others, 0.05):.2f} at 5 %, "
                f"{recall(found, others, 0.01):.2f} at 1 % false alarms"
            )
    rows = corpus.positive | corpus.ordinary
    lines.append(
        f"average precision: {average_precision_score(corpus.positive[rows], points[rows]):.3f} "
        f"(chance {corpus.positive[rows].mean():.3f})"
    )
    areas = [
        area(points, here & corpus.positive, here & corpus.ordinary)
        for here in (corpus.repository == name for name in np.unique(corpus.repository))
        if (here & corpus.positive).sum() >= 2 and (here & corpus.ordinary).sum() >= 2
    ]
    lines.append(f"AUC within a repository: median {np.median(areas):.3f} of {len(areas)}")
    fired = points >= limit
    lines.append(
        f"at the threshold: {100 * fired[corpus.random].mean():.1f} suggestions in 100 random "
        f"ordinary changes, {100 * fired[corpus.matched].mean():.1f} in 100 size-matched, "
        f"{100 * fired[corpus.bump].mean():.1f} in 100 bumps; "
        f"{100 * fired[corpus.decision].mean():.0f} of 100 decisions"
    )
    return lines


def main() -> None:
    """Fit, report, and with --write put the weights into the package."""
    corpus = load(os.environ["MINUTEBOOK_CORPUS"])
    points, limit, (slope, shift) = measured(corpus)
    print("\n".join(report(corpus, points, limit)))
    weights, intercept = fit(corpus, np.ones(len(corpus.seen), dtype=bool))
    weights = slope * weights
    bars = {
        name: float(
            np.quantile(
                corpus.seen[corpus.ordinary]
                @ (weights * [s.test == name for s in registry.SIGNALS]),
                _BAR,
            )
        )
        for name in SIGNIFICANCE_TESTS
    }
    threshold = round(1 / (1 + float(np.exp(-limit))), 3)
    document = {
        "intercept": round(slope * intercept + shift, 3),
        "threshold": threshold,
        "floors": dict.fromkeys(_PLAIN, threshold),
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
