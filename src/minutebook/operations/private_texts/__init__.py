"""Texts that are kept apart from the tree: where they lie, kept, found, proved, exchanged."""
