"""All signals, in the order in which they are measured.

Each signal measures, from 0 to 1, how much of one thing a change has, and where. How much that
counts is data, in `weights.json`: no signal is sure by itself, and their weights were fitted
together.
"""

from __future__ import annotations

from minutebook.suggest.signals import (
    code,
    delivery,
    dependencies,
    messages,
    named,
    shape,
    topics,
    tree,
)
from minutebook.suggest.signals.base import Signal

SIGNALS: tuple[Signal, ...] = (
    *dependencies.SIGNALS,
    *delivery.SIGNALS,
    *topics.SIGNALS,
    *tree.SIGNALS,
    *code.SIGNALS,
    *messages.SIGNALS,
    *named.SIGNALS,
    *shape.SIGNALS,
)
