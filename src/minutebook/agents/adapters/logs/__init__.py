"""Logs of agents, read by a module each: the adapters would be too long with them."""
