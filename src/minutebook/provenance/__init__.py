"""Which prompts made a line and which decisions govern a path: found by what records note. Pure."""
