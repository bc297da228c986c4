"""Decisions and prompts with their relations, as a graph: chosen, and drawn in several formats."""
