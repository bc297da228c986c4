"""What speaks for a decision in a change, and what against.

Each signal says how much of it a change has, from 0 to 1, and where. How much that counts is data,
in `weights.json`: no signal is sure, and their weights were fitted together.
"""

from __future__ import annotations

from minutebook.suggest.signals import code, dependencies, messages, topics, tree
from minutebook.suggest.signals.base import Signal

SIGNALS: tuple[Signal, ...] = (
    *dependencies.SIGNALS,
    *topics.SIGNALS,
    *tree.SIGNALS,
    *code.SIGNALS,
    *messages.SIGNALS,
)
