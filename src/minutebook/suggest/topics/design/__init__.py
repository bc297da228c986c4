"""Decisions about a system's own design, as far as its lines and files show them.

No package shows these: interfaces and who implements them, errors, tables, names and places of
files, one way of writing that gives way to another, what is deprecated.
"""
