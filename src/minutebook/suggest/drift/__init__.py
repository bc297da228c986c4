"""Decisions held against what the repository uses: what was chosen and left, refused and came."""
