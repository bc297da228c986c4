"""Turns that ended: what they changed, what a record says of them, what they decide."""
