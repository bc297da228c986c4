"""Records get other numbers and titles, and go."""
