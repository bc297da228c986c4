"""One module a use case: what the command line, hooks and servers call."""
