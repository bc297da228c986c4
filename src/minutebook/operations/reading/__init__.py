"""A record as people read it: its facts, its text, what became of suggestions; for `show`."""
