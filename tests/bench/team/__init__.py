"""A simulated week of a team: its plan, its people and their agents, the forge, what is counted."""
