"""Lists on the terminal: of records, and of what a search finds."""
