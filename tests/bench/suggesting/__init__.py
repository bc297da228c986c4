"""Measure suggesting on real changes, and fit its weights."""
