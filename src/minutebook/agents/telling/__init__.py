"""Tells agents what was decided: when they change a file that it governs, and at their start."""
