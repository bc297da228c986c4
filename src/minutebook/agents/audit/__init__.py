"""The audit: prompts of agents and commits, compared with the records that should explain them."""
