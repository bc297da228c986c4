"""What the words of a decision page mean: statuses, dates, titles, mentions of other records."""
