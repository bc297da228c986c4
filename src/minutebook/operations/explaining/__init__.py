"""Explains what is there by its records: a pull request, a line, the decisions for a path."""
