"""The story behind code, kept in git: prompts and decisions as markdown records."""

__version__ = "0.1.0"
