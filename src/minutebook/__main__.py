"""Runs the command line as `python -m minutebook`, like the installed script."""

from minutebook.cli import main

if __name__ == "__main__":  # the processes of the server load this module, too
    main()
