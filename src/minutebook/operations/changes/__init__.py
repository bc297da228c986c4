"""Changes of records that are there: the statuses of decisions, and links."""
