"""Index pages: made anew, and merged."""
