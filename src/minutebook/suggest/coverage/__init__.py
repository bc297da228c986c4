"""Find the decisions and earlier suggestions that cover what a change decides."""
