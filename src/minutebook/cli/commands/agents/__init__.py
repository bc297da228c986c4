"""Commands about coding agents: set up, audited, and called by them."""
