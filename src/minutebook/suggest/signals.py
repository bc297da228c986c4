"""What speaks for a decision in a change, and what against.

Each signal says how much of it a change has, from 0 to 1, and where. How much that counts is data,
in `weights.json`: no signal is sure, and their weights were fitted together.
"""

from __future__ import annotations

from minutebook.suggest import chosen, patterns, saying, structure, supplies
from minutebook.suggest.seeing import Signal

SIGNALS: tuple[Signal, ...] = (
    *supplies.SIGNALS,
    *chosen.SIGNALS,
    *structure.SIGNALS,
    *patterns.SIGNALS,
    *saying.SIGNALS,
)
