"""Signals: what in a change speaks for a decision, or against one. `registry` lists them."""
