"""Every command that git is given, and what it answers."""
