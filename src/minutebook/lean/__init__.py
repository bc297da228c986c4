"""Values and patterns that cost next to nothing to declare, for a start that nobody notices."""
