"""Records get other numbers and titles, and go: what names them follows."""
