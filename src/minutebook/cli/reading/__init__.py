"""Show a reading of a record on the terminal: drawn for its width, and paged where it is long."""
