"""How likely a change decides something, by its signals and their fitted weights."""
