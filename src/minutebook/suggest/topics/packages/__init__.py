"""What packages alone say of a choice: those that were renamed, and those that a text names."""
