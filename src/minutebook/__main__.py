"""Runs the command line as `python -m minutebook`, like the installed script."""

from minutebook.cli import main

main()
