"""The rule on decisions that the repository no longer agrees with."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.checks.base import CheckContext, Problem, rule


@rule(
    "decision-drift",
    "info",
    "What a decision in force chose has left the repository, what it refuses has come, or what is"
    " only proposed has long been in use. Whoever relies on the decision is misled: it has to be"
    " superseded or accepted, or the change taken back.",
    needs="find_drifts",
    in_baseline=False,  # it goes when the history goes on
)
def decision_drift(context: CheckContext) -> Iterator[Problem]:
    """What `minutebook drift` tells."""
    yield from (context.inputs.find_drifts or list[Problem])()
