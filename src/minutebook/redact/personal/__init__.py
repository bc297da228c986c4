"""Finds what is of a person: home folders always, addresses and numbers where that is asked for."""
