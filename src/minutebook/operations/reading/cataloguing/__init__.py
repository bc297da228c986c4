"""The catalog of a working tree: found, made fresh, and asked for records."""
