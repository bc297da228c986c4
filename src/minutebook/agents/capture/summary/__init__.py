"""Sums a turn up by rule: its title, its stage, and the tests that it ran."""
