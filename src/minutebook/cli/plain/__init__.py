"""Reads plain arguments without typer: most command lines, at a fraction of its start."""
