"""Upkeep: texts dropped from the spool, sessions removed from it."""
