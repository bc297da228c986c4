"""Read from prose which options are named, adopted, refused or compared."""
