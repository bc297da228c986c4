"""Commands on records that are there: listed, shown, edited, linked, renamed, removed."""
