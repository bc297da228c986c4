"""Finds where files outside of the records cite decisions and prompts that no longer hold."""
