"""Coding agents: what they send, what is recorded of it, how they are set up."""
