"""Installs and removes what makes agents and git call us, and says what is installed."""
