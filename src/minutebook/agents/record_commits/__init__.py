"""Records in git: committed with the work that they tell of, staged for it, or left to people."""
