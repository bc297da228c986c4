"""Numbers of records: the series they are given from, the claims to them, and renumbering."""
