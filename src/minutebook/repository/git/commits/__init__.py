"""Questions about commits: the history, where records came from, the commits of records."""
