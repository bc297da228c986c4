"""`python -m minutebook` is the same door as the script."""

from minutebook.cli import main

main()
