"""A change as text: files, hunks, the roles of files, what source files import."""
