"""Commands about the program and its settings: set up, describe, guide, play a demonstration."""
