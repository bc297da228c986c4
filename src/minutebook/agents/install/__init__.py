"""Writes and removes what makes agents and git record by themselves."""
