"""How what was found is hidden: overlaps merged, values found everywhere, placeholders, edits."""
