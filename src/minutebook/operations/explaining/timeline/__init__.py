"""What happened when, as records tell it: prompts, decisions, and what became of decisions."""
