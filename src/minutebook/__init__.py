"""The minute book of a code base, kept in git: prompts and decisions as markdown records."""

__version__ = "0.1.0"
