"""How well points separate changes with a decision from others, with intervals by repository."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from suggesting.corpus import Array, Corpus, Mask

DRAWS = 1000
_SEED = 18


@dataclass(frozen=True)
class Figure:
    """A figure, and the interval that holds 95 of 100 draws of repositories."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.2f}-{self.high:.2f}]"


class Separation:
    """Counts of positive and other changes at each value of the points, for any weights of rows."""

    def __init__(self, points: Array, positive: Mask, others: Mask) -> None:
        """`points` of all rows; those that are neither positive nor others are left out."""
        self.rows = positive | others
        _, self.group = np.unique(points[self.rows], return_inverse=True)
        self.positive = positive[self.rows]
        self.size = int(self.group.max()) + 1

    def count(self, weights: Array) -> tuple[Array, Array]:
        """Positive and other changes at each value, the highest value first."""
        chosen = weights[self.rows]
        positive = np.bincount(self.group, chosen * self.positive, self.size)
        others = np.bincount(self.group, chosen * ~self.positive, self.size)
        return positive[::-1], others[::-1]

    def compute_auc(self, weights: Array) -> float:
        """How often a positive change scores above another one: the area under the ROC curve."""
        positive, others = self.count(weights)
        below = others.sum() - np.cumsum(others) + others / 2
        return float((positive * below).sum() / (positive.sum() * others.sum()))

    def compute_precision(self, weights: Array) -> float:
        """The average precision."""
        positive, others = self.count(weights)
        above = np.cumsum(positive)
        precision = above / np.maximum(above + np.cumsum(others), 1e-9)
        return float((positive * precision).sum() / positive.sum())

    def compute_recall(self, weights: Array, alarms: float) -> float:
        """The share of positive changes above a bar that at most `alarms` of the others pass."""
        positive, others = self.count(weights)
        is_allowed = np.cumsum(others) <= alarms * others.sum()
        return float((positive * is_allowed).sum() / positive.sum())


def draw_weights(corpus: Corpus, draws: int = DRAWS) -> Array:
    """How often each change counts in each draw of as many repositories as there are."""
    names, index = np.unique(corpus.repository, return_inverse=True)
    generator = np.random.default_rng(_SEED)
    counts = generator.multinomial(len(names), np.full(len(names), 1 / len(names)), size=draws)
    return np.asarray(counts[:, index], dtype=float)


def measure_interval(compute: Callable[[Array], float], draws: Array) -> Figure:
    """A figure over all rows, and its interval over draws of repositories."""
    values = [compute(weights) for weights in draws]
    low, high = np.nanquantile(values, [0.025, 0.975])
    return Figure(compute(np.ones(draws.shape[1])), float(low), float(high))


def measure_share(is_counted: Mask, rows: Mask, draws: Array) -> Figure:
    """The share of some rows that counts."""

    def compute(weights: Array) -> float:
        total = weights[rows].sum()
        return float(weights[rows & is_counted].sum() / total) if total else float("nan")

    return measure_interval(compute, draws)


def measure_separations(points: Array, corpus: Corpus, draws: Array) -> dict[str, Figure]:
    """All figures of how points separate, by what they say."""
    figures: dict[str, Figure] = {}
    for name, positive in (("decision", corpus.decision), ("decision+adoption", corpus.positive)):
        for sample, others in (("random", corpus.random), ("size-matched", corpus.matched)):
            separation = Separation(points, positive, others)
            figures[f"AUC {name}, {sample}"] = measure_interval(separation.compute_auc, draws)
            for percent in (1, 5):
                figures[f"recall {name}, {sample}, at {percent} %"] = measure_interval(
                    lambda weights, separation=separation, percent=percent: (
                        separation.compute_recall(weights, percent / 100)
                    ),
                    draws,
                )
        both = Separation(points, positive, corpus.ordinary)
        figures[f"average precision {name}"] = measure_interval(both.compute_precision, draws)
    return figures


def compute_auc(points: Array, positive: Mask, others: Mask) -> float:
    """How often a positive change scores above another one."""
    return Separation(points, positive, others).compute_auc(np.ones(len(points)))


def correlate_ranks(first: Array, second: Array) -> float:
    """The rank correlation (Spearman) of two measures of the same changes."""
    ranks = [np.unique(values, return_inverse=True)[1] for values in (first, second)]
    means = [_average_ranks(rank) for rank in ranks]
    return float(np.corrcoef(*means)[0, 1])


def _average_ranks(groups: Array) -> Array:
    counts = np.bincount(groups)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[groups], dtype=float)
