"""Suggestions of decisions: for a change, and those that records keep."""
