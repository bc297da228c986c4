"""The catalog: what the pages say, kept in SQLite beside git's own files. Never the truth."""
