"""Records of ended turns: read from the spool, compared by git, redacted, written."""
