"""Whether a decision on record already covers what a change decides."""
