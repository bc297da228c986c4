"""Record sets of any size, and what commands cost on them."""
