"""`python -m backstory` is the same door as the script."""

from backstory.cli import main

main()
