"""Signs that a change decides something, each with a weight."""
