"""What agents were asked, joined with records and commits."""
